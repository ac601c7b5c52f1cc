"""What a presenter holds: a clicker's keys, whatever is open, and a pointer that goes when idle."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

IDLE_MS = 3_000
_BY_KEY = {
    Qt.Key.Key_PageDown: "beat next", Qt.Key.Key_PageUp: "beat back",
    Qt.Key.Key_Period: "blank", Qt.Key.Key_B: "blank",
    **{Qt.Key(Qt.Key.Key_1.value + n): f"answer {n + 1}" for n in range(6)},
}  # fmt: skip


class Clicker(QObject):
    """Sees every key before anything else does; only letters in a field are the field's."""

    command = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._hidden = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._hide_pointer)

    def begin(self) -> None:
        """From now on."""
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._idle.start()

    def end(self) -> None:
        """No longer."""
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self._idle.stop()
        self._show_pointer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes a clicker's keys where they come in; sees the pointer move."""
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._show_pointer()
            self._idle.start()
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._pressed(event)
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        line = _BY_KEY.get(Qt.Key(event.key()), "")
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier,
                                      Qt.KeyboardModifier.KeypadModifier)  # fmt: skip
        if not line or not plain:
            return False
        if event.text().isprintable() and event.text() and _is_written():
            return False
        close_all()
        self.command.emit(line)
        return True

    # -- the pointer

    def _hide_pointer(self) -> None:
        inside = self._window.frameGeometry().contains(QCursor.pos())
        if inside and not self._hidden and QApplication.activePopupWidget() is None:
            self._hidden = True
            QApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)

    def _show_pointer(self) -> None:
        if self._hidden:
            self._hidden = False
            QApplication.restoreOverrideCursor()


def _is_written() -> bool:
    """Whether somebody writes in a field."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)


def close_all() -> None:
    """Menus and dialogs are closed, however many lie over one another."""
    for _ in range(9):
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if over is None:
            return
        over.close()
