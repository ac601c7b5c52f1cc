"""A low lesson: what is told, and what is asked, is in view however long the answers are."""

import pytest
from page import settle, wear
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from explorer import framing, presets
from explorer.experiment import Experiment
from ui.lesson import LessonPanel
from ui.lesson_parts import StepRow
from ui.lesson_question import QuestionCard


@pytest.fixture
def lesson(qtbot) -> LessonPanel:
    wear("dark")
    made = LessonPanel()
    qtbot.addWidget(made)
    made.resize(270, 300)
    made.show()
    return made


def show(lesson: LessonPanel, run: Experiment) -> None:
    lesson.show_frame(framing.frame(run, {"lesson"}))
    settle()
    settle()


def in_view(lesson: LessonPanel, part: QWidget) -> bool:
    """Whether all of it is seen."""
    port = lesson._area.viewport()
    return port.rect().contains(QRect(part.mapTo(port, QPoint()), part.size()))


def now(lesson: LessonPanel) -> StepRow:
    rows = (row for row in lesson.findChildren(StepRow) if not row.isHidden())
    return next(row for row in rows if row._step is not None and row._step.state == "now")


def test_a_long_answer_does_not_hide_the_sentence_that_is_told(lesson):
    run = Experiment(presets.load("5").scenario("none"))
    run.told = True
    show(lesson, run)
    run.play()
    while run.asking.open is None:
        run.advance(0.5)
    show(lesson, run)
    card = next(card for card in lesson.findChildren(QuestionCard) if not card.isHidden())
    assert run.predictions()[0].state == "asked"
    assert in_view(lesson, card)
    run.answer(1)
    while run.predictions()[0].state == "answered":
        run.advance(0.05)
    show(lesson, run)
    assert run.predictions()[0].state in ("right", "wrong")
    assert card.height() + now(lesson).height() > lesson._area.viewport().height(), "it is low"
    assert in_view(lesson, now(lesson))
