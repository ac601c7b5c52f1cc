"""The lines of a receipt: headings and sentences in two columns, each heading once."""

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from ui.labels import breakable, label
from ui.scrolled import Scrolled

COLUMNS = 2


class ReceiptLines(Scrolled):
    """What is below the head of a receipt."""

    def __init__(self) -> None:
        super().__init__("receipt-lines", by_keys=True)
        self.setAccessibleName(self.tr("What is on the receipt"))
        self._lines: list[tuple[QLabel, QLabel]] = []
        body = QWidget()
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 4, 0)
        across.setSpacing(18)
        self._grids = [QGridLayout() for _ in range(COLUMNS)]
        for grid in self._grids:
            grid.setHorizontalSpacing(10)
            grid.setVerticalSpacing(3)
            grid.setColumnStretch(1, 1)
            across.addLayout(grid, 1)
        self.setWidget(body)

    def show_lines(self, lines: tuple[tuple[str, str], ...]) -> None:
        """Shows (heading, sentence)s, down one column and then down the other."""
        blocks = [(heading, breakable("\n".join(text for _, text in group)))
                  for heading, group in groupby(lines, key=lambda line: line[0])]  # fmt: skip
        self._clear(len(blocks))
        high = -(-len(blocks) // COLUMNS)
        for index, block in enumerate(blocks):
            self._place(self._lines[index], block, self._grids[index // high], index % high)
        for grid in self._grids:
            for row in range(max(grid.rowCount(), high + 1)):
                grid.setRowStretch(row, int(row == high))

    def _clear(self, count: int) -> None:
        """Takes all off, and sees to it that there are labels for so many blocks."""
        for line in self._lines:
            for part in line:
                part.hide()
                for grid in self._grids:
                    grid.removeWidget(part)
        while len(self._lines) < count:
            heading, text = label("small"), label("", wrap=True)
            text.setMinimumHeight(1)  # its height follows from its width alone
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for part in (heading, text):
                part.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._lines.append((heading, text))

    def _place(
        self, line: tuple[QLabel, QLabel], block: tuple[str, str], grid: QGridLayout, row: int
    ) -> None:
        for column, (part, text) in enumerate(zip(line, block, strict=True)):
            part.setText(text)
            grid.addWidget(part, row, column)
            part.show()  # not before: without a parent it would be a window
        line[1].setAccessibleName(f"{block[0]}: {block[1]}")
