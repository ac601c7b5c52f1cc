"""Violated guarantees in sentences: who, what, where and when, and no checker's words."""

from dataclasses import replace
from random import Random

import pytest

from engine.checkers.checks import Verdict
from engine.spec import Settings
from explorer import items, judging
from explorer.judging import Judge, close
from explorer.sentences import sentence
from explorer.timeline import Timeline
from explorer.verdicts import GUARANTEES, verdicts
from tests.test_determinism import SPEC, random_script
from tests.test_mechanisms import BACKWARDS, Run


def told(run: Run, name: str) -> str:
    return sentence(name, verdicts(run.history, run.cluster)[name], run.history)


def lost_ring() -> Run:
    script = """
        at 0ms post X "lost"
        at 45ms cut A -> C
        at 100ms post X "found"
        at 140ms feed Y
        at 150ms post Y "glad"
        at 300ms feed Z
    """
    return Run(script, 400, links={"A-B": 20, "B-C": 20, "A-C": 30})


VANISHED = (
    "X read at B at 5 ms and did not see «hi», which X had written at A and which was "
    "acknowledged at 0 ms."
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("read_your_writes", VANISHED),
        ("causal", VANISHED),
        ("causal_convergence", VANISHED),
        ("regular", VANISHED),
        ("unique_names", "Nobody took a name"),
        ("monotonic_reads", ""),
    ],
)  # fmt: skip
def test_a_post_that_vanished_from_its_authors_view(name, text):
    run = Run('at 0ms post X "hi"\nat 5ms feed X via B', 500, links={"A-B": 40})
    assert told(run, name) == text


def test_a_feed_that_went_backwards():
    script = 'at 0ms post X "hi"\nat 50ms feed Y via B\nat 60ms feed Y via C'
    run = Run(script, 900, links={"A-B": 20, "A-C": 200})
    assert told(run, "monotonic_reads") == (
        "Y read at C at 60 ms and did not see «hi» by X any more, which Y had seen at B at 50 ms."
    )
    assert told(run, "causal") == (
        "Y read at C at 60 ms and did not see «hi» by X, which Y had already seen."
    )


def test_the_lost_ring():
    run = lost_ring()
    assert told(run, "writes_follow_reads") == (
        "Z read at C at 300 ms and saw «glad» by Y, but not «found» by X, which Y had seen "
        "before writing it."
    )
    assert told(run, "causal") == (
        "Z read at C at 300 ms and did not see «found» by X, though Z was shown «glad» by Y, "
        "which came after it."
    )


def test_writes_in_the_wrong_order():
    script = """
        at 0ms cut A -> C
        at 1ms post X "first"
        at 2ms heal
        at 3ms post X "second"
        at 40ms feed Z
    """
    run = Run(script, 400, links={"A-B": 20, "A-C": 30})
    assert told(run, "monotonic_writes") == (
        "Z read at C at 40 ms and saw «second» by X, but not «first», which X had written before "
        "it."
    )
    assert told(run, "convergence") == "A, B, C do not hold the same of X's wall"


def test_an_inversion_is_told_by_its_two_readers():
    links = {"A-C": 400, "A-D": 400, "C-E": 2, "D-E": 2}
    run = Run(BACKWARDS.format(z="20500us"), 2_000, "ABCDE", "ACD", links=links, r=2, w=2)
    assert told(run, "linearizable") == (
        "Y had been shown «hi» by X at 20 ms; Z, who asked after that, at 20.5 ms, did not see it."
    )


def test_a_name_given_to_two():
    script = 'at 0ms cut A | B C\nat 1ms sign-up Sam "a" via A\nat 2ms sign-up Sam "b" via B'
    assert told(Run(script, 900), "unique_names") == (
        "Two were told that the name Sam is theirs: at A at 1 ms and at B at 2 ms."
    )


def random_run(seed: int) -> Timeline:
    spec = replace(SPEC, settings=Settings(3, 1, 1, timeout_us=200_000))
    timeline = Timeline(spec, seed, random_script(Random(seed), 60, 4, 2, 3_000_000))
    timeline.run_until(5_000_000)
    return timeline


def test_whatever_breaks_has_at_most_six_witnesses_and_a_whole_sentence():
    broken = 0
    for seed in range(25):
        timeline = random_run(seed)
        history = timeline.branch.history
        for name, verdict in verdicts(history, timeline.cluster).items():
            if verdict.answer == "violated":
                text = sentence(name, verdict, history)
                assert len(verdict.witness) <= 6
                assert "#" not in text.replace("#0.", "")
                assert text.endswith(".") or name == "convergence", text
                broken += 1
    assert broken > 50


# -- as of a place, here and by a worker


def test_verdicts_as_of_a_place_are_those_of_a_run_that_ends_there():
    script = 'at 0ms post X "hi"\nat 5ms feed X via B\nat 60ms post Y "ho"\nat 70ms feed X'
    whole = Run(script, 500, links={"A-B": 40})
    for until_ms in (0, 4, 5, 40, 60, 70, 100, 500):
        part = Run(script, until_ms, links={"A-B": 40})
        at = part.history.length
        assert items.register_operations(whole.history, at) == items.register_operations(
            part.history
        )
        assert items.count(whole.history, at) == len(items.register_operations(part.history)[0])


def test_a_worker_finds_what_is_found_here():
    timeline = random_run(1)
    here, away = Judge(10_000), Judge(0)
    try:
        here.judge(timeline)
        away.judge(timeline)
        assert away.known(timeline, only_now=True)[1] is None
        assert away.busy
        assert away.collect(wait=True)
    finally:
        close()
    assert away.known(timeline, only_now=True) == here.known(timeline, only_now=True)
    assert set(away.known(timeline, only_now=True)[0]) == set(GUARANTEES)


def test_a_verdict_is_never_taken_for_one_of_another_moment():
    timeline = random_run(2)
    judge = Judge(10_000)
    timeline.seek(1_000_000)
    judge.judge(timeline)
    place = timeline.place
    timeline.seek(2_000_000)
    assert judge.known(timeline, only_now=True)[1] is None
    assert judge.known(timeline, only_now=False)[1] == place
    timeline.seek(500_000)
    assert judge.known(timeline, only_now=False) == ({}, None, 0)


def test_what_a_worker_is_given_is_gathered_in_slices_while_the_run_goes_on(monkeypatch):
    monkeypatch.setattr(items, "SLICE", 3)
    timeline = random_run(1)
    timeline.seek(1_000_000)
    history, at = timeline.branch.history, timeline.place
    expected = items.rows(history, at)
    judge = Judge(0)
    monkeypatch.setattr(judging, "submit", lambda rows, order, _known: (rows, order))
    judge.judge(timeline)
    slices = 0
    while judge.gathers:
        slices += 1
        timeline.seek(1_000_000 + 20_000 * slices)
        judge.judge(timeline)
    assert slices > 3
    assert history.length > at, "the run has gone on"
    tag, _, _, given = judge._job
    assert (tag[1], given) == (at, expected)


def test_of_too_many_there_is_only_a_count():
    history = random_run(1).branch.history
    every, few = (items.Gathered(history.length, most) for most in (None, 10))
    for made in (every, few):
        assert list(made.gather(history))
    assert every.count == few.count == len(every.rows) == items.count(history, history.length)
    assert len(few.rows) <= 10 < few.count


def test_a_worker_that_died_is_told_and_replaced():
    timeline = random_run(3)
    judge = Judge(0)
    judge.judge(timeline)
    while judge.gathers:
        judge.judge(timeline)
    for process in list(judging._pool[0]._processes.values()):
        process.kill()
    judge.collect(wait=True)
    found, _, _ = judge.known(timeline, only_now=True)
    dead = Verdict("unknown", "the process that judges has died: ask again")
    assert found["causal"] == dead
    assert not judging._pool


def test_what_was_shown_before_is_not_said_of_the_read_that_missed_it():
    script = """
        at 0ms cut A -> C
        at 1ms post X "first"
        at 3ms post X "second"
        at 40ms feed Z via B
        at 60ms feed Z via C
    """
    run = Run(script, 400, links={"A-B": 20, "A-C": 30})
    assert told(run, "monotonic_writes") == (
        "Z read at C at 60 ms, having been shown «second» by X before, and did not see «first», "
        "which X had written before it."
    )


def test_what_was_never_acknowledged_is_not_said_to_have_been():
    script = """
        at 0ms cut A | B C
        at 1ms post X "hi"
        at 100ms feed X via A
        at 200ms feed X via B
    """
    run = Run(script, 900, w=2, timeout_us=50_000)
    assert told(run, "causal") == (
        "X read at B at 200 ms and did not see «hi» by X, which X had already seen."
    )
