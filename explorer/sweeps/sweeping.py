"""A sweep beside a window: its rows come one by one, and cancelling ends it at once.

Rules this file keeps: nobody waits for a row unless told to; whatever was done stays done, and
the same sweep asked for again does the rest; a core is left to the window.
"""

from collections.abc import Callable, Sequence
from os import cpu_count

from explorer.stories import Scenario
from explorer.sweeps.kept import Kept
from explorer.sweeps.plan import Job, Plan
from explorer.sweeps.row import OURS, Row
from explorer.sweeps.view import State, SweepView, Views
from explorer.sweeps.wanted import Wanted
from explorer.worker import Worker

MOST_RUNS = 2_000
"""Of more runs a window would be busy with the rows alone: those are for the command line."""


def _work(jobs: Sequence[Job], send: Callable[[tuple[int, Row]], None]) -> None:
    """The other process: sends a row after the other."""
    from explorer.sweeps import work  # late: it makes runs, and each of them may have a sweep

    for job in jobs:
        for found in work.rows(OURS, [job]):
            send(found)


class Sweeping:
    """The sweep of one story: nothing at first, then as much as has been done."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.state: State = "none"
        self.kept: Kept | None = None
        self.wanted: Wanted | None = None
        """The heat map that is drawn; None: the trade-off."""
        self._workers: list[Worker] = []
        self._views = Views()

    @property
    def busy(self) -> bool:
        """Whether rows are still to come."""
        return self.state == "sweeping"

    def begin(self, plan: Plan) -> None:
        """Does the runs of this plan, instead of what is done now; of the same one, the rest.

        Raises ValueError, in words, where they are too many.
        """
        now = self.kept
        self.take(now if now is not None and _same(now.plan, plan) else Kept(plan))
        assert self.kept is not None
        missing = set(self.kept.missing)
        jobs = [plan.job(place) for place in plan.in_rounds() if place in missing]
        count = min(len(jobs), max(1, (cpu_count() or 1) - 1))
        self._workers = [Worker() for _ in range(count)]
        for number, worker in enumerate(self._workers):
            worker.start(_work, jobs[number::count])
        self.state = "sweeping" if jobs else "swept"

    def take(self, kept: Kept) -> None:
        """Has these rows, as they come from a file. Raises ValueError where they are too many."""
        runs = len(kept.plan)
        if runs > MOST_RUNS:
            text = "are the most in a window: quorumscope sweep --plot has no such limit"
            raise ValueError(f"these are {runs:,} runs, and {MOST_RUNS:,} {text}")
        self.cancel()
        if kept is not self.kept:
            self.kept, self.wanted = kept, None
        self.state = "cancelled" if kept.missing else "swept"

    def collect(self, *, wait: bool = False) -> bool:
        """Takes the rows that have come, or all there will be; whether anything has changed."""
        assert self.kept is not None
        changed = False
        for worker in list(self._workers):
            found, over = worker.take(wait=wait)
            for place, row in found:
                self.kept.add(place, row)
            if over:
                self._workers.remove(worker)
            changed |= bool(found) or over
        if self.busy and not self._workers:
            self.state = "died" if self.kept.missing else "swept"
        return changed

    def view(self, scenario: Scenario) -> SweepView:
        """How it stands, beside a run of this story; the same object while that is the same."""
        return self._views.view(self.state, self.kept, self.wanted, scenario)

    def cancel(self) -> None:
        """Ends it now; what has been done stays."""
        for worker in self._workers:
            worker.stop()
        self._workers = []
        if self.busy:
            self.state = "cancelled"


def _same(one: Plan, other: Plan) -> bool:
    return one.fingerprint() == other.fingerprint()
