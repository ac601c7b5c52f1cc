"""Whom a command speaks of: its servers and its users, so that a file can be told of strangers."""

from collections.abc import Iterable, Iterator

from engine import faults
from engine.cluster import Command
from engine.social import BEGINNINGS, Request


def newcomers(commands: Iterable[Command]) -> tuple[set[str], set[str]]:
    """The servers that join, and the users who sign up or in."""
    servers, users = set[str](), set[str]()
    for command in commands:
        if isinstance(command, faults.Join):
            servers.add(command.server)
        if isinstance(command, Request) and command.action in BEGINNINGS:
            users.add(command.user)
    return servers, users


def strangers(command: Command, servers: set[str], users: set[str]) -> Iterator[str]:
    """What is wrong with whom a command names, in words."""
    if isinstance(command, Request):
        named = [command.user, *([command.other] if command.other else [])]
        yield from (f"{name} is no user" for name in named if name not in users)
    for name in _servers(command):
        if name not in servers:
            known = isinstance(command, faults.Cut | faults.Heal) and name in users
            yield from () if known else (f"{name} is no server",)
    if isinstance(command, faults.OnUser) and command.user not in users:
        yield f"{command.user} is no user"


def _servers(command: Command) -> tuple[str, ...]:
    """The servers that a command names; users may stand in a cut."""
    match command:
        case Request():
            return tuple(name for name in (command.via, *command.asking) if name)
        case faults.Join(_, source):
            return (source,) if source else ()
        case faults.Replace(server, source):
            return (server, source) if source else (server,)
        case (
            faults.Cut() | faults.Heal() | faults.Hold() | faults.Release() | faults.Degrade()
            | faults.Retime()
        ):  # fmt: skip
            return tuple(dict.fromkeys(end for link in command.links for end in link))
        case _:
            name = getattr(command, "server", "")
            return (name,) if name else ()
