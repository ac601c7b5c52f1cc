"""What wears the theme: the parts of a window, dressed one in each turn of the event loop.

Qt takes some 75 µs for each widget whose style sheet changes, and nothing else happens meanwhile.
With a sheet of the whole application a full window would keep everybody waiting for a quarter of
a second, and forms that nobody ever sees would be dressed as well.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QChildEvent, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget
from shiboken6 import isValid

from ui import theme
from ui.theme import Theme

STYLE = "fusion"
Step = Callable[[], object]


class Parted:
    """What wears nothing itself, for then all that it holds would change at once with it.

    Each of its parts wears the sheet, from the moment when it is first shown.
    """

    def childEvent(self, event: QChildEvent) -> None:
        """Dresses a part before it is measured and painted."""
        super().childEvent(event)  # type: ignore[misc]
        part = event.child() if event.type() == QEvent.Type.ChildPolished else None
        if isinstance(part, QWidget) and not isinstance(part, Parted):
            dress(part)


class PartedWindow(Parted, QMainWindow):
    """A window, or a page, whose docks, bars and tabs are dressed each by itself."""


class PartedPages(Parted, QStackedWidget):
    """Pages that are dressed each by itself."""


class InTurn(QObject):
    """Takes steps, one in each turn of the event loop; there is one of these at a time."""

    now: ClassVar["InTurn | None"] = None
    """The one that was begun last."""

    def __init__(self, parent: QObject, steps: Iterable[Step]) -> None:
        super().__init__(parent)
        if InTurn.now is not None and isValid(InTurn.now):
            InTurn.now.stop()  # what it would have done is asked for anew
        InTurn.now = self
        self._steps = iter(steps)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._next)
        self._timer.start(0)

    def finish(self) -> None:
        """Takes all steps that are left."""
        for step in self._steps:
            step()

    def stop(self) -> None:
        """Takes no further step."""
        self._timer.stop()
        self.deleteLater()

    def _next(self) -> None:
        next(self._steps, self.stop)()


def dress(part: QWidget) -> None:
    """The part, and all that is in it, looks as the theme says from now on."""
    if isValid(part) and part.styleSheet() != theme.sheet():
        part.setStyleSheet(theme.sheet())


def apply(app: QApplication, name: str, *, font_percent: int = 100, calm: bool = False) -> Theme:
    """Switches the whole application to the theme called `name`, its letters so large.

    Where windows are in sight that takes some turns of the event loop, one for each part; each
    window is painted when all are dressed.
    """
    now = theme.choose(name, font_percent=font_percent, calm=calm)
    seen = [window for window in app.topLevelWidgets() if window.isVisible()]
    for window in seen:
        window.setUpdatesEnabled(False)
    turns = InTurn(app, [*_changes(app), *(partial(_paint, window) for window in seen)])
    if not seen:
        turns.finish()
    return now


def finish() -> None:
    """What of a change is still to come comes now: a picture, or a test, does not wait."""
    if InTurn.now is not None:
        InTurn.now.finish()


def _changes(app: QApplication) -> Iterator[Step]:
    """What is to be done so that everything looks as the theme says."""
    if app.style().objectName() != STYLE:
        yield partial(app.setStyle, STYLE)
    if app.palette() != theme.palette():
        yield partial(app.setPalette, theme.palette())
    if app.font() != theme.font():
        yield partial(app.setFont, theme.font())
    for window in app.topLevelWidgets():
        for part in _dressed(window):
            if part.styleSheet() != theme.sheet():
                yield partial(dress, part)
        for holder in _parted(window):
            yield partial(_tell, holder)


def _dressed(window: QWidget) -> Iterator[QWidget]:
    """What wears a sheet; pyqtgraph has widgets that are never shown, and wear none."""
    parts = [part for holder in _parted(window) for part in holder.children()]
    for part in parts or [window]:
        if isinstance(part, QWidget) and not isinstance(part, Parted) and part.styleSheet():
            yield part


def _parted(window: QWidget) -> Iterator[QWidget]:
    """What wears nothing itself, from the outside in."""
    if isinstance(window, Parted):
        yield window
        for child in window.children():
            if isinstance(child, QWidget):
                yield from _parted(child)


def _tell(holder: QWidget) -> None:
    """All its parts are dressed: other letters may take other room."""
    if isValid(holder):
        QApplication.sendEvent(holder, QEvent(QEvent.Type.StyleChange))


def _paint(window: QWidget) -> None:
    if isValid(window):
        window.setUpdatesEnabled(True)
