"""Keyframes: what two of them share, what they weigh, and how far apart they stand."""

from itertools import pairwise

import pytest

from engine.cluster import Cluster
from engine.faults import Load
from engine.items import TIMEOUT
from engine.snapshots import Heap, containers, weight
from engine.social import Request
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from explorer import branch
from explorer.branch import KEYFRAME_STEPS, MOST_KEYFRAMES, Branch, Keyframe
from explorer.timeline import Timeline

SECOND = 1_000_000
SERVERS = tuple(f"S{i}" for i in range(8))
SPEC = ClusterSpec(
    tuple(map(ServerSpec, SERVERS)),
    users=tuple(UserSpec(f"U{i}", SERVERS[i % 8]) for i in range(80)),
    settings=Settings(2, 1, 1),
)
LOADED = [(0, Load(rate=2_000, reads=0.8, keys=50, lasts_us=SECOND))]


def a_run() -> Timeline:
    timeline = Timeline(SPEC, 3, LOADED)
    timeline.run_until(SECOND)
    return timeline


def entries(frames: list[Keyframe]) -> int:
    """The slow count: all containers of all of them, each once, without the first one's."""
    known = {id(each): len(each) for frame in frames for each in containers(frame.state)}
    return sum(known.values()) - weight(frames[0].state)


def test_a_server_that_nothing_was_stored_on_is_shared_by_snapshots():
    cluster = Cluster(SPEC, 3, [(10, Request("post", "U3", text="hi"))])
    before = cluster.snapshot()
    cluster.run_until(SECOND)
    held = {name: list(map(id, one[1:])) for name, one in before["replicas"].items()}
    now = {name: list(map(id, one[1:])) for name, one in cluster.snapshot()["replicas"].items()}
    wrote = {event[2] for event in cluster.events if event[1] == "stored"}
    assert len(wrote) == 2
    assert {name for name in SERVERS if held[name] != now[name]} == wrote


def test_what_a_restored_cluster_stores_is_not_the_snapshots():
    cluster = Cluster(SPEC, 3, LOADED)
    before, told = cluster.snapshot(), repr(cluster.snapshot())
    for _ in range(2):
        cluster.restore(before)
        cluster.run_until(SECOND // 4)
        assert repr(before) == told


def test_a_packed_snapshot_is_the_same_in_less_room(monkeypatch):
    monkeypatch.setattr(branch, "WHOLE", 2)
    plain, frames = a_run(), a_run().branch.keyframes
    monkeypatch.setattr(branch, "WHOLE", 10_000)
    whole = a_run().branch.keyframes
    assert [type(frame.state["heap"]) for frame in frames[-3:]] == [Heap, list, list]
    assert all(isinstance(frame.state["heap"], Heap) for frame in frames[:-2])
    assert [frame.entries for frame in frames] == [frame.entries for frame in whole]
    for one, other in zip(frames, whole, strict=True):
        assert one.state["heap"].copy() == other.state["heap"]
        plain.cluster.restore(one.state)
        assert plain.cluster.heap == other.state["heap"]
    assert any(len(set(kinds(frame))) > 2 for frame in whole), "not timeouts alone"
    assert max(kinds(frame).count(TIMEOUT) for frame in whole) > 100


def kinds(frame):
    return [item[2] for item in frame.state["heap"]]


def test_a_snapshot_weighs_what_the_one_beside_it_has_not():
    cluster = Cluster(SPEC, 3, [(10, Request("post", "U3", text="hi"))])
    first, same = cluster.snapshot(), cluster.snapshot()
    of_servers, beside_them = 80 * 2 * 2, 80 + 3
    assert weight(first) == of_servers + beside_them, "accounts at two homes, sessions, timers"
    assert weight(same, beside=first) == beside_them, "its servers are the first one's"
    cluster.run_until(SECOND)
    later = cluster.snapshot()
    assert beside_them < weight(later, beside=first) < weight(later) / 2


@pytest.mark.parametrize("most", [15_000, 40_000])
def test_keyframes_are_bounded_by_what_they_weigh(most, monkeypatch):
    monkeypatch.setattr(branch, "KEYFRAME_STEPS", 40)
    free = a_run().branch
    monkeypatch.setattr(branch, "MOST_ENTRIES", most)
    monkeypatch.setattr(branch, "FEWEST_KEYFRAMES", 4)
    bound = a_run().branch
    assert free.spacing == 40
    assert entries(free.keyframes) > 2 * most
    assert bound.spacing > 40
    assert most / 4 < entries(bound.keyframes) <= most
    assert sum(frame.entries for frame in bound.keyframes) == entries(bound.keyframes)
    assert bound.keyframes[0].steps == 0
    assert {b.steps - a.steps for a, b in pairwise(bound.keyframes)} == {bound.spacing}


def test_some_keyframes_stay_whatever_they_weigh(monkeypatch):
    monkeypatch.setattr(branch, "KEYFRAME_STEPS", 40)
    monkeypatch.setattr(branch, "MOST_ENTRIES", 0)
    assert branch.FEWEST_KEYFRAMES <= len(a_run().branch.keyframes) <= 2 * branch.FEWEST_KEYFRAMES


def test_keyframes_are_bounded_by_their_number():
    one, state = Branch(0, "story"), Cluster(SPEC, 3).snapshot()
    for number in range(3 * MOST_KEYFRAMES):
        frames = one.keyframes
        if not frames or number * 10 - frames[-1].steps >= one.spacing // 100:
            one.keep(Keyframe(number * 10, number, 0, state))
    assert len(one.keyframes) <= MOST_KEYFRAMES
    assert one.keyframes[0].steps == 0
    assert one.spacing == 4 * KEYFRAME_STEPS, "they were thinned out twice"
    apart = {later.steps - frame.steps for frame, later in pairwise(one.keyframes)}
    assert apart == {one.spacing // 100}
