"""The trade-off map: every setting a point between latency and stale reads, the frontier drawn.

What is best in its way is a full circle on a line of steps; what something else is better than is a
hollow diamond. Bars are 95 % intervals. The run that is shown has a ring, and says so.
"""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from explorer.sweeps.figures import Settings
from explorer.sweeps.trade_off import Point, TradeOff
from ui import sweep_words, theme
from ui.sweep_stops import Stop, paint_cursor
from ui.trade_off_axes import GAP, Axes

SMALL = 0.85
BEAM, APART = 4.0, 3.0
DOT, LARGE_DOT = 6.5, 9.0
REACH = 4.5
"""So far beyond its edge a point is under the pointer."""
MOST_NAMES = 40
"""With more points than these only those on the frontier have their names."""
HIGHEST = 6
"""So many lines above its point a name may stand."""


def tr(text: str) -> str:
    """A text of this file in the language of the window."""
    return QCoreApplication.translate("TradeOff", text)


class TradeOffMap:
    """The map of a trade-off in some area; its stops are the points, by latency."""

    columns = 1

    def __init__(
        self, found: TradeOff, area: QRectF, shown: Settings = (), *, titled: bool = True
    ) -> None:
        """With a title and a key, or without, where a panel has them."""
        self.found, self.area, self._shown, self._titled = found, area, shown, titled
        self._scale = 1.0 if titled else SMALL
        self._dot = DOT if theme.current().line_width < 2 else LARGE_DOT
        left, top, right, bottom = _margins(self._scale, titled=titled)
        self.plot = area.adjusted(left, top, -right, -bottom)
        self._axes = Axes(found.points, self.plot, self._scale)
        self._points = sorted(found.points, key=lambda p: (p.latency_ms.value, p.stale.value))

    def place(self, point: Point) -> QPointF:
        """Where a point stands."""
        return QPointF(self._axes.x(point.latency_ms.value), self._axes.y(point.stale.value))

    def stops(self) -> list[Stop]:
        """The points, from the fastest on."""
        return [
            Stop(
                point.settings,
                sweep_words.of_point(point, shown=point.settings == self._shown),
                _around(self.place(point), self._dot + REACH),
            )
            for point in self._points
        ]

    def paint(self, painter: QPainter, cursor: int = -1) -> None:
        """Paints all of it, in the theme that is on; where the keyboard is has a frame."""
        painter.fillRect(self.area, theme.current().color("ground" if self._titled else "panel"))
        self._paint_words(painter)
        self._axes.paint(painter)
        self._paint_frontier(painter)
        ranked = sorted(self.found.points, key=lambda point: point.best)
        for point in ranked:
            self._paint_point(painter, point)
        few = len(ranked) <= MOST_NAMES
        taken = [_around(self.place(point), self._dot) for point in ranked]
        for point in reversed(ranked):
            if point.best or few or point.settings == self._shown:
                self._paint_name(painter, point, taken)
        if cursor >= 0:
            paint_cursor(painter, _around(self.place(self._points[cursor]), self._dot + REACH))

    def _paint_words(self, painter: QPainter) -> None:
        across, up = sweep_words.of_latency(self.found), tr("reads that were stale")
        if not self._titled:
            self._paint_beside(painter, across, up)
            return
        left, wide = self.plot.left(), self.plot.width()
        high = QFontMetricsF(theme.font()).height()
        painter.setFont(theme.font(bold=True, scale=1.5))
        painter.setPen(theme.current().color("text"))
        title = tr("{0}: what freshness costs").format(self.found.title)
        painter.drawText(QRectF(left, high, wide, 2 * high), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(theme.font())
        painter.setPen(theme.current().color("muted"))
        below_title = QRectF(left, 3.2 * high, wide, 2.2 * high)
        painter.drawText(below_title, Qt.TextFlag.TextWordWrap, self._key())
        painter.setPen(theme.current().color("text"))
        below = QRectF(left, self.plot.bottom() + GAP + 1.4 * high, wide, 1.4 * high)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, across)
        painter.save()
        painter.translate(self.area.left() + 0.5 * high, self.plot.center().y())
        painter.rotate(-90)
        beside = QRectF(-self.plot.height() / 2, 0, self.plot.height(), 1.4 * high)
        painter.drawText(beside, Qt.AlignmentFlag.AlignHCenter, up)
        painter.restore()

    def _paint_beside(self, painter: QPainter, across: str, up: str) -> None:
        """Both axes' names above the plot: there is no room beside and below it."""
        font = theme.font(scale=SMALL)
        metrics, plot = QFontMetricsF(font), self.plot
        painter.setFont(font)
        painter.setPen(theme.current().color("text"))
        row = self.area.adjusted(2, 0, -2, 0)
        row.setBottom(plot.top() - 0.5 * metrics.height())
        room = row.width() - metrics.horizontalAdvance(f"{up} ↑  ")
        said = metrics.elidedText(f"{across} →", Qt.TextElideMode.ElideMiddle, max(0.0, room))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, middle, f"↑ {up}")
        painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, said)

    def _key(self) -> str:
        runs = min(point.runs for point in self.found.points)
        parts = (*key(), tr("bars: 95 % intervals over {0} runs each").format(runs))
        return "    ".join(parts)

    def _paint_frontier(self, painter: QPainter) -> None:
        places = [self.place(point) for point in self.found.frontier]
        corners = [QPointF(after.x(), before.y()) for before, after in pairwise(places)]
        steps = [each for pair in zip(places, corners, strict=False) for each in pair]
        pen = QPen(theme.current().color("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([*steps, places[-1]]))

    def _paint_point(self, painter: QPainter, point: Point) -> None:
        at, color, dot = self.place(point), _color(point), self._dot
        painter.setPen(QPen(color, max(1.4, 0.7 * theme.current().line_width)))
        for start, end in self._bars(point, at):
            painter.drawLine(start, end)
        if point.settings == self._shown:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, dot + 4, dot + 4)
        if point.best:
            painter.setBrush(color)
            painter.drawEllipse(at, dot, dot)
            return
        painter.setBrush(theme.current().color("panel"))
        ends = ((0, -dot), (dot, 0), (0, dot), (-dot, 0))
        painter.drawPolygon(QPolygonF([at + QPointF(*end) for end in ends]))

    def _bars(self, point: Point, at: QPointF) -> Iterator[tuple[QPointF, QPointF]]:
        """The lines of both intervals; of one that is not known there are none."""
        latency, stale = point.latency_ms, point.stale
        if latency.low is not None and latency.high is not None:
            ends = self._axes.x(latency.low), self._axes.x(latency.high)
            yield QPointF(ends[0], at.y()), QPointF(ends[1], at.y())
            for x in ends:
                yield QPointF(x, at.y() - BEAM), QPointF(x, at.y() + BEAM)
        if stale.low is not None and stale.high is not None:
            ends = self._axes.y(stale.low), self._axes.y(stale.high)
            yield QPointF(at.x(), ends[0]), QPointF(at.x(), ends[1])
            for y in ends:
                yield QPointF(at.x() - BEAM, y), QPointF(at.x() + BEAM, y)

    def _paint_name(self, painter: QPainter, point: Point, taken: list[QRectF]) -> None:
        """Beside its point, or above it as high as something else stands there."""
        font = theme.font(bold=point.best, scale=self._scale)
        shown = point.settings == self._shown
        name = tr("{0}: shown").format(point.name) if shown else point.name
        room = QFontMetricsF(font).boundingRect(name).size()
        at = self.place(point)
        for area in _rooms(at, room, self._dot + APART):
            free = not any(area.intersects(other) for other in taken)
            if free and self.plot.contains(area):
                taken.append(area)
                painter.setFont(font)
                painter.setPen(_color(point))
                painter.drawText(area, Qt.TextFlag.TextDontClip, name)
                return


def key() -> tuple[str, str]:
    """What the two signs mean."""
    return tr("● nothing else is as fast and as fresh"), tr("◇ something else is better")


def _margins(scale: float, *, titled: bool) -> tuple[float, float, float, float]:
    """Room around the plot: left, top, right, bottom."""
    metrics = QFontMetricsF(theme.font(scale=scale))
    high, numbers = metrics.height(), metrics.horizontalAdvance("100 %") + 12
    right = metrics.horizontalAdvance("1000")
    if titled:
        return numbers + 2.2 * high, 5.8 * high, right, GAP + 3.4 * high
    return numbers, 1.7 * high, right, GAP + high + 2


def _rooms(at: QPointF, room: QSizeF, apart: float) -> Iterator[QRectF]:
    """Where a name may stand, the best first, so far from the middle of its point."""
    sides = at.x() + apart, at.x() - apart - room.width()
    above = at.y() - apart - room.height()
    for y in (above, at.y() + apart, *(above - n * room.height() for n in range(1, HIGHEST))):
        for x in sides:
            yield QRectF(QPointF(x, y), room)


def _color(point: Point) -> QColor:
    return theme.current().color("accent" if point.best else "muted")


def _around(at: QPointF, far: float) -> QRectF:
    return QRectF(at.x() - far, at.y() - far, 2 * far, 2 * far)
