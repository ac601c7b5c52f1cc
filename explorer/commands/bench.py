"""`bench`: what the program is measured by, each row beside its peer or its limit."""

import importlib.util
import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from types import ModuleType

from explorer import folders
from explorer.bench.rows import Asked, Bench, Goal, Row
from explorer.commands.run import FAILED, HELD
from explorer.problems import InputError, Problem


def bench(options: Namespace) -> int:
    """Measures the rows that were asked for, or all; 1 where one misses its goal.

    Whoever has had enough is told what was measured until then.
    """
    wanted = _wanted(options)
    rows: list[Row] = []
    try:
        for number, each in enumerate(wanted):
            told = _bar(f"{number + 1} of {len(wanted)}: {each.name}")
            for row in each.measure(Asked(options.rounds, options.part, told), each.goal):
                rows.append(row)
                told("")
                if not options.json:
                    print(row, flush=True)
    finally:
        if options.json:
            print(json.dumps([row.as_json() for row in rows]))
    return FAILED if any(row.met is False for row in rows) else HELD


def _wanted(options: Namespace) -> list[Bench]:
    """The rows that were asked for; raises InputError with all that stands in the way."""
    from explorer.bench import table  # late: it has NumPy, which nobody waits for who asks for help

    known = {each.name: each for each in (*table.TABLE, *_of_window(options))}
    names = list(dict.fromkeys(options.names)) or list(known)
    problems = [
        Problem(name, 0, 0, "", f"there is no such benchmark; there are {', '.join(known)}")
        for name in names
        if name not in known
    ]
    wanted = [known[name] for name in names if name in known]
    problems += [
        Problem(each.name, 0, 0, "", f"{each.needs} is not installed: make bench installs it")
        for each in wanted
        if each.needs and importlib.util.find_spec(each.needs) is None
    ]
    if problems:
        raise InputError(problems)
    return wanted


def _bar(where: str) -> Callable[[str], None]:
    """Says on a terminal what is measured now; nothing where nobody looks."""

    def told(text: str) -> None:
        if sys.stderr.isatty():
            line = f"[{where}] {text}" if text else ""
            print(f"\r{line[:100]:<100}", end="" if text else "\r", file=sys.stderr, flush=True)

    return told


def _of_window(options: Namespace) -> tuple[Bench, ...]:
    """The rows that need Qt, which is imported when one of them is measured."""
    return (
        Bench("stage", "a picture of 10,000 messages among 100 servers, charts on, 99 in 100",
              "what there is at 60 a second", Goal("fraction_of_limit", "at most", 0.6),
              lambda asked, goal: _benches().stage(asked, goal)),
        Bench("first_paint", "from the start of the program to its first painted window",
              "an empty window of Qt", Goal("ratio", "at most", 2),
              lambda asked, goal: _benches().first_paint(asked, goal)),
        Bench("soak", "the whole window, used at random", "its limits",
              Goal("fraction_of_limit", "at most", 1),
              lambda _asked, goal: _benches().soaked(
                  options.seconds / 1_000_000, options.seed, goal,
                  None if options.json else print, slowest=options.slowest)),
    )  # fmt: skip


def _benches() -> ModuleType:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault(folders.VARIABLE, os.devnull)  # nothing of it is to be kept
    from ui import benches

    return benches
