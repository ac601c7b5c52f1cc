"""What the right run buys and costs beside the left one: a sentence and a small table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.twin_view import TwinView
from explorer.weighing import Row
from ui import theme
from ui.labels import label, words
from ui.scrolled import Scrolled

SIGNS = {"left": "◀", "right": "▶", "same": "=", "each": "◀▶", "unknown": "?"}
"""Which side does better."""
NAME_LEAST = "answered, of what"
"""What was measured wants as much room at least."""
APART = 56
"""Signs, and what stands between columns, in pixels."""


class CompareTable(QFrame):
    """The measures of both runs so far."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("compare-table")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("What it buys and costs"))
        self._sentence = words("", "compare-sentence")
        self._cells: list[list[QLabel]] = []
        self._shown: object = None
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(6)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        area = Scrolled("compare-measures", self.tr("Measures of both"), by_keys=True)
        area.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 6, 6)
        whole.setSpacing(4)
        whole.addWidget(self._sentence)
        whole.addWidget(area, 1)
        self._area = area
        self._view: TwinView | None = None
        self._folded = False
        """Whether what stands in brackets is below what it belongs to, as there is no room."""

    def show_twin(self, view: TwinView) -> None:
        """Shows the rows, and what they come to."""
        self._view = view
        shown = (view.rows, view.sentence, theme.current(), self._area.viewport().width())
        if shown == self._shown:
            return
        self._shown = shown
        self._sentence.setFont(theme.font(scale=1.0 if not theme.current().large else 0.78))
        self._sentence.setText(view.sentence)
        self._sentence.setAccessibleName(view.sentence)
        self._folded = self._is_narrow(view.rows)
        self._fill(0, (self.tr("so far"), self.tr("left"), "", self.tr("right")))
        for index, row in enumerate(view.rows, start=1):
            self._fill(index, (row.name, row.left, SIGNS[row.better], row.right))
            self._tell(self._cells[index], row)
        for index, cells in enumerate(self._cells):
            for cell in cells:
                cell.setVisible(index <= len(view.rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other words."""
        super().resizeEvent(event)
        if self._view is not None:
            self.show_twin(self._view)

    def _is_narrow(self, rows: Sequence[Row]) -> bool:
        """Whether what came of both would leave no room for what was measured."""
        metrics = QFontMetrics(self._font())
        sides = ([row.left for row in rows], [row.right for row in rows])
        wide = sum(max(map(metrics.horizontalAdvance, side), default=0) for side in sides)
        return wide + metrics.horizontalAdvance(NAME_LEAST) + APART > self._area.viewport().width()

    def _font(self) -> QFont:
        return theme.font(scale=0.92 if not theme.current().large else 0.72)

    def _fill(self, index: int, texts: tuple[str, ...]) -> None:
        while len(self._cells) <= index:
            self._cells.append(self._made(len(self._cells)))
        font = self._font()
        for column, (cell, text) in enumerate(zip(self._cells[index], texts, strict=True)):
            folded = self._folded and column and index
            cell.setText(text.replace(" (", "\n(").replace(" of ", "\nof ") if folded else text)
            cell.setFont(font)

    def _made(self, index: int) -> list[QLabel]:
        cells = []
        for column in range(4):
            cell = label("cell")
            cell.setProperty("tone", "plain" if index else "head")
            cell.setObjectName(f"compare-cell-{index}-{column}")
            side = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight,
                    Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignLeft)[column]  # fmt: skip
            cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            cell.setWordWrap(column == 0)  # what was measured gives way, what came of it does not
            self._grid.addWidget(cell, index, column)
            cells.append(cell)
        return cells

    def _tell(self, cells: list[QLabel], row: Row) -> None:
        """The sign in words, for whoever points at it or has it read out."""
        known = {
            "left": self.tr("left does better"), "right": self.tr("right does better"),
            "same": self.tr("no difference"), "each": self.tr("each does better in something"),
            "unknown": self.tr("cannot be said: {0}").format(row.why),
        }[row.better]  # fmt: skip
        cells[2].setToolTip(known)
        cells[0].setAccessibleName(
            self.tr("{0}: left {1}, right {2}: {3}").format(row.name, row.left, row.right, known)
        )
