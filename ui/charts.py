"""The three charts side by side: latency, staleness, answers; one time axis, one crosshair."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.frame import Frame
from ui.chart_answered import AnsweredChart
from ui.chart_base import Chart
from ui.chart_latency import LatencyChart
from ui.chart_staleness import StalenessChart
from ui.drawn_late import DrawnLate
from ui.words import format_seconds


class Charts(DrawnLate):
    """What it cost, who was behind, who got an answer."""

    command = Signal(str)
    charts: tuple[Chart, ...] = ()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("charts")
        self.setAccessibleName(self.tr("Charts"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._drawn_x = -1
        self.charts = (
            LatencyChart("latency", self.tr("Latency of reads and writes"), self.tr("ms")),
            StalenessChart(
                "staleness",
                self.tr("Staleness: how far behind is each server"),
                self.tr("ms behind"),
            ),
            AnsweredChart("answered", self.tr("Answered in time"), self.tr("% of all so far")),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for chart in self.charts:
            chart.setToolTip(self.tr("Click: go to that moment. The time line has the keys."))
            chart.hovered.connect(self.show_crosshair)
            chart.picked.connect(self._seek)
            chart.resized.connect(self.draw_again)
            row.addWidget(chart, 1)

    def show_crosshair(self, us: int | None) -> None:
        """The same moment in all three charts, with the values there; None takes it away."""
        for chart in self.charts:
            chart.show_cross(us)

    def draw(self, frame: Frame) -> None:
        """Draws what has changed: the playhead, or the charts."""
        old = self.drawn
        if old is None or _run(old) != _run(frame):
            self.stale = True
            for chart in self.charts:
                chart.top = 0.0
        x = frame.now_us * self.width() // max(1, frame.timeline.end_us)
        moved = old is None or x != self._drawn_x or old.timeline is not frame.timeline
        fresh = old is None or (old.charts is not frame.charts and old.charts != frame.charts)
        for chart in self.charts:
            if moved or self.stale:
                chart.show_playhead(frame)
            if fresh or self.stale:
                chart.draw(frame)
        self._drawn_x = x

    def _seek(self, us: int) -> None:
        self.command.emit(f"seek {format_seconds(us)}")


def _run(frame: Frame) -> tuple[int, str, int]:
    """What makes a run another one, so that the vertical axes may start afresh."""
    return frame.lesson.number, frame.lesson.variant, frame.timeline.end_us
