"""Pens and curves that are cheap in pyqtgraph: its thick antialiased long lines are ruinous."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ui import theme

MOST_SMOOTH_POINTS = 400
MOST_POINTS, _CELLS = 300, (200, 40)


def style_band(region: Any, kind: str) -> None:
    """Shades a fault as the time line does: a cut has dashed edges, a stopped server dotted."""
    now = theme.current()
    color = now.color(theme.BANDS[kind])
    style = Qt.PenStyle.DashLine if kind == "cut" else Qt.PenStyle.DotLine
    for line in region.lines:
        line.setPen(pen_of(color, 1.0, style))
    color.setAlpha(16 if kind == "ailing" else 34)
    region.setBrush(color)


def pen_of(
    color: QColor | str, width: float, style: Qt.PenStyle | Sequence[float] = Qt.PenStyle.SolidLine
) -> QPen:
    """A pen whose width is in pixels of the screen, whatever the scale of the plot."""
    pen = QPen(QColor(color), width)
    pen.setCosmetic(True)
    if isinstance(style, Qt.PenStyle):
        pen.setStyle(style)
    elif style:
        pen.setDashPattern(style)
    return pen


def set_curve(curve: Any, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> None:
    """Fills a curve: smooth when it is short, in plain segments when it is long."""
    short = len(xs) <= MOST_SMOOTH_POINTS
    curve.setSegmentedLineMode("auto" if short else "on")
    curve.setData(xs, ys, antialias=short, skipFiniteCheck=True)


def distinct(
    points: Sequence[tuple[float, float]], across: tuple[int, int], top: float
) -> NDArray[np.float64]:
    """The places of markers within the axis; of many that would cover one another one is left."""
    places = np.array(points, dtype=float).reshape(-1, 2)
    places = places[(places[:, 0] >= across[0]) & (places[:, 0] <= across[1])]
    if len(places) <= MOST_POINTS:
        return places
    cell = np.array([max(1, across[1] - across[0]) / _CELLS[0], top / _CELLS[1]])
    # One number a cell: `unique` over rows would sort ten times as slowly.
    begin = np.array([across[0], 0.0])
    columns, rows = np.round((places - begin) / cell).astype(np.int64).T
    columns, rows = np.divmod(np.unique(columns * 1_000 + rows), 1_000)
    kept: NDArray[np.float64] = np.column_stack((columns, rows)) * cell + begin
    return kept
