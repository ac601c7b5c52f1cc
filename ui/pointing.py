"""What am I looking at: one sentence about whatever lies under the pointer, or has the focus.

Rules this file keeps: a widget that paints things says what lies at a place (`said_at`); any other
one is told by its own words: what it shows, what it is called, what it is for; and failing these by
those of what it lies in. The sentence is about now: it is asked for anew with each frame.
"""

import re
from collections.abc import Iterator
from html import unescape

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QSlider,
    QTabBar,
    QWidget,
)

from ui.labels import breakable

SHORT = 8
"""Letters: what says no more than a number or a sign says also what it is in."""
WALKING = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Up, Qt.Key.Key_Down)


def sentence(widget: QWidget | None, place: QPoint) -> str:
    """What lies at a place of a widget, in one sentence; of the widget itself, failing that."""
    around = [*_around(widget, place)]
    said = next((said for one, there in around if (said := _said_at(one, there))), "")
    for one, _ in () if said else around:
        own = _own(one)
        said = f"{own}: {said}" if own and said and said not in own else own or said
        if len(said) > SHORT:
            break
    return f"{said.rstrip('.')}." if said else ""


def _around(widget: QWidget | None, place: QPoint) -> Iterator[tuple[QWidget, QPoint]]:
    """A widget and all that it lies in, each with the place there."""
    while widget is not None:
        yield widget, place
        place = widget.mapToParent(place)
        widget = None if widget.isWindow() else widget.parentWidget()


def _said_at(widget: QWidget, place: QPoint) -> str:
    """What a painted thing says; of a tab bar, which is Qt's own, the tab there."""
    if isinstance(widget, QTabBar):
        at = widget.tabAt(place)
        return f"{widget.accessibleName()}: {widget.tabText(at)}." if at >= 0 else ""
    said_at = getattr(widget, "said_at", None)
    return str(said_at(place)) if said_at is not None else ""


def _own(widget: QWidget) -> str:
    """A widget in its own words, each part once."""
    parts = [widget.accessibleName(), _value(widget), _plain(widget.toolTip())]
    if isinstance(widget, QLabel) and not widget.accessibleName():
        parts = [_plain(widget.text()), parts[2]]
    parts.append(widget.accessibleDescription())
    told: list[str] = []
    for part in parts:
        clean = part.strip().removesuffix(".")
        if clean and not any(clean in known for known in told):
            told = [known for known in told if not clean.startswith(known)]  # it says that as well
            told.append(clean)
    return ": ".join(told)


def _value(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    if isinstance(widget, QAbstractButton) and not widget.accessibleName():
        return widget.text()
    return str(widget.value()) if isinstance(widget, QSlider) else ""


def _plain(text: str) -> str:
    """Without mark-up, on one line; the line of a button's tip comes after what it does."""
    bare = unescape(re.sub(r"<[^>]*>", " ", text)).replace("\u200b", "")
    return " ".join(bare.replace("\n", ": ").split())


class Pointing(QObject):
    """Watches the pointer and the focus while it is on, and tells what is there."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._by_key = False
        self.bar = Explained(window)

    @property
    def on(self) -> bool:
        """Whether it tells."""
        return not self.bar.isHidden()

    def turn(self, *, on: bool) -> None:
        """Begins to tell, or ends it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.bar.setVisible(on)
        if on:
            self.bar.place()
            app.installEventFilter(self)
            self._by_key = False
            self.tell()
        else:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees the pointer move and the focus change, and takes nothing away from anybody."""
        if event.type() == QEvent.Type.MouseMove:
            self._by_key = False
            self.tell()
        elif isinstance(event, QKeyEvent) and event.key() in WALKING:
            self._by_key = True
            QTimer.singleShot(0, self, self.tell)  # when it has come there
        elif watched is self._window and event.type() == QEvent.Type.Resize:
            self.bar.place()
        return False

    def tell(self) -> None:
        """Says what is there now: under the pointer, or where the keyboard is."""
        if not self.on:
            return
        focused = QApplication.focusWidget() if self._by_key else None
        place = QCursor.pos() if focused is None else focused.mapToGlobal(focused.rect().center())
        self.bar.keep_off(self._window.mapFromGlobal(place))
        self.bar.tell(self._at_focus() if self._by_key else self._at_pointer())

    def _at_pointer(self) -> str:
        place = QCursor.pos()
        inside = self._window.childAt(self._window.mapFromGlobal(place))
        widget = QApplication.widgetAt(place) or inside
        return sentence(widget, widget.mapFromGlobal(place)) if widget is not None else ""

    def _at_focus(self) -> str:
        widget = QApplication.focusWidget()
        if widget is None:
            return ""
        focused = getattr(widget, "said_at_focus", None)
        return str(focused()) if focused is not None else sentence(widget, widget.rect().center())


class Explained(QLabel):
    """A line at the foot of the window, or at its top where it would hide what it tells of.

    It takes no clicks.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("explained")
        self.setProperty("role", "notice")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._above = False
        self.hide()

    def keep_off(self, place: QPoint) -> None:
        """Leaves the half of the window where somebody looks."""
        above = 2 * place.y() > self.window().height()
        if above != self._above:
            self._above = above
            self.place()

    def tell(self, text: str) -> None:
        """Shows the sentence, or how to get one."""
        empty = self.tr("Point at anything, or go there with Tab: here it says what that is now.")
        shown = breakable(text or empty)
        if shown != self.text():
            self.setText(shown)
            self.setAccessibleName(text or empty)
            self.place()

    def place(self) -> None:
        """As wide as the window, at its foot or top."""
        parent = self.window()
        self.setFixedWidth(parent.width())
        self.adjustSize()
        self.move(0, 0 if self._above else parent.height() - self.height())
        self.raise_()
