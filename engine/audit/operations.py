"""What a run's log says of operations: who really answered, and what that proves. Pure.

Who the homes of a key are is worked out here from the cluster's description and from the N that
the operation began with, not asked of the engine.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.agreement import governs
from engine.audit.invariants import Broken
from engine.audit.servers import Servers
from engine.events import Event
from engine.history import History
from engine.members import Members
from engine.merging import is_tally
from engine.quorum import homes as ring_homes
from engine.quorum import overlap
from engine.records import Operation
from engine.sessions import DEMANDING
from engine.spec import ClusterSpec, Settings
from engine.values import Cell
from engine.versions import GENESIS, Version


def homes_of(spec: ClusterSpec, key: str, n: int) -> tuple[str, ...]:
    """The home servers of a key."""
    return spec.homes[:n] if spec.homes else ring_homes(key, spec.names, n)


@dataclass(slots=True)
class Begun:
    """An operation: the settings that it began with, and from whom its coordinator has heard."""

    settings: Settings
    coordinator: str
    members: Members
    agreed: bool
    """Whether servers have to agree on it."""
    looks: bool = False
    """Whether its user session has made it wait: it asks those who are homes then."""
    replied: set[str] = field(default_factory=set)
    acked: set[str] = field(default_factory=set)
    let_go: set[str] = field(default_factory=set)
    """The servers that have left since: a stand-in keeps no hints for them."""
    known: dict[str, int] = field(default_factory=dict)
    """By key that it reads: how many kinds of write set were acknowledged before it was called."""


WriteSet = tuple[int, int, frozenset[str]]
"""N, W, and the homes that had stored an acknowledged write."""


class Operations:
    """Every operation, as the log so far tells of it."""

    def __init__(self, spec: ClusterSpec, servers: Servers, history: History) -> None:
        """None yet; `history` is folded, event by event, by whoever calls."""
        self._spec, self._servers, self._history = spec, servers, history
        self.settings = spec.settings
        self.begun: dict[int, Begun] = {}
        self._replies: dict[int, tuple[str, str, int]] = {}
        """By message: its kind, sender and operation, of replies and acks under way."""
        self._stored: defaultdict[tuple[Cell, str], Version] = defaultdict(lambda: GENESIS)
        """The newest version of an item that a server ever stored, or kept a hint of ('+')."""
        self._before = {cell for held in servers.held.values() for cell in held}
        self._written: dict[tuple[Cell, Version], int] = {}
        self._write_sets: defaultdict[str, dict[WriteSet, int]] = defaultdict(dict)
        """By key: each kind of write set, and the first write that had it."""
        self._members = Members(spec.names, named=spec.homes)
        self.reconfigured = False
        """Whether the members have ever begun to change."""
        self.keeps_all = True
        """Whether no disk has been lost so far, nor anything that was not synced."""

    def take(self, event: Event) -> Iterator[Broken]:
        """Takes in an event, which `history` has folded already; what it breaks."""
        match event[1]:
            case "sent" if event[3] in ("reply", "ack"):
                self._replies[event[2]] = (event[3], event[4], event[6])
            case "delivered":
                self._hears(*self._replies.pop(event[2], ("", "", 0)))
            case "stored":
                yield from self._stores(event)
            case "hinted":
                place = (event[4], f"+{event[2]}")
                self._stored[place] = max(event[5], self._stored[place])
            case _:
                self._surroundings(event)
                yield from self._goes_on(event)

    def _surroundings(self, event: Event) -> None:
        """Disks, members and settings."""
        match event[1]:
            case "wiped":
                self.keeps_all = False
            case "joining" | "leaving" | "replacing" | "joined" | "left" | "replaced":
                self._regroup(event)
            case "crashed":
                self.keeps_all = self.keeps_all and not event[3]
            case "changed":
                self.settings = replace(self.settings, **{event[2]: event[3]})

    def _begins(self, event: Event) -> None:
        """An operation, and whom it asks."""
        match event[1]:
            case "invoked":
                known = {key: len(self._write_sets[key]) for key in event[9]}
                agreed = governs(self.settings, event[4])
                self.begun[event[2]] = Begun(
                    self.settings, event[5], self._members, agreed, known=known
                )
            case "with_own":
                begun = self.begun[event[2]]
                n, r, w = event[3:]
                begun.settings = replace(begun.settings, n=n, r=r, w=w)
            case "asked" if event[3] == "read":
                self._asks(self.begun[event[2]], event[4])
            case "waits" | "forwarded":
                self.begun[event[2]].looks = True

    def _goes_on(self, event: Event) -> Iterator[Broken]:
        self._begins(event)
        match event[1]:
            case "stamped":
                yield from self._stamped(self._history.operations[event[2]], event[3:5])
            case "ok":
                operation = self._history.operations[event[2]]
                yield from self._in_time(operation)
                if operation.kind == "read":
                    yield from self._read(operation)
                else:
                    yield from self._acknowledged(operation)
            case "fail" | "unavailable" | "info":
                operation = self._history.operations[event[2]]
                yield from self._in_time(operation)
                if event[1] != "info" and operation.version is not None:
                    yield Broken("failed_is_unwritten", f"{_tell(operation)} had been written")

    def _hears(self, kind: str, server: str, number: int) -> None:
        begun = self.begun.get(number)
        if begun is not None:
            (begun.replied if kind == "reply" else begun.acked).add(server)

    def _asks(self, begun: Begun, servers: tuple[str, ...]) -> None:
        """A coordinator sees its own copies without a message; for a token it always looks."""
        looks = begun.settings.user_session in DEMANDING
        if begun.looks:
            begun.members = self._members
        if looks or (begun.settings.shortcut == "on" and begun.coordinator in servers):
            begun.replied.add(begun.coordinator)

    def _stores(self, event: Event) -> Iterator[Broken]:
        now_us, _, server, cell, version, _ = event
        self._stored[cell, server] = max(version, self._stored[cell, server])
        writer = self._history.operations.get(self._written.get((cell, version), 0))
        if writer is not None and writer.outcome == "fail":
            text = f"at {now_us} us {server} stored what {_tell(writer)} had failed to write"
            yield Broken("failed_is_unwritten", text)

    def stored(self, cell: Cell, server: str) -> Version:
        """The newest version of an item that this server ever stored."""
        return self._stored[cell, server]

    def homes(self, number: int, key: str) -> tuple[str, ...]:
        """The servers that this operation's write of a key is for, by what it began with."""
        begun = self.begun[number]
        return begun.members.writing(key, begun.settings.n)

    def is_agreed(self, number: int) -> bool:
        """Whether servers have to agree on this operation, and no quorum counts."""
        return self.begun[number].agreed

    def _regroup(self, event: Event) -> None:
        """The members change, or have changed."""
        self.reconfigured = True
        ring, named, server = self._members.ring, self._spec.homes, event[2]
        match event[1]:
            case "joining":
                self._servers.newest.setdefault(server, GENESIS)
                self._members = Members(ring, (*ring, server), named=named)
            case "leaving":
                after = tuple(name for name in ring if name != server)
                self._members = Members(ring, after, named=named)
            case "replacing":
                self._members = Members(ring, renewed=server, named=named)
            case _:
                self._members = Members(event[3], named=named)
                if event[1] == "left":
                    for begun in self.begun.values():
                        begun.let_go.add(server)

    # -- reads

    def _stamped(self, write: Operation, item: tuple[Cell, Version]) -> Iterator[Broken]:
        """The version must be its own; and what a write had to read first."""
        if self._written.setdefault(item, write.number) != write.number:
            other = self._history.operations[self._written[item]]
            yield Broken("own_version", f"{_tell(write)} and {_tell(other)} have {item}")
        seen = self._servers.newest[write.coordinator]
        own_clock = is_tally(item[0][1]) or self.is_agreed(write.number)
        if self.settings.clock == "hlc" and not own_clock and item[1] <= seen:
            text = f"{_tell(write)} got {item[1]}, and its server had stored {seen}"
            yield Broken("newer_than_seen", text)
        keys = set(write.keys)
        if self.begun[write.number].settings.write_back == "on" and write.cell is not None:
            keys.add(write.cell[0])
        yield from self._heard_by(write, sorted(keys))

    def _heard_by(self, operation: Operation, keys: list[str]) -> Iterator[Broken]:
        begun = self.begun[operation.number]
        for key in () if begun.agreed else keys:
            heard = begun.replied.intersection(self.homes(operation.number, key))
            if len(heard) < begun.settings.r:
                text = f"{_tell(operation)} has {len(heard)} replies of homes of {key}, and needs "
                yield Broken("r_homes", f"{text}{begun.settings.r}")

    def _read(self, read: Operation) -> Iterator[Broken]:
        yield from self._heard_by(read, list(read.keys))
        yield from self._phantoms(read)
        yield from self._mended(read)
        for key in read.keys:
            yield from self._meets(read, key)
        sure = self.keeps_all and not self.reconfigured
        for number in read.staleness.missed if sure and read.staleness else ():
            if number in self.begun and self._overlap(read.number, number):
                write = self._history.operations[number]
                text = f"{_tell(read)} misses {_tell(write)}, and their quorums overlap"
                yield Broken("quorums_meet", text)

    def _phantoms(self, read: Operation) -> Iterator[Broken]:
        for item in read.result.items():
            if item not in self._written and not (item[1] == GENESIS and item[0] in self._before):
                yield Broken("no_phantom", f"{_tell(read)} returned {item}, which nobody wrote")
                continue
            writer = self._history.operations.get(self._written.get(item, 0))
            if writer is not None and writer.outcome == "fail":
                yield Broken("failed_is_unwritten", f"{_tell(read)} returned {_tell(writer)}")

    def _mended(self, read: Operation) -> Iterator[Broken]:
        settings = self.begun[read.number].settings
        mends = settings.write_back == "on" or settings.read_repair == "blocking"
        if not mends or self.is_agreed(read.number):
            return
        need = settings.w if settings.write_back == "on" else settings.r
        for cell, version in read.result.items():
            homes = self.homes(read.number, cell[0])
            held = sum(self._stored[cell, home] >= version for home in homes)
            if version != GENESIS and held < need:
                text = f"{_tell(read)} returned {version} of {cell}, which {held} homes hold"
                yield Broken("mended_first", f"{text}, not {need}")

    def _meets(self, read: Operation, key: str) -> Iterator[Broken]:
        begun = self.begun[read.number]
        if begun.agreed or self.reconfigured:
            return
        heard = begun.replied.intersection(self.homes(read.number, key))
        known = list(self._write_sets[key].items())[: begun.known.get(key, 0)]
        for (n, w, servers), number in known:
            settings = begun.settings
            meets = n == settings.n and overlap(n, settings.r, w)
            if meets and not heard & servers:
                text = (
                    f"{_tell(read)} heard {sorted(heard)}, and #{number} was on {sorted(servers)}"
                )
                yield Broken("quorums_meet", text)

    def _overlap(self, read: int, write: int) -> bool:
        one, other = self.begun[read].settings, self.begun[write].settings
        strict = other.quorum == "strict" and one.n == other.n
        strict = strict and not self.is_agreed(read) and not self.is_agreed(write)
        return strict and overlap(one.n, one.r, other.w)

    # -- writes

    def _acknowledged(self, write: Operation) -> Iterator[Broken]:
        """The homes count that had stored it and said so; in a sloppy quorum stand-ins as well."""
        begun, settings = self.begun[write.number], self.begun[write.number].settings
        if write.cell is None or not write.written or begun.agreed:
            return
        key, said = write.cell[0], begun.acked | {begun.coordinator}
        need = begun.members.acks(key, settings.n, settings.w)
        homes = self.homes(write.number, key)
        have = frozenset(home for home in homes if home in said and self._has(write, home))
        if settings.quorum == "sloppy":
            kept = {s for s in begun.acked if self._has(write, f"+{s}")}
            gone = begun.let_go.intersection(homes) - have
            if len(have | kept) < need - len(gone):
                text = f"{_tell(write)} is on {sorted(have | kept)} only, and needs {need}"
                yield Broken("w_homes", text)
            return
        if len(have) < need:
            text = f"{_tell(write)} has the homes {sorted(have)} only, and needs {need}"
            yield Broken("w_homes", text)
        self._write_sets[key].setdefault((settings.n, settings.w, have), write.number)

    def _has(self, write: Operation, place: str) -> bool:
        """Whether a server ever had all rows of a write (or newer), or hints of them ('+')."""
        return all(self._stored[cell, place] >= version for cell, version, _ in write.written)

    # -- ends

    def _in_time(self, operation: Operation) -> Iterator[Broken]:
        took_us = (operation.ended_us or 0) - operation.invoked_us
        if took_us > self.begun[operation.number].settings.timeout_us:
            yield Broken("ended_in_time", f"{_tell(operation)} took {took_us} us")

    def finish(self, now_us: int) -> Iterator[Broken]:
        """What the end of the run breaks: no operation may be overdue."""
        for operation in self._history.operations.values():
            due_us = operation.invoked_us + self.begun[operation.number].settings.timeout_us
            if operation.outcome is None and due_us < now_us:
                yield Broken("ended_in_time", f"{_tell(operation)} never ended")


def _tell(operation: Operation) -> str:
    return f"operation {operation.number} ({operation.action} by {operation.user})"
