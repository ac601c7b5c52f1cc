"""What settings promise while nothing is lost for good, and which settings a run has had. Pure."""

from dataclasses import replace

from engine.history import History
from engine.quorum import overlap
from engine.spec import CAUSAL, ORDERED, Settings

AGREED = (
    "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads", "causal",
    "causal_convergence", "regular", "linearizable",
)  # fmt: skip
"""What holds where all operations go through one log."""


def used(settings: Settings, history: History, at: int | None = None) -> list[Settings]:
    """The settings of a run up to a place: the first ones, and those after each change."""
    found = [settings]
    for place, event in history.faults:
        if event[1] == "changed" and (at is None or place < at):
            found.append(replace(found[-1], **{event[2]: event[3]}))
    return found


def of_settings(settings: Settings, servers: int) -> set[str]:
    """The guarantees that these settings promise, as long as no disk is lost and none replaced.

    Nothing is promised to requests with an N, R or W of their own.

    Overlapping strict quorums, whose acks say that a write can be read, make a register regular
    under hybrid clocks, so a read sees its user's own acknowledged writes; where read quorums
    meet each other, too, and are mended before the answer, it never goes back (Cassandra's
    monotonic quorum reads); written back by majorities it is linearizable (ABD). A user session
    with a token sees what it wrote and saw; so does a sticky one where its server is a home of
    every key and asks itself first, as long as that server's disk takes what is written and the
    members stay (`servers` is their number, 0 when they changed, or when a page was read at two
    moments). Writes that carry what they depend on keep their order where every server can wait
    for all of that.

    Where every write and every read goes through one log, and the leader makes sure of itself, all
    of that holds at once. A name is given once wherever sign-ups go through the log, and there
    alone.
    """
    s = settings
    found: set[str] = set()
    if s.agreement != "off":
        found.add("unique_names")
    if s.agreement == "all":
        return found | (set(AGREED) if s.raft_reads == "read-index" else set())
    meets = overlap(s.n, s.r, s.w) and s.quorum == "strict" and s.acks == "readable"
    if meets and s.clock == "hlc":
        found |= {"regular", "read_your_writes"}
        mended = s.read_repair == "blocking" and 2 * s.r > s.n  # else the next read may miss both
        if mended or s.write_back == "on":
            found.add("monotonic_reads")
        if s.write_back == "on" and 2 * s.w > s.n and 2 * s.r > s.n:
            found.add("linearizable")
    asks_itself = s.ask == "nearest" and s.shortcut == "on" and s.n == servers
    sticks = s.user_session == "sticky" and asks_itself
    if sticks or s.user_session.startswith("token-"):
        found |= {"read_your_writes", "monotonic_reads"}
    return found | _ordered(s, servers)


def _ordered(s: Settings, servers: int) -> set[str]:
    """What is promised by writes that carry dependencies.

    A feed that several servers answer, each for other keys, needs a snapshot besides. An order of
    writes needs hybrid clocks: a wall clock that is behind stamps a write below what its writer had
    seen, or had written of the same item.
    """
    one_answers = s.n == servers and s.ask != "random"
    if s.user_session not in ORDERED or not (one_answers or s.user_session == "causal-snapshot"):
        return set()
    orders = s.clock == "hlc"
    if s.user_session not in CAUSAL:
        return {s.user_session.replace("-", "_")} if orders else set()
    found = {"read_your_writes", "monotonic_reads"}
    if orders:
        found |= {"monotonic_writes", "writes_follow_reads", "causal", "causal_convergence"}
    return found
