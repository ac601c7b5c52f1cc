"""A hand on a chart over time: the wheel zooms where it points, a stroke across shows its span.

Rule this file keeps: it changes nothing; the chart says which part of time is wanted, and all
charts show it when the next frame has it.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.chart_pens import pen_of

if TYPE_CHECKING:
    from ui.chart_base import Chart

NOTCH = 120
"""What one notch of a mouse wheel reports (Qt: eighths of a degree)."""
A_NOTCH = 1.4
"""How much less of time one notch shows."""


class Brush(QObject):
    """Watches the plot of one chart."""

    def __init__(self, chart: "Chart") -> None:
        super().__init__(chart)
        import pyqtgraph as pg

        self._chart = chart
        self._began: QPointF | None = None
        self._stroke = pg.LinearRegionItem(movable=False)
        self._stroke.setZValue(10)
        self._stroke.hide()
        chart.plot.addItem(self._stroke, ignoreBounds=True)
        chart.plot.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Takes the wheel; the hand goes on to the plot, which sees every button let go again."""
        if isinstance(event, QWheelEvent):
            self._turn(event)
            return True
        if isinstance(event, QMouseEvent):
            self._hand(event)
        return False

    def _turn(self, event: QWheelEvent) -> None:
        from_us, until_us = self._chart.across
        at_us = self._chart.under_pixel(event.position().x())
        less = A_NOTCH ** (event.angleDelta().y() / NOTCH)
        begin, end = at_us - (at_us - from_us) / less, at_us + (until_us - at_us) / less
        self._chart.spanned.emit(max(0, round(begin)), max(round(begin) + 1, round(end)))

    def _hand(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.MouseButtonPress and left:
            self._began = event.position()
        elif event.type() == QEvent.Type.MouseMove and self._far(event.position()):
            self._draw(event.position())
        elif event.type() == QEvent.Type.MouseButtonRelease and left:
            began, self._began = self._began, None
            if self._stroke.isVisible() and began is not None:
                self._stroke.hide()
                self._chart.spanned.emit(*self._ends(began, event.position()))

    def _far(self, place: QPointF) -> bool:
        """Whether it is a stroke by now, and no click whose hand has trembled."""
        if self._began is None:
            return False
        return abs(place.x() - self._began.x()) >= QApplication.startDragDistance()

    def _ends(self, began: QPointF, place: QPointF) -> tuple[int, int]:
        ends = sorted(self._chart.under_pixel(at.x()) for at in (began, place))
        return ends[0], max(ends[0] + 1, ends[1])

    def _draw(self, place: QPointF) -> None:
        assert self._began is not None
        color = theme.current().color("accent")
        for line in self._stroke.lines:
            line.setPen(pen_of(color, 1.0))
        color.setAlpha(50)
        self._stroke.setBrush(color)
        self._stroke.setRegion(self._ends(self._began, place))
        self._stroke.show()
