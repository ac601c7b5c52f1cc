"""Signing in writes a token like anything else: a server that lacks it asks who you are."""

from dataclasses import replace

import pytest

from engine.cluster import Cluster
from engine.history import History
from engine.latency import Constant
from engine.social import genesis
from engine.spec import ClusterSpec, LinkSpec, ServerSpec, Settings, UserSpec
from explorer.expectations import Evidence, parse
from explorer.requesting import salted
from explorer.script import parse as parse_line

MS = 1_000
SAM = UserSpec("Sam", "A", ("X",), ("hi",), *salted("Sam", "open sesame"))
USERS = (SAM, UserSpec("X", "B", ("Sam",), ("ho",)))
SOON = """
    at 0ms sign-in Sam "open sesame" as in
    at 5ms feed Sam via B as soon
    at 100ms feed Sam via B as later
"""


class Run:
    """A and B are 40 ms apart, C is far; lives through a script of `at TIME line [as NAME]`."""

    def __init__(self, script, until_ms=2_000, leader="", **settings):
        ways = {"A-B": 40, "A-C": 75, "B-C": 60}
        links = tuple(LinkSpec(way[0], way[2], Constant(ms * MS)) for way, ms in ways.items())
        servers = tuple(ServerSpec(name) for name in "ABC")
        chosen = Settings(**{"sign_in": "checked"} | settings)
        spec = ClusterSpec(servers, links, USERS, chosen, leader=leader)
        self.cluster = Cluster(spec, 1, [_timed(line) for line in script.strip().splitlines()])
        self.cluster.run_until(until_ms * MS)
        self.history = History(genesis(USERS))
        for event in self.cluster.events:
            self.history.fold(event)

    def holds(self, *sentences):
        evidence = Evidence(self.history, self.history.length, over=True)
        results = [parse(sentence).check(evidence) for sentence in sentences]
        assert [r for r in results if not r.held] == []

    def reason(self, name):
        return self.history.named(name).reason


def _timed(line):
    line, _, name = line.strip().partition(" as ")
    at_us, action = parse_line(line)
    return at_us, replace(action, name=name) if name else action


def test_a_server_that_has_not_got_the_token_yet_takes_its_user_for_signed_out():
    run = Run(SOON)
    run.holds("in is acknowledged", "soon is refused", "latency of soon = 0ms", "later is answered")
    assert run.reason("soon") == "signed out? Nobody who was asked knows Sam's session token"


def test_unchecked_every_request_is_believed():
    Run(SOON, sign_in="unchecked").holds("soon is answered", "later is answered")


def test_who_was_signed_in_before_the_run_holds_no_token_and_is_believed():
    Run('at 0ms feed X as read\nat 1ms post X "news" as post').holds(
        "read is answered", "post is acknowledged"
    )


def test_quorums_that_overlap_find_every_token_that_was_acknowledged():
    run = Run(SOON.replace("at 5ms", "at 161ms"), r=2, w=2)
    run.holds("end of in = 160ms", "soon is answered")


@pytest.mark.parametrize(
    ("user_session", "waits"), [("sticky", 0), ("token-wait", 35), ("token-forward", 80)]
)
def test_a_user_session_that_sees_what_it_wrote_sees_its_token(user_session, waits):
    run = Run(SOON, user_session=user_session)
    run.holds("soon is answered", f"latency of soon = {waits}ms")


def test_a_request_that_is_refused_writes_nothing_and_one_that_passes_costs_a_read():
    script = """
        at 0ms sign-in Sam "open sesame"
        at 5ms post Sam "too soon" via B as early
        at 200ms post Sam "now" via B with r 2 as post
    """
    run = Run(script)
    run.holds("early is refused", "copies of early = 0", "latency of post = 80ms")
    assert run.history.named("early").written == ()
    assert run.history.named("post").asked["read"] == (("B", "A"), 2)


@pytest.mark.parametrize("line", ["like Sam X#0.0", "unfollow Sam X", "follow Sam X",
                                  'edit Sam Sam#0.0 "hello"', "feed Sam asking A"])  # fmt: skip
def test_whatever_is_asked_is_checked(line):
    script = f'at 0ms cut A | B C\nat 1ms sign-in Sam "open sesame"\nat 5ms {line} via B as it'
    script = script.replace("asking A via B", "via B asking B")
    merging = {"follows": "add-wins", "conflicts": "siblings"}
    for settings in ({}, {"likes": "count"}, merging, {"write_back": "on"}):
        Run(script, **settings).holds("it is refused")


def test_what_is_read_is_what_was_asked_for_without_the_token():
    run = Run(SOON.replace("via B as later", "via B asking C as later").replace("100ms", "200ms"))
    later = run.history.named("later")
    assert later.outcome == "ok"
    assert {cell[0] for cell in later.result} <= set(later.keys)
    assert not any(key.startswith("session:") for key in later.keys)
    assert later.asked["read"][0] == ("C", "B"), "B looks the token up, C is asked for the feed"


@pytest.mark.parametrize(("reads", "state"), [("unchecked", "refused"), ("read-index", "answered")])
def test_a_deposed_leader_that_asks_nobody_does_not_know_who_signed_in_elsewhere(reads, state):
    script = """
        at 0ms pause A
        at 0ms cut A | B C
        at 700ms sign-in Sam "open sesame" via B as in
        at 1200ms resume A
        at 1200ms feed Sam via A as look
        at 1300ms heal
        at 2s post Sam "there" as post
    """
    run = Run(script, 3_000, "A", agreement="all", raft_reads=reads)
    run.holds("in is acknowledged", f"look is {state}", "post is acknowledged")
