"""The parts of the lesson: a step with its dot, and a card for what is said in the end.

Rules this file keeps: a step says done, now or to come by shape as well as by colour, and by word
to assistive technology.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from explorer.frame_story import StepView
from ui import theme
from ui.buttons import Clickable
from ui.labels import words
from ui.term_text import TermText, link
from ui.tips import tip
from ui.words import format_seconds


class StepRow(Clickable):
    """A step: its dot says done, now or next by shape and colour; a click goes there."""

    command = Signal(str)

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        self._step: StepView | None = None
        self._last = False
        self._rest = 0.0
        self.said = TermText("", f"step-{index + 1}-said")
        self.said.command.connect(self.command)
        self.setObjectName(f"step-{index + 1}")
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.said)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.clicked.connect(self._seek)

    def _seek(self) -> None:
        if self._step is not None:
            self.command.emit(f"seek {format_seconds(self._step.at_us)}")

    def _radius(self) -> float:
        return self.fontMetrics().height() * 0.36

    def show_step(self, step: StepView, *, last: bool) -> None:
        """Shows the step; the line to the next one is left out beneath the last."""
        if (step, last) == (self._step, self._last):
            return
        self._step, self._last = step, last
        told = step.text or self.tr("not told before its time")
        self.said.setText(step.text or "\u2026")
        roles = {"done": "", "now": "heading", "next": "muted", "off": "muted"}
        theme.restyle(self.said, role=roles[step.state])
        struck = QFont()  # nothing else of it is set: how bold it is, the role says
        struck.setStrikeOut(step.state == "off")
        self.said.setFont(struck)
        states = {
            "done": self.tr("done"),
            "now": self.tr("now"),
            "next": self.tr("to come"),
            "off": self.tr("not told: the story was left"),
        }
        name = self.tr("Step {n}, {state}: {text}")
        n = self._index + 1
        self.setAccessibleName(name.format(n=n, state=states[step.state], text=told))
        self.setToolTip(tip(f"seek {format_seconds(step.at_us)}"))
        self._make_room()
        self.update()

    def show_rest(self, rest: float) -> None:
        """Shows how much is left of the time to read it, while time rests at it."""
        if rest != self._rest:
            self._rest = rest
            self.update()

    def _make_room(self) -> None:
        """Leaves room for the dot, which is as large as the letters."""
        self._box.setContentsMargins(round(self._radius() * 2) + 12, 3, 4, 4)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme may have larger letters, and so larger dots."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_room()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the thin line, the dot, and a frame while it has the focus."""
        if self._step is None:
            return
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._radius()
        dot = QPointF(radius + 3, 3 + self.fontMetrics().height() / 2)
        painter.setPen(QPen(now.color("line"), now.line_width))
        painter.drawLine(
            QPointF(dot.x(), 0 if self._index else dot.y()),
            QPointF(dot.x(), dot.y() if self._last else self.height()),
        )
        self._paint_dot(painter, dot, radius)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(now.color("accent" if self.hasFocus() else "line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)

    def _paint_dot(self, painter: QPainter, dot: QPointF, radius: float) -> None:
        now = theme.current()
        state = self._step.state if self._step is not None else "next"
        rim = {"done": "fresh", "now": "accent", "next": "muted", "off": "line"}[state]
        painter.setPen(QPen(now.color(rim), now.line_width))
        painter.setBrush(now.color("fresh" if state == "done" else "panel"))
        painter.drawEllipse(dot, radius, radius)
        if state == "now":
            painter.setBrush(now.color("accent"))
            painter.drawEllipse(dot, radius * 0.45, radius * 0.45)
            if self._rest:
                self._paint_rest(painter, dot, radius)
        if state == "done":
            painter.setPen(QPen(now.color("on_accent"), now.line_width))
            corners = ((-0.45, 0.05), (-0.1, 0.4), (0.5, -0.35))
            painter.drawPolyline([dot + QPointF(x * radius, y * radius) for x, y in corners])

    def _paint_rest(self, painter: QPainter, dot: QPointF, radius: float) -> None:
        """The rim runs down like a clock's: until it is gone, time rests."""
        box = QRectF(dot.x() - radius, dot.y() - radius, 2 * radius, 2 * radius)
        painter.setPen(QPen(theme.current().color("line"), theme.current().line_width * 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        painter.setPen(QPen(theme.current().color("accent"), theme.current().line_width * 2))
        painter.drawArc(box, 90 * 16, round(self._rest * 360 * 16))


class Card(QFrame):
    """A heading and a paragraph, for what is said in the end."""

    command = Signal(str)

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._text = TermText("", f"{name}-text")
        self._text.command.connect(self.command)
        heading = words("heading")
        heading.setText(title)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 9)
        box.setSpacing(3)
        box.addWidget(heading)
        box.addWidget(self._text)

    def show_text(self, text: str) -> None:
        """Shows `text`; an empty one hides the card."""
        if text != self._text.text():
            self._text.setText(text)
            link([self._text])
        self.setVisible(bool(text))


class Onward(Clickable):
    """Where to go next; a click, or Enter, goes there."""

    command = Signal(str)

    def __init__(self, name: str, text: str) -> None:
        """`text` with a place for the title of what comes next."""
        super().__init__()
        self._lines: tuple[str, ...] = ()
        self._says = text
        self.setObjectName(name)
        self._text = words("heading")
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 6, 10, 6)
        box.addWidget(self._text)
        self.clicked.connect(self._go)

    def _go(self) -> None:
        for line in self._lines:
            self.command.emit(line)

    def show_way(self, title: str, *lines: str) -> None:
        """Offers this; without a line there is nothing to offer."""
        self._lines = lines
        self._text.setText(f"{self._says.format(title)} \u203a")
        self.setAccessibleName(self._says.format(title))
        self.setToolTip("\n".join(map(tip, lines)))
        self.setVisible(bool(lines))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A frame, which stands out while it has the focus or the pointer."""
        now, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(now.color("accent"), now.line_width * (2 if marked else 1)))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)
