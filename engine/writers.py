"""Who wrote what: operations by item and version, sorted, for of both there are very many. Pure."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from engine.values import Cell
from engine.versions import Version

Written = tuple[Cell, Version]


class Writers(Mapping[Written, int]):
    """By item and version: the number of the operation that wrote it."""

    def __init__(self) -> None:
        """Nothing is written."""
        self._cells: dict[Cell, tuple[list[Version], array[int]]] = {}
        self._count = 0
        self.first: int | None = None
        """The operation whose write was given a version before all others."""

    def add(self, cell: Cell, version: Version, number: int) -> None:
        """A write is given this version."""
        if self.first is None:
            self.first = number
        found = self._cells.get(cell)
        if found is None:
            found = self._cells[cell] = [], array("i")
        versions, numbers = found
        i = bisect_left(versions, version)
        if i < len(versions) and versions[i] == version:
            numbers[i] = number
            return
        versions.insert(i, version)  # nearly always at the end
        numbers.insert(i, number)
        self._count += 1

    def __getitem__(self, written: Written) -> int:
        """Who wrote this."""
        cell, version = written
        versions, numbers = self._cells.get(cell, ((), ()))
        i = bisect_left(versions, version)
        if i == len(versions) or versions[i] != version:
            raise KeyError(written)
        return numbers[i]

    def __iter__(self) -> Iterator[Written]:
        """Item by item, in the order in which each was first written."""
        return (
            (cell, version) for cell, (versions, _) in self._cells.items() for version in versions
        )

    def __len__(self) -> int:
        """How many there are."""
        return self._count
