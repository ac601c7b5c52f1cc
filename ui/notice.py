"""A sentence over the page that goes away by itself: a refusal, a new branch."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

SHOWN_MS = 6_000
TOP = 64
"""Below the bar of a page."""


class Notice(QLabel):
    """One sentence over the views; it takes no clicks and no focus."""

    def __init__(self, parent: QWidget, top: Callable[[], int]) -> None:
        """Hidden until there is something to tell; `top` says where it covers the least."""
        super().__init__(parent)
        self._top = top
        self._on_the_way = False
        self.setObjectName("notice")
        self.setProperty("role", "notice")
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str, *, on_the_way: bool = False) -> None:
        """Shows the sentence for a few seconds; a new one takes its place.

        One that says where time is on its way to is true only until it is there.
        """
        self._on_the_way = on_the_way
        self.setText(text)
        self.setAccessibleName(text)
        parent = self.window()
        width = min(720, parent.width() - 80)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((parent.width() - width) // 2, self._top())
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)

    def arrived(self) -> None:
        """Time is where it was on its way to: whatever said so is over."""
        if self._on_the_way:
            self._timer.stop()
            self.hide()
