"""Rows of whole numbers, of any count: those that came long ago lie packed on a shelf. Pure."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence

from engine.shelf import Shelf

PAGE = 4_096
"""Rows that are packed together: in less than half a millisecond."""
KEPT = 2
"""So many of the newest pages are never packed."""


class Rows:
    """Rows of the same width, added at the end; only the newest can be changed."""

    def __init__(self, width: int, shelf: Shelf, rising: Sequence[int]) -> None:
        """None as yet; `rising` are the columns in which no row is below the one before it."""
        self.newest = array("q")
        """Row after row, those that are on no page yet."""
        self.packed = 0
        """How many are."""
        self.page, self._width, self._shelf = PAGE, width, shelf
        self.most = (KEPT + 1) * PAGE * width
        """With so many numbers among the newest, a page of them is due to be packed."""
        self._numbers: list[int] = []
        self._begins = {which: array("q") for which in rising}
        """By rising column: what stands in the first row of each page."""

    def oldest(self, which: int) -> Sequence[int]:
        """A column of the rows that are packed next."""
        return self.newest[which : self.page * self._width : self._width]

    def pack(self) -> None:
        """Puts the oldest of the newest on a page."""
        for which, begins in self._begins.items():
            begins.append(self.newest[which])
        end = self.page * self._width
        self._numbers.append(self._shelf.put([self.newest[:end].tobytes()]))
        self.packed += self.page
        del self.newest[:end]

    def __getitem__(self, at: int) -> Sequence[int]:
        """A row by its place."""
        if at >= self.packed:
            return self._of(self.newest, at - self.packed)
        page, row = divmod(at, self.page)
        return self._of(self._open(page), row)

    def _of(self, rows: Sequence[int], row: int) -> Sequence[int]:
        return rows[row * self._width : (row + 1) * self._width]

    def _open(self, page: int) -> Sequence[int]:
        (packed,) = self._shelf.get(self._numbers[page])
        return memoryview(packed).cast("q")

    def below(self, which: int, value: float) -> int:
        """How many rows have less than this in a rising column: the first so many."""
        page = bisect_left(self._begins[which], value)
        if page == len(self._numbers) and self.newest and self.newest[which] < value:
            return self.packed + self._below(self.newest, which, value)
        if not page:
            return 0
        return (page - 1) * self.page + self._below(self._open(page - 1), which, value)

    def _below(self, rows: Sequence[int], which: int, value: float) -> int:
        width = self._width
        numbers = range(len(rows) // width)
        return bisect_left(numbers, value, key=lambda row: rows[row * width + which])
