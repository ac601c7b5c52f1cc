"""Members: joining, leaving, replacing; what is promised meanwhile; requests with their own N, R, W."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import faults, quorum, registers
from engine.cluster import Cluster
from engine.history import History
from engine.latency import Constant, Exponential
from engine.members import MOST, Members, spare
from engine.social import Request
from engine.spec import ClusterSpec, RefusedError, ServerSpec, Settings, UserSpec
from explorer import measurements, script
from explorer.verdicts import register_operations

MS, SECOND = 1_000, 1_000_000
NAMES = tuple(f"S{i}" for i in range(8))


# -- the law, against a slow twin

rings = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True).map(tuple)
keys = st.text(min_size=1, max_size=5)


@given(rings, keys, st.integers(1, 6))
def test_a_join_gives_each_key_at_most_one_new_home_in_place_of_one_old_one(ring, key, n):
    n = min(n, len(ring))
    joining = Members(ring, (*ring, "New"))
    before, after = set(joining.homes(key, n)), set(joining.settled().homes(key, n))
    new, gone = after - before, before - after
    assert new in (set(), {"New"})
    assert len(gone) == len(new)
    assert set(joining.pending(key, n)) == new
    givers = {s for s in ring if joining.gives(s, "New", key, n)}
    assert givers == gone
    assert joining.acks(key, n, 1) == 1 + len(new)


@given(rings.filter(lambda ring: len(ring) > 1), keys, st.integers(1, 6), st.data())
def test_who_leaves_gives_its_keys_to_the_homes_to_be(ring, key, n, data):
    n = min(n, len(ring) - 1)
    gone = data.draw(st.sampled_from(ring))
    leaving = Members(ring, tuple(s for s in ring if s != gone))
    before, after = set(leaving.homes(key, n)), set(leaving.settled().homes(key, n))
    assert set(leaving.pending(key, n)) == after - before
    pairs = {(a, b) for a in ring for b in ring if leaving.gives(a, b, key, n)}
    assert pairs == {(gone, heir) for heir in after - before}


@pytest.mark.parametrize("n", range(1, 8))
def test_w_acks_and_those_pending_meet_every_quorum_before_and_after(n):
    """Whoever acknowledges of the homes and of a joiner: R of the homes then and now meet it."""
    for w in range(1, n + 1):
        r = n - w + 1
        before, after = set(range(n)), {*range(1, n), "joiner"}
        acked = w + 1
        for homes in (before, after):
            most_outside = len((before | after) - homes)
            assert acked - most_outside + r > n


@pytest.mark.parametrize("n", range(2, 10))
def test_a_new_machine_hears_from_enough_to_have_what_any_w_acknowledged(n):
    """W of N had each write, the lost disk among them: W - 1 of the others are met."""
    for w in range(2, n + 1):
        heard = n - 1 - spare(n, w)
        assert heard >= quorum.majority(n - 1)
        assert heard + (w - 1) > n - 1


# -- stories


class Story:
    """Servers A, B, C... with X, Y and Z at the first three, and a script of lines."""

    def __init__(self, *lines, servers="ABC", homes=(), loss=0.0, delay_ms=10, **settings):
        names = tuple(servers)
        users = tuple(UserSpec(u, s, tuple("XYZ")) for u, s in zip("XYZ", names, strict=False))
        self.spec = ClusterSpec(
            tuple(ServerSpec(name) for name in names), (), users, Settings(**settings),
            tuple(homes), Constant(delay_ms * MS), loss,
        )  # fmt: skip
        self.cluster = Cluster(self.spec, 1, [script.parse(line) for line in lines])

    def until(self, ms):
        self.cluster.run_until(ms * MS)
        self.history = History()
        for event in self.cluster.events:
            self.history.fold(event)
        return self

    def events(self, *names):
        return [event for event in self.cluster.events if event[1] in names]

    def op(self, number):
        return self.history.operations[number]

    def stale_quorums(self, number, at=None):
        at = self.history.length if at is None else at
        return measurements.stale_quorums(self.history, self.spec, self.op(number), at)


ON_A_AND_B = ("at 0ms cut A B | C", 'at 0ms post X "hi"', "at 900ms heal")
NEWS = {"n": 3, "r": 2, "w": 2}


@pytest.mark.parametrize(("source", "stale"), [(" from C", 1), (" from B", 0), ("", 0)])
def test_a_new_machine_is_as_good_as_what_it_streams_from(source, stale):
    story = Story(*ON_A_AND_B, f"at 1s replace A{source}", **NEWS).until(990)
    assert story.stale_quorums(1) == 0
    story.until(1_400)
    assert story.stale_quorums(1) == 0, "A cannot be asked, and B has it"
    story.until(2_000)
    assert [event[1] for event in story.events("replacing", "replaced")] == [
        "replacing",
        "replaced",
    ]
    assert story.stale_quorums(1) == stale
    assert bool(story.cluster.ledger.standing["A"].missing) is bool(stale)


def test_a_new_machine_streams_when_what_began_before_has_ended():
    story = Story(*ON_A_AND_B, "at 1s replace A from B", **NEWS).until(2_000)
    sent = [e for e in story.events("sent") if e[3] in ("stream", "streamed")]
    assert [(e[0], *e[3:6]) for e in sent] == [
        (1_500 * MS, "stream", "B", "A"), (1_510 * MS, "streamed", "A", "B"),
    ]  # fmt: skip
    assert [e[0] for e in story.events("streamed", "replaced")] == [1_520 * MS] * 2


def test_a_new_machine_answers_no_read_and_takes_every_write_meanwhile():
    story = Story(
        "at 1s replace A", "at 1010ms feed Y via B", 'at 1020ms post Y "news"', **NEWS
    ).until(2_000)
    assert story.op(1).asked["read"] == (("B", "C"), 2)
    assert story.op(2).asked["write"] == (("A", "B", "C"), 2)
    assert story.history.copies(story.op(2).cell, story.op(2).version) == ("A", "B", "C")
    assert story.op(2).outcome == "ok"


def test_a_read_on_its_way_to_the_old_machine_is_not_answered_by_the_new_one():
    story = Story("at 1s feed Y via B asking A B", "at 1001ms replace A", **NEWS).until(2_000)
    assert story.op(1).outcome == "info"
    assert story.op(1).reason == "timed out with 1 of 2 replies"


def moved_key(before, after, n=3):
    """A user whose wall gets a new home, so that it can be told who gives it."""
    for user in "XYZ":
        key = f"wall:{user}"
        new = set(quorum.homes(key, after, n)) - set(quorum.homes(key, before, n))
        gone = set(quorum.homes(key, before, n)) - set(quorum.homes(key, after, n))
        if new:
            return user, new.pop(), gone.pop()
    raise AssertionError("no wall moves")


def test_a_joiner_is_pending_then_a_home_and_who_drops_out_owes_nothing():
    user, new, gone = moved_key(tuple("ABC"), tuple("ABCD"))
    assert new == "D"
    story = Story(
        f'at 0ms post {user} "old"', "at 1s join D", f'at 1100ms post {user} "new"', **NEWS
    ).until(1_300)
    cluster, key = story.cluster, f"wall:{user}"
    assert story.op(2).asked["write"] == (("A", "B", "C", "D"), 3)
    assert story.op(2).outcome == "ok"
    owed = {s: len(standing.owned) for s, standing in cluster.ledger.standing.items()}
    assert owed == {"A": 2, "B": 2, "C": 2, "D": 2}
    assert len(cluster.ledger.standing["D"].missing) == 1
    assert cluster.ledger.standing["D"].behind_since_us == story.op(1).ended_us
    story.until(2_000)
    assert set(cluster.members.homes(key, 3)) == set("ABCD") - {gone}
    assert cluster.ledger.standing["D"].missing == {}
    assert cluster.ledger.standing[gone].owned == {}
    assert cluster.replicas[gone].copies, "its copies stay, for reads that have begun"
    rows = [e for e in story.events("streamed") if e[4]]
    assert [(e[2], e[3]) for e in rows if e[2] == gone] == [(gone, "D")]


def test_reads_ask_a_joiner_nothing_before_it_has_joined():
    story = Story(
        "at 1s join D", *(f"at {1_001 + i}ms feed {u}" for i, u in enumerate("XYZ")),
        "at 2s feed X via D", ask="all", **NEWS,
    ).until(3_000)  # fmt: skip
    assert all("D" not in story.op(i).asked["read"][0] for i in (1, 2, 3))
    assert "D" in story.op(4).asked["read"][0]


def test_a_read_in_flight_keeps_the_homes_that_it_began_with():
    user, _, gone = moved_key(tuple("ABC"), tuple("ABCD"))
    via = next(s for s in "ABC" if s != gone)
    story = Story(
        f'at 0ms post {user} "old"', "at 1s join D", f"at 1515ms feed {user} via {via}",
        ask="all", n=3, r=3, w=3,
    ).until(3_000)  # fmt: skip
    joined_us = story.events("joined")[0][0]
    assert joined_us == 1_520 * MS
    assert story.op(2).asked["read"][0][0] == via
    assert set(story.op(2).asked["read"][0]) == set("ABC")
    assert story.op(2).ended_us > joined_us
    assert story.op(2).staleness.versions == 0


def test_who_leaves_hands_over_its_ranges_its_hints_and_its_users():
    story = Story(
        'at 0ms post X "hi"', 'at 0ms post Z "hello"', "at 900ms crash A", 'at 1s post Z "hint"',
        "at 1500ms leave C", servers="ABCD", hints="on", **NEWS,
    ).until(3_000)  # fmt: skip
    cluster = story.cluster
    hinted = [(e[2], e[3]) for e in story.events("hinted")]
    if not hinted:
        pytest.skip("A is no home of Z's wall")
    assert "C" not in cluster.replicas
    assert cluster.members.ring == ("A", "B", "D")
    assert cluster.sessions["Z"].server in ("B", "D")
    assert [e[3] for e in story.events("left")] == [("A", "B", "D")]
    for number in (1, 2, 3):
        write = story.op(number)
        copies = set(story.history.copies(write.cell, write.version))
        assert copies >= set(cluster.members.homes(write.cell[0], 3)) - {"A"}
