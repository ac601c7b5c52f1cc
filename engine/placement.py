"""Where a key lives, and whom a server asks about it."""

from typing import TYPE_CHECKING

from engine.quorum import homes as ring_homes
from engine.quorum import ring_order

if TYPE_CHECKING:
    from engine.cluster import Cluster


def homes(cluster: "Cluster", key: str, n: int | None = None) -> tuple[str, ...]:
    """The home servers of a key, by the N that is set now or by that of an operation."""
    n = cluster.settings.n if n is None else n
    if cluster.spec.homes:
        return cluster.spec.homes[:n]
    return ring_homes(key, cluster.spec.names, n)


def nearest_homes(
    cluster: "Cluster", key: str, server: str, n: int | None = None
) -> tuple[str, ...]:
    """The homes of a key in the order in which `server` asks them: itself, then the nearest."""

    def distance(home: str) -> tuple[bool, int, str]:
        return home != server, cluster.network.distance_us(server, home), home

    return tuple(sorted(homes(cluster, key, n), key=distance))


def shuffled_homes(cluster: "Cluster", key: str, operation: int, n: int) -> tuple[str, ...]:
    """The homes of a key in an order that is this operation's luck."""

    def luck(home: str) -> float:
        return cluster.network.luck.draw("ask", key, home, "read", operation)[0]

    return tuple(sorted(homes(cluster, key, n), key=luck))


def stand_ins(cluster: "Cluster", key: str, server: str, n: int) -> list[str]:
    """The other servers that are no home of the key and not silent.

    In the order of the ring; where the homes are named, in that of the servers.
    """
    taken = (*homes(cluster, key, n), server)
    names = cluster.spec.names
    order = names if cluster.spec.homes else ring_order(key, names)
    return [s for s in order if s not in taken and (server, s) not in cluster.suspected]
