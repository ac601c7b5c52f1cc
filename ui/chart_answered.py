"""Which share of the operations was answered, of all that have ended so far; who waits is said.

Refused and unanswered are two things: a refused operation got a no; of an unanswered one nobody
knows whether it happened.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.frame import Frame
from explorer.frame_charts import LatencyPoint
from ui import theme
from ui.chart_base import Chart
from ui.chart_labels import EndLabels, Label
from ui.chart_legend import Entry
from ui.chart_pens import pen_of, set_curve

Floats = NDArray[np.float64]

_MOST_STEPS = 400

_LINES: dict[str, tuple[str, tuple[float, ...]]] = {
    "ok": ("fresh", ()),
    "info": ("unknown", (6.0, 2.0)),
    "fail": ("lost", (2.0, 2.0)),
}


def shares(points: Sequence[LatencyPoint]) -> tuple[list[int], dict[str, Floats]]:
    """The moments at which operations ended, and after each the percentage of every outcome."""
    ordered = sorted(points, key=attrgetter("ended_us"))
    asked = np.arange(1, len(ordered) + 1)
    outcomes = [point.outcome for point in ordered]
    percent = {
        outcome: 100.0 * np.cumsum([each == outcome for each in outcomes]) / asked
        for outcome in _LINES
    }
    return [point.ended_us for point in ordered], percent


def steps(times: Sequence[int], values: Floats, until_us: int) -> tuple[Floats, Floats]:
    """The corners of a staircase: each value holds from its moment to the next one's."""
    if not len(times):
        return np.empty(0), np.empty(0)
    moments = np.array(times, dtype=float)
    if len(moments) > _MOST_STEPS:
        # Of the steps within one pixel or so the last one stands for all.
        cells = np.floor(moments * _MOST_STEPS / max(1.0, moments[-1]))
        last = np.append(np.flatnonzero(np.diff(cells)), len(cells) - 1)
        moments, values = moments[last], values[last]
    xs = np.repeat(np.append(moments, max(until_us, moments[-1])), 2)[1:-1]
    return xs, np.repeat(values, 2)


class AnsweredChart(Chart):
    """A staircase for answered, one for no answer, one for refused."""

    _lines: dict[str, Any]
    _labels: EndLabels
    _times: Sequence[int] = ()
    _percent: dict[str, Floats] | None = None

    def make_items(self, pg: Any) -> None:
        """One curve for each outcome."""
        self._lines = {outcome: pg.PlotCurveItem() for outcome in _LINES}
        for line in self._lines.values():
            self.plot.addItem(line, ignoreBounds=True)
        self._labels = EndLabels(self.plot)

    def style_items(self) -> None:
        """Each outcome by colour and dash."""
        now = theme.current()
        for outcome, line in self._lines.items():
            role, dashes = _LINES[outcome]
            line.setPen(pen_of(now.color(role), now.line_width + 0.3, dashes))

    def draw(self, frame: Frame) -> None:
        """Fills the staircases and the counts; what never happened has no line."""
        self.fit(100.0)
        points = frame.charts.latencies
        self._times, self._percent = shares(points)
        words = {
            "ok": self._of_ended(frame.charts.waiting), "info": self.tr("{0} % no answer"),
            "fail": self.tr("{0} % refused"),
        }  # fmt: skip
        big = theme.current().large
        labels = []
        for outcome, line in self._lines.items():
            ever = any(point.outcome == outcome for point in points)
            times = self._times if ever else ()
            values = self._percent[outcome] if ever else np.empty(0)
            xs, ys = steps(times, values, frame.now_us)
            set_curve(line, xs, ys)
            if ever:
                color = getattr(theme.current(), _LINES[outcome][0])
                text = ("{0} %" if big else words[outcome]).format(f"{values[-1]:.0f}")
                labels.append(Label(frame.now_us, float(values[-1]), text, color))
        self._labels.show(labels, self.across)
        self._show_counts(dict(frame.charts.outcomes), frame.charts.waiting)
        self.say("" if points else self.tr("No operation has finished yet"))

    def values_at(self, us: int) -> str:
        """The shares at a moment."""
        place = bisect_right(self._times, us)
        if place == 0 or self._percent is None:
            return self.tr("nothing finished yet")
        answered = self._percent["ok"][place - 1]
        return self.tr("{0} % answered").format(f"{answered:.0f}")

    def _of_ended(self, waiting: int) -> str:
        """Where somebody waits, they are not among those of whom all may be answered."""
        return self.tr("{0} % of those ended") if waiting else self.tr("{0} % answered")

    def _show_counts(self, counts: Mapping[str, int], waiting: int) -> None:
        now = theme.current()
        names = {
            "ok": self.tr("answered {0:,} of {1:,} asked"),
            "info": self.tr("no answer {0:,}"),
            "fail": self.tr("refused {0:,}"),
        }
        entries = []
        for outcome, (role, dashes) in _LINES.items():
            count = counts.get(outcome, 0)
            if count or outcome == "ok":
                words = names[outcome].format(count, sum(counts.values()) + waiting)
                entries.append(Entry(words, getattr(now, role), "line", dashes))
        if waiting:
            entries.append(Entry(self.tr("still waiting {0:,}").format(waiting), now.muted, "none"))
        self.show_legend(entries)
