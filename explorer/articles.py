"""The screens of a site of articles: what its editor and its readers each have before them. Pure.

A screen shows what a person's device could know, and beside it which edition that is, as seen from
outside of the servers. An edition is something that the editor asked for and got acknowledged, so
that one which had to be sent twice is one; what nobody has acknowledged is told as not confirmed.
Which articles there are everybody knows at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine import articles, sessions
from engine.history import History
from engine.records import Operation
from engine.versions import GENESIS, Version
from explorer import explain
from explorer.frame_screens import ArticleState, ArticleView, BadgeState, ScreenView
from explorer.screens import acted_us, cut_off, notice, noticed, refused
from explorer.timeline import Timeline


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody last asked for: see `History.answer`, and how it goes."""

    last: Operation
    waits: bool
    """Whether it is under way still, or is to be asked again."""
    again: str
    """'asked again (1 of 3)'; empty where the first try was enough so far."""


def screens(timeline: Timeline, users: Iterable[str] | None = None) -> Iterator[ScreenView]:
    """One screen for each of these, else for everybody, the editor's and the readers'."""
    names = timeline.cluster.sessions if users is None else users
    return (_screen(timeline, name) for name in names)


def _screen(timeline: Timeline, name: str) -> ScreenView:
    cluster, history, place = timeline.cluster, timeline.branch.history, timeline.place
    session = cluster.sessions[name]
    people = history.people.values()
    mine = [o for o in people if o.user == name and o.invoked_at < place]
    view = _edited if session.edits else _read
    shown = tuple(view(timeline, name, title, mine) for title in _titles(timeline, mine))
    read = [o for o in mine if o.kind == "read" and o.keys and not session.edits]
    last = _asked(timeline, read)
    badge, words, why = _badge(shown, last)
    if session.edits:
        words = "the editor"
    waits = last is None and any(article.state == "asking" for article in shown)
    writes = () if waits else tuple(o for o in mine if o.kind == "write")
    of_write = notice(history, writes, place)
    return ScreenView(
        user=name, server=session.server, user_session=sessions.demanded(cluster, session),
        badge=badge, badge_text=words, explanation=why, posts=(), missing=(),
        follows=(), friends=(), others=(),
        notice=cut_off(timeline, name) or of_write,
        noticed=noticed(timeline, name, writes, of_write),
        refused=refused(history, writes, place),
        role="editor" if session.edits else "reader", articles=shown,
        acted_us=acted_us(mine, place),
    )  # fmt: skip


def _titles(timeline: Timeline, mine: list[Operation]) -> list[str]:
    """Every article that was there before the run, was acknowledged, or was asked for, in order."""
    history, place = timeline.branch.history, timeline.place
    before = [article for u in timeline.cluster.spec.users for article in u.articles or ()]
    found = [articles.cell(title)[0] for title, _ in before]
    found += [o.cell[0] for o in history.people.values()
              if o.cell and o.outcome == "ok" and o.ended_by(place)]  # fmt: skip
    found += [key for o in mine for key in (*o.keys, *(o.cell or ())[:1])]
    return [articles.title_of(str(key)) for key in dict.fromkeys(found)]


def _asked(timeline: Timeline, mine: list[Operation]) -> _Asked | None:
    """The last of these operations, which are all of one person."""
    if not mine:
        return None
    cluster, history, place = timeline.cluster, timeline.branch.history, timeline.place
    tries = history.tries(mine[-1], place)
    retries = sum(_is_retry(o, tries[:i]) for i, o in enumerate(tries))
    again = f"asked again ({retries} of {cluster.settings.retries})" if retries else ""
    waits = tries[0].number in cluster.workload.calls
    return _Asked(history.answer(mine[-1], place), waits, again)


def _is_retry(operation: Operation, before: list[Operation]) -> bool:
    """Whether all tries before it had been given up; a hedge goes beside one that goes on."""
    return bool(before) and all(o.ended_by(operation.invoked_at) for o in before)


# -- which edition


def _editions(history: History, title: str, at: int) -> list[list[Version]]:
    """What was written for each edition that was acknowledged at a place: one version a try."""
    found: dict[int, list[Version]] = {}
    for number in history.acknowledged((articles.cell(title)[0],), at):
        write = history.operations[number]
        first = history.operations[write.first or number]
        tries = history.tries(write, at) or [first, write]
        found[first.number] = [o.version for o in tries if o.version is not None]
    return list(found.values())


def _count(timeline: Timeline, title: str, at: int, upto: Version | None = None) -> int:
    """How many editions there were at a place, or as many of them as are no newer than `upto`."""
    users = timeline.cluster.spec.users
    before = any(title == known for user in users for known, _ in user.articles or ())
    editions = _editions(timeline.branch.history, title, at)
    return before + sum(upto is None or min(versions) <= upto for versions in editions)


def _is_confirmed(timeline: Timeline, title: str, version: Version) -> bool:
    """Whether this version is of an edition that is acknowledged by now."""
    editions = _editions(timeline.branch.history, title, timeline.place)
    return version == GENESIS or any(version in versions for versions in editions)


def _read(timeline: Timeline, name: str, title: str, mine: list[Operation]) -> ArticleView:
    """An article on a reader's screen."""
    where = articles.cell(title)
    known = {article.number: article.text for article in timeline.cluster.sessions[name].seen}
    text = known.get(title, "")
    asked = _asked(timeline, [o for o in mine if o.keys == where[:1]])
    if asked is None:
        was = "As it was before the story." if text else "You have not opened it yet."
        return ArticleView(title, text, "unread", was)
    last = asked.last
    if asked.waits:
        return ArticleView(title, text, "asking", _sentence(asked.again or "asks for it"),
                           f"{last.coordinator} has not answered so far.")  # fmt: skip
    if last.outcome != "ok":
        return ArticleView(title, text, "unanswered", _sentence("no answer", asked.again),
                           _sentence(last.reason))  # fmt: skip
    why = _why(timeline, last)
    missed = last.number if why else None
    if where not in last.result:
        said = _sentence("no such article there", asked.again)
        return ArticleView(title, "", "absent", said, why, missed)
    state, said = _edition(timeline, title, last)
    old = state == "older"
    return ArticleView(title, text, state, _sentence(said, asked.again), why if old else "",
                       missed if old else None)  # fmt: skip


def _edition(timeline: Timeline, title: str, read: Operation) -> tuple[ArticleState, str]:
    """Which edition an answered read has shown, of those that were out when it was asked for."""
    version = read.result[articles.cell(title)]
    shown = _count(timeline, title, timeline.place, version)
    out = max(shown, _count(timeline, title, read.invoked_at))
    if not _is_confirmed(timeline, title, version):
        return _unconfirmed(shown, out)
    said = f"you read edition {shown} of {out}"
    if shown < out:
        return "older", f"{said}: an older edition, which does no harm here"
    since = out < _count(timeline, title, timeline.place)
    return "newest", f"{said}: the newest {'then; there is a newer one now' if since else 'one'}"


def _unconfirmed(shown: int, out: int) -> tuple[ArticleState, str]:
    """What is said of a text that nobody has acknowledged: `shown` editions are older than it."""
    said = "you read an edition that is not confirmed"
    if shown < out:
        return "older", f"{said}, older than edition {out}, which does no harm here"
    return "unconfirmed", f"{said}, newer than edition {out}" if out else said


def _why(timeline: Timeline, read: Operation) -> str:
    """Why a read missed what it missed; empty where it missed nothing."""
    if read.staleness is None or not read.staleness.missed:
        return ""
    return explain.badge_reason(timeline.branch.history, read)


def _edited(timeline: Timeline, name: str, title: str, mine: list[Operation]) -> ArticleView:
    """An article on the editor's screen."""
    known = {article.number: article.text for article in timeline.cluster.sessions[name].seen}
    out = _count(timeline, title, timeline.place)
    cell = articles.cell(title)
    asked = _asked(timeline, [o for o in mine if o.cell == cell])
    if asked is None or (asked.last.outcome == "ok" and not asked.waits):
        again = asked.again if asked else ""
        return ArticleView(title, known.get(title, ""), "newest",
                           _sentence(f"edition {out} is out", again))  # fmt: skip
    last = asked.last
    if asked.waits:
        said = _sentence(f"sends edition {out + 1}", asked.again)
        return ArticleView(title, last.text, "asking", said)
    said = f"it is not known whether edition {out + 1} is out"
    return ArticleView(title, last.text, "unknown", _sentence(said, asked.again),
                       _sentence(last.reason))  # fmt: skip


def _sentence(*parts: str) -> str:
    said = ", ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


# -- the badge of a screen


_BADGES: dict[ArticleState, BadgeState] = {
    "newest": "fresh", "unconfirmed": "unconfirmed", "older": "older", "absent": "older",
    "asking": "waiting", "unanswered": "unavailable",
}  # fmt: skip


def _badge(shown: tuple[ArticleView, ...], last: _Asked | None) -> tuple[BadgeState, str, str]:
    """State, words and reason, by the article that was asked for last; an editor has none."""
    if last is None:
        return "none", "", ""
    of = next(a for a in shown if articles.cell(a.title)[0] == last.last.keys[0])
    words = {
        "newest": "newest edition", "unconfirmed": "not confirmed",
        "older": "an older edition", "absent": "not there yet",
        "asking": last.again or "waiting for an answer", "unanswered": "no answer",
    }  # fmt: skip
    return _BADGES[of.state], words[of.state], f"{of.said} {of.why}".strip()
