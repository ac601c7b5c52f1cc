"""A change of members: a server joins, leaves, or is replaced by a new machine of its name.

All servers know at once who the members are and who is about to be: there is no gossip here. The
change waits until what began before it has ended (the time-out at the latest), then streams, then
is through. One goes on at a time, so that no two of them take from each other. Homes that drop out
keep their copies, as reads that have begun may still ask them.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from engine import handoff, injection, placement, streaming
from engine.faults import Join, Leave, OnMembers, Replace
from engine.members import MOST, Members, Move, spare
from engine.replica import Replica

if TYPE_CHECKING:
    from engine.cluster import Cluster

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")
_GOES_ON = {"join": "joining", "leave": "leaving", "replace": "being replaced"}


# -- what cannot be done


def refusal(cluster: "Cluster", fault: OnMembers) -> str | None:
    """Why this cannot be done now, in words; None when it can."""
    move = cluster.move
    if cluster.settings.agreement != "off":
        return "servers that agree by Raft stay the same: their group does not change"
    if move is not None and not _lets_go(move, fault):
        going = f"{move.server} is {_GOES_ON[move.kind]}"
        return f"{going}: one change of members at a time"
    if isinstance(fault, Join):
        return _refuse_name(cluster, fault.server) or _refuse_source(cluster, fault)
    if fault.server not in cluster.replicas:
        return f"there is no server {fault.server}"
    if isinstance(fault, Replace):
        return _refuse_source(cluster, fault)
    return None if move is not None else _refuse_leave(cluster, fault.server)


def _lets_go(move: Move, fault: OnMembers) -> bool:
    return isinstance(fault, Leave) and (move.kind, move.server) == ("join", fault.server)


def _refuse_name(cluster: "Cluster", name: str) -> str | None:
    if name in cluster.replicas:
        return f"{name} is there already"
    if not _NAME.fullmatch(name):
        return f"{name!r} is no name: a letter, then up to 19 letters, digits or _"
    return f"{MOST} servers are the most" if len(cluster.replicas) >= MOST else None


def _refuse_source(cluster: "Cluster", fault: Join | Replace) -> str | None:
    if not fault.source:
        return None
    if fault.source == fault.server:
        return f"{fault.server} cannot stream from itself"
    if fault.source not in cluster.replicas:
        return f"there is no server {fault.source}"
    up = cluster.replicas[fault.source].up
    return None if up else f"{fault.source} is down: it cannot stream"


def _refuse_leave(cluster: "Cluster", server: str) -> str | None:
    settings = cluster.settings
    if not cluster.replicas[server].up:
        return f"{server} is down: it cannot stream what it holds; replace it"
    if server in cluster.spec.homes:
        return f"{server} is named as a home of every key"
    if len(cluster.members.ring) <= settings.n:
        return f"N is {settings.n}, so {settings.n} servers must stay"
    return f"reads ask {server} by its name" if server in settings.asking else None


# -- beginning


def begin(cluster: "Cluster", fault: OnMembers) -> None:
    """Begins the change; the caller has asked `refusal` first."""
    if cluster.move is not None:
        _let_go(cluster, fault.server)
        return
    ring, named = cluster.members.ring, cluster.spec.homes
    match fault:
        case Join(server, source):
            cluster.replicas[server] = _new_machine(cluster, server)
            cluster.ledger.add(server)
            cluster.members = Members(ring, (*ring, server), named=named)
            cluster.log("joining", server, source)
            _go(cluster, Move("join", server, source, tuple((giver, server) for giver in ring)))
        case Leave(server):
            after = tuple(name for name in ring if name != server)
            cluster.members = Members(ring, after, named=named)
            cluster.log("leaving", server)
            heirs = placement.nearest(cluster, after, server)
            _go(cluster, Move("leave", server, "", tuple((server, heir) for heir in heirs)))
        case Replace(server, source):
            cluster.members = Members(ring, renewed=server, named=named)
            _renew(cluster, server, source)
            givers = tuple((giver, server) for giver in ring if giver != server)
            few = spare(cluster.settings.n, cluster.settings.w)
            _go(cluster, Move("replace", server, source, givers, spare=few))


def _new_machine(cluster: "Cluster", server: str) -> Replica:
    """One that counts in rows of its own, whoever had its name before."""
    return Replica(server, 0, incarnation=cluster.now_us)


def _renew(cluster: "Cluster", server: str, source: str) -> None:
    """The old machine is gone with all that it held; the new one is up, and empty."""
    hints = cluster.replicas[server].hints
    cluster.replicas[server] = _new_machine(cluster, server)
    injection.gone_down(cluster, server, "replacing", source)
    handoff.lost(cluster, server, hints)


def _go(cluster: "Cluster", move: Move) -> None:
    """Streams when all that began before has ended."""
    if move.source:
        move = replace(move, pairs=((move.source, move.server),), spare=0)
    cluster.move = replace(move, left=move.pairs)
    _settle_ledger(cluster)
    began = (operation.settings.timeout_us for operation in cluster.operations.values())
    streaming.again(cluster, max(cluster.settings.timeout_us, *began, 0))


# -- ending


def complete(cluster: "Cluster") -> None:
    """Everything has been streamed: who was pending is a home, and who drops out is none."""
    move, before = cluster.move, cluster.members
    assert move is not None  # only a change that goes on can be through
    cluster.members, cluster.move = before.settled(), None
    _settle_ledger(cluster)
    if move.kind == "leave":
        _dismiss(cluster, move.server)
    else:
        how = "joined" if move.kind == "join" else "replaced"
        cluster.log(how, move.server, cluster.members.ring)
    handoff.readdress(cluster, before)


def _let_go(cluster: "Cluster", server: str) -> None:
    """A joiner that is a home of nothing yet is let go at once."""
    before = cluster.members
    cluster.members, cluster.move = Members(before.ring, named=before.named), None
    _settle_ledger(cluster)
    _dismiss(cluster, server)
    handoff.readdress(cluster, before)


def _dismiss(cluster: "Cluster", server: str) -> None:
    """A server is there no more; its users go to the nearest one."""
    nearest = placement.nearest(cluster, cluster.members.ring, server)[0]
    hints = cluster.replicas[server].hints
    injection.gone_down(cluster, server, "left", cluster.members.ring)
    del cluster.replicas[server]
    for (home, cell), copy in hints.items():
        cluster.log("hint_lost", server, home, cell, copy[0])
    cluster.suspected = {p: us for p, us in cluster.suspected.items() if server not in p}
    cluster.ledger.remove(server)
    for user, session in cluster.sessions.items():
        if session.server == server:
            cluster.sessions[user] = replace(session, server=nearest)


def _settle_ledger(cluster: "Cluster") -> None:
    """Whoever is to hold an item now owes it, and nobody else does."""
    cluster.ledger.rehome(cluster.members.writing, cluster.replicas)
    cluster.compare(*cluster.replicas)
