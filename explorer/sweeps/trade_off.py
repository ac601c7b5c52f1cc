"""What each setting of a sweep costs and gives: latency against stale reads, with intervals. Pure.

Latency is what a read and a write take together, each by the same percentile of its run; of the
seeds' runs the median counts. Runs of different seeds have nothing in common, so its interval is
sound, as that of the operations of one run, who wait for one another, is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from explorer.percentiles import estimate
from explorer.shares import Share
from explorer.sweeps.plan import Plan
from explorer.sweeps.work import Row

STRICT_FIRST = ("p99", "p95", "p50")
"""A percentile needs operations enough in every run: the first that all have is told."""


@dataclass(frozen=True, slots=True)
class Span:
    """A figure and its 95 % interval; an end that is None is not known."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of settings: what it takes in ms, and which share of reads was stale."""

    name: str
    latency_ms: Span
    stale: Span
    runs: int
    best: bool = False
    """Whether no other is both at least as fast and as fresh, and better in one of them."""


@dataclass(frozen=True, slots=True)
class TradeOff:
    """All combinations of a sweep that were measured, in the plan's order."""

    title: str
    percentile: str
    kinds: tuple[str, ...]
    """Which operations the latency is of."""
    points: tuple[Point, ...]

    @property
    def frontier(self) -> tuple[Point, ...]:
        """The points that are best in their way, by latency."""
        found = (point for point in self.points if point.best)
        return tuple(sorted(found, key=lambda point: point.latency_ms.value))


def traded(plan: Plan, rows: Sequence[Row]) -> TradeOff | str:
    """The trade-off that these rows show; or why there is none, in words."""
    if not rows:
        return "no run is done"
    kinds = [kind for kind in ("read", "write") if all(_latency(row, kind)["n"] for row in rows)]
    if "read" not in kinds or any(not row["measures"]["staleness"]["reads"] for row in rows):
        return "not every run has reads that were answered"
    named = [name for name in STRICT_FIRST if _all_have(rows, kinds, name)]
    groups = [
        (_name(values), [row for row in rows if row["settings"] == values])
        for values in map(dict, plan.values)
    ]
    points = [_point(name, group, kinds, named[0]) for name, group in groups if group]
    told = tuple(_with_rank(point, points) for point in points)
    return TradeOff(plan.title, named[0], tuple(kinds), told)


def share(hits: Sequence[int], trials: Sequence[int]) -> Span:
    """A share over several runs: its interval is wider where the runs differ more than by chance.

    Reads of one run are alike, so they say less than as many that have nothing in common: as much
    as fewer of them, by the design effect (Kish, Survey Sampling, 1965); never more than they are.
    """
    all_hits, all_trials, runs = sum(hits), sum(trials), len(hits)
    value = all_hits / all_trials
    by_chance = value * (1 - value) / all_trials
    effect = 1.0
    if runs > 1 and by_chance:
        apart = sum((hit - value * of) ** 2 for hit, of in zip(hits, trials, strict=True))
        effect = max(1.0, apart * runs / (runs - 1) / all_trials**2 / by_chance)
    worth = max(1, floor(all_trials / effect))
    low, high = Share(round(value * worth), worth).band
    return Span(value, min(low, value), max(high, value))


def _latency(row: Row, kind: str) -> Row:
    found: Row = row["measures"]["latency_ms"][kind]
    return found


def _all_have(rows: Sequence[Row], kinds: Sequence[str], percentile: str) -> bool:
    return all(_latency(row, kind)[percentile] is not None for row in rows for kind in kinds)


def _name(values: Row) -> str:
    return " ".join(
        f"{name.upper() if len(name) == 1 else name} {value}" for name, value in values.items()
    )


def _point(name: str, rows: Sequence[Row], kinds: Sequence[str], percentile: str) -> Point:
    took_ms = [sum(_latency(row, kind)[percentile] for kind in kinds) for row in rows]
    found = estimate(took_ms, 0.5)
    latency = (
        Span(found.value, found.low, found.high)
        if found is not None
        else Span(sorted(took_ms)[len(took_ms) // 2], None, None)
    )
    staleness = [row["measures"]["staleness"] for row in rows]
    stale = share(
        [each["stale_reads"] for each in staleness], [each["reads"] for each in staleness]
    )
    return Point(name, latency, stale, len(rows))


def _with_rank(point: Point, points: Sequence[Point]) -> Point:
    return Point(
        point.name, point.latency_ms, point.stale, point.runs,
        best=not any(_better(other, point) for other in points),
    )  # fmt: skip


def _better(one: Point, other: Point) -> bool:
    mine = one.latency_ms.value, one.stale.value
    theirs = other.latency_ms.value, other.stale.value
    return mine != theirs and mine[0] <= theirs[0] and mine[1] <= theirs[1]
