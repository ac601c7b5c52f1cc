"""From a run at its playhead to the frozen picture of that moment. Nothing is changed."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from engine.applications import STALE_IS_FINE
from engine.faults import Change, Load
from engine.quorum import majority, promise
from explorer import (
    callouts,
    columns,
    crowd,
    hiding,
    onlookers,
    selection,
    series,
    staging,
    state,
    subjects,
)
from explorer.clusters import elsewhere
from explorer.clusters.capabilities import EMBEDDED
from explorer.expectations import readable
from explorer.experiment import Experiment
from explorer.film import so_far
from explorer.frame import Frame
from explorer.frame_charts import ChartsView
from explorer.frame_screens import ScreenView
from explorer.frame_story import (
    LessonView,
    PromiseView,
    Spot,
    StepState,
    StepView,
    WhereView,
)
from explorer.frame_time import BranchView, Mark, TimelineView
from explorer.frame_verdicts import BranchesView
from explorer.promised import spoilt
from explorer.stories import Step
from explorer.sweeps.view import SweepView
from explorer.timeline import Timeline
from explorer.watching import WatchView

LINGER_SECONDS = 1.5
"""Seconds of the wall clock, at the speed that is set, for which a death or an outcome stays on
stage.
"""
CALLOUT_SECONDS = 6.0


ALL = frozenset({
    "lesson", "charts", "verdicts", "receipt", "inspector", "settings", "fresh", "servers", "log",
    "tradeoff", "spacetime", "watch", "branches",
})  # fmt: skip
"""The panels that cost something to compute, by the names that `show` has for them."""


def frame(experiment: Experiment, shown: Collection[str] = ALL) -> Frame:
    """Everything that a window draws of this moment; what only panels not `shown` have is empty."""
    timeline = experiment.timeline
    columns.of(timeline.branch.history)  # a little each time: nobody who asks waits for all of it
    linger_us = int(experiment.speed * LINGER_SECONDS * 1_000_000)
    callout_us = int(experiment.speed * CALLOUT_SECONDS * 1_000_000)
    servers, webs = tuple(staging.servers(timeline)), tuple(crowd.web_servers(timeline))
    there = [*(server.name for server in servers), *(one.name for one in webs)]
    away = hiding.servers(there, experiment.hidden)
    made = Frame(
        now_us=timeline.now_us,
        seed=experiment.seed,
        promise=_promise(experiment),
        servers=servers,
        links=tuple(staging.links(timeline.cluster)),
        messages=staging.messages(timeline),
        deaths=tuple(staging.deaths(timeline, linger_us)),
        operations=tuple(staging.newest(staging.operations(timeline, linger_us))),
        screens=tuple(_screens(experiment, away)),
        callouts=() if experiment.lit else tuple(callouts.callouts(timeline, callout_us)),
        lesson=_lesson(experiment, told="lesson" in shown),
        goal=experiment.goal() if "lesson" in shown else None,
        timeline=_timeline(experiment),
        where=_where(experiment),
        playback=experiment.playback(),
        ahead=experiment.ahead(),
        branches=experiment.branches() if "branches" in shown else BranchesView(),
        charts=experiment.charts() if "charts" in shown else ChartsView(),
        verdicts=experiment.verdicts(),
        span=experiment.span,
        selected=experiment.selected,
        subject=selection.subject(timeline, experiment.selected),
        inspection=experiment.inspection() if "inspector" in shown else None,
        watch=experiment.watched() if "watch" in shown else WatchView(),
        settings=experiment.settings() if "settings" in shown else (),
        inspected=experiment.inspected,
        receipt=experiment.receipt() if "receipt" in shown else None,
        fresh=experiment.fresh(),
        web=webs,
        load=crowd.load(timeline),
        has_load=timeline.gives(Load),
        study=experiment.study(),
        sweep=experiment.sweeping.view(experiment.scenario) if "tradeoff" in shown else SweepView(),
        log=experiment.events() if "log" in shown else None,
        spacetime=experiment.spacetime() if "spacetime" in shown else None,
        lit=experiment.lit,
        shrink=experiment.shrinker.view(),
        example=experiment.examples.view(),
        offers=experiment.offers() if "palette" in shown else (),
        hidden=experiment.hides(),
        hidden_servers=away,
    )
    return replace(made, spot=_spot(experiment, made))


def _spot(experiment: Experiment, made: Frame) -> Spot | None:
    """What the sentence is about that the lesson marks, where somebody reads it.

    What is asked stands in plain light: that of the sentence before would look like a hint.
    """
    marked, asked = experiment.marked, experiment.asking.open is not None
    if marked is None or asked or not (experiment.told and experiment.telling):
        return None
    return subjects.spot((marked.said,), made)


def _screens(experiment: Experiment, away: tuple[str, ...]) -> Iterator[ScreenView]:
    """What the users see; with a server that is not drawn, a user is not drawn either."""
    timeline = experiment.timeline
    for screen in state.screens(timeline, onlookers.shown(timeline, experiment.looked_at)):
        yield replace(screen, hidden=True) if screen.server in away else screen


def _promise(experiment: Experiment) -> PromiseView:
    """What the settings promise, unless something was lost in which quorums may have met."""
    timeline = experiment.timeline
    cluster = timeline.cluster
    s, said = cluster.settings, promise(cluster.settings)
    why = spoilt(timeline.branch.history, timeline.place) if said.overlapping else ""
    if why:
        headline = said.headline.partition(":")[0]
        said = replace(said, headline=f"{headline}, but {why}", overlapping=False)
    servers, agreed = len(cluster.members.ring), s.agreement == "all"
    n, r, w = s.n, s.r, s.w
    if agreed:
        n, w = servers, majority(servers)
        r = w if s.raft_reads == "read-index" else 1
    return PromiseView(
        n, r, w, servers, said.headline, said.overlapping, said.lines,
        s.user_session, s.read_repair, cluster.spec.application in STALE_IS_FINE, agreed,
        tuple(_forbidden(experiment)),
    )  # fmt: skip


def _forbidden(experiment: Experiment) -> Iterator[tuple[str, str]]:
    """Which of N, R and W a goal that is tried keeps as it is, and why."""
    settings = experiment.timeline.cluster.settings
    for name in ("n", "r", "w"):
        reason = experiment.forbids(Change(name, getattr(settings, name)))
        if reason is not None:
            yield name, reason


# -- words and time


def _where(experiment: Experiment) -> WhereView:
    """On what the story runs, and what is known of its playing elsewhere."""
    there, going = experiment.scenario.transcript, experiment.elsewhere
    story = experiment.scenario.preset.scenario(experiment.scenario.variant)
    view = WhereView(
        refused=elsewhere.refusal(story), not_computed="; ".join(EMBEDDED.lacks(story)),
        state=going.state, said=going.said[0], part=going.said[1],
    )  # fmt: skip
    if there is None:
        return view
    return replace(view, on="postgres", engine=there.engine, place=there.place)


def _lesson(experiment: Experiment, *, told: bool) -> LessonView:
    """The story; its steps and checks, which have to be judged, only where they are told."""
    model = experiment.scenario.preset.model
    steps = [step for step in experiment.scenario.steps if step.say] if told else []
    left_us = experiment.timeline.left_us
    hushed = experiment.hushed
    views = tuple(
        _step(step, state, hushed=hushed)
        for step, state in zip(steps, _step_states(experiment, steps), strict=True)
    )
    checks = tuple(_checks(experiment, left_us)) if told and not hushed else ()
    return LessonView(
        model.number, model.title, model.question, model.story, views,
        experiment.takeaway if told else "", model.leaves_out,
        experiment.scenario.preset.titles, experiment.scenario.variant, left_us, checks,
        experiment.predictions() if experiment.asks else (), tuple(_asked_before(experiment)),
        hushed, experiment.scenario.settings,
    )  # fmt: skip


def _asked_before(experiment: Experiment) -> Iterator[int]:
    """The sentence that each question comes before."""
    for question in experiment.scenario.questions:
        yield sum(bool(step.say) for step in experiment.scenario.steps[: question.step])


def _step(step: Step, state: StepState, *, hushed: bool) -> StepView:
    """One sentence; what may give away an answer is not told before its time."""
    hides = hushed and state == "next"
    return StepView(step.at_us, "" if hides else step.say, state, hides)


def _checks(experiment: Experiment, left_us: int | None) -> Iterator[tuple[str, bool | None]]:
    """The story's expectations, and of what its sentences claim whatever did not hold.

    Off script what does not hold says nothing against it.
    """
    scenario = experiment.scenario
    for expectation, result in zip(scenario.expectations, experiment.expected(), strict=True):
        off = left_us is not None and result.held is False
        text = readable(result.text, expectation.names, scenario.called)
        yield text, None if off else result.held
    for step, result in experiment.broken() if left_us is None else ():
        of = f"«{step.say}» " if step.say else ""
        yield f"{of}{readable(result.text)} [{result.observed}]", False


def _step_states(experiment: Experiment, told: list[Step]) -> Iterator[StepState]:
    """One of those whose moment was reached is told now, it alone; those after it have to wait."""
    marked = experiment.marked
    now = told.index(marked) if marked in told else -1
    ended = experiment.now_us >= experiment.scenario.until_us
    for place, step in enumerate(told):
        if experiment.is_off(step):
            yield "off"
        elif place > now or not experiment.has_reached(step):
            yield "next"
        else:
            yield "now" if place == now and not ended else "done"


def _branches(timeline: Timeline) -> Iterator[BranchView]:
    """Those that are listed; what left one that is not hangs on the next that is."""
    listed = timeline.listed
    places = {branch.number: place for place, branch in enumerate(listed)}
    for branch in listed:
        parent = branch.parent
        while parent is not None and parent not in places:
            parent = timeline.branches[parent].parent
        yield BranchView(
            branch.name, branch.forked_us, branch is timeline.branch, branch.head_us,
            None if parent is None else places[parent],
        )  # fmt: skip


def _timeline(experiment: Experiment) -> TimelineView:
    timeline = experiment.timeline
    steps = (s for s in experiment.scenario.steps if not (s.again or s.by_hand))
    hides = experiment.hushed
    told = ((step, not hides or experiment.has_reached(step)) for step in steps)
    marks = tuple(
        Mark(step.at_us, ((step.say or step.line) if is_told else "") or "\u2026")
        for step, is_told in told
    )
    view = TimelineView(
        end_us=experiment.end_us,
        head_us=timeline.branch.head_us,
        bands=tuple(series.bands(timeline.branch.history)),
        ticks=tuple(series.ticks(timeline)),
        marks=marks,
        branches=tuple(_branches(timeline)),
    )
    return so_far(view, timeline.now_us) if hides else view
