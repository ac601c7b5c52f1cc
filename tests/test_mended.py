"""What a review of the engine found broken, each on the smallest story that broke it."""

import json
from dataclasses import fields
from hashlib import sha256
from random import Random

import pytest

from engine import injection, placement
from engine.cluster import Cluster
from engine.faults import Crash
from engine.history import History
from engine.latency import Constant, Exponential, Latency
from engine.social import Request
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from engine.versions import GENESIS
from explorer import measurements, presets
from explorer.experiment import Experiment
from explorer.framing import frame
from explorer.script import parse
from explorer.timeline import Timeline
from tests.test_mechanisms import MS, Run

TOLD_ELSEWHERE = ("ticks", "bands", "head_us", "branches")
"""What a timeline shows of the whole branch, wherever the playhead stands."""


class Wide(Run):
    """A run with luck: its own seed, latencies, clocks and posts from before."""

    def __init__(
        self,
        lines: list[str],
        until_ms: int = 2_000,
        servers: str = "ABC",
        seed: int = 1,
        latency: Latency = Constant(5 * MS),  # noqa: B008  (frozen)
        skew_ms: dict[str, int] | None = None,
        posts: tuple[str, ...] = (),
        **settings: object,
    ) -> None:
        users = tuple(
            UserSpec(user, at, tuple(o for o in "XYZ" if o != user), posts)
            for user, at in zip("XYZ", "ABC", strict=True)
        )
        skewed = skew_ms or {}
        self.spec = ClusterSpec(
            tuple(ServerSpec(s, skew_us=skewed.get(s, 0) * MS) for s in servers),
            users=users,
            settings=Settings(**settings),  # type: ignore[arg-type]
            latency=latency,
        )
        self.cluster = Cluster(self.spec, seed, [parse(line) for line in lines])
        self.cluster.run_until(until_ms * MS)
        self.history = History()
        for event in self.cluster.events:
            self.history.fold(event)

    def ended(self, kind):
        return [o for o in self.history.operations.values() if o.kind == kind and o.outcome == "ok"]


def wall_post(run, name="post"):
    write = run.op(name)
    return write.cell, write.version


def stored_at(run, server, name="post"):
    cell = run.op(name).cell
    return [e[0] for e in run.cluster.events if e[1] == "stored" and e[2:4] == (server, cell)]


def sent(run, *, kind, operation=None):
    return [
        e
        for e in run.cluster.events
        if e[1] == "sent" and e[3] == kind and operation in (None, e[6])
    ]


# -- 1: waiting reads that mend


@pytest.mark.parametrize(
    ("settings", "at"),
    [({"read_repair": "blocking"}, 1), ({"write_back": "on", "w": 2}, 12)],
    ids=["blocking", "write-back"],
)
def test_reads_that_wait_and_then_mend_do_not_stumble_over_each_other(settings, at):
    script = f"""
        at 0ms post X "hi" as post
        at {at}ms feed X via B as one
        at {at + 1}ms feed X via B as two
    """
    run = Run(script, 2_000, links={"A-B": 40}, user_session="token-wait", **settings)
    run.holds("one is fresh", "two is fresh", 'one shows "hi"', 'two shows "hi"')


# -- 2 and 3: write-back


def many_lines(luck, servers, count=24, within_ms=400):
    lines = []
    for i in range(count):
        user, via = luck.choice("XYZ"), luck.choice(servers)
        other = luck.choice([u for u in "XYZ" if u != user])
        what = luck.choice(
            [f'post {user} "p{i}"', f"follow {user} {other}", f"unfollow {user} {other}"]
            + [f"feed {user}"] * 3
        )
        lines.append((luck.randrange(within_ms), f"{what} via {via}"))
    return [f"at {ms}ms {line}" for ms, line in sorted(lines)]


def write_back_run(seed, **settings):
    luck = Random(seed)
    latency = luck.choice([Exponential(20 * MS), Exponential(5 * MS, 2 * MS)])
    lines = many_lines(luck, "ABCDEF")
    return Wide(lines, 1_500, "ABCDEF", seed, latency, n=3, r=2, w=2, write_back="on", **settings)


def below_w(run):
    """(read, cell) for everything that a read returned while fewer than W servers had it."""
    return [
        (read.number, cell)
        for read in run.ended("read")
        for cell, version in read.result.items()
        if version != GENESIS
        and len(run.history.copies(cell, version, read.ended_at)) < run.spec.settings.w
    ]


@pytest.mark.parametrize("ask", ["nearest", "random", "all"])
def test_whatever_a_read_with_write_back_returns_is_on_w_servers(ask):
    shown = 0
    for seed in range(12):
        run = write_back_run(seed, ask=ask)
        assert below_w(run) == [], f"seed {seed}"
        shown += sum(v != GENESIS for read in run.ended("read") for v in read.result.values())
    assert shown > 200


@pytest.mark.parametrize(
    ("user_session", "ask", "seed"),
    [("token-wait", "random", 89), ("token-wait", "nearest", 357), ("token-forward", "random", 179),
     ("token-forward", "nearest", 69), ("token-forward", "nearest", 78)],
)  # fmt: skip
def test_who_is_no_home_of_a_key_does_not_count_as_holding_it(user_session, ask, seed):
    assert below_w(write_back_run(seed, ask=ask, user_session=user_session)) == []


@pytest.mark.parametrize("user_session", ["token-wait", "token-forward"])
def test_whatever_a_waiting_read_with_write_back_returns_is_on_w_servers(user_session):
    waited = 0
    for seed in range(20):
        run = write_back_run(seed, ask="random", user_session=user_session)
        assert below_w(run) == [], f"seed {seed}"
        waited += run.count("waits") + run.count("forwarded")
    assert waited > 20


@pytest.mark.parametrize("fast", ["A", "B", "C"])
@pytest.mark.parametrize("clock", ["wall", "hlc"])
def test_a_write_is_stamped_above_every_acknowledged_version_of_its_key(clock, fast):
    checked = 0
    for seed in range(3):
        luck, lines = Random(seed), []
        for i in range(20):
            user, via = luck.choice("XYZ"), luck.choice("ABCDE")
            other = luck.choice([u for u in "XYZ" if u != user])
            ask = ['post X "p"', 'delete X "X#0.0"', 'like Y "X#0.0"', f"follow {user} {other}"]
            ask += [f"unfollow {user} {other}", 'sign-up Sam "open sesame"']
            lines.append(f"at {i * 60 + luck.randrange(60)}ms {luck.choice(ask)} via {via}")
        run = Wide(lines, 2_500, "ABCDE", seed, Exponential(8 * MS), {fast: 3_000}, ("old",),
                   n=3, r=2, w=2, write_back="on", clock=clock)  # fmt: skip
        written = [o for o in run.history.operations.values() if o.version]
        acknowledged = run.ended("write")
        for write in written:
            before = [
                o.version
                for o in acknowledged
                if o.cell[0] == write.cell[0] and o.ended_by(write.invoked_at)
            ]
            assert all(write.version > version for version in before), f"seed {seed}, {write}"
            checked += len(before)
    assert checked > 40


@pytest.mark.parametrize("clock", ["wall", "hlc"])
def test_who_follows_again_is_followed_though_the_first_clock_was_fast(clock):
    lines = ["at 0ms unfollow X Y", "at 100ms follow X Y via B", "at 300ms feed X via B"]
    lines += ["at 400ms unfollow X Y via A", "at 500ms unfollow X Y via C"]
    run = Wide(lines, skew_ms={"A": 3_000}, r=2, w=2, write_back="on", clock=clock)
    first, second, _, third, last = run.history.operations.values()
    assert [o.outcome for o in run.history.operations.values()] == ["ok"] * 5
    assert first.version < second.version < third.version < last.version
    assert "wall:Y" in run.history.operations[3].keys


def test_a_name_that_is_signed_up_is_taken_for_whoever_asks_later_elsewhere():
    lines = ['at 0ms sign-up Sam "open sesame" via A', 'at 100ms sign-up Sam "hm hm hm hm" via C']
    run = Wide(lines, skew_ms={"A": 3_000}, r=2, w=2, write_back="on", clock="wall")
    assert [o.outcome for o in run.history.operations.values()] == ["ok", "fail"]
    assert run.history.operations[1].asked["read"][1] == 2


# -- 4: hold, cut, and both

PAIR = {"homes": "AB", "links": {"A-B": 40}, "n": 2}


def deliveries(script, until_ms=2_000):
    """When B got the post, in ms."""
    run = Run(script, until_ms, **PAIR)
    return [at_us / MS for at_us in stored_at(run, "B")]


def test_a_plain_cut_drops_what_was_held():
    script = """
        at 0ms hold A -> B
        at 1ms post X "hi" as post
        at 11ms cut A - B
        at 50ms heal
        at 60ms release
    """
    assert deliveries(script) == []
    run = Run(script, 2_000, **PAIR)
    assert run.cluster.held == []
    dropped = [e[2:] for e in run.cluster.events if e[1] == "dropped"]
    assert dropped == [(1, 0, "its link was cut")]


@pytest.mark.parametrize("end", ["at 50ms release", "at 50ms release A -> B", "at 50ms heal"])
def test_nothing_crosses_a_cut_that_came_before_the_hold(end):
    script = f"""
        at 0ms cut A - B
        at 1ms hold A -> B
        at 2ms post X "hi" as post
        {end}
    """
    assert deliveries(script) == []


@pytest.mark.parametrize("held", [True, False])
def test_only_a_heal_lets_go_what_a_cut_keeps(held):
    script = f"""
        {"at 0ms hold A -> B" if held else ""}
        at 1ms post X "hi" as post
        at 11ms cut A - B holding
        at 12ms post X "there" as there
        at 50ms release
        at 100ms heal
    """
    if held:  # it had gone no part of its way
        assert deliveries(script) == [100 + 40]
    else:
        assert deliveries(script) == [100 + 30]
    assert deliveries(script.replace("at 100ms heal", "")) == []
    run = Run(script, 2_000, **PAIR)
    assert stored_at(run, "B", "there") == [140 * MS]


@pytest.mark.parametrize("cut", ["cut A - B", "cut A - B holding", "cut halves"])
def test_a_hold_outlives_a_cut_and_its_heal(cut):
    script = f"""
        at 0ms hold A -> B
        at 1ms {cut}
        at 20ms heal
        at 30ms post X "hi" as post
        at 300ms release
    """
    assert deliveries(script) == [340]
    assert deliveries(script.replace("at 300ms release", "")) == []


def test_what_was_held_before_a_cut_that_keeps_waits_for_both():
    script = """
        at 0ms hold A -> B
        at 1ms post X "hi" as post
        at 2ms cut A - B holding
        at 50ms heal
        at 90ms release
    """
    assert deliveries(script) == [130]


# -- 5 to 8: hints

AWAY = 'at 0ms cut A D | B C\nat 1ms post X "hi" as post'


def test_a_stand_in_with_a_full_disk_keeps_nothing_and_says_nothing():
    run = Run(f"at 0ms disk D full\n{AWAY}", 900, "ABCD", "ABC", w=2, quorum="sloppy")
    run.holds("post is unknown")
    assert run.cluster.replicas["D"].hints == {}
    assert (run.count("hinted"), run.count("disk_full")) == (0, 1)
    assert [e for e in sent(run, kind="ack") if e[4] == "D"] == []


@pytest.mark.parametrize(("sync_us", "kept"), [(None, 0), (0, 2), (50 * MS, 2)])
def test_a_crash_loses_the_hints_that_were_not_durable(sync_us, kept):
    script = 'at 0ms cut A | B C\nat 1ms post X "hi" as post\nat 300ms crash A\nat 310ms restart A'
    run = Run(script, 400, hints="on", sync_us=sync_us)
    assert run.count("hinted") == 2
    assert len(run.cluster.replicas["A"].hints) == kept


@pytest.mark.parametrize("settings", [{"hints": "on"}, {"quorum": "sloppy", "w": 2}], ids=str)
def test_a_coordinator_that_crashes_forgets_what_it_watched(settings):
    run = Run(f"{AWAY}\nat 10ms crash A\nat 20ms restart A", 900, "ABCD", "ABC", **settings)
    assert (run.count("hinted"), run.cluster.watched, run.cluster.suspected) == (0, {}, {})


def test_a_paused_coordinator_hands_off_when_it_goes_on():
    script = """
        at 0ms cut A - B
        at 1ms post X "hi" as post
        at 50ms pause A
        at 150ms resume A
        at 200ms heal
    """
    run = Run(script, 2_000, hints="on")
    assert [e[0] for e in run.cluster.events if e[1] == "hinted"] == [150 * MS]
    run.holds("copies of post = 3")
    assert run.count("handed_off") == 1


def test_a_slow_server_that_crashes_forgets_what_it_had_not_got_to():
    script = """
        at 0ms slow B 100ms
        at 1ms post X "hi" as post
        at 60ms crash B
        at 70ms restart B
    """
    run = Run(script, 900, **PAIR)
    run.holds("post is acknowledged", "copies of post = 1")


def test_a_slow_disk_that_crashes_forgets_the_own_copy_too():
    script = """
        at 0ms slow A disk 100ms
        at 1ms post X "hi" as post
        at 60ms crash A
        at 70ms restart A
    """
    run = Run(script, 900, w=2)
    run.holds("post is acknowledged", "copies of post = 2")


def test_no_stand_in_is_asked_when_the_window_of_every_home_is_over():
    script = f'{AWAY}\nat 700ms post X "two" as two'
    run = Run(script, 2_000, "ABCD", "ABC", w=2, quorum="sloppy", hint_window_us=200 * MS)
    run.holds("post is acknowledged", "two is unknown")
    assert len(sent(run, kind="hint", operation=run.op("post").number)) == 1
    assert sent(run, kind="hint", operation=run.op("two").number) == []
    assert run.count("hint_expired") == 2


def test_an_ack_that_comes_late_clears_the_suspicion():
    lines = [f'at {100 * i}ms post X "{i}" as p{i}' for i in range(40)]
    run = Run("\n".join(lines), 6_000, links={"A-C": 75}, hints="on", hint_window_us=1_000 * MS)
    assert (run.count("hint_expired"), run.cluster.suspected) == (0, {})
    assert run.count("hinted") == 40


# -- 9: tokens at a coordinator that is no home

FAR_HOME = {"A-E": 60, "A-B": 40, "A-C": 40}


def looks(run, operation):
    """The servers that each look of a read asked."""
    found = []
    for event in run.cluster.events:
        if event[1] == "asked" and event[2:4] == (operation.number, "read"):
            found.append([])
        if event[1] == "sent" and event[3] == "read" and event[6] == operation.number:
            found[-1].append(event[5])
    return found


@pytest.mark.parametrize("ask", ["nearest", "random", "all"])
@pytest.mark.parametrize("guarantee", ["token-wait", "token-forward"])
def test_a_token_is_satisfied_at_a_coordinator_that_is_no_home(guarantee, ask):
    script = 'at 0ms post X "hi" as post\nat 1ms feed X via E as refresh'
    settings = {"user_session": guarantee, "ask": ask}
    run = Run(script, 2_000, "ABCDE", "ABC", links=FAR_HOME, **settings)
    run.holds("refresh is fresh", 'refresh shows "hi"')
    for look in looks(run, run.op("refresh")):
        assert max(map(look.count, look)) <= 2, "once for each key that is behind"


@pytest.mark.parametrize("guarantee", ["token-wait", "token-forward"])
def test_a_write_that_no_home_has_yet_is_waited_for_at_a_coordinator_that_is_no_home(guarantee):
    """It is stamped at D, which is no home; E has asked all homes before the first has it."""
    script = 'at 0ms post X "hi" via D as post\nat 1ms feed X via E as refresh'
    links = {"A-D": 40, "B-D": 80, "C-D": 120}
    run = Run(script, 2_000, "ABCDE", "ABC", links=links, w=1, user_session=guarantee)
    run.holds("post is acknowledged", "refresh is fresh")
    early = Run(script.replace("1ms feed", "81ms feed"), 2_000, "ABCDE", "ABC", links=links,
                user_session=guarantee)  # fmt: skip
    early.holds("refresh is fresh", 'refresh shows "hi"')
    script = """
        at 0ms post X "hi" via D as post
        at 82ms crash A
        at 83ms wipe A
        at 84ms restart A
        at 85ms feed X via E as refresh
    """
    links = {"A-D": 40, "B-D": 160, "C-D": 240}
    run = Run(script, 2_000, "ABCDE", "ABC", links=links, user_session=guarantee)
    run.holds("post is acknowledged", "refresh is fresh", 'refresh shows "hi"')
    asked = looks(run, run.op("refresh"))
    assert len(asked) > 1
    assert all(max(map(look.count, look)) <= 2 for look in asked)


@pytest.mark.parametrize("guarantee", ["token-wait", "token-forward"])
def test_tokens_are_kept_over_random_delays_wherever_one_reads(guarantee):
    for seed in range(15):
        luck = Random(seed)
        lines = [
            line
            for i in range(8)
            for line in (
                f'at {i * 90}ms post X "p{i}" via {luck.choice("ABCDE")}',
                f"at {i * 90 + luck.randrange(80)}ms feed X via {luck.choice('ABCDE')}",
            )
        ]
        run = Wide(lines, 3_000, "ABCDE", seed, Exponential(15 * MS), user_session=guarantee)
        assert measurements.violations(run.history, run.history.length, "read_your_writes") == []
        assert all(o.outcome == "ok" for o in run.history.operations.values()), f"seed {seed}"
        for read in run.ended("read"):
            for look in looks(run, read):
                assert max(map(look.count, look)) <= 2, f"seed {seed}, {read}"


# -- 10 to 12: slow, paused, skewed, degraded


@pytest.mark.parametrize(
    ("line", "post", "read", "own"),
    [
        ("slow A 100ms", "100ms", "100ms", 101),
        ("slow A disk 100ms", "100ms", "0ms", 101),
        ("slow A 0ms", "0ms", "0ms", 1),
    ],
)
def test_a_slow_coordinator_is_slow_itself(line, post, read, own):
    script = f'at 0ms {line}\nat 0ms cut A | B C\nat 1ms post X "hi" as post\nat 300ms feed X as r'
    run = Run(script, 900)
    run.holds(f"latency of post = {post}", f"latency of r = {read}")
    assert stored_at(run, "A") == [own * MS]


def test_a_slow_own_disk_is_no_ack_until_it_has_written():
    run = Run('at 0ms slow A disk 100ms\nat 1ms post X "hi" as post', 900)
    run.holds("latency of post = 10ms", "copies of post = 3")
    run = Run('at 0ms slow A disk 100ms\nat 1ms post X "hi" as post', 900, w=3)
    run.holds("latency of post = 100ms")


def test_who_goes_on_and_is_paused_in_one_microsecond_starts_nothing():
    script = """
        at 0ms pause A
        at 1ms post X "hi" as post
        at 2ms post Y "ho" as ho
        at 40ms resume A
        at 40ms pause A
    """
    run = Run(script, 400)
    after = [e[1] for e in run.cluster.events if e[0] >= 40 * MS and e[1] != "command"]
    assert after == ["resumed", "paused"]
    assert stored_at(run, "A", "ho") == []
    assert run.op("post").version is None
    run = Run(f"{script.rstrip()}\nat 50ms resume A", 400)
    run.holds("post is acknowledged", "copies of post = 3", "copies of ho = 3")


def test_a_wall_clock_that_is_behind_stamps_above_what_was_there_before_the_run():
    lines = ['at 0ms delete X "X#0.0"', "at 100ms feed Y"]
    run = Wide(lines, skew_ms={"A": -3_000}, posts=("old",), clock="wall", w=3)
    deletion, read = run.history.operations.values()
    assert GENESIS < deletion.version < (0, 0, "")
    assert len(run.history.copies(deletion.cell, deletion.version)) == 3
    assert read.staleness.versions == 0
    assert run.cluster.replicas["B"].copies[deletion.cell][1] is None


def test_links_that_lose_all_lose_the_duplicates_as_well():
    script = 'at 0ms degrade loss 100% duplicate 100%\nat 1ms post X "hi" as post'
    run = Run(script, 900)
    assert run.count("delivered") == 0
    assert run.count("sent") == run.count("dropped") == 4
    run.holds("copies of post = 1")


def test_stand_ins_are_those_who_would_be_homes_next():
    run = Wide([], 0, "ABCDEFG", n=3)
    for key in [f"{what}:{user}" for what in ("wall", "follows", "account") for user in "UVWXYZ"]:
        homes = placement.homes(run.cluster, key)
        expected = []
        for n in range(4, 8):
            expected += [s for s in placement.homes(run.cluster, key, n)
                         if s not in (*homes, *expected)]  # fmt: skip
        assert placement.stand_ins(run.cluster, key, homes[1], 3) == expected
        there = [s for s in expected if s != expected[1]]
        assert placement.stand_ins(run.cluster, key, expected[1], 3) == there


def test_the_stand_in_that_gets_the_hint_is_the_next_on_the_ring():
    names = "ABCDEFG"
    homes = placement.homes(Wide([], 0, names, n=3).cluster, "wall:X")
    following = placement.homes(Wide([], 0, names, n=4).cluster, "wall:X")[3]
    away = [f"at 0ms crash {home}" for home in homes[1:]]
    run = Wide([*away, f'at 1ms post X "hi" via {homes[0]}'], 400, names, n=3, w=2, quorum="sloppy")
    hints = sent(run, kind="hint", operation=1)
    assert [e[4:6] for e in hints] == [(homes[0], following)]
    assert len(run.ended("write")) == 1


@pytest.mark.parametrize(
    "undone", [("pause B", "resume B"), ("slow B 50ms", "slow B 0ms"),
               ("disk B full", "disk B free"), ("pause A", "resume A")],
)  # fmt: skip
def test_a_server_that_is_well_again_is_as_one_that_never_ailed(undone):
    luck, lines = Random(4), []
    for i in range(40):  # all on one beat, so that much happens in the same microsecond
        user, via = luck.choice("XYZ"), luck.choice("ABC")
        lines.append(f'at {10 + i // 3 * 5}ms {luck.choice(["post {} {}", "feed {}"])} via {via}'
                     .format(user, f'"p{i}"'))  # fmt: skip
    rest = {"r": 2, "w": 2, "read_repair": "blocking"}
    never = Wide(lines, **rest).cluster.events
    ailed = Wide([f"at 0ms {undone[0]}", f"at 1ms {undone[1]}", *lines], **rest).cluster.events
    assert [e for e in ailed if e[0] > 1 * MS] == never


# -- 13: frames

WORDS = {"number": 1, "slug": "a", "title": "t", "question": 1, "story": "s", "takeaway": "t",
         "leaves_out": "l", "until": "1500ms", "users": {"X": "A", "Y": "B", "Z": "C"}}  # fmt: skip


def any_steps(luck):
    steps = []
    for i in range(45):
        user, via = luck.choice("XYZ"), luck.choice("ABCDE")
        other = luck.choice([u for u in "XYZ" if u != user])
        said = [f'post {user} "p{i}" via {via}', f"follow {user} {other} via {via}"]
        said += [f"feed {user} via {via}"] * 3 + ['like X "p1"', 'delete X "p2"']
        steps.append((luck.randrange(1_200), luck.choice(said)))
    for _ in range(30):
        a, b = luck.sample("ABCDE", 2)
        done = [f"pause {a}", f"resume {a}", f"slow {a} 20ms", f"slow {a} disk 30ms", "release",
                f"hold {a} -> {b}", f"hold {a} - {b}", f"cut {a} - {b} holding", f"cut {a} - {b}",
                "heal", f"heal {a} - {b}", f"crash {a}", f"restart {a}", f"wipe {a}", "set n 2",
                "set n 4", "set w 1", "set r 1", f"skew {a} -80ms", f"disk {a} full",
                f"disk {a} free", f"degrade {a} - {b} loss 20% duplicate 30% reorder 30%",
                f"cut isolate {a}", "cut ring", "cut halves", f"cut bridge {a}"]  # fmt: skip
        steps.append((luck.randrange(1_200), luck.choice(done)))
    return sorted(steps, key=lambda step: step[0])


def any_scenario(seed):
    luck = Random(seed)
    guarantees = ["none", "sticky", "token-wait", "token-forward", "token-refuse"]
    cluster = {
        "servers": list("ABCDE"), "n": 3, "r": 2, "w": 2, "default_delay": "20ms",
        "hints": luck.choice(["on", "off"]), "quorum": luck.choice(["strict", "sloppy"]),
        "read_repair": luck.choice(["off", "async", "blocking"]),
        "write_back": luck.choice(["off", "on"]), "ask": luck.choice(["nearest", "random", "all"]),
        "user_session": luck.choice(guarantees), "anti_entropy": luck.choice(["off", "200ms"]),
        "sync": luck.choice(["always", "never", "50ms"]), "clock": luck.choice(["hlc", "wall"]),
    }  # fmt: skip
    steps = [{"at": f"{ms}ms", "do": line} for ms, line in any_steps(luck)]
    text = json.dumps({**WORDS, "cluster": cluster, "script": steps})
    return presets.load_text(text).scenario(), luck


def parts(experiment):
    """Every field of the frame, and of its timeline what is told of this moment."""
    picture = frame(experiment)
    told = {f.name: getattr(picture, f.name) for f in fields(picture)}
    for name in ("log", "spacetime"):  # both are asked, and know of what comes later
        del told[name]
    timeline = told.pop("timeline")
    kept = [f.name for f in fields(timeline) if f.name not in TOLD_ELSEWHERE]
    return {**told, **{f"timeline.{name}": getattr(timeline, name) for name in kept}}


def frames_that_differ(seed, moments=12):
    scenario, luck = any_scenario(seed)
    whole, fresh = Experiment(scenario), Experiment(scenario)
    whole.timeline.run_until(1_500 * MS)
    found = []
    for at_us in sorted(luck.randrange(1_500 * MS) for _ in range(moments)):
        fresh.timeline.run_until(at_us)
        whole.seek(at_us)
        then, now = parts(fresh), parts(whole)
        idle = {o.number for o in then["operations"] if not o.need}  # see the test after this
        for told in (then, now):
            told["operations"] = tuple(o for o in told["operations"] if o.number not in idle)
        found += [(seed, at_us, name) for name in then if then[name] != now[name]]
    return found


def test_a_frame_after_seeking_back_is_the_frame_of_a_fresh_run():
    different = [place for seed in range(16) for place in frames_that_differ(seed)]
    assert different == []


def test_what_a_paused_coordinator_will_ask_is_not_on_the_frame_yet():
    lines = [(0, "pause A"), (5, "feed X"), (50, "resume A")]
    script = [{"at": f"{ms}ms", "do": line} for ms, line in lines]
    text = json.dumps({**WORDS, "cluster": {"servers": list("ABC"), "n": 3}, "script": script})
    whole, fresh = (Experiment(presets.load_text(text).scenario()) for _ in range(2))
    whole.timeline.run_until(900 * MS)
    whole.seek(20 * MS)
    fresh.timeline.run_until(20 * MS)
    assert frame(whole).operations == frame(fresh).operations


# -- 14 to 16: luck, branches, secrets


@pytest.mark.parametrize("kind", ["tree", "sync"])
def test_one_more_read_elsewhere_shifts_no_delay_of_anti_entropy(kind):
    writes = ["at 0ms cut A | B C", 'at 1ms post X "hi" via A', "at 50ms heal"]

    def delays(lines):
        run = Wide(lines, 900, latency=Exponential(5 * MS), anti_entropy_us=100 * MS, r=2)
        return [(e[0], e[4:6], e[7] - e[0]) for e in sent(run, kind=kind)]

    alone = delays(writes)
    assert len(alone) >= (20 if kind == "tree" else 1)
    assert delays([*writes, "at 60ms feed Y"]) == alone
    assert delays(["at 0ms feed Z", *writes, "at 130ms feed Y", "at 260ms feed X"]) == alone


def texts(timeline):
    return [event[2] for event in timeline.branch.events if event[1] == "command"]


@pytest.mark.parametrize("back", [1, 2, 3, 5])
def test_what_was_stepped_back_over_does_not_happen_again_in_a_new_branch(back):
    spec = Wide([], 0).spec
    scripted = [parse('at 0ms post X "hi"'), parse("at 5ms feed Y")]
    timeline = Timeline(spec, 1, scripted)
    timeline.run_until(5 * MS - 1)
    timeline.submit(Request("post", "Z", text="by hand"))
    assert timeline.now_us == 5 * MS, "in the microsecond of the deliveries and the feed"
    while any("by hand" in str(o.request) for o in timeline.cluster.operations.values()) or any(
        "by hand" in e[2] for e in timeline.branch.events[: timeline.place] if e[1] == "command"
    ):
        timeline.step_back()
    for _ in range(back - 1):
        timeline.step_back()
    timeline.submit(Crash("C"))
    timeline.run_until(900 * MS)
    assert timeline.branch is timeline.branches[-1]
    assert not any("by hand" in text for text in texts(timeline))
    assert [command for _, command in timeline.branch.given] == [Crash("C")]
    again = Timeline(spec, 1, [*scripted, *timeline.branch.given])
    again.run_until(900 * MS)
    assert again.branch.events == timeline.branch.events


def test_the_log_holds_no_key_to_sign_in_with():
    lines = ['at 0ms sign-up Sam "open sesame"', 'at 50ms sign-in Sam "open sesame"',
             'at 100ms sign-in Sam "wrong wrong"', 'at 150ms sign-in K "open sesame"']  # fmt: skip
    run = Wide(lines, posts=("old",))
    assert [o.outcome for o in run.history.operations.values()] == ["ok", "ok", "fail", "fail"]
    log = repr(run.cluster.events) + repr(run.cluster.snapshot()["replicas"])
    keys = {parse(line)[1].key for line in lines}
    assert "" not in keys
    assert not any(key in log for key in keys)
    assert "open sesame" not in log
    assert sha256(parse(lines[0])[1].key.encode()).hexdigest() in log


def test_what_the_log_tells_of_a_sign_up_does_not_sign_in():
    run = Wide(['at 0ms sign-up Sam "open sesame"'])
    stamped = next(e for e in run.cluster.events if e[1] == "stamped")
    salt, told = stamped[5]
    run.cluster.schedule(2_001 * MS, Request("sign_in", "Sam", salt=salt, key=told))
    run.cluster.run_until(2_500 * MS)
    assert run.cluster.events[-1][1:3] == ("fail", 2)


# -- 17: lost acknowledgements, and what was there before


def lost(run):
    """What is lost, asked of each cell once, and alike of each write by itself."""
    history, at = run.history, run.history.length
    found = measurements.lost_acks(history, at)
    assert found == [
        write for write in measurements.answered(history, at, "write")
        if not history.logged(write.number, at)
        and any(not history.copies(cell, version, at) and not history.hinted(cell, version, at)
                for cell, version, _ in write.written)
    ]  # fmt: skip
    return [write.name for write in found]


def test_an_acknowledged_write_that_a_hint_holds_is_not_lost():
    script = f"{AWAY}\nat 300ms wipe A"
    run = Run(script, 450, "ABCD", "ABC", w=2, quorum="sloppy")
    assert len(run.cluster.replicas["D"].hints) == 2
    assert lost(run) == []
    run = Run(f"{script}\nat 400ms wipe D", 450, "ABCD", "ABC", w=2, quorum="sloppy")
    assert lost(run) == ["post"]


def test_a_hint_that_a_crash_lost_saves_no_write():
    script = f"{AWAY}\nat 300ms wipe A\nat 310ms crash D\nat 320ms restart D"
    run = Run(script, 450, "ABCD", "ABC", w=2, quorum="sloppy", sync_us=None)
    assert run.cluster.replicas["D"].hints == {}
    assert lost(run) == ["post"]


def test_a_hint_kept_after_its_holder_was_wiped_counts():
    script = f"at 0ms wipe D\nat 0ms restart D\n{AWAY}\nat 300ms wipe A"
    run = Run(script, 450, "ABCD", "ABC", w=2, quorum="sloppy")
    assert len(run.cluster.replicas["D"].hints) == 2
    assert lost(run) == []


def test_a_read_that_misses_what_was_there_before_the_run_is_stale():
    script = "at 0ms wipe A\nat 1ms restart A\nat 2ms feed X"
    lines = [line.strip() for line in script.splitlines()]
    for posts, stale in ((("good morning",), True), (("one", "two"), True)):
        spec = Wide([], 0, posts=posts).spec
        timeline = Timeline(spec, 1, [parse(line) for line in lines])
        timeline.run_until(900 * MS)
        read = timeline.branch.history.operations[1]
        assert read.outcome == "ok"
        assert bool(read.staleness.versions) is stale
    timeline = Timeline(spec, 1, [parse("at 2ms feed X")])
    timeline.run_until(900 * MS)
    assert timeline.branch.history.operations[1].staleness.versions == 0


# -- more of the kind


def test_a_copy_that_comes_before_the_last_reply_ends_the_wait():
    """B answers itself at 1 ms, stores the post at 7 ms, and C's reply comes at 11 ms."""
    script = 'at 0ms post X "hi" as post\nat 1ms feed X via B as refresh'
    run = Run(script, 900, links={"A-B": 7, "A-C": 40}, r=2, user_session="token-wait")
    run.holds("refresh is fresh")


@pytest.mark.parametrize("reader", ["D", "E", "F"])
@pytest.mark.parametrize("guarantee", ["token-wait", "token-forward"])
def test_a_token_finds_the_one_home_that_has_the_write(guarantee, reader):
    """Of the homes B, A, C of the wall only B has the post; it was asked for another wall."""
    lines = ["at 0ms cut B -> A", "at 0ms cut B -> C", 'at 0ms post X "hi" via B']
    run = Wide([*lines, f"at 20ms feed X via {reader}"], 900, "ABCDEF", user_session=guarantee)
    assert placement.homes(run.cluster, "wall:X") == ("B", "A", "C")
    assert [o.outcome for o in run.history.operations.values()] == ["ok", "ok"]


def test_a_paused_coordinator_asks_nobody_while_it_stands_still():
    script = """
        at 0ms post X "hi" as post
        at 1ms wipe A
        at 1ms cut isolate A
        at 2ms restart A
        at 2ms heal
        at 3ms feed X via E as refresh
        at 70ms pause E
        at 200ms resume E
    """
    run = Run(script, 900, "ABCE", "ABC", user_session="token-wait")
    assert run.count("waits") > 2
    still = [e for e in run.cluster.events if e[1] == "sent" and 70 * MS <= e[0] < 200 * MS]
    assert [e for e in still if e[4] == "E"] == []


@pytest.mark.parametrize("guarantee", ["token-wait", "token-forward"])
def test_one_silent_home_does_not_keep_a_token_from_the_others(guarantee):
    """B gets the write at 40 ms; C, which E asks next, is down."""
    script = """
        at 0ms crash C
        at 0ms post X "hi" as post
        at 1ms feed X via E as refresh
    """
    links = {"A-B": 40, "A-E": 60, "C-E": 7, "B-E": 5}
    run = Run(script, 900, "ABCE", "ABC", links=links, user_session=guarantee)
    run.holds("refresh is fresh")


def test_a_read_that_asks_all_waits_at_home_though_one_home_is_silent():
    """B gets the write at 40 ms, as with `ask: nearest`; C answers nobody."""
    script = """
        at 0ms crash C
        at 0ms post X "hi" as post
        at 1ms cut B -> A
        at 1ms feed X via B as refresh
    """
    for ask in ("nearest", "all"):
        run = Run(script, 900, links={"A-B": 40}, user_session="token-wait", ask=ask)
        run.holds("refresh is fresh")


def test_hints_made_durable_stay_durable():
    script = """
        at 0ms cut A | B C
        at 1ms post X "hi" as post
        at 200ms set sync always
        at 210ms delete X "hi" as gone
        at 400ms crash A
    """
    run = Run(script, 500, hints="on", sync_us=None)
    cell, version = wall_post(run, "gone")
    assert {home: copy[0] for (home, c), copy in run.cluster.replicas["A"].hints.items()
            if c == cell} == {"B": version, "C": version}  # fmt: skip


def test_what_can_be_done_is_not_refused_after_a_partition():
    run = Run("at 0ms cut isolate A\nat 10ms heal", 20)
    assert injection.refusal(run.cluster, parse("cut isolate A")[1]) is None
