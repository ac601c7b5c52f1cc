"""The links between servers, and from users to servers: a relay for each way of connecting.

A link between two servers is both of their relays, for either may be the standby of the other; a
cut or a delay is of both, and outlives a failover.
"""

from collections.abc import Callable, Iterable
from itertools import permutations, product

from explorer.clusters.postgres.facts import Fact
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.relay import Relay
from explorer.clusters.postgres.server import Server

USERS = "users"
"""Who connects from outside: all of them by one way to each server."""


class Links:
    """All relays of a cluster. They pass bytes as long as the event loop of `open` runs."""

    def __init__(
        self, names: Iterable[str], told: Callable[[Fact], None], now_us: Callable[[], int]
    ) -> None:
        """`told` and `now_us` are those of a relay."""
        names = tuple(names)
        pairs = (*permutations(names, 2), *product([USERS], names))
        self._relays = {pair: Relay(*pair, told, now_us) for pair in pairs}
        self._ports: dict[tuple[str, str], int] = {}

    async def open(self) -> None:
        """Every relay takes connections from now on."""
        for pair, relay in self._relays.items():
            self._ports[pair] = await relay.listen()

    async def close(self) -> None:
        """Every connection ends."""
        for relay in self._relays.values():
            await relay.close()

    async def road(self, source: Server, target: Server) -> tuple[str, int]:
        """Where one server connects to when it wants another."""
        _, port = await self.way(source.name, target)
        return await source.host.offer(port)

    async def way(self, source: str, target: Server) -> tuple[str, int]:
        """Where somebody here connects to, to go as `source` does: as a server, or as `USERS`."""
        relay = self._relays.get((source, target.name))
        if relay is None:
            raise HostError(f"there is no way from {source} to {target.name}")
        relay.towards(*await target.host.reach(target.port))
        return "127.0.0.1", self._ports[source, target.name]

    def cut(self, one: str, other: str) -> None:
        """Nothing passes between two servers; connections stay, and nobody is told."""
        for relay in self._between(one, other):
            relay.cut()

    def heal(self, one: str, other: str) -> None:
        """What was held goes on."""
        for relay in self._between(one, other):
            relay.heal()

    def heal_all(self) -> None:
        """No link is cut any more."""
        for relay in self._relays.values():
            relay.heal()

    def delay(self, one: str, other: str, us: int) -> None:
        """From now on all takes so long between two servers, either way."""
        for relay in self._between(one, other):
            relay.delay(us)

    def lose(self, name: str) -> None:
        """A server's machine is gone: so is what it sent, and nobody has let through yet.

        Of a killed process its system would send that again, as long as it takes.
        """
        for link, relay in self._relays.items():
            if name in link:
                relay.lose(f"{name} is gone, and what it had with it")

    def _between(self, one: str, other: str) -> tuple[Relay, Relay]:
        try:
            return self._relays[one, other], self._relays[other, one]
        except KeyError:
            raise HostError(f"there is no link {one} - {other}") from None
