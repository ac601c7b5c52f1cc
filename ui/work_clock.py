"""When work of another process is looked for: a few times a second, while there is more to come."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from explorer.experiment import Experiment

LOOK_MS = 100


class Work(Protocol):
    """What another process does for a run: a study, or the search for a smallest cause."""

    @property
    def busy(self) -> bool: ...
    def collect(self, *, wait: bool = False) -> bool: ...
    def cancel(self) -> None: ...


class WorkClock(QObject):
    """Takes what a run's work has found as it comes; `changed` is called when anything has."""

    def __init__(
        self, parent: QObject, changed: Callable[[], None], of: Callable[[Experiment], Work]
    ) -> None:
        super().__init__(parent)
        self._changed, self._of = changed, of
        self._experiment: Experiment | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def see_to(self, experiment: Experiment) -> None:
        """This run is shown now: work for another one ends."""
        if self._experiment is not experiment:
            self.stop()
        self._experiment = experiment
        if not self._of(experiment).busy:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        if self._experiment is not None and self._of(self._experiment).collect():
            self._changed()

    def finish(self) -> None:
        """Waits for all that there will be, as a still picture needs it."""
        if self._experiment is not None and self._of(self._experiment).collect(wait=True):
            self._changed()

    def stop(self) -> None:
        """Nobody looks any more: the work ends."""
        self._timer.stop()
        if self._experiment is not None and self._of(self._experiment).busy:
            self._of(self._experiment).cancel()
