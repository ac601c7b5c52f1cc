"""What a learner does by hand: the story says that it was left, and undo is undo."""

from dataclasses import fields, replace

import pytest

from explorer import explaining, framing, presets
from explorer.controls import VIEWS
from explorer.experiment import LONGEST_WAIT_US, Experiment
from explorer.problems import InputError
from explorer.script import parse


@pytest.fixture
def run() -> Experiment:
    return Experiment(presets.load("2").scenario())


def states(run: Experiment) -> list[str]:
    return [step.state for step in framing.frame(run).lesson.steps]


def do(run: Experiment, line: str) -> None:
    run.submit(parse(line)[1])


def test_sentences_that_do_not_hold_after_the_first_thing_done_by_hand_are_off(run):
    run.seek(20_000)
    assert states(run) == ["now", *["next"] * 6]
    do(run, "cut A - B")
    run.seek(80_000)
    assert states(run) == ["done", "done", "off", "off", "off", "next", "next"], (
        "B reads stale all the same"
    )
    assert framing.frame(run).lesson.left_us == 20_001


def test_before_that_moment_the_story_is_still_told(run):
    run.seek(50_000)
    do(run, "crash C")
    run.seek(45_000)
    assert framing.frame(run).lesson.left_us is None
    assert "off" not in states(run)


def test_undo_takes_the_last_thing_back_and_keeps_it_in_its_branch(run):
    run.seek(20_000)
    do(run, "crash B")
    run.seek(100_000)
    run.undo()
    assert run.now_us == 20_000
    assert run.timeline.branch.given == []
    run.seek(100_000)
    assert run.timeline.cluster.replicas["B"].up
    assert any(branch.given for branch in run.timeline.branches)


def test_undo_goes_on_until_nothing_was_done_and_then_says_so(run):
    for at_us, line in ((10_000, "crash C"), (30_000, "cut A - B"), (60_000, "restart C")):
        run.seek(at_us)
        do(run, line)
    moments = []
    for _ in range(3):
        run.undo()
        moments.append(run.now_us)
    assert moments == [60_000, 30_000, 10_000]
    with pytest.raises(ValueError, match="nothing was done by hand"):
        run.undo()
    run.seek(run.scenario.until_us)
    straight = Experiment(run.scenario)
    straight.seek(straight.scenario.until_us)
    assert run.digest() == straight.digest()


def three_things_done(run):
    for at_us, line in ((10_000, "crash C"), (30_000, "cut A - B"), (60_000, "restart C")):
        run.seek(at_us)
        do(run, line)


def names(run):
    return [branch.name for branch in framing.frame(run).timeline.branches]


def test_undo_and_redo_leave_no_branch_behind_in_which_nothing_was_done(run):
    three_things_done(run)
    before, whole = names(run), run.timeline.branch
    for _ in range(2):
        run.undo()
        assert len(names(run)) == 2
    run.undo()
    assert names(run) == before[:1], "only the story"
    for at_us in (10_001, 30_001, 60_001):
        run.redo()
        assert run.now_us == at_us
    assert run.timeline.branch is whole
    assert names(run) == before
    with pytest.raises(ValueError, match="nothing was undone"):
        run.redo()


def test_what_was_undone_is_kept_as_a_branch_when_something_else_is_done(run):
    three_things_done(run)
    before, whole = names(run), run.timeline.branch
    run.undo()
    do(run, "crash A")
    assert names(run) == [*before, "cut A - B at 30 ms"]
    with pytest.raises(ValueError, match="nothing was undone"):
        run.redo()
    run.go(whole.name)
    assert [str(command) for _, command in run.timeline.branch.given] == [
        str(parse(line)[1]) for line in ("crash C", "cut A - B", "restart C")
    ]


def test_whoever_goes_to_another_branch_finds_what_was_undone_among_them(run):
    three_things_done(run)
    before = names(run)
    run.undo()
    run.go("story")
    assert names(run) == before


def test_a_branch_hangs_on_the_next_one_that_is_shown(run):
    three_things_done(run)
    run.undo()
    run.seek(40_000)
    do(run, "crash A")
    branches = framing.frame(run).timeline.branches
    assert [branch.parent for branch in branches] == [None, 0, 1]


def test_back_to_the_story_undoes_everything_at_once(run):
    run.seek(10_000)
    do(run, "crash C")
    do(run, "cut A - B")
    run.back_to_story()
    assert run.now_us == 10_000
    assert "off" not in states(run)


def test_of_the_sentences_of_one_moment_the_last_alone_is_marked():
    run = Experiment(presets.load("9").scenario("w1"))
    run.seek(0)
    assert states(run)[:4] == ["done", "done", "now", "next"]


def test_a_check_does_not_cry_before_the_run_is_over():
    run = Experiment(presets.load("9").scenario("w1"))
    run.seek(1)
    held = {result.text: result.held for result in run.results()}
    assert held["lost acks = 1"] is None
    assert held["copies of post = 0"] is None
    assert held["post is acknowledged"] is True


def test_show_me_leads_to_the_moment_that_decided():
    run = Experiment(presets.load("9").scenario("w1"))
    run.seek(1_100_000)
    (callout,) = (c for c in framing.frame(run).callouts if c.at_us == 1_100_000)
    explaining.explain(run, f"#{callout.operation}")
    assert run.now_us == 0, "the copy died on the cut link"


# -- sentences that claim something


CLAIMS = """
number: 900
slug: claims
title: Claims
question: 1
story: X posts.
cluster: {servers: [A, B, C], n: 3, r: 1, w: 1, default_delay: 10ms}
users: {X: A, Y: B}
until: 100ms
script:
  - {at: 0ms, do: post X "hi", as: post, say: X posts., claim: post is acknowledged}
  - {at: 20ms, say: By now all have it., claim: ["copies of post = 3", "window of post = 10ms"]}
  - {at: 50ms, say: Nothing is claimed here.}
takeaway: Words are checked.
leaves_out: Everything else.
"""


def claimed(text=CLAIMS):
    experiment = Experiment(presets.load_text(text).scenario())
    experiment.seek(experiment.end_us)
    return experiment


def test_what_a_sentence_claims_is_judged_at_its_moment():
    assert [(r.text, r.held) for r in claimed().results()] == [
        ("at 0 ms: post is acknowledged", True),
        ("at 20 ms: copies of post = 3", True),
        ("at 20 ms: window of post = 10ms", True),
    ]
    early = claimed(CLAIMS.replace("at: 20ms", "at: 9ms"))
    assert [r.held for r in early.results()] == [True, False, False]
    within = CLAIMS.replace("at: 20ms", "at: 9ms").replace("= 3", "= 3 within 5ms")
    assert [r.held for r in claimed(within).results()] == [True, True, False]


def test_off_the_script_only_what_still_holds_is_told():
    experiment = claimed()
    experiment.seek(1_000)
    experiment.submit(parse("crash C")[1])
    experiment.seek(experiment.end_us)
    assert states(experiment) == ["done", "off", "off"]
    experiment = claimed()
    experiment.seek(1_000)
    experiment.submit(parse("feed Y")[1])
    experiment.seek(experiment.end_us)
    assert states(experiment) == ["done", "done", "off"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("copies of post = 3", "copies of nothing = 3", "no step is called 'nothing'"),
     ("copies of post = 3", "copies of pest", "is no expectation"),
     ("say: X posts., ", "", "what is claimed belongs to a sentence")],
)  # fmt: skip
def test_a_claim_that_cannot_be_judged_is_told(old, new, said):
    with pytest.raises(InputError, match=said):
        presets.load_text(CLAIMS.replace(old, new))


def test_a_command_leaves_room_for_its_time_out_and_undo_takes_that_back():
    experiment = Experiment(presets.load("2").scenario())
    story_us = experiment.end_us
    experiment.seek(100_000)
    experiment.submit(parse("crash A")[1])
    assert experiment.end_us == 100_001 + 500_000, "the time-out is longer than the story"
    experiment.undo()
    assert experiment.end_us == story_us
    experiment.submit(parse("crash A")[1])
    experiment.back_to_story()
    assert experiment.end_us == story_us


def test_a_time_out_of_ten_minutes_leaves_no_room_of_ten_minutes():
    experiment = Experiment(presets.load("24").scenario("live"))
    experiment.seek(50_000_000)
    experiment.submit(parse("crash A")[1])
    assert experiment.end_us == 50_000_001 + LONGEST_WAIT_US


def seen(run: Experiment) -> dict[str, object]:
    """All that the panels show, but for the branches, of which the plain run has one."""
    frame = framing.frame(run, set(VIEWS))
    assert frame.log is not None
    assert frame.spacetime is not None
    diagram = frame.spacetime
    shown = {field.name: getattr(frame, field.name) for field in fields(frame)}
    del shown["log"], shown["spacetime"], shown["branches"]
    return shown | {
        "timeline": replace(frame.timeline, branches=()),
        "rows": [frame.log.rows.row(i) for i in range(len(frame.log.rows))],
        "diagram": (diagram.lanes, diagram.spells, diagram.signs, diagram.bars(0, run.end_us),
                    diagram.traffic(0, run.end_us, 400)),
    }  # fmt: skip


@pytest.mark.parametrize("reference", ["5", "13", "17"])
def test_what_a_branch_handed_over_at_its_head_is_missed_in_no_panel(reference):
    """The log goes to the new branch; whatever was kept of the old one is still true of it."""
    scenario = presets.load(reference).scenario()
    run, plain = Experiment(scenario), Experiment(scenario)
    for part in (3, 2):
        run.seek(scenario.until_us // part)
        seen(run)
        run.submit(parse(f"crash {next(iter(run.timeline.cluster.replicas))}")[1])
        run.seek(run.now_us + scenario.until_us // 10)
        seen(run)
        run.go("story")
        seen(run)
    run.seek(scenario.until_us)
    plain.seek(scenario.until_us)
    assert seen(run) == seen(plain)
