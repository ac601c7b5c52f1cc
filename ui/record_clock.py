"""When a run is written down by itself: a few times a second, onto the shelf, by another thread.

Rules this file keeps: the window waits for no file; what cannot be written is told once, and the
run goes on; a run is kept when something was done in it, or it was a recording before.
"""

from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from explorer import recorder
from explorer.clusters import shipped
from explorer.experiment import Experiment
from explorer.problems import InputError
from explorer.recorder import Recorder
from explorer.shelf import Shelf, Slot

KEEP_MS = 400


class RecordClock(QObject):
    """Has the experiment that is shown written down; `tell` is told what came of it."""

    def __init__(self, parent: QObject, shelf: Shelf | None, tell: Callable[[str], None]) -> None:
        """Without a shelf nothing is written by itself."""
        super().__init__(parent)
        self._shelf, self._tell = shelf, tell
        self._experiment: Experiment | None = None
        self._slot: Slot | None = None
        self._recorder: Recorder | None = None
        self.before: Path | None = None
        """The recording that the run was opened from."""
        self._saving: list[tuple[Path, Future[None]]] = []
        self._leaving: list[Future[str]] = []
        """Of each run that was left: why it is not kept whole, once that is known; empty: it is."""
        self._timer = QTimer(self)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.look)

    def see_to(self, experiment: Experiment) -> None:
        """This run is shown now: another one is left."""
        if self._experiment is not experiment:
            self._leave()
            self._experiment, self.before = experiment, None
            self._timer.start()

    def comes_from(self, path: Path) -> None:
        """The run that is shown was this recording: one of them is enough on the shelf."""
        self.before = path

    def look(self) -> None:
        """Has what is new written down, and tells what came of what was saved."""
        for each in [each for each in self._saving if each[1].done()]:
            self._saving.remove(each)
            error = each[1].exception()
            self._tell(str(error) if error else self.tr("The run is saved: {0}").format(each[0]))
        for left in [left for left in self._leaving if left.done()]:
            self._leaving.remove(left)
            if left.result():
                text = self.tr("What was done last in the run before is not kept: {0}")
                self._tell(text.format(left.result()))
        if self._shelf is not None and self._experiment is not None:
            self._keep(self._shelf, self._experiment)

    def _keep(self, shelf: Shelf, experiment: Experiment) -> None:
        try:
            if self._recorder is None and _begun(experiment):
                self._slot = shelf.begin()
                self._recorder = Recorder(experiment, self._slot.path)
            if self._recorder is not None:
                self._recorder.keep()
                if self._recorder.error is not None:
                    raise self._recorder.error
        except InputError as error:
            text = self.tr("From now on runs are not kept by themselves: {0}")
            self._tell(text.format(error))
            self._leave()
            self._shelf = None

    @property
    def keeps(self) -> bool:
        """Whether the run will be among the recent ones, with all of its branches."""
        return self._recorder is not None and self._recorder.error is None and self._worth_keeping

    @property
    def _worth_keeping(self) -> bool:
        assert self._experiment is not None
        by_hand = any(branch.given for branch in self._experiment.timeline.branches)
        scenario = self._experiment.scenario
        once = scenario.transcript is not None and not shipped.is_told(scenario)
        return by_hand or once or self.before is not None

    @property
    def experiment(self) -> Experiment:
        """The run that is shown."""
        assert self._experiment is not None
        return self._experiment

    def save(self, path: Path) -> None:
        """Has the whole run written to a file; `tell` is told when it is there, or why not."""
        self._saving.append((path, recorder.save(self.experiment, path)))

    def _leave(self) -> None:
        """The run is closed: what was done in it is kept, else nothing is."""
        if self._experiment is None or self._recorder is None or self._slot is None:
            return
        slot, before, keep = self._slot, self.before, self._worth_keeping
        shelf, known = self._shelf, self._recorder.error is not None
        gone: Future[str] = Future()  # who waits for `done` is told before `left` is called

        def left(done: Future[None]) -> None:
            error = done.exception()
            try:
                slot.leave(keep=keep)
                whole = keep and error is None  # else the one before may be all there is
                if whole and before is not None and shelf is not None and shelf.has(before):
                    shelf.forget(before)
            finally:
                gone.set_result(str(error) if keep and error is not None and not known else "")

        done = self._recorder.finish()
        done.add_done_callback(left)
        self._leaving.append(gone)
        self._recorder = self._slot = None

    def finish(self) -> None:
        """Waits until all is written, and has it told what came of that."""
        if self._recorder is not None:
            self._recorder.keep(wait=True)
        self._wait()
        self.look()

    def _wait(self) -> None:
        """Until what is being closed or saved is written."""
        wait(self._leaving)
        wait([done for _, done in self._saving])

    def stop(self) -> None:
        """The window is gone: what is under way is written, and nothing more."""
        self._timer.stop()
        self._leave()
        self._experiment = None
        self._wait()


def _begun(experiment: Experiment) -> bool:
    timeline = experiment.timeline
    return len(timeline.branches) > 1 or bool(timeline.branch.events or timeline.branch.given)
