"""The frozen picture of one moment: all that the window may draw, and nothing else.

Its parts have rooms of their own, from `frame_stage` to `frame_verdicts`. Rules that all of them
keep: every field was computed from the run at `Frame.now_us`; times are whole microseconds of
simulated time; a widget that draws a frame twice draws the same picture twice.
"""

from dataclasses import dataclass, field

from explorer.cause import Cause
from explorer.event_log import LogView
from explorer.examples import ExampleView
from explorer.frame_charts import ChartsView
from explorer.frame_screens import ScreenView
from explorer.frame_stage import (
    Callout,
    DeathView,
    LinkView,
    MessageView,
    Offer,
    OperationView,
    ServerView,
    WebView,
)
from explorer.frame_story import (
    GoalView,
    LessonView,
    LoadView,
    PromiseView,
    Spot,
    WhereView,
)
from explorer.frame_time import AheadView, PlaybackView, TimelineView
from explorer.frame_verdicts import BranchesView, ShrinkView, VerdictsView
from explorer.freshness import FreshView
from explorer.inspection import Inspection
from explorer.knobs import Knob
from explorer.receipt import Receipt
from explorer.spacetime_view import SpaceTimeView
from explorer.study_view import StudyView
from explorer.sweeps.view import SweepView
from explorer.watching import WatchView


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
    where: WhereView = field(default_factory=WhereView)
    playback: PlaybackView = field(default_factory=PlaybackView)
    ahead: AheadView = field(default_factory=AheadView)
    branches: BranchesView = field(default_factory=BranchesView)
    charts: ChartsView = field(default_factory=ChartsView)
    verdicts: VerdictsView = field(default_factory=VerdictsView)
    span: tuple[int, int] | None = None
    """The part of time that charts show, from and to; None: all of it."""
    selected: str = ""
    """The key of what is selected in every view: 'server A', 'operation 4'."""
    subject: str = ""
    """The same where no events are drawn: of an event the thing that it is about."""
    inspection: Inspection | None = None
    """What is known of what is selected."""
    watch: WatchView = field(default_factory=WatchView)
    """What is watched, and all that could be."""
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
    has_load: bool = False
    """Whether there is a load at some time of the run."""
    study: StudyView = field(default_factory=StudyView)
    """What adding servers buys, as far as that has been measured."""
    sweep: SweepView = field(default_factory=SweepView)
    """What other settings would cost and give, as far as they have been run."""
    log: LogView | None = None
    """The event log, narrowed; its rows are made when they are looked at."""
    spacetime: SpaceTimeView | None = None
    """The space-time diagram, to be asked for one span at a time."""
    lit: Cause | None = None
    """What alone is lit, as it mattered to the anomaly that is explained; None: everything is."""
    spot: Spot | None = None
    """What the sentence that is told is about, in the lesson's light; None: nothing more than all
    else."""
    shrink: ShrinkView | None = None
    """How the search for a smallest cause stands; None while none was asked for."""
    example: ExampleView | None = None
    """How the search for an example stands; None while none was asked for."""
    offers: tuple[Offer, ...] = ()
    """What can be done with all that stands on the stage, and why not."""
    hidden: tuple[str, ...] = ()
    """The kinds of messages that are not drawn; the frame has them all the same."""
    hidden_servers: tuple[str, ...] = ()
    """Those of the servers of both tiers that are not drawn; the frame has them as well."""
    goal: GoalView | None = None
    """What the story asks somebody to bring about; None: nothing, or nobody is told."""
