"""The cause of an anomaly: one sentence from the run, the moment that decided it, what mattered."""

import re

import pytest

from engine.history import History
from explorer import cause, explaining, framing, presets, script
from explorer.cause import Cause
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.receipt import receipt
from explorer.steering import steer
from tests.test_mechanisms import Run

MS = 1_000


def played(story: str, variant: str | None = None) -> Experiment:
    experiment = Experiment(presets.load(story).scenario(variant))
    experiment.seek(experiment.end_us)
    return experiment


def of(story: str, variant: str, number: int) -> Cause:
    return cause.of_operation(played(story, variant).timeline.branch.history, number)


def told(history: History, number: int) -> str:
    return cause.of_operation(history, number).sentence


# -- the stories


@pytest.mark.parametrize(
    ("story", "variant", "number", "kind", "moment_ms", "fact"),
    [
        ("5", "none", 2, "stale read", 5, "the copy came to B 35 ms too late: with R = 1 B alone"),
        ("6", "none", 3, "stale read", 100, "the copy came to C 100 ms too late"),
        ("8", "eventual", 3, "leak", 100, "C was asked who may see it, and the rule came 200 ms"),
        ("8", "causal", 4, "leak", 290, "and the rule came 10 ms later"),
        ("9", "w1", 1, "lost ack", 500, "by A (W = 1), and A lost it at 500 ms"),
        ("9", "w1", 2, "stale read", 0, "the copy for B was lost at 0 ms, as the link A - B was"),
        ("10", "off", 3, "inversion", 22.5, "the copy came to C 377.5 ms too late"),
        ("11", "ask-a-b", 1, "came back", 1110, "A kept it, and Y, who read at B at 1.1 s, was"),
        ("11", "ask-b-c", 1, "unknown write", 100, "since 600 ms it is unknown, timed out"),
        ("12", "sloppy", 2, "stale read", 1500, "with W = 2 A and D had acknowledged it"),
        ("13", "wall", 21, "lost to a later time", 1950, "stamped 3 s by A's clock, this one 1.95"),
        ("14", "count", 1, "lost update", 5, "at 5 ms, 35 ms before this one came there"),
        ("15", "newest-skewed", 4, "lost to a later time", 210, "600 ms by A's clock"),
        ("17", "hints", 41, "stale read", 3010, "the copy for A was lost at 3.01 s, as A was down"),
        ("18", "one", 17, "stale read", 1100, "as the link B - A was cut: with R = 1 A alone"),
        ("18", "raft-unchecked", 17, "stale read", None, "B and C had agreed on it without A"),
        ("22", "from-c", 3, "stale read", 1000, "A had it and has lost it"),
    ],
)  # fmt: skip
def test_every_anomaly_of_the_stories_tells_its_decisive_fact(
    story, variant, number, kind, moment_ms, fact
):
    found = of(story, variant, number)
    assert found.kind == kind
    assert fact in found.sentence
    assert re.search(r"[.] [A-Z«]", found.sentence) is None, "it is one sentence"
    if moment_ms is not None:
        assert found.moment_us == moment_ms * MS


def test_what_mattered_is_the_copy_that_came_too_late_and_nothing_of_c():
    found = of("5", "none", 2)
    assert (found.operations, found.messages) == ({1, 2}, {1})
    assert (found.servers, found.links, found.users) == ({"A", "B"}, {("A", "B")}, {"X"})
    assert found.faults == frozenset()


def test_the_cut_that_killed_the_copy_mattered_and_the_one_that_did_not_has_no_part():
    script = """
        at 0ms cut A - B
        at 1ms cut B - C
        at 2ms post X "hi"
        at 30ms feed Y via B
    """
    found = cause.of_operation(Run(script, 100, r=1, w=1).history, 2)
    assert found.faults == {0}
    assert found.links == {("A", "B")}


def test_what_goes_well_has_no_kind_and_all_of_its_messages():
    run = Run('at 0ms post X "hi"\nat 500ms feed Y via B', 900, r=2, w=2)
    found = cause.of_operation(run.history, 2)
    assert found.kind == ""
    assert found.messages == {m.number for m in run.history.messages.of(2)}
    assert "was fresh" in found.sentence


def test_two_reads_that_are_not_stale_name_both_readers_and_the_write():
    found = of("10", "off", 3)
    assert found.operations == {1, 2, 3}
    assert found.between == ("Z", "Y")


def test_there_is_no_cause_of_what_there_is_not():
    with pytest.raises(ValueError, match="there is no operation #99"):
        of("5", "none", 99)


# -- guarantees


def test_a_broken_guarantee_is_told_with_the_same_fact():
    experiment = played("5", "none")
    explaining.explain(experiment, "read_your_writes")
    assert experiment.lit is not None
    assert experiment.lit.sentence == told(experiment.timeline.branch.history, 2)
    assert experiment.now_us == 5 * MS


def test_lost_likes_are_told_beside_the_verdict_that_holds():
    experiment = played("14", "count")
    experiment.judge.judge(experiment.timeline)
    experiment.judge.collect(wait=True)
    rows = {row.name: row for row in experiment.verdicts().rows}
    row = rows["no_lost_writes"]
    assert (row.answer, row.text[:38]) == ("holds", "100 acknowledged likes are in no count")
    whole = played("14", "counter")
    whole.judge.judge(whole.timeline)
    whole.judge.collect(wait=True)
    assert {r.name: r.text for r in whole.verdicts().rows}["no_lost_writes"] == ""


def test_a_guarantee_that_holds_has_nothing_to_explain():
    with pytest.raises(ValueError, match="read_your_writes is not violated"):
        explaining.explain(played("5", "sticky"), "read_your_writes")


def test_a_page_that_thinks_missed_the_rule_at_its_first_look():
    experiment = played("8", "eventual")
    explaining.explain(experiment, "linearizable")
    assert experiment.lit is not None
    assert "the copy came to C 10 ms too late" in experiment.lit.sentence


# -- what is lit


def test_the_lit_part_stays_while_time_goes_on_and_ends_when_told_to():
    experiment = played("5", "none")
    steer(experiment, Control("cause", ("#2",)))
    assert (experiment.now_us, experiment.playing) == (5 * MS, False)
    assert framing.frame(experiment).lit is experiment.lit
    experiment.seek(50 * MS)
    assert experiment.lit is not None
    steer(experiment, Control("cause"))
    assert experiment.lit is None


def test_another_branch_has_another_past_and_nothing_of_it_is_lit():
    experiment = played("5", "none")
    steer(experiment, Control("cause", ("#2",)))
    _, command = script.parse("crash C")
    experiment.submit(command)
    assert experiment.lit is None
    experiment.go("story")
    assert experiment.lit is not None


@pytest.mark.parametrize(
    ("line", "arguments"),
    [("cause #88", ("#88",)), ("cause regular", ("regular",)), ("cause", ()),
     ("shrink #88", ("#88",)), ("shrink off", ("off",)), ("shrink open", ("open",)),
     ('shrink save "a b.yaml"', ("save", "a b.yaml"))],
)  # fmt: skip
def test_the_verbs(line, arguments):
    _, action = script.parse(line)
    assert action == Control(line.split()[0], arguments)


def test_what_is_no_operation_and_no_guarantee_is_refused_in_words():
    with pytest.raises(ScriptError, match="neither #88 nor a guarantee: read_your_writes, "):
        script.parse("cause of it")


# -- what an unknown write came to


def test_an_unknown_post_is_open_until_it_is_resolved_and_then_says_so():
    experiment = Experiment(presets.load("11").scenario("ask-a-b"))
    seen = []
    for at_ms in (700, 1_350):
        experiment.seek(at_ms * MS)
        frame = framing.frame(experiment)
        x = next(screen for screen in frame.screens if screen.user == "X")
        post = next(post for post in x.posts if post.text == "lunch at noon?")
        tick = next(tick for tick in frame.timeline.ticks if tick.operation == 1)
        seen.append((post.state, post.fate, tick.outcome, bool(x.notice)))
    assert seen == [
        ("unknown", "", "info", True),
        ("unknown", "committed 520 ms later on A and B", "late", False),
    ]


def test_what_a_deposed_leader_alone_had_in_its_log_never_happened():
    experiment = Experiment(presets.load("18").scenario("raft"))
    outcomes = []
    for at_ms in (2_000, 12_000):
        experiment.seek(at_ms * MS)
        ticks = framing.frame(experiment).timeline.ticks
        outcomes.append(next(tick.outcome for tick in ticks if tick.operation == 1))
    assert outcomes == ["info", "never"]


def test_what_servers_agree_on_counts_logs_and_names_the_majority():
    experiment = Experiment(presets.load("18").scenario("raft"))
    experiment.seek(1_230 * MS)
    chips = {chip.number: chip.text for chip in framing.frame(experiment).operations}
    assert chips[2] == "Y's post: in 2 of 3 logs, a majority"
    assert chips[1] == "X's post: in 1 of 3 logs, 2 make a majority"


def test_a_post_that_waits_in_the_web_tier_is_being_sent():
    text = """
number: 900
slug: web
title: Web
question: 4
story: X posts through a web server that is busy.
cluster: {servers: {A: here}, n: 1, r: 1, w: 1, service: 2ms, web_servers: 1, web_service: 400ms}
users: {X: A}
until: 50ms
script:
  - {at: 1ms, do: post X "queued"}
takeaway: Sending takes time.
leaves_out: Nothing.
"""
    experiment = Experiment(presets.load_text(text).scenario())
    experiment.seek(3 * MS)
    (x,) = framing.frame(experiment).screens
    assert [(post.text, post.state) for post in x.posts] == [("queued", "sending")]


# -- the receipt as a picture


def test_a_stale_read_is_drawn_beside_the_write_that_it_missed():
    experiment = played("5", "none")
    experiment.select("operation 2")
    found = experiment.receipt()
    assert found is not None
    assert found.lanes is not None
    a, b, c = found.lanes.lanes
    assert (found.lanes.acknowledged_us, found.lanes.answered_us) == (0, 5 * MS)
    assert (a.wrote, a.was_read, a.ack_us) == (True, False, 0)
    assert (b.wrote, b.was_read, b.looked_us, b.stored_us) == (False, True, 5 * MS, 40 * MS)
    assert b.margin_us == -35 * MS
    assert (c.wrote, c.was_read, c.home) == (False, False, True)


def test_acks_after_the_reply_are_no_part_of_the_write_set():
    run = Run('at 0ms post X "hi"', 300, links={"A-B": 40, "A-C": 75}, r=1, w=2)
    found = receipt(run.history, run.cluster, 1, run.history.length)
    assert found is not None
    assert found.lanes is not None
    lanes = {lane.server: (lane.wrote, lane.ack_us) for lane in found.lanes.lanes}
    assert lanes == {"A": (True, 0), "B": (True, 80 * MS), "C": (False, 150 * MS)}
    assert found.lanes.acknowledged_us == 80 * MS
