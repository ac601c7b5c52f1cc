"""Rows of four, kept as columns: a number takes 4 or 8 bytes there, not 32 and a place. Pure."""

from array import array
from collections.abc import Iterator, MutableSequence, Sequence
from typing import Any, Generic, TypeVar, overload

Row = TypeVar("Row", bound=tuple[Any, ...])
THING = "O"
"""The code of a column of things that are shared with others; all other codes are `array`'s."""


class Table(Sequence[Row], Generic[Row]):
    """Rows that are added at the end and never change."""

    __slots__ = ("columns",)

    def __init__(self, codes: str) -> None:
        """Empty; a code for each column, as in "iqOO"."""
        self.columns: tuple[MutableSequence[Any], ...] = tuple(
            [] if code == THING else array(code) for code in codes
        )

    def append(self, row: Row) -> None:
        """One more."""
        (first, second, third, fourth), (a, b, c, d) = self.columns, row
        first.append(a)
        second.append(b)
        third.append(c)
        fourth.append(d)  # one by one, as a loop takes three times as long

    def __len__(self) -> int:
        """How many there are."""
        return len(self.columns[0])

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        """As of a list."""
        if isinstance(at, slice):
            return list(zip(*(column[at] for column in self.columns), strict=True))  # type: ignore[arg-type]
        first, second, third, fourth = self.columns
        return first[at], second[at], third[at], fourth[at]  # type: ignore[return-value]

    def __reversed__(self) -> Iterator[Row]:
        """All of them, the last one first."""
        return zip(*map(reversed, self.columns), strict=True)  # type: ignore[return-value]

    def __iter__(self) -> Iterator[Row]:
        """All of them."""
        return zip(*self.columns, strict=True)  # type: ignore[return-value]
