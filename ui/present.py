"""The page that an audience sees: the stage as large as it can be, and one sentence.

Rules this file keeps: it draws a frame and a `TalkView` and says lines of the verb language; there
are no buttons, but the stage has hands; nothing must be read that is smaller than the theme's
letters, which are chosen for the last row.
"""

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from explorer.frame import Frame
from explorer.presentation import TalkView
from ui import theme
from ui.charts import Charts
from ui.fresh_panel import FreshPanel
from ui.present_cards import Card, Question
from ui.present_parts import Head, Screens, Sentence, ThinTime
from ui.stage import Stage

EDGE, GAP = 10, 8
STAGE, SCREENS, CHART = 62, 38, 73
"""How they share the room: the stage with the screens, or with the one chart."""
MIDDLE, QUESTION = 46, 54
"""How they share the height."""


class Blank(QWidget):
    """Nothing at all, so that everybody looks at who speaks."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), Qt.GlobalColor.black)


class PresentPage(QWidget):
    """The audience's view of a run."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("present-page")
        self.setAccessibleName(self.tr("What the audience sees"))
        self.head, self.screens, self.time = Head(), Screens(), ThinTime()
        self.sentence, self.question, self.stage = Sentence(), Question(), Stage()
        self.stage.setObjectName("present-stage")
        self.stage.setMinimumSize(200, 80)
        self.stage.may_drop_legend = True
        self.stage.hands = False  # it has some, but says nothing of them
        self.stage.command.connect(self.command)
        self.charts, self.fresh = Charts(hands=False), FreshPanel(table=False)
        for chart in (self.charts, self.fresh):
            chart.setObjectName(f"present-{chart.objectName()}")
        self.charts.command.connect(self.command)
        self._lay_out()
        self.card, self._blank = Card(self), Blank(self)
        self._blank.setObjectName("present-blank")
        self._blank.hide()
        self._question = 0

    def _lay_out(self) -> None:
        middle = self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        middle.setSpacing(GAP)
        middle.addWidget(self.stage, STAGE)
        middle.addWidget(self.screens, SCREENS)
        for chart in (self.charts, self.fresh):
            middle.addWidget(chart, CHART)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(self.head)
        column.addLayout(middle, MIDDLE)
        column.addWidget(self.time)
        column.addWidget(self.sentence)
        column.addWidget(self.question, QUESTION)

    # -- what the window asks of a page of a run

    def in_sight(self) -> frozenset[str]:
        """What of a frame it draws that costs something: see `framing.ALL`."""
        return frozenset({"lesson", "charts"} if self.charts.isVisible() else {"lesson"})

    def turn(self, *, busy: bool) -> frozenset[str]:
        """The same: nothing here takes turns."""
        late = busy and not self.charts.due
        return self.in_sight() - ({"charts"} if late else set())

    owes = False

    def below_stage(self, height: int) -> int:
        """Where something so high covers the row of time, and nothing that is looked at."""
        row = self.time.geometry()
        return row.top() + (row.height() - height) // 2

    def show_chart(self, name: str) -> None:
        """Of a crowd's run this chart shows what it is about."""
        self.charts.only = name

    def show_frame(self, frame: Frame, panels: Collection[str]) -> None:
        """Shows the run at this moment."""
        self._question = frame.lesson.question
        self.stage.show_frame(frame)
        for part in (self.head, self.time, self.screens):
            part.show_frame(frame)
        self.fresh.setVisible(frame.fresh is not None)
        self.charts.setVisible(frame.has_load and frame.fresh is None)
        self.screens.setVisible(not (frame.has_load or frame.fresh is not None))
        if frame.fresh is not None:
            self.fresh.show_frame(frame)
        elif "charts" in panels:
            self.charts.show_frame(frame)

    def show_talk(self, view: TalkView, *, blank: bool) -> None:
        """Shows what is said, or a card, or nothing at all."""
        self.sentence.show_talk(view)
        self.question.show_talk(view)
        asked = not self.question.isHidden()
        self.sentence.setVisible(not asked)
        self._share_out(asked=asked)
        self.card.show_card(view, self._question)
        self._blank.setVisible(blank)

    def _share_out(self, *, asked: bool) -> None:
        """A chart has the room below the stage, or, where a question has that, beside it."""
        below = self.screens.isHidden() and not asked
        directions = QBoxLayout.Direction
        self._middle.setDirection(directions.TopToBottom if below else directions.LeftToRight)

    @property
    def regions(self) -> list[QWidget]:
        """What one key goes through."""
        return [self.stage]

    def forget(self) -> None:
        """What a hand has left here is gone: servers that were dragged, callouts put away."""
        self.stage.forget()

    def flush(self) -> None:
        """Draws what is drawn late at once, as a still picture needs."""
        self.stage.arrive()
        for chart in (self.charts, self.fresh):
            if chart.isVisible():
                chart.flush()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().color("ground"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Card and darkness cover all of it."""
        super().resizeEvent(event)
        for over in (self.card, self._blank):
            over.setGeometry(self.rect())
            over.raise_()
