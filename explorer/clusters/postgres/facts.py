"""What a relay saw pass, as values and as JSON. Pure.

Times are microseconds since the cluster was started, by the keeper's monotonic clock. Positions are
those of the write-ahead log (LSN), in bytes. Of statements and rows only the size is ever told.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any

Link = tuple[str, str]
"""Who sends, and to whom; of a connection: who made it, and to whom."""


@dataclass(frozen=True, slots=True)
class _Passing:
    """Something that came to the relay at `at_us` and went on at `delivered_us`.

    It is told when it has gone on. What could not go on at once was told before, with
    `delivered_us` None and when it is `due_us` (None: the link is cut, so nobody knows), and is
    told again under the same number whenever that changes. "Gone on" is handed to the target's
    kernel: a server that is stopped has not read it yet.
    """

    link: Link
    number: int
    """Counted on its link, for each class of fact, from 1."""
    at_us: int
    delivered_us: int | None
    due_us: int | None


@dataclass(frozen=True, slots=True)
class Frame(_Passing):
    """A frame of the primary's log: the bytes from position `start` up to `end`."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes of the log it carries."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Ack(_Passing):
    """How far a standby says it has come: up to which positions."""

    written: int
    flushed: int
    applied: int


@dataclass(frozen=True, slots=True)
class Asked(_Passing):
    """Statements up to where an answer is waited for: their size on the wire, in bytes."""

    connection: int
    size: int


@dataclass(frozen=True, slots=True)
class Answered(_Passing):
    """The whole answer to the oldest `Asked` of this connection that has none: its size."""

    connection: int
    size: int


@dataclass(frozen=True, slots=True)
class Connected:
    """A server has said what it wants of another: 'sql', 'replication' or 'cancel'."""

    link: Link
    at_us: int
    connection: int
    purpose: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A connection has ended; what the relay still held of it is lost."""

    link: Link
    at_us: int
    connection: int
    reason: str
    lost_frames: tuple[int, ...] = ()
    lost_acks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """From here on the relay passes the bytes of a connection on without reading them."""

    link: Link
    """Who sent what could not be read, and to whom."""
    at_us: int
    connection: int
    reason: str


Fact = Frame | Ack | Asked | Answered | Connected | Broken | Unread

_BY_NAME: dict[str, Any] = {
    kind.__name__.lower(): kind for kind in (Frame, Ack, Asked, Answered, Connected, Broken, Unread)
}


def as_json(fact: Fact) -> dict[str, Any]:
    """The fact as a mapping for JSON; `fact` names its class, in small letters."""
    return {"fact": type(fact).__name__.lower(), **asdict(fact)}


def from_json(told: dict[str, Any]) -> Fact:
    """The fact that `as_json` told of.

    Raises:
        ValueError: There is no such fact, or its fields are other ones.
    """
    kind = _BY_NAME.get(told.get("fact", ""))
    if kind is None:
        raise ValueError(f"no fact of a relay: {told!r}")
    names = {field.name for field in fields(kind)}
    if names != told.keys() - {"fact"}:
        raise ValueError(f"a fact '{told['fact']}' has the fields {', '.join(sorted(names))}")
    values = {name: told[name] for name in names}
    made: Fact = kind(**{n: tuple(v) if isinstance(v, list) else v for n, v in values.items()})
    return made
