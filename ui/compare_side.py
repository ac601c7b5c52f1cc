"""One of two runs side by side: its name, what came of it, its stage, its verdicts.

Rules this file keeps: it draws a `SideView` and says lines of the verb language, which are done to
both runs; a verdict is a sign and a word before it is a colour.
"""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.frame_verdicts import VerdictView
from explorer.twin_view import SideView
from ui import theme
from ui.buttons import Clickable
from ui.compare_pair import LOOKS, Look
from ui.labels import Elided
from ui.stage import Stage
from ui.words import format_seconds

MOST_LAMPS = 4
ROUND_PX = 90
"""What stands around the words of a side's head: its swatch, its gaps and its margins."""
STAGE_LEAST = QSize(300, 100)
_TONES = {"holds": "fresh", "violated": "stale", "unknown": "unknown"}


class Swatch(QWidget):
    """A piece of the line that this run has in every chart."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Long enough for its dashes to be seen."""
        return QSize(30, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line."""
        painter = QPainter(self)
        pen = QPen(theme.current().color(self._look.role), theme.current().line_width + 1)
        if self._look.dashes:
            pen.setDashPattern(self._look.dashes)
        painter.setPen(pen)
        middle = self.height() // 2
        painter.drawLine(0, middle, self.width(), middle)


class Lamp(Clickable):
    """One guarantee, whether it holds; a click goes to where it broke."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown: VerdictView | None = None
        self._word = ""
        self.clicked.connect(self._seek)

    def _seek(self) -> None:
        if self._shown is not None and self._shown.show_us is not None:
            self.command.emit(f"seek {format_seconds(self._shown.show_us)}")

    def render_verdict(self, verdict: VerdictView, side: str) -> None:
        """Shows the verdict; `side` is the run that it is about."""
        if verdict == self._shown:
            return
        self._shown = verdict
        self._word = {
            "holds": self.tr("✓ holds"), "violated": self.tr("✗ violated"),
            "unknown": self.tr("? unknown"), "none": self.tr("○ not yet"),
            "judging": self.tr("… judging"),
        }[verdict.answer]  # fmt: skip
        if verdict.promised:
            broken = verdict.answer == "violated"
            promise = self.tr("promised, broken") if broken else self.tr("promised")
            self._word = f"{self._word[0]} {promise}"
        self.setObjectName(f"lamp-{side}-{verdict.name}")
        said = f"{verdict.title}: {self._word[2:]}. {verdict.text}".rstrip()
        self.setAccessibleName(f"{side}, {said}")
        self.setToolTip(f"<p>{verdict.meaning}</p><p>{verdict.text}</p>")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line of text with air around it, so that a hand finds it; large letters are found."""
        air = 1.7 if theme.current().large else 2.1
        return QSize(120, round(self.fontMetrics().height() * air))

    def minimumSizeHint(self) -> QSize:
        """Narrow it may become."""
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A frame in the tone, the guarantee at the left, the answer at the right."""
        if self._shown is None:
            return
        now, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = now.color(_TONES.get(self._shown.answer, "muted"))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(now.color("raised"))
        painter.setPen(QPen(now.color("accent") if self.hasFocus() else color, now.line_width))
        painter.drawRoundedRect(box, 6, 6)
        inside = box.adjusted(8, 0, -8, 0)
        painter.setFont(theme.font(bold=True, scale=0.9))
        word = self._fits(painter, self._word, inside.width())
        painter.setPen(color)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, word)
        room = inside.width() - painter.fontMetrics().horizontalAdvance(word) - 8
        painter.setFont(theme.font(scale=0.9))
        painter.setPen(now.color("text"))
        painter.drawText(inside, middle, self._fits(painter, self._shown.title, room))

    def _fits(self, painter: QPainter, text: str, room: float) -> str:
        elide = Qt.TextElideMode.ElideRight
        return painter.fontMetrics().elidedText(text, elide, max(0, int(room)))


class Side(QFrame):
    """The left run, or the right one."""

    command = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setObjectName(f"compare-{name}")
        self.setProperty("role", "panel")
        self._says = {"left": self.tr("left"), "right": self.tr("right")}[name]
        self._title = Elided("title", 90)
        self._title.setObjectName(f"compare-{name}-title")
        self._settings = Elided("small", 40)
        self._settings.setObjectName(f"compare-{name}-settings")
        self._fact = Elided("pill", 90)
        self._fact.setObjectName(f"compare-{name}-fact")
        self._fact.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._told = "", ""
        """What came of it, in full and in fewer words."""
        self.stage = Stage()
        self.stage.setObjectName(f"stage-{name}")
        self.stage.setMinimumSize(STAGE_LEAST)
        self.stage.may_drop_legend = True
        self.stage.command.connect(self.command)
        self._lamps = [Lamp() for _ in range(MOST_LAMPS)]
        for lamp in self._lamps:
            lamp.command.connect(self.command)
        self._lay_out(Swatch(LOOKS[name == "right"]))

    def _lay_out(self, swatch: Swatch) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(swatch)
        head.addWidget(self._title)
        head.addWidget(self._settings, 1)
        head.addWidget(self._fact)
        lamps = QHBoxLayout()
        lamps.setSpacing(6)
        for lamp in self._lamps:
            lamps.addWidget(lamp, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.stage, 1)
        column.addLayout(lamps)
        self._fit_letters()

    def _leave_out(self) -> None:
        """The settings, which the other side's differ from in one, give way to title and fact.

        Then the title does, down to a third of the width; then the fact is told in fewer words.
        """
        title = min(self._title.sizeHint().width(), self.width() // 3)
        room = self.width() - ROUND_PX - title
        full, short = self._told
        self._fact.show_text(full if self._fact.width_of(full) <= room else short)
        self._fact.setAccessibleName(full)
        self._title.setMinimumWidth(title)
        self._fact.setMinimumWidth(max(0, min(self._fact.sizeHint().width(), room)))
        parts = (self._title, self._settings, self._fact)
        wide = sum(part.sizeHint().width() for part in parts)
        self._settings.setVisible(wide + ROUND_PX <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other words."""
        super().resizeEvent(event)
        self._leave_out()

    def changeEvent(self, event: QEvent) -> None:
        """Where letters are large, so dense a head takes smaller ones."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_letters()

    def _fit_letters(self) -> None:
        large = theme.current().large
        theme.restyle(self._title, role="heading" if large else "title")
        self._fact.setFont(theme.font(scale=0.8 if large else 1.0, bold=True))
        self._leave_out()

    def render_side(self, side: SideView, lamps: int) -> None:
        """Shows the run, with so many of its verdicts."""
        self._title.show_text(side.title)
        self._settings.show_text(side.settings if side.settings != side.title else "")
        self._told = side.fact, side.fact_short
        self._fact.setToolTip(side.fact)
        self._leave_out()
        theme.restyle(self._fact, tone=side.tone)
        self.stage.setAccessibleName(self.tr("Stage, {0}: {1}").format(self._says, side.title))
        self.stage.show_frame(side.frame)
        for index, lamp in enumerate(self._lamps):
            lamp.setVisible(index < min(lamps, len(side.lamps)))
            if index < len(side.lamps):
                lamp.render_verdict(side.lamps[index], self._says)
