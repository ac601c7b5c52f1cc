"""What is made of runs beside the window: one film, picture or page at a time, in its own process.

Rules this file keeps: the window waits for nothing; what is made takes its place when it is whole,
and else nothing is left of it, however that process ended; it is of the run as it was when that
was asked for.
"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMainWindow

from explorer import film_order, recorder
from explorer.experiment import Experiment
from explorer.film_order import USUAL_SIZE, Order
from explorer.lines import ScriptError
from explorer.times import parse_time
from explorer.whole import Whole, unwritable
from explorer.worker import Worker
from ui import export_plan, film_mp4, theme
from ui.export_bar import ExportBar
from ui.export_dialog import ExportDialog
from ui.export_work import Done, Progress, Wanted, work

LOOK_MS = 100


class Exports(QObject):
    """Makes what the lines `export ...` say; the bar at the foot tells how it goes."""

    command = Signal(str)
    told = Signal(str)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.bar = ExportBar()
        self.bar.command.connect(self.command)
        window.setStatusBar(self.bar)
        self._worker = Worker()
        self._making: Whole | None = None
        self._cancelled = False
        self._reason: str | None = None
        """What came of it, once its process has said so: why nothing was made; empty: it was."""
        self._made: Path | None = None
        """What was made last."""
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def busy(self) -> bool:
        """Whether something is being made."""
        return self._making is not None

    # -- lines

    def make(self, experiment: Experiment, *said: str) -> None:
        """Makes a file of the run; where none is named somebody is asked. Raises ValueError."""
        name, file, start, until, size, look = said
        if self.busy:
            text = self.tr("{0} is being made: wait for it, or say export off")
            raise ScriptError(text.format(self._name))
        span = (parse_time(start) if start else None, parse_time(until) if until else None)
        wide, _, high = size.partition("x")
        large = (int(wide), int(high)) if size else USUAL_SIZE
        order = Order(name, Path(file).expanduser(), span, large, look or theme.current().name)
        if not file:
            self._ask(experiment, order)
        else:
            self._begin(experiment, order)

    def _ask(self, experiment: Experiment, order: Order) -> None:
        dialog = ExportDialog(self._window, export_plan.of(experiment), order)
        dialog.command.connect(self.command)
        dialog.open()

    def _begin(self, experiment: Experiment, order: Order) -> None:
        wrong = film_order.wrong(order, experiment.end_us)
        if wrong:
            raise ScriptError(" ".join(f"{said}: {text}." for _, said, text in wrong))
        if order.name == "mp4" and not film_mp4.there():
            raise ScriptError(film_mp4.LACKING)
        try:
            self._making = Whole(order.path)
        except OSError as error:
            raise ScriptError(f"{order.path}: {unwritable(error)}") from None
        self._cancelled, self._reason, self._made = False, None, None
        copy = recorder.copy(experiment, order.path.name)
        self._worker.start(work, Wanted(copy, replace(order, path=self._making.made)))
        self.bar.show_progress(self._name, 0, 0)
        self._timer.start()

    def after(self, what: str) -> None:
        """What becomes of what is made: `off`, `open` or `folder`. Raises ScriptError."""
        if what == "off":
            self._cancel()
        elif self._made is None:
            raise ScriptError(self.tr("nothing has been made yet"))
        else:
            path = self._made if what == "open" else self._made.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.absolute())))

    def _cancel(self) -> None:
        """Ends it; that it has ended is seen by its silence. Where it has, the bar goes."""
        self.bar.hide()
        if self.busy:
            self._cancelled = True
            self._worker.end()

    @property
    def _name(self) -> str:
        return self._making.path.name if self._making is not None else ""

    # -- what comes of it

    def look(self) -> None:
        """Takes what has come."""
        news, over = self._worker.take()
        for each in news:
            if isinstance(each, Done):
                self._reason = each.reason
            elif isinstance(each, Progress) and not self._cancelled:
                self.bar.show_progress(self._name, each.done, each.total)
        if over and self._making is not None:
            self._timer.stop()
            making, self._making = self._making, None
            self._end(making)

    def _end(self, making: Whole) -> None:
        """Its process has ended: what it made takes its place, and else goes."""
        name, reason = making.path.name, self._reason
        if reason == "" and not self._cancelled:
            try:
                making.take_place()
                self._made = making.path
            except OSError as error:
                reason = unwritable(error)
        making.clear()
        if self._cancelled:
            self.told.emit(self.tr("{0} was not made: nothing is left of it.").format(name))
        elif self._made is not None:
            self.bar.show_made(name, self._made.stat().st_size)
        else:
            died = self.tr("the process that made it has died")
            self.bar.show_failed(name, died if reason is None else reason)

    def finish(self) -> None:
        """Waits until it is made, or is not."""
        while self.busy:
            self._worker.wait()
            self.look()

    def stop(self) -> None:
        """The window is gone: so is what was being made."""
        self._timer.stop()
        self._worker.finish()
        if self._making is not None:
            self._making.clear()
            self._making = None
