"""Where lines come into the window by ssh: off until somebody at the window switches it on.

Rules this file keeps: the SSH thread lays lines down on a desk, and the window's own tick answers
them; SSH is imported only once it is wanted.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from explorer.steering import Run
from ui.console_dialog import ConsoleDialog
from ui.console_sign import ConsoleSign

if TYPE_CHECKING:
    from explorer.console.answering import Answering
    from explorer.console.server import Console
    from ui.window import MainWindow

TICK_MS = 16
"""As often as a run that plays is drawn."""


class ConsoleDoor(QObject):
    """The console of a window: what it serves is whatever run is shown."""

    keeps_time = True

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._sign = ConsoleSign()
        self._sign.command.connect(window.do)
        window.setMenuWidget(self._sign)
        self._console: Console | None = None
        self._before: Console | None = None
        """The last one that was switched off: it may be closing still."""
        self._answering: Answering | None = None
        self._dialog: ConsoleDialog | None = None
        self.line = ""
        """What leads in, for a shell; empty while it is off."""
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def switch(self, how: str = "", *typed: str) -> None:
        """On, off, or neither: how it stands is shown in any case.

        Raises ValueError, in words, where it cannot be.
        """
        if how == "on" and (typed or self._console is None):
            self.stop()
            self._start(list(typed))
        elif how == "off":
            self.stop()
        if self._dialog is None:
            self._dialog = ConsoleDialog(self._window)
            self._dialog.command.connect(self._window.do)
        self._dialog.show_line(self.line)

    def _start(self, typed: list[str]) -> None:
        from explorer.console import address, keys
        from explorer.console.answering import Answering
        from explorer.console.desk import Desk
        from explorer.console.server import Console

        at, found, desk = address.chosen(typed), keys.ready(), Desk()
        console = Console(at, found, keys.files(), desk)
        if self._before is not None:
            self._before.wait_for_port()
        at = console.start()
        self._console, self._answering = console, Answering(self, desk, keys.files())
        self.line = found.line(at)
        self._sign.show_address(str(at))
        self._timer.start()

    def stop(self) -> None:
        """Whoever is in is sent away, and nobody is let in; the window does not wait for that."""
        self._timer.stop()
        if self._console is not None:
            self._console.stop()
            self._before = self._console
        self._console = self._answering = None
        self.line = ""
        self._sign.show_address("")

    # -- what `explorer.console.answering` asks of the owner of a run

    @property
    def run(self) -> Run | None:
        """What is shown."""
        return self._window.run

    def do(self, line: str) -> tuple[str, int] | None:
        """Does it as if it was done by hand, or says why not, and in which column."""
        wrong = self._window.attempt(line)
        return None if wrong is None else (wrong.text, wrong.column)

    def tick(self) -> None:
        """Answers what can be answered by now."""
        if self._answering is not None:
            self._answering.see_to()
