"""A dead man's timer on each fault that stands: whoever asked for it may have been killed since.

A fault that is asked for again has its time anew.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from explorer.clusters.postgres.hosts import HostError

LONGEST_S = 150.0
"""So long a fault stands at most: longer than any story is played (`playing.LONGEST_S`)."""

What = tuple[str, frozenset[str]]
"""A fault that stands: its kind, and whom it is about."""
Words = Mapping[str, object]
"""What a keeper is asked, as in `doings`."""


class Lifting:
    """What is going to be undone by itself, each at its time."""

    def __init__(self, do: Callable[[Words], Awaitable[object]]) -> None:
        """`do`: has a keeper do what it is asked."""
        self._do = do
        self._due: dict[What, asyncio.TimerHandle] = {}
        self._doing: set[asyncio.Task[None]] = set()

    def after(self, seconds: float, what: What, undo: Words) -> None:
        """Has that undone so many seconds from now, and no sooner, if nobody does before."""
        self.drop(what)
        self._due[what] = asyncio.get_running_loop().call_later(seconds, self._lift, what, undo)

    def drop(self, what: What) -> None:
        """It does not stand any more."""
        if due := self._due.pop(what, None):
            due.cancel()

    def drop_all(self, kind: str) -> None:
        """None of that kind does."""
        for what in [what for what in self._due if what[0] == kind]:
            self.drop(what)

    def _lift(self, what: What, undo: Words) -> None:
        del self._due[what]
        doing = asyncio.get_running_loop().create_task(self._undo(undo))
        self._doing.add(doing)  # nobody else has hold of it
        doing.add_done_callback(self._doing.discard)

    async def _undo(self, undo: Words) -> None:
        with suppress(HostError):  # it has been undone otherwise: a paused server was killed
            await self._do(undo)
