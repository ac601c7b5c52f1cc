"""A text in a bar: as high as it is, up to some lines; of a longer one the rest is scrolled to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent

from ui.labels import breakable, label
from ui.scrolled import Scrolled

MOST_LINES = 5


class FewLines(Scrolled):
    """The text can be marked and copied."""

    fitted = Signal()
    """It needs another height from now on."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}-scroll", by_keys=True)
        self._text = label(wrap=True)
        self._text.setObjectName(f"{name}-text")
        self._text.setMinimumHeight(1)  # its height follows from its width alone
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWidget(self._text)

    def show_text(self, text: str) -> None:
        """Shows the text."""
        self._text.setText(breakable(text))
        self._text.setAccessibleName(text)
        self.fit()

    def fit(self) -> None:
        """As high as the text, up to some lines of it."""
        width = max(120, self.viewport().width())
        line = self._text.fontMetrics().lineSpacing()
        high = max(line, min(self._text.heightForWidth(width), MOST_LINES * line + 2))
        if self.maximumHeight() != high:
            self.setFixedHeight(high)
            self.fitted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has other lines."""
        super().resizeEvent(event)
        self.fit()
