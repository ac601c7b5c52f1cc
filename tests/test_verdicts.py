"""Verdicts of whole runs, on the stories that tell them apart."""

from random import Random

import pytest

from engine import entropy
from engine.checkers.checks import Op
from engine.checkers.registers import inversions, weakly_regular
from explorer import cause, twin_of
from explorer.experiment import Experiment
from explorer.measures import measures
from explorer.presets import load, load_text
from explorer.verdicts import by_state, verdicts
from tests.test_mechanisms import BACKWARDS, CATCH_UP, Run


def judged(run: Run) -> dict[str, str]:
    return {name: v.answer for name, v in verdicts(run.history, run.cluster).items()}


@pytest.mark.parametrize(
    ("mode", "z", "linearizable"),
    [
        ("off", "20500us", "violated"),
        ("async", "20500us", "violated"),
        ("blocking", "30500us", "holds"),
    ],
)
def test_overlapping_quorums_are_regular_and_only_repaired_ones_linearizable(mode, z, linearizable):
    links = {"A-C": 400, "A-D": 400, "C-E": 2, "D-E": 2}
    run = Run(BACKWARDS.format(z=z), 2_000, "ABCDE", "ACD", links=links, r=2, w=2, read_repair=mode)
    found = judged(run)
    assert (found["regular"], found["linearizable"]) == ("holds", linearizable)


def test_an_inversion_has_a_witness_of_the_write_and_both_reads():
    links = {"A-C": 400, "A-D": 400, "C-E": 2, "D-E": 2}
    run = Run(BACKWARDS.format(z="20500us"), 2_000, "ABCDE", "ACD", links=links, r=2, w=2)
    verdict = verdicts(run.history, run.cluster)["linearizable"]
    assert set(verdict.witness) <= {1, 2, 3}
    assert {2, 3} <= set(verdict.witness)
    assert "post #1 by X" in verdict.explanation


def test_a_read_that_misses_its_own_write_breaks_the_session_and_causality():
    run = Run('at 0ms post X "hi"\nat 1ms feed X via B', 500, links={"A-B": 40})
    found = judged(run)
    broken = {name for name, answer in found.items() if answer == "violated"}
    assert broken == {"read_your_writes", "causal", "causal_convergence", "regular", "linearizable"}


def test_a_feed_that_goes_backwards_breaks_monotonic_reads_alone_of_the_session():
    script = 'at 0ms post X "hi"\nat 50ms feed Y via B\nat 60ms feed Y via C'
    found = judged(Run(script, 900, links={"A-B": 20, "A-C": 200}))
    assert found["monotonic_reads"] == "violated"
    assert found["read_your_writes"] == "holds"


def test_a_user_name_can_be_given_to_two_without_agreement():
    script = """
        at 0ms cut A | B C
        at 1ms sign-up Sam "one" via A
        at 2ms sign-up Sam "two" via B
    """
    run = Run(script, 900)
    verdict = verdicts(run.history, run.cluster)["unique_names"]
    assert (verdict.answer, verdict.witness) == ("violated", (1, 2))


def test_convergence_is_judged_only_when_nothing_is_in_the_way():
    script = 'at 0ms cut A | B C\nat 1ms post X "hi"\nat 100ms heal'
    assert judged(Run(script, 50))["convergence"] == "unknown"
    assert judged(Run(script, 900))["convergence"] == "violated"
    assert judged(Run(script, 900, anti_entropy_us=200_000))["convergence"] == "holds"


def test_eventually_is_not_broken_while_something_still_brings_servers_together():
    made = Experiment(load("17").scenario("merkle"))

    def told(at_us):
        made.seek(at_us)
        made.judge.judge(made.timeline)
        return next(row for row in made.verdicts().rows if row.name == "convergence")

    early, later = told(5_900_000), told(6_900_000)
    assert (early.promised, early.answer) == (True, "none")
    assert early.text == "Servers are still to compare what they hold (anti-entropy)"
    assert (later.promised, later.answer) == (True, "holds")
    assert later.text == "All home servers hold the same since 5.97 s."


def test_eventually_is_not_broken_while_hints_are_to_be_handed_over():
    script = 'at 0ms cut A | B C\nat 1ms post X "hi"\nat 200ms heal'
    run = Run(script, 300, hints="on", hint_replay_us=400_000)
    verdict = verdicts(run.history, run.cluster)["convergence"]
    assert (verdict.answer, verdict.explanation) == (
        "unknown", "hints, kept for a home that did not answer, are still to be sent there"
    )  # fmt: skip
    assert judged(Run(script, 500, hints="on", hint_replay_us=400_000))["convergence"] == "holds"


def test_servers_that_never_agree_though_they_compare_have_broken_their_promise(monkeypatch):
    script = 'at 0ms cut A | B C\nat 1ms post X "hi"\nat 100ms heal'
    assert judged(Run(script, 390, anti_entropy_us=100_000))["convergence"] == "holds"
    monkeypatch.setattr(entropy, "compare", lambda _one, _other: ((), 1))
    assert judged(Run(script, 390, anti_entropy_us=100_000))["convergence"] == "unknown"
    assert judged(Run(script, 405, anti_entropy_us=100_000))["convergence"] == "violated"


HEALED_LATE = """
number: 99
slug: late
title: Late
question: 1
story: A link loses all, and is mended ten seconds later.
cluster: {servers: [A, B], n: 2, r: 1, w: 1, anti_entropy: 1s}
users: {X: A}
until: 40s
script:
  - {at: 1ms, do: degrade A - B loss 100%}
  - {at: 10ms, do: post X "hi"}
  - {at: 20s, do: degrade A - B}
takeaway: None.
leaves_out: All.
"""


def test_what_comes_later_does_not_change_the_verdict_of_a_place():
    made = Experiment(load_text(HEALED_LATE).scenario())

    def told(at_us):
        made.seek(at_us)
        timeline = made.timeline
        return by_state(timeline.branch.history, timeline.cluster, timeline.place)["convergence"]

    on_the_way = told(10_500_000)
    assert (on_the_way.answer, told(39_500_000).answer) == ("violated", "holds")
    assert told(10_500_000) == on_the_way


def test_an_unknown_write_that_is_read_happened_and_one_that_is_not_may_not_have():
    script = """
        at 0ms cut A | B C
        at 1ms post X "hi" as post
        at 600ms heal
        at 700ms feed Y asking A B as seen
    """
    run = Run(script, 1_000, r=2, w=2)
    run.holds("post is unknown", 'seen shows "hi"')
    assert judged(run)["linearizable"] == "holds"
    assert judged(Run(script + "at 800ms feed Z asking B C", 1_000, r=2, w=2))["linearizable"] == (
        "violated"
    )


# -- counts


@pytest.mark.parametrize(
    ("mode", "z", "count"),
    [("off", "20500us", 1), ("async", "20500us", 1), ("blocking", "30500us", 0)],
)
def test_a_new_old_inversion_is_counted_where_nothing_acknowledged_is_missed(mode, z, count):
    links = {"A-C": 400, "A-D": 400, "C-E": 2, "D-E": 2}
    run = Run(BACKWARDS.format(z=z), 2_000, "ABCDE", "ACD", links=links, r=2, w=2, read_repair=mode)
    assert measures(run.history, run.cluster)["counts"]["inversions"] == count


def test_a_stale_read_is_no_inversion():
    script = 'at 0ms post X "hi"\nat 50ms feed Y via B\nat 60ms feed Y via C'
    run = Run(script, 900, links={"A-B": 20, "A-C": 200})
    assert judged(run)["linearizable"] == "violated"
    assert measures(run.history, run.cluster)["counts"]["inversions"] == 0


def _inverted_by_definition(ops, order):
    found = {}
    for key in order:
        own = [op for op in ops if op.key == key and op.outcome == "ok"]
        ranks = {None: -1} | {value: i for i, value in enumerate(order[key])}
        for read in (op for op in own if op.kind == "read"):
            back = any(o.kind == "read" and o.end < read.call and ranks[o.value] > ranks[read.value]
                       for o in own)  # fmt: skip
            writes = [op for op in ops if op.key == key and op.kind == "write"]
            if back and weakly_regular([*writes, read]).answer == "holds":
                found[read.number] = read.call
    return tuple(sorted(found, key=lambda number: found[number]))


def test_inversions_are_those_of_the_definition():
    counted = 0
    for seed in range(300):
        luck = Random(seed)
        places = luck.sample(range(100), 24)
        ops = []
        for number in range(12):
            call, end = sorted(places[2 * number : 2 * number + 2])
            key, kind = luck.choice("ab"), "write" if number < 4 else "read"
            values = [f"{key}{n}" for n in range(4)]
            value = f"{key}{number}" if kind == "write" else luck.choice([None, *values])
            ops.append(Op(number, number % 3, kind, key, value, call, end))
        order = {key: luck.sample([f"{key}{n}" for n in range(4)], 4) for key in "ab"}
        found = inversions(ops, order)
        assert found == _inverted_by_definition(ops, order)
        counted += len(found)
    assert counted > 100


def test_what_never_got_to_a_home_is_counted_whatever_hints_bring_later():
    run = Run(CATCH_UP, 5_900, delay_ms=10, w=2, hints="on", hint_window_us=2_000_000)
    counts = measures(run.history, run.cluster)["counts"]
    assert (counts["missed"], counts["hinted"], counts["hints_expired"]) == (40, 20, 20)


def test_a_copy_under_way_is_not_missed_yet():
    run = Run('at 0ms post X "hi"', 10, links={"A-B": 40})
    assert measures(run.history, run.cluster)["counts"]["missed"] == 0


@pytest.mark.parametrize(("asked", "count"), [("A B", 1), ("B C", 0)])
def test_an_unknown_write_that_is_read_later_has_come_back(asked, count):
    script = f"""
        at 0ms cut A | B C
        at 1ms post X "hi"
        at 600ms heal
        at 700ms feed Y asking {asked}
    """
    run = Run(script, 1_000, r=2, w=2)
    assert measures(run.history, run.cluster)["counts"]["resurrected_unknowns"] == count


# -- what is counted is a verdict as well


def verdict_of(name, script, until_ms=1_500, **settings):
    run = Run(script, until_ms, **settings)
    found = verdicts(run.history, run.cluster)[name]
    said = ""
    if found.answer == "violated":
        said = cause.of_verdict(run.history, name, found, run.history.length).sentence
    return found.answer, found.witness, said


def test_a_lost_ack_is_a_verdict_with_its_write():
    script = 'at 0ms cut A | B C\nat 1ms post X "hi"\nat 50ms wipe A'
    assert verdict_of("no_lost_writes", script) == (
        "violated", (1,), "«hi» by X was acknowledged at 1 ms by A (W = 1), and A lost it at "
        "50 ms; the copy for B was lost at 1 ms, as the link A - B was cut; the copy for C was "
        "lost at 1 ms, as the link A - C was cut.",
    )  # fmt: skip
    assert verdict_of("no_lost_writes", 'at 1ms post X "hi"\nat 50ms wipe A')[0] == "holds"


def test_an_unknown_write_that_is_seen_later_is_a_verdict():
    script = """
        at 0ms cut A | B C
        at 1ms post X "hi"
        at 600ms heal
        at 700ms feed Y asking A B
    """
    answer, witness, said = verdict_of("no_resurrection", script, r=2, w=2)
    assert (answer, witness) == ("violated", (1,))
    assert said == (
        "«hi» by X was unknown from 501 ms on, as fewer than W = 2 had acknowledged it; A kept "
        "it, and Y, who read at B at 700 ms, was shown it."
    )
    assert verdict_of("no_resurrection", script.replace("A B\n", "B C\n"), r=2, w=2)[0] == "holds"


def test_a_read_that_went_back_is_a_verdict():
    script = """
        at 0ms post X "hi"
        at 10ms feed Y asking A C
        at 20500us feed Z via E asking C D
    """
    links = {"A-C": 400, "A-D": 400, "C-E": 2, "D-E": 2}
    answer, witness, said = verdict_of(
        "no_inversions", script, servers="ABCDE", homes="ACD", links=links, r=2, w=2
    )
    assert (answer, witness) == ("violated", (3,))
    assert said == (
        "Y had been shown «hi» by X at 20 ms; Z, who asked after that, at 20.5 ms, did not see it; "
        "the copy came to C 377.5 ms too late and to D 377.5 ms too late."
    )


def test_when_each_was_broken_is_found_where_a_witness_has_not_ended():
    """A read may see a write that is still under way, in any of the histories that are judged."""
    experiment = Experiment(load("2").scenario())
    pair = twin_of.usual(experiment)
    pair.seek(170_000)
    for side in pair.sides:
        side.judge.judge(side.timeline)
    broken = [side.judge.broken(side.timeline.branch) for side in pair.sides]
    assert any(broken)
    for side, moments in zip(pair.sides, broken, strict=True):
        assert all(0 <= moment.place < side.timeline.place for moment in moments)
