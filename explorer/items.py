"""A run's history in the shape that the checkers judge: operations on items. Pure.

Every item (a cell) is a register of its own. A write writes a value of its own; a read reads all
items of its keys, and nothing (None) where there was none before the run either. What was there
before the run is left out with the reads that saw it, as the checkers know no value before the
first write.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from engine.checkers.checks import Op
from engine.history import History
from engine.records import Operation
from engine.values import Cell
from engine.versions import GENESIS, Version
from explorer import columns

Row = tuple[Any, ...]
"""The fields of an `Op`, in their order."""
MOST_OPERATIONS = 20_000
"""Register operations that are judged: beyond, a verdict is unknown and says so."""
SLICE = 1_000
"""So many operations are gathered at a time: a few milliseconds' work."""


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
    made = Gathered(history.length if at is None else at)
    for _ in made.gather(history):
        pass
    return made.rows, made.order


class Gathered:
    """The rows as of a place, gathered in slices of a few milliseconds while the history grows."""

    def __init__(self, at: int, most: int | None = None) -> None:
        """Where they are more than `most` they are counted only."""
        self.rows: list[Row] = []
        self.count = 0
        self._at, self._most = at, most
        self._names: dict[tuple[Cell, Version], str] = {}
        self._versions: defaultdict[Cell, list[tuple[Version, str]]] = defaultdict(list)
        self._cells: defaultdict[str, list[tuple[Cell, str]]] = defaultdict(list)
        self._keys: dict[Cell, str] = {}

    def gather(self, history: History) -> Iterator[None]:
        """Gathers slice by slice: first what was written, for a read sees all items of its keys."""
        begun = history.begun.numbers[: history.begun.before(self._at)]
        for take in (self._take_write, self._take_read):
            for first in range(0, len(begun), SLICE):
                for number in begun[first : first + SLICE]:
                    take(history.operations[number])
                yield

    @property
    def order(self) -> dict[Hashable, list[str]]:
        """Each item's values in the order of their versions."""
        versions = self._versions.items()
        return {self._keys[cell]: [name for _, name in sorted(each)] for cell, each in versions}

    def _take_write(self, write: Operation) -> None:
        if not write.stamped_by(self._at):
            return
        for cell, version, _ in write.written:
            if cell not in self._keys:
                self._keys[cell] = _key(cell)
                self._cells[cell[0]].append((cell, self._keys[cell]))
            name = f"{write.action} #{write.number} by {write.user}"
            self._versions[cell].append((version, name))
            self._names[cell, version] = name
            if self._has_room(1):
                self.rows.append(_row(write, "write", self._keys[cell], name, self._at))

    def _take_read(self, read: Operation) -> None:
        if not (read.kind == "read" and read.outcome == "ok" and read.ended_by(self._at)):
            return
        for key in read.keys:
            if self._has_room(len(self._cells[key])):
                self.rows += [
                    _row(read, "read", item, self._names.get(self._seen(read, cell)), self._at)
                    for cell, item in self._cells[key]
                ]

    def _seen(self, read: Operation, cell: Cell) -> tuple[Cell, Version]:
        return cell, read.result.get(cell, GENESIS)

    def _has_room(self, count: int) -> bool:
        self.count += count
        return self._most is None or self.count <= self._most


def count(history: History, at: int) -> int:
    """How many register operations there are as of a place, without making them."""
    known = columns.of(history)
    begun, done = known.begun(at), known.ended(at)
    writes = (history.operations[n] for n in begun["number"][begun["reads"] == 0].tolist())
    written = [cell for o in writes if o.stamped_by(at) for cell, _, _ in o.written]
    of_key = Counter(key for key, _ in set(written))
    read = Counter(done["keys"][(done["outcome"] == columns.OK) & (done["reads"] == 1)].tolist())
    keys = known.keys
    return len(written) + sum(many * of_key[key] for n, many in read.items() for key in keys[n])


def _key(cell: Cell) -> str:
    """An item, as a verdict's sentence names it: 'wall:X post X#1'."""
    return f"{cell[0]} {' '.join(cell[1])}"


def _row(operation: Operation, kind: str, item: str, value: str | None, at: int) -> Row:
    ok = operation.outcome == "ok" and operation.ended_by(at)
    return (
        operation.number, operation.user, kind, item, value, operation.invoked_at,
        operation.ended_at if ok else None, "ok" if ok else "info",
    )  # fmt: skip
