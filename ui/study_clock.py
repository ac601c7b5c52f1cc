"""When the points of a study are looked for: a few times a second, while there are more to come."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from explorer.experiment import Experiment

LOOK_MS = 100


class StudyClock(QObject):
    """Takes the points of an experiment's study as they come; `changed` is called when any has."""

    def __init__(self, parent: QObject, changed: Callable[[], None]) -> None:
        super().__init__(parent)
        self._changed = changed
        self._experiment: Experiment | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def see_to(self, experiment: Experiment) -> None:
        """This run is shown now: a study of another one ends."""
        if self._experiment is not experiment:
            self.stop()
        self._experiment = experiment
        if not experiment.studying.busy:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        if self._experiment is not None and self._experiment.studying.collect():
            self._changed()

    def finish(self) -> None:
        """Waits for all points, as a still picture needs them."""
        if self._experiment is not None and self._experiment.studying.collect(wait=True):
            self._changed()

    def stop(self) -> None:
        """Nobody looks any more: nothing is measured."""
        self._timer.stop()
        if self._experiment is not None:
            self._experiment.studying.cancel()
