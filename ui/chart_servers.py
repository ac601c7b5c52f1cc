"""What the charts against the number of servers share: points with intervals, axis, crosshair.

A point has its 95 % interval as a bar; where there were too few samples there is none.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from explorer.study_points import Figure, Point
from explorer.study_view import TierView
from ui import theme
from ui.chart_legend import marker
from ui.chart_panel import ChartPanel
from ui.chart_pens import pen_of

_BEAM = 0.12


class Measured:
    """Points with their intervals as bars, and a thin line through them."""

    def __init__(self, pg: Any, plot: Any, shape: str, dashes: tuple[float, ...] = ()) -> None:
        self._dashes, self._shape = dashes, shape
        self._line = pg.PlotCurveItem()
        none = np.zeros(0)
        self._bars = pg.ErrorBarItem(x=none, y=none, top=none, bottom=none, beam=_BEAM)
        self._points = pg.ScatterPlotItem(symbol=marker(shape), pxMode=True)
        for z, item in enumerate((self._line, self._bars, self._points), start=3):
            item.setZValue(z)
            plot.addItem(item, ignoreBounds=True)

    def style(self, color: str) -> None:
        """In this colour."""
        width = theme.current().line_width
        self._line.setPen(pen_of(color, max(1.0, width * 0.7), self._dashes))
        self._bars.setData(pen=pen_of(color, max(1.2, width * 0.8)))
        self._points.setPen(pen_of(theme.current().panel, 0.8))
        self._points.setBrush(QColor(color))
        self._points.setSize(8.0 if width < 2 else 12.0)

    def show(self, points: Iterable[tuple[int, Figure | None]], *, line: bool) -> None:
        """Shows what was measured with so many servers; with a line through it, if asked."""
        known = [(n, figure.value, figure.half) for n, figure in points if figure is not None]
        table = np.array(known, dtype=float).reshape(-1, 3)
        xs, ys, halves = table.T
        self._line.setData(xs if line else xs[:0], ys if line else ys[:0])
        self._bars.setData(x=xs, y=ys, top=halves, bottom=np.minimum(halves, ys))
        self._points.setData(x=xs, y=ys)

    def places(self) -> list[tuple[float, float]]:
        """(servers, value) of each point that is drawn."""
        xs, ys = self._points.getData()
        return list(zip(map(float, xs), map(float, ys), strict=True))


class ServersChart(ChartPanel):
    """A chart against the number of servers of one tier."""

    VALUES_SHARE = 0.7
    view = TierView("database", 1, 1)

    def draw(self, view: TierView) -> None:
        """Shows a tier."""
        self.view = view
        self.label_across()
        self.fit(self.highest(), afresh=True)
        self.fill()
        self.say("" if view.points else self.tr("nothing measured yet"))
        self.show_cross(None)

    def fill(self) -> None:
        """Fills the items and the legend from the view."""
        raise NotImplementedError

    def highest(self) -> float:
        """What the vertical axis must hold."""
        raise NotImplementedError

    def value_of(self, point: Point) -> str:
        """What was measured at a point, in words."""
        raise NotImplementedError

    def show_cross(self, servers: int | None) -> None:
        """Tells what was measured with so many servers; None: with as many as the story has."""
        if self.plot is None:
            return
        self._cross.setVisible(servers is not None)
        told = self.view.own if servers is None else servers
        self._cross.setValue(told)
        point = dict(self.view.points).get(told)
        words = self.tr("now {0}: {1}") if servers is None else "{0}: {1}"
        self.say_values(words.format(told, self.value_of(point)) if point else self.unit)

    def sentences(self) -> str:
        """All of its points in words, for assistive technology."""
        told = (f"{n}: {self.value_of(point)}" for n, point in self.view.points)
        return f"{self.accessibleName()}. {'; '.join(told)}"

    def label_across(self) -> None:
        """Labels the numbers that are tried."""
        last = self.view.last
        self.plot.setXRange(0.6, max(2, last) + 0.4, padding=0)
        numbers = [n for n, _ in self.view.formula] or list(range(1, last + 1))
        self.plot.getAxis("bottom").setTicks([[(n, str(n)) for n in numbers]])

    def under(self, x: float) -> int | None:
        """The measured number of servers that is nearest."""
        measured = [n for n, _ in self.view.points]
        return min(measured, key=lambda n: abs(n - x), default=None)

    def figures(self, name: str) -> list[tuple[int, Figure | None]]:
        """(servers, figure) of each point, by the name of the figure."""
        return [(n, getattr(point, name)) for n, point in self.view.points]


def too_few() -> str:
    """What stands in the place of a number that there is none of."""
    return QCoreApplication.translate("Servers", "too few samples")


def tops(figures: Sequence[tuple[int, Figure | None]]) -> list[float]:
    """The upper ends of all intervals."""
    return [figure.value + figure.half for _, figure in figures if figure is not None]
