"""Values of several rows against slow, obvious twins, whatever is delivered when and how often.

Three servers that hear nothing of each other; what one holds is carried to another by hand: all of
it, in any order, in pieces, some of it twice. Beside them the twin does the same to plain sets.
"""

from dataclasses import dataclass, field
from random import Random

import pytest

from engine import merging, seen, social
from engine.cluster import Cluster
from engine.faults import Crash, Cut, Restart, between
from engine.social import Request
from engine.spec import ClusterSpec, ServerSpec, Settings, UserSpec

SERVERS, USERS = "ABC", "XYZ"
POST = "X#0.0"


class Islands:
    """Servers A, B and C, each cut off, with X, Y and Z at them, friends of each other."""

    def __init__(self, luck, **chosen):
        skews = [luck.choice([0, 3_000_000, -40_000]) for _ in SERVERS]
        clock = luck.choice(["hlc", "wall"])
        self.luck = luck
        spec = ClusterSpec(
            tuple(ServerSpec(s, skew_us=us) for s, us in zip(SERVERS, skews, strict=True)),
            users=tuple(
                UserSpec(u, s, tuple(USERS), ("hi",)) for u, s in zip(USERS, SERVERS, strict=True)
            ),
            settings=Settings(n=3, clock=clock, **chosen),
        )
        self.cluster = Cluster(spec, 1)
        for s in SERVERS:
            rest = tuple(other for other in SERVERS if other != s)
            self.do(Cut(between((s,), rest)))

    def do(self, command):
        self.cluster.schedule(self.cluster.now_us + 1_000, command)
        self.cluster.run_until(self.cluster.now_us + 1_000)
        return self.cluster._operations

    def ask(self, action, server, user="", **said):
        """What a user, else the one at this server, asks of it; the operation's number."""
        user = user or USERS[SERVERS.index(server)]
        return self.do(Request(action, user, via=server, **said))

    def hear(self, target, number):
        """What one operation wrote comes to a server."""
        stamped = [e[3:] for e in self.cluster.events if e[1] == "stamped" and e[2] == number]
        entries = [(cell, (version, value)) for cell, version, value in stamped]
        self.cluster.store(target, tuple(entries), number)

    def carry(self, source, target):
        """All that one server holds comes to another, shuffled, in pieces, some of it twice."""
        entries = list(self.cluster.replicas[source].copies.items())
        entries += self.luck.sample(entries, len(entries) // 2)
        self.luck.shuffle(entries)
        while entries:
            some = self.luck.randint(1, 4)
            self.cluster.store(target, tuple(entries[:some]), 0)
            entries = entries[some:]

    def rows(self, server, key):
        return merging.of_key(key, self.cluster.replicas[server].copies)

    def meet(self, twin):
        """Everybody tells everybody, twice, and so all hold the same."""
        for source, target in [(s, t) for s in SERVERS for t in SERVERS if s != t] * 2:
            self.carry(source, target)
            twin.carry(source, target)
        held = [dict(self.cluster.replicas[s].copies) for s in SERVERS]
        assert held[0] == held[1] == held[2]


def scripts(*actions):
    """By seed: its luck, and things that happen at a server, or between two, about a user."""
    for seed in range(30):
        luck = Random(seed)
        yield (
            luck,
            [
                (
                    luck.choice(actions),
                    luck.choice(SERVERS),
                    luck.choice(SERVERS),
                    luck.choice("YZ"),
                )
                for _ in range(60)
            ],
        )


# -- the counter


@dataclass
class Vectors:
    """A PN-counter at every server: how often each incarnation of each server has counted."""

    held: dict = field(default_factory=lambda: {s: {} for s in SERVERS})
    incarnation: dict = field(default_factory=lambda: dict.fromkeys(SERVERS, 0))
    counted: dict = field(default_factory=dict)

    def count(self, server, sign):
        at = (sign, server, self.incarnation[server])
        self.counted[at] = self.held[server][at] = self.counted.get(at, 0) + 1

    def crash(self, server):
        self.held[server] = {}  # nothing was synced
        self.incarnation[server] += 1

    def carry(self, source, target):
        for at, tally in self.held[source].items():
            self.held[target][at] = max(tally, self.held[target].get(at, 0))

    def value(self, server):
        return sum(-n if at[0] == "-" else n for at, n in self.held[server].items())


def test_a_counter_is_its_vectors():
    for luck, script in scripts("like", "like", "unlike", "carry", "carry", "crash"):
        run, twin = Islands(luck, likes="counter", sync_us=None), Vectors()
        for action, server, other, _ in script:
            if action == "carry":
                run.carry(server, other)
                twin.carry(server, other)
            elif action == "crash":
                run.do(Crash(server))
                run.do(Restart(server))
                twin.crash(server)
            else:
                run.ask(action, server, post=POST)
                twin.count(server, "+" if action == "like" else "-")
            for s in SERVERS:
                assert merging.likes(run.rows(s, "wall:X"))[POST] == twin.value(s)
        run.meet(twin)


# -- the sets


@dataclass
class Tags:
    """An OR-set at every server: additions, each with its own tag, and those that were removed."""

    added: dict = field(
        default_factory=lambda: {s: {("Y", 0), ("Z", 0), ("X", 0)} for s in SERVERS}
    )
    removed: dict = field(default_factory=lambda: {s: set() for s in SERVERS})

    def follow(self, server, other, tag):
        self.added[server].add((other, tag))

    def unfollow(self, server, other, _tag):
        self.removed[server] |= {entry for entry in self.added[server] if entry[0] == other}

    def carry(self, source, target):
        self.added[target] |= self.added[source]
        self.removed[target] |= self.removed[source]

    def value(self, server):
        return {other for other, _ in self.added[server] - self.removed[server]}


class TwoPhase(Tags):
    """A 2P-set at every server: what was added, and what was removed for good."""

    def unfollow(self, server, other, _tag):
        self.removed[server].add(other)

    def value(self, server):
        return {other for other, _ in self.added[server]} - self.removed[server]


@pytest.mark.parametrize(("mode", "twin"), [("add-wins", Tags), ("two-phase", TwoPhase)])
def test_follows_are_their_sets(mode, twin):
    for luck, script in scripts("follow", "unfollow", "carry"):
        run, sets = Islands(luck, follows=mode), twin()
        for action, server, target, other in script:
            if action == "carry":
                run.carry(server, target)
                sets.carry(server, target)
            else:
                number = run.do(Request(action, "X", other=other, via=server))
                getattr(sets, action)(server, other, number)
            for s in SERVERS:
                assert set(merging.members(run.rows(s, "follows:X"))) == sets.value(s)
        run.meet(sets)


# -- concurrent versions


@dataclass
class Versions:
    """Every version with all that its author had seen; what another had seen is no sibling."""

    known: dict = field(default_factory=lambda: {s: {0: frozenset()} for s in SERVERS})
    written: dict = field(default_factory=dict)
    seen: dict = field(default_factory=lambda: {user: {0} for user in USERS})

    def feed(self, server, user, _dot):
        self.seen[user] |= {*self.known[server], *self._past(server)}

    def edit(self, server, user, dot):
        self.known[server][dot] = self.written[dot] = frozenset(self.seen[user])
        self.seen[user].add(dot)

    def hear(self, target, dot):
        self.known[target][dot] = self.written[dot]

    def _past(self, server):
        return {dot for context in self.known[server].values() for dot in context}

    def carry(self, source, target):
        self.known[target] |= self.known[source]

    def value(self, server):
        return set(self.known[server]) - self._past(server)


def test_siblings_are_the_versions_that_nobody_had_seen():
    most = 0
    for luck, script in scripts("edit", "edit", "feed", "carry", "hear", "hear"):
        run, twin = Islands(luck, conflicts="siblings"), Versions()
        for action, server, other, _ in script:
            if action == "carry":
                run.carry(server, other)
                twin.carry(server, other)
            elif action == "hear":
                for dot in luck.sample(sorted(twin.written), min(1, len(twin.written))):
                    run.hear(server, dot)
                    twin.hear(server, dot)
            else:
                user, dot = USERS[SERVERS.index(other)], run.cluster._operations + 1
                run.ask(action, server, user, post=POST, text=str(dot))
                getattr(twin, action)(server, user, dot)
            for s in SERVERS:
                texts = merging.posts(run.rows(s, "wall:X"))[POST].texts
                assert {0 if text == "hi" else int(text) for text in texts} == twin.value(s)
                most = max(most, len(texts))
        run.meet(twin)
    assert most >= 3


# -- the list that only grows


@dataclass
class Rows:
    """Comments at every server, and those that were deleted."""

    held: dict = field(default_factory=lambda: {s: set() for s in SERVERS})
    gone: dict = field(default_factory=lambda: {s: set() for s in SERVERS})

    def carry(self, source, target):
        self.held[target] |= self.held[source]
        self.gone[target] |= self.gone[source]


def test_comments_are_the_same_list_in_whatever_order_they_came():
    for luck, script in scripts("comment", "comment", "delete", "carry"):
        run, twin = Islands(luck), Rows()
        for action, server, other, _ in script:
            user = USERS[SERVERS.index(server)]
            own = [c for c in shown_comments(run, server) if c[1] == user]
            if action == "carry":
                run.carry(server, other)
                twin.carry(server, other)
            elif action == "comment":
                number = run.ask("comment", server, post=POST, text=str(run.cluster.now_us))
                cell = ("wall:X", ("comment", POST, str(number)))
                version, _ = run.cluster.replicas[server].copies[cell]
                twin.held[server].add((version, str(number)))
            elif own:
                run.ask("feed", server)
                run.ask("delete", server, post=own[0][2])
                twin.gone[server].add(own[0][0])
            for s in SERVERS:
                kept = sorted(entry for entry in twin.held[s] if entry[1] not in twin.gone[s])
                assert [c[0] for c in shown_comments(run, s)] == [number for _, number in kept]
        run.meet(twin)


def shown_comments(run, server):
    return merging.comments(run.rows(server, "wall:X")).get(POST, [])


# -- all shapes side by side


def test_rows_of_all_shapes_say_together_how_often_a_post_is_liked():
    rows = {
        ("like", "P", "X"): ((1, 0, "A"), True),
        ("like", "P", "Y"): ((2, 0, "A"), False),
        ("likes", "P"): ((3, 0, "A"), 7),
        ("likes", "P", "+", "A.0"): ((4, 0, "A"), 4),
        ("likes", "P", "+", "A.1"): ((2, 0, "A"), 2),
        ("likes", "P", "-", "B.0"): ((3, 0, "B"), 3),
        ("like", "Q", "X"): ((1, 0, "A"), True),
    }
    assert merging.likes(rows) == {"P": 1 + 7 + 4 + 2 - 3, "Q": 1}


@pytest.mark.parametrize(
    ("rows", "follows"),
    [
        ({("Y",): (1, True)}, True),
        ({("Y",): (1, False)}, False),
        ({("Y",): (1, True), ("Y", "7"): (2, None)}, True),
        ({("Y",): (1, None), ("Y", "7"): (2, True)}, True),
        ({("Y",): (3, False), ("Y", "7"): (2, True)}, False),
        ({("Y",): (3, None), ("Y", "7"): (2, True)}, True),
        ({("Y",): (1, False), ("Y", "+"): (2, True)}, True),
        ({("Y",): (9, True), ("Y", "+"): (9, True), ("Y", "-"): (2, True)}, False),
    ],
)
def test_a_no_overrules_what_is_older_and_a_tombstone_only_its_own_row(rows, follows):
    copies = {row: ((at, 0, "A"), value) for row, (at, value) in rows.items()}
    assert merging.members(copies) == (("Y",) if follows else ())


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ({(): (1, "a")}, ("a",)),
        ({(): (1, None)}, ()),
        ({(): (1, "a"), ("7",): (2, "b")}, ("a", "b")),
        ({(): (3, None), ("7",): (2, "b"), ("8",): (2, "c")}, ("b", "c")),
        ({(): (3, "a"), ("7",): (2, "b")}, ("a",)),
    ],
)
def test_a_plain_text_overrules_what_is_older(rows, texts):
    copies = {("post", "P", *dot): ((at, 0, "A"), text) for dot, (at, text) in rows.items()}
    assert merging.posts(copies)["P"].texts == texts


def test_a_device_forgets_nothing_that_it_has_seen_of_a_post():
    wall = "wall:X"
    first = {
        (wall, ("post", "X#1")): ((1, 0, "A"), None),
        (wall, ("post", "X#1", "2")): ((2, 0, "A"), "b"),
    }
    then = {(wall, ("post", "X#1")): ((1, 0, "A"), "a")}
    (post,) = seen.after_feed(seen.after_feed((), "Y", first), "Y", then)
    assert post.text == "a"
    assert post.context == (("post", "X#1"), ("post", "X#1", "2"))
    assert post.newest == (2, 0, "A")


def test_who_follows_back_is_a_friend():
    users = (UserSpec("X", "A", ("Y", "Z")), UserSpec("Y", "A", ("X",)), UserSpec("Z", "A", ()))
    x, *_ = social.known_from_genesis(users, merging.by_key(social.genesis(users)))
    assert x.friends == ("Y",)
