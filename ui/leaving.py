"""How the program ends: Ctrl+C, SIGTERM, a window that is closed, and nothing left behind.

Rules this file keeps: a signal closes the window between two events, never inside of one; whoever
hangs is not waited for; and no process that was started here goes on.
"""

import multiprocessing
import os
import signal
import sys
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

PATIENCE_S = 2.0
"""After so long whatever keeps the program from ending is not waited for."""
LOOK_MS = 100
"""Python sees a signal only when it runs: so often it is let run."""


class Leaving:
    """The way out. It is minded from before there is a window: then it is an exit at once."""

    def __init__(self) -> None:
        """From now on signals come here."""
        self._status = 0
        for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            signal.signal(number, self._told)

    def _told(self, number: int, _frame: object) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        again, self._status = bool(self._status), 128 + number
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            sys.exit(self._status)
        if again:
            self._at_once()
        self._be_through_soon()
        QTimer.singleShot(0, app, lambda: (app.closeAllWindows(), app.quit()))

    def run(self, app: "QApplication") -> int:
        """Lets the program run until its end; the exit status: 128 and the signal, if any came.

        It does not begin to run when it was left, or its window closed, while it started.
        """
        from PySide6.QtCore import QTimer

        look = QTimer()
        look.timeout.connect(lambda: None)
        look.start(LOOK_MS)
        app.aboutToQuit.connect(self._be_through_soon)
        here = not self._status and any(window.isVisible() for window in app.topLevelWidgets())
        status: int = app.exec() if here else 0
        end_children()
        return self._status or status

    def _be_through_soon(self) -> None:
        timer = Timer(PATIENCE_S, self._at_once)
        timer.daemon = True
        timer.start()

    def _at_once(self) -> None:
        end_children()
        os._exit(self._status)


def end_children() -> None:
    """Ends every process that was started here and goes on."""
    for child in multiprocessing.active_children():
        child.kill()
