"""Whether what was acknowledged outlives the disks that are lost. Pure.

A write of a strict quorum that was acknowledged with everything synced is on W disks. While no more
than min(W - 1, N - R) of its homes have lost theirs, one of them has it, and after a calm in which
all is brought to all homes every read returns it, or something newer. Only what depends on a write
that is on no disk any more may wait for that for ever, at a home that had not taken it in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.audit.invariants import Broken
from engine.audit.operations import Operations
from engine.audit.servers import Servers
from engine.events import Event
from engine.history import History
from engine.values import Cell
from engine.versions import GENESIS, Version


@dataclass(slots=True)
class Acked:
    """An acknowledged write: its homes, how many may lose their disks, and which have."""

    number: int
    rows: tuple[tuple[Cell, Version], ...]
    homes: tuple[str, ...]
    n: int
    most: int
    lost: set[str] = field(default_factory=set)


class Disks:
    """Every acknowledged, synced write, and the disks that were lost since it was made."""

    def __init__(
        self, servers: Servers, operations: Operations, history: History, settled_us: int | None
    ) -> None:
        """`settled_us`: from when on everything has been brought to all homes; None: never."""
        self._servers, self._operations, self._history = servers, operations, history
        self._settled_us = settled_us
        self._synced = operations.settings.sync_us == 0
        self._acked: dict[int, Acked] = {}
        self._wiped: list[tuple[int, str]] = []
        self._deferred: dict[tuple[Cell, Version], tuple[Cell, Version]] = {}
        """By row that came too early somewhere: what it waits for."""

    def take(self, event: Event) -> Iterator[Broken]:
        """Takes in an event, which all others have taken in already; what it breaks."""
        match event[1]:
            case "changed" if event[2] == "sync_us":
                self._synced = False
            case "joining" | "leaving" | "replacing":
                self._acked.clear()
            case "ok" if self._synced:
                yield from self._answered(event)
            case "deferred":
                self._deferred[event[3], event[4]] = (event[5], event[6])
            case "wiped":
                self._wiped.append((event[0], event[2]))
                for acked in self._acked.values():
                    acked.lost |= {event[2]} & set(acked.homes)
                yield from self._look()
            case "crashed":
                yield from self._look()

    def _answered(self, event: Event) -> Iterator[Broken]:
        operation = self._history.operations[event[2]]
        settings = self._operations.begun[operation.number].settings
        if operation.kind == "read":
            yield from self._read(event, operation.number)
        elif operation.cell and settings.quorum == "strict" and not self._spared(operation.number):
            homes = self._operations.homes(operation.number, operation.cell[0])
            most = min(settings.w - 1, settings.n - settings.r)
            since = {s for at_us, s in self._wiped if at_us >= operation.invoked_us} & set(homes)
            rows = tuple((cell, version) for cell, version, _ in operation.written)
            self._acked[operation.number] = Acked(
                operation.number, rows, homes, settings.n, most, since
            )

    def _spared(self, number: int) -> bool:
        """Whether nothing can be said: members have changed, or servers agree otherwise."""
        return self._operations.reconfigured or self._operations.is_agreed(number)

    def _look(self) -> Iterator[Broken]:
        for acked in self._acked.values():
            if len(acked.lost) <= acked.most and not self._held(acked):
                text = f"operation {acked.number} is on no disk of {', '.join(acked.homes)}"
                lost = ", ".join(sorted(acked.lost)) or "none"
                yield Broken("survives", f"{text}, and of these disks {lost} was lost")

    def _held(self, acked: Acked) -> bool:
        return all(
            any(self._servers.held[home].get(cell, GENESIS) >= version for home in acked.homes)
            for cell, version in acked.rows
        )

    def _read(self, event: Event, number: int) -> Iterator[Broken]:
        read = self._history.operations[number]
        if self._settled_us is None or read.invoked_us < self._settled_us or not read.staleness:
            return
        n = self._operations.begun[number].settings.n
        for missed in read.staleness.missed:
            acked = self._acked.get(missed)
            if acked is None or acked.n != n or len(acked.lost) > acked.most:
                continue
            if not any(self._never_comes(*row) for row in acked.rows):
                text = f"operation {number} does not show operation {missed}, acknowledged"
                yield Broken("readable", f"{text}, {event[0] - self._settled_us} us after the calm")

    def _never_comes(self, cell: Cell, version: Version) -> bool:
        """Whether a row waits for what is on no disk any more, or for what waits for that."""
        waits_for = self._deferred.get((cell, version))
        if waits_for is None:
            return False
        missing, needed = waits_for
        held = (copies.get(missing, GENESIS) for copies in self._servers.held.values())
        there = [version for version in held if version >= needed]
        return all(self._never_comes(missing, version) for version in there)
