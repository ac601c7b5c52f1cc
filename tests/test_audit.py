"""Each invariant is told where a log breaks it, and nothing is told of a log that is sound."""

from dataclasses import replace

import pytest

from engine import values
from engine.audit.auditor import Auditor, after_the_calm, audited, merges
from engine.audit.invariants import INVARIANTS
from engine.checkers.session_checks import GUARANTEES
from engine.cluster import Cluster
from engine.faults import Hold
from engine.history import History
from engine.social import Request
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from engine.versions import GENESIS
from explorer.promised import broken_promises, promised
from explorer.script import parse
from tests.test_mechanisms import Run

SERVERS = tuple(ServerSpec(name) for name in "ABC")
USERS = (UserSpec("X", "A", ("Y",)), UserSpec("Y", "B", ("X",)))
SPEC = ClusterSpec(SERVERS, users=USERS, settings=Settings(r=2, w=2))
CELL = ("wall:X", ("post", "X#1"))
OLD, V, NEW = (1, 0, "A"), (2, 0, "A"), (3, 0, "B")

INVOKED = (2, "invoked", 1, "X", "post", "A", "write", "", "hi", (), CELL)
STAMPED = (2, "stamped", 1, CELL, V, "hi")
ASKED = (2, "asked", 1, "write", ("A", "B", "C"), 2)
SENT = (2, "sent", 1, "write", "A", "B", 1, 5)
AT_B = [(5, "delivered", 1), (5, "stored", "B", CELL, V, 1)]
ACK = [(5, "sent", 2, "ack", "B", "A", 1, 9), (9, "delivered", 2)]
POST = [
    INVOKED,
    STAMPED,
    ASKED,
    (2, "stored", "A", CELL, V, 1),
    SENT,
    *AT_B,
    *ACK,
    (9, "ok", 1, ()),
]
FEED = (20, "invoked", 2, "Y", "feed", "B", "read", "", "", ("wall:X",), None)
REPLY = [(20, "sent", 3, "read", "B", "A", 2, 22), (22, "delivered", 3),
         (22, "sent", 4, "reply", "A", "B", 2, 24), (24, "delivered", 4)]  # fmt: skip
READ = [FEED, (20, "asked", 2, "read", ("B", "A"), 2), *REPLY]
SHOWN = (24, "ok", 2, ((CELL, V),))
CUT, CRASH = (3, "cut", (("A", "B"),)), (3, "crashed", "B", ())
LOST = (30, "crashed", "A", ((CELL, None),))
HINTED = (40, "hinted", "A", "C", CELL, V, 1)


def without(events, *gone):
    return [event for event in events if event not in gone]


def told(events, spec=SPEC, now_us=1_000_000, settled_us=None):
    auditor = Auditor(spec, settled_us)
    for event in events:
        auditor.take(event)
    auditor.finish(now_us)
    return dict.fromkeys(broken.invariant for broken in auditor.broken)


def set_to(**changed):
    return replace(SPEC, settings=replace(SPEC.settings, **changed))


JOINING = (0, "joining", "J7", "")
"""It is about to become the one home of the key, in the place of B."""
LEFT = (6, "left", "J7", ("A", "B", "C"))
ALONE = [INVOKED, STAMPED, SENT, *AT_B, *ACK]
HINTING, SLOPPY, UNSYNCED = set_to(hints="on"), set_to(quorum="sloppy"), set_to(sync_us=None)
SYNCING = set_to(sync_us=10)

IN_LOG = [(3, "appended", "A", 1, 1, 1), STAMPED, (3, "asked", 1, "write", ("A", "B", "C"), 2)]
BROKEN = {
    "two leaders": (
        "one_leader", [(1, "elected", "A", 2), (5, "elected", "B", 2)], set_to(agreement="all"),
    ),
    "in one log": ("agreed", [INVOKED, *IN_LOG, (9, "ok", 1, ())], set_to(agreement="all")),
    "down and sent": (
        "silent_when_down", [(0, "wiped", "A"), SENT, (5, "dropped", 1, 9, "")], SPEC,
    ),
    "down and stored": ("silent_when_down", [CRASH, (9, "stored", "B", CELL, V, 1)], SPEC),
    "paused and sent": ("silent_when_down", [(0, "paused", "A"), *POST], SPEC),
    "paused and stamped": ("silent_when_down", [(0, "paused", "A"), INVOKED, STAMPED], SPEC),
    "paused and hinted by itself": (
        "silent_when_down", [(0, "paused", "A"), (9, "hinted", "A", "C", CELL, V, 0)], SPEC,
    ),
    "down and hinted": ("silent_when_down", [(3, "crashed", "A", ()), HINTED], SPEC),
    "heard while down": ("silent_when_down", [SENT, CRASH, (5, "delivered", 1)], SPEC),
    "into a cut": ("no_way_across", [(0, "cut", (("A", "B"),)), SENT, (5, "delivered", 1)], SPEC),
    "across a cut": ("no_way_across", [SENT, CUT, (5, "delivered", 1)], SPEC),
    "healed in between": (
        "no_way_across", [SENT, CUT, (4, "healed", (("A", "B"),)), (5, "delivered", 1)], SPEC,
    ),
    "twice": ("messages_once", [SENT, (5, "delivered", 1), (5, "delivered", 1)], SPEC),
    "after its loss": (
        "messages_once", [SENT, (3, "dropped", 1, 0, ""), (5, "delivered", 1)], SPEC,
    ),
    "lost twice": ("messages_once", [SENT, *[(3, "dropped", 1, 0, "")] * 2], SPEC),
    "moved after its loss": (
        "messages_once", [SENT, (3, "dropped", 1, 0, ""), (4, "delayed", 1, 9)], SPEC,
    ),
    "too early": ("messages_once", [SENT, (4, "delivered", 1)], SPEC),
    "while held": ("messages_once", [SENT, (3, "held", 1), (5, "delivered", 1)], SPEC),
    "vanished": ("messages_once", [SENT], SPEC),
    "held by nothing": ("messages_once", [SENT, (3, "held", 1)], SPEC),
    "went back": ("never_back", [*POST, (30, "stored", "A", CELL, OLD, 0)], SPEC),
    "stored again": ("never_back", [*POST, (30, "stored", "A", CELL, V, 0)], SPEC),
    "lost though synced": ("synced_stays", [*POST, LOST], SPEC),
    "lost though synced later": ("synced_stays", [*POST, LOST], SYNCING),
    "lost more": (
        "synced_stays", [(1, "stored", "A", CELL, OLD, 0), (12, "stored", "A", CELL, V, 0), LOST],
        set_to(sync_us=11),
    ),
    "kept though not synced": ("unsynced_goes", [*POST, (30, "crashed", "A", ())], UNSYNCED),
    "same version": (
        "own_version", [*POST, (30, "invoked", 3, *INVOKED[3:]), (30, "stamped", 3, CELL, V, "a")],
        SPEC,
    ),
    "older than seen": (
        "newer_than_seen", [(1, "stored", "A", CELL, NEW, 0), INVOKED, STAMPED], SPEC,
    ),
    "nobody wrote it": ("no_phantom", [*POST, *READ, (24, "ok", 2, ((CELL, NEW),))], SPEC),
    "was not there before": ("no_phantom", [*READ, (24, "ok", 2, ((CELL, GENESIS),))], SPEC),
    "failed and stamped": ("failed_is_unwritten", [INVOKED, STAMPED, (9, "fail", 1, "no")], SPEC),
    "failed and stored": (
        "failed_is_unwritten",
        [*POST[:-1], (9, "unavailable", 1, "no"), (9, "stored", "C", CELL, V, 1)], SPEC,
    ),
    "failed and read": (
        "failed_is_unwritten", [*POST[:-1], (9, "fail", 1, "no"), *READ, SHOWN], SPEC,
    ),
    "no ack": ("w_homes", without(POST, *ACK), SPEC),
    "ack and no store": ("w_homes", without(POST, AT_B[1]), SPEC),
    "a hint for a home": (
        "w_homes", [*without(POST[:-1], *AT_B, *ACK, SENT), HINTED, (41, "ok", 1, ())], HINTING,
    ),
    "too few stand-ins": ("w_homes", without(POST, *AT_B, *ACK, SENT), SLOPPY),
    "a home that has left does not count in a strict quorum": (
        "w_homes", [(0, "leaving", "C"), *without(POST[:-1], POST[3]),
                    (6, "left", "C", ("A", "B")), POST[-1]], SPEC,
    ),
    "who is about to be a home is missing": (
        "w_homes", [(0, "leaving", "B"), *ALONE, POST[-1]],
        set_to(n=1, r=1, w=1, quorum="sloppy"),
    ),
    "a joiner is missing": (
        "w_homes", [JOINING, *ALONE, POST[-1]], set_to(n=1, r=1, w=1, quorum="sloppy"),
    ),
    "no reply": ("r_homes", [*POST, *without(READ, *REPLY), SHOWN], SPEC),
    "written without reading": ("r_homes", POST, set_to(write_back="on")),
    "on too few": (
        "mended_first", [*POST[:4], (9, "info", 1, ""), *READ, SHOWN],
        set_to(read_repair="blocking"),
    ),
    "not written back": (
        "mended_first", [*POST[:4], (9, "info", 1, ""), *READ, SHOWN],
        set_to(write_back="on", w=3, r=1),
    ),
    "missed": ("quorums_meet", [*POST, *READ, (24, "ok", 2, ())], SPEC),
    "lost with one disk": (
        "survives", [*POST, (30, "wiped", "A"), (40, "crashed", "B", ((CELL, None),))], SPEC,
    ),
    "too late": ("ended_in_time", [*POST[:-1], (600_000, "ok", 1, ())], SPEC),
    "never ended": ("ended_in_time", POST[:-1], SPEC),
    "never hinted": ("hints_kept", POST, HINTING),
    "no window": ("hints_kept", [*POST, (100_000, "hint_expired", "A", "C", 1)], HINTING),
    "handed to nobody": (
        "hints_delivered", [*POST, HINTED, (50, "handed_off", "A", "C", CELL, V)], HINTING,
    ),
    "lost and up": (
        "hints_counted", [*POST, HINTED, (50, "hint_lost", "A", "C", CELL, V)], HINTING,
    ),
    "lost though synced with its disk there": (
        "hints_counted",
        [*POST, HINTED, (49, "crashed", "A", ()), (50, "hint_lost", "A", "C", CELL, V)], HINTING,
    ),
    "ended twice": (
        "hints_counted",
        [*POST, HINTED, (49, "stored", "C", CELL, V, 0),
         *[(50, "handed_off", "A", "C", CELL, V)] * 2], HINTING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", BROKEN)
def test_an_invariant_is_told_where_a_log_breaks_it(story):
    invariant, events, spec = BROKEN[story]
    assert invariant in told(events, spec)


SOUND = {
    "a post and a feed": ([*POST, *READ, SHOWN], SPEC),
    "lost on the way": ([SENT, (3, "dropped", 1, 0, "")], SPEC),
    "held over a cut": (
        [SENT, CUT, (3, "held", 1), (4, "healed", (("A", "B"),)), (4, "released", 1, 6),
         (6, "delivered", 1)], SPEC,
    ),
    "held by hand": (
        [SENT, (3, "command", "HoldMessage(message=1)"), (3, "held", 1)], SPEC,
    ),
    "held still": ([SENT, (3, "holding", (("A", "B"),)), (3, "held", 1)], SPEC),
    "not synced and lost": ([*POST, LOST], UNSYNCED),
    "stored again after a crash": (
        [*POST, LOST, (31, "restarted", "A"), (32, "stored", "A", CELL, V, 0)], UNSYNCED,
    ),
    "synced and kept": ([*POST, (30, "crashed", "A", ())], SYNCING),
    "stored again after a wipe": (
        [*POST, (30, "wiped", "A"), (31, "restarted", "A"), (32, "stored", "A", CELL, OLD, 0)],
        SPEC,
    ),
    "a duplicate by hand": (
        [SENT, (3, "crashed", "A", ()), (4, "command", "DuplicateMessage(message=1)"),
         (4, "sent", 2, *SENT[3:]), (5, "delivered", 1), (5, "delivered", 2)], SPEC,
    ),
    "a stand-in": (
        [*without(POST[:-1], *AT_B, *ACK, SENT), (40, "hinted", "C", "B", CELL, V, 1),
         (40, "sent", 2, "ack", "C", "A", 1, 44), (44, "delivered", 2), (44, "ok", 1, ())], SLOPPY,
    ),
    "a joiner was let go": (
        [JOINING, *ALONE, LEFT, POST[-1]], set_to(n=1, r=1, w=1, quorum="sloppy"),
    ),
    "a home has left, and who takes its place has it": (
        [(0, "leaving", "B"), *POST[:4], (6, "left", "B", ("A", "C")), POST[-1]],
        set_to(n=1, r=1, w=1, quorum="sloppy"),
    ),
    "a joiner of another time was let go": (
        [JOINING, LEFT, *ALONE, POST[-1]], set_to(n=1, r=1, w=1, quorum="sloppy"),
    ),
    "a hint that is addressed anew while its holder stands still": (
        [(0, "paused", "A"), (9, "joined", "D", ("A", "B", "C", "D")),
         (9, "hinted", "A", "C", CELL, V, 0)], HINTING,
    ),
    "a hint delivered": (
        [*POST, HINTED, (49, "stored", "C", CELL, V, 0), (50, "handed_off", "A", "C", CELL, V)],
        HINTING,
    ),
    "a hint lost with its disk": (
        [*POST, HINTED, (49, "wiped", "A"), (50, "hint_lost", "A", "C", CELL, V)], HINTING,
    ),
    "two disks lost": ([*POST, (30, "wiped", "A"), (31, "wiped", "B")], SPEC),
    "one disk lost": ([*POST, (30, "wiped", "A")], SPEC),
    "missed where quorums do not meet": (
        [*POST, *READ, (24, "ok", 2, ())], set_to(r=1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", SOUND)
def test_nothing_is_told_of_a_sound_log(story):
    events, spec = SOUND[story]
    assert not told(events, spec)


def test_who_reads_after_the_calm_reads_what_was_acknowledged():
    late = [(60, *FEED[1:]), *((60, *e[1:]) for e in READ[1:2]), (60, "ok", 2, ())]
    wiped = [(30, "wiped", "A"), (31, "restarted", "A")]
    spec = set_to(r=1)
    assert "readable" in told([*POST, *wiped, *late], spec, settled_us=50)
    assert "readable" not in told([*POST, *wiped, *late], spec, settled_us=70)
    again = [*wiped, (32, "wiped", "B"), (33, "restarted", "B")]
    assert "readable" not in told([*POST, *again, *late], spec, settled_us=50)


def test_what_depends_on_something_that_is_lost_for_good_may_wait_for_ever():
    past = ("follows:X", ("Y",))
    before = [(1, "invoked", 3, "X", "unfollow", "A", "write", "", "Y", (), past),
              (1, "stamped", 3, past, OLD, False)]  # fmt: skip
    wiped = [(30, "wiped", "A"), (31, "restarted", "A"), (40, "deferred", "A", CELL, V, past, OLD)]
    late = [(60, *e[1:]) for e in (FEED, READ[1], (*SHOWN[:3], ()))]
    other = ("follows:Y", ("X",))
    unheard = [(1, "invoked", 4, "Y", "unfollow", "B", "write", "", "X", (), other),
               (1, "stamped", 4, other, OLD, False)]  # fmt: skip
    at_a, at_c = ((1, "stored", server, past, OLD, 3) for server in "AC")
    spec = set_to(r=1)
    assert "readable" not in told([*before, at_a, *POST, *wiped, *late], spec, settled_us=50)
    assert "readable" in told([*before, at_a, at_c, *POST, *wiped, *late], spec, settled_us=50)
    assert "readable" in told([*before, at_a, *POST, *wiped[:2], *late], spec, settled_us=50)
    elsewhere = [*before, *unheard, at_a, at_c, *POST, *wiped, *late]
    assert "readable" in told(elsewhere, spec, settled_us=50), "what is lost is not its past"
    waits = (41, "deferred", "B", past, OLD, other, OLD)
    both = [*before, *unheard, at_a, at_c, *POST, *wiped, waits, *late]
    assert "readable" not in told(both, spec, settled_us=50), "its past waits for what is lost"


def test_quorums_that_were_in_force_at_different_times_are_compared_as_they_were():
    changed = [(1, "changed", "w", 1), *without(POST, *AT_B, *ACK, SENT), (10, "changed", "w", 2)]
    reply = [(*e[:4], *(x if x != "A" else "C" for x in e[4:])) for e in REPLY]
    read = [FEED, (20, "asked", 2, "read", ("B", "C"), 2), *reply, (24, "ok", 2, ())]
    assert "quorums_meet" not in told([*changed, *read])
    assert "quorums_meet" in told([*changed, (11, "changed", "r", 3), *read])


# -- beside the log: what servers really hold


def run_of(lines, until_us=2_000_000, **settings):
    spec = ClusterSpec(SERVERS, users=USERS, settings=Settings(**settings))
    cluster = Cluster(spec, 1, [parse(line) for line in lines])
    auditor = Auditor(spec)
    audited(cluster, auditor, until_us)
    return cluster, auditor


LINES = ['at 0ms post X "hi"', "at 100ms feed Y"]


def test_a_server_holds_what_the_log_says_that_it_does():
    cluster, auditor = run_of(LINES)
    assert auditor.broken == []
    replica = cluster.replicas["B"]
    copy = replica.copies.pop(CELL)
    auditor.inspect(replica)
    auditor.inspect(replica, anew=True)
    replica.copies.update({CELL: copy, ("wall:X", ("post", "X#9")): copy})
    auditor.inspect(replica)
    replica.hints["C", CELL] = copy
    auditor.inspect(replica)
    assert [broken.invariant for broken in auditor.broken] == [
        "never_back", "synced_stays", "unsynced_goes", "unsynced_goes", "hints_counted",
    ]  # fmt: skip


def test_a_hint_that_is_gone_untold_is_missed():
    cluster, auditor = run_of(["at 0ms crash C", *LINES], hints="on")
    assert auditor.broken == []
    holder = next(replica for replica in cluster.replicas.values() if replica.hints)
    holder.hints.clear()
    auditor.inspect(holder)
    assert {broken.invariant for broken in auditor.broken} == {"hints_counted"}


def test_a_calm_ends_with_nothing_left():
    cluster, _ = run_of(LINES)
    assert after_the_calm(cluster) == []
    copy = cluster.replicas["B"].copies.pop(CELL)
    cluster.replicas["A"].hints["B", CELL] = copy
    cluster.schedule(2_000_001, Hold((("A", "B"),)))
    cluster.schedule(2_000_002, Request("post", "X", text="more"))
    cluster.run_until(2_000_002)
    cluster.operations[7] = replace_operation(cluster)
    names = [broken.invariant for broken in after_the_calm(cluster)]
    assert names == ["nothing_in_progress", "nothing_in_progress", "hints_empty", "converged"]


def replace_operation(cluster):
    cluster.schedule(2_000_003, Request("feed", "Y", via="B", asking=("A",)))
    cluster.run_until(2_000_003)
    return cluster.operations.popitem()[1]


def test_copies_that_do_not_merge_alike_are_told(monkeypatch):
    copies = {CELL: [(OLD, "a"), (V, "b"), (NEW, "c")]}
    assert list(merges(copies)) == []
    monkeypatch.setattr(values, "newest", lambda one, other: other if one is None else one)
    assert {broken.invariant for broken in merges(copies)} == {"merges"}


# -- what settings promise


def judged(script, until_ms=1_000, **settings):
    run = Run(script, until_ms, **settings)
    return promised(run.cluster.spec, run.history) - {"no_lost_writes"}, run


def test_settings_that_change_promise_what_all_of_them_do_together():
    quiet = 'at 0ms post X "hi"\nat 100ms feed X'
    together = {"r": 2, "w": 2, "read_repair": "blocking"}
    assert judged(quiet, **together)[0] == {"regular", "read_your_writes", "monotonic_reads"}
    assert judged(f"{quiet}\nat 50ms set w 1", **together)[0] == set()
    assert judged(f"{quiet}\nat 50ms set w 3", **together)[0] >= {"regular"}
    assert judged(f"{quiet}\nat 50ms set r 1\nat 60ms set w 3", **together)[0] == set()
    assert judged(f"{quiet}\nat 50ms set n 2", **together)[0] == set()


def test_faults_take_promises_away():
    quiet = 'at 0ms post X "hi"\nat 100ms feed X'
    quorums = {"r": 2, "w": 2}
    assert judged(f"{quiet}\nat 50ms wipe C", **quorums)[0] == set()
    assert judged(quiet, **quorums, sync_us=1_000)[0] == set()
    assert judged(f"{quiet}\nat 50ms skew C +3s", **quorums)[0] == {"read_your_writes"}
    assert judged(f"{quiet}\nat 50ms skew C +3s", **quorums, write_back="on")[0] >= {"regular"}
    users = {"read_your_writes", "monotonic_reads"}
    assert judged(f"{quiet}\nat 50ms wipe C", user_session="token-wait")[0] == users
    assert judged(quiet, user_session="sticky")[0] == users
    assert judged(f"{quiet}\nat 50ms slow C 3ms", user_session="sticky")[0] == set()
    assert judged(f"{quiet}\nat 50ms set user_session none", user_session="sticky")[0] == set()


@pytest.mark.parametrize("guarantee", ["monotonic-writes", "writes-follow-reads", "causal"])
def test_no_order_of_writes_is_promised_under_wall_clocks(guarantee):
    """B's clock is behind: there the delete is older than the post that it deletes."""
    script = """
        at 0ms skew B -1s
        at 100ms hold A - C
        at 110ms post X "hi" via C
        at 150ms delete X "hi" via B
        at 200ms feed Z via A
    """
    settings = {"user_session": guarantee, "r": 1, "w": 2}
    order = {"monotonic_writes", "writes_follow_reads", "causal", "causal_convergence"}
    assert not judged(script, clock="wall", **settings)[0] & order
    promises, run = judged(script, **settings)
    assert promises & order
    assert not list(broken_promises(run.cluster.spec, run.history))


def keeps_acks(script, **settings):
    run = Run(script, 1_000, **settings)
    return "no_lost_writes" in promised(run.cluster.spec, run.history)


def test_what_was_acknowledged_outlives_one_disk_less_than_w():
    quiet = 'at 0ms post X "hi"\nat 100ms feed X'
    assert keeps_acks(quiet)
    assert not keeps_acks(f"{quiet}\nat 50ms wipe C")
    assert keeps_acks(f"{quiet}\nat 50ms wipe C", w=2)
    assert not keeps_acks(f"{quiet}\nat 50ms wipe C", w=2, sync_us=1_000)
    assert not keeps_acks(f"{quiet}\nat 10ms wipe C\nat 20ms wipe B", w=2)
    assert not keeps_acks(f"{quiet}\nat 10ms set w 1\nat 50ms wipe B", w=2)


def test_what_is_linearizable_has_no_inversions():
    abd = {"r": 2, "w": 2, "write_back": "on"}
    assert judged('at 0ms post X "hi"', **abd)[0] >= {"linearizable", "no_inversions"}
    assert "no_inversions" not in judged('at 0ms post X "hi"', r=2, w=2)[0]


def test_reads_of_one_server_each_mend_nothing_and_may_go_back():
    """N = 2, R = 1, W = 2: blocking repair has nobody to compare with."""
    script = 'at 0ms cut A -> B\nat 1ms post X "hi"\nat 10ms feed Y via A\nat 20ms feed Y via B'
    names, run = judged(script, homes="AB", n=2, r=1, w=2, read_repair="blocking")
    assert names == {"regular", "read_your_writes"}
    assert [o.went_back for o in run.history.operations.values()] == [(), (), (2,)]


def test_a_broken_promise_is_told_by_its_name():
    script = 'at 0ms cut A -> B\nat 0ms cut A -> C\nat 1ms post X "hi"\nat 10ms feed X via B'
    run = Run(script, 1_000, user_session="none")
    forged = replace(run.cluster.spec, settings=Settings(user_session="token-wait"))
    assert [b.invariant for b in broken_promises(forged, run.history)] == ["read_your_writes"]
    assert list(broken_promises(run.cluster.spec, History())) == []


TOLD = {invariant for invariant, _, _ in BROKEN.values()}
ELSEWHERE = {"goes_on", "readable", "converged", "hints_empty", "nothing_in_progress", "merges"}
JUDGED = {*GUARANTEES, "regular", "linearizable", "causal", "causal_convergence"}


def test_no_invariant_is_without_a_test():
    assert set(INVARIANTS) == TOLD | ELSEWHERE | JUDGED
