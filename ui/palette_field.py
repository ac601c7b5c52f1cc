"""The field of the command palette: what is written, what was written before, where it goes wrong.

Rules this file keeps: a field of one line whose special keys are the palette's own.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import theme

OWN = frozenset({
    Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Up,
    Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
})  # fmt: skip
"""The keys that are the palette's, also while something is written."""
PADDING = 9
"""From the edge of a field to its first letter: border and padding of the style sheet."""


class PaletteField(QLineEdit):
    """Where one writes; it remembers the lines that were done."""

    pressed = Signal(Qt.Key)
    """One of the palette's own keys."""
    left = Signal()
    """Somebody has clicked elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("palette-field")
        self.setAccessibleName(self.tr("What do you want to do?"))
        text = self.tr("What do you want to do? A few words, or a line such as: crash A")
        self.setPlaceholderText(text)
        self._past: list[str] = []
        self._back = 0
        """How far back in the past it is: 0 is what is being written."""
        self.textEdited.connect(self._written)

    def _written(self, _text: str) -> None:
        self._back = 0

    def begin(self, text: str = "") -> None:
        """Has this text, to be written on."""
        self._back = 0
        self.setText(text)

    def remember(self, line: str) -> None:
        """A line that was done; each stands in the past once."""
        self._past = [*(past for past in self._past if past != line), line]

    def turn(self, step: int) -> bool:
        """Back (-1) from an empty field into the past, and on in it; whether that was meant."""
        if not self._past or not (self._back or (step < 0 and not self.text())):
            return False
        self._back = max(0, min(self._back - step, len(self._past)))
        self.setText(self._past[-self._back] if self._back else "")
        return True

    def event(self, event: QEvent) -> bool:
        """Tab is a key like any other here."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in OWN:
                self.pressed.emit(key)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A click elsewhere means something else."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self.left.emit()


class Caret(QWidget):
    """Points from below at the column at which a line goes wrong."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__()
        self._field = field
        self.column = 0
        """From 1; 0: nothing is wrong."""
        self.setFixedHeight(9)
        self.hide()

    def point_at(self, column: int) -> None:
        """Shows the column, or hides for 0."""
        self.column = column
        self.setVisible(column > 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A triangle below the letter."""
        before = self._field.text()[: self.column - 1]
        x = PADDING + self._field.fontMetrics().horizontalAdvance(before)
        rect = QRectF(min(x, self.width() - 12), 0, 10, 8)
        tip = QPointF(rect.center().x(), rect.top())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color("stale"))
        painter.drawPolygon(QPolygonF([rect.bottomLeft(), rect.bottomRight(), tip]))
