"""Hinted handoff and sloppy quorums.

A coordinator that has not heard from a home of a write for `handoff_wait` takes it for unreachable:
all that it knows is its silence. With `hints` on it keeps the write for that home itself. With a
sloppy quorum it asks as many stand-ins as acks are lacking; they keep the hints, and their acks
count, so that R + W > N promises nothing until the hints are delivered. In a strict quorum a hint
never counts. No hint is kept for a home that has been silent for longer than `hint_window`.

Source: DeCandia et al., "Dynamo", SOSP 2007, 4.6; hint window as in Cassandra.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine import placement, timers, traffic
from engine.values import Cell, Copy, Entry

if TYPE_CHECKING:
    from engine.cluster import Cluster
    from engine.members import Members
    from engine.operation import Operation


@dataclass(frozen=True, slots=True)
class Watch:
    """A write whose homes have not all been heard from."""

    coordinator: str
    entries: tuple[Entry, ...]
    sent_us: int
    silent: tuple[str, ...]


def watch(cluster: "Cluster", operation: "Operation", homes: tuple[str, ...]) -> None:
    """Looks after the homes of a write that has just been sent."""
    settings = operation.settings
    if settings.hints == "off" and settings.quorum == "strict":
        return
    silent = tuple(home for home in homes if home != operation.coordinator)
    number = operation.number
    known = Watch(operation.coordinator, operation.entries, cluster.now_us, silent)
    cluster.watched[number] = known
    timers.set_handoff(cluster, number)


def heard(cluster: "Cluster", number: int, server: str) -> None:
    """An ack has come: its server is there."""
    known = cluster.watched.get(number)
    if known is not None:
        silent = tuple(home for home in known.silent if home != server)
        cluster.watched[number] = replace(known, silent=silent)
        cluster.suspected.pop((known.coordinator, server), None)


def on_wait_over(cluster: "Cluster", number: int) -> None:
    """Whoever is silent still is taken for unreachable."""
    known = cluster.watched.pop(number, None)
    if known is None or not known.silent or not cluster.replicas[known.coordinator].running:
        return
    hinted = _still_hinted(cluster, known, number)
    if hinted:
        _hand_over(cluster, known, hinted, number)


def _still_hinted(cluster: "Cluster", known: Watch, number: int) -> tuple[str, ...]:
    """The silent homes whose window is not over; the others are reported."""
    here = known.coordinator
    silent = [home for home in known.silent if home in cluster.replicas]  # some may have left
    for home in silent:
        cluster.suspected.setdefault((here, home), known.sent_us)
    hinted = tuple(home for home in silent if _in_window(cluster, known, home))
    for home in silent:
        if home not in hinted:
            cluster.log("hint_expired", here, home, number)
    return hinted


def _hand_over(cluster: "Cluster", known: Watch, homes: tuple[str, ...], number: int) -> None:
    """To stand-ins where the quorum is sloppy, else to one's own disk."""
    here, entries = known.coordinator, known.entries
    operation = cluster.operations.get(number)
    if operation is not None and operation.settings.quorum == "sloppy":
        lacking = operation.acks_needed - len(operation.acks)
        n = operation.settings.n
        for server in placement.stand_ins(cluster, entries[0][0][0], here, n)[:lacking]:
            traffic.send(cluster, "hint", here, server, number, (entries, homes))
    elif cluster.settings.hints == "on":
        keep(cluster, here, entries, homes, number)


def _in_window(cluster: "Cluster", known: Watch, home: str) -> bool:
    silent_us = known.sent_us - cluster.suspected[known.coordinator, home]
    return silent_us < cluster.settings.hint_window_us


def keep(
    cluster: "Cluster",
    holder: str,
    entries: tuple[Entry, ...],
    homes: tuple[str, ...],
    number: int,
) -> bool:
    """A server keeps hints for these homes; whether its disk has room for them."""
    replica = cluster.replicas[holder]
    if replica.health.disk_full:
        for cell, copy in entries:
            cluster.log("disk_full", holder, cell, copy[0])
        return False
    for home in (home for home in homes if home in cluster.replicas):  # one may have left
        for cell, copy in entries:
            if replica.keep_hint(home, cell, copy, durable=cluster.settings.sync_us == 0):
                cluster.log("hinted", holder, home, cell, copy[0], number)
    return True


def forget(cluster: "Cluster", server: str) -> None:
    """A server has gone down: what it watched and suspected was in its memory only."""
    for number in [n for n, known in cluster.watched.items() if known.coordinator == server]:
        del cluster.watched[number]
    for pair in [pair for pair in cluster.suspected if pair[0] == server]:
        del cluster.suspected[pair]


def lost(cluster: "Cluster", server: str, before: dict[tuple[str, Cell], Copy]) -> None:
    """Reports the hints that a server kept before, and has lost by going down."""
    for (home, cell), copy in before.items():
        if (home, cell) not in cluster.replicas[server].hints:
            cluster.log("hint_lost", server, home, cell, copy[0])


def replay(cluster: "Cluster") -> None:
    """Every server that is up sends its hints to their homes again."""
    for name, replica in cluster.replicas.items():
        if replica.running:
            for home in dict.fromkeys(home for home, _ in replica.hints):
                entries = tuple((c, copy) for (h, c), copy in replica.hints.items() if h == home)
                traffic.send(cluster, "hint", name, home, 0, (entries, ()))


def readdress(cluster: "Cluster", before: "Members") -> None:
    """Hints for homes that are homes no more are kept for those that have taken their place."""
    n = cluster.settings.n
    for name, replica in cluster.replicas.items():
        for home, cell in tuple(replica.hints):
            was, now = before.homes(cell[0], n), cluster.members.homes(cell[0], n)
            if home not in cluster.replicas or (home in was and home not in now):
                copy, heirs = replica.hints[home, cell], [s for s in now if s not in was]
                replica.readdress(home, cell, heirs)
                for heir in heirs:
                    cluster.log("hinted", name, heir, cell, copy[0], 0)
                cluster.log("readdressed", name, home, cell, copy[0])


def delivered(cluster: "Cluster", holder: str, home: str, entries: tuple[Entry, ...]) -> None:
    """A home has taken its hints: they need not be kept any more."""
    replica = cluster.replicas[holder]
    for cell, copy in entries:
        known = replica.hints.get((home, cell))
        if known is not None and known[0] <= copy[0]:
            replica.drop_hint(home, cell)
            cluster.log("handed_off", holder, home, cell, copy[0])
