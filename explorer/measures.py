"""The measures of `run --json`: what a run has come to at its end, as numbers. Pure.

Operations without an answer are never dropped: they count as having taken at least as long as
their user waited.
"""

from collections.abc import Callable
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
    resurrected,
    violations,
)
from explorer.percentiles import estimate, quantile
from explorer.unseen import never_visible

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
    return {
        "latency_ms": latency_ms(history, at),
        "staleness": staleness(history, at),
        "availability": availability(history, at),
        "counts": _counts(history, cluster),
    }


def latency_ms(history: History, at: int) -> dict[str, Any]:
    """How long users have waited up to a place, by kind of operation."""
    reads, writes = list(ended(history, at, "read")), list(ended(history, at, "write"))
    return {"read": _latency(reads), "write": _latency(writes)}


def staleness(history: History, at: int) -> dict[str, Any]:
    """How old what had been read up to a place was."""
    found = [r.staleness for r in answered(history, at, "read") if r.staleness]
    ages = [staleness.age_us / 1000 for staleness in found]
    return {
        "reads": len(found),
        "stale_reads": sum(s.versions > 0 for s in found),
        "t_ms_p99": quantile(ages, 0.99),
        "t_ms_max": max(ages, default=0.0),
        "k_max": max((s.versions for s in found), default=0),
    }


def availability(history: History, at: int) -> dict[str, int]:
    """How many operations had been asked for up to a place, and what had come of them.

    Whoever waited still there is among those who had asked, and in no other count but their own.
    """
    asked = [o for o in history.operations.values() if o.invoked_at < at]
    ended = [o for o in asked if o.ended_by(at)]
    outcomes = [o.outcome for o in ended if not o.refused]
    refused = sum(o.refused for o in ended)
    return {
        "asked": len(asked) - refused,
        "ok": outcomes.count("ok"),
        "failed": outcomes.count("fail"),
        "unknown": outcomes.count("info"),
        "waiting": len(asked) - len(ended),
        "refused": refused,
    }


def _goodput(history: History, now_us: int) -> float:
    """Requests a second that were answered in time; one that took several tries counts once."""
    answered = {o.first or o.number for o in history.ended if o.outcome == "ok"}
    return round(len(answered) * 1_000_000 / max(1, now_us), 3)


COUNTS: dict[str, Callable[[History, Cluster, int], int | None]] = {
    "lost_acks": lambda history, _, at: len(lost_acks(history, at)),
    "inversions": lambda history, _, at: inversions(history, at),
    "missed": lambda history, _, at: len(missed(history, at)),
    "resurrected_unknowns": lambda history, _, at: len(resurrected(history, at)),
    "leaks": lambda history, _, at: len(anomalies.leaks(history, at)),
    "session_violations": lambda history, _, at: sum(
        len(violations(history, at, g)) for g in ("read_your_writes", "monotonic_reads")
    ),
    "divergent_keys": lambda _, cluster, __: len(divergent_keys(cluster)),
    "never_visible": lambda history, _, at: len(never_visible(history, at)),
    "siblings": lambda history, _, at: len(conflicting_reads(history, at)),
}
"""The counts that can be told of any place of the log, where the cluster stands there."""


def _counts(history: History, cluster: Cluster) -> dict[str, float | None]:
    counts: dict[str, float | None] = dict.fromkeys((
        "lost_acks", "inversions", "session_violations", "divergent_keys", "leaks", "never_visible",
        "missed", "hinted", "hints_expired", "repairs", "retries", "goodput_per_s", "siblings",
        "resurrected_unknowns",
    ))  # fmt: skip
    counts |= {name: count(history, cluster, history.length) for name, count in COUNTS.items()}
    counts |= {
        "repairs": history.repairs,
        "hinted": sum(event == "hinted" for *_, event in history.hints),
        "hints_expired": len(history.hints_expired),
        "retries": sum(o.first > 0 for o in history.operations.values()),
        "goodput_per_s": _goodput(history, cluster.now_us),
    }
    return counts
