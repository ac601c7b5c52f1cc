"""Percentiles and their intervals, against a slow twin and against chance itself."""

from collections import Counter
from math import comb, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.faults import Load
from engine.records import Operation
from explorer import crowd, series
from explorer.crowd import MANY
from explorer.percentiles import TAIL, estimate, quantile, ranks
from tests.test_load import SECOND, history_of


def slow_ranks(n, at):
    """The same by adding up the binomial distribution, chance by chance."""

    def at_most(k):
        return sum(comb(n, i) * at**i * (1 - at) ** (n - i) for i in range(k + 1))

    low = max((j for j in range(1, n + 1) if at_most(j - 1) <= TAIL), default=None)
    high = min((k for k in range(1, n + 1) if 1 - at_most(k - 1) <= TAIL), default=None)
    return low, high


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 250), st.sampled_from((0.5, 0.95, 0.99)))
def test_the_ranks_are_those_of_the_slow_twin(n, at):
    assert ranks(n, at) == slow_ranks(n, at)


def test_the_ranks_of_the_tables():
    """Le Boudec, appendix A: the median of 10 lies between the 2nd and the 9th of them."""
    assert ranks(10, 0.5) == (2, 9)
    assert ranks(6, 0.5) == (1, 6)
    assert ranks(5, 0.5) == (None, None)


def test_the_ranks_of_a_million_are_as_far_apart_as_a_normal_band():
    low, high = ranks(1_000_000, 0.999)
    half = 1.96 * sqrt(1_000_000 * 0.001 * 0.999)
    assert (1_000_000 - low, 1_000_000 - high) == pytest.approx((1000 + half, 1000 - half), abs=3)
    assert ranks(2_000, 0.999)[1] is None, "two values beyond it: nobody knows how far it may be"


@pytest.mark.parametrize("at", [0.5, 0.95])
def test_the_interval_holds_the_true_quantile_19_times_in_20(at):
    luck, held, runs = Random(7), 0, 1_000
    for _ in range(runs):
        found = estimate([luck.random() for _ in range(150)], at)
        held += found.low <= at <= found.high
    assert held / runs >= 0.94


def test_too_few_values_have_no_estimate():
    assert estimate([1.0] * 5, 0.5) is None
    assert estimate([1.0] * 99, 0.99) is None
    assert estimate([], 0.5) is None
    assert quantile([3.0, 1.0], 0.5) == 2.0


def test_there_is_no_upper_bound_among_those_who_waited_in_vain():
    values = [float(i) for i in range(100)]
    assert estimate(values, 0.5).high == 60.0
    assert estimate(values, 0.5, censored=39).high == 60.0
    assert estimate(values, 0.5, censored=40).high is None
    assert estimate(values, 0.5, censored=40).low == 39.0
    assert not estimate(values, 0.5, censored=49).at_least
    assert estimate(values, 0.5, censored=50).at_least, "it lies between 49 and a wait in vain"


def test_counts_beside_a_crowd_are_of_all_of_it_and_not_of_those_that_are_drawn():
    history = history_of([(0, Load(rate=900.0, reads=0.9))], 5 * SECOND, servers="AB", n=2)
    view = series.charts(history, history.length, 5 * SECOND, 5 * SECOND, ("A", "B"))
    assert view.one_in > 1
    assert sum(count for _, count in view.outcomes) == len(history.ended) > len(view.latencies)
    reads = [o for o in history.ended if o.kind == "read"]
    assert view.fresh_reads + view.stale_reads == len(reads)
    assert view.stale_reads == sum(o.staleness.versions > 0 for o in reads)
    longest_us = max(o.ended_us - o.invoked_us for o in history.ended)
    assert view.slowest[0].latency_us == longest_us, "a part of them would hide the tail"


def test_what_stands_in_turn_is_drawn_alike():
    """Reads and writes that end one after the other: every second one would be a write."""
    numbers = range(1, 2 * MANY)
    operations = [
        Operation(i, "X", "open", "A", "read" if i % 2 else "write", "", "", (), None, i, i)
        for i in numbers
    ]
    kinds = Counter(o.kind for o in crowd.some(operations))
    assert kinds["read"] == pytest.approx(kinds["write"], rel=0.02)
    assert sum(kinds.values()) == pytest.approx(MANY, rel=0.02)
    assert {o.number for o in crowd.some(operations)} <= {o.number for o in operations}
    half = {o.number for o in crowd.some(operations[: MANY + 1])}
    assert {o.number for o in crowd.some(operations)} & set(range(1, MANY)) <= half


def test_the_lines_of_percentiles_are_of_all_of_a_crowd():
    history = history_of([(0, Load(rate=900.0))], 10 * SECOND, servers="AB", n=2)
    view = series.charts(history, history.length, 10 * SECOND, 10 * SECOND, ("A", "B"))
    assert view.one_in > 1
    for at_us, p50, p99 in view.percentiles[::20]:
        window = [o for o in history.ended if at_us - SECOND < o.ended_us <= at_us]
        waited = [(o.ended_us - o.invoked_us) / 1_000 for o in window]
        assert (p50, p99) == (quantile(waited, 0.5), quantile(waited, 0.99))
