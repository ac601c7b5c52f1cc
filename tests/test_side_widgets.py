"""The bar, the lesson and the gallery: what is clicked becomes exactly one line."""

from dataclasses import replace
from typing import Any

import pytest
from page import wear
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.spec import GUARANTEES
from explorer import framing, presets, script
from explorer.experiment import Experiment
from explorer.frame import Frame
from explorer.frame_story import LessonView, LoadView, PromiseView, StepView
from explorer.frame_time import PlaybackView, TimelineView
from ui import dressing
from ui.bar_parts import Stepper
from ui.gallery import Gallery
from ui.lesson import LessonPanel, question_text
from ui.lesson_parts import StepRow
from ui.quorum_bar import QuorumBar
from ui.story_tile import StoryCard

PROMISE = PromiseView(
    n=3, r=1, w=2, servers=5, headline="R + W ≤ N: a read can miss a write", overlap=False,
    lines=("1 + 2 = 3",), user_session="none", read_repair="off",
)  # fmt: skip
LESSON = LessonView(
    number=3, title="A and B cannot talk", question=2, story="X posts.",
    steps=(
        StepView(0, "sign in", "done"),
        StepView(40_000, "X posts", "now"),
        StepView(5_310_001, "Y reads", "next"),
    ),
    takeaway="one copy is one copy", leaves_out="retries",
    variants=(("r1w1", "R = W = 1"), ("r2w2", "R = W = 2")),
    variant="r1w1",
)  # fmt: skip
CARDS = (
    StoryCard(4, "crash", "A crashes", 2, "", ()),
    StoryCard(1, "one-post", "One post", 1, "X posts.", ("w1", "w2")),
)


def a_frame(promise: PromiseView = PROMISE, lesson: LessonView = LESSON) -> Frame:
    timeline = TimelineView(9_000_000, 0, (), (), (), ())
    return Frame(0, 1, promise, (), (), (), (), (), (), (), lesson, timeline)


class Hands:
    """Shows one widget, finds its parts by accessible name, keeps the lines that it said."""

    def __init__(self, qtbot: QtBot, root: Any, width: int, height: int) -> None:
        self.qtbot = qtbot
        self.root = root
        self.lines: list[str] = []
        root.command.connect(self.lines.append)
        dressing.dress(root)
        qtbot.addWidget(root)
        root.resize(width, height)
        with qtbot.waitExposed(root):
            root.show()

    def find(self, name: str) -> QWidget:
        found = [w for w in self.root.findChildren(QWidget) if w.accessibleName() == name]
        assert len(found) == 1, f"{len(found)} widgets are called {name!r}"
        return found[0]

    def button(self, name: str) -> QAbstractButton:
        button = self.find(name)
        assert isinstance(button, QAbstractButton)
        return button

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def choose(self, name: str, words: str) -> None:
        combo = self.find(name)
        assert isinstance(combo, QComboBox)
        combo.setFocus()
        self.qtbot.keyClicks(combo, words)

    def words(self) -> str:
        QApplication.processEvents()  # a new child is shown by the event loop
        labels = self.root.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())


@pytest.fixture(autouse=True)
def _dark(qtbot: QtBot) -> None:
    del qtbot
    wear("dark")


@pytest.fixture
def bar(qtbot: QtBot) -> Hands:
    root = QuorumBar()
    root.show_frame(a_frame())
    return Hands(qtbot, root, 1280, 56)


@pytest.fixture
def lesson(qtbot: QtBot) -> Hands:
    root = LessonPanel()
    root.show_frame(a_frame())
    return Hands(qtbot, root, 280, 560)


@pytest.fixture
def gallery(qtbot: QtBot) -> Hands:
    root = Gallery()
    root.show_stories(CARDS)
    return Hands(qtbot, root, 1280, 720)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("N one less", "set n 2"),
        ("N one more", "set n 4"),
        ("R one more", "set r 2"),
        ("W one less", "set w 1"),
        ("W one more", "set w 3"),
        ("All stories", "gallery"),
        ("Command palette", "palette"),
        ("Settings", "settings"),
    ],
)
def test_a_button_of_the_bar_says_one_line(bar: Hands, name: str, line: str) -> None:
    bar.click(name)
    assert bar.lines == [line]


def test_steppers_stop_at_their_bounds_and_say_why(bar: Hands) -> None:
    bar.root.show_frame(a_frame(replace(PROMISE, n=5, r=1, w=5)))
    for name, reason in (("N one more", "5"), ("R one less", "1"), ("W one more", "5")):
        assert not bar.button(name).isEnabled()
        assert reason in bar.button(name).toolTip()
        bar.click(name)
    assert bar.lines == []
    assert bar.button("R one more").isEnabled()


@pytest.mark.parametrize(
    ("name", "typed", "line"),
    [
        ("User session: does a user stay with one server?", "st", "set user_session sticky"),
        (
            "Read repair: does a read bring behind servers up to date?",
            "re",
            "set read_repair async",
        ),
        ("Variant of this story", "r2", "variant r2w2"),
    ],
)
def test_a_choice_is_said_once(bar: Hands, name: str, typed: str, line: str) -> None:
    bar.choose(name, typed)
    assert bar.lines[-1:] == [line]


def test_each_user_session_is_told_in_a_sentence(bar: Hands) -> None:
    combo = bar.find("User session: does a user stay with one server?")
    assert isinstance(combo, QComboBox)
    tips = [combo.itemData(i, Qt.ItemDataRole.ToolTipRole) for i in range(combo.count())]
    assert len(set(tips)) == len(GUARANTEES)
    assert all(" " in tip for tip in tips)


def test_a_choice_that_was_refused_is_shown_back(bar: Hands) -> None:
    name = "User session: does a user stay with one server?"
    bar.choose(name, "st")
    bar.root.show_frame(a_frame())
    combo = bar.find(name)
    assert isinstance(combo, QComboBox)
    assert combo.currentData() == "none"
    assert bar.lines == ["set user_session sticky"]


def test_a_story_without_variants_offers_none(bar: Hands) -> None:
    bar.root.show_frame(a_frame(lesson=replace(LESSON, variants=(), variant="")))
    assert not bar.find("Variant of this story").isVisible()


@pytest.mark.parametrize(("overlap", "tone", "sign"), [(True, "good", "✓"), (False, "bad", "◐")])
def test_the_promise_has_a_tone_and_a_sign(bar: Hands, overlap: bool, tone: str, sign: str) -> None:
    bar.root.show_frame(a_frame(replace(PROMISE, overlap=overlap)))
    pill = bar.find(f"{sign} {PROMISE.headline}")
    assert pill.property("tone") == tone
    assert "1 + 2 = 3" in pill.toolTip()


@pytest.mark.parametrize(("name", "height"), [("dark", 56), ("light", 56), ("projector", 120)])
def test_nothing_on_the_bar_is_cut_off(bar: Hands, name: str, height: int) -> None:
    wear(name)
    bar.root.resize(1280, height)
    bar.root.show_frame(a_frame(lesson=replace(LESSON, title="A very long title, " * 10)))
    QApplication.processEvents()
    assert bar.root.width() == 1280
    parts = [w for w in bar.root.findChildren(QWidget) if w.isVisible() and w.accessibleName()]
    boxes = [w.rect().translated(w.mapTo(bar.root, w.rect().topLeft())) for w in parts]
    assert all(bar.root.rect().contains(box) for box in boxes)
    pill = bar.root.findChild(QLabel, "promise")
    assert pill.text() == f"◐ {PROMISE.headline}"
    assert bar.root.findChild(QLabel, "story-title").text().endswith("…")
    letters = pill.fontMetrics().horizontalAdvance(pill.text())
    assert letters <= pill.contentsRect().width()


@pytest.mark.parametrize(("reads", "r"), [("read-index", 2), ("unchecked", 1)])
def test_where_raft_decides_the_numbers_are_those_of_raft_and_say_so(
    bar: Hands, reads: str, r: int
) -> None:
    run = Experiment(presets.load("18").scenario("raft"))
    run.submit(script.parse(f"set raft_reads {reads}")[1])
    run.submit(script.parse("set w 1")[1])
    bar.root.show_frame(framing.frame(run))
    values = {letter: bar.root.findChild(QLabel, f"value-{letter}").text() for letter in "nrw"}
    assert values == {"n": "3", "r": str(r), "w": "2"}
    for letter in "NRW":
        for side in ("less", "more"):
            button = bar.button(f"{letter} one {side}")
            assert not button.isEnabled()
            assert "Raft decides" in button.toolTip()


def test_numbers_take_no_more_room_once_their_letters_are_small_again(bar: Hands) -> None:
    before = [each.sizeHint() for each in bar.root.findChildren(Stepper)]
    wear("projector")
    bar.root.show_frame(a_frame(replace(PROMISE, n=2, r=2, w=1)))
    assert [each.sizeHint() for each in bar.root.findChildren(Stepper)] != before
    wear("dark")
    assert [each.sizeHint() for each in bar.root.findChildren(Stepper)] == before


@pytest.mark.parametrize("width", range(900, 1700, 50))
def test_nothing_on_the_bar_moves_when_a_load_begins_or_a_promise_ends(
    bar: Hands, width: int
) -> None:
    bar.root.resize(width, 56)
    before = replace(a_frame(), has_load=True)
    later = replace(before, load=LoadView("load 9/s", "load 9/s", "load 3 users"))
    broken = replace(PROMISE, headline="R + W ≤ N, but a disk is lost")
    places = []
    for shown in (before, later, replace(later, promise=broken)):
        bar.root.show_frame(shown)
        QApplication.processEvents()
        steppers = bar.root.findChildren(Stepper)
        places.append([each.mapTo(bar.root, QPoint()) for each in steppers])
    assert places[0] == places[1] == places[2]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Step 1, done: sign in", "seek 0s"),
        ("Step 2, now: X posts", "seek 0.04s"),
        ("Step 3, to come: Y reads", "seek 5.310001s"),
        ("To the step before", "seek 0s"),
        ("Play on to the next step", "play until 5.310001s"),
    ],
)
def test_a_click_in_the_lesson_says_one_line(lesson: Hands, name: str, line: str) -> None:
    lesson.click(name)
    assert lesson.lines == [line]


def test_next_goes_to_a_step_at_once_when_time_is_on_its_way_there(lesson: Hands) -> None:
    step_us = LESSON.steps[2].at_us
    playing = replace(a_frame(), playback=PlaybackView(playing=True, goal_us=step_us))
    lesson.root.show_frame(playing)
    lesson.click("Play on to the next step")
    assert lesson.lines == ["seek 5.310001s"]


def test_next_waits_until_time_has_arrived_and_says_so(lesson: Hands, qtbot: QtBot) -> None:
    lesson.root.show_frame(replace(a_frame(), playback=PlaybackView(errand="going to 5 s")))
    button = lesson.button("Play on to the next step")
    assert button.text() == "On its way…"
    lesson.click("Play on to the next step")
    assert (lesson.lines, button.text()) == ([], "Then next…")
    lesson.root.show_frame(a_frame())
    qtbot.waitUntil(lambda: lesson.lines == ["play until 5.310001s"])
    assert button.text() == "Next \u203a"


def test_enter_on_a_step_goes_there(lesson: Hands) -> None:
    lesson.qtbot.keyClick(lesson.find("Step 2, now: X posts"), Qt.Key.Key_Return)
    assert lesson.lines == ["seek 0.04s"]


def test_the_lesson_asks_its_question(lesson: Hands) -> None:
    assert f"Question 2: {question_text(2)}" in lesson.words()


@pytest.mark.parametrize(
    ("variant", "title", "lines"),
    [("r1w1", "R = W = 2", ["variant r2w2", "play"]), ("r2w2", "Lost ring", ["open 7"])],
)
def test_a_story_that_is_told_leads_to_the_next_variant_or_story(
    lesson: Hands, variant: str, title: str, lines: list[str]
) -> None:
    lesson.root.offer([(9, "Sloppy"), (LESSON.number, LESSON.title), (7, "Lost ring"), (8, "Boss")])
    lesson.root.show_frame(a_frame(lesson=replace(LESSON, variant=variant)))
    assert not lesson.root.findChild(QWidget, "lesson-onward").isVisible()
    done = tuple(replace(step, state="done") for step in LESSON.steps)
    lesson.root.show_frame(a_frame(lesson=replace(LESSON, variant=variant, steps=done)))
    lesson.click(f"Now try: {title}")
    assert lesson.lines == lines


def test_the_takeaway_waits_for_the_last_step(lesson: Hands) -> None:
    assert "one copy is one copy" not in lesson.words()
    done = tuple(replace(step, state="done") for step in LESSON.steps)
    lesson.root.show_frame(a_frame(lesson=replace(LESSON, steps=done)))
    assert "one copy is one copy" in lesson.words()
    assert "What this model leaves out\nretries A user's own way to a server" in lesson.words()
    lesson.root.show_frame(a_frame())
    assert "retries" not in lesson.words()


@pytest.mark.parametrize(
    ("held", "sign", "verdict"),
    [(True, "✓", "held"), (False, "✗", "did not hold"), (None, "○", "not yet")],
)
def test_a_check_says_how_it_came_out(
    lesson: Hands, held: bool | None, sign: str, verdict: str
) -> None:
    lesson.root.show_frame(a_frame(lesson=replace(LESSON, checks=(("Y is stale", held),))))
    assert f"{sign} Y is stale" in lesson.words()
    assert lesson.find(f"Y is stale: {verdict}").toolTip() == verdict


def test_a_lesson_drawn_again_keeps_its_rows_and_its_focus(lesson: Hands) -> None:
    row = lesson.find("Step 2, now: X posts")
    row.setFocus()
    steps = (*LESSON.steps[:1], replace(LESSON.steps[1], state="done"), LESSON.steps[2])
    lesson.root.show_frame(a_frame(lesson=replace(LESSON, steps=steps)))
    assert lesson.find("Step 2, done: X posts") is row
    assert lesson.root.focusWidget() is row


def test_a_card_opens_its_story_by_click_and_by_enter(gallery: Hands) -> None:
    gallery.click("Open the story: A crashes")
    gallery.qtbot.keyClick(gallery.find("Open the story: One post"), Qt.Key.Key_Enter)
    assert gallery.lines == ["open crash", "play", "open one-post", "play"]


def test_a_question_at_the_top_leads_to_its_stories(gallery: Hands) -> None:
    gallery.click(f"To question 2: {question_text(2)}")
    assert gallery.lines == ["gallery 2"]


@pytest.mark.parametrize("size", [(1280, 720), (1600, 1000), (2400, 1400)])
def test_each_question_can_come_to_the_top(gallery: Hands, size: tuple[int, int]) -> None:
    above = QLabel("a head that is high for a while, as that of large letters is")
    above.setFixedHeight(300)
    gallery.root._head.addWidget(above)
    above.show()
    QApplication.processEvents()
    gallery.root.resize(*size)
    gallery.root.resize(size[0] - 1, size[1])
    QApplication.processEvents()
    above.hide()
    for _ in range(4):  # from the head to the scroll bar it is some turns
        QApplication.processEvents()
    bar = gallery.root.findChild(QScrollArea).verticalScrollBar()
    for section in gallery.root._sections:
        gallery.root.go_to(section.question)
        assert 0 <= section.y() - bar.value() <= 8


def test_only_questions_with_stories_are_shown(gallery: Hands) -> None:
    words = gallery.words()
    assert [words.count(question_text(n)) for n in (1, 2, 3, 4)] == [2, 2, 0, 0]


def test_the_first_story_is_the_one_to_try_first(gallery: Hands) -> None:
    first = gallery.find("Open the story: One post")
    marks = [w.text() for w in first.findChildren(QLabel) if w.isVisible()]
    assert marks[0] == "★ Try this first"
    assert gallery.words().count("Try this first") == 1


def test_the_story_that_is_open_is_marked(gallery: Hands) -> None:
    gallery.root.show_frame(a_frame(lesson=replace(LESSON, number=4)))
    crash = gallery.find("Open the story: A crashes")
    assert "● open now" in [w.text() for w in crash.findChildren(QLabel) if w.isVisible()]


def test_cards_wrap_when_the_page_is_narrow(gallery: Hands) -> None:
    cards = [StoryCard(n, f"s{n}", f"Story {n}", 1, "words " * 20, ()) for n in range(1, 5)]
    gallery.root.show_stories(cards)
    QApplication.processEvents()
    tiles = [gallery.find(f"Open the story: Story {n}") for n in range(1, 5)]
    assert len({tile.y() for tile in tiles}) < 4
    gallery.root.resize(360, 720)
    QApplication.processEvents()
    assert len({tile.y() for tile in tiles}) == 4
    assert all(tile.width() < 360 for tile in tiles)


def test_a_step_leaves_room_for_its_dot_in_every_theme(qtbot: QtBot) -> None:
    wear("dark")
    panel = LessonPanel()
    qtbot.addWidget(panel)
    panel.show_frame(a_frame())
    for name in ("projector", "dark", "projector"):
        wear(name)
        QApplication.processEvents()
        row = panel.findChildren(StepRow)[0]
        left = row._box.contentsMargins().left()
        assert left == round(row.fontMetrics().height() * 0.36 * 2) + 12
    wear("dark")
