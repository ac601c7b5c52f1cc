"""Steps from a run to a plainer one: fewer servers, usual settings, links without luck. Pure.

A step takes a run and gives another, or None where there is nothing to make plainer.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial

from engine import faults
from engine.cluster import Command, Timed
from engine.latency import Constant
from engine.social import Request
from engine.spec import RefusedError, Settings
from explorer.storms import STORM_US, Case, calmed

Step = Callable[[Case], Case | None]

PLAIN_US = (5_000, 40_000, 150_000)
"""Constant delays that are tried: with long ones more is under way at any moment."""
TAIL_US = 1_000_000
"""How long a run without a calm goes on after its last command."""


def own(case: Case) -> tuple[Timed, ...]:
    """The commands that can be taken away: all but those that make the calm."""
    if not case.calm:
        return case.commands
    return tuple(t for t in case.commands if t[0] != STORM_US or isinstance(t[1], Request))


def commanded(case: Case, commands: Sequence[Timed]) -> Case:
    """The run with these commands instead of its own, and the calm that they need."""
    return replace(case, commands=calmed(commands) if case.calm else tuple(commands))


def without_calm(case: Case) -> Case:
    """The run without its calm."""
    return replace(case, commands=own(case), calm=False)


def until(case: Case, until_us: int) -> Case:
    """The run without what is commanded later than this, unless it ends with a calm."""
    if case.calm:
        return case
    return commanded(case, [timed for timed in case.commands if timed[0] <= until_us])


def steps(case: Case) -> list[Step]:
    """Every step that can be tried on this run, the largest first."""
    found: list[Step] = [partial(_plain, us=us) for us in PLAIN_US]
    found += [partial(_constant, us=us) for us in PLAIN_US]
    return found + simpler(case)


def simpler(case: Case) -> list[Step]:
    """Those of them that leave every link as long as it is."""
    found: list[Step] = [_lossless, _clocks_in_order, _as_all]
    found += [partial(_without_server, name=name) for name in case.spec.names]
    found += [partial(_without_user, name=user.name) for user in case.spec.users]
    found += [
        partial(_usual, name=field.name)
        for field in fields(Settings)
        if field.name not in ("n", "r", "w")
    ]
    return found


def last_steps() -> list[Step]:
    """What makes a small run easier to read: round times, and a near end."""
    return [partial(_round, unit_us=unit_us) for unit_us in (10_000, 1_000)] + [_ended_soon]


def _lossless(case: Case) -> Case:
    links = tuple(replace(link, loss=0.0) for link in case.spec.links)
    return replace(case, spec=replace(case.spec, loss=0.0, links=links))


def _constant(case: Case, us: int) -> Case | None:
    if isinstance(case.spec.latency, Constant) and not case.spec.links:
        return None
    return replace(case, spec=replace(case.spec, latency=Constant(us), links=()))


def _clocks_in_order(case: Case) -> Case:
    servers = tuple(replace(server, skew_us=0) for server in case.spec.servers)
    return replace(case, spec=replace(case.spec, servers=servers))


def _as_all(case: Case) -> Case:
    """No request has an N, R or W of its own."""
    plain = [
        (at_us, replace(c, n=None, r=None, w=None) if isinstance(c, Request) else c)
        for at_us, c in own(case)
    ]
    return commanded(case, plain)


def without_luck(case: Case) -> Case:
    """The run in which every message takes as long as its link takes on average."""
    links = tuple(replace(x, latency=Constant(x.latency.mean_us)) for x in case.spec.links)
    mean = Constant(case.spec.latency.mean_us)
    plain = [(at_us, _on_average(command)) for at_us, command in own(case)]
    lucky = replace(case, spec=replace(case.spec, latency=mean, links=links))
    return commanded(lucky, plain)


def _on_average(command: Command) -> Command:
    """A law that links get without luck; any other command as it is."""
    if not isinstance(command, faults.Retime) or command.latency is None:
        return command
    return replace(command, latency=Constant(command.latency.mean_us))


def _plain(case: Case, us: int) -> Case | None:
    constant = _constant(case, us)
    return constant and _clocks_in_order(_lossless(constant))


def _usual(case: Case, name: str) -> Case:
    settings = replace(case.spec.settings, **{name: getattr(Settings(), name)})
    return replace(case, spec=replace(case.spec, settings=settings))


def _without_user(case: Case, name: str) -> Case | None:
    users = tuple(
        replace(user, follows=tuple(other for other in user.follows if other != name))
        for user in case.spec.users
        if user.name != name
    )
    kept = [
        timed
        for timed in own(case)
        if not (isinstance(timed[1], Request) and name in (timed[1].user, timed[1].other))
    ]
    return commanded(replace(case, spec=replace(case.spec, users=users)), kept) if users else None


def _without_server(case: Case, name: str) -> Case | None:
    spec = case.spec
    left = tuple(server for server in spec.servers if server.name != name)
    homes = tuple(home for home in spec.homes if home != name)
    n = min(spec.settings.n, len(homes) if spec.homes else len(left))
    if not left or not n:
        return None
    settings = replace(spec.settings, n=n, r=min(spec.settings.r, n), w=min(spec.settings.w, n))
    users = tuple(
        replace(user, server=left[0].name if user.server == name else user.server)
        for user in spec.users
    )
    links = tuple(link for link in spec.links if name not in (link.a, link.b))
    try:
        leader = "" if spec.leader == name else spec.leader
        fewer = replace(spec, servers=left, links=links, users=users, settings=settings,
                        homes=homes, leader=leader)  # fmt: skip
    except RefusedError:
        return None
    kept = [(at_us, c) for at_us, old in own(case) if (c := _elsewhere(old, name)) is not None]
    return commanded(replace(case, spec=fewer), kept)


def _elsewhere(command: Command, name: str) -> Command | None:
    """The command on a cluster without this server; None where nothing is left of it."""
    if isinstance(command, Request):
        via = "" if command.via == name else command.via
        return replace(command, via=via, asking=tuple(s for s in command.asking if s != name))
    if getattr(command, "server", "") == name:
        return None
    if isinstance(command, _ON_LINKS):
        left = tuple(link for link in command.links if name not in link)
        return replace(command, links=left) if left or not command.links else None
    return command


_ON_LINKS = (faults.Cut, faults.Heal, faults.Hold, faults.Release, faults.Degrade, faults.Retime)


def _round(case: Case, unit_us: int) -> Case:
    rounded = [(at_us // unit_us * unit_us, command) for at_us, command in own(case)]
    return commanded(case, rounded)


def _ended_soon(case: Case) -> Case | None:
    if case.calm:
        return None
    last_us = max((at_us for at_us, _ in case.commands), default=0)
    return replace(case, end_us=min(case.end_us, last_us + TAIL_US))
