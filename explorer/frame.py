"""The frozen picture of one moment: all that the window may draw, and nothing else.

Rules this file keeps: every field was computed from the run at `Frame.now_us`; times are whole
microseconds of simulated time; a widget that draws a frame twice draws the same picture twice.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from explorer.cause import Cause
from explorer.freshness import FreshView
from explorer.inspection import Inspection
from explorer.knobs import Knob
from explorer.percentiles import Estimate
from explorer.receipt import Receipt
from explorer.study_view import StudyView

if TYPE_CHECKING:  # they are made of parts of a frame themselves
    from explorer.event_log import LogView
    from explorer.spacetime_view import SpaceTimeView

ServerState = Literal["up", "paused", "down"]
LinkState = Literal["open", "cut", "one-way", "held"]
MessageKind = Literal[
    "write", "ack", "read", "reply", "repair", "hint", "entropy", "stream", "raft"
]
OperationState = Literal["pending", "ok", "stale", "fail", "info"]
PostState = Literal["seen", "sending", "posted", "unknown"]
BadgeState = Literal["none", "fresh", "unconfirmed", "stale", "older", "unavailable", "waiting"]
"""`older`: stale as well, where that does no harm; `unconfirmed`: not stale, nor acknowledged."""
ArticleState = Literal[
    "unread", "newest", "unconfirmed", "older", "absent", "asking", "unanswered", "unknown"
]
"""`unconfirmed`: what was read nobody has acknowledged so far; `unknown`: what was written."""
ScreenRole = Literal["user", "reader", "editor"]
"""Whose screen it is: a user of the social network, or of a site of articles."""
TickOutcome = Literal["fresh", "stale", "ok", "fail", "info", "late", "never", "pending"]
"""`info` is unknown; resolved since: `late`, it happened, or `never`."""
BandKind = Literal["cut", "down", "ailing", "moving", "load"]
StepState = Literal["done", "now", "next", "off"]
ShrinkState = Literal["none", "shrinking", "found", "cancelled", "died", "in vain"]
"""How the search for a smallest cause stands."""
Answer = Literal["holds", "violated", "unknown", "none", "judging"]
"""A verdict: `none`, when nothing has happened that could be judged, and never a pass."""


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
    users: tuple[str, ...] = ()
    ailments: tuple[str, ...] = ()
    """What else is the matter, in words: 'clock +3 s', 'disk full', 'keeps 2 hints'."""
    role: str = ""
    """What it does where servers agree: 'leader of term 3'; a follower has no words."""


@dataclass(frozen=True, slots=True)
class WebView:
    """One web server: how many wait at it, and how busy it was in the last second, in per cent."""

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


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as one user sees it."""

    number: str
    author: str
    text: str
    state: PostState
    posted_us: int
    likes: int = 0
    liked: bool = False
    comments: tuple[tuple[str, str], ...] = ()
    """(author, text), in the order of their versions."""
    fate: str = ""
    """What became of one whose outcome is unknown, seen from outside; empty: that is open."""
    operation: int = 0
    """The operation that wrote it; 0: it was there before the run."""
    siblings: tuple[str, ...] = ()
    """All texts that it has at once, the oldest first, where there is more than one."""


@dataclass(frozen=True, slots=True)
class MissingView:
    """Something acknowledged before the user's last read began, which that read did not show."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as one person's device has it; `text` is empty where it has none."""

    title: str
    text: str
    state: ArticleState
    said: str
    """One sentence: which edition it is, or what is being done to get it."""
    why: str = ""
    """Why it is not the newest, or why there is none."""
    read: int | None = None
    """The read that missed the newest, whose cause "show me" lights."""


@dataclass(frozen=True, slots=True)
class ScreenView:
    """What one user sees: the last feed that was read, and what the user did since.

    At a site of articles there are `articles` instead of posts, and nobody is followed.
    """

    user: str
    server: str
    user_session: str
    badge: BadgeState
    badge_text: str
    """Two to five words: 'fresh', '1 write behind, 5 ms old', 'no answer'."""
    explanation: str
    """One sentence on why the badge is what it is."""
    posts: tuple[PostView, ...]
    missing: tuple[MissingView, ...]
    follows: tuple[str, ...]
    friends: tuple[str, ...]
    others: tuple[str, ...]
    """Users whom this one could follow."""
    read_at_us: int | None = None
    read: int | None = None
    """The read that the badge is about, whose cause it leads to; None where nothing is amiss."""
    notice: str = ""
    """The last refusal or unknown outcome, in words; empty when there is none."""
    refused: tuple[str, int] | None = None
    """The action and the number of the user's last write, while it is a refused one."""
    role: ScreenRole = "user"
    articles: tuple[ArticleView, ...] = ()
    acted_us: int | None = None
    """When its user last asked for something or was answered."""


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
class StepView:
    """One sentence of the lesson: done, being told, to come, or off, as the script was left."""

    at_us: int
    text: str
    state: StepState


@dataclass(frozen=True, slots=True)
class LessonView:
    """The story in words."""

    number: int
    title: str
    question: int
    story: str
    steps: tuple[StepView, ...]
    takeaway: str
    leaves_out: str
    variants: tuple[tuple[str, str], ...]
    """(name, title) of each variant."""
    variant: str
    left_us: int | None = None
    """When somebody first did something that is not in the script; None while nobody has."""
    checks: tuple[tuple[str, bool | None], ...] = ()
    """Expectations in words: held, did not hold, or None while it is too early to say."""


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
class BranchRow:
    """One branch as it is compared with the others."""

    name: str
    current: bool
    head_us: int
    answered: int
    """Operations that were answered, and those that were asked."""
    asked: int
    unknown: int
    stale: int
    reads: int
    """Answered reads, of which so many were stale."""
    lost: int
    """Acknowledged writes of which no disk holds anything any more."""
    read: tuple[int, Estimate | None, Estimate | None]
    """Of the reads: how many waited, p50 and p99 in ms; None where they are too few."""
    write: tuple[int, Estimate | None, Estimate | None]
    verdicts: tuple[tuple[str, Answer], ...]


@dataclass(frozen=True, slots=True)
class BranchesView:
    """All branches as they stood at one and the same moment, the story's first."""

    rows: tuple[BranchRow, ...] = ()
    as_of_us: int = 0
    """The latest moment that every branch has been run to."""
    unfinished: tuple[str, ...] = ()
    """The branches that have not been run to the end."""


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
    until: int | None = None
    """The operation whose end it plays until."""
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


@dataclass(frozen=True, slots=True)
class LatencyPoint:
    """One finished operation: when it ended, how long it took, and how it came out."""

    ended_us: int
    latency_us: int
    kind: Literal["read", "write"]
    outcome: Literal["ok", "fail", "info"]
    operation: int = 0


@dataclass(frozen=True, slots=True)
class LatencySummary:
    """Percentiles over all operations that have ended so far; None where n is too small to say."""

    kind: Literal["read", "write"]
    n: int
    p50: Estimate | None
    """In milliseconds, like p99."""
    p99: Estimate | None
    censored: int
    """Operations without an answer: they count as 'longer than the time-out'."""
    p99_open_ms: float | None = None
    """Where the load is closed: about what a load that does not wait would have had as p99."""


@dataclass(frozen=True, slots=True)
class StaleSeries:
    """How far behind one server is, as corners (t_us, behind_us) of straight pieces."""

    server: str
    corners: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class StaleRead:
    """One read on the staleness chart: 0 when fresh."""

    at_us: int
    user: str
    behind_us: int
    versions: int


@dataclass(frozen=True, slots=True)
class RatePoint:
    """What was asked and what was answered, a second, in a part of the axis that ends there."""

    until_us: int
    asked: float
    answered: float


@dataclass(frozen=True, slots=True)
class QueueSeries:
    """How many requests waited at a server, or on average at those of a tier: (until_us, many)."""

    name: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class ChartsView:
    """What the charts draw, up to the playhead."""

    latencies: tuple[LatencyPoint, ...] = ()
    slowest: tuple[LatencyPoint, ...] = ()
    """Of a crowd those that took longest: drawn as well, or a part would hide the tail."""
    percentiles: tuple[tuple[int, float, float], ...] = ()
    """(t_us, p50_ms, p99_ms) over a sliding window, where it holds enough operations."""
    summaries: tuple[LatencySummary, ...] = ()
    outcomes: tuple[tuple[str, int], ...] = ()
    """How many operations came out so."""
    staleness: tuple[StaleSeries, ...] = ()
    reads: tuple[StaleRead, ...] = ()
    rates: tuple[RatePoint, ...] = ()
    """Empty where there is no load."""
    queues: tuple[QueueSeries, ...] = ()
    """Empty where service takes no time."""
    fresh_reads: int = 0
    stale_reads: int = 0
    one_in: int = 1
    """Of so many operations one is drawn; summaries and counts are of all.

    Fresh and stale reads are thinned by themselves, so that a few stale ones are all there.
    """


@dataclass(frozen=True, slots=True)
class PromiseView:
    """What N, R and W promise, in words that are true."""

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


@dataclass(frozen=True, slots=True)
class LoadView:
    """The load that is on, and its open and its closed form, as lines of the verb language."""

    line: str
    open: str
    closed: str
    """Empty where it has none."""


@dataclass(frozen=True, slots=True)
class VerdictView:
    """One guarantee: whether the settings so far promise it, whether the run so far keeps it."""

    name: str
    """As in `run --json`."""
    title: str
    meaning: str
    promised: bool
    answer: Answer
    text: str
    """What broke it, or why that is not known; empty when it holds."""
    witness: tuple[int, ...]
    """The operations that show that it is broken."""
    show_us: int | None
    """The moment at which it was broken, which "show me" leads to."""


@dataclass(frozen=True, slots=True)
class VerdictsView:
    """All guarantees as they stood at `as_of_us`; `current`: nothing has happened since."""

    rows: tuple[VerdictView, ...] = ()
    as_of_us: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True)
class ShrinkView:
    """The search for the smallest cause of `subject`: of `things` done so many are `left` so far.

    `runs` were made of `budget` at the most.
    """

    state: ShrinkState
    subject: str
    things: int
    left: int
    runs: int
    budget: int
    text: str
    """What was found, or why nothing was."""
    preset: bool
    """Whether what was found can be opened and saved."""


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


@dataclass(frozen=True, slots=True)
class Frame:
    """One moment of a run."""

    now_us: int
    seed: int
    promise: PromiseView
    servers: tuple[ServerView, ...]
    links: tuple[LinkView, ...]
    messages: tuple[MessageView, ...]
    deaths: tuple[DeathView, ...]
    operations: tuple[OperationView, ...]
    screens: tuple[ScreenView, ...]
    callouts: tuple[Callout, ...]
    lesson: LessonView
    timeline: TimelineView
    playback: PlaybackView = PlaybackView()
    ahead: AheadView = AheadView()
    branches: BranchesView = BranchesView()
    charts: ChartsView = field(default_factory=ChartsView)
    verdicts: VerdictsView = VerdictsView()
    span: tuple[int, int] | None = None
    """The part of time that charts show, from and to; None: all of it."""
    selected: str = ""
    """The key of what is selected in every view: 'server A', 'operation 4'."""
    inspection: Inspection | None = None
    """What is known of what is selected."""
    settings: tuple[Knob, ...] = ()
    """Every setting, and what else it may be now."""
    inspected: int | None = None
    """The operation that was asked about."""
    receipt: Receipt | None = None
    """Its receipt; None also when it has not begun at this moment."""
    fresh: FreshView | None = None
    """What trials have measured; None where the run has none."""
    web: tuple[WebView, ...] = ()
    load: LoadView | None = None
    study: StudyView = field(default_factory=StudyView)
    """What adding servers buys, as far as that has been measured."""
    log: "LogView | None" = None
    """The event log, narrowed; its rows are made when they are looked at."""
    spacetime: "SpaceTimeView | None" = None
    """The space-time diagram, to be asked for one span at a time."""
    lit: Cause | None = None
    """What alone is lit, as it mattered to the anomaly that is explained; None: everything is."""
    shrink: ShrinkView | None = None
    """How the search for a smallest cause stands; None while none was asked for."""
    offers: tuple[Offer, ...] = ()
    """What can be done with all that stands on the stage, and why not."""
