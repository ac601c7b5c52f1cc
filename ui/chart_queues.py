"""How many requests waited for their turn at each server, where service takes time."""

from bisect import bisect_left
from typing import Any

import numpy as np

from explorer.frame import Frame
from explorer.frame_charts import QueueSeries
from ui.chart_base import Chart
from ui.chart_labels import EndLabels, Label
from ui.chart_legend import Entry
from ui.chart_lines import Lines, color_of, dashes_of


class QueuesChart(Chart):
    """A line for each server, or for each tier."""

    _lines: Lines
    _labels: EndLabels
    THINNED = False
    _queues: tuple[QueueSeries, ...] = ()

    def make_items(self, pg: Any) -> None:
        """The lines come with the servers."""
        del pg
        self._lines = Lines(self.plot)
        self._labels = EndLabels(self.plot)

    def style_items(self) -> None:
        """Servers by colour and dash."""
        self._lines.style()

    def draw(self, frame: Frame) -> None:
        """Fills the lines."""
        queues = self._queues = frame.charts.queues
        tables = [np.array(each.points, dtype=float).reshape(-1, 2) for each in queues]
        self.fit(max([table[:, 1].max(initial=0.0) for table in tables], default=0.0) or 1.0)
        self._lines.show(tables)
        self._labels.show([
            Label(each.points[-1][0], each.points[-1][1], each.name, color_of(index))
            for index, each in enumerate(queues) if each.points
        ], self.across)  # fmt: skip
        self.show_legend([
            Entry(each.name, color_of(index), "line", dashes_of(index))
            for index, each in enumerate(queues)
        ])  # fmt: skip
        quiet = all(many == 0 for each in queues for _, many in each.points)
        self.say(self.tr("Nobody has waited yet") if quiet else "")

    def values_at(self, us: int) -> str:
        """How many waited where."""
        found = []
        for each in self._queues:
            at = bisect_left(each.points, us, key=lambda point: point[0])
            if at < len(each.points) and each.points[at][1] >= 0.05:
                found.append(f"{each.name} {each.points[at][1]:.1f}")
        return ", ".join(found) if found else self.tr("nobody waits")
