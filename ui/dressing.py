"""What wears the theme: the parts of a window, dressed one in each turn of the event loop.

Qt takes some 75 µs for each widget whose style sheet changes, and nothing else happens meanwhile.
With a sheet of the whole application a full window would keep everybody waiting for a quarter of
a second, and forms that nobody ever sees would be dressed as well.
"""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QChildEvent, QEvent, QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget
from shiboken6 import isValid

from ui import theme
from ui.theme import Theme

STYLE = "fusion"
Step = Callable[[], object]


class Parted:
    """What does not wear the theme itself, for then all that it holds would change at once.

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

    def minimumSizeHint(self) -> QSize:
        """What an audience sees has the size of their screen, whatever a page would need."""
        return QSize(1, 1) if theme.current().audience else super().minimumSizeHint()


class InTurn(QObject):
    """Takes steps, one in each turn of the event loop."""

    def __init__(self, parent: QObject, steps: Iterator[Step]) -> None:
        super().__init__(parent)
        self._steps = steps
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._next)
        self._timer.start(0)

    @property
    def over(self) -> bool:
        """Whether all has been done."""
        return not self._timer.isActive()

    def finish(self) -> None:
        """Takes all steps that are left."""
        while not self.over:
            self._next()

    def _next(self) -> None:
        next(self._steps, self._stop)()

    def _stop(self) -> None:
        self._timer.stop()
        self.deleteLater()


_change: InTurn | None = None
"""What puts the theme on; None: nothing was to be done yet."""
_waiting: list[Step] = []
"""What is to be done when it is on."""


def apply(
    app: QApplication, name: str, *,
    font_percent: int = 100, calm: bool = False, audience_pt: float = 0.0,
) -> Theme:  # fmt: skip
    """Switches the whole application to the theme called `name`, its letters so large.

    Where windows are in sight that takes some turns of the event loop, one for each part; each
    window is painted when all are dressed. One that comes meanwhile is put on after that.
    """
    global _change
    now = theme.choose(name, font_percent=font_percent, calm=calm, audience_pt=audience_pt)
    if going():
        return now
    held = _hold(app)
    _change = InTurn(app, _steps(app, held))
    if not held:
        finish()
    return now


def dress(part: QWidget) -> None:
    """The part, and all that is in it, looks as the theme says from now on."""
    if isValid(part) and part.styleSheet() != theme.sheet():
        part.setStyleSheet(theme.sheet())


def then(step: Step) -> None:
    """Has this done as soon as everything is dressed, before it is painted; now, if it is."""
    _waiting.append(step)
    if not going():
        _do_waiting()


def _do_waiting() -> None:
    while _waiting:
        _waiting.pop(0)()


def finish() -> None:
    """What of a change is still to come comes now: a picture, or a test, does not wait."""
    if _change is not None and going():
        _change.finish()


def going() -> bool:
    """Whether a theme is still being put on."""
    return _change is not None and isValid(_change) and not _change.over


def _steps(app: QApplication, held: list[QWidget]) -> Iterator[Step]:
    """Rounds, until everything is as the theme says: a hand may choose faster than that."""
    while True:
        chosen = theme.current()
        yield from _changes(app)
        if theme.current() is chosen:
            yield _do_waiting
        yield from _paintings(app, held)
        if theme.current() is chosen:
            return
        held = _hold(app)


def _hold(app: QApplication) -> list[QWidget]:
    """Nothing is painted while it is half dressed: the windows for which that matters."""
    seen = [window for window in app.topLevelWidgets() if window.isVisible()]
    for window in seen:
        window.setUpdatesEnabled(False)
    return seen


def _changes(app: QApplication) -> Iterator[Step]:
    """What is to be done so that everything looks as the theme says."""
    if app.style().objectName() != STYLE:
        yield partial(app.setStyle, STYLE)
    if app.palette() != theme.palette():
        yield partial(app.setPalette, theme.palette())
    if app.font() != theme.font():
        yield partial(app.setFont, theme.font())
    windows = app.topLevelWidgets()
    holders = [holder for window in windows for holder in _parted(window)]
    for part in [part for window in windows for part in _dressed(window)]:
        yield partial(dress, part)
    for holder in holders:
        yield partial(_tell, holder)


def _paintings(app: QApplication, held: list[QWidget]) -> Iterator[Step]:
    """One window after another; also what has become one meanwhile, or has been put into one."""
    while unseen := [w for w in app.topLevelWidgets() if not w.updatesEnabled()]:
        yield partial(_paint, unseen[0])
    for window in held:
        yield partial(_paint, window)


def _paint(window: QWidget) -> None:
    if isValid(window):
        window.setUpdatesEnabled(True)


def _dressed(window: QWidget) -> Iterator[QWidget]:
    """What wears a sheet; pyqtgraph has widgets that are never shown, and wear none."""
    parts = [part for holder in _parted(window) for part in holder.children()]
    for part in parts or [window]:
        if isinstance(part, QWidget) and not isinstance(part, Parted) and part.styleSheet():
            yield part


def _parted(window: QWidget) -> Iterator[QWidget]:
    """What has parts, from the outside in."""
    if isinstance(window, Parted):
        yield window
        for child in window.children():
            if isinstance(child, QWidget):
                yield from _parted(child)


def _tell(holder: QWidget) -> None:
    """All its parts are dressed: other letters may take other room."""
    if isValid(holder):
        QApplication.sendEvent(holder, QEvent(QEvent.Type.StyleChange))
