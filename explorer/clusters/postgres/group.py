"""Servers that follow one of them: made, struck by faults, failed over, asked how they are.

Rules this file keeps: who is primary is what was last made or promoted here; a server that was
isolated meanwhile may still think that it is, and says so when asked. Every connection from one
server to another goes by the `road` that it is given, which may lead through a relay.
"""

import secrets
import string
from collections.abc import Awaitable, Callable, Mapping

from explorer.clusters.postgres import configuration, standings
from explorer.clusters.postgres.hosts import HostError, together
from explorer.clusters.postgres.lifting import LONGEST_S
from explorer.clusters.postgres.notes import Notes
from explorer.clusters.postgres.places import Place
from explorer.clusters.postgres.programs import Programs
from explorer.clusters.postgres.server import Server
from explorer.clusters.postgres.standings import Standing

LEVELS = ("local", "remote_write", "on", "remote_apply")
"""What a commit waits for on `k` standbys: nothing, written, durable, readable."""
NAMES = tuple(string.ascii_uppercase)
TRIES = 3
"""So often a port is looked for; somebody else may take one between looking and starting."""

Road = Callable[[Server, Server], Awaitable[tuple[str, int]]]
"""Where a server (the first) connects to when it wants another one (the second)."""


async def straight(_: Server, target: Server) -> tuple[str, int]:
    """The road without anything in between."""
    return target.host.address, target.port


class Group:
    """The servers of one cluster. Whatever cannot be done raises HostError, in words."""

    def __init__(
        self,
        noted: Notes,
        places: Mapping[str, Place],
        programs: Mapping[str, Programs],
        road: Road = straight,
    ) -> None:
        """Nothing is made yet. Raises HostError where the programs of two hosts do not fit."""
        versions = {found.version[0] for found in programs.values()}
        if len(versions) > 1:
            said = "; ".join(f"{name}: {found}" for name, found in programs.items())
            raise HostError(f"all servers have to be of one version: {said}")
        password = secrets.token_hex(16)
        self.servers = {
            name: Server(
                name, place.host, programs[name], place.folder, noted.mark_of(name), password
            )
            for name, place in places.items()
        }
        self.primary = noted.servers[0]
        self.k, self.level = 0, LEVELS[0]
        self._road = road

    async def make(self, made: Callable[[str], None] = lambda _: None) -> None:
        """Makes and starts all of them: a primary, and the others as its standbys.

        `made` hears the name of each as soon as it runs.
        """
        first, *others = self.servers.values()
        await first.initialise()
        await self._start_anywhere(first)
        await self._lead(first)
        made(first.name)

        async def follow(server: Server) -> None:
            await self._make_standby(server, first)
            made(server.name)

        await together(*map(follow, others))

    async def crash(self, name: str) -> None:
        """Kills a server's processes; what it has on disk stays."""
        server = self.named(name)
        await self._refuse_unless(server, running=True)
        await server.crash()

    async def wipe(self, name: str) -> None:
        """A server's processes are killed, and what it has on disk is gone."""
        server = self.named(name)
        if await server.is_wiped():
            raise HostError(f"{name} has lost its disk already")
        await server.wipe()

    async def restart(self, name: str) -> bool:
        """Starts a server that is down, as what it was; one without its disk is made anew.

        That is a copy of the primary, which it follows. Whether it was made anew is returned.
        """
        server, primary = self.named(name), self.servers[self.primary]
        await self._refuse_unless(server, running=False)
        if not await server.is_wiped():
            await server.start()
            return False
        if server is primary:
            raise HostError(f"{name} has lost its disk, and nobody else leads: promote another one")
        host, port = await self._road(server, primary)
        await server.hear(primary.name, host, port)
        await server.copy_of(host, port)
        await self._start_behind(server, host, port)
        return True

    async def pause(self, name: str, seconds: float = LONGEST_S) -> None:
        """A server's processes stand still, for so long at most, and its connections stay."""
        server = self.named(name)
        await self._refuse_unless(server, running=True)
        await server.pause(seconds)

    async def resume(self, name: str) -> None:
        """A paused server goes on."""
        server = self.named(name)
        await self._refuse_unless(server, running=True)
        await server.resume()

    async def require(self, k: int, level: str) -> None:
        """A commit of the primary waits for any `k` standbys, unless its session says otherwise."""
        if level not in LEVELS:
            raise HostError(f"{level!r} is no level: there are {', '.join(LEVELS)}")
        if not 0 <= k < len(self.servers):
            raise HostError(f"{k} standbys cannot answer: there are {len(self.servers) - 1}")
        self.k, self.level = k, level
        await self._require_of(self.servers[self.primary])

    async def lag(self, name: str, delay_us: int) -> None:
        """A standby applies each commit so long after it was made; at once for 0."""
        server = self.named(name)
        if name == self.primary:
            raise HostError(f"{name} is the primary: it applies nothing late")
        await server.set(recovery_min_apply_delay=f"{delay_us // 1000}ms")

    async def promote(self, name: str) -> None:
        """Makes a standby the primary, whom the other standbys follow from now on.

        The old primary is left alone: it may be out of reach, and goes on as a primary until it
        is told to rejoin.
        """
        server = self.named(name)
        if name == self.primary:
            raise HostError(f"{name} is the primary already")
        await self._refuse_unless(server, running=True)
        await server.promote()
        old, self.primary = self.primary, name
        await self._lead(server)
        others = [one for one in self.servers.values() if one.name not in (old, name)]
        await together(*(self._turn(one, server) for one in others))

    async def rejoin(self, name: str) -> str:
        """Makes a server a standby of the primary again; what it has alone is lost for good.

        It is rewound; where logs do not reach back far enough it becomes a copy, and the reason is
        returned.
        """
        server, primary = self.named(name), self.servers[self.primary]
        if server is primary:
            raise HostError(f"{name} is the primary: the others rejoin it")
        host, port = await self._road(server, primary)
        await server.hear(primary.name, host, port)  # before anything of it is taken away
        await server.crash()
        reason = ""
        try:
            await server.rewind_to(host, port)
        except HostError as error:
            reason = str(error)
            await server.copy_of(host, port)
        await primary.ask("CHECKPOINT")  # else it may wait long for the record at which it is whole
        await self._start_behind(server, host, port)
        return reason

    async def status(self) -> list[Standing]:
        """How each of them is."""
        return await standings.of(self.servers.values(), self.primary)

    def named(self, name: str) -> Server:
        """The server of this name."""
        if name not in self.servers:
            raise HostError(f"there is no server {name}: there are {', '.join(self.servers)}")
        return self.servers[name]

    async def _refuse_unless(self, server: Server, *, running: bool) -> None:
        if bool(await server.processes()) != running:
            raise HostError(f"{server.name} is {'down' if running else 'running'} already")

    async def _start_anywhere(self, server: Server) -> None:
        """Starts a new server at a port of its own."""
        for left in reversed(range(TRIES)):
            server.port = await server.host.free_port()
            try:
                await server.start()
            except HostError as error:
                if "in use" not in str(error) or not left:
                    raise
            else:
                return

    async def _make_standby(self, server: Server, primary: Server) -> None:
        await server.host.make_folder(server.folder)
        host, port = await self._road(server, primary)
        await server.copy_of(host, port)
        await server.follow(host, port)
        await self._start_anywhere(server)

    async def _start_behind(self, server: Server, host: str, port: int) -> None:
        """Starts a server, which may have led before, as a standby of the one who is there."""
        await server.follow(host, port)
        server.settings.pop("synchronous_standby_names", None)
        await server.start()

    async def _lead(self, server: Server) -> None:
        """Makes a primary ready for its standbys: what they have not got yet is kept for them."""
        for other in self.servers.values():
            if other is not server:
                await server.ask(
                    "SELECT pg_create_physical_replication_slot(%s, true) WHERE NOT EXISTS "
                    "(SELECT FROM pg_replication_slots WHERE slot_name = %s)",
                    *[configuration.slot(other.name)] * 2,
                )
        await self._require_of(server)

    async def _require_of(self, server: Server) -> None:
        others = [name for name in self.servers if name != server.name]
        await server.set(
            synchronous_standby_names=configuration.quorum(self.k, others),
            synchronous_commit=self.level,
        )

    async def _turn(self, server: Server, primary: Server) -> None:
        """A standby follows another primary: now, or once it runs again.

        One without its disk becomes a copy then, whoever leads.
        """
        if await server.is_wiped():
            return
        await server.follow(*await self._road(server, primary))
        await server.set()
