"""A panel's dock: it can be dragged, put behind another as a tab, floated and hidden.

Rule this file keeps: a panel that is one of several tabs, or has its place for itself from the
start, has no title bar of its own, for its tab, or what it shows, says what it is.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.buttons import flat
from ui.labels import MOST_PX, label

AFLOAT, WIDE_PX = QSize(480, 360), 900
"""The least that a panel has where it floats, and how wide it is at the most, until a hand makes
it otherwise."""


class TitleBar(QWidget):
    """The panel's title, and what can be done with the panel; it is what one drags it by."""

    closed = Signal()

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        name = dock.windowTitle()
        says = label("small")
        says.setText(name)
        self._float = self._button("float", "⧉", self.tr("Float {0}, or put it back").format(name))
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        hide = self._button("hide", "✕", self.tr("Hide {0}").format(name))
        hide.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 2, 0)
        row.setSpacing(2)
        row.addWidget(says, 1)
        row.addWidget(self._float)
        row.addWidget(hide)

    def _button(self, what: str, sign: str, says: str) -> QToolButton:
        return flat(f"{what}-{self._dock.objectName()}", sign, says)


class Dock(QDockWidget):
    """The dock of one panel, named after it."""

    command = Signal(str)

    def __init__(self, name: str, title: str, panel: QWidget) -> None:
        super().__init__(title)
        self.name = name
        self.setObjectName(f"dock-{name}")
        self.setAccessibleName(title)
        self._panel = panel
        self._in_front = True
        self._has_floated = False
        self.folded = False
        """Whether only its tab is there."""
        self.setWidget(self._holder())
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._bar, self._none = TitleBar(self), QWidget(self)
        self._none.setMaximumHeight(0)
        self._bar.closed.connect(lambda: self.command.emit(f"close {name}"))
        self.topLevelChanged.connect(lambda floating: self.show_bar(on=floating))
        self.show_bar(on=False)

    def _holder(self) -> QWidget:
        """What stays where it is while the panel itself is hidden behind a tab."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panel)
        return holder

    def show_panel(self, *, on: bool) -> None:
        """Behind a tab Qt leaves a panel visible, somewhere off the screen: here it is hidden."""
        self._in_front = on
        self._panel.setVisible(on and not self.folded)

    def fold(self, *, on: bool) -> None:
        """Leaves no room for the panel, so that of all that share its place the tabs remain."""
        if on != self.folded:
            self.folded = on
            self.widget().setMaximumHeight(0 if on else MOST_PX)
            self.show_panel(on=self._in_front)

    def show_bar(self, *, on: bool) -> None:
        """Has a title bar or none; one that floats always has."""
        wanted = self._bar if on or self.isFloating() else self._none
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)
            self._bar.setVisible(wanted is self._bar)

    def come_on_screen(self, *, by_hand: bool) -> None:
        """Afloat for the first time by a hand it has room: beneath the stage it was low and wide.

        Qt leaves one that was behind a tab off the screen.
        """
        screen, frame = self.screen().availableGeometry(), self.geometry()
        if by_hand and not self._has_floated:
            room = QSize(min(frame.width(), WIDE_PX), frame.height()).expandedTo(AFLOAT)
            frame.setSize(room.boundedTo(screen.size()))
            frame.moveBottom(min(frame.bottom(), screen.bottom()))
            self._has_floated = True
        if not frame.intersects(screen):
            frame.moveCenter(screen.center())
        if frame != self.geometry():
            self.setGeometry(frame)
