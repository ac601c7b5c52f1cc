"""The stories under load: every number of theirs, and that none would hold with another number."""

import re

import pytest

from engine.faults import Load, Trials
from engine.social import Request
from explorer import crowd, expectations, presets
from explorer.evidence import Evidence
from explorer.experiment import Experiment

STORIES = [
    scenario
    for preset in presets.load_all()
    for scenario in preset.scenarios.values()
    if any(isinstance(step.action, Load | Trials) for step in scenario.steps)
]


def called(scenario):
    return f"{scenario.preset.model.number}-{scenario.variant}"


STATES = {"acknowledged": "refused", "stale": "fresh", "unavailable": "answered"}
BOTTLENECKS = ("web", "database", "web and database", "nobody")


def opposites(text):
    """Sentences that cannot hold where this one does: other numbers, another tier."""
    for shows, other in ((" does not show ", " shows "), (" shows ", " does not show ")):
        if shows in text:
            return [text.replace(shows, other)]
    said, sign, tier = text.partition(" is ")
    if tier in STATES:
        return [f"{said} is {STATES[tier]}"]
    if sign:
        return [f"{said} is {other}" for other in BOTTLENECKS if other != tier]
    said, sign, number, unit, off = re.fullmatch(
        r"(.+) (=|<=|>=|<|>) ([\d.]+)(\S*)(?: (\+- .+))?", text
    ).groups()
    value = float(number)
    if sign == "=":
        half = value / 2 if unit else value // 2
        others = (2 * value + 1, half) if value else (1,)
        return [f"{said} = {other:g}{unit} {off or ''}".strip() for other in others]
    contrary = {"<=": ">", ">=": "<", "<": ">=", ">": "<="}[sign]
    return [f"{said} {contrary} {number}{unit}"]


@pytest.mark.parametrize("scenario", STORIES, ids=called)
def test_no_sentence_stands_over_a_change_that_nothing_is_said_of(scenario):
    told = {step.at_us for step in scenario.steps if step.say}
    changes = {at_us for at_us, command in scenario.commands if not isinstance(command, Request)}
    assert [at_us for at_us in changes - told if at_us > min(told)] == []


@pytest.mark.parametrize("scenario", STORIES, ids=called)
def test_every_number_of_a_story_under_load(scenario):
    experiment = Experiment(scenario)
    assert not any(result.held is False for result in experiment.results())
    experiment.timeline.run_until(scenario.until_us)
    results = experiment.results()
    assert [result for result in results if not result.held] == []
    timeline, end_us = experiment.timeline, scenario.until_us
    said = [(e.text, timeline.place, end_us) for e in scenario.expectations]
    said += [(c.text, timeline.place_at(c.due_us), c.due_us)
             for step in scenario.steps for c in step.claims]  # fmt: skip
    for text, at, now_us in said:
        evidence = Evidence(timeline.branch.history, at, True, scenario.cluster, now_us)
        for opposite in opposites(text):
            assert expectations.parse(opposite).check(evidence).held is False, opposite
    for question in scenario.questions:
        assert len(experiment.found(question).right) == 1, question.ask


@pytest.mark.parametrize("scenario", STORIES, ids=called)
def test_every_sentence_claims_something(scenario):
    assert all(step.claims for step in scenario.steps if step.say)


@pytest.mark.parametrize("number", sorted({s.preset.model.number for s in STORIES}))
def test_the_full_size_is_understood(number):
    small, full = presets.load(str(number)), presets.load(str(number), full=True)
    assert full.variants == small.variants
    for variant in full.variants:
        assert full.scenario(variant).until_us >= small.scenario(variant).until_us


def test_how_busy_a_server_is_said_to_be_is_what_the_story_says_it_is():
    """Of a single second chance would make nearly anything between 70 and 95 %."""
    experiment = Experiment(presets.load("24").scenario("three"))
    for at_us in range(38_000_000, 56_000_000, 2_000_000):
        experiment.seek(at_us)
        said = [each.busy for each in crowd.web_servers(experiment.timeline)]
        assert all(72 <= part <= 88 for part in said), said
