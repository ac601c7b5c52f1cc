"""All operations of a run: what is over since a while is packed, and made again for who asks. Pure.

Rules this file keeps: whoever asks for an operation that is packed gets an equal one, not the same,
and must not change it. People are never packed: they are few, and looked at in every frame. What
becomes of an operation after it was packed is rare; then it is unpacked for good measure, changed,
and packed once more. Operations are numbered from 1; a log that is not a cluster's may leave
numbers out.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import Any, overload

from engine.records import Operation, Staleness, of_crowd
from engine.shelf import Shelf

PAGE = 500
"""Operations that are packed together: in about a millisecond."""
KEPT = 2_000
"""So many that were over last are not packed: what becomes of them is not yet over."""
_UNPACKED = -1
_NAMES = [field.name for field in fields(Operation)]
_FIELDS = attrgetter(*_NAMES)
_STALENESS = _NAMES.index("staleness")


class InTurn(Sequence[Operation]):
    """Operations in the order in which they began, or ended; the same one can stand there twice."""

    def __init__(self, operations: "AllOperations") -> None:
        """None of them as yet."""
        self.numbers = array("i")
        self._at, self._us = array("i"), array("q")
        self._operations = operations

    def add(self, number: int, at: int, time_us: int) -> None:
        """The next one: its place in the log, and the time."""
        self.numbers.append(number)
        self._at.append(at)
        self._us.append(time_us)

    def before(self, at: int) -> int:
        """How many stand before a place in the log."""
        return bisect_left(self._at, at)

    def before_us(self, time_us: float) -> int:
        """How many stand before a time."""
        return bisect_left(self._us, time_us)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Operation: ...
    @overload
    def __getitem__(self, at: slice) -> list[Operation]: ...
    def __getitem__(self, at: int | slice) -> Operation | list[Operation]:
        """As of a list."""
        if isinstance(at, slice):
            return [self._operations[number] for number in self.numbers[at]]
        return self._operations[self.numbers[at]]

    def __iter__(self) -> Iterator[Operation]:
        """All of them, a few pages in memory at a time."""
        return (self._operations[number] for number in self.numbers)


class AllOperations(Mapping[int, Operation]):
    """By number: the operations, in the order in which they began."""

    def __init__(self, shelf: Shelf) -> None:
        """Nobody has asked for anything; `shelf` is for what is packed."""
        self.begun, self.ended = InTurn(self), InTurn(self)
        self._whole: dict[int, Operation] = {}
        self._over: dict[int, None] = {}
        """The numbers of those that will be packed next, in this order."""
        self._packed = array("i")
        """By number: where among all that was packed."""
        self._pages: list[int] = []
        self._shelf = shelf
        self._page = PAGE

    # -- what happens

    def begin(self, operation: Operation) -> None:
        """Somebody asks."""
        self._whole[operation.number] = operation
        self.begun.add(operation.number, operation.invoked_at, operation.invoked_us)

    def end(self, operation: Operation) -> None:
        """It is over: its outcome, time and place are known."""
        self.ended.add(operation.number, operation.ended_at or 0, operation.ended_us or 0)
        self._is_over(operation)

    def to_change(self, number: int) -> Operation:
        """An operation of which something is to be said."""
        found = self._whole.get(number)
        if found is None:
            found = self._whole[number] = self[number]
            self._is_over(found)
        return found

    def _is_over(self, operation: Operation) -> None:
        if of_crowd(operation.user):
            self._over.pop(operation.number, None)  # or it would not be the last one
            self._over[operation.number] = None
            if len(self._over) >= KEPT + self._page:
                self._pack()

    def _pack(self) -> None:
        numbers = [*islice(self._over, self._page)]
        self._packed.extend([_UNPACKED] * (max(numbers) + 1 - len(self._packed)))
        for at, number in enumerate(numbers, len(self._pages) * self._page):
            self._packed[number] = at
            del self._over[number]
        self._pages.append(self._shelf.put([_row(self._whole.pop(n)) for n in numbers]))

    # -- what is asked

    @property
    def whole(self) -> Iterable[Operation]:
        """Those that are not packed."""
        return self._whole.values()

    def __getitem__(self, number: int) -> Operation:
        """The operation as of now; of one that is packed, a new object."""
        found = self._whole.get(number)
        if found is not None:
            return found
        at = self._packed[number] if 0 <= number < len(self._packed) else _UNPACKED
        if at == _UNPACKED:
            raise KeyError(number)
        page, row = divmod(at, self._page)
        return _made(self._shelf.get(self._pages[page])[row])

    def __contains__(self, number: object) -> bool:
        """Whether somebody asked for this; nothing is unpacked for that."""
        if number in self._whole:
            return True
        if not isinstance(number, int) or not 0 <= number < len(self._packed):
            return False
        return self._packed[number] != _UNPACKED

    def __iter__(self) -> Iterator[int]:
        """Their numbers."""
        return iter(self.begun.numbers)

    def __len__(self) -> int:
        """How many have begun."""
        return len(self.begun)


def _row(operation: Operation) -> tuple[Any, ...]:
    """Its fields, as a page takes them."""
    row = list(_FIELDS(operation))
    if (stale := operation.staleness) is not None:
        row[_STALENESS] = stale.missed, stale.age_us
    return tuple(row)


def _made(row: tuple[Any, ...]) -> Operation:
    """An operation of such fields."""
    operation = Operation(*row)
    if operation.staleness is not None:
        operation.staleness = Staleness(*row[_STALENESS])
    return operation
