"""The leaf of the trials: the chart of fresh reads, and the table of what it shows.

Rules this file keeps: it draws `Frame.fresh`, as of the playhead, and so shows nothing before the
first trial has begun; where there is no model, or are no trials, it says so in words.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.frame import Frame
from explorer.freshness import FreshView
from explorer.published import FIRST_CROSSING
from ui.chart_fresh import FreshChart
from ui.chart_labels import small_font
from ui.drawn_late import DrawnLate
from ui.fresh_table import FreshTable, fresh_cells, outside, time_cells
from ui.labels import label, show_text, words

_CHART_PX = 240


class FreshPanel(DrawnLate):
    """How many reads were fresh so long after the ack, and how many should have been."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, table: bool = True) -> None:
        """Without its `table` the chart has all the room."""
        super().__init__(parent)
        self._with_table = table
        self.setObjectName("fresh")
        self.setAccessibleName(self.tr("Fresh reads"))
        title = self.tr("Fresh reads, by the time since the ack")
        self._chart = FreshChart("fresh", title, self.tr("% of reads"))
        self._chart.hovered.connect(self._chart.show_cross)
        self._chart.resized.connect(self.draw_again)
        self.charts = (self._chart,)
        self._model = label("cell", wrap=True)
        self._model.setObjectName("fresh-model")
        self._table = FreshTable()
        self._notes = words("cell", "fresh-notes")
        self._notes.setProperty("tone", "head")
        self._empty = words("muted", "fresh-empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._side = QFrame()
        self._shown: FreshView | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        self._side.setProperty("role", "panel")
        column = QVBoxLayout(self._side)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(3)
        column.addWidget(self._model)
        column.addWidget(self._table, 1)
        column.addWidget(self._notes)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        # the table has what it needs, and the chart the rest: never less than can be read
        self._chart.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._chart.setMinimumWidth(_CHART_PX)
        row.addWidget(self._chart, 1)
        row.addWidget(self._side)
        row.addWidget(self._empty, 1)

    def draw(self, frame: Frame) -> None:
        """Shows the view, or why there is none."""
        view = frame.fresh
        shown = view is not None and bool(view.rows)
        none = self.tr(
            "This run has no trials. The stories “Disk or SSD?” and “Two continents” do."
        )
        early = self.tr("No trial has begun yet: press play.")
        show_text(self._empty, "" if shown else none if view is None else early)
        self._chart.setVisible(shown)
        self._side.setVisible(shown and self._with_table)
        if view is None or not shown or (view is self._shown and not self.stale):
            return
        self._shown = view
        self._chart.draw(frame)
        self._table.show_view(view)
        self._model.setText(self._heading(view))
        about = self.tr(
            "PBS, probabilistically bounded staleness, predicts how stale reads are from N, R, W "
            "and how long messages take (Bailis and others, VLDB 2012)."
        )
        fit = f" {view.model.fit}." if view.model is not None else ""
        self._model.setToolTip(f"<p>{about}{fit}</p>")
        show_text(self._notes, " ".join(self._said(view)))
        for said, bold in ((self._model, True), (self._notes, False)):
            said.setFont(small_font(bold=bold))

    def _heading(self, view: FreshView) -> str:
        if view.model is None:
            return self.tr("The PBS model says nothing of these trials")
        text = self.tr("PBS model: {0}; {1} trials of its own")
        return text.format(view.model.case, f"{view.model.trials:,}")

    def _said(self, view: FreshView) -> list[str]:
        """What has to be known to read the table."""
        notes = [self.tr("It does not apply: {0}.").format(view.reason)] if view.reason else []
        if any(map(outside, (*map(fresh_cells, view.rows), *map(time_cells, view.times)))):
            notes.append(self.tr("One interval in 20 lies beside the truth by luck alone."))
        if any(row.kind == "visible" and row.paper_ms for row in view.times):
            notes.append(FIRST_CROSSING)
        if unanswered := sum(row.unanswered for row in view.rows):
            text = self.tr("{0} reads got no answer: they are neither fresh nor stale.")
            notes.append(text.format(f"{unanswered:,}"))
        return notes
