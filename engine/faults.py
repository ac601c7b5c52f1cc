"""What can be done to a cluster, as frozen values; and what sets it up anew. Pure.

A fault comes before anything else that happens in its microsecond.
"""

from dataclasses import dataclass

Direction = tuple[str, str]
"""A link in one direction: from, to."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The server's process dies: it forgets what was not durable, and connections to it break."""

    server: str


@dataclass(frozen=True, slots=True)
class Restart:
    """A server that is down comes back with what its disk holds."""

    server: str


@dataclass(frozen=True, slots=True)
class Wipe:
    """The server's disk is lost for good; the server is down, and comes back empty if restarted."""

    server: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Nothing passes these links any more; what is in flight on them is dropped where it is."""

    links: tuple[Direction, ...]


@dataclass(frozen=True, slots=True)
class Heal:
    """These links pass messages again; none named: all links."""

    links: tuple[Direction, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One of the cluster's settings is set; operations that have begun keep the old one."""

    name: str
    value: int | str | None


Fault = Crash | Restart | Wipe | Cut | Heal | Change


def between(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[Direction, ...]:
    """Every link between two groups of servers, both ways, in a fixed order."""
    return tuple((a, b) for x in one for y in other for a, b in ((x, y), (y, x)))
