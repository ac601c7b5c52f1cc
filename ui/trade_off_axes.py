"""The axes of the trade-off map: latency across, stale reads up; both begin at nothing.

So distances can be compared.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from explorer.sweeps.figures import Span
from explorer.sweeps.trade_off import Point
from ui import theme
from ui.scales import nice_ceiling, nice_step

LEAST_STALE = 0.01
MOST_TICKS = 8
GAP = 8.0
"""Between the plot and the numbers below it: points lie on the edge."""


class Axes:
    """Where each figure stands in a plot, and the lines behind it."""

    def __init__(self, points: Sequence[Point], plot: QRectF, scale: float) -> None:
        """With room for all intervals; letters are so large, in the theme's own."""
        self.plot, self._font = plot, theme.font(scale=scale)
        self._most_ms = nice_ceiling(1.06 * max(_top(p.latency_ms) for p in points))
        most_stale = max(LEAST_STALE, *(1.06 * _top(p.stale) for p in points))
        self._most_stale = min(1.0, nice_ceiling(most_stale))

    def x(self, ms: float) -> float:
        """Where a latency stands."""
        return self.plot.left() + self.plot.width() * min(1.0, ms / self._most_ms)

    def y(self, stale: float) -> float:
        """Where a share of stale reads stands."""
        return self.plot.bottom() - self.plot.height() * min(1.0, stale / self._most_stale)

    def paint(self, painter: QPainter) -> None:
        """The ground, the lines, and their numbers, as many as have room."""
        plot, now = self.plot, theme.current()
        metrics = QFontMetricsF(self._font)
        painter.setFont(self._font)
        painter.fillRect(plot, now.color("panel"))
        grid, high = QPen(now.color("line"), 1), metrics.height()
        wide = metrics.horizontalAdvance("10000")
        for ms in _ticks(self._most_ms, plot.width() / (1.6 * wide)):
            x = self.x(ms)
            painter.setPen(grid)
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(now.color("muted"))
            below = QRectF(x - wide, plot.bottom() + GAP, 2 * wide, high)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, f"{ms:g}")
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for stale in _ticks(self._most_stale, plot.height() / (1.4 * high)):
            y = self.y(stale)
            painter.setPen(grid)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(now.color("muted"))
            beside = QRectF(plot.left() - 8 - 2 * wide, y - high / 2, 2 * wide, high)
            painter.drawText(beside, side, f"{100 * stale:g} %")


def _ticks(most: float, room: float) -> list[float]:
    if room < 2:
        return [0.0, most]
    step = nice_step(most, min(MOST_TICKS, int(room)))
    return [number * step for number in range(int(most / step + 1e-9) + 1)]


def _top(span: Span) -> float:
    return span.value if span.high is None else span.high
