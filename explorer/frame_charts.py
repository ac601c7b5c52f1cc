"""The charts in a frame: latency, staleness, rates and queues, up to the playhead."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from explorer.percentiles import Estimate


class LatencyPoint(NamedTuple):  # of a crowd there are thousands in each picture
    """One finished operation: when it ended, how long it took, and how it came out."""

    ended_us: int
    latency_us: int
    kind: Literal["read", "write"]
    outcome: Literal["ok", "fail", "info"]
    operation: int = 0


@dataclass(frozen=True, slots=True)
class LatencySummary:
    """Percentiles over all operations that have ended so far; None where n is too small to say."""

    kind: Literal["read", "write"]
    n: int
    p50: Estimate | None
    """In milliseconds, like p99."""
    p99: Estimate | None
    censored: int
    """Operations without an answer: they count as 'longer than the time-out'."""
    p99_open_ms: float | None = None
    """Where the load is closed: about what a load that does not wait would have had as p99."""


@dataclass(frozen=True, slots=True)
class StaleSeries:
    """How far behind one server is, as corners (t_us, behind_us) of straight pieces."""

    server: str
    corners: tuple[tuple[int, int], ...]


class StaleRead(NamedTuple):  # of a crowd there are thousands in each picture
    """One read on the staleness chart: 0 when fresh."""

    at_us: int
    user: str
    behind_us: int
    versions: int
    operation: int = 0


@dataclass(frozen=True, slots=True)
class RatePoint:
    """What was asked and what was answered, a second, in a part of the axis that ends there."""

    until_us: int
    asked: float
    answered: float


@dataclass(frozen=True, slots=True)
class QueueSeries:
    """How many requests waited at a server, or on average at those of a tier: (until_us, many)."""

    name: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class ChartsView:
    """What the charts draw, up to the playhead."""

    latencies: tuple[LatencyPoint, ...] = ()
    slowest: tuple[LatencyPoint, ...] = ()
    """Of a crowd those that took longest: drawn as well, or a part would hide the tail."""
    percentiles: tuple[tuple[int, float, float], ...] = ()
    """(t_us, p50_ms, p99_ms) over a sliding window, where it holds enough operations."""
    summaries: tuple[LatencySummary, ...] = ()
    outcomes: tuple[tuple[str, int], ...] = ()
    """How many operations came out so."""
    waiting: int = 0
    """How many have begun and not ended: none of them is in any other count."""
    staleness: tuple[StaleSeries, ...] = ()
    reads: tuple[StaleRead, ...] = ()
    rates: tuple[RatePoint, ...] = ()
    """Empty where there is no load."""
    queues: tuple[QueueSeries, ...] = ()
    """Empty where service takes no time."""
    fresh_reads: int = 0
    stale_reads: int = 0
    one_in: int = 1
    """Of so many operations one is drawn; summaries and counts are of all.

    Fresh and stale reads are thinned by themselves, so that a few stale ones are all there.
    """
