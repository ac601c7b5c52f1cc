"""The three charts side by side: latency, staleness, answers; one time axis, one crosshair.

Plots are built shortly after the first show, so that the window is painted first, and are drawn
at most 15 times a second; the last frame is never left out. For a still: `flush`.
"""

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.frame import Frame
from ui import theme
from ui.chart_answered import AnsweredChart
from ui.chart_base import Chart
from ui.chart_latency import LatencyChart
from ui.chart_staleness import StalenessChart
from ui.words import format_seconds

_FIRST_MS = 30
_BETWEEN_MS = 66


class Charts(QWidget):
    """What it cost, who was behind, who got an answer."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("charts")
        self.setAccessibleName(self.tr("Charts"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._frame: Frame | None = None
        self._drawn: Frame | None = None
        self._drawn_x = -1
        self._stale = True
        self._theme = theme.current()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self.charts: tuple[Chart, ...] = (
            LatencyChart("latency", self.tr("Latency of reads and writes"), self.tr("ms")),
            StalenessChart(
                "staleness",
                self.tr("Staleness: how far behind is each server"),
                self.tr("ms behind"),
            ),
            AnsweredChart("answered", self.tr("Answered in time"), self.tr("% of operations")),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for chart in self.charts:
            chart.setToolTip(self.tr("Click: go to that moment. The time line has the keys."))
            chart.hovered.connect(self.show_crosshair)
            chart.picked.connect(self._seek)
            chart.resized.connect(self._draw_again)
            row.addWidget(chart, 1)

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Takes the newest frame; draws it now, or when the last drawing is old enough."""
        self._frame = frame
        if self.isVisible() and not self._timer.isActive():
            self._tick()

    def flush(self) -> None:
        """Draws the newest frame at once, as a still picture needs."""
        self._build()
        if self._frame is not None:
            self._draw(self._frame)

    def show_crosshair(self, us: int | None) -> None:
        """The same moment in all three charts, with the values there; None takes it away."""
        for chart in self.charts:
            chart.show_cross(us)

    def showEvent(self, event: QShowEvent) -> None:
        """Draws soon, but lets the window be painted first."""
        super().showEvent(event)
        self._timer.start(_FIRST_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is not on screen is not drawn."""
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """A new theme restyles the plots."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._theme is not theme.current():
            # Not at once: Qt is still giving the children their fonts.
            self._draw_again()

    def _draw_again(self) -> None:
        """Names at the ends of lines are placed by pixels: after a resize they move."""
        self._stale = True
        if self.isVisible():
            self._timer.start(0)

    def _tick(self) -> None:
        self._build()
        if self._frame is not None and (self._stale or self._frame is not self._drawn):
            self._draw(self._frame)
            self._timer.start(_BETWEEN_MS)

    def _build(self) -> None:
        if self._theme is not theme.current():
            self._theme, self._stale = theme.current(), True
            for chart in self.charts:
                chart.restyle()
        for chart in self.charts:
            if chart.plot is None:
                chart.build()
            chart.settle()

    def _draw(self, frame: Frame) -> None:
        old, self._drawn = self._drawn, frame
        if old is None or _run(old) != _run(frame):
            self._stale = True
            for chart in self.charts:
                chart.top = 0.0
        x = frame.now_us * self.width() // max(1, frame.timeline.end_us)
        moved = old is None or x != self._drawn_x or old.timeline is not frame.timeline
        fresh = old is None or (old.charts is not frame.charts and old.charts != frame.charts)
        for chart in self.charts:
            if moved or self._stale:
                chart.show_playhead(frame)
            if fresh or self._stale:
                chart.draw(frame)
        self._drawn_x, self._stale = x, False

    def _seek(self, us: int) -> None:
        self.command.emit(f"seek {format_seconds(us)}")


def _run(frame: Frame) -> tuple[int, str, int]:
    """What makes a run another one, so that the vertical axes may start afresh."""
    return frame.lesson.number, frame.lesson.variant, frame.timeline.end_us
