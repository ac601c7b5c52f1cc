"""The stories that come with the program: what they claim is so, and could be otherwise."""

import re

import pytest

from engine.faults import Load, Trials
from engine.social import Request
from engine.values import Cell
from explorer import expectations, presets
from explorer.evidence import Evidence
from explorer.experiment import Experiment
from explorer.verbs import Expect

SHIPPED = [presets.load_file(path) for path in presets.shipped()]
SCENARIOS = [
    scenario
    for preset in SHIPPED
    for scenario in preset.scenarios.values()
    if not any(isinstance(step.action, Load | Trials) for step in scenario.steps)
]
"""Those under load are in test_load_stories."""


def called(scenario):
    return f"{scenario.preset.model.number}{'-' * bool(scenario.variant)}{scenario.variant}"


def played(scenario):
    experiment = Experiment(scenario)
    experiment.seek(scenario.until_us)
    return experiment


def history_of(number, variant=None):
    return played(presets.load(str(number)).scenario(variant)).timeline.branch.history


def test_the_stories_are_found_by_number_and_by_slug():
    assert [preset.model.number for preset in SHIPPED] == [*range(1, 27)]
    for preset in SHIPPED:
        assert presets.load(preset.model.slug).model == preset.model
        assert presets.load(str(preset.model.number)).model == preset.model


@pytest.mark.parametrize("scenario", SCENARIOS, ids=called)
def test_every_expectation_holds(scenario):
    results = played(scenario).results()
    assert len(results) >= 3
    assert [result for result in results if not result.held] == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=called)
def test_nothing_holds_before_it_has_happened(scenario):
    experiment = Experiment(scenario)
    assert all(result.held is None for result in experiment.results())


def test_what_is_counted_over_the_whole_run_is_open_until_there_was_something_to_count():
    experiment = Experiment(presets.load("18").scenario("one"))
    held = {}
    for moment_us in (520_000, 2_500_000):
        experiment.seek(moment_us)
        held |= {(result.text, moment_us): result.held for result in experiment.expected()}
    assert held["divergent keys = 0", 520_000] is None
    assert held["lost acks = 0", 520_000] is None
    assert held["lost acks = 0", 2_500_000] is True
    assert held["acknowledged writes of X = 10", 2_500_000] is None


def opposites(text):
    """Sentences that cannot hold where this one does."""
    for sign, other in ((" <= ", " > "), (" > ", " <= "), (" >= ", " < ")):
        if sign in text:
            return [text.replace(sign, other)]
    if match := re.fullmatch(r"(.+ =) (\d+)(\w*)", text):
        claim, number, unit = match.groups()
        return [f"{claim} {int(number) + 1}{unit}", f"{claim} {int(number) + 7}{unit}"]
    if " does not show " in text:
        return [text.replace(" does not show ", " shows ")]
    if " shows " in text and " following " in text:
        return [text.replace(" shows ", " does not show ")]
    if " shows " in text:
        return [text.replace(" shows ", " does not show "), re.sub('"(.+)"', r'"not \1"', text)]
    name, _, state = text.partition(" is ")
    rivals = {
        "fresh": ["stale", "unavailable"],
        "stale": ["fresh"],
        "unavailable": ["answered"],
        "answered": ["unavailable", "refused"],
        "refused": ["acknowledged", "unknown"],
        "acknowledged": ["unknown", "refused"],
        "unknown": ["acknowledged", "refused"],
    }
    return [f"{name} is {rival}" for rival in rivals[state]]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=called)
def test_no_expectation_is_empty_talk(scenario):
    experiment = played(scenario)
    history = experiment.timeline.branch.history
    claims = [
        (expectation.text, history.length) for expectation in experiment.scenario.expectations
    ]  # fmt: skip
    claims += [
        (step.action.text, experiment.timeline.place_at(step.at_us))
        for step in scenario.steps
        if isinstance(step.action, Expect)
    ]
    for text, at in claims:
        evidence = Evidence(history, at, over=True, spec=scenario.cluster)
        assert expectations.parse(text).check(evidence).held
        for opposite in opposites(text):
            assert expectations.parse(opposite).check(evidence).held is False, opposite


@pytest.mark.parametrize("scenario", SCENARIOS, ids=called)
def test_a_story_says_what_it_does(scenario):
    model = scenario.preset.model
    own = model.variants[scenario.variant].script if scenario.variant else []
    steps = [*model.script, *own]
    told = {step.at for step in steps if step.say}
    assert [s.do for s in steps if s.do and s.at not in told] == [], "whatever is done is told"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=called)
def test_what_is_done_first_in_a_microsecond_is_told_first(scenario):
    done = sorted(scenario.commands, key=lambda each: (each[0], isinstance(each[1], Request)))
    assert list(scenario.commands) == done


# -- the numbers, from the histories and not through the language of expectations


def lasted_us(operation):
    return operation.ended_us - operation.invoked_us


def shows(history, name, write="post"):
    """Whether the read of this name returned the very version that the write made."""
    post = history.named(write)
    return history.named(name).result.get(post.cell) == post.version


def stored_at_us(history, cell: Cell):
    return {server: time_us for _, time_us, server, _ in history.stores[cell]}


def test_2_a_post_ripples_at_the_pace_of_the_links():
    history = history_of(2)
    post = history.named("post")
    assert (post.invoked_us, post.outcome, lasted_us(post)) == (0, "ok", 0)
    reads = {o.invoked_us: shows(history, o.name) for o in history.operations.values() if o.result}
    assert reads == {39_990: False, 40_000: True, 74_990: False, 75_000: True, 125_000: True}
    arrived = stored_at_us(history, post.cell)
    assert arrived == {"A": 0, "B": 40_000, "C": 75_000}
    assert max(arrived.values()) - post.ended_us == 75_000
    answer = history.named("answer")
    assert stored_at_us(history, answer.cell) == {"A": 125_000, "B": 85_000, "C": 145_000}
    assert shows(history, "back", "answer")
    early, far = history.named("early"), history.named("far-early")
    assert (early.coordinator, early.staleness.versions) == ("B", 1)
    assert (early.staleness.age_us, far.staleness.age_us) == (39_990, 74_990)


def test_5_without_a_guarantee_the_own_post_vanishes():
    history = history_of(5, "none")
    post, refresh, second = (history.named(name) for name in ("post", "refresh", "second"))
    assert (refresh.coordinator, refresh.invoked_us, lasted_us(refresh)) == ("B", 5_000, 0)
    assert not shows(history, "refresh")
    assert refresh.own_missed == (post.number,)
    assert [o for o in history.operations.values() if o.own_missed] == [refresh]
    assert (second.coordinator, second.invoked_us, second.outcome) == ("B", 110_000, "ok")
    assert shows(history, "second")


def test_5_a_sticky_session_keeps_it_until_its_server_is_down():
    history = history_of(5, "sticky")
    refresh, second = history.named("refresh"), history.named("second")
    assert (refresh.coordinator, lasted_us(refresh)) == ("A", 0)
    assert shows(history, "refresh")
    assert not any(o.own_missed for o in history.operations.values())
    assert (second.coordinator, second.invoked_us, second.outcome) == ("A", 110_000, "fail")


@pytest.mark.parametrize(("variant", "outcome", "lost"), [("w1", "ok", 1), ("w2", "info", 0)])
def test_9_one_disk_is_not_enough_to_keep_a_promise(variant, outcome, lost):
    history = history_of(9, variant)
    post = history.named("post")
    assert post.outcome == outcome
    assert history.copies(post.cell, post.version, at=post.invoked_at + 8) == ("A",)
    assert history.copies(post.cell, post.version) == ()
    acknowledged = [
        o for o in history.operations.values() if o.kind == "write" if o.outcome == "ok"
    ]
    assert len(acknowledged) == lost
    assert not shows(history, "late")


BRANCHES = [("ask-a-b", True), ("ask-a-c", True), ("ask-b-c", False)]


@pytest.mark.parametrize(("variant", "seen"), BRANCHES)
def test_11_a_time_out_is_unknown_and_two_of_three_quorums_see_the_post(variant, seen):
    history = history_of(11, variant)
    post, first = history.named("post"), history.named("first")
    assert (post.invoked_us, post.outcome, post.ended_us) == (100_000, "info", 600_000)
    assert history.copies(post.cell, post.version, at=post.ended_at) == ("A",)
    assert f"ask-{'-'.join(first.asked['read'][0])}".lower() == variant
    assert first.invoked_us > 1_000_000
    assert shows(history, "first") is seen


def test_11_read_repair_brings_it_to_the_quorum_that_did_not_see_it():
    history = history_of(11, "ask-a-b")
    first, then = history.named("first"), history.named("then")
    assert then.invoked_us - first.invoked_us == 100_000
    assert then.asked["read"][0] == ("B", "C")
    assert shows(history, "then")


def test_a_file_that_has_changed_is_read_anew(tmp_path):
    story = tmp_path / "mine.yaml"
    text = presets.shipped()[0].read_text(encoding="utf-8")
    story.write_text(text, encoding="utf-8")
    first = presets.load(str(story))
    assert presets.load(str(story)) is first
    assert presets.load(str(story), ["w=1"]) is not first
    story.write_text(text.replace("\ntitle: ", "\ntitle: Not ", 1), encoding="utf-8")
    assert presets.load(str(story)).model.title == f"Not {first.model.title}"
