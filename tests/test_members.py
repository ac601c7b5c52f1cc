"""Members: joining, leaving, replacing; what is promised meanwhile; requests with their own N."""

from collections import Counter
from dataclasses import replace
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import faults, quorum
from engine.checkers import registers
from engine.cluster import Cluster
from engine.history import History
from engine.latency import Constant, Exponential
from engine.members import MOST, Members, spare
from engine.social import Request
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from explorer import framing, measurements, offering, promises, script
from explorer.experiment import Experiment
from explorer.items import register_operations
from explorer.lines import ScriptError
from explorer.presets import load_text
from explorer.problems import InputError

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


def test_a_read_on_its_way_to_one_who_left_is_not_answered_by_a_joiner_of_that_name():
    leaving = ('at 0ms post X "hi"', "at 1s leave B")
    left_us = Story(*leaving, servers="AB", n=1, r=1, w=1).until(2_000).events("left")[0][0]
    sent_ms = left_us // MS - 5
    story = Story(
        *leaving, f"at {sent_ms}ms feed Y via A", f"at {sent_ms + 6}ms join B",
        servers="AB", n=1, r=1, w=1,
    ).until(3_000)  # fmt: skip
    assert story.op(2).asked["read"][0] == ("A", "B")
    assert story.op(2).outcome == "info"


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


def test_a_coordinator_that_is_a_home_no_more_says_what_it_has_read_as_one():
    """A is asked for X's wall as its home; when it hears itself, the wall has moved to J28."""
    story = Story(
        'at 0ms post X "hi"', "at 1s join J28", "at 1515ms feed X",
        servers="A", n=1, r=1, w=1, shortcut="off", user_session="monotonic-writes",
    ).until(3_000)  # fmt: skip
    assert story.events("joined")[0][0] < story.op(2).ended_us
    assert story.cluster.members.homes("wall:X", 1) == ("J28",)
    assert story.op(2).asked["read"][0] == ("A",)
    assert story.op(1).cell in story.op(2).result


def test_who_leaves_hands_over_its_ranges_its_hints_and_its_users():
    assert set(quorum.homes("wall:Z", tuple("ABCD"), 3)) == set("BCD")
    story = Story(
        'at 0ms post X "hi"', 'at 0ms post Z "hello"', "at 900ms crash B", 'at 1s post Z "hint"',
        "at 1500ms leave C", "at 2200ms restart B", servers="ABCD", hints="on", **NEWS,
    ).until(2_190)  # fmt: skip
    assert [e[2:4] for e in story.events("hinted")] == [("C", "B"), ("A", "B")]
    assert "C" in story.cluster.replicas, "B, a home to be, has not heard from it"
    story.until(3_000)
    cluster = story.cluster
    assert "C" not in cluster.replicas
    assert cluster.sessions["Z"].server == "A"
    assert [e[3] for e in story.events("left")] == [("A", "B", "D")]
    for number in (1, 2, 3):
        write = story.op(number)
        copies = set(story.history.copies(write.cell, write.version))
        assert copies >= {"A", "B", "D"}
    assert "C" not in cluster.ledger.standing


def test_a_stream_is_sent_again_while_its_link_is_away():
    story = Story("at 1s join D", "at 1s cut D | A", "at 2200ms heal", **NEWS).until(3_000)
    streams = Counter((e[4], e[5]) for e in story.events("sent") if e[3] == "stream")
    assert streams == {("A", "D"): 3, ("B", "D"): 1, ("C", "D"): 1}
    assert story.events("joined")[0][0] == 2_520 * MS


def test_what_a_joiner_lost_in_a_crash_is_streamed_once_more():
    story = Story(
        'at 0ms post Y "old"', "at 1s join D", "at 1s cut A | D", "at 1600ms crash D",
        "at 1700ms restart D", "at 1800ms heal", sync_us=None, **NEWS,
    ).until(1_590)  # fmt: skip
    item = story.op(1).cell
    assert item in story.cluster.replicas["D"].copies
    story.until(1_800)
    assert item not in story.cluster.replicas["D"].copies
    story.until(3_000)
    assert item in story.cluster.replicas["D"].copies
    assert story.cluster.ledger.standing["D"].missing == {}


def test_a_hint_for_a_home_that_drops_out_goes_to_the_home_in_its_place():
    assert moved_key(tuple("ABC"), tuple("ABCD")) == ("Y", "D", "B")
    story = Story(
        "at 0ms crash B", 'at 10ms post Y "hint" via A', "at 100ms set handoff_wait 10s",
        "at 300ms restart B", "at 310ms hold A -> B", "at 310ms hold A -> D", "at 320ms join D",
        "at 2s release", hints="on", hint_replay_us=300 * MS, **NEWS,
    ).until(1_990)  # fmt: skip
    assert ("D", ("wall:Y", ("post", "Y#1"))) not in story.cluster.replicas["A"].hints
    story.until(4_000)
    assert "D" in story.history.copies(story.op(1).cell, story.op(1).version)


def test_a_joiner_that_leaves_is_let_go_at_once():
    story = Story("at 1s join D", 'at 1100ms post Y "hi" via D', "at 1101ms leave D", **NEWS)
    story.until(2_000)
    assert list(story.cluster.replicas) == ["A", "B", "C"]
    assert story.cluster.move is None
    assert story.op(1).outcome == "info"
    assert story.op(1).reason == "the connection broke: D left"
    assert not story.events("joined", "streamed")
    late = [e[4] for e in story.events("dropped")]
    assert "D has left" in late


@pytest.mark.parametrize(("how", "need"), [("write_back", 3), ("read_repair", 3)])
def test_what_a_read_must_mend_before_its_answer_it_brings_to_a_joiner_as_well(how, need):
    user, new, gone = moved_key(tuple("ABC"), tuple("ABCD"))
    mends = {"write_back": "on"} if how == "write_back" else {"read_repair": "blocking"}
    story = Story(
        f'at 0ms post {user} "old"', "at 1s join D", f"at 1100ms feed {user} via A", **NEWS, **mends
    ).until(1_200)  # fmt: skip
    servers, told = story.op(2).asked["repair"]
    assert (new in servers, told) == (True, need)
    assert story.op(2).outcome == "ok"
    assert new in story.history.copies(story.op(1).cell, story.op(1).version)
    assert gone in story.cluster.members.homes(f"wall:{user}", 3)


def test_what_nobody_has_written_need_not_be_written_back():
    story = Story(
        'at 0ms sign-up Sam "open sesame"', 'at 50ms sign-in Sam "open sesame"',
        "at 100ms feed Sam", n=3, r=1, w=3, write_back="on",
    ).until(1_000)  # fmt: skip
    assert story.op(3).outcome == "ok"
    assert story.op(3).ended_us == 100 * MS


def test_where_homes_are_named_a_joiner_is_home_of_nothing():
    story = Story("at 1s join D", 'at 2s post X "hi" via D', homes="ABC", **NEWS).until(3_000)
    assert story.op(1).outcome == "ok"
    assert story.op(1).asked["write"] == (("A", "B", "C"), 2)


REFUSED = {
    ("join A",): "A is there already",
    ("join 7up",): "'7up' is no name: a letter, then up to 19 letters, digits or _",
    ("join D from D",): "D cannot stream from itself",
    ("join D from Q",): "there is no server Q",
    ("crash B", "join D from B"): "B is down: it cannot stream",
    ("join D", "join E"): "D is joining: one change of members at a time",
    ("join D", "leave A"): "D is joining: one change of members at a time",
    ("replace A", "join E"): "A is being replaced: one change of members at a time",
    ("join D", "set n 2"): "N stays while the members change: see D",
    ("leave Q",): "there is no server Q",
    ("leave A",): "N is 3, so 3 servers must stay",
    ("set n 2", "crash A", "leave A"): "A is down: it cannot stream what it holds; replace it",
    ("set n 2", "set ask A+C", "leave A"): "reads ask A by its name",
    ("replace Q",): "there is no server Q",
    ("replace A from A",): "A cannot stream from itself",
    ("set ask A+Q",): "ask names Q, which is no server",
    ("set r 2", "set ask A"): "R is 2, so a read cannot ask 1 only",
    ("set ask A", "set r 2"): "R is 2, so a read cannot ask 1 only",
}


@pytest.mark.parametrize("lines", REFUSED, ids=" then ".join)
def test_what_makes_no_sense_is_refused_in_words(lines):
    timed = [f"at {i}ms {line}" for i, line in enumerate(lines)]
    story = Story(*timed, n=3, r=1, w=2).until(10)
    assert [event[3] for event in story.events("refused")] == [REFUSED[lines]]


def test_named_homes_stay_and_64_servers_are_the_most():
    story = Story("at 0ms leave A", "at 1ms set ask D", servers="ABCD", homes="ABC").until(1)
    assert [event[3] for event in story.events("refused")] == [
        "A is named as a home of every key", "ask names D, which is no home of every key",
    ]  # fmt: skip
    names = tuple(ServerSpec(f"S{i}") for i in range(MOST))
    cluster = Cluster(ClusterSpec(names), 1, [(0, faults.Join("More"))])
    cluster.run_until(0)
    assert [e[3] for e in cluster.events if e[1] == "refused"] == ["64 servers are the most"]


def test_before_a_join_there_is_no_joiner():
    story = Story("at 1s join D", **NEWS)
    story.cluster.run_until(500 * MS)
    before = story.cluster.snapshot()
    story.cluster.run_until(2 * SECOND)
    after = story.cluster.snapshot()
    story.cluster.restore(before)
    assert list(story.cluster.replicas) == ["A", "B", "C"]
    assert list(story.cluster.ledger.standing) == ["A", "B", "C"]
    story.cluster.run_until(2 * SECOND)
    assert story.cluster.snapshot() == after
    assert "D" in story.cluster.replicas


# -- the ring


@pytest.mark.parametrize("count", [1, 2, 5, 16, 64])
def test_the_ring_spreads_keys_evenly_enough(count):
    """Homes within a third of a fair share, first homes within six tenths of it."""
    names = tuple(f"S{i}" for i in range(count))
    n = min(3, count)
    shares, firsts = Counter(), Counter()
    for i in range(6_000):
        homes = quorum.homes(f"wall:U{i}", names, n)
        assert len(set(homes)) == n
        shares.update(homes)
        firsts[quorum.ring_order(f"wall:U{i}", names)[0]] += 1
    for found, fair, off in ((shares, 6_000 * n / count, 0.33), (firsts, 6_000 / count, 0.6)):
        assert min(found[name] for name in names) > fair * (1 - off)
        assert max(found.values()) < fair * (1 + off)


def slow_ring_order(key, servers):
    """Walks the circle point by point."""
    place = lambda name: int.from_bytes(sha256(name.encode()).digest()[:8])  # noqa: E731
    points = [(place(f"{s}/{i}"), s) for s in servers for i in range(quorum.POINTS)]
    at = place(key)
    ahead = sorted(point for point in points if point[0] >= at)
    return tuple(dict.fromkeys(s for _, s in [*ahead, *sorted(points)]))


@given(rings, keys)
def test_the_order_on_the_ring_is_that_of_a_walk(ring, key):
    assert quorum.ring_order(key, ring) == slow_ring_order(key, ring)


STORY_64 = """
number: 64
slug: sixty-four
title: Sixty-four servers
question: 4
story: A ring of sixty-four servers.
cluster: {servers: [%s], n: 5, r: 3, w: 3}
users: {X: S0, Y: S9}
script:
  - {at: 0ms, do: 'post X "hi" via S63', as: post}
  - {at: 50ms, do: feed Y via S31, as: read}
  - {at: 60ms, do: leave S63}
expect: [post is acknowledged, read is fresh]
until: 2s
takeaway: A key has its homes, however many servers there are.
leaves_out: Racks and rooms.
"""


def test_a_story_may_have_64_servers_and_not_65():
    names = [f"S{i}" for i in range(65)]
    scenario = load_text(STORY_64 % ", ".join(names[:64])).scenario("")
    experiment = Experiment(scenario)
    experiment.seek(2 * SECOND)
    assert [result.held for result in experiment.results()] == [True, True]
    assert len(experiment.timeline.cluster.members.ring) == 63
    with pytest.raises(InputError, match="64"):
        load_text(STORY_64 % ", ".join(names))


# -- a story of its own, in the language of stories

NEW_DISK = """
number: 22
slug: new-disk-old-news
title: New disk, old news
question: 2
story: A's disk is replaced. The new machine takes its data from another server.
cluster: {servers: [A, B, C], n: 3, r: 2, w: 2, default_delay: 10ms}
users: {X: A, Y: B, Z: C}
variants:
  from-c: {script: [{at: 1s, do: replace A from C, say: It streams from C.}]}
  from-b: {script: [{at: 1s, do: replace A from B, say: It streams from B.}]}
  majority: {script: [{at: 1s, do: replace A, say: It streams from both.}]}
script:
  - {at: 0ms, do: cut A B | C}
  - {at: 0ms, do: 'post X "hi"', as: post, say: X posts; A and B have it.}
  - {at: 900ms, do: expect stale quorums of post = 0}
  - {at: 950ms, do: heal}
  - {at: 1900ms, do: feed Z via C asking A C, as: read, say: Z reads.}
expect:
  from-c: [post is acknowledged, stale quorums of post = 1, read is stale]
  from-b: [post is acknowledged, stale quorums of post = 0, read is fresh]
  majority: [post is acknowledged, stale quorums of post = 0, read is fresh]
until: 2s
takeaway: Membership change is part of the quorum proof.
leaves_out: A stream takes as long as there is data.
"""


@pytest.mark.parametrize("variant", ["from-c", "from-b", "majority"])
def test_a_replacement_may_make_a_quorum_stale_and_a_story_can_say_so(variant):
    experiment = Experiment(load_text(NEW_DISK).scenario(variant))
    experiment.seek(2 * SECOND)
    assert [r for r in experiment.results() if not r.held] == []
    bands = [
        (b.kind, b.text, b.start_us, b.end_us) for b in framing.frame(experiment).timeline.bands
    ]
    assert ("moving", "A replaced", SECOND, 1_520 * MS) in bands


def test_a_stale_quorum_is_counted_over_the_homes_that_can_be_asked():
    story = Story(
        "at 0ms cut A | B C", 'at 0ms post X "hi"', "at 100ms set r 2", "at 200ms crash C",
        "at 300ms restart C", n=3, r=1, w=1,
    ).until(400)  # fmt: skip
    places = {e[0]: i + 1 for i, e in enumerate(story.cluster.events)}
    counted = [story.stale_quorums(1, places[ms * MS]) for ms in (0, 100, 200, 300)]
    assert counted == [2, 1, 0, 1], "B and C alone; the two together; B alone; the two again"


def test_what_moves_is_seen_on_the_stage():
    experiment = Experiment(load_text(NEW_DISK).scenario("from-c"))
    experiment.seek(1_505 * MS)
    frame = framing.frame(experiment)
    assert [(m.kind, m.source, m.target, m.label) for m in frame.messages] == [
        ("stream", "C", "A", "stream")
    ]
    assert [server.ailments for server in frame.servers] == [("new machine",), (), ()]
    timeline = experiment.timeline
    offered = [*offering.offers(timeline, ""), *offering.offers(timeline, "server B")]
    reasons = {offer.line: offer.reason for offer in offered}
    assert reasons["join D"] == "A is being replaced: one change of members at a time"
    assert reasons["leave B"] == reasons["join D"]


# -- reads that ask by name, and requests with an N, R and W of their own


def test_reads_ask_who_is_named_in_the_order_of_their_names():
    story = Story("at 0ms feed Y", "at 1ms set ask C+A+C", "at 1ms feed Y", ask="B+A", **NEWS)
    story.until(100)
    assert [story.op(i).asked["read"] for i in (1, 2)] == [(("B", "A"), 2), (("C", "A"), 2)]


def test_one_read_may_ask_others_than_all_reads_do():
    story = Story("at 0ms feed Y asking B C", ask="A+B", **NEWS).until(100)
    assert story.op(1).asked["read"] == (("B", "C"), 2)


def test_a_read_of_a_key_that_the_named_are_no_homes_of_is_refused():
    assert "A" not in quorum.homes("wall:Z", tuple("ABCD"), 3)
    story = Story("at 0ms feed Z", servers="ABCD", ask="A+B", **NEWS).until(100)
    assert story.op(1).reason == "of A, B only 1 are homes of wall:Z"


OWN = {
    'post X "hi" with w 3': ("write", "ABC", 3),
    'post X "hi" with n 2 w 1': ("write", "AB", 1),
    "feed Y via B with r 1": ("read", "B", 1),
    "feed Y asking B C A with r 3": ("read", "BCA", 3),
    "feed Y via C with n 3 r 3": ("read", "CAB", 3),
}


@pytest.mark.parametrize("line", OWN)
def test_a_request_may_have_its_own_n_r_and_w(line):
    story = Story(f"at 0ms {line}", "at 0ms feed X via A", homes="ABC", **NEWS).until(200)
    phase, servers, need = OWN[line]
    assert story.op(1).asked[phase] == (tuple(servers), need)
    assert story.op(1).outcome == "ok"
    assert story.op(2).asked["read"] == (("A", "B"), 2), "the cluster's are as they were"
    command = story.events("command")[0][2]
    assert all(f"{own}=" in command for own in line.partition("with")[2].split()[::2])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('post X "hi" with w 4', "W is 1 to N = 3, not 4"),
        ("feed Y with r 4", "R is 1 to N = 3, not 4"),
        ("feed Y with n 1 r 1", "W is 1 to N = 1, not 2"),
        ("feed Y with n 4", "N is 1 to 3, the number of servers, not 4"),
        ("feed Y asking A with r 2", "R is 2, so a read cannot ask 1 only"),
    ],
)
def test_what_no_quorum_can_be_is_refused_in_words(line, reason):
    story = Story(f"at 0ms {line}", n=3, r=1, w=2).until(200)
    assert story.op(1).outcome == "fail"
    assert story.op(1).reason == reason


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("feed Y with", 12, "after with comes n, r or w and a number"),
        ("feed Y with r", 14, "a number is missing"),
        ("feed Y with r two", 15, "r is a whole number, not 'two'"),
        ("feed Y with r 0", 15, "r is a number above nothing"),
        ("feed Y with r 1 q 2", 17, "too much"),
        ("join D from", 12, "a server is missing"),
    ],
)
def test_a_mistake_in_it_is_shown_where_it_is(line, column, said):
    with pytest.raises(ScriptError, match=said) as caught:
        script.parse(line)
    assert caught.value.column == column


# -- what is promised goes on being promised


def storm(seed):
    """Requests under joins, leaves and replacements, crashes, cuts and loss; no disk's loss alone.

    Quorums overlap and are strict, clocks are hybrid, disks keep all. A new machine is asked for by
    majorities alone, and only where a write is on another disk as well: W is more than 1.
    """
    luck = Random(f"members/{seed}")
    names = [f"S{i}" for i in range(luck.randint(2, 5))]
    n = luck.randint(1, len(names))
    w = luck.randint(1, n)
    users = tuple(UserSpec(u, luck.choice(names), tuple("XYZ")) for u in "XYZ")
    settings = Settings(
        n, luck.randint(n - w + 1, n), w, timeout_us=luck.choice([60 * MS, 200 * MS]),
        ask=luck.choice(["nearest", "random", "all"]), shortcut=luck.choice(["on", "off"]),
        hints=luck.choice(["off", "on"]), read_repair=luck.choice(["off", "async", "blocking"]),
        write_back=luck.choice(["off", "on"]), hint_replay_us=70 * MS, handoff_wait_us=40 * MS,
        anti_entropy_us=luck.choice([None, 150 * MS]),
        user_session=luck.choice(["none", "sticky", "token-wait", "token-forward"]),
    )  # fmt: skip
    if seed % 3 == 0:
        w = quorum.majority(n)
        settings = replace(settings, r=w, w=w, write_back="on")
    spec = ClusterSpec(
        tuple(ServerSpec(name) for name in names), (), users, settings,
        latency=luck.choice([Constant(8 * MS), Exponential(12 * MS, MS)]),
        loss=luck.choice([0.0, 0.1]),
    )  # fmt: skip
    names += ["New", "Newer"]
    done = []
    for _ in range(260):
        user, via = luck.choice("XYZ"), luck.choice([*names, "", ""])
        one = Request("post", user, text="hi", via=via)
        other = Request(luck.choice(["follow", "unfollow"]), user, other=luck.choice("XYZ"))
        done.append((luck.randrange(3 * SECOND), luck.choice([one, one, other])))
        done.append((luck.randrange(3 * SECOND), Request("feed", user, via=via)))
    for _ in range(14):
        server = luck.choice(names)
        moves = [faults.Join(luck.choice(names[-2:])), faults.Leave(server)]
        moves += [faults.Replace(server)] if w > 1 else []
        done.append((luck.randrange(3 * SECOND), luck.choice(moves)))
    for _ in range(4):
        at_us, server = luck.randrange(3 * SECOND), luck.choice(names)
        link = tuple(luck.sample(names[:-2], 2))
        done += [(at_us, faults.Crash(server)), (at_us + 150 * MS, faults.Restart(server))]
        cut_us = luck.randrange(3 * SECOND)
        done += [(cut_us, faults.Cut(faults.between(link[:1], link[1:]))),
                 (cut_us + 150 * MS, faults.Heal())]  # fmt: skip
    cluster = Cluster(spec, seed, sorted(done, key=lambda timed: timed[0]))
    cluster.run_until(4 * SECOND)
    history = History()
    for event in cluster.events:
        history.fold(event)
    return cluster, history


def test_members_that_change_under_load_keep_every_promise_of_the_quorums():
    seen = Counter()
    for seed in range(9):
        cluster, history = storm(seed)
        ops, _ = register_operations(history)
        verdict = registers.weakly_regular(ops)
        assert verdict.answer == "holds", f"seed {seed}: {verdict.explanation}"
        if "linearizable" in promises.of_settings(cluster.settings, 0):
            verdict = registers.linearizable(ops)
            assert verdict.answer == "holds", f"seed {seed}: {verdict.explanation}"
            seen["linearizable"] += 1
        seen.update(event[1] for event in cluster.events)
    assert min(seen[name] for name in ("joined", "left", "replaced", "crashed", "cut")) >= 6
    assert seen["linearizable"] >= 3
    assert seen["ok"] >= 9 * 150
