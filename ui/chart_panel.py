"""A plot in a panel: title, values, legend, one sentence when it is empty; whatever lies across.

pyqtgraph is imported when the first plot is built, not before: it costs half a second, which the
first painted window must not wait for. Only the chart files know it.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.chart_labels import small_font
from ui.chart_legend import Entry, HeadLine, Legend
from ui.chart_pens import pen_of
from ui.scales import grown, nice_ceiling, time_ticks
from ui.words import format_on_axis, format_span

_BELOW_PX, _ABOVE_PX = 8.0, 13.0
_LEAST_DATA_PX = 48
LEAST_PT = 10
"""How wide it is at the least, in font sizes."""


class ChartPanel(QFrame):
    """What all charts share; each makes, styles and labels its own items."""

    hovered = Signal(object)
    resized = Signal()
    VALUES_SHARE = 0.62
    """How much of the width the words at the right of the title may take."""

    def __init__(self, name: str, title: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"chart_{name}")
        self.setProperty("role", "panel")
        self.setAccessibleName(title)
        self.unit = unit
        self.plot: Any = None
        self.top = self.bottom = 0.0
        self._cross: Any = None
        short = title.partition(":")[0].split(" of ")[0]
        self._title = HeadLine(title, 1 - self.VALUES_SHARE - 0.08, short)
        self._values = HeadLine(unit, self.VALUES_SHARE)
        self._sentence = QLabel(self)
        self.legend = Legend(self)
        self._lay_out()
        self.restyle()

    def build(self) -> None:
        """Makes the plot; called once, late."""
        import pyqtgraph as pg

        # Without the menus: they are slow to make, and to be rid of them later has crashed.
        plot = self.plot = pg.PlotWidget(enableMenu=False)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setMouseEnabled(False, False)
        plot.hideButtons()
        plot.setFrameShape(QFrame.Shape.NoFrame)
        plot.setAccessibleName(self.accessibleName())
        plot.getPlotItem().setContentsMargins(0, 0, 24, 0)
        plot.getAxis("left").setStyle(tickLength=0, hideOverlappingLabels=False)
        plot.getAxis("bottom").setStyle(tickLength=-4, hideOverlappingLabels=30)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        plot.addItem(self._cross, ignoreBounds=True)
        plot.getViewBox().sigResized.connect(self._fit_to_size)
        plot.scene().sigMouseMoved.connect(self._moved)
        self.layout().addWidget(plot, 1)  # type: ignore[union-attr,call-arg]
        self._sentence.setParent(plot)
        self.make_items(pg)
        self.restyle()

    def make_items(self, pg: Any) -> None:
        """Makes the curves and markers of this chart."""
        raise NotImplementedError

    def style_items(self) -> None:
        """Gives the curves the pens of the theme."""
        raise NotImplementedError

    def label_across(self) -> None:
        """Sets the range and the labels of the axis below."""
        raise NotImplementedError

    def under(self, x: float) -> object:
        """What is told when the pointer is over this place of the axis below."""
        raise NotImplementedError

    def label_moments(self, end_us: int, from_us: int = 0) -> None:
        """Labels the axis below with as many moments, from `from_us` to `end_us`, as have room."""
        wide = self.legend.fontMetrics().horizontalAdvance(format_on_axis(end_us, end_us))
        parts = max(1, min(6, self.width() // (2 * wide)))
        ticks = [(us, format_on_axis(us, end_us)) for us in time_ticks(end_us, parts, from_us)]
        self.plot.getAxis("bottom").setTicks([ticks])

    def minimumSizeHint(self) -> QSize:
        """Narrow it may become: its words end in dots, and it asks for no more as it has now."""
        least = round(LEAST_PT * theme.current().font_pt)
        return QSize(least, super().minimumSizeHint().height())

    def fit(self, value: float, *, afresh: bool = False) -> None:
        """Lets the vertical axis grow, by nice steps, until `value` fits."""
        top = nice_ceiling(value) if afresh or self.top <= 0 else grown(self.top, value)
        if top != self.top:
            self.top = top
            self._label_values()

    def cross_moment(self, us: int | None, told: str) -> None:
        """Draws a line at a moment and tells what is there; None takes it away, and tells that."""
        if self.plot is None:
            return
        self._cross.setVisible(us is not None)
        if us is not None:
            self._cross.setValue(us)
        self.say_values(told if us is None else f"{format_span(us)}: {told}")

    def say(self, sentence: str) -> None:
        """Shows a sentence in the middle of the plot; none when it is empty."""
        if self._sentence.text() != sentence:
            self._sentence.setText(sentence)
        self._place_sentence()
        self._sentence.setVisible(bool(sentence))

    def say_values(self, text: str) -> None:
        """Shows a few words at the right of the title; large letters may leave a part of them."""
        if self._values.text() != text:
            self._values.setText(text)
            self._values.setToolTip(text)

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
        self.plot.setMinimumHeight(round(3.5 * metrics.height()))
        self._cross.setPen(pen_of(now.accent, 1.0, Qt.PenStyle.DashLine))
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
        head.setSpacing(8)
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
        self.label_across()
        self._label_values()
        self._place_sentence()
        self.resized.emit()

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

    def _moved(self, where: Any) -> None:
        box = self.plot.getViewBox()
        inside = box.sceneBoundingRect().contains(where)
        self.hovered.emit(self.under(self._x(where)) if inside else None)

    def _x(self, where: Any) -> float:
        return float(self.plot.getViewBox().mapSceneToView(where).x())
