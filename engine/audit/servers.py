"""What a run's log says of servers: who is up, what each stored, what a crash could take. Pure."""

from collections.abc import Iterator, Mapping

from engine.audit.invariants import Broken
from engine.events import Event
from engine.spec import ClusterSpec
from engine.values import Cell
from engine.versions import GENESIS, Version

Held = dict[Cell, Version]


class Servers:
    """Every server as the log so far tells of it."""

    def __init__(self, spec: ClusterSpec, before: Mapping[str, Held]) -> None:
        """`before`: what each server holds, synced, before the run."""
        self.down: set[str] = set()
        self.paused: set[str] = set()
        self.held: dict[str, Held] = {name: dict(before.get(name, {})) for name in spec.names}
        self.newest: dict[str, Version] = dict.fromkeys(spec.names, GENESIS)
        """The newest version that each server has stored, of any item, on the disk that it has."""
        self._unsynced: dict[str, dict[Cell, tuple[int, Version | None]]] = {
            name: {} for name in spec.names
        }
        """By server and item: since when its copy is in memory only, and what its disk has."""
        self._coordinators: dict[int, str] = {}
        self._logged: set[int] = set()
        """Operations that stand in a Raft log: whoever applies one first says its version."""
        self._by_hand = False
        self._regrouped_us: int | None = None
        """When the members last changed: hints are addressed anew then, wherever they lie."""
        self._period_us = spec.settings.sync_us
        self._synced_us = 0
        """When all that runs was last synced, or when that period was set."""

    def take(self, event: Event) -> Iterator[Broken]:
        """Takes in an event; what it breaks."""
        self._sync(event[0])
        self._note(event)
        match event[1]:
            case "command":
                self._by_hand = event[2].startswith("DuplicateMessage")
            case "sent" if not self._by_hand:
                yield from self._silent(event, event[4], f"sent message {event[2]}")
            case "stamped" if event[2] not in self._logged:
                yield from self._silent(event, self._coordinators[event[2]], "stamped a write")
            case "hinted" if event[6] == 0 and event[0] == self._regrouped_us:
                pass
            case "hinted" | "handed_off" | "compared":
                yield from self._silent(event, event[2], f"went on ({event[1]})")
            case "stored":
                yield from self._silent(event, event[2], f"stored {event[3]}")
                yield from self._stores(event)
            case "crashed":
                yield from self._crashes(event)
            case _:
                self._health(event)

    def _note(self, event: Event) -> None:
        """Keeps who coordinates what, and what stands in a Raft log."""
        if event[1] == "invoked":
            self._coordinators[event[2]] = event[5]
        elif event[1] == "appended":
            self._logged.add(event[5])
        elif event[1] in ("joined", "left", "replaced"):
            self._regrouped_us = event[0]

    def _health(self, event: Event) -> None:
        match event[1]:
            case "changed" if event[2] == "sync_us":
                self._period_us, self._synced_us = event[3], event[0]
            case "wiped" | "joining" | "replacing":
                self._unsynced.setdefault(event[2], {})
                self._goes_down(event[2])
                self.held[event[2]] = {}
                self.newest[event[2]] = GENESIS
                if event[1] != "wiped":
                    self.down.discard(event[2])
            case "left":
                self._goes_down(event[2])
            case "restarted":
                self.down.discard(event[2])
            case "paused":
                self.paused.add(event[2])
            case "resumed":
                self.paused.discard(event[2])

    def _goes_down(self, server: str) -> None:
        self.down.add(server)
        self.paused.discard(server)
        self._unsynced[server].clear()

    def _silent(self, event: Event, server: str, what: str) -> Iterator[Broken]:
        if server in self.down or server in self.paused:
            how = "down" if server in self.down else "paused"
            yield Broken("silent_when_down", f"at {event[0]} us {server} is {how} and {what}")

    def _sync(self, now_us: int) -> None:
        """Makes durable what was stored before the last time, before now, that all is synced."""
        if not self._period_us or now_us - self._synced_us <= self._period_us:
            return
        passed = (now_us - 1 - self._synced_us) // self._period_us
        self._synced_us += passed * self._period_us
        for server, unsynced in self._unsynced.items():
            if server not in self.paused:
                kept = {c: u for c, u in unsynced.items() if u[0] >= self._synced_us}
                self._unsynced[server] = kept

    def _stores(self, event: Event) -> Iterator[Broken]:
        now_us, _, server, cell, version, _ = event
        before = self.held[server].get(cell)
        if before is not None and version <= before:
            text = f"at {now_us} us {server} went back from {before} to {version} of {cell}"
            yield Broken("never_back", text)
        self.held[server][cell] = version
        self.newest[server] = max(version, self.newest[server])
        if self._period_us == 0:
            self._unsynced[server].pop(cell, None)
        else:
            self._unsynced[server].setdefault(cell, (now_us, before))

    def _crashes(self, event: Event) -> Iterator[Broken]:
        now_us, _, server, losses = event
        lost, unsynced = dict(losses), self._unsynced[server]
        for cell, left in lost.items():
            durable = unsynced[cell][1] if cell in unsynced else self.held[server].get(cell)
            if durable is not None and (left is None or left < durable):
                text = f"at {now_us} us {server} crashed and lost {durable} of {cell}: synced"
                yield Broken("synced_stays", text)
        for cell, (since_us, _) in unsynced.items():
            if cell not in lost and since_us != self._synced_us:  # in that microsecond: perhaps
                text = f"at {now_us} us {server} crashed and kept {cell}, which was not synced"
                yield Broken("unsynced_goes", text)
        self.held[server].update({cell: left for cell, left in lost.items() if left is not None})
        for cell in [cell for cell, left in lost.items() if left is None]:
            self.held[server].pop(cell, None)
        self._goes_down(server)

    def inspect(
        self, server: str, holds: Mapping[Cell, Version], *, anew: bool
    ) -> Iterator[Broken]:
        """Compares what a server really holds with the log; `anew`: it has just restarted."""
        told = self.held[server]
        for cell in told.keys() | holds.keys() if told != holds else ():
            have, had = holds.get(cell), told.get(cell)
            if have != had:
                less = had is not None and (have is None or have < had)
                lost = "synced_stays" if anew else "never_back"
                text = f"{server} holds {have} of {cell}, and by the log {had}"
                yield Broken(lost if less else "unsynced_goes", text)
