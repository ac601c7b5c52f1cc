"""The bar at the top: the question being shown, N R W, and what this configuration promises.

Rules this file keeps: it shows `Frame.promise` and `Frame.lesson`, and says lines of the verb
language; a list that is open is left alone; where one row does not fit, it takes two.
"""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame, LessonView, PromiseView
from ui import theme

TITLE_WIDTH_MIN = 110


class Elided(QLabel):
    """A line of text that is cut with '…' where it does not fit; the tool tip has all of it."""

    def __init__(self, role: str, width_min: int) -> None:
        super().__init__()
        self._full = ""
        self._width_min = width_min
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(0)  # a frame from the style sheet would else indent by half an 'x'
        self.setProperty("role", role)

    def show_text(self, text: str) -> None:
        """Shows `text`, or as much of it as fits."""
        if text != self._full:
            self._full = text
            self.setAccessibleName(text)
            self.updateGeometry()
        self._fit()

    def _padding(self) -> int:
        return 28 if self.property("role") == "pill" else 2

    def _fit(self) -> None:
        room = self.width() - self._padding()
        text = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        if text != self.text():
            self.setText(text)

    def sizeHint(self) -> QSize:
        """The width of the whole text."""
        width = self.fontMetrics().horizontalAdvance(self._full) + self._padding() + 2
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The least that still says something."""
        return QSize(self._width_min, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the text to the new width."""
        super().resizeEvent(event)
        self._fit()


class Stepper(QWidget):
    """A number between 1 and a bound, with − and +."""

    command = Signal(str)

    def __init__(self, letter: str, meaning: str) -> None:
        super().__init__()
        self._letter = letter
        self._shown: tuple[int, int] | None = None
        self._value = QLabel()
        self._value.setObjectName(f"value-{letter.lower()}")
        self._value.setProperty("role", "heading")
        self._value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._less = self._button("−", self.tr("{letter} one less"), -1)
        self._more = self._button("+", self.tr("{letter} one more"), 1)
        self.setToolTip(meaning)
        self._lay_out()

    def _button(self, sign: str, name: str, change: int) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setObjectName(f"{self._letter.lower()}-{'more' if change > 0 else 'less'}")
        button.setProperty("role", "flat")
        button.setAccessibleName(name.format(letter=self._letter))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self._change(change))
        return button

    def _lay_out(self) -> None:
        box = QFrame()
        box.setProperty("role", "field")
        inside = QHBoxLayout(box)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        for part in (self._less, self._value, self._more):
            inside.addWidget(part)
        letter = QLabel(self._letter)
        letter.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(letter)
        row.addWidget(box)

    def _change(self, change: int) -> None:
        if self._shown is not None:
            self.command.emit(f"set {self._letter.lower()} {self._shown[0] + change}")

    def render_value(self, value: int, most: int) -> None:
        """Shows the number; a button that would leave the bounds is greyed and says why."""
        if self._shown == (value, most):
            return
        self._shown = (value, most)
        self._value.setText(str(value))
        self._value.setAccessibleName(f"{self._letter} = {value}")
        self._value.setMinimumWidth(self._value.fontMetrics().horizontalAdvance("00"))
        self._less.setEnabled(value > 1)
        self._more.setEnabled(value < most)
        self._less.setToolTip(self._tip(value - 1, self.tr("at least 1"), possible=value > 1))
        most_tip = self.tr("at most {n} here").format(n=most)
        self._more.setToolTip(self._tip(value + 1, most_tip, possible=value < most))

    def _tip(self, value: int, reason: str, *, possible: bool) -> str:
        line = f"set {self._letter.lower()} {value}"
        return line if possible else f"{self._letter}: {reason}"


class Choice(QComboBox):
    """A list of settings; says `line` with the one that the person chose."""

    command = Signal(str)

    def __init__(self, name: str, line: str, title: str) -> None:
        super().__init__()
        self._line = line
        self.setObjectName(name)
        self.setProperty("role", "choice")
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._say)

    def _say(self, index: int) -> None:
        self.command.emit(self._line.format(self.itemData(index)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Adds the arrow, for which a style sheet would need a picture a theme."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(theme.current().color("muted"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -7, 0), side, "▾")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel alone: a turn in passing must not start another branch of the run."""
        event.ignore()

    def render_choice(self, value: str, choices: Sequence[tuple[str, str]]) -> None:
        """Shows `value` among `choices` (value, words), unless the list is open."""
        if self.view().isVisible():
            return
        known = [*choices] if value in dict(choices) else [*choices, (value, value)]
        if [(self.itemData(i), self.itemText(i)) for i in range(self.count())] != known:
            self.clear()
            for data, words in known:
                self.addItem(words, data)
        if self.currentData() != value:
            self.setCurrentIndex([data for data, _ in known].index(value))


class QuorumBar(QFrame):
    """The bar at the top of the window."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quorum-bar")
        self.setProperty("role", "panel")
        self._name = QLabel(self.tr("Quorumscope"))
        self._name.setProperty("role", "heading")
        self._question = QLabel()
        self._question.setProperty("role", "small")
        self._title = Elided("muted", TITLE_WIDTH_MIN)
        self._title.setObjectName("story-title")
        self._pill = Elided("pill", 90)
        self._pill.setObjectName("promise")
        self._make_settings()
        self._make_places()
        self._lay_out()

    def _make_settings(self) -> None:
        self._steppers = {
            "n": Stepper("N", self.tr("N: how many servers keep a copy of each thing")),
            "r": Stepper("R", self.tr("R: how many answers a read waits for")),
            "w": Stepper("W", self.tr("W: how many acks a write waits for")),
        }
        session = self.tr("User session: does a user stay with one server?")
        self._session = Choice("user-session", "set user_session {}", session)
        repair = self.tr("Read repair: does a read bring behind servers up to date?")
        self._repair = Choice("read-repair", "set read_repair {}", repair)
        for stepper in self._steppers.values():
            stepper.command.connect(self.command)
        for choice in (self._session, self._repair):
            choice.command.connect(self.command)

    def _make_places(self) -> None:
        title = self.tr("Variant of this story")
        self._variants = Choice("variant", "variant {}", title)
        self._variants.command.connect(self.command)
        self._stories = QPushButton(self.tr("Stories"))
        self._stories.setObjectName("stories")
        self._stories.setAccessibleName(self.tr("All stories"))
        self._stories.setToolTip(self.tr("Back to the four questions and their stories"))
        self._stories.clicked.connect(lambda: self.command.emit("gallery"))
        self._theme = QPushButton("◐")
        self._theme.setObjectName("theme")
        self._theme.setAccessibleName(self.tr("Next theme"))
        self._theme.setToolTip(self.tr("Next theme: dark, light, projector"))
        self._theme.clicked.connect(lambda: self.command.emit("theme next"))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self._question)
        head.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addLayout(head)
        names.addWidget(self._title)
        names.addStretch(1)
        self._settings = self._row(
            *self._steppers.values(), self._session, self._repair, self._pill
        )
        self._places = self._row(self._variants, self._stories, self._theme)
        self._grid = QGridLayout(self)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)  # it can fold
        self._grid.setContentsMargins(12, 4, 10, 4)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.addLayout(names, 0, 0)
        self._grid.addWidget(self._settings, 0, 1)
        self._grid.addWidget(self._places, 0, 2)
        self._grid.setColumnStretch(0, 1)

    def _row(self, *parts: QWidget) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for part in parts:
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        return row

    def minimumSizeHint(self) -> QSize:
        """As wide as the settings without a long promise: they can have a row of their own."""
        margins = self._grid.contentsMargins()
        width = self._settings.minimumSizeHint().width() + margins.left() + margins.right()
        return QSize(width, super().minimumSizeHint().height())

    def _fold_when_narrow(self) -> None:
        title = max(TITLE_WIDTH_MIN, self._name.sizeHint().width() + 8)
        parts = self._settings.sizeHint().width() + self._places.sizeHint().width()
        one_row = title + self._question.sizeHint().width() + parts + 52 <= self.width()
        row, column, span = (0, 1, 1) if one_row else (1, 0, 3)
        if self._grid.getItemPosition(self._grid.indexOf(self._settings))[0] != row:  # type: ignore[index]
            self._grid.addWidget(self._settings, row, column, 1, span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes a second row where one does not hold everything."""
        super().resizeEvent(event)
        self._fold_when_narrow()

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Shows the story, the settings and the promise of this frame."""
        self._render_story(frame.lesson)
        self._render_settings(frame.promise)
        self._render_promise(frame.promise)
        self._fold_when_narrow()

    def _render_story(self, lesson: LessonView) -> None:
        question = self.tr("Question {n}").format(n=lesson.question)
        if question != self._question.text():
            self._question.setText(question)
        self._title.show_text(lesson.title)
        self._title.setToolTip(f"<qt>{escape(lesson.title)}</qt>")
        self._variants.setVisible(bool(lesson.variants))
        if lesson.variants:
            self._variants.render_choice(lesson.variant, lesson.variants)

    def _render_settings(self, promise: PromiseView) -> None:
        self._steppers["n"].render_value(promise.n, promise.servers)
        self._steppers["r"].render_value(promise.r, promise.n)
        self._steppers["w"].render_value(promise.w, promise.n)
        sessions = [("none", self.tr("any server")), ("sticky", self.tr("sticky"))]
        self._session.render_choice(promise.user_session, sessions)
        repairs = [("off", self.tr("no repair")), ("async", self.tr("read repair"))]
        self._repair.render_choice(promise.read_repair, repairs)

    def _render_promise(self, promise: PromiseView) -> None:
        sign = "✓" if promise.overlap else "◐"
        theme.restyle(self._pill, tone="good" if promise.overlap else "bad")
        self._pill.show_text(f"{sign} {promise.headline}")
        lines = (promise.headline, *promise.lines)
        self._pill.setToolTip("<qt>" + "<br>".join(map(escape, lines)) + "</qt>")
