"""Counts, percentiles and verdicts over a run's history, up to a place in its event log. Pure.

A percentile is given only when there are enough operations to speak of it, and operations without
an answer are never dropped: they count as having taken at least as long as their user waited.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import comb
from operator import attrgetter
from typing import Any, Literal

from engine import merging, placement
from engine.checkers import registers
from engine.cluster import Cluster
from engine.history import History
from engine.members import Members
from engine.quorum import overlap
from engine.records import Operation
from engine.spec import CAUSAL, ORDERED, ClusterSpec, Settings
from engine.values import Cell
from engine.versions import Version
from explorer import anomalies
from explorer.items import MOST_OPERATIONS, register_operations
from explorer.percentiles import estimate, quantile

Kind = Literal["read", "write"]
AGREED = (
    "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads", "causal",
    "causal_convergence", "regular", "linearizable",
)  # fmt: skip
"""What holds where all operations go through one log."""
PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "p999": 0.999}


def ended(history: History, at: int, kind: Kind | None = None) -> Iterator[Operation]:
    """The operations that had ended by this place, of one kind or of both."""
    for operation in history.operations.values():
        if operation.ended_by(at) and kind in (None, operation.kind):
            yield operation


def answered(history: History, at: int, kind: Kind) -> list[Operation]:
    """Those that ended ok."""
    return [o for o in ended(history, at, kind) if o.outcome == "ok"]


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
    return [
        write
        for write in answered(history, at, "write")
        if not history.logged(write.number, at)
        and any(
            not history.copies(cell, version, at) and not history.hinted(cell, version, at)
            for cell, version, _ in write.written
        )
    ]


def never_visible(history: History, at: int) -> list[Operation]:
    """Acknowledged writes that no server ever stored, as all had something newer already.

    What a counter has counted is in every newer tally, and so is not lost from sight.
    """
    stored = {
        (cell, version)
        for cell, entries in history.stores.items()
        for place, _, _, version in entries
        if place < at
    }
    return [
        write
        for write in answered(history, at, "write")
        for cell, version, _ in write.written[:1]
        if (cell, version) not in stored
        and not merging.is_tally(cell[1])
        and not history.hinted(cell, version, at)
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
    """Whether every read looked at all of its keys at one moment, as no page did that thinks."""
    return all(operation.kept_us is None for operation in history.operations.values())


WAITED = ("ok", "info")
"""Outcomes of which one can say how long their users waited; a refusal is no waiting."""


def latencies_ms(operations: Iterable[Operation]) -> list[float]:
    """How long the users waited, with those who waited in vain."""
    waited = [o for o in operations if o.outcome in WAITED]
    return [((o.ended_us or 0) - o.invoked_us) / 1000 for o in waited]


def censored(operations: Iterable[Operation]) -> int:
    """How many waited in vain: they would have waited for longer."""
    return sum(o.outcome == "info" for o in operations)


def _latency(operations: list[Operation]) -> dict[str, Any]:
    values, vain = latencies_ms(operations), censored(operations)
    named = {name: quantile(values, at) for name, at in PERCENTILES.items()}
    found = {name: estimate(values, at, vain) for name, at in PERCENTILES.items()}
    intervals = {name: (each.low, each.high) if each else None for name, each in found.items()}
    return {"n": len(values), **named, "censored": vain, "intervals": intervals}


def measures(history: History, cluster: Cluster) -> dict[str, Any]:
    """The measures of `run --json`; a count that this version does not take is null, never 0."""
    at = history.length
    reads, writes = list(ended(history, at, "read")), list(ended(history, at, "write"))
    return {
        "latency_ms": {"read": _latency(reads), "write": _latency(writes)},
        "staleness": _staleness(history, at),
        "availability": _availability(history),
        "counts": _counts(history, cluster),
    }


def _staleness(history: History, at: int) -> dict[str, Any]:
    found = [r.staleness for r in answered(history, at, "read") if r.staleness]
    ages = [staleness.age_us / 1000 for staleness in found]
    return {
        "reads": len(found),
        "stale_reads": sum(s.versions > 0 for s in found),
        "t_ms_p99": quantile(ages, 0.99),
        "t_ms_max": max(ages, default=0.0),
        "k_max": max((s.versions for s in found), default=0),
    }


def _availability(history: History) -> dict[str, int]:
    outcomes = [o.outcome for o in history.operations.values() if not o.refused]
    return {
        "asked": len(outcomes),
        "ok": outcomes.count("ok"),
        "failed": outcomes.count("fail"),
        "unknown": outcomes.count("info"),
        "refused": sum(o.refused for o in history.operations.values()),
    }


def _goodput(history: History, now_us: int) -> float:
    """Requests a second that were answered in time; one that took several tries counts once."""
    answered = {o.first or o.number for o in history.ended if o.outcome == "ok"}
    return round(len(answered) * 1_000_000 / max(1, now_us), 3)


def _counts(history: History, cluster: Cluster) -> dict[str, float | None]:
    at = history.length
    broken = sum(len(violations(history, at, g)) for g in ("read_your_writes", "monotonic_reads"))
    counts: dict[str, float | None] = dict.fromkeys((
        "lost_acks", "inversions", "session_violations", "divergent_keys", "leaks", "never_visible",
        "missed", "hinted", "hints_expired", "repairs", "retries", "goodput_per_s", "siblings",
        "resurrected_unknowns",
    ))  # fmt: skip
    counts |= {
        "lost_acks": len(lost_acks(history, at)),
        "inversions": inversions(history),
        "missed": len(missed(history, at)),
        "resurrected_unknowns": len(resurrected(history, at)),
        "leaks": len(anomalies.leaks(history, at)),
        "session_violations": broken,
        "divergent_keys": len(divergent_keys(cluster)),
        "never_visible": len(never_visible(history, at)),
        "siblings": len(conflicting_reads(history, at)),
        "repairs": history.repairs,
        "hinted": sum(event == "hinted" for *_, event in history.hints),
        "hints_expired": len(history.hints_expired),
        "retries": sum(o.first > 0 for o in history.operations.values()),
        "goodput_per_s": _goodput(history, cluster.now_us),
    }
    return counts


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
        sent = [m for m in history.sent.get(write.number, ()) if m.kind == "write"]
        for home in write.asked["write"][0]:
            own = [m for m in sent if m.target == home]
            if own and all(m.death is not None and m.death[0] < at for m in own):
                found.append((write, home))
    return found


def resurrected(history: History, at: int) -> list[Operation]:
    """The writes with an unknown outcome that a read returned after their end."""
    done = history.ended[: bisect_left(history.ended, at, key=attrgetter("ended_at"))]
    vain = (o for o in done if o.outcome == "info" and o.kind == "write" and o.written)
    unknown = sorted(vain, key=attrgetter("number"))
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
    keys = sorted({key for replica in cluster.replicas.values() for key, _ in replica.copies})
    up = {name: replica for name, replica in cluster.replicas.items() if replica.up}
    return [
        key
        for key in keys
        if len(
            {
                frozenset(up[home].read((key,)))
                for home in placement.homes(cluster, key)
                if home in up
            }
        )
        > 1
    ]


def used(settings: Settings, history: History, at: int | None = None) -> list[Settings]:
    """The settings of a run up to a place: the first ones, and those after each change."""
    found = [settings]
    for place, event in history.faults:
        if event[1] == "changed" and (at is None or place < at):
            found.append(replace(found[-1], **{event[2]: event[3]}))
    return found


def promises(settings: Settings, servers: int) -> set[str]:
    """The guarantees that these settings promise, as long as no disk is lost and none replaced.

    Nothing is promised to requests with an N, R or W of their own.

    Overlapping strict quorums under hybrid clocks make a register regular, so a read sees its
    user's own acknowledged writes; where read quorums meet each other, too, and are mended before
    the answer, it never goes back (Cassandra's monotonic quorum reads); written back by majorities
    it is linearizable (ABD). A user session with a token sees what it wrote and saw; so does a
    sticky one where its server is a home of every key and asks itself first, as long as that
    server's disk takes what is written and the members stay (`servers` is their number, 0 when they
    changed, or when a page was read at two moments). Writes that carry what they depend on keep
    their order where every server can wait for all of that.

    Where every write and every read goes through one log, and the leader makes sure of itself, all
    of that holds at once. A name is given once wherever sign-ups go through the log, and there
    alone.
    """
    s = settings
    found: set[str] = set()
    if s.agreement != "off":
        found.add("unique_names")
    if s.agreement == "all":
        return found | (set(AGREED) if s.raft_reads == "read-index" else set())
    if overlap(s.n, s.r, s.w) and s.quorum == "strict" and s.clock == "hlc":
        found |= {"regular", "read_your_writes"}
        mended = s.read_repair == "blocking" and 2 * s.r > s.n  # else the next read may miss both
        if mended or s.write_back == "on":
            found.add("monotonic_reads")
        if s.write_back == "on" and 2 * s.w > s.n and 2 * s.r > s.n:
            found.add("linearizable")
    asks_itself = s.ask == "nearest" and s.shortcut == "on" and s.n == servers
    sticks = s.user_session == "sticky" and asks_itself
    if sticks or s.user_session.startswith("token-"):
        found |= {"read_your_writes", "monotonic_reads"}
    return found | _ordered(s, servers)


def _ordered(s: Settings, servers: int) -> set[str]:
    """What is promised by writes that carry dependencies.

    A feed that several servers answer, each for other keys, needs a snapshot besides. An order of
    writes needs hybrid clocks: a wall clock that is behind stamps a write below what its writer had
    seen, or had written of the same item.
    """
    one_answers = s.n == servers and s.ask != "random"
    if s.user_session not in ORDERED or not (one_answers or s.user_session == "causal-snapshot"):
        return set()
    orders = s.clock == "hlc"
    if s.user_session not in CAUSAL:
        return {s.user_session.replace("-", "_")} if orders else set()
    found = {"read_your_writes", "monotonic_reads"}
    if orders:
        found |= {"monotonic_writes", "writes_follow_reads", "causal", "causal_convergence"}
    return found
