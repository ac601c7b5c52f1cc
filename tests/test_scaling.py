"""The laws of adding servers, against their numbers; and a fit that finds what it was given."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import scaling
from explorer.scaling import Law


@pytest.mark.parametrize(("servers", "times"), [(1, 1), (2, 1.82), (3, 2.5), (10, 5.26)])
def test_full_copies_with_a_tenth_of_writes(servers, times):
    assert scaling.parts(servers, servers, 0.1, 1) == pytest.approx(times, abs=0.005)


def test_full_copies_with_half_of_writes_never_do_twice_as_much():
    assert scaling.parts(10_000, 10_000, 0.5, 1) < 2 == Law(1, 0.5, 0).ceiling


@pytest.mark.parametrize(
    ("servers", "asked", "times"),
    [(3, 1, 2.5), (12, 1, 10), (3, 2, 1.43), (12, 2, 5.71), (3, 3, 1.00), (12, 3, 4.00)],
)
def test_three_copies_on_a_ring(servers, asked, times):
    assert scaling.parts(servers, 3, 0.1, asked) == pytest.approx(times, abs=0.005)


def test_the_law_peaks_where_gunther_says():
    law = Law(1, s=0.05, k=0.01)
    assert law.peak == pytest.approx(9.7, abs=0.05)
    assert law.ceiling == pytest.approx(4.26, abs=0.005)
    assert law.at(32) == pytest.approx(2.57, abs=0.005)


def test_without_coherency_there_is_a_ceiling_and_no_peak():
    assert (Law(500, 0.1, 0).peak, Law(500, 0.1, 0).ceiling) == (None, 5_000)
    assert (Law(500, 0, 0).peak, Law(500, 0, 0).ceiling) == (None, None)
    assert Law(500, 1.5, 0.01).peak == 1


one = st.floats(1, 10_000)
contention, coherency = st.floats(0, 1), st.floats(0, 0.2)


@given(one, contention, coherency, st.sets(st.integers(1, 40), min_size=4))
def test_a_fit_finds_the_law_that_made_the_points(one, s, k, servers):
    law = Law(one, s, k)
    found = scaling.fit([(n, law.at(n)) for n in sorted(servers)])
    assert found is not None
    for n in servers:
        assert found.at(n) == pytest.approx(law.at(n), rel=1e-6)
    if max(servers) <= 12 and min(servers) == 1:  # else the numbers hardly tell the three apart
        assert (found.one, found.s, found.k) == pytest.approx((one, s, k), rel=1e-4, abs=1e-6)


@given(st.floats(0, 0.5), st.floats(0, 0.05), st.lists(st.floats(0.8, 1.2), min_size=4, max_size=9))
def test_a_fit_misses_no_more_than_the_law_that_the_points_lie_around(s, k, noise):
    true = Law(500, s, k)
    points = [(n, true.at(n) * luck) for n, luck in enumerate(noise, start=1)]
    law = scaling.fit(points)
    assert law is not None
    assert min(law.s, law.k) >= 0

    def miss(law):
        return sum((1 - x / law.at(n)) ** 2 for n, x in points)

    assert miss(law) <= miss(true) + 1e-9


def test_full_copies_are_a_law_whose_contention_is_the_part_of_writes():
    law = scaling.fit([(n, 500 * scaling.parts(n, n, 0.1, 1)) for n in range(1, 7)])
    assert law is not None
    assert (law.one, law.s, law.k) == pytest.approx((500, 0.1, 0))


def test_too_few_points_are_no_law():
    assert scaling.fit([(1, 1), (2, 2), (3, 3)]) is None
    assert scaling.fit([(1, 1), (1, 1), (1, 1), (2, 2)]) is None
    assert scaling.fit([(1, 0), (2, 1), (3, 1), (4, 1)]) is None
    assert scaling.spread([(1, 1, 0.1), (2, 2, 0.1)]) is None


def test_many_rows_are_fitted_at_once_as_one_by_one():
    luck, numbers = Random(7), (1, 2, 3, 4, 6, 8)
    rows = [[luck.uniform(0.8, 1.2) * Law(500, 0.2, 0.01).at(n) for n in numbers] for _ in range(9)]
    one_by_one = [scaling.fit(list(zip(numbers, row, strict=True))) for row in rows]
    assert scaling.fits(numbers, rows) == one_by_one
    assert scaling.fits(numbers, [rows[0], [0.0] * 6]) == [None, None]
    assert scaling.fits((1, 1, 2, 2, 3, 3), rows) == [None] * 9


def test_the_spread_is_as_wide_as_that_of_laws_measured_again_and_again():
    """An interval of 95 % is 1.96 sigma on either side, and so is what is drawn from it."""
    law, error, luck = Law(500, 0.1, 0.01), 20.0, Random(3)
    sigma = error / 1.96
    again = [
        scaling.fit([(n, luck.gauss(law.at(n), sigma)) for n in range(1, 9)]) for _ in range(300)
    ]
    found = sorted(one.s for one in again)
    low, high = scaling.spread([(n, law.at(n), error) for n in range(1, 9)])
    assert (low.s, high.s) == pytest.approx((found[7], found[-8]), rel=0.3, abs=0.01)


def test_the_spread_holds_the_law_and_grows_with_the_error():
    law = Law(500, 0.1, 0.01)
    widths = []
    for error in (5, 20):
        low, high = scaling.spread([(n, law.at(n), error) for n in range(1, 9)])
        assert low.s <= law.s <= high.s
        assert low.k <= law.k <= high.k
        widths.append(high.s - low.s)
    assert widths[1] > 2 * widths[0]


@pytest.mark.parametrize(
    ("rates", "stopped"),
    [
        ((500, 1_000, 1_500, 2_000), None),
        ((500, 1_000, 1_020, 1_030), 2),
        ((500, 505, 498, 502), 1),
        ((500, 800, 790, 1_000), None),
        ((500, 900, 700, 600), 2),
        ((500,), None),
    ],
)
def test_it_stopped_helping_where_no_further_server_brings_a_twentieth(rates, stopped):
    assert scaling.stopped([(n, x, 1) for n, x in enumerate(rates, start=1)]) == stopped


@pytest.mark.parametrize(
    ("rates", "numbers"),
    [
        ((500, 1_000, 1_500, 2_000), (2, 3, 4)),
        ((500, 500, 500, 667), (4,)),
        ((500, 800, 790, 780, 770, 900), (2, 6)),
        ((500, 800, 700, 790), (2,)),
        ((500,), ()),
    ],
)
def test_a_step_helps_when_it_adds_to_the_most_that_fewer_did(rates, numbers):
    assert scaling.helped([(n, x, 1) for n, x in enumerate(rates, start=1)]) == numbers


def test_what_lies_within_the_error_is_no_gain():
    assert scaling.stopped([(1, 500, 60), (2, 570, 60)]) == 1
    assert scaling.stopped([(1, 500, 30), (2, 570, 30)]) is None


@pytest.mark.parametrize("servers", [(1, 2, 3, 4, 10, 17, 23, 30), (1, 30, 31), (1, 60, 64)])
def test_what_scales_helps_however_many_servers_there_are(servers):
    assert scaling.helped([(n, 500 * n, 1) for n in servers]) == servers[1:]
    flat = [(n, 500 * min(n, servers[1]), 1) for n in servers]
    assert scaling.stopped(flat) == servers[1]


def test_a_step_is_worth_a_twentieth_of_what_it_would_bring_if_it_scaled():
    assert scaling.stopped([(1, 500, 1), (30, 15_000, 1), (31, 15_020, 1)]) == 30
    assert scaling.stopped([(1, 500, 1), (30, 15_000, 1), (31, 15_030, 1)]) is None


def test_a_step_of_several_servers_is_worth_a_twentieth_for_each():
    assert scaling.stopped([(1, 500, 1), (4, 570, 1)]) == 1
    assert scaling.stopped([(1, 500, 1), (4, 580, 1)]) is None


def test_a_curve_goes_through_the_law():
    law = Law(500, 0.1, 0.01)
    places = list(scaling.curve(law, 5, steps=4))
    assert places == [(n, law.at(n)) for n in (1, 2, 3, 4, 5)]
