"""A run's history in the shape that the checkers judge: operations on items. Pure.

Every item (a cell) is a register of its own. A write writes a value of its own; a read reads all
items of its keys, and nothing (None) where there was none before the run either. What was there
before the run is left out with the reads that saw it, as the checkers know no value before the
first write.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

from engine.checkers.checks import Op
from engine.history import History
from engine.records import Operation
from engine.values import Cell
from engine.versions import GENESIS, Version

Row = tuple[Any, ...]
"""The fields of an `Op`, in their order."""
MOST_OPERATIONS = 20_000
"""Register operations that are judged: beyond, a verdict is unknown and says so."""


def register_operations(
    history: History, at: int | None = None
) -> tuple[list[Op], dict[Hashable, list[str]]]:
    """Register operations as of a place, and each item's values in the order of their versions."""
    found, order = rows(history, at)
    return operations(found), order


def operations(found: Iterable[Row]) -> list[Op]:
    """Rows as the operations that the checkers judge."""
    return [Op(*row) for row in found]


def rows(history: History, at: int | None = None) -> tuple[list[Row], dict[Hashable, list[str]]]:
    """The same as plain rows: a tenth of the time goes into sending these to another process."""
    at = history.length if at is None else at
    names: dict[tuple[Cell, Version], str] = {}
    versions: defaultdict[Cell, list[tuple[Version, str]]] = defaultdict(list)
    cells: defaultdict[str, list[tuple[Cell, str]]] = defaultdict(list)
    keys: dict[Cell, str] = {}
    found: list[Row] = []
    stamped = (write for write in history.operations.values() if write.stamped_by(at))
    for write, cell, version in ((w, cell, v) for w in stamped for cell, v, _ in w.written):
        if cell not in keys:
            keys[cell] = _key(cell)
            cells[cell[0]].append((cell, keys[cell]))
        name = f"{write.action} #{write.number} by {write.user}"
        versions[cell].append((version, name))
        names[cell, version] = name
        found.append(_row(write, "write", keys[cell], name, at))
    for read in history.operations.values():
        if read.kind == "read" and read.outcome == "ok" and read.ended_by(at):
            found += [
                _row(read, "read", item, names.get((cell, read.result.get(cell, GENESIS))), at)
                for key in read.keys
                for cell, item in cells[key]
            ]
    order: dict[Hashable, list[str]] = {
        keys[cell]: [name for _, name in sorted(each)] for cell, each in versions.items()
    }
    return found, order


def count(history: History, at: int) -> int:
    """How many register operations there are as of a place, without making them."""
    every = history.operations.values()
    written = [cell for o in every if o.written and o.stamped_by(at) for cell, _, _ in o.written]
    if not written:
        return 0
    of_key = Counter(key for key, _ in set(written))
    reads = (o for o in every if o.kind == "read" and o.outcome == "ok" and o.ended_by(at))
    return len(written) + sum(of_key[key] for read in reads for key in read.keys)


def _key(cell: Cell) -> str:
    """An item, as a verdict's sentence names it: 'wall:X post X#1'."""
    return f"{cell[0]} {' '.join(cell[1])}"


def _row(operation: Operation, kind: str, item: str, value: str | None, at: int) -> Row:
    ok = operation.outcome == "ok" and operation.ended_by(at)
    return (
        operation.number, operation.user, kind, item, value, operation.invoked_at,
        operation.ended_at if ok else None, "ok" if ok else "info",
    )  # fmt: skip
