"""A goal in the window: offered, tried by hand, won, lost, given up, and shown."""

import pytest
from page import settle
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from explorer import offering
from ui import dressing
from ui.goal_card import GoalCard
from ui.goal_link import GoalLink


class Turn:
    """The card of a page's story."""

    def __init__(self, page):
        self.page = page
        self.card = page.window.page.panels["lesson"].findChild(GoalCard)

    def said(self, name):
        label = self.card.findChild(QLabel, f"goal-{name}")
        return label.text() if label.isVisible() else ""

    def lines(self):
        labels = (self.card.findChild(QLabel, f"goal-line-{n}") for n in range(1, 6))
        return [label.text() for label in labels if label is not None and label.isVisible()]

    def press(self, name):
        self.card.findChild(QPushButton, f"goal-{name}").click()
        settle()

    def do(self, *lines):
        for line in lines:
            self.page.window.do(line)
        settle()

    def place(self):
        return self.card.parentWidget().layout().indexOf(self.card)


@pytest.fixture
def turn(page):
    page.window.do("open 5")
    return Turn(page)


def test_it_is_offered_when_the_story_is_told_and_not_before(turn):
    assert not turn.card.isVisible()
    turn.do("seek 180ms")
    assert turn.card.isVisible()
    assert turn.said("heading") == "Your turn: break it"
    assert turn.said("ask").startswith("X's session is sticky")
    assert (turn.lines(), turn.said("told")) == ([], "")


def test_it_is_tried_in_its_own_variant_won_and_left(turn):
    turn.do("seek 180ms")
    turn.press("begin")
    page = turn.page
    assert page.experiment.scenario.variant == "sticky"
    assert (page.now_ms, page.experiment.playing) == (1, False)
    assert turn.place() == 0, "it stands first of all"
    assert turn.lines() == ["○ violations of read your writes: more than 0", "0 of 1 fault used"]
    turn.do("wipe A", "restart A", "seek 8ms")
    assert turn.said("told") == "✓ Won with one fault."
    assert turn.said("shows").startswith("A sticky session keeps its promise")
    assert turn.lines() == [
        "✓ violations of read your writes: more than 0", "1 of 1 fault used: wipe A",
    ]  # fmt: skip
    turn.press("off")
    assert not turn.card.isVisible()
    turn.do("crash B")
    assert page.experiment.timeline.branch.given[-1][1].server == "B"


def test_what_is_too_much_is_told_and_undone(turn):
    turn.do("goal", "wipe A", "crash B")
    assert turn.page.notice() == "crash B cannot be done now: the goal allows one fault"
    assert turn.lines()[-1] == "1 of 1 fault used: wipe A"
    turn.do("undo", "crash B")
    assert turn.lines()[-1] == "1 of 1 fault used: crash B"


def test_the_menu_of_a_thing_greys_it_with_the_reason(turn, monkeypatch):
    shown = []
    turn.do("goal", "wipe A")
    stage = turn.page.window.stage
    monkeypatch.setattr(stage, "show_menu", lambda _key, offers: shown.extend(offers))
    turn.do("menu server B")
    reasons = {offer.line: offer.reason for offer in shown}
    assert reasons["crash B"] == "the goal allows one fault"
    assert reasons["slow B 100ms"].startswith("the goal allows only crash, wipe, pause")
    run = turn.page.experiment
    engine = {offer.line: offer.reason for offer in offering.offers(run.timeline, "server B")}
    assert engine["crash B"] is None


def test_a_try_that_fails_says_what_is_missing_and_one_way_is_shown(turn):
    turn.do("goal", "crash A", "seek 180ms")
    assert turn.said("told").startswith("✗ At 180 ms this did not hold: violations of")
    turn.press("way")
    page = turn.page
    assert page.experiment.playing
    assert turn.said("told") == "One way: wipe A at 2 ms, then restart A at 3 ms."
    assert turn.said("shows").startswith("A sticky session")
    page.play_for(20)
    assert page.experiment.measures()["counts"]["session_violations"] == 1
    turn.press("begin")
    assert (page.now_ms, page.experiment.playing) == (1, False)
    assert turn.lines()[-1] == "0 of 1 fault used"
    names = [branch.name for branch in page.experiment.timeline.listed]
    assert len(names) == 3, "the story, the try and the way"


def test_another_story_has_another_goal_or_none(turn):
    turn.do("goal")
    assert turn.card.isVisible()
    turn.do("open 7")
    assert not turn.card.isVisible()
    turn.do("goal")
    assert turn.page.notice() == "this story has no goal"


def test_the_gallery_offers_one_below_each_question(page):
    links = page.window.gallery.findChildren(GoalLink)
    assert [link.objectName() for link in links] == ["goal-2", "goal-22", "goal-5", "goal-1"]
    page.button(links[2].accessibleName()).click()
    assert page.experiment.scenario.variant == "sticky"
    assert page.now_ms == 1
    assert Turn(page).card.isVisible()


def test_in_large_letters_it_is_no_wider_than_the_lesson(turn):
    turn.do("goal", "theme projector")
    dressing.finish()
    turn.do("wipe A")
    settle()
    area = turn.page.window.page.panels["lesson"].findChild(QScrollArea)
    assert area.widget().width() <= area.viewport().width()
    turn.do("theme dark")
    dressing.finish()


def test_the_card_stays_in_sight_while_it_is_tried(turn):
    turn.do("goal", "seek 120ms")
    settle()
    assert not turn.card.visibleRegion().isEmpty()
    assert not turn.card.findChild(QLabel, "goal-heading").visibleRegion().isEmpty()


def test_what_a_goal_does_not_let_be_set_is_grey_and_says_why(turn):
    assert turn.page.button("R one more").widget().isEnabled()
    turn.do("goal")
    for name in "NRW":
        button = turn.page.button(f"{name} one more").widget()
        assert not button.isEnabled()
        assert "the goal allows only" in button.toolTip()
