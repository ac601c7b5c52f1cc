"""One server's stored copies, the durable part of them, and its hybrid logical clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from engine.values import Cell, Copy, Entry, Row
from engine.versions import ZERO, Clock, Version, receive, stamp, tick


@dataclass(frozen=True, slots=True)
class Health:
    """What is the matter with a server that is up; times in microseconds."""

    paused: bool = False
    slow_us: int = 0
    slow_disk_us: int = 0
    disk_full: bool = False


HEALTHY = Health()


class Replica:
    """What one server holds. It knows no other server, no message and no clock but its own."""

    def __init__(self, name: str, skew_us: int, incarnation: int = 0) -> None:
        """A server that is up and empty, its wall clock off by `skew_us`."""
        self.name = name
        self.skew_us = skew_us
        self.up = True
        self.health = HEALTHY
        self.disk_lost = False
        """It was wiped and has not come back yet."""
        self.inbox: tuple[tuple[Any, ...], ...] = ()
        """What has arrived while it was paused."""
        self.deferred: tuple[tuple[tuple[Any, ...], tuple[Entry, ...]], ...] = ()
        """What depends on writes that are not here yet: what to get to, and its rows."""
        self.clock: Clock = ZERO
        self.copies: dict[Cell, Copy] = {}
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._unsynced: dict[Cell, Copy | None] = {}
        self._unsynced_hints: tuple[tuple[str, Cell], ...] = ()
        self.hints: dict[tuple[str, Cell], Copy] = {}
        """What is kept here for a home that could not be reached: by (home, item)."""
        self.incarnation = incarnation
        """Grows when it goes down: what it counts belongs to the time since then."""
        self.tallies: dict[Cell, int] = {}
        """How far it has counted in this incarnation, by counter and direction."""
        self._is_shared = False
        """Whether a snapshot has the containers as well."""
        self._rows_are_shared = False
        """The same of which items there are: most writes change what is there already."""

    @property
    def running(self) -> bool:
        """Whether it does anything now."""
        return self.up and not self.health.paused

    @property
    def unsynced(self) -> int:
        """How many copies and hints a crash would take, as they are in memory only."""
        return len(self._unsynced) + len(self._unsynced_hints)

    def stamp(self, now_us: int) -> Version:
        """The version of a write that this server leads now."""
        self.clock = tick(self.clock, now_us + self.skew_us)
        return stamp(self.clock, self.name)

    def see(self, version: Version, now_us: int) -> None:
        """Moves the clock past a version that came in a message."""
        self.clock = receive(self.clock, version, now_us + self.skew_us)

    def count(self, cell: Cell) -> Entry:
        """Counts one more in this incarnation's own row of a counter; the tally is its version.

        The tally is in memory only. A server that comes back starts a row of its own (its boots
        are numbered, whatever becomes of its disk), so that what it may have lost of a tally is
        never overwritten by a smaller one: as Riak does with the epochs of its counters' actors.
        """
        self._own()
        self.tallies[cell] = tally = self.tallies.get(cell, 0) + 1
        own = (*cell[1], f"{self.name}.{self.incarnation}")
        return (cell[0], own), ((tally, 0, self.name), tally)

    def store(self, cell: Cell, copy: Copy, *, durable: bool) -> bool:
        """Keeps the copy unless what is there is as new; whether it was kept."""
        known = self.copies.get(cell)
        if known is not None and known[0] >= copy[0]:
            return False
        self._own()
        if durable:
            self._unsynced.pop(cell, None)
        else:
            self._unsynced.setdefault(cell, known)
        if known is None:
            key, row = cell
            self._own_rows()
            self._rows[key] = (*self._rows.get(key, ()), row)
        self.copies[cell] = copy
        return True

    def keep_hint(self, home: str, cell: Cell, copy: Copy, *, durable: bool) -> bool:
        """Keeps a copy for another server unless a newer one is kept; whether it was kept."""
        known = self.hints.get((home, cell))
        if known is not None and known[0] >= copy[0]:
            return False
        self._own()
        self.hints[home, cell] = copy
        unsynced = tuple(hint for hint in self._unsynced_hints if hint != (home, cell))
        self._unsynced_hints = unsynced if durable else (*unsynced, (home, cell))
        return True

    def drop_hint(self, home: str, cell: Cell) -> None:
        """Keeps a copy for another server no more."""
        self._own()
        del self.hints[home, cell]

    def readdress(self, home: str, cell: Cell, others: Iterable[str]) -> None:
        """Has a hint be for other homes."""
        self._own()
        copy, durable = self.hints.pop((home, cell)), (home, cell) not in self._unsynced_hints
        self._unsynced_hints = tuple(hint for hint in self._unsynced_hints if hint != (home, cell))
        for other in others:
            self.keep_hint(other, cell, copy, durable=durable)

    def read(self, keys: Iterable[str]) -> tuple[Entry, ...]:
        """All rows that are stored under these keys."""
        return tuple((cell, self.copies[cell]) for cell in self._cells(keys))

    def _cells(self, keys: Iterable[str]) -> Iterator[Cell]:
        return ((key, row) for key in keys for row in self._rows.get(key, ()))

    def sync(self) -> None:
        """All that is stored becomes durable."""
        self._own()
        self._unsynced.clear()
        self._unsynced_hints = ()

    def crash(self) -> tuple[tuple[Cell, Version | None], ...]:
        """Goes down with the durable part; returns what was lost.

        That is each cell that lost its newest copy, with the version that is left of it.
        """
        self._own()
        lost = tuple((cell, kept and kept[0]) for cell, kept in self._unsynced.items())
        for cell, durable in self._unsynced.items():
            self.put_back(cell, durable)
        self._unsynced.clear()
        self._go_down()
        return lost

    def put_back(self, cell: Cell, copy: Copy | None) -> None:
        """Holds an older copy of a cell again, or (None) nothing of it."""
        self._own()
        if copy is not None:
            self.copies[cell] = copy
        elif self.copies.pop(cell, None) is not None:
            key, row = cell
            self._own_rows()
            self._rows[key] = tuple(r for r in self._rows[key] if r != row)

    def _go_down(self) -> None:
        self._own()
        self.up = False
        self.incarnation += 1
        self.tallies.clear()
        for lost in self._unsynced_hints:
            self.hints.pop(lost, None)
        self._unsynced_hints = ()
        self.health = replace(self.health, paused=False)
        self.inbox = self.deferred = ()

    def wipe(self) -> None:
        """Goes down and loses its disk, the clock's last reading with it."""
        self._go_down()
        self.disk_lost = True
        self.clock = ZERO
        self.copies.clear()
        self._rows, self._rows_are_shared = {}, False
        self._unsynced.clear()
        self.hints.clear()

    def snapshot(self) -> tuple[object, ...]:
        """The state. Its containers are this server's as well, until it changes any of them."""
        self._is_shared = self._rows_are_shared = True
        plain = (
            self.up,
            self.health,
            self.inbox,
            self.deferred,
            self.clock,
            self.skew_us,
            self._unsynced_hints,
            self.disk_lost,
            self.incarnation,
        )
        return plain, self.copies, self._rows, self._unsynced, self.hints, self.tallies

    def restore(self, state: tuple[object, ...]) -> None:
        """Back to a snapshot, which stays usable."""
        self._is_shared = self._rows_are_shared = True
        (plain, self.copies, self._rows, self._unsynced,
         self.hints, self.tallies) = state  # type: ignore[assignment]  # fmt: skip
        (self.up, self.health, self.inbox, self.deferred, self.clock, self.skew_us,
         self._unsynced_hints, self.disk_lost, self.incarnation) = plain  # type: ignore[misc]  # fmt: skip

    def _own(self) -> None:
        """Before it changes a container: whatever a snapshot has stays as it is there."""
        if self._is_shared:
            self._is_shared = False
            self.copies = self.copies.copy()
            self._unsynced, self.hints = self._unsynced.copy(), self.hints.copy()
            self.tallies = self.tallies.copy()

    def _own_rows(self) -> None:
        """Likewise, before an item comes or goes."""
        if self._rows_are_shared:
            self._rows_are_shared = False
            self._rows = self._rows.copy()
