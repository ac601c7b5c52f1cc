"""All messages of a run as columns of numbers: of a long one there are millions. Pure.

A message takes 40 bytes, and is made anew for whoever asks for it: it is as of then, and what
becomes of it later does not show in it. Messages are numbered from 1, in the order in which they
were sent; a log that is not a cluster's may leave numbers out.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from engine.records import Message

Death = tuple[int, int, float, str]
"""(place in the log, time, part of the way, reason)."""
_UNKNOWN = -1


class Messages(Mapping[int, Message]):
    """By number: the messages, and which of them are of one operation or of one link."""

    def __init__(self) -> None:
        """Nothing has been sent."""
        self.moves: dict[int, tuple[tuple[int, int | None], ...]] = {}
        """By number: what was held, delayed or released, as in `Message.moves`."""
        self.deaths: list[Message] = []
        """What was lost, in that order."""
        self._deaths: dict[int, Death] = {}
        self._heads: dict[tuple[str, str, str], int] = {}
        """By kind, source and target: the place of the three among `_known`."""
        self._known: list[tuple[str, str, str]] = []
        self._left_out = 0
        self._head, self._operation = array("i"), array("i")
        self._sent_us, self._arrives_us = array("q"), array("q")
        self._sent_at, self._delivered_at = array("i"), array("i")
        self._before = array("i")
        """The message that was sent for the same operation before; 0: none was."""
        self._last = array("i")
        """By operation: the last message that was sent for it; 0: none was."""
        self._links: dict[tuple[str, str], array[int]] = {}
        """By link in one direction: the numbers of its messages."""

    # -- what happens

    def send(
        self, number: int, head: tuple[str, str, str], operation: int, sent_us: int, at: int,
        arrives_us: int,
    ) -> None:  # fmt: skip
        """The next message: kind, source and target; for whom, when, and where in the log."""
        if head not in self._heads:
            self._heads[head] = len(self._known)
            self._known.append(head)
            self._links.setdefault(head[1:], array("i"))
        while len(self._head) < number - 1:
            self._append(_UNKNOWN, 0, 0, 0, 0)
            self._left_out += 1
        if operation >= len(self._last):
            self._last.extend([0] * (operation + 1 - len(self._last)))
        self._append(self._heads[head], operation, sent_us, at, arrives_us)
        self._before[-1] = self._last[operation]
        self._last[operation] = number
        self._links[head[1:]].append(number)

    def _append(self, head: int, operation: int, sent_us: int, at: int, arrives_us: int) -> None:
        self._head.append(head)
        self._operation.append(operation)
        self._sent_us.append(sent_us)
        self._arrives_us.append(arrives_us)
        self._sent_at.append(at)
        self._delivered_at.append(_UNKNOWN)
        self._before.append(0)

    def deliver(self, number: int, at: int) -> None:
        """It has arrived."""
        self._delivered_at[number - 1] = at

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
        row = number - 1
        if not 0 <= row < len(self._head) or self._head[row] == _UNKNOWN:
            raise KeyError(number)
        delivered_at = self._delivered_at[row]
        return Message(
            number, *self._known[self._head[row]], self._operation[row], self._sent_us[row],
            self._sent_at[row], self._arrives_us[row],
            None if delivered_at == _UNKNOWN else delivered_at,
            self.moves.get(number, ()), self._deaths.get(number),
        )  # fmt: skip

    def __iter__(self) -> Iterator[int]:
        """Their numbers."""
        return (number for number, head in enumerate(self._head, 1) if head != _UNKNOWN)

    def __len__(self) -> int:
        """How many have been sent."""
        return len(self._head) - self._left_out

    def of(self, operation: int) -> list[Message]:
        """What was sent for an operation, in that order; for 0, what servers say by themselves."""
        found, number = [], self._last[operation] if operation < len(self._last) else 0
        while number:
            found.append(self[number])
            number = self._before[number - 1]
        return found[::-1]

    def counts(self, way: tuple[str, str], at: int) -> tuple[int, int, int]:
        """How many had been sent on a link by a place in the log, delivered and lost."""
        numbers = self._links.get(way, array("i"))
        sent = bisect_left(numbers, at, key=lambda number: self._sent_at[number - 1])
        theirs = numbers[:sent]
        delivered = sum(_UNKNOWN < self._delivered_at[number - 1] < at for number in theirs)
        lost = sum(place < at and self._on(number, way)
                   for number, (place, *_) in self._deaths.items())  # fmt: skip
        return sent, delivered, lost

    def _on(self, number: int, way: tuple[str, str]) -> bool:
        return self._known[self._head[number - 1]][1:] == way
