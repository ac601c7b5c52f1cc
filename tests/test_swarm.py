"""The swarm: clean where the engine is right, and loud where a fault is planted."""

import json
from collections import Counter

import pytest

from engine import coordinator, delivery, injection, invariants, nemesis, traffic
from engine.cluster import Cluster
from engine.faults import Crash, Cut, Heal, Wipe
from engine.history import History
from engine.members import Members
from engine.network import Network
from engine.replica import Replica
from explorer import swarm
from explorer.__main__ import main


def first_broken(seeds: range) -> tuple[int, list[str]] | None:
    for seed in seeds:
        result = swarm.run(seed)
        if result.violations:
            return seed, result.violations
    return None


def test_forty_seeds_break_nothing_and_see_much():
    results = [swarm.run(seed) for seed in range(2_000, 2_040)]
    assert [(r.seed, r.violations) for r in results if r.violations] == []
    summed = swarm.summary(results)
    assert summed["operations"] == 40 * swarm.OPERATIONS
    assert summed["faults"] > 300
    for name in ("stale_read", "hint_stored", "hint_delivered", "read_repair", "anti_entropy_fix"):
        assert summed["sometimes"][name] > 0


def test_a_seed_is_the_same_each_time():
    one, two = swarm.run(7), swarm.run(7)
    assert (one.sometimes, one.faults) == (two.sometimes, two.faults)


def _no_drop_at_a_cut(monkeypatch):
    monkeypatch.setattr(traffic, "take_off", lambda _cluster, _links: [])


def _old_versions_win(monkeypatch):
    def store(self, cell, copy, **_):
        known = self.copies.get(cell)
        if known is None:
            key, row = cell
            self._rows[key] = (*self._rows.get(key, ()), row)
        self.copies[cell] = copy
        return known is None or known[0] != copy[0]

    monkeypatch.setattr(Replica, "store", store)


def _acknowledged_before_w(monkeypatch):
    real = coordinator.tally

    def tally(got, need, left):
        return real(got + 1, need, left) if got else "pending"

    monkeypatch.setattr(coordinator, "tally", tally)


def _the_dead_answer(monkeypatch):
    monkeypatch.setattr(Replica, "_go_down", lambda _self: None)
    real = injection.inject

    def inject(cluster, fault):
        real(cluster, fault)
        if isinstance(fault, Crash | Wipe):
            cluster.replicas[fault.server].up = True

    monkeypatch.setattr("engine.cluster.injection.inject", inject)


def _a_cut_that_is_none(monkeypatch):
    monkeypatch.setattr(Network, "cut", lambda _self, links, _now_us: links)


def _anti_entropy_that_stores_nothing(monkeypatch):
    monkeypatch.setitem(delivery._RECEIVERS, "sync", lambda *_: None)


def _operations_without_an_end(monkeypatch):
    monkeypatch.setattr(coordinator, "on_timeout", lambda _cluster, _number: None)


def _homes_that_move(monkeypatch):
    asked = Counter()

    def homes(self, key, n):
        asked[key] += 1
        names = sorted(self.ring)
        turn = asked[key] // 40 % len(names)
        return tuple(sorted((*names[turn:], *names[:turn])[:n]))

    monkeypatch.setattr(Members, "homes", homes)


def _messages_that_come_twice(monkeypatch):
    real = delivery.deliver

    def deliver(cluster, item):
        real(cluster, item)
        if cluster.replicas[item[6]].up:
            cluster.log("delivered", item[3])

    handlers = list(Cluster._HANDLERS)
    handlers[0] = deliver
    monkeypatch.setattr(Cluster, "_HANDLERS", tuple(handlers))


def _a_clock_that_forgets(monkeypatch):
    monkeypatch.setattr(Replica, "see", lambda _self, _version, _now_us: None)
    monkeypatch.setattr(Replica, "stamp", lambda self, now_us: (now_us // 400_000, 0, self.name))


PLANTED = [
    _no_drop_at_a_cut, _old_versions_win, _acknowledged_before_w, _the_dead_answer,
    _a_cut_that_is_none, _anti_entropy_that_stores_nothing, _operations_without_an_end,
    _homes_that_move, _messages_that_come_twice, _a_clock_that_forgets,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_fault_is_caught_within_a_hundred_seeds(plant, monkeypatch):
    plant(monkeypatch)
    assert first_broken(range(1, 101)) is not None


CELL = ("wall:U0", ("post", "U0#1"))
SENT = (1, "sent", 1, "write", "A", "B", 1, 9)
LOGS = {
    "across the cut": [SENT, (2, "cut", (("A", "B"),)), (9, "delivered", 1)],
    "which is down": [SENT, (2, "crashed", "B", ()), (9, "delivered", 1)],
    "came twice": [SENT, (9, "delivered", 1), (9, "delivered", 1)],
    "after it was lost": [SENT, (5, "dropped", 1, 0, "lost"), (9, "delivered", 1)],
    "is down and sent": [(0, "wiped", "A"), SENT],
    "is down and stored": [(0, "wiped", "B"), (9, "stored", "B", CELL, (1, 0, "A"), 1)],
    "in which A was elected": [(1, "elected", "A", 2), (5, "elected", "B", 2)],
    "went back": [
        (1, "stored", "B", CELL, (2, 0, "A"), 1), (2, "stored", "B", CELL, (1, 0, "A"), 2),
    ],
}  # fmt: skip


@pytest.mark.parametrize("said", LOGS)
def test_each_invariant_of_servers_and_links_is_told_when_it_is_broken(said):
    (text,) = invariants.broken(LOGS[said], History())
    assert said in text


def test_what_mends_a_log_mends_its_verdict():
    again = [(1, "stored", "B", CELL, (2, 0, "A"), 1), (2, "crashed", "B", ((CELL, None),)),
             (3, "restarted", "B"), (4, "stored", "B", CELL, (1, 0, "A"), 2)]  # fmt: skip
    healed = [SENT, (2, "cut", (("A", "B"),)), (3, "healed", (("A", "B"),)), (9, "delivered", 1)]
    lost = [(1, "elected", "A", 2), (2, "wiped", "A"), (5, "elected", "B", 2)]
    assert invariants.broken(lost, History()) == []
    assert invariants.broken(again, History()) == invariants.broken(healed, History()) == []


def test_the_nemesis_is_the_same_each_time_and_undoes_all_in_the_end():
    rates = dict.fromkeys(nemesis.KINDS, 3.0)
    one = nemesis.schedule("x", ("A", "B", "C"), 1_000_000, rates)
    assert one == nemesis.schedule("x", ("A", "B", "C"), 1_000_000, rates)
    assert [at_us for at_us, _ in one] == sorted(at_us for at_us, _ in one)
    assert {type(fault) for _, fault in one} >= {Crash, Wipe, Cut, Heal}
    assert max(at_us for at_us, _ in one) == 1_000_000


def test_the_command_sums_up(capsys):
    assert main(["swarm", "--seeds", "1..3", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["seed"] for row in rows[:-1]] == [1, 2, 3]
    assert set(rows[-1]) == {"seeds", "operations", "faults", "violations", "sometimes"}


def test_a_large_swarm_that_saw_nothing_is_vacuous():
    summed = {"seeds": 1_000, "sometimes": {"stale_read": 19, "inversion": 20}}
    assert swarm.vacuous(summed) == ["stale_read"]
    assert swarm.vacuous({**summed, "seeds": 999}) == []
