"""How long reads and writes took, with the percentiles of a sliding window.

An operation without an answer is censored: it would have taken longer than its user waited, nobody
knows how much. It stands at that time with an arrow upward; where that is far above all answers it
stands at the upper edge, so that the answers stay readable. A refusal is a cross at its own time.
"""

from bisect import bisect_right
from typing import Any

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from explorer.frame import Frame
from explorer.frame_charts import ChartsView, LatencyPoint, LatencySummary
from ui import theme
from ui.chart_base import Chart
from ui.chart_labels import EndLabels, Label
from ui.chart_legend import Entry, marker
from ui.chart_pens import MOST_POINTS, distinct, pen_of, set_curve
from ui.words import format_estimate, format_ms

_KINDS = (("read", "diamond"), ("write", "circle"))
_FAR_ABOVE = 4.0
_DASHES = {"p50": (), "p99": (5.0, 3.0)}


def summary_text(summary: LatencySummary) -> str:
    """'reads n=300, p50 35 (33-37) ms; p99 80 (≥ 71) ms, open ≈ 700 ms; unanswered 1'."""
    translate = QCoreApplication.translate
    name = translate("Charts", "reads") if summary.kind == "read" else translate("Charts", "writes")
    p50, p99 = format_estimate("p50", summary.p50), format_estimate("p99", summary.p99)
    if p50 == p99 == "":
        parts = [translate("Charts", "{0} n={1}: too few samples").format(name, summary.n)]
    else:
        few = translate("Charts", "{0}: too few samples")
        parts = [f"{name} n={summary.n}, {p50 or few.format('p50')}", p99 or few.format("p99")]
    if summary.p99_open_ms is not None and p99:
        open_load = translate("Charts", "open ≈ {0}").format(format_ms(summary.p99_open_ms))
        parts[-1] += f", {open_load}"
    if summary.censored:
        parts.append(translate("Charts", "unanswered {0}").format(summary.censored))
    return "; ".join(parts)


def highest_ms(view: ChartsView) -> float:
    """What the vertical axis must hold: answers, percentiles, and waits in vain that are near."""
    points = (*view.latencies, *view.slowest)
    answered = [point.latency_us / 1000 for point in points if point.outcome != "info"]
    answered += [p99 for _, _, p99 in view.percentiles if np.isfinite(p99)]
    highest = max(answered, default=0.0)
    waited = [point.latency_us / 1000 for point in points if point.outcome == "info"]
    longest = max(waited, default=0.0)
    near = highest == 0 or longest <= _FAR_ABOVE * highest
    return max(highest, longest) if near else highest


class LatencyChart(Chart):
    """Points for operations, lines for p50 and p99."""

    PART = str(QT_TRANSLATE_NOOP("LatencyChart", "{0}; 1 in {1}, and the slowest"))
    _points: dict[tuple[str, str], Any]
    _lines: dict[str, Any]
    _ring: Any
    _labels: EndLabels
    _view = ChartsView()

    def make_items(self, pg: Any) -> None:
        """A scatter for each kind and outcome, a curve for each percentile."""
        self._points, self._lines = {}, {}
        for name in ("p99", "p50"):
            self._lines[name] = pg.PlotCurveItem()
            self._lines[name].setZValue(4)
            self.plot.addItem(self._lines[name], ignoreBounds=True)
        for kind, shape in _KINDS:
            for outcome in ("ok", "info", "fail"):
                path = marker({"ok": shape, "info": f"{shape} beyond"}.get(outcome, "cross"))
                item = pg.ScatterPlotItem(symbol=path, pxMode=True)
                self._points[kind, outcome] = item
                self.plot.addItem(item, ignoreBounds=True)
        self._ring = pg.ScatterPlotItem(symbol="o", pxMode=True)
        self.plot.addItem(self._ring, ignoreBounds=True)
        self._labels = EndLabels(self.plot)

    def style_items(self) -> None:
        """Reads and writes in their colours; hollow where nobody answered."""
        now = theme.current()
        for (kind, outcome), item in self._points.items():
            color = now.color(kind)
            item.setPen(pen_of(color, max(1.3, now.line_width * 0.8)))
            item.setBrush(color if outcome == "ok" else None)
        for name, item in self._lines.items():
            item.setPen(
                pen_of(
                    now.text if name == "p50" else now.muted,
                    now.line_width,
                    _DASHES[name],
                )
            )

    def draw(self, frame: Frame) -> None:
        """Fills points, lines and the summary."""
        view = self._view = frame.charts
        self.fit(highest_ms(view), afresh=True)
        groups: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for point in (*view.latencies, *view.slowest):
            place = (point.ended_us, self._height(point))
            groups.setdefault((point.kind, point.outcome), []).append(place)
        for key, item in self._points.items():
            points = groups.get(key, [])
            places = distinct(points, self.across, self.top)
            item.setData(x=places[:, 0], y=places[:, 1])
            item.setSize(self._size(key[1], len(points)))
            item.setOpacity(1.0 if len(points) <= MOST_POINTS else 0.6)
        self._show_selected(frame.subject)
        table = np.array(view.percentiles, dtype=float).reshape(-1, 3)
        for column, name in ((1, "p50"), (2, "p99")):
            known = table[np.isfinite(table[:, column])]
            set_curve(self._lines[name], known[:, 0], known[:, column])
        self._show_labels()
        self._show_summary()
        self.say("" if view.latencies else self.tr("No operation has finished yet"))

    def _show_selected(self, key: str) -> None:
        """A ring around the operation that is selected, where it is drawn."""
        points = (*self._view.latencies, *self._view.slowest)
        here = [p for p in points if f"operation {p.operation}" == key][:1]
        now = theme.current()
        self._ring.setSize(2.2 * self._size("ok", 1))
        self._ring.setPen(pen_of(now.color("accent"), now.line_width))
        self._ring.setBrush(None)
        self._ring.setData(x=[p.ended_us for p in here], y=[self._height(p) for p in here])

    def operation_at(self, where: Any) -> int:
        """The operation whose marker is nearest, if the pointer is on it."""
        points = (*self._view.slowest, *self._view.latencies)
        return self.nearest(where, [(p.ended_us, self._height(p), p.operation) for p in points])

    def values_at(self, us: int) -> str:
        """The operation that finished last, and the percentiles there."""
        ended = [point.ended_us for point in self._view.latencies]
        place = bisect_right(ended, us)
        if place == 0:
            return self.tr("nothing finished yet")
        last = self._view.latencies[place - 1]
        name = self.tr("read") if last.kind == "read" else self.tr("write")
        if last.outcome != "ok":
            end = self.tr("no answer") if last.outcome == "info" else self.tr("refused")
            return self.tr("last {0}: {1}").format(name, end)
        words = self.tr("last {0} {1}").format(name, format_ms(last.latency_us / 1000))
        at = bisect_right([each[0] for each in self._view.percentiles], us)
        return words if at == 0 else f"{words}, {self._percentiles(at - 1)}"

    def _percentiles(self, index: int) -> str:
        _, p50, p99 = self._view.percentiles[index]
        return f"p50 {format_ms(p50)}, p99 {format_ms(p99)}"

    def _size(self, outcome: str, count: int) -> float:
        large = 1.0 if theme.current().line_width < 2 else 1.5
        size = (7.0 if count <= MOST_POINTS else 4.0) * large
        return size if outcome == "ok" else (2.3 if outcome == "info" else 1.3) * size

    def _height(self, point: LatencyPoint) -> float:
        latency_ms = point.latency_us / 1000
        return min(self.top, latency_ms) if point.outcome == "info" else latency_ms

    def _show_labels(self) -> None:
        if self._view.percentiles:
            now = theme.current()
            us, p50, p99 = self._view.percentiles[-1]
            ends = ((p50, "p50", now.text), (p99, "p99", now.muted))
            labels = [Label(us, ms, name, color) for ms, name, color in ends if np.isfinite(ms)]
            self._labels.show(labels, self.across)
        else:
            self._labels.show([], self.across)

    def _show_summary(self) -> None:
        shapes = dict(_KINDS)
        now = theme.current()
        self.show_legend(
            [
                Entry(summary_text(each), getattr(now, each.kind), shapes[each.kind])
                for each in self._view.summaries
            ]
        )
