"""The measures of `run --json`: what a run has come to at its end, as numbers. Pure.

Operations without an answer are never dropped: they count as having taken at least as long as
their user waited.
"""

from typing import Any

from engine.cluster import Cluster
from engine.history import History
from engine.records import Operation
from explorer import anomalies
from explorer.measurements import (
    answered,
    censored,
    conflicting_reads,
    divergent_keys,
    ended,
    inversions,
    latencies_ms,
    lost_acks,
    missed,
    never_visible,
    resurrected,
    violations,
)
from explorer.percentiles import estimate, quantile

PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "p999": 0.999}


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
