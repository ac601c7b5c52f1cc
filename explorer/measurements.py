"""Counts, percentiles and verdicts over a run's history, up to a place in its event log. Pure.

A percentile is given only when there are enough operations to speak of it, and operations without
an answer are never dropped: they count as having taken at least as long as their user waited.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import comb
from typing import Literal

from engine import merging, placement
from engine.checkers import registers
from engine.cluster import Cluster
from engine.history import History
from engine.members import Members
from engine.records import Operation, Outcome
from engine.spec import ClusterSpec
from engine.values import Cell, Copy
from engine.versions import Version
from explorer import columns
from explorer.items import MOST_OPERATIONS, register_operations
from explorer.promises import used

Kind = Literal["read", "write"]


def ended(history: History, at: int, kind: Kind | None = None) -> Iterator[Operation]:
    """The operations that had ended by this place, of one kind or of both."""
    for operation in history.operations.values():
        if operation.ended_by(at) and kind in (None, operation.kind):
            yield operation


def answered(history: History, at: int, kind: Kind) -> list[Operation]:
    """Those that ended ok."""
    return ended_so(history, at, kind, "ok")


def ended_so(history: History, at: int, kind: Kind, outcome: Outcome) -> list[Operation]:
    """Those that ended so, as they began; of a crowd no others are looked at."""
    done = columns.of(history).ended(at)
    so = (done["outcome"] == columns.OUTCOMES.index(outcome)) & (done["reads"] == (kind == "read"))
    return [history.operations[number] for number in sorted(done["number"][so].tolist())]


def stale_reads(history: History, at: int, user: str = "") -> list[Operation]:
    """The answered reads that missed an acknowledged write; of one user, or of all."""
    reads = answered(history, at, "read")
    return [r for r in reads if r.staleness and r.staleness.versions and user in ("", r.user)]


def violations(history: History, at: int, guarantee: str) -> list[Operation]:
    """The reads that broke read_your_writes or monotonic_reads."""
    reads = answered(history, at, "read")
    if guarantee == "read_your_writes":
        return [read for read in reads if read.own_missed]
    return [read for read in reads if read.went_back]


def lost_acks(history: History, at: int) -> list[Operation]:
    """Acknowledged writes of which no disk holds some row any more, nor anything newer."""
    newest: dict[Cell, Version | None] = {}  # a cell may have been written ten thousand times

    def is_gone(cell: Cell, version: Version) -> bool:
        if cell not in newest:
            newest[cell] = max(history.held(cell, at).values(), default=None)
        held = newest[cell]
        return (held is None or held < version) and not history.hinted(cell, version, at)

    return [
        write
        for write in answered(history, at, "write")
        if any(is_gone(cell, version) for cell, version, _ in write.written)
        and not history.logged(write.number, at)
    ]


def conflicting_reads(history: History, at: int) -> list[Operation]:
    """The answered reads that showed some post in more than one version."""
    if not any(write.action == "edit" for write in history.operations.values()):
        return []
    values = history.values()
    found = []
    for read in answered(history, at, "read"):
        shown = {cell: (v, values.get((cell, v), "")) for cell, v in read.result.items()}
        posts = merging.posts(merging.of_walls(shown))
        if any(len(post.texts) > 1 for post in posts.values()):
            found.append(read)
    return found


def stale_quorums(history: History, spec: ClusterSpec, write: Operation, at: int) -> int:
    """How many of the R-subsets of the write's homes hold nothing as new as it.

    The homes are those that can be asked at that place: members by then, up, and with a disk that
    has streamed what it needs.
    """
    assert write.cell is not None  # only what was stamped is asked about
    behind = away(history, at) | set(history.holders(write, at))
    lacking = [home for home in homes(history, spec, write.cell[0], at) if home not in behind]
    return comb(len(lacking), used(spec.settings, history, at)[-1].r)


def homes(history: History, spec: ClusterSpec, key: str, at: int) -> tuple[str, ...]:
    """The home servers of a key, as the members are at that place."""
    return members(history, spec, at).homes(key, used(spec.settings, history, at)[-1].n)


def members(history: History, spec: ClusterSpec, at: int) -> Members:
    """Who the members are at that place."""
    ring = next((ring for place, ring in reversed(history.rings) if place < at), spec.names)
    return Members(ring, named=spec.homes)


def away(history: History, at: int) -> set[str]:
    """The servers that no read can ask at a place: down, or new machines that stream still."""
    down, renewed = set[str](), set[str]()
    for _, event in (fault for fault in history.faults if fault[0] < at):
        match event[1]:
            case "crashed" | "wiped":
                down.add(event[2])
            case "restarted" | "joining":
                down.discard(event[2])
            case "replacing":
                down.discard(event[2])
                renewed.add(event[2])
            case "replaced":
                renewed.discard(event[2])
    return down | renewed


def window_us(history: History, write: Operation, at: int) -> int | None:
    """From the acknowledgement until every home held the write; None while one does not."""
    if not write.written or write.ended_us is None or write.outcome != "ok":
        return None
    homes = write.asked["write"][0]
    latest_us = write.ended_us
    for cell, wanted, _ in write.written:
        first: dict[str, int] = {}
        for place, time_us, server, version in history.stores.get(cell, ()):
            if place < at and version >= wanted and server in homes:
                first.setdefault(server, time_us)
        if len(first) < len(homes):
            return None
        latest_us = max(latest_us, *first.values())
    return latest_us - write.ended_us


def arrival_us(history: History, write: Operation, server: str, at: int) -> int | None:
    """When the server had stored all that the write wrote, or newer; None: not by this place."""
    first = [
        next(
            (time_us for place, time_us, name, version in history.stores.get(cell, ())
             if place < at and name == server and version >= wanted),
            None,
        )
        for cell, wanted, _ in write.written
    ]  # fmt: skip
    arrived = [time_us for time_us in first if time_us is not None]
    return max(arrived) if arrived and len(arrived) == len(first) else None


def read_at_once(history: History) -> bool:
    """Whether every read looked at all of its keys at one moment, as no page did that thinks.

    Only people open such pages, and no crowd.
    """
    return all(operation.kept_us is None for operation in history.people.values())


WAITED = ("ok", "info")
"""Outcomes of which one can say how long their users waited; a refusal is no waiting."""


def latencies_ms(operations: Iterable[Operation]) -> list[float]:
    """How long the users waited, with those who waited in vain."""
    waited = [o for o in operations if o.outcome in WAITED]
    return [((o.ended_us or 0) - o.invoked_us) / 1000 for o in waited]


def censored(operations: Iterable[Operation]) -> int:
    """How many waited in vain: they would have waited for longer."""
    return sum(o.outcome == "info" for o in operations)


def inversions(history: History, at: int | None = None) -> int | None:
    """How many reads went back behind an earlier one and missed nothing acknowledged.

    See `registers.inversions`; not counted, None, on a history that is too long to judge.
    """
    ops, order = register_operations(history, at)
    return len(registers.inversions(ops, order)) if len(ops) <= MOST_OPERATIONS else None


def missed(history: History, at: int) -> list[tuple[Operation, str]]:
    """(acknowledged write, home) where the copy that was sent with the write never got there.

    It was lost on the way, or found the link cut or the server down: all copies of that message
    were, and none is under way. What hints, repair or anti-entropy brought later does not undo it.
    """
    found = []
    for write in answered(history, at, "write"):
        sent = [m for m in history.messages.of(write.number) if m.kind == "write"]
        for home in write.asked["write"][0]:
            own = [m for m in sent if m.target == home]
            if own and all(m.death is not None and m.death[0] < at for m in own):
                found.append((write, home))
    return found


def resurrected(history: History, at: int) -> list[Operation]:
    """The writes with an unknown outcome that a read returned after their end."""
    unknown = [write for write in ended_so(history, at, "write", "info") if write.written]
    wanted = {write.cell for write in unknown}
    last: dict[tuple[Cell, Version], int] = {}
    for read in answered(history, at, "read") if unknown else ():
        for cell in wanted & read.result.keys():
            assert cell is not None
            item = cell, read.result[cell]
            last[item] = max(last.get(item, 0), read.ended_at or 0)
    return [
        write for write in unknown
        if write.cell is not None and write.version is not None
        and last.get((write.cell, write.version), 0) > (write.ended_at or 0)
    ]  # fmt: skip


def divergent_keys(cluster: Cluster) -> list[str]:
    """The keys of which two home servers that are up do not hold the same rows."""
    up = {name: replica for name, replica in cluster.replicas.items() if replica.up}
    keys = {key for replica in cluster.replicas.values() for key, _ in replica.copies}
    homes = {key: [name for name in placement.homes(cluster, key) if name in up] for key in keys}
    held, times, apart = dict[Cell, Copy](), Counter[Cell](), set[str]()
    for name, replica in up.items():
        for cell, copy in replica.copies.items():
            if name in homes[cell[0]]:
                times[cell] += 1
                if held.setdefault(cell, copy) != copy:
                    apart.add(cell[0])
    return sorted(apart | {cell[0] for cell, of in times.items() if of < len(homes[cell[0]])})
