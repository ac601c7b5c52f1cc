"""Every sentence of every story claims something that is so, and that could be otherwise."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from explorer import expectations, framing, presets
from explorer.experiment import Experiment
from explorer.problems import InputError
from explorer.script import parse
from tests.test_presets import SCENARIOS, SHIPPED, called, opposites, played

WITHOUT_LOAD = list({id(s.preset): s.preset for s in SCENARIOS}.values())
COMPUTED = [preset for preset in WITHOUT_LOAD if preset.model.engine == "embedded"]


def test_every_sentence_of_every_story_claims_something():
    silent = [
        (called(scenario), step.say)
        for scenario in SCENARIOS
        for step in scenario.steps
        if step.say and not step.claims
    ]
    assert silent == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=called)
def test_every_claim_would_fail_with_another_number_or_word(scenario):
    experiment = played(scenario)
    told = [step for step in experiment.scenario.steps if step.claims]
    assert told
    for step in told:
        assert all(result.held for result in experiment.claims(step)), step.say
        for claim in step.claims:
            for opposite in opposites(claim.text):
                wrong = replace(
                    claim, text=opposite, expectation=expectations.parse(opposite), since_us=None
                )  # fmt: skip
                (result,) = experiment.claims(replace(step, claims=(wrong,)))
                assert result.held is False, f"{opposite}: {result.observed}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=called)
def test_a_claim_is_judged_at_its_moment_and_not_before(scenario):
    experiment = Experiment(scenario)
    experiment.seek(min(claim.due_us for step in scenario.steps for claim in step.claims))
    for step in scenario.steps:
        for claim, result in zip(step.claims, experiment.claims(step), strict=True):
            assert (result.held is None) is (claim.due_us > experiment.now_us)


def test_a_wrong_number_in_a_file_is_a_run_that_does_not_pass():
    for preset in COMPUTED:
        text = Path(preset.file).read_text("utf-8")
        found = re.search(r"^ *claim: .*?= (\d+)", text, re.MULTILINE)
        assert found, preset.file
        wrong = text[: found.start(1)] + str(int(found[1]) + 1) + text[found.end(1) :]
        results = [
            result
            for scenario in presets.load_text(wrong).scenarios.values()
            for result in played(scenario).results()
        ]
        assert any(result.held is False for result in results), preset.file


@pytest.mark.parametrize("preset", SHIPPED, ids=lambda preset: preset.model.slug)
def test_users_have_written_something_before_the_story_begins(preset):
    assert any(user.posts or user.articles for user in preset.model.users.values())


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if s.preset in COMPUTED], ids=called)
def test_off_the_script_a_sentence_that_does_not_hold_any_more_is_out_of_force(scenario):
    experiment = Experiment(scenario)
    experiment.seek(0)
    for name in scenario.cluster.names:
        experiment.submit(parse(f"crash {name}")[1])
    experiment.seek(scenario.until_us)
    steps = framing.frame(experiment).lesson.steps
    assert "off" in [step.state for step in steps]


def test_a_claim_about_an_operation_that_is_not_there_is_told():
    ripple = next(path for path in presets.shipped() if "ripple" in path.name)
    text = ripple.read_text("utf-8").replace("copies of post", "copies of x", 1)
    with pytest.raises(InputError, match="no step is called 'x'"):
        presets.load_text(text)


def a_ripple(claim: str) -> Experiment:
    ripple = next(path for path in presets.shipped() if "ripple" in path.name)
    text = ripple.read_text("utf-8").replace("copies of post = 1", claim, 1)
    experiment = Experiment(presets.load_text(text).scenario())
    experiment.seek(experiment.end_us)
    return experiment


def test_the_lesson_shows_what_the_story_expects_and_no_claim_that_held():
    experiment = a_ripple("copies of post = 1")
    checks = framing.frame(experiment).lesson.checks
    assert [held for _, held in checks] == [True] * len(experiment.expected())
    assert len(experiment.results()) > len(checks) > 0


def test_the_lesson_shows_a_claim_that_did_not_hold_with_its_sentence():
    experiment = a_ripple("copies of post = 7")
    ((text, held),) = framing.frame(experiment).lesson.checks[len(experiment.expected()) :]
    (broken, _), *_ = experiment.broken()
    assert held is False
    assert text.startswith(f"«{broken.say}» at ")
    assert "copies of post: 7" in text
    assert text.endswith(" [1]")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("latency of refresh = 35ms", "latency of refresh: 35 ms"),
        ("violations of read_your_writes = 1", "violations of read your writes: 1"),
        ("stale reads of Y > 0", "stale reads of Y: more than 0"),
        ("throughput >= 480 +- 20", "throughput: at least 480, give or take 20"),
        ("second is unavailable", "second is unavailable"),
        ('first shows "a_b = 3ms"', 'first shows "a_b = 3ms"'),
        ("at 40ms copies of post = 1", "at 40 ms copies of post: 1"),
    ],
)
def test_what_is_checked_is_told_as_people_read_it(written, read):
    assert expectations.readable(written) == read


@pytest.mark.parametrize(
    ("story", "check"),
    [
        ("5", "X's feed via B at 5 ms is stale"),
        ("5", "latency of X's feed via B at 5 ms: 0 ms"),
        ("5", 'X\'s feed via B at 110 ms shows "lunch at noon?"'),
        ("9", "X's post at 0 ms is acknowledged"),
        ("18", "divergent keys: 0"),
    ],
)
def test_an_operation_is_called_as_it_can_be_found_on_screen(story, check):
    run = Experiment(presets.load(story).scenario())
    assert check in [text for text, _ in framing.frame(run).lesson.checks]


def test_a_claim_is_judged_alike_whatever_was_looked_at_before():
    """The story expects in the end what it claims at a moment before, in the same words."""
    scenario = presets.load("16").scenario("w1")
    (step, claim), *_ = (
        (step, claim) for step in scenario.steps for claim in step.claims
        if claim.text == "owners of Sam = 1"
    )  # fmt: skip
    asked, looked = Experiment(scenario), Experiment(scenario)
    for experiment in (asked, looked):
        experiment.submit(parse("cut halves")[1])
        experiment.seek(claim.due_us)
    assert [result.held for result in looked.expected() if result.text == claim.text] == [None]
    assert asked.claims(step) == looked.claims(step)
    assert asked.claims(step)[0].held is False


def test_likes_are_counted_on_a_machine_that_was_replaced():
    """It is sent what was there before the run, which nobody has written in it."""
    experiment = Experiment(presets.load("14").scenario("count"))
    experiment.seek(5_000)
    experiment.submit(parse("replace B")[1])
    experiment.seek(experiment.end_us)
    texts = [text for step in experiment.scenario.steps for text in experiment.claims(step)]
    assert any("likes of" in result.text and result.held is not None for result in texts)
