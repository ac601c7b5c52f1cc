"""The stage in a frame: servers, links, messages under way, and what can be done with them."""

from dataclasses import dataclass
from typing import Literal

ServerState = Literal["up", "paused", "down"]
LinkState = Literal["open", "cut", "one-way", "held"]
MessageKind = Literal[
    "write", "ack", "read", "reply", "repair", "hint", "entropy", "stream", "raft"
]
OperationState = Literal["pending", "ok", "stale", "fail", "info"]


@dataclass(frozen=True, slots=True)
class ServerView:
    """One server: of `acknowledged` items that it is a home of, it has `held` up to date."""

    name: str
    place: str
    state: ServerState
    held: int
    acknowledged: int
    missing: tuple[str, ...] = ()
    """Each missing write in words, the oldest first."""
    behind_us: int = 0
    """Age of the oldest acknowledged write that it lacks; 0 when it lacks none."""
    unconfirmed: int = 0
    """Writes that it stores and that nobody has acknowledged (yet)."""
    durable: tuple[str, ...] = ()
    """Each write that it has on disk and cannot show yet, in words; only real servers have such."""
    users: tuple[str, ...] = ()
    ailments: tuple[str, ...] = ()
    """What else is the matter, in words: 'clock +3 s', 'disk full', 'keeps 2 hints'."""
    waiting: int | None = None
    """How many wait for their turn; None: where service takes no time nobody does."""
    busy: int = 0
    """In the last seconds, in per cent."""
    role: str = ""
    """What it does where servers agree: 'leader of term 3'; a follower has no words."""


@dataclass(frozen=True, slots=True)
class WebView:
    """One web server: how many wait at it, and how busy it was in the last seconds, in per cent."""

    name: str
    waiting: int
    busy: int
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class LinkView:
    """The two directions between servers `a` and `b`; `delay_us` is the mean one way."""

    a: str
    b: str
    delay_us: int
    state: LinkState
    blocked: tuple[tuple[str, str], ...] = ()
    """The directions (from, to) that are cut."""
    cut_at_us: int | None = None
    slowed: tuple[tuple[str, str, int], ...] = ()
    """The directions (from, to) that take longer now, and how long."""
    law: str = ""
    """How long it takes now and took at first, in words; empty: as long as at first."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message between two servers, drawn at its true place: see `at`."""

    number: int
    kind: MessageKind
    source: str
    target: str
    sent_us: int
    arrives_us: int
    label: str
    operation: int
    held: bool = False
    """It stands still, until it or its link is released."""

    def at(self, now_us: int) -> float:
        """The part of its way that it has gone at `now_us`: 0 at the source, 1 at the target."""
        whole = self.arrives_us - self.sent_us
        return 1.0 if whole <= 0 else min(1.0, max(0.0, (now_us - self.sent_us) / whole))


@dataclass(frozen=True, slots=True)
class DeathView:
    """A message that died at `where` (0 source .. 1 target) at `died_us`, and why, in words."""

    message: MessageView
    died_us: int
    where: float
    reason: str


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation in progress, or one that has just ended: `got` answers of the `need`ed ones."""

    number: int
    user: str
    action: str
    coordinator: str
    phase: Literal["read", "write"]
    got: int
    need: int
    state: OperationState
    text: str
    """One line for a chip: 'post: 1 of 2 acks'."""
    invoked_us: int
    ended_us: int | None = None
    web: str = ""
    """The web server that it went through, where there is one."""
    at_web: bool = False
    """Whether it is there still, and no server of the database knows of it."""


Tone = Literal["bad", "unknown", "good", "calm"]


@dataclass(frozen=True, slots=True)
class Callout:
    """A sentence pinned to a server on the stage, as for a stale read: title, lines, where."""

    server: str
    title: str
    lines: tuple[str, ...]
    at_us: int
    tone: Tone
    operation: int
    """What it is about, whose cause "show me" lights."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done by hand: words, its line, why it cannot be done now."""

    words: str
    line: str
    reason: str | None = None
    under: str = ""
    """Which submenu it stands in; empty: none."""
    chosen: bool = False
    """It is so already."""
    of: str = ""
    """The key of the thing that it is done to; empty: to all."""
