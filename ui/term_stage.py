"""Ten seconds of a story, live, below what a word means: the stage, how far it is, what it shows.

Rules this file keeps: there is one run at a time, which runs only while it is in sight; one that is
shown no more is given to whoever lets it go.
"""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer import framing
from explorer.experiment import Experiment
from explorer.glossary import Example
from explorer.term_run import SECONDS, TermRun
from ui import theme
from ui.labels import Elided, words
from ui.stage_view import StageView
from ui.ticking import Ticking
from ui.words import format_time

BAR_PX = 6


class Progress(QWidget):
    """How much of the ten seconds is over."""

    def __init__(self) -> None:
        super().__init__()
        self._part = 0.0
        self.setObjectName("term-progress")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, part: float) -> None:
        """Shows it."""
        if part != self._part:
            self._part = part
            self.update()

    def sizeHint(self) -> QSize:
        """A thin line."""
        return QSize(80, BAR_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line that fills."""
        now, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        for color, part in (("line", 1.0), ("accent", self._part)):
            painter.setBrush(now.color(color))
            wide = QRectF(box.topLeft(), box.size())
            wide.setWidth(box.width() * part)
            painter.drawRoundedRect(wide, BAR_PX / 2, BAR_PX / 2)


class TermStage(QFrame):
    """The live example of a word."""

    arrived = Signal()
    """It has been played to its end."""

    def __init__(self, let_go: Callable[[Experiment], None]) -> None:
        """With nothing to show yet; a run that was shown is given to `let_go`."""
        super().__init__()
        self._let_go = let_go
        self._example: Example | None = None
        self.run: TermRun | None = None
        self._told: list[QLabel] = []
        self._was_shown: bool | None = None
        """Whether it is told as at its end; None: it is another one since."""
        self.setObjectName("term-example")
        self.ticking = Ticking(self, lambda: self.run, self._draw)
        self.stage = StageView()
        self.stage.setObjectName("term-stage")
        self.stage.hands = False
        self.stage.may_drop_legend = True
        self._now = Elided("small", 60)
        self._now.setObjectName("term-now")
        self._asked = words("heading", "term-asked")
        self._progress = Progress()
        self._lay_out()

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self._progress, 1)
        below.addWidget(self._now)
        self._claims = QVBoxLayout()
        self._claims.setSpacing(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.stage, 1)
        column.addLayout(below)
        column.addWidget(self._asked)
        column.addLayout(self._claims)

    def show_example(self, example: Example, says: str) -> None:
        """Plays this one, if it is in sight; `says` is what is to be seen in it."""
        self._example = example
        self.stage.setAccessibleName(self.tr("The example, live: {0}").format(says))
        self._leave()
        if self.isVisible():
            self._begin()

    def replay(self) -> None:
        """Plays it again."""
        if self.run is not None:
            self.run.replay()
            self.ticking.go()
            self._draw()

    def _begin(self) -> None:
        if self._example is not None:
            self.run = TermRun(self._example)
            self._was_shown = None
            self.ticking.go()
            self._draw()

    def _leave(self) -> None:
        """Nothing runs any more."""
        self.ticking.stop()
        run, self.run = self.run, None
        if run is not None:
            run.pause()
            self._let_go(run)

    def showEvent(self, event: QShowEvent) -> None:
        """It is in sight: it plays."""
        super().showEvent(event)
        if self.run is None:
            self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """It is out of sight: it is over."""
        super().hideEvent(event)
        self._leave()

    def _draw(self) -> None:
        run = self.run
        if run is None:
            return
        self.ticking.drawn()
        frame = framing.frame(run, {"watch"} if run.example.asks else ())
        self.stage.show_frame(frame)
        self._progress.show_part(run.part)
        self._now.show_text(self._moment(run))
        rows = frame.watch.values.rows
        self._asked.setVisible(bool(rows))
        for row in rows:
            self._asked.setText(f"{row.expression} = {row.value or row.wrong}")
        if run.shown != self._was_shown:
            self._tell(run)

    def _moment(self, run: TermRun) -> str:
        """Where it is, and how fast time goes."""
        if run.errand is not None:
            return self.tr("On its way to {0}\u2026").format(format_time(run.example.from_us))
        span = format_time(run.example.until_us - run.example.from_us)
        return self.tr("{now}, and {span} take {n} s here").format(
            now=format_time(run.now_us), span=span, n=SECONDS
        )

    def _tell(self, run: TermRun) -> None:
        """What it is to show, and at its end whether it has."""
        self._was_shown = run.shown
        claims = run.shows()
        while len(self._told) < len(claims):
            self._told.append(words("small", f"term-claim-{len(self._told) + 1}"))
            self._claims.addWidget(self._told[-1])
        signs = {True: ("✓", "good"), False: ("✗", "bad"), None: ("○", "plain")}
        for index, label in enumerate(self._told):
            label.setVisible(index < len(claims))
            if index < len(claims):
                text, held = claims[index]
                label.setText(f"{signs[held][0]} {text}")
                theme.restyle(label, tone=signs[held][1])
        if run.shown:
            self.arrived.emit()
