"""What each user sees: the last feed that was read, and what the user has done since. Pure.

A screen shows what a person's device could know. What it lacks (`missing`) is told beside it, from
the ledger outside of the servers, so that nobody takes it for something that the user sees.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine import merging, seen, sessions, social, walls
from engine.history import History
from engine.records import Operation
from engine.values import Cell, Copy
from explorer import explain, resolution
from explorer.frame_screens import BadgeState, MissingView, PostState, PostView, ScreenView
from explorer.timeline import Timeline

Found = Callable[[Operation], dict[Cell, Copy]]
"""What an answer was made of: its rows, with the value of each version."""


@dataclass(frozen=True, slots=True)
class _User:
    """One user's operations, as far as they had begun at the playhead."""

    name: str
    reads: tuple[Operation, ...]
    writes: tuple[Operation, ...]
    shown: Operation | None
    """The last feed that was answered."""
    pages: tuple[Operation, ...]
    """The pages that were answered since."""


def screens(timeline: Timeline, users: Iterable[str] | None = None) -> Iterator[ScreenView]:
    """One screen for each of these users, else for everybody, in the order of their coming."""
    found = _values(timeline)
    names = timeline.cluster.sessions if users is None else users
    return (_screen(timeline, name, found) for name in names)


def _values(timeline: Timeline) -> Found:
    """By answer: what it was made of."""
    written, before = timeline.branch.history.values(), timeline.before

    def found(read: Operation) -> dict[Cell, Copy]:
        return {
            cell: (version, written[cell, version])
            if (cell, version) in written
            else before.get(cell[0], {}).get(cell, (version, None))
            for cell, version in read.result.items()
        }

    return found


def _screen(timeline: Timeline, name: str, found: Found) -> ScreenView:
    session = timeline.cluster.sessions[name]
    history, place = timeline.branch.history, timeline.place
    user = _user(history, name, place)
    rows = _rows(timeline, user, found)
    badge, words, why, missing = _badge(history, user, place)
    if badge == "waiting":
        why = _awaited(timeline, user.reads[-1])
    read = user.reads[-1] if badge == "fresh" else None
    newer = history.newer_of_others(read, place) if read is not None else None
    if newer is not None:
        why = f"{why} {explain.said(newer)} was acknowledged since, and is not in it."
    of_write = _notice(timeline, user.writes)
    followed = {name, *session.follows}
    return ScreenView(
        user=name,
        server=session.server,
        user_session=sessions.demanded(timeline.cluster, session),
        badge=badge,
        badge_text=words,
        explanation=why,
        posts=tuple(_posts(timeline, user, rows)),
        missing=missing,
        follows=session.follows,
        friends=social.friends(name, session.follows, rows),
        others=tuple(u for u in timeline.cluster.sessions if u not in followed),
        read=user.reads[-1].number if badge in ("stale", "unavailable") else None,
        notice=cut_off(timeline, name) or of_write or _kept_out(user, found),
        noticed=noticed(timeline, name, user.writes, of_write),
        refused=refused(history, user.writes, place),
        acted_us=acted_us((*user.reads, *user.writes), place),
        asked_us=read.invoked_us if read is not None else None,
        overtaken=newer is not None,
    )


def acted_us(mine: Iterable[Operation], place: int) -> int | None:
    """When somebody with these operations last asked for something or was answered."""
    times = ((o.ended_us if o.ended_by(place) else None) or o.invoked_us for o in mine)
    return max(times, default=None)


def _user(history: History, name: str, place: int) -> _User:
    mine = [o for o in history.people.values() if o.user == name and o.invoked_at < place]
    reads = tuple(o for o in mine if o.action in social.READS)
    shown = [o for o in reads if o.ended_by(place) and o.outcome == "ok"]
    feed = max((i for i, read in enumerate(shown) if read.action == "feed"), default=-1)
    writes = tuple(o for o in mine if o.kind == "write")
    return _User(name, reads, writes, shown[feed] if feed >= 0 else None, tuple(shown[feed + 1 :]))


def _rows(timeline: Timeline, user: _User, found: Found) -> dict[Cell, Copy]:
    """What the last feed returned, and what pages opened since showed."""
    rows = _feed_rows(timeline, user, found)
    for page in user.pages:
        rows = walls.overlaid(rows, page.text, user.name, found(page))
    return rows


def _feed_rows(timeline: Timeline, user: _User, found: Found) -> dict[Cell, Copy]:
    """What the last answered feed returned; before the first, what was there before the run."""
    if user.shown is not None:
        return found(user.shown)
    known = next((u for u in timeline.cluster.spec.users if u.name == user.name), None)
    if known is None:
        return {}
    keys = (f"{what}:{u}" for u in (user.name, *known.follows) for what in ("wall", "follows"))
    return merging.of_keys(keys, timeline.before)


def _badge(
    history: History, user: _User, place: int
) -> tuple[BadgeState, str, str, tuple[MissingView, ...]]:
    if not user.reads:
        return "none", "nothing read yet", f"{user.name} has not read a feed yet.", ()
    read = user.reads[-1]
    if not read.ended_by(place):
        return "waiting", "waiting for an answer", "", ()
    why = explain.badge_reason(history, read)
    if read.outcome != "ok":
        return "unavailable", "no answer", why, ()
    staleness = read.staleness
    if staleness is None or not staleness.missed:
        return "fresh", "", why, ()
    missing = tuple(_missing(history, number, read) for number in staleness.missed)
    words = f"{explain.versions(staleness.versions)} behind"
    return "stale", words, why, missing


def _awaited(timeline: Timeline, read: Operation) -> str:
    """What the coordinator of a read that is under way waits for."""
    running = timeline.cluster.operations.get(read.number)
    here = read.coordinator
    match running.phase if running is not None else "":
        case "wait":
            return f"{here} waits for its own copy of what {read.user} has seen or written."
        case "think":
            return f"{here} has read who may see the wall, and will read the wall."
        case _:
            return f"{here} waits for replies."


def _missing(history: History, number: int, read: Operation) -> MissingView:
    write = history.operations.get(number)
    reasons = [explain.missing_copy(history, number, server, read.invoked_at)
               for server in read.asked["read"][0]]  # fmt: skip
    return MissingView(explain.said(write) if write else "what was there before", " ".join(reasons))


def cut_off(timeline: Timeline, name: str) -> str:
    """Which servers the user cannot reach, or not hear."""
    blocked = timeline.cluster.network.blocked
    away = [s for s in timeline.cluster.replicas if {(name, s), (s, name)} & set(blocked)]
    return f"{name} is cut off from {explain.listed(away)}." if away else ""


def noticed(
    timeline: Timeline, name: str, writes: tuple[Operation, ...], of_write: str
) -> int | None:
    """The write whose outcome is told as a notice, if one is."""
    if not of_write or cut_off(timeline, name):
        return None
    last = _last_ended(timeline.branch.history, writes, timeline.place)
    return last.number if last is not None else None


def _kept_out(user: _User, found: Found) -> str:
    """Whose wall the page that was opened last does not show."""
    for page in user.pages[-1:]:
        if walls.is_hidden(page.text, user.name, found(page)):
            return f"{page.text} has hidden the wall from {user.name}: the page shows nothing."
    return ""


def _last_ended(history: History, writes: tuple[Operation, ...], place: int) -> Operation | None:
    """What became of the last write of which something has; None while it is asked again."""
    for write in reversed(writes):
        if write.ended_by(place):
            answer = history.answer(write, place)
            return answer if answer.ended_by(place) else None
    return None


def refused(history: History, writes: tuple[Operation, ...], place: int) -> tuple[str, int] | None:
    """The action and the number of a user's last write, while it is a refused one."""
    last = _last_ended(history, writes, place)
    return (last.action, last.number) if last is not None and last.outcome == "fail" else None


def notice(history: History, writes: tuple[Operation, ...], place: int) -> str:
    """The outcome of a user's last write, while it is nothing that the user hoped for."""
    last = _last_ended(history, writes, place)
    if last is None or last.outcome == "ok":
        return ""
    what = explain.deed(last)
    if last.outcome == "fail":
        return f"{what} refused: {last.reason}"
    return f"{what}: {last.reason}. It may or may not have been written."


def _notice(timeline: Timeline, writes: tuple[Operation, ...]) -> str:
    """The same; once it is known what became of an unknown one, that instead.

    A post says it itself, where it stands.
    """
    history, place = timeline.branch.history, timeline.place
    last = _last_ended(history, writes, place)
    if last is None or last.outcome != "info" or not resolution.fate(timeline, last).settled:
        return notice(history, writes, place)
    if last.action == "post":
        return ""
    word = resolution.fate(timeline, last).word
    return f"{explain.deed(last)}: {last.reason}. Seen from outside: {word}."


# -- posts


def _posts(timeline: Timeline, user: _User, rows: Mapping[Cell, Copy]) -> Iterator[PostView]:
    """The newest first: what was read, with what the user has done since."""
    people = timeline.branch.history.people.values()
    wrote = {o.cell: (o.invoked_us, o.number) for o in people if o.action == "post"}
    of_walls = merging.of_walls(rows)
    likes = merging.likes(of_walls)
    cells = {post.number: (f"wall:{post.author}", ("post", post.number))
             for post in seen.posts(rows)}  # fmt: skip
    views = {
        post.number: PostView(
            number=post.number,
            author=post.author,
            text=post.text,
            state="seen",
            posted_us=wrote.get(cells[post.number], (-1, 0))[0],
            operation=wrote.get(cells[post.number], (-1, 0))[1],
            likes=likes[post.number],
            liked=bool(of_walls.get(("like", post.number, user.name), (None, False))[1]),
            comments=tuple((author, text) for _, author, text in post.comments),
            siblings=post.siblings,
        )
        for post in seen.posts(rows)
    }
    for write in user.writes:
        _overlay(timeline, views, write, user, rows)
    yield from sorted(views.values(), key=lambda view: (-view.posted_us, view.number))


def _overlay(
    timeline: Timeline,
    views: dict[str, PostView],
    write: Operation,
    user: _User,
    rows: Mapping[Cell, Copy],
) -> None:
    """Adds what the user's own device knows of a write that the last read did not show."""
    state = _state(write, user.shown, timeline.place)
    if state is None or write.cell is None:
        return
    if write.version is not None and write.cell in rows and rows[write.cell][0] >= write.version:
        return
    number = write.cell[1][1] if write.cell[0].startswith("wall:") else ""
    if write.action == "post":
        fate = resolution.fate(timeline, write).word if state == "unknown" else ""
        views[number] = PostView(
            number, user.name, write.text, state, write.invoked_us, fate=fate,
            operation=write.number,
        )  # fmt: skip
    elif write.action == "delete" and write.cell[1][0] == "post" and state == "posted":
        views.pop(number, None)
    elif number in views and write.action in _CHANGES:
        views[number] = _CHANGES[write.action](views[number], write, state)


def _commented(view: PostView, write: Operation, state: PostState) -> PostView:
    comment = (write.user, f"{write.text}{_SIGN.get(state, '')}")
    return replace(view, comments=(*view.comments, comment))


def _edited(view: PostView, write: Operation, state: PostState) -> PostView:
    return replace(view, text=write.text, siblings=(), state=state)


def _liked(view: PostView, write: Operation, _state: PostState) -> PostView:
    """A user's own row is liked once; a count or a counter goes on."""
    like = write.action == "like"
    once = write.cell is not None and write.cell[1][0] == "like"
    if once and view.liked is like:
        return view
    return replace(view, likes=view.likes + (1 if like else -1), liked=once and like)


def _uncommented(view: PostView, write: Operation, state: PostState) -> PostView:
    gone = (write.user, write.text)
    if state != "posted" or gone not in view.comments:
        return view
    at = len(view.comments) - 1 - view.comments[::-1].index(gone)
    return replace(view, comments=(*view.comments[:at], *view.comments[at + 1 :]))


_CHANGES: dict[str, Callable[[PostView, Operation, PostState], PostView]] = {
    "comment": _commented, "edit": _edited, "like": _liked, "unlike": _liked,
    "delete": _uncommented,
}  # fmt: skip
"""What the user's own writes change of a post."""

_SIGN = {"sending": " (sending…)", "unknown": " (unknown)"}


def _state(write: Operation, shown: Operation | None, place: int) -> PostState | None:
    """How the user's device knows a write; None when the last read has overruled it."""
    if not write.ended_by(place):
        return "sending"
    if write.outcome == "info":
        return "unknown"
    overruled = shown is not None and (write.ended_at or 0) < shown.invoked_at
    return "posted" if write.outcome == "ok" and not overruled else None
