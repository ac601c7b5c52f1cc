"""The lines of a chart, one for each server, told apart by colour and dash."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui import theme
from ui.chart_pens import pen_of, set_curve

_ROLES = ("read", "write", "user_z", "repair", "ack", "text", "reply")
_DASHES: tuple[tuple[float, ...], ...] = (
    (), (6.0, 2.0), (2.0, 2.0), (8.0, 2.0, 2.0, 2.0), (4.0, 4.0),
)  # fmt: skip


def color_of(index: int) -> str:
    """The colour of the line of this index, '#RRGGBB'."""
    return str(getattr(theme.current(), _ROLES[index % len(_ROLES)]))


def dashes_of(index: int) -> tuple[float, ...]:
    """Its dashes, in widths of the pen; none for a solid line."""
    return _DASHES[index % len(_DASHES)]


class Lines:
    """As many lines in a plot as there are servers."""

    def __init__(self, plot: Any) -> None:
        self._plot = plot
        self._lines: list[Any] = []
        self._chosen: int | None = None

    def style(self) -> None:
        """Gives them the pens of the theme."""
        width = theme.current().line_width + 0.3
        for index, line in enumerate(self._lines):
            broad = 2.0 if index == self._chosen else 1.0
            line.setPen(pen_of(color_of(index), broad * width, dashes_of(index)))

    def emphasise(self, chosen: int | None) -> None:
        """Makes one of them broad; None: all are alike."""
        if chosen == self._chosen:
            return
        self._chosen = chosen
        self.style()

    def show(self, tables: Sequence[NDArray[np.float64]]) -> None:
        """A line through the places (x, y) of each table."""
        import pyqtgraph as pg

        changed = len(self._lines) != len(tables)
        while len(self._lines) > len(tables):
            self._plot.removeItem(self._lines.pop())
        while len(self._lines) < len(tables):
            self._lines.append(pg.PlotCurveItem())
            self._plot.addItem(self._lines[-1], ignoreBounds=True)
        if changed:
            self.style()
        for line, table in zip(self._lines, tables, strict=True):
            set_curve(line, table[:, 0], table[:, 1])
