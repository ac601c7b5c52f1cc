"""What a user sees, one thing beneath the other: it scrolls, or stands whole in what scrolls."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.scrolled import Scrolled


class Shelf(Scrolled):
    """A column of cards; `box` is where they go."""

    def __init__(self, lines_usual: int, lines_least: int) -> None:
        """So many lines high where there is room, and so many at the least."""
        super().__init__(by_keys=True)
        self._lines = lines_usual, lines_least
        self._whole = False
        body = QWidget()
        self.box = QVBoxLayout(body)
        self.box.setContentsMargins(0, 0, 2, 0)
        self.setWidget(body)
        # Not at once: layouts that ask one another for room at once may never come to an end.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.updateGeometry)
        self.verticalScrollBar().rangeChanged.connect(self._grow)

    def show_whole(self, *, on: bool) -> None:
        """Whether it is as high as all that is in it, since what it stands in scrolls."""
        if on != self._whole:
            self._whole = on
            # A bar that came and went would make it narrower and wider, higher and lower, for ever.
            policy = Qt.ScrollBarPolicy
            shown = policy.ScrollBarAlwaysOff if on else policy.ScrollBarAsNeeded
            self.setVerticalScrollBarPolicy(shown)
            self.updateGeometry()

    def _grow(self) -> None:
        if self._whole:
            self._soon.start()

    def _high(self, lines: int) -> QSize:
        high = lines * self.fontMetrics().lineSpacing()
        if self._whole:
            whole = self.box.totalHeightForWidth(self.viewport().width())
            high = max(high, whole + 2 * self.frameWidth())
        return QSize(200, high)

    def sizeHint(self) -> QSize:
        """More than this when there is room."""
        return self._high(self._lines[0])

    def minimumSizeHint(self) -> QSize:
        """A few lines, or all."""
        return self._high(self._lines[1])
