"""Three charts against the number of servers: throughput, waiting, and how busy each tier is.

A point has its 95 % interval as a bar. What was never measured is not drawn: where there is no
steady waiting time an arrow at the upper edge says so, where there are too few samples nothing is.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor

from explorer import scaling
from explorer.loads import FULL
from explorer.study import Figure, Point
from explorer.study_view import TierView
from ui import theme
from ui.chart_legend import Entry, marker
from ui.chart_panel import ChartPanel
from ui.chart_pens import pen_of
from ui.words import format_ms

FORMULA_DASHES, LAW_DASHES = (6.0, 4.0), (8.0, 3.0, 2.0, 3.0)
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

    VALUES_SHARE = 0.76
    _view = TierView("database", 1, 1)
    _offered: float | None = None

    def draw(self, view: TierView, offered: float | None) -> None:
        """Shows a tier; `offered` is the story's load in requests a second."""
        self._view, self._offered = view, offered
        self.label_across()
        highest = self.highest()
        self.fit(highest, afresh=True)
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
        told = self._view.own if servers is None else servers
        self._cross.setValue(told)
        point = dict(self._view.points).get(told)
        words = self.tr("now {0}: {1}") if servers is None else "{0}: {1}"
        self.say_values(words.format(told, self.value_of(point)) if point else self.unit)

    def sentences(self) -> str:
        """All of its points in words, for assistive technology."""
        told = (f"{n}: {self.value_of(point)}" for n, point in self._view.points)
        return f"{self.accessibleName()}. {'; '.join(told)}"

    def label_across(self) -> None:
        """Labels the numbers that are tried."""
        last = self._view.last
        self.plot.setXRange(0.6, max(2, last) + 0.4, padding=0)
        numbers = [n for n, _ in self._view.formula] or list(range(1, last + 1))
        self.plot.getAxis("bottom").setTicks([[(n, str(n)) for n in numbers]])

    def under(self, x: float) -> int | None:
        """The measured number of servers that is nearest."""
        measured = [n for n, _ in self._view.points]
        return min(measured, key=lambda n: abs(n - x), default=None)

    def _figures(self, name: str) -> list[tuple[int, Figure | None]]:
        return [(n, getattr(point, name)) for n, point in self._view.points]


def _tops(figures: Sequence[tuple[int, Figure | None]]) -> list[float]:
    return [figure.value + figure.half for _, figure in figures if figure is not None]


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
        formula = [value for _, value in self._view.formula]
        return max([*_tops(self._figures("capacity")), *formula], default=1.0)

    def fill(self) -> None:
        """Points, formula, law and end."""
        view = self._view
        self.measured.show(self._figures("capacity"), line=False)
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
        now, view = theme.current(), self._view
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
            return self.tr("too few samples")
        return f"{figure.value:,.0f} ± {figure.half:,.0f}, n {figure.n:,}"


class WaitChart(ServersChart):
    """How long people wait at the story's load, on average and 1 in 100."""

    def make_items(self, pg: Any) -> None:
        """Mean and p99, and arrows where there is neither."""
        self.means = Measured(pg, self.plot, "circle")
        self.tails = Measured(pg, self.plot, "diamond", (5.0, 3.0))
        self._endless = pg.ScatterPlotItem(symbol=marker("cross beyond"), pxMode=True)
        self.plot.addItem(self._endless, ignoreBounds=True)

    def style_items(self) -> None:
        """The mean solid, the tail dashed."""
        now = theme.current()
        self.means.style(now.read)
        self.tails.style(now.write)
        self._endless.setPen(pen_of(now.lost, max(1.5, now.line_width)))
        self._endless.setBrush(None)
        self._endless.setSize(18.0 if now.line_width < 2 else 27.0)

    def highest(self) -> float:
        """All that is steady, with its bars."""
        return max([*_tops(self._figures("p99_ms")), *_tops(self._figures("mean_ms"))], default=1.0)

    def fill(self) -> None:
        """Points, and arrows at the upper edge."""
        self.means.show(self._figures("mean_ms"), line=True)
        self.tails.show(self._figures("p99_ms"), line=True)
        over = [n for n, point in self._view.points if point.over]
        self._endless.setData(x=over, y=[self.top * 0.93] * len(over))
        if not self.means.places():  # a scale of nothing would be made up
            self.plot.getAxis("left").setTicks([[]])
        self.show_legend(list(self._entries(over)))

    def _entries(self, over: list[int]) -> Iterable[Entry]:
        now = theme.current()
        yield Entry(self.tr("mean"), now.read, "circle")
        yield Entry(self.tr("1 in 100 waits longer (p99)"), now.write, "diamond")
        if over:
            yield Entry(self.tr("more than they can do"), now.lost, "cross beyond", filled=False)
        censored = sum(point.censored for _, point in self._view.points if not point.over)
        if censored:
            text = self.tr("{0} gave up: ≥ as long as they waited").format(censored)
            yield Entry(text, now.unknown, "circle beyond", filled=False)

    def value_of(self, point: Point) -> str:
        """Mean and p99, lower bounds where somebody waited in vain."""
        if point.over:
            return self.tr("no steady value")
        at_least = "≥ " if point.censored else ""
        mean, tail = (_wait(figure) for figure in (point.mean_ms, point.p99_ms))
        n = f", n {point.mean_ms.n:,}" if point.mean_ms is not None else ""
        return f"{at_least}{mean}, p99 {at_least}{tail}{n}"


def _wait(figure: Figure | None) -> str:
    """'23 ± 8.6 ms'; or that there were too few samples."""
    if figure is None:
        return QCoreApplication.translate("Servers", "too few samples")
    return f"{format_ms(figure.value).removesuffix(' ms')} ± {format_ms(figure.half)}"


class BusyChart(ServersChart):
    """How busy each tier is at the story's load, and where that is called full."""

    def make_items(self, pg: Any) -> None:
        """A row of points for each tier."""
        self.tiers = {
            "database": Measured(pg, self.plot, "circle"),
            "web": Measured(pg, self.plot, "diamond", (5.0, 3.0)),
        }
        self._full = pg.InfiniteLine(FULL, angle=0, movable=False)
        self.plot.addItem(self._full, ignoreBounds=True)

    def style_items(self) -> None:
        """Each tier in its colour, shape and dash."""
        now = theme.current()
        self.tiers["database"].style(now.repair)
        self.tiers["web"].style(now.hint)
        self._full.setPen(pen_of(now.muted, 1.0, Qt.PenStyle.DotLine))

    def highest(self) -> float:
        """All of it: a tier cannot be busier."""
        return 100.0

    def fill(self) -> None:
        """The points of each tier."""
        points = self._view.points
        for tier, measured in self.tiers.items():
            measured.show([(n, dict(p.busy).get(tier)) for n, p in points], line=True)  # type: ignore[call-overload]
        self.show_legend(list(self._entries()))

    def _entries(self) -> Iterable[Entry]:
        now = theme.current()
        seen = {tier for _, point in self._view.points for tier, _ in point.busy}
        if "database" in seen:
            yield Entry(self.tr("database"), now.repair, "circle")
        if "web" in seen:
            yield Entry(self.tr("web servers"), now.hint, "diamond")
        yield Entry(self.tr("full: {0} %").format(f"{FULL:g}"), now.muted, dashes=(1.0, 2.0))

    def value_of(self, point: Point) -> str:
        """How busy each tier was."""
        told = [f"{tier} {f.value:.0f} ± {f.half:.0f} %" for tier, f in point.busy]
        return ", ".join([*told, *(f"n {figure.n:,}" for _, figure in point.busy[:1])])
