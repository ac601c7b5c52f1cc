"""What is too high for its place scrolls: a bar at its right, no frame of its own."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """Where there is nothing in it that Tab comes to, Tab comes to it, and it is scrolled by keys.

    Its edge lights up then.
    """

    resized = Signal()
    """What can be seen at once is larger now, or smaller."""

    def __init__(self, name: str = "", says: str = "", *, by_keys: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(says)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if by_keys:
            self.setProperty("role", "scrolled")
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Says so."""
        super().resizeEvent(event)
        self.resized.emit()


def lay_out() -> None:
    """All that waits for room gets it at once: parts first, and then the area that they lie in."""
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def bring_into_view(part: QWidget) -> None:
    """Scrolls all that it lies in: Qt does so only where Tab was within the same area before."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part)
        above = above.parentWidget()
