"""The time line: faults, writes, reads and the story's steps on one axis; a click or drag seeks.

What depends on the playhead is painted each time over a kept picture of all else, so that 60
frames a second cost little even over 10,000 operations.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.cause import Cause
from explorer.frame import Frame
from explorer.frame_time import AheadView, Tick, TimelineView
from ui import crosshair, theme
from ui.time_line_ahead import paint_ahead, texts_near
from ui.time_line_paint import (
    EDGE,
    Ground,
    band_rects,
    branches_name,
    columns,
    moment,
    paint_bands,
    paint_span,
    paint_static,
    paint_time,
    row_names,
)
from ui.words import format_seconds, format_time

_NEAR_PX = 5
_MOST_LINES = 6
_EMPTY = TimelineView(1_000_000, 0, (), (), (), ())


class TimeLine(QWidget):
    """The whole run at a glance, with the playhead."""

    command = Signal(str)
    pointed = Signal(object)
    """The moment under the pointer; None: it is not here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("time_line")
        self.setAccessibleName(self.tr("Time line"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        self._cross: int | None = None
        self._span: tuple[int, int] | None = None
        self._view = _EMPTY
        self._now_us = 0
        self._lit: Cause | None = None
        self._layer: QPixmap | None = None
        self._layer_key: tuple[object, ...] = ()
        self._summary = ""
        self._by_key = False
        self._selected = ""
        self._picked = 0
        """The operation that the keyboard is at; 0 for none."""
        self._ahead = AheadView()
        self._goal_us: int | None = None
        self._wanted: QPointF | None = None
        """Where a drag has come to, and nobody has gone yet."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._follow)

    def show_frame(self, frame: Frame) -> None:
        """Shows the time line of `frame`; nothing is repainted when nothing has changed."""
        if frame.subject != self._selected:
            self._selected = frame.subject
            self.update()
        if frame.span != self._span:
            self._span = frame.span
            self.update()
        goal_us = frame.playback.goal_us
        stays = frame.timeline is self._view and frame.ahead == self._ahead
        same = frame.lit is self._lit and goal_us == self._goal_us
        if stays and same and frame.now_us == self._now_us:
            return
        self._ahead, self._goal_us = frame.ahead, goal_us
        if frame.lit is not self._lit:
            self._layer, self._lit = None, frame.lit
        if frame.timeline is not self._view and frame.timeline != self._view:
            if not self._same_picture(frame.timeline):
                self._layer = None
            self._describe(frame.timeline)
        self._view, self._now_us = frame.timeline, frame.now_us
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its rows need."""
        return QSize(600, self._ground().height + 1)

    def minimumSizeHint(self) -> QSize:
        """Narrow it may become, lower not."""
        return QSize(240, self._ground().height + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the kept picture, then all that the playhead changes."""
        del event
        now, ground = theme.current(), self._ground()
        painter = QPainter(self)
        painter.drawPixmap(QPoint(0, 0), self._picture(ground))
        painter.setFont(self._font())
        paint_bands(painter, self._view, ground, now, self._lit)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_time(painter, self._now_us, self._view, ground, now, self._goal_us)
        paint_ahead(painter, self._ahead, ground, now)
        if self._span is not None:
            paint_span(painter, self._span, ground, now)
        if self._cross is not None:
            crosshair.paint(painter, ground.x(self._cross), 0, self.height())
        if self.hasFocus() and self._by_key:
            painter.setPen(QPen(now.color("accent"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -1, -1))
            self._mark(painter, self._picked_tick(), ground)
        chosen = (t for t in self._view.ticks if f"operation {t.operation}" == self._selected)
        self._mark(painter, next(chosen, None), ground)
        painter.end()

    def _mark(self, painter: QPainter, tick: Tick | None, ground: Ground) -> None:
        """A frame around an operation."""
        if tick is not None:
            now, row, x = theme.current(), ground.row(f"{tick.kind}s"), ground.x(moment(tick))
            painter.setPen(QPen(now.color("accent"), now.line_width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(x - 6, row.top() - 1, 12, row.height() + 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click seeks; on an operation it also selects it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._seek(event.position())
            tick = self._tick_at(event.position())
            if tick is not None and tick.invoked_us <= self._ground().us(event.position().x()):
                self.command.emit(f"select operation {tick.operation}")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A drag seeks all the way: to where it is when there is time for it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._wanted = event.position()
            self._soon.start()
        ground, x = self._ground(), event.position().x()
        inside = ground.left <= x <= ground.left + ground.width
        self.pointed.emit(ground.us(x) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is gone, and the crosshair with it."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def show_crosshair(self, us: int | None) -> None:
        """The moment that is pointed at here or elsewhere; None takes it away."""
        if us != self._cross:
            self._cross = us
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Where a drag ends it has to arrive."""
        del event
        self._follow()

    def _follow(self) -> None:
        self._soon.stop()
        where, self._wanted = self._wanted, None
        if where is not None:
            self._seek(where)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on an operation opens its receipt."""
        tick = self._tick_at(event.position())
        if tick is not None:
            self._open(tick)

    def _tick_at(self, where: QPointF) -> Tick | None:
        """The operation that stands nearest to a place of its row."""
        ground = self._ground()
        for row in ("reads", "writes"):
            near = self._near(where.toPoint(), ground, row)
            if near and ground.row(row).contains(where):
                return near[0]
        return None

    def _open(self, tick: Tick) -> None:
        """Goes to where an operation had ended, so that its receipt has all of it."""
        self._picked = tick.operation
        self.command.emit(f"seek {format_seconds(moment(tick))}")
        self.command.emit(f"receipt #{tick.operation}")

    def _walk(self, step: int) -> None:
        """To the next operation, in the order of their moments."""
        ticks = sorted(self._view.ticks, key=lambda tick: (moment(tick), tick.operation))
        if not ticks:
            return
        here = next((i for i, t in enumerate(ticks) if t.operation == self._picked), None)
        at = (0 if step > 0 else len(ticks) - 1) if here is None else here + step
        tick = ticks[min(max(at, 0), len(ticks) - 1)]
        self._picked, self._by_key = tick.operation, True
        text = self.tr("{0}: {1}. Enter: its receipt")
        self.setAccessibleDescription(text.format(format_time(moment(tick)), tick.text))
        self.update()

    def _picked_tick(self) -> Tick | None:
        return next((t for t in self._view.ticks if t.operation == self._picked), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk the operations, Enter opens one; Home and End; else the window's."""
        picked = self._picked_tick()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and picked is not None:
            self._open(picked)
        elif event.key() == Qt.Key.Key_Home:
            self.command.emit("seek 0s")
        elif event.key() == Qt.Key.Key_End:
            self.command.emit(f"seek {format_seconds(self._view.end_us)}")
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows a frame when Tab led here; a click needs none."""
        self._by_key = event.reason() != Qt.FocusReason.MouseFocusReason and (
            event.reason() != Qt.FocusReason.ActiveWindowFocusReason
        )
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        """Says what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), "\n".join(self.texts_at(event.pos())), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """A new theme or font changes the height of the rows."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._layer = None
            self.updateGeometry()

    def texts_at(self, where: QPoint) -> list[str]:
        """The time under the mouse, and each thing there in words."""
        ground = self._ground()
        found = self._bands_at(where, ground)
        for row in ("reads", "writes", "ahead", "story"):
            if ground.row(row).adjusted(-EDGE, -1, EDGE, 1).contains(QPointF(where)):
                found += self._texts_of(row, where, ground)
        if len(found) > _MOST_LINES:
            more = len(found) - _MOST_LINES
            found = [*found[:_MOST_LINES], self.tr("and {0} more").format(more)]
        at = format_time(ground.us(where.x()))
        return [*found, self.tr("Click: go to {0}. Double click: the receipt").format(at)]

    def said_at(self, where: QPoint) -> str:
        """The same, in one line."""
        return self.tr("Time line: {0}.").format("; ".join(self.texts_at(where)))

    def _texts_of(self, row: str, where: QPoint, ground: Ground) -> list[str]:
        if row == "ahead":
            return list(texts_near(self._ahead, where.x(), self._now_us, ground))
        if row == "story":
            return self._marks_at(where, ground)
        return self._ticks_at(where, ground, row)

    def _bands_at(self, where: QPoint, ground: Ground) -> list[str]:
        found = []
        for band, rect in band_rects(self._view, ground):
            if rect.contains(QPointF(where)):
                start = format_time(band.start_us)
                end = self.tr("still so") if band.end_us is None else format_time(band.end_us)
                found.append(self.tr("{0}: {1} to {2}").format(band.text, start, end))
        return found

    def _ticks_at(self, where: QPoint, ground: Ground, row: str) -> list[str]:
        return [
            self.tr("{0}: {1}").format(format_time(moment(tick)), tick.text)
            for tick in self._near(where, ground, row)
        ]

    def _near(self, where: QPoint, ground: Ground, row: str) -> list[Tick]:
        """The operations of a row that stand close to a place, the nearest first."""
        near = [
            (abs(ground.x(moment(tick)) - where.x()), tick)
            for tick in self._view.ticks
            if tick.kind == row[:-1]
        ]
        close = sorted((d, tick.operation, tick) for d, tick in near if d <= _NEAR_PX)
        return [tick for _, _, tick in close]

    def _marks_at(self, where: QPoint, ground: Ground) -> list[str]:
        return [
            self.tr("{0}: {1}").format(format_time(mark.at_us), mark.text)
            for mark in self._view.marks
            if abs(ground.x(mark.at_us) - where.x()) <= _NEAR_PX
        ]

    def _seek(self, where: QPointF) -> None:
        self.command.emit(f"seek {format_seconds(self._ground().us(where.x()))}")

    def _font(self) -> QFont:
        return theme.font(scale=0.9 if not theme.current().large else 0.72)

    def ground(self) -> Ground:
        """Where moments stand: what is drawn below it shares the axis."""
        return self._ground()

    def _ground(self) -> Ground:
        metrics = QFontMetrics(self._font())
        names = (*row_names().values(), branches_name())
        left = 12 + max(metrics.horizontalAdvance(each) for each in names)
        longest = max(1, self._view.end_us, self._view.head_us, self._now_us)
        return Ground(left, max(1, self.width() - left - EDGE), metrics.height(), longest)

    def _same_picture(self, view: TimelineView) -> bool:
        old = self._view
        return (view.ticks, view.marks, view.end_us) == (old.ticks, old.marks, old.end_us)

    def _picture(self, ground: Ground) -> QPixmap:
        now = theme.current()
        key = (ground, self.size(), self.devicePixelRatioF(), now.name)
        if self._layer is None or self._layer_key != key:
            self._layer, self._layer_key = QPixmap(self.size() * self.devicePixelRatioF()), key
            self._layer.setDevicePixelRatio(self.devicePixelRatioF())
            self._layer.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._layer)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._font())
            cells = columns(self._view.ticks, ground)
            paint_static(painter, self._view, cells, ground, now, self._lit)
            painter.end()
        return self._layer

    def _describe(self, view: TimelineView) -> None:
        stale = sum(tick.outcome == "stale" for tick in view.ticks)
        words = self.tr("{0} faults, {1} operations, {2} stale reads").format(
            len(view.bands), len(view.ticks), stale
        )
        if words != self._summary:
            self._summary = words
            self.setAccessibleDescription(words)
