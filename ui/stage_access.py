"""A picture for assistive technology: one child for each thing on the stage, or on a lane.

Rules this file keeps: a child is a stop of the walk by its index, so that interfaces are made
once and kept (a screen reader may hold one for long); the words are those of `Stage.things`.
"""

from typing import Any, Protocol, cast

from PySide6.QtCore import QObject, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget

TABBED = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
"""Why the keyboard is on a picture, where a key has led it there."""


class Stop(Protocol):
    """One thing of a walk: what is said of it, and where it is."""

    @property
    def sentence(self) -> str:
        """What is said of it."""

    @property
    def rect(self) -> QRectF:
        """Where it is in the picture."""


class Walk(Protocol):
    """A picture that is walked: its stops, and the one that the keyboard is at."""

    def things(self) -> Any:
        """The stops, in their order."""

    def cursor_index(self) -> int:
        """Which of them, or -1."""


_made: dict[int, "StageAccess"] = {}
_installed: list[bool] = []


def install() -> None:
    """Teaches Qt, once, to ask us for the interface of a picture that is walked."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_factory)


def _factory(_class_name: str, thing: QObject | None) -> QAccessibleInterface | None:
    """The interface of a picture, kept: Qt holds only a bare pointer to it."""
    if not getattr(thing, "is_walk", False) or not isinstance(thing, QWidget):
        return None
    made, key = StageAccess(thing), id(thing)
    _made[key] = made
    thing.destroyed.connect(lambda: _made.pop(key, None))
    return made


def announce(stage: QWidget, index: int) -> None:
    """Tells a screen reader that the keyboard has come to a stop."""
    if not QAccessible.isActive():
        return
    access = _made.get(id(stage))
    stop = access.child(index) if access is not None else None
    if stop is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(stop, QAccessible.Event.Focus))


class StageAccess(QAccessibleWidget):
    """The picture itself: a list of the things on it."""

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage, QAccessible.Role.List, stage.accessibleName())
        self.canvas, self.stage = stage, cast("Walk", stage)
        self.stops: list[StopAccess] = []

    def childCount(self) -> int:
        """How many stops the walk has now."""
        return len(self.stage.things())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The stop with this index; kept, so that it outlives the call."""
        if not 0 <= index < self.childCount():
            return None
        while len(self.stops) <= index:
            self.stops.append(StopAccess(self, len(self.stops)))
        return self.stops[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Where a stop stands in the walk."""
        return next((i for i, stop in enumerate(self.stops) if stop is child), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The stop under a point of the screen."""
        for index in range(self.childCount()):
            stop = self.child(index)
            if stop is not None and stop.rect().contains(x, y):
                return stop
        return None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The stop that the keyboard is at."""
        return self.child(self.stage.cursor_index())


class StopAccess(QAccessibleInterface):
    """One stop: its sentence, its place, whether the keyboard is at it."""

    def __init__(self, owner: StageAccess, index: int) -> None:
        super().__init__()
        self.owner, self.index = owner, index

    def thing(self) -> Stop | None:
        """What this stop is about now; None when the walk has become shorter."""
        things = self.owner.stage.things()
        found: Stop | None = things[self.index] if self.index < len(things) else None
        return found

    def isValid(self) -> bool:
        """Whether there still is such a stop."""
        return self.thing() is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        """A stop is painted, it has no object."""
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        """The window that the stage is in."""
        return self.owner.window()

    def parent(self) -> QAccessibleInterface:
        """The stage."""
        return self.owner

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A stop has no parts."""
        return None

    def childCount(self) -> int:
        """A stop has no parts."""
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """A stop has no parts."""
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A stop has no parts."""
        return None

    def text(self, kind: QAccessible.Text) -> str:
        """The sentence as name; the other texts stay empty."""
        thing = self.thing()
        return thing.sentence if thing is not None and kind == QAccessible.Text.Name else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing on the stage can be renamed."""

    def rect(self) -> QRect:
        """Where it is on the screen."""
        thing = self.thing()
        if thing is None or thing.rect.isNull():
            return QRect()
        local = thing.rect.toAlignedRect()
        return QRect(self.owner.canvas.mapToGlobal(local.topLeft()), local.size())

    def role(self) -> QAccessible.Role:
        """A stop of a list."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """Focusable; focused where the keyboard is."""
        state = QAccessible.State()
        state.focusable = True
        state.focused = self.owner.stage.cursor_index() == self.index
        state.invisible = self.thing() is None
        return state

    def foregroundColor(self) -> QColor:
        """Left to the theme."""
        return QColor()

    def backgroundColor(self) -> QColor:
        """Left to the theme."""
        return QColor()
