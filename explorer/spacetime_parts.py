"""What a space-time diagram is made of: lanes, messages, requests, and what befalls servers.

A moment has two measures, its time and its place in the log, so that either can be the axis.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from explorer.frame_stage import MessageKind, OperationState

Fate = Literal["came", "lost", "moving"]
LaneKind = Literal["user", "crowd", "web", "server"]


class Moment(NamedTuple):
    """A time, and a place in the log; where what will be is not in the log yet, beyond its end."""

    us: int
    at: int


class Corner(NamedTuple):
    """Where a message was at a moment: how much of its way it had gone, 0 to 1."""

    us: int
    at: int
    part: float


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the diagram: somebody to whom things happen."""

    kind: LaneKind
    name: str
    home: str = ""
    """The server that it is of, or that its user is near."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A message: its way as corners, of which there are more than two where it was held."""

    number: int
    kind: MessageKind
    source: str
    target: str
    operation: int
    corners: tuple[Corner, ...]
    fate: Fate
    label: str
    reason: str = ""
    """Why it was lost, in words."""

    @property
    def stands(self) -> bool:
        """Whether it is held on its way still."""
        return self.fate == "moving" and self.corners[-1].part < 1


@dataclass(frozen=True, slots=True)
class Bar:
    """A request on its user's lane, from asking to the answer."""

    number: int
    lane: str
    coordinator: str
    kind: Literal["read", "write"]
    began: Moment
    ended: Moment | None
    state: OperationState
    text: str
    deciding: tuple[Moment, str] | None = None
    """When the answer that met its quorum came to the coordinator, and in words."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A while in which a server was down or stood still; `until` is None while it lasts."""

    lane: str
    what: Literal["down", "paused"]
    since: Moment
    until: Moment | None


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that happened to one server: a crash, an election."""

    lane: str
    event: str
    moment: Moment
    text: str


@dataclass(frozen=True, slots=True)
class Traffic:
    """The messages of a span: one in `one_in` of the `total`, of lost ones one in `lost_in`."""

    arrows: tuple[Arrow, ...]
    total: int
    one_in: int = 1
    lost_in: int = 1
