"""The swarm: clean where the engine is right, and loud where a fault is planted."""

import json
from random import Random

import pytest

from engine import nemesis
from engine.audit.invariants import INVARIANTS
from engine.checkers import registers, session_checks
from engine.cluster import Cluster
from engine.faults import Change, Crash, Cut, Degrade, FillDisk, Heal, Restart, Skew, Wipe
from engine.history import History
from engine.latency import Exponential
from engine.social import Request, genesis
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from explorer import storms, swarm
from explorer.__main__ import main
from explorer.items import register_operations
from explorer.promised import promised
from tests.planted import PLANTED, TOLD_BY


@pytest.mark.timeout(900)
def test_a_thousand_seeds_break_nothing_and_see_enough():
    results = list(swarm.swarm(range(1, 1_001)))
    assert [(r.seed, r.violations) for r in results if r.violations] == []
    summed = swarm.summary(results)
    assert summed["operations"] == 1_000 * storms.OPERATIONS + 333 * storms.PAGES
    assert summed["faults"] > 10_000
    assert swarm.vacuous(summed) == []


def test_a_seed_is_the_same_each_time():
    one, two = swarm.run(7), swarm.run(7)
    assert (one.sometimes, one.faults) == (two.sometimes, two.faults)
    assert storms.draw(7) == storms.draw(7) != storms.draw(8)


def test_seeds_draw_from_all_that_there_is():
    cases = [storms.draw(seed) for seed in range(1, 121)]
    commands = [command for case in cases for _, command in case.commands]
    assert {command.action for command in commands if isinstance(command, Request)} == {
        "post", "comment", "like", "unlike", "edit", "delete", "follow", "unfollow", "feed",
        "page", "hide", "unhide",
    }  # fmt: skip
    asks = [command for command in commands if isinstance(command, Request)]
    assert {bool(a.via) for a in asks} == {bool(a.asking) for a in asks} == {True, False}
    kinds = {type(command).__name__ for command in commands}
    assert kinds >= {"DropMessage", "DelayMessage", "DuplicateMessage", "Partition", "Hold", "Wipe"}
    changed = {command.name for command in commands if isinstance(command, Change)}
    assert changed >= {"n", "r", "w", "sync_us", "user_session", "quorum", "hints"}
    specs = [case.spec for case in cases]
    assert {bool(s.homes) for s in specs} == {bool(s.links) for s in specs} == {True, False}
    assert {any(server.skew_us for server in s.servers) for s in specs} == {True, False}


def test_everything_that_quorums_and_user_sessions_can_promise_is_promised_by_some_seed():
    names = set()
    for seed in range(1, 61):
        case = storms.draw(seed)
        names |= promised(case.spec, swarm.watched(case)[0].history)
    assert names == {*session_checks.GUARANTEES, "regular", "linearizable", "causal",
                     "causal_convergence", "unique_names", "convergence",
                     "no_lost_writes", "no_inversions"}  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
@pytest.mark.timeout(300)
def test_a_planted_bug_is_told_by_its_invariants_within_a_hundred_seeds(plant, monkeypatch):
    plant(monkeypatch.setattr)
    missing = set(PLANTED[plant])
    for seed in (TOLD_BY.get(plant, 1), *range(1, 101)):
        missing -= {broken.invariant for broken in swarm.run(seed).violations}
        if not missing:
            return
    raise AssertionError(f"not told: {missing}")


def test_more_than_twenty_bugs_are_planted_and_most_invariants_meet_one():
    assert len(PLANTED) >= 20
    told = {invariant for names in PLANTED.values() for invariant in names}
    assert told <= set(INVARIANTS)
    assert len(told) >= 20
    assert all(seed in range(1, 101) for seed in TOLD_BY.values())


# -- the reference: what is known of registers


def register_run(seed: int, **settings: object) -> bool:
    """Whether a run with crashes and two per cent of loss is linearizable."""
    random = Random(f"register/{seed}")
    spec = ClusterSpec(
        tuple(ServerSpec(name) for name in "ABC"),
        users=tuple(UserSpec(f"U{i}", "ABC"[i], ("U0", "U1", "U2")) for i in range(3)),
        settings=Settings(n=3, r=2, w=2, ask="random", timeout_us=200_000, **settings),  # type: ignore[arg-type]
        latency=Exponential(10_000),
        loss=0.02,
    )
    commands = [*nemesis.schedule(f"register/{seed}", spec.names, 2_000_000, {"crash": 3.0})]
    for at_us in sorted(random.randrange(2_000_000) for _ in range(200)):
        user, action = f"U{random.randrange(3)}", random.choice(("post", "feed", "feed"))
        commands.append((at_us, Request(action, user, text=f"{at_us}", via=random.choice("ABC"))))
    cluster = Cluster(spec, seed, commands)
    cluster.run_until(3_000_000)
    history = History(genesis(spec.users))
    for event in cluster.events:
        history.fold(event)
    verdict = registers.linearizable(register_operations(history)[0])
    assert verdict.answer in ("holds", "violated")
    return verdict.answer == "holds"


def test_a_register_by_majorities_with_write_back_is_linearizable_and_without_it_is_not():
    assert all(register_run(seed, write_back="on") for seed in range(30))
    assert 8 <= sum(not register_run(seed) for seed in range(30)) <= 24


# -- nemesis, command, summary


def test_the_nemesis_is_the_same_each_time_and_undoes_all_in_the_end():
    rates = dict.fromkeys(nemesis.KINDS, 3.0)
    one = nemesis.schedule("x", ("A", "B", "C"), 1_000_000, rates)
    assert one == nemesis.schedule("x", ("A", "B", "C"), 1_000_000, rates)
    assert [at_us for at_us, _ in one] == sorted(at_us for at_us, _ in one)
    assert {type(fault) for _, fault in one} >= {Crash, Wipe, Cut, Heal}
    assert max(at_us for at_us, _ in one) == 1_000_000


def test_what_is_undone_is_what_was_done():
    done = [Cut((("A", "B"),)), Crash("A"), Wipe("A"), Skew("B", 3), Degrade((), 0.1)]
    assert nemesis.undo(done) == [Restart("A"), Heal(), Degrade()]
    assert [nemesis.is_fault(fault) for fault in done] == [True] * 5
    assert not any(nemesis.is_fault(fault) for fault in nemesis.undo(done))
    full = [FillDisk("A"), Crash("A")]  # a server that is down refuses to have its disk freed
    assert nemesis.undo(full) == [Restart("A"), FillDisk("A", free=True)]


def test_the_command_sums_up(capsys, tmp_path):
    assert main(["swarm", "--seeds", "1..3", "--artifacts", str(tmp_path / "kept"), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["seed"] for row in rows[:-1]] == [1, 2, 3]
    keys = {"seeds", "operations", "faults", "violations", "sometimes", "saved"}
    assert set(rows[-1]) == keys
    assert not (tmp_path / "kept").exists()


def test_a_large_swarm_that_saw_nothing_is_vacuous():
    summed = {"seeds": 1_000, "sometimes": {"stale_read": 19, "inversion": 20}}
    assert swarm.vacuous(summed) == ["stale_read"]
    assert swarm.vacuous({**summed, "seeds": 999}) == []
