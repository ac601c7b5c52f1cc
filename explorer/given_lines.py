"""A command that was given by hand as a line, and back again: so it is kept in a recording."""

from dataclasses import dataclass, field, replace

from engine.cluster import Command, Timed
from engine.social import Request
from explorer import script
from explorer.telling import tell, tell_sealed


@dataclass(frozen=True, slots=True)
class Given:
    """A command that was given by hand, as a line; of a password salt and key are kept, not it."""

    at_us: int
    line: str
    name: str = ""
    salt: str = ""
    key: str = field(default="", repr=False)


def given_of(timed: Timed) -> Given:
    """A command as it is recorded."""
    at_us, command = timed
    if not isinstance(command, Request):
        return Given(at_us, tell(command))
    line = tell_sealed(command) if command.key else tell(command)
    return Given(at_us, line, command.name, command.salt, command.key)


def command_of(given: Given) -> Timed:
    """The inverse of `given_of`. Raises ValueError for a line that is none, or no command."""
    _, action = script.parse(given.line)
    if isinstance(action, Request):
        if given.key:
            action = replace(action, salt=given.salt, key=given.key)
        return given.at_us, replace(action, name=given.name)
    if not isinstance(action, Command):
        raise ValueError(f"{given.line!r} does nothing to a cluster")
    return given.at_us, action
