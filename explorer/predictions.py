"""What a story asks its reader to predict, and what this run shows: it alone says who is right.

Rules this file keeps: an answer is judged as of the moment at which it can be known, by the same
expectations as everything else that a story says; why it came so is told by the engine's receipt.
"""

from collections.abc import Iterator
from textwrap import shorten

from engine.records import Operation
from explorer import expectations, receipt
from explorer.expectations import Expectation
from explorer.judged import Judged
from explorer.questions import Answer, Found, Prediction, Question, State, has_begun, known_us
from explorer.stories import Scenario

LONGEST = 160
"""Letters of what was observed: a feed may show twenty posts."""


class Predicted(Judged):
    """A run of a story that asks before it shows."""

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        """At the start, with nothing asked."""
        super().__init__(scenario, seed)
        self._found: dict[tuple[int, str, int], Found] = {}
        """By branch, question and moment: what was found once, and is so for good."""

    def predictions(self) -> tuple[Prediction, ...]:
        """Every question of the story as of the playhead, in the order of its script."""
        return tuple(self._prediction(number) for number in range(len(self.asking.questions)))

    @property
    def hushed(self) -> bool:
        """Whether somebody who reads the story has something to predict still."""
        if not (self.told and self.asks):
            return False
        states = (one.state for one in self.predictions())
        return any(state in ("to come", "asked", "answered") for state in states)

    def found(self, question: Question) -> Found | None:
        """What the run shows of a question; None while that cannot be known."""
        at_us = known_us(question, self.timeline, self.scenario.until_us)
        if at_us is None:
            return None
        key = self.timeline.branch.number, question.ask, at_us
        if key not in self._found:
            self._found[key] = self._look(question, at_us)
        return self._found[key]

    def _prediction(self, number: int) -> Prediction:
        asking = self.asking
        question = asking.questions[number]
        begun = has_begun(question, self.timeline)
        found = self.found(question)
        left_us = min((us for us, _ in self.timeline.branch.given), default=None)
        if left_us is not None and (found is None or found.at_us >= left_us):
            return Prediction(question, "off")
        answered = asking.answers.get(number)
        if not begun and not asking.is_passed(number):
            return Prediction(question, "asked" if asking.open == number else "to come")
        if answered is None:
            return Prediction(question, "skipped", found=found)
        if found is None:
            return Prediction(question, "answered", answered)
        state: State = "right" if answered in found.right else "wrong"
        return Prediction(question, state, answered, found)

    def _revealed(self, number: int) -> str:
        found = self.found(self.asking.questions[number])
        return " ".join((*found.shown, *found.why)) if found is not None else ""

    def _look(self, question: Question, at_us: int) -> Found:
        """Judges every answer as of that moment."""
        right = []
        for place, answer in enumerate(question.answers):
            results = (self._known_as_of(claim, at_us) for claim in answer.claims)
            if all(result.held for result in results):
                right.append(place)
        telling = [question.answers[place] for place in right] or list(question.answers)
        at = self.timeline.place_at(at_us)
        operation = self._operation(question, telling, at)
        why = self._why(operation, at, at_us) if operation is not None else ()
        stale = operation is not None and bool(operation.staleness and operation.staleness.versions)
        return Found(
            at_us, tuple(right), tuple(dict.fromkeys(self._shown(telling, at_us))),
            (question.why, *why) if question.why else why,
            operation.number if operation is not None else None, stale,
        )  # fmt: skip

    def _known_as_of(self, claim: Expectation, at_us: int) -> expectations.Result:
        return self._known_of(claim.text, claim, self.timeline.place_at(at_us), at_us)

    def _shown(self, answers: list[Answer], at_us: int) -> Iterator[str]:
        """What was measured and seen of what these answers speak of."""
        for claim in (claim for answer in answers for claim in answer.claims):
            observed = self._known_as_of(claim, at_us).observed
            told = expectations.found(claim, observed, self.scenario.called)
            yield shorten(f"{told[:1].upper()}{told[1:]}", LONGEST, placeholder=" …")

    def _operation(self, question: Question, telling: list[Answer], at: int) -> Operation | None:
        """What the answers speak of; else what it is asked before, where that has told it."""
        names = [name for answer in telling for claim in answer.claims for name in claim.names]
        if question.operation and question.reveal_us is None:
            names.append(question.operation)
        named = self._history.named(names[0]) if names else None
        return self._history.answer(named, at) if named and named.invoked_at < at else None

    def _why(self, operation: Operation, at: int, at_us: int) -> tuple[str, ...]:
        """What the engine says of the operation, after its name, and as all stood then."""
        cluster = self.timeline.as_of(at_us)
        return receipt.why(self._history, cluster, operation.number, at)[1:]
