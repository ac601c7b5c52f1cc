"""Values beyond the last writer: the stories that tell them apart, with their exact numbers."""

from dataclasses import replace

import pytest

from engine import merging, nemesis, social
from engine.audit.auditor import Auditor
from engine.faults import Change
from engine.latency import Constant, Exponential
from engine.social import Request
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec
from explorer import measurements, measures, screens, staging
from explorer.evidence import Evidence
from explorer.expectations import parse
from explorer.items import register_operations
from explorer.script import parse as parse_line
from explorer.timeline import Timeline

MS = 1_000
SECOND = 1_000 * MS
USERS = (UserSpec("X", "A", ("Y",), ("hi",)), UserSpec("Y", "B", ("X",), ("ho",)))


class Run:
    """A cluster that lives through a script of `at TIME line [as NAME]`; skews in milliseconds."""

    def __init__(
        self, script, *, servers="AB", delay_ms=5, skew=(), users=USERS, homes="", **settings
    ):
        skew = dict(skew)
        spec = ClusterSpec(
            tuple(ServerSpec(name, skew_us=skew.get(name, 0) * MS) for name in servers),
            users=users,
            settings=Settings(**{"n": len(servers), **settings}),
            homes=tuple(homes),
            latency=Constant(delay_ms * MS),
        )
        self.timeline = Timeline(spec, 1, [_timed(line) for line in script.strip().splitlines()])
        self.cluster = self.timeline.cluster

    def at(self, at_ms):
        """Lets time run, or goes back, to this moment."""
        self.timeline.seek(round(at_ms * MS))
        return self

    @property
    def history(self):
        return self.timeline.branch.history

    def holds(self, *sentences):
        evidence = Evidence(self.history, self.timeline.place, over=True)
        results = [parse(sentence).check(evidence) for sentence in sentences]
        assert [r for r in results if not r.held] == []

    def says(self, sentence):
        result = parse(sentence).check(Evidence(self.history, self.timeline.place, over=True))
        return result.held, result.observed

    def follows(self, user="X"):
        """Whom the user follows, as each server would say."""
        replicas = self.cluster.replicas
        return {name: social.followed(user, replica.copies) for name, replica in replicas.items()}

    def posts(self, server):
        """The texts of each post as this server would show it."""
        rows = merging.of_key("wall:X", self.cluster.replicas[server].copies)
        return {number: post.texts for number, post in merging.posts(rows).items()}

    def screen(self, user="X"):
        return next(s for s in screens.screens(self.timeline) if s.user == user)

    def counts(self):
        return measures.measures(self.history, self.cluster)["counts"]


def _timed(line):
    line, _, name = line.strip().partition(" as ")
    at_us, action = parse_line(line)
    return at_us, replace(action, name=name) if name else action


# -- likes


CLICKS = "\n".join(
    f"at {10 * i + late}ms like {user} X#0.0"
    for i in range(100)
    for user, late in (("X", 0), ("Y", 5))
)


@pytest.mark.parametrize(
    ("likes", "at_ms", "shown"),
    [
        ("count", 1_035, (100, 100)),
        ("counter", 1_034, (199, 200)),
        ("counter", 1_035, (200, 200)),
        ("each", 1_035, (2, 2)),
    ],
)
def test_two_hundred_likes_are_counted_by_a_counter_and_half_of_them_by_a_count(
    likes, at_ms, shown
):
    run = Run(CLICKS, delay_ms=40, likes=likes).at(at_ms)
    run.holds(f"likes of X#0.0 at A = {shown[0]}", f"likes of X#0.0 at B = {shown[1]}")
    run.at(3_000).holds("acknowledged writes = 200", "never visible = 0", "lost acks = 0")


def test_likes_are_asked_of_a_post_by_its_number_or_by_the_name_of_its_operation():
    run = Run('at 0ms post X "new" as news\nat 1ms like X new', likes="counter").at(100)
    run.holds("likes of news at B = 1", "likes of X#1 at B = 1", "likes of X#0.0 at B = 0")
    assert run.says("likes of olds at B = 1") == (False, "olds has not been asked for")


def test_a_screen_shows_the_sum_of_the_counter():
    script = (
        CLICKS
        + """
        at 2s feed Y
        at 2100ms unlike Y X#0.0
        at 2110ms like Y X#0.0
        at 2111ms unlike Y X#0.0
        at 2200ms feed X via A
    """
    )
    run = Run(script, delay_ms=40, likes="counter").at(2_050)
    assert [(post.number, post.likes, post.liked) for post in run.screen("Y").posts] == [
        ("X#0.0", 200, False),
        ("Y#0.0", 0, False),
    ]
    shown = [run.at(at_ms).screen("Y").posts[0] for at_ms in (2_105, 2_110, 2_150)]
    assert [post.likes for post in shown] == [199, 200, 199], "what the device did since"
    assert not any(post.liked for post in shown), "a counter can be liked again"
    assert run.at(2_250).screen("X").posts[0].likes == 199


def test_a_users_own_like_is_one_like_and_can_be_taken_back():
    script = """
        at 0ms like X X#0.0
        at 10ms like X X#0.0
        at 20ms feed X
        at 30ms unlike X X#0.0
        at 50ms feed X
    """
    run = Run(script)
    for at_ms, shown in [(15, (1, True)), (25, (1, True)), (35, (0, False)), (55, (0, False))]:
        post = next(p for p in run.at(at_ms).screen("X").posts if p.author == "X")
        assert (post.likes, post.liked) == shown


def test_likes_of_all_kinds_add_up_when_the_setting_changes():
    script = """
        at 0ms like X X#0.0
        at 10ms like Y X#0.0
        at 20ms set likes count
        at 21ms like X X#0.0
        at 40ms like X X#0.0
        at 60ms set likes counter
        at 61ms like X X#0.0
        at 62ms like Y X#0.0
        at 63ms like Y X#0.0
        at 64ms unlike X X#0.0
        at 80ms set likes each
        at 81ms unlike Y X#0.0
    """
    run = Run(script).at(500)
    run.holds("likes of X#0.0 at A = 5", "likes of X#0.0 at B = 5")


def test_a_count_reads_with_r_before_it_writes():
    script = "at 0ms like X X#0.0 as like\nat 100ms like Y X#0.0"
    run = Run(script, r=2, w=2, delay_ms=10, likes="count").at(500)
    run.holds("latency of like = 40ms", "likes of X#0.0 at A = 2", "likes of X#0.0 at B = 2")


def test_a_server_that_comes_back_counts_in_a_row_of_its_own():
    script = """
        at 0ms like X X#0.0
        at 1ms like X X#0.0
        at 2ms like X X#0.0
        at 20ms crash A
        at 30ms restart A
        at 31ms like X X#0.0
    """
    run = Run(script, likes="counter", sync_us=None).at(100)
    run.holds("likes of X#0.0 at A = 1", "likes of X#0.0 at B = 4")
    copies = run.cluster.replicas["B"].copies
    tallies = {row[-1]: value for (_, row), (_, value) in copies.items() if row[0] == "likes"}
    assert tallies == {"A.0": 3, "A.1": 1}


def test_a_tally_that_is_overtaken_on_its_way_is_in_the_one_that_overtook_it():
    script = """
        at 0ms degrade loss 0% reorder 100%
        at 1ms like X X#0.0
        at 2ms degrade
        at 3ms like X X#0.0
    """
    users = (UserSpec("X", "C", (), ("hi",)), *USERS[1:])
    run = Run(script, servers="ABC", users=users, n=1, homes="A", likes="counter").at(500)
    arrived = [event[4:6] for event in run.timeline.branch.events if event[1] == "stored"]
    assert [version[0] for version, _ in arrived] == [2], "the first one came late"
    run.holds("likes of X#0.0 at A = 2", "acknowledged writes = 2", "never visible = 0")


@pytest.mark.parametrize("seed", range(12))
def test_a_counter_is_the_acknowledged_likes_when_no_disk_is_lost(seed):
    """What timed out may be counted as well, and nothing else; all servers agree."""
    names, storm_us = ("A", "B", "C"), 2 * SECOND
    spec = ClusterSpec(
        tuple(ServerSpec(name) for name in names),
        users=(*USERS, UserSpec("Z", "C", ("X",))),
        settings=Settings(n=3, w=1 + seed % 3, likes="counter", timeout_us=100_000,
                          hints=("off", "on")[seed % 2], anti_entropy_us=300_000),
        latency=Exponential(10_000, 1_000),
    )  # fmt: skip
    rates = dict.fromkeys(("crash", "pause", "slow", "skew", "cut", "hold", "degrade"), 1.0)
    timed = [*nemesis.schedule(f"likes {seed}", names, storm_us, rates)]
    timed += [
        (i * 15_000, Request("like" if i % 4 else "unlike", "XYZ"[i % 3], post="X#0.0"))
        for i in range(130)
    ]
    run = Timeline(spec, seed, timed)
    run.run_until(4 * SECOND)
    ended = run.branch.history.operations.values()
    outcomes = [(o.action, o.outcome) for o in ended if o.version is not None]
    assert sum(outcome == "ok" for _, outcome in outcomes) > 20
    for action, sign in (("like", "+"), ("unlike", "-")):
        least = outcomes.count((action, "ok"))
        most = least + outcomes.count((action, "info"))
        totals = set()
        for replica in run.cluster.replicas.values():
            rows = merging.of_key("wall:X", replica.copies)
            totals.add(sum(v for row, (_, v) in rows.items() if row[2:3] == (sign,)))
        assert len(totals) == 1
        assert least <= totals.pop() <= most


# -- follows


UNFOLLOW_FOLLOW = """
    at 0ms cut A - B
    at 50ms feed X via A as before
    at 100ms unfollow X Y via A
    at 200ms unfollow X Y via B
    at 210ms follow X Y via B
    at 1s heal
    at 1900ms feed X via A as healed
    at 2s follow X Y via A
    at 2100ms feed X via B as again
"""


@pytest.mark.parametrize(
    ("follows", "clock", "ahead", "healed", "again"),
    [
        ("add-wins", "hlc", 0, True, True),
        ("add-wins", "wall", 500, True, True),
        ("two-phase", "hlc", 0, False, False),
        ("two-phase", "wall", 500, False, False),
        ("newest", "wall", 0, True, True),
        ("newest", "wall", 500, False, True),
    ],
)
def test_unfollow_no_follow(follows, clock, ahead, healed, again):
    run = Run(UNFOLLOW_FOLLOW, skew={"A": ahead}, follows=follows, clock=clock,
              anti_entropy_us=500 * MS)  # fmt: skip
    for at_ms, on in ((1_900, healed), (2_100, again)):
        assert run.at(at_ms).follows() == dict.fromkeys("AB", ("Y",) if on else ())
    said = {True: "shows", False: "does not show"}
    run.at(2_200).holds("before shows X following Y")
    assert run.says("before does not show X following Y") == (False, "it shows X following Y")
    assert run.says("before shows X following Z") == (False, "it shows X following Y")
    run.holds(f"healed {said[healed]} X following Y", f"again {said[again]} X following Y")


def test_two_who_do_not_hear_of_each_other_follow_apart():
    run = Run(UNFOLLOW_FOLLOW, follows="add-wins").at(500)
    assert run.follows() == {"A": (), "B": ("Y",)}


def test_what_was_removed_for_good_stays_removed_when_the_setting_changes():
    script = """
        at 0ms set follows two-phase
        at 1ms unfollow X Y
        at 20ms set follows add-wins
        at 21ms follow X Y
        at 40ms unfollow X Y
        at 60ms set follows newest
        at 61ms follow X Y
    """
    assert Run(script).at(500).follows() == {"A": (), "B": ()}


def test_a_no_of_the_last_writer_overrules_additions_and_additions_a_no_before():
    script = """
        at 0ms set follows add-wins
        at 1ms unfollow X Y
        at 20ms follow X Y
        at 40ms set follows newest
        at 41ms unfollow X Y
        at 60ms set follows add-wins
        at 61ms follow X Y
    """
    run = Run(script)
    shown = [run.at(at_ms).follows()["B"] for at_ms in (15, 35, 55, 75)]
    assert shown == [(), ("Y",), (), ("Y",)]


def test_to_unfollow_where_nobody_is_followed_writes_nothing():
    script = "at 0ms unfollow X Y\nat 50ms unfollow X Y as again\nat 100ms feed X"
    run = Run(script, follows="add-wins").at(500)
    run.holds("again is acknowledged", "latency of again = 0ms", "copies of again = 0")
    assert sum(event[1] == "stamped" for event in run.timeline.branch.events) == 1
    assert run.cluster.sessions["X"].follows == ()


# -- edits


Y_EDITS = "at 0ms edit X X#0.0 first\n" + "\n".join(
    f"at {50 + 100 * i}ms edit Y X#0.0 e{i}" for i in range(50)
)


@pytest.mark.parametrize(("clock", "eaten"), [("wall", 30), ("hlc", 0)])
def test_a_fast_wall_clock_eats_edits_that_every_server_acknowledged(clock, eaten):
    run = Run(Y_EDITS, servers="ABC", delay_ms=10, r=3, w=3, clock=clock, skew={"A": 3_000})
    run.at(3_000).holds(f"never visible = {eaten}")
    run.at(7_000).holds(f"never visible = {eaten}", "lost acks = 0")
    assert sum(o.user == "Y" and o.outcome == "ok" for o in run.history.operations.values()) == 50
    assert run.counts()["never_visible"] == eaten


def test_siblings_lose_no_edit_whatever_the_clocks():
    run = Run(Y_EDITS, servers="ABC", delay_ms=10, r=3, w=3, clock="wall", skew={"A": 3_000},
              conflicts="siblings").at(7_000)  # fmt: skip
    run.holds("never visible = 0")
    assert [sorted(run.posts(name)["X#0.0"]) for name in "ABC"] == [["e49", "first"]] * 3


AT_ONCE = """
    at 0ms edit X "hi" "at noon?" via A
    at 1ms edit Y "hi" "at one?" via B
    at 50ms feed X as both
    at 60ms edit X "at one?" "at two!"
    at 100ms feed Y as after
"""


def test_concurrent_edits_are_siblings_until_somebody_has_seen_both():
    run = Run(AT_ONCE, conflicts="siblings").at(55)
    assert run.posts("A")["X#0.0"] == ("at noon?", "at one?")
    post = next(p for p in run.screen("X").posts if p.number == "X#0.0")
    assert (post.siblings, post.text) == (("at noon?", "at one?"), "at one?")
    post = next(p for p in run.at(150).screen("Y").posts if p.number == "X#0.0")
    assert (post.siblings, post.text) == ((), "at two!")
    assert run.posts("A") == run.posts("B")
    assert run.counts()["siblings"] == 1
    run.holds("conflicting reads = 1")


def test_of_concurrent_edits_the_newest_is_left():
    run = Run(AT_ONCE.replace('X "at one?"', "X X#0.0"), conflicts="newest").at(55)
    assert run.posts("A")["X#0.0"] == run.posts("B")["X#0.0"] == ("at one?",)
    assert run.at(150).posts("B")["X#0.0"] == ("at two!",)
    assert run.counts()["siblings"] == 0


def test_an_edit_that_a_deletion_had_not_seen_outlives_it():
    script = 'at 0ms edit Y "hi" "wait" via B\nat 1ms delete X "hi" via A\nat 50ms feed X'
    run = Run(script, conflicts="siblings").at(55)
    assert run.posts("A")["X#0.0"] == run.posts("B")["X#0.0"] == ("wait",)
    run = Run(script + "\nat 60ms delete X wait", conflicts="siblings").at(100)
    assert run.posts("A")["X#0.0"] == run.posts("B")["X#0.0"] == ()


def test_a_deletion_deletes_all_versions_that_were_seen_also_when_the_setting_has_changed():
    script = AT_ONCE.replace('edit X "at one?" "at two!"', 'delete X "at one?"')
    script = "at 55ms set conflicts newest" + script
    run = Run(script, conflicts="siblings").at(200)
    assert run.posts("A")["X#0.0"] == run.posts("B")["X#0.0"] == ()


def test_an_edit_is_for_the_author_and_friends():
    users = (*USERS, UserSpec("Z", "A", ("X",)))
    script = """
        at 0ms edit Z "hi" "mine" as stranger
        at 1ms edit Y "hi" "ours" as friend
        at 20ms unfollow X Y
        at 40ms feed Y
        at 50ms edit Y "ours" "still" as former
        at 60ms edit Y "what?" "new" as unseen
    """
    run = Run(script, users=users).at(500)
    run.holds("stranger is refused", "friend is acknowledged", "former is refused")
    assert run.history.named("stranger").reason == (
        "«hi» is X's post: only X and X's friends can edit it"
    )
    assert run.history.named("unseen").reason == "Y has not seen a post «what?»"


def test_what_an_edit_is_at_each_moment_on_the_screen_of_its_author():
    run = Run('at 0ms edit X "hi" "there"\nat 100ms feed X', w=2)
    shown = [
        next((p.text, p.state) for p in run.at(at_ms).screen("X").posts if p.author == "X")
        for at_ms in (5, 50, 150)
    ]
    assert shown == [("there", "sending"), ("there", "posted"), ("there", "seen")]


# -- comments


def test_comments_can_be_deleted_by_those_who_wrote_them():
    script = """
        at 0ms comment X "hi" "one"
        at 1ms comment Y "hi" "two"
        at 50ms feed Y
        at 60ms delete Y "one" as others
        at 61ms delete Y "two" as own
        at 100ms feed X
    """
    run = Run(script)
    assert [post.comments for post in run.at(55).screen("Y").posts if post.comments] == [
        (("X", "one"), ("Y", "two"))
    ]
    assert run.at(65).screen("Y").posts[0].comments == (("X", "one"),), "the device knows"
    run.at(150).holds("others is refused", "own is acknowledged")
    assert [post.comments for post in run.screen("X").posts if post.comments] == [(("X", "one"),)]


def test_a_user_may_be_called_like_a_row():
    names = ("post", "likes", "comment")
    users = tuple(UserSpec(name, "A", names) for name in ("X", *names))
    script = """
        at 0ms follow X post
        at 1ms post post "hello"
        at 50ms feed X
        at 60ms like X hello
    """
    run = Run(script, users=users, follows="add-wins").at(500)
    assert [(p.author, p.text, p.likes) for p in run.screen("X").posts] == [("post", "hello", 1)]
    assert run.screen("X").friends == ()


# -- a write of several rows is one write


def test_a_write_of_several_rows_is_missed_and_lost_as_one():
    script = """
        at 0ms feed Y
        at 10ms cut A - B
        at 20ms edit X "hi" "there" as edit
        at 30ms feed Y via B as stale
        at 40ms wipe A
    """
    run = Run(script, conflicts="siblings").at(35)
    edit, stale = run.history.named("edit"), run.history.named("stale")
    assert [cell[1] for cell, _, _ in edit.written] == [("post", "X#0.0", "2"), ("post", "X#0.0")]
    assert len({version for _, version, _ in edit.written}) == 1
    assert stale.staleness.missed == (edit.number,)
    ops, _ = register_operations(run.history)
    assert sum(op.kind == "write" for op in ops) == 2
    run.holds("lost acks = 0", "copies of edit = 1")
    run.at(500).holds("lost acks = 1", "copies of edit = 0")


def test_a_server_that_lacks_a_write_of_several_rows_is_told_of_one_write():
    script = 'at 0ms cut A - B\nat 1ms edit X "hi" "there"'
    run = Run(script, conflicts="siblings").at(100)
    behind = {view.name: view.missing for view in staging.servers(run.timeline)}
    assert behind == {"A": (), "B": ("X's edit «there»",)}


def test_a_write_is_not_on_w_servers_while_any_row_of_it_is_not():
    run = Run('at 0ms edit X "hi" "there"', conflicts="siblings", w=2).at(100)
    plain = run.history.operations[1].written[1][0]

    def audited(events):
        auditor = Auditor(run.timeline.cluster.spec)
        for event in events:
            auditor.take(event)
        return {broken.invariant for broken in auditor.broken}

    events = run.timeline.branch.events
    assert audited(events) == set()
    half = [e for e in events if not (e[1] == "stored" and e[2] == "B" and e[3] == plain)]
    assert len(half) == len(events) - 1
    assert audited(half) == {"w_homes"}


def test_an_acknowledged_write_is_lost_when_one_of_its_rows_is():
    run = Run('at 0ms edit X "hi" "there" as edit', conflicts="siblings").at(100)
    edit = run.history.named("edit")
    plain = edit.written[1][0]
    for server in "AB":
        run.history.losses.append((run.history.length, server, {plain: None}))
        run.history.length += 1
    assert measurements.lost_acks(run.history, run.history.length) == [edit]
    assert run.history.holders(edit, run.history.length) == ()


def test_a_read_misses_a_write_of_which_it_lacks_any_row():
    script = """
        at 0ms cut A - B
        at 1ms follow X Y via A
        at 30ms unfollow X Y via A
        at 40ms unfollow X Y via B
        at 50ms feed X via B as read
    """
    run = Run(script, follows="add-wins").at(100)
    rows = {
        o.number: [cell[1] for cell, _, _ in o.written] for o in run.history.operations.values()
    }
    assert rows == {1: [("Y", "1")], 2: [("Y",), ("Y", "1")], 3: [("Y",)], 4: []}
    assert run.history.named("read").staleness.missed == (1, 2)


def test_stand_ins_keep_all_rows_of_a_write():
    script = """
        at 0ms cut A C | B
        at 1ms edit X "hi" "there" as edit
        at 500ms heal
    """
    run = Run(script, servers="ABC", n=2, w=2, homes="AB", conflicts="siblings", quorum="sloppy")
    assert len(run.at(300).cluster.replicas["C"].hints) == 2
    assert run.at(2_000).posts("B")["X#0.0"] == ("there",)
    run.holds("edit is acknowledged")


def test_all_rows_of_a_write_are_hinted_and_handed_off():
    script = """
        at 0ms cut A - B
        at 1ms edit X "hi" "there"
        at 500ms heal
    """
    run = Run(script, conflicts="siblings", hints="on").at(300)
    assert len(run.cluster.replicas["A"].hints) == 2
    assert run.at(2_000).posts("B")["X#0.0"] == ("there",)


# -- settings


@pytest.mark.parametrize("line", ["likes each", "follows add-wins", "conflicts siblings"])
def test_what_a_value_is_can_be_set_while_the_cluster_runs(line):
    name, value = line.split()
    assert parse_line(f"set {line}") == (None, Change(name, value))
    with pytest.raises(ValueError, match=f"{name} is .* not 'most'"):
        parse_line(f"set {name} most")
