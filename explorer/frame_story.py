"""The story in a frame: its sentences, what its settings promise, and the load that is on."""

from dataclasses import dataclass
from typing import Literal

from explorer.frame_stage import MessageKind, MessageView
from explorer.questions import Prediction

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spot:
    """What the sentence that is told is about: it is in the lesson's light on the stage."""

    servers: frozenset[str] = frozenset()
    """Of both tiers."""
    users: frozenset[str] = frozenset()
    links: frozenset[Pair] = frozenset()
    """Those that are spoken of as such, both ways round."""
    ways: frozenset[tuple[str, str, int]] = frozenset()
    """What was sent from one server to another up to a moment: (from, to, in microseconds)."""
    kinds: frozenset[MessageKind] = frozenset()
    """The kinds of messages that are meant there; none: whichever they are."""

    def __or__(self, other: "Spot") -> "Spot":
        """What both are about."""
        return Spot(
            self.servers | other.servers, self.users | other.users, self.links | other.links,
            self.ways | other.ways, self.kinds | other.kinds,
        )  # fmt: skip

    @property
    def names(self) -> frozenset[str]:
        """Who is in the light; nothing else is without any of them."""
        return self.servers | self.users

    def has_link(self, a: str, b: str) -> bool:
        """Whether a link is in it: by itself, else as what is between two who are."""
        return (a, b) in self.links or (not self.links and {a, b} <= self.servers)

    def has_message(self, message: MessageView) -> bool:
        """Whether a message is one of those that are spoken of."""
        meant = not self.kinds or message.kind in self.kinds
        ends = message.source, message.target
        return meant and any(
            ends == (source, target) and message.sent_us <= at_us
            for source, target, at_us in self.ways
        )


StepState = Literal["done", "now", "next", "off"]


@dataclass(frozen=True, slots=True)
class StepView:
    """One sentence of the lesson: done, being told, to come, or off, as the script was left."""

    at_us: int
    text: str
    state: StepState
    hushed: bool = False
    """Not told yet, as it may give away what is to be predicted; then its text is empty."""


@dataclass(frozen=True, slots=True)
class LessonView:
    """The story in words."""

    number: int
    title: str
    question: int
    story: str
    steps: tuple[StepView, ...]
    takeaway: str
    """Of a run that went otherwise, that it did."""
    leaves_out: str
    variants: tuple[tuple[str, str], ...]
    """(name, title) of each variant."""
    variant: str
    left_us: int | None = None
    """When somebody first did something that is not in the script; None while nobody has."""
    checks: tuple[tuple[str, bool | None], ...] = ()
    """Expectations in words: held, did not hold, or None while it is too early to say."""
    predictions: tuple[Prediction, ...] = ()
    """What the story asks to predict, and what has become of it."""
    asked_before: tuple[int, ...] = ()
    """Of each: the how-many-eth of the sentences it comes before."""
    hushed: bool = False
    """Whether something is to be predicted still: then nothing ahead of the playhead is told."""
    settings: tuple[str, ...] = ()
    """What it is run with instead of its own settings, as it is written."""


@dataclass(frozen=True, slots=True)
class WhereView:
    """What the story runs on, and how its playing on real servers stands."""

    on: str = "embedded"
    """As `on` has it: embedded or postgres."""
    engine: str = ""
    """What the servers were, of a run that happened elsewhere: PostgreSQL 15.14."""
    place: str = ""
    """Where they were, if they were not made for it here."""
    refused: str = ""
    """Why the story cannot be played on real servers; empty: it can."""
    not_computed: str = ""
    """Why the embedded cluster cannot compute it; empty: it can."""
    state: str = "none"
    """Of its playing there; see `explorer.clusters.elsewhere`."""
    said: str = ""
    """What is done there now, or why it ended."""
    part: float = 0.0
    """How much of the story is over there, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class GoalView:
    """What the story asks somebody to do, and how that stands; see `explorer.goals`."""

    kind: Literal["break", "survive"]
    state: Literal["offered", "begun", "won", "lost", "shown"]
    """`shown`: this branch shows one way."""
    ask: str
    variant: str
    at_us: int
    by_us: int
    used: tuple[str, ...]
    """How much of what is allowed has been used, in words."""
    needs: tuple[tuple[str, bool | None], ...]
    """What has to hold, in words, and whether it does; None: it is too early to say."""
    told: str = ""
    """What came of it, in words."""
    shows: str = ""
    """What it shows, once it is won or a way has been shown."""


@dataclass(frozen=True, slots=True)
class PromiseView:
    """What N, R and W promise, in words that are true.

    Where Raft decides they count for nothing: then they are how many hold, confirm and agree.
    """

    n: int
    r: int
    w: int
    servers: int
    headline: str
    """For the pill at the top: 'R + W ≤ N: a read can miss a write'."""
    overlap: bool
    lines: tuple[str, ...]
    user_session: str
    read_repair: str
    stale_is_fine: bool = False
    """An old answer does nobody any harm, so that nothing has to be promised."""
    agreed: bool = False
    """Raft decides of every write and read."""
    forbidden: tuple[tuple[str, str], ...] = ()
    """Which of them a goal that is tried keeps as it is, and why."""


@dataclass(frozen=True, slots=True)
class LoadView:
    """The load that is on, and its open and its closed form, as lines of the verb language."""

    line: str
    open: str
    closed: str
    """Empty where it has none."""
