"""The space-time diagram with hands: zoom, pan, select, seek, walk, mark a span.

Rules this file keeps: of the run it only draws `Frame.spacetime`; its own state is what is looked
at (window, measure, lane, cursor); lines of the verb language come out.
"""

from dataclasses import replace
from html import escape

from PySide6.QtCore import QEvent, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from explorer.frame import Frame
from explorer.spacetime import SpaceTimeView
from ui import spacetime_paint, spacetime_scene, spacetime_stops, stage_access, theme
from ui.spacetime_axis import Axis, Measure, first, fitted
from ui.spacetime_scene import Scene
from ui.spacetime_stops import Stop
from ui.words import format_seconds

ZOOM = 1.25
_OURS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Plus,
         Qt.Key.Key_Minus, Qt.Key.Key_Return, Qt.Key.Key_Enter)  # fmt: skip
SELECTABLE = ("message", "operation", "server", "user")


class SpaceTime(QWidget):
    """Lanes, and who sent what to whom when."""

    command = Signal(str)
    looked = Signal()
    """Another part is looked at, or in another way."""
    is_walk = True
    """How the accessibility factory knows a picture that is walked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("spacetime-canvas")
        self.setAccessibleName(self.tr("Space-time diagram"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 90)
        self._view: SpaceTimeView | None = None
        self._axis: Axis | None = None
        self.follows = True
        self.first_lane = 0
        self._scene: tuple[tuple[object, ...], Scene] | None = None
        self._hover = ""
        self._lane = ""
        self._stop = -1
        self._press: QPointF | None = None
        self._spanning = False
        self._dragged = False
        stage_access.install()

    # What is looked at

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Shows a frame; where it follows, the playhead stays in the window."""
        view, before = frame.spacetime, self._view
        if view is None:
            return
        if before is None or before.branch != view.branch or view.end_us < before.now.us:
            self._axis = self._axis if before is not None else None
        self._view = view
        if self.follows and self._axis is not None:
            self._axis = self._followed(self._axis, view)
        self.update()

    def forget(self) -> None:
        """Another story begins."""
        self._view, self._axis, self._scene = None, None, None
        self.follows, self.first_lane, self._lane, self._stop = True, 0, "", -1

    def _followed(self, axis: Axis, view: SpaceTimeView) -> Axis:
        """The window, moved on where the playhead would leave it."""
        now = view.now.us if axis.measure == "time" else view.now.at
        span = axis.until - axis.since
        whole = axis.whole(view)
        if span >= whole * 0.97:  # all is looked at, and goes on being
            return replace(axis, since=0.0, until=whole)
        if axis.since + 0.05 * span <= now <= axis.until - 0.15 * span:
            return axis
        return axis.moved(now - 0.6 * span - axis.since, whole)

    @property
    def axis(self) -> Axis:
        """The window; at first as much as can be told apart."""
        assert self._view is not None
        if self._axis is None:
            self._axis = first(self._view)
        return self._axis

    def look(self, axis: Axis, *, follows: bool = False) -> None:
        """Looks at another part of the run."""
        self._axis, self.follows = axis, follows
        self._stop = -1
        self.update()
        self.looked.emit()

    def fit(self) -> None:
        """Looks at the whole run."""
        if self._view is not None:
            self.look(fitted(self.axis.measure, self._view), follows=True)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Looks at so many times as much, with what is under a pixel staying there."""
        if self._view is not None:
            scene = self.scene()
            at = scene.now_x if x is None and scene is not None else x or 0.0
            if scene is None:
                return
            middle = scene.axis.left + scene.axis.width / 2
            inside = scene.axis.left <= at <= scene.axis.left + scene.axis.width
            axis = scene.axis.zoomed(factor, at if inside else middle, self.axis.whole(self._view))
            self.look(axis, follows=self.follows)

    def follow(self, *, on: bool) -> None:
        """Whether the window goes along with the playhead."""
        self.follows = on
        if on and self._view is not None:
            self._axis = self._followed(self.axis, self._view)
        self.update()
        self.looked.emit()

    def measure_by(self, measure: Measure) -> None:
        """Time as it passes, or each event a step; the same part of the run stays in sight."""
        if self._view is None or self.axis.measure == measure:
            return
        view, axis = self._view, self.axis
        since_us, until_us = axis.span_us(view)
        if measure == "time":
            turned = Axis(measure, since_us, max(since_us + 100, until_us))
        else:
            since, until = view.place(since_us), view.place(until_us)
            turned = Axis(measure, since, max(since + 8, until))
        self.look(turned.kept(turned.whole(view)), follows=self.follows)

    def show_lanes_from(self, first: int) -> None:
        """Which lane is the uppermost, where not all have room."""
        self.first_lane = first
        self.update()

    # What is there

    @property
    def view(self) -> SpaceTimeView | None:
        """What is drawn."""
        return self._view

    def scene(self) -> Scene | None:
        """Where all stands; None before there is a run."""
        view = self._view
        if view is None or not view.lanes:
            return None
        axis = self.axis
        key = (view.branch, view.length, view.now, view.selected, view.brush, view.end_us, axis,
               self.size(), self.first_lane, theme.current().name, len(view.lanes))  # fmt: skip
        if self._scene is None or self._scene[0] != key:
            font = spacetime_scene.letters()
            size = QSizeF(self.size())
            scene = spacetime_scene.build(view, axis, size, self.first_lane, font)
            self._scene = (key, scene)
        return self._scene[1]

    def things(self) -> list[Stop]:
        """The stops of the lane that the keyboard is on, in the order of time."""
        scene = self.scene()
        if scene is None or self._view is None:
            return []
        if self._lane not in scene.lanes:
            self._lane = next(iter(scene.lanes), "")
        return spacetime_stops.walk(scene, self._view, self._lane)

    def cursor_index(self) -> int:
        """The stop that the keyboard is at, or -1."""
        return self._stop

    def tip_at(self, point: QPointF) -> str:
        """The sentence that hovering over a point shows."""
        scene = self.scene()
        if scene is None or self._view is None:
            return ""
        return spacetime_stops.sentence(scene, self._view, spacetime_stops.key_at(scene, point))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        scene, view = self.scene(), self._view
        if scene is None or view is None:
            return
        spacetime_paint.paint(painter, scene, view, spacetime_scene.letters(), self._hover)
        if self.hasFocus() and self._stop >= 0:
            stops = self.things()
            if self._stop < len(stops):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.current().color("text"), 2, Qt.PenStyle.DotLine))
                painter.drawRect(stops[self._stop].rect.adjusted(-3, -3, 3, 3))
        painter.end()

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
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if Qt.Key(event.key()) in _OURS and not event.modifiers():
                event.accept()
                return True
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
        QToolTip.showText(self.mapToGlobal(rect.bottomRight()), f"<p>{escape(stop.sentence)}</p>", self)
        self.update()

