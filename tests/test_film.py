"""The plan of a film: pure, and so told by laws."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import film
from explorer.beats import LOOK_S, WORDS_A_SECOND
from explorer.film import Beat, Script, shots
from explorer.frame_time import FaultBand, Tick, TimelineView

WORDS = "one two three four five six seven eight nine ten eleven twelve"


@st.composite
def scripts(draw):
    end_us = draw(st.integers(1_000, 60_000_000))
    from_us = draw(st.integers(0, end_us - 1))
    until_us = draw(st.integers(from_us + 1, end_us))
    times = draw(st.lists(st.integers(0, end_us), max_size=6))
    beats = tuple(Beat(at, f"{WORDS} at {at}") for at in sorted(times))
    pace = end_us / 1_000_000 / draw(st.integers(1, 30))
    said = st.sampled_from(["", "What will Y see?"])
    return Script(from_us, until_us, pace, beats, draw(said), draw(said))


@given(scripts(), st.sampled_from([40, 80, 100]))
def test_it_goes_from_the_beginning_to_the_end_and_never_back(script, picture_ms):
    made = list(shots(script, picture_ms))
    moments = [shot.at_us for shot in made]
    assert moments == sorted(moments)
    assert moments[0] == script.from_us
    assert moments[-1] == script.until_us


@given(scripts(), st.sampled_from([40, 80, 100]))
def test_every_picture_lasts_whole_multiples_and_a_new_sentence_long_enough(script, picture_ms):
    for shot in shots(script, picture_ms):
        assert shot.lasts_ms % picture_ms == 0
        assert shot.lasts_ms > 0
        if shot.since_us is None and shot.caption and shot.lasts_ms != picture_ms:
            words = len(shot.caption.split())
            assert shot.lasts_ms >= 1_000 * (LOOK_S + words / WORDS_A_SECOND)


@given(scripts(), st.sampled_from([40, 80, 100]))
def test_its_length_is_known_without_its_pictures(script, picture_ms):
    made = list(shots(script, picture_ms))
    length = film.length(script, picture_ms)
    assert (length.pictures, length.lasts_ms) == (len(made), sum(shot.lasts_ms for shot in made))


def test_the_length_of_a_film_of_years_is_known_at_once():
    """A run of two minutes at the least speed: a plan of its pictures would take minutes."""
    assert film.length(Script(0, 120_000_000, 1e-9)).pictures > 10**12


def test_the_question_is_asked_before_anything_has_happened():
    asked, told, *_ = shots(Script(0, 1_000, 1.0, (Beat(0, "It is so."),), "Is it?"))
    assert (asked.caption, asked.begun) == ("Is it?", False)
    assert (told.at_us, told.caption, told.begun) == (0, "It is so.", True)


@given(scripts())
def test_each_sentence_is_told_at_its_moment_and_stays_until_the_next(script):
    made = list(shots(script))
    inside = [b for b in script.beats if script.from_us <= b.at_us <= script.until_us]
    for beat in inside:
        told = [s for s in made if s.at_us == beat.at_us and s.since_us is None]
        assert any(beat.text in shot.caption for shot in told)
    for shot in made:
        if shot.since_us is not None:
            of = [beat.text for beat in script.beats if beat.at_us == shot.since_us]
            assert shot.caption == " ".join(of) or shot.caption == script.opening
            assert shot.since_us < shot.at_us


@given(scripts())
def test_between_two_beats_time_runs_at_the_pace(script):
    made = list(shots(script))
    a_picture_us = script.pace * 1_000 * film.PICTURE_MS
    for one, other in pairwise(made):
        if one.lasts_ms == film.PICTURE_MS:  # it moves
            assert other.at_us - one.at_us <= 1.5 * a_picture_us + 1
            assert other.at_us - one.at_us >= a_picture_us / 1.5 - 1


def test_what_is_said_at_one_moment_is_one_sentence_to_read():
    script = Script(0, 1_000, 1.0, (Beat(500, "One."), Beat(500, "Two.")))
    assert [s.caption for s in shots(script) if s.at_us == 500] == ["One. Two."]


def test_an_interval_begins_with_what_was_said_last_and_says_when():
    script = Script(600, 1_000, 1.0, (Beat(0, "First."), Beat(500, "Then.")))
    first, *_ = shots(script)
    assert (first.at_us, first.caption, first.since_us) == (600, "Then.", 500)
    assert first.lasts_ms >= film.LEAST_REST_MS


@pytest.mark.parametrize(
    ("at_us", "caption", "since_us"),
    [(0, "Why?", None), (500, "Then.", None), (700, "Then.", 500)],
)
def test_a_single_picture_has_what_was_said_last(at_us, caption, since_us):
    shot = film.still(Script(at_us, 1_000, 1.0, (Beat(500, "Then."),), "Why?"))
    assert (shot.at_us, shot.caption, shot.since_us) == (at_us, caption, since_us)


def test_the_time_line_of_a_film_does_not_tell_what_will_happen():
    ticks = (
        Tick(1, "X", "post", "write", 100, 200, "ok", "post"),
        Tick(2, "Y", "feed", "read", 300, 900, "stale", "feed"),
        Tick(3, "Y", "feed", "read", 950, 990, "fresh", "feed"),
    )
    bands = (FaultBand("cut", "A - B cut", 100, 800), FaultBand("down", "A down", 700, None))
    view = film.so_far(TimelineView(1_000, 1_000, bands, ticks, (), ()), 500)
    assert [(t.operation, t.outcome, t.ended_us) for t in view.ticks] == [
        (1, "ok", 200), (2, "pending", None),
    ]  # fmt: skip
    assert [(b.text, b.end_us) for b in view.bands] == [("A - B cut", None)]
    assert (view.head_us, view.end_us) == (500, 1_000)
