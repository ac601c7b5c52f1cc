"""Every number that a story says is one that it sets, does, or claims, and no other would do.

What is claimed, the run decides (test_claims, test_load_stories). Here the sentence is held against
that: whoever changes a number in one of the two has to change the other.
"""

import operator
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from explorer import presets
from explorer.presets import Preset
from explorer.schema import PredictModel
from explorer.stories import Scenario
from tests.known_numbers import Known, asked, elsewhere, goal, of_text, told
from tests.numerals import Numeral, said

STORIES = presets.load_all()


def sentences(scenario: Scenario) -> Iterator[tuple[str, list[Known]]]:
    """What is said in a variant, asked, and given as the reason, with what is known there."""
    rest = [each for each in scenario.preset.scenarios.values() if each is not scenario]
    for step in scenario.steps:
        yield step.say, told(scenario, step, rest)
    for question in scenario.questions:
        known = asked(scenario, question.at_us)
        yield question.ask, known + elsewhere(rest)
        yield question.why, known
    if scenario.variant:
        yield scenario.preset.model.variants[scenario.variant].title or "", asked(scenario)


def of_all(preset: Preset) -> Iterator[tuple[str, list[Known]]]:
    """What is said of all variants, where each number is known in one of them."""
    model = preset.model
    known = [each for scenario in preset.scenarios.values() for each in asked(scenario)]
    yield from ((text, known) for text in (model.story, model.asks or "", model.takeaway))
    if model.goal:
        yield from ((text, known + goal(model.goal)) for text in (model.goal.ask, model.goal.shows))


SAID = [
    (f"{preset.model.number}-{variant}", text, known)
    for preset in STORIES
    for variant, each in [*((scenario.variant, sentences(scenario))
                            for scenario in preset.scenarios.values()), ("", of_all(preset))]
    for text, known in each
    if said(text)
]  # fmt: skip
"""Where, the sentence, and what it may say."""

CHANCE = {
    ("at 39.99 ms", 40_000): "the copy comes",
    ("one in three", 200 / 3): "are not fresh",
    ("One time in three", 200 / 3): "are not fresh",
    ("W = 1", 2): "the other variant",
    ("at 2 s", 3_000_000): "the clock that is fast",
    ("four seconds", 5_000_000): "from the crash to the last read",
    ("eight seconds", 9_000_000): "posts go on",
    ("ten seconds", 11_000_000): "from the cut to the end",
    ("two seconds", 7_000_000): "until a server that sheds is well",
    ("at 1 s", 2_000_000): "Y reads",
    ("three times", 4): "tries, the first one among them",
}
"""Wrong numbers that go unnoticed, as the story has the same ones of something else: of what."""


def is_known(numeral: Numeral, known: list[Known]) -> bool:
    return any(numeral.fits(each, measured=measured) for each, measured in known)


def others(numeral: Numeral) -> list[Numeral]:
    """What might be said by mistake: one more of the last digit, and more than twice as much."""
    exact = replace(numeral, round=numeral.digit)
    return [
        replace(exact, value=numeral.value + numeral.digit),
        replace(exact, value=2 * numeral.value + 3 * numeral.digit),
    ]


def test_every_number_of_a_sentence_is_known():
    strange = [
        (where, numeral.words, text)
        for where, text, known in SAID
        for numeral in said(text)
        if not is_known(numeral, known)
    ]
    assert strange == []


def test_another_number_would_be_noticed():
    unnoticed = {
        (numeral.words, other.value): (where, text)
        for where, text, known in SAID
        for numeral in said(text)
        for other in others(numeral)
        if is_known(other, known)
    }
    assert {key: each for key, each in unnoticed.items() if key not in CHANCE} == {}
    assert set(CHANCE) <= set(unnoticed)


QUESTIONS = [
    (preset, question)
    for preset in STORIES
    for question in preset.model.predict
    if any(said(answer) for answer in question.answers)
]
SIGNS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def fits(numeral: Numeral, claims: list[str], one: float) -> bool | None:
    """Whether a run with this number would be one in which these claims hold; None: no matter.

    `one`: what one server answers in a second, as "ten times" is said of that.
    """
    verdicts = []
    for claim in claims:
        sign, number = re.fullmatch(r".* ([<>=]+) (\S+)", claim).groups()
        ((limit, _), *_) = of_text(number)
        value = numeral.value * one if (numeral.kind, limit.kind) == ("times", "rate") else None
        if value is None and not numeral.is_like(limit):
            return None
        verdicts.append(SIGNS[sign](numeral.value if value is None else value, limit.value))
    return all(verdicts)


@pytest.mark.parametrize(
    ("preset", "question"), QUESTIONS, ids=lambda each: getattr(each, "ask", "")[:30]
)
def test_a_number_that_can_be_answered_is_in_the_range_of_that_answer_alone(
    preset: Preset, question: PredictModel
):
    service_us = next(iter(preset.scenarios.values())).cluster.settings.service_us
    one = 1e6 / service_us if service_us else 0
    for answer in question.answers:
        for numeral in said(answer):
            held = {each: fits(numeral, claims, one) for each, claims in question.answers.items()}
            if held[answer] is not None:
                assert [each for each, holds in held.items() if holds] == [answer], numeral
