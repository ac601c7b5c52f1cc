"""`bench`: what the program is measured by, each row beside its peer or its limit."""

import json
import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import Any

from explorer import folders
from explorer.commands.run import FAILED, HELD
from explorer.preferences import Preferences
from explorer.problems import problem

GAP_MS, LONGEST_GAP_MS, GROWN_MB = 50.0, 200.0, 20.0
"""What a soak may take: 99 gaps in 100, the longest, and memory after the first minute."""

Row = dict[str, Any]


def bench(options: Namespace) -> int:
    """Measures the rows that were asked for, or all; 1 where one is beyond its limit."""
    unknown = [name for name in options.names if name not in BENCHES]
    if unknown:
        known = ", ".join(BENCHES)
        raise problem(unknown[0], f"there is no such benchmark; there are {known}")
    rows = [row for name in options.names or BENCHES for row in BENCHES[name](options)]
    if options.json:
        print(json.dumps(rows))
    else:
        print("\n".join(map(_told, rows)))
    beyond = [row for row in rows if (row["fraction_of_limit"] or 0) > 1]
    return FAILED if beyond else HELD


def row(name: str, unit: str, ours: float, limit: float, limit_name: str) -> Row:
    """A row that has a limit and no peer."""
    return {
        "name": name, "unit": unit, "ours": round(ours, 3), "peer": None, "peer_name": None,
        "ratio": None, "limit": limit, "limit_name": limit_name,
        "fraction_of_limit": round(ours / limit, 4),
    }  # fmt: skip


def _told(row: Row) -> str:
    limit = f"{row['limit_name']}: {row['limit']:g} {row['unit']}"
    return f"{row['name']:<16} {row['ours']:>10,.1f} {row['unit']:<8} {limit}"


def _soak(options: Namespace) -> Iterator[Row]:
    """The window used at random, every panel in sight: how long it keeps anybody waiting."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault(folders.VARIABLE, os.devnull)  # nothing of it is to be kept
    from ui import app, soak

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


BENCHES: dict[str, Callable[[Namespace], Iterator[Row]]] = {"soak": _soak}
"""By name: what measures it."""
