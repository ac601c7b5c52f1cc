"""Which server holds which version, seen from outside: by how far each has replayed the log. Pure.

A standby holds a write once it has replayed the log up to where it was when the write's COMMIT had
returned. That may be a little later than it really came, never earlier. Positions count for the
standbys of the primary that wrote; a server that was promoted, or was rewound, is looked at row by
row instead.

What it tells are events as the engine's: `stored`, `behind`, and what a server has lost.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from engine.standing import Ledger
from engine.values import Cell, Copy, Entry
from engine.versions import Version

Tell = Callable[..., None]
"""Takes an event's name and fields."""


@dataclass(frozen=True, slots=True)
class Write:
    """A write that was committed, and how far the log was then."""

    operation: int
    entries: tuple[Entry, ...]
    position: int


class Spreading:
    """What each server holds of what was written in a run."""

    def __init__(self, servers: tuple[str, ...], primary: str, tell: Tell) -> None:
        self._servers, self.primary, self._tell = servers, primary, tell
        self._held: dict[str, dict[Cell, Copy]] = {server: {} for server in servers}
        self._awaited: dict[str, list[Write]] = {server: [] for server in servers}
        """By standby: the writes of its primary that it has not been seen to have."""
        self._ledger = Ledger(servers)
        self._changes = False
        self.outside: frozenset[str] = frozenset()
        """Those that do not follow the primary: it was one before, or has no disk."""

    def awaits(self, server: str) -> bool:
        """Whether this server lacks something that it may be seen to have at any moment."""
        return bool(self._awaited[server])

    def committed(
        self, operation: int, primary: str, entries: tuple[Entry, ...], position: int,
        replayed: Iterable[str],
    ) -> None:  # fmt: skip
        """A write happened at a primary, and these standbys had replayed it by then."""
        write = Write(operation, entries, position)
        self._store(primary, write)
        if primary != self.primary and not self._changes:
            return  # it is one that others do not follow any more
        for server in self._servers:
            if server not in (primary, *self.outside):
                self._awaited[server].append(write)
        for server in replayed:
            if server in self._awaited:
                self.reached(server, position)

    def acknowledged(self, operation_entries: tuple[Entry, ...], now_us: int) -> None:
        """Its user was told that a write happened."""
        for cell, copy in operation_entries:
            held = [(server, self._held[server].get(cell)) for server in self._servers]
            self._ledger.acknowledge(cell, copy[0], now_us, held, len(self._servers))
        self._compare(*self._servers)

    def reached(self, server: str, position: int) -> None:
        """A server has replayed the log up to a position."""
        if self._changes or server == self.primary or server in self.outside:
            return
        there = [write for write in self._awaited[server] if write.position <= position]
        self._awaited[server] = [w for w in self._awaited[server] if w.position > position]
        for write in there:
            self._store(server, write)

    def wiped(self, server: str) -> None:
        """A server has lost its disk; until it follows again nothing comes to it."""
        self.outside |= {server}
        self._held[server].clear()
        self._awaited[server].clear()
        self._ledger.lost(server, {})
        self._compare(server)

    def follows(self, server: str) -> None:
        """A server that was made anew is a standby of the primary from now on."""
        self.outside -= {server}

    @contextmanager
    def changing(self) -> Iterator[None]:
        """While another server is promoted a position may be of either log, and counts for none."""
        self._changes = True
        try:
            yield
        finally:
            self._changes = False

    def promoted(self, server: str, rows: Iterable[Entry], writers: Mapping[
        tuple[Cell, Version], int
    ]) -> None:  # fmt: skip
        """A server is the primary from now on, and these are its rows.

        What it lacks of the old primary's writes nobody will get any more.
        """
        self.outside = (self.outside | {self.primary}) - {server}
        self.primary = server
        self.found(server, rows, writers)
        held = self._held[server]
        for other in self._servers:
            self._awaited[other] = [
                write for write in self._awaited[other]
                if other not in (server, *self.outside)
                and all(held.get(cell) == copy for cell, copy in write.entries)
            ]  # fmt: skip

    def rejoined(
        self, server: str, rows: Iterable[Entry], writers: Mapping[tuple[Cell, Version], int]
    ) -> tuple[tuple[Cell, Version | None], ...]:
        """A server follows the primary again, and these are its rows; what it has lost.

        That is each cell whose newest version is gone, with the version left.
        """
        self.outside -= {server}
        now = dict(rows)
        before = self._held[server]
        lost = tuple(
            (cell, now[cell][0] if cell in now else None)
            for cell, copy in sorted(before.items(), key=lambda entry: entry[0])
            if cell not in now or now[cell][0] < copy[0]
        )
        for cell, _ in lost:
            before.pop(cell)
            if cell in now:
                before[cell] = now[cell]
        self._ledger.lost(server, before)
        self._awaited[server].clear()
        self.found(server, now.items(), writers)
        return lost

    def found(
        self, server: str, rows: Iterable[Entry], writers: Mapping[tuple[Cell, Version], int]
    ) -> None:
        """These rows were seen at a server; `writers` knows who wrote each version."""
        for cell, copy in rows:
            number = writers.get((cell, copy[0]))
            if number is not None:
                self._store(server, Write(number, ((cell, copy),), 0))

    def _store(self, server: str, write: Write) -> None:
        held = self._held[server]
        for cell, copy in write.entries:
            if cell in held and held[cell][0] >= copy[0]:
                continue
            held[cell] = copy
            self._tell("stored", server, cell, copy[0], write.operation)
            self._ledger.stored(server, cell, copy[0])
        self._compare(server)

    def _compare(self, *servers: str) -> None:
        for server, since_us in self._ledger.moved(servers):
            self._tell("behind", server, since_us)
