"""A sentence over the page that goes away by itself: a refusal, a new branch."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

SHOWN_MS, BRIEF_MS = 6_000, 2_500
TOP = 64
"""Below the bar of a page."""


class Notice(QLabel):
    """One sentence over the views; it takes no clicks and no focus.

    Before an audience it is only what answers who speaks, and where these have a window of their
    own, it is told there.
    """

    def __init__(self, parent: QWidget, top: Callable[[int], int]) -> None:
        """Hidden until there is something to tell; `top` says where it covers the least.

        It is told how high the sentence is.
        """
        super().__init__(parent)
        self._top = top
        self._on_the_way = self._audience = self._answers = False
        self._instead: Callable[[str], object] | None = None
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
        if self._instead is not None:
            self._instead(text)
            return
        if self._audience and not self._answers:
            return
        self._on_the_way = on_the_way
        self.setText(text)
        self.setAccessibleName(text)
        parent = self.window()
        width = min(parent.width() if self._audience else 720, parent.width() - 80)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((parent.width() - width) // 2, self._top(self.height()))
        self.show()
        self.raise_()
        self._timer.start(BRIEF_MS if self._audience else SHOWN_MS)

    def before_audience(
        self, *, on: bool = True, instead: Callable[[str], object] | None = None
    ) -> None:
        """From now on there is an audience, or none any more; who is told instead, if anybody."""
        self._audience, self._instead = on, instead
        self.take_away()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """What is told meanwhile answers a line that somebody has said."""
        before, self._answers = self._answers, True
        try:
            yield
        finally:
            self._answers = before

    def take_away(self) -> None:
        """Nothing is told any more."""
        self._timer.stop()
        self.hide()

    def arrived(self) -> None:
        """Time is where it was on its way to: whatever said so is over."""
        if self._on_the_way:
            self.take_away()
