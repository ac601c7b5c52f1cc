"""The one owner of a run: what is played, how fast, and what is done to it.

`submit`, `advance`, `seek`: everything that a window, a test or a command line does to a run goes
through here, and `explorer.framing` makes its pictures. Seconds of the wall clock come in as
numbers; nothing here looks at a clock.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from engine.cluster import Command, Timed
from engine.events import digest
from engine.history import History
from explorer import (
    ahead,
    bought,
    chart_table,
    crowd,
    expectations,
    guarantees,
    measures,
    offering,
    rates,
    selection,
    series,
    study,
)
from explorer import receipt as receipts
from explorer.branch import Branch
from explorer.cause import Cause
from explorer.comparing import Comparing
from explorer.errands import Branching, Entering, Errand, Finishing, Leaving, Redoing, Undoing
from explorer.event_log import EventLog, LogView
from explorer.evidence import Evidence
from explorer.expectations import Expectation, Result
from explorer.frame_charts import ChartsView
from explorer.frame_stage import Offer
from explorer.frame_time import AheadView
from explorer.frame_verdicts import BranchesView, VerdictsView
from explorer.freshness import Freshness, FreshView
from explorer.inspecting import Inspector
from explorer.inspection import Inspection
from explorer.knobs import Knob, Knobs
from explorer.playback import Playback
from explorer.receipt import Receipt
from explorer.shrinker import Shrinker
from explorer.spacetime import SpaceTime
from explorer.spacetime_view import SpaceTimeView
from explorer.stories import Claim, Scenario, Step
from explorer.study import Plan
from explorer.study_view import StudyView
from explorer.studying import Studying
from explorer.timeline import Timeline
from explorer.times import tell_time
from explorer.verbs import Expect

LONGEST_WAIT_US = 30_000_000
"""A time-out may be ten minutes: so long, at most, the run goes on to show what comes of a command.
"""


class Experiment(Playback):
    """A scenario being run."""

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        """At the start, standing still."""
        self.scenario = scenario
        self.seed = scenario.seed if seed is None else seed
        super().__init__(
            Timeline(scenario.cluster, self.seed, scenario.commands),
            scenario.until_us,
            scenario.until_us / max(1, scenario.preset.model.lasts),
        )
        self.comparing = Comparing()
        self._freshness = Freshness()
        self.studying = Studying()
        self.span: tuple[int, int] | None = None
        """The part of time that charts show; None: all of it."""
        self.selected = ""
        """The key of what is selected; see `explorer.selection`."""
        self.log = EventLog()
        self.brushed: tuple[int, int] | None = None
        """The span of time that log and space-time diagram are narrowed to."""
        self._spacetime = SpaceTime()
        self.shrinker = Shrinker()
        self._lit: tuple[int, Cause] | None = None
        """The branch that it is about, and what alone is lit."""
        self._inspector, self._knobs = Inspector(), Knobs()
        self._offers_key = -1, -1
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
        self._known: dict[tuple[int, str, int], Result] = {}
        """By branch, sentence and place: what was judged once, and is so for good."""

    # -- branches

    def undo(self) -> None:
        """Goes before the last command given by hand, to a branch without it."""
        self.begin(self.undoing, 10**9)

    def undoing(self) -> Errand:
        """The way there. Raises ValueError, in words, when there is no such command."""
        if not self.timeline.branch.given:
            raise ValueError("nothing was done by hand yet")
        return Undoing(self.timeline, self._leave_room)

    def redo(self) -> None:
        """Goes after the command that was undone last."""
        self.begin(self.redoing, 10**9)

    def redoing(self) -> Errand:
        """The way there. Raises ValueError, in words, when there is no such command."""
        if not self.timeline.aside:
            raise ValueError("nothing was undone, or something else has been done since")
        return Redoing(self.timeline, self._leave_room)

    def back_to_story(self) -> None:
        """Goes before the first thing that was done by hand; what was done stays in its branch."""
        self.begin(self.leaving, 10**9)

    def leaving(self) -> Errand:
        """The way there."""
        return Leaving(self.timeline, self._leave_room)

    def go(self, name: str) -> None:
        """Goes to another branch, to the same moment or its end."""
        self.begin(lambda: self.entering(name), 10**9)

    def entering(self, name: str) -> Errand:
        """The way to another branch. Raises ValueError, in words, when there is none such."""
        branch = self.timeline.named(name)
        if branch is None:
            names = ", ".join(f"«{branch.name}»" for branch in self.timeline.listed)
            raise ValueError(f"there is no branch {name!r}; there are {names}")
        return Entering(self.timeline, branch, self._arrived)

    def _arrived(self) -> None:
        """In another branch."""
        self.timeline.keep_undone()
        self._leave_room()

    def rename(self, name: str) -> None:
        """Gives the branch another name. Raises ValueError, in words, when it is taken."""
        if not self.timeline.rename(name):
            raise ValueError(f"another branch is called {name!r}")

    def finishing(self) -> Errand:
        """The way of every branch to the end."""
        return Finishing(self.timeline, max(map(self._room, self.timeline.listed)))

    def is_interesting(self, place: int) -> bool:
        """Whether the event at this place of the log is worth a stop: see `explorer.moments`."""
        moment = self.timeline.branch.moments.next(place)
        return moment is not None and moment.place == place

    # -- doing

    def refusal(self, command: Command) -> str | None:
        """Why a command cannot be given now; None when it can."""
        return offering.refusal(self.timeline, command)

    def submit(self, command: Command) -> int:
        """Does it now (in the past: in a new branch) and leaves time for what follows from it.

        Returns the microsecond at which it happened.
        """
        at_us = self.timeline.submit(command)
        self._leave_room()
        return at_us

    def give(self, given: Iterable[Timed]) -> None:
        """Has these commands given by hand, each at its moment, before anything has happened."""
        self.timeline.give(given)
        self._leave_room()

    def submitting(self, command: Command, then: Callable[[], object]) -> Errand:
        """The way to where a command is given in a long past: the branch is made in slices."""

        def given() -> None:
            self.submit(command)
            then()

        return Branching(self.timeline, given)

    def _leave_room(self) -> None:
        """The run ends with the story, or a while after the last thing that was done by hand."""
        self.end_us = self._room(self.timeline.branch)

    def _room(self, branch: Branch) -> int:
        timeout_us = min(self.timeline.cluster.settings.timeout_us, LONGEST_WAIT_US)
        room_us = max(timeout_us, self.scenario.until_us // 5)
        given = [at_us + room_us for at_us, _ in branch.given]
        return max([self.scenario.until_us, *given])

    # -- seeing

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

    def branches(self) -> BranchesView:
        """The branches beside one another, as far as each has been run."""
        end_us = max(map(self._room, self.timeline.listed))
        return self.comparing.view(self.timeline, end_us)

    def ahead(self) -> AheadView:
        """What will happen after the playhead, as things stand."""
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
        """Lights what mattered to an anomaly, and goes to where that was decided; None: all."""
        self._lit = (self.timeline.branch.number, found) if found is not None else None
        if found is not None:
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

    def offers(self) -> tuple[Offer, ...]:
        """What can be done with all that stands there; the same object while time stands."""
        timeline = self.timeline
        key = (timeline.branch.number, timeline.cluster.steps)
        if key != self._offers_key:
            self._offers_key, self._offers = key, offering.everything(timeline)
        return self._offers

    def settings(self) -> tuple[Knob, ...]:
        """Every setting as it is, and may be; the same object while that is the same."""
        return self._knobs.view(self.timeline.cluster)

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
        self.inspected = selection.number(key, "operation") or self.inspected

    def brush(self, since_us: int | None = None, until_us: int = 0) -> None:
        """Marks a span of time, to which the log is narrowed; none: none is marked."""
        self.brushed = None if since_us is None else (since_us, until_us)

    def events(self) -> LogView:
        """The event log, narrowed, as far as it has been searched: a slice more than last time."""
        return self.log.view(self.timeline, self.brushed)

    def spacetime(self) -> SpaceTimeView:
        """The space-time diagram of all that is known of the branch."""
        marked = selection.subject(self.timeline, self.selected)
        return self._spacetime.view(self.timeline, self.end_us, marked, self.brushed, self.lit)

    def last_ended(self) -> int | None:
        """The operation that was the last to end before the playhead."""
        done = crowd.finished(self._history, self.timeline.place)
        return done[-1].number if done else None

    def why(self, number: int) -> tuple[str, ...]:
        """An operation in a few sentences, as of the playhead."""
        timeline = self.timeline
        return receipts.why(self._history, timeline.cluster, number, timeline.place)

    def digest(self) -> str:
        """SHA-256 over the event log of this branch, as far as it has been run."""
        return digest(self.timeline.branch.events)

    def results(self) -> list[Result]:
        """Every expectation of the scenario as the playhead sees it."""
        return [result for _, result in self._step_results()] + self.expected()

    def expected(self) -> list[Result]:
        """What the story as a whole expects, as the playhead sees it."""
        return [self._so_far(expectation) for expectation in self.scenario.expectations]

    def broken(self) -> list[tuple[Step, Result]]:
        """What a step expects, or its sentence claims, and this run has not shown."""
        return [(step, result) for step, result in self._step_results() if result.held is False]

    def _so_far(self, expectation: Expectation) -> Result:
        """An expectation as of the playhead; what needs the whole crowd is judged at the end."""
        whole = expectation.whole or len(self._history.ended) > crowd.MANY
        if whole and not self.over:
            return Result(expectation.text, None, "not yet")
        at, spec = self.timeline.place, self.scenario.cluster
        key = (self.timeline.branch.number, expectation.text, at)
        if not whole or key not in self._known:
            evidence = Evidence(self._history, at, self.over, spec, self.now_us)
            self._known[key] = expectation.check(evidence)
        return self._known[key]

    @property
    def _history(self) -> History:
        return self.timeline.branch.history

    def _step_results(self) -> list[tuple[Step, Result]]:
        """What the script expects and its sentences claim, each judged at its own moment."""
        results: list[tuple[Step, Result]] = []
        for step in self.scenario.steps:
            if isinstance(step.action, Expect):
                text, within_us = expectations.deadline(step.action.text)
                due_us = step.at_us + within_us
                claim = Claim(text, expectations.parse(text), due_us)
                results.append((step, self._judged(claim)))
            results += ((step, result) for result in self.claims(step))
        return results

    def claims(self, step: Step) -> list[Result]:
        """Whether what the sentence of a step claims was so at its moment."""
        return [self._judged(claim) for claim in step.claims]

    def _judged(self, claim: Claim) -> Result:
        text = f"at {tell_time(claim.due_us)}: {claim.text}"
        following = self.timeline.cluster.next_us()
        if self.now_us < claim.due_us or (following is not None and following <= claim.due_us):
            return Result(text, None, "not yet")
        at, spec = self.timeline.place_at(claim.due_us), self.scenario.cluster
        key = (self.timeline.branch.number, claim.text, at)
        if key not in self._known:
            evidence = Evidence(self._history, at, over=True, spec=spec, now_us=claim.due_us)
            self._known[key] = claim.expectation.check(evidence)
        return replace(self._known[key], text=text)

    def measures(self) -> dict[str, object]:
        """The measures of `run --json`, at the end of the run."""
        return measures.measures(self._history, self.timeline.cluster)
