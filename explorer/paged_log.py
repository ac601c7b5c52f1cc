"""The log of a branch, of any length: of a long one only what is new is in memory as it is.

Rules this file keeps: events come at the end, and none ever changes, so a page that is full is
packed once, and every log that begins alike has the same one. Packed pages stay in memory up to a
size; what is beyond that lies in a file without a name, which the operating system removes with the
process, however that ends. That file is no recording: one need not be made, a thread of its own
writes it and is behind, and events come back from its JSON in twenty times as long. Nor are pages
compressed: to a third, but then a run takes a tenth longer.
"""

import marshal
import tempfile
import weakref
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from operator import eq, itemgetter
from typing import IO, overload

from engine.events import Event

PAGE = 2_000
"""Events that are packed together: in less than half a millisecond, to about 33 bytes each."""
KEPT = 2
"""So many of the newest pages are never packed: what happens now is looked at most."""
OPEN = 16
"""So many older ones stay unpacked: those that were looked at last."""
IN_MEMORY = 4 << 20
"""Bytes of packed pages that stay in memory: a run of 120,000 events needs no file."""


class _Shelf:
    """Packed pages by number, and those of them that are open."""

    def __init__(self) -> None:
        self.page = PAGE
        self._packed: list[bytes | tuple[int, int]] = []
        """Of each page itself, or its place in the file and its length."""
        self._room = IN_MEMORY
        self._open: dict[int, list[Event]] = {}
        """The one looked at last stands last."""
        self._file: IO[bytes] | None = None
        self._end = 0

    def put(self, events: list[Event]) -> int:
        """Packs a page; its number."""
        packed = marshal.dumps(events)
        self._room -= len(packed)
        self._packed.append(packed if self._room >= 0 else self._filed(packed))
        return len(self._packed) - 1

    def _filed(self, packed: bytes) -> bytes | tuple[int, int]:
        """Where it lies; on a disk that takes no more, a page stays in memory."""
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
                weakref.finalize(self, self._file.close)  # with the last log that has it
            self._file.seek(self._end)
            if self._file.write(packed) < len(packed):
                return packed
        except OSError:
            return packed
        self._end += len(packed)
        return self._end - len(packed), len(packed)

    def get(self, number: int) -> list[Event]:
        """The events of a page. Raises OSError where the disk does not give it back."""
        found = self._open.pop(number, None)
        if found is None:
            found = marshal.loads(self._read(self._packed[number]))
        self._open[number] = found
        if len(self._open) > OPEN:
            del self._open[next(iter(self._open))]
        return found

    def _read(self, packed: bytes | tuple[int, int]) -> bytes:
        if isinstance(packed, bytes):
            return packed
        assert self._file is not None
        at, length = packed
        self._file.seek(at)
        return self._file.read(length)


class PagedLog(Sequence[Event]):
    """Events in the order of time, of which more can come."""

    def __init__(self, shelf: _Shelf | None = None) -> None:
        """Empty."""
        self._shelf = shelf or _Shelf()
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
        page = self._shelf.page
        while len(self.newest) > (KEPT + 1) * page:
            self._pages.append(self._shelf.put(self.newest[:page]))
            del self.newest[:page]
            self._begins_us.append(self.newest[0][0])

    def until(self, place: int) -> "PagedLog":
        """The first so many events as a log of its own, which goes on by itself."""
        page = self._shelf.page
        full = min(place // page, len(self._pages))
        found = PagedLog(self._shelf)
        found._pages, found._begins_us = self._pages[:full], self._begins_us[: full + 1]
        found.newest = self[full * page : place]
        if not found.newest:
            del found._begins_us[full:]
        return found

    # -- read

    def __len__(self) -> int:
        """How many there are."""
        return len(self._pages) * self._shelf.page + len(self.newest)

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
        number, offset = divmod(place, self._shelf.page)
        if number < len(self._pages):
            return self._shelf.get(self._pages[number])[offset]
        return self.newest[place - len(self._pages) * self._shelf.page]

    def __iter__(self) -> Iterator[Event]:
        """All of them, a page in memory at a time."""
        return self.span(0)

    def span(self, first: int, end: int | None = None) -> Iterator[Event]:
        """Those from one place on, up to another or to the last that there is now."""
        return chain.from_iterable(self._parts(first, len(self) if end is None else end))

    def _parts(self, first: int, end: int) -> Iterator[list[Event]]:
        page = self._shelf.page
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
        return number * self._shelf.page + bisect(there, at_us, key=itemgetter(0))

    def __eq__(self, other: object) -> bool:
        """Whether another log, or a list, has the same events."""
        if not isinstance(other, PagedLog | list):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]
