"""The picture of a sweep under hands: pointed at it tells, a click or Enter opens that run.

To assistive technology it is a list that is walked as the arrow keys walk it.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.sweeps.figures import Settings
from explorer.sweeps.view import SweepView
from ui import stage_access, theme
from ui.heat_map import HeatDrawing
from ui.sweep_stops import Drawing, Stop
from ui.trade_off import TradeOffMap

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
LEAST_PT = (14, 7)
"""How wide and high it is at the least, in font sizes."""


class SweepCanvas(QWidget):
    """The trade-off, or a heat map, of a view."""

    command = Signal(str)
    told = Signal(str)
    """What is pointed at, or come to, in a sentence; '': nothing."""
    is_walk = True
    """How the accessibility factory knows a picture that is walked."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tradeoff-picture")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._view = SweepView()
        self._drawing: Drawing | None = None
        self._stops: list[Stop] = []
        self._cursor: Settings = ()
        stage_access.install()

    def show_view(self, view: SweepView) -> None:
        """Shows the map of a view, if it has one."""
        self._view = view
        self._draw_anew()

    def _draw_anew(self) -> None:
        view, area = self._view, QRectF(self.rect())
        self._drawing = None
        if view.map is not None:
            self._drawing = TradeOffMap(view.map, area, view.shown, titled=False)
        elif view.heat is not None:
            self._drawing = HeatDrawing(view.heat, area, view.shown)
        self._stops = self._drawing.stops() if self._drawing is not None else []
        name = self.tr("Heat map") if view.heat is not None else self.tr("Trade-off map")
        self.setAccessibleName(name)
        self._describe()
        self.update()

    # -- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens the run of what is under it."""
        stop = self._under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and stop is not None:
            self._open(stop)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tells what is under the mouse."""
        stop = self._under(event.position())
        self.setCursor(
            Qt.CursorShape.ArrowCursor if stop is None else Qt.CursorShape.PointingHandCursor
        )
        self.told.emit(stop.sentence if stop is not None else "")

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is gone."""
        super().leaveEvent(event)
        self.told.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Enter opens; the rest is the window's."""
        columns = self._drawing.columns if self._drawing is not None else 1
        steps = dict(zip(ARROWS, (-1, 1, -columns, columns), strict=True))
        at = self.cursor_index()
        if event.key() in steps and self._stops:
            self._come_to(at + steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at >= 0:
            self._open(self._stops[at])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is at a stop from now on, and its sentence is told."""
        super().focusInEvent(event)
        self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame is gone."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Says what is under the mouse; arrows are this picture's before they are the window's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            ours = Qt.Key(event.key()) in ARROWS and not event.modifiers()
            event.setAccepted(ours)
            return ours or super().event(event)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            stop = self._under(QPointF(event.pos()))
            said = self.tr("{0}. A click opens it.").format(stop.sentence) if stop else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    def _come_to(self, index: int) -> None:
        if 0 <= index < len(self._stops):
            self._cursor = self._stops[index].settings
            self._describe()
            self.told.emit(self._stops[index].sentence)
            self.update()
            stage_access.announce(self, index)

    def _open(self, stop: Stop) -> None:
        pairs = " ".join(f"{name}={value}" for name, value in stop.settings)
        self.command.emit(f"sweep run {pairs}")

    def _under(self, where: QPointF) -> Stop | None:
        """Of what is under a place that whose middle is nearest."""
        there = [stop for stop in self._stops if stop.rect.contains(where)]
        return min(there, key=lambda s: (s.rect.center() - where).manhattanLength(), default=None)

    # -- the walk

    def things(self) -> list[Stop]:
        """The stops, in the order in which the arrow keys walk them."""
        return self._stops

    def cursor_index(self) -> int:
        """The stop that the keyboard is at, or -1."""
        if not self.hasFocus() or not self._stops:
            return -1
        found = (i for i, stop in enumerate(self._stops) if stop.settings == self._cursor)
        return next(found, 0)

    def _describe(self) -> None:
        at = max(0, self.cursor_index())
        if self._stops:
            text = self.tr("{0} of {1}: {2}. Enter: open it")
            said = text.format(at + 1, len(self._stops), self._stops[at].sentence)
            self.setAccessibleDescription(said)

    # -- drawing

    def minimumSizeHint(self) -> QSize:
        """The least in which something can be read."""
        points = theme.current().font_pt
        return QSize(round(LEAST_PT[0] * points), round(LEAST_PT[1] * points))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All has another place."""
        super().resizeEvent(event)
        self._draw_anew()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has other letters, which need other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw_anew()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the map."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._drawing is not None:
            self._drawing.paint(painter, self.cursor_index())
        painter.end()
