"""What is seen of a run at the playhead, and what is asked about it.

Rules this file keeps: a view is the same object while what it shows is the same, so that whoever
draws it can tell; `explorer.framing` makes a frame of them.
"""

from engine.cluster import Command
from explorer import (
    ahead,
    bought,
    chart_table,
    crowd,
    guarantees,
    hiding,
    offering,
    onlookers,
    rates,
    selection,
    series,
    study,
)
from explorer import receipt as receipts
from explorer.cause import Cause
from explorer.clusters.capabilities import POSTGRES
from explorer.clusters.elsewhere import Elsewhere
from explorer.event_log import EventLog, LogView
from explorer.examples import Examples
from explorer.frame_charts import ChartsView
from explorer.frame_stage import Offer
from explorer.frame_story import GoalView
from explorer.frame_time import AheadView
from explorer.frame_verdicts import VerdictsView
from explorer.freshness import Freshness, FreshView
from explorer.inspecting import Inspector
from explorer.inspection import Inspection
from explorer.knobs import Knob, Knobs
from explorer.predictions import Predicted
from explorer.receipt import Receipt
from explorer.shrinker import Shrinker
from explorer.spacetime import SpaceTime
from explorer.spacetime_view import SpaceTimeView
from explorer.stories import Scenario
from explorer.study import Plan
from explorer.study_view import StudyView
from explorer.studying import Studying
from explorer.sweeps.sweeping import Sweeping
from explorer.trying import Trying
from explorer.watching import EVERY_SECONDS, Watches, WatchView


class Seen(Predicted):
    """A run, and all that can be seen of it."""

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        """At the start, with nothing selected."""
        super().__init__(scenario, seed)
        self._freshness = Freshness()
        self.studying = Studying()
        self.sweeping = Sweeping()
        self.elsewhere = Elsewhere()
        self.span: tuple[int, int] | None = None
        """The part of time that charts show; None: all of it.

        What is shown larger is no choice of events: it narrows no log, as `brushed` does.
        """
        self.selected = ""
        """The key of what is selected; see `explorer.selection`."""
        self.looked_at: tuple[str, ...] = ()
        """Users who were selected, the last one first: see `explorer.onlookers`."""
        self.hidden: set[str] = set()
        """What is not drawn, see `explorer.hiding`: kinds of messages, and 'server B'; one set for
        both of two runs that are compared."""
        self.log = EventLog()
        self.brushed: tuple[int, int] | None = None
        """The span of time that log and space-time diagram are narrowed to."""
        self._spacetime = SpaceTime()
        self.shrinker = Shrinker()
        self.examples = Examples()
        self._lit: tuple[int, Cause] | None = None
        """The branch that it is about, and what alone is lit."""
        self._inspector, self._knobs = Inspector(), Knobs()
        self.watches = Watches()
        self.trying = Trying(scenario)
        self._offers_key: tuple[object, ...] = ()
        self._offers: tuple[Offer, ...] = ()
        self.inspected: int | None = None
        """The operation whose receipt is asked for."""
        self._verdicts_key: tuple[int, int | None, bool] | None = None
        self._verdicts = VerdictsView()
        self._receipt_key: tuple[int, int, int, int] | None = None
        self._receipt: Receipt | None = None
        self._charts_key: tuple[int, int, int, int] | None = None
        self._charts = ChartsView()
        self._study_key: tuple[object, ...] = ()
        self._study = StudyView()

    def charts(self) -> ChartsView:
        """What the charts draw; the same object while the playhead stands."""
        timeline = self.timeline
        key = (timeline.branch.number, timeline.place, timeline.now_us, self.end_us)
        if len(self._history.ended) > crowd.MANY:  # too many to be drawn anew at each frame
            key = (key[0], 0, timeline.now_us * rates.GRID // self.end_us, self.end_us)
        if key != self._charts_key:
            cluster = timeline.cluster
            self._charts_key = key
            self._charts = series.charts(
                self._history, timeline.place, timeline.now_us, self.end_us,
                tuple(cluster.replicas), cluster.desks,
            )  # fmt: skip
        return self._charts

    def chart_table(self) -> str:
        """What the charts show, of all operations, as the text of a CSV file."""
        return chart_table.table(self._history, self.timeline.place, self.charts())

    def verdicts(self) -> VerdictsView:
        """Every guarantee as far as it has been judged; the same object while that is the same.

        While time runs they may be those of a little earlier, and say so; else they are of now.
        """
        timeline = self.timeline
        known = self.judge.known(timeline, only_now=not self.busy)
        key = (timeline.branch.number, known[1], known[1] in (None, timeline.place))
        if key != self._verdicts_key:
            self._verdicts_key, self._verdicts = key, guarantees.view(timeline, *known)
        return self._verdicts

    def ahead(self) -> AheadView:
        """What will happen after the playhead as things stand, unless a question is open."""
        if self.asking.open is not None:
            return AheadView(hushed=True)
        return ahead.ahead(self.timeline, self.end_us)

    def measure(self) -> None:
        """Begins to measure what adding servers buys, as things stand at the playhead.

        Raises ValueError, in words, where there is nothing to measure.
        """
        plan = self._plan()
        if isinstance(plan, str):
            raise ValueError(f"nothing can be measured: {plan}")
        self.studying.begin(plan)

    def study(self) -> StudyView:
        """What adding servers buys, as far as measured; the same object while that is the same."""
        plan, made = self._plan(), self.studying
        key = (plan, made.plan, made.state, len(made.points))
        if key != self._study_key:
            self._study_key, self._study = key, bought.view(made, plan)
        return self._study

    def _plan(self) -> Plan | str:
        return study.planned(self.timeline, self.scenario.commands, self.seed)

    @property
    def lit(self) -> Cause | None:
        """The cause that was asked for, of whose branch alone what mattered is lit; else None."""
        if self._lit is None or self._lit[0] != self.timeline.branch.number:
            return None
        return self._lit[1]

    def light(self, found: Cause | None) -> None:
        """Lights what mattered to an anomaly, and goes to where that was decided; None: all.

        A server that mattered is shown again.
        """
        self._lit = (self.timeline.branch.number, found) if found is not None else None
        if found is not None:
            self.hidden -= {hiding.key(server) for server in found.servers}
            self.pause()
            self.seek(found.moment_us)

    def receipt(self) -> Receipt | None:
        """The receipt of the operation that is asked about, as of the playhead."""
        if self.inspected is None:
            return None
        timeline = self.timeline
        key = (timeline.branch.number, timeline.place, timeline.now_us, self.inspected)
        if key != self._receipt_key:
            self._receipt_key = key
            self._receipt = receipts.receipt(
                self._history, timeline.cluster, self.inspected, timeline.place
            )
        return self._receipt

    def inspection(self) -> Inspection | None:
        """What is known of what is selected; the same object while that is the same."""
        return self._inspector.view(self.timeline, self.selected, playing=self.playing)

    def watched(self) -> WatchView:
        """What is watched, and all that could be; the same object while that is the same."""
        every_us = int(self.speed * EVERY_SECONDS * 1_000_000)
        return self.watches.view(self.timeline, playing=self.playing, every_us=every_us)

    def offers(self) -> tuple[Offer, ...]:
        """What can be done with all that stands there; the same object while time stands."""
        timeline = self.timeline
        key = (timeline.branch.number, timeline.cluster.steps, frozenset(self.hidden),
               self.trying.begun)  # fmt: skip
        if key != self._offers_key:
            offered = offering.everything(timeline, self.hidden, self.forbids)
            self._offers_key, self._offers = key, offered
        return self._offers

    def settings(self) -> tuple[Knob, ...]:
        """Every setting as it is, and may be; the same object while that is the same."""
        given = self.trying.begun and (self.timeline.branch.number, self.timeline.place)
        return self._knobs.view(self.timeline.cluster, self.forbids, given)

    def forbids(self, command: Command) -> str | None:
        """Why it is not allowed now: by a goal, or by what real servers can do; else None."""
        if self.scenario.transcript is not None:
            return POSTGRES.refuses(command, self.scenario.cluster.names)
        return self.trying.forbids(self.timeline, command)

    @property
    def _in_story(self) -> bool:
        """Whoever tries to reach a goal is told no story meanwhile."""
        return super()._in_story and not self.trying.begun

    @property
    def _asks(self) -> bool:
        """The same: nor is anything asked."""
        return super()._asks and not self.trying.begun

    def goal(self) -> GoalView | None:
        """What the story asks somebody to do, and how that stands."""
        return self.trying.view(self.timeline)

    def fresh(self) -> FreshView | None:
        """What its trials have measured, beside what is predicted; None when it has none."""
        return self._freshness.view(self.timeline)

    def zoom(self, from_us: int, until_us: int) -> None:
        """Has charts show a part of time, at least a microsecond of it; all of it: the whole."""
        from_us, until_us = max(0, from_us), min(until_us, self.end_us)
        whole = from_us <= 0 and until_us >= self.end_us
        self.span = None if whole else (min(from_us, self.end_us - 1), max(until_us, from_us + 1))

    def zoom_by(self, factor: float) -> None:
        """Has charts show so much less of time, around the playhead."""
        from_us, until_us = self.span or (0, self.end_us)
        now_us, half_us = self.now_us, (until_us - from_us) / factor / 2
        self.zoom(round(now_us - half_us), round(now_us + half_us))

    def select(self, key: str) -> None:
        """Selects a thing, none by ''; a selected operation has its receipt asked for as well.

        Raises ValueError, in words, when there is none such.
        """
        reason = selection.refusal(self.timeline, key) if key else None
        if reason is not None:
            raise ValueError(reason)
        self.selected = key
        if key.startswith("user "):
            self.looked_at = onlookers.looked_at(key.removeprefix("user "), self.looked_at)
        self.inspected = selection.number(key, "operation") or self.inspected

    def hide(self, what: str = "") -> None:
        """Messages of a kind, or 'server B', are not drawn; '': all are again.

        Raises ValueError, in words, where that cannot be.
        """
        reason = hiding.refusal(self.timeline, self.hidden, what)
        if reason is not None:
            raise ValueError(reason)
        self.hidden.add(what) if what else self.hidden.clear()

    def unhide(self, what: str = "") -> None:
        """Messages of a kind, 'server B', or every 'server' is drawn again; '': all that is not."""
        gone = {one for one in self.hidden if not what or one == what or one.split()[0] == what}
        self.hidden -= gone  # in place: two runs that are compared share it

    def hides(self) -> tuple[str, ...]:
        """The kinds of messages that are hidden, in the order of the legend."""
        return hiding.kinds(self.hidden)

    def hidden_servers(self) -> tuple[str, ...]:
        """The servers that are not drawn, of all that there were."""
        if not self.hidden:
            return ()
        return hiding.servers(hiding.known(self.timeline), self.hidden)

    def brush(self, since_us: int | None = None, until_us: int = 0) -> None:
        """Marks a span of time, to which the log is narrowed; none: none is marked."""
        self.brushed = None if since_us is None else (since_us, until_us)

    def events(self) -> LogView:
        """The event log, narrowed, as far as it has been searched: a slice more than last time."""
        span = self.brushed
        if self.hushed:  # what is known of later would give the answer away
            since_us, until_us = span or (0, self.now_us)
            span = since_us, min(until_us, self.now_us)
        return self.log.view(self.timeline, span, self.hidden_servers())

    def spacetime(self) -> SpaceTimeView:
        """The space-time diagram of all that is known of the branch, and may be told."""
        marked = selection.subject(self.timeline, self.selected)
        return self._spacetime.view(
            self.timeline, self.end_us, marked, self.brushed, self.lit, self.hides(),
            self.hidden_servers(), so_far=self.hushed and self.timeline.in_past,
        )  # fmt: skip

    def last_ended(self) -> int | None:
        """The operation that was the last to end before the playhead."""
        ended = self._history.ended
        done = ended.before(self.timeline.place)
        return ended.numbers[done - 1] if done else None

    def why(self, number: int) -> tuple[str, ...]:
        """An operation in a few sentences, as of the playhead."""
        timeline = self.timeline
        return receipts.why(self._history, timeline.cluster, number, timeline.place)
