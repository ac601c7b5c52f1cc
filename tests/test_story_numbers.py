"""The numbers of stories 14 to 18 and 22, from the servers and the log: not as the stories ask."""

from itertools import combinations

import pytest

from engine import merging, social
from explorer import measurements, presets
from explorer.experiment import Experiment
from explorer.framing import frame

MS = 1_000


class Played:
    """A story that can be looked at in any millisecond."""

    def __init__(self, number, variant):
        self.experiment = Experiment(presets.load(str(number)).scenario(variant))
        self.at(self.experiment.end_us // MS)

    def at(self, at_ms):
        self.experiment.seek(at_ms * MS)
        self.cluster = self.experiment.timeline.cluster
        return self

    @property
    def history(self):
        return self.experiment.timeline.branch.history

    def ends(self, *names):
        """How these operations ended, and when, in milliseconds."""
        operations = [self.history.named(name) for name in names]
        return [(o.outcome, o.ended_us // MS) for o in operations]

    def share(self, user):
        """How many of a user's writes there were, and were acknowledged."""
        writes = [o for o in self.history.operations.values() if o.kind == "write"]
        own = [o.outcome for o in writes if o.user == user]
        return len(own), own.count("ok")


def likes(story):
    rows = (merging.of_key("wall:Z", r.copies) for r in story.cluster.replicas.values())
    return [merging.likes(row)["Z#0.0"] for row in rows]


def test_14_of_200_likes_a_count_has_100_and_a_counter_all():
    story = Played(14, "count")
    assert likes(story) == likes(story.at(1_035)) == [100, 100]
    assert [sum(story.share(user)[i] for user in "XY") for i in (0, 1)] == [200, 200]
    story = Played(14, "counter")
    assert [likes(story.at(at_ms)) for at_ms in (1_034, 1_035)] == [[199, 200], [200, 200]]


@pytest.mark.parametrize(
    ("variant", "healed", "again"),
    [("or-set", 1, 1), ("two-phase", 0, 0), ("newest", 1, 1), ("newest-skewed", 0, 1)],
)
def test_15_what_is_left_of_a_follow(variant, healed, again):
    story = Played(15, variant)
    for at_ms, follows in ((0, 1), (1_900, healed), (2_100, again)):
        for replica in story.at(at_ms).cluster.replicas.values():
            assert social.followed("X", replica.copies) == ("Y",) * follows


@pytest.mark.parametrize(
    ("variant", "one", "two", "owner"),
    [
        ("w1", ("ok", 0), ("ok", 0), "two"),
        ("w1-cut", ("ok", 0), ("ok", 0), "two"),
        ("quorum", ("ok", 160), ("ok", 160), "two"),
        ("quorum-cut", ("info", 2_000), ("ok", 160), "two"),
        ("raft", ("ok", 80), ("fail", 160), "one"),
        ("raft-cut", ("info", 2_000), ("ok", 326), "two"),
    ],
)
def test_16_who_is_told_that_the_name_is_theirs_and_who_has_it(variant, one, two, owner):
    story = Played(16, variant)
    assert story.ends("one", "two") == [one, two]
    accounts = [
        replica.copies.get(("account:Sam", ("account",)), (None, None))[1]
        for replica in story.cluster.replicas.values()
    ]
    asked = {
        step.name: (step.action.salt, social.verifier(step.action.key))
        for step in story.experiment.scenario.steps
        if step.name in ("one", "two")
    }
    wrote = [account for account in accounts if account is not None]
    assert set(wrote) == {asked[owner]}
    assert len(wrote) == (2 if variant == "quorum-cut" else 3), "nobody has told A of it"


def test_17_hints_bring_half_and_hash_trees_the_rest():
    story = Played(17, "merkle")

    def missing(at_ms):
        return len(story.at(at_ms).cluster.ledger.standing["A"].missing)

    assert [missing(at_ms) for at_ms in (4_950, 5_550, 5_940, 6_000)] == [40, 20, 20, 0]
    compared = [event[4:] for event in story.experiment.timeline.branch.events
                if event[1] == "compared"]  # fmt: skip
    assert [dirty for _, dirty in compared if dirty] == [19, 19], "two of the twenty share a leaf"
    assert 19 < max(hashes for hashes, _ in compared) <= 263
    assert [s.ailments for s in frame(story.at(4_950).experiment).servers] == [
        (), ("keeps 20 hints",), (),
    ]  # fmt: skip
    assert len(Played(17, "hints").cluster.ledger.standing["A"].missing) == 20


@pytest.mark.parametrize(
    ("variant", "x", "look", "apart"),
    [
        ("one", 10, ("ok", 9_000), ["wall:X", "wall:Y"]),
        ("majority", 0, ("info", 9_500), ["wall:X", "wall:Y"]),
        ("raft", 0, ("info", 9_500), ["wall:Y"]),
        ("raft-unchecked", 0, ("ok", 9_000), ["wall:Y"]),
    ],
)
def test_18_each_side_of_the_cut_is_served_or_not(variant, x, look, apart):
    story = Played(18, variant)
    assert (story.share("X"), story.share("Y")) == ((10, x), (10, 10))
    assert story.ends("look") == [look]
    stale = [r.name for r in measurements.stale_reads(story.history, story.history.length)]
    assert stale == (["look"] if look[0] == "ok" else [])
    assert measurements.divergent_keys(story.cluster) == []
    assert measurements.divergent_keys(story.at(10_900).cluster) == apart
    first = story.history.named("y0")
    assert first.ended_us - 1_000 * MS <= (300 + 2 * 40) * MS


@pytest.mark.parametrize(("variant", "stale"), [("from-c", 1), ("from-b", 0), ("from-both", 0)])
def test_22_which_pairs_of_servers_know_nothing_of_the_post(variant, stale):
    story = Played(22, variant)

    def stale_pairs():
        post = story.history.named("post")
        knows = {n for n, r in story.cluster.replicas.items() if post.cell in r.copies}
        return sum(not knows & set(pair) for pair in combinations("ABC", 2))

    assert stale_pairs() == stale
    story.at(990)
    assert stale_pairs() == 0
