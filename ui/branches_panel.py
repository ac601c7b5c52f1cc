"""The branches beside one another: measures and verdicts of each, at one and the same moment.

What differs from the story's own branch is marked by a sign and by colour. How far the branches
have been run is said, and there is a button that runs all of them to the end.
"""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame
from explorer.frame_verdicts import BranchesView, BranchRow
from explorer.guarantees import TITLES
from explorer.lines import quoted
from explorer.percentiles import Estimate
from explorer.times import tell_time
from ui import theme
from ui.buttons import flat
from ui.labels import label, show_text, words
from ui.scrolled import Scrolled
from ui.tips import tip
from ui.words import format_estimate, percentile_tip

translate = QCoreApplication.translate


HEAD_PX = 4
"""How far the words of a flat button stand from its edge."""
Cell = tuple[str, object]
"""What is shown, and what it is compared by."""

_ANSWERS = {
    "holds": "✓ {0}", "violated": "✗ {0}", "unknown": "? {0}", "judging": "… {0}", "none": "○ {0}",
}  # fmt: skip


def cells(row: BranchRow) -> list[Cell]:
    """What is said of a branch, in the order of `titles`."""
    return [
        (translate("Branches", "{0} of {1}").format(row.stale, row.reads), (row.stale, row.reads)),
        (f"{row.lost}", row.lost),
        (f"{row.unknown}", row.unknown),
        (
            translate("Branches", "{0} of {1}").format(row.answered, row.asked),
            (row.answered, row.asked),
        ),
        (_latency(*row.read), row.read),
        (_latency(*row.write), row.write),
        *((_answer(answer), answer) for _, answer in row.verdicts),
    ]


def titles(row: BranchRow) -> list[str]:
    """The names of the rows."""
    return [
        translate("Branches", "stale reads"),
        translate("Branches", "lost acks"),
        translate("Branches", "unknown"),
        translate("Branches", "answered"),
        translate("Branches", "reads took"),
        translate("Branches", "writes took"),
        *(TITLES.get(name, name.replace("_", " ")) for name, _ in row.verdicts),
    ]


def _answer(answer: str) -> str:
    word = {
        "holds": translate("Branches", "holds"),
        "violated": translate("Branches", "violated"),
        "unknown": translate("Branches", "unknown"),
        "judging": translate("Branches", "judging"),
        "none": translate("Branches", "not yet"),
    }[answer]
    return _ANSWERS[answer].format(word)


def _latency(n: int, p50: Estimate | None, p99: Estimate | None) -> str:
    """'p50 35 (33-37) ms, p99: too few samples, n=40'."""
    if not n:
        return translate("Branches", "none ended")
    few = translate("Branches", "{0}: too few samples")
    parts = [
        format_estimate(name, e) or few.format(name) for name, e in (("p50", p50), ("p99", p99))
    ]
    return f"{', '.join(parts)}, n={n:,}"


class BranchesPanel(QWidget):
    """A column for each branch, a row for each measure and verdict."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("branches")
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Branches compared"))
        self._shown: BranchesView | None = None
        self._shape: tuple[object, ...] = ()
        """What the table that is there is for: its branches, and what is said of each."""
        self._heads: list[QWidget] = []
        self._columns: list[list[QLabel]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(4)
        column.addLayout(self._top())
        self._scroll = Scrolled("branches-table", self.tr("Table of branches"), by_keys=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._scroll.setMinimumHeight(1)  # the note above may be long: the window does not grow
        column.addWidget(self._scroll, 1)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._note = words("small", "branches-note")
        self._finish = QPushButton(self.tr("Run all to the end"))
        self._finish.setObjectName("branches-finish")
        self._finish.setAccessibleName(self.tr("Run all branches to the end"))
        self._finish.setToolTip(tip("finish"))
        self._finish.clicked.connect(lambda: self.command.emit("finish"))
        self._name = QLineEdit()
        self._name.setObjectName("branches-name")
        self._name.setAccessibleName(self.tr("Name of this branch"))
        self._name.setPlaceholderText(self.tr("Name it…"))
        self._name.setToolTip(self.tr("Enter gives the branch that is shown this name"))
        self._name.setMaximumWidth(220)
        self._name.returnPressed.connect(self._rename)
        row.addWidget(self._note, 1)
        row.addWidget(self._name)
        row.addWidget(self._finish)
        return row

    def _rename(self) -> None:
        name = self._name.text().strip()
        if name:
            self.command.emit(f"name branch {quoted(name)}")
            self._name.clear()

    def show_frame(self, frame: Frame) -> None:
        """Shows the branches of `frame`."""
        view = frame.branches
        # How far each has been run changes all the time, and is a tool tip alone.
        still = replace(view, rows=tuple(replace(row, head_us=0) for row in view.rows))
        if still != self._shown:
            self._shown = still
            self._show_table(view)
        for head, row in zip(self._heads, view.rows, strict=True):
            told = self.tr("It has been run to {0}").format(tell_time(row.head_us))
            if head.toolTip() != told:
                head.setToolTip(told)

    def _show_table(self, view: BranchesView) -> None:
        self._finish.setVisible(bool(view.unfinished))
        self._name.setVisible(bool(view.rows))
        show_text(self._note, self._said(view))
        said = titles(view.rows[0]) if view.rows else []
        shape = (tuple((row.name, row.current) for row in view.rows), tuple(said))
        if shape != self._shape:
            self._shape = shape
            self._scroll.setWidget(self._table(view, said))
        for row, labels in zip(view.rows, self._columns, strict=True):
            for shown, cell, first in zip(labels, cells(row), cells(view.rows[0]), strict=True):
                _show(shown, cell, first, row.name)

    def _said(self, view: BranchesView) -> str:
        if view.reading and not view.rows:
            names = ", ".join(f"«{name}»" for name in view.reading)
            return self.tr("Reading what happened in {0}…").format(names)
        if not view.rows:
            return self.tr(
                "There is only the story. Do something by hand, now or in the past: that begins a "
                "branch, and here the two are compared."
            )
        text = self.tr("All of them as they stood at {0}. ≠: other than in the first.")
        text = text.format(tell_time(view.as_of_us))
        if view.unfinished:
            more = self.tr("Not every branch has been run to the end: {0}.")
            text += " " + more.format(", ".join(f"«{name}»" for name in view.unfinished))
        return text

    def _table(self, view: BranchesView, said: list[str]) -> QWidget:
        """A table with nothing in it but its heads and what is `said` of each."""
        body, grid = QWidget(), QGridLayout()
        body.setLayout(grid)
        grid.setContentsMargins(0, 0, 4, 4)
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(2)
        grid.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        for at, name in enumerate(said):
            title = label("cell")
            title.setText(name)
            if name in (translate("Branches", "reads took"), translate("Branches", "writes took")):
                title.setToolTip(percentile_tip())
            theme.restyle(title, tone="head")
            grid.addWidget(title, at + 1, 0)
        self._heads = [self._head(column, row) for column, row in enumerate(view.rows)]
        self._columns = [[_cell() for _ in said] for _ in view.rows]
        for column, (head, labels) in enumerate(zip(self._heads, self._columns, strict=True)):
            for at, widget in enumerate((head, *labels)):
                grid.addWidget(widget, at, column + 1)
        return body

    def _head(self, number: int, row: BranchRow) -> QWidget:
        head = flat(f"branches-go-{number}")
        name = self.tr("{0} (this one)").format(row.name) if row.current else row.name
        head.setText(name)
        head.setAccessibleName(self.tr("Go to the branch {0}").format(row.name))
        head.setEnabled(not row.current)
        head.clicked.connect(lambda _on=False: self.command.emit(f"branch {row.name}"))
        return head


def _cell() -> QLabel:
    made = label("cell")
    # Beneath the words of its column's head: a tool button leaves a space on either side of them.
    made.setContentsMargins(HEAD_PX + made.fontMetrics().horizontalAdvance(" "), 0, 0, 0)
    return made


def _show(shown: QLabel, cell: Cell, first: Cell, branch: str) -> None:
    """One value; another one than the story's has a sign before it."""
    differs = cell[1] != first[1]
    show_text(shown, f"≠ {cell[0]}" if differs else cell[0])
    theme.restyle(shown, tone="bad" if differs else "")
    told = translate("Branches", "{0}: {1}, other than in the story")
    shown.setAccessibleName(told.format(branch, cell[0]) if differs else "")
