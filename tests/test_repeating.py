"""A step that is done again and again is written once: what it stands for, and its mistakes."""

import pytest

from explorer import saving
from explorer.experiment import Experiment
from explorer.framing import frame
from explorer.presets import load_text
from explorer.problems import InputError

STORY = """\
number: 3
slug: again
title: Again
question: 1
story: X posts again and again.
cluster: {servers: [A, B]}
users: {X: A}
script:
  - at: 10ms
    do: post X "number {i} of {i}"
    as: p{i}
    every: 20ms
    times: 4
    say: X posts.
    claim: p0 is acknowledged
  - {at: 15ms, do: feed X via B, every: 20ms, until: 55ms}
  - {at: 20ms, do: 'post X "{i}"', as: plain}
expect:
  - acknowledged writes of X = 5
  - answered reads of X = 3
  - latency of p3 = 0ms
takeaway: Look.
leaves_out: Much.
"""


def played(text):
    experiment = Experiment(load_text(text, "again.yaml").scenario())
    experiment.seek(experiment.end_us)
    return experiment


def test_a_step_is_done_as_often_as_it_says_and_says_what_it_says_once():
    experiment = played(STORY)
    steps = experiment.scenario.steps
    assert [(s.at_us // 1_000, s.line, s.name) for s in steps if s.line.startswith("post")] == [
        (10, 'post X "number 0 of 0"', "p0"),
        (20, 'post X "{i}"', "plain"),
        (30, 'post X "number 1 of 1"', "p1"),
        (50, 'post X "number 2 of 2"', "p2"),
        (70, 'post X "number 3 of 3"', "p3"),
    ]
    assert [s.at_us // 1_000 for s in steps if s.line.startswith("feed")] == [15, 35, 55]
    assert [(s.say, len(s.claims)) for s in steps if s.say or s.claims] == [("X posts.", 1)]
    assert [result.held for result in experiment.results()] == [True] * 4


def test_what_is_done_again_is_one_mark_on_the_time_line():
    marks = [mark.at_us // 1_000 for mark in frame(played(STORY)).timeline.marks]
    assert marks == [10, 15, 20]


def test_it_is_saved_as_the_plain_steps_that_it_stands_for():
    experiment = played(STORY)
    spec = experiment.scenario.cluster
    commands = [(step.at_us, step.action) for step in experiment.scenario.steps]
    words = saving.Words("again", "Again", "X posts.", "Look.", "Much.")
    text = saving.preset_text(spec, 1, tuple(commands), experiment.end_us, words)
    again = played(text)
    assert (len(again.scenario.steps), again.digest()) == (8, experiment.digest())


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("    times: 4\n", "", 9, "every needs times or until, one of them"),
        ("times: 4", "times: 4\n    until: 1s", 9, "every needs times or until, one of them"),
        ("times: 4", "times: 0", 13, "must be greater than or equal to 1"),
        ("times: 4", "times: 1001", 9, "it is done 1,001 times: at most 1,000 are possible"),
        ("times: 4", "until: 9ms", 9, "until is before at"),
        ("every: 20ms", "every: 0ms", 12, "must be greater than 0"),
        ("every: 20ms", "every: 20", 12, "a time is a number and a unit"),
        ("    every: 20ms\n", "", 9, "how often it is done, or until when, needs every: TIME"),
        ("    every: 20ms\n    times: 4\n", "", 9, "a name counts ({i}) where the step has every"),
        ("as: p{i}", "as: p", 9, "the name of what is done every so often counts"),
        ("as: p{i}", "as: p{j}", 11, "must have the form"),
        ("until: 55ms", "until: 55s", 16, "it is done 2,750 times: at most 1,000"),
        ("do: feed X via B,", "say: Look.,", 16, "what is done every so often needs a line (do)"),
        ('do: post X "number {i} of {i}"', "do: jump {i}", 10, "there is no verb 'jump'"),
    ],
)
def test_a_mistake_is_told_with_its_place(old, new, line, said):
    assert old in STORY
    with pytest.raises(InputError) as refused:
        load_text(STORY.replace(old, new), "again.yaml")
    problem = refused.value.problems[0]
    assert (problem.line, said in problem.message) == (line, True), problem
