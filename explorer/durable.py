"""What a server has on disk and cannot show yet: durable, not yet readable. Pure.

Only a real server that follows another one has such writes: it has their log, and has not applied
it. That it has it on disk it says itself, so it is exact; that it can be read there is seen by
looking again and again.
"""

from dataclasses import dataclass

from engine.history import History
from engine.records import Operation

WORDS = "durable, not yet readable"


@dataclass(frozen=True, slots=True)
class Durable:
    """A write that a server said it had on disk, before it could be read there."""

    server: str
    operation: int
    since_us: int
    readable_us: int | None
    """Since when it was seen to be readable there; None: it is not."""


def of_server(history: History, server: str, at: int) -> tuple[Durable, ...]:
    """What of this server nobody can read yet at a place in the log, the oldest first."""
    found = _told(history, at)
    return tuple(one for one in found if one.server == server and one.readable_us is None)


def of_write(history: History, write: Operation, at: int) -> tuple[Durable, ...]:
    """Where a write was on disk before it could be read, as of a place."""
    return tuple(one for one in _told(history, at) if one.operation == write.number)


def _told(history: History, at: int) -> tuple[Durable, ...]:
    """All of it, each write once for a server, but for what was lost with a disk since."""
    found: dict[tuple[str, int], Durable] = {}
    for place, us, server, cell, version in history.durables:
        lost = any(
            place < then < at and name == server and (left is None or cell in left)
            for then, name, left in history.losses
        )
        number = history.writers.get((cell, version), 0)
        if place < at and number and not lost:
            stores = history.stores.get(cell, ())
            seen = (t for p, t, s, v in stores if p < at and s == server and v >= version)
            found.setdefault((server, number), Durable(server, number, us, next(seen, None)))
    return tuple(found.values())
