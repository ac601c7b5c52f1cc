"""Somebody tries to reach the goal of a story: whether it has begun, and how it stands in a run.

Rules this file keeps: only that it was begun, and which branch shows one way, is remembered; all
else is worked out of the branch that is shown.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.cluster import Command, Timed
from explorer import crowd, goals
from explorer.errands import FOLDED_A_STEP, Going
from explorer.evidence import Evidence
from explorer.expectations import Expectation, Result, readable
from explorer.frame_story import GoalView
from explorer.goals import Goal
from explorer.stories import Scenario
from explorer.timeline import Timeline


class Trying:
    """The goal of the story that is run, if it has one."""

    def __init__(self, scenario: Scenario) -> None:
        """It is offered, and not begun."""
        self._scenario, self._begun = scenario, False
        self.goal: Goal | None = scenario.preset.goal
        self.way: int | None = None
        """The number of the branch that shows one way."""
        self._key: tuple[object, ...] = ()
        self._view: GoalView | None = None

    @property
    def begun(self) -> bool:
        """Whether somebody tries it now."""
        return self._begun

    def asked(self) -> Goal:
        """The goal. Raises ValueError, in words, where there is none in this variant."""
        if self.goal is None:
            raise ValueError("this story has no goal")
        if self.goal.variant != self._scenario.variant:
            raise ValueError(
                f"the goal is one of the variant {self.goal.variant!r}: go there first"
            )
        return self.goal

    def begin(self) -> Goal:
        """It is tried from now on."""
        goal = self.asked()
        self._begun = True
        return goal

    def end(self) -> None:
        """Nobody tries it any more."""
        self._begun = False

    def forbids(self, timeline: Timeline, command: Command) -> str | None:
        """Why the goal does not allow a command now; None: it does, or nobody tries it."""
        if not self._begun or self.goal is None:
            return None
        return goals.forbids(self.goal, _given(timeline), timeline.now_us + 1, command)

    def view(self, timeline: Timeline) -> GoalView | None:
        """How it stands; the same object while that is the same."""
        goal = self.goal
        if goal is None:
            return None
        at_us = min(timeline.now_us, goal.by_us)
        place = timeline.place if at_us == timeline.now_us else timeline.place_at(at_us)
        given, branch = _given(timeline), timeline.branch.number
        key = (self._begun, self.way == branch, branch, len(given), place, at_us == goal.by_us)
        if key != self._key or self._view is None:
            self._key = key
            self._view = self._told(goal, timeline, given, place, at_us)
        return self._view

    def _told(
        self, goal: Goal, timeline: Timeline, given: Sequence[Timed], place: int, at_us: int
    ) -> GoalView:
        called = self._scenario.called
        offered = GoalView(
            goal.kind, "offered", goal.ask, goal.variant, goal.at_us, goal.by_us,
            tuple(goals.spent(goal, ())),
            tuple((readable(each.text, each.names, called), None) for each in goal.must),
        )  # fmt: skip
        if not self._begun:
            return offered
        results = [self._result(each, goal, timeline, place, at_us) for each in goal.must]
        named = [replace(r, text=readable(r.text, e.names, called))
                 for e, r in zip(goal.must, results, strict=True)]  # fmt: skip
        stands, told = goals.state(goal, given, named, at_us)
        if self._is_shown(goal, timeline):
            stands, told = "shown", goals.told_way(goal)
        shows = goal.shows if stands in ("won", "shown") else ""
        spent = tuple(goals.spent(goal, given))
        return replace(offered, state=stands, told=told, shows=shows, used=spent,
                       needs=tuple((r.text, r.held) for r in named))  # fmt: skip

    def _is_shown(self, goal: Goal, timeline: Timeline) -> bool:
        """Whether it is the way that was shown, or what somebody has made of that."""
        if self.way is None:
            return False
        return timeline.branch.number == self.way or any(
            timed in goal.way for timed in timeline.branch.given
        )

    def _result(
        self, each: Expectation, goal: Goal, timeline: Timeline, place: int, at_us: int
    ) -> Result:
        """An expectation as of that place; what takes a whole crowd is judged at the end only."""
        history, due = timeline.branch.history, at_us >= goal.by_us
        if not due and (each.whole or len(history.ended) > crowd.MANY):
            return Result(each.text, None, "not yet")
        spec = self._scenario.cluster
        return each.check(Evidence(history, place, over=due, spec=spec, now_us=at_us))


def _given(timeline: Timeline) -> list[Timed]:
    """What was given by hand, as of the playhead, in the order of time."""
    given = (timed for timed in timeline.branch.given if timed[0] <= timeline.now_us)
    return sorted(given, key=lambda timed: timed[0])


class ToGoal(Going):
    """To where a goal begins, in the story."""

    stands = True

    def go_on(self, most_steps: int) -> bool:
        """Reads the story's log, and goes there."""
        home = self._timeline.branches[0]
        if not home.fold(most_steps * FOLDED_A_STEP):
            return False
        if self._timeline.branch is not home:
            self._timeline.go(home.name)
        return super().go_on(most_steps)
