"""Time in a frame: the time line and its branches, the pace, and what lies ahead."""

from dataclasses import dataclass
from typing import Literal

from explorer.frame_stage import MessageKind

TickOutcome = Literal["fresh", "stale", "ok", "fail", "info", "late", "never", "pending"]
"""`info` is unknown; resolved since: `late`, it happened, or `never`."""
BandKind = Literal["cut", "down", "ailing", "moving", "load"]


@dataclass(frozen=True, slots=True)
class FaultBand:
    """A fault on the time line, from its start to its end (None: it lasts)."""

    kind: BandKind
    text: str
    start_us: int
    end_us: int | None


@dataclass(frozen=True, slots=True)
class Tick:
    """An operation on the time line: when it began and ended, and how it came out."""

    operation: int
    user: str
    action: str
    kind: Literal["read", "write"]
    invoked_us: int
    ended_us: int | None
    outcome: TickOutcome
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that the script will do, or has done, at a moment."""

    at_us: int
    text: str


PendingKind = Literal[
    "message", "lost", "timeout", "timer", "work", "request", "command", "by hand"
]
"""`command`: of the script, which the row of the story shows as well."""


@dataclass(frozen=True, slots=True)
class PendingView:
    """Something that will happen as things stand: a message that arrives, a timer that fires."""

    at_us: int
    kind: PendingKind
    text: str
    """What, in words: 'write «lunch» from A reaches C'."""
    message: MessageKind | None = None
    """Of a message: what kind it is drawn as."""
    key: str = ""
    """What it is about, as `select` names it: 'message 12', 'operation 4'."""


@dataclass(frozen=True, slots=True)
class AheadView:
    """What lies ahead of the playhead, the soonest first; of very many only these are told."""

    items: tuple[PendingView, ...] = ()
    total: int = 0
    """How many there are, with those that are left out."""
    held: int = 0
    """Messages that stay where they are until somebody releases them."""
    hushed: bool = False
    """Nothing is told, for a question is open: it would give the answer away."""


@dataclass(frozen=True, slots=True)
class BranchView:
    """A course of events: the first is the story's own; what is done by hand is in others."""

    name: str
    forked_us: int | None
    current: bool
    head_us: int = 0
    """How far it has been run."""
    parent: int | None = None
    """The place in the list of the branch that it left."""


@dataclass(frozen=True, slots=True)
class PlaybackView:
    """How time runs: its pace, what it is on its way to, and why it stands where it does."""

    playing: bool = False
    speed: float = 1.0
    """Simulated seconds in a second of the wall clock, as was asked for."""
    express: bool = False
    """As fast as the machine can; drawing is thinned meanwhile."""
    reached: float | None = None
    """What was reached lately, where that is not what was asked for."""
    events_per_s: int = 0
    goal_us: int | None = None
    """The moment that time is on its way to, short of the end."""
    errand: str = ""
    """What it is about, other than playing: 'going to 5.3 s'."""
    sure: bool = False
    """Whether that is done in any case, and cannot be stopped."""
    rest: float = 0.0
    """How much is left of its rest at a beat of the story: 1 at first, 0 while time runs."""
    until: int | None = None
    """The operation whose end it plays until."""
    at: str = ""
    """The server whose next event it plays until."""
    when: str = ""
    """The expression that it plays until, which is to become true."""
    said: str = ""
    """Why it has stopped here: 'stale read of Y, 1 write behind'."""


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The run so far, up to `head_us`; what lies beyond the playhead is drawn dimmed."""

    end_us: int
    head_us: int
    bands: tuple[FaultBand, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    branches: tuple[BranchView, ...]
    flag_us: int | None = None
    """A moment to point out: where two runs side by side first differ."""
