"""What each setting of a sweep costs and gives: latency against stale reads, with intervals. Pure.

Latency is what a read and a write take together, each by the same percentile of its run; of the
seeds' runs the median counts. A setting under which some run answered nothing has no such figures,
and leaving those runs out would flatter it: it is named beside the others, and not among them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from explorer.sweeps import figures
from explorer.sweeps.figures import Group, Kinds, Settings, Span, Yardstick
from explorer.sweeps.plan import Plan
from explorer.sweeps.row import Row


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of settings: what it takes in ms, and which share of reads was stale."""

    settings: Settings
    latency_ms: Span
    stale: Span
    runs: int
    unanswered: float = 0.0
    """The share of requests that got no answer, and so have no part in the latency."""
    best: bool = False
    """Whether no other is both at least as fast and as fresh, and better in one of them."""

    @property
    def name(self) -> str:
        """Its settings in words."""
        return figures.named(self.settings)


@dataclass(frozen=True, slots=True)
class TradeOff:
    """All combinations of a sweep that were measured, in the plan's order."""

    title: str
    percentile: str
    kinds: Kinds
    """Which operations the latency is of."""
    points: tuple[Point, ...]
    silent: tuple[str, ...] = ()
    """The combinations that have no point, for some run of them answered no read, or no write."""

    @property
    def frontier(self) -> tuple[Point, ...]:
        """The points that are best in their way, by latency."""
        found = (point for point in self.points if point.best)
        return tuple(sorted(found, key=_costs))


def traded(plan: Plan, rows: Sequence[Row]) -> TradeOff | str:
    """The trade-off that these rows show; or why there is none, in words."""
    if not rows:
        return "no run is done"
    groups, kinds = figures.grouped(plan, rows), figures.kinds_of(rows)
    told = [group for group in groups if "read" in kinds and figures.answered(group.rows, kinds)]
    if not told:
        return "under no setting did every run have reads and writes that were answered"
    by = figures.yardstick([row for group in told for row in group.rows], kinds)
    points = ranked([_point(group, by) for group in told])
    silent = tuple(group.name for group in groups if group not in told)
    return TradeOff(plan.title, by.percentile, kinds, points, silent)


def ranked(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points, each knowing whether it is on the frontier; in their order.

    From the fastest on, a point is best that is fresher than all before it, or like the last best.
    """
    best = set[tuple[float, float]]()
    freshest = inf
    for costs in sorted(map(_costs, points)):
        if costs[1] < freshest:
            freshest = costs[1]
            best.add(costs)
    return tuple(replace(point, best=_costs(point) in best) for point in points)


def told(found: TradeOff) -> Iterator[str]:
    """What has to be known besides the points, in sentences."""
    if found.silent:
        yield (
            f"Not on the map, for in some run no read or no write was answered: "
            f"{', '.join(found.silent)}."
        )
    worst = max(found.points, key=lambda point: point.unanswered)
    if worst.unanswered:
        share = f"{100 * worst.unanswered:.3g} %"
        yield f"Latency is of what was answered: under {worst.name} {share} of requests were not."


def _costs(point: Point) -> tuple[float, float]:
    return point.latency_ms.value, point.stale.value


def _point(group: Group, by: Yardstick) -> Point:
    took, stale = (figures.measured(name, group.rows, by) for name in ("latency", "stale"))
    unanswered = figures.measured("unanswered", group.rows, by).value
    return Point(group.settings, took, stale, len(group.rows), unanswered)
