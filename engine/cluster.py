"""The only clock and the only heap: servers, links, operations in progress, and what comes next.

A run is `spec + seed + [(time_us, command)]`. Items come out by (time, sequence); a sequence number
begins with a rank, so that within one microsecond faults come first, then deliveries, then timers,
then users' requests. Commands stand in a list beside the heap: one that is given later can be added
without touching a snapshot that was taken before.
"""

from bisect import insort
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from math import inf
from typing import ClassVar

from engine import (
    admission,
    applications,
    causality,
    clients,
    consensus,
    delivery,
    injection,
    load,
    placement,
    service,
    sessions,
    streaming,
    timers,
    traffic,
    trials,
)
from engine.events import Event
from engine.faults import Fault
from engine.handoff import Watch
from engine.items import FAULT, RANK, REQUEST, Item
from engine.members import Members, Move
from engine.network import Network
from engine.operation import Operation, Operations
from engine.replica import Replica
from engine.snapshots import State
from engine.social import Request, UserSession
from engine.spec import ClusterSpec
from engine.standing import Ledger
from engine.values import Cell, Entry
from engine.versions import GENESIS, Version

Command = Fault | Request
Timed = tuple[int, Command]


class Cluster:
    """The servers, the links between them, and the social network on them, at one moment."""

    def __init__(
        self,
        spec: ClusterSpec,
        seed: int,
        commands: Sequence[Timed] = (),
        state: State | None = None,
    ) -> None:
        """The cluster before anything has happened, or in the `state` of a snapshot of this run.

        `commands` will happen at their times, unless they had happened by then.
        """
        self.spec = spec
        self.now_us = 0
        self.steps = 0
        self.events: list[Event] = []
        """What has happened since somebody last took the list away."""
        self.settings = spec.settings
        self.network = Network(spec, seed)
        self.replicas = {s.name: Replica(s.name, s.skew_us) for s in spec.servers}
        """The servers that are there, also one that joins still."""
        self.members = Members(spec.names, named=spec.homes)
        self.move: Move | None = None
        """The change of members that goes on."""
        self.operations = Operations()
        self.ledger = Ledger(spec.names)
        self.sessions: dict[str, UserSession] = {}
        self.closed: frozenset[str] = frozenset()
        """The names of the users who were removed: nobody gets one of them again."""
        self.dependencies: dict[tuple[Cell, Version], causality.Needs] = {}
        """What each write carries: its rows say so wherever they go, and whoever holds one knows.
        """
        self.watched: dict[int, Watch] = {}
        """By operation: writes whose homes have not all been heard from."""
        self.suspected: dict[tuple[str, str], int] = {}
        """(coordinator, home): since when the one has not heard from the other."""
        self.held: list[tuple[int, Item]] = []
        """Messages that stay where they are, and since when."""
        self.by_hand: frozenset[int] = frozenset()
        """Those of them that are held one by one, whatever their links do."""
        self.heap: list[Item] = []
        self.group = consensus.group(self)
        """The group of servers that agree, where they have to."""
        self.agreed: dict[int, Version] = {}
        """By operation: the version of a write that the servers have agreed on, seen from outside.
        """
        self.workload = load.Workload()
        self.desks: dict[str, service.Desk] = {}
        """The queues of the servers that something has had to wait at."""
        self.waiting: dict[int, None] = {}
        """The reads that wait for a copy, and some that do no more."""
        self.orphans = Operations()
        """What users have given up on, and coordinators have still to get to."""
        self._sequence = self.messages_sent = self._operations = 0
        self.timers: dict[int, int] = {}
        """By kind of periodic timer: which one is valid, and so how many there were."""
        self._commands: list[tuple[int, int, Command]] = []
        self._next_command = 0
        for at_us, command in commands:
            self.schedule(at_us, command)
        if state is None:
            self._populate()
        else:
            self.restore(state)

    def _populate(self) -> None:
        entries = applications.genesis(self.spec.users)
        for cell, copy in entries:
            agreed = self.settings.agreement == "all"  # whoever leads answers for every key
            for home in self.spec.names if agreed else placement.homes(self, cell[0]):
                self.replicas[home].store(cell, copy, durable=True)
        self.sessions = applications.sessions(self.spec.users, entries)
        timers.set_periodic(self)
        consensus.begin(self)

    # -- commands and time

    def schedule(self, at_us: int, command: Command) -> None:
        """Has the command happen at `at_us`, which must not have been reached yet."""
        rank = REQUEST if isinstance(command, Request) else FAULT
        entry = (at_us, rank + len(self._commands), command)
        insort(self._commands, entry, key=lambda known: known[:2])

    def next_us(self) -> int | None:
        """When the next thing happens; None when nothing ever will."""
        if self.is_commanded:
            return self._commands[self._next_command][0]
        return self.heap[0][0] if self.heap else None

    @property
    def is_commanded(self) -> bool:
        """Whether the next thing to happen is the next command."""
        if self._next_command == len(self._commands):
            return False
        return not self.heap or self._commands[self._next_command][:2] < self.heap[0][:2]

    def step(self, until_us: float = inf) -> bool:
        """Lets the next thing happen; False when there is none up to that moment."""
        heap = self.heap
        if self.is_commanded:
            at_us, _, command = self._commands[self._next_command]
            if at_us > until_us:
                return False
            self._next_command += 1
            self.now_us = at_us
            self.steps += 1
            self._apply(command)
            return True
        if not heap or heap[0][0] > until_us:
            return False
        item = heappop(heap)
        self.now_us = item[0]
        self.steps += 1
        self._HANDLERS[item[2]](self, item)
        return True

    def handle(self, item: Item) -> None:
        """Does what an item of the heap is about."""
        self._HANDLERS[item[2]](self, item)

    def run_until(self, at_us: int) -> None:
        """Lets all happen that happens up to and at `at_us`."""
        while self.step(at_us):
            pass
        self.now_us = max(self.now_us, at_us)

    def _apply(self, command: Command) -> None:
        self.log("command", describe(command))
        if isinstance(command, Request):
            admission.begin(self, command)
            return
        reason = injection.refusal(self, command)
        if reason is None:
            injection.inject(self, command)
        else:
            self.log("refused", describe(command), reason)

    # -- what the coordinator asks of the cluster

    def to_come(self) -> list[tuple[int, int, Command]]:
        """(time, sequence, command) of what was scheduled and has not happened, in order."""
        return self._commands[self._next_command :]

    def has_begun(self, index: int) -> bool:
        """Whether the command that was scheduled as the `index`-th has happened."""
        return any(entry[1] % RANK == index for entry in self._commands[: self._next_command])

    def is_next(self, index: int) -> bool:
        """Whether the command that was scheduled as the `index`-th is the next thing to happen."""
        return self.is_commanded and self._commands[self._next_command][1] % RANK == index

    def log(self, name: str, *fields: object) -> None:
        """Reports an event that happens now."""
        self.events.append((self.now_us, name, *fields))

    def number_message(self) -> int:
        """The next message's number; the first is 1."""
        self.messages_sent += 1
        return self.messages_sent

    def number_operation(self) -> int:
        """The next operation's number; the first is 1."""
        self._operations += 1
        return self._operations

    def stamp(self, server: str, operation: Operation) -> Version:
        """The version of a write: by the hybrid clock, or by the server's wall clock alone."""
        replica, above = self.replicas[server], operation.plan.above
        if above > GENESIS:
            replica.see(above, self.now_us)
        if self.settings.clock == "hlc":
            for _, version in causality.dependencies(self, operation):
                replica.see(version, self.now_us)
            return replica.stamp(self.now_us)
        wall_us = max(self.now_us + replica.skew_us, above[0] + 1)
        if operation.settings.write_back == "on" and operation.found:
            wall_us = max(wall_us, max(copy[0][0] for copy in operation.found.values()) + 1)
        return (wall_us, operation.number, server)

    def acknowledged(self, operation: Operation) -> None:
        """Enters an acknowledged write into the ledger."""
        for cell, copy in operation.entries:
            n = operation.settings.n
            homes = self.members.writing(cell[0], n)
            held = [(home, self.replicas[home].copies.get(cell)) for home in homes]
            self.ledger.acknowledge(cell, copy[0], self.now_us, held, n)
            self.compare(*(home for home, _ in held))

    def store(self, server: str, entries: tuple[Entry, ...], operation: int) -> bool:
        """Has a server keep what is newer than what it has; whether it holds all of it now.

        Nobody looks before what had waited for that is there as well.
        """
        holds_all, kept = self._keep(server, entries, operation)
        if kept:
            for waiting, number in causality.released(self, server):
                self._keep(server, waiting, number)
        self.compare(server)
        if kept:
            sessions.on_stored(self, server)
            causality.on_stored(self, server)
        return holds_all

    def _keep(self, server: str, entries: tuple[Entry, ...], operation: int) -> tuple[bool, bool]:
        """Whether the server holds all of it now, and whether any of it is new."""
        replica = self.replicas[server]
        holds_all, kept = True, False
        for cell, copy in entries:
            replica.see(copy[0], self.now_us)
            if replica.health.disk_full and copy[0] > replica.copies.get(cell, (GENESIS,))[0]:
                self.log("disk_full", server, cell, copy[0])
                holds_all = False
            elif replica.store(cell, copy, durable=self.settings.sync_us == 0):
                self.log("stored", server, cell, copy[0], operation)
                self.ledger.stored(server, cell, copy[0])
            else:
                continue
            kept = True
        return holds_all, kept

    def compare(self, *servers: str) -> None:
        """Reports of each server since when it has been behind, where that has changed."""
        for server, since_us in self.ledger.moved(servers):
            self.log("behind", server, since_us)

    def push(self, at_us: int, rank: int, *item: object) -> None:
        """Has something happen at a time, after all of a lower rank in its microsecond."""
        self._sequence += 1
        heappush(self.heap, (at_us, rank + self._sequence, *item))

    _HANDLERS: ClassVar[tuple[Callable[["Cluster", Item], None], ...]] = (
        delivery.deliver, traffic.on_die, delivery.process, delivery.start, delivery.own,
        timers.on_timeout, timers.on_handoff, timers.on_look, timers.on_periodic,
        timers.on_periodic, timers.on_periodic, injection.on_nemesis, streaming.on_timer,
        consensus.on_timer, service.on_served, service.on_looked_up, load.on_arrive,
        clients.on_retry, clients.on_hedge, trials.on_trial, trials.on_read,
    )  # fmt: skip
    """By kind of item, in the order of `engine.items`."""

    # -- time travel

    def snapshot(self) -> State:
        """The state of this moment: containers copied, their frozen contents shared."""
        return {
            "plain": (self.now_us, self.steps, self.settings, self._sequence, self.messages_sent,
                      self._operations, self._next_command, self.members, self.move, self.closed,
                      self.by_hand),
            "timers": self.timers.copy(),
            "watched": self.watched.copy(),
            "suspected": self.suspected.copy(),
            "group": {name: member.copied() for name, member in self.group.items()},
            "agreed": self.agreed.copy(),
            "heap": self.heap.copy(),
            "held": self.held.copy(),
            "network": self.network.snapshot(),
            "replicas": {name: replica.snapshot() for name, replica in self.replicas.items()},
            "operations": self.operations.shared(),
            "sessions": self.sessions.copy(),
            "dependencies": self.dependencies.copy(),
            "ledger": self.ledger.snapshot(),
            "orphans": self.orphans.shared(),
            "waiting": self.waiting.copy(),
            "workload": self.workload.copied(),
            "desks": {name: desk.copied() for name, desk in self.desks.items()},
        }  # fmt: skip

    def restore(self, state: State) -> None:
        """Back to a snapshot of this run, which stays usable."""
        (self.now_us, self.steps, self.settings, self._sequence, self.messages_sent,
         self._operations, self._next_command,
         self.members, self.move, self.closed,
         self.by_hand) = state["plain"]  # fmt: skip
        self.timers = state["timers"].copy()
        self.watched = state["watched"].copy()
        self.suspected = state["suspected"].copy()
        self.group = {name: member.copied() for name, member in state["group"].items()}
        self.agreed = state["agreed"].copy()
        self.heap = state["heap"].copy()
        self.held = state["held"].copy()
        self.network.restore(state["network"])
        self.replicas = {name: Replica(name, 0) for name in state["replicas"]}
        for name, replica in self.replicas.items():
            replica.restore(state["replicas"][name])
        self.operations = state["operations"].shared()
        self.sessions = state["sessions"].copy()
        self.dependencies = state["dependencies"].copy()
        self.ledger.restore(state["ledger"])
        self.orphans = state["orphans"].shared()
        self.waiting = state["waiting"].copy()
        self.workload = state["workload"].copied()
        self.desks = {name: desk.copied() for name, desk in state["desks"].items()}


def describe(command: Command) -> str:
    """The command as text for the log: every field that says something, none that is secret."""
    fields = [
        f"{name}={value!r}"
        for name in command.__slots__
        if (value := getattr(command, name)) not in ("", (), None)
        and value is not False
        and name != "key"
    ]
    return f"{type(command).__name__}({', '.join(fields)})"
