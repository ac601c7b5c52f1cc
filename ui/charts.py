"""The charts of a run side by side: one time axis, one crosshair, one zoom for all of them."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame
from ui.buttons import flat
from ui.chart_answered import AnsweredChart
from ui.chart_base import Chart
from ui.chart_latency import LatencyChart
from ui.chart_queues import QueuesChart
from ui.chart_rates import RatesChart
from ui.chart_staleness import StalenessChart
from ui.drawn_late import DrawnLate
from ui.tips import tip
from ui.words import format_seconds, percentile_tip

WIDE, HIGH = 300, 150
"""A chart wants to be as wide; with more than twice this height there are two rows."""


class Charts(DrawnLate):
    """What it cost, who was behind, who got an answer; with a load also how much, and who waits."""

    command = Signal(str)
    pointed = Signal(object)
    """The moment under the pointer; None: it is not here."""
    charts: tuple[Chart, ...] = ()

    def __init__(self, parent: QWidget | None = None, *, hands: bool = True) -> None:
        """Without hands there are no buttons: it is for a picture."""
        super().__init__(parent)
        self.only = ""
        """The one chart that is shown; empty: all that the run has something for."""
        self._buttons: dict[str, QToolButton] = {}
        self.setObjectName("charts")
        self.setAccessibleName(self.tr("Charts"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._drawn_x = -1
        self._arranged: tuple[int, list[Chart]] = (0, [])
        self._there: set[Chart] = set()
        self.charts = (
            LatencyChart("latency", self.tr("Latency of reads and writes"), self.tr("ms")),
            StalenessChart(
                "staleness",
                self.tr("Staleness: how far behind is each server"),
                self.tr("ms behind"),
            ),
            AnsweredChart("answered", self.tr("Answered"), self.tr("% of what has ended")),
            RatesChart("rates", self.tr("Throughput"), self.tr("a second")),
            QueuesChart("queues", self.tr("Queues: who waits for a turn"), self.tr("requests")),
        )
        for chart in self.charts:
            chart.setParent(self)  # before it is shown: without one it would be a window
            click = self.tr(
                "Click: go to that moment, and select the operation there. Wheel, or a stroke "
                "across: see a part of time. The time line has the keys."
            )
            about = f"<p>{percentile_tip()}</p>" if isinstance(chart, LatencyChart) else ""
            chart.setToolTip(f"{about}<p>{click}</p>")
            chart.hovered.connect(self.show_crosshair)
            chart.hovered.connect(self.pointed)
            chart.picked.connect(self._seek)
            chart.chosen.connect(lambda number: self.command.emit(f"select operation {number}"))
            chart.spanned.connect(self._zoom)
            chart.resized.connect(self.draw_again)
        self._there.update(self.charts)
        self._lay_out(hands=hands)

    def _lay_out(self, *, hands: bool) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        row.addLayout(self._grid, 1)
        if hands:
            row.addLayout(self._tools())
        self._arrange()

    def _tools(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        for name, sign, says, line in (
            ("whole", "↔", self.tr("All of time again"), "zoom"),
            ("in", "+", self.tr("Half as much of time"), "zoom in"),
            ("out", "−", self.tr("Twice as much of time"), "zoom out"),
            ("save", "⤓", self.tr("Save what the charts show: .png or .csv"), "plot"),
        ):
            button = self._buttons[name] = flat(f"charts-{name}")
            button.setText(sign)
            button.setProperty("tone", "tool")
            button.setAccessibleName(says)
            button.setToolTip(tip(line, says))
            button.clicked.connect(lambda _on=False, line=line: self.command.emit(line))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return column

    def _arrange(self) -> None:
        """One row, or two where the panel is high and the charts would be narrow."""
        shown = [chart for chart in self.charts if chart in self._there]
        narrow = self.width() < WIDE * len(shown)
        columns = -(-len(shown) // 2) if narrow and self.height() >= 2 * HIGH else len(shown)
        if (columns, shown) == self._arranged:
            return
        self._arranged = columns, shown
        for at, chart in enumerate(shown):
            self._grid.addWidget(chart, at // columns, at % columns)
        for column in range(len(self.charts)):
            self._grid.setColumnStretch(column, int(column < columns))

    @property
    def shown(self) -> int:
        """How many charts this run has something for."""
        return len(self._there)

    def show_crosshair(self, us: int | None) -> None:
        """The same moment in all charts, with the values there; None takes it away."""
        for chart in self.charts:
            chart.show_cross(us)

    def show_frame(self, frame: Frame) -> None:
        """Takes the newest frame; a chart that it has nothing for is not there."""
        wanted = {
            "staleness": len(frame.servers) != 1,  # one server is behind nobody
            "rates": bool(frame.charts.rates),
            "queues": bool(frame.charts.queues),
        }
        self._there = {
            chart
            for chart in self.charts
            if wanted.get(name := chart.objectName().removeprefix("chart_"), True)
            and self.only in ("", name)
        }
        self._arrange()  # before they are shown: in two rows, for a moment, the window would grow
        for chart in self.charts:
            if chart.isHidden() == (chart in self._there):
                chart.setVisible(chart in self._there)
        if "whole" in self._buttons:
            self._buttons["whole"].setEnabled(frame.span is not None)
        super().show_frame(frame)

    def draw(self, frame: Frame) -> Iterator[None]:
        """Draws what has changed: the playhead, or the charts, one after the other."""
        old, stale = self.drawn, self.stale
        if old is None or _run(old) != _run(frame):
            stale = True
            for chart in self.charts:
                chart.top = 0.0
        x = frame.now_us * self.width() // max(1, frame.timeline.end_us)
        moved = old is None or x != self._drawn_x or old.timeline is not frame.timeline
        fresh = old is None or (old.charts is not frame.charts and old.charts != frame.charts)
        fresh = fresh or old is None or (old.span, old.subject) != (frame.span, frame.subject)
        self._drawn_x = x
        for chart in self.charts if moved or fresh or stale else ():
            chart.show_playhead(frame)
            if fresh or stale:
                chart.draw(frame)
            yield

    def _seek(self, us: int) -> None:
        self.command.emit(f"seek {format_seconds(us)}")

    def _zoom(self, from_us: int, until_us: int) -> None:
        self.command.emit(f"zoom {format_seconds(from_us)} {format_seconds(until_us)}")


def _run(frame: Frame) -> tuple[int, str, int]:
    """What makes a run another one, so that the vertical axes may start afresh."""
    return frame.lesson.number, frame.lesson.variant, frame.timeline.end_us
