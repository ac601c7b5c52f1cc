"""Each fault, on the smallest story that shows it."""

import pytest

from engine import injection, nemesis
from engine.faults import Crash, partition
from explorer.lines import ScriptError
from explorer.script import parse
from tests.test_mechanisms import MS, Run

SECOND = 1_000_000


def test_a_paused_server_deals_with_all_that_has_arrived_when_it_goes_on():
    script = """
        at 0ms pause B
        at 1ms post X "hi" as post
        at 100ms resume B
    """
    run = Run(script, 50, w=2)
    assert "X" not in str(run.cluster.replicas["B"].copies.get(("wall:X", ("post", "X#1"))))
    assert len(run.cluster.replicas["B"].inbox) == 1
    run = Run(script, 500, w=3)
    run.holds("latency of post = 104ms", "copies of post = 3")


def test_a_request_to_a_paused_server_waits_and_may_time_out():
    run = Run('at 0ms pause A\nat 1ms post X "hi" as post\nat 200ms resume A', 900)
    run.holds("latency of post = 199ms")
    run = Run('at 0ms pause A\nat 1ms post X "hi" as post\nat 800ms resume A', 900)
    run.holds("post is unknown", "end of post = 501ms", "copies of post = 0")


def test_a_paused_server_that_crashes_forgets_what_had_arrived():
    script = 'at 0ms pause B\nat 1ms post X "hi" as post\nat 50ms crash B\nat 60ms restart B'
    run = Run(script, 500)
    run.holds("copies of post = 2")
    assert run.cluster.replicas["B"].running


@pytest.mark.parametrize(
    ("line", "latency"), [("slow B 20ms", 30), ("slow B disk 100ms", 110), ("slow B 0ms", 10)]
)
def test_slowness_is_added_to_every_message_or_to_every_write(line, latency):
    run = Run(f'at 0ms cut A - C\nat 0ms {line}\nat 1ms post X "hi" as post', 500, w=2)
    run.holds(f"latency of post = {latency}ms")


def test_a_slow_disk_does_not_slow_reads():
    run = Run("at 0ms slow B disk 100ms\nat 1ms feed X asking A B as read", 500, r=2)
    run.holds("latency of read = 10ms")


def test_a_full_disk_acknowledges_nothing_and_keeps_what_it_had():
    script = 'at 0ms disk B full\nat 1ms post X "hi" as post\nat 600ms disk B free'
    run = Run(script, 900, w=3)
    run.holds("post is unknown", "copies of post = 2")
    assert run.count("disk_full") == 1


def test_a_full_disk_of_the_coordinator_does_not_count_itself():
    run = Run('at 0ms disk A full\nat 1ms post X "hi" as post', 900, w=2)
    run.holds("latency of post = 10ms", "copies of post = 2")


def test_what_is_held_stays_where_it_is_and_goes_on_from_there():
    script = """
        at 0ms post X "hi" as post
        at 2ms hold A -> B
        at 100ms release A -> B
    """
    run = Run(script, 500, w=3)
    run.holds("latency of post = 108ms")
    held = [event for event in run.cluster.events if event[1] == "released"]
    assert held == [(100 * MS, "released", 1, 103 * MS)]


def test_a_cut_that_holds_delivers_after_the_heal():
    run = Run('at 0ms post X "hi" as post\nat 2ms cut A - B holding\nat 50ms heal', 500, w=3)
    run.holds("latency of post = 58ms", "copies of post = 3")


def test_messages_sent_into_a_held_link_wait_at_its_beginning():
    run = Run('at 0ms hold A -> B\nat 1ms post X "hi" as post\nat 50ms release', 500, w=3)
    run.holds("latency of post = 59ms")


@pytest.mark.parametrize(
    ("line", "latency", "copies"),
    [("drop #1", 10, 2), ("delay #1 30ms", 40, 3), ("duplicate #1", 10, 3)],
)
def test_one_message_by_hand(line, latency, copies):
    w = 2 if line.startswith("drop") else 3
    run = Run(f'at 0ms post X "hi" as post\nat 2ms {line}', 500, w=w)
    run.holds(f"latency of post = {latency}ms", f"copies of post = {copies}")


def test_a_duplicate_is_stored_once_and_acknowledged_twice():
    run = Run('at 0ms post X "hi" as post\nat 2ms duplicate #1', 500, w=3)
    stored = [event[2] for event in run.cluster.events if event[1] == "stored"]
    assert sorted(stored) == ["A", "B", "C"]
    assert sum(e[3:6] == ("ack", "B", "A") for e in run.cluster.events if e[1] == "sent") == 2


def test_a_duplicated_ack_does_not_count_twice():
    script = (
        'at 0ms cut A - C\nat 0ms degrade duplicate 100% spread 1ms\nat 1ms post X "hi" as post'
    )
    run = Run(script, 900, w=3)
    run.holds("post is unknown")


def test_a_duplicating_link_delivers_every_message_twice():
    run = Run('at 0ms degrade duplicate 100% spread 1ms\nat 1ms post X "hi" as post', 500, w=3)
    writes = [e for e in run.cluster.events if e[1] == "sent" and e[3] == "write"]
    assert sorted(e[5] for e in writes) == ["B", "B", "C", "C"]
    run.holds("post is acknowledged", "copies of post = 3")


def test_reordering_lets_a_later_message_arrive_first():
    lines = ["at 0ms degrade A - B reorder 50% spread 100ms"]
    lines += [f'at {i}ms post X "p{i}" as p{i}' for i in range(40)]
    run = Run("\n".join(lines), 900)
    arrived = [e[4] for e in run.cluster.events if e[1] == "stored" and e[2] == "B"]
    assert len(arrived) == 40
    assert arrived != sorted(arrived)


def test_degraded_links_are_in_order_again_when_no_chance_is_named():
    lines = ["at 0ms degrade loss 100%", "at 500ms degrade", 'at 600ms post X "hi" as post']
    run = Run("\n".join(lines), 900, w=3)
    run.holds("latency of post = 10ms")


def test_a_clock_that_jumps_back_gives_older_versions_only_without_hybrid_clocks():
    script = """
        at 100ms post X "one" as one
        at 150ms skew A -150ms
        at 200ms delete X "one" as two
    """
    for clock, deleted in (("wall", False), ("hlc", True)):
        run = Run(script, 900, clock=clock, w=3)
        run.holds("one is acknowledged", "two is acknowledged")
        value = run.cluster.replicas["A"].copies["wall:X", ("post", "X#1")][1]
        assert (value is None) is deleted


SHAPES = {
    ("isolate", "ABCDE", "A"): {("A", "B"), ("A", "C"), ("A", "D"), ("A", "E")},
    ("halves", "ABCD", ""): {("A", "C"), ("A", "D"), ("B", "C"), ("B", "D")},
    ("bridge", "ABCDE", "C"): {("A", "D"), ("A", "E"), ("B", "D"), ("B", "E")},
    ("ring", "ABCDE", ""): {("A", "C"), ("A", "D"), ("B", "D"), ("B", "E"), ("C", "E")},
}


@pytest.mark.parametrize("case", SHAPES, ids=lambda case: case[0])
def test_shapes_of_partitions(case):
    shape, servers, server = case
    links = partition(shape, tuple(servers), server)
    assert {tuple(sorted(link)) for link in links} == SHAPES[case]
    assert {(b, a) for a, b in links} == set(links), "both ways"


@pytest.mark.parametrize("count", [3, 4, 5, 6, 7, 9, 12])
def test_in_a_ring_everybody_sees_a_majority_and_no_two_the_same(count):
    servers = tuple("ABCDEFGHIJKL"[:count])
    cut = set(partition("ring", servers))
    seen = {a: frozenset(b for b in servers if (a, b) not in cut) for a in servers}
    assert all(len(group) > count // 2 for group in seen.values())
    assert count <= 3 or len(set(seen.values())) == count


@pytest.mark.parametrize(
    ("before", "line", "reason"),
    [
        ("", "resume A", "A is not paused"),
        ("pause A", "pause A", "A is paused already"),
        ("crash A", "pause A", "A is down"),
        ("", "pause Q", "there is no server Q"),
        ("", "disk A free", "the disk of A has room"),
        ("disk A full", "disk A full", "the disk of A is full already"),
        ("", "release", "nothing is held there"),
        ("hold A - B", "hold A -> B", "that is held already"),
        ("", "drop #7", "message #7 is not in flight"),
        ("", "cut isolate Q", "there is no server Q"),
    ],
)
def test_what_cannot_be_done_now_is_refused_with_the_reason(before, line, reason):
    run = Run(f"at 0ms {before}" if before else "at 0ms feed X", 10)
    _, fault = parse(line)
    assert injection.refusal(run.cluster, fault) == reason


USERS_CUT = """
    at 0ms cut {cut}
    at 1ms post X "hi" via B as post
    at 2ms feed Y as seen
    at 600ms heal
    at 601ms feed X via B as after
"""


@pytest.mark.parametrize(
    ("cut", "reason", "seen"),
    [("X -> B", "no way to B", "does not show"), ("B -> X", "the answer of B lost", "shows"),
     ("X - B", "no way to B", "does not show"), ("A X | B C Y", "no way to B", "does not show")],
)  # fmt: skip
def test_a_user_on_the_other_side_of_a_cut_does_not_know(cut, reason, seen):
    run = Run(USERS_CUT.format(cut=cut), 1_500)
    run.holds("post is unknown", "latency of post = 500ms", f'seen {seen} "hi"')
    assert reason in run.op("post").reason
    run.holds("after is fresh", "latency of after = 0ms")


def test_the_answer_to_a_read_that_is_cut_off_teaches_its_user_nothing():
    run = Run("at 0ms cut B -> X\nat 1ms feed X via B as read", 900, user_session="token-wait")
    run.holds("read is unavailable", "latency of read = 500ms")
    assert run.cluster.sessions["X"].demands == ()


def test_a_crash_breaks_no_connection_that_a_cut_had_broken_already():
    run = Run('at 0ms cut X - B\nat 1ms post X "hi" via B as post\nat 9ms crash B', 900)
    run.holds("latency of post = 500ms")


def test_two_users_have_no_link_that_could_be_cut():
    run = Run("at 0ms cut A X | B Y", 10)
    (cut,) = [event for event in run.cluster.events if event[1] == "cut"]
    assert ("X", "Y") not in cut[2]
    assert {("X", "B"), ("B", "X"), ("A", "Y"), ("A", "B")} <= set(cut[2])
    run = Run("at 0ms hold X - B", 10)
    assert [event[3] for event in run.cluster.events if event[1] == "refused"] == [
        "there is no link X - B"
    ]


def test_a_nemesis_is_its_schedule_and_undoes_all_at_its_end():
    line = "at 100ms nemesis for 2s crash 2 cut 2 degrade 1 hold 1"
    run = Run(line, 3_000)
    rates = {"crash": 2.0, "cut": 2.0, "degrade": 1.0, "hold": 1.0}
    due = nemesis.schedule("1/100000", ("A", "B", "C"), 2 * SECOND, rates)
    crashes = [(at_us + 100 * MS, f.server) for at_us, f in due if isinstance(f, Crash)]
    seen = [event[:3:2] for event in run.cluster.events if event[1] == "crashed"]
    assert seen
    assert set(seen) <= set(crashes)
    network = run.cluster.network
    assert all(replica.running for replica in run.cluster.replicas.values())
    assert [network.blocked, network.holding, network.degraded] == [{}, {}, {}]
    assert min(run.count(name) for name in ("cut", "degraded", "holding")) > 0
    assert not run.count("refused"), "a nemesis does what can be done"


def test_a_nemesis_by_hand_differs_with_its_moment():
    one, other = (Run(f"at {ms}ms nemesis for 2s crash 3", 3_000) for ms in (100, 101))
    times = [[e[0] for e in run.cluster.events if e[1] == "crashed"] for run in (one, other)]
    assert [t - 1 * MS for t in times[1]] != times[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [("nemesis crash 1", "a nemesis lasts `for` a time"),
     ("nemesis for 2s", "here comes a kind of fault"),
     ("nemesis for 2s rain 1", "here comes a kind of fault"),
     ("nemesis for 2s crash often", "'often' is no rate")],
)  # fmt: skip
def test_a_nemesis_without_a_time_or_rates_is_told(line, said):
    with pytest.raises(ScriptError, match=said):
        parse(line)


def test_what_is_sent_while_a_link_is_slow_takes_longer_and_nothing_else_does():
    script = """
        at 0ms degrade A -> C delay 270ms
        at 1ms post X "one" as one
        at 5ms degrade
        at 10ms post X "two" as two
    """
    run = Run(script, 900, links={"A-C": 30})
    run.holds("window of one = 300ms", "window of two = 30ms")
