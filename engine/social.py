"""The social network: what a user can ask for, and which cells that reads and writes. Pure.

Rows of a key: `wall:X` has X's posts, their comments and likes; `follows:X` has rows for each user
whom X has followed; `account:X` has salt and key; `session:TOKEN` says who signed in. What several
rows say together is in `engine.merging`.
Two users who follow each other are friends.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from engine import merging, seen, walls
from engine.seen import SeenPost
from engine.spec import RefusedError, UserSpec
from engine.values import Cell, Copy, Entry, Row, Value
from engine.versions import GENESIS, Version

LONGEST_TEXT = 1_000
"""Characters that a post or a comment may have."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")


@dataclass(frozen=True, slots=True)
class Request:
    """What one user asks of the network.

    `via` names the server that it is sent to (else the user's own), `asking` the servers that a
    read asks (else the nearest homes), `name` what a script calls it; `n`, `r` and `w` are its own
    (else the cluster's). Passwords never come here: `salt` and `key` are made from them once, when
    the request is made.
    """

    action: str
    user: str
    text: str = ""
    post: str = ""
    other: str = ""
    salt: str = ""
    key: str = field(default="", repr=False)
    via: str = ""
    asking: tuple[str, ...] = ()
    name: str = ""
    n: int | None = None
    r: int | None = None
    w: int | None = None
    thinking_us: int | None = None
    """How long after the ACL the wall is read, for a page (None: at the same moment)."""


@dataclass(frozen=True, slots=True)
class UserSession:
    """What a user's device remembers: where it is attached, whom it follows, what it has seen."""

    user: str
    server: str
    follows: tuple[str, ...] = ()
    seen: tuple[SeenPost, ...] = ()
    token: str = ""
    demands: tuple[tuple[Cell, Version], ...] = ()
    """The newest version of each item that the user has written or seen: the session's token."""
    before: tuple[tuple[Cell, Version], ...] = ()
    """What the user's next write depends on."""
    friends: tuple[str, ...] = ()
    """Who of those followed was seen to follow back."""
    guarantee: str = ""
    """What it demands; empty: what the cluster's setting says."""
    edits: bool = False
    """Whether the user is the editor, at a site of articles."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The keys that a request reads first, and then the cells of one key that it writes, if any.

    `law` names how `cell` and `value` become rows once the reads are done (see `engine.writing`).
    """

    reads: tuple[str, ...] = ()
    cell: Cell | None = None
    value: Value = None
    also: tuple[tuple[Cell, Value], ...] = ()
    """What is written in the same message, beside `cell`."""
    law: str = ""
    above: Version = GENESIS
    """What is written is newer than this, whatever the coordinator's clock says."""
    session: str = ""
    """The key of the user session that has to be known first; empty: no request is checked."""

    @property
    def looks(self) -> tuple[str, ...]:
        """All keys that are looked up first: what is read, and the user session."""
        return (*self.reads, self.session) if self.session else self.reads

    @property
    def kind(self) -> str:
        """'write' when it changes anything, else 'read'."""
        return "read" if self.cell is None else "write"


def verdict(request: Request, plan: Plan, found: Mapping[Cell, Copy]) -> str | None:
    """Why the request cannot go on after its reads found this; None when it can."""
    if plan.session and (plan.session, ("session",)) not in found:
        return f"signed out? Nobody who was asked knows {request.user}'s session token"
    check = _CHECKS.get(request.action)
    return check(request, found) if check else None


def learn(
    session: UserSession, request: Request, found: Mapping[Cell, Copy], number: int
) -> UserSession:
    """What the user's device remembers after this request was answered."""
    match request.action:
        case "feed":
            follows = followed(request.user, found)
            mutual = friends(request.user, follows, found)
            posts = seen.after_feed(session.seen, request.user, found)
            return replace(session, follows=follows, seen=posts, friends=mutual)
        case "page":
            posts = walls.after_page(session.seen, request.other, request.user, found)
            return replace(session, seen=posts)
        case "post" | "edit":
            return replace(session, seen=seen.after_write(session.seen, request.text, found))
        case "follow":
            return replace(session, follows=tuple(sorted({*session.follows, request.other})))
        case "unfollow":
            return replace(session, follows=tuple(u for u in session.follows if u != request.other))
        case "sign_in":
            return replace(session, token=token_of(request.user, number))
        case _:
            return session


def followed(user: str, found: Mapping[Cell, Copy]) -> tuple[str, ...]:
    """Whom `user` follows, by the rows found."""
    return merging.members(merging.of_key(f"follows:{user}", found))


def friends(user: str, follows: tuple[str, ...], found: Mapping[Cell, Copy]) -> tuple[str, ...]:
    """Those followed who follow back, by the rows found."""
    mine: defaultdict[str, dict[Row, Copy]] = defaultdict(dict)
    for (key, row), copy in found.items():
        if row[0] == user and key.startswith("follows:"):
            mine[key][row] = copy
    return tuple(o for o in follows if user in merging.members(mine.get(f"follows:{o}", {})))


def verifier(key: str) -> str:
    """What is stored of a key: enough to recognise it, and not enough to sign in with."""
    return sha256(key.encode()).hexdigest()


def token_of(user: str, number: int) -> str:
    """The token of the user session that operation `number` begins."""
    return sha256(f"{user}/{number}".encode()).hexdigest()[:16]


def session_key(token: str) -> str:
    """The key that says who signed in with this token."""
    return f"session:{token}"


def genesis(users: tuple[UserSpec, ...]) -> list[Entry]:
    """All that every home server holds before the run: accounts, follows, posts."""
    cells: dict[Cell, Value] = {}
    for user in users:
        cells[f"account:{user.name}", ("account",)] = (user.salt, verifier(user.key))
        cells.update({(f"follows:{user.name}", (other,)): True for other in user.follows})
        for i, text in enumerate(user.posts):
            cells[f"wall:{user.name}", ("post", f"{user.name}#0.{i}")] = text
    return [(cell, (GENESIS, value)) for cell, value in cells.items()]


def known_from_genesis(users: tuple[UserSpec, ...], before: merging.ByKey) -> list[UserSession]:
    """The user sessions of those who signed in, and read, before the run."""
    posts = {user.name: seen.posts(before.get(f"wall:{user.name}", {})) for user in users}
    follow = {user.name: frozenset(user.follows) for user in users}
    return [
        UserSession(
            user.name, user.server, user.follows,
            seen.in_order(p for u in (user.name, *user.follows) for p in posts.get(u, ())),
            friends=tuple(u for u in user.follows if user.name in follow.get(u, ())),
            guarantee=user.user_session,
        )
        for user in users
    ]  # fmt: skip


def _text(text: str, what: str) -> str:
    if not text.strip():
        raise RefusedError(f"an empty {what} says nothing: write a few words")
    if len(text) > LONGEST_TEXT:
        most = f"{LONGEST_TEXT:,}"
        raise RefusedError(f"a {what} has at most {most} characters; this has {len(text):,}")
    return text


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        rule = "a letter, then up to 19 letters, digits or _"
        raise RefusedError(f"{name!r} is no user name: {rule}")
    return name


def _seen(session: UserSession, reference: str) -> SeenPost:
    """The post with this number, else the newest with this text, among what the user has seen."""
    for post in reversed(session.seen):
        if post.is_called(reference):
            return post
    raise RefusedError(f"{session.user} has not seen a post «{reference}»")


def _other(request: Request) -> str:
    if request.other == request.user:
        raise RefusedError(f"{request.user} cannot follow {request.user}")
    return request.other


def _post(request: Request, _session: UserSession, number: int) -> Plan:
    post = f"{request.user}#{number}"
    return Plan((), (f"wall:{request.user}", ("post", post)), _text(request.text, "post"))


def _comment(request: Request, session: UserSession, number: int) -> Plan:
    post = _seen(session, request.post)
    row = ("comment", post.number, str(number))
    return Plan((), (f"wall:{post.author}", row), (request.user, _text(request.text, "comment")))


def _like(request: Request, session: UserSession, _number: int) -> Plan:
    post = _seen(session, request.post)
    cell = (f"wall:{post.author}", ("like", post.number, request.user))
    return Plan((), cell, request.action == "like")


def _edit(request: Request, session: UserSession, _number: int) -> Plan:
    """The author may, and the author's friends, as far as the user's device knows."""
    post = _seen(session, request.post)
    if request.user != post.author and post.author not in session.friends:
        alone = f"only {post.author} and {post.author}'s friends can edit it"
        raise RefusedError(f"«{post.text}» is {post.author}'s post: {alone}")
    return Plan((), (f"wall:{post.author}", ("post", post.number)), _text(request.text, "post"))


def _delete(request: Request, session: UserSession, _number: int) -> Plan:
    comment = _own_comment(session, request.post)
    if comment is not None:
        return Plan((), comment, None)
    post = _seen(session, request.post)
    if post.author != request.user:
        owner_alone = f"only {post.author} can delete it"
        raise RefusedError(f"«{post.text}» is {post.author}'s post: {owner_alone}")
    return Plan((), (f"wall:{post.author}", ("post", post.number)), None)


def _own_comment(session: UserSession, reference: str) -> Cell | None:
    """The user's newest comment with this text, unless a post is called so."""
    if any(post.is_called(reference) for post in session.seen):
        return None
    return next(
        (
            (f"wall:{post.author}", ("comment", post.number, identity))
            for post in reversed(session.seen)
            for identity, author, text in reversed(post.comments)
            if author == session.user and text == reference
        ),
        None,
    )


def _follow(request: Request, _session: UserSession, _number: int) -> Plan:
    other = _other(request)
    return Plan((f"account:{other}",), (f"follows:{request.user}", (other,)), True)  # noqa: FBT003


def _unfollow(request: Request, _session: UserSession, _number: int) -> Plan:
    return Plan((), (f"follows:{request.user}", (_other(request),)), False)  # noqa: FBT003


def _feed(request: Request, session: UserSession, _number: int) -> Plan:
    users = (request.user, *(user for user in session.follows if user != request.user))
    return Plan(tuple(f"{what}:{user}" for user in users for what in ("wall", "follows")))


def _page(request: Request, _session: UserSession, _number: int) -> Plan:
    return Plan(walls.keys(request.other))


def _hide(request: Request, _session: UserSession, _number: int) -> Plan:
    if request.other == request.user:
        raise RefusedError(f"{request.user} cannot hide from {request.user}")
    return Plan((), walls.rule(request.user, request.other), request.action == "hide")


def _sign_up(request: Request, _session: UserSession, _number: int) -> Plan:
    key = f"account:{_name(request.user)}"
    return Plan((key,), (key, ("account",)), (request.salt, verifier(request.key)))


def _sign_in(request: Request, _session: UserSession, number: int) -> Plan:
    cell = (session_key(token_of(request.user, number)), ("session",))
    return Plan((f"account:{_name(request.user)}",), cell, request.user)


ACTIONS: dict[str, Callable[[Request, UserSession, int], Plan]] = {
    "post": _post, "comment": _comment, "like": _like, "unlike": _like, "edit": _edit,
    "delete": _delete, "follow": _follow, "unfollow": _unfollow, "feed": _feed,
    "page": _page, "hide": _hide, "unhide": _hide,
    "sign_up": _sign_up, "sign_in": _sign_in,
}  # fmt: skip
"""Each thing that a user can ask for, and how it is planned."""

READS = ("feed", "page")
"""What changes nothing."""

BEGINNINGS = ("sign_up", "sign_in")
"""What somebody without a user session can ask for."""


def _account(user: str, found: Mapping[Cell, Copy]) -> Value:
    copy = found.get((f"account:{user}", ("account",)))
    return None if copy is None else copy[1]


def _not_taken(request: Request, found: Mapping[Cell, Copy]) -> str | None:
    taken = _account(request.user, found) is not None
    return f"the name {request.user} is taken" if taken else None


def _password_fits(request: Request, found: Mapping[Cell, Copy]) -> str | None:
    account = _account(request.user, found)
    if account is None:
        return f"there is no user {request.user}"
    fits = bool(request.key) and account == (request.salt, verifier(request.key))
    return None if fits else f"wrong password for {request.user}"


def _exists(request: Request, found: Mapping[Cell, Copy]) -> str | None:
    known = _account(request.other, found) is not None
    return None if known else f"there is no user {request.other}"


_CHECKS: dict[str, Callable[[Request, Mapping[Cell, Copy]], str | None]] = {
    "sign_up": _not_taken, "sign_in": _password_fits, "follow": _exists,
}  # fmt: skip
