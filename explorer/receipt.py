"""The receipt of one operation: who asked whom for what, who answered when, and what came of it.

Pure, from the run's history and the cluster as both stand at a place in the log: what happened
later is not on it. Margins say by how much something was decided:

- a stale read: how long after it had looked at a server the copy that it missed got there;
- a fresh read: how long the newest acknowledged write had been where it looked;
- what was answered: how long before the time-out the deciding answer came.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.cluster import Cluster
from engine.history import History
from engine.records import Operation
from explorer import agreed, beside, durable, exchange, explain, measurements
from explorer.case import Case, State
from explorer.exchange import Round
from explorer.explain import listed, said
from explorer.lanes import Lanes, lanes
from explorer.resolution import Resolution, resolve
from explorer.times import tell_time


@dataclass(frozen=True, slots=True)
class Receipt:
    """One operation as of a place; `lines` are (heading, sentence), in the order of telling."""

    operation: int
    title: str
    kind: Literal["read", "write"]
    state: State
    outcome: str
    """One sentence."""
    lines: tuple[tuple[str, str], ...]
    homes: tuple[tuple[str, tuple[str, ...]], ...]
    """(key, its home servers)."""
    rounds: tuple[Round, ...]
    against: int
    """The acknowledged write that a read is held against; 0 for none, and for a write itself."""
    read_set: tuple[str, ...]
    """The servers whose replies a read had when it was answered."""
    write_set: tuple[str, ...]
    """The servers whose acks the write had: `against`, or this operation."""
    margin_us: int | None
    """How early (late: negative) the deciding copy was, in which a read was fresh (stale)."""
    slack_us: int | None
    """How long before its time-out it was answered."""
    waited_us: int
    """How long it waited for its user session."""
    resolution: Resolution | None
    """What became of a write whose outcome is unknown."""
    lanes: Lanes | None
    """What is drawn of it; None where no quorum counts."""

    @property
    def common(self) -> tuple[str, ...]:
        """The servers that are in both sets."""
        return tuple(server for server in self.read_set if server in self.write_set)


def receipt(history: History, cluster: Cluster, number: int, at: int) -> Receipt | None:
    """The receipt of an operation; None when it had not begun at this place."""
    operation = history.operations.get(number)
    if operation is None or operation.invoked_at >= at:
        return None
    case = Case(history, cluster, operation, at)
    unknown = operation.kind == "write" and case.ended and operation.outcome == "info"
    resolution = resolve(history, cluster, operation, at) if unknown else None
    return Receipt(
        number, title(operation), operation.kind, case.state, _outcome(case),
        tuple(_lines(case, resolution)),
        case.homes, case.rounds, case.against.number if case.against else 0,
        case.read_set, case.write_set, case.margin_us, case.slack_us, case.waited_us, resolution,
        lanes(case),
    )  # fmt: skip


def title(operation: Operation) -> str:
    """'#4: Y's feed', '#1: «lunch at noon?» by X'."""
    what = f"{operation.user}'s feed" if operation.action == "feed" else said(operation)
    return f"#{operation.number}: {what}"


def why(history: History, cluster: Cluster, number: int, at: int) -> tuple[str, ...]:
    """An operation explained in a few sentences: the smallest cause first."""
    found = receipt(history, cluster, number, at)
    if found is None:
        return (f"#{number} has not begun.",)
    operation = history.operations[number]
    if found.state == "stale":
        first, lines = explain.stale(history, operation)
        return (f"{first}.", *lines, *_told(found, "Margin"))
    if found.resolution is not None:
        silent = (f"{a.server}: {a.why}." for r in found.rounds for a in r.silent)
        return (f"{explain.unknown(history, operation, at)[0]}.", *silent, *found.resolution.lines)
    return (f"{found.title}.", found.outcome, *_told(found, "Answers", "Quorums", "User session"))


def _told(found: Receipt, *headings: str) -> tuple[str, ...]:
    return tuple(text for heading, text in found.lines if heading in headings)


# -- what it says


def _lines(case: Case, resolution: Resolution | None) -> Iterator[tuple[str, str]]:
    """All that there is to tell, heading by heading."""
    yield "Asked", _asked(case.operation)
    for found in case.rounds:
        yield from _of_round(case, found)
    why = explain.stale(case.history, case.operation)[1][1:] if case.stale else ()
    for heading, texts in (
        ("Agreement", agreed.lines(case)), ("Homes", _homes(case)), ("Quorums", _quorums(case)),
        ("Why", why), ("Margin", _margin(case)), ("Durable", _durable(case)),
        ("Time-out", _slack(case)),
        ("User session", beside.waits(case)),
        ("Queues", beside.queues(case)),
        ("Its past", beside.past(case)), ("Tries", beside.tries(case)),
        ("Repair", beside.repairs(case)), ("Hints", beside.hints(case)),
        ("In the end", resolution.lines if resolution is not None else ()),
    ):  # fmt: skip
        yield from ((heading, text) for text in texts)


_WISHES = {
    "post": "to post «{0}»", "comment": "to comment «{0}»", "like": "to like «{0}»",
    "unlike": "to take back a like of «{0}»", "edit": "to edit a post into «{0}»",
    "delete": "to delete «{0}»", "follow": "to follow {0}", "unfollow": "to unfollow {0}",
    "publish": "to publish «{0}»", "correct": "to correct an article into «{0}»",
    "read": "for the article «{0}»",
    "page": "to open {0}'s wall", "hide": "to hide the wall from {0}",
    "unhide": "to show the wall to {0}", "feed": "for a feed",
    "sign_up": "for a new user name", "sign_in": "to sign in",
}  # fmt: skip


def _asked(operation: Operation) -> str:
    wish = _WISHES.get(operation.action, "{0}")
    if "{0}" in wish and not operation.text:  # a load's
        page = operation.cell[0] if operation.cell else operation.keys[0]
        wish = ("for " if operation.kind == "read" else "to write ") + explain.key(page)
    wish = wish.format(operation.text)
    when = tell_time(operation.invoked_us)
    return f"At {when} {operation.user} asked {operation.coordinator} {wish}."


def _outcome(case: Case) -> str:
    operation = case.operation
    if not case.ended:
        return "It is in progress."
    ended_us = operation.ended_us or 0
    when = f"at {tell_time(ended_us)}, after {tell_time(ended_us - operation.invoked_us)}"
    match case.state:
        case "fail":
            return f"Refused {when}: {operation.reason}."
        case "info" if operation.kind == "write":
            return f"Unknown {when}: {operation.reason}. It may or may not have happened."
        case "info":
            return f"No answer {when}: {operation.reason}."
        case "stale":
            missed = operation.staleness.versions if operation.staleness else 0
            return f"Answered {when}: stale, {explain.versions(missed)} behind."
        case _ if operation.kind == "read":
            return f"Answered {when}: fresh, with the newest of each that was acknowledged before."
        case _:
            return f"Acknowledged {when}."


_PHASES = {"read": "Reads", "repair": "Written back", "write": "Writes"}


def _of_round(case: Case, found: Round) -> Iterator[tuple[str, str]]:
    """One phase: whom it asked, who answered in time, who later, and who not."""
    answer = exchange.ANSWERS[found.phase]
    plural = {"reply": "replies", "ack": "acks"}[answer]
    course = case.operation.course
    looks = sum(part == "read" and place < case.at for place, _, part, _, _ in course)
    times = f" (look {looks})" if found.phase == "read" and looks > 1 else ""
    when, need = tell_time(found.asked_us), f"{found.need} {answer if found.need == 1 else plural}"
    yield _PHASES[found.phase], f"Asked {listed(found.servers)} at {when}{times}; needs {need}."
    came = [a for a in found.answers if a.counted]
    if came:
        yield "Answers", f"{_arrivals(came, answer)}."
    if found.late:
        late_us = (found.late[0].arrived_us or 0) - (case.operation.ended_us or 0)
        after = f"the first {tell_time(late_us)} after the end"
        yield "Too late", f"{_arrivals(list(found.late), answer)}: {after}."
    for one in found.silent:
        yield "Silent", f"{one.server}: {one.why}."


def _arrivals(answers: list[exchange.Answer], answer: str) -> str:
    """'A's ack at 0 ms, B's at 80 ms'."""
    ordered = sorted(answers, key=lambda a: a.arrived_us or 0)
    told = [f"{a.server}'s at {tell_time(a.arrived_us or 0)}" for a in ordered]
    return ", ".join((told[0].replace("'s at", f"'s {answer} at", 1), *told[1:]))


def _homes(case: Case) -> Iterator[str]:
    """Which keys live where, keys with the same homes in one sentence."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for key, homes in case.homes:
        groups.setdefault(homes, []).append(explain.key(key))
    for homes, keys in groups.items():
        some = keys if len(keys) <= 3 else [*keys[:2], f"{len(keys) - 2} more keys"]
        yield f"{listed(some)} {'lives' if len(keys) == 1 else 'live'} on {listed(homes)}."


def _slack(case: Case) -> Iterator[str]:
    if case.slack_us is not None:
        counted = case.rounds[-1].counted if case.rounds else ()
        early = f"{tell_time(case.slack_us)} before the time-out"
        if counted:
            by = f"{counted[-1]}'s {exchange.ANSWERS[case.rounds[-1].phase]}"
            yield f"{by} decided it, {early}."
        else:
            yield f"The answer came {early}."


# -- the two sets, and by how much they met


def _quorums(case: Case) -> Iterator[str]:
    if case.against is not None:
        common = [server for server in case.read_set if server in case.write_set]
        are = "is" if len(common) == 1 else "are"
        met = f"{listed(common)} {are} in both" if common else "no server is in both"
        yield (
            f"Read from {listed(case.read_set)}; {said(case.against)} had been acknowledged by "
            f"{listed(case.write_set)}: {met}."
        )


def _margin(case: Case) -> Iterator[str]:
    if case.operation.kind == "write":
        yield from _spread(case)
    elif case.stale:
        for server in case.read_set:
            if server in case.margins:
                late = tell_time(-case.margins[server])
                yield f"The copy reached {server} {late} after the read had looked there."
            elif not case.has_come(server):
                yield f"No copy of it has come to {server} since."
    elif case.margins and case.against is not None:
        server = max(case.margins, key=lambda name: case.margins[name])
        early = f"had been on {server} for {tell_time(case.margins[server])} when the read looked"
        if not case.margins[server]:
            early = f"had reached {server} in the same microsecond, just before the read looked"
        yield f"The newest of it, {said(case.against)}, {early} there."


def _durable(case: Case) -> Iterator[str]:
    """Where a write was on disk before anybody could read it."""
    for one in durable.of_write(case.history, case.operation, case.at):
        since = f"At {one.server} since {tell_time(one.since_us)}"
        if one.readable_us is None:
            yield f"{since}: {durable.WORDS}."
        else:
            yield f"{since}, and seen to be readable there at {tell_time(one.readable_us)}."


def _spread(case: Case) -> Iterator[str]:
    """How long after its acknowledgement every home had a write."""
    operation = case.operation
    if not case.ended or operation.outcome != "ok":
        return
    window_us = measurements.window_us(case.history, operation, case.at)
    if window_us is not None:
        yield f"Every home had it {tell_time(window_us)} after the acknowledgement."
    elif operation.cell is not None and operation.version is not None:
        had = {s for p, _, s, v in case.history.stores.get(operation.cell, ())
               if p < case.at and v >= operation.version}  # fmt: skip
        lacking = [home for home in operation.asked["write"][0] if home not in had]
        yield f"{listed(lacking)} {'has' if len(lacking) == 1 else 'have'} not got it yet."
