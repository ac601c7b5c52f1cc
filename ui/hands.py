"""What a pressed key does in a window, and what Esc leaves.

What the line of a key stands for as things stand is in `meaning`.
"""

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from ui import regions
from ui.keys import KEYS
from ui.meaning import ON_EVERY_PAGE, meant

if TYPE_CHECKING:
    from ui.window import MainWindow


class Hands:
    """The keys of a window."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def bind(self, where: QWidget) -> None:
        """A key means the same in every window of its own."""
        for key in KEYS:
            for sequence in key.sequences:
                shortcut = QShortcut(QKeySequence(sequence), where)
                shortcut.activated.connect(lambda line=key.line: self.press(line))

    def press(self, line: str) -> None:
        """A key was pressed: Space on a button presses it; play and pause take turns."""
        window = self._window
        focused = window.focusWidget()
        if line == "play" and isinstance(focused, QAbstractButton) and focused.isVisible():
            focused.click()
            return
        if window.shown_page is window.gallery and line not in ON_EVERY_PAGE:
            if line == "present":  # no run is in sight that it could mean
                window.notice.tell(window.presenting.first_open)
            return
        if line in ("region", "region before"):
            page = window.compare if window.twin is not None else window.run_page
            regions.go(page.regions, focused, back=line != "region")
            return
        window.do(meant(line, window.run, window.personal.preferences.font))

    def escape(self) -> bool:
        """Whether there was something to leave."""
        window = self._window
        lines: list[str] = []
        if window.pointing.on:
            lines = ["explain off"]
        elif window.shown_page is window.gallery:
            window.back_to_run()
        elif isinstance(window.focusWidget(), QLineEdit):
            window.run_page.stage.setFocus()
        elif not (lines := self._shown_last()):
            return False
        for line in lines:
            window.do(line)
        return True

    def _shown_last(self) -> list[str]:
        """What takes it away: a comparison, a light, a selection, another panel."""
        window = self._window
        run, front = window.experiment, window.page.front
        if window.twin is not None:
            return ["compare off"]
        if window.presenting.on:
            return ["present off"]
        if run is not None and run.lit is not None:
            return ["cause"]
        if run is not None and run.selected:  # a receipt was one of what was selected
            return ["select", "show charts"] if front == "receipt" else ["select"]
        if front and window.page.folds:
            return ["fold"]
        return ["show charts"] if front not in ("charts", "") else []
