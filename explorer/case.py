"""One operation and what was at stake in it, as of a place in the log: facts for its receipt. Pure.

A read is held *against* one acknowledged write: the oldest that it missed, or, when it was fresh,
the newest of its keys that had been acknowledged before it was asked for.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.agreement import governs
from engine.cluster import Cluster
from engine.history import History
from engine.records import Operation
from engine.spec import Settings
from explorer import exchange, measurements, promises
from explorer.exchange import Round

State = Literal["pending", "ok", "stale", "fail", "info"]


@dataclass(frozen=True)
class Case:
    """An operation that had begun; the cluster stands at the place."""

    history: History
    cluster: Cluster
    operation: Operation
    at: int

    @cached_property
    def agreed(self) -> bool:
        """Whether servers have to agree on it, and no quorum counts."""
        return governs(self.settings, self.operation.action)

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """Its phases so far, where quorums count."""
        if self.agreed:
            return ()
        return exchange.rounds(self.history, self.operation, self.at)

    def round(self, phase: str) -> Round | None:
        """One of them; None when it had not begun."""
        return next((r for r in self.rounds if r.phase == phase), None)

    @cached_property
    def ended(self) -> bool:
        """Whether it had ended."""
        return self.operation.ended_by(self.at)

    @cached_property
    def answered(self) -> bool:
        """Whether its user had got what was asked for."""
        return self.ended and self.operation.outcome == "ok"

    @cached_property
    def stale(self) -> bool:
        """Whether it had been answered and had missed something."""
        staleness = self.operation.staleness
        return self.ended and staleness is not None and staleness.versions > 0

    @cached_property
    def state(self) -> State:
        """How it stood, in a word."""
        if not self.ended:
            return "pending"
        return "stale" if self.stale else self.operation.outcome or "pending"

    @cached_property
    def settings(self) -> Settings:
        """What was set when it was asked for."""
        place = self.operation.invoked_at
        return promises.used(self.cluster.spec.settings, self.history, place)[-1]

    @cached_property
    def homes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(key, its home servers when it was asked for) of each key."""
        operation, spec = self.operation, self.cluster.spec
        keys = operation.keys if operation.cell is None else (operation.cell[0],)
        members = measurements.members(self.history, spec, operation.invoked_at)
        n = operation.n or self.settings.n
        return tuple((key, members.homes(key, n)) for key in keys)

    @cached_property
    def against(self) -> Operation | None:
        """The acknowledged write that a read is held against."""
        read = self.operation
        if read.kind != "read" or not self.answered or self.agreed:
            return None
        missed = read.staleness.missed if read.staleness else ()
        known = missed or self.history.acknowledged(read.keys, read.invoked_at)[-1:]
        return self.history.operations.get(known[0]) if known else None

    @cached_property
    def read_set(self) -> tuple[str, ...]:
        """The servers whose replies a read had when it was answered."""
        found = self.round("read") if self.operation.kind == "read" else None
        return found.counted if found is not None else ()

    @cached_property
    def write_set(self) -> tuple[str, ...]:
        """The servers whose acks a write had in time; of a read, the write it is held against."""
        if self.operation.kind == "write":
            found = self.round("write")
            return found.counted if found is not None else ()
        return exchange.acknowledged_by(self.history, self.against) if self.against else ()

    @cached_property
    def margins(self) -> dict[str, int]:
        """By server that was read from: how early (late: negative) the copy was there."""
        found: dict[str, int] = {}
        for server in self.read_set if self.against is not None else ():
            stores = self._stored(server)
            seen = self._looked(server, stores)
            if seen is None:
                continue
            before = [us for place, us in stores if place < seen[0]]
            after = [us for place, us in stores if place >= seen[0]]
            if self.stale and after:
                found[server] = seen[1] - after[0]
            elif not self.stale and before:
                found[server] = seen[1] - before[0]
        return found

    def has_come(self, server: str) -> bool:
        """Whether a server has the copy by now: when the read looked there may not be known."""
        return bool(self._stored(server))

    def _looked(self, server: str, stores: list[tuple[int, int]]) -> tuple[int, int] | None:
        """When a read looked for it at a server: (place, time).

        A page that thinks looks twice: what it missed was not there at the first look.
        """
        read = self.operation
        seen = exchange.looked(self.history, read, server, self.at)
        if not self.stale or seen is None or read.kept_at is None or read.kept_us is None:
            return seen
        came = any(place < seen[0] for place, _ in stores)
        return (read.kept_at, read.kept_us) if came else seen

    def _stored(self, server: str) -> list[tuple[int, int]]:
        """When a server stored the write in question, or something newer: (place, time)."""
        write = self.against
        if write is None or write.cell is None or write.version is None:
            return []
        stores = self.history.stores.get(write.cell, ())
        version, at = write.version, self.at
        return [(p, us) for p, us, s, v in stores if s == server and v >= version and p < at]

    @cached_property
    def margin_us(self) -> int | None:
        """How late the first copy was, or, of a fresh read, how early the earliest."""
        return max(self.margins.values(), default=None)

    @cached_property
    def slack_us(self) -> int | None:
        """How long before its time-out it was answered."""
        if not self.answered:
            return None
        limit_us = self.operation.invoked_us + int(self.settings.timeout_us)
        return limit_us - (self.operation.ended_us or 0)

    @cached_property
    def waited_us(self) -> int:
        """How long it has waited for its user session."""
        course = self.operation.course
        waits = [us for place, us, part, _, _ in course if part == "wait" and place < self.at]
        end_us = self.operation.ended_us if self.ended else self.cluster.now_us
        return (end_us or 0) - waits[0] if waits else 0
