"""All messages of a run as rows of numbers: of a long one there are millions. Pure.

A message takes 64 bytes, of which 4 stay in memory when it was sent long ago. It is made anew for
whoever asks for it: it is as of then, and what becomes of it later does not show in it. Messages
are numbered from 1, in the order in which they were sent; a log that is not a cluster's may leave
numbers out.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from engine.records import Message
from engine.rows import Rows
from engine.shelf import Shelf

Death = tuple[int, int, float, str]
"""(place in the log, time, part of the way, reason)."""
_UNKNOWN = -1
_NEVER = 1 << 62
_HEAD, _OPERATION, _SENT_US, _ARRIVES_US, _SENT_AT, _DELIVERED_AT, _BEFORE = range(7)
"""A row: the head's place among those known, the operation, times and places, and the message that
was sent for the same operation before (0: none was).
"""

_WIDTH = 7


class Messages(Mapping[int, Message]):
    """By number: the messages, and which of them are of one operation or of one link."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        """Nothing has been sent; `shelf` is for those that were sent long ago."""
        self.moves: dict[int, tuple[tuple[int, int | None], ...]] = {}
        """By number: what was held, delayed or released, as in `Message.moves`."""
        self.deaths: list[Message] = []
        """What was lost, in that order."""
        self._deaths: dict[int, Death] = {}
        self._heads: dict[tuple[str, str, str], int] = {}
        """By kind, source and target: the place of the three among `_known`."""
        self._known: list[tuple[str, str, str]] = []
        self._count = self._left_out = 0
        self._rows = Rows(_WIDTH, shelf or Shelf(), rising=(_SENT_US, _SENT_AT))
        self._late: dict[int, int] = {}
        """By number: where those were delivered of which that was said when they were packed."""
        self._settled = array("q")
        """Of each page that is packed: where in the log the last of its messages ended."""
        self._last = array("i")
        """By operation: the last message that was sent for it; 0: none was."""
        self._links: defaultdict[tuple[str, str], array[int]] = defaultdict(lambda: array("i"))
        """By link in one direction: the numbers of its messages."""

    # -- what happens

    def send(
        self, number: int, head: tuple[str, str, str], operation: int, sent_us: int, at: int,
        arrives_us: int,
    ) -> None:  # fmt: skip
        """The next message: kind, source and target; for whom, when, and where in the log."""
        known = self._heads.get(head)
        if known is None:
            known = self._heads[head] = len(self._known)
            self._known.append(head)
        newest = self._rows.newest
        while self._count < number - 1:
            newest.extend((_UNKNOWN, 0, sent_us, 0, at, _UNKNOWN, 0))
            self._left_out += 1
            self._count += 1
        if operation >= len(self._last):
            self._last.extend([0] * (operation + 1 - len(self._last)))
        before, self._last[operation] = self._last[operation], number
        newest.extend((known, operation, sent_us, arrives_us, at, _UNKNOWN, before))
        self._count += 1
        self._links[head[1:]].append(number)
        while len(newest) >= self._rows.most:
            self._settled.append(self._last_end())
            self._rows.pack()

    def _last_end(self) -> int:
        """Where in the log the last of those ended that are packed next."""
        delivered, first = self._rows.oldest(_DELIVERED_AT), self._rows.packed + 1
        others = (number for number, at in enumerate(delivered, first) if at == _UNKNOWN)
        ends = (self._end(number, self._rows[number - 1]) for number in others)
        return max([max(delivered), *ends])

    def _end(self, number: int, row: Sequence[int]) -> int:
        """Where in the log it was delivered or lost; far away where it was neither."""
        if row[_HEAD] == _UNKNOWN:
            return 0
        if number in self._deaths:
            return self._deaths[number][0]
        return _NEVER if row[_DELIVERED_AT] == _UNKNOWN else row[_DELIVERED_AT]

    def deliver(self, number: int, at: int) -> None:
        """It has arrived."""
        rows = self._rows
        if number > rows.packed:
            rows.newest[(number - 1 - rows.packed) * _WIDTH + _DELIVERED_AT] = at
        else:
            self._late[number] = at

    def move(self, number: int, at: int, arrives_us: int | None) -> None:
        """It arrives at another time from now on; None: it is held."""
        self.moves[number] = (*self.moves.get(number, ()), (at, arrives_us))

    def lose(self, number: int, death: Death) -> None:
        """It is lost."""
        self._deaths[number] = death
        self.deaths.append(self[number])

    # -- what is asked

    def __getitem__(self, number: int) -> Message:
        """The message as of now."""
        if number not in self:
            raise KeyError(number)
        head, operation, sent_us, arrives_us, sent_at, delivered_at, _ = self._rows[number - 1]
        delivered_at = self._late.get(number, delivered_at)
        return Message(
            number, *self._known[head], operation, sent_us, sent_at, arrives_us,
            None if delivered_at == _UNKNOWN else delivered_at,
            self.moves.get(number, ()), self._deaths.get(number),
        )  # fmt: skip

    def arrives_us(self, number: int) -> int:
        """When a message was to arrive as it was sent; 0 for one that was not."""
        return self._rows[number - 1][_ARRIVES_US]

    def __contains__(self, number: object) -> bool:
        """Whether it has been sent."""
        if not isinstance(number, int) or not 0 < number <= self._count:
            return False
        return not self._left_out or self._rows[number - 1][_HEAD] != _UNKNOWN

    def __iter__(self) -> Iterator[int]:
        """Their numbers."""
        return (number for number in range(1, self._count + 1) if number in self)

    def __len__(self) -> int:
        """How many have been sent."""
        return self._count - self._left_out

    def of(self, operation: int) -> list[Message]:
        """What was sent for an operation, in that order; for 0, what servers say by themselves."""
        found, number = [], self._last[operation] if operation < len(self._last) else 0
        while number:
            found.append(self[number])
            number = self._rows[number - 1][_BEFORE]
        return found[::-1]

    def sent_before_us(self, time_us: float) -> int:
        """The number of the last message that was sent before a time; 0: none was."""
        return self._rows.below(_SENT_US, time_us)

    def counts(self, way: tuple[str, str], at: int) -> tuple[int, int, int]:
        """How many had been sent on a link by a place in the log, delivered and lost."""
        numbers = self._links.get(way, array("i"))
        sent = bisect_right(numbers, self._rows.below(_SENT_AT, at))
        ends = (self._end_by_now(number) for number in self._unsettled(numbers[:sent], at))
        under_way = sum(end >= at for end in ends)
        lost = sum(place < at and self._on(number, way)
                   for number, (place, *_) in self._deaths.items())  # fmt: skip
        return sent, sent - lost - under_way, lost

    def _unsettled(self, numbers: "array[int]", at: int) -> Iterator[int]:
        """Those of these that may not have ended before a place in the log."""
        first = 0
        for page, settled in enumerate(self._settled, 1):
            last = bisect_right(numbers, page * self._rows.page, first)
            if settled >= at:
                yield from numbers[first:last]
            first = last
        yield from numbers[first:]

    def _end_by_now(self, number: int) -> int:
        return self._late.get(number) or self._end(number, self._rows[number - 1])

    def _on(self, number: int, way: tuple[str, str]) -> bool:
        return self._known[self._rows[number - 1][_HEAD]][1:] == way
