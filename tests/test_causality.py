"""Writes that carry what they depend on: small stories, and random runs against the checkers."""

from random import Random

import pytest

from engine import causality, nemesis
from engine.checkers import causal, session_checks
from engine.cluster import Cluster
from engine.history import History
from engine.latency import Exponential
from engine.social import Request, genesis
from engine.spec import CAUSAL, ORDERED, ClusterSpec, ServerSpec, Settings, UserSpec
from engine.versions import GENESIS
from explorer.items import register_operations
from explorer.promises import of_settings
from tests.test_mechanisms import MS, Run

SECOND = 1_000_000

LOST_RING = """
    at 0ms post X "lost" as lost
    at 50ms degrade A -> C delay 470ms
    at 100ms post X "found" as found
    at 140ms feed Y
    at 150ms post Y "glad" as glad
    at 300ms feed Z via C as seen
    at 700ms feed Z via C as later
"""


def stored_us(run, name, server):
    write = run.op(name)
    return [
        t for _, t, s, v in run.history.stores[write.cell] if s == server and v >= write.version
    ]


@pytest.mark.parametrize(
    ("guarantee", "shown", "arrives"),
    [("none", "shows", 170), ("writes-follow-reads", "does not show", 600),
     ("causal", "does not show", 600)],
)  # fmt: skip
def test_an_answer_never_shows_without_what_it_answers(guarantee, shown, arrives):
    links = {"A-B": 20, "B-C": 20, "A-C": 30}
    run = Run(LOST_RING, 2_000, links=links, user_session=guarantee)
    run.holds('seen shows "lost"', 'seen does not show "found"', f'seen {shown} "glad"')
    run.holds('later shows "found"', 'later shows "glad"', "latency of seen = 0ms")
    assert stored_us(run, "glad", "C") == [arrives * MS]


def test_monotonic_writes_alone_let_an_answer_overtake_somebody_elses_post():
    links = {"A-B": 20, "B-C": 20, "A-C": 30}
    run = Run(LOST_RING, 2_000, links=links, user_session="monotonic-writes")
    run.holds('seen shows "glad"')


MOVED = """
    at 0ms degrade A -> C delay 270ms
    at 0ms unfollow X Y as hidden
    at 5ms degrade
    at 10ms post X "boss, look away" as post
    at 100ms feed Y via C as early
    at 400ms feed Y via C as late
"""


@pytest.mark.parametrize(
    ("guarantee", "shown"),
    [("none", "shows"), ("writes-follow-reads", "shows"), ("monotonic-writes", "does not show"),
     ("causal", "does not show")],
)  # fmt: skip
def test_a_users_writes_appear_in_their_order_under_monotonic_writes(guarantee, shown):
    run = Run(MOVED, 2_000, links={"A-B": 5, "A-C": 30, "B-C": 5}, user_session=guarantee)
    run.holds(f'early {shown} "boss, look away"', 'late shows "boss, look away"')


def test_a_write_waits_at_a_coordinator_that_lacks_what_its_user_had_written():
    script = 'at 0ms post X "one" as one\nat 5ms post X "two" via B as two'
    run = Run(script, 1_000, links={"A-B": 40, "B-C": 5, "A-C": 80}, user_session="causal")
    run.holds("latency of one = 0ms", "latency of two = 35ms")
    deferred = [event for event in run.cluster.events if event[1] == "deferred"]
    assert [(at_us // MS, server) for at_us, _, server, *_ in deferred] == [(5, "B"), (10, "C")]


def test_what_was_deferred_is_gone_with_a_crash_and_comes_back_by_anti_entropy():
    script = """
        at 0ms cut A -> C
        at 0ms post X "one" as one
        at 5ms feed Y as seen
        at 6ms post Y "two" as two
        at 20ms crash C
        at 30ms restart C
        at 40ms heal
    """
    links = {"A-B": 2, "A-C": 4, "B-C": 4}
    run = Run(script, 900, links=links, user_session="causal")
    assert stored_us(run, "two", "C") == []
    run = Run(script, 900, links=links, user_session="causal", anti_entropy_us=100 * MS)
    assert stored_us(run, "two", "C")
    assert stored_us(run, "one", "C") <= stored_us(run, "two", "C")


def test_only_a_snapshot_keeps_a_feed_of_several_servers_causal():
    broken = {}
    for guarantee in CAUSAL:
        broken[guarantee] = 0
        for seed in range(16):
            ops, _ = judged(random_run(seed, guarantee, partial=True))
            broken[guarantee] += causal.causal(ops).answer == "violated"
    assert broken["causal"] > 0
    assert broken["causal-snapshot"] == 0


def random_run(seed, guarantee, *, partial=False):
    """Four users who move between servers, under every fault that loses nothing."""
    luck = Random(f"{seed}/{guarantee}")
    names = "ABCDE"[: luck.randint(3, 5) if partial else luck.randint(2, 4)]
    n = luck.randint(1, len(names) - 1) if partial else len(names)
    spec = ClusterSpec(
        tuple(ServerSpec(s, skew_us=luck.choice([0, 0, -30_000, 200_000])) for s in names),
        users=tuple(UserSpec(u, luck.choice(names), tuple("UVWX")) for u in "UVWX"),
        settings=Settings(
            n, luck.randint(1, n), luck.randint(1, n), timeout_us=200 * MS, user_session=guarantee,
            ask=luck.choice(["nearest", "random", "all"]), shortcut=luck.choice(["on", "off"]),
            read_repair=luck.choice(["off", "async", "blocking"]), hint_replay_us=150 * MS,
            hints=luck.choice(["off", "on"]), quorum=luck.choice(["strict", "sloppy"]),
            write_back=luck.choice(["off", "off", "on"]),
            anti_entropy_us=luck.choice([None, 90 * MS]),
        ),
        latency=luck.choice([Exponential(15 * MS, 1 * MS), Exponential(40 * MS)]),
        loss=luck.choice([0.0, 0.05]),
    )  # fmt: skip
    rates = {
        k: luck.random()
        for k in nemesis.KINDS
        if k not in ("wipe", "member") and luck.random() < 0.4
    }
    timed = [*nemesis.schedule(str(seed), spec.names, SECOND, rates)]
    for i in range(90):
        user, via = luck.choice("UVWX"), luck.choice(names)
        request = Request("feed", user, via=via)
        if luck.random() < 0.4:
            request = Request("post", user, text=f"post {i}", via=via)
        elif luck.random() < 0.2:
            other = luck.choice("UVWX".replace(user, ""))
            request = Request(luck.choice(["follow", "unfollow"]), user, other=other, via=via)
        timed.append((luck.randrange(SECOND), request))
    cluster = Cluster(spec, seed, sorted(timed, key=lambda entry: entry[0]))
    cluster.run_until(3 * SECOND)
    return cluster


def judged(cluster):
    history = History(genesis(cluster.spec.users))
    for event in cluster.events:
        history.fold(event)
    return register_operations(history)


def verdicts(cluster):
    ops, order = judged(cluster)
    found = {str(name): v for name, v in session_checks.guarantees(ops, order).items()}
    return found | {
        "causal": causal.causal(ops),
        "causal_convergence": causal.causal_convergence(ops),
    }


@pytest.mark.parametrize("partial", [False, True], ids=["all hold all", "some hold some"])
@pytest.mark.parametrize("guarantee", ORDERED)
def test_what_writes_with_dependencies_promise_holds_under_faults(guarantee, partial):
    judged_ones = 0
    for seed in range(16):
        cluster = random_run(seed, guarantee, partial=partial)
        promised = of_settings(cluster.settings, len(cluster.spec.names))
        for name, verdict in verdicts(cluster).items():
            if name in promised:
                assert verdict.answer == "holds", f"seed {seed}: {name}: {verdict.explanation}"
                judged_ones += 1
    assert judged_ones or partial


def test_without_dependencies_the_same_runs_break_every_one_of_these_guarantees():
    broken = {name for seed in range(16) for name, v in verdicts(random_run(seed, "none")).items()
              if v.answer == "violated"}  # fmt: skip
    assert broken == {"read_your_writes", "monotonic_reads", "monotonic_writes",
                      "writes_follow_reads", "causal", "causal_convergence"}  # fmt: skip


@pytest.mark.parametrize("guarantee", ["causal", "causal-snapshot"])
def test_no_server_ever_holds_a_write_without_its_past(guarantee):
    deferred = 0
    for seed in range(20):
        cluster = random_run(seed, guarantee)
        deferred += sum(event[1] == "deferred" for event in cluster.events)
        for replica in cluster.replicas.values():
            for cell, (version, _) in replica.copies.items():
                for other, needed in cluster.dependencies.get((cell, version), ()):
                    held = replica.copies.get(other, (GENESIS,))[0]
                    assert held >= needed, f"seed {seed}: {replica.name} has {cell} without {other}"
    assert deferred > 20


def test_needs_join_to_the_newest_of_each_cell():
    a, b = ("wall:X", ("post", "1")), ("wall:Y", ("post", "2"))
    one, two = (1, 0, "A"), (2, 0, "A")
    assert causality.joined([(a, one)], [(a, two), (b, one)], [(a, one)]) == ((a, two), (b, one))
    assert causality.joined([(a, GENESIS)]) == ()


TOGETHER = """
    at 0ms post Y "hello"
    at 580ms cut A - B
    at 650ms unfollow Y Z via B as older
    at 740ms heal
    at 760ms feed X via B
    at 760ms delete Y "hello" via A as waiting
    at 1970ms feed X via A as look
    at 2010ms unfollow Y Z via B as newer
"""


def test_rows_that_wait_for_each_other_are_there_together_before_anybody_looks():
    """A delete waits for the older unfollow, and a newer one, which stands in for that, for it."""
    run = Run(TOGETHER, 3_000, homes="AB", n=2, r=1, w=1, user_session="causal")
    looked = run.op("look")
    assert looked.outcome == "ok"
    assert {name: stored_us(run, name, "A") for name in ("waiting", "newer")} == {
        "waiting": [looked.ended_us], "newer": [looked.ended_us],
    }  # fmt: skip
    run.holds('look does not show "hello"')


IN_TWO_PARTS = """
    at 0ms unfollow Z Y via A
    at 50ms cut A - B
    at 60ms unfollow Y Z via A as past
    at 70ms post X "hi" via A as hi
    at 100ms feed Y via A with r 1
    at 110ms comment Y "hi" "nice" via A as nice
    at 200ms heal
    at 210ms disk B full
    at 250ms feed Z via A as look
    at 300ms disk B free
    at 320ms follow Y Z via A
"""


def test_a_repair_is_acknowledged_when_all_of_it_is_there():
    """Its first part meets a full disk, its second comes too early and is stored later on."""
    run = Run(
        IN_TWO_PARTS, 2_000, homes="AB", n=2, r=2, w=1, read_repair="blocking",
        user_session="monotonic-writes",
    )  # fmt: skip
    look = run.op("look")
    assert look.outcome == "ok"
    for name in ("hi", "nice"):
        assert stored_us(run, name, "B")[0] <= look.ended_us
