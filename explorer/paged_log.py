"""The log of a branch, of any length: of a long one only what is new is in memory as it is.

Rules this file keeps: events come at the end, and none ever changes, so a page that is full is
packed once, and every log that begins alike has the same one (see `explorer.filed`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from operator import eq, itemgetter
from typing import overload

from engine.events import Event
from engine.shelf import Shelf
from explorer.filed import FiledShelf

PAGE = 2_000
"""Events that are packed together: in less than half a millisecond, to about 33 bytes each."""
KEPT = 2
"""So many of the newest pages are never packed: what happens now is looked at most."""


class PagedLog(Sequence[Event]):
    """Events in the order of time, of which more can come."""

    def __init__(self, like: "PagedLog | None" = None) -> None:
        """Empty, on the shelf of another log that begins alike."""
        self._shelf: Shelf = FiledShelf() if like is None else like._shelf
        self._page: int = PAGE if like is None else like._page
        self._pages: list[int] = []
        """The numbers of those that are full."""
        self._begins_us: list[int] = []
        """When each page begins, and after them what is new."""
        self.newest: list[Event] = []
        """What is in no page yet."""

    def extend(self, events: Sequence[Event]) -> None:
        """What happened next."""
        if events and len(self._begins_us) == len(self._pages):  # nothing is new yet
            self._begins_us.append(events[0][0])
        self.newest += events
        page = self._page
        while len(self.newest) > (KEPT + 1) * page:
            self._pages.append(self._shelf.put(self.newest[:page]))
            del self.newest[:page]
            self._begins_us.append(self.newest[0][0])

    def until(self, place: int) -> "PagedLog":
        """The first so many events as a log of its own, which goes on by itself."""
        page = self._page
        full = min(place // page, len(self._pages))
        found = PagedLog(self)
        found._pages, found._begins_us = self._pages[:full], self._begins_us[: full + 1]
        found.newest = self[full * page : place]
        if not found.newest:
            del found._begins_us[full:]
        return found

    # -- read

    def __len__(self) -> int:
        """How many there are."""
        return len(self._pages) * self._page + len(self.newest)

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> list[Event]: ...
    def __getitem__(self, at: int | slice) -> Event | list[Event]:
        """As of a list."""
        if isinstance(at, slice):
            first, end, step = at.indices(len(self))
            whole = step == 1
            return list(self.span(first, end) if whole else map(self._at, range(first, end, step)))
        place = at + len(self) if at < 0 else at
        if not 0 <= place < len(self):
            raise IndexError("the log has no event at this place")
        return self._at(place)

    def _at(self, place: int) -> Event:
        number, offset = divmod(place, self._page)
        if number < len(self._pages):
            event: Event = self._shelf.get(self._pages[number])[offset]
            return event
        return self.newest[place - len(self._pages) * self._page]

    def __iter__(self) -> Iterator[Event]:
        """All of them, a page in memory at a time."""
        return self.span(0)

    def span(self, first: int, end: int | None = None) -> Iterator[Event]:
        """Those from one place on, up to another or to the last that there is now."""
        return chain.from_iterable(self._parts(first, len(self) if end is None else end))

    def _parts(self, first: int, end: int) -> Iterator[list[Event]]:
        page = self._page
        while first < end:
            number, offset = divmod(first, page)
            if number >= len(self._pages):
                before = len(self._pages) * page
                yield self.newest[first - before : end - before]
                return
            yield self._shelf.get(self._pages[number])[offset : offset + end - first]
            first = (number + 1) * page

    def before(self, at_us: float) -> int:
        """How many happened before a time."""
        return self._place(at_us, bisect_left)

    def up_to(self, at_us: float) -> int:
        """How many had happened when that microsecond was over."""
        return self._place(at_us, bisect_right)

    def _place(self, at_us: float, bisect: Callable[..., int]) -> int:
        number = bisect(self._begins_us, at_us) - 1
        if number < 0:
            return 0
        there = self._shelf.get(self._pages[number]) if number < len(self._pages) else self.newest
        return number * self._page + bisect(there, at_us, key=itemgetter(0))

    def __eq__(self, other: object) -> bool:
        """Whether another log, or a list, has the same events."""
        if not isinstance(other, PagedLog | list):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]
