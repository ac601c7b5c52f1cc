"""`swarm`: random configurations and faults against every invariant."""

import json
from argparse import Namespace
from typing import Any

from explorer.commands.progress import bar
from explorer.commands.run import FAILED, HELD


def swarm(options: Namespace) -> int:
    """Runs the seeds, tells of each that broke something, and sums up."""
    from explorer import swarm as storms

    results = []
    for result in storms.swarm(options.seeds, bar(len(options.seeds), "seeds")):
        results.append(result)
        row = {"seed": result.seed, "operations": result.operations, "faults": result.faults,
               "violations": result.violations}  # fmt: skip
        if options.json:
            print(json.dumps(row, ensure_ascii=False), flush=True)
        elif result.violations:
            print(f"seed {result.seed}: " + "; ".join(result.violations), flush=True)
    summed = storms.summary(results)
    seldom = storms.vacuous(summed)
    print(json.dumps(summed, ensure_ascii=False) if options.json else _told(summed, seldom))
    return FAILED if summed["violations"] or seldom else HELD


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
