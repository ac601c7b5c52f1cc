"""The space-time diagram with hands: zoom, pan, select, seek, walk, mark a span.

Rules this file keeps: lines of the verb language come out, and nothing of the run is changed here.
"""

from html import escape

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from ui import spacetime_stops, stage_access
from ui.spacetime_canvas import SpaceTimeCanvas
from ui.spacetime_scene import Scene
from ui.spacetime_stops import Stop
from ui.words import format_seconds

ZOOM = 1.25
_OURS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Plus,
         Qt.Key.Key_Minus, Qt.Key.Key_Return, Qt.Key.Key_Enter)  # fmt: skip
SELECTABLE = ("message", "operation", "server", "user")


class SpaceTime(SpaceTimeCanvas):
    """Lanes to be dragged, zoomed, walked and clicked on."""

    command = Signal(str)
    """A line of the verb language: 'select message 12', 'seek 0.04s', 'brush 0s 0.1s'."""

    pointed = Signal(object)
    """The moment under the pointer; None: it is not here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press: QPointF | None = None
        self._spanning = False
        self._dragged = False

    # The pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        scene = self.scene()
        if event.button() != Qt.MouseButton.LeftButton or scene is None:
            return
        self._press, self._dragged = event.position(), False
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._spanning = shift or event.position().y() > scene.body.bottom()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        scene, point = self.scene(), event.position()
        if scene is None or self._view is None:
            return
        left, right = scene.axis.left, scene.axis.left + scene.axis.width
        inside = left <= point.x() <= right
        self.pointed.emit(scene.axis.us(point.x(), self._view) if inside else None)
        if self._press is None:
            self._point_at(spacetime_stops.key_at(scene, point), point, scene)
            return
        far = abs(point.x() - self._press.x()) >= QApplication.startDragDistance()
        self._dragged = self._dragged or far
        if not self._dragged:
            return
        if self._spanning:
            ends = sorted(scene.axis.us(x, self._view) for x in (self._press.x(), point.x()))
            self.command.emit(f"brush {format_seconds(ends[0])} {format_seconds(ends[1])}")
            return
        by = scene.axis.value(self._press.x()) - scene.axis.value(point.x())
        self._press = point
        self.look(scene.axis.moved(by, scene.axis.whole(self._view)))

    def _point_at(self, key: str, point: QPointF, scene: Scene) -> None:
        spans = point.y() > scene.body.bottom()
        shape = Qt.CursorShape.SizeHorCursor if spans else Qt.CursorShape.ArrowCursor
        self.setCursor(Qt.CursorShape.PointingHandCursor if key else shape)
        if key != self._hover:
            self._hover = key
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        scene, pressed = self.scene(), self._press
        self._press = None
        if pressed is None or scene is None or self._dragged:
            return
        if self._spanning and event.position().y() > scene.body.bottom():
            self.command.emit("brush")
            return
        self._select(spacetime_stops.key_at(scene, event.position()))

    def _select(self, key: str) -> None:
        self.command.emit(f"select {key}" if key.startswith(SELECTABLE) else "select")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        scene = self.scene()
        if scene is None or self._view is None:
            return
        key = spacetime_stops.key_at(scene, event.position())
        found = spacetime_stops.moment_of(scene, key) if key else None
        us = scene.axis.us(event.position().x(), self._view) if found is None else found
        self.command.emit(f"seek {format_seconds(us)}")

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover = ""
        self.pointed.emit(None)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel zooms at the pointer; sideways it pans."""
        turn, scene = event.angleDelta(), self.scene()
        if scene is None or self._view is None:
            return
        if abs(turn.x()) > abs(turn.y()):
            by = -turn.x() / 120 * 0.1 * (self.axis.until - self.axis.since)
            self.look(self.axis.moved(by, self.axis.whole(self._view)))
        elif turn.y():
            self.zoom(ZOOM ** (-turn.y() / 120), event.position().x())

    def event(self, event: QEvent) -> bool:
        """Tool tips are sentences; the arrow keys walk here, whatever they do elsewhere."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            ours = Qt.Key(event.key()) in _OURS and not event.modifiers()
            event.setAccepted(ours)
            return ours or super().event(event)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), f"<p>{escape(words)}</p>" if words else "", self)
            return True
        return super().event(event)

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._change_lane(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(ZOOM if key == Qt.Key.Key_Minus else 1 / ZOOM)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at() is not None:
            self.command.emit(f"seek {format_seconds(self._at().us)}")  # type: ignore[union-attr]
        else:
            event.ignore()

    def _at(self) -> Stop | None:
        stops = self.things()
        return stops[self._stop] if 0 <= self._stop < len(stops) else None

    def _walk(self, step: int) -> None:
        """To the next event of the lane; the first time to the one nearest to the playhead."""
        stops, scene = self.things(), self.scene()
        if not stops or scene is None:
            return
        if self._stop < 0:
            now_x = scene.now_x
            near_now = [abs(stop.rect.center().x() - now_x) for stop in stops]
            self._stop = near_now.index(min(near_now))
        else:
            self._stop = min(len(stops) - 1, max(0, self._stop + step))
        self._arrive(stops[self._stop])

    def _change_lane(self, step: int) -> None:
        """To the lane above or below, to what is nearest in time there."""
        scene, before = self.scene(), self._at()
        if scene is None:
            return
        names = list(scene.lanes)
        index = names.index(self._lane) + step if self._lane in names else 0
        self._lane = names[min(len(names) - 1, max(0, index))]
        stops = self.things()
        at_x = before.rect.center().x() if before is not None else scene.now_x
        far = [abs(stop.rect.center().x() - at_x) for stop in stops]
        self._stop = far.index(min(far)) if far else -1
        if stops:
            self._arrive(stops[self._stop])
        self.update()

    def _arrive(self, stop: Stop) -> None:
        """Says and marks the stop that the keyboard has come to."""
        index = self._stop
        if stop.key.startswith(SELECTABLE):
            self.command.emit(f"select {stop.key}")
        self._stop = index
        stage_access.announce(self, index)
        rect = stop.rect.toAlignedRect()
        QToolTip.showText(
            self.mapToGlobal(rect.bottomRight()), f"<p>{escape(stop.sentence)}</p>", self
        )
        self.update()
