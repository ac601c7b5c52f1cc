"""The only clock and the only heap: servers, links, operations in progress, and what comes next.

A run is `spec + seed + [(time_us, command)]`. Items come out by (time, sequence); a sequence number
begins with a rank, so that within one microsecond faults come first, then deliveries, then timers,
then users' requests. Commands stand in a list beside the heap: one that is given later can be added
without touching a snapshot that was taken before.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush
from typing import Any, ClassVar

from engine import coordinator, entropy, handoff, injection, sessions, social
from engine.coordinator import Operation
from engine.events import Event
from engine.faults import Direction, Fault
from engine.handoff import Watch
from engine.network import Network
from engine.quorum import homes as ring_homes
from engine.replica import Replica
from engine.social import Request, SeenPost, UserSession
from engine.spec import ClusterSpec
from engine.standing import Ledger
from engine.values import Cell, Copy, Entry
from engine.versions import Version

Command = Fault | Request
Item = tuple[Any, ...]
Timed = tuple[int, Command]

_RANK = 1 << 44
_FAULT, _DELIVERY, _TIMER, _REQUEST = (rank * _RANK for rank in range(4))
DELIVER, DIE, TIMEOUT, SYNC, HANDOFF, REPLAY, ENTROPY = range(7)
_PERIODIC = {
    SYNC: ("sync_us",),
    REPLAY: ("hint_replay_us", "hints", "quorum"),
    ENTROPY: ("anti_entropy_us",),
}
"""What happens again and again, and the settings that rule it."""


class Cluster:
    """The servers, the links between them, and the social network on them, at one moment."""

    def __init__(self, spec: ClusterSpec, seed: int, commands: Sequence[Timed] = ()) -> None:
        """The cluster before anything has happened; `commands` will happen at their times."""
        self.spec = spec
        self.now_us = 0
        self.steps = 0
        self.events: list[Event] = []
        """What has happened since somebody last took the list away."""
        self.settings = spec.settings
        self.network = Network(spec, seed)
        self.replicas = {s.name: Replica(s.name, s.skew_us) for s in spec.servers}
        self.operations: dict[int, Operation] = {}
        self.ledger = Ledger(spec.names)
        self.sessions: dict[str, UserSession] = {}
        self.watched: dict[int, Watch] = {}
        """By operation: writes whose homes have not all been heard from."""
        self.suspected: dict[tuple[str, str], int] = {}
        """(coordinator, home): since when the one has not heard from the other."""
        self._heap: list[Item] = []
        self._sequence = self._messages = self._operations = 0
        self._timers: dict[int, int] = {}
        """By kind of periodic timer: which one is valid, and so how many there were."""
        self._commands: list[tuple[int, int, Command]] = []
        self._next_command = 0
        for at_us, command in commands:
            self.schedule(at_us, command)
        self._populate()

    def _populate(self) -> None:
        entries = social.genesis(self.spec.users)
        for cell, copy in entries:
            for home in self.homes(cell[0]):
                self.replicas[home].store(cell, copy, durable=True)
        for user in self.spec.users:
            self.sessions[user.name] = social.known_from_genesis(user, entries)
        self.set_periodic()

    # -- commands and time

    def schedule(self, at_us: int, command: Command) -> None:
        """Has the command happen at `at_us`, which must not have been reached yet."""
        rank = _REQUEST if isinstance(command, Request) else _FAULT
        self._commands.append((at_us, rank + len(self._commands), command))
        self._commands.sort(key=lambda entry: entry[:2])

    def next_us(self) -> int | None:
        """When the next thing happens; None when nothing ever will."""
        times = [self._heap[0][0]] if self._heap else []
        if self._next_command < len(self._commands):
            times.append(self._commands[self._next_command][0])
        return min(times, default=None)

    def step(self) -> bool:
        """Lets the next thing happen; False when there is none."""
        if self._next_command < len(self._commands):
            at_us, sequence, command = self._commands[self._next_command]
            if not self._heap or (at_us, sequence) < self._heap[0][:2]:
                self._next_command += 1
                self._begin(at_us)
                self._apply(command)
                return True
        if not self._heap:
            return False
        item = heappop(self._heap)
        self._begin(item[0])
        self._HANDLERS[item[2]](self, item)
        return True

    def _begin(self, at_us: int) -> None:
        self.now_us = at_us
        self.steps += 1

    def run_until(self, at_us: int) -> None:
        """Lets all happen that happens up to and at `at_us`."""
        while (following := self.next_us()) is not None and following <= at_us:
            self.step()
        self.now_us = max(self.now_us, at_us)

    def _apply(self, command: Command) -> None:
        self.log("command", describe(command))
        if isinstance(command, Request):
            coordinator.begin(self, command)
            return
        reason = injection.refusal(self, command)
        if reason is None:
            injection.inject(self, command)
        else:
            self.log("refused", describe(command), reason)

    # -- what the coordinator asks of the cluster

    def log(self, name: str, *fields: object) -> None:
        """Reports an event that happens now."""
        self.events.append((self.now_us, name, *fields))

    def number_operation(self) -> int:
        """The next operation's number; the first is 1."""
        self._operations += 1
        return self._operations

    def session(self, request: Request) -> UserSession:
        """The user session of whoever asks; somebody new is attached to the first server."""
        known = self.sessions.get(request.user)
        if known is None:
            known = UserSession(request.user, request.via or self.spec.names[0])
        return known

    def route(self, request: Request, session: UserSession) -> str:
        """The server that gets the request: a sticky session stays with its own."""
        if self.settings.user_session == "sticky" or request.via not in self.replicas:
            return session.server
        return request.via

    def remember(self, user: str, post: SeenPost) -> None:
        """The user's device knows what its user wrote."""
        session = self.sessions.get(user)
        if session is not None:
            self.sessions[user] = replace(session, seen=(*session.seen, post))

    def learn(self, request: Request, found: dict[Cell, Copy], number: int) -> None:
        """The user's device got its answer. Who signs in has a user session from then on."""
        if request.user in self.sessions or request.action == "sign_in":
            session = sessions.carry(self.session(request), found, self.settings.user_session)
            self.sessions[request.user] = social.learn(session, request, found, number)

    def homes(self, key: str, n: int | None = None) -> tuple[str, ...]:
        """The home servers of a key, by the N that is set now or by that of an operation."""
        n = self.settings.n if n is None else n
        if self.spec.homes:
            return self.spec.homes[:n]
        return ring_homes(key, self.spec.names, n)

    def nearest_homes(self, key: str, server: str, n: int) -> tuple[str, ...]:
        """The homes of a key in the order in which `server` asks them: itself, then the nearest."""

        def distance(home: str) -> tuple[bool, int, str]:
            return home != server, self.network.distance_us(server, home), home

        return tuple(sorted(self.homes(key, n), key=distance))

    def set_timeout(self, number: int) -> None:
        """Ends the operation as unknown when its time is over."""
        self._push(self.now_us + self.settings.timeout_us, _TIMER, TIMEOUT, number)

    def set_handoff(self, number: int) -> None:
        """Looks after a write's silent homes when the wait for them is over."""
        self._push(self.now_us + self.settings.handoff_wait_us, _TIMER, HANDOFF, number)

    def set_periodic(self, *fields: str) -> None:
        """Sets what happens again and again, all or what these settings rule, anew."""
        for kind, rulers in _PERIODIC.items():
            if not fields or set(fields) & set(rulers):
                self._again(kind)

    def _period_us(self, kind: int) -> int | None:
        settings = self.settings
        hinting = settings.hints == "on" or settings.quorum == "sloppy"
        return {
            SYNC: settings.sync_us,
            REPLAY: settings.hint_replay_us if hinting else None,
            ENTROPY: settings.anti_entropy_us,
        }[kind]

    def _again(self, kind: int) -> None:
        self._timers[kind] = self._timers.get(kind, 0) + 1
        period_us = self._period_us(kind)
        if period_us:
            self._push(self.now_us + period_us, _TIMER, kind, self._timers[kind])

    def stamp(self, server: str, operation: Operation) -> Version:
        """The version of a write: by the hybrid clock, or by the server's wall clock alone."""
        replica = self.replicas[server]
        if self.settings.clock == "wall":
            return (self.now_us + replica.skew_us, operation.number, server)
        return replica.stamp(self.now_us)

    def shuffled_homes(self, key: str, operation: int, n: int) -> tuple[str, ...]:
        """The homes of a key in an order that is this operation's luck."""

        def luck(home: str) -> float:
            return self.network.luck.draw("ask", key, home, "read", operation)[0]

        return tuple(sorted(self.homes(key, n), key=luck))

    def stand_ins(self, key: str, server: str, n: int) -> list[str]:
        """The servers that are no home of the key and not silent, in the order of the ring."""
        homes = self.homes(key, n)
        order = ring_homes(key, self.spec.names, len(self.spec.names))
        return [s for s in order if s not in homes and (server, s) not in self.suspected]

    def acknowledged(self, operation: Operation) -> None:
        """Enters an acknowledged write into the ledger."""
        if operation.entry is not None:
            cell, copy = operation.entry
            homes = self.homes(cell[0], operation.settings.n)
            held = [(home, self.replicas[home].copies.get(cell)) for home in homes]
            self.ledger.acknowledge(cell, copy[0], self.now_us, held)
            self.compare(*(home for home, _ in held))

    def store(self, server: str, entries: tuple[Entry, ...], operation: int) -> None:
        """Has a server keep what is newer than what it has."""
        replica = self.replicas[server]
        for cell, copy in entries:
            replica.see(copy[0], self.now_us)
            if replica.store(cell, copy, durable=self.settings.sync_us == 0):
                self.log("stored", server, cell, copy[0], operation)
                self.ledger.stored(server, cell, copy[0])
        self.compare(server)
        sessions.on_stored(self, server)

    def compare(self, *servers: str) -> None:
        """Reports of each server since when it has been behind, where that has changed."""
        for server, since_us in self.ledger.moved(servers):
            self.log("behind", server, since_us)

    def drop_in_flight(self, links: tuple[Direction, ...]) -> None:
        """Takes all messages off these links, each where it is."""
        caught = [i for i in self._heap if i[2] in (DELIVER, DIE) and (i[5], i[6]) in links]
        if caught:
            gone = {item[1] for item in caught}
            self._heap = [item for item in self._heap if item[1] not in gone]
            heapify(self._heap)
        for item in sorted(caught, key=lambda item: item[3]):
            self._drop(item, f"the link {item[5]} - {item[6]} was cut")

    def send(self, kind: str, source: str, target: str, operation: int, payload: object) -> None:
        """Puts a message on its way, or reports that the cut link took it."""
        self._messages += 1
        number = self._messages
        luck = operation or number
        arrives_us, dies = self.network.fate(source, target, kind, luck, self.now_us)
        self.log("sent", number, kind, source, target, operation, arrives_us)
        if (source, target) in self.network.blocked:
            self.log("dropped", number, 0, f"the link {source} - {target} is cut")
            return
        rest = (number, kind, source, target, operation, payload, self.now_us, arrives_us)
        if dies is None:
            self._push(arrives_us, _DELIVERY, DELIVER, *rest)
        else:
            dies_us = self.now_us + round((arrives_us - self.now_us) * dies)
            self._push(dies_us, _DELIVERY, DIE, *rest)

    def _push(self, at_us: int, rank: int, *item: object) -> None:
        self._sequence += 1
        heappush(self._heap, (at_us, rank + self._sequence, *item))

    # -- what comes out of the heap

    def _deliver(self, item: Item) -> None:
        _, _, _, number, kind, source, target, operation, payload, _, _ = item
        if not self.replicas[target].up:
            self.log("dropped", number, 1_000_000, f"{target} is down")
            return
        self.log("delivered", number)
        self._RECEIVERS[kind](self, source, target, operation, payload)

    def _receive_write(self, source: str, target: str, operation: int, payload: Any) -> None:
        self.store(target, payload, operation)
        self.send("ack", target, source, operation, None)

    def _receive_ack(self, source: str, target: str, operation: int, payload: Any) -> None:
        if payload is None:
            coordinator.on_ack(self, operation, source)
        else:
            handoff.delivered(self, target, source, payload)

    def _receive_read(self, source: str, target: str, operation: int, payload: Any) -> None:
        self.send("reply", target, source, operation, self.replicas[target].read(payload))

    def _receive_reply(self, source: str, target: str, operation: int, payload: Any) -> None:
        replica = self.replicas[target]
        for _, copy in payload:
            replica.see(copy[0], self.now_us)
        coordinator.on_reply(self, operation, source, payload)

    def _receive_repair(self, source: str, target: str, operation: int, payload: Any) -> None:
        entries, acknowledge = payload
        self.store(target, entries, operation)
        if acknowledge:
            self.send("ack", target, source, operation, None)

    def _receive_hint(self, source: str, target: str, operation: int, payload: Any) -> None:
        """A stand-in keeps hints for these homes; the home itself takes what was kept for it."""
        entries, homes = payload
        if homes:
            handoff.keep(self, target, entries, homes, operation)
            self.send("ack", target, source, operation, None)
        else:
            self.store(target, entries, operation)
            self.send("ack", target, source, 0, entries)

    def _receive_tree(self, source: str, target: str, _operation: int, payload: Any) -> None:
        entropy.on_tree(self, source, target, payload)

    def _receive_sync(self, source: str, target: str, _operation: int, payload: Any) -> None:
        entropy.on_sync(self, source, target, *payload)

    def _die(self, item: Item) -> None:
        self._drop(item, "lost on the way")

    def _drop(self, item: Item, reason: str) -> None:
        gone_us, whole_us = self.now_us - item[9], max(1, item[10] - item[9])
        self.log("dropped", item[3], gone_us * 1_000_000 // whole_us, reason)

    def _time_out(self, item: Item) -> None:
        coordinator.on_timeout(self, item[3])

    def _hand_off(self, item: Item) -> None:
        handoff.on_wait_over(self, item[3])

    def _is_void(self, item: Item) -> bool:
        return bool(self._timers[item[2]] != item[3])

    def _sync(self, item: Item) -> None:
        if not self._is_void(item):
            for replica in self.replicas.values():
                if replica.up:
                    replica.sync()
            self._again(SYNC)

    def _replay(self, item: Item) -> None:
        if not self._is_void(item):
            handoff.replay(self)
            self._again(REPLAY)

    def _compare_trees(self, item: Item) -> None:
        if not self._is_void(item):
            entropy.begin_round(self, item[3])
            self._again(ENTROPY)

    _HANDLERS = (_deliver, _die, _time_out, _sync, _hand_off, _replay, _compare_trees)
    _RECEIVERS: ClassVar[dict[str, Callable[["Cluster", str, str, int, Any], None]]] = {
        "write": _receive_write, "ack": _receive_ack, "read": _receive_read,
        "reply": _receive_reply, "repair": _receive_repair, "hint": _receive_hint,
        "tree": _receive_tree, "sync": _receive_sync,
    }  # fmt: skip

    # -- time travel

    def in_flight(self) -> list[Item]:
        """The messages on their way, also those that will be lost, as they lie on the heap."""
        return sorted((i for i in self._heap if i[2] in (DELIVER, DIE)), key=lambda item: item[3])

    def snapshot(self) -> dict[str, Any]:
        """The state of this moment: containers copied, their frozen contents shared."""
        return {
            "plain": (self.now_us, self.steps, self.settings, self._sequence, self._messages,
                      self._operations, self._next_command),
            "timers": self._timers.copy(),
            "watched": self.watched.copy(),
            "suspected": self.suspected.copy(),
            "heap": self._heap.copy(),
            "blocked": self.network.blocked.copy(),
            "replicas": {name: replica.snapshot() for name, replica in self.replicas.items()},
            "operations": {n: operation.copied() for n, operation in self.operations.items()},
            "sessions": self.sessions.copy(),
            "ledger": self.ledger.snapshot(),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Back to a snapshot of this run, which stays usable."""
        (self.now_us, self.steps, self.settings, self._sequence, self._messages,
         self._operations, self._next_command) = state["plain"]  # fmt: skip
        self._timers = state["timers"].copy()
        self.watched = state["watched"].copy()
        self.suspected = state["suspected"].copy()
        self._heap = state["heap"].copy()
        self.network.blocked = state["blocked"].copy()
        for name, replica in self.replicas.items():
            replica.restore(state["replicas"][name])
        self.operations = {n: operation.copied() for n, operation in state["operations"].items()}
        self.sessions = state["sessions"].copy()
        self.ledger.restore(state["ledger"])


def describe(command: Command) -> str:
    """The command as text for the log: every field that says something, none that is secret."""
    fields = [
        f"{name}={value!r}"
        for name in command.__slots__
        if (value := getattr(command, name)) not in ("", (), None) and name != "key"
    ]
    return f"{type(command).__name__}({', '.join(fields)})"
