"""Goals: each can be reached and is not reached already, with no more than is allowed."""

import pytest

from engine.faults import Change, Crash, Restart
from engine.social import Request
from explorer import framing, goals, presets, script
from explorer.experiment import Experiment
from explorer.problems import InputError
from explorer.times import parse_time

STORIES = [story for story in presets.load_all() if story.goal is not None]
NUMBERS = [story.model.number for story in STORIES]


def tried(story) -> Experiment:
    """The goal of a story, begun."""
    run = Experiment(story.scenario(story.goal.variant))
    run.begin(run.begin_goal, 10**9)
    assert run.now_us == story.goal.at_us
    return run


def give(run, moment, line):
    run.seek(parse_time(moment))
    command = script.parse(line)[1]
    assert run.refusal(command) is None, run.refusal(command)
    run.submit(command)


def after(story, *done) -> Experiment:
    """The goal of a story when this has been done, at its last moment."""
    run = tried(story)
    for moment, line in done:
        give(run, moment, line)
    run.seek(story.goal.by_us)
    return run


def of(number):
    return next(story for story in STORIES if story.model.number == number)


def test_each_of_the_four_questions_has_one():
    assert sorted(story.model.question for story in STORIES) == [1, 2, 3, 4]


def test_what_a_goal_does_not_let_be_set_is_said_with_n_r_and_w():
    story = next(each for each in STORIES if "settings" not in each.goal.most)
    run = tried(story)
    reason = f"the goal allows only {', '.join(story.goal.may)}"
    assert framing.frame(run).promise.forbidden == tuple((name, reason) for name in "nrw")
    assert not framing.frame(Experiment(story.scenario())).promise.forbidden


@pytest.mark.parametrize("story", STORIES, ids=NUMBERS)
def test_nobody_has_won_who_has_done_nothing(story):
    view = after(story).goal()
    assert view.state == "lost"
    assert "this did not hold" in view.told


@pytest.mark.parametrize("story", STORIES, ids=NUMBERS)
def test_its_way_wins_with_no_more_than_is_allowed(story):
    run = tried(story)
    for at_us, command in story.goal.way:
        run.seek(at_us - 1)
        assert run.refusal(command) is None
        assert run.submit(command) == at_us
    run.seek(story.goal.by_us)
    view = run.goal()
    assert view.state == "won", view
    assert view.told.startswith("Won with one ")
    assert view.shows == story.goal.shows
    assert all(held for _, held in view.needs)


@pytest.mark.parametrize("story", STORIES, ids=NUMBERS)
def test_one_way_is_shown_as_a_branch_of_its_own_and_the_story_stays(story):
    run = tried(story)
    run.begin(run.show_way, 10**9)
    while run.errand is not None:
        run.go_on()
    assert run.playing
    assert run.now_us == story.goal.at_us
    view = run.goal()
    assert view.state == "shown"
    assert goals.line(story.goal.way[0][1]) in view.told
    run.seek(story.goal.by_us)
    given = list(run.timeline.branch.given)
    assert given == list(story.goal.way)
    assert not run.timeline.branches[0].given
    run.begin(run.begin_goal, 10**9)
    assert run.goal().state == "begun"
    assert run.timeline.branch is run.timeline.branches[0]
    branches = len(run.timeline.branches)
    run.begin(run.show_way, 10**9)
    assert len(run.timeline.branches) == branches, "it is the same branch again"


def test_what_is_made_of_the_way_that_was_shown_is_not_won():
    """Story 22: the disk is wiped as was shown, and its server restarted by hand."""
    (story,) = (each for each in STORIES if each.model.number == 22)
    run = tried(story)
    run.begin(run.show_way, 10**9)
    run.seek(run.end_us)
    run.seek(story.goal.by_us - 1_000)
    run.submit(script.parse("restart B")[1])
    run.seek(story.goal.by_us)
    assert run.timeline.branch.number != run.trying.way
    assert run.goal().state == "shown"


WRONG = [
    (2, [("1ms", "cut A - B")], "copies of X's post"),
    (2, [("1ms", "hold A -> C")], "is stale"),
    (5, [("2ms", "crash A"), ("3ms", "restart A")], "violations of read your writes"),
    (22, [("100ms", "wipe B")], "lost acks"),
    (22, [("1700ms", "wipe B")], "lost acks"),
    (1, [("20s", "join B")], "p99 latency"),
    (1, [("6s", "join B"), ("12s", "set n 2")], "stale reads"),
]


@pytest.mark.parametrize(("number", "done", "missing"), WRONG, ids=lambda value: str(value)[:30])
def test_what_seems_to_be_a_way_is_none_and_that_is_said(number, done, missing):
    view = after(of(number), *done).goal()
    assert view.state == "lost"
    assert missing in view.told


def test_what_is_over_the_budget_is_refused_with_the_reason():
    run = tried(of(5))
    give(run, "2ms", "wipe A")
    assert run.refusal(Restart("A")) is None, "what mends costs nothing"
    assert run.refusal(Crash("B")) == "the goal allows one fault"
    assert run.refusal(Change("w", 2)).startswith("the goal allows only crash, wipe")
    assert run.refusal(Request("post", "X", text="hi")) is None
    run.undo()
    assert run.refusal(Crash("B")) is None


def test_before_it_begins_nothing_is_allowed_and_what_was_done_counts_as_lost():
    run = tried(of(22))
    begins = of(22).goal.at_us
    wipe = script.parse("wipe B")[1]
    run.seek(begins - 1)
    assert run.refusal(wipe) == "the goal begins at 20 ms"
    run.submit(wipe)
    run.seek(begins)
    assert (run.goal().state, run.goal().told) == (
        "lost", "The goal begins at 20 ms, and this was done: wipe B."
    )  # fmt: skip
    run.undo()
    run.seek(begins)
    assert run.goal().state == "begun"
    assert run.refusal(wipe) is None


def test_menus_and_settings_grey_what_the_goal_forbids():
    run = tried(of(5))
    give(run, "2ms", "wipe A")
    reasons = {offer.line: offer.reason for offer in run.offers()}
    assert reasons["crash B"] == "the goal allows one fault"
    assert reasons["restart A"] is None
    (knob,) = (knob for knob in run.settings() if knob.name == "r")
    assert {
        "the goal allows only" in offer.reason for offer in knob.offers if offer.value != "0"
    } == {True}
    run.trying.end()
    reasons = {offer.line: offer.reason for offer in run.offers()}
    assert reasons["crash B"] is None
    (knob,) = (knob for knob in run.settings() if knob.name == "r")
    assert any(offer.reason is None for offer in knob.offers)


def test_who_tries_it_is_neither_asked_nor_told_a_story_meanwhile():
    run = tried(of(2))
    run.told = True
    run.play()
    run.advance(60)
    assert run.over, "nothing has kept it"
    run = Experiment(of(2).scenario())
    run.told = True
    run.play()
    run.advance(60)
    assert not run.over


def test_what_was_done_before_the_goal_was_begun_is_no_part_of_it():
    run = Experiment(of(2).scenario())
    run.seek(2_000)
    run.submit(Crash("B"))
    run.begin(run.begin_goal, 10**9)
    assert run.timeline.left_us is None
    assert run.goal().used == ("0 of 1 fault used",)


def test_too_much_in_a_branch_of_before_loses_and_says_why():
    run = Experiment(of(2).scenario())
    for at_us, line in ((2_000, "cut A - B"), (3_000, "crash C")):
        run.seek(at_us)
        run.submit(script.parse(line)[1])
    name = run.timeline.branch.name
    run.begin(run.begin_goal, 10**9)
    run.go(name)
    run.seek(5_000)
    assert run.goal().state == "lost"
    assert run.goal().told == "The goal allows one fault, and this was done: crash C."


def test_it_is_won_as_soon_as_all_of_it_holds_and_lost_again_by_undo():
    run = tried(of(22))
    give(run, "1100ms", "wipe B")
    assert run.goal().state == "won"
    assert run.goal().told == "Won with one fault."
    run.undo()
    view = run.goal()
    assert view.state == "begun"
    assert not any(held for _, held in view.needs)


def test_a_story_without_one_says_so_and_so_does_another_variant():
    plain = Experiment(presets.load("3").scenario())
    assert framing.frame(plain, {"lesson"}).goal is None
    with pytest.raises(ValueError, match="this story has no goal"):
        plain.begin_goal()
    other = Experiment(of(5).scenario("none"))
    with pytest.raises(ValueError, match="'sticky'"):
        other.begin_goal()
    assert other.goal().state == "offered"


@pytest.mark.parametrize(
    ("line", "kind"),
    [("crash A", "faults"), ("set w 2", "settings"), ("join D", "servers"), ("heal", None),
     ("feed X", None), ('sign-up Sam "open sesame"', None)],
)  # fmt: skip
def test_what_counts_as_what(line, kind):
    assert goals.cost(script.parse(line)[1]) == kind


GOAL = """
goal:
  kind: break
  ask: Break it.
  variant: nobody
  at: 20ms
  by: 10ms
  with: {faults: 1}
  may: [crsh]
  must: [latency of nothing = 0ms, strength = 3]
  shows: Something.
  way: [{at: 9s, do: crash K K}]
"""


def test_every_mistake_of_a_goal_is_told_at_its_place():
    text = presets.load("2").origin.text.partition("goal:")[0]
    with pytest.raises(InputError) as caught:
        presets.load_text(text + GOAL)
    told = [problem.path for problem in caught.value.problems]
    assert told == ["goal.variant", "goal.may.0", "goal.must.0", "goal.must.1", "goal.way.0.do"]
    right = GOAL.replace("  variant: nobody\n", "").replace("crsh", "crash")
    right = right.replace("[latency of nothing = 0ms, strength = 3]", "links cut = 1")
    with pytest.raises(InputError) as caught:
        presets.load_text(text + right.replace("crash K K", "crash A"))
    assert [problem.path for problem in caught.value.problems] == ["goal.by", "goal.way.0.at"]
