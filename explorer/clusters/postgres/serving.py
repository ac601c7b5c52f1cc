"""One request of a user: what it reads, what it writes, how it ends, told as the engine tells it.

What a request means is the engine's (`engine.social`): here is how PostgreSQL does it. A user is at
a server's place and reads there; writes go from there to the primary. Guarantees of a user session
are a position in the log that a read demands: a standby replays in the primary's order, so a token
keeps causal order as well.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from engine import social
from engine.seen import SeenPost
from engine.social import Plan, Request, UserSession
from engine.spec import CAUSAL, TOKENS, RefusedError
from engine.values import Cell, Copy, Entry, Value, merge
from explorer.clusters.postgres import passwords
from explorer.clusters.postgres.asking import (
    Answer,
    BehindError,
    Committed,
    Token,
    Told,
    UnavailableError,
    UnknownError,
)
from explorer.clusters.postgres.lines import AwayError, LateError
from explorer.clusters.postgres.run import Run

FIND_LIMIT_S = 2.0


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation under way."""

    number: int
    request: Request
    plan: Plan
    place: str
    """Near which server its user is."""
    r: int
    w: int
    until_s: float
    """When its user gives up, by `time.monotonic`."""


async def serve(run: Run, request: Request) -> None:
    """Does what a user asks, and tells how it goes and how it ends."""
    number = run.number()
    # The engine makes a session token of an operation's number, which anybody could guess.
    secret = secrets.randbits(62) if request.action == "sign_in" else number
    session = run.session_of(request)
    place = _place(run, request, session)
    try:
        r, w = _numbers(run, request)
        plan = _planned(run, request, session, secret)
    except RefusedError as refusal:
        _invoked(run, number, request, place, Plan())
        run.tell("fail", number, str(refusal))
        return
    _invoked(run, number, request, place, plan)
    if (request.n, request.r, request.w) != (None, None, None):
        run.tell("with_own", number, run.settings.n, r, w)
    if request.action == "post" and plan.cell is not None and request.user in run.sessions:
        post = SeenPost(plan.cell[1][1], request.user, request.text)
        run.sessions[request.user] = replace(session, seen=(*session.seen, post))
    found = await do(run, Operation(number, request, plan, place, r, w, run.limit_s()))
    if found is not None and (request.user in run.sessions or request.action == "sign_in"):
        session = run.session_of(request)
        run.sessions[request.user] = social.learn(session, request, found, secret)


def _place(run: Run, request: Request, session: UserSession) -> str:
    sticky = (session.guarantee or run.settings.user_session) == "sticky"
    return session.server if sticky or request.via not in run.spec.names else request.via


def _numbers(run: Run, request: Request) -> tuple[int, int]:
    """R and W of a request. Raises RefusedError for what this cluster cannot do."""
    r, w, n = request.r or run.settings.r, request.w or run.settings.w, len(run.spec.names)
    if request.n not in (None, n):
        raise RefusedError(f"every server holds everything here, so N is {n}")
    if not 1 <= r <= n:
        raise RefusedError(f"R is 1 to N = {n}, not {r}")
    if w not in (1, run.settings.w):
        raise RefusedError(
            f"how many standbys a write waits for is the cluster's: W is 1 or {run.settings.w}"
        )
    return r, w


def _planned(run: Run, request: Request, session: UserSession, number: int) -> Plan:
    if request.user in run.closed or request.other in run.closed:
        raise RefusedError("that account is closed")
    if request.user not in run.sessions and request.action not in social.BEGINNINGS:
        raise RefusedError(f"{request.user} is not signed in")
    unknown = [s for s in (request.via, *request.asking) if s and s not in run.spec.names]
    if unknown:
        raise RefusedError(f"there is no server {', '.join(unknown)}")
    if request.action not in social.ACTIONS:
        raise RefusedError(f"this is a social network, which cannot {request.action}")
    plan = social.ACTIONS[request.action](request, session, number)
    if run.settings.sign_in == "checked" and session.token and (
        request.action not in social.BEGINNINGS
    ):  # fmt: skip
        plan = replace(plan, session=social.session_key(session.token))
    return plan


def _invoked(run: Run, number: int, request: Request, place: str, plan: Plan) -> None:
    kind = "read" if request.action in social.READS else "write"
    text = request.text or request.post or request.other
    who = (request.user, request.action, place, kind, request.name, text)
    run.tell("invoked", number, *who, plan.reads, plan.cell)


# -- an operation


async def do(run: Run, operation: Operation) -> dict[Cell, Copy] | None:
    """Does an operation that was told of, and tells how it ends; what was found or written."""
    try:
        return await _do(run, operation)
    except RefusedError as refusal:
        run.tell("fail", operation.number, str(refusal))
    except (UnavailableError, AwayError, LateError) as error:
        run.tell("unavailable", operation.number, str(error) or "timed out")
    except UnknownError as error:
        run.tell("info", operation.number, str(error))
    return None


async def _do(run: Run, operation: Operation) -> dict[Cell, Copy]:
    request, plan = operation.request, operation.plan
    if (request.user, operation.place) in run.blocked:
        await asyncio.sleep(max(0.0, operation.until_s - time.monotonic()))
        raise UnavailableError(f"timed out: no way to {operation.place}, the link is cut")
    found = await _look(run, operation) if plan.looks else {}
    await _check(request, plan, found)
    if plan.cell is not None:
        written = await _write(run, operation)
        run.tell("ok", operation.number, ())
        run.spreading.acknowledged(written, run.now_us)
        return dict(written)
    shown = {cell: copy for cell, copy in found.items() if cell[0] in plan.reads}
    result = tuple(sorted((cell, copy[0]) for cell, copy in shown.items()))
    run.tell("ok", operation.number, result)
    return shown


async def _check(request: Request, plan: Plan, found: dict[Cell, Copy]) -> None:
    """Raises RefusedError when the request cannot go on after its reads found this."""
    if request.action != "sign_in":
        refusal = social.verdict(request, plan, found)
        if refusal is not None:
            raise RefusedError(refusal)
        return
    copy = found.get((f"account:{request.user}", ("account",)))
    if copy is None:
        raise RefusedError(f"there is no user {request.user}")
    if not await asyncio.to_thread(passwords.fits, request.key, copy[1]):
        raise RefusedError(f"wrong password for {request.user}")


# -- reads


async def _look(run: Run, operation: Operation) -> dict[Cell, Copy]:
    """What is found under the keys that an operation looks up."""
    looks, thinking_us = operation.plan.looks, operation.request.thinking_us
    if not thinking_us:
        return await _read(run, operation, looks)
    later = operation.plan.reads[1:]
    first = await _read(run, operation, tuple(key for key in looks if key not in later))
    run.tell("thinks", operation.number, thinking_us)
    await asyncio.sleep(thinking_us * run.terms.stretch / 1_000_000)
    return {**first, **await _read(run, operation, later)}


async def _read(run: Run, operation: Operation, keys: tuple[str, ...]) -> dict[Cell, Copy]:
    servers = asked_of(run, operation)
    run.tell("asked", operation.number, "read", servers, operation.r)
    answers = await _demand(run, operation, servers, keys)
    user = operation.request.user
    seen = max(answer.position for answer in answers)
    run.tokens[user] = max(seen, run.tokens.get(user, 0))
    return merge(answer.entries for answer in answers)


def asked_of(run: Run, operation: Operation) -> tuple[str, ...]:
    """The servers that a read asks: as `ask` says, the user's own first."""
    named = operation.request.asking or run.settings.asking
    if named:
        return named
    servers = run.spec.names
    if run.settings.ask == "random":
        return tuple(random.sample(servers, operation.r))
    here = operation.place
    others = (server for server in servers if server != here)
    nearest = (here, *sorted(others, key=lambda other: (run.latency(here, other).mean_us, other)))
    return nearest if run.settings.ask == "all" else nearest[: operation.r]


async def _demand(
    run: Run, operation: Operation, servers: tuple[str, ...], keys: tuple[str, ...]
) -> list[Answer]:
    """Answers that are as new as the user session demands of each server."""
    number, request, place = operation.number, operation.request, operation.place
    guarantee = run.session_of(request).guarantee or run.settings.user_session
    position = run.tokens.get(request.user, 0) if guarantee in (*TOKENS, *CAUSAL) else 0
    asked = (place, servers, operation.r, keys, operation.until_s)

    def came(server: str) -> None:
        run.tell("replied", number, server)

    try:
        return await run.asking.read(*asked, Token(position, waits=False), came)
    except BehindError as behind:
        if guarantee == "token-refuse":
            reason = f"{behind} is behind what {request.user} has seen or written"
            raise UnavailableError(reason) from None
        if guarantee != "token-forward":
            run.tell("waits", number, str(behind))
            return await run.asking.read(*asked, Token(position), came)
    primary = await run.asking.primary.of(place, operation.until_s)
    run.tell("forwarded", number, primary)
    here = (place, (primary,), 1, keys, operation.until_s)
    return await run.asking.read(*here, Token(position), came)


# -- writes


async def _write(run: Run, operation: Operation) -> tuple[Entry, ...]:
    number, rows = operation.number, await _rows(operation)
    entries: tuple[Entry, ...] = ()

    def stamped(_primary: str, made: tuple[Entry, ...]) -> None:
        nonlocal entries
        entries = made
        run.stamped(number, entries)
        run.tell("asked", number, "write", run.spec.names, operation.w)

    def committed(done: Committed) -> None:
        run.spreading.committed(number, done.primary, entries, done.position, done.replayed)

    def lost(primary: str) -> None:
        run.lines.tidy(_find(run, primary, entries, committed))

    told = Told(stamped, committed, lost)
    level = run.level(operation.w)
    done = await run.asking.write(operation.place, rows, level, operation.until_s, told)
    committed(done)
    user = operation.request.user
    run.tokens[user] = max(done.position, run.tokens.get(user, 0))
    return entries


async def _find(
    run: Run, primary: str, entries: tuple[Entry, ...], committed: Callable[[Committed], None]
) -> None:
    """Looks whether a primary has a write of which its connection did not tell any more."""
    with suppress(AwayError, LateError):
        found = await run.asking.read_all(primary, run.within(FIND_LIMIT_S))
        if set(entries) <= set(found.entries):
            committed(Committed(primary, found.position, ()))


async def _rows(operation: Operation) -> tuple[tuple[Cell, Value], ...]:
    """What a write writes; of a password what is to be stored of it."""
    plan, request = operation.plan, operation.request
    assert plan.cell is not None
    if request.action == "sign_up":
        return ((plan.cell, await asyncio.to_thread(passwords.hidden, request.key)),)
    return ((plan.cell, plan.value), *plan.also)
