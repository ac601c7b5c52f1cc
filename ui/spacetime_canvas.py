"""The space-time diagram as a picture: a frame goes in, and a part of the run is drawn.

Rules this file keeps: of the run it only draws `Frame.spacetime`; its own state is what is looked
at (window, measure, lanes, cursor). For hands see `ui.spacetime.SpaceTime`.
"""

from dataclasses import replace

from PySide6.QtCore import QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from explorer.frame import Frame
from explorer.spacetime_view import SpaceTimeView
from ui import crosshair, spacetime_paint, spacetime_scene, spacetime_stops, stage_access, theme
from ui.spacetime_axis import Axis, Measure, first, fitted, near
from ui.spacetime_scene import Scene
from ui.spacetime_stops import Stop


class SpaceTimeCanvas(QWidget):
    """Lanes, and who sent what to whom when."""

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
        self._fits = False
        """Whether the whole run is looked at, however long it becomes."""
        self._chosen = False
        """Whether somebody has chosen how much is looked at."""
        self.follows = True
        self.first_lane = 0
        self._scene: tuple[tuple[object, ...], Scene] | None = None
        self._hover = ""
        self._cross: int | None = None
        self._span: tuple[int, int] | None = None
        self._lane = ""
        self._stop = -1
        self._by_key = False
        stage_access.install()

    # What is looked at

    def show_frame(self, frame: Frame) -> None:
        """Shows a frame; where it follows, the playhead stays in the window."""
        view = frame.spacetime
        if view is None:
            return
        self._view = view
        if frame.span != self._span:
            self._span = frame.span
            self._look_at(frame.span, view)
        if self.follows and self._axis is not None:
            self._axis = self._followed(self._axis, view)
        self.update()

    def forget(self) -> None:
        """Another story begins."""
        self._view, self._axis, self._scene = None, None, None
        self._fits = self._chosen = False
        self.follows, self.first_lane, self._lane, self._stop = True, 0, "", -1

    def _followed(self, axis: Axis, view: SpaceTimeView) -> Axis:
        """The window, moved on where the playhead would leave it."""
        now = view.now.us if axis.measure == "time" else view.now.at
        span = axis.until - axis.since
        whole = axis.whole(view)
        if self._fits:
            return replace(axis, since=0.0, until=whole)
        usual = near(axis.measure, view)
        if not self._chosen and span < usual.until - usual.since:  # the run was shorter before
            return usual
        ahead = 0.15 if axis.measure == "time" else 0.02
        if axis.since + 0.05 * span <= now <= axis.until - ahead * span:
            return axis
        return axis.moved(now - (0.75 - ahead) * span - axis.since, whole)

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
        self._fits, self._chosen = False, True
        self._stop = -1
        self.update()
        self.looked.emit()

    def _look_at(self, span: tuple[int, int] | None, view: SpaceTimeView) -> None:
        """Looks at the part of time that the charts show; None: follows the playhead again."""
        measure = self.axis.measure
        if span is None:
            self._axis = None
            self.follows, self._chosen = True, False
        elif measure == "time":
            self.look(Axis(measure, float(span[0]), float(span[1])))
        else:
            ends = float(view.place(span[0])), float(view.place(span[1]) + 1)
            self.look(Axis(measure, *ends))

    def show_crosshair(self, us: int | None) -> None:
        """The moment that is pointed at here or elsewhere; None takes it away."""
        if us != self._cross:
            self._cross = us
            self.update()

    def fit(self) -> None:
        """Looks at the whole run."""
        if self._view is not None:
            self.look(fitted(self.axis.measure, self._view), follows=True)
            self._fits = True

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
               self.size(), self.first_lane, theme.current(), view.lanes,
               view.hidden)  # fmt: skip
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
        if self._cross is not None:
            x = scene.axis.at(self._cross, view)
            if scene.axis.left <= x <= scene.axis.left + scene.axis.width:
                crosshair.paint(painter, x, 0, scene.body.bottom())
        if self.hasFocus():
            self._paint_focus(painter)
        painter.end()

    def _paint_focus(self, painter: QPainter) -> None:
        """A frame around the stop that the keyboard is at; at none, around all that Tab led to."""
        stops = self.things()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if 0 <= self._stop < len(stops):
            painter.setPen(QPen(theme.current().color("text"), 2, Qt.PenStyle.DotLine))
            painter.drawRect(stops[self._stop].rect.adjusted(-3, -3, 3, 3))
        elif self._by_key:
            painter.setPen(QPen(theme.current().color("accent"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows a frame when Tab led here; a click needs none."""
        self._by_key = event.reason() in stage_access.TABBED
        super().focusInEvent(event)
