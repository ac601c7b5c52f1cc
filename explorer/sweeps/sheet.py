"""The rows of a sweep as CSV: a column for each setting, each measure and each verdict."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from explorer.sweeps.plan import Plan
from explorer.sweeps.row import Row
from explorer.whole import whole


def write(plan: Plan, rows: Iterable[Row], path: Path) -> None:
    """Writes them, with a head, in their order. Raises InputError where that cannot be."""
    flat = [dict(_cells(row)) for row in rows]
    names = list(dict.fromkeys(name for cells in flat for name in cells))
    head = names or [*(axis.setting for axis in plan.axes), "seed", "digest"]
    with whole(path) as making, making.made.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, head, restval="")
        sheet.writeheader()
        sheet.writerows(flat)


def _cells(row: Row) -> Iterator[tuple[str, Any]]:
    """A row's cells by their columns; what is not known stays empty."""
    yield from row["settings"].items()
    for name in ("seed", "digest", "passed"):
        yield name, row[name]
    yield from _leaves(row["measures"], "")
    for name, told in row["guarantees"].items():
        yield f"guarantees.{name}", told["verdict"]
        yield f"guarantees.{name}.promised", told["promised"]


def _leaves(part: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The numbers of nested measures, by their path, as latency_ms.read.p99."""
    for name, inner in part.items():
        below = f"{path}.{name}" if path else name
        if name == "intervals":
            yield from _ends(inner, path)
        elif isinstance(inner, dict):
            yield from _leaves(inner, below)
        else:
            yield below, inner


def _ends(intervals: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Both ends of each interval; of one that is not known, nothing in both."""
    for name, ends in intervals.items():
        low, high = ends or (None, None)
        yield from ((f"{path}.{name}.low", low), (f"{path}.{name}.high", high))
