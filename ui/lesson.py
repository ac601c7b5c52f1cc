"""The lesson: the question, the story in words, its steps, and in the end what it taught.

Rules this file keeps: it draws `Frame.lesson` and says `seek`, `previous` and `next`; what was
learned and what the model leaves out come only when every step is done.
"""

from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame
from explorer.frame_story import LessonView, StepView
from explorer.frame_time import PlaybackView
from ui import theme
from ui.buttons import flat
from ui.labels import show_text, words
from ui.lesson_parts import Card, Onward, StepRow
from ui.words import format_seconds, format_time

QUESTIONS = {
    1: QT_TRANSLATE_NOOP(
        "Questions", "How do X's changes at server A reach Y at server B, and back?"
    ),
    2: QT_TRANSLATE_NOOP("Questions", "What happens if A crashes, or A and B cannot talk?"),
    3: QT_TRANSLATE_NOOP("Questions", "Does Y always see fresh data after Y's own changes?"),
    4: QT_TRANSLATE_NOOP("Questions", "Do more servers give better performance?"),
}
WIDTH_MIN, WIDTH_MAX = 240, 320
SETTLING_MS = 400
"""As long as a hand takes that has seen one word on a button and presses another."""


def question_text(number: int) -> str:
    """One of the four questions, in the person's language; empty for another number."""
    return QCoreApplication.translate("Questions", str(QUESTIONS.get(number, "")))


class LessonPanel(QFrame):
    """The panel at the left: question, story, steps, checks, and what it taught."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: LessonView | None = None
        self._told: tuple[bool, bool, Sequence[str]] | None = None
        """What was last brought into view: whether it is the start, and the steps' states."""
        self._playback, self._then_next, self._goes_there = PlaybackView(), False, False
        self.settling = QTimer(self)
        """Active while a press would be meant for what the button has just ceased to say."""
        self.settling.setSingleShot(True)
        self._rows: list[StepRow] = []
        self._checks: list[QLabel] = []
        self.setObjectName("lesson")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("The lesson"))
        self._title = words("title", "lesson-title")
        self._question = words("small", "lesson-question")
        self._story = words("muted", "lesson-story")
        self._takeaway = Card("takeaway", self.tr("What to take away"))
        self._onward = Onward()
        self._onward.command.connect(self.command)
        self._stories: list[tuple[int, str]] = []
        self._leaves_out = Card("leaves-out", self.tr("What this model leaves out"))
        self._proof = words("heading", "lesson-proof")
        self._left = words("small", "lesson-left")
        self._left.setProperty("tone", "unknown")
        self._return = flat("lesson-return")
        self._return.setText(self.tr("\u2039 Back to the story"))
        self._return.setAccessibleName(self.tr("Back to the story"))
        self._return.setToolTip(self.tr("Before the first thing that you did; it is kept"))
        self._return.clicked.connect(lambda: self.command.emit("story"))
        self._area = QScrollArea()
        self._lay_out()
        self.keep_width()

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
        for part in (self._title, self._question, self._story, self._left, self._return, heading):
            self._body.addWidget(part)
        self._proof.setToolTip(self.tr(
            "What the story says is measured in the run that you see: ✓ came out so, "
            "✗ did not, ○ is still to come"
        ))  # fmt: skip
        self._proof.setText(self.tr("What the story says, checked in this run"))
        self._body.addLayout(self._steps)
        self._body.addWidget(self._takeaway)
        self._body.addWidget(self._onward)
        self._body.addWidget(self._leaves_out)
        self._body.addWidget(self._proof)
        self._body.addLayout(self._expected)
        self._body.addStretch(1)
        self._area.setWidget(body)
        self._area.setWidgetResizable(True)
        self._area.setProperty("role", "scrolled")
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
        for name, text, tip, does in (
            ("back", self.tr("\u2039 Back"), self.tr("To the step before"), self._back),
            ("next", self.tr("Next \u203a"), self.tr("Play on to the next step"), self._next),
        ):
            button = QPushButton(text)
            button.setObjectName(f"lesson-{name}")
            button.setProperty("role", "primary" if name == "next" else "")
            button.setAccessibleName(tip)
            button.setToolTip(tip)
            button.clicked.connect(does)
            foot.addWidget(button)
        self._next_button = button
        return foot

    def _next(self) -> None:
        """Plays on to the next step; pressed on the way there, goes to it at once.

        Where that is not known before time has arrived somewhere, it is done then.
        """
        coming = [s for s in self._shown.steps if s.state == "next"] if self._shown else []
        if self.settling.isActive():
            return
        if self._playback.errand:
            self._then_next = not self._then_next
            self._say_next()
        elif not coming:
            self.command.emit("play")
        elif self._on_its_way(coming[0]):
            self._goes_there = False  # what it says next has been asked for
            self.command.emit(f"seek {format_seconds(coming[0].at_us)}")
        else:
            self.command.emit(f"play until {format_seconds(coming[0].at_us)}")

    def _on_its_way(self, step: StepView) -> bool:
        return self._playback.playing and self._playback.goal_us == step.at_us

    def _say_next(self) -> None:
        """What the button does now, in its words."""
        coming = [s for s in self._shown.steps if s.state == "next"] if self._shown else []
        text, tip = self.tr("Next \u203a"), self.tr("Play on to the next step")
        goes_there = bool(coming) and self._on_its_way(coming[0]) and not self._playback.errand
        if self._playback.errand:
            text = self.tr("Then next\u2026") if self._then_next else self.tr("On its way\u2026")
            tip = self.tr("Time is on its way: Next will be done when it has arrived")
        elif goes_there:
            text, tip = self.tr("Go there \u203a"), self.tr("To the next step at once")
        if self._next_button.text() != text:
            if self._goes_there:
                self.settling.start(SETTLING_MS)
            self._next_button.setText(text)
            self._next_button.setToolTip(tip)
        self._goes_there = goes_there

    def _follow(self, playback: PlaybackView) -> None:
        """Does what was asked for on the way, now that time has arrived."""
        self._playback = playback
        if self._then_next and not playback.errand:
            self._then_next = False
            QTimer.singleShot(0, self, self._next)
        self._say_next()

    def _back(self) -> None:
        told = [s for s in self._shown.steps if s.state != "next"] if self._shown else []
        earlier = [s for s in told if s.at_us < told[-1].at_us]
        line = f"seek {format_seconds(earlier[-1].at_us)}" if earlier else "start"
        self.command.emit(line)

    def keep_width(self) -> None:
        """Keeps the panel 240 to 320 wide, and wider only where the letters are larger."""
        scale = max(1.0, theme.current().font_pt / 10.0)
        limits = WIDTH_MIN, round(WIDTH_MAX * scale)
        if (self.minimumWidth(), self.maximumWidth()) != limits:
            self.setMinimumWidth(limits[0])
            self.setMaximumWidth(limits[1])

    def forget(self) -> None:
        """Another story begins: what was to be done on arrival is not; it is read from its top."""
        self._then_next, self._told = False, None

    def show_frame(self, frame: Frame) -> None:
        """Shows the lesson as it stands at this frame."""
        self.keep_width()
        self._next_button.setEnabled(frame.now_us < frame.timeline.end_us)
        lesson = frame.lesson
        before, self._shown = self._shown, lesson
        self._follow(frame.playback)
        if lesson != before:
            self._show_lesson(lesson)
        for row, step in zip(self._rows, lesson.steps, strict=False):
            row.show_rest(frame.playback.rest if step.state == "now" else 0.0)
        self._reveal(lesson, start=frame.now_us == 0, rests=frame.playback.rest > 0)

    def _show_lesson(self, lesson: LessonView) -> None:
        self._title.setText(lesson.title)
        question = self.tr("Question {n}: {text}")
        text = question_text(lesson.question)
        self._question.setText(question.format(n=lesson.question, text=text))
        show_text(self._story, lesson.story)
        self._show_left(lesson.left_us)
        self._show_steps(lesson.steps)
        self._show_checks(lesson.checks)
        self._show_end(lesson)

    def _show_left(self, left_us: int | None) -> None:
        """Says that the story was left, and offers the way back."""
        self._left.setVisible(left_us is not None)
        self._return.setVisible(left_us is not None)
        if left_us is not None:
            text = self.tr("You left the story at {time}. What it says from there need not hold.")
            self._left.setText(text.format(time=format_time(left_us)))

    def _show_steps(self, steps: tuple[StepView, ...]) -> None:
        while len(self._rows) < len(steps):
            row = StepRow(len(self._rows))
            row.command.connect(self.command)
            self._rows.append(row)
            self._steps.addWidget(row)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(steps))
            if index < len(steps):
                row.show_step(steps[index], last=index == len(steps) - 1)

    def _show_checks(self, checks: tuple[tuple[str, bool | None], ...]) -> None:
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

    def _show_end(self, lesson: LessonView) -> None:
        ended = bool(lesson.steps) and all(step.state == "done" for step in lesson.steps)
        self._takeaway.show_text(lesson.takeaway if ended else "")
        self._onward.show_way(*(self._way(lesson) if ended else ("", "")))
        # Of every story alike: the engine has delays between servers, and none from a user to one.
        always = self.tr("A user's own way to a server, however far it is, takes no time here.")
        self._leaves_out.show_text(f"{lesson.leaves_out} {always}" if ended else "")

    def offer(self, stories: list[tuple[int, str]]) -> None:
        """The stories that there are, by number and title, in the order in which they are told."""
        self._stories = stories

    def _way(self, lesson: LessonView) -> tuple[str, str]:
        """The title of what comes after this, and the line that leads there.

        That is the next variant of the story; after the last one, the next story.
        """
        names = [name for name, _ in lesson.variants]
        at = names.index(lesson.variant) + 1 if lesson.variant in names else len(names)
        for name, title in lesson.variants[at:]:
            return title, f"variant {name}"
        numbers = [number for number, _ in self._stories]
        at = numbers.index(lesson.number) + 1 if lesson.number in numbers else len(numbers)
        for number, title in self._stories[at:]:
            return title, f"open {number}"
        return "", ""

    def _reveal(self, lesson: LessonView, *, start: bool, rests: bool) -> None:
        """Brings into view what is new: the step being told, or the end; at the start, the top.

        Of several that do not all fit the last one is seen.
        """
        states = [step.state for step in lesson.steps]
        if (start, rests, states) == self._told:
            return
        self._told = start, rests, states
        targets: list[QWidget] = [self._title] if start else []
        if not start and not self._takeaway.isHidden():
            targets = [self._onward, self._takeaway]
        elif "now" in states and (rests or not start):
            targets.append(self._rows[states.index("now")])
        QTimer.singleShot(0, self, lambda: self._bring_into_view(*targets))

    def _bring_into_view(self, *targets: QWidget) -> None:
        for target in targets:
            if not target.isHidden():
                self._area.ensureWidgetVisible(target, 0, 12)
