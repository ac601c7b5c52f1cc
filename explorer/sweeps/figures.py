"""What is measured of the runs of one setting, each figure with its 95 % interval. Pure.

Runs of different seeds have nothing in common, so the interval of a percentile over them is sound,
as that of the operations of one run, who wait for one another, is not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Literal

from explorer.percentiles import estimate
from explorer.shares import Share
from explorer.sweeps.plan import Plan
from explorer.sweeps.row import Row

Kinds = tuple[str, ...]
Settings = tuple[tuple[str, int | str], ...]
"""What a combination has for each setting that is varied, in the order of the axes."""
KINDS: Kinds = ("read", "write")
STRICT_FIRST = ("p99", "p95", "p50")
"""A percentile needs operations enough in every run: the first that all have is told."""


@dataclass(frozen=True, slots=True)
class Span:
    """A figure and its 95 % interval; an end that is None is not known."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """The runs of one combination of settings."""

    settings: Settings
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """Its settings in words: 'R 1 W 2'."""
        return named(self.settings)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What all runs of a sweep can be measured by: kinds of operations, and their percentile."""

    kinds: Kinds
    percentile: str


def named(settings: Settings) -> str:
    """Settings in words."""
    return " ".join(
        f"{name.upper() if len(name) == 1 else name} {value}" for name, value in settings
    )


def grouped(plan: Plan, rows: Sequence[Row]) -> list[Group]:
    """The rows by their settings, in the plan's order; of what was not run yet there is none."""
    found: dict[Settings, list[Row]] = {tuple(values.items()): [] for values in plan.values}
    for row in rows:
        found[tuple(row["settings"].items())].append(row)
    return [Group(settings, tuple(rows)) for settings, rows in found.items() if rows]


def kinds_of(rows: Sequence[Row]) -> Kinds:
    """The kinds of operations that were answered in any run."""
    return tuple(kind for kind in KINDS if any(latency(row, kind)["n"] for row in rows))


def answered(rows: Sequence[Row], kinds: Kinds) -> bool:
    """Whether every run has answers of these kinds, and reads that were judged."""
    return all(
        row["measures"]["staleness"]["reads"] and all(latency(row, kind)["n"] for kind in kinds)
        for row in rows
    )


def yardstick(rows: Sequence[Row], kinds: Kinds) -> Yardstick:
    """The strictest percentile that each of these runs has of these kinds."""
    strict = next(
        name
        for name in STRICT_FIRST
        if all(latency(row, kind)[name] is not None for row in rows for kind in kinds)
    )
    return Yardstick(kinds, strict)


def middle(values: Sequence[float]) -> Span:
    """The median; its interval lies between two of the values (Le Boudec 2010, theorem 2.1).

    That takes six values at least.
    """
    found = estimate(values, 0.5)
    if found is None:
        return Span(sorted(values)[len(values) // 2], None, None)
    return Span(found.value, found.low, found.high)


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


def is_measured(row: Row) -> bool:
    """Whether a row that was read has the figures that are used here."""
    try:
        took = [latency(row, kind)[name] for kind in KINDS for name in ("n", *STRICT_FIRST)]
        stale, asked = row["measures"]["staleness"], row["measures"]["availability"]
        parts = ((stale["stale_reads"], stale["reads"]), (asked["ok"], asked["asked"]))
        return all(0 <= part <= whole for part, whole in parts) and all(
            each is None or each >= 0 for each in took
        )
    except (KeyError, TypeError):
        return False


def alike(rows: Sequence[Row]) -> bool:
    """Whether no seed made another run than the others: nothing in it is left to luck."""
    return len(rows) > 1 and len({row["digest"] for row in rows}) == 1


def latency(row: Row, kind: str) -> Row:
    """What a run's operations of a kind took, in ms, by percentile."""
    found: Row = row["measures"]["latency_ms"][kind]
    return found


def _took(rows: Sequence[Row], by: Yardstick) -> Span:
    """What one operation of each kind takes together, by the percentile of its run."""
    return middle([sum(latency(row, kind)[by.percentile] for kind in by.kinds) for row in rows])


def _stale(rows: Sequence[Row], _by: Yardstick) -> Span:
    found = [row["measures"]["staleness"] for row in rows]
    return share([each["stale_reads"] for each in found], [each["reads"] for each in found])


def _unanswered(rows: Sequence[Row], _by: Yardstick) -> Span:
    found = [row["measures"]["availability"] for row in rows]
    return share([each["asked"] - each["ok"] for each in found], [each["asked"] for each in found])


def _asked(rows: Sequence[Row], _kinds: Kinds) -> bool:
    return all(row["measures"]["availability"]["asked"] for row in rows)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that a setting is judged by: `of` its runs, where they are `ready` for that."""

    name: str
    unit: Literal["ms", "%"]
    of: Callable[[Sequence[Row], Yardstick], Span]
    ready: Callable[[Sequence[Row], Kinds], bool] = answered
    kinds: Kinds | None = None
    """The operations that it is of; None: all that were answered."""


def measured(name: str, rows: Sequence[Row], by: Yardstick) -> Span:
    """The figure of this name. Of runs that are all alike it is exact, and has no interval."""
    found = MEASURES[name].of(rows, by)
    return Span(found.value, None, None) if alike(rows) else found


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("stale", "%", _stale),
        Measure("latency", "ms", _took),
        Measure("read", "ms", _took, kinds=("read",)),
        Measure("write", "ms", _took, kinds=("write",)),
        Measure("unanswered", "%", _unanswered, _asked, ()),
    )
}
"""By the names that `explorer.sweeps.wanted` has."""
