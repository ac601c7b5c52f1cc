"""A question of the story in the lesson: its answers to press, and what the run has shown of it.

Rules this file keeps: it says `answer`, and grades nothing; right and wrong differ by sign and word
as well as by colour.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.questions import Prediction
from ui import theme
from ui.buttons import Clickable, flat
from ui.labels import breakable, show_text, words
from ui.tips import tip
from ui.tools import show_me

MOST_ANSWERS = 6
OPEN = ("asked", "answered")


class AnswerButton(Clickable):
    """One answer, with the key that gives it; its text wraps."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName(f"answer-{number}")
        key = QShortcut(QKeySequence(str(number)), self)  # an own one is done after a while
        key.activated.connect(self.click)
        self._number = number
        self._text = words("")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(9, 5, 8, 5)
        named = words("muted")
        named.setText(str(number))
        named.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._box.addWidget(named, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(self._text, 1)

    def show_answer(self, text: str) -> None:
        """Offers this answer."""
        if text != self._text.text():
            self._text.setText(text)
            told = self.tr("Answer {n}: {text}").format(n=self._number, text=text)
            self.setAccessibleName(told)
            key = self.tr("Key {n}").format(n=self._number)
            self.setToolTip(tip(f"answer {self._number}", key))

    def sizeHint(self) -> QSize:
        """As its words need."""
        return self._box.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """Its words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as its words take."""
        return self._box.heightForWidth(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A frame, which stands out while it has the focus or the pointer."""
        now, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(now.color("accent" if marked else "line"), now.line_width))
        painter.setBrush(now.color("raised" if self.isDown() else "field"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)


class QuestionCard(QFrame):
    """One question: while it is asked its answers are buttons, then it says how it came out."""

    command = Signal(str)

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Prediction | None = None
        self.setObjectName(f"prediction-{number + 1}")
        self.setProperty("role", "card")
        self._heading, self._ask = words("small"), words("heading")
        self._buttons = [AnswerButton(place + 1) for place in range(MOST_ANSWERS)]
        self._verdict, self._right = words("heading"), words("")
        self._seen, self._why = words(""), words("small")
        self._skip = flat("answer-skip", self.tr("Skip"), self.tr("Skip this question"))
        self._skip.setToolTip(tip("answer skip", self._skip.accessibleName()))
        self._receipt = flat("prediction-receipt", self.tr("Receipt \u203a"))
        self._receipt.setAccessibleName(self.tr("The receipt of what was asked about"))
        self._receipt.setToolTip(tip("receipt"))
        self._cause = show_me("prediction-cause", self.tr("Show me why"))
        self._lay_out()
        for place, button in enumerate(self._buttons):
            button.clicked.connect(lambda _=False, n=place + 1: self.command.emit(f"answer {n}"))
        self._skip.clicked.connect(lambda: self.command.emit("answer skip"))
        self._receipt.clicked.connect(lambda: self._go("receipt"))
        self._cause.clicked.connect(lambda: self._go("cause"))

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 9)
        box.setSpacing(5)
        for part in (self._heading, self._ask, *self._buttons):
            box.addWidget(part)
        for part in (self._verdict, self._right, self._seen, self._why):
            box.addWidget(part)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        for button in (self._skip, self._receipt, self._cause):
            foot.addWidget(button)
        foot.addStretch(1)
        box.addLayout(foot)

    def _go(self, verb: str) -> None:
        found = self._shown.found if self._shown is not None else None
        if found is not None and found.operation is not None:
            self.command.emit(f"{verb} #{found.operation}")

    def show_prediction(self, prediction: Prediction) -> None:
        """Shows the question as it stands; one that is to come, or was left, is not there."""
        if prediction == self._shown:
            return
        before, self._shown = self._shown, prediction
        state = prediction.state
        self.setVisible(state not in ("to come", "off"))
        heading = self.tr("Predict") if state in OPEN else self.tr("Predicted")
        self._heading.setText(self.tr("Asked") if state == "skipped" else heading)
        self._ask.setText(prediction.question.ask)
        theme.restyle(self._ask, role="muted" if state == "skipped" else "heading")
        self._show_answers(prediction)
        self._show_outcome(prediction)
        theme.restyle(self, chosen="yes" if state == "asked" else "")
        self.setAccessibleName(self._told(prediction))
        if before is not None and before.state != state and not self.isHidden():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    @property
    def head(self) -> int:
        """How far down that stands which is to be seen first: the question, then the outcome."""
        return 0 if self._verdict.isHidden() else self._verdict.y()

    def _show_answers(self, prediction: Prediction) -> None:
        answers = prediction.question.answers if prediction.state == "asked" else ()
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(answers))
            if place < len(answers):
                button.show_answer(answers[place].text)
        self._skip.setVisible(prediction.state == "asked")

    def _show_outcome(self, prediction: Prediction) -> None:
        state = prediction.state
        found = prediction.found if state != "skipped" else None  # who has not asked is told little
        tone = {"right": "good", "wrong": "bad"}.get(state, "plain")
        show_text(self._verdict, self._verdict_of(prediction))
        theme.restyle(self._verdict, tone=tone)
        show_text(self._right, self._right_of(prediction) if state != "right" else "")
        seen = "\n".join(f"{text.removesuffix('.')}." for text in found.shown) if found else ""
        show_text(self._seen, breakable(seen))
        show_text(self._why, breakable(" ".join(found.why)) if found else "")
        operation = found.operation if found is not None else None
        self._receipt.setVisible(operation is not None)
        self._cause.setVisible(operation is not None and found is not None and found.stale)

    def _verdict_of(self, prediction: Prediction) -> str:
        """What was answered, and whether that is right; by a sign and a word."""
        given = ""
        if prediction.answered is not None:
            given = prediction.question.answers[prediction.answered].text
        return {
            "answered": self.tr("Your answer: {text}"),
            "right": self.tr("✓ Right: {text}"),
            "wrong": self.tr("✗ Not so: {text}"),
            "skipped": self.tr("○ Skipped"),
        }.get(prediction.state, "").format(text=given)

    def _right_of(self, prediction: Prediction) -> str:
        """What this run shows to be right; in a run that is not as its story has it, nothing."""
        if prediction.found is None:
            return ""
        answers = prediction.question.answers
        texts = [answers[place].text for place in prediction.found.right]
        if not texts:
            return self.tr("None of the answers: this run is not as its story has it.")
        return self.tr("The run shows: {text}").format(text=" / ".join(texts))

    def _told(self, prediction: Prediction) -> str:
        """All of it for a screen reader: the question, and how it stands."""
        parts = (prediction.question.ask, self._verdict.text(), self._right.text(),
                 self._seen.text())  # fmt: skip
        return " ".join(part.replace("\u200b", "") for part in parts if part)
