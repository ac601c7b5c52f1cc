"""What the charts over time share: the time axis with its bands, playhead and crosshair."""

from collections.abc import Iterable, Sequence
from math import hypot
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from explorer.frame import Frame
from explorer.frame_time import FaultBand
from ui import theme
from ui.chart_brush import Brush
from ui.chart_panel import ChartPanel
from ui.chart_pens import pen_of, style_band
from ui.words import format_span

NEAR_PX = 8
"""How near to a marker a click has to be."""


class Chart(ChartPanel):
    """One chart over time: `draw` fills it, `values_at` reads it; the rest is the same for all."""

    picked = Signal(int)
    chosen = Signal(int)
    """An operation that is drawn was clicked."""
    spanned = Signal(int, int)
    """A hand wants to see this part of time: by the wheel, or drawn over the plot."""
    PART = str(QT_TRANSLATE_NOOP("Chart", "{0}; 1 in {1} drawn"))
    """What is said where not all is drawn."""
    THINNED = True
    """Whether it draws operations, of a crowd only some."""

    def __init__(self, name: str, title: str, unit: str, parent: QWidget | None = None) -> None:
        self._drawn = unit
        self.end_us = 1
        self.span: tuple[int, int] | None = None
        self._bands: list[Any] = []
        self._drawn_bands: tuple[object, ...] = ()
        self._playhead: Any = None
        super().__init__(name, title, unit, parent)

    def build(self) -> None:
        """Makes the plot; called once, late."""
        import pyqtgraph as pg

        self._playhead = pg.InfiniteLine(angle=90, movable=False)
        self._playhead.setZValue(-1)  # below what is measured
        super().build()
        self.plot.addItem(self._playhead, ignoreBounds=True)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self._brush = Brush(self)

    def draw(self, frame: Frame) -> None:
        """Fills the curves and the legend from `frame`."""
        raise NotImplementedError

    def values_at(self, us: int) -> str:
        """What the chart says at a moment, in words."""
        raise NotImplementedError

    def show_playhead(self, frame: Frame) -> None:
        """Moves the playhead, the ends of the axis and the bands to those of `frame`."""
        view = frame.timeline
        end = max(1, view.end_us, frame.now_us)
        if (end, frame.span) != (self.end_us, self.span) or not self._drawn_bands:
            self.end_us, self.span = end, frame.span
            self.label_across()
        self._playhead.setValue(frame.now_us)
        self._show_bands(view.bands, max(view.head_us, frame.now_us))
        self._say_part(frame.charts.one_in)

    def _say_part(self, one_in: int) -> None:
        """Where too many operations have ended to be drawn, the chart says how many it draws."""
        part = self.tr(self.PART).format(self.unit, one_in)
        self._drawn = part if one_in > 1 and self.THINNED else self.unit
        if not self._cross.isVisible():
            self.say_values(self._drawn)

    def show_cross(self, us: int | None) -> None:
        """Draws the shared line at `us` with this chart's values, or takes it away."""
        self.cross_moment(us, self._drawn if us is None else self.values_at(us))

    def said_at(self, place: QPoint) -> str:
        """What the chart says at the moment there."""
        if self.plot is None:
            return ""
        us = self.under_pixel(self.plot.mapFrom(self, place).x())
        return f"{self.accessibleName()}: {format_span(us)}: {self.values_at(us)}."

    def restyle(self) -> None:
        """Takes all colours and sizes from the theme anew."""
        super().restyle()
        if self.plot is not None:
            now = theme.current()
            self._playhead.setPen(pen_of(now.text, max(1.0, now.line_width * 0.7)))
            self._drawn_bands = ()

    def label_across(self) -> None:
        """Labels moments, as many as have room."""
        from_us, until_us = self.across
        self.plot.setXRange(from_us, until_us, padding=0)
        self.label_moments(until_us, from_us)

    @property
    def across(self) -> tuple[int, int]:
        """The part of time that is shown."""
        return self.span or (0, self.end_us)

    def under(self, x: float) -> int:
        """The moment there."""
        from_us, until_us = self.across
        return min(until_us, max(from_us, round(x)))

    def under_pixel(self, x: float) -> int:
        """The moment at a place of the plot, in pixels from its left edge."""
        return self.under(self._x(self.plot.mapToScene(round(x), 1)))

    def _show_bands(self, bands: Sequence[FaultBand], head_us: int) -> None:
        ends = tuple(
            (band.kind, band.start_us, head_us if band.end_us is None else band.end_us)
            for band in bands
            if band.kind != "load"  # it is what the chart is about
        )
        if ends == self._drawn_bands and ends:
            return
        self._drawn_bands = ends
        import pyqtgraph as pg

        while len(self._bands) > len(ends):
            self.plot.removeItem(self._bands.pop())
        while len(self._bands) < len(ends):
            region = pg.LinearRegionItem(movable=False)
            region.setZValue(-20)
            self.plot.addItem(region, ignoreBounds=True)
            self._bands.append(region)
        for region, (kind, start, end) in zip(self._bands, ends, strict=True):
            style_band(region, kind)
            region.setRegion((start, max(start, end)))

    def _clicked(self, click: Any) -> None:
        where = click.scenePos()
        inside = self.plot.getViewBox().sceneBoundingRect().contains(where)
        if click.button() == Qt.MouseButton.LeftButton and inside:
            self.picked.emit(self.under(self._x(where)))
            operation = self.operation_at(where)
            if operation:
                self.chosen.emit(operation)

    def nearest(self, where: Any, places: Iterable[tuple[float, float, int]]) -> int:
        """Of operations drawn at (x, y) the one on which the pointer is; 0 for none."""
        box = self.plot.getViewBox()
        across, up = box.viewPixelSize()
        at = box.mapSceneToView(where)
        near = {hypot((x - at.x()) / across, (y - at.y()) / up): found for x, y, found in places}
        least = min(near, default=NEAR_PX + 1.0)
        return near[least] if least <= NEAR_PX else 0

    def operation_at(self, where: Any) -> int:
        """The operation that is drawn at a place of the scene; 0 for none."""
        return 0
