"""The buttons that more than one part has: flat ones, a line of text, and one drawn freely."""

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
)

from ui import theme
from ui.labels import Elided


def flat(name: str, text: str = "", says: str = "", tip: str = "") -> QToolButton:
    """A button without a frame, which Tab reaches; a click leaves the focus where it is.

    What it `says` to a screen reader is its tool tip too, where that is not another.
    """
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setAccessibleName(says)
    button.setToolTip(tip or says)
    button.setProperty("role", "flat")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def closing(dialog: QDialog, says: str) -> QDialogButtonBox:
    """The one button below a dialog: it closes it, as Esc does."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    close = buttons.button(QDialogButtonBox.StandardButton.Close)
    close.setObjectName(f"{dialog.objectName()}-close")
    close.setText(QCoreApplication.translate("Buttons", "Close"))
    close.setAccessibleName(says)
    buttons.rejected.connect(dialog.reject)
    return buttons


class Clickable(QAbstractButton):
    """A button that is drawn freely; Enter presses it as Space does."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes Enter as a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Link(Clickable):
    """A line of small text that can be pressed, cut with '…' where it does not fit."""

    def __init__(self, name: str, width_min: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words = Elided("small", width_min)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 2, 4, 2)
        self._row.addWidget(self._words)

    def show_text(self, text: str, tone: str) -> None:
        """Shows it, in a tone of small text."""
        if text != self.accessibleName():
            self.setAccessibleName(text)
            self.updateGeometry()
        self._words.show_text(text)
        theme.restyle(self._words, tone=tone)

    def sizeHint(self) -> QSize:
        """As its words need."""
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The least that still says something."""
        return self._row.minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A frame while it has the focus or the pointer: it can be pressed."""
        if self.hasFocus() or self.underMouse():
            now, painter = theme.current(), QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(now.color("accent"), now.line_width))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 5, 5)
