"""Where a key lives, and whom a server asks about it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.quorum import ring_order

if TYPE_CHECKING:
    from engine.cluster import Cluster


def homes(cluster: "Cluster", key: str, n: int | None = None) -> tuple[str, ...]:
    """The home servers of a key, by the members of now and by the N of now or of an operation."""
    return cluster.members.homes(key, cluster.settings.n if n is None else n)


def nearest(cluster: "Cluster", servers: Iterable[str], server: str) -> tuple[str, ...]:
    """These servers in the order in which `server` asks them: itself, then the nearest."""

    def distance(other: str) -> tuple[bool, int, str]:
        return other != server, cluster.network.distance_us(server, other), other

    return tuple(sorted(servers, key=distance))


def shuffled(
    cluster: "Cluster", servers: Iterable[str], key: str, operation: int
) -> tuple[str, ...]:
    """These servers in an order that is this operation's luck."""

    def luck(server: str) -> float:
        return cluster.network.luck.draw("ask", key, server, "read", operation)[0]

    return tuple(sorted(servers, key=luck))


def stand_ins(cluster: "Cluster", key: str, server: str, n: int) -> list[str]:
    """The other members, before and after a change, that are no home of the key and not silent.

    In the order of the ring; where the homes are named, in that of the servers.
    """
    members = cluster.members
    taken = (*members.writing(key, n), server)
    order = members.ring if members.named else ring_order(key, members.ring)
    stay = [s for s in order if s not in taken and s in members.settled().ring]
    return [s for s in stay if (server, s) not in cluster.suspected]
