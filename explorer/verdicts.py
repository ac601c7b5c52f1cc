"""A run's verdicts on consistency, as of a place in its log. Pure.

`judged` is the part that takes long on long histories: it knows nothing but operations on items, so
that another process can do it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from engine import placement, traffic
from engine.checkers import causal, registers, session_checks
from engine.checkers.checks import HOLDS, Op, Verdict
from engine.cluster import Cluster
from engine.history import History
from engine.items import KIND
from engine.versions import GENESIS
from explorer import explain, measurements
from explorer.apart import BEATS
from explorer.items import MOST_OPERATIONS, register_operations
from explorer.measurements import divergent_keys

BY_HISTORY = (
    "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads", "causal",
    "causal_convergence", "regular", "linearizable", "no_inversions",
)  # fmt: skip
BY_STATE = ("no_lost_writes", "no_resurrection", "unique_names", "convergence")
GUARANTEES = (*BY_HISTORY, *BY_STATE)
"""All guarantees, in the order in which they are told."""


def verdicts(history: History, cluster: Cluster) -> dict[str, Verdict]:
    """Every guarantee's verdict at the end of a run, by its name in `run --json`."""
    at = history.length
    return judged(*register_operations(history)) | by_state(history, cluster, at)


def judged(ops: Sequence[Op], order: dict[Hashable, list[str]]) -> dict[str, Verdict]:
    """The verdicts on operations on items, whose versions are in this order."""
    if len(ops) > MOST_OPERATIONS:
        return too_many(len(ops))
    return {str(name): v for name, v in session_checks.guarantees(ops, order).items()} | {
        "causal": causal.causal(ops),
        "causal_convergence": causal.causal_convergence(ops),
        "regular": registers.weakly_regular(ops),
        "linearizable": registers.linearizable(ops),
        "no_inversions": _none(registers.inversions(ops, order), "reads went back behind others"),
    }


Broken = dict[str, int]
"""By guarantee: the place of the event by which it was broken for the first time."""


def judged_and_broken(
    ops: Sequence[Op], order: dict[Hashable, list[str]], known: frozenset[str] = frozenset()
) -> tuple[dict[str, Verdict], Broken]:
    """The verdicts, and when each that is not `known` to be broken was broken first.

    A violation is complete when the last operation of its witness has ended, and stays one: so the
    first one is found by halves. What had happened before the first that is known is looked at
    first, for mostly there is none in that.
    """
    found = judged(ops, order)
    places = sorted(op.end for op in ops if op.end is not None)
    broken = _ended(ops, _witnesses(found, known))
    holds = dict.fromkeys(broken, -1)
    """By guarantee: before which event it is known to have been kept still."""
    latest = max(broken.values(), default=None)
    while left := [name for name in broken if holds[name] < broken[name]]:
        middles = (_between(places, holds[name], broken[name]) for name in left)
        at, latest = max(middles) if latest is None else latest, None
        earlier = [_as_of(op, at) for op in ops if op.call < at]
        seen = _ended(earlier, _witnesses(judged(earlier, order), known))
        for name in left:
            if name in seen:
                broken[name] = min(broken[name], seen[name])
            elif at <= broken[name]:
                holds[name] = max(holds[name], at)
    return found, broken


def _ended(ops: Sequence[Op], wanted: dict[str, tuple[int, ...]]) -> Broken:
    """When the last operation of each witness has ended; what has not ended counts for nothing."""
    ends = {op.number: op.end for op in ops if op.end is not None}
    return {name: max(ends.get(n, 0) for n in witness) for name, witness in wanted.items()}


def _between(places: Sequence[int], holds: int, broken: int) -> int:
    """The middle one of the ends after one place, up to another, itself at the latest."""
    middle = (bisect_right(places, holds) + bisect_left(places, broken)) // 2
    return min(places[middle], broken)


def _witnesses(found: dict[str, Verdict], known: frozenset[str]) -> dict[str, tuple[int, ...]]:
    """The operations that show that something is broken, by guarantee."""
    return {
        name: verdict.witness
        for name, verdict in found.items()
        if verdict.answer == "violated" and verdict.witness and name not in known
    }


def _as_of(op: Op, at: int) -> Op:
    """The operation as it was before the event at this place: unknown, unless it had ended."""
    return op if op.end is None or op.end < at else op._replace(end=None, outcome="info")


def too_many(count: int) -> dict[str, Verdict]:
    """Unknown, each of them: there are more operations than are judged."""
    reason = f"{count:,} operations on items are too many: {MOST_OPERATIONS:,} are judged"
    return dict.fromkeys(BY_HISTORY, Verdict("unknown", reason))


def by_state(history: History, cluster: Cluster, at: int) -> dict[str, Verdict]:
    """The verdicts that need no search: on what was lost, on names, on what servers hold now."""
    return by_log(history, at) | {"convergence": _convergence(history, cluster, at)}


def by_log(history: History, at: int) -> dict[str, Verdict]:
    """Those of them that need no server either, and so can be told of any place."""
    lost = measurements.lost_acks(history, at) if history.losses else []
    back = measurements.resurrected(history, at)
    return {
        "no_lost_writes": _none([o.number for o in lost], "acknowledged writes are lost"),
        "no_resurrection": _none([o.number for o in back], "unknown writes were seen later"),
        "unique_names": unique_names(history, at),
    }


def _none(numbers: Sequence[int], what: str) -> Verdict:
    """Holds when there are none of these operations."""
    if not numbers:
        return HOLDS
    return Verdict("violated", f"{len(numbers)} {what}", tuple(numbers[:6]))


def row(verdict: Verdict, *, promised: bool) -> dict[str, Any]:
    """A verdict as `run --json` has it."""
    return {
        "promised": "yes" if promised else "no",
        "verdict": verdict.answer,
        "witness": list(verdict.witness),
        "reason": verdict.explanation,
    }


def unique_names(history: History, at: int) -> Verdict:
    """Whether no user name was given to two."""
    owners: dict[str, int] = {}
    for operation in history.people.values():
        told = operation.outcome == "ok" and operation.ended_by(at)
        if operation.action == "sign_up" and told:
            if operation.user in owners:
                text = f"two were told that the name {operation.user} is theirs"
                return Verdict("violated", text, (owners[operation.user], operation.number))
            owners[operation.user] = operation.number
    return Verdict("holds", "" if owners else "nobody took a name")


def _convergence(history: History, cluster: Cluster, at: int) -> Verdict:
    """Whether the home servers hold the same, once nothing keeps them from it any more.

    "Eventually" is not broken before that, nor while something still brings them together.
    """
    if _are_agreeing(cluster) and divergent_keys(cluster):
        return Verdict("unknown", "servers have not heard of all that was agreed on")
    down = [name for name, replica in cluster.replicas.items() if not replica.running]
    if cluster.move is not None:
        return Verdict("unknown", "the members are changing")
    moving = [item for item in traffic.in_flight(cluster) if item[KIND] not in BEATS]
    if down or cluster.network.blocked or moving:
        return Verdict("unknown", "servers are down, links are cut or messages are under way")
    apart = divergent_keys(cluster)  # late, for it takes long
    if apart and (coming := _coming(history, cluster, at)):
        return Verdict("unknown", coming)
    if apart:
        homes = ", ".join(placement.homes(cluster, apart[0]))
        text = f"{homes} do not hold the same of {explain.key(apart[0])}"
        lacked = dict.fromkeys(n for key in apart for n in _lacked(history, cluster, key))
        return Verdict("violated", text, tuple(lacked)[:6])
    return Verdict("holds")


def _coming(history: History, cluster: Cluster, at: int) -> str:
    """What is switched on and has yet to bring the servers together, in words; empty: nothing."""
    settings = cluster.settings
    hints = settings.hints == "on" or settings.quorum == "sloppy"
    if hints and (cluster.watched or any(each.hints for each in cluster.replicas.values())):
        return "hints, kept for a home that did not answer, are still to be sent there"
    if settings.anti_entropy_us is None:
        return ""
    # In a round each asks one other: after as many as there are servers, all have asked all.
    rounds_us = settings.anti_entropy_us * len(cluster.members.ring)
    fault_us = next((event[0] for place, event in reversed(history.faults) if place < at), 0)
    quiet_us = cluster.now_us - max(last_stored_us(history, at), fault_us)
    return (
        "servers are still to compare what they hold (anti-entropy)"
        if quiet_us <= rounds_us
        else ""
    )


def last_stored_us(history: History, at: int) -> int:
    """When, up to a place, a server took something in last that it had not had."""
    latest = (
        next((us for place, us, *_ in reversed(stores) if place < at), 0)
        for stores in history.stores.values()
    )
    return max(latest, default=0)


def _lacked(history: History, cluster: Cluster, key: str) -> Iterator[int]:
    """The writes of a key that one of its homes has and another lacks."""
    held = [dict(cluster.replicas[home].read((key,))) for home in placement.homes(cluster, key)]
    for cell in dict.fromkeys(cell for rows in held for cell in rows):
        versions = [rows[cell][0] if cell in rows else GENESIS for rows in held]
        if min(versions) < max(versions) and (cell, max(versions)) in history.writers:
            yield history.writers[cell, max(versions)]


def _are_agreeing(cluster: Cluster) -> bool:
    """Whether a server lacks something in its copies that is in the common log already."""
    members = cluster.group.values()
    return len({member.applied for member in members}) > 1
