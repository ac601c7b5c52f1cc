"""What a keeper can be asked: one method each, and its arguments are checked by their types.

Rules this file keeps: what changes servers is done one after the other; what is done to links is
done at once, for a cut may be what somebody else waits for. All that was done is told as a fact.
What stops a link or a server is undone by itself after a while (`lifting`).
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field, ValidationError, validate_call

from explorer.clusters.postgres.group import Group
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.lifting import LONGEST_S, Lifting
from explorer.clusters.postgres.links import USERS, Links

Microseconds = Annotated[int, Field(ge=0, le=3_600_000_000)]
Standing = Annotated[float, Field(gt=0, le=LONGEST_S)]
"""How many seconds a fault stands, unless it is undone or asked for again before."""

LOOKING = ("status", "conninfo")
TO_LINKS = ("cut", "heal", "delay")
TO_SERVERS = (
    "crash", "wipe", "restart", "pause", "resume", "promote", "rejoin", "lag", "require",
)  # fmt: skip
ALL = (*LOOKING, *TO_LINKS, *TO_SERVERS)


class Doings:
    """What is asked of one group and its links; `did` hears of all that was done."""

    def __init__(
        self, group: Group, links: Links, did: Callable[[str, Mapping[str, object]], None]
    ) -> None:
        self._group, self._links, self._did = group, links, did
        self._turn = asyncio.Lock()
        self._lifting = Lifting(self.answer)

    async def answer(self, words: Mapping[str, object]) -> object:
        """Does what is asked, as `{"do": "lag", "server": "B", "us": 300000}`; what comes of it.

        Raises HostError, in words, for what cannot be done or makes no sense.
        """
        rest = dict(words)
        do = rest.pop("do", None)
        if do not in ALL:
            raise HostError(f"{do!r} is nothing that can be done: there are {', '.join(ALL)}")
        doing = validate_call(getattr(self, str(do)))
        try:
            if do not in TO_SERVERS:
                result = await doing(**rest)
            else:
                async with self._turn:
                    result = await doing(**rest)
        except ValidationError as error:
            wrong = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
            raise HostError(f"{do}: {'; '.join(wrong)}") from None
        if do not in LOOKING:
            self._did(str(do), rest)
        return result

    async def status(self) -> dict[str, Any]:
        """The group: who is primary, what a commit waits for, and each server."""
        group = self._group
        servers = [asdict(one) | {"lsn": one.lsn} for one in await group.status()]
        return {
            "version": ".".join(map(str, group.named(group.primary).programs.version)),
            "primary": group.primary,
            "k": group.k,
            "level": group.level,
            "servers": servers,
        }

    async def conninfo(self, server: str, source: str | None = None) -> str:
        """How to connect to a server: by the users' relay, or by that from another server to it."""
        named = self._group.named(server)
        by = source if source and source != server else USERS
        host, port = await self._links.way(by, named)
        return named.conninfo(host=host, port=port)

    async def cut(self, one: str, other: str, for_s: Standing = LONGEST_S) -> None:
        """`cut A - B`."""
        self._links.cut(one, other)
        undo = {"do": "heal", "one": one, "other": other}
        self._lifting.after(for_s, ("cut", frozenset((one, other))), undo)

    async def heal(self, one: str | None = None, other: str | None = None) -> None:
        """`heal A - B`, or all links."""
        if one is None or other is None:
            self._links.heal_all()
            self._lifting.drop_all("cut")
        else:
            self._links.heal(one, other)
            self._lifting.drop(("cut", frozenset((one, other))))

    async def delay(
        self, one: str, other: str, us: Microseconds, for_s: Standing = LONGEST_S
    ) -> None:
        """`delay A - B 30ms`, each way."""
        self._links.delay(one, other, us)
        slowed = "delay", frozenset((one, other))
        if us:
            undo = {"do": "delay", "one": one, "other": other, "us": 0}
            self._lifting.after(for_s, slowed, undo)
        else:
            self._lifting.drop(slowed)

    async def crash(self, server: str) -> None:
        """`crash A`."""
        await self._group.crash(server)

    async def wipe(self, server: str) -> None:
        """`wipe A`."""
        await self._group.wipe(server)
        self._links.lose(server)

    async def restart(self, server: str) -> bool:
        """`restart A`; whether it was made anew, for its disk was lost."""
        return await self._group.restart(server)

    async def pause(self, server: str, for_s: Standing = LONGEST_S) -> None:
        """`pause A`."""
        await self._group.pause(server, for_s)
        self._lifting.after(
            for_s, ("pause", frozenset((server,))), {"do": "resume", "server": server}
        )

    async def resume(self, server: str) -> None:
        """`resume A`."""
        await self._group.resume(server)
        self._lifting.drop(("pause", frozenset((server,))))

    async def promote(self, server: str) -> None:
        """B is primary from now on; the old one is left alone."""
        await self._group.promote(server)

    async def rejoin(self, server: str) -> str:
        """A follows the primary again; says why, where it had to be copied anew."""
        return await self._group.rejoin(server)

    async def lag(self, server: str, us: Microseconds) -> None:
        """A standby applies so late."""
        await self._group.lag(server, us)

    async def require(self, k: int, level: str) -> None:
        """A commit waits for any k standbys, at this level."""
        await self._group.require(k, level)
