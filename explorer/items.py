"""A run's history in the shape that the checkers judge: operations on items. Pure.

Every item (a cell) is a register of its own. A write writes a value of its own; a read reads all
items of its keys, and nothing (None) where there was none before the run either. What was there
before the run is left out with the reads that saw it, as the checkers know no value before the
first write.
"""

from collections import defaultdict
from collections.abc import Hashable

from engine.checkers.checks import Op
from engine.history import History
from engine.records import Operation
from engine.values import Cell
from engine.versions import GENESIS, Version

MOST_OPERATIONS = 20_000
"""Register operations that are judged: beyond, a verdict is unknown and says so."""


def register_operations(
    history: History, at: int | None = None
) -> tuple[list[Op], dict[Hashable, list[str]]]:
    """Register operations as of a place, and each item's values in the order of their versions."""
    at = history.length if at is None else at
    names: dict[tuple[Cell, Version], str] = {}
    versions: defaultdict[Cell, list[tuple[Version, str]]] = defaultdict(list)
    cells: defaultdict[str, list[Cell]] = defaultdict(list)
    ops: list[Op] = []
    stamped = (write for write in history.operations.values() if write.stamped_by(at))
    for write, cell, version in ((w, cell, v) for w in stamped for cell, v, _ in w.written):
        if not versions[cell]:
            cells[cell[0]].append(cell)
        name = f"{write.action} #{write.number} by {write.user}"
        versions[cell].append((version, name))
        names[cell, version] = name
        ops.append(_op(write, "write", cell, name, at))
    for read in history.operations.values():
        if read.kind == "read" and read.outcome == "ok" and read.ended_by(at):
            ops += [
                _op(read, "read", cell, names.get((cell, read.result.get(cell, GENESIS))), at)
                for key in read.keys
                for cell in cells[key]
            ]
    order: dict[Hashable, list[str]] = {}
    for cell, found in versions.items():
        order[_key(cell)] = [name for _, name in sorted(found)]
    return ops, order


def count(history: History, at: int) -> int:
    """How many register operations there are as of a place, without making them."""
    rows: defaultdict[str, set[Cell]] = defaultdict(set)
    operations = history.operations.values()
    written = [cell for o in operations if o.stamped_by(at) for cell, _, _ in o.written]
    for cell in written:
        rows[cell[0]].add(cell)
    reads = (o for o in operations if o.kind == "read" and o.outcome == "ok" and o.ended_by(at))
    return len(written) + sum(len(rows[key]) for read in reads for key in read.keys if key in rows)


def _key(cell: Cell) -> str:
    """An item, as a verdict's sentence names it: 'wall:X post X#1'."""
    return f"{cell[0]} {' '.join(cell[1])}"


def _op(operation: Operation, kind: str, cell: Cell, value: str | None, at: int) -> Op:
    ok = operation.outcome == "ok" and operation.ended_by(at)
    return Op(
        operation.number, operation.user, kind, _key(cell), value, operation.invoked_at,  # type: ignore[arg-type]
        operation.ended_at if ok else None, "ok" if ok else "info",
    )  # fmt: skip
