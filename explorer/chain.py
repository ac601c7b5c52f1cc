"""Events in sealed chunks: how they are written down, and the chain of hashes over them. Pure.

The seal of a chunk is a SHA-256 over the seal before it, whose events they are, and the events
themselves; the first one stands on a hash of what the run began with. So a chunk that is changed,
left out or moved breaks its own seal and every later one. A hash is no signature: it tells damage,
and a run that came out otherwise, not who wrote it.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from engine.events import FIELDS, Event, view
from explorer.times import tell_time


@dataclass(frozen=True, slots=True)
class Chunk:
    """Events of one branch that follow one another; the first has `first` events before it."""

    branch: int
    first: int
    count: int
    packed: bytes
    seal: str


def ground(about: Mapping[str, str]) -> str:
    """What the first seal stands on."""
    return sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def chunk(before: str, branch: int, first: int, events: Sequence[Event]) -> Chunk:
    """These events, packed and sealed; `before` is the last seal."""
    written = write(events)
    made = seal(before, branch, first, written)
    return Chunk(branch, first, len(events), zlib.compress(written, 1), made)


def seal(before: str, branch: int, first: int, written: bytes) -> str:
    """The seal of a chunk."""
    return sha256(f"{before} {branch} {first} ".encode() + written).hexdigest()


def write(events: Sequence[Event]) -> bytes:
    """Events as JSON: the same events give the same bytes."""
    return json.dumps(events, separators=(",", ":")).encode()


def read(written: bytes) -> list[Event]:
    """The inverse of `write`. Raises ValueError for what it has not written."""
    found = json.loads(written)
    if not isinstance(found, list) or not all(map(_is_event, found)):
        raise ValueError("these are no events")
    return [_tuple(event) for event in found]


def _is_event(value: Any) -> bool:
    return isinstance(value, list) and [type(part) for part in value[:2]] == [int, str]


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value


def unpack(packed: bytes) -> bytes:
    """The bytes that were packed. Raises ValueError when they are damaged."""
    try:
        return zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError(f"{error}") from None


def tell(event: Event | None) -> str:
    """An event in a few words, also one that only another version knows."""
    if event is None:
        return "nothing"
    if len(FIELDS.get(event[1], ())) != len(event) - 2:
        return _short(" ".join(map(str, event)))
    told = {name: value for name, value in view(event).items() if name not in ("at_us", "event")}
    words = ", ".join(f"{name} {_plain(value)}" for name, value in told.items())
    return _short(f"{event[1]} at {tell_time(event[0])}{': ' if words else ''}{words}")


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({' '.join(map(_plain, value))})"
    return "none" if value is None else str(value)


LONGEST = 160


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
