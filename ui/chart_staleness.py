"""How far behind each server is, and how old what each read returned was.

A server that lacks an acknowledged write falls behind by a second a second until it gets it:
hence the teeth of a saw. Each server has a colour and a dash of its own, and its name at the end.
"""

from bisect import bisect_right
from typing import Any

import numpy as np

from explorer.frame import Frame
from explorer.frame_charts import ChartsView, StaleSeries
from ui import theme
from ui.chart_base import Chart
from ui.chart_labels import EndLabels, Label
from ui.chart_legend import Entry, marker
from ui.chart_lines import Lines, color_of, dashes_of
from ui.chart_pens import distinct, pen_of
from ui.words import format_span


def behind_at(series: StaleSeries, us: int) -> int:
    """How far behind the server is at a moment, between the corners by a straight line."""
    corners = series.corners
    after = bisect_right(corners, us, key=lambda corner: corner[0])
    if after == 0:
        return 0
    t0, y0 = corners[after - 1]
    if after == len(corners):
        return y0
    t1, y1 = corners[after]
    return round(y0 + (y1 - y0) * (us - t0) / (t1 - t0))


class StalenessChart(Chart):
    """A line for each server, a marker for each read."""

    _lines: Lines
    _reads: dict[str, Any]
    _ring: Any
    _labels: EndLabels
    _view = ChartsView()

    def make_items(self, pg: Any) -> None:
        """Markers; the lines come with the servers."""
        self._lines = Lines(self.plot)
        self._reads = {
            "fresh": pg.ScatterPlotItem(symbol=marker("diamond"), pxMode=True),
            "stale": pg.ScatterPlotItem(symbol=marker("wedge"), pxMode=True),
        }
        for item in self._reads.values():
            item.setZValue(3)
            self.plot.addItem(item, ignoreBounds=True)
        self._ring = pg.ScatterPlotItem(symbol="o", pxMode=True)
        self._ring.setZValue(4)
        self.plot.addItem(self._ring, ignoreBounds=True)
        self._labels = EndLabels(self.plot)

    def style_items(self) -> None:
        """Servers by colour and dash, reads by colour and shape."""
        now = theme.current()
        self._lines.style()
        for name, item in self._reads.items():
            item.setSize((6.0 if name == "fresh" else 9.0) * (1.0 if now.line_width < 2 else 1.5))
            item.setPen(pen_of(now.panel, 0.8))
            item.setBrush(now.color(name))

    def draw(self, frame: Frame) -> None:
        """Fills lines, markers, names and the legend."""
        view = self._view = frame.charts
        self.fit(_highest_ms(view) or 1.0, afresh=_highest_ms(view) > 0 and self.top == 1.0)
        tables = [np.array(s.corners, dtype=float).reshape(-1, 2) for s in view.staleness]
        self._lines.show([table / (1, 1000) for table in tables])
        stale = [read for read in view.reads if read.behind_us > 0 or read.versions > 0]
        fresh = [read for read in view.reads if read.behind_us <= 0 and read.versions <= 0]
        for name, reads in (("fresh", fresh), ("stale", stale)):
            points = [(read.at_us, read.behind_us / 1000) for read in reads]
            places = distinct(points, self.across, self.top)
            self._reads[name].setData(x=places[:, 0], y=places[:, 1])
        self._show_selected(frame.subject)
        self._show_labels()
        self._show_legend(view.fresh_reads, view.stale_reads)
        never = all(len(series.corners) <= 2 for series in view.staleness)  # at 0 is not never
        quiet = never and _highest_ms(view) == 0 and not stale
        self.say(self.tr("No server has been behind yet") if quiet else "")

    def _show_selected(self, key: str) -> None:
        """The line of the server that is selected is broad; of a read there is a ring."""
        now = theme.current()
        names = [f"server {series.server}" for series in self._view.staleness]
        self._lines.emphasise(names.index(key) if key in names else None)
        here = [r for r in self._view.reads if r.operation and f"operation {r.operation}" == key]
        self._ring.setSize(16.0 if now.line_width < 2 else 24.0)
        self._ring.setPen(pen_of(now.color("accent"), now.line_width))
        self._ring.setBrush(None)
        self._ring.setData(x=[r.at_us for r in here], y=[r.behind_us / 1000 for r in here])

    def operation_at(self, where: Any) -> int:
        """The read whose marker is nearest, if the pointer is on it."""
        places = [(r.at_us, r.behind_us / 1000, r.operation) for r in self._view.reads]
        return self.nearest(where, places)

    def values_at(self, us: int) -> str:
        """Each server that is behind, and how far."""
        behind = [
            f"{each.server} {format_span(behind_at(each, us))}"
            for each in self._view.staleness
            if behind_at(each, us) > 0
        ]
        return ", ".join(behind) if behind else self.tr("none behind")

    def _show_labels(self) -> None:
        labels = [
            Label(each.corners[-1][0], each.corners[-1][1] / 1000, each.server, color_of(index))
            for index, each in enumerate(self._view.staleness)
            if each.corners
        ]
        self._labels.show(labels, self.across)

    def _show_legend(self, fresh: int, stale: int) -> None:
        now = theme.current()
        servers = [
            Entry(each.server, color_of(index), "line", dashes_of(index))
            for index, each in enumerate(self._view.staleness)
        ]
        reads = [
            Entry(self.tr("fresh reads: {0}").format(fresh), now.fresh, "diamond"),
            Entry(self.tr("stale reads: {0}").format(stale), now.stale, "wedge"),
        ]
        self.show_legend([*servers, *reads])


def _highest_ms(view: ChartsView) -> float:
    heights = [us for series in view.staleness for _, us in series.corners]
    return max([*heights, *(read.behind_us for read in view.reads)], default=0) / 1000
