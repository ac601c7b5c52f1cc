"""What there is to say of a recording, over the views: how far it has been opened, what differs."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.labels import label
from ui.notice import TOP

WIDEST = 820
MARGINS = 60
"""Beside the text and the button."""


class OpeningBar(QFrame):
    """A sentence, how far it is, and a button: 'Cancel' while it is opened, then 'Understood'."""

    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Hidden until a recording is opened."""
        super().__init__(parent)
        self.setObjectName("opening")
        self.setProperty("role", "notice")
        self._text = label("", wrap=True)
        self._text.setObjectName("opening-text")
        self._progress = QProgressBar()
        self._progress.setObjectName("opening-progress")
        self._progress.setAccessibleName(self.tr("How much of the run has been run again"))
        self._button = QPushButton()
        self._button.setObjectName("opening-button")
        self._button.clicked.connect(self._pressed)
        row, column = QHBoxLayout(self), QVBoxLayout()
        column.addWidget(self._text)
        column.addWidget(self._progress)
        row.addLayout(column, 1)
        row.addWidget(self._button)
        self.hide()

    def show_progress(self, path: Path, part: float) -> None:
        """So much of this recording has been run again, from 0 to 1."""
        self._progress.setValue(round(part * 100))
        if not self._progress.isVisible():
            text = self.tr("{file} is opened: its run is run again, and compared.")
            self._say(text.format(file=path.name), self.tr("Cancel"), going_on=True)

    def show_finding(self, text: str) -> None:
        """What differs from what was recorded; it stays until it is understood."""
        self._say(text, self.tr("Understood"), going_on=False)

    def _say(self, text: str, button: str, *, going_on: bool) -> None:
        self._text.setText(text)
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self.setAccessibleName(text)
        self._progress.setVisible(going_on)
        width = min(WIDEST, self.window().width() - 80)
        room = width - self._button.sizeHint().width() - MARGINS
        self._text.setMinimumSize(1, 1)  # what was said before may have been wider, and higher
        self._text.setFixedSize(room, self._text.heightForWidth(room))
        self.adjustSize()
        self.move((self.window().width() - self.width()) // 2, TOP)
        self.show()
        self.raise_()

    def _pressed(self) -> None:
        going_on = self._progress.isVisible()
        self.hide()
        if going_on:
            self.cancelled.emit()
