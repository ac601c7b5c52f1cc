"""Windows that are painted anew one at a time: nobody waits for all of them at once."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


class InTurn(QObject):
    """From now on nothing of these windows is painted; then, from `begin` on, one in each turn."""

    def __init__(self, parent: QObject, windows: Iterable[QWidget]) -> None:
        super().__init__(parent)
        self._left = list(windows)
        for window in self._left:
            window.setUpdatesEnabled(False)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._next)

    def begin(self) -> None:
        """What there was to change has been changed."""
        self._timer.start(0)

    def _next(self) -> None:
        if not self._left:
            self.deleteLater()
            self._timer.stop()
            return
        window = self._left.pop(0)
        if isValid(window):
            window.setUpdatesEnabled(True)
