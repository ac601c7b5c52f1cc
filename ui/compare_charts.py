"""Both runs in the same charts: what was read, who was answered, how long it took."""

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.frame import Frame
from explorer.frame_charts import ChartsView, LatencyPoint, StaleRead
from explorer.pairing import BOTH
from explorer.twin_view import SideView, TwinView
from ui.chart_pens import MOST_POINTS
from ui.compare_pair import Floats, PairChart
from ui.compare_rates import ThroughputPairChart
from ui.drawn_late import DrawnLate
from ui.words import format_ms, format_seconds

GRID = 120
"""Points of a line over many operations."""
WINDOW_PART = 10
"""A share is of a window of this part of the run: a tenth, as percentiles are."""


class ReadAgeChart(PairChart):
    """How old what was read was: 0 where a read missed nothing acknowledged."""

    def line(self, frame: Frame) -> Floats:
        """What the last read returned; of a crowd the oldest in each part of the run."""
        reads = sorted(frame.charts.reads, key=lambda read: read.at_us)
        points = [(float(read.at_us), read.behind_us / 1000) for read in reads]
        if len(points) > MOST_POINTS or not points:
            return highest(points, frame.timeline.end_us)
        return staircase(points, frame.now_us)

    def dots(self, charts: ChartsView) -> Floats:
        """The reads that missed something, while they are few."""
        stale = [read for read in charts.reads if _is_stale(read)]
        points = [(read.at_us, read.behind_us / 1000) for read in stale]
        return np.array(points if len(points) <= MOST_POINTS else [], dtype=float).reshape(-1, 2)

    def summary(self, side: SideView) -> str:
        """How many were stale."""
        charts = side.frame.charts
        read = charts.fresh_reads + charts.stale_reads
        return self.tr("{0} stale of {1} reads").format(f"{charts.stale_reads:,}", f"{read:,}")

    def nothing(self) -> str:
        """Nobody has read."""
        return self.tr("Nothing has been read yet")


class AnsweredPairChart(PairChart):
    """Which share of what ended in the last tenth of the run was answered."""

    def line(self, frame: Frame) -> Floats:
        """Of all so far while they are few; of a crowd, of those of a while."""
        points = frame.charts.latencies
        window_us = frame.timeline.end_us // WINDOW_PART if _many(frame.charts) else None
        return shares(points, frame.timeline.end_us, frame.now_us, window_us)

    def draw_twin(self, view: TwinView) -> None:
        """Says as well of which operations the shares are."""
        many = any(_many(side.frame.charts) for side in (view.left, view.right))
        self.unit = (
            self.tr("% of tries that ended in a while")
            if many
            else self.tr("% of tries that ended")
        )
        super().draw_twin(view)

    def summary(self, side: SideView) -> str:
        """How many of all that ended, and how many have not."""
        counts, waiting = dict(side.frame.charts.outcomes), side.frame.charts.waiting
        text = self.tr("{0} of {1}").format(f"{counts.get('ok', 0):,}", f"{sum(counts.values()):,}")
        more = self.tr(", {0} waiting").format(f"{waiting:,}") if waiting else ""
        return text + more

    def told(self, value: float) -> str:
        """In per cent."""
        return f"{value:.0f} %"


class LatencyPairChart(PairChart):
    """How long operations took: each one while they are few, else the p99 of a sliding window."""

    def line(self, frame: Frame) -> Floats:
        """p99, where a window holds enough for it."""
        known = [(float(t), p99) for t, _, p99 in frame.charts.percentiles if np.isfinite(p99)]
        return np.array(known, dtype=float).reshape(-1, 2)

    def dots(self, charts: ChartsView) -> Floats:
        """Each operation, those without an answer at the time at which they were given up."""
        points = [(point.ended_us, point.latency_us / 1000) for point in charts.latencies]
        few = len(points) <= MOST_POINTS
        return np.array(points if few else [], dtype=float).reshape(-1, 2)

    def summary(self, side: SideView) -> str:
        """The p99 of either kind, first as it is what is drawn, and how many there were."""
        parts = []
        for each in side.frame.charts.summaries:
            name = self.tr("reads") if each.kind == "read" else self.tr("writes")
            if each.p99:
                p99 = ("≥ " if each.p99.at_least else "") + format_ms(each.p99.value)
                parts.append(self.tr("{0} p99 {1}, n={2}").format(name, p99, f"{each.n:,}"))
            elif each.n:
                parts.append(f"{name} n={each.n:,}")
        return "; ".join(parts) or self.tr("none ended")


def _is_stale(read: StaleRead) -> bool:
    return read.behind_us > 0 or read.versions > 0


def staircase(points: Sequence[tuple[float, float]], now_us: int) -> Floats:
    """The corners of a line on which each value holds until the next one, or until now."""
    table = np.array(points, dtype=float).reshape(-1, 2)
    corners = np.repeat(table, 2, axis=0)
    corners[:-1, 0] = corners[1:, 0]
    corners[-1, 0] = max(now_us, table[-1, 0])
    return np.vstack((table[:1], corners))


def highest(points: Sequence[tuple[float, float]], end_us: int) -> Floats:
    """The highest of many points in each of `GRID` parts of the run."""
    table = np.array(points, dtype=float).reshape(-1, 2)
    if not len(table):
        return table
    cells = (table[:, 0] * GRID // max(1, end_us)).astype(int)
    starts = np.flatnonzero(np.diff(cells, prepend=-1))
    tops = np.maximum.reduceat(table[:, 1], starts)
    kept: Floats = np.column_stack((table[starts, 0], tops))
    return kept


def _many(charts: ChartsView) -> bool:
    return len(charts.latencies) > MOST_POINTS


def shares(
    points: Sequence[LatencyPoint], end_us: int, now_us: int, window_us: int | None
) -> Floats:
    """(time, per cent answered) of the window before each point of a grid, where any ended.

    Without a window it is of all so far.
    """
    ended = np.array([point.ended_us for point in points], dtype=float)
    order = np.argsort(ended, kind="stable")
    ok = np.array([point.outcome == "ok" for point in points], dtype=float)[order]
    ended, counted = ended[order], np.concatenate(([0.0], np.cumsum(ok)))
    moments = np.append(np.arange(1, GRID + 1) * end_us / GRID, now_us)
    moments = np.sort(moments[moments <= now_us])
    last = np.searchsorted(ended, moments, side="right")
    since = np.full_like(moments, -1.0) if window_us is None else moments - window_us
    first = np.searchsorted(ended, since, side="right")
    known = last > first
    first, last = first[known], last[known]
    part = 100 * (counted[last] - counted[first]) / (last - first)
    kept: Floats = np.column_stack((moments[known], part))
    return kept


class CompareCharts(DrawnLate):
    """The charts of two runs, on one time axis with one crosshair."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare-charts")
        self.setAccessibleName(self.tr("Charts of both"))
        self._twin: TwinView | None = None
        self._drawn_twin: TwinView | None = None
        self._last = 1
        self._shares = AnsweredPairChart(
            "compare_answered", self.tr("Answered"), self.tr("% of tries that ended")
        )
        self._rates = ThroughputPairChart(
            "compare_rates", self.tr("Throughput"), self.tr("answers a second")
        )
        self.pairs: tuple[PairChart, ...] = (
            ReadAgeChart("compare_age", self.tr("Age of what was read"), self.tr("ms behind")),
            self._shares,
            self._rates,
            LatencyPairChart("compare_latency", self.tr("Time of each try"), self.tr("ms")),
        )
        self.charts = self.pairs
        self._rates.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for chart in self.pairs:
            chart.setToolTip(self.tr("Click: go to that moment. The time line has the keys."))
            chart.hovered.connect(self.show_crosshair)
            chart.picked.connect(lambda us: self.command.emit(f"seek {format_seconds(us)}"))
            chart.spanned.connect(self._zoom)
            chart.resized.connect(self.draw_again)
            row.addWidget(chart, 1)

    def _zoom(self, from_us: int, until_us: int) -> None:
        self.command.emit(f"zoom {format_seconds(from_us)} {format_seconds(until_us)}")

    def show_crosshair(self, us: int | None) -> None:
        """The same moment in all charts, with the values there; None takes it away."""
        for chart in self.pairs:
            chart.show_cross(us)

    def turn(self, *, playing: bool) -> tuple[int, ...]:
        """Whose charts are wanted anew: of both, or, while they play, of one after the other."""
        if not playing:
            return BOTH
        if not self.due:
            return ()
        self._last = 1 - self._last
        return (self._last,)

    def show_twin(self, view: TwinView) -> None:
        """Takes the newest picture of both."""
        self._twin = view
        crowd = any(side.frame.charts.rates for side in (view.left, view.right))
        for chart, there in ((self._rates, crowd), (self._shares, not crowd)):
            if chart.isHidden() == there:
                chart.setVisible(there)
        self.show_frame(view.clock)

    def draw(self, frame: Frame) -> Iterator[None]:
        """Draws the playhead; and the sides, where either has changed: a chart after the other."""
        view, old = self._twin, self._drawn_twin
        if view is None:
            return
        fresh = old is None or any(
            ours.frame.charts is not theirs.frame.charts or ours.title != theirs.title
            for ours, theirs in ((view.left, old.left), (view.right, old.right))
        )
        fresh = fresh or self.stale or (self.drawn is not None and self.drawn.span != frame.span)
        self._drawn_twin = view
        for chart in self.pairs:
            chart.show_playhead(frame)
            if fresh:
                chart.draw_twin(view)
            yield
