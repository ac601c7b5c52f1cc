"""Fresh reads by the time since the write's ack: the model's curve over what trials measured.

The curve is dashed, with its own 95 % band, and the measured are diamonds with the whiskers of
their interval: where a whisker does not touch the curve, luck, a fault or a limit of the model is
to be looked for. An instant with too few samples has no diamond.
"""

from typing import Any

import numpy as np

from explorer.frame import Frame
from explorer.freshness import FreshRow, FreshView
from ui import theme
from ui.chart_legend import Entry, marker
from ui.chart_panel import ChartPanel
from ui.chart_pens import pen_of
from ui.words import format_share

BOTTOMS = (95.0, 90.0, 80.0, 50.0, 0.0)
"""Where the vertical axis may begin: all that is near 100 % could not be told apart else."""
_DASHES = (6.0, 3.0)
_BAND_ALPHA = 70
_BEAM = 0.012
"""How wide the ends of a whisker are, as a part of the axis."""
_LEFT = 0.02


def bottom_of(view: FreshView) -> float:
    """The highest beginning of the axis that leaves nothing out; per cent."""
    lows = [row.measured.band[0] for row in view.rows if row.measured.known]
    lows += [low for _, low, _, _ in view.model.curve[:1]] if view.model else []
    least = 100 * min(lows, default=0.0)
    return next(bottom for bottom in BOTTOMS if bottom <= least)


class FreshChart(ChartPanel):
    """A curve, its band, and a diamond for each instant at which trials read."""

    _curve: Any
    _ends: tuple[Any, Any]
    _band: Any
    _points: Any
    _whiskers: Any
    _view = FreshView()
    end_us = 1

    def make_items(self, pg: Any) -> None:
        """The curve lies over the diamonds, and its band below them."""
        self._curve = pg.PlotCurveItem()
        self._ends = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._band = pg.FillBetweenItem(*self._ends)
        self._points = pg.ScatterPlotItem(symbol=marker("diamond"), pxMode=True)
        self._whiskers = pg.ErrorBarItem(x=np.zeros(0), y=np.zeros(0))
        items = (self._band, self._whiskers, self._points, self._curve)
        for height, item in enumerate(items):
            item.setZValue(height)
            self.plot.addItem(item, ignoreBounds=True)

    def style_items(self) -> None:
        """Predicted and measured by colour, and by dash and shape."""
        now = theme.current()
        predicted, shade = now.color("hint"), now.color("hint")
        shade.setAlpha(_BAND_ALPHA)
        self._curve.setPen(pen_of(predicted, now.line_width + 0.3, _DASHES))
        self._band.setBrush(shade)
        self._points.setSize(10.0 if now.line_width < 2 else 14.0)
        self._points.setPen(pen_of(now.panel, 0.8))
        self._points.setBrush(now.color("read"))
        self._whiskers.setData(pen=pen_of(now.read, now.line_width))

    def draw(self, frame: Frame) -> None:
        """Fills curve, band and diamonds."""
        view = self._view = frame.fresh or FreshView()
        self.end_us, self.bottom, self.top = view.end_us, bottom_of(view), 100.0
        self.label_across()
        self._label_values()
        curve = np.array(view.model.curve if view.model else (), dtype=float).reshape(-1, 4)
        us, low, value, high = curve.T * np.array([[1.0], [100.0], [100.0], [100.0]])
        self._curve.setData(us, value, antialias=True)
        for end, heights in zip(self._ends, (low, high), strict=True):
            end.setData(us, heights)
        known = [row for row in view.rows if row.measured.known]
        self._show_points(known)
        self._show_entries(known)
        self.say("" if view.model or known else self.tr("Too few samples so far"))

    def _show_points(self, rows: list[FreshRow]) -> None:
        us = np.array([row.after_us for row in rows], dtype=float)
        shares = [(row.measured.value, *row.measured.band) for row in rows]
        value, low, high = 100 * np.array(shares, dtype=float).reshape(-1, 3).T
        self._points.setData(x=us, y=value)
        beam = _BEAM * self.end_us
        self._whiskers.setData(x=us, y=value, top=high - value, bottom=value - low, beam=beam)

    def _show_entries(self, rows: list[FreshRow]) -> None:
        now, view = theme.current(), self._view
        entries = []
        if view.model:
            text = self.tr("predicted, 95 % band")
            entries.append(Entry(text, now.hint, dashes=_DASHES))
        text = self.tr("measured: too few samples")
        if rows:
            counts = [row.measured.trials for row in rows]
            n = " … ".join(f"{count:,}" for count in sorted({min(counts), max(counts)}))
            text = self.tr("measured, 95 % interval, n = {0}").format(n)
        self.show_legend([*entries, Entry(text, now.read, "diamond", filled=bool(rows))])

    def label_across(self) -> None:
        """Leaves room for a whole diamond at 0."""
        self.label_moments(self.end_us)
        self.plot.setXRange(-_LEFT * self.end_us, self.end_us, padding=0)

    def under(self, x: float) -> int:
        """The time since the ack there, in microseconds."""
        return min(self.end_us, max(0, round(x)))

    def show_cross(self, us: int | None) -> None:
        """Draws a line at `us` with what the model predicts there, or takes it away."""
        self.cross_moment(us, self.unit if us is None else self.values_at(us))

    def values_at(self, us: int) -> str:
        """What the model predicts there."""
        if not self._view.model:
            return self.tr("no model of it")
        us_of, _, shares, _ = np.array(self._view.model.curve).T
        return self.tr("predicted {0}").format(format_share(float(np.interp(us, us_of, shares))))
