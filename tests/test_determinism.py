"""The same run is the same everywhere: in any process, after any seek, live or replayed."""

import json
import os
import subprocess
import sys
from random import Random

import pytest

from engine import sessions
from engine.cluster import Cluster
from engine.events import digest
from engine.faults import (
    Change,
    Crash,
    Cut,
    Degrade,
    DelayMessage,
    DropMessage,
    DuplicateMessage,
    FillDisk,
    Heal,
    Hold,
    Join,
    Leave,
    Load,
    MoveWeb,
    Nemesis,
    Partition,
    Pause,
    Release,
    Replace,
    Restart,
    Resume,
    Skew,
    Slow,
    Trials,
    Wipe,
    between,
)
from engine.latency import Constant, Exponential
from engine.social import Request
from engine.spec import SETTINGS, ClusterSpec, ServerSpec, Settings, UserSpec
from explorer.timeline import Timeline

SECOND = 1_000_000
SERVERS, USERS = "ABCDE", "UVWXYZ"
END_US = 4 * SECOND

SPEC = ClusterSpec(
    tuple(ServerSpec(name) for name in SERVERS),
    users=tuple(UserSpec(u, s, tuple(USERS)) for u, s in zip(USERS, "ABCDEA", strict=True)),
    settings=Settings(3, 2, 2, timeout_us=200_000, read_repair="async", sync_us=100_000),
    latency=Exponential(20_000, 2_000),
    loss=0.03,
)


def random_spec(luck):
    """Any cluster: every mechanism may be on."""
    n = luck.randint(1, 5)
    chosen = {
        s.attribute: luck.choice(s.choices) for s in SETTINGS.values() if s.choices
    }  # fmt: skip
    settings = Settings(
        n, luck.randint(1, n), luck.randint(1, n), timeout_us=luck.choice([80_000, 300_000]),
        handoff_wait_us=luck.choice([20_000, 100_000]), hint_replay_us=100_000,
        hint_window_us=luck.choice([150_000, 10 * SECOND]), sync_us=luck.choice([0, None, 50_000]),
        anti_entropy_us=luck.choice([None, 70_000]), service_us=luck.choice([0, 0, 3_000]),
        retries=luck.choice([0, 2]), request_loss=luck.choice([0, 10]),
        web_servers=luck.choice([0, 0, 2]), **chosen,
    )  # fmt: skip
    skews = [luck.choice([0, 0, -3 * SECOND, 200_000]) for _ in SERVERS]
    return ClusterSpec(
        tuple(ServerSpec(s, skew_us=us) for s, us in zip(SERVERS, skews, strict=True)),
        users=tuple(
            UserSpec(u, luck.choice(SERVERS), tuple(USERS), ("old",), key=u) for u in USERS
        ),
        settings=settings,
        homes=tuple(luck.sample(SERVERS, n)) if luck.random() < 0.5 else (),
        latency=luck.choice([Constant(10_000), Exponential(15_000, 1_000)]),
        loss=luck.choice([0.0, 0.05]),
        leader=luck.choice(["", "A"]),
    )


def random_ailment(luck):
    """One of the faults that do not last by themselves, as `(fault, its end)`."""
    server, other = luck.sample(SERVERS, 2)
    links = luck.choice([((server, other),), between((server,), (other,))])
    message = luck.randrange(1, 2_000)
    one = [DropMessage(message), DuplicateMessage(message), DelayMessage(message, 30_000)]
    return luck.choice([
        (Pause(server), Resume(server)),
        (Pause(server), Crash(server)),
        (Slow(server, luck.choice([1, 20_000])), Slow(server, 0)),
        (Slow(server, 30_000, disk=True), Slow(server, 0, disk=True)),
        (FillDisk(server), FillDisk(server, free=True)),
        (Skew(server, luck.choice([-3 * SECOND, 80_000])), Skew(server, 10_000)),
        (Hold(links), Release(luck.choice([links, ()]))),
        (Hold(links), Cut(links)),
        (Cut(links, held=True), Heal(luck.choice([links, ()]))),
        (Degrade(luck.choice([links, ()]), 0.2, 0.3, 0.3), Degrade(links)),
        (Partition(luck.choice(["isolate", "bridge"]), server), Heal()),
        (Partition(luck.choice(["halves", "ring"])), Heal()),
        (luck.choice(one), luck.choice(one)),
        (Wipe(server), Restart(server)),
        (Cut(between((luck.choice(USERS),), (server, other))), Heal()),
        (Nemesis((("crash", 3.0), ("degrade", 2.0), ("hold", 2.0)), 300_000), Heal()),
        (Join("New", luck.choice(["", other])), Leave(luck.choice(["New", server]))),
        (Leave(server), Join(server)),
        (Replace(server, luck.choice(["", other])), Crash(other)),
        (Load(rate=luck.choice([20.0, 300.0]), reads=0.7, zipf=1.0), Load()),
        (Load(closed=9, thinking_us=luck.choice([0, 20_000])), Load()),
        (MoveWeb(), MoveWeb(leaves=True)),
        (Trials(30, 3_000, (0, 20_000), luck.choice(["same", "other", "any"])), Trials(2)),
    ])  # fmt: skip


def random_script(luck, requests, ailments, changes, end_us):
    """Requests, faults that end after a while, and settings that change."""
    timed = []
    for i in range(requests // 10):
        sign_up = Request(
            "sign_up", luck.choice(["Sam", "U"]), key=str(i), via=luck.choice(SERVERS)
        )
        timed.append((luck.randrange(end_us), sign_up))
        timed.append((luck.randrange(end_us), Request("sign_in", USERS[i % 6], key=USERS[i % 6])))
    for i in range(requests):
        user, via = luck.choice(USERS), luck.choice([*SERVERS, ""])
        action = luck.choice(
            ["post", "feed", "feed", "like", "unlike", "edit", "follow", "unfollow", "page", "hide"]
        )
        said, post = f"post {i // 2}", f"{luck.choice(USERS)}#0.0"
        thinking_us = luck.choice([None, 40_000]) if action == "page" else None
        own = {"r": luck.choice([None, None, 1, 2]), "w": luck.choice([None, None, 1, 2])}
        request = Request(
            action, user, text=said, post=post, other=luck.choice(USERS), via=via,
            thinking_us=thinking_us, **own
        )  # fmt: skip
        timed.append((luck.randrange(end_us), request))
    for _ in range(ailments):
        at_us, (fault, end) = luck.randrange(end_us), random_ailment(luck)
        timed += [(at_us, fault), (at_us + luck.choice([0, 1, 100_000, 200_000]), end)]
        if isinstance(end, Crash):
            timed.append((at_us + 300_000, Restart(end.server)))
    for _ in range(changes):
        setting = luck.choice([s for s in SETTINGS.values() if s.choices])
        timed.append(
            (luck.randrange(end_us), Change(setting.attribute, luck.choice(setting.choices)))
        )
    return sorted(timed, key=lambda entry: entry[0])


def busy_script():
    """400 requests and two hundred faults, as `[(time_us, command)]`."""
    luck = Random(11)
    timed = random_script(luck, 100, 60, 20, END_US)
    for i in range(300):
        user, via = luck.choice(USERS), luck.choice(SERVERS)
        action = luck.choice(["post", "post", "feed", "feed", "feed", "like", "follow", "unfollow"])
        said = f"post {i // 2}"
        request = Request(action, user, text=said, post=said, other=luck.choice(USERS), via=via)
        timed.append((luck.randrange(END_US), request))
    for _ in range(10):
        at_us, server = luck.randrange(END_US), luck.choice(SERVERS)
        rest = tuple(name for name in SERVERS if name != server)
        timed += [(at_us, Crash(server)), (at_us + 150_000, Restart(server))]
        cut_us = luck.randrange(END_US)
        timed += [(cut_us, Cut(between((server,), rest))), (cut_us + 100_000, Heal())]
    timed += [(END_US // 2, Change("r", 1)), (END_US // 3, Wipe("C"))]
    return sorted(timed, key=lambda entry: entry[0])


def a_timeline(script=None):
    return Timeline(SPEC, 7, busy_script() if script is None else script)


@pytest.fixture(scope="module")
def straight():
    """The run from the start to the end, without looking back."""
    cluster = Cluster(SPEC, 7, busy_script())
    cluster.run_until(END_US)
    return cluster


def test_the_busy_run_is_busy(straight):
    names = [event[1] for event in straight.events]
    assert len(names) > 3_000
    assert min(names.count(n) for n in ("ok", "fail", "info", "dropped", "crashed", "cut")) >= 5


def run_presets(hash_seed, *options):
    """A process that runs them, with this seed of hashes."""
    command = [sys.executable, *options, "-m", "explorer", "run", "2", "5", "9", "11", "--json"]
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def rows_of(process):
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return [{**json.loads(line), "wall_seconds": 0} for line in out.splitlines()]


def test_presets_are_the_same_in_every_process_also_optimised_and_at_once():
    ways = [("0",), ("1",), ("2", "-O"), ("random", "-O")]
    first, *others = [rows_of(process) for process in [run_presets(*way) for way in ways]]
    assert len(first) == 10
    assert len({row["digest"] for row in first}) == 10
    assert all(other == first for other in others)


def test_another_seed_is_another_run(straight):
    other = Cluster(SPEC, 8, busy_script())
    other.run_until(END_US)
    assert digest(other.events) != digest(straight.events)


def test_steps_and_runs_of_any_length_make_the_same_log(straight):
    luck, timeline = Random(3), a_timeline()
    while timeline.now_us < END_US:
        if luck.random() < 0.5:
            timeline.run_until(min(END_US, timeline.now_us + luck.randrange(50_000)))
        else:
            timeline.run_until(END_US, most_steps=luck.randrange(200))
    assert digest(timeline.branch.events) == digest(straight.events)


def test_a_seek_is_a_replay(straight, monkeypatch):
    monkeypatch.setattr("explorer.branch.KEYFRAME_STEPS", 100)
    luck, timeline = Random(5), a_timeline()
    timeline.run_until(END_US)
    moments = [*sorted(luck.randrange(END_US) for _ in range(199)), END_US]
    fresh, snapshots = Cluster(SPEC, 7, busy_script()), {}
    for at_us in moments:
        fresh.run_until(at_us)
        snapshots[at_us] = fresh.snapshot()
    luck.shuffle(moments)
    for at_us in moments:
        timeline.seek(at_us)
        assert timeline.now_us == at_us
        assert timeline.cluster.snapshot() == snapshots[at_us]
        assert timeline.place == timeline.place_at(at_us)
    assert digest(timeline.branch.events) == digest(straight.events)
    assert timeline.branch.history.length == len(straight.events)


@pytest.mark.parametrize("seed", range(25))
def test_a_seek_is_a_replay_whatever_is_on(seed, monkeypatch):
    monkeypatch.setattr("explorer.branch.KEYFRAME_STEPS", 60)
    luck = Random(seed)
    spec, timed = random_spec(luck), random_script(luck, 40, 20, 3, SECOND)
    fresh, timeline = Cluster(spec, seed, timed), Timeline(spec, seed, timed)
    timeline.run_until(SECOND)
    moments = sorted(luck.randrange(SECOND) for _ in range(12))
    snapshots = {}
    for at_us in moments:
        fresh.run_until(at_us)
        snapshots[at_us] = fresh.snapshot()
    fresh.run_until(SECOND)
    luck.shuffle(moments)
    for at_us in moments:
        timeline.seek(at_us)
        assert timeline.cluster.snapshot() == snapshots[at_us]
        while timeline.step_back() and luck.random() < 0.5:
            pass
        timeline.seek(at_us)
        assert timeline.cluster.snapshot() == snapshots[at_us]
    assert timeline.branch.events == fresh.events
    for _ in range(3):
        timeline.seek(luck.randrange(SECOND))
        for _ in range(luck.randrange(5)):
            timeline.step_back()
        timeline.submit(luck.choice(random_ailment(luck)))
    timeline.run_until(2 * SECOND)
    again = Cluster(spec, seed, [*timed, *timeline.branch.given])
    again.run_until(2 * SECOND)
    assert again.events == timeline.branch.events


def test_a_snapshot_is_not_touched_by_what_comes_later():
    cluster = Cluster(SPEC, 7, busy_script())
    cluster.run_until(SECOND)
    before, told = cluster.snapshot(), repr(cluster.snapshot())
    cluster.run_until(END_US)
    end = cluster.snapshot()
    cluster.restore(before)
    assert repr(before) == told
    cluster.run_until(END_US)
    assert cluster.snapshot() == end


def test_a_read_that_looks_again_is_not_the_snapshots():
    """No script here comes to that: a coordinator that waits and is no home."""
    cluster = Cluster(SPEC, 7, [(1, Request("feed", "X", via="A"))])
    cluster.run_until(2)
    (number,) = cluster.operations
    cluster.operations.to_change(number).phase = "wait"
    before = cluster.snapshot()
    sessions.look_again(cluster, number)
    assert cluster.operations[number].phase == "read"
    assert before["operations"][number].phase == "wait"


def test_steps_back_and_forth_come_round(monkeypatch):
    monkeypatch.setattr("explorer.branch.KEYFRAME_STEPS", 50)
    timeline = a_timeline()
    timeline.seek(SECOND)
    states = []
    for _ in range(120):
        assert timeline.step()
        states.append(timeline.cluster.snapshot())
    log = digest(timeline.branch.events)
    for state in reversed(states[:-1]):
        assert timeline.step_back()
        assert timeline.cluster.snapshot() == state
    for state in states[1:]:
        assert timeline.step()
        assert timeline.cluster.snapshot() == state
    assert digest(timeline.branch.events) == log


def test_there_is_nothing_before_the_start_and_nothing_after_the_end():
    timeline = a_timeline([(0, Request("post", "X", text="hi"))])
    assert not timeline.step_back()
    steps = 0
    while timeline.now_us < SECOND // 2 and timeline.step():
        steps += 1
    while timeline.step_back():
        steps -= 1
    assert steps == 0
    assert timeline.place == 0
    assert timeline.now_us == 0


POST = Request("post", "X", text="by hand")


def test_a_command_in_the_past_begins_a_branch_and_the_old_one_is_kept(straight):
    timeline = a_timeline()
    timeline.run_until(END_US)
    timeline.seek(SECOND)
    place, old = timeline.place, timeline.branch
    at_us = timeline.submit(POST)
    assert at_us == SECOND + 1
    assert timeline.branch is not old
    assert timeline.branch.forked_us == SECOND
    assert timeline.branch.events[:place] == old.events[:place]
    assert timeline.branch.events[place][0] <= at_us
    timeline.run_until(END_US)
    branched = digest(timeline.branch.events)
    assert branched != digest(straight.events)

    assert timeline.go("story")
    assert timeline.now_us == END_US
    assert digest(timeline.branch.events) == digest(straight.events)
    assert timeline.cluster.snapshot() == straight.snapshot()
    timeline.seek(SECOND // 2)
    assert timeline.go(timeline.branches[1].name)
    timeline.run_until(END_US)
    assert digest(timeline.branch.events) == branched
    assert not timeline.go("no such branch")


def test_what_was_given_live_and_what_is_replayed_is_one_run():
    luck, timeline = Random(9), a_timeline()
    by_hand = [POST, Crash("B"), Restart("B"), Cut((("A", "C"),)), Request("feed", "Y"), Heal(),
               Change("w", 3), POST, Wipe("D")]  # fmt: skip
    for command in by_hand:
        timeline.run_until(timeline.now_us + luck.randrange(300_000))
        timeline.submit(command)
    timeline.run_until(END_US)
    assert [command for _, command in timeline.branch.given] == by_hand
    story, mine = timeline.branches
    assert (story.given, mine) == ([], timeline.branch)
    replayed = a_timeline([*busy_script(), *timeline.branch.given])
    replayed.run_until(END_US)
    assert digest(replayed.branch.events) == digest(timeline.branch.events)


def test_a_branch_replayed_from_its_commands_is_the_branch():
    luck, timeline = Random(13), a_timeline()
    for command in (POST, Crash("A"), POST, Restart("A"), Crash("E")):
        timeline.run_until(timeline.now_us + 400_000)
        timeline.seek(timeline.now_us - luck.randrange(200_000))
        for _ in range(luck.randrange(1, 9)):  # to the middle of a microsecond, it may be
            timeline.step_back()
        timeline.submit(command)
    timeline.run_until(END_US)
    assert len(timeline.branches) == 6
    replayed = a_timeline([*busy_script(), *timeline.branch.given])
    replayed.run_until(END_US)
    assert digest(replayed.branch.events) == digest(timeline.branch.events)
