"""A study in a process of its own: its points come one by one, and cancelling ends it at once.

Rules this file keeps: nobody waits for a point unless told to; what was measured stays with the
plan that it was measured by; a process that has died is told, and its points are kept.
"""

import gc
import signal
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Literal

from explorer import study_points
from explorer.study import Plan
from explorer.study_points import Point

State = Literal["none", "measuring", "measured", "cancelled", "died"]


def _work(plan: Plan, way: Connection) -> None:
    """The other process: sends a point after the other, and closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the window's: it ends this process
    gc.set_threshold(50_000, 20, 1_000)  # a log that only grows is hardly worth searching
    for size in plan.points():
        way.send(study_points.measure(plan, *size))
    way.close()


class Studying:
    """The study of one run: nothing at first, then as much as has been measured."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.state: State = "none"
        self.plan: Plan | None = None
        self.points: tuple[Point, ...] = ()
        self._process: SpawnProcess | None = None
        self._way: Connection | None = None

    @property
    def busy(self) -> bool:
        """Whether points are still to come."""
        return self.state == "measuring"

    def begin(self, plan: Plan) -> None:
        """Measures by this plan, instead of what is measured now."""
        self.cancel()
        context = get_context("spawn")  # a fork would copy the window's threads
        self._way, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(plan, theirs), daemon=True)
        self._process.start()
        theirs.close()  # so that it ends here when it ends there
        self.state, self.plan, self.points = "measuring", plan, ()

    def collect(self, *, wait: bool = False) -> bool:
        """Takes the points that have come, or all there will be; whether anything has changed."""
        before = self.state, len(self.points)
        while self._way is not None and (wait or self._way.poll()):
            try:
                self.points += (self._way.recv(),)
            except (EOFError, OSError):
                self._over()
        return before != (self.state, len(self.points))

    def cancel(self) -> None:
        """Ends it now; what has been measured stays."""
        if self._process is not None and self._way is not None:
            self._process.terminate()
            self._process.join()
            self._way.close()
            self._process = self._way = None
            self.state = "cancelled"

    def _over(self) -> None:
        """The other side has closed: it is through, or has died."""
        assert self.plan is not None
        whole = len(self.points) == len(self.plan.points())
        self.cancel()
        self.state = "measured" if whole else "died"
