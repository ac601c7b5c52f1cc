"""An example of what a run does not show: the same story with other luck, counted and opened."""

import re
from dataclasses import replace

import pytest
from page import Page, settle

from explorer import (
    chance,
    explaining,
    framing,
    measurements,
    other_luck,
    presets,
    smallest,
    sought,
)
from explorer.examples import Examples, told
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.other_luck import Example, Tried, Wanted, tries
from explorer.presets import load
from explorer.script import parse
from explorer.steering import steer
from explorer.storms import Case

REORDERED = "degrade A - B reorder 50% spread 20ms"


class Asked(Examples):
    """Keeps what it is asked for; the test runs it by itself."""

    def begin(self, wanted, given):
        self.wanted, self.given = wanted, given


def story(number: str, variant: str | None = None, *hand: str, seed=None) -> Experiment:
    run = Experiment(load(number).scenario(variant), seed)
    for line in hand:
        run.submit(parse(line)[1])
    return run


def wanted(run: Experiment, name: str) -> Wanted:
    run.examples = Asked()
    steer(run, parse(f"example {name}")[1])
    assert run.examples.wanted is not None
    return run.examples.wanted


def last(asked: Wanted) -> Tried:
    return [*tries(asked)][-1]


# -- what is counted


def test_seed_by_seed_it_is_what_a_run_by_itself_shows(monkeypatch):
    monkeypatch.setattr(other_luck, "MOST_SEEDS", 16)
    run = story("10", None, REORDERED, seed=2)
    found = [*tries(wanted(run, "no_inversions"))]
    seen = []
    for seed in (seed for seed in range(1, 18) if seed != run.seed):
        alone = Experiment(run.scenario, seed)
        alone.give(run.timeline.branch.given)
        alone.seek(run.end_us)
        seen.append(bool(measurements.inversions(alone.timeline.branch.history)))
    assert 0 < sum(seen) < 16
    assert [each.seen for each in found] == [sum(seen[: n + 1]) for n in range(16)]
    first = found[-1].first
    assert first is not None
    assert first.seed == [s for s in range(1, 18) if s != run.seed][seen.index(True)]
    assert first.cause.kind == "inversion"


def test_what_is_promised_is_not_looked_for():
    done = last(wanted(story("10", None, REORDERED), "stale-read"))
    assert (done.tried, done.ending) == (1, "promised")
    assert told("stale-read", done).startswith("It cannot happen: with these settings")
    assert "«regular» is promised" in told("stale-read", done)


def test_random_faults_may_take_a_promise_away_and_so_it_is_looked_for():
    run = story("10", None, "nemesis for 1s crash 2")
    assert next(tries(wanted(run, "stale-read"))).ending == ""


def test_where_nothing_is_left_to_luck_a_few_runs_are_enough():
    done = last(wanted(story("5", "none"), "no_inversions"))
    assert (done.tried, done.seen, done.ending) == (other_luck.ALIKE, 0, "alike")
    assert "nothing is left to luck: so it happens in none" in told("no_inversions", done)
    done = last(wanted(story("5", "none"), "stale-read"))
    assert (done.seen, done.ending) == (other_luck.ALIKE, "alike")
    assert "so it happens in all" in told("stale-read", done)


def test_so_many_seeds_are_tried_as_there_is_time_for(monkeypatch):
    run = story("10", None, REORDERED)
    monkeypatch.setattr(other_luck, "MOST_STEPS", 1)
    assert last(wanted(run, "no_inversions")).tried == other_luck.FEWEST_SEEDS


def test_how_often_it_happens_is_told_with_how_sure_that_is():
    assert told("leak", Tried(200, 200)) == (
        "Not in 200 seeds. That proves nothing: with 95 % confidence it happens in less than "
        "1.5 % of them (rule of three)."
    )
    run = story("10", None, REORDERED)
    cause = next(each.first for each in tries(wanted(run, "no_inversions")) if each.first)
    seen = Tried(200, 200, 3, Example(17, cause.cause))
    assert told("no_inversions", seen) == (
        "Seen in 3 of 200 seeds, first in seed 17: 1.5 %, 95 % interval 0.511 to 4.32 %."
    )


@pytest.mark.parametrize(
    ("number", "variant", "kind"),
    [("5", "none", "stale read"), ("5", "none", "linearizable"), ("9", "w1", "lost ack"),
     ("9", "w1", "no_lost_writes"), ("11", "ask-a-b", "came back"), ("8", "eventual", "leak"),
     ("11", "ask-a-b", "unknown write")],
)  # fmt: skip
def test_whoever_it_is_between_it_is_found(number, variant, kind):
    run = story(number, variant)
    run.seek(run.end_us)
    history = run.timeline.branch.history
    found = sought.first_cause(kind, history)
    assert found is not None
    again = sought.Sought(found.kind, found.between)
    assert sought.when(again, history) is not None, "the same, between these users"
    run.start()
    assert sought.first_cause(kind, Experiment(run.scenario).timeline.branch.history) is None


@pytest.mark.parametrize("name", other_luck.NAMES)
def test_everything_that_has_a_name_can_be_looked_for(name, monkeypatch):
    monkeypatch.setattr(other_luck, "MOST_SEEDS", 2)
    done = last(wanted(story("10", None, REORDERED), name))
    assert told(name, done)


def test_without_a_window_none_is_opened():
    with pytest.raises(ValueError, match="only a window opens an example"):
        steer(story("10"), parse("example open")[1])


def test_what_has_no_name_is_not_looked_for():
    with pytest.raises(ScriptError, match="'magic' is not what may happen: there are "):
        parse("example magic")


def test_the_example_is_opened_where_it_was_decided_with_its_cause_lit():
    run = story("10", None, REORDERED)
    asked = wanted(run, "no_inversions")
    with pytest.raises(ValueError, match="no example has been found yet"):
        explaining.opened(run)
    run.examples.tried = next(each for each in tries(asked) if each.first)
    example = run.examples.example
    made = explaining.opened(run)
    while made.errand is not None:
        made.go_on()
    assert made.seed == example.seed != run.seed
    assert made.timeline.branch.given == run.timeline.branch.given
    assert (made.now_us, made.lit) == (example.cause.moment_us, example.cause)
    assert framing.frame(made).lit == example.cause
    made.seek(made.end_us)
    assert sought.first_cause("inversion", made.timeline.branch.history) == example.cause


# -- in the window


@pytest.fixture
def quorums(page: Page) -> Page:
    page.window.open_scenario(load("10").scenario())
    page.window.do(REORDERED)
    page.window.do("pause")
    page.window.do("show verdicts")
    page.window.page.flush()
    settle()
    return page


def said(quorums: Page) -> str:
    bar = quorums.window.page.example
    return bar._text._text.text().replace("\u200b", "") if bar.isVisible() else ""


def test_from_the_verdicts_an_example_is_looked_for_and_opened(quorums):
    name = "Look for a run with other luck in which no inversions is broken"
    quorums.button(name).click()
    assert re.match(r"Looking for an example of: broken «no inversions»\. Seed 0 of", said(quorums))
    assert quorums.experiment.examples.busy
    quorums.window.showing.working.finish()
    settle()
    before = quorums.experiment
    found = re.search(r"Seen in (\d+) of 200 seeds, first in seed (\d+): ", said(quorums))
    assert found is not None
    quorums.button("Open the first run in which it happens").click()
    quorums.window.arrive()
    settle()
    assert quorums.experiment is not before
    assert quorums.experiment.seed == int(found[2])
    assert quorums.experiment.lit.kind == "inversion"
    assert quorums.window.page.cause.isVisible()
    assert said(quorums) == ""
    assert quorums.notice() == f"The same story with seed {found[2]}."


def test_a_search_is_cancelled_and_put_away(quorums):
    quorums.window.do("example no_inversions")
    quorums.button("Look for an example no further").click()
    assert not quorums.experiment.examples.busy
    assert said(quorums).startswith("Cancelled. broken «no inversions»")
    quorums.button("Close the search for an example").click()
    assert said(quorums) == ""


def test_what_is_promised_has_no_button_for_an_example(quorums):
    quorums.experiment.seek(quorums.experiment.end_us)
    quorums.window.refresh()
    settle()
    rows = {row.name: row for row in framing.frame(quorums.experiment).verdicts.rows}
    assert rows["regular"].promised
    assert quorums.button(re.compile("in which regular is broken")).count() == 0


# -- whether there is any luck


def scenarios():
    return [scenario for story in presets.load_all() for scenario in story.scenarios.values()]


def commands(scenario):
    return [command for _, command in scenario.commands]


WITHOUT_LUCK = [s for s in scenarios() if not chance.is_there(s.cluster, commands(s))]


@pytest.mark.parametrize(
    "scenario", WITHOUT_LUCK, ids=lambda s: f"{s.preset.model.number} {s.variant}"
)
def test_what_is_said_to_be_without_luck_is_the_same_with_any_seed(scenario):
    case = Case(scenario.cluster, scenario.seed, scenario.commands, scenario.until_us, calm=False)
    runs = [smallest.run(replace(case, seed=seed))[0] for seed in (1, 2, 3)]
    assert len({other_luck._luck(history) for history in runs}) == 1


def test_what_luck_has_a_part_in():
    plain = load("5").scenario("none")
    assert len(WITHOUT_LUCK) > 20, "most of the short stories"
    for line in (
        "load 10/s", "degrade A - B loss 10%", "set service 2ms", "set ask random",
        "set agreement all", "nemesis for 1s cut 0.5",
    ):  # fmt: skip
        assert chance.is_there(plain.cluster, [parse(line)[1]]), line
    for line in ("cut A - B", "set w 2", "set service 0s", "degrade A - B delay 30ms"):
        assert not chance.is_there(plain.cluster, [parse(line)[1]]), line
    for number in ("1", "3", "4", "16", "21"):
        last = [*load(number).scenarios.values()][-1]
        assert chance.is_there(last.cluster, commands(last)), number


def test_where_nothing_is_left_to_luck_no_example_can_be_looked_for(quorums):
    quorums.window.open_scenario(load("5").scenario("none"))
    quorums.window.do("show verdicts")
    quorums.window.do("seek 50ms")
    settle()
    button = quorums.button("Look for a run with other luck in which monotonic reads is broken")
    assert button.count() == 0
    seed = quorums.get_by_role("text", re.compile("^seed 7$"))
    assert seed.widget().toolTip().startswith("Nothing here is left to luck")
    quorums.window.do("degrade A - B loss 10%")
    settle()
    assert button.count() == 1
