"""What stands and moves on the stage at the playhead. Nothing is changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from operator import itemgetter
from typing import Literal

import numpy as np

from engine import faults, traffic
from engine.cluster import Cluster
from engine.history import History
from engine.items import ARRIVES, KIND, NUMBER, SENT, SOURCE, TARGET
from engine.operation import Operation as Running
from engine.records import Message, Operation
from engine.replica import Replica
from engine.values import Cell
from engine.versions import Version
from explorer import crowd, durable, explain
from explorer.clusters.given import Given
from explorer.frame_messages import KINDS, Messages, Numbers, Places, numbers
from explorer.frame_stage import (
    DeathView,
    LinkView,
    MessageKind,
    MessageView,
    OperationState,
    OperationView,
    ServerState,
    ServerView,
)
from explorer.latencies import say_latency
from explorer.letters import LETTERS
from explorer.timeline import Timeline
from explorer.times import tell_time


def servers(timeline: Timeline) -> Iterator[ServerView]:
    """Every server: what it holds, what it lacks, what is the matter with it."""
    cluster, history = timeline.cluster, timeline.branch.history
    by_item = {row[:2]: o for o in history.people.values() for row in o.written}
    places = {spec.name: spec.place for spec in cluster.spec.servers}
    users = _by_server(cluster)
    for name, replica in cluster.replicas.items():
        standing = cluster.ledger.standing[name]
        missing = {
            by_item[cell, version].number
            for cell in standing.missing
            for version in cluster.ledger.lacks(cell, _version(cluster, name, cell))
            if (cell, version) in by_item
        }
        since_us = standing.behind_since_us
        yield ServerView(
            name=name,
            place=places.get(name, ""),
            state=_state(replica),
            ailments=(*_moving(cluster, name), *_ailments(replica)),
            held=len(standing.owned) - len(standing.missing),
            acknowledged=len(standing.owned),
            missing=tuple(explain.said(history.operations[n]) for n in sorted(missing)),
            behind_us=0 if since_us is None else cluster.now_us - since_us,
            unconfirmed=len(standing.unconfirmed),
            durable=tuple(
                f"{explain.said(history.operations[one.operation])} since {tell_time(one.since_us)}"
                for one in durable.of_server(history, name, timeline.place)
            ),
            waiting=(waiting := crowd.waiting(timeline, name)),
            busy=0 if waiting is None else crowd.busy(timeline, name),
            role=_role(cluster, name),
            users=tuple(users[name]),
        )


def _by_server(cluster: Cluster) -> defaultdict[str, list[str]]:
    """Who is near each server, in the order of their coming."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for session in cluster.sessions.values():
        found[session.server].append(session.user)
    return found


def _state(replica: Replica) -> ServerState:
    if not replica.up:
        return "down"
    return "paused" if replica.health.paused else "up"


def _moving(cluster: Cluster, server: str) -> tuple[str, ...]:
    """Which part a server has in the change of members that goes on."""
    move = cluster.move
    if move is None or move.server != server:
        return ()
    return ({"join": "joining", "leave": "leaving", "replace": "new machine"}[move.kind],)


def _role(cluster: Cluster, server: str) -> str:
    if isinstance(cluster, Given):
        return cluster.role(server)
    if cluster.settings.agreement == "off":
        return ""
    state = cluster.group[server].state
    return "" if state.role == "follower" else f"{state.role} of term {state.term}"


def _ailments(replica: Replica) -> Iterator[str]:
    health = replica.health
    if replica.disk_lost:
        yield "disk lost"
    if replica.skew_us:
        yield f"clock {'+' if replica.skew_us > 0 else '-'}{tell_time(abs(replica.skew_us))}"
    if health.slow_us:
        yield f"slow by {tell_time(health.slow_us)}"
    if health.slow_disk_us:
        yield f"disk slow by {tell_time(health.slow_disk_us)}"
    if health.disk_full:
        yield "disk full"
    if replica.hints:
        yield f"keeps {len(replica.hints):,} hint{'s' if len(replica.hints) > 1 else ''}"


def _version(cluster: Cluster, server: str, cell: Cell) -> Version | None:
    copy = cluster.replicas[server].copies.get(cell)
    return copy[0] if copy else None


def links(cluster: Cluster) -> Iterator[LinkView]:
    """Every pair of servers, and whether messages pass."""
    network, blocked = cluster.network, cluster.network.blocked
    touched = {*blocked, *network.holding, *network.degraded}
    for a, b in combinations(cluster.replicas, 2):
        if network.is_as_at_first and (a, b) not in touched and (b, a) not in touched:
            yield _calm(a, b, network.distance_us(a, b))
            continue
        cut = tuple(link for link in ((a, b), (b, a)) if link in blocked)
        held = any(link in cluster.network.holding for link in ((a, b), (b, a)))
        state = "held" if held else ("open", "one-way", "cut")[len(cut)]
        since_us = min((blocked[link] for link in cut), default=None)
        slowed = tuple(_slowed(cluster, ((a, b), (b, a))))
        delay_us = _shorter_us(cluster, a, b)
        law = changed_law(cluster, a, b)
        yield LinkView(a, b, delay_us, state, cut, since_us, slowed, law)  # type: ignore[arg-type]


@lru_cache(maxsize=8_192)  # the same object is as quickly compared as it is made
def _calm(a: str, b: str, delay_us: int) -> LinkView:
    """A link of which there is nothing to be said."""
    return LinkView(a, b, delay_us, "open")


def _shorter_us(cluster: Cluster, a: str, b: str) -> int:
    """How long the link is, the shorter way."""
    return min(cluster.network.distance_us(a, b), cluster.network.distance_us(b, a))


def _slowed(cluster: Cluster, ways: Iterable[faults.Direction]) -> Iterator[tuple[str, str, int]]:
    """The directions that take longer than the link is long, and how long."""
    for source, target in ways:
        delay_us = cluster.network.distance_us(source, target)
        worse = cluster.network.degraded.get((source, target))
        delay_us += worse.delay_us if worse is not None else 0
        if delay_us > _shorter_us(cluster, source, target):
            yield source, target, delay_us


def changed_law(cluster: Cluster, a: str, b: str) -> str:
    """How long a link takes now and took at first, in words; empty: as long as at first."""
    network = cluster.network
    said = [
        f"{say_latency(now)}, at first {say_latency(first)}" if now != first else ""
        for now, first in (
            (network.law(*way)[0], network.first_law(*way)[0]) for way in ((a, b), (b, a))
        )
    ]
    if said[0] == said[1]:
        return said[0]
    ways = ((a, b, said[0]), (b, a, said[1]))
    return "; ".join(f"{x} → {y} {text}" for x, y, text in ways if text)


def messages(timeline: Timeline) -> Messages:
    """What is on its way, also what is held or will be lost."""
    operations = timeline.branch.history.operations
    items = traffic.in_flight(timeline.cluster)
    held = {item[NUMBER] for _, item in timeline.cluster.held}
    names, count = Places(), len(items)

    def column(place: int, known: Mapping[str, int] | None = None) -> Numbers:
        values = map(itemgetter(place), items)
        return numbers(values if known is None else map(known.__getitem__, values), count)

    def view(index: int) -> MessageView:
        _, _, _, number, kind, source, target, operation, _, sent_us, arrives_us = items[index]
        text = label(kind, operations.get(operation))
        return MessageView(
            number, drawn_as(kind), source, target, sent_us, arrives_us, text, operation,
            number in held,
        )  # fmt: skip

    of, ends = column(NUMBER), (column(SOURCE, names), column(TARGET, names))
    return Messages(
        of, column(KIND, _DRAWN), *ends, column(SENT), column(ARRIVES),
        np.isin(of, list(held)), tuple(names), view,
    )  # fmt: skip


def drawn_as(kind: str) -> MessageKind:
    """The kind of message that one of the engine's is drawn as."""
    return _KINDS.get(kind) or kind  # type: ignore[return-value]


_KINDS: dict[str, MessageKind] = {
    "tree": "entropy", "sync": "entropy", "streamed": "ack",
    "propose": "write", "append": "write", "wal": "write", "appended": "ack", "decided": "ack",
    "consult": "read", "answer": "reply",
    "vote": "raft", "voted": "raft", "heartbeat": "raft", "heard": "raft",
}  # fmt: skip
"""The engine's kinds of message that are drawn as another kind."""
_DRAWN = {kind: KINDS.index(drawn_as(kind)) for kind in LETTERS}
"""By kind of the engine's: the place of the one that it is drawn as."""


def label(kind: str, operation: Operation | None) -> str:
    """What a message says, in a few words: 'write «lunch»'."""
    if operation is None:
        return LETTERS[kind].alone or kind
    if drawn_as(kind) in ("write", "ack", "repair", "hint") and kind != "streamed":
        return f"{kind} {_short(operation)}"
    what = "asks for" if kind in ("read", "consult") else "answers"
    return f"{what} {operation.user}'s {operation.action}"


def _short(operation: Operation) -> str:
    text = operation.text if operation.action == "post" else explain.deed(operation)
    return f"«{text}»" if len(text) <= 18 else f"«{text[:17]}…»"


def deaths(timeline: Timeline, linger_us: int) -> Iterator[DeathView]:
    """What died so lately that its place is still shown."""
    history = timeline.branch.history
    for message in reversed(history.messages.deaths):
        assert message.death is not None
        place, died_us, where, reason = message.death
        if place >= timeline.place:
            continue
        if died_us < timeline.now_us - linger_us:
            return
        yield DeathView(
            as_sent(message, history.operations.get(message.operation)), died_us, where, reason
        )


def as_sent(message: Message, operation: Operation | None) -> MessageView:
    """A message of the log as it was sent."""
    text = label(message.kind, operation)
    return MessageView(
        message.number, drawn_as(message.kind), message.source, message.target, message.sent_us,
        message.arrives_us, text, message.operation,
    )  # fmt: skip


def operations(timeline: Timeline, linger_us: int) -> Iterator[OperationView]:
    """What is in progress, and what has just ended."""
    for operation in timeline.branch.history.people.values():
        if operation.invoked_at >= timeline.place:
            continue
        running = timeline.cluster.operations.get(operation.number)
        ended = operation.ended_by(timeline.place)
        if not ended and running is None:
            continue
        if ended and (operation.ended_us or 0) < timeline.now_us - linger_us:
            continue
        phase, got, need = _progress(timeline.branch.history, operation, running, timeline.place)
        state = outcome(operation) if ended else "pending"
        chip = _chip(operation, phase, got, need, state)
        if running is not None and running.phase == "agree":
            chip = _agreeing(operation, got, need)
        elif state == "ok" and operation.number in timeline.branch.history.logs:
            logs = len(timeline.branch.history.logged(operation.number, timeline.place))
            chip = _agreeing(operation, logs, need)
        if running is not None and running.phase in _BETWEEN:
            chip = f"{operation.user}'s {operation.action}: {_BETWEEN[running.phase]}"
        yield OperationView(
            operation.number, operation.user, operation.action, operation.coordinator,
            phase, got, need, state, chip,
            operation.invoked_us, operation.ended_us if ended else None,
            (through := _web(timeline, operation)),
            not ended and _is_at(timeline, through, operation.number),
        )  # fmt: skip


def _web(timeline: Timeline, operation: Operation) -> str:
    """The web server that a request was sent to: the log says so just after it began."""
    if not timeline.cluster.settings.web_servers:
        return ""
    log, begun = timeline.branch.events, operation.invoked_at
    return next((e[3] for e in log[begun : begun + NEAR]
                 if e[1] == "routed" and e[2] == operation.number), "")  # fmt: skip


def _is_at(timeline: Timeline, web: str, number: int) -> bool:
    """Whether a request waits at a web server, or is being dealt with there."""
    desk = timeline.cluster.desks.get(web)
    jobs = () if desk is None else (*desk.serving.values(), *desk.waiting)
    return any(of == number for _, _, _, of, _ in jobs)


NEAR = 12
"""So many events after the one with which a request begins, at most, it has been routed."""


def newest(found: Iterable[OperationView]) -> Iterator[OperationView]:
    """Those that are in progress, and what has ended unless its user has done the same again."""
    known = list(found)
    last = {(o.user, o.action): o.number for o in known}
    return (o for o in known if o.state == "pending" or o.number == last[o.user, o.action])


_BETWEEN = {
    "think": "the wall to come", "wait": "waits for what was seen before",
    "forward": "asks another server",
}  # fmt: skip
"""What an operation is about, by its phase, where it counts no answers."""


def _progress(
    history: History, operation: Operation, running: Running | None, place: int
) -> tuple[Literal["read", "write"], int, int]:
    """Whether it reads or writes, how many answers have come, and how many it needs."""
    phase: Literal["read", "write"] = "write" if operation.stamped_by(place) else "read"
    if running is not None and running.phase == "agree":
        logs = history.logged(operation.number, place)
        return operation.kind, len(logs), operation.asked.get("write", ((), 1))[1]
    if running is not None:
        if phase == "write":
            return phase, len(running.acks), running.acks_needed
        return phase, len(running.answers), running.settings.r
    _, need = operation.asked.get(phase, ((), 0))
    return phase, need if operation.outcome == "ok" else 0, need


def outcome(operation: Operation) -> OperationState:
    """How an operation came out in the end."""
    if operation.staleness is not None and operation.staleness.versions:
        return "ok" if explain.harmless(operation) else "stale"
    return operation.outcome or "pending"


def _chip(operation: Operation, phase: str, got: int, need: int, state: str) -> str:
    what = f"{operation.user}'s {explain.deed(operation)}"
    if state == "fail":
        return f"{what}: refused"
    if state == "info":
        return f"{what}: unknown" if operation.kind == "write" else f"{what}: no answer"
    answer = {"write": ("ack", "acks"), "read": ("reply", "replies")}[phase][need != 1]
    old = operation.staleness is not None and operation.staleness.versions > 0
    older = ", an older edition" if explain.harmless(operation) else ", stale"
    return f"{what}: {got} of {need} {answer}{older if old and state != 'pending' else ''}"


def _agreeing(operation: Operation, got: int, need: int) -> str:
    """How far servers that agree have got: the leader's answer, or the logs of a majority."""
    what = f"{operation.user}'s {explain.deed(operation)}"
    if operation.kind == "read":
        return f"{what}: asks the leader"
    servers = len(operation.asked.get("write", ((), 0))[0])
    whole = "a majority" if got >= need else f"{need} make a majority"
    return f"{what}: in {got} of {servers} logs, {whole}"
