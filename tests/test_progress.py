"""Progress is kept: what was told to its end, and how the first answers came out."""

import json
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from explorer import presets, progress
from explorer.experiment import Experiment
from explorer.progress import Progress, Told
from ui.learner import Learner

VANISHED = presets.load("5")
STORIES = (presets.load("5"), presets.load("6"))


def go_on(run: Experiment) -> None:
    for _ in range(1_000):
        run.advance(0.25)
        if not run.playing:
            return


@pytest.fixture
def told(tmp_path):
    """A story played to its end before a learner: the first answer is wrong, the second right."""
    learner = Learner(tmp_path / progress.FILE)
    learner.take(STORIES)
    run = Experiment(VANISHED.scenario("none"))
    watch(learner, run, answers=[0, 0])
    return learner, run, tmp_path / progress.FILE


def watch(learner: Learner, run: Experiment, answers: list[int | None]) -> None:
    """Somebody plays it, answers what is asked, and the window looks after each tick."""
    from explorer import framing

    run.told = True
    run.play()
    for _ in range(2_000):
        if run.asking.open is not None and answers:
            run.answer(answers.pop(0))
        run.advance(0.25)
        learner.see(run, framing.frame(run, {"lesson"}))
        if not run.playing and run.asking.open is None:
            return


def test_what_was_told_and_answered_is_kept(told):
    learner, _, file = told
    kept = progress.read(file)
    assert kept == learner.progress
    assert kept.told["did-my-post-vanish", "none"].ended
    assert list(kept.told["did-my-post-vanish", "none"].first.values()) == [False, True]
    summary = kept.summary(VANISHED)
    assert (summary.told, summary.variants) == (1, 4)
    assert (summary.right, summary.answered, summary.asked) == (1, 2, 8)


def test_a_second_answer_does_not_count_as_a_first(told):
    learner, run, _ = told
    before = learner.progress
    run.start()
    watch(learner, run, answers=[1, 1])
    assert [one.state for one in run.predictions()] == ["right", "wrong"]
    assert learner.progress == before


def test_who_skipped_a_question_may_answer_it_later_and_the_others_stay(tmp_path):
    learner = Learner(tmp_path / progress.FILE)
    learner.take(STORIES)
    run = Experiment(VANISHED.scenario("none"))
    watch(learner, run, answers=[0, None])
    assert [one.state for one in run.predictions()] == ["wrong", "skipped"]
    run.start()
    watch(learner, run, answers=[1, 0])
    assert [one.state for one in run.predictions()] == ["right", "right"]
    assert learner.progress.first_in_all == (1, 2)


def test_what_is_only_looked_at_is_not_told(tmp_path):
    from explorer import framing

    learner = Learner(tmp_path / progress.FILE)
    learner.take(STORIES)
    run = Experiment(VANISHED.scenario("none"))
    run.told = True
    run.seek(run.end_us)
    assert not learner.see(run, framing.frame(run, {"lesson"}))
    assert not (tmp_path / progress.FILE).exists()


def test_a_run_with_other_luck_or_done_by_hand_is_not_the_story(tmp_path):
    from explorer.script import parse

    learner = Learner(tmp_path / progress.FILE)
    learner.take(STORIES)
    watch(learner, Experiment(VANISHED.scenario("none"), seed=99), answers=[0, 0])
    left = Experiment(VANISHED.scenario("none"))
    left.seek(1_000)
    left.submit(parse("crash C")[1])
    watch(learner, left, answers=[])
    assert learner.progress == Progress()


def test_a_goal_that_was_reached_is_kept_and_said(tmp_path, page):
    from explorer import framing

    learner, file = Learner(tmp_path / progress.FILE), tmp_path / progress.FILE
    story = next(each for each in presets.load_all() if each.goal is not None)
    learner.take((story,))
    run = Experiment(story.scenario(story.goal.variant))
    run.begin(run.begin_goal, 10**9)
    for at_us, command in story.goal.way:
        run.seek(at_us - 1)
        assert not learner.see(run, framing.frame(run, {"lesson"}))
        run.submit(command)
    run.seek(story.goal.by_us)
    assert learner.see(run, framing.frame(run, {"lesson"}))
    assert progress.read(file) == learner.progress
    assert learner.progress.summary(story).won
    assert learner.progress.told_in_all == 0
    page.window.learner.progress = learner.progress
    page.window.show_progress()
    tile = page.window.gallery.findChild(object, f"story-{story.model.slug}")
    assert "✓ goal reached" in " ".join(label.text() for label in tile.findChildren(QLabel))


def test_one_goes_on_with_what_was_begun_and_then_with_what_comes_next(told):
    learner, _, _ = told
    following = learner.following()
    assert following is not None
    assert progress.key(following) == ("did-my-post-vanish", "sticky")
    begun = learner.progress.begun(VANISHED.scenario("forward"))
    assert progress.key(begun.following(STORIES)) == ("did-my-post-vanish", "forward")
    ended = begun.ended(VANISHED.scenario("forward"))
    assert progress.key(ended.following(STORIES)) == ("the-feed-went-backwards", "none")
    assert Progress().following(STORIES) is None


def test_what_was_forgotten_can_be_taken_back(told):
    learner, _, file = told
    before = learner.progress
    learner.forget()
    assert (learner.progress, progress.read(file)) == (Progress(), Progress())
    learner.forget("off")
    assert (learner.progress, progress.read(file)) == (before, before)
    with pytest.raises(ValueError, match="nothing was forgotten"):
        learner.forget("off")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "5", '{"stories": 5}', '{"stories": {"a": {"b": 5}}, "last": [1, 2]}',
     '{"stories": {"a": {"b": {"told": "yes", "first": {"ask": 7}}}}, "last": "a"}'],
)  # fmt: skip
def test_what_makes_no_sense_was_not_told(tmp_path, text):
    file = tmp_path / progress.FILE
    file.write_text(text, encoding="utf-8")
    read = progress.read(file)
    assert read.last is None
    assert all(one == Told() for one in read.told.values())


def test_where_nothing_is_kept_there_is_no_file():
    learner = Learner(Path(os.devnull) / progress.FILE)
    learner.take(STORIES)
    watch(learner, Experiment(VANISHED.scenario("none")), answers=[0, 0])
    assert learner.progress.told_in_all == 1, "it holds until the window is closed"
    assert progress.read(Path(os.devnull) / progress.FILE) == Progress()


# -- in the window


def test_the_gallery_says_how_far_one_has_come_and_offers_to_go_on(page, told):
    learner, _, _ = told
    page.window.learner.progress = learner.progress
    page.window.show_progress()
    tile = page.window.gallery.findChild(object, "story-did-my-post-vanish")
    shown = " ".join(label.text() for label in tile.findChildren(QLabel))
    assert "◐ told in 1 of 4 variants" in shown
    assert "1 of 8 predicted" in shown
    page.button("Go on where you stopped: Did my post vanish?, sticky session").click()
    assert page.experiment.scenario.variant == "sticky"
    assert page.experiment.playing


def test_the_settings_forget_it_and_take_that_back(page, told):
    window = page.window
    window.learner.progress = told[0].progress
    window.show_progress()
    window.do("settings")
    page.button("Forget my progress").click()
    assert window.learner.progress == Progress()
    page.button("Remember my progress again").click()
    assert window.learner.progress == told[0].progress
    assert json.dumps(window.learner.progress.first_in_all) == "[1, 2]"
