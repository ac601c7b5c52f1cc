"""The table beside the chart of fresh reads: predicted, measured with n and interval, difference.

Below the reads stand the times that 99.9 % keep to, beside those that the paper printed. Where
there are too few samples it says so, and no number.
"""

from itertools import chain
from math import inf

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.freshness import FreshRow, FreshView, TimeRow
from ui import theme
from ui.chart_labels import small_font
from ui.labels import label
from ui.scrolled import Scrolled
from ui.words import format_share, format_span, percentile_tip

Cells = tuple[str, ...]
"""What is read, model, this run, interval, n, difference, paper."""
NONE = "–"
_BAR_PX = 16
"""Room for a scroll bar."""
WIDEST: Cells = ("99.9 % fresh from", "123.78 ms", "too few samples", "151.32 … 151.77 ms",
                 "150,000", "−12.34 points, outside", "45.50 ms (+15.2 %)")  # fmt: skip
"""As wide as a column is to be, so that none moves while its numbers change."""


def tr(text: str) -> str:
    """In the language of the window."""
    return QCoreApplication.translate("Fresh", text)


def head() -> Cells:
    """The names of the columns."""
    return (tr("after the ack"), tr("model"), tr("this run"), tr("95 % interval"), tr("n"),
            tr("run − model"), tr("paper (error)"))  # fmt: skip


def tips() -> Cells:
    """What the columns mean, where their names are short."""
    return ("", tr("what the PBS model predicts of these settings and delays"),
            tr("what the trials have measured up to the playhead"),
            tr("where the measured would be if the trials never ended, 95 times in 100"),
            tr("how many were measured"),
            tr("the difference, and whether the prediction is inside of the interval"),
            tr("what the PBS paper printed, and how far the model is off it here"))  # fmt: skip


def fresh_cells(row: FreshRow) -> Cells:
    """Reads so long after the ack."""
    name = tr("fresh at {0}").format(format_span(row.after_us))
    predicted = format_share(row.predicted.value) if row.predicted else NONE
    n = f"{row.measured.trials:,}"
    if not row.measured.known:
        return name, predicted, tr("too few samples"), NONE, n, NONE, NONE
    low, high = row.measured.band
    difference = NONE
    if row.predicted:
        points = f"{100 * (row.measured.value - row.predicted.value):+.2f}".replace("-", "−")
        difference = _within(tr("{0} points").format(points), low, row.predicted.value, high)
    interval = _span(format_share(low), format_share(high))
    return name, predicted, format_share(row.measured.value), interval, n, difference, NONE


def time_cells(row: TimeRow) -> Cells:
    """A time that 99.9 % keep to."""
    name = {"visible": tr("99.9 % fresh from"), "read": tr("p99.9 of reads"),
            "write": tr("p99.9 of writes")}[row.kind]  # fmt: skip
    predicted = NONE if row.predicted_ms is None else tell_ms(row.predicted_ms)
    paper = NONE if row.paper_ms is None else _paper(row.paper_ms, row.predicted_ms)
    if row.kind == "visible":
        return name, predicted, tr("not measured"), NONE, NONE, NONE, paper
    found = row.measured
    if found is None or found.low is None:
        return name, predicted, tr("too few samples"), NONE, f"{row.n:,}", NONE, paper
    difference = NONE
    if row.predicted_ms and not found.at_least:
        parts = _percent(found.value / row.predicted_ms - 1)
        difference = _within(parts, found.low, row.predicted_ms, found.high or inf)
    interval = tr("{0} or more").format(tell_ms(found.low))
    if found.high is not None:
        interval = _span(tell_ms(found.low), tell_ms(found.high))
    measured = ("≥ " if found.at_least else "") + tell_ms(found.value)
    return name, predicted, measured, interval, f"{row.n:,}", difference, paper


def tell_ms(ms: float) -> str:
    """A time as finely as the paper prints it: '0.659 ms', '10.99 ms', '151.28 ms', '1.44 s'."""
    if ms == 0:
        return "0 ms"
    value, unit = (ms, "ms") if ms < 999.995 else (ms / 1000, "s")
    return f"{value:.{2 if value >= 0.9995 else 3}f} {unit}"


def _span(low: str, high: str) -> str:
    """From one to the other, with the unit only once where both have the same."""
    (number, unit), (_, other) = low.split(" "), high.split(" ")
    return f"{number if unit == other else low} … {high}"


def _within(text: str, low: float, value: float, high: float) -> str:
    """Whether the interval of what was measured has what is predicted in it, as a word."""
    where = tr("inside") if low <= value <= high else tr("outside")
    return f"{text}, {where}"


def _paper(paper_ms: float, predicted_ms: float | None) -> str:
    """What was printed, and how far the model is off it."""
    if not paper_ms or predicted_ms is None:
        return tell_ms(paper_ms)
    return f"{tell_ms(paper_ms)} ({_percent(predicted_ms / paper_ms - 1)})"


def _percent(part: float) -> str:
    return f"{100 * part:+.1f} %".replace("-", "−")


def outside(cells: Cells) -> bool:
    """Whether what is predicted is not in the interval of what was measured."""
    return cells[5].endswith(tr("outside"))


class FreshTable(Scrolled):
    """The rows of a view, each with a sentence of its own for assistive technology."""

    def __init__(self) -> None:
        super().__init__("fresh-table", by_keys=True)
        self.setAccessibleName(tr("Predicted and measured"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._labels: list[list[QLabel]] = []
        self._wide = 0
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(len(head()), 1)
        self.setWidget(body)

    def show_view(self, view: FreshView) -> None:
        """Shows the rows of `view` below the names of the columns."""
        rows = [head(), *map(fresh_cells, view.rows), *map(time_cells, view.times)]
        while len(self._labels) < len(rows):
            self._add()
        for labels, cells in zip(self._labels, rows, strict=False):
            for shown, text in zip(labels, cells, strict=True):
                shown.setText(text)
            named = zip(head()[1:], cells[1:], strict=True)
            said = ", ".join(f"{name} {text}" for name, text in named if text != NONE)
            labels[0].setAccessibleName(f"{cells[0]}: {said}")
            if cells is not rows[0]:
                labels[0].setToolTip(percentile_tip() if "p99" in cells[0] else "")
            if cells is not rows[0]:
                theme.restyle(labels[5], tone="bad" if outside(cells) else "plain")
        for index, labels in enumerate(self._labels):
            for shown in labels:
                shown.setVisible(index < len(rows))
        self._fit()

    def _add(self) -> None:
        """One more row of labels; numbers stand to the right, so that their digits do."""
        row, labels = len(self._labels), []
        for column in range(len(head())):
            made = label("cell")
            made.setProperty("tone", "plain" if row else "head")
            made.setObjectName(f"fresh-cell-{row}-{column}")
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            made.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            made.setToolTip("" if row else tips()[column])
            self._grid.addWidget(made, row, column)
            labels.append(made)
        self._labels.append(labels)
        self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(row + 1, 1)

    def _fit(self) -> None:
        """The letters of charts, and columns that hold the widest text of these letters."""
        font = small_font()
        for made in chain.from_iterable(self._labels):
            if made.font() != font:  # a new tone takes a label's own font from it
                made.setFont(font)
        metrics = QFontMetrics(font)
        widths = [metrics.horizontalAdvance(text) + 2 for text in WIDEST]
        for column, width in enumerate(widths):
            self._grid.setColumnMinimumWidth(column, width)
        gaps = self._grid.horizontalSpacing() * len(widths)
        wide = sum(widths) + gaps + _BAR_PX
        if wide != self._wide:
            self._wide = wide
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its columns; where there is less room it scrolls."""
        return QSize(self._wide, super().sizeHint().height())
