"""From what is shown to its picture: the frame of this moment, and who is given it.

A picture is asked for by whoever has changed something (`refresh`). What is found out beside a run
that stands, and panels that take turns, come in turns of the event loop of their own.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from explorer import framing, pairing
from explorer.experiment import Experiment
from explorer.frame import Frame
from explorer.twin import Twin
from ui.judge_clock import JudgeClock
from ui.work_clock import WorkClock

if TYPE_CHECKING:
    from ui.window import MainWindow


class Showing(QObject):
    """Shows a window's run, or both that it compares."""

    def __init__(self, window: "MainWindow") -> None:
        """Nothing is shown yet."""
        super().__init__(window)
        self._window = window
        self._awaited = ""
        """The expression that time runs until."""
        self._soon = QTimer(self)
        """What is searched slice by slice goes on when the window has nothing else to do."""
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.found)
        self._next_turn = QTimer(self)
        """At rest, too, panels below the stage are drawn one in each turn of the event loop."""
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._show_owing)
        self.judging = JudgeClock(self, self.found)
        self.judging_twin = (JudgeClock(self, self.found), JudgeClock(self, self.found))
        self.working = WorkClock(self, self.found)

    def found(self) -> None:
        """Something was found out beside the run: while time runs, the next picture has it."""
        run = self._window.run
        if isinstance(run, Experiment) and run.elsewhere.happened is not None:
            self._window.real_runs.happened(run)
        elif run is None or not run.busy:
            self._window.refresh()

    def refresh(self) -> None:
        """Gives the frame of this moment to every widget."""
        window = self._window
        if window.twin is not None:
            self._show_twin(window.twin)
        elif window.experiment is not None:
            self._show_run(window.experiment)
        window.ticking.drawn()

    def _show_run(self, experiment: Experiment) -> None:
        window, page = self._window, self._window.run_page
        self.judging.see_to(experiment)
        window.runs.see_to(experiment)
        experiment.told = "lesson" in page.in_sight()
        experiment.asks = window.personal.preferences.asks or window.presenting.on
        panels = page.turn(busy=experiment.busy)
        offers = {"palette"} if window.commands.isVisible() else set()
        frame = window.presenting.seen(framing.frame(experiment, panels | offers))
        self.working.see_to(experiment)
        page.show_frame(frame, panels)
        window.presenting.show_frame(frame)
        self._go_on_soon(frame)
        window.gallery.show_frame(frame)
        if not window.presenting.on and window.learner.see(experiment, frame):
            window.show_progress()
        window.commands.show_frame(frame)
        self._tell_what_came(frame)
        window.pointing.tell()

    def _show_owing(self) -> None:
        """The next panel that has not yet had the picture of this moment."""
        window = self._window
        if window.experiment is None or window.twin is not None or window.presenting.on:
            return
        panels = window.page.turn_of_the_owing()
        frame = framing.frame(window.experiment, panels)
        window.page.show_panels(frame, panels)
        self._go_on_soon(frame)

    def _go_on_soon(self, frame: Frame) -> None:
        """What is searched slice by slice goes on, and panels that take turns."""
        searching = frame.log is not None and frame.log.searched < frame.log.total
        if searching or frame.branches.reading:
            self._soon.start()
        if self._window.run_page.owes:
            self._next_turn.start()

    def _tell_what_came(self, frame: Frame) -> None:
        """That an expression has become true, or has not: the transport has little room for it."""
        before, self._awaited = self._awaited, frame.playback.when
        if before and not self._awaited and frame.playback.said:
            with self._window.notice.answering():
                self._window.notice.tell(frame.playback.said)

    def _show_twin(self, run: Twin) -> None:
        """Shows both; while they are on their way somewhere they are not at one moment."""
        if run.goal_us is not None:
            return
        window, left = self._window, self._window.experiment
        window.notice.arrived()
        for clock, side in zip(self.judging_twin, run.sides, strict=True):
            clock.see_to(side)
        picture = pairing.picture(run, window.compare.charts.turn(playing=run.playing))
        self.working.see_to(*run.sides, *([left] if left else []))
        window.compare.show_twin(picture)
        window.commands.show_frame(picture.clock)

    def forget_twin(self) -> None:
        """Two runs are compared no more."""
        for clock in self.judging_twin:
            clock.forget()

    def stop(self) -> None:
        """The window is gone: nothing is found out any more."""
        self._soon.stop()
        self._next_turn.stop()
        for clock in (self.judging, *self.judging_twin):
            clock.stop()
        self.working.stop()
