"""Blocks side by side in columns: as many as there is room for, in the order of the blocks."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid


class Columns(QWidget):
    """Each block goes where it is shortest so far; beneath one another where there is no room."""

    def __init__(self, em: int, spacing: int) -> None:
        """A column is at least so many widths of an M wide."""
        super().__init__()
        self._em = em
        self._blocks: tuple[tuple[QWidget, int], ...] = ()
        self._count = 0
        self._columns: list[QVBoxLayout] = []
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 4, 0)
        self._across.setSpacing(spacing)

    def place(self, blocks: Sequence[tuple[QWidget, int]]) -> None:
        """Shows these blocks, each with how many lines it has, about."""
        if self._blocks != (placed := tuple(blocks)):
            self._take_out()
            self._blocks, self._count = placed, 0
        self._arrange()

    def _arrange(self) -> None:
        wide = self.fontMetrics().horizontalAdvance("M") * self._em
        count = max(1, min(len(self._blocks), self.width() // max(1, wide)))
        if count == self._count:
            return
        self._count = count
        self._take_out()
        while len(self._columns) < count:
            self._add_column()
        high = [0] * count
        for block, lines in self._blocks:
            lowest = high.index(min(high))
            column = self._columns[lowest]
            column.insertWidget(column.count() - 1, block)
            block.show()
            high[lowest] += lines + 1
        for number in range(len(self._columns)):
            self._across.setStretch(number, int(number < count))

    def _add_column(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addStretch(1)
        self._columns.append(column)
        self._across.addLayout(column, 1)

    def _take_out(self) -> None:
        """Not by `takeAt`: PySide may take what lies later in the same memory for its item."""
        for block in (block for block, _ in self._blocks if isValid(block)):
            for column in self._columns:
                column.removeWidget(block)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for more columns, or for fewer."""
        super().resizeEvent(event)
        self._arrange()
