"""Times, speeds and axes in words and nice numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.scales import grown, nice_ceiling, nice_step, time_ticks
from ui.spacetime_axis import told_apart
from ui.words import (
    format_factor,
    format_ms,
    format_on_axis,
    format_seconds,
    format_span,
    format_speed,
    format_time,
)


@pytest.mark.parametrize(
    ("us", "words"),
    [
        (0, "0 ms"),
        (5, "0.005 ms"),
        (250, "0.25 ms"),
        (200, "0.20 ms"),
        (40_000, "40.00 ms"),
        (999_999, "999.99 ms"),
        (1_000_000, "1.00 s"),
        (5_310_000, "5.31 s"),
        (5_319_999, "5.31 s"),
    ],
)
def test_a_clock_chooses_its_unit_and_never_rounds_up(us, words):
    assert format_time(us) == words


@pytest.mark.parametrize(
    ("us", "words"),
    [(120_000, "120 ms"), (12_500, "12.5 ms"), (20_000_000, "20 s"), (100_000_000, "100 s")],
)
def test_a_span_has_no_idle_zeros(us, words):
    assert format_span(us) == words


@pytest.mark.parametrize(
    ("us", "words"), [(0, "0s"), (5_310, "0.00531s"), (20_000_000, "20s"), (1, "0.000001s")]
)
def test_the_verb_language_gets_exact_seconds(us, words):
    assert format_seconds(us) == words


@given(st.integers(min_value=0, max_value=10**13))
def test_seconds_come_back_to_the_microsecond(us):
    words = format_seconds(us)
    assert round(float(words.removesuffix("s")) * 1_000_000) == us
    assert not words.removesuffix("s").endswith(".")


@pytest.mark.parametrize(
    ("speed", "words"),
    [
        (0.005, "1 ms lasts 0.2 s"),
        (0.125, "1 s lasts 8 s"),
        (0.5, "1 s lasts 2 s"),
        (1.0, "real time"),
        (8.0, "8 x real time"),
        (0.00001, "1 µs lasts 0.1 s"),
        (0.0, "stands still"),
    ],
)
def test_speed_in_words(speed, words):
    assert format_speed(speed) == words


@pytest.mark.parametrize(("speed", "words"), [(0.005, "0.005"), (1e-5, "0.00001"), (100.0, "100")])
def test_a_factor_is_a_plain_decimal(speed, words):
    assert format_factor(speed) == words


@pytest.mark.parametrize(
    ("ms", "words"), [(0.424, "0.42 ms"), (8.06, "8.1 ms"), (35.2, "35 ms"), (1_234.0, "1.2 s")]
)
def test_latency_in_words(ms, words):
    assert format_ms(ms) == words


def test_all_labels_of_an_axis_have_one_unit():
    assert [format_on_axis(us, 2_000_000) for us in (0, 500_000)] == ["0 s", "0.5 s"]
    assert format_on_axis(20_000, 120_000) == "20 ms"


def test_labels_of_events_tell_their_times_apart_and_say_each_once():
    assert told_apart([]) == []
    assert told_apart([0, 40_000, 1_500_000]) == ["0 ms", "40 ms", "1.5 s"]
    assert told_apart([1_500_000, 1_500_300, 1_500_300, 1_512_000]) == [
        "1.5 s", "1.5003 s", "", "1.51 s",
    ]  # fmt: skip


def test_time_ticks_are_nice_and_inside():
    assert time_ticks(120_000, 6) == [0, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000]
    assert time_ticks(0, 6) == [0]
    assert nice_step(7, 2) == 5


@given(st.lists(st.just(0.0) | st.floats(min_value=1e-3, max_value=1e7), min_size=1))
def test_an_axis_only_grows_and_always_holds_the_data(values):
    top, tops = 0.0, []
    for value in values:
        top = grown(top, value)
        tops.append(top)
        assert top >= value * (1 - 1e-9)
    assert tops == sorted(tops)


def test_an_axis_stays_while_the_data_fits():
    assert nice_ceiling(31) == 40
    assert grown(40, 39.9) == 40
    assert grown(40, 40.1) == 50
    assert nice_ceiling(0) == 1
