"""Alternating rounds: what slows the machine for a while slows all sides alike."""

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from explorer.bench.rows import Asked


def medians(asked: Asked, *sides: Callable[[], float]) -> list[float]:
    """Measures all sides in turn, round after round; the median of each."""
    found = [[_alone(asked, number, side) for side in sides] for number in range(asked.rounds)]
    return [median(column) for column in zip(*found, strict=True)]


def seconds(work: Callable[[], object]) -> float:
    """How long something takes; its result is let go afterwards."""
    started = perf_counter()
    result = work()
    took = perf_counter() - started
    del result
    return took


def quantile(values: Sequence[float], share: float) -> float:
    """This share of the values is no larger."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _alone(asked: Asked, number: int, side: Callable[[], float]) -> float:
    asked.told(f"round {number + 1} of {asked.rounds}: {side.__name__.strip('_')}")
    gc.collect()
    return side()
