"""How each server stands against what was acknowledged: seen from outside, as no server can.

Rules this file keeps: it is told of every store, ack and loss, and decides nothing; an item (a
cell) counts as held when the server's version is at least the newest acknowledged one; what was
there before the run needs no acknowledgement.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.replica import Replica
from engine.values import Cell, Copy
from engine.versions import GENESIS, Version


class Acked(NamedTuple):
    """An acknowledged version of an item, when that was, and what was acknowledged before it."""

    version: Version
    at_us: int
    highest: Version
    """The highest version of this one and all before it."""
    before: "Acked | None"

    def above(self, version: Version | None) -> Iterator["Acked"]:
        """The acknowledged versions higher than this one, the last acknowledged first."""
        acked: Acked | None = self
        while acked is not None and (version is None or acked.highest > version):
            if version is None or acked.version > version:
                yield acked
            acked = acked.before


@dataclass(slots=True)
class Standing:
    """One server: items of acknowledged writes that it is a home of, and those it lacks."""

    owned: dict[Cell, None] = field(default_factory=dict)
    missing: dict[Cell, int] = field(default_factory=dict)
    """By item: when the oldest write of it that the server lacks was acknowledged."""
    unconfirmed: dict[Cell, Version] = field(default_factory=dict)
    """Stored here, and acknowledged to nobody yet."""
    told_us: int | None = None
    """What was last reported of `behind_since_us`."""
    is_shared: bool = False
    """Whether a snapshot has `owned` as well: that is much, and seldom changes."""

    @property
    def behind_since_us(self) -> int | None:
        """When the oldest write that it lacks was acknowledged; None when it lacks none."""
        return min(self.missing.values(), default=None)

    def copied(self) -> "Standing":
        """For a snapshot, or from one: neither changes `owned` in place from now on."""
        self.is_shared = True
        missing, unconfirmed = self.missing.copy(), self.unconfirmed.copy()
        return Standing(self.owned, missing, unconfirmed, self.told_us, is_shared=True)

    def own(self, cell: Cell) -> None:
        """It is a home of the item."""
        if cell not in self.owned:
            self._own()
            self.owned[cell] = None

    def disown(self, cell: Cell) -> None:
        """It is no home of the item."""
        if cell in self.owned:
            self._own()
            del self.owned[cell]
        self.missing.pop(cell, None)

    def _own(self) -> None:
        """Before it changes `owned`: what a snapshot has stays as it is there."""
        if self.is_shared:
            self.is_shared = False
            self.owned = self.owned.copy()


State = tuple[dict[Cell, Acked], dict[Cell, int], dict[str, Standing]]
"""A snapshot: what was acknowledged, among how many homes, and how each server stands."""
Homes = Callable[[str, int], tuple[str, ...]]
"""The servers that owe a key, among N."""


class Ledger:
    """What was acknowledged of every item, and each server's standing."""

    def __init__(self, servers: Iterable[str]) -> None:
        """Nothing acknowledged yet."""
        self.acked: dict[Cell, Acked] = {}
        self.n: dict[Cell, int] = {}
        """By acknowledged item: how many homes it has been written to, at most."""
        self._n_is_shared = False
        """Whether a snapshot has that as well."""
        self.standing = {server: Standing() for server in servers}

    def acknowledge(
        self,
        cell: Cell,
        version: Version,
        now_us: int,
        homes: Iterable[tuple[str, Copy | None]],
        n: int,
    ) -> None:
        """A write to N homes was acknowledged; `homes` says what each that owes it stores now."""
        before = self.acked.get(cell)
        if n > self.n.get(cell, 0):
            self.n = self.n.copy() if self._n_is_shared else self.n
            self._n_is_shared = False
            self.n[cell] = n
        highest = version if before is None else max(version, before.highest)
        self.acked[cell] = Acked(version, now_us, highest, before)
        for server, copy in homes:
            standing = self.standing[server]
            standing.own(cell)
            if copy is None or copy[0] < version:
                standing.missing.setdefault(cell, now_us)
        for standing in self.standing.values():
            if cell in standing.unconfirmed and standing.unconfirmed[cell] <= version:
                del standing.unconfirmed[cell]

    def stored(self, server: str, cell: Cell, version: Version) -> None:
        """A server has stored this version."""
        self._compare(self.standing[server], cell, version)
        if self._is_unconfirmed(cell, version):
            self.standing[server].unconfirmed[cell] = version

    def lost(self, server: str, copies: dict[Cell, Copy]) -> None:
        """A server has lost something and holds only these copies now."""
        standing = self.standing[server]
        held = {cell: copies[cell][0] if cell in copies else None for cell in standing.owned}
        for cell, version in held.items():
            self._compare(standing, cell, version)
        for cell in list(standing.unconfirmed):
            if cell in copies and self._is_unconfirmed(cell, copies[cell][0]):
                standing.unconfirmed[cell] = copies[cell][0]
            else:
                del standing.unconfirmed[cell]

    def add(self, server: str) -> None:
        """A server is there from now on."""
        self.standing[server] = Standing()

    def remove(self, server: str) -> None:
        """A server is there no more."""
        del self.standing[server]

    def rehome(self, homes: Homes, holds: Mapping[str, Replica]) -> None:
        """Other servers owe an acknowledged item now: the `homes` of its key among N."""
        for cell, n in self.n.items():
            now = homes(cell[0], n)
            for server, standing in self.standing.items():
                if server in now:
                    standing.own(cell)
                    copy = holds[server].copies.get(cell)
                    self._compare(standing, cell, copy and copy[0])
                else:
                    standing.disown(cell)

    def lacks(self, cell: Cell, version: Version | None) -> tuple[Version, ...]:
        """The acknowledged versions that a server with this version lacks, in order."""
        acked = self.acked.get(cell)
        return tuple(a.version for a in acked.above(version))[::-1] if acked else ()

    def _compare(self, standing: Standing, cell: Cell, version: Version | None) -> None:
        """Enters whether a home with this version of the item lacks anything."""
        if cell not in standing.owned:
            return
        lacking = [acked.at_us for acked in self.acked[cell].above(version)]
        if lacking:
            standing.missing[cell] = lacking[-1]
        else:
            standing.missing.pop(cell, None)

    def _is_unconfirmed(self, cell: Cell, version: Version) -> bool:
        acked = self.acked.get(cell)
        return version != GENESIS and (acked is None or version > acked.highest)

    def moved(self, servers: Iterable[str]) -> Iterator[tuple[str, int | None]]:
        """Those of the servers whose `behind_since_us` is not what was last reported, with it."""
        for server in servers:
            standing = self.standing[server]
            since_us = standing.behind_since_us
            if since_us != standing.told_us:
                standing.told_us = since_us
                yield server, since_us

    def snapshot(self) -> State:
        """The state: containers copied or shared until they change, contents shared."""
        self._n_is_shared = True
        standing = {name: s.copied() for name, s in self.standing.items()}
        return self.acked.copy(), self.n, standing

    def restore(self, state: State) -> None:
        """Back to a snapshot, which stays usable."""
        acked, self.n, standing = state
        self.acked, self._n_is_shared = acked.copy(), True
        self.standing = {name: one.copied() for name, one in standing.items()}
