"""The article site: one editor publishes and corrects, readers open one article at a time. Pure.

The second application beside the social network, on the same rows: `page:TITLE` has one row with
the text, as the pages of a load have, and a correction writes that row again. A device remembers
the articles that it has opened as it remembers posts. What is not answered is asked again by
itself (see `engine.clients`): reading twice changes nothing, and writing the same text twice does
no harm.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from engine.seen import SeenPost
from engine.social import LONGEST_TEXT, Plan, Request, UserSession
from engine.spec import RefusedError, UserSpec
from engine.values import Cell, Copy, Entry
from engine.versions import GENESIS

LONGEST_TITLE = 60
"""Characters that a title may have."""


def cell(title: str) -> Cell:
    """The row of the article with this title."""
    return f"page:{title}", ("text",)


def title_of(key: str) -> str:
    """The title of the article that this key is of."""
    return key.removeprefix("page:")


def genesis(users: Iterable[UserSpec]) -> list[Entry]:
    """The articles that every home server holds before the run."""
    published = (article for user in users for article in user.articles or ())
    return [(cell(title), (GENESIS, text)) for title, text in published]


def known_from_genesis(entries: Iterable[Entry]) -> tuple[SeenPost, ...]:
    """The articles that everybody has opened before the run."""
    return tuple(_opened(where, copy) for where, copy in entries if where[0].startswith("page:"))


def learn(session: UserSession, request: Request, found: Mapping[Cell, Copy]) -> UserSession:
    """What the device remembers after it was answered: of this article what it was given last."""
    others = tuple(article for article in session.seen if article.number != request.post)
    where = cell(request.post)
    now = (_opened(where, found[where]),) if where in found else ()
    return replace(session, seen=(*others, *now))


def _opened(where: Cell, copy: Copy) -> SeenPost:
    return SeenPost(title_of(where[0]), "", str(copy[1]), newest=copy[0])


def _published(session: UserSession, title: str) -> bool:
    return any(article.number == title for article in session.seen)


def _publish(request: Request, session: UserSession, _number: int) -> Plan:
    if _published(session, request.post):
        raise RefusedError(f"«{request.post}» is published already: correct it")
    return _write(request, session)


def _correct(request: Request, session: UserSession, _number: int) -> Plan:
    plan = _write(request, session)
    if not _published(session, request.post):
        raise RefusedError(f"{request.user} has not published an article «{request.post}»")
    return plan


def _write(request: Request, session: UserSession) -> Plan:
    if not session.edits:
        raise RefusedError(f"{request.user} is a reader: only the editor can {request.action}")
    _check(request.post, "title", LONGEST_TITLE)
    _check(request.text, "text", LONGEST_TEXT)
    return Plan((), cell(request.post), request.text)


def _check(text: str, what: str, most: int) -> None:
    if not text.strip():
        raise RefusedError(f"an article has a {what}: write a few words")
    if len(text) > most:
        raise RefusedError(f"a {what} has at most {most:,} characters; this has {len(text):,}")


def _read(request: Request, _session: UserSession, _number: int) -> Plan:
    return Plan((cell(request.post)[0],))


ACTIONS: dict[str, Callable[[Request, UserSession, int], Plan]] = {
    "publish": _publish, "correct": _correct, "read": _read,
}  # fmt: skip
"""Each thing that somebody can ask the site for, and how it is planned."""

READS = ("read",)
"""What changes nothing."""
