"""Writes that depend on others: what a write carries, and where it waits for that.

A user's device knows what its user has written and seen; a write carries that as its dependencies,
each a cell and the version that must be there, or a newer one. A server takes a write in only after
all that it depends on, as far as it is a home of that: what comes too early is deferred, and is
dealt with again as soon as something new was stored. So what a server shows is never without its
past, and nobody who only reads ever waits for that.

- monotonic writes: a write depends on what its user had written;
- writes follow reads: on what its user had seen;
- causal: on both, and on all that those depend on. Dependencies are kept whole and not only the
  nearest ones: a newer write of the same cell may stand in for one of them, but not for its past.

Who has seen a write never again reads less than what it carried. A causal snapshot demands that of
all that one read returns, besides; where every server is a home of every key that is so by itself.

Where a disk is lost with the only copy of a write, what depends on it waits for ever elsewhere.

Sources: Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", PDIS 1994; Lloyd,
Freedman, Kaminsky, Andersen, "Don't Settle for Eventual" (COPS, COPS-GT), SOSP 2011.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine import delivery
from engine.items import KIND, NUMBER, OPERATION, OWN, SENT
from engine.spec import CAUSAL, ORDERED
from engine.values import Cell, Copy, Entry
from engine.versions import GENESIS, Version

if TYPE_CHECKING:
    from engine.cluster import Cluster
    from engine.operation import Operation

Needs = tuple[tuple[Cell, Version], ...]
"""What must be there: of each cell this version or a newer one."""
DEFERRED = ("write", "repair", "hint", "sync")
"""The kinds of message whose rows may come too early. What is streamed is read by nobody yet."""


# -- what is carried


def joined(*several: Iterable[tuple[Cell, Version]]) -> Needs:
    """All of these needs: of each cell the newest version."""
    found: dict[Cell, Version] = {}
    for needs in several:
        for cell, version in needs:
            if version != GENESIS and version > found.get(cell, GENESIS):
                found[cell] = version
    return tuple(sorted(found.items()))


def past(cluster: "Cluster", found: Mapping[Cell, Copy]) -> Needs:
    """What these copies depend on."""
    if not cluster.dependencies:
        return ()
    items = ((cell, copy[0]) for cell, copy in found.items())
    return joined(*(cluster.dependencies.get(item, ()) for item in items))


def carried(
    cluster: "Cluster", before: Needs, found: Mapping[Cell, Copy], guarantee: str, *, read: bool
) -> Needs:
    """What a user's next write depends on, after this was read, or was written."""
    if guarantee not in ORDERED:
        return ()
    if guarantee == ("monotonic-writes" if read else "writes-follow-reads"):
        return before
    seen = ((cell, copy[0]) for cell, copy in found.items())
    return joined(before, seen, past(cluster, found) if guarantee in CAUSAL else ())


def dependencies(cluster: "Cluster", operation: "Operation") -> Needs:
    """What a write that is stamped now depends on."""
    session = cluster.sessions.get(operation.request.user)
    guarantee = operation.settings.user_session
    return session.before if session is not None and guarantee in ORDERED else ()


def attach(cluster: "Cluster", operation: "Operation", entries: Iterable[Entry]) -> None:
    """From now on these rows carry the dependencies of their write, wherever they go."""
    needs = dependencies(cluster, operation)
    if needs:
        cluster.log("depends", operation.number, len(needs))
        for cell, copy in entries:
            others = tuple(need for need in needs if need[0] != cell)
            cluster.dependencies[cell, copy[0]] = others


# -- where it waits


def split(
    cluster: "Cluster", server: str, entries: tuple[Entry, ...]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The entries whose past is there, and those that come too early.

    There it is when it is at the server, among the entries, or among what waits there and has its
    own past so: each of two rows may depend on an older version of the other.
    """
    if not cluster.dependencies:
        return entries, ()
    ready = _ready(cluster, server, entries)
    return tuple(e for e in entries if e in ready), tuple(e for e in entries if e not in ready)


def _ready(cluster: "Cluster", server: str, entries: tuple[Entry, ...] = ()) -> set[Entry]:
    """Of these entries and of all that waits at the server: those whose past is there."""
    waiting = (entry for _, others in cluster.replicas[server].deferred for entry in others)
    there, size = tuple(dict.fromkeys((*entries, *waiting))), -1
    while size != len(there):
        size = len(there)
        with_them = _newest(there)
        there = tuple(e for e in there if _missing(cluster, server, e, with_them) is None)
    return set(there)


def released(cluster: "Cluster", server: str) -> Iterator[tuple[tuple[Entry, ...], int]]:
    """What waits at a server and has its past there by now, with the operation that brought it.

    Its message is answered when the server gets to it; but rows that had waited for each other
    are there together, or somebody would see one without the other.
    """
    if cluster.replicas[server].deferred:
        ready = _ready(cluster, server)
        for item, entries in cluster.replicas[server].deferred:
            number = item[2 if item[0] == OWN else OPERATION - NUMBER + 1]
            yield tuple(e for e in entries if e in ready), number


def _newest(entries: Iterable[Entry]) -> dict[Cell, Version]:
    found: dict[Cell, Version] = {}
    for cell, (version, _) in entries:
        found[cell] = max(version, found.get(cell, GENESIS))
    return found


def _missing(
    cluster: "Cluster", server: str, entry: Entry, with_it: Mapping[Cell, Version]
) -> tuple[Cell, Version] | None:
    """The first dependency that the server lacks, of those that it is a home of."""
    cell, (version, _) = entry
    copies = cluster.replicas[server].copies
    if cell in copies and copies[cell][0] >= version:
        return None
    for other, needed in cluster.dependencies.get((cell, version), ()):
        held = copies[other][0] if other in copies else GENESIS
        lacks = max(held, with_it.get(other, GENESIS)) < needed
        if lacks and server in cluster.members.writing(other[0], cluster.settings.n):
            return other, needed
    return None


def admit(
    cluster: "Cluster", server: str, kind: str, payload: Any
) -> tuple[Any, Any, tuple[Entry, ...]]:
    """What of a message's payload can be stored now (None: nothing), and what it gets to later.

    The third is what is too early. A write, and a repair that is to be acknowledged, are dealt
    with later as a whole: the ack is for all of it.
    """
    if kind == "write":
        _, late = split(cluster, server, payload)
        return (None, payload, payload) if late else (payload, None, ())
    entries, extra = payload
    if kind == "hint" and extra:
        return payload, None, ()  # kept for another server, and shown to nobody
    ready, late = split(cluster, server, entries)
    if not late:
        return payload, None, ()
    if kind == "repair":
        return ((ready, False) if ready else None), payload, late
    return ((ready, extra) if ready or kind == "sync" else None), (late, ()), late


def defer(cluster: "Cluster", server: str, entries: tuple[Entry, ...], *item: Any) -> None:
    """Something comes too early: the server gets to it again when it has stored something."""
    replica = cluster.replicas[server]
    what = item[KIND - NUMBER + 1 : SENT - NUMBER + 1]
    if any(known[KIND - NUMBER + 1 : SENT - NUMBER + 1] == what for known, _ in replica.deferred):
        return  # sent again, by a replay of hints or by anti-entropy
    replica.deferred = (*replica.deferred, (item, entries))
    for cell, copy in entries:
        missing = _missing(cluster, server, (cell, copy), {})
        if missing is not None:
            cluster.log("deferred", server, cell, copy[0], *missing)


def on_stored(cluster: "Cluster", server: str) -> None:
    """A server has stored something: it gets to what is not too early any more."""
    replica = cluster.replicas[server]
    ready = [known for known in replica.deferred if split(cluster, server, known[1])[0]]
    replica.deferred = tuple(known for known in replica.deferred if known not in ready)
    for item, _ in ready:
        delivery.later(cluster, server, 0, *item)
