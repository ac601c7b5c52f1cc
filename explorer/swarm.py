"""Random runs, each judged by every invariant: those that always hold, and those it promises.

A seed draws everything (`explorer.storms`). After the storm comes a healed phase, in which servers
must come to hold the same. What happens only sometimes (a stale read, a hint) is counted, so that a
net that catches nothing is noticed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from engine.audit.auditor import Auditor, after_the_calm, audited
from engine.audit.invariants import Broken
from engine.checkers import registers
from engine.checkers.checks import Op, by_key
from engine.cluster import Cluster
from explorer import measurements, storms
from explorer.items import register_operations
from explorer.promised import broken_promises
from explorer.storms import Case

SOMETIMES = (
    "stale_read", "inversion", "hint_stored", "hint_delivered", "hint_expired", "read_repair",
    "anti_entropy_fix", "timed_out_yet_applied", "quorum_unavailable", "concurrent_versions",
    "deferred_write", "election", "member_change",
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
    auditor, _ = watched(case)
    history = auditor.history
    return Result(
        case.seed, len(history.operations), len(history.faults), auditor.broken, _seen(auditor)
    )


def watched(case: Case, only: str = "") -> tuple[Auditor, int]:
    """A run with all that it has broken, and how far it went.

    To its end; with `only`, the name of an invariant, no further than to where that is broken.
    """
    cluster = Cluster(case.spec, case.seed, case.commands)
    auditor = Auditor(case.spec, case.settled_us)
    try:
        audited(cluster, auditor, case.end_us, only)
    except Exception as error:  # whatever it is: it is what the swarm is looking for
        text = f"at {cluster.now_us} us: {type(error).__name__}: {error}"
        auditor.broken.append(Broken("goes_on", text))
        return auditor, cluster.now_us
    if cluster.now_us < case.end_us:
        return auditor, cluster.now_us
    if all(broken.invariant != "own_version" for broken in auditor.broken):
        auditor.broken += broken_promises(case.spec, auditor.history)
    if case.calm:
        auditor.broken += after_the_calm(cluster)
    return auditor, case.end_us


def _seen(auditor: Auditor) -> Counter[str]:
    history, told = auditor.history, auditor.told
    at = history.length
    ops, _ = register_operations(history)
    unknown = [o for o in history.operations.values() if o.outcome == "info"]
    applied = [o for o in unknown if history.holders(o, at)]
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
        "quorum_unavailable": len(unknown),
        "concurrent_versions": len(measurements.conflicting_reads(history, at)),
        "deferred_write": told["deferred"],
        "election": told["elected"],
        "member_change": sum(told[name] for name in ("joined", "left", "replaced")),
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
