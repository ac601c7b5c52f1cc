"""What is under way in a frame, as columns: thousands of messages are looked at without one made.

Rules this file keeps: it is a sequence of `MessageView`s like any other, and each of them is made
when somebody asks for it; whoever looks at all of them takes columns.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any, get_args, overload

import numpy as np
from numpy.typing import NDArray

from explorer.frame_stage import MessageKind, MessageView

KINDS: tuple[MessageKind, ...] = get_args(MessageKind)
Numbers = NDArray[np.int64]
Chosen = NDArray[np.bool_]


class Places(dict[str, int]):
    """Names as numbers, in the order in which they are first looked up."""

    def __missing__(self, name: str) -> int:
        self[name] = place = len(self)
        return place


@dataclass(frozen=True, eq=False)
class Messages(Sequence[MessageView]):
    """Messages as columns: `kinds` are places in KINDS, `sources` and `targets` in `names`."""

    numbers: Numbers
    kinds: Numbers
    sources: Numbers
    targets: Numbers
    sent_us: Numbers
    arrives_us: Numbers
    held: Chosen
    names: tuple[str, ...]
    make: Callable[[int], MessageView]
    """Makes the one at a place."""

    @classmethod
    def of(cls, messages: Sequence[MessageView]) -> "Messages":
        """These as columns; the same where they are."""
        if isinstance(messages, cls):
            return messages

        def column(name: str, known: Callable[[Any], int] = int) -> Numbers:
            return numbers(map(known, map(attrgetter(name), messages)), len(messages))

        names = Places()
        return cls(
            column("number"), column("kind", KINDS.index),
            column("source", names.__getitem__), column("target", names.__getitem__),
            column("sent_us"), column("arrives_us"),
            column("held").astype(np.bool_), tuple(names), messages.__getitem__,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> MessageView: ...
    @overload
    def __getitem__(self, index: slice) -> "Messages": ...
    def __getitem__(self, index: int | slice) -> "MessageView | Messages":
        if isinstance(index, slice):
            return self.only(np.arange(len(self))[index])
        return self.make(range(len(self))[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self.numbers.tobytes())

    def only(self, chosen: NDArray[np.intp] | Chosen) -> "Messages":
        """Those at these places, or those of which it is so."""
        at = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        there, make = at.tolist(), self.make
        return replace(
            self, numbers=self.numbers[at], kinds=self.kinds[at], sources=self.sources[at],
            targets=self.targets[at], sent_us=self.sent_us[at], arrives_us=self.arrives_us[at],
            held=self.held[at], make=lambda index: make(there[index]),
        )  # fmt: skip

    def gone(self, now_us: int) -> NDArray[np.float64]:
        """`MessageView.at` of all of them: the part of its way that each has gone."""
        whole = self.arrives_us - self.sent_us
        part = np.clip((now_us - self.sent_us) / np.maximum(whole, 1), 0.0, 1.0)
        return np.where(whole <= 0, 1.0, part)

    @property
    def seen_kinds(self) -> set[MessageKind]:
        """The kinds that there are among them."""
        return {KINDS[kind] for kind in np.unique(self.kinds).tolist()}

    @property
    def busy_links(self) -> int:
        """On how many links there is any of them, whichever way it goes."""
        return len(self._links)

    @cached_property
    def pairs(self) -> set[frozenset[str]]:
        """These links, by the names of their ends."""
        pairs, count = self._links.tolist(), len(self.names)
        return {frozenset(self.names[end] for end in divmod(pair, count)) for pair in pairs}

    @cached_property
    def _links(self) -> Numbers:
        """These links, each as a number."""
        ends = np.minimum(self.sources, self.targets), np.maximum(self.sources, self.targets)
        return np.unique(ends[0] * len(self.names) + ends[1])

    def ways(self) -> Counter[tuple[str, str, MessageKind]]:
        """How many of each kind are on each way, the way of the first message first."""
        names, of_kinds = self.names, len(KINDS)
        ways = (self.sources * len(names) + self.targets) * of_kinds + self.kinds
        found, first, count = np.unique(ways, return_index=True, return_counts=True)
        counted: Counter[tuple[str, str, MessageKind]] = Counter()
        for place in np.argsort(first).tolist():
            way, kind = divmod(int(found[place]), of_kinds)
            source, target = divmod(way, len(names))
            counted[names[source], names[target], KINDS[kind]] = int(count[place])
        return counted


def numbers(values: Iterable[int], count: int) -> Numbers:
    """A column of so many whole numbers."""
    return np.fromiter(values, np.int64, count)
