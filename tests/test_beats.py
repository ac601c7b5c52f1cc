"""Beats: while a story plays before a reader, time rests wherever something is told."""

from dataclasses import replace

import pytest

from explorer import framing, presets
from explorer.beats import LOOK_S, WORDS_A_SECOND, Beats
from explorer.experiment import Experiment
from explorer.script import parse

EARLY_US, AT_LAST_US = 39_990, 40_000
"""Two sentences of story 2, ten microseconds apart."""
A_LONG_TIME = 60.0
"""More wall time than any sentence takes."""


@pytest.fixture
def ripple() -> Experiment:
    run = Experiment(replace(presets.load("2").scenario(), questions=()))
    run.told = True
    run.play()
    return run


@pytest.fixture
def cut() -> Experiment:
    """Story 9, which tells three things at its first moment."""
    run = Experiment(replace(presets.load("9").scenario("w1"), questions=()))
    run.told = True
    run.play()
    run.advance(0.1)
    return run


def rests(run: Experiment) -> list[tuple[int, float]]:
    """Plays to the end: where time rested, and for about how many seconds."""
    found: dict[int, float] = {}
    for _ in range(1_000):
        if not run.playing:
            break
        if run.rests:
            found[run.now_us] = found.get(run.now_us, 0.0) + 0.25
        run.advance(0.25)
    return list(found.items())


def marked(run: Experiment) -> list[int]:
    steps = framing.frame(run).lesson.steps
    return [step.at_us for step in steps if step.state == "now"]


def test_time_rests_at_each_sentence_for_as_long_as_it_takes_to_read(ripple: Experiment):
    said = {step.at_us: step.say for step in ripple.scenario.steps}
    found = rests(ripple)
    assert [at_us for at_us, _ in found] == list(said)
    for at_us, seconds in found:
        reading = LOOK_S + len(said[at_us].split()) / WORDS_A_SECOND
        assert seconds == pytest.approx(reading, abs=0.26)


def test_what_is_told_at_one_moment_is_read_together():
    beats = Beats([(5, "one two"), (5, "three four")])
    assert beats.seconds == LOOK_S + 4 / WORDS_A_SECOND
    assert beats.coming_us(0) == 5


def test_sentences_of_one_moment_have_their_turns_and_the_look_comes_before_them():
    beats = Beats([(5, "one two three four"), (5, "five six"), (5, "x"), (9, "x")])
    assert beats.turn(5) is None
    beats.rest(5, also="and here is what came of it")
    turns = []
    while beats.left_s:
        turns.append(beats.turn(5))
        assert beats.turn(9) is None
        beats.wait(0.25)
    also = LOOK_S + 7 / WORDS_A_SECOND
    assert turns == [0] * round((also + 1.0) * 4) + [1] * 2 + [2]
    assert beats.turn(5) is None


def test_where_a_run_stops_it_does_not_rest():
    story = presets.load("24").scenario("one")
    assert story.steps[-1].at_us == story.until_us
    assert story.steps[-1].say
    assert story.beats.coming_us(story.until_us) is None


def test_nobody_who_does_not_read_waits(ripple: Experiment):
    ripple.told = False
    assert rests(ripple) == []


def test_a_faster_run_is_read_faster_and_express_not_at_all(ripple: Experiment):
    slow = sum(seconds for _, seconds in rests(ripple))
    ripple.play()
    ripple.set_speed(ripple.speed * 4)
    assert sum(seconds for _, seconds in rests(ripple)) < slow / 2
    ripple.play()
    ripple.express()
    assert rests(ripple) == []


def leave(run: Experiment) -> None:
    run.told = False


def come_back(run: Experiment) -> None:
    run.told = True


@pytest.mark.parametrize(
    ("away", "back"),
    [(leave, come_back), (Experiment.express, lambda run: run.set_speed(0.001))],
    ids=["out of sight", "express"],
)
def test_whoever_comes_back_later_is_not_made_to_wait_for_what_is_over(away, back, ripple):
    ripple.advance(0.1)
    assert ripple.rests
    away(ripple)
    ripple.advance(0.1, most_steps=1)
    back(ripple)
    assert ripple.playing
    assert not ripple.rests


def test_who_plays_on_from_a_sentence_has_read_it(ripple: Experiment):
    ripple.play(EARLY_US)
    ripple.advance(A_LONG_TIME)
    assert (ripple.now_us, ripple.playing, ripple.rests) == (EARLY_US, False, False)
    ripple.play()
    ripple.advance(1.0)
    assert (ripple.now_us, ripple.rests) == (AT_LAST_US, True)


def test_where_somebody_goes_while_it_plays_it_is_read(ripple: Experiment):
    ripple.advance(0.1)
    ripple.seek(EARLY_US)
    ripple.advance(0.1)
    assert (ripple.now_us, ripple.rests) == (EARLY_US, True)


def test_what_is_done_by_hand_ends_the_rest(ripple: Experiment):
    ripple.advance(0.1)
    assert ripple.rests
    ripple.submit(parse('post Y "hello"')[1])
    assert not ripple.rests
    assert rests(ripple) == []


def test_the_last_sentence_that_was_reached_alone_is_told_now(ripple: Experiment):
    assert marked(ripple) == []
    for at_us in (0, EARLY_US, AT_LAST_US):
        ripple.seek(at_us)
        assert marked(ripple) == [at_us]


def turns(run: Experiment) -> list[tuple[str, str]]:
    """Waits until time goes on: how the steps of the first moment stood, and who was in light."""
    found: list[tuple[str, str]] = []
    while run.rests and run.now_us == 0:
        frame = framing.frame(run)
        steps = " ".join(step.state for step in frame.lesson.steps[:3])
        seen = steps, "".join(sorted(frame.spot.names)) if frame.spot is not None else ""
        found += [] if found[-1:] == [seen] else [seen]
        run.advance(0.25)
    return found


def test_sentences_of_one_moment_are_marked_and_lit_in_turn(cut: Experiment):
    assert turns(cut) == [
        ("now next next", "ABC"), ("done now next", "ABCX"), ("done done now", "AX")
    ]  # fmt: skip


def test_who_halts_time_to_read_stays_with_the_sentence(cut: Experiment):
    def states() -> list[str]:
        return [step.state for step in framing.frame(cut).lesson.steps[:3]]

    cut.pause()
    assert states() == ["now", "next", "next"]
    cut.submit(parse("crash C")[1])
    assert states() == ["done", "done", "now"], "the story was left"


@pytest.mark.parametrize("go", [lambda run: run.seek(0), Experiment.play])
def test_who_goes_elsewhere_has_all_of_it_before_them(go, cut: Experiment):
    go(cut)
    assert [step.state for step in framing.frame(cut).lesson.steps[:3]] == ["done", "done", "now"]


def test_who_steps_on_has_read_what_was_told():
    run = Experiment(replace(presets.load("5").scenario("none"), questions=()))
    run.told = True
    run.seek(4_999)
    run.play()
    run.advance(A_LONG_TIME)
    assert (run.now_us, run.rests) == (5_000, True)
    run.step()
    assert run.now_us > 5_000
    assert [step.state for step in framing.frame(run).lesson.steps[:3]] == ["done", "done", "now"]
