"""How each server stands against what was acknowledged: seen from outside, as no server can.

Rules this file keeps: it is told of every store, ack and loss, and decides nothing; an item (a
cell) counts as held when the server's version is at least the newest acknowledged one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.values import Cell, Copy
from engine.versions import Version

Acked = tuple[Version, int]
"""A version and when it was acknowledged (microseconds)."""


@dataclass(slots=True)
class Standing:
    """One server: items of acknowledged writes that it is a home of, and those it lacks."""

    owned: dict[Cell, None] = field(default_factory=dict)
    missing: dict[Cell, tuple[Acked, ...]] = field(default_factory=dict)
    unconfirmed: dict[Cell, Version] = field(default_factory=dict)
    """Stored here, and acknowledged to nobody yet."""
    told_us: int | None = None
    """What was last reported of `behind_since_us`."""

    @property
    def behind_since_us(self) -> int | None:
        """When the oldest write that it lacks was acknowledged; None when it lacks none."""
        return min((acked[0][1] for acked in self.missing.values()), default=None)

    def copied(self) -> "Standing":
        """For a snapshot."""
        return Standing(self.owned.copy(), self.missing.copy(), self.unconfirmed.copy(),
                        self.told_us)  # fmt: skip


class Ledger:
    """The newest acknowledged version of every item, and each server's standing."""

    def __init__(self, servers: Iterable[str]) -> None:
        """Nothing acknowledged yet."""
        self.newest: dict[Cell, Acked] = {}
        self.standing = {server: Standing() for server in servers}

    def acknowledge(
        self, cell: Cell, version: Version, now_us: int, homes: Iterable[tuple[str, Copy | None]]
    ) -> None:
        """A write was acknowledged; `homes` says what each home server of it stores now."""
        acked = (version, now_us)
        if cell not in self.newest or version > self.newest[cell][0]:
            self.newest[cell] = acked
        for server, copy in homes:
            standing = self.standing[server]
            standing.owned[cell] = None
            if copy is None or copy[0] < version:
                standing.missing[cell] = (*standing.missing.get(cell, ()), acked)
        for standing in self.standing.values():
            if cell in standing.unconfirmed and standing.unconfirmed[cell] <= version:
                del standing.unconfirmed[cell]

    def stored(self, server: str, cell: Cell, version: Version) -> None:
        """A server has stored this version."""
        standing = self.standing[server]
        if cell in standing.missing:
            left = tuple(acked for acked in standing.missing[cell] if acked[0] > version)
            if left:
                standing.missing[cell] = left
            else:
                del standing.missing[cell]
        if cell not in self.newest or version > self.newest[cell][0]:
            standing.unconfirmed[cell] = version

    def lost(self, server: str, copies: dict[Cell, Copy]) -> None:
        """A server has lost something and holds only these copies now."""
        standing = self.standing[server]
        for cell in standing.owned:
            acked = self.newest[cell]
            copy = copies.get(cell)
            if (copy is None or copy[0] < acked[0]) and cell not in standing.missing:
                standing.missing[cell] = (acked,)
        for cell, version in list(standing.unconfirmed.items()):
            copy = copies.get(cell)
            if copy is None or copy[0] < version:
                del standing.unconfirmed[cell]

    def moved(self, servers: Iterable[str]) -> Iterator[tuple[str, int | None]]:
        """Those of the servers whose `behind_since_us` is not what was last reported, with it."""
        for server in servers:
            standing = self.standing[server]
            since_us = standing.behind_since_us
            if since_us != standing.told_us:
                standing.told_us = since_us
                yield server, since_us

    def snapshot(self) -> tuple[dict[Cell, Acked], dict[str, Standing]]:
        """The state: containers copied, contents shared."""
        return self.newest.copy(), {name: s.copied() for name, s in self.standing.items()}

    def restore(self, state: tuple[dict[Cell, Acked], dict[str, Standing]]) -> None:
        """Back to a snapshot, which stays usable."""
        self.newest = state[0].copy()
        self.standing = {name: standing.copied() for name, standing in state[1].items()}
