"""Members: the servers that keys may live on, and what a change of members does to homes. Pure.

While a change goes on, a server that is to become a home of a key is *pending*: it is sent every
write of the key and is asked no reads. W grows by as many servers as are written to beyond the N
homes, so that any W of the homes before and any W of the homes after have met every acknowledged
write, whichever of the servers acknowledged it. A server that is replaced stays a home, is written
to, and is asked nothing until it has streamed: among N, one home more or less on both sides.

Source: Apache Cassandra, consistent range movement; pending replicas and `blockFor` as in
CASSANDRA-21200.
"""

from dataclasses import dataclass

from engine import quorum

MOST = 64
"""Servers of a cluster, at most."""


@dataclass(frozen=True, slots=True)
class Members:
    """Who the members are at one moment; an operation keeps those that it began with."""

    ring: tuple[str, ...]
    """The servers that homes are drawn from."""
    after: tuple[str, ...] = ()
    """The same once the change that goes on is through; empty: none goes on."""
    renewed: str = ""
    """The member that is being replaced by a new machine of its name."""
    named: tuple[str, ...] = ()
    """The home servers of every key, where they are named; empty: the ring decides."""

    def homes(self, key: str, n: int) -> tuple[str, ...]:
        """The N home servers of a key."""
        return self.named[:n] if self.named else quorum.homes(key, self.ring, n)

    def pending(self, key: str, n: int) -> tuple[str, ...]:
        """The servers that will be homes of the key after the change and are none before."""
        if not self.after or self.named:
            return ()
        homes = self.homes(key, n)
        return tuple(s for s in quorum.homes(key, self.after, n) if s not in homes)

    def serving(self, key: str, n: int) -> tuple[str, ...]:
        """The homes that reads may ask."""
        homes = self.homes(key, n)
        return tuple(home for home in homes if home != self.renewed) if self.renewed else homes

    def writing(self, key: str, n: int) -> tuple[str, ...]:
        """The servers that writes go to."""
        return self.homes(key, n) + self.pending(key, n)

    def acks(self, key: str, n: int, w: int) -> int:
        """How many of those must have acknowledged."""
        return w + len(self.pending(key, n))

    def gives(self, source: str, target: str, key: str, n: int) -> bool:
        """Whether the source is a home of the key that the target takes over from.

        A joiner takes over from the home that drops out, new homes from the server that leaves, and
        a new machine of an old name from every other home.
        """
        homes = self.homes(key, n)
        if self.renewed:
            return source in homes and target in homes
        return (
            source in homes
            and source not in quorum.homes(key, self.after, n)
            and target in self.pending(key, n)
        )

    def gains(self, target: str, key: str, n: int) -> bool:
        """Whether the target has to hold the key after the change, and cannot be read before."""
        if target == self.renewed:
            return target in self.homes(key, n)
        return target in self.pending(key, n)

    def settled(self) -> "Members":
        """The members once the change is through."""
        return Members(self.after or self.ring, named=self.named)


def spare(n: int, w: int) -> int:
    """How many of a key's other homes a new machine need not have heard from.

    It must hear from a majority of them, and from as many as meet every W: where each acknowledged
    write is on W - 1 of the N - 1 others, that is N - W + 1.
    """
    others = n - 1
    return others - min(others, max(quorum.majority(others), n - w + 1)) if others else 0


@dataclass(frozen=True, slots=True)
class Move:
    """A change of members that goes on, and what is left to be streamed for it."""

    kind: str
    """'join', 'leave' or 'replace'."""
    server: str
    source: str
    """The server that was named to stream from; empty: the right ones do."""
    pairs: tuple[tuple[str, str], ...]
    """Every (source, target) that streams."""
    left: tuple[tuple[str, str], ...] = ()
    """Those whose stream has not been acknowledged."""
    spare: int = 0
    """How many of these may be left when it is through."""
    heard: int = 0
    """The first stream that counts, by its number: an earlier one may have been lost by a crash."""
