"""The trade-off map: every setting a point between latency and stale reads, the frontier drawn.

What is best in its way is a full circle on a line of steps; what something else is better than in
both ways is a hollow diamond. Bars are 95 % intervals.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from explorer.sweeps.figures import Span
from explorer.sweeps.trade_off import Point, TradeOff
from ui import theme
from ui.scales import nice_ceiling, nice_step

SIZE, SHARP = (1200, 760), 2
"""In pixels of a window, and how many pixels of the picture each of them has."""
LEFT, TOP, RIGHT, BOTTOM = 92.0, 96.0, 40.0, 78.0
DOT, BEAM, APART = 6.5, 4.0, 9.0
MOST_NAMES = 40
"""With more points than these only those on the frontier have their names."""
HIGHEST = 6
"""So many lines above its point a name may stand."""
LEAST_STALE = 0.01


def tr(text: str) -> str:
    """A text of this file in the language of the window."""
    return QCoreApplication.translate("TradeOff", text)


def save(found: TradeOff, path: Path) -> None:
    """Writes the map as a PNG. Raises OSError."""
    image = QImage(SIZE[0] * SHARP, SIZE[1] * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    TradeOffMap(found, QRectF(0, 0, *SIZE)).paint(painter)
    painter.end()
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
        raise OSError("the picture cannot be written there")


class TradeOffMap:
    """The map of a trade-off in some area."""

    def __init__(self, found: TradeOff, area: QRectF) -> None:
        """Both axes begin at nothing, so that distances can be compared."""
        self.found, self.area = found, area
        self.plot = area.adjusted(LEFT, TOP, -RIGHT, -BOTTOM)
        self._most_ms = nice_ceiling(1.06 * max(_top(p.latency_ms) for p in found.points))
        self._most_stale = min(
            1.0, nice_ceiling(max(LEAST_STALE, *(1.06 * _top(p.stale) for p in found.points)))
        )
        self._taken = [_around(self.place(point), DOT) for point in found.points]

    def place(self, point: Point) -> QPointF:
        """Where a point stands."""
        return QPointF(self._x(point.latency_ms.value), self._y(point.stale.value))

    def paint(self, painter: QPainter) -> None:
        """Paints all of it, in the theme that is on."""
        painter.fillRect(self.area, theme.current().color("ground"))
        self._paint_words(painter)
        self._paint_axes(painter)
        self._paint_frontier(painter)
        ranked = sorted(self.found.points, key=lambda point: point.best)
        for point in ranked:
            self._paint_point(painter, point)
        few = len(ranked) <= MOST_NAMES
        for point in reversed(ranked):
            if point.best or few:
                self._paint_name(painter, point)

    def _x(self, ms: float) -> float:
        return self.plot.left() + self.plot.width() * min(1.0, ms / self._most_ms)

    def _y(self, stale: float) -> float:
        return self.plot.bottom() - self.plot.height() * min(1.0, stale / self._most_stale)

    def _paint_words(self, painter: QPainter) -> None:
        left, wide = self.plot.left(), self.plot.width()
        painter.setFont(theme.font(bold=True, scale=1.5))
        painter.setPen(theme.current().color("text"))
        title = tr("{0}: what freshness costs").format(self.found.title)
        painter.drawText(QRectF(left, 16, wide, 36), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(theme.font())
        painter.setPen(theme.current().color("muted"))
        runs = min(point.runs for point in self.found.points)
        parts = (
            tr("● nothing else is as fast and as fresh"),
            tr("◇ something else is better"),
            tr("bars: 95 % intervals over {0} runs each").format(runs),
        )
        key = "    ".join(parts)
        painter.drawText(QRectF(left, 54, wide, 26), Qt.AlignmentFlag.AlignVCenter, key)

    def _paint_axes(self, painter: QPainter) -> None:
        plot, muted = self.plot, theme.current().color("muted")
        painter.fillRect(plot, theme.current().color("panel"))
        grid = QPen(theme.current().color("line"), 1)
        step = nice_step(self._most_ms, 8)
        for number in range(int(self._most_ms / step + 1e-9) + 1):
            x = self._x(number * step)
            painter.setPen(grid)
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(muted)
            beside = QRectF(x - 50, plot.bottom() + 6, 100, 22)
            painter.drawText(beside, Qt.AlignmentFlag.AlignHCenter, f"{number * step:g}")
        step = nice_step(self._most_stale, 6)
        for number in range(int(self._most_stale / step + 1e-9) + 1):
            y = self._y(number * step)
            painter.setPen(grid)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(muted)
            beside = QRectF(plot.left() - 84, y - 12, 74, 24)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(beside, right, f"{100 * number * step:g} %")
        painter.setPen(theme.current().color("text"))
        below = QRectF(plot.left(), plot.bottom() + 34, plot.width(), 26)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self._across())
        painter.save()
        painter.translate(self.area.left() + 14, plot.center().y())
        painter.rotate(-90)
        up = QRectF(-plot.height() / 2, -4, plot.height(), 24)
        painter.drawText(up, Qt.AlignmentFlag.AlignHCenter, tr("reads that were stale"))
        painter.restore()

    def _across(self) -> str:
        both = tr("{0} of a read and of a write together, in ms")
        one = tr("{0} of a read, in ms")
        return (both if "write" in self.found.kinds else one).format(self.found.percentile)

    def _paint_frontier(self, painter: QPainter) -> None:
        places = [self.place(point) for point in self.found.frontier]
        corners = [QPointF(after.x(), before.y()) for before, after in pairwise(places)]
        steps = [each for pair in zip(places, corners, strict=False) for each in pair]
        pen = QPen(theme.current().color("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([*steps, places[-1]]))

    def _paint_point(self, painter: QPainter, point: Point) -> None:
        at, color = self.place(point), _color(point)
        painter.setPen(QPen(color, 1.4))
        for (x0, y0), (x1, y1) in self._bars(point, at):
            painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))
        if point.best:
            painter.setBrush(color)
            painter.drawEllipse(at, DOT, DOT)
            return
        painter.setBrush(theme.current().color("panel"))
        ends = ((0, -DOT), (DOT, 0), (0, DOT), (-DOT, 0))
        painter.drawPolygon(QPolygonF([at + QPointF(*end) for end in ends]))

    def _bars(self, point: Point, at: QPointF) -> list[tuple[tuple[float, float], ...]]:
        """The lines of both intervals; of one that is not known there are none."""
        lines: list[tuple[tuple[float, float], ...]] = []
        latency, stale = point.latency_ms, point.stale
        if latency.low is not None and latency.high is not None:
            ends = self._x(latency.low), self._x(latency.high)
            lines.append(((ends[0], at.y()), (ends[1], at.y())))
            lines += [((x, at.y() - BEAM), (x, at.y() + BEAM)) for x in ends]
        if stale.low is not None and stale.high is not None:
            ends = self._y(stale.low), self._y(stale.high)
            lines.append(((at.x(), ends[0]), (at.x(), ends[1])))
            lines += [((at.x() - BEAM, y), (at.x() + BEAM, y)) for y in ends]
        return lines

    def _paint_name(self, painter: QPainter, point: Point) -> None:
        """Beside its point, or above it as high as something else stands there."""
        font = theme.font(bold=point.best)
        room = QFontMetricsF(font).boundingRect(point.name).size()
        at = self.place(point)
        for area in _rooms(at, room):
            free = not any(area.intersects(taken) for taken in self._taken)
            if free and self.plot.contains(area):
                self._taken.append(area)
                painter.setFont(font)
                painter.setPen(_color(point))
                painter.drawText(area, Qt.TextFlag.TextDontClip, point.name)
                return


def _rooms(at: QPointF, room: QSizeF) -> Iterator[QRectF]:
    """Where a name may stand, the best first."""
    sides = at.x() + APART, at.x() - APART - room.width()
    above = at.y() - APART - room.height()
    for y in (above, at.y() + APART, *(above - n * room.height() for n in range(1, HIGHEST))):
        for x in sides:
            yield QRectF(QPointF(x, y), room)


def _color(point: Point) -> QColor:
    return theme.current().color("accent" if point.best else "muted")


def _top(span: Span) -> float:
    return span.value if span.high is None else span.high


def _around(at: QPointF, far: float) -> QRectF:
    return QRectF(at.x() - far, at.y() - far, 2 * far, 2 * far)
