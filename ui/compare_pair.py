"""What the charts of two runs side by side share: how each run looks, a curve and markers of each.

A run is a colour, a dash and a shape of its own in all of them (`LOOKS`), and 'left' or
'right' stands at the end of its line, as in all sentences.
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.frame import Frame
from explorer.frame_charts import ChartsView
from explorer.twin_view import SideView, TwinView
from ui import theme
from ui.chart_base import Chart
from ui.chart_labels import EndLabels, Label
from ui.chart_legend import Entry, marker
from ui.chart_pens import distinct, pen_of, set_curve
from ui.words import format_ms

Floats = NDArray[np.float64]
SHORT = 24
"""Letters of a run's name at the end of its line."""
LABELLED_FROM = 0.3
"""A line that ends before this part of the run has no room for its name beside it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is drawn in every chart."""

    role: str
    dashes: tuple[float, ...]
    shape: str

    @property
    def color(self) -> str:
        """Its colour in the theme that is on."""
        return str(getattr(theme.current(), self.role))


LOOKS = (Look("write", (), "circle"), Look("read", (5.0, 3.0), "diamond"))
"""Left and right."""


def short(title: str) -> str:
    """A title that has room beside a line."""
    return title if len(title) <= SHORT else f"{title[: SHORT - 1]}…"


class PairChart(Chart):
    """A curve and markers for each of two runs."""

    _curves: list[Any]
    _points: list[Any]
    _labels: EndLabels
    _twin: TwinView | None = None
    most = 0.0
    """What else the axis must hold."""

    def make_items(self, pg: Any) -> None:
        """A curve and a scatter a side; the left one above, as its line has no gaps."""
        self._curves, self._points = [], []
        for look in LOOKS:
            curve, points = pg.PlotCurveItem(), pg.ScatterPlotItem(pxMode=True)
            points.setSymbol(marker(look.shape))
            for item in (curve, points):
                self.plot.addItem(item, ignoreBounds=True)
            self._curves.append(curve)
            self._points.append(points)
        self._curves[1].setZValue(2)  # dashes over a line leave both to be seen
        self._labels = EndLabels(self.plot)

    def style_items(self) -> None:
        """Each side in its colour and dash; the right one's markers are hollow."""
        now = theme.current()
        for side, look in enumerate(LOOKS):
            color = now.color(look.role)
            self._curves[side].setPen(pen_of(color, now.line_width + 0.5, look.dashes))
            self._points[side].setPen(pen_of(color, max(1.4, now.line_width)))
            self._points[side].setBrush(color if side == 0 else None)
            self._points[side].setSize(8.0 if now.line_width < 2 else 12.0)

    def draw_twin(self, view: TwinView) -> None:
        """Fills both sides."""
        self._twin = view
        sides = (view.left, view.right)
        lines = [self.line(side.frame) for side in sides]
        dots = [self.dots(side.frame.charts) for side in sides]
        heights = [float(np.max(each[:, 1])) for each in (*lines, *dots) if len(each)]
        self.fit(max([*heights, self.most]) or 1.0, afresh=True)
        labels = []
        for side, (line, points) in enumerate(zip(lines, dots, strict=True)):
            set_curve(self._curves[side], line[:, 0], line[:, 1])
            places = distinct([*map(tuple, points)], self.across, self.top)
            self._points[side].setData(x=places[:, 0], y=places[:, 1])
            if len(line) > 1 and line[-1, 0] > LABELLED_FROM * self.end_us:
                text, color = (self.tr("left"), self.tr("right"))[side], LOOKS[side].color
                labels.append(Label(float(line[-1, 0]), float(line[-1, 1]), text, color))
        self._labels.show([*labels, *self.other_labels()], self.across)
        names = self._names(view)
        self.show_legend([
            Entry(f"{name}: {self.summary(side)}", look.color,
                  "line" if len(lines[i]) else look.shape, look.dashes, filled=i == 0)
            for i, (side, name, look) in enumerate(zip(sides, names, LOOKS, strict=True))
        ])  # fmt: skip
        self.say("" if heights else self.nothing())

    def _names(self, view: TwinView) -> tuple[str, str]:
        """What stands before the numbers, for which there is to be room in large letters too."""
        if theme.current().large:
            return self.tr("left"), self.tr("right")
        return short(view.left.title), short(view.right.title)

    def other_labels(self) -> list[Label]:
        """The names of lines that belong to neither side."""
        return []

    def line(self, frame: Frame) -> Floats:
        """The corners of one side's curve, as rows of (time, value)."""
        raise NotImplementedError

    def dots(self, _charts: ChartsView) -> Floats:
        """The places of one side's markers."""
        return np.empty((0, 2))

    def summary(self, side: SideView) -> str:
        """One side in a few words, for the legend."""
        raise NotImplementedError

    def nothing(self) -> str:
        """What is said while there is nothing to draw."""
        return self.tr("No operation has finished yet")

    def values_at(self, us: int) -> str:
        """Both sides at a moment."""
        if self._twin is None:
            return ""
        sides = zip(self._names(self._twin), (self._twin.left, self._twin.right), strict=True)
        return ", ".join(f"{name} {self._value(side.frame, us)}" for name, side in sides)

    def _value(self, frame: Frame, us: int) -> str:
        line = self.line(frame)
        place = bisect_right(line[:, 0].tolist(), us)
        return "–" if place == 0 else self.told(float(line[place - 1, 1]))

    def told(self, value: float) -> str:
        """A value in words."""
        return format_ms(value)
