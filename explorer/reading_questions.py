"""From the `predict` of a preset to the questions of one variant; every mistake is noted."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.social import Request
from explorer.expectations import Expectation
from explorer.questions import Answer, Question
from explorer.schema import PredictModel
from explorer.stories import Step, command_number
from explorer.times import tell_time
from explorer.yaml12 import Path_

Wrong = Callable[[Path_, str], None]
"""Notes what is wrong, and where."""
Claimed = Callable[[Iterable[str], Path_], tuple[Expectation, ...]]
"""What a list of claims at a place says of a run."""
Asked = tuple[PredictModel, tuple[Answer, ...], Path_]
"""A question, what can be answered, and where in the file it stands."""


def path(document: Any, number: int) -> Path_:
    """Where a question stands: one alone needs no list."""
    asked = document.get("predict") if isinstance(document, dict) else None
    return ("predict", number) if isinstance(asked, list) else ("predict",)


def answers(model: PredictModel, where: Path_, claimed: Claimed) -> tuple[Answer, ...]:
    """What can be answered, and what is true of a run in which that is right."""
    return tuple(Answer(text, claimed(claims, (*where, "answers", text)))
                 for text, claims in model.answers.items())  # fmt: skip


def questions(
    asked: Sequence[Asked],
    steps: Sequence[Step],
    variant: str,
    until_us: int,
    wrong: Wrong,
) -> tuple[Question, ...]:
    """Those that are asked in a variant, in the order of its script."""
    places = {id(step): place for place, step in enumerate(steps)}
    found: list[Question] = []
    for model, choices, where in asked:
        if model.variants is not None and variant not in model.variants:
            continue
        step = _step(steps, model.before)
        if step is None:
            there = f" in the variant {variant!r} (variants: says where it is asked)"
            wrong((*where, "before"), f"no step is called {model.before!r}{there * bool(variant)}")
            continue
        for part, text in _times(model, step, until_us):
            wrong((*where, part), text)
        question = Question(
            model.ask, choices, step.at_us, places[id(step)], command_number(steps, step),
            (step.name or step.action.action) if isinstance(step.action, Request) else "",
            model.reveal, _why(model, variant),
        )  # fmt: skip
        found.append(question)
    return tuple(sorted(found, key=lambda question: question.step))


def _step(steps: Sequence[Step], name: str) -> Step | None:
    """What is called so, or the only one that does what is called so."""
    named = [step for step in steps if step.name == name]
    does = [s for s in steps if isinstance(s.action, Request) and s.action.action == name]
    return named[0] if named else does[0] if len(does) == 1 and not does[0].name else None


def _why(model: PredictModel, variant: str) -> str:
    return model.why.get(variant, "") if isinstance(model.why, dict) else model.why or ""


def _times(model: PredictModel, step: Step, until_us: int) -> Iterator[tuple[str, str]]:
    """What is wrong with the moment at which it can be known, and in which part of it."""
    if model.reveal is None:
        if not isinstance(step.action, Request):
            yield "before", f"{model.before!r} is no operation that ends: say when (reveal: TIME)"
    elif model.reveal < step.at_us:
        yield "reveal", f"it is asked at {tell_time(step.at_us)}, so that is too early"
    elif model.reveal > until_us:
        yield "reveal", f"the story ends at {tell_time(until_us)} (until)"


def strangers(model: PredictModel, variants: Mapping[str, object]) -> Iterator[tuple[Path_, str]]:
    """The place and name of each variant that there is not."""
    for i, variant in enumerate(model.variants or ()):
        if variant not in variants:
            yield ("variants", i), variant
    for variant in model.why if isinstance(model.why, dict) else ():
        if variant not in variants:
            yield ("why", variant), variant
