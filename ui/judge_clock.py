"""When the verdicts are asked for: at once where time stands still, else a few times a second.

Never while anything is painted. A long history is judged by a worker: `work_clock` takes what that
has found.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from explorer import judging
from explorer.experiment import Experiment

JUDGE_MS = 250
OPERATIONS_A_MS = 40
"""A history is looked at no more often than every millisecond for so many operations of it."""
GATHER_MS = 10
"""Between two slices of what a worker is to be given."""


class JudgeClock(QObject):
    """Has an experiment's judge keep up with its playhead; `changed` is called when it has."""

    def __init__(self, parent: QObject, changed: Callable[[], None]) -> None:
        super().__init__(parent)
        self._changed = changed
        self._experiment: Experiment | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    def see_to(self, experiment: Experiment) -> None:
        """Something may have happened in this run."""
        self._experiment = experiment
        judge, timeline = experiment.judge, experiment.timeline
        if not experiment.busy and judge.at_once(timeline):
            judge.judge(timeline)
        if not experiment.busy and judge.is_current(timeline):
            self._timer.stop()
        elif not self._timer.isActive():
            long = len(experiment.timeline.branch.history.operations)
            self._timer.start(max(JUDGE_MS, long // OPERATIONS_A_MS))

    def _look(self) -> None:
        experiment = self._experiment
        if experiment is None:
            return
        if experiment.thinned:
            self._timer.start()
            return
        experiment.judge.judge(experiment.timeline)
        if experiment.judge.gathers:
            self._timer.start(GATHER_MS)
        else:
            self._changed()

    def ask(self) -> None:
        """Asks for the verdicts of this very moment, as a still picture needs them."""
        experiment = self._experiment
        if experiment is not None and not experiment.busy:
            experiment.judge.judge(experiment.timeline)

    def forget(self) -> None:
        """The run is shown no more: nobody waits for its verdicts."""
        self._timer.stop()
        self._experiment = None

    def stop(self) -> None:
        """The window is gone: nothing is judged any more."""
        self._timer.stop()
        judging.close()
