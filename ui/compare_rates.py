"""How much of a crowd two runs answer: what servers are bought for."""

from operator import itemgetter
from typing import Any

import numpy as np

from explorer.frame import Frame
from explorer.twin_view import SideView, TwinView
from ui import theme
from ui.chart_labels import Label
from ui.chart_pens import pen_of, set_curve
from ui.compare_pair import LABELLED_FROM, Floats, PairChart

PLAINLY = 1.15
"""So many times more has a name of its own: nearer lines would share one label."""
DOTS = (1.5, 2.5)
"""Neither side's line: what was asked is as a rule the same of both."""


class ThroughputPairChart(PairChart):
    """How many were answered a second, and how many asked; the gap between the two waits or fails.

    Where there is a crowd it stands for the share that was answered, which leaves out who waits.
    """

    THINNED = False
    _asked: list[Any]

    def make_items(self, pg: Any) -> None:
        """A thin line a side for what was asked, below what was answered."""
        super().make_items(pg)
        self._asked = [pg.PlotCurveItem(), pg.PlotCurveItem()]
        for curve in self._asked:
            curve.setZValue(-1)
            self.plot.addItem(curve, ignoreBounds=True)

    def style_items(self) -> None:
        """What was asked is the same of both as a rule: it has a look of its own."""
        super().style_items()
        for curve in self._asked:
            curve.setPen(pen_of(theme.current().muted, theme.current().line_width, DOTS))

    def draw_twin(self, view: TwinView) -> None:
        """Adds what was asked."""
        asked = [_rates(side.frame, "asked") for side in (view.left, view.right)]
        self.most = max((float(np.max(each[:, 1])) for each in asked if len(each)), default=0.0)
        for curve, table in zip(self._asked, asked, strict=True):
            set_curve(curve, table[:, 0], table[:, 1])
        super().draw_twin(view)

    def other_labels(self) -> list[Label]:
        """What was asked, by name, where that is plainly more than either answers."""
        ends = [_last(curve) for curve in (*self._asked, *self._curves)]
        x, most = max(ends[:2], key=itemgetter(1))
        answered = max(y for _, y in ends[2:])
        if x < LABELLED_FROM * self.end_us or most < PLAINLY * answered:
            return []
        return [Label(x, most, self.tr("asked"), theme.current().muted)]

    def line(self, frame: Frame) -> Floats:
        """What was answered in each part of the run that is over."""
        return _rates(frame, "answered")

    def summary(self, side: SideView) -> str:
        """The newest of both."""
        rates = side.frame.charts.rates
        if not rates:
            return self.tr("no crowd yet")
        answered, asked = (f"{rate:,.0f}" for rate in (rates[-1].answered, rates[-1].asked))
        if asked == "0":  # whoever waits is still answered
            return self.tr("{0} answered now").format(answered)
        return self.tr("{0} of {1} asked now").format(answered, asked)

    def nothing(self) -> str:
        """No part of the axis is over."""
        return self.tr("No part of the axis is over yet")

    def told(self, value: float) -> str:
        """A rate."""
        return f"{value:,.0f}"


def _last(curve: Any) -> tuple[float, float]:
    x, y = curve.getData()
    return (float(x[-1]), float(y[-1])) if x is not None and len(x) > 1 else (0.0, 0.0)


def _rates(frame: Frame, name: str) -> Floats:
    points = [(float(point.until_us), getattr(point, name)) for point in frame.charts.rates]
    return np.array(points, dtype=float).reshape(-1, 2)
