"""N, R, W: a key's home servers, when a quorum is met, and what a configuration promises. Pure.

Words used here agree with what is known: overlapping quorums give at best a *regular* register for
writes that completed on the key's own home servers. They are not "strong" and not linearizable
(Kleppmann: Designing Data-Intensive Applications, chapter 9).
"""

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from engine.spec import Settings

Outcome = Literal["pending", "met", "lost"]

POINTS = 32
"""Points of each server on the ring: more spread the keys more evenly."""


_WHOLE = 1 << 64
"""How many places the ring has."""


def majority(n: int) -> int:
    """The smallest number of servers of which any two groups share one: floor(n / 2) + 1."""
    return n // 2 + 1


def tally(got: int, need: int, outstanding: int) -> Outcome:
    """Where a quorum stands with `got` answers of `need`, when `outstanding` may still come."""
    if got >= need:
        return "met"
    return "pending" if got + outstanding >= need else "lost"


def overlap(n: int, r: int, w: int) -> bool:
    """Whether every R of a key's N homes meet every W of them."""
    return r + w > n


@lru_cache(maxsize=16)
def _ring(servers: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted((_place(f"{s}/{i}"), s) for s in servers for i in range(POINTS)))


def _place(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:8])


@lru_cache(maxsize=65_536)
def homes(key: str, servers: tuple[str, ...], n: int) -> tuple[str, ...]:
    """The key's preference list: the first `n` distinct servers on the ring from its place on.

    Source: DeCandia et al., "Dynamo", SOSP 2007, 4.2 and 4.3. It depends on the key and on the
    servers' names alone: whoever coordinates gets the same list.
    """
    return servers if n >= len(servers) else ring_order(key, servers)[:n]


@lru_cache(maxsize=65_536)
def ring_order(key: str, servers: tuple[str, ...]) -> tuple[str, ...]:
    """All servers in the order in which one meets them on the ring, from the key's place on."""
    ring = _ring(servers)
    at = bisect_left(ring, (_place(key),))
    return tuple(dict.fromkeys(server for _, server in (*ring[at:], *ring[:at])))


@lru_cache(maxsize=1_024)
def share(server: str, servers: tuple[str, ...], n: int) -> float:
    """The part of all keys that there may be of which a server is a home: 0 to 1."""
    if n >= len(servers):
        return float(server in servers)
    ring, owned = _ring(servers), 0
    for i, (place, _) in enumerate(ring):
        following = (name for _, name in (*ring[i:], *ring[:i]))
        met: dict[str, None] = {}
        while len(met) < n:
            met[next(following)] = None
        if server in met:
            owned += (place - ring[i - 1][0]) % _WHOLE
    return owned / _WHOLE


@dataclass(frozen=True, slots=True)
class Promise:
    """What a configuration promises, in words: one for the headline, some lines below it."""

    headline: str
    overlapping: bool
    lines: tuple[str, ...]


NAMES = (
    "Sign-ups go through Raft: a majority agrees, so a name is given once, as long as no disk is "
    "lost."
)


def promise(settings: Settings) -> Promise:
    """What a configuration promises while servers keep their disks."""
    if settings.agreement == "all":
        return _agreed_promise(settings)
    said = _quorum_promise(settings)
    return replace(said, lines=(*said.lines, NAMES)) if settings.agreement == "names" else said


def _quorum_promise(settings: Settings) -> Promise:
    n, r, w = settings.n, settings.r, settings.w
    if settings.quorum == "sloppy":
        return _sloppy_promise(n, r, w)
    if settings.acks == "durable" and w > 1:
        return _durable_promise(settings)
    meets = overlap(n, r, w)
    lines = [_freshness(n, r, w), _durability(settings)]
    lines += [_availability(n, r, "read", "reply"), _availability(n, w, "write", "ack")]
    if meets and settings.write_back == "off":
        lines.append("While a write is under way, one read may see it and a later one not.")
    lines.append("What is acknowledged already keeps the W that it was written with.")
    if settings.clock == "wall":
        lines.append("Wall clocks order the writes: a clock that is behind loses what it stamps.")
        headline = "wall clocks: an acknowledged write can be lost"
        return Promise(headline, overlapping=False, lines=tuple(lines))
    claim = "a read meets every ack" if meets else "a read can miss a write"
    return Promise(f"R + W {'>' if meets else '≤'} N: {claim}", meets, tuple(lines))


def _durable_promise(settings: Settings) -> Promise:
    """W counts servers that keep a write, and R those that can show it: they need not meet."""
    n, r, w = settings.n, settings.r, settings.w
    lines = (
        f"An ack says that a write is durable at a server, and not that it can be read there: "
        f"R + W {'>' if overlap(n, r, w) else '≤'} N proves nothing.",
        _durability(settings),
        _availability(n, r, "read", "reply"),
        _availability(n, w, "write", "ack"),
    )
    headline = "durable, not yet readable: a read can miss a write"
    return Promise(headline, overlapping=False, lines=lines)


def _agreed_promise(settings: Settings) -> Promise:
    """Nothing of N, R and W counts: one log, in which a majority agrees."""
    lines = [
        "Every write is put into one log, and acknowledged when a majority of servers has it.",
        "A name is given once. The side of a cut that has no majority acknowledges nothing.",
        "All of this holds as long as no disk is lost; a crash loses nothing of it.",
    ]
    if settings.raft_reads == "unchecked":
        lines.append("A leader that was deposed and does not know it answers with what it has.")
        headline = "Raft, unchecked reads: a read can miss a write"
        return Promise(headline, overlapping=False, lines=tuple(lines))
    lines.append("A leader answers a read after a majority has confirmed that it still leads.")
    headline = "Raft: a majority agrees first; linearizable"
    return Promise(headline, overlapping=True, lines=tuple(lines))


def _sloppy_promise(n: int, r: int, w: int) -> Promise:
    """Acks of stand-ins count, so a write may be on none of the servers that a read asks."""
    lines = (
        f"A stand-in's ack counts towards W = {w}, so R + W > N proves nothing here.",
        "Until the hints are delivered, the home servers may not have what was acknowledged.",
        _availability(n, r, "read", "reply"),
    )
    return Promise("sloppy quorum: a read can miss a write", overlapping=False, lines=lines)


def _freshness(n: int, r: int, w: int) -> str:
    if overlap(n, r, w):
        return (
            f"Any {r} of the {n} homes meet any {w}: a read sees each write acknowledged before it."
        )
    return (
        f"{r} + {w} ≤ {n}: the servers that a read asks may all have missed an acknowledged write."
    )


def _durability(settings: Settings) -> str:
    w = settings.w
    if settings.sync_us != 0:
        held = "1 server has" if w == 1 else f"{w} servers have"
        return f"When a write is acknowledged, {held} it, and no disk may have it yet."
    if w == 1:
        return "When a write is acknowledged, a single disk may hold it: that one must not die."
    return f"When a write is acknowledged, {w} disks hold it: {w - 1} of them may die."


def _availability(n: int, need: int, what: str, answer: str) -> str:
    plural = answer if need == 1 else {"reply": "replies", "ack": "acks"}[answer]
    return f"A {what} waits for {need} {plural}: it works while {need} of a key's {n} homes answer."
