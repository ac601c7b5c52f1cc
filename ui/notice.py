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
        self.setObjectName("notice")
        self.setProperty("role", "notice")
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str) -> None:
        """Shows the sentence for a few seconds; a new one takes its place."""
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
