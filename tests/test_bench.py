"""The benchmarks: their table, their rows, and peers that do the same work. None judges speed."""

import importlib.util
import json
from random import Random

import pytest

from engine.checkers import registers
from engine.checkers.checks import Op
from explorer import presets
from explorer.__main__ import main
from explorer.bench import linearizability, ours, prediction, rounds, seeking, weight
from explorer.bench.peers import bare_heap, wing_gong_lowe
from explorer.bench.rows import Asked, Bench, Goal, Row
from explorer.bench.table import TABLE
from explorer.bench.work import Done, Work

HERE = [bench for bench in TABLE if not bench.needs]
KEYS = {"name", "unit", "ours", "peer", "peer_name", "ratio", "limit", "limit_name",
        "fraction_of_limit", "goal", "met"}  # fmt: skip
A_GOAL = Goal("ratio", "at least", 5)


# -- rows


def test_a_row_is_told_beside_its_peer_and_its_limit():
    row = Row("x", "events/s", 12, peer=3, peer_name="it", limit=24, limit_name="all", goal=A_GOAL)
    told = row.as_json()
    assert told.keys() == KEYS
    assert (told["ratio"], told["fraction_of_limit"]) == (4, 0.5)
    assert (told["goal"], told["met"]) == ("at least 5 x", False)
    assert str(row).endswith("4 x of it 0.5 x of all; goal at least 5 x: MISSED")


def test_what_stands_beside_nothing_is_not_compared():
    told = Row("x", "MB", 12, goal=A_GOAL).as_json()
    assert (told["ratio"], told["fraction_of_limit"], told["met"]) == (None, None, None)


@pytest.mark.parametrize(
    ("sense", "bound", "met"),
    [("at least", 4, True), ("at least", 4.1, False), ("at most", 4, True), ("at most", 3, False)],
)
def test_a_goal_is_met_from_its_bound_on(sense, bound, met):
    assert Row("x", "s", 12, peer=3, goal=Goal("ratio", sense, bound)).met is met


def test_rounds_alternate_and_their_median_counts():
    took = {"one": [5.0, 1.0, 2.0], "other": [7.0, 9.0, 8.0]}
    turns: list[str] = []

    def one() -> float:
        turns.append("one")
        return took["one"][len(turns) // 2]

    def other() -> float:
        turns.append("other")
        return took["other"][len(turns) // 2 - 1]

    told: list[str] = []
    assert rounds.medians(Asked(3, told=told.append), one, other) == [2.0, 8.0]
    assert turns == ["one", "other"] * 3
    assert told[2] == "round 2 of 3: one"


def test_a_quantile_is_one_of_the_values():
    assert [rounds.quantile(range(100), share) for share in (0, 0.5, 0.99, 1)] == [0, 50, 99, 99]


# -- the table, and every row at a tiny size


def test_the_table_has_the_rows_and_their_goals():
    assert {each.name: (each.goal.by, str(each.goal)) for each in TABLE} == {
        "engine_vs_simpy": ("ratio", "at least 5 x"),
        "engine_vs_simpy_callbacks": ("ratio", "at least 1 x"),
        "engine_vs_heap": ("fraction_of_limit", "at least 0.2 x"),
        "engine_growth": ("ratio", "at least 0.7 x"),
        "run_presets": ("ratio", "at least 0.5 x"),
        "seek": ("fraction_of_limit", "at most 0.05 x"),
        "predict": ("fraction_of_limit", "at least 0.35 x"),
        "check_linearizable": ("ratio", "at least 1 x"),
        "sweep_scaling": ("ratio", "at least 1.8 x"),
        "sweep_dask": ("ratio", "at most 1.15 x"),
        "memory": ("ratio", "at most 2 x"),
    }


@pytest.mark.parametrize("bench", HERE, ids=lambda bench: bench.name)
def test_each_row_can_be_measured_and_compared(bench, monkeypatch):
    monkeypatch.setattr(linearizability, "LIMIT_S", 0.05)
    monkeypatch.setattr(seeking, "SEEKS", 5)
    monkeypatch.setattr(presets, "load_all", lambda: [presets.load("2")])
    found = list(bench.measure(Asked(1, 0.002), bench.goal))
    assert found
    for row in found:
        assert row.name.startswith(bench.name)
        assert row.ours > 0
        assert getattr(row, bench.goal.by) is not None
        assert (row.peer_name is None) != (row.limit_name is None)


# -- peers do the same work


def work_of_ours():
    return ours.done(ours.play(ours.timeline(200)))


def test_our_engine_asks_three_and_waits_for_two():
    done = work_of_ours()
    assert 150 < done.operations < 250
    assert 0.3 < done.reads / done.operations < 0.7
    assert done == Done(done.operations, done.reads, 2 * done.operations, 6 * done.operations, 0)


def test_our_engine_keeps_its_whole_log_and_judges_each_read():
    run = ours.play(ours.timeline(200))
    history = run.branch.history
    assert history.length == len(run.branch.events)
    reads = [each for each in history.operations.values() if each.kind == "read"]
    assert reads
    assert all(read.staleness is not None for read in reads)


@pytest.mark.parametrize("name", ["simpy_stores", "simpy_callbacks"])
def test_simpy_does_the_same_work(name):
    pytest.importorskip("simpy", reason="make bench installs it")
    peer = importlib.import_module(f"explorer.bench.peers.{name}")
    done = work_of_ours()
    assert peer.run(done.work) == done


def test_reads_are_spread_over_the_work():
    assert [Work(4, 2).is_read(i) for i in range(4)] == [False, True, False, True]
    assert sum(Work(101, 37).is_read(i) for i in range(101)) == 37


def test_the_bare_heap_has_as_many_events():
    assert bare_heap.run(5_000) == 5_000


def test_the_numbers_of_all_trials_are_drawn():
    assert prediction.draw(1) == 12 * 16_384
    assert prediction.draw(16_385) == 2 * 12 * 16_384


def test_packed_events_are_rows_of_numbers_and_each_text_once():
    one, other = (5, "sent", 1, "A", "B"), (6, "sent", 2, "B", "A")
    texts = sum(len(repr(text)) for text in ("sent", "A", "B"))
    assert weight.packed_bytes([one, other]) == texts + 2 * (8 + 1 + 3 * 4)


# -- the search


def small(luck: Random) -> list[Op]:
    """A few operations of a few clients, some of them as nobody could have seen them."""
    ops = linearizability.history(6, 3, luck.randrange(1 << 30))
    seen = [op.value for op in ops]
    return [op._replace(value=luck.choice(seen)) if op.kind == "read" and luck.random() < 0.4
            else op for op in ops]  # fmt: skip


def test_the_search_finds_what_the_checker_finds():
    luck, answers = Random(1), []
    for _ in range(300):
        ops = small(luck)
        known = registers.linearizable(ops).answer
        assert wing_gong_lowe.linearizable(ops, 60) is (known == "holds"), ops
        answers.append(known)
    assert min(answers.count("holds"), answers.count("violated")) > 30


def test_the_search_gives_up_in_the_end():
    ops = linearizability.history(2_000, 50)
    assert wing_gong_lowe.linearizable(ops, 0.0) is None


def test_the_history_is_wide_and_some_of_it_has_no_end():
    ops = linearizability.history(2_000, 50)
    assert 5 < sum(op.end is None for op in ops) < 60
    assert all(op.outcome == "info" for op in ops if op.end is None)
    middle = ops[1_000].call
    assert sum(op.call <= middle and (op.end or 0) > middle for op in ops) > 10
    assert registers.linearizable(ops).answer == "holds"


# -- the command


def test_all_that_is_wrong_is_told_at_once(capsys, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert main(["bench", "nothing", "seek", "engine_vs_simpy", "neither"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in said] == ["engine_vs_simpy", "neither", "nothing"]
    assert "make bench installs it" in said[0]
    assert "there are engine_vs_simpy, " in said[1]


def table_of(*measures):
    return tuple(Bench(f"b{i}", "", "", A_GOAL, each) for i, each in enumerate(measures))


def a_row(_asked, goal):
    yield Row("b0", "s", 1.0, peer=0.1, peer_name="it", goal=goal)


def a_bad_row(_asked, goal):
    yield Row("b1", "s", 1.0, peer=1.0, peer_name="it", goal=goal)


def given_up(_asked, _goal):
    raise KeyboardInterrupt
    yield


def test_rows_that_meet_their_goals_are_a_success_and_others_are_none(capsys, monkeypatch):
    monkeypatch.setattr("explorer.bench.table.TABLE", table_of(a_row, a_bad_row))
    assert main(["bench", "b0", "--json"]) == 0
    assert [row["met"] for row in json.loads(capsys.readouterr().out)] == [True]
    assert main(["bench", "b0", "b1", "b0"]) == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["b0", "b1"]


def test_whoever_has_had_enough_gets_what_was_measured(capsys, monkeypatch):
    monkeypatch.setattr("explorer.bench.table.TABLE", table_of(a_row, given_up, a_bad_row))
    assert main(["bench", "b0", "b1", "b2", "--json"]) == 130
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == ["b0"]


@pytest.mark.parametrize("words", ["--part 0", "--part 2", "--part x", "--rounds 0"])
def test_sizes_and_rounds_that_make_no_sense_are_refused(words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["bench", *words.split()])
    assert caught.value.code == 2
    assert words.split()[1] in capsys.readouterr().err
