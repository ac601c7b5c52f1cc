"""The Raft group of a cluster: its servers' states, clocks and messages, and what they apply.

All servers of the cluster are the members of one group, for the whole run. What Raft keeps on disk
is on disk before anything is sent, also where `sync` says never: a write that waited for a majority
of disks would mean nothing otherwise. A server whose disk is full takes no part. A wiped server has
lost its vote and its log, so that a majority may forget: nothing is promised once a disk is lost.

A member has one clock, wound up anew at each turn of its state: a leader's next round of messages
comes a `heartbeat` after its last one, another's election after one to two times `election`, by the
luck of that turn. A Raft message has the luck of its sender's turn as well.
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from engine import agreement, delivery, raft, social, traffic
from engine.items import AGREE, TIMER, Item
from engine.raft_state import Append, Appended, Message, State, Step, restarted, settled, wiped
from engine.social import Plan, Request
from engine.spec import UserSpec
from engine.values import Cell, Copy, Entry, merge
from engine.versions import Version

if TYPE_CHECKING:
    from engine.cluster import Cluster


class Command(NamedTuple):
    """What an entry of the log says: a user's write, as the leader that appended it wrote it."""

    request: Request
    plan: Plan
    version: Version
    entries: tuple[Entry, ...]
    """Its rows, which build on all that stands in the log before it."""
    known: tuple[Entry, ...]
    """What the leader's own copies said of the keys that the write has to read first.

    It stands in the log, so that every server decides alike, also about a name that was taken
    before sign-ups were agreed on.
    """


class Result(NamedTuple):
    """What became of a write: why it was refused (None: it was not), else its rows."""

    refusal: str | None
    entries: tuple[Entry, ...]


class Reading(NamedTuple):
    """A read that a leader has not answered yet; it needs the log applied that far."""

    operation: int
    coordinator: str
    keys: tuple[str, ...]
    upto: int
    turn: int


@dataclass(slots=True)
class Member:
    """One server of the group. Only the disk's part of `state` survives a crash."""

    state: State
    accounts: dict[Cell, Copy]
    """The accounts that the applied part of the log has made, beside those before the run."""
    applied: int = 0
    results: dict[int, "Result"] = field(default_factory=dict)
    """By operation that was applied."""
    waiting: dict[int, str] = field(default_factory=dict)
    """By operation that this leader has appended: the server to tell of its result."""
    reads: tuple[Reading, ...] = ()

    def copied(self) -> "Member":
        """For a snapshot."""
        return replace(
            self, results=self.results.copy(),
            waiting=self.waiting.copy(),
        )  # fmt: skip


def group(cluster: "Cluster") -> dict[str, Member]:
    """The group before the run: it has the leader that the cluster names, or none yet."""
    spec = cluster.spec
    names, accounts = spec.names, _known_accounts(spec.users)
    return {name: Member(_first(name, names, spec.leader), accounts) for name in names}


def _first(name: str, names: tuple[str, ...], leader: str) -> State:
    return settled(name, names, leader) if leader else State(name, names)


def _member(cluster: "Cluster", state: State) -> Member:
    return Member(state, _known_accounts(cluster.spec.users))


@lru_cache(maxsize=16)
def _known_accounts(users: tuple[UserSpec, ...]) -> dict[Cell, Copy]:
    return {cell: copy for cell, copy in social.genesis(users) if cell[0].startswith("account:")}


# -- beginning, and beginning again


def begin(cluster: "Cluster") -> None:
    """Winds up every clock, where there is anything to agree on."""
    for name in cluster.group:
        wind(cluster, name)


def forget(cluster: "Cluster", server: str, *, disk: bool) -> None:
    """A server has gone down: what it had in memory is gone, and (`disk`) what it had on disk."""
    if server not in cluster.group:
        return  # it has joined since: it is no member of the group
    state = cluster.group[server].state
    left = wiped(state) if disk else restarted(state)
    cluster.group[server] = _member(cluster, left)


# -- clocks


def wind(cluster: "Cluster", server: str) -> None:
    """Sets the clock of a server for the turn that has just begun."""
    settings = cluster.settings
    if settings.agreement == "off" or not cluster.replicas[server].up:
        return
    state = cluster.group[server].state
    after_us = settings.heartbeat_us
    if state.role != "leader":
        luck = cluster.network.luck.draw("election", server, server, "election", state.turn)
        after_us = settings.election_us + round(settings.election_us * luck[0])
    cluster.push(cluster.now_us + after_us, TIMER, AGREE, server, "clock", state.turn)


def on_timer(cluster: "Cluster", item: Item) -> None:
    """A clock has run out, or an operation is due again; a paused server gets to it later."""
    _, _, _, server, what, number = item
    replica = cluster.replicas.get(server)
    if replica is None:
        return  # it has left since the servers had to agree
    if replica.health.paused:
        delivery.later(cluster, server, 0, *item[2:])
    elif replica.up and what == "clock":
        _on_clock(cluster, server, number)
    elif replica.up and what == "retry":
        agreement.on_retry(cluster, server, number)
    elif replica.up:
        agreement.on_own(cluster, server, number)


def _on_clock(cluster: "Cluster", server: str, turn: int) -> None:
    state = cluster.group[server].state
    if state.turn != turn or cluster.settings.agreement == "off":
        return
    if cluster.replicas[server].health.disk_full:
        wind(cluster, server)
    elif state.role == "leader":
        perform(cluster, server, raft.confirm(state))
    else:
        perform(cluster, server, raft.campaign(state))


# -- steps


def on_message(cluster: "Cluster", source: str, target: str, message: Message) -> None:
    """A Raft message has come; the clock moves past the versions in it."""
    replica = cluster.replicas[target]
    if replica.health.disk_full:
        return
    for entry in message.entries if isinstance(message, Append) else ():
        if isinstance(entry.command, Command):
            replica.see(entry.command.version, cluster.now_us)
    perform(cluster, target, raft.receive(cluster.group[target].state, source, message))


def perform(cluster: "Cluster", server: str, step: Step) -> None:
    """Does what a step demands: keeps the state, sends, applies what is committed, answers."""
    member = cluster.group[server]
    before, member.state = member.state, step.state
    _tell(cluster, before, step.state)
    if step.state.turn != before.turn:
        wind(cluster, server)
    for target, message in step.messages:
        _send(cluster, step.state, target, message)
    _apply(cluster, server, member)
    agreement.on_step(cluster, server, before)


def _tell(cluster: "Cluster", before: State, after: State) -> None:
    """Reports what has changed."""
    server = after.name
    if before.role == "leader" != after.role:
        cluster.log("stepped_down", server, after.term)
    if before.role != "leader" == after.role:
        cluster.log("elected", server, after.term)
    if before.log is not after.log:
        for index in range(_common(before, after), len(after.log)):
            entry = after.log[index]
            cluster.log("appended", server, index + 1, entry.term, entry.operation)
    if after.role == "leader" and after.commit > before.commit:
        cluster.log("committed", server, after.commit)


def _common(before: State, after: State) -> int:
    """Up to where the log is as it was; what is committed always is."""
    shorter = min(len(before.log), len(after.log))
    differing = (
        i for i in range(before.commit, shorter) if before.log[i].term != after.log[i].term
    )
    return next(differing, shorter)


def _send(cluster: "Cluster", state: State, target: str, message: Message) -> None:
    kind, operation = type(message).__name__.lower(), 0
    if isinstance(message, Append):
        kind = "append" if message.entries else "heartbeat"
        operation = message.entries[-1].operation if message.entries else 0
    elif isinstance(message, Appended):
        kind = "appended" if message.sent else "heard"
        held = message.sent and message.matched
        operation = state.log[message.upto - 1].operation if held else 0
    traffic.send(cluster, kind, state.name, target, operation, message, state.turn)


def _apply(cluster: "Cluster", server: str, member: Member) -> None:
    """Applies what is committed, in the order of the log; each operation counts once."""
    while member.applied < member.state.commit:
        entry = member.state.log[member.applied]
        member.applied += 1
        if isinstance(entry.command, Command) and entry.operation not in member.results:
            _apply_write(cluster, server, member, entry.operation, entry.command)


def _apply_write(
    cluster: "Cluster", server: str, member: Member, number: int, command: Command
) -> None:
    refusal = social.verdict(command.request, command.plan, _found(member, command))
    member.results[number] = result = Result(refusal, command.entries)
    if refusal is None:
        made = {cell: copy for cell, copy in command.entries if cell[0].startswith("account:")}
        if made:
            member.accounts = member.accounts | made  # in a new one: snapshots share the other
        if cluster.agreed.get(number) != command.version:
            cluster.agreed[number] = command.version
            for cell, (version, value) in command.entries:
                cluster.log("stamped", number, cell, version, value)
        cluster.store(server, command.entries, number)
    agreement.on_applied(cluster, server, number, result)


def _found(member: Member, command: Command) -> dict[Cell, Copy]:
    """What the keys that a write reads first hold, as this place of the log has it."""
    accounts = [e for e in member.accounts.items() if e[0][0] in command.plan.reads]
    return merge((command.known, accounts))
