"""What can be done to a real cluster, of the engine's faults.

Rules this file keeps: what cannot be done is refused with the reason, and nothing like it is done
instead; a fault is told of once it is done.
"""

from collections.abc import Awaitable, Callable, Iterable
from itertools import permutations

from engine import faults
from engine.faults import Direction, Fault
from engine.latency import facts
from engine.spec import RefusedError
from explorer.clusters.capabilities import POSTGRES
from explorer.clusters.postgres.run import Run

Do = Callable[..., Awaitable[object]]
"""Asks the keeper: a word of `doings`, and what it takes by name."""

LOOK_LIMIT_S = 10.0
BEFORE = 0
"""The operation of what was there before the run, as in the engine's events: none."""


async def inject(run: Run, do: Do, fault: Fault) -> None:
    """Does it and tells of it. Raises RefusedError for what PostgreSQL, or this part, cannot."""
    match fault:
        case faults.Lag() | faults.Promote() | faults.Rejoin():
            await _on_primary(run, do, fault)
        case _ if isinstance(fault, faults.OnServer):
            await _on_server(run, do, fault)
        case _:
            await _on_others(run, do, fault)


async def _on_server(run: Run, do: Do, fault: faults.OnServer) -> None:
    match fault:
        case faults.Crash(server):
            await do("crash", server=server)
            await run.lines.forget(server)
            run.tell("crashed", server, ())
        case faults.Wipe(server):
            await do("wipe", server=server)
            await run.lines.forget(server)
            run.tell("wiped", server)
            run.spreading.wiped(server)
        case faults.Restart(server):
            is_new = await do("restart", server=server)
            run.tell("restarted", server)
            if is_new:
                await _as_new(run, server)
        case faults.Pause(server):
            await do("pause", server=server)
            run.tell("paused", server)
        case faults.Resume(server):
            await do("resume", server=server)
            run.tell("resumed", server)
        case _:
            raise _refused(fault)


async def _on_others(run: Run, do: Do, fault: Fault) -> None:
    match fault:
        case faults.Cut(links, False):
            await _cut(run, do, links)
        case faults.Partition(shape, server):
            await _cut(run, do, faults.partition(shape, run.spec.names, server))
        case faults.Heal(links):
            await _heal(run, do, links)
        case faults.Retime(links, latency):
            for one, other in pairs(links or all_links(run)):
                wanted = latency or run.latency(one, other)
                await do("delay", one=one, other=other, us=run.stretched(wanted.mean_us))
            run.tell("retimed", links, latency and facts(latency))
        case faults.Change(name, value):
            await _change(run, do, name, value)
        case faults.Demand() | faults.MoveUser() | faults.RemoveUser():
            _on_user(run, fault)
        case _:
            raise _refused(fault)


def _refused(fault: Fault) -> RefusedError:
    return RefusedError(f"{type(fault).__name__} cannot be done to PostgreSQL here")


# -- links


def pairs(links: Iterable[Direction]) -> list[Direction]:
    """The links between servers, each once; a relay is both its directions."""
    return [(a, b) for a, b in dict.fromkeys(tuple(sorted(link)) for link in links)]


def all_links(run: Run) -> tuple[Direction, ...]:
    """Every link between servers, both ways."""
    return tuple(permutations(run.spec.names, 2))


def _of_servers(run: Run, links: Iterable[Direction]) -> tuple[Direction, ...]:
    return tuple(link for link in links if set(link) <= set(run.spec.names))


async def _cut(run: Run, do: Do, links: tuple[Direction, ...]) -> None:
    real = _of_servers(run, links)
    if any((b, a) not in real for a, b in real):
        raise RefusedError("a link between real servers is cut both ways")
    for one, other in pairs(real):
        await do("cut", one=one, other=other)
    users = set(run.spec.names) | set(run.sessions)
    fresh = tuple(x for x in links if set(x) <= users and x not in run.blocked)
    run.blocked.update(fresh)
    run.tell("cut", fresh)


async def _heal(run: Run, do: Do, links: tuple[Direction, ...]) -> None:
    healed = tuple(sorted(run.blocked & set(links) if links else run.blocked))
    for one, other in pairs(_of_servers(run, healed)):
        await do("heal", one=one, other=other)
    run.blocked.difference_update(healed)
    run.tell("healed", healed)


# -- settings and users


async def _change(run: Run, do: Do, name: str, value: int | str | None) -> None:
    if reason := POSTGRES.refuses(faults.Change(name, value), run.spec.names):
        raise RefusedError(reason)
    settings = run.settings.changed(name, value, len(run.spec.names))
    run.settings = settings
    if name in ("w", "acks"):
        await do("require", k=settings.w - 1, level=run.level(settings.w))
    run.tell("changed", name, value)


def _on_user(run: Run, fault: faults.OnUser) -> None:
    session = run.sessions.get(fault.user)
    if session is None:
        raise RefusedError(f"there is no user {fault.user}")
    match fault:
        case faults.MoveUser(user, server):
            run.move(user, server)
            run.tell("moved", user, server)
        case faults.Demand(user, guarantee):
            run.demand(user, guarantee)
            run.tell("demands", user, guarantee)
        case faults.RemoveUser(user):
            del run.sessions[user]
            run.closed.add(user)
            run.tell("removed", user)


# -- the primary, and who follows it


async def _on_primary(run: Run, do: Do, fault: faults.OnPrimary) -> None:
    match fault:
        case faults.Lag(server, by_us):
            await do("lag", server=server, us=run.stretched(by_us))
            run.tell("slowed", server, by_us, "apply")
        case faults.Promote(server):
            await _promote(run, do, server)
        case faults.Rejoin(server):
            await _rejoin(run, do, server)


async def _promote(run: Run, do: Do, server: str) -> None:
    with run.spreading.changing():
        await do("promote", server=server)
        rows = await run.asking.read_all(server, run.within(LOOK_LIMIT_S))
        run.tell("promoted", server)
        run.spreading.promoted(server, rows.entries, run.writers)
    run.asking.primary.forget()


async def _as_new(run: Run, server: str) -> None:
    """A server that was made anew has what the primary has, and what was there before the run."""
    run.spreading.follows(server)
    rows = await run.asking.read_all(server, run.within(LOOK_LIMIT_S))
    before = dict.fromkeys(((cell, copy[0]) for cell, copy in run.before), BEFORE)
    run.spreading.found(server, rows.entries, before | run.writers)
    run.asking.primary.forget()


async def _rejoin(run: Run, do: Do, server: str) -> None:
    await do("rejoin", server=server)
    await run.lines.forget(server)
    rows = await run.asking.read_all(server, run.within(LOOK_LIMIT_S))
    lost = run.spreading.rejoined(server, rows.entries, run.writers)
    run.tell("rewound", server, lost)
    run.asking.primary.forget()
