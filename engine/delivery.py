"""What a server does with a message that has arrived: at once, or when it gets to it."""

from collections.abc import Callable
from heapq import heapify
from typing import TYPE_CHECKING, Any

from engine import (
    agreement,
    causality,
    consensus,
    coordinator,
    entropy,
    handoff,
    pages,
    repair,
    service,
    streaming,
    traffic,
)
from engine.items import (
    DELIVERY,
    KIND,
    NUMBER,
    OPERATION,
    OWN,
    PAYLOAD,
    PROCESS,
    SENT,
    TARGET,
    Item,
)
from engine.replica import HEALTHY

if TYPE_CHECKING:
    from engine.cluster import Cluster

_STORING = ("write", "repair", "hint", "sync", "stream", "append", "vote", "propose")
"""The kinds of message that make a server write to its disk."""


def deliver(cluster: "Cluster", item: Item) -> None:
    """A message arrives: nobody is there, or the server deals with it now, or after a while."""
    number, kind, target = item[NUMBER], item[KIND], item[TARGET]
    replica = cluster.replicas.get(target)
    if replica is None or not replica.up:
        gone = "is down" if replica else "has left"
        cluster.log("dropped", number, 1_000_000, f"{target} {gone}")
        return
    cluster.log("delivered", number)
    if kind in service.COSTS and cluster.settings.service_us:
        asked = cluster.operations.get(item[OPERATION])
        service.arrive(cluster, target, kind, asked, item[OPERATION], PROCESS, *item[NUMBER:])
        return
    health = replica.health
    if health is HEALTHY or health == HEALTHY:
        _receive(cluster, item)
        return
    takes_us = health.slow_us + (health.slow_disk_us if kind in _STORING else 0)
    later(cluster, target, takes_us, PROCESS, *item[NUMBER:])


def later(cluster: "Cluster", server: str, takes_us: int, *item: object) -> None:
    """Has a server get to something after a while, or after its pause."""
    replica = cluster.replicas[server]
    if replica.health.paused:
        replica.inbox = (*replica.inbox, item)
    else:
        cluster.push(cluster.now_us + takes_us, DELIVERY, *item)


def process(cluster: "Cluster", item: Item) -> None:
    """A slow server gets to a message, unless it has gone down or been paused meanwhile."""
    target = item[TARGET]
    replica = cluster.replicas[target]
    if replica.health.paused:
        later(cluster, target, 0, *item[2:])
    elif replica.up:
        _receive(cluster, item)


def _receive(cluster: "Cluster", item: Item) -> None:
    """A server deals with a message; what depends on writes that it lacks waits there."""
    kind, source, target, operation, payload = item[KIND:SENT]
    if kind in causality.DEFERRED and cluster.dependencies:
        payload, rest, late = causality.admit(cluster, target, kind, payload)
        if late:
            again = (PROCESS, *item[NUMBER:PAYLOAD], rest, *item[SENT:])
            causality.defer(cluster, target, late, *again)
        if payload is None:
            return
    _RECEIVERS[kind](cluster, source, target, operation, payload)


def forget(cluster: "Cluster", server: str) -> None:
    """A server has gone down: what it had received and not got to is gone."""
    kept = [i for i in cluster.heap if not (i[2] == PROCESS and i[TARGET] == server)]
    kept = [i for i in kept if not (i[2] == OWN and i[3] == server)]
    if len(kept) < len(cluster.heap):
        cluster.heap = kept
        heapify(kept)


def start(cluster: "Cluster", item: Item) -> None:
    """A coordinator that was paused or slow gets to an operation."""
    operation = cluster.operations.get(item[3]) or cluster.orphans.get(item[3])
    if operation is not None and cluster.replicas[operation.coordinator].health.paused:
        later(cluster, operation.coordinator, 0, *item[2:])
    elif operation is not None:
        coordinator.start(cluster, item[3])


def own(cluster: "Cluster", item: Item) -> None:
    """A coordinator with a slow disk gets to its own copy of a write."""
    _, _, _, server, number, entries = item
    if cluster.replicas[server].health.paused:
        later(cluster, server, 0, *item[2:])
    elif cluster.replicas[server].up:
        coordinator.store_own(cluster, server, number, entries)


def _write(cluster: "Cluster", source: str, target: str, operation: int, payload: Any) -> None:
    if cluster.store(target, payload, operation):
        traffic.send(cluster, "ack", target, source, operation, None)


def _ack(cluster: "Cluster", source: str, target: str, operation: int, payload: Any) -> None:
    cluster.suspected.pop((target, source), None)
    if payload is None:
        coordinator.on_ack(cluster, operation, source)
    elif operation:
        repair.on_ack(cluster, operation, source, payload)
    else:
        handoff.delivered(cluster, target, source, payload)


def _read(cluster: "Cluster", source: str, target: str, operation: int, payload: Any) -> None:
    members = cluster.members
    if target == members.renewed or target not in members.ring:
        return  # it was asked as the one that had its name before, and knows nothing yet
    rows = cluster.replicas[target].read(payload)
    traffic.send(cluster, "reply", target, source, operation, (payload, rows))


def _reply(cluster: "Cluster", source: str, target: str, operation: int, payload: Any) -> None:
    cluster.suspected.pop((target, source), None)
    keys, rows = payload
    for _, copy in rows:
        cluster.replicas[target].see(copy[0], cluster.now_us)
    if not pages.is_late(cluster, operation, source, keys):
        coordinator.on_reply(cluster, operation, source, rows)


def _repair(cluster: "Cluster", source: str, target: str, operation: int, payload: Any) -> None:
    entries, acknowledge = payload
    if cluster.store(target, entries, operation) and acknowledge:
        traffic.send(cluster, "ack", target, source, operation, entries)


def _hint(cluster: "Cluster", source: str, target: str, operation: int, payload: Any) -> None:
    """A stand-in keeps hints for these homes; the home itself takes what was kept for it."""
    entries, homes = payload
    if homes:
        if handoff.keep(cluster, target, entries, homes, operation):
            traffic.send(cluster, "ack", target, source, operation, None)
    elif cluster.store(target, entries, operation):
        traffic.send(cluster, "ack", target, source, 0, entries)


def _tree(cluster: "Cluster", source: str, target: str, _operation: int, payload: Any) -> None:
    entropy.on_tree(cluster, source, target, payload)


def _sync(cluster: "Cluster", source: str, target: str, _operation: int, payload: Any) -> None:
    entropy.on_sync(cluster, source, target, *payload)


def _stream(cluster: "Cluster", source: str, target: str, _operation: int, payload: Any) -> None:
    streaming.on_stream(cluster, source, target, payload)


def _streamed(cluster: "Cluster", source: str, target: str, _operation: int, payload: Any) -> None:
    streaming.on_streamed(cluster, target, source, payload)


def _raft(cluster: "Cluster", source: str, target: str, _operation: int, payload: Any) -> None:
    consensus.on_message(cluster, source, target, payload)


def _lead(cluster: "Cluster", source: str, target: str, operation: int, payload: Any) -> None:
    agreement.lead(cluster, target, source, operation, payload)


def _decided(cluster: "Cluster", _source: str, target: str, operation: int, payload: Any) -> None:
    agreement.on_decided(cluster, target, operation, payload)


def _answer(cluster: "Cluster", source: str, target: str, operation: int, payload: Any) -> None:
    agreement.on_answer(cluster, source, target, operation, payload)


_RECEIVERS: dict[str, Callable[["Cluster", str, str, int, Any], None]] = {
    "write": _write, "ack": _ack, "read": _read, "reply": _reply, "repair": _repair,
    "hint": _hint, "tree": _tree, "sync": _sync, "stream": _stream, "streamed": _streamed,
    "vote": _raft, "voted": _raft, "append": _raft, "appended": _raft, "heartbeat": _raft,
    "heard": _raft, "propose": _lead, "consult": _lead, "decided": _decided, "answer": _answer,
}  # fmt: skip
"""By kind of message: what its receiver does (source, target, operation, payload)."""
