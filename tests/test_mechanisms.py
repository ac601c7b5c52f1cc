"""Each replication mechanism, on the smallest story that shows it, with the exact numbers."""

from dataclasses import replace

import pytest

from engine.cluster import Cluster
from engine.entropy import LEAVES, LEVELS, compare, leaf_of, leaves
from engine.history import History
from engine.latency import Constant
from engine.records import Operation
from engine.spec import ClusterSpec, LinkSpec, ServerSpec, Settings, UserSpec
from explorer.expectations import Evidence, parse
from explorer.promised import promised
from explorer.script import parse as parse_line

MS = 1_000
USERS = (
    UserSpec("X", "A", ("Y", "Z")),
    UserSpec("Y", "B", ("X", "Z")),
    UserSpec("Z", "C", ("X", "Y")),
)


class Run:
    """A cluster, a script of `at TIME line [as NAME]`, and what became of it."""

    def __init__(
        self,
        script: str,
        until_ms: int,
        servers: str = "ABC",
        homes: str = "",
        delay_ms: int = 5,
        links: dict[str, int] | None = None,
        **settings: object,
    ) -> None:
        spec = ClusterSpec(
            tuple(ServerSpec(name) for name in servers),
            tuple(LinkSpec(p[0], p[2], Constant(ms * MS)) for p, ms in (links or {}).items()),
            USERS,
            Settings(**settings),  # type: ignore[arg-type]
            tuple(homes),
            Constant(delay_ms * MS),
        )
        self.cluster = Cluster(spec, 1, [_timed(line) for line in script.strip().splitlines()])
        self.cluster.run_until(until_ms * MS)
        self.history = History()
        for event in self.cluster.events:
            self.history.fold(event)

    def op(self, name: str) -> Operation:
        found = self.history.named(name)
        assert found is not None
        return found

    def holds(self, *sentences: str) -> None:
        evidence = Evidence(self.history, self.history.length, over=True)
        results = [parse(sentence).check(evidence) for sentence in sentences]
        assert [r for r in results if not r.held] == []

    def count(self, name: str) -> int:
        return sum(event[1] == name for event in self.cluster.events)


def _timed(line: str):  # type: ignore[no-untyped-def]
    line, _, name = line.strip().partition(" as ")
    at_us, action = parse_line(line)
    return at_us, replace(action, name=name) if name else action


VANISH = """
    at 0ms post X "hi" as post
    at 5ms feed X via B as refresh
    at 100ms crash A
    at 110ms feed X via B as second
"""


@pytest.mark.parametrize(
    ("guarantee", "violations", "refresh", "second"),
    [
        ("none", 1, "latency of refresh = 0ms", "second is fresh"),
        ("sticky", 0, "latency of refresh = 0ms", "second is unavailable"),
        ("token-wait", 0, "latency of refresh = 35ms", "second is fresh"),
        ("token-forward", 0, "latency of refresh = 80ms", "second is fresh"),
        ("token-refuse", 0, "refresh is unavailable", "second is fresh"),
    ],
)
def test_read_your_writes_is_kept_by_the_user_session(guarantee, violations, refresh, second):
    run = Run(VANISH, 1_000, links={"A-B": 40, "A-C": 75, "B-C": 60}, user_session=guarantee)
    run.holds(f"violations of read_your_writes = {violations}", refresh, second)


@pytest.mark.parametrize(("guarantee", "wait"), [("none", 0), ("token-wait", 100)])
def test_monotonic_reads_wait_for_what_was_seen(guarantee, wait):
    script = """
        at 0ms post X "hi" as post
        at 50ms feed Y via B as first
        at 100ms feed Y via C as then
    """
    run = Run(script, 1_000, links={"A-B": 20, "A-C": 200}, user_session=guarantee)
    run.holds(f"latency of then = {wait}ms", f"violations of monotonic_reads = {int(wait == 0)}")


def test_a_token_that_is_never_satisfied_times_out_as_no_answer():
    script = """
        at 0ms cut A | B C
        at 1ms post X "hi" as post
        at 5ms feed X via B as refresh
    """
    run = Run(script, 1_000, user_session="token-wait")
    run.holds("refresh is unavailable", "latency of refresh = 500ms")
    assert run.op("refresh").reason.startswith("timed out with what its user session demands")


SLOPPY = """
    at 1s cut A D E | B C
    at 1500ms post X "hi" as post
    at 2s feed Y asking B C as during
    at 3s heal
    at 3600ms feed Y asking B C as after
"""


def test_a_strict_quorum_cannot_write_without_its_homes():
    run = Run(SLOPPY, 5_000, "ABCDE", "ABC", 10, r=2, w=2)
    run.holds("post is unknown", "copies of post = 1", "during is fresh", "after is fresh")


def test_a_sloppy_quorum_acknowledges_by_a_stand_in_and_reads_stale_though_r_w_exceed_n():
    run = Run(SLOPPY, 5_000, "ABCDE", "ABC", 10, r=2, w=2, quorum="sloppy")
    run.holds("post is acknowledged", "latency of post = 120ms", "during is stale")
    run.holds("after is fresh", 'after shows "hi"')
    assert run.count("hinted") == run.count("handed_off") == 2


def test_a_hint_dies_with_the_disk_of_its_holder():
    script = SLOPPY.replace("at 3s heal", "at 2500ms wipe D\nat 3s heal")
    run = Run(script, 5_000, "ABCDE", "ABC", 10, r=2, w=2, quorum="sloppy")
    run.holds("post is acknowledged", "after is stale")


CATCH_UP = "\n".join(
    ["at 1s crash A"]
    + [f'at {1_000 + 100 * i}ms post Y "post {i}" as p{i}' for i in range(40)]
    + ["at 5s restart A"]
)


def test_hints_are_a_head_start_of_their_window():
    run = Run(CATCH_UP, 5_900, delay_ms=10, w=2, hints="on", hint_window_us=2_000 * MS)
    run.holds("acknowledged writes = 40")
    assert (run.count("hinted"), run.count("hint_expired")) == (20, 20)
    assert len(run.cluster.ledger.standing["A"].missing) == 20


def test_anti_entropy_brings_the_rest_for_few_comparisons():
    run = Run(CATCH_UP, 7_000, delay_ms=10, w=2, hints="on", hint_window_us=2_000 * MS,
              anti_entropy_us=5_950 * MS)  # fmt: skip
    compared = [event[4:] for event in run.cluster.events if event[1] == "compared"]
    assert max(comparisons for comparisons, _ in compared) <= 263
    assert (1, 0) in compared, "equal trees are told apart at the root"
    assert not run.cluster.ledger.standing["A"].missing


def test_a_hint_never_counts_towards_a_strict_quorum():
    script = 'at 0ms cut A | B C\nat 1ms post X "hi" as post'
    run = Run(script, 2_000, w=2, hints="on")
    run.holds("post is unknown")
    assert run.count("hinted") == 2


BACKWARDS = """
    at 0ms post X "hi" as post
    at 10ms feed Y asking A C as y
    at {z} feed Z via E asking C D as z
"""


@pytest.mark.parametrize(
    ("mode", "z", "ends", "shown"),
    [
        ("off", "20500us", ("20ms", "24500us"), "does not show"),
        ("async", "20500us", ("20ms", "24500us"), "does not show"),
        ("blocking", "30500us", ("30ms", "38500us"), "shows"),
    ],
)
def test_only_blocking_repair_keeps_time_from_running_backwards(mode, z, ends, shown):
    links = {"A-C": 400, "A-D": 400, "C-E": 2, "D-E": 2}
    run = Run(BACKWARDS.format(z=z), 2_000, "ABCDE", "ACD", links=links, r=2, w=2, read_repair=mode)
    run.holds(f"end of y = {ends[0]}", f"end of z = {ends[1]}", 'y shows "hi"', f'z {shown} "hi"')


def test_write_back_returns_only_what_a_write_quorum_holds():
    script = """
        at 0ms post X "hi" as post
        at 10ms feed Y asking A B as y
        at 31ms feed Z asking B C as z
    """
    links = {"A-B": 5, "A-C": 400}
    run = Run(script, 2_000, links=links, r=2, w=2, write_back="on")
    run.holds('y shows "hi"', 'z shows "hi"')
    for read in ("y", "z"):
        place = run.op(read).ended_at
        write = run.op("post")
        assert write.cell
        assert write.version
        assert len(run.history.copies(write.cell, write.version, place)) >= 2


def test_a_writer_reads_versions_first_when_write_back_is_on():
    script = 'at 0ms post X "one" as one\nat 50ms delete X "one" as two'
    run = Run(script, 1_000, delay_ms=10, r=2, w=2, write_back="on")
    run.holds("latency of one = 40ms", "latency of two = 40ms")


@pytest.mark.parametrize(("clock", "gone"), [("wall", 0), ("hlc", 1)])
def test_a_fast_wall_clock_eats_an_acknowledged_deletion(clock, gone):
    spec = ClusterSpec(
        (ServerSpec("A", skew_us=3_000 * MS), ServerSpec("B"), ServerSpec("C")),
        users=(UserSpec("X", "A", ("Y",)), UserSpec("Y", "B", ("X",))),
        settings=Settings(w=3, r=1, clock=clock),
    )
    lines = [
        'at 0ms post X "hi"',
        "at 50ms feed X",
        'at 60ms delete X "hi" via B',
        "at 90ms feed Y",
    ]
    cluster = Cluster(spec, 1, [parse_line(line) for line in lines])
    cluster.run_until(1_000 * MS)
    copy = cluster.replicas["B"].copies["wall:X", ("post", "X#1")]
    assert (copy[1] is None) == bool(gone)
    assert [e[2] for e in cluster.events if e[1] == "ok"] == [1, 2, 3, 4], "all were acknowledged"


def test_asking_all_answers_with_the_fastest():
    script = "at 0ms feed Y asking A C as named\nat 50ms feed Y as free"
    run = Run(script, 1_000, links={"A-B": 40, "B-C": 10, "A-C": 5}, r=2, ask="all")
    run.holds("latency of named = 80ms", "latency of free = 20ms")
    assert set(run.op("free").asked["read"][0]) == {"A", "B", "C"}


def test_asking_at_random_spreads_over_all_homes_and_is_the_same_each_time():
    script = "\n".join(f"at {i}ms feed Y as f{i}" for i in range(60))
    first, second = (Run(script, 1_000, ask="random") for _ in range(2))
    asked = [first.op(f"f{i}").asked["read"][0] for i in range(60)]
    assert {server for servers in asked for server in servers} == {"A", "B", "C"}
    assert asked == [second.op(f"f{i}").asked["read"][0] for i in range(60)]


def test_without_the_shortcut_the_own_copy_costs_a_round_trip():
    run = Run('at 0ms post X "hi" as post\nat 50ms feed X as read', 1_000, shortcut="off")
    run.holds("latency of post = 10ms", "latency of read = 10ms")


def test_trees_differ_just_where_items_differ():
    cells = [(f"wall:{i}", ("post", str(i))) for i in range(3_000)]
    one = {cell: ((i, 0, "A"), None) for i, cell in enumerate(cells)}
    assert compare(leaves(one.items()), leaves(one.items())) == ((), 1)
    for changed in ([7], [7, 8, 900], list(range(0, 3_000, 150))):
        other = dict(one)
        for i in changed:
            other[cells[i]] = ((i + 1, 0, "B"), None)
        dirty, comparisons = compare(leaves(one.items()), leaves(other.items()))
        assert set(dirty) == {leaf_of(cells[i]) for i in changed}
        bound = 1 + 2 * sum(min(1 << level, len(dirty)) for level in range(LEVELS))
        assert comparisons <= bound
    assert LEAVES == 1024


# -- a user session of one's own


OWN_SESSION = """
    at 0ms session Y token-wait
    at 0ms post X "hi" as post
    at 21ms feed Y via B as seen
    at 30ms feed Y via C as then
    at 30ms feed X via C as own
    at 400ms session Y as-set
    at 410ms post Y "ho" via A
    at 411ms feed Y via C as free
"""


def test_a_user_session_demands_what_its_own_user_has_chosen():
    run = Run(OWN_SESSION, 1_000, links={"A-B": 20, "A-C": 200})
    run.holds('then shows "hi"', "latency of then = 170ms")
    run.holds('own does not show "hi"', "latency of own = 0ms")
    run.holds('free does not show "ho"', "latency of free = 0ms")


def test_a_user_sticks_alone():
    run = Run("at 0ms session X sticky\nat 1ms feed X via B as x\nat 1ms feed Y via A as y", 500)
    assert (run.op("x").coordinator, run.op("y").coordinator) == ("A", "A")


def test_who_is_not_there_demands_nothing():
    run = Run("at 0ms session Nobody causal", 10)
    refused = [event[3] for event in run.cluster.events if event[1] == "refused"]
    assert refused == ["there is no user Nobody"]


def test_what_is_promised_to_all_is_what_each_of_them_has():
    script = 'at 0ms session Y none\nat 1ms post X "hi"\nat 50ms feed Y'
    run = Run(script, 500, user_session="token-wait")
    assert "read_your_writes" not in promised(run.cluster.spec, run.history)
    run = Run(script.replace("none", "token-forward"), 500, user_session="token-wait")
    assert "read_your_writes" in promised(run.cluster.spec, run.history)
