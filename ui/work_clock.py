"""When work of other processes is looked for: a few times a second, while there is more to come."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from explorer.experiment import Experiment

LOOK_MS = 100


class Work(Protocol):
    """What another process does for a run: it judges, measures, or looks for something."""

    @property
    def busy(self) -> bool: ...
    def collect(self, *, wait: bool = False) -> bool: ...
    def cancel(self) -> None: ...


def works(run: Experiment) -> tuple[Work, ...]:
    """All that other processes do for a run."""
    return (
        run.judge,
        run.comparing,
        run.studying,
        run.sweeping,
        run.shrinker,
        run.examples,
        run.elsewhere,
    )


class WorkClock(QObject):
    """Takes what the works of runs find as it comes; `changed` is called when there is anything."""

    def __init__(self, parent: QObject, changed: Callable[[], None]) -> None:
        super().__init__(parent)
        self._changed = changed
        self._runs: tuple[Experiment, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def see_to(self, *runs: Experiment) -> None:
        """These runs are shown now: work for another one ends."""
        left, self._runs = self._runs, runs
        _cancel(left, [work for run in runs for work in works(run)])
        if not self._busy():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _busy(self) -> list[Work]:
        return [work for run in self._runs for work in works(run) if work.busy]

    def look(self) -> None:
        """Takes what there is by now."""
        came = [work.collect() for work in self._busy()]
        if any(came):
            self._changed()

    def finish(self) -> None:
        """Waits for all that there will be, as a still picture needs it."""
        while busy := self._busy():
            for work in busy:
                work.collect(wait=True)
            self._changed()

    def stop(self) -> None:
        """Nobody looks any more: the work ends."""
        self._timer.stop()
        _cancel(self._runs)
        self._runs = ()


def _cancel(runs: Iterable[Experiment], but: Sequence[Work] = ()) -> None:
    """Ends all work for these runs, but for what others go on with."""
    for run in runs:
        for work in works(run):
            if work.busy and not any(work is each for each in but):
                work.cancel()
