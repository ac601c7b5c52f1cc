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
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame
from explorer.frame_story import LessonView, StepView
from ui import theme
from ui.buttons import flat
from ui.goal_card import GoalCard
from ui.labels import show_text, words
from ui.lesson_foot import LessonFoot
from ui.lesson_parts import Card, Onward, StepRow
from ui.lesson_question import QuestionCard
from ui.lesson_where import Where
from ui.scrolled import lay_out
from ui.term_text import TermText, link
from ui.tips import tip
from ui.words import format_time

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


class LessonPanel(QFrame):
    """The panel at the left: question, story, steps, checks, and what it taught."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: LessonView | None = None
        self._told: tuple[bool, bool, Sequence[str], Sequence[str], str] | None = None
        """What was last brought into view: whether it is the start, and the states of the steps, of
        what is asked and of the goal."""
        self.foot = LessonFoot()
        self.foot.command.connect(self.command)
        self._rows: list[StepRow] = []
        self._cards: list[QuestionCard] = []
        self._placed: tuple[int, int, tuple[int, ...]] = (0, 0, ())
        """How many sentences and cards there are, and before which of them something is asked."""
        self._checks: list[QLabel] = []
        self.setObjectName("lesson")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("The lesson"))
        self._title = words("title", "lesson-title")
        self._question = words("small", "lesson-question")
        self._story = TermText("muted", "lesson-story")
        self._takeaway = Card("takeaway", self.tr("What to take away"))
        self._onward = Onward("lesson-onward", self.tr("Now try: {0}"))
        self._onward.command.connect(self.command)
        self._stories: list[tuple[int, str]] = []
        self._leaves_out = Card("leaves-out", self.tr("What this model leaves out"))
        for part in (self._story, self._takeaway, self._leaves_out):
            part.command.connect(self.command)
        self._where = Where()
        self._where.command.connect(self.command)
        self._goal = GoalCard()
        self._goal.command.connect(self.command)
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
        told = self._title, self._question, self._story, self._where, self._left, self._return
        for part in told:
            self._body.addWidget(part)
        self._body.addLayout(self._head())
        self._proof.setToolTip(self.tr(
            "What the story says is measured in the run that you see: ✓ came out so, "
            "✗ did not, ○ is still to come"
        ))  # fmt: skip
        self._proof.setText(self.tr("What the story says, checked in this run"))
        self._body.addLayout(self._steps)
        self._body.addWidget(self._takeaway)
        self._body.addWidget(self._onward)
        self._body.addWidget(self._goal)
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
        box.addWidget(self.foot)

    def _head(self) -> QHBoxLayout:
        """Above the steps: what they are, and the way to before the first of them."""
        head, heading = QHBoxLayout(), words("heading")
        heading.setText(self.tr("Steps"))
        says = self.tr("Restart the story")
        restart = flat("lesson-restart", self.tr("Restart"), says, tip("start"))
        restart.clicked.connect(lambda: self.command.emit("start"))
        head.addWidget(heading, 1)
        head.addWidget(restart)
        return head

    def keep_width(self) -> None:
        """Keeps the panel 240 to 320 wide, and wider only where the letters are larger."""
        scale = max(1.0, theme.current().font_pt / 10.0)
        limits = WIDTH_MIN, round(WIDTH_MAX * scale)
        if (self.minimumWidth(), self.maximumWidth()) != limits:
            self.setMinimumWidth(limits[0])
            self.setMaximumWidth(limits[1])

    def forget(self) -> None:
        """Another story begins: what was to be done on arrival is not; it is read from its top."""
        self.foot.forget()
        self._told = None

    def show_frame(self, frame: Frame) -> None:
        """Shows the lesson as it stands at this frame."""
        self.keep_width()
        lesson = frame.lesson
        before, self._shown = self._shown, lesson
        self.foot.show_frame(frame)
        begins = self._where.show_where(frame.where, frame.playback)
        if lesson != before:
            self._show_lesson(lesson)
        told = bool(lesson.steps) and all(step.state == "done" for step in lesson.steps)
        self._goal.show_goal(frame.goal, self._body, told=told)
        for row, step in zip(self._rows, lesson.steps, strict=False):
            row.show_rest(frame.playback.rest if step.state == "now" else 0.0)
        self._reveal(lesson, start=frame.now_us == 0, rests=frame.playback.rest > 0)
        if begins:  # wherever the story is read: how far it is there, and the way to end it
            QTimer.singleShot(0, self, lambda: self._bring_into_view(self._where))

    def _show_lesson(self, lesson: LessonView) -> None:
        self._title.setText(lesson.title)
        question = self.tr("Question {n}: {text}")
        text = question_text(lesson.question)
        self._question.setText(question.format(n=lesson.question, text=text))
        show_text(self._story, lesson.story)
        self._show_left(lesson.left_us, lesson.settings)
        self._show_steps(lesson.steps)
        self._show_questions(lesson)
        self._link()
        self._show_checks(lesson.checks)
        self._show_end(lesson)

    def _show_left(self, left_us: int | None, settings: tuple[str, ...]) -> None:
        """Says that the story was left, and offers the way back; or that it has other settings."""
        text = ""
        if left_us is not None:
            text = self.tr("You left the story at {time}. What it says from there need not hold.")
            text = text.format(time=format_time(left_us))
        elif settings:
            text = self.tr("With {settings} what the story says need not hold.")
            text = text.format(settings=", ".join(settings))
        show_text(self._left, text)
        self._return.setVisible(left_us is not None)

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

    def _show_questions(self, lesson: LessonView) -> None:
        """What is asked stands before the sentence that it is asked before."""
        while len(self._cards) < len(lesson.predictions):
            card = QuestionCard(len(self._cards))
            card.command.connect(self.command)
            self._cards.append(card)
        placed = len(lesson.steps), len(self._cards), lesson.asked_before
        if placed != self._placed:
            self._placed = placed
            for place, row in enumerate(self._rows):
                for card, before in zip(self._cards, lesson.asked_before, strict=False):
                    if before == place:
                        self._steps.addWidget(card)
                self._steps.addWidget(row)
        for card, prediction in zip(self._cards, lesson.predictions, strict=False):
            card.show_prediction(prediction)
        for card in self._cards[len(lesson.predictions) :]:
            card.hide()

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
        self._onward.show_way(*(self._way(lesson) if ended else ("",)))
        # Of every story alike: the engine has delays between servers, and none from a user to one.
        always = self.tr("A user's own way to a server, however far it is, takes no time here.")
        self._leaves_out.show_text(f"{lesson.leaves_out} {always}" if ended else "")

    def offer(self, stories: list[tuple[int, str]]) -> None:
        """The stories that there are, by number and title, in the order in which they are told."""
        self._stories = stories
        self._link()

    def _link(self) -> None:
        """Words of the field can be opened, each where the story first has it."""
        link([self._story, *(row.said for row in self._rows if not row.isHidden())])

    def _way(self, lesson: LessonView) -> tuple[str, ...]:
        """The title of what comes after this, and the lines that lead there.

        That is the next variant of the story; after the last one, the next story, which plays by
        itself.
        """
        names = [name for name, _ in lesson.variants]
        at = names.index(lesson.variant) + 1 if lesson.variant in names else len(names)
        for name, title in lesson.variants[at:]:
            return title, f"variant {name}", "play"
        numbers = [number for number, _ in self._stories]
        at = numbers.index(lesson.number) + 1 if lesson.number in numbers else len(numbers)
        for number, title in self._stories[at:]:
            return title, f"open {number}"
        return ("",)

    def _reveal(self, lesson: LessonView, *, start: bool, rests: bool) -> None:
        """Brings into view what is new: the step being told, or the end; at the start, the top.

        Of several that do not all fit the last one is seen: what is asked, else the step, else what
        came of a question.
        """
        states = [step.state for step in lesson.steps]
        asked = [prediction.state for prediction in lesson.predictions]
        now = start, rests, states, asked, self._goal.state
        if now == self._told:
            return
        before = self._told[3] if self._told is not None else ()
        self._told = now
        top = start and not {"asked", "answered"} & set(asked)
        targets: list[QWidget] = [self._title] if top else []
        if not start and not self._takeaway.isHidden():
            targets = [self._goal, self._onward, self._takeaway]
        else:
            cards = list(zip(self._cards, asked, before, strict=False))
            targets += [c for c, is_, was in cards if is_ != was and is_ in ("right", "wrong")]
            if "now" in states and (rests or not top):
                targets.append(self._rows[states.index("now")])
            targets += [card for card, is_, _ in cards if is_ == "asked"]
        if self._goal.tried:
            targets = [self._goal]
        QTimer.singleShot(0, self, lambda: self._bring_into_view(*targets))

    def _bring_into_view(self, *targets: QWidget) -> None:
        lay_out()
        if any(isinstance(target, QuestionCard) for target in targets):
            lay_out()  # the words of a card have their height once the card has its width
        for target in targets:
            if target.isHidden():
                continue
            self._area.ensureWidgetVisible(target, 0, 12)
            if target.height() > self._area.viewport().height():  # what matters of it is seen
                head = target.head if isinstance(target, QuestionCard) else 0
                self._area.verticalScrollBar().setValue(max(0, target.y() + head - 12))
