"""Streams of a change of members: what a server hands to another that will be a home.

Each source sends each of its targets one message with all that this one takes over, again and again
until it is acknowledged, as hints are. What a target lost in a crash is streamed once more. A
server that leaves gives its hints with it, to the nearest other server.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine import handoff, moves, placement, traffic
from engine.items import STREAM, TIMER, Item
from engine.values import Cell, Copy, Entry

if TYPE_CHECKING:
    from engine.cluster import Cluster

Hint = tuple[tuple[str, Cell], Copy]


def again(cluster: "Cluster", after_us: int) -> None:
    """Has the next round of streams be sent after a while."""
    cluster.timers[STREAM] = cluster.timers.get(STREAM, 0) + 1
    cluster.push(cluster.now_us + after_us, TIMER, STREAM, cluster.timers[STREAM])


def on_timer(cluster: "Cluster", item: Item) -> None:
    """Sends what is left to be streamed; a timer of an earlier change does nothing."""
    move = cluster.move
    if move is None or item[3] != cluster.timers[STREAM]:
        return
    for source, target in move.left:
        if source in cluster.replicas and cluster.replicas[source].running:
            entries, hints = _entries(cluster, source, target), _hints(cluster, source, target)
            traffic.send(cluster, "stream", source, target, 0, (item[3], entries, hints))
    again(cluster, cluster.settings.hint_replay_us)


def _entries(cluster: "Cluster", source: str, target: str) -> tuple[Entry, ...]:
    """What a source has of the keys that the target takes over from it."""
    move, members, n = cluster.move, cluster.members, cluster.settings.n
    assert move is not None  # only a change that goes on streams
    wanted: dict[str, bool] = {}
    copies = cluster.replicas[source].copies
    for key in dict.fromkeys(key for key, _ in copies):
        gains = members.gains(target, key, n)
        wanted[key] = gains and (bool(move.source) or members.gives(source, target, key, n))
    return tuple(entry for entry in copies.items() if wanted[entry[0][0]])


def _hints(cluster: "Cluster", source: str, target: str) -> tuple[Hint, ...]:
    """What a server that leaves keeps for others, for the one that will keep it."""
    move, after = cluster.move, cluster.members.after
    leaves = move is not None and move.kind == "leave"
    if not leaves or target != placement.nearest(cluster, after, source)[0]:
        return ()
    return tuple(cluster.replicas[source].hints.items())


def on_stream(cluster: "Cluster", source: str, target: str, payload: Any) -> None:
    """A target stores what was streamed, and says so when it holds all of it."""
    number, entries, hints = payload
    holds_all = cluster.store(target, entries, 0)
    for (home, cell), copy in hints:
        kept = ((cell, copy),)
        if home == target:
            holds_all &= cluster.store(target, kept, 0)
        else:
            holds_all &= handoff.keep(cluster, target, kept, (home,), 0)
    if holds_all:
        traffic.send(cluster, "streamed", target, source, 0, (number, len(entries)))


def on_streamed(cluster: "Cluster", source: str, target: str, payload: tuple[int, int]) -> None:
    """A source hears that its stream was stored."""
    move, (number, rows) = cluster.move, payload
    if move is None or number < move.heard or (source, target) not in move.left:
        return
    cluster.log("streamed", source, target, rows)
    left = tuple(pair for pair in move.left if pair != (source, target))
    cluster.move = replace(move, left=left)
    if len(left) <= move.spare:
        moves.complete(cluster)


def forget(cluster: "Cluster", server: str) -> None:
    """A server has gone down and may have lost what was streamed to it: it is streamed again."""
    move = cluster.move
    lost = tuple(pair for pair in move.pairs if pair[1] == server) if move is not None else ()
    if move is not None and lost:
        left = tuple(dict.fromkeys((*move.left, *lost)))
        cluster.move = replace(move, left=left, heard=cluster.timers[STREAM])
