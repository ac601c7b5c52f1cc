"""What a story asks its reader to predict, and where time stands for that.

Rules this file keeps: nothing marks an answer as right, for the run alone decides; what was
answered is forgotten only where the same question is asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.evidence import Evidence, NotYetError
from explorer.expectations import Expectation
from explorer.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers, and what is true of a run in which it is right."""

    text: str
    claims: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is asked before a step of the script is done, or is only told."""

    ask: str
    answers: tuple[Answer, ...]
    at_us: int
    step: int
    """Which of the script's steps it comes before."""
    command: int | None
    """Which of its commands that is; None: it only says something."""
    operation: str = ""
    """What the script calls that command, where it is an operation."""
    reveal_us: int | None = None
    """When it can be known; None: when the operation has ended, in whatever run."""
    why: str = ""
    """The reason in this variant, where the run itself does not say it."""


State = Literal["to come", "asked", "answered", "right", "wrong", "skipped", "off"]


@dataclass(frozen=True, slots=True)
class Found:
    """What the run shows of a question, from the moment on at which it can be known."""

    at_us: int
    right: tuple[int, ...]
    """The answers that hold, by their places: one, where the story is as its author had it."""
    shown: tuple[str, ...]
    """What was observed, a sentence each."""
    why: tuple[str, ...]
    operation: int | None
    """The operation that it was about, of which there is a receipt."""
    stale: bool
    """Whether that read missed something, so that a cause can be shown."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question as it stands in this run: who has left the story is not asked (off)."""

    question: Question
    state: State
    answered: int | None = None
    """The place of the answer that was given."""
    found: Found | None = None
    """What the run shows of it, whether it was answered or skipped."""


def has_begun(question: Question, timeline: Timeline) -> bool:
    """Whether its step is done, or told."""
    if question.command is None:
        return timeline.now_us >= question.at_us
    return timeline.cluster.has_begun(question.command)


def known_us(question: Question, timeline: Timeline, end_us: int) -> int | None:
    """When it could be known, as of the playhead; None: it cannot be known yet.

    Of an operation that never ends it is known at the end that it did not.
    """
    at_us = question.reveal_us
    if at_us is None:
        ended_us = _ended_us(question.operation, timeline)
        at_us = end_us if ended_us is None else ended_us
    following = timeline.cluster.next_us()
    passed = timeline.now_us >= at_us and (following is None or following > at_us)
    return at_us if passed and has_begun(question, timeline) else None


def _ended_us(name: str, timeline: Timeline) -> int | None:
    try:
        return Evidence(timeline.branch.history, timeline.place, over=False).ended(name).ended_us
    except NotYetError:
        return None


class Asking:
    """Before which question time stands, and what has been answered."""

    def __init__(self, questions: Sequence[Question] = ()) -> None:
        """Nothing has been asked."""
        self.questions = tuple(questions)
        self.open: int | None = None
        """The question that waits for an answer: time stands before its step."""
        self.answers: dict[int, int] = {}
        """By question: the answer that was given last."""
        self._passed: set[int] = set()
        """What was answered or skipped since somebody last went to another moment."""
        self._awaited: set[int] = set()
        """What was answered since, and could not be known so far."""

    def coming(self, timeline: Timeline) -> int | None:
        """The question to be asked next; None: there is none."""
        for number, question in enumerate(self.questions):
            if number not in self._passed and not has_begun(question, timeline):
                return number
        return None

    @property
    def reveal_us(self) -> int | None:
        """When the first is known of what was answered, where the story says when."""
        told = (self.questions[number].reveal_us for number in self._awaited)
        return min((us for us in told if us is not None), default=None)

    @property
    def awaits_end(self) -> bool:
        """Whether what was answered can be known once an operation has ended."""
        return any(self.questions[number].reveal_us is None for number in self._awaited)

    def known(self, timeline: Timeline, end_us: int) -> set[int]:
        """What was answered, and can be known now for the first time."""
        questions = self.questions
        return {n for n in self._awaited if known_us(questions[n], timeline, end_us) is not None}

    def tell(self, known: set[int]) -> None:
        """These answers have been told whether they are right."""
        self._awaited -= known

    def is_passed(self, number: int) -> bool:
        """Whether it was answered or skipped, and its step is not done yet."""
        return number in self._passed

    def pass_by(self, number: int) -> None:
        """This one, and all that come before it, have been asked: time goes on from there."""
        self._passed.update(range(number + 1))

    def ask(self, number: int) -> None:
        """Time stands before its step."""
        self.open = number
        self.answers.pop(number, None)

    def answer(self, choice: int) -> None:
        """Gives one of the answers, by its place. Raises ValueError, in words, without one."""
        if self.open is None:
            raise ValueError("nothing is asked now")
        there_are = len(self.questions[self.open].answers)
        if not 0 <= choice < there_are:
            raise ValueError(f"there is no answer {choice + 1}: there are {there_are}")
        self.answers[self.open] = choice
        self._awaited.add(self.open)
        self.skip()

    def skip(self) -> None:
        """Time goes on from there, whether it was answered or not."""
        if self.open is not None:
            self._passed.add(self.open)
            self.open = None

    def leave(self) -> None:
        """Somebody goes to another moment, or leaves the story: what comes then is asked anew."""
        self.open = None
        self._passed.clear()
        self._awaited.clear()
