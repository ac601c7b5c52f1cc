"""Where the panels around a stage are, which of them are in sight, and how large they are.

Rules this file keeps: where a panel is, and how large, is the hand's. Sizes follow the window until
somebody drags a border.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QTabBar, QTabWidget, QWidget

from explorer.frame import Frame
from ui import theme
from ui.dock import Dock
from ui.dressing import PartedWindow
from ui.panel_menu import panel_menu
from ui.panels import PANELS, Area, Panel, title
from ui.time_dock import GAP_PX, TimeDock

AREAS: dict[Area, Qt.DockWidgetArea] = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "below": Qt.DockWidgetArea.BottomDockWidgetArea,
}
LAYOUT_VERSION = 1
"""Goes up when layouts that were kept fit no more."""
FIRST = "charts"
BORDERS = f"""
    QMainWindow::separator {{ width: {GAP_PX}px; height: {GAP_PX}px;
        background: rgba(128, 140, 160, 1%); }}
    QMainWindow::separator:hover {{ background: rgba(128, 140, 160, 40%); }}
"""
"""What one drags to share out room anew: seen under the pointer only, in any theme."""
LOW_PX, LOW_SHARE = 180, 27
"""How high the panels below are, all alike, so that nothing moves when another one is shown."""
LEAST_LOW_PX = 140
"""How high they are at the least, while something is told above the transport."""


class Arrangement(PartedWindow):
    """The panels of a run in their docks, around what a page has in its middle."""

    command = Signal(str)
    shown_changed = Signal()
    """Another panel has come into sight, or one has gone out of it."""

    def __init__(self, time: TimeDock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time = time
        self.panels: dict[str, Any] = {}
        self.docks: dict[str, Dock] = {}
        self._in_sight: set[str] = set()
        self._closed: set[str] = set()
        self._asked = ""
        self._turning = False
        self._low = False
        self._folded: bool | None = None
        """Whether a hand has folded the panels below, or unfolded them; None: as there is room."""
        self.dragged = False
        """Whether somebody has dragged a border: from then on sizes are theirs."""
        self._sizes: list[tuple[int, int]] = []
        self._window_size = QSize()
        """How large the window was when all was at rest."""
        self.setStyleSheet(BORDERS)
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.GroupedDragging
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            self.setCorner(corner, Qt.DockWidgetArea.BottomDockWidgetArea)
        for panel in PANELS:
            self.docks[panel.name] = self._dock(panel)

    def _dock(self, panel: Panel) -> Dock:
        self.panels[panel.name] = widget = panel.make()
        self.panels[panel.name].command.connect(self.command)
        dock = Dock(panel.name, title(panel), widget)
        dock.command.connect(self.command)
        dock.visibilityChanged.connect(lambda on, name=panel.name: self._seen(name, on=on))
        dock.dockLocationChanged.connect(lambda _area: self._tidy_soon())
        dock.topLevelChanged.connect(lambda _floating, dock=dock: self._moved(dock))
        return dock

    def put_back(self) -> None:
        """Puts every panel where it was at first; the window stays as large as it is."""
        window, size = self.window(), self.window().size()
        with self._arranging():
            below = AREAS["below"]
            self.addDockWidget(below, self._time)
            first: dict[Area, Dock] = {}
            for panel in PANELS:
                dock = self.docks[panel.name]
                dock.setFloating(False)
                if panel.area in first:  # beside one another, for a moment, all would be too wide
                    self.tabifyDockWidget(first[panel.area], dock)
                else:
                    self.addDockWidget(AREAS[panel.area], dock)
                    if panel.area == "below":
                        self.splitDockWidget(self._time, dock, Qt.Orientation.Vertical)
                first.setdefault(panel.area, dock)
                dock.show()
            self._closed.clear()
            self.docks[FIRST].raise_()
        self.dragged, self._folded = False, None
        if window is not self and window.isVisible():
            self.layout().activate()  # type: ignore[union-attr]  # panels on their way made it wider
            window.resize(size)
        self.share_out_room()

    def turn_to(self, name: str, *, asked: bool = True) -> None:
        """Shows a panel, in front of those that it shares its place with.

        One that was `asked` for gets room, however little there is.
        """
        self._asked = name
        if asked:
            self._folded = False
        self._closed.discard(name)
        with self._arranging():
            self.docks[name].show()
            self.docks[name].raise_()
        self.share_out_room()

    def close_panel(self, name: str) -> None:
        """Hides a panel, until `turn_to` shows it again."""
        self._closed.add(name)
        with self._arranging():
            self.docks[name].hide()

    @property
    def front(self) -> str:
        """The panel that is shown where the charts are at first; '' when there is none."""
        return self.raised if self.raised in self.in_sight() else ""

    @property
    def raised(self) -> str:
        """The same, though of all of them only the tabs are there: then no panel is in sight."""
        together = [d for d in self.tabifiedDockWidgets(self.docks[FIRST]) if not d.isHidden()]
        known = [self.docks[FIRST], *(d for d in together if isinstance(d, Dock))]
        fronts = {bar.tabText(bar.currentIndex()) for bar in self._tab_bars()}
        seen = (d.name for d in known if d.name in self._in_sight)
        return next(seen, "") or next((d.name for d in known if d.windowTitle() in fronts), "")

    def in_sight(self) -> frozenset[str]:
        """The panels that are on screen, not hidden and not behind a tab."""
        return frozenset(name for name in self._in_sight if not self.docks[name].folded)

    @property
    def folds(self) -> bool:
        """Whether there is so little room that the panels below are folded, save for a hand."""
        return self._low

    def fold(self) -> None:
        """Folds the panels below, so that only their tabs remain; or unfolds them."""
        self._folded = not self._is_folded
        self.share_out_room()

    @property
    def _is_folded(self) -> bool:
        return self._low if self._folded is None else self._folded

    def _is_below(self, dock: Dock) -> bool:
        return self.dockWidgetArea(dock) == AREAS["below"] and not dock.isFloating()

    def _fold_what_is_below(self) -> None:
        """Where stage and panels do not both have room, the stage has it, until one is asked for.

        That one has the place of the time line. Another amount of room asks anew.
        """
        low = self.isVisible() and theme.current().is_low(self.height())
        if low != self._low:
            self._low, self._folded = low, None
        seen, before = self.in_sight(), [dock.folded for dock in self.docks.values()]
        for dock in self.docks.values():
            dock.fold(on=self._is_below(dock) and self._is_folded)
        self._time.show_axis(on=not low or (self._is_folded and all(self._time.silent)))
        if before != [dock.folded for dock in self.docks.values()]:
            self._give_height()
            self._tidy()
        if seen != self.in_sight():
            self.shown_changed.emit()

    @property
    def arranged(self) -> bool:
        """Whether somebody has dragged, floated, moved or hidden anything."""
        moved = any(
            self.docks[panel.name].isFloating()
            or self.dockWidgetArea(self.docks[panel.name]) != AREAS[panel.area]
            for panel in PANELS
        )
        return self.dragged or bool(self._closed) or moved

    def layout_kept(self) -> str:
        """Where everything is, for `restore_layout`."""
        state = bytes(self.saveState(LAYOUT_VERSION).toBase64().data()).decode()
        size = self.size().toTuple()
        return json.dumps({"closed": sorted(self._closed), "size": size, "state": state})

    def restore_layout(self, kept: str) -> None:
        """Puts everything where it was; what cannot be read changes nothing."""
        try:
            read = json.loads(kept)
            closed = set(read["closed"]) & set(self.docks)
            state = QByteArray.fromBase64(str(read["state"]).encode())
            size = QSize(*read["size"])
        except (ValueError, KeyError, TypeError):
            return
        if not self.isVisible():
            self.resize(size)  # what has not been shown is so small that all would be squeezed
        with self._arranging():
            if self.restoreState(state, LAYOUT_VERSION):
                self.dragged, self._closed = True, closed

    def createPopupMenu(self) -> QMenu:
        """A right click on a title or a border offers the panels, as the bar's button does."""
        return panel_menu(self, self.docks, self.command.emit)

    @contextmanager
    def _arranging(self) -> Iterator[None]:
        """While it lasts, tabs change by themselves; what came of it is told once."""
        before, self._turning = self._turning, True
        seen = self.in_sight()
        try:
            yield
        finally:
            self._turning = before
            self._tidy()
            if not before and seen != self.in_sight():
                self.shown_changed.emit()

    def _seen(self, name: str, *, on: bool) -> None:
        """Qt has told whether a panel is in sight; of one that floats it tells what is not so."""
        dock = self.docks[name]
        on = on or (dock.isFloating() and not dock.isHidden())
        seen = self.in_sight()
        (self._in_sight.add if on else self._in_sight.discard)(name)
        dock.show_panel(on=on)
        if not self._turning and seen != self.in_sight():
            # Not now: what is drawn on its way from one window to another stays invisible.
            QTimer.singleShot(0, self, self.shown_changed.emit)

    def _moved(self, dock: Dock) -> None:
        """It floats now, or does no more: then it is in front where it was put."""
        self._tidy_soon()
        if dock.isFloating():
            dock.come_on_screen(by_hand=not self._turning)
        elif not self._turning:
            size = self._window_size  # on its way it has made the window larger, for a moment
            QTimer.singleShot(0, self, lambda: self._settle(dock, size))

    def _settle(self, dock: Dock, size: QSize) -> None:
        """What was put back takes its room from the others: the window is as large as before."""
        self.turn_to(dock.name)
        self.layout().activate()  # type: ignore[union-attr]
        window = self.window()
        if size.isValid() and not (window.isMaximized() or window.isFullScreen()):
            window.resize(size)

    def _note_size(self) -> None:
        self._window_size = self.window().size()

    def _tidy_soon(self) -> None:
        QTimer.singleShot(0, self, self._tidy)

    def _tidy(self) -> None:
        """Names the tab bars, which Qt makes as they are needed, and gives titles where none is."""
        for number, bar in enumerate(self._tab_bars()):
            if bar.property("role") != "tabs":
                bar.setProperty("role", "tabs")
                bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                bar.setAccessibleName(self.tr("Panels"))
                bar.setDrawBase(False)
                bar.setExpanding(False)
                bar.currentChanged.connect(lambda at, bar=bar: self._turned(bar, at))
                bar.tabBarClicked.connect(lambda at, bar=bar: self._clicked(bar, at))
            bar.setObjectName(f"tabs-{number}")
            self._tell_folded(bar)
        for panel in PANELS:
            dock = self.docks[panel.name]
            tabbed = any(not other.isHidden() for other in self.tabifiedDockWidgets(dock))
            home = self.dockWidgetArea(dock) == AREAS[panel.area] and panel.area != "below"
            dock.show_bar(on=not tabbed and not home)

    def _tell_folded(self, bar: QTabBar) -> None:
        docks = (self.docks[panel.name] for panel in PANELS if title(panel) == bar.tabText(0))
        below = any(map(self._is_below, docks))
        theme.restyle(bar, folded="yes" if below and self._is_folded else "no")
        says = self.tr("The tab that is shown folds its panel, or unfolds it")
        bar.setToolTip(says if below else "")

    def _tab_bars(self) -> list[QTabBar]:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return self.findChildren(QTabBar, options=direct)

    def _turned(self, bar: QTabBar, at: int) -> None:
        """A hand has turned to another tab: that is said as a line."""
        names = [panel.name for panel in PANELS if title(panel) == bar.tabText(at)]
        if names and not self._turning and self.isVisible():
            self.command.emit(f"show {names[0]}")

    def _clicked(self, bar: QTabBar, at: int) -> None:
        """The tab that is shown already folds what it shows, or unfolds it."""
        docks = (self.docks[panel.name] for panel in PANELS if title(panel) == bar.tabText(at))
        if at == bar.currentIndex() and any(map(self._is_below, docks)):
            self.command.emit("fold")

    def offer(self, frame: Frame) -> None:
        """What this run has nothing for has no tab; if it was in front, the first one is."""
        front = self.raised
        for panel in PANELS:
            dock = self.docks[panel.name]
            wanted = panel.offered(frame) or panel.name == self._asked
            wanted = wanted and panel.name not in self._closed
            if dock.isHidden() == wanted:
                with self._arranging():
                    dock.setVisible(wanted)
                    if front:
                        self.docks[FIRST if panel.name == front else front].raise_()

    # -- sizes

    def share_out_room(self) -> None:
        """Gives the panels their sizes, until somebody drags a border."""
        self._fold_what_is_below()
        if self.dragged:
            return
        wide = self.width()
        side = max(250, min(320, wide // 5))
        feeds = max(300, min(420, wide // 4))
        if theme.current().large:
            side, feeds = max(270, min(400, wide // 4)), max(312, min(480, wide * 3 // 10))
        lesson, screens = self.docks["lesson"], self.docks["screens"]
        self.resizeDocks([lesson, screens], [side, feeds], Qt.Orientation.Horizontal)
        self._give_height()

    def _give_height(self) -> None:
        """The share is of the page."""
        low = max(LOW_PX, self.height() * LOW_SHARE // 100)
        # What is told is about the stage, which keeps its room.
        low = max(LEAST_LOW_PX, low - self._time.told_px)
        front = self.raised or FIRST
        docks = [self._time, self.docks[front]]
        self.resizeDocks(docks, [self._time.high_px, low], Qt.Orientation.Vertical)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the room out anew while nobody has dragged a border."""
        super().resizeEvent(event)
        self.share_out_room()
        QTimer.singleShot(0, self, self._note_size)

    def showEvent(self, event: QShowEvent) -> None:
        """Does the same when it comes into sight, for a hidden page has no sizes."""
        super().showEvent(event)
        self.share_out_room()

    def changeEvent(self, event: QEvent) -> None:
        """Does the same when all of it wears another theme: other letters take other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self.share_out_room()

    def event(self, event: QEvent) -> bool:
        """A border that was dragged has changed sizes between press and release."""
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            self._sizes = self._now()
        done = super().event(event)
        if kind == QEvent.Type.MouseButtonRelease and self._sizes != self._now():
            self.dragged = True
        return done

    def _now(self) -> list[tuple[int, int]]:
        return [(dock.width(), dock.height()) for dock in self.docks.values()]
