"""Random runs, each judged by every invariant: those that always hold, and those it promises.

A seed draws everything (`explorer.storms`). After the storm comes a healed phase, in which servers
must come to hold the same. What happens only sometimes (a stale read, a hint) is counted, so that a
net that catches nothing is noticed.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from engine import causal, registers, session_checks
from engine.audit import Auditor, after_the_calm, audited
from engine.checks import Op, Verdict, by_key
from engine.cluster import Cluster
from engine.history import History
from engine.invariants import Broken
from engine.sessions import TOKENS
from engine.spec import ClusterSpec, Settings
from explorer import measurements, storms
from explorer.storms import Case
from explorer.verdicts import register_operations

SOMETIMES = (
    "stale_read", "inversion", "hint_stored", "hint_delivered", "hint_expired", "read_repair",
    "anti_entropy_fix", "timed_out_yet_applied", "quorum_unavailable",
)  # fmt: skip
LEAST_SEEN, LEAST_SEEDS = 20, 1_000
"""Each of `SOMETIMES` is seen so often in so many seeds, or the swarm is vacuous."""


@dataclass(slots=True)
class Result:
    """What one seed showed."""

    seed: int
    operations: int
    faults: int
    violations: list[Broken]
    sometimes: Counter[str] = field(default_factory=Counter)


def run(seed: int) -> Result:
    """One seed: its run, its violations, and what was seen."""
    return judged(storms.draw(seed))


def judged(case: Case) -> Result:
    """A run, its violations, and what was seen."""
    cluster, auditor = Cluster(case.spec, case.seed, case.commands), Auditor(
        case.spec, case.settled_us
    )
    audited(cluster, auditor, case.end_us)
    history = auditor.history
    result = Result(case.seed, len(history.operations), len(history.faults), auditor.broken)
    if all(broken.invariant != "own_version" for broken in auditor.broken):
        result.violations += of_promises(case.spec, history)
    if case.settled_us is not None:
        result.violations += after_the_calm(cluster)
    result.sometimes = _seen(auditor)
    return result


Judge = Callable[[Sequence[Op], Mapping[Hashable, Sequence[Hashable]]], Verdict]

JUDGES: dict[str, Judge] = {
    **{
        name: lambda ops, order, name=name: session_checks.guarantees(ops, order)[name]  # type: ignore[misc]
        for name in session_checks.GUARANTEES
    },
    "causal": lambda ops, _: causal.causal(ops),
    "causal_convergence": lambda ops, _: causal.causal_convergence(ops),
    "regular": lambda ops, _: registers.weakly_regular(ops),
    "linearizable": lambda ops, _: registers.linearizable(ops),
}
"""By guarantee that settings can promise: its checker over the history."""


def of_promises(spec: ClusterSpec, history: History) -> Iterator[Broken]:
    """The guarantees that were promised all the time, and are broken."""
    names = sorted(promised(spec, history))
    if not names:
        return
    ops, order = register_operations(history)
    for name in names:
        verdict = JUDGES[name](ops, order)
        if verdict.answer == "violated":
            yield Broken(name, verdict.explanation)


def promised(spec: ClusterSpec, history: History) -> set[str]:
    """The guarantees that the run's settings promise all the time, and its faults leave in force."""
    used = measurements.used(spec.settings, history)
    return _by_quorums(spec, used, history) | _by_user_sessions(spec, used, history)


def _by_quorums(spec: ClusterSpec, used: list[Settings], history: History) -> set[str]:
    """While nothing is lost or moved. A write of one moment meets a read of another: the smallest
    R and W count. Clocks that are off can put a later write before an earlier one, unless its
    writer reads versions first.
    """  # fmt: skip
    if not _kept(used, history):
        return set()
    least = {"r": min(s.r for s in used), "w": min(s.w for s in used), "user_session": "none"}
    promises = (measurements.promises(replace(s, **least), len(spec.servers)) for s in used)
    found = set.intersection(*promises)
    skewed = any(s.skew_us for s in spec.servers) or _happened(history, "skewed")
    if skewed and any(s.write_back == "off" for s in used):
        found.discard("regular")
    return found


def _by_user_sessions(spec: ClusterSpec, used: list[Settings], history: History) -> set[str]:
    """While the user session has been of one kind. What a token demands holds whatever is lost; a
    sticky one's server has to keep all that it is sent, and in time.
    """  # fmt: skip
    tokens = all(s.user_session in TOKENS for s in used)
    slow = any(e[1] == "slowed" and e[3] or e[1] == "disk" and e[3] == "full" for _, e in history.faults)
    steady = _kept(used, history) and not slow
    if not tokens and (len({s.user_session for s in used}) > 1 or not steady):
        return set()
    alone = (replace(s, quorum="sloppy") for s in used)  # so that quorums promise nothing
    return set.intersection(*(measurements.promises(s, len(spec.servers)) for s in alone))


def _kept(used: list[Settings], history: History) -> bool:
    """Whether every copy stayed where it was stored, on one set of homes."""
    synced = all(s.sync_us == 0 for s in used) and not _happened(history, "wiped")
    return synced and len({s.n for s in used}) == 1


def _happened(history: History, *names: str) -> bool:
    return any(event[1] in names for _, event in history.faults)


def _seen(auditor: Auditor) -> Counter[str]:
    history, told = auditor.history, auditor.told
    at = history.length
    ops, _ = register_operations(history)
    unknown = [o for o in history.operations.values() if o.outcome == "info" and o.version]
    applied = [o for o in unknown if o.cell and o.version and history.copies(o.cell, o.version, at)]
    kinds = Counter(message.kind for message in history.messages.values())
    return Counter({
        "stale_read": len(measurements.stale_reads(history, at)),
        "inversion": sum(map(_inverted, by_key(ops))),
        "hint_stored": told["hinted"],
        "hint_delivered": told["handed_off"],
        "hint_expired": told["hint_expired"],
        "read_repair": history.repairs,
        "anti_entropy_fix": kinds["sync"],
        "timed_out_yet_applied": len(applied),
        "quorum_unavailable": sum(o.outcome == "info" for o in history.operations.values()),
    })  # fmt: skip


def _inverted(ops: Sequence[Op]) -> bool:
    """Whether time ran backwards for one item, though no read of it was stale."""
    if registers.linearizable(ops).answer == "holds":
        return False
    return registers.weakly_regular(ops).answer == "holds"


def summary(results: list[Result]) -> dict[str, Any]:
    """The last line of `swarm --json`."""
    seen: Counter[str] = Counter(dict.fromkeys(SOMETIMES, 0))
    for result in results:
        seen.update(result.sometimes)
    return {
        "seeds": len(results),
        "operations": sum(result.operations for result in results),
        "faults": sum(result.faults for result in results),
        "violations": [
            {"seed": result.seed, **broken._asdict()}
            for result in results
            for broken in result.violations
        ],
        "sometimes": {name: seen[name] for name in SOMETIMES},
    }


def swarm(seeds: range, done: Callable[[int], None] | None = None) -> Iterator[Result]:
    """Runs all seeds on all processors; results come in the order of the seeds.

    `done` is told how many are behind.
    """
    with ProcessPoolExecutor() as pool:
        for i, result in enumerate(pool.map(run, seeds, chunksize=4)):
            if done is not None:
                done(i + 1)
            yield result


def vacuous(summed: dict[str, Any]) -> list[str]:
    """What was seen too seldom for a swarm of this size; nothing is asked of a small one."""
    if summed["seeds"] < LEAST_SEEDS:
        return []
    return [name for name, count in summed["sometimes"].items() if count < LEAST_SEEN]
