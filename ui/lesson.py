"""The lesson: the question, the story in words, its steps, and in the end what it taught.

Rules this file keeps: it draws `Frame.lesson` and says `seek`, `previous` and `next`; what was
learned and what the model leaves out come only when every step is done.
"""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame, LessonView, StepView
from ui import theme
from ui.words import format_seconds

QUESTIONS = {
    1: QT_TRANSLATE_NOOP(
        "Questions", "How do X's changes at server A reach Y at server B, and back?"
    ),
    2: QT_TRANSLATE_NOOP("Questions", "What happens if A crashes, or A and B cannot talk?"),
    3: QT_TRANSLATE_NOOP("Questions", "Does Y always see fresh data after Y's own changes?"),
    4: QT_TRANSLATE_NOOP("Questions", "Do more servers give better performance?"),
}
WIDTH_MIN, WIDTH_MAX = 240, 320


def question_text(number: int) -> str:
    """One of the four questions, in the person's language; empty for another number."""
    return QCoreApplication.translate("Questions", str(QUESTIONS.get(number, "")))


class Clickable(QAbstractButton):
    """A button that is drawn freely; Enter presses it as Space does."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes Enter as a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def words(role: str, name: str = "") -> QLabel:
    """A label of plain text that wraps and lets clicks through."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    label.setMinimumWidth(1)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label


class StepRow(Clickable):
    """A step: its dot says done, now or next by shape and colour; a click goes there."""

    command = Signal(str)

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        self._step: StepView | None = None
        self._last = False
        self._text = words("")
        self.setObjectName(f"step-{index + 1}")
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.clicked.connect(self._seek)

    def _seek(self) -> None:
        if self._step is not None:
            self.command.emit(f"seek {format_seconds(self._step.at_us)}")

    def _radius(self) -> float:
        return self.fontMetrics().height() * 0.36

    def render_step(self, step: StepView, *, last: bool) -> None:
        """Shows the step; the line to the next one is left out beneath the last."""
        if (step, last) == (self._step, self._last):
            return
        self._step, self._last = step, last
        self._text.setText(step.text)
        roles = {"done": "", "now": "heading", "next": "muted"}
        theme.restyle(self._text, role=roles[step.state])
        states = {"done": self.tr("done"), "now": self.tr("now"), "next": self.tr("to come")}
        name = self.tr("Step {n}, {state}: {text}")
        n = self._index + 1
        self.setAccessibleName(name.format(n=n, state=states[step.state], text=step.text))
        self.setToolTip(self.tr("Go to {time}").format(time=format_seconds(step.at_us)))
        left = round(self._radius() * 2) + 12
        self._box.setContentsMargins(left, 3, 4, 4)
        self.update()

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
        rim = {"done": "fresh", "now": "accent", "next": "muted"}[state]
        painter.setPen(QPen(now.color(rim), now.line_width))
        painter.setBrush(now.color({"done": "fresh", "now": "panel", "next": "panel"}[state]))
        painter.drawEllipse(dot, radius, radius)
        if state == "now":
            painter.setBrush(now.color("accent"))
            painter.drawEllipse(dot, radius * 0.45, radius * 0.45)
        if state == "done":
            painter.setPen(QPen(now.color("on_accent"), now.line_width))
            corners = ((-0.45, 0.05), (-0.1, 0.4), (0.5, -0.35))
            painter.drawPolyline([dot + QPointF(x * radius, y * radius) for x, y in corners])


class Card(QFrame):
    """A heading and a paragraph, for what is said in the end."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._text = words("")
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
        self.setVisible(bool(text))


class LessonPanel(QFrame):
    """The panel at the left: question, story, steps, checks, and what it taught."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: LessonView | None = None
        self._rows: list[StepRow] = []
        self._checks: list[QLabel] = []
        self.setObjectName("lesson")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("The lesson"))
        self._title = words("title", "lesson-title")
        self._question = words("small", "lesson-question")
        self._story = words("muted", "lesson-story")
        self._takeaway = Card("takeaway", self.tr("What to take away"))
        self._leaves_out = Card("leaves-out", self.tr("What this model leaves out"))
        self._proof = words("heading", "lesson-proof")
        self._area = QScrollArea()
        self._lay_out()
        self.render_width()

    def _lay_out(self) -> None:
        body = QWidget()
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(14, 12, 8, 8)
        self._body.setSpacing(8)
        self._steps, self._expected = QVBoxLayout(), QVBoxLayout()
        self._steps.setSpacing(0)
        self._expected.setSpacing(4)
        heading = words("heading")
        heading.setText(self.tr("Steps"))
        for part in (self._title, self._question, self._story, heading):
            self._body.addWidget(part)
        self._proof.setText(self.tr("What this run must show"))
        self._body.addLayout(self._steps)
        self._body.addWidget(self._takeaway)
        self._body.addWidget(self._leaves_out)
        self._body.addWidget(self._proof)
        self._body.addLayout(self._expected)
        self._body.addStretch(1)
        self._area.setWidget(body)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.tr("The story and its steps"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 12)
        box.addWidget(self._area, 1)
        box.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 4, 14, 0)
        for name, text, tip, line in (  # `line` says what the button does when it is pressed
            ("back", self.tr("\u2039 Back"), self.tr("To the step before"), self._back),
            ("next", self.tr("Next \u203a"), self.tr("Play on to the next step"), self._next),
        ):
            button = QPushButton(text)
            button.setObjectName(f"lesson-{name}")
            button.setProperty("role", "primary" if name == "next" else "")
            button.setAccessibleName(tip)
            button.setToolTip(tip)
            button.clicked.connect(lambda _on=False, line=line: self.command.emit(line()))
            foot.addWidget(button)
        return foot

    def _next(self) -> str:
        coming = [s for s in self._shown.steps if s.state == "next"] if self._shown else []
        return f"play until {format_seconds(coming[0].at_us)}" if coming else "play"

    def _back(self) -> str:
        told = [s for s in self._shown.steps if s.state != "next"] if self._shown else []
        earlier = [s for s in told if s.at_us < told[-1].at_us]
        return f"seek {format_seconds(earlier[-1].at_us)}" if earlier else "start"

    def render_width(self) -> None:
        """Keeps the panel 240 to 320 wide, and wider only where the letters are larger."""
        scale = max(1.0, theme.current().font_pt / 10.0)
        limits = WIDTH_MIN, round(WIDTH_MAX * scale)
        if (self.minimumWidth(), self.maximumWidth()) != limits:
            self.setMinimumWidth(limits[0])
            self.setMaximumWidth(limits[1])

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Shows the lesson as it stands at this frame."""
        self.render_width()
        lesson = frame.lesson
        if lesson == self._shown:
            return
        before, self._shown = self._shown, lesson
        self._title.setText(lesson.title)
        question = self.tr("Question {n}: {text}")
        text = question_text(lesson.question)
        self._question.setText(question.format(n=lesson.question, text=text))
        self._story.setText(lesson.story)
        self._story.setVisible(bool(lesson.story))
        self._render_steps(lesson.steps)
        self._render_checks(lesson.checks)
        self._render_end(lesson)
        if before is not None:
            self._reveal(before, lesson)

    def _render_steps(self, steps: tuple[StepView, ...]) -> None:
        while len(self._rows) < len(steps):
            row = StepRow(len(self._rows))
            row.command.connect(self.command)
            self._rows.append(row)
            self._steps.addWidget(row)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(steps))
            if index < len(steps):
                row.render_step(steps[index], last=index == len(steps) - 1)

    def _render_checks(self, checks: tuple[tuple[str, bool | None], ...]) -> None:
        while len(self._checks) < len(checks):
            self._checks.append(words("small", f"check-{len(self._checks) + 1}"))
            self._expected.addWidget(self._checks[-1])
        verdicts = {
            True: ("good", "✓", self.tr("held")),
            False: ("bad", "✗", self.tr("did not hold")),
            None: ("plain", "○", self.tr("not yet")),
        }
        for label, check in zip(self._checks, checks, strict=False):
            tone, sign, verdict = verdicts[check[1]]
            label.setText(f"{sign} {check[0]}")
            label.setToolTip(verdict)
            label.setAccessibleName(f"{check[0]}: {verdict}")
            theme.restyle(label, tone=tone)
        self._proof.setVisible(bool(checks))
        for index, label in enumerate(self._checks):
            label.setVisible(index < len(checks))

    def _render_end(self, lesson: LessonView) -> None:
        ended = bool(lesson.steps) and all(step.state == "done" for step in lesson.steps)
        self._takeaway.show_text(lesson.takeaway if ended else "")
        self._leaves_out.show_text(lesson.leaves_out if ended else "")

    def _reveal(self, before: LessonView, lesson: LessonView) -> None:
        """Brings into view what has just changed: the step being told, or the end."""
        states = [step.state for step in lesson.steps]
        if states == [step.state for step in before.steps]:
            return
        target: QWidget | None = None
        if not self._takeaway.isHidden():
            target = self._takeaway
        elif "now" in states:
            target = self._rows[states.index("now")]
        if target is not None:
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(target, 0, 12))
