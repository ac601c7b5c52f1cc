"""The runs of a window: kept by themselves, saved, opened again, forgotten, and listed.

Rules this file keeps: it does what the lines `open "FILE"`, `save` and `forget` say; the experiment
belongs to the window, which is given each run that was opened.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer import saving_as
from explorer.experiment import Experiment
from explorer.lines import ScriptError, quoted
from explorer.recording import SUFFIX, is_one
from explorer.reopening import Reopening
from explorer.scenarios import SUFFIXES, is_scenario
from explorer.shelf import Kept, Shelf
from ui import file_dialog
from ui.opening_bar import OpeningBar
from ui.record_clock import RecordClock
from ui.reopen_clock import ReopenClock

LIST_MS = 50


class Runs(QObject):
    """What a window does with recordings; `command` says what was chosen in a dialog."""

    command = Signal(str)
    told = Signal(str)
    listed = Signal(object)
    """The runs on the shelf, the newest first."""

    def __init__(
        self, window: QWidget, shelf: Shelf | None, show: Callable[[Experiment], None]
    ) -> None:
        """Without a shelf no run is kept by itself, and none is listed."""
        super().__init__(window)
        self._window, self._shelf, self._show = window, shelf, show
        self.recording = RecordClock(self, shelf, self.told.emit)
        self.reopening = ReopenClock(self, self._opened, self._progressed, self._failed)
        self.bar = OpeningBar(window)
        self.bar.cancelled.connect(self.reopening.cancel)
        self._lister = ThreadPoolExecutor(1, thread_name_prefix="lister")
        self._list: Future[list[Kept]] | None = None
        self._slug = "run"
        self._timer = QTimer(self)
        self._timer.setInterval(LIST_MS)
        self._timer.timeout.connect(self._look)

    # -- lines

    def open(self, name: str) -> None:
        """Opens a recording; without a name somebody is asked for one. Raises InputError."""
        if not name:
            self._ask("open", self.tr("Open a recording"), file_dialog.OPEN)
            return
        path = Path(name)
        if self._shelf is not None and self._shelf.has(path):
            self._shelf.take(path)
        self.reopening.open(path)

    def save(self, name: str = "") -> None:
        """Saves the run that is shown; without a name somebody is asked for one."""
        if not name:
            self._ask("save", self.tr("Save the run"), file_dialog.SAVE)
            return
        path = Path(name)
        saving_as.check(path)
        if is_one(name):
            self.recording.save(path)
            return
        saving_as.save_text(self.recording.experiment, path)
        scenario = self.tr("What was done by hand is a scenario now: {0}")
        story = self.tr("The run is a story now, with all that was done in it: {0}")
        self.told.emit((scenario if is_scenario(name) else story).format(path))

    def forget(self, name: str) -> None:
        """Takes one of the recent runs away for good. Raises InputError."""
        if self._shelf is None:
            raise ScriptError(self.tr("no runs are kept here"))
        self._shelf.forget(Path(name))
        self.list_again()

    def _ask(self, verb: str, title: str, mode: QFileDialog.AcceptMode) -> None:
        file_dialog.ask(
            self._window, f"{verb}-dialog", title, mode,
            self._kinds(verb), f"{self._slug}{SUFFIX}",
            lambda path: self.command.emit(f"{verb} {quoted(path)}"),
        )  # fmt: skip

    def _kinds(self, verb: str) -> str:
        """The kinds of files that can be opened, or saved."""
        recordings = self.tr("Recordings (*{0})").format(SUFFIX)
        scenarios = self.tr("Scenarios (*{0})").format(SUFFIXES[0])
        stories = self.tr("Stories (*{0})").format(saving_as.STORIES[0])
        return ";;".join((recordings, scenarios, stories)) if verb == "save" else recordings

    # -- what comes of it

    def _progressed(self, path: Path, part: float) -> None:
        self.bar.show_progress(path, part)

    def _failed(self, text: str) -> None:
        self.bar.hide()
        self.told.emit(text)

    def _opened(self, reopening: Reopening) -> None:
        self.bar.hide()
        self._show(reopening.experiment)
        self.recording.comes_from(reopening.recording.path)
        if reopening.finding:
            name = reopening.recording.path.name
            self.bar.show_finding(f"{name}: {reopening.finding}.")

    def see_to(self, experiment: Experiment) -> None:
        """This run is shown now."""
        self._slug = experiment.scenario.preset.model.slug
        self.recording.see_to(experiment)

    # -- the list

    def list_again(self) -> None:
        """Looks at the shelf, in another thread; `listed` says what lies there."""
        if self._shelf is not None:
            self._list = self._lister.submit(self._shelf.runs)
            self._timer.start()

    def _look(self) -> None:
        if self._list is not None and self._list.done():
            self._timer.stop()
            found, self._list = self._list, None
            shown = self.recording.before  # it is open here: as one of the others it came twice
            self.listed.emit([run for run in found.result() if run.path != shown])

    def finish(self) -> None:
        """Waits for all that is under way."""
        self.recording.finish()
        self.reopening.finish()
        if self._list is not None:
            self._list.exception()
            self._look()

    def stop(self) -> None:
        """The window is gone: what was done is written down."""
        self._timer.stop()
        self.reopening.stop()
        self.recording.stop()
        self._lister.shutdown(wait=False, cancel_futures=True)
