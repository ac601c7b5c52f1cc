"""`bench`: what the program is measured by, each row beside its peer or its limit."""

import importlib.util
import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator

from explorer import folders
from explorer.bench.rows import Asked, Bench, Goal, Row
from explorer.bench.table import TABLE
from explorer.commands.run import FAILED, HELD
from explorer.preferences import Preferences
from explorer.problems import InputError, Problem

GAP_MS, LONGEST_GAP_MS, GROWN_MB = 50.0, 200.0, 20.0
"""What a soak may take: 99 gaps in 100, the longest, and memory after the first minute."""
BELOW = Goal("fraction_of_limit", "at most", 1)


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
    soak = Bench("soak", "the whole window, used at random", "its limits", BELOW,
                 lambda _asked, goal: _soak(options, goal))  # fmt: skip
    known = {each.name: each for each in (*TABLE, soak)}
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


def _soak(options: Namespace, goal: Goal) -> Iterator[Row]:
    """The window used at random, every panel in sight: how long it keeps anybody waiting."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault(folders.VARIABLE, os.devnull)  # nothing of it is to be kept
    from ui import app, soak

    def row(name: str, unit: str, ours: float, limit: float, limit_name: str) -> Row:
        return Row(name, unit, ours, limit=limit, limit_name=limit_name, goal=goal)

    seconds = options.seconds / 1_000_000
    found = soak.Soak(app.application(Preferences()), options.seed).run(seconds)
    yield row("soak", "ms", found.p99_ms, GAP_MS, "99 in 100 gaps between heartbeats")
    yield row("soak-longest", "ms", found.longest_ms, LONGEST_GAP_MS, "the longest such gap")
    worked = found.worked_ms
    yield row(
        "soak-worked", "ms", found.part(worked, 0.99), GAP_MS, "99 in 100 by this thread's own time"
    )
    yield row(
        "soak-worked-longest", "ms", max(worked, default=0.0), LONGEST_GAP_MS, "the longest by that"
    )
    wrong = [*found.warnings, *found.mishaps]
    yield row("soak-errors", "errors", len(wrong), 1, "below one error or warning of Qt")
    grown = found.grown_mb()
    if grown is not None:
        yield row("soak-memory", "MB", max(0.0, grown), GROWN_MB, "more than after a minute")
    if not options.json:
        minutes = ", ".join(f"{mb:.0f}" for mb in found.minutes_mb)
        print(f"half of the gaps are below {found.part(found.gaps_ms, 0.5):.1f} ms, "
              f"by this thread's own time {found.part(worked, 0.5):.1f} ms")  # fmt: skip
        print(f"memory, the most of each minute: {minutes or 'unknown'} MB")
        print("warnings of Qt and errors: " + ("; ".join(wrong) or "none"))
    if options.slowest and not options.json:
        for ms, where in sorted(found.causes, reverse=True)[:15]:
            print(f"{ms:7.0f} ms  {where}")
