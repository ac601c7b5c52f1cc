"""The talk of a story: all places at which whoever presents it stops, one after the other. Pure.

A card with its question, for each variant a card with what is different in it, one place for each
sentence, for each prediction that is asked and for what came of it, and in the end what it taught.
A place has a moment of its variant's run; a card is shown over the run before anything has happened
in it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.faults import Load, Trials
from engine.social import Request
from explorer import asked, branch_names, differing
from explorer.clusters import shipped
from explorer.experiment import Experiment
from explorer.stories import Preset, Scenario
from explorer.times import tell_time

Kind = Literal["title", "chapter", "beat", "question", "reveal", "end"]
CARDS = ("title", "chapter", "end")


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to stop: what is said there, in which variant, and at which moment of it."""

    kind: Kind
    variant: str
    text: str
    at_us: int | None = None
    """None: nothing has happened yet."""
    more: tuple[str, ...] = ()
    """What else stands on its card."""
    chapter: int = 0
    """Which of the chapters its card is of, from 1."""
    prediction: int = 0
    """Which of the variant's predictions is asked, or told, from 0."""
    asks: int | None = None
    """The prediction before whose step time stands: nothing that it is about is seen yet."""
    show: tuple[str, ...] = ()
    """What its sentence is about, where its words do not tell."""

    @property
    def is_card(self) -> bool:
        """Whether it hides the run."""
        return self.kind in CARDS


Talk = tuple[Place, ...]


def talk(preset: Preset, seed: int | None = None, shown: Scenario | None = None) -> Talk:
    """Every place of a story, all of its variants; where the seed is another one, cards say so.

    Moments are those of the run that is `shown`, and of what happened on real servers.
    """
    own = {} if shown is None else {shown.variant: shown}
    told = [own.get(name) or shipped.told(each) for name, each in preset.scenarios.items()]
    places = tuple(_places(preset, told, seed))
    if seed in (None, preset.scenario().seed):
        return places
    said = f"the same story with seed {seed}"
    return tuple(
        replace(each, more=(*each.more, said)) if each.kind in ("title", "chapter") else each
        for each in places
    )


def place_of(
    places: Talk, variant: str, now_us: int, *, begun: bool, asked: int | None = None
) -> int:
    """Where in the talk a run stands: at its last sentence so far; before all, at its card.

    Where a prediction is `asked`, it stands there: of that microsecond not all has happened.
    """
    own = [index for index, place in enumerate(places) if place.variant == variant]
    if asked is not None:
        kinds = ((index, places[index].kind, places[index].asks) for index in own)
        return next(index for index, kind, asks in kinds if (kind, asks) == ("question", asked))
    if not begun:
        return own[0]
    told = [index for index in own
            if places[index].kind == "beat" and (places[index].at_us or 0) <= now_us]  # fmt: skip
    cards = [index for index in own if places[index].kind == "chapter"]
    return (told or cards or own)[-1]


def _places(preset: Preset, scenarios: Sequence[Scenario], seed: int | None) -> Iterator[Place]:
    model, first = preset.model, scenarios[0]
    yield Place("title", first.variant, model.title, None, (model.asks or model.story,))
    for number, scenario in enumerate(scenarios, 1):
        if scenario.variant:
            yield _chapter(preset, scenarios, number)
        yield from _told(scenario, seed)
    last = scenarios[-1]
    at_us = max((step.at_us for step in last.steps if step.say), default=None)
    yield Place("end", last.variant, model.takeaway, at_us, (model.leaves_out,))


def _told(scenario: Scenario, seed: int | None) -> Iterator[Place]:
    """Its sentences, each prediction before its step, and what came of it once it can be known."""
    asked, known = dict(enumerate(scenario.questions)), dict(_reveals(scenario, seed))
    for index, step in enumerate(scenario.steps):
        for number in [n for n, question in asked.items() if question.step <= index]:
            yield from _known(scenario, known, asked[number].at_us - 1, asked)
            yield _question(scenario, number)
            del asked[number]
        if step.say:
            yield from _known(scenario, known, step.at_us, asked)
            before = (n for n, question in asked.items() if question.at_us == step.at_us)
            yield Place("beat", scenario.variant, step.say, step.at_us,
                        asks=next(before, None), show=step.show)  # fmt: skip
    yield from _known(scenario, known, scenario.until_us, asked)


def _question(scenario: Scenario, number: int) -> Place:
    question = scenario.questions[number]
    answers = tuple(answer.text for answer in question.answers)
    return Place(
        "question", scenario.variant, question.ask, question.at_us, answers,
        prediction=number, asks=number,
    )  # fmt: skip


def _known(
    scenario: Scenario, known: dict[int, int], now_us: int, to_come: Collection[int]
) -> Iterator[Place]:
    """What came of the predictions that can be known by then, each once; not of those to come."""
    for number in [n for n, at_us in known.items() if at_us <= now_us and n not in to_come]:
        question = scenario.questions[number]
        answers = tuple(answer.text for answer in question.answers)
        yield Place("reveal", scenario.variant, question.ask, known.pop(number), answers,
                    prediction=number)  # fmt: skip


def _reveals(scenario: Scenario, seed: int | None) -> Iterator[tuple[int, int]]:
    """When each prediction can be known: what an operation's end tells is run beside it."""
    run: Experiment | None = None
    for number, question in enumerate(scenario.questions):
        at_us = question.reveal_us
        if at_us is None:
            if run is None:
                run = Experiment(scenario, seed)
                run.seek(scenario.until_us)
            found = run.found(question)
            at_us = scenario.until_us if found is None else found.at_us
        yield number, at_us


def _chapter(preset: Preset, scenarios: Sequence[Scenario], number: int) -> Place:
    """What it is called, and what is different in it from the chapter before.

    Of the first that is what the next will change.
    """
    here = scenarios[number - 1]
    beside = scenarios[number - 2] if number > 1 else scenarios[number % len(scenarios)]
    said, _ = differing.settings(here.cluster, beside.cluster)
    crowd = (
        asked.of(here.commands)
        if asked.parts_us(here.commands, beside.commands) is not None
        else ""
    )
    more = tuple(text for text in (said, crowd, *_done(here, beside)) if text)
    return Place(
        "chapter", here.variant, dict(preset.titles)[here.variant], None, more, chapter=number
    )


def _done(here: Scenario, beside: Scenario) -> Iterator[str]:
    """What its script does, and the other one does not, apart from asking."""
    others = [command for _, command in beside.commands]
    for at_us, command in here.commands:
        if command not in others and not isinstance(command, Request | Load | Trials):
            yield f"{branch_names.said(command)} at {tell_time(at_us)}"
