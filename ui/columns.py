"""Blocks side by side in columns: as many as there is room for, in the order of the blocks."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget


class Columns(QWidget):
    """Each block goes where it is shortest so far; beneath one another where there is no room."""

    def __init__(self, em: int, spacing: int) -> None:
        """A column is at least so many widths of an M wide."""
        super().__init__()
        self._em = em
        self._blocks: tuple[tuple[QWidget, int], ...] = ()
        self._count = 0
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 4, 0)
        self._across.setSpacing(spacing)

    def place(self, blocks: Sequence[tuple[QWidget, int]]) -> None:
        """Shows these blocks, each with how many lines it has, about."""
        if self._blocks != (placed := tuple(blocks)):
            self._blocks, self._count = placed, 0
        self._arrange()

    def _arrange(self) -> None:
        wide = self.fontMetrics().horizontalAdvance("M") * self._em
        count = max(1, min(len(self._blocks), self.width() // max(1, wide)))
        if count == self._count:
            return
        self._count = count
        while (item := self._across.takeAt(0)) is not None:
            column = item.layout()
            while column is not None and column.takeAt(0) is not None:
                pass
        made, high = [QVBoxLayout() for _ in range(count)], [0] * count
        for block, lines in self._blocks:
            lowest = high.index(min(high))
            made[lowest].addWidget(block)
            block.show()
            high[lowest] += lines + 1
        for column in made:
            column.setSpacing(6)
            column.addStretch(1)
            self._across.addLayout(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for more columns, or for fewer."""
        super().resizeEvent(event)
        self._arrange()
