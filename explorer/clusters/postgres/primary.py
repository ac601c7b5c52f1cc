"""Which server takes writes, as it is found from each server's place.

Nobody says so for good: after a failover there is another, and on both sides of a cut there may be
one each. Who asks remembers the answer until a write there goes wrong.
"""

import asyncio

from explorer.clusters.postgres.cells import Statement
from explorer.clusters.postgres.lines import AwayError, LateError, Lines

IS_STANDBY: Statement = ("SELECT pg_is_in_recovery()", {})


class Primary:
    """The primary by place."""

    def __init__(self, lines: Lines, servers: tuple[str, ...]) -> None:
        self._lines, self._servers = lines, servers
        self._known: dict[str, str] = {}

    def forget(self, place: str | None = None) -> None:
        """It is looked for anew from this place; from everywhere, if none is named."""
        if place is None:
            self._known.clear()
        else:
            self._known.pop(place, None)

    async def of(self, place: str, until_s: float) -> str:
        """The primary that answers first there. Raises AwayError, LateError when none does."""
        if place not in self._known:
            self._known[place] = await self._find(place, until_s)
        return self._known[place]

    async def _find(self, place: str, until_s: float) -> str:
        asked = {
            asyncio.ensure_future(self._is_primary(place, server, until_s)): server
            for server in self._servers
        }
        waiting = set(asked)
        try:
            while waiting:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    if task.result():
                        return asked[task]
        finally:
            self._lines.let_come(waiting)
        raise AwayError(f"no primary can be reached from {place}")

    async def _is_primary(self, place: str, server: str, until_s: float) -> bool:
        try:
            async with self._lines.to(place, server, until_s) as line:
                ((row,),) = await line.ask(IS_STANDBY, until_s=until_s)
        except (LateError, AwayError):
            return False
        return not row[0]
