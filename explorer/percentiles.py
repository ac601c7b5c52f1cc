"""Percentiles of what was measured, each with its interval; none where values are too few. Pure.

The interval holds the true percentile at least 19 times in 20, whatever the distribution: it lies
between two of the values in their order, and how many of n values lie below the percentile at `p`
is binomial (n, p). That takes the values as independent; those who stand in one queue are not
quite, and there the interval is too narrow.

Source: Le Boudec, "Performance Evaluation of Computer and Communication Systems", EPFL Press 2010,
theorem 2.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TAIL = 0.025
"""The chance to be wrong that is left on each side."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A percentile and its interval, in the unit of the values; a bound that is None is unknown."""

    value: float
    low: float | None
    high: float | None
    at_least: bool = False
    """The value is itself one that is only known to be at least as great."""


def enough(n: int, at: float) -> bool:
    """Whether n values say anything about this quantile: about one of them has to lie above it."""
    return n >= 1 if at <= 0.5 else round(n * (1 - at), 9) >= 1


def quantile(values: "Sequence[float] | Floats", at: float) -> float | None:
    """The quantile, by linear interpolation; None where there are too few values."""
    if not enough(len(values), at):
        return None
    from numpy import quantile as numpy_quantile  # late: NumPy costs a tenth of a second

    return round(float(numpy_quantile(values, at)), 6)


def estimate(values: "Sequence[float] | Floats", at: float, censored: int = 0) -> Estimate | None:
    """The quantile with its interval; None where there are too few values for either bound.

    `censored` of the values, the greatest, are known to be at least as great: no upper bound is
    among them.
    """
    n = len(values)
    value, (low, high) = quantile(values, at), ranks(n, at)
    if value is None or (low is None and high is None):
        return None
    import numpy as np  # late, as above

    if high is not None and high > n - censored:
        high = None
    ends = [rank - 1 for rank in (low, high) if rank is not None]
    ordered = np.partition(np.asarray(values, dtype=float), ends) if ends else ()
    least, most = (
        None if rank is None else round(float(ordered[rank - 1]), 6) for rank in (low, high)
    )
    return Estimate(value, least, most, at_least=at * (n - 1) > n - censored - 1)


def with_omitted(values: "Sequence[float] | Floats", every: float) -> list[float]:
    """The values, and those that a closed load has left out (coordinated omission).

    Whoever asks each `every`, and had to wait for longer, did not ask meanwhile: those requests
    would have waited for what was left. Source: Tene, HdrHistogram,
    `recordValueWithExpectedInterval`.
    """
    import numpy as np  # late, as above

    waits = np.asarray(values, dtype=float)
    if every <= 0:
        return [*values]
    each = np.maximum((waits / every).astype(int) - 1, 0)
    before = np.repeat(np.cumsum(each) - each, each)
    left_out = np.repeat(waits, each) - (np.arange(each.sum()) - before + 1) * every
    return [*waits.tolist(), *left_out.tolist()]


@lru_cache(maxsize=64)
def ranks(n: int, at: float) -> tuple[int | None, int | None]:
    """Which of n values in their order, counted from 1, bound the quantile; None: none of them."""
    if not n:
        return None, None
    import numpy as np  # late, as above

    spread = 10 * sqrt(n * at * (1 - at)) + 10  # beyond that there is no chance to speak of
    first, last = max(0, int(n * at - spread)), min(n, int(n * at + spread))
    below = np.arange(first, last)
    grows = np.log((n - below) / (below + 1) * at / (1 - at))
    logs = np.concatenate(([0.0], np.cumsum(grows)))
    at_most = np.cumsum(np.exp(logs - logs.max()))
    at_most /= at_most[-1]
    low = first + int(np.searchsorted(at_most, TAIL, side="right"))
    high = first + int(np.searchsorted(at_most, 1 - TAIL)) + 1
    return low or None, high if high <= n else None
