"""What a load asked and what was answered, a second: where the two part, somebody waits."""

from bisect import bisect_left
from typing import Any

import numpy as np

from explorer.frame import Frame
from explorer.frame_charts import RatePoint
from ui import theme
from ui.chart_base import Chart
from ui.chart_labels import EndLabels, Label
from ui.chart_legend import Entry
from ui.chart_pens import pen_of, set_curve

ASKED_DASHES = (5.0, 3.0)


class RatesChart(Chart):
    """A dashed line for what was asked, a solid one for what was answered."""

    _asked: Any
    _answered: Any
    _labels: EndLabels
    THINNED = False
    _points: tuple[RatePoint, ...] = ()

    def make_items(self, pg: Any) -> None:
        """The two lines."""
        self._asked, self._answered = pg.PlotCurveItem(), pg.PlotCurveItem()
        for line in (self._asked, self._answered):
            self.plot.addItem(line, ignoreBounds=True)
        self._labels = EndLabels(self.plot)

    def style_items(self) -> None:
        """By colour and dash."""
        now = theme.current()
        self._asked.setPen(pen_of(now.muted, now.line_width + 0.3, ASKED_DASHES))
        self._answered.setPen(pen_of(now.fresh, now.line_width + 0.3))

    def draw(self, frame: Frame) -> None:
        """Fills both lines."""
        self._points = frame.charts.rates
        table = np.array([(p.until_us, p.asked, p.answered) for p in self._points], dtype=float)
        table = table.reshape(-1, 3)
        self.fit(float(table[:, 1:].max(initial=0.0)) or 1.0)
        set_curve(self._asked, table[:, 0], table[:, 1])
        set_curve(self._answered, table[:, 0], table[:, 2])
        now = theme.current()
        labels = []
        if self._points:
            last = self._points[-1]
            labels = [
                Label(last.until_us, last.answered, f"{last.answered:,.0f}", now.fresh),
                Label(last.until_us, last.asked, f"{last.asked:,.0f}", now.muted),
            ]
        self._labels.show(labels, self.across)
        self.show_legend([
            Entry(self.tr("asked"), now.muted, "line", ASKED_DASHES),
            Entry(self.tr("answered"), now.fresh, "line"),
        ])  # fmt: skip
        self.say("" if self._points else self.tr("No part of the axis is over yet"))

    def values_at(self, us: int) -> str:
        """Both rates at a moment."""
        at = bisect_left(self._points, us, key=lambda point: point.until_us)
        if at == len(self._points):
            return self.tr("nothing yet")
        point = self._points[at]
        text = self.tr("asked {0}, answered {1}")
        return text.format(f"{point.asked:,.0f}", f"{point.answered:,.0f}")
