"""What the three charts share: a panel with title, legend and plot; bands, playhead, crosshair.

pyqtgraph is imported when the first plot is built, not before: it costs half a second, which the
first painted window must not wait for. Only the chart files know it.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.frame import FaultBand, Frame
from ui import theme
from ui.chart_labels import small_font
from ui.chart_legend import Entry, HeadLine, Legend
from ui.chart_pens import pen_of, style_band
from ui.scales import grown, nice_ceiling, time_ticks
from ui.words import format_on_axis, format_span

_BELOW_PX, _ABOVE_PX = 8.0, 13.0
_LEAST_DATA_PX = 48


class Chart(QFrame):
    """One chart: `draw` fills it, `values_at` reads it; the rest is the same for all."""

    hovered = Signal(object)
    picked = Signal(int)
    resized = Signal()

    def __init__(self, name: str, title: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"chart_{name}")
        self.setProperty("role", "panel")
        self.setAccessibleName(title)
        self.unit = self._drawn = unit
        self.plot: Any = None
        self.top = self.bottom = 0.0
        self.end_us = 1
        self._bands: list[Any] = []
        self._drawn_bands: tuple[object, ...] = ()
        self._playhead: Any = None
        self._cross: Any = None
        self._title, self._values = HeadLine(title, 0.3), HeadLine(unit, 0.62)
        self._sentence = QLabel(self)
        self.legend = Legend(self)
        self._lay_out()
        self.restyle()

    def build(self) -> None:
        """Makes the plot; called once, late."""
        import pyqtgraph as pg

        plot = self.plot = pg.PlotWidget()
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(False, False)
        plot.hideButtons()
        plot.setFrameShape(QFrame.Shape.NoFrame)
        plot.setAccessibleName(self.accessibleName())
        plot.getPlotItem().setContentsMargins(0, 0, 24, 0)
        plot.getAxis("left").setStyle(tickLength=0, hideOverlappingLabels=False)
        plot.getAxis("bottom").setStyle(tickLength=-4, hideOverlappingLabels=30)
        self._playhead = pg.InfiniteLine(angle=90, movable=False)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        for line in (self._playhead, self._cross):
            plot.addItem(line, ignoreBounds=True)
        plot.getViewBox().sigResized.connect(self._fit_to_size)
        plot.scene().sigMouseMoved.connect(self._moved)
        plot.scene().sigMouseClicked.connect(self._clicked)
        self.layout().addWidget(plot, 1)  # type: ignore[union-attr,call-arg]
        self._sentence.setParent(plot)
        self.make_items(pg)
        self.restyle()

    def make_items(self, pg: Any) -> None:
        """Makes the curves and markers of this chart."""
        raise NotImplementedError

    def draw(self, frame: Frame) -> None:
        """Fills the curves and the legend from `frame`."""
        raise NotImplementedError

    def values_at(self, us: int) -> str:
        """What the chart says at a moment, in words."""
        raise NotImplementedError

    def style_items(self) -> None:
        """Gives the curves the pens of the theme."""
        raise NotImplementedError

    def show_playhead(self, frame: Frame) -> None:
        """Moves the playhead, the ends of the axis and the bands to those of `frame`."""
        view = frame.timeline
        end = max(1, view.end_us, frame.now_us)
        if end != self.end_us or not self._drawn_bands:
            self.end_us = end
            self._label_time()
        self._playhead.setValue(frame.now_us)
        self._show_bands(view.bands, max(view.head_us, frame.now_us))
        self._say_part(frame.charts.one_in)

    def _say_part(self, one_in: int) -> None:
        """Where too many operations have ended to be drawn, the chart says how many it draws."""
        part = self.tr("{0}; 1 in {1} drawn").format(self.unit, one_in)
        self._drawn = self.unit if one_in == 1 else part
        if not self._cross.isVisible() and self._values.text() != self._drawn:
            self._values.setText(self._drawn)

    def show_cross(self, us: int | None) -> None:
        """Draws the shared line at `us` with this chart's values, or takes it away."""
        if self.plot is None:
            return
        self._cross.setVisible(us is not None)
        if us is not None:
            self._cross.setValue(us)
        text = self._drawn if us is None else f"{format_span(us)}: {self.values_at(us)}"
        if self._values.text() != text:
            self._values.setText(text)

    def fit(self, value: float, *, afresh: bool = False) -> None:
        """Lets the vertical axis grow, by nice steps, until `value` fits."""
        top = nice_ceiling(value) if afresh or self.top <= 0 else grown(self.top, value)
        if top != self.top:
            self.top = top
            self._label_values()

    def say(self, sentence: str) -> None:
        """Shows a sentence in the middle of the plot; none when it is empty."""
        if self._sentence.text() != sentence:
            self._sentence.setText(sentence)
        self._place_sentence()
        self._sentence.setVisible(bool(sentence))

    def show_legend(self, entries: Sequence[Entry]) -> None:
        """Shows the legend, and gives it to assistive technology as a sentence."""
        if self.legend.show_entries(tuple(entries)):
            self.setAccessibleDescription("; ".join(entry.text for entry in entries))

    def restyle(self) -> None:
        """Takes all colours and sizes from the theme anew."""
        now = theme.current()
        small = small_font()
        self._title.setFont(theme.font(bold=True, scale=0.78 if now.large else 1.0))
        for label in (self._values, self._sentence):
            label.setFont(small)
            label.setStyleSheet(f"color: {now.muted}; background: transparent;")
        self.legend.setFont(small)
        if self.plot is None:
            return
        self.plot.setBackground(now.panel)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(now.line)
            axis.setTextPen(now.muted)
            axis.setStyle(tickFont=small, tickTextOffset=3)
        metrics = self.legend.fontMetrics()
        self.plot.getAxis("left").setWidth(metrics.horizontalAdvance("00000") + 4)
        self.plot.getAxis("bottom").setHeight(metrics.height() + 4)
        self.plot.setMinimumHeight(round(4.5 * metrics.height()))
        self._playhead.setPen(pen_of(now.text, max(1.0, now.line_width * 0.7)))
        self._cross.setPen(pen_of(now.accent, 1.0, Qt.PenStyle.DashLine))
        self._drawn_bands = ()
        self.style_items()

    def settle(self) -> None:
        """Lays everything out now: labels are placed by pixels."""
        self.layout().activate()  # type: ignore[union-attr]
        self.plot.getPlotItem().layout.activate()

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is gone, and the crosshair with it."""
        super().leaveEvent(event)
        self.hovered.emit(None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._values)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 10, 4)
        column.setSpacing(1)
        column.addLayout(head)
        column.addWidget(self.legend)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._sentence.hide()

    def _fit_to_size(self) -> None:
        self._label_time()
        self._label_values()
        self._place_sentence()
        self.resized.emit()

    def _label_time(self) -> None:
        self.plot.setXRange(0, self.end_us, padding=0)
        wide = self.legend.fontMetrics().horizontalAdvance(format_on_axis(self.end_us, self.end_us))
        parts = max(1, min(6, self.width() // (2 * wide)))
        ticks = [(us, format_on_axis(us, self.end_us)) for us in time_ticks(self.end_us, parts)]
        self.plot.getAxis("bottom").setTicks([ticks])

    def _label_values(self) -> None:
        """Keeps room, in pixels, for whole markers at the bottom and at the top."""
        if self.top <= 0:
            return
        span = self.top - self.bottom
        large = 1.0 if theme.current().line_width < 2 else 1.5
        pixels = max(_LEAST_DATA_PX, self.plot.getViewBox().height())
        unit = span / max(10.0, pixels - (_BELOW_PX + _ABOVE_PX) * large)
        below, above = _BELOW_PX * large * unit, _ABOVE_PX * large * unit
        self.plot.setYRange(self.bottom - below, self.top + above, padding=0)
        parts = (0.0, 0.5, 1.0) if pixels > 4.5 * self.legend.fontMetrics().height() else (0.0, 1.0)
        values = [self.bottom + part * span for part in parts]
        ticks = [(value, f"{value:g}") for value in values]
        self.plot.getAxis("left").setTicks([ticks])

    def _place_sentence(self) -> None:
        if self.plot is not None:
            self._sentence.setGeometry(self.plot.rect().adjusted(40, 0, 0, -16))

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

    def _moved(self, where: Any) -> None:
        box = self.plot.getViewBox()
        inside = box.sceneBoundingRect().contains(where)
        self.hovered.emit(self._moment(where) if inside else None)

    def _clicked(self, click: Any) -> None:
        where = click.scenePos()
        inside = self.plot.getViewBox().sceneBoundingRect().contains(where)
        if click.button() == Qt.MouseButton.LeftButton and inside:
            self.picked.emit(self._moment(where))

    def _moment(self, where: Any) -> int:
        us = float(self.plot.getViewBox().mapSceneToView(where).x())
        return min(self.end_us, max(0, round(us)))
