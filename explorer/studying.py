"""A study in a process of its own: its points come one by one, and cancelling ends it at once.

Rules this file keeps: nobody waits for a point unless told to; what was measured stays with the
plan that it was measured by; a process that has died is told, and its points are kept.
"""

from collections.abc import Callable
from typing import Literal

from explorer import study_points
from explorer.study import Plan
from explorer.study_points import Point
from explorer.worker import Worker

State = Literal["none", "measuring", "measured", "cancelled", "died"]


def _work(plan: Plan, send: Callable[[Point], None]) -> None:
    """The other process: sends a point after the other."""
    for size in plan.points():
        send(study_points.measure(plan, *size))


class Studying:
    """The study of one run: nothing at first, then as much as has been measured."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.state: State = "none"
        self.plan: Plan | None = None
        self.points: tuple[Point, ...] = ()
        self._worker = Worker()

    @property
    def busy(self) -> bool:
        """Whether points are still to come."""
        return self.state == "measuring"

    def begin(self, plan: Plan) -> None:
        """Measures by this plan, instead of what is measured now."""
        self._worker.start(_work, plan)
        self.state, self.plan, self.points = "measuring", plan, ()

    def collect(self, *, wait: bool = False) -> bool:
        """Takes the points that have come, or all there will be; whether anything has changed."""
        found, over = self._worker.take(wait=wait)
        self.points += tuple(found)
        if over:
            whole = self.plan is not None and len(self.points) == len(self.plan.points())
            self.state = "measured" if whole else "died"
        return bool(found) or over

    def cancel(self) -> None:
        """Ends it now; what has been measured stays."""
        if self._worker.stop():
            self.state = "cancelled"
