"""Hiding one's wall, and opening somebody's: what may be seen, and when that was decided."""

from dataclasses import replace
from random import Random

import pytest

from engine import nemesis, walls
from engine.audit import auditor as audit
from engine.checkers import causal
from engine.cluster import Cluster
from engine.latency import Exponential
from engine.social import Request
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from explorer import (
    anomalies,
    callouts,
    measurements,
    presets,
    promised,
    screens,
    series,
    staging,
    verdicts,
)
from explorer.experiment import Experiment
from explorer.script import parse
from explorer.telling import tell
from tests.test_mechanisms import MS, Run

SECOND = 1_000_000

HIDDEN = """
    at 0ms hide X Y as hide
    at 10ms post X "boss, look away" as post
"""


def test_a_hidden_wall_is_shown_to_everybody_else():
    run = Run(HIDDEN + "at 50ms page Y X as y\nat 50ms page Z X as z", 500)
    run.holds('y does not show "boss, look away"', 'z shows "boss, look away"', "leaks = 0")
    run.holds("hide is acknowledged", "y is fresh", "latency of y = 0ms")


def test_a_wall_can_be_shown_again():
    script = HIDDEN + "at 50ms unhide X Y\nat 90ms page Y X as y"
    run = Run(script, 500)
    run.holds('y shows "boss, look away"', "leaks = 0")


def test_a_wall_is_the_owners_to_hide():
    run = Run("at 0ms hide X X as self\nat 1ms page Y Nobody as nobody", 500)
    run.holds("self is refused", "nobody is fresh")


def test_only_what_was_hidden_before_it_was_posted_can_leak():
    late = 'at 0ms post X "hi" as post\nat 10ms hide X Y as hide\nat 11ms page Y X via C as page'
    run = Run(late, 500)
    run.holds('page shows "hi"', "page is stale", "leaks = 0")
    under_way = 'at 0ms hide X Y\nat 1ms post X "hi"\nat 6ms page Y X via B as page'
    run = Run(under_way, 500, links={"A-B": 5, "A-C": 40}, w=2)
    run.holds("leaks = 0", 'page does not show "hi"')


def test_the_acl_is_read_first_and_the_wall_after_a_while():
    script = HIDDEN + 'at 0ms page Y X thinking 30ms via A as y\nat 5ms post X "early"'
    run = Run(script.replace("at 0ms hide", "at 2ms hide"), 500)
    run.holds("latency of y = 30ms", 'y shows "early"', "leaks = 1")
    page = run.op("y")
    assert (page.kept_us, page.ended_us) == (0, 30 * MS)


def test_each_of_the_two_reads_has_its_own_replies():
    run = Run("at 0ms page Y X thinking 30ms as y", 500, delay_ms=10, r=2)
    run.holds("latency of y = 70ms")
    sent = [event for event in run.cluster.events if event[1] == "sent" and event[3] == "read"]
    assert [event[0] for event in sent] == [0, 50 * MS]


def test_a_late_reply_to_the_first_read_is_no_answer_to_the_second():
    script = """
        at 0ms post X "hi" as post
        at 100ms page Y X thinking 30ms via B asking A B C as y
    """
    links = {"A-B": 5, "B-C": 40, "A-C": 5}
    run = Run(script, 900, links=links, r=2, w=3)
    run.holds('y shows "hi"', "latency of y = 50ms")
    replies = [e for e in run.cluster.events if e[1] == "sent" and e[3] == "reply"]
    assert len(replies) == 4, "A and C, twice each; C's first comes when the second read goes on"


def test_an_ack_that_comes_while_the_coordinator_thinks_ends_nothing():
    script = """
        at 0ms post X "hi" via B
        at 100ms hide X Z via B
        at 300ms page Y X thinking 50ms via B as y
    """
    run = Run(script, 900, servers="ABCD", n=4, r=1, w=2, write_back="on")
    run.holds('y shows "hi"', "latency of y = 70ms")  # mends, thinks, mends


def test_an_ack_of_what_was_mended_at_the_first_moment_mends_nothing_at_the_second():
    """A has confirmed who may see the wall; C, far away, confirms that while the wall is mended."""
    script = """
        at 0ms post X "hi" via B
        at 100ms hide X Z via B
        at 300ms page Y X thinking 30ms via B as y
        at 335ms cut A - B
    """
    run = Run(script, 900, links={"A-B": 5, "B-C": 40}, r=1, w=2, write_back="on")
    run.holds('y shows "hi"', "end of y = 420ms")


def test_a_page_outlives_no_crash_of_its_coordinator():
    run = Run("at 0ms page Y X thinking 30ms as y\nat 10ms crash B\nat 20ms restart B", 900)
    run.holds("y is unavailable", "end of y = 10ms")


def test_a_paused_coordinator_reads_the_wall_when_it_goes_on():
    run = Run("at 0ms page Y X thinking 30ms as y\nat 10ms pause B\nat 90ms resume B", 900)
    run.holds("end of y = 90ms")


def test_a_page_that_takes_too_long_has_no_answer():
    run = Run("at 0ms page Y X thinking 600ms as y", 900)
    run.holds("y is unavailable", "end of y = 500ms")
    assert run.op("y").reason == "timed out with its wall still to be read"


def test_servers_that_agree_on_everything_read_a_page_at_one_moment():
    script = HIDDEN + "at 500ms page Y X thinking 30ms as slow\nat 600ms page Y X as y"
    run = Run(script, 2_000, agreement="all")
    run.holds("slow is refused", 'y does not show "boss, look away"')


def test_the_line_of_a_page_comes_back():
    for line in ("page Y X", "page Y X thinking 30ms via B asking A C with r 2", "hide X Y",
                 "unhide X Y via B"):  # fmt: skip
        assert tell(parse(line)[1]) == line


# -- the story of the boss


def story(variant, at_us=None):
    experiment = Experiment(presets.load("8").scenario(variant))
    experiment.seek(experiment.end_us if at_us is None else at_us)
    return experiment


@pytest.mark.parametrize(
    ("variant", "leaking"),
    [("eventual", ["early", "late"]), ("causal", ["late"]), ("snapshot", [])],
)
def test_8_only_a_snapshot_keeps_the_secret(variant, leaking):
    experiment = story(variant)
    history = experiment.timeline.branch.history
    assert [page.name for page in anomalies.leaks(history, history.length)] == leaking
    assert experiment.measures()["counts"]["leaks"] == len(leaking)
    early, late = history.named("early"), history.named("late")
    assert (early.invoked_us, early.ended_us) == (100 * MS, 100 * MS)
    assert (late.kept_us, late.ended_us) == (290 * MS, 320 * MS)


def test_8_what_the_boss_sees_and_what_is_told_of_it():
    (x, boss) = screens.screens(story("eventual", 100 * MS).timeline)
    texts = ["my boss is a bore", "all hands on Monday", "good morning"]
    assert [post.text for post in boss.posts] == texts
    assert [missing.text for missing in boss.missing] == ["X's hiding of the wall from Boss"]
    assert (x.user, x.badge) == ("X", "none")
    (_, boss) = screens.screens(story("snapshot", 320 * MS).timeline)
    assert [post.text for post in boss.posts] == ["all hands on Monday"]
    assert boss.notice == "X has hidden the wall from Boss: the page shows nothing."
    assert boss.badge == "fresh"


def test_8_a_leak_is_explained():
    (callout,) = callouts.callouts(story("causal", 320 * MS).timeline, 10 * MS)
    assert callout.title == "Leak: Boss sees «my boss is a bore» by X"
    assert callout.lines == (
        "X had hidden the wall from Boss at 0 ms, before posting it at 10 ms.",
        "Who may see it was read at 290 ms, and the wall by 320 ms.",
        "The rule was not there. The copy for C was still on its way: it was to arrive at 300 ms.",
    )
    assert callout.operation == 4
    (chip,) = staging.operations(story("causal", 300 * MS).timeline, 1)
    assert chip.text == "Boss's page: the wall to come"


# -- the laws, and random runs


def test_what_a_page_shows_is_decided_by_the_rows_that_were_read():
    wall = {
        ("wall:X", ("post", "X#1")): ((5, 1, "A"), "hi"),
        ("wall:Z", ("post", "Z#1")): ((5, 2, "A"), "ho"),
    }
    for value, sees in ((None, 1), (True, 0), (False, 1)):
        rule = {} if value is None else {walls.rule("X", "Y"): ((9, 3, "A"), value)}
        assert len(walls.shown("X", "Y", wall | rule)) == sees
        assert len(walls.shown("X", "Z", wall | rule)) == 1
    screen = walls.overlaid(wall, "X", "Y", {walls.rule("X", "Y"): ((9, 3, "A"), True)})
    assert list(screen) == [("wall:Z", ("post", "Z#1"))]


def random_pages(seed, **changes):
    """Users who hide, post and open each other's pages under every fault that loses nothing."""
    luck = Random(f"pages/{seed}")
    names = "ABCD"[: luck.randint(2, 4)]
    settings = Settings(
        len(names), luck.randint(1, len(names)), luck.randint(1, len(names)),
        timeout_us=200 * MS, ask=luck.choice(["nearest", "random", "all"]),
        read_repair=luck.choice(["off", "async", "blocking"]),
        write_back=luck.choice(["off", "off", "on"]),
        user_session=luck.choice(["none", "token-wait", "token-forward", "causal"]),
    )  # fmt: skip
    spec = ClusterSpec(
        tuple(ServerSpec(s) for s in names),
        users=tuple(UserSpec(u, luck.choice(names), tuple("UVW")) for u in "UVW"),
        settings=replace(settings, **changes),
        latency=Exponential(20 * MS, 1 * MS),
    )
    kinds = [k for k in nemesis.KINDS if k not in ("wipe", "member") and luck.random() < 0.3]
    timed = [*nemesis.schedule(str(seed), spec.names, SECOND, {k: luck.random() for k in kinds})]
    timed += [(luck.randrange(SECOND), _asked(luck, names, i)) for i in range(90)]
    cluster = Cluster(spec, seed, sorted(timed, key=lambda entry: entry[0]))
    return spec, cluster


def _asked(luck, names, i):
    user, via = luck.choice("UVW"), luck.choice(names)
    other = luck.choice("UVW".replace(user, ""))
    action = luck.choice(["post", "post", "hide", "unhide", "page", "page", "page", "feed"])
    if action == "post":
        return Request("post", user, text=f"post {i}", via=via)
    if action == "feed":
        return Request("feed", user, via=via)
    thinking_us = luck.choice([None, 1, 20 * MS, 60 * MS]) if action == "page" else None
    return Request(action, user, other=other, via=via, thinking_us=thinking_us)


def lived(spec, cluster):
    """The history of a whole run, which breaks none of the invariants."""
    cluster.run_until(2 * SECOND)
    auditor = audit.Auditor(spec)
    for event in cluster.events:
        auditor.take(event)
    assert auditor.broken == []
    return auditor.history


@pytest.mark.parametrize("guarantee", ["none", "causal", "causal-snapshot"])
def test_pages_that_fit_together_never_leak(guarantee):
    leaks = broken = thought = 0
    for seed in range(30):
        spec, cluster = random_pages(seed, user_session=guarantee, n=2, r=1, w=1)
        history = lived(spec, cluster)
        leaks += len(anomalies.leaks(history, history.length))
        thought += sum(o.kept_us is not None for o in history.operations.values())
        ops, _ = verdicts.register_operations(history)
        broken += causal.causal(ops).answer == "violated"
    assert thought > 200
    if guarantee == "causal-snapshot":
        assert (leaks, broken) == (0, 0)
    else:
        assert leaks > 0
        assert broken > 0


def test_what_was_promised_of_pages_is_kept_under_faults():
    pages = 0
    for seed in range(40):
        spec, cluster = random_pages(seed)
        history = lived(spec, cluster)
        assert list(promised.broken_promises(spec, history)) == [], f"seed {seed}"
        pages += sum(o.kept_us is not None and o.outcome == "ok"
                     for o in history.operations.values())  # fmt: skip
    assert pages > 200


def test_a_run_with_pages_is_the_same_from_any_moment():
    for seed in range(8):
        _, straight = random_pages(seed)
        straight.run_until(2 * SECOND)
        _, stopped = random_pages(seed)
        stopped.run_until(500 * MS)
        thinking = any(o.phase == "think" for o in stopped.operations.values())
        state, told = stopped.snapshot(), len(stopped.events)
        stopped.run_until(2 * SECOND)
        stopped.restore(state)
        del stopped.events[told:]
        stopped.run_until(2 * SECOND)
        assert stopped.events == straight.events, (seed, thinking)


# -- inversions and answers without a question, against slow twins


def slow_inversions(history):
    reads = [o for o in history.operations.values() if o.kind == "read" and o.outcome == "ok"]
    return [
        late
        for late in reads
        if late.staleness.versions == 0
        and any(
            early.ended_at < late.invoked_at
            and any(c[0] in late.keys and late.result.get(c, (-1, 0, "")) < v
                    for c, v in early.result.items())
            for early in reads
        )
    ]  # fmt: skip


def test_inversions_are_found_as_by_looking_at_all_pairs():
    found = 0
    for seed in range(30):
        spec, cluster = random_pages(seed, n=2, r=1, w=2)
        history = lived(spec, cluster)
        mine = slow_inversions(history)
        assert measurements.inversions(history) == len(mine)
        found += len(mine)
        for read in history.operations.values():
            if read.kind == "read" and read.outcome == "ok":
                assert (anomalies.inverted(history, read) is not None) is (read in mine)
    assert found > 10


def test_a_causal_anomaly_is_what_the_checker_calls_no_causal_order():
    agreed = 0
    for seed in range(30):
        spec, cluster = random_pages(seed, user_session="none", n=2, r=1, w=1)
        history = lived(spec, cluster)
        ops, _ = verdicts.register_operations(history)
        if anomalies.causal_anomalies(history, history.length):
            assert causal.causal(ops).answer == "violated", seed
            agreed += 1
    assert agreed > 10


def test_10_time_runs_backwards_though_no_read_is_stale():
    for variant, found in (("off", 1), ("async", 1), ("blocking", 0)):
        experiment = Experiment(presets.load("10").scenario(variant))
        experiment.seek(experiment.end_us)
        history, cluster = experiment.timeline.branch.history, experiment.timeline.cluster
        judged = verdicts.verdicts(history, cluster)
        assert judged["regular"].answer == "holds"
        assert judged["linearizable"].answer == ("violated" if found else "holds")
        assert experiment.measures()["counts"]["inversions"] == found
        assert judged["no_inversions"].answer == ("violated" if found else "holds")


def test_10_an_inversion_is_explained():
    experiment = Experiment(presets.load("10").scenario("off"))
    experiment.seek(24_500)
    (callout,) = callouts.callouts(experiment.timeline, MS)
    assert callout.title == "Time ran backwards: Z misses what Y saw"
    assert callout.lines[0] == "Y was shown «lunch at noon?» by X at 20 ms; Z asked at 20.5 ms."
    assert (callout.server, callout.operation) == ("E", 3)


def test_a_link_that_is_slow_in_one_direction_says_so_while_it_is():
    experiment = story("causal", 2 * MS)
    (link,) = [link for link in staging.links(experiment.timeline.cluster) if link.slowed]
    assert (link.delay_us, link.slowed) == (30 * MS, (("A", "C", 300 * MS),))
    (band,) = list(series.bands(story("causal").timeline.branch.history))
    assert (band.text, band.start_us, band.end_us) == ("A -> C 270 ms slower", 0, 5 * MS)
    assert not any(link.slowed for link in staging.links(story("causal").timeline.cluster))


def test_13_an_edit_that_lost_to_a_fast_clock_is_explained():
    experiment = Experiment(presets.load("13").scenario("wall"))
    experiment.seek(1_970 * MS)
    (callout,) = callouts.callouts(experiment.timeline, MS)
    assert callout.title == "Acknowledged, and never seen: Y's edit «party at nine, cake no. 19»"
    assert callout.lines[0] == (
        "X's edit «party at nine» carries the time 3 s, and this one 1.95 s."
    )
    for variant, at_us in (("wall", 3_070 * MS), ("hlc", 1_970 * MS)):
        experiment = Experiment(presets.load("13").scenario(variant))
        experiment.seek(at_us)
        assert list(callouts.callouts(experiment.timeline, MS)) == []
