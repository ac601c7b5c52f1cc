"""What the window shows until its start page is there: the name of the program, and what it is.

Rule this file keeps: it needs nothing but Qt and the theme, so it is on screen at once.
"""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.labels import words

SIDE, TOP, BETWEEN = 36, 16, 2
"""Free room at the left and the right, above, and between the lines, in pixels."""


def heading() -> tuple[QLabel, QLabel]:
    """The name of the program, and what it is in a sentence, as the start page has them too."""
    translate = QCoreApplication.translate
    name, sentence = QLabel(translate("Cover", "Quorumscope")), words("muted")
    name.setProperty("role", "display")
    sentence.setText(
        translate(
            "Cover",
            "A small social network on servers that you can slow down, cut and rewind: "
            "see why X and Y do not always see the same.",
        )
    )
    return name, sentence


class Cover(QWidget):
    """The first picture of the window."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, TOP, SIDE, 0)
        column.setSpacing(BETWEEN)
        for line in heading():
            column.addWidget(line)
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tells that it is on screen."""
        super().paintEvent(event)
        self.painted.emit()
