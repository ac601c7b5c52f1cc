"""The page of a run: the bar, the stage in the middle, the transport, and the panels around them.

Rule this file keeps: what a view shows is the frame's; where it is, is the `Arrangement`'s.
"""

from collections.abc import Collection

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.frame import Frame
from ui.arrangement import Arrangement
from ui.cause_bar import CauseBar
from ui.example_bar import ExampleBar
from ui.panels import PANELS
from ui.quorum_bar import QuorumBar
from ui.stage import Stage
from ui.time_dock import TimeDock
from ui.transport import Transport
from ui.turns import Turns


class RunPage(Arrangement):
    """All views of one run; `panels` are the panels by name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Docks that move with their page are dressed once more: better it stands where it will."""
        told, transport = (CauseBar(), ExampleBar()), Transport()
        super().__init__(TimeDock(told, transport), parent)
        self.bar, self.stage, self.transport = QuorumBar(), Stage(), transport
        self.cause, self.example = told
        self.setObjectName("run-page")
        self.setWindowFlags(Qt.WindowType.Widget)
        self._turns = Turns(panel.name for panel in PANELS)
        self._owing: set[str] = set()
        self._build()

    # -- building

    def _build(self) -> None:
        self.setContentsMargins(10, 8, 10, 10)
        self.setMenuWidget(self._top())
        self.setCentralWidget(self._middle())
        for view in (self.bar, self.stage, self.cause, self.example, self.transport):
            view.command.connect(self.command)
        for bar in (self.cause, self.example):
            bar.fitted.connect(lambda: QTimer.singleShot(0, self, self.share_out_room))
        self._share_the_crosshair()
        self.put_back()

    def _share_the_crosshair(self) -> None:
        """What is pointed at in one view over time is so in all of them."""
        views = (self.transport.time_line, self.panels["charts"], self.panels["spacetime"])
        for view in views:
            for other in views:
                view.pointed.connect(other.show_crosshair)

    def _top(self) -> QWidget:
        """The bar, and a little room below it."""
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 8)
        column.addWidget(self.bar)
        return top

    def _middle(self) -> QWidget:
        """The stage; it shares its room, so that the window does not grow with it."""
        middle = QWidget()
        middle.setMinimumSize(self.stage.minimumSize())
        self.stage.setMinimumHeight(0)
        self.stage.may_drop_legend = True
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stage, 1)
        return middle

    # -- seeing

    def turn(self, *, busy: bool) -> frozenset[str]:
        """The panels that the next picture is for: those below the stage take turns.

        While time runs, what draws late does not ask for one that it would not draw. While it
        stands the others `owe`: theirs come in the next turns of the event loop.
        """
        below = self._below()
        self._owing = set() if busy else set(below)
        if busy:
            below = {name for name in below if getattr(self.panels[name], "due", True)}
        return (self.in_sight() - self._below()) | self._given(below)

    def turn_of_the_owing(self) -> frozenset[str]:
        """The next of those that owe the picture of this moment; nobody: all have it."""
        return self._given(self._owing & self._below())

    def _below(self) -> set[str]:
        return {panel.name for panel in PANELS if panel.area == "below"} & self.in_sight()

    def _given(self, wanted: Collection[str]) -> frozenset[str]:
        chosen = self._turns.next(wanted)
        self._owing -= chosen
        return chosen

    @property
    def owes(self) -> bool:
        """Whether a panel in sight still shows what was before."""
        return bool(self._owing & self.in_sight())

    def show_frame(self, frame: Frame, panels: Collection[str]) -> None:
        """Gives the frame to the bar, the stage, the transport and these panels."""
        self.offer(frame)
        silent = self._time.silent
        for view in (self.bar, self.stage, self.cause, self.example, self.transport):
            view.show_frame(frame)
        if self._time.silent != silent:
            self.share_out_room()
        self.show_panels(frame, panels)

    def show_panels(self, frame: Frame, panels: Collection[str]) -> None:
        """Gives the frame to these panels alone."""
        for name in panels:
            self.panels[name].show_frame(frame)

    @property
    def regions(self) -> list[QWidget]:
        """What one key goes through: the stage, the lesson, the screens, time, panels, the bar."""
        beside = [self.panels[name] for name in ("lesson", "screens")]
        return [self.stage, *beside, self.transport, *self._tab_bars(), self.bar]

    def forget(self) -> None:
        """Another story begins: what the hand left on the views of the last one is gone."""
        self._asked = ""
        for view in (self.stage, *self.panels.values()):
            forget = getattr(view, "forget", None)
            if forget is not None:
                forget()

    def flush(self) -> None:
        """Draws what is drawn late at once, as a still picture needs."""
        self.stage.arrive()
        for name in self.in_sight():
            flush = getattr(self.panels[name], "flush", None)
            if flush is not None:
                flush()
