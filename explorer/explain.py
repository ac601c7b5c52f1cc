"""Why: one sentence on a stale read, an unknown write, a lost acknowledgement. Pure.

Every sentence is decided from the run's history as it was at a place in its log.
"""

from engine import articles
from engine.history import History
from engine.records import Message, Operation, of_crowd
from engine.social import Request
from explorer.exchange import past
from explorer.times import tell_time


def said(operation: Operation) -> str:
    """What a write was, in words: '«lunch at noon?» by X'."""
    known = _SAID.get(operation.action) if operation.text else None
    return (known or f"{{0.user}}'s {deed(operation)}").format(operation)


def deed(operation: Operation | Request) -> str:
    """What somebody did, in a word or two: 'post', 'sign-up', 'correction'."""
    if operation.action == "publish" and of_crowd(operation.user):
        return "page"  # a load writes the same ones again and again
    return _DEEDS.get(operation.action, operation.action.replace("_", "-"))


_DEEDS = {"correct": "correction", "publish": "new article", "open": "page"}


_SAID = {
    "post": "«{0.text}» by {0.user}", "comment": "the comment «{0.text}» by {0.user}",
    "like": "{0.user}'s like of «{0.text}»", "unlike": "{0.user}'s unlike of «{0.text}»",
    "edit": "{0.user}'s edit «{0.text}»", "delete": "{0.user}'s deletion of «{0.text}»",
    "read": "{0.user}'s reading of «{0.text}»",
    "publish": "{0.user}'s article «{0.text}»", "correct": "{0.user}'s correction «{0.text}»",
    "follow": "{0.user}'s follow of {0.text}", "unfollow": "{0.user}'s unfollow of {0.text}",
    "hide": "{0.user}'s hiding of the wall from {0.text}",
    "unhide": "{0.user}'s showing of the wall to {0.text}",
}  # fmt: skip
"""By action, what was done; others are called as they are."""


def listed(names: tuple[str, ...] | list[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    return " and ".join(", ".join(names).rsplit(", ", 1))


def key(name: str) -> str:
    """A key in words: "X's wall", "X's list of follows", "the page «Weather»"."""
    what, _, owner = name.partition(":")
    if what == "page":
        return f"the page «{owner}»"
    return f"{owner}'s {'list of follows' if what == 'follows' else what}"


def versions(count: int) -> str:
    """'1 write', '2 writes'."""
    return f"{count} write{'' if count == 1 else 's'}"


def harmless(read: Operation) -> bool:
    """Whether a stale answer is as good as any to its user: a reader of articles does not mind."""
    return read.action in articles.READS


def stale(history: History, read: Operation) -> tuple[str, tuple[str, ...]]:
    """A title and sentences on why this read missed what it missed."""
    staleness = read.staleness
    if staleness is None or not staleness.missed:
        return "", ()
    asked, _ = read.asked["read"]
    write = history.operations.get(staleness.missed[0])
    behind = f"{versions(staleness.versions)} behind"
    what = "An older edition, read" if harmless(read) else "Stale read"
    title = f"{what} by {read.user} at {tell_time(read.invoked_us)}: {behind}"
    if write is None:
        return title, (f"It asked {listed(asked)}, and misses what was there before the run.",)
    met = history.holders(write, read.invoked_at)
    first = f"It asked {listed(asked)}; {said(write)} was acknowledged "
    first += f"{tell_time(staleness.age_us)} before, "
    first += f"and was on {listed(met)}." if met else "and no disk holds it any more."
    lines = [
        first,
        *(missing_copy(history, write.number, server, read.invoked_at) for server in asked),
    ]
    return title, tuple(lines)


def leak(
    history: History, page: Operation, hiding: Operation, post: Operation
) -> tuple[str, tuple[str, ...]]:
    """A title and sentences on a page that showed what had been hidden before it was posted."""
    at, at_us = page.invoked_at, page.invoked_us
    if page.kept_at is not None and page.kept_us is not None:
        at, at_us = page.kept_at, page.kept_us
    title = f"Leak: {page.user} sees {said(post)}"
    hidden = f"{hiding.user} had hidden the wall from {page.user} at {tell_time(hiding.invoked_us)}"
    lines = [f"{hidden}, before posting it at {tell_time(post.invoked_us)}."]
    if page.kept_us is not None:
        ended = tell_time(page.ended_us or 0)
        lines.append(f"Who may see it was read at {tell_time(at_us)}, and the wall by {ended}.")
    asked = page.asked["read"][0]
    missing = " ".join(missing_copy(history, hiding.number, server, at) for server in asked)
    lines.append(f"The rule was not there. {missing}")
    return title, tuple(lines)


def inversion(late: Operation, early: Operation, write: Operation) -> tuple[str, tuple[str, ...]]:
    """A title and sentences on a read that showed less than an earlier one had."""
    title = f"Time ran backwards: {late.user} misses what {early.user} saw"
    seen, asked = tell_time(early.ended_us or 0), tell_time(late.invoked_us)
    return title, (
        f"{early.user} was shown {said(write)} at {seen}; {late.user} asked at {asked}.",
        "The write was still under way, so that each read alone may show it or not.",
    )


def missing_copy(history: History, number: int, server: str, at: int) -> str:
    """Why this server did not hold the write of this number then."""
    write = history.operations.get(number)
    if write is None or _stored_once(history, write, server, at):
        return f"{server} had it and has lost it."
    on_the_way = [
        m
        for m in history.messages.of(write.number)
        if m.target == server and m.kind in ("write", "repair", "append", "wal") and m.sent_at < at
    ]
    return _fate(on_the_way[-1], server, at) if on_the_way else f"Nobody had sent it to {server}."


def _stored_once(history: History, write: Operation, server: str, at: int) -> bool:
    return any(
        place < at and name == server and stored >= version
        for cell, version, _ in write.written[:1]
        for place, _, name, stored in history.stores.get(cell, ())
    )


def _fate(message: Message, server: str, at: int) -> str:
    if message.death is not None and message.death[0] < at:
        _, died_us, _, reason = message.death
        return f"{server} never got its copy at {tell_time(died_us)}: {past(reason)}."
    if message.delivered_at is not None and message.delivered_at < at:
        done = "applied" if message.kind == "wal" else "stored"
        return f"The copy has reached {server}, which has not {done} it."
    moved = [arrives_us for place, arrives_us in message.moves if place < at]
    due_us = moved[-1] if moved else message.arrives_us
    if due_us is None:
        return f"The copy for {server} is held on its way."
    return f"The copy for {server} was still on its way: it was to arrive at {tell_time(due_us)}."


def unknown(history: History, write: Operation, at: int) -> tuple[str, tuple[str, ...]]:
    """A title and sentences on a write whose outcome its user does not know."""
    title = f"Unknown: {said(write)}, {write.reason}"
    met = history.holders(write, at)
    logs = history.logged(write.number, at)
    if write.version is None and logs:
        seen = f"Seen from outside: it got into the log of {listed(logs)}"
        return title, (f"{seen}, and no majority has agreed on it so far.",)
    if write.version is None:
        return title, ("It never got as far as writing anything.",)
    if not met:
        return title, ("Seen from outside: no disk holds it.",)
    return title, (f"Seen from outside: it is on {listed(met)}. Nobody takes it back.",)


def lost(history: History, write: Operation) -> tuple[str, tuple[str, ...]]:
    """A title and sentences on an acknowledged write that is on no disk any more."""
    title = f"Acknowledged, then gone: {said(write)}"
    acks = history.holders(write, (write.ended_at or 0) + 1)
    when = tell_time(write.ended_us or 0)
    text = f"It was acknowledged at {when}, when it was on {listed(acks)} alone."
    return title, (text, "Now no disk holds it.")


def discarded(write: Operation, winner: Operation) -> tuple[str, tuple[str, ...]]:
    """A title and sentences on an acknowledged write that lost to one with a later time."""
    assert write.version is not None
    assert winner.version is not None
    late, early = tell_time(winner.version[0]), tell_time(write.version[0])
    return f"Acknowledged, and never seen: {said(write)}", (
        f"{said(winner)} carries the time {late}, and this one {early}.",
        "The later time wins: every server that was asked discarded this one, and said yes.",
    )


def badge_reason(history: History, read: Operation) -> str:
    """One sentence for a user's screen."""
    if read.outcome != "ok":
        return f"Asked at {tell_time(read.invoked_us)}: {read.reason}."
    asked = listed(read.asked["read"][0])
    if read.staleness is None or not read.staleness.missed:
        return f"Read from {asked}: nothing newer was acknowledged before."
    number = read.staleness.missed[0]
    reasons = (missing_copy(history, number, s, read.invoked_at) for s in read.asked["read"][0])
    return " ".join((f"Read from {asked}.", *reasons))
