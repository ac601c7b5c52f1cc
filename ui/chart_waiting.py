"""How long people wait at the story's load, by the number of servers: the mean, and 1 in 100.

Where the load is more than the servers can do there is no steady value: an arrow at the upper edge
says so. Where somebody gave up, a figure is a lower bound.
"""

from collections.abc import Iterable
from typing import Any

from explorer.study_points import Figure, Point
from ui import theme
from ui.chart_legend import Entry, marker
from ui.chart_pens import pen_of
from ui.chart_servers import Measured, ServersChart, too_few, tops
from ui.words import format_ms


class WaitChart(ServersChart):
    """How long people wait at the story's load, on average and 1 in 100."""

    def make_items(self, pg: Any) -> None:
        """Mean and p99, and arrows where there is neither."""
        self.means = Measured(pg, self.plot, "circle")
        self.tails = Measured(pg, self.plot, "diamond", (5.0, 3.0))
        self._endless = pg.ScatterPlotItem(symbol=marker("cross beyond"), pxMode=True)
        self._bounds = pg.ScatterPlotItem(symbol=marker("circle beyond"), pxMode=True)
        for item in (self._endless, self._bounds):
            self.plot.addItem(item, ignoreBounds=True)

    def style_items(self) -> None:
        """The mean solid, the tail dashed."""
        now = theme.current()
        self.means.style(now.read)
        self.tails.style(now.write)
        for item, color in ((self._endless, now.lost), (self._bounds, now.unknown)):
            item.setPen(pen_of(color, max(1.5, now.line_width)))
            item.setBrush(None)
            item.setSize(18.0 if now.line_width < 2 else 27.0)

    def highest(self) -> float:
        """All that is steady, with its bars."""
        return max([*tops(self.figures("p99_ms")), *tops(self.figures("mean_ms"))], default=1.0)

    def fill(self) -> None:
        """Points, and arrows at the upper edge."""
        self.means.show(self.figures("mean_ms"), line=True)
        self.tails.show(self.figures("p99_ms"), line=True)
        over = [n for n, point in self.view.points if point.over]
        self._endless.setData(x=over, y=[self.top * 0.93] * len(over))
        bounds = {n for n, point in self.view.points if point.censored}
        places = [(n, y) for n, y in self.means.places() + self.tails.places() if n in bounds]
        self._bounds.setData(x=[n for n, _ in places], y=[y for _, y in places])
        if not self.means.places():  # a scale of nothing would be made up
            self.plot.getAxis("left").setTicks([[]])
        self.show_legend(list(self._entries(over)))

    def _entries(self, over: list[int]) -> Iterable[Entry]:
        now = theme.current()
        yield Entry(self.tr("mean"), now.read, "circle")
        yield Entry(self.tr("1 in 100 waits longer (p99)"), now.write, "diamond")
        if over:
            yield Entry(self.tr("more than they can do"), now.lost, "cross beyond", filled=False)
        censored = sum(point.censored for _, point in self.view.points if not point.over)
        if censored:
            text = self.tr("{0} gave up: ≥ as long as they waited").format(f"{censored:,}")
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
        return too_few()
    return f"{format_ms(figure.value).removesuffix(' ms')} ± {format_ms(figure.half)}"
