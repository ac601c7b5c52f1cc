"""The applications that a cluster can serve: who asks for what, and what that becomes. Pure.

A cluster serves one of them (`ClusterSpec.application`) and refuses what belongs to another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from engine import articles, merging, social
from engine.social import Plan, Request, UserSession
from engine.spec import RefusedError, UserSpec
from engine.values import Cell, Copy, Entry

ACTIONS = {"social": social.ACTIONS, "articles": articles.ACTIONS}
"""By application: each thing that can be asked for, and how it is planned."""

READS = (*social.READS, *articles.READS)
"""What changes nothing."""

PERSISTENT = ("articles",)
"""Where a person's own device asks again what was not answered, as often as `retries` says."""

STALE_IS_FINE = ("articles",)
"""Where an old answer does its user no harm: it is counted, and no cause for alarm."""

_ARE = {"social": "a social network", "articles": "a site of articles"}


def plan(application: str, request: Request, session: UserSession, number: int) -> Plan:
    """What operation `number` does for this request; raises RefusedError, in words."""
    actions = ACTIONS[application]
    if request.action not in actions:
        verb, known = request.action.replace("_", "-"), ", ".join(actions).replace("_", "-")
        raise RefusedError(f"this is {_ARE[application]}, which cannot {verb}: it has {known}")
    return actions[request.action](request, session, number)


def learn(
    session: UserSession, request: Request, found: Mapping[Cell, Copy], number: int
) -> UserSession:
    """What the user's device remembers after this request was answered."""
    if request.action in articles.ACTIONS:
        return articles.learn(session, request, found)
    return social.learn(session, request, found, number)


@lru_cache(maxsize=4)
def genesis(users: tuple[UserSpec, ...]) -> tuple[Entry, ...]:
    """All that every home server holds before the run."""
    return (*social.genesis(users), *articles.genesis(users))


def sessions(users: tuple[UserSpec, ...], entries: Sequence[Entry]) -> dict[str, UserSession]:
    """The user sessions of those who were there, and read, before the run."""
    opened = articles.known_from_genesis(entries)
    known = social.known_from_genesis(users, merging.by_key(entries))
    return {
        user.name: replace(session, seen=(*session.seen, *opened), edits=user.articles is not None)
        for user, session in zip(users, known, strict=True)
    }
