"""How busy each tier is at the story's load, by the number of servers, and where it is full."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt

from explorer.loads import FULL
from explorer.study_points import Point
from ui import theme
from ui.chart_legend import Entry
from ui.chart_pens import pen_of
from ui.chart_servers import Measured, ServersChart


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
        points = self.view.points
        for tier, measured in self.tiers.items():
            measured.show([(n, dict(p.busy).get(tier)) for n, p in points], line=True)  # type: ignore[call-overload]
        self.show_legend(list(self._entries()))

    def _entries(self) -> Iterable[Entry]:
        now = theme.current()
        seen = {tier for _, point in self.view.points for tier, _ in point.busy}
        if "database" in seen:
            yield Entry(self.tr("database"), now.repair, "circle")
        if "web" in seen:
            yield Entry(self.tr("web servers"), now.hint, "diamond")
        yield Entry(self.tr("full: {0} %").format(f"{FULL:g}"), now.muted, dashes=(1.0, 2.0))

    def value_of(self, point: Point) -> str:
        """How busy each tier was."""
        told = [f"{tier} {f.value:.0f} ± {f.half:.0f} %" for tier, f in point.busy]
        return ", ".join([*told, *(f"n {figure.n:,}" for _, figure in point.busy[:1])])
