"""Anti-entropy: servers compare hash trees of what they hold, and exchange what differs.

Each tree has 1,024 leaves; an item belongs to the leaf that its key and row hash to, a leaf's hash
covers the items in it and their versions, an inner node's those of its children. Two trees are
compared from the root down, only below nodes that differ: with d leaves of n different that costs
at most 1 + 2 * (the sum over levels of min(2^level, d)) comparisons.

Source: Merkle, "A Digital Signature Based on a Conventional Encryption Function", CRYPTO 1987;
its use for replicas as in DeCandia et al., "Dynamo", SOSP 2007, 4.7.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from engine import placement, traffic
from engine.values import Cell, Entry, lacking
from engine.versions import Version

if TYPE_CHECKING:
    from engine.cluster import Cluster

LEVELS = 10
LEAVES = 1 << LEVELS

Leaves = Mapping[int, int]
"""The hash of each leaf that holds anything."""


Tree = tuple[tuple[int, int], ...]
"""Leaves as they travel."""


@lru_cache(maxsize=1 << 17)
def leaf_of(cell: Cell) -> int:
    """The leaf that an item belongs to."""
    return int.from_bytes(sha256(repr(cell).encode()).digest()[:8]) % LEAVES


@lru_cache(maxsize=1 << 17)
def _hash(cell: Cell, version: Version) -> int:
    return int.from_bytes(sha256(repr((cell, version)).encode()).digest()[:8])


def leaves(entries: Iterable[Entry]) -> dict[int, int]:
    """The leaves of the tree over these items."""
    found: dict[int, int] = {}
    for cell, copy in entries:
        leaf = leaf_of(cell)
        found[leaf] = found.get(leaf, 0) ^ _hash(cell, copy[0])
    return found


def compare(one: Leaves, other: Leaves) -> tuple[tuple[int, ...], int]:
    """The leaves that differ, and how many hashes were compared to find them."""
    dirty = tuple(sorted(n for n in {*one, *other} if one.get(n, 0) != other.get(n, 0)))
    inner = {(level, leaf >> (LEVELS - level)) for leaf in dirty for level in range(LEVELS)}
    return dirty, 1 + 2 * len(inner)


def _shared(cluster: "Cluster", server: str, other: str) -> list[Entry]:
    """What a server holds of the keys of which both are homes."""
    copies = cluster.replicas[server].copies
    return [e for e in copies.items() if {server, other} <= set(placement.homes(cluster, e[0][0]))]


def begin_round(cluster: "Cluster", number: int) -> None:
    """Every server that is up sends its tree to one other, by turns."""
    names = cluster.members.ring
    for i, server in enumerate(names if len(names) > 1 else ()):
        other = names[(i + 1 + number % (len(names) - 1)) % len(names)]
        if cluster.replicas[server].running:
            tree = tuple(sorted(leaves(_shared(cluster, server, other)).items()))
            traffic.send(cluster, "tree", server, other, 0, tree)


def on_tree(
    cluster: "Cluster", source: str, target: str, tree: tuple[tuple[int, int], ...]
) -> None:
    """Compares a tree with one's own, and answers with what one has in the leaves that differ."""
    mine = _shared(cluster, target, source)
    dirty, comparisons = compare(dict(tree), leaves(mine))
    cluster.log("compared", target, source, comparisons, len(dirty))
    if dirty:
        entries = tuple(entry for entry in mine if leaf_of(entry[0]) in set(dirty))
        traffic.send(cluster, "sync", target, source, 0, (entries, dirty))


def on_sync(cluster: "Cluster", source: str, target: str, entries: tuple[Entry, ...],
            dirty: tuple[int, ...]) -> None:  # fmt: skip
    """Stores what the other had; the one who began sends back what the other lacks."""
    mine = {c: v for c, v in _shared(cluster, target, source) if leaf_of(c) in set(dirty)}
    back = lacking(mine, entries)
    cluster.store(target, entries, 0)
    if back:
        traffic.send(cluster, "sync", target, source, 0, (back, ()))
