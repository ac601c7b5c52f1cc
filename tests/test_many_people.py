"""A story of a thousand people: who follows whom, what a feed reads, whose screens are shown."""

import pytest

from engine.cluster import Cluster
from engine.faults import Crash
from explorer import branch, completing, following, framing, screens, state
from explorer.experiment import Experiment
from explorer.presets import load_text
from explorer.problems import InputError

MANY = 1_000
MS = 1_000
SERVERS = [f"S{i}" for i in range(8)]


def story(people, *steps):
    users = "".join(
        f"  U{i}: {{at: S{i % len(SERVERS)}, posts: [from {i}]}}\n" for i in range(people)
    )
    return f"""\
number: 3
slug: many
title: Many
question: 1
story: Many people.
cluster: {{servers: [{", ".join(SERVERS)}]}}
users:
{users}script:
  - {{at: 0ms, say: It begins.}}
{"".join(f"  - {{at: {10 * (i + 1)}ms, do: {step}}}" + chr(10) for i, step in enumerate(steps))}
takeaway: Look.
leaves_out: Much.
"""


def begun(people, *steps):
    return Experiment(load_text(story(people, *steps), "many.yaml").scenario())


def users_of(frame):
    return [screen.user for screen in frame.screens]


def test_up_to_fifty_all_follow_one_another():
    names = [f"U{i}" for i in range(following.EVERYBODY)]
    assert following.usual(names)["U7"] == tuple(name for name in names if name != "U7")
    assert following.usual(["X"]) == {"X": ()}


def test_of_more_each_follows_the_neighbours_in_the_ring_of_the_file():
    names = [f"U{i}" for i in range(following.EVERYBODY + 1)]
    usual = following.usual(names)
    assert usual["U20"] == tuple(f"U{i}" for i in (*range(15, 20), *range(21, 26)))
    assert usual["U0"] == tuple(f"U{i}" for i in (*range(46, 51), *range(1, 6)))
    assert all(name in usual[other] for name, others in usual.items() for other in others)


def test_a_thousand_people_each_have_ten_friends_and_a_feed_reads_their_walls():
    run = begun(MANY, "feed U500")
    x = run.timeline.cluster.sessions["U500"]
    assert x.follows == x.friends == tuple(f"U{i}" for i in (*range(495, 500), *range(501, 506)))
    assert {post.author for post in x.seen} == {"U500", *x.follows}
    run.seek(run.end_us)
    (feed,) = run.timeline.branch.history.people.values()
    assert feed.outcome == "ok"
    assert set(feed.keys) == {f"{what}:{u}" for u in ("U500", *x.follows)
                              for what in ("wall", "follows")}  # fmt: skip


def test_more_people_than_that_are_refused_with_how_many_there_may_be():
    with pytest.raises(InputError) as refused:
        begun(MANY + 1)
    assert "users: Value should have at most 1000 items after validation, not 1001" in str(
        refused.value
    )


def test_few_people_all_have_a_screen():
    assert len(framing.frame(begun(following.EVERYBODY), ()).screens) == following.EVERYBODY


def test_of_many_those_have_one_who_are_looked_at_then_who_acted_then_the_first():
    run = begun(MANY, 'post U700 "a"', 'post U800 "b"', 'post U700 "c"')
    first = [f"U{i}" for i in range(8)]
    assert users_of(framing.frame(run, ())) == first
    run.seek(15 * MS)
    assert users_of(framing.frame(run, ())) == [*first[:7], "U700"]
    run.select("user U900")
    assert users_of(framing.frame(run, ())) == [*first[:6], "U700", "U900"]
    run.select("server S1")
    run.seek(35 * MS)
    assert users_of(framing.frame(run, ())) == [*first[:5], "U700", "U800", "U900"]
    for name in ("U901", "U902", "U903", "U904"):
        run.select(f"user {name}")
    assert users_of(framing.frame(run, ())) == [
        *first[:2], "U700", "U800", "U901", "U902", "U903", "U904",
    ]  # fmt: skip
    run.seek(15 * MS)
    assert users_of(framing.frame(run, ()))[:4] == [*first[:3], "U700"]


def test_everybody_can_be_named_whoever_has_a_screen():
    named = completing.known(framing.frame(begun(MANY), ()))["a user"]
    assert len(named) == MANY
    assert ("U501", "at S5") in named


def test_of_a_thousand_screens_only_the_first_are_made_to_show_what_one_is(monkeypatch):
    made, real = [], screens._screen
    monkeypatch.setattr(screens, "_screen", lambda *of: made.append(of[1]) or real(*of))
    known = {each.expression: each.value for each in state.known(begun(MANY).timeline)}
    assert known["screens[].user"] == [f"U{i}" for i in range(state.FIRST)] == made


def test_a_moment_of_the_past_is_had_without_filling_a_cluster_first(monkeypatch):
    run = begun(MANY, "feed U500", "crash S1", "feed U500")
    run.seek(200 * MS)
    monkeypatch.setattr(Cluster, "_populate", lambda _: pytest.fail("is restored over"))
    assert not run.timeline.as_of(25 * MS).replicas["S1"].up
    assert run.timeline.as_of(15 * MS).replicas["S1"].up
    run.timeline.before_last()
    run.timeline.submit(Crash("S2"))
    run.undo()
    assert not run.timeline.branch.given


def test_what_was_before_the_run_is_folded_for_no_branch_that_nobody_asks(monkeypatch):
    run, asked = begun(MANY, "feed U500"), []
    run.seek(100 * MS)
    monkeypatch.setattr(branch, "History", lambda before: asked.append(len(before)))
    run.timeline.submit(Crash("S2"))
    assert run.timeline.branch.history.operations
    assert asked == [], "the branch that leaves the head takes over what is folded"
