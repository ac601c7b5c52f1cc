"""What a branch is called by itself: by what was done in it that the story does not have. Pure."""

from engine.cluster import Command
from engine.social import Request
from explorer.telling import tell
from explorer.times import tell_time

LONGEST = 32
"""Letters of what was done; of a longer text the end is left out."""


def after(command: Command, at_us: int) -> str:
    """The branch that begins with a command: 'crash A at 40 ms'."""
    return f"{said(command)} at {tell_time(at_us - 1)}"


def said(command: Command) -> str:
    """A command as a line, cut short where it is long."""
    try:
        text = tell(command)
    except ValueError:  # a password is gone: no line can do it again
        assert isinstance(command, Request)
        text = f"{command.action.replace('_', '-')} {command.user}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
