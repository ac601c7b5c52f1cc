"""Answers a second by the number of servers: measured, by formula, by the fitted law; its end."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import Qt

from explorer import scaling
from explorer.study_points import Point
from ui import theme
from ui.chart_legend import Entry
from ui.chart_pens import pen_of
from ui.chart_servers import Measured, ServersChart, too_few, tops

FORMULA_DASHES, LAW_DASHES = (4.0, 2.5), (6.0, 2.0, 1.5, 2.0)


class ThroughputChart(ServersChart):
    """Answers a second: measured, by formula, by the fitted law; and where it stopped helping."""

    def make_items(self, pg: Any) -> None:
        """Lines first, so that points lie on them."""
        self._formula, self._law = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._stop = pg.InfiniteLine(angle=90, movable=False)
        self._stop.hide()
        for item in (self._stop, self._formula, self._law):
            self.plot.addItem(item, ignoreBounds=True)
        self.measured = Measured(pg, self.plot, "circle")

    def style_items(self) -> None:
        """The formula dashed, the law dash and dot, the end dotted."""
        now = theme.current()
        self._formula.setPen(pen_of(now.text, now.line_width, FORMULA_DASHES))
        self._law.setPen(pen_of(now.write, now.line_width, LAW_DASHES))
        self._stop.setPen(pen_of(now.lost, max(1.5, now.line_width), Qt.PenStyle.DotLine))
        self.measured.style(now.read)

    def highest(self) -> float:
        """Points with their bars, and the formula."""
        formula = [value for _, value in self.view.formula]
        return max([*tops(self.figures("capacity")), *formula], default=1.0)

    def fill(self) -> None:
        """Points, formula, law and end."""
        view = self.view
        self.measured.show(self.figures("capacity"), line=False)
        self._fill_curve(self._formula, view.formula)
        self._fill_curve(self._law, scaling.curve(view.law, view.last) if view.law else ())
        self._stop.setVisible(view.stopped is not None)
        if view.stopped is not None:
            self._stop.setValue(view.stopped)
        self.show_legend(list(self._entries()))

    def _fill_curve(self, curve: Any, places: Iterable[tuple[float, float]]) -> None:
        table = np.array(list(places), dtype=float).reshape(-1, 2)
        curve.setData(table[:, 0], table[:, 1], antialias=True)

    def _entries(self) -> Iterable[Entry]:
        now, view = theme.current(), self.view
        yield Entry(self.tr("measured"), now.read, "circle")
        if view.formula:
            yield Entry(self.tr("formula"), now.text, dashes=FORMULA_DASHES)
        if view.stopped is not None:
            text = self.tr("stopped helping at {0}").format(view.stopped)
            yield Entry(text, now.lost, dashes=(1.0, 2.0))
        if view.law is not None:
            text = self.tr("USL fit s = {0}, k = {1}")
            text = text.format(f"{view.law.s:.2g}", f"{view.law.k:.2g}")
            yield Entry(text, now.write, dashes=LAW_DASHES)

    def value_of(self, point: Point) -> str:
        """Answers a second."""
        figure = point.capacity
        if figure is None:
            return too_few()
        return f"{figure.value:,.0f} ± {figure.half:,.0f}, n {figure.n:,}"
