"""Trials: each on its own, read when it was said, at the server that was said."""

from math import sqrt

import pytest

from engine.audit.auditor import Auditor, audited
from engine.cluster import Cluster
from engine.faults import Crash, Restart, Trials
from engine.history import History
from engine.latency import FITS, Constant
from engine.spec import ClusterSpec, LinkSpec, ServerSpec, Settings
from engine.trials import PREFIX
from explorer import trials
from explorer.latencies import parse_latency
from explorer.predict import Case, predict

MS = 1_000
HOUR = 3_600_000_000


def spec(servers="ABC", latency=FITS["lnkd-disk"], links=(), **settings):
    return ClusterSpec(
        tuple(ServerSpec(name) for name in servers),
        links,
        settings=Settings(**{"n": len(servers), "r": 1, "w": 1, "timeout_us": HOUR, "ask": "all",
                             "shortcut": "off", **settings}),
        latency=latency,
    )  # fmt: skip


def history_of(cluster_spec, commands, until_us=60_000 * MS, seed=1):
    cluster = Cluster(cluster_spec, seed, commands)
    cluster.run_until(until_us)
    history = History()
    for event in cluster.events:
        history.fold(event)
    return history


def writes_and_reads(history):
    """The writes, and of each the reads of its key."""
    operations = list(history.operations.values())
    writes = [o for o in operations if o.kind == "write"]
    return [(w, [r for r in operations if r.keys == (w.cell[0],)]) for w in writes]


def test_each_trial_writes_a_key_of_its_own_and_reads_it_so_long_after_the_ack():
    command = Trials(50, every_us=3 * MS, after_us=(0, 7 * MS))
    found = writes_and_reads(history_of(spec(), [(100, command)]))
    assert [write.invoked_us for write, _ in found] == [100 + 3 * MS * i for i in range(50)]
    assert len({write.cell for write, _ in found}) == 50
    for write, reads in found:
        assert [read.invoked_us - write.ended_us for read in reads] == [0, 7 * MS]
        assert len({write.user, *(read.user for read in reads)}) == 3


@pytest.mark.parametrize(("at", "alike"), [("same", {True}), ("other", {False}),
                                           ("any", {True, False})])  # fmt: skip
def test_reads_enter_where_it_was_said(at, alike):
    found = writes_and_reads(history_of(spec(), [(0, Trials(300, at=at))]))
    assert {read.coordinator == w.coordinator for w, reads in found for read in reads} == alike
    for operations in ([w for w, _ in found], [r for _, reads in found for r in reads]):
        for server in "ABC":  # each about a third of the time: 100 +- 4 sigma
            assert abs(sum(o.coordinator == server for o in operations) - 100) < 33


def test_whether_a_read_is_fresh_is_decided_by_hand():
    """All ways take 10 ms: the ack is there after 20, and whoever asked later is answered anew."""
    links = tuple(LinkSpec(*pair, Constant(30 * MS)) for pair in ("AB", "AC", "BC"))
    command = Trials(20, after_us=(0, 9 * MS, 10 * MS), at="other")
    history = history_of(spec(latency=Constant(10 * MS), links=links), [(0, command)])
    # W at 10 here and at 30 there; the ack at 20; a read at t gets to its own server at 30 + t
    assert {us: set(f) for us, f in trials.answers(history, history.length).items()} == {
        0: {True}, 9 * MS: {True}, 10 * MS: {True}}  # fmt: skip
    links = tuple(LinkSpec(*pair, Constant(40 * MS)) for pair in ("AB", "AC", "BC"))
    history = history_of(spec(latency=Constant(10 * MS), links=links), [(0, command)])
    assert trials.fresh(history, history.length, 9 * MS) == 0
    assert trials.fresh(history, history.length, 10 * MS) == 100
    assert trials.fresh(history, history.length, 11 * MS) is None
    assert trials.percentile_us(history, history.length, "write", 0.5) == 20 * MS
    assert trials.percentile_us(history, history.length, "read", 0.5) == 20 * MS
    assert trials.percentile_us(history, history.length, "write", 0.999) is None


@pytest.mark.parametrize("case", [Case(3, 1, 1, "lnkd-disk"), Case(3, 2, 1, "lnkd-disk"),
                                  Case(3, 1, 1, "wan")], ids=str)  # fmt: skip
def test_trials_and_model_agree(case):
    count, links = 1_500, ()
    if case.fit == "wan":
        far = parse_latency("75ms + lnkd-disk")
        links = tuple(LinkSpec(*pair, far) for pair in ("AB", "AC", "BC"))
    history = history_of(spec(r=case.r, w=case.w, links=links),
                         [(0, Trials(count, after_us=(0, 10 * MS, 75 * MS)))])  # fmt: skip
    model = predict(case, 200_000)
    for at_ms in (0, 10, 75):
        share = model.fresh(at_ms).value
        off = 100 * (4 * sqrt(share * (1 - share) / count) + 2e-3)
        measured = trials.fresh(history, history.length, at_ms * MS)
        assert measured == pytest.approx(100 * share, abs=off), at_ms


def test_other_reads_change_no_luck_of_the_writes():
    """Trials know nothing of each other; numbers are shared, so the servers drawn may differ."""
    few, many = (history_of(spec(r=2, w=2), [(0, Trials(n))]) for n in (20, 200))
    first, again = writes_and_reads(few)[0], writes_and_reads(many)[0]
    assert [o.ended_us for o in (first[0], *first[1])] == [
        o.ended_us for o in (again[0], *again[1])]  # fmt: skip
    assert set(trials.answers(many, many.length)[0]) == {True}


def test_the_auditor_finds_nothing_wrong_with_them():
    settings = {"timeout_us": 80 * MS, "r": 2, "w": 2}
    commands = [(0, Trials(60)), (90 * MS, Crash("B")), (150 * MS, Restart("B"))]
    cluster = Cluster(spec(**settings), 7, commands)
    auditor = Auditor(spec(**settings))
    audited(cluster, auditor, 1_000 * MS)
    assert auditor.broken == []


def test_there_is_no_other_of_one_server():
    cluster = Cluster(spec("A"), 1, [(0, Trials(5, at="other")), (1, Trials(5))])
    cluster.run_until(1_000 * MS)
    refused = [event[3] for event in cluster.events if event[1] == "refused"]
    assert refused == ["there is no other server to read at"]
    assert sum(event[1] == "ok" for event in cluster.events) == 10


def test_a_trial_whose_server_is_down_is_no_answer_and_no_read():
    commands = [(0, Trials(100)), (1, Crash("A")), (200 * MS, Restart("A"))]
    cluster = Cluster(spec(timeout_us=100 * MS), 3, commands)
    cluster.run_until(2_000 * MS)
    history = History()
    for event in cluster.events:
        history.fold(event)
    answered = trials.answers(history, history.length)[0]
    refused = [o for o in history.operations.values() if o.outcome == "fail"]
    assert refused
    assert {o.coordinator for o in refused} == {"A"}
    assert len(answered) < 100
    assert cluster.workload.trials == {}
    assert all(key.startswith(PREFIX) for key, _ in history.stores)


def test_a_snapshot_has_all_of_the_trials():
    commands = [(0, Trials(60, 2 * MS, (0, 40 * MS), "other")), (30 * MS, Crash("B")),
                (50 * MS, Trials(20, 1 * MS)), (90 * MS, Restart("B"))]  # fmt: skip
    straight = Cluster(spec(timeout_us=80 * MS), 7, commands)
    straight.run_until(1_000 * MS)
    for moment_us in (1 * MS, 45 * MS, 60 * MS, 150 * MS):
        first = Cluster(spec(timeout_us=80 * MS), 7, commands)
        first.run_until(moment_us)
        state, before = first.snapshot(), len(first.events)
        first.run_until(1_000 * MS)
        again = Cluster(spec(timeout_us=80 * MS), 7, commands)
        again.restore(state)
        again.run_until(1_000 * MS)
        assert again.events == first.events[before:]
        assert first.events == straight.events
