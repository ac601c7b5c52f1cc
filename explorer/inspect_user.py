"""A user inspected: where, what the user session remembers and demands, and how asking has gone.

Pure, as of a moment. What a device remembers is told as such; what it lacks is seen from outside.
"""

from collections.abc import Iterator

from engine import sessions
from engine.applications import READS
from engine.records import Operation
from engine.social import UserSession
from explorer import explain
from explorer.inspect_operation import outcome
from explorer.inspection import Inspection, Moment, Row, Section, few
from explorer.times import tell_time

LAST = 6
"""Operations that are told one by one, the newest first."""


def inspection(moment: Moment, name: str) -> Inspection:
    """What is known of the user."""
    key, session = f"user {name}", moment.cluster.sessions.get(name)
    mine = [o for o in moment.history.people.values()
            if o.user == name and o.invoked_at < moment.at]  # fmt: skip
    asked: list[Section] = [
        ("Asked for", tuple(_counts(moment, mine))),
        ("Last operations", tuple(_last(moment, mine))),
    ]
    if session is None:
        closed = name in moment.cluster.closed
        said = f"{name}'s account is closed for good. What {name} wrote stays."
        said = said if closed else f"{name} is not signed in at this moment."
        return _shown(key, said, asked if closed else [])
    known: list[Section] = [
        ("Session", tuple(_session(moment, session))),
        ("Demands", few(_demands(moment, session), "items")),
        ("Missed by the last read", tuple(_missed(moment, mine))),
    ]
    return _shown(key, _sentence(moment, session, mine), known + asked)


def _shown(key: str, sentence: str, sections: list[Section]) -> Inspection:
    filled = tuple(section for section in sections if section[1])
    return Inspection(key, f"User {key.removeprefix('user ')}", sentence, filled)


def _sentence(moment: Moment, session: UserSession, mine: list[Operation]) -> str:
    last = f"{outcome(moment, mine[-1])}" if mine else "Nothing asked for yet"
    what = f" ({explain.deed(mine[-1])} #{mine[-1].number})" if mine else ""
    return f"{session.user} is near {session.server}. {last}{what}."


def _session(moment: Moment, session: UserSession) -> Iterator[Row]:
    own = "" if session.guarantee else ", as set for all"
    yield Row("near", session.server, f"select server {session.server}")
    yield Row("guarantee", f"{sessions.demanded(moment.cluster, session)}{own}")
    user, blocked = session.user, set(moment.cluster.network.blocked)
    away = [s for s in moment.cluster.replicas if {(user, s), (s, user)} & blocked]
    if away:
        yield Row("cut off from", explain.listed(away))
    if session.follows:
        yield Row("follows", explain.listed(session.follows))
    if session.friends:
        yield Row("friends", explain.listed(session.friends))
    yield Row("device knows", f"{len(session.seen):,} post{'s' * (len(session.seen) != 1)}")
    signed = "holds a session token" if session.token else "signed in since before the run"
    yield Row("signed in", signed)
    if session.before:
        yield Row("next write", f"depends on {explain.versions(len(session.before))}")


def _demands(moment: Moment, session: UserSession) -> Iterator[Row]:
    """The session's token: item by item the version that an answer must not be behind."""
    for cell, version in reversed(session.demands):
        write = moment.written.get((cell, version))
        what = f"{explain.key(cell[0])} ({', '.join(map(str, cell[1]))})"
        if write is None:
            yield Row(what, "at least as of before the run")
        else:
            said = f"at least {explain.said(write)}"
            yield Row(what, said, f"select operation {write.number}")


def _missed(moment: Moment, mine: list[Operation]) -> Iterator[Row]:
    reads = [o for o in mine if o.action in READS and o.ended_by(moment.at) and o.outcome == "ok"]
    missed = reads[-1].staleness.missed if reads and reads[-1].staleness else ()
    for number in missed:
        write = moment.history.operations.get(number)
        if write is not None:
            yield Row(f"#{number}", explain.said(write), f"select operation {number}")


def _counts(moment: Moment, mine: list[Operation]) -> Iterator[Row]:
    """How it has come out; what is stale is counted apart from what is fresh."""
    counts = dict.fromkeys(("ok", "stale", "failed", "unknown", "in progress"), 0)
    for operation in mine:
        counts[_kind(moment, operation)] += 1
    for name, count in counts.items():
        yield Row(name, f"{count:,}")


def _kind(moment: Moment, operation: Operation) -> str:
    if not operation.ended_by(moment.at):
        return "in progress"
    if operation.outcome != "ok":
        return "failed" if operation.outcome == "fail" else "unknown"
    stale = operation.staleness is not None and operation.staleness.versions
    return "stale" if stale else "ok"


def _last(moment: Moment, mine: list[Operation]) -> Iterator[Row]:
    for operation in reversed(mine[-LAST:]):
        what = f"{explain.deed(operation)} at {tell_time(operation.invoked_us)}"
        text = f"{what}: {outcome(moment, operation)}"
        number = operation.number
        yield Row(f"#{number}", text, f"select operation {number}")
