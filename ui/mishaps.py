"""Where every error of the program ends: slots, threads, Qt, asyncio, and what nobody could raise.

Rules this file keeps: what goes to stderr without it still goes there, a repeated error in a word;
the run stands still and is saved once; telling is done in the window's thread; and an error while
an error is told goes to stderr alone.
"""

import sys
import threading
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import PySide6
from PySide6.QtCore import (
    QLibraryInfo,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from explorer import folders
from explorer.experiment import Experiment
from explorer.mishaps import Mishap, keep, of_error, report

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

LINES_KEPT = 40
"""Lines of the verb language that a report has."""
MOST_KINDS = 20
"""Different errors that a report tells of; further ones go to stderr alone."""
QUIET = "This plugin does not support "
"""Off screen Qt tells of hints that no window manager takes: that helps nobody."""
GRAVE = (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


class Mishaps(QObject):
    """Catches the errors of a program, from `install` to `remove`."""

    happened = Signal()
    """There is another one, or one once more; always in the window's thread."""
    _came = Signal(object)

    def __init__(
        self,
        experiment: Callable[[], Experiment | None],
        stop: Callable[[], None],
        recorded: Callable[[], bool],
        parent: QObject,
    ) -> None:
        """`experiment` tells which run is shown, `recorded` whether all of it is kept by itself.

        And `stop` has time stand still.
        """
        super().__init__(parent)
        self._experiment, self._stop, self.recorded = experiment, stop, recorded
        self.lines: deque[str] = deque(maxlen=LINES_KEPT)
        """What was said last in the verb language."""
        self.known: dict[Mishap, int] = {}
        """The different errors, and how often each has come."""
        self.folder: Path | None = None
        """Where the run and the report are; None while nothing has happened."""
        self.run: Path | None = None
        """The saved run; None where it could not be saved."""
        self.why_not = ""
        self.text = ""
        """The report."""
        self.qt_warnings: list[str] = []
        self._said: Counter[tuple[str, str, str]] = Counter()
        self._put_back: list[Callable[[], object]] = []
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)

    # -- catching

    def install(self) -> None:
        """From now on errors come here."""
        hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook, threading.excepthook = self._of_slot, self._of_thread
        sys.unraisablehook = self._of_unraisable
        qt = qInstallMessageHandler(self._of_qt)

        def put_back() -> None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
            qInstallMessageHandler(qt)

        self._put_back.append(put_back)

    def remove(self) -> None:
        """Errors go where they went before."""
        while self._put_back:
            self._put_back.pop()()

    def mind(self, loop: "AbstractEventLoop") -> None:
        """Errors of this loop's tasks, which nobody waited for, come here as well."""
        loop.set_exception_handler(self._of_loop)

    def _of_slot(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """An exception that left a slot, or the overridden method of a widget."""
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
        else:
            self.tell(of_error("a slot", error.with_traceback(trace)))

    def _of_thread(self, hooked: threading.ExceptHookArgs) -> None:
        name = hooked.thread.name if hooked.thread else "that has ended"
        if isinstance(hooked.exc_value, Exception):
            self.tell(of_error(f"the thread {name}", hooked.exc_value))

    def _of_unraisable(self, hooked: Any) -> None:
        if isinstance(hooked.exc_value, Exception):
            where = f"{hooked.err_msg or 'something that cannot raise'}: {hooked.object!r}"
            self.tell(of_error(where, hooked.exc_value))
        else:
            sys.__unraisablehook__(hooked)

    def _of_loop(self, _loop: "AbstractEventLoop", context: dict[str, Any]) -> None:
        error, text = context.get("exception"), str(context.get("message", "an error"))
        where = f"asyncio ({text})"
        found = of_error(where, error) if isinstance(error, Exception) else Mishap("asyncio", text)
        self.tell(found)

    def _of_qt(self, kind: QtMsgType, at: QMessageLogContext, text: str | None) -> None:
        """What Qt says: an error is one of ours; a warning is told, and kept for a report."""
        if not text or text.startswith(QUIET):
            return
        if kind in GRAVE:
            self.tell(Mishap(f"Qt ({at.category or 'default'})", text))
            return
        if kind == QtMsgType.QtWarningMsg:
            self.qt_warnings.append(text)
            del self.qt_warnings[:-LINES_KEPT]
        _say(text)

    # -- telling

    def tell(self, mishap: Mishap) -> None:
        """Takes one in, from whatever thread; the rest is done when the window's is free."""
        self._said[mishap.key] += 1
        count = self._said[mishap.key]
        if count == 1:
            _say(mishap.details or f"{mishap.where}: {mishap.text}")
        elif str(count).strip("0") == "1":  # at 10, 100, 1,000: no flood
            _say(f"{count:,} times by now: {mishap.text}")
        self._came.emit(mishap)

    def _take(self, mishap: Mishap) -> None:
        try:
            self._count(mishap)
        except Exception as error:
            _say(of_error("telling of an error", error).details)

    def _count(self, mishap: Mishap) -> None:
        try:
            self._stop()
        except Exception as error:  # what went wrong may do so again while it is given up
            _say(of_error("standing still", error).details)
        experiment = self._experiment()
        known = next((each for each in self.known if each.key == mishap.key), None)
        if known is None and len(self.known) >= MOST_KINDS:
            return
        self.known[known or mishap] = self.known.get(known or mishap, 0) + 1
        if self.folder is None:
            self.folder = _new_folder()
            self.run, self.why_not = keep(self.folder, experiment)
        if known is None:
            self._report(experiment)
        self.happened.emit()

    def _report(self, experiment: Experiment | None) -> None:
        assert self.folder is not None
        versions = {"PySide": PySide6.__version__, "Qt": QLibraryInfo.version().toString()}
        self.text = report(self.known, experiment, [*self.lines, *self.qt_warnings], versions)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / "report.txt").write_text(self.text, encoding="utf-8")
        except OSError as error:  # it can be copied all the same
            _say(f"the report could not be written: {error}")

    def forget(self) -> None:
        """What has happened was seen: the next one begins anew."""
        self._said.clear()
        self.known.clear()
        self.folder = self.run = None
        self.text = self.why_not = ""


def _new_folder() -> Path:
    """A name that no mishap before had."""
    name = f"{datetime.now():%Y-%m-%d-%H%M%S}"
    folder = folders.home() / "mishaps"
    names = (name, *(f"{name}-{i}" for i in range(2, 1_000)))
    return next(folder / each for each in names if not (folder / each).exists())


def _say(text: str) -> None:
    if sys.stderr is not None:  # a program without a terminal may have none
        print(text.rstrip(), file=sys.stderr, flush=True)  # noqa: T201
