"""`swarm`: random configurations and faults against every invariant."""

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from explorer.commands.progress import bar
from explorer.commands.run import FAILED, HELD
from explorer.problems import problem


def swarm(options: Namespace) -> int:
    """Runs the seeds, tells of each that broke something, shrinks and saves it, and sums up."""
    from explorer import failures
    from explorer import swarm as storms

    folder = Path(options.artifacts or failures.FOLDER)
    if folder.exists() and not folder.is_dir():
        raise problem(str(folder), "this is no folder")
    results = []
    for result in storms.swarm(options.seeds, bar(len(options.seeds), "seeds")):
        results.append(result)
        row = {"seed": result.seed, "operations": result.operations, "faults": result.faults,
               "violations": [broken._asdict() for broken in result.violations]}  # fmt: skip
        if options.json:
            print(json.dumps(row, ensure_ascii=False), flush=True)
        elif result.violations:
            print(f"seed {result.seed}: {_first(result)}", flush=True)
    saved = []
    failing = min(failures.MOST_SAVED, sum(bool(result.violations) for result in results))
    for kept in failures.save_all(results, folder, bar(max(1, failing), "failing seeds shrunk")):
        saved.append(kept)
        if not options.json:
            print(_kept(kept), flush=True)
    summed = {**storms.summary(results), "saved": [asdict(kept) for kept in saved]}
    seldom = storms.vacuous(summed)
    print(json.dumps(summed, ensure_ascii=False) if options.json else _told(summed, seldom))
    return FAILED if summed["violations"] or seldom else HELD


def _first(result: Any) -> str:
    """A seed's first violation of each invariant."""
    first = {broken.invariant: broken.text for broken in reversed(result.violations)}
    return "; ".join(f"{name}: {text}" for name, text in reversed(first.items()))


def _kept(saved: Any) -> str:
    """What was saved of a failing seed, in words."""
    size = f"{saved.operations} operations and {saved.faults} faults"
    again = "" if saved.reproduced else ", which does not break it when read again"
    return (
        f"seed {saved.seed}: {saved.invariant} is broken by {size} as well{again}: "
        f"quorumscope open {saved.file}"
    )


def _told(summed: dict[str, Any], seldom: list[str]) -> str:
    """The summary in words."""
    broken = len({violation["seed"] for violation in summed["violations"]})
    seen = ", ".join(f"{name} {count:,}" for name, count in summed["sometimes"].items())
    lines = [
        f"{summed['seeds']:,} seeds, {summed['operations']:,} operations, "
        f"{summed['faults']:,} faults: {broken} seeds broke an invariant",
        f"seen: {seen}",
    ]
    if seldom:
        lines.append(f"vacuous: too seldom seen: {', '.join(seldom)}")
    return "\n".join(lines)
