"""What the start page offers beside the stories: runs that were left unfinished, and recent ones.

Rules this file keeps: it shows the runs that it is given, takes no room when there are none, and
says `open "FILE"` and `forget "FILE"`.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.lines import quoted
from explorer.recording import Summary
from explorer.shelf import Kept
from ui import theme
from ui.buttons import Clickable, flat
from ui.labels import label, words
from ui.tips import tip
from ui.words import format_time

TILE_WIDTH = 27
"""The least width of a tile, in letters 'x' of the window's font."""
COLUMNS_MOST = 4


class RecentRuns(QWidget):
    """The runs on the shelf."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recent-runs")
        self.setAccessibleName(self.tr("Recent runs"))
        self._runs: tuple[Kept, ...] = ()
        self._tiles: list[RunTile] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._body = QWidget()
        self._box.addWidget(self._body)
        self._grid = QGridLayout()
        self.hide()

    def show_runs(self, runs: Sequence[Kept]) -> None:
        """Shows these runs, the newest first; none: nothing."""
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        self._box.removeWidget(self._body)
        self._body.deleteLater()
        self._body = QWidget()
        self._box.addWidget(self._body)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for run in runs:
            if run.unfinished:
                row = Unfinished(run)
                row.command.connect(self.command)
                column.addWidget(row)
        self._tiles = [RunTile(run) for run in runs if not run.unfinished]
        for tile in self._tiles:
            tile.command.connect(self.command)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        if self._tiles:
            heading = words("title")
            heading.setText(self.tr("Recent runs"))
            column.addWidget(heading)
            column.addLayout(self._grid)
        self._arrange()
        self.setVisible(bool(runs))

    def _arrange(self) -> None:
        """As many columns as fit."""
        least = self.fontMetrics().horizontalAdvance("x") * TILE_WIDTH + 44
        columns = max(1, min(COLUMNS_MOST, (self.width() + 12) // (least + 12)))
        for column in range(COLUMNS_MOST):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for index, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, index // columns, index % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes as many columns as fit."""
        super().resizeEvent(event)
        self._arrange()


class Unfinished(QFrame):
    """A run whose window was not closed, and what can be done with it."""

    command = Signal(str)

    def __init__(self, run: Kept) -> None:
        super().__init__()
        self.setObjectName(f"unfinished-{run.path.stem}")
        self.setProperty("role", "notice")
        title, about = _said_of(run)
        text = label("heading", wrap=True)
        text.setText(self.tr("! The last run was not closed: {0}").format(title))
        small = label("small", wrap=True)
        small.setText(about)
        column, row = QVBoxLayout(), QHBoxLayout(self)
        column.setSpacing(2)
        column.addWidget(text)
        column.addWidget(small)
        row.addLayout(column, 1)
        if isinstance(run.summary, Summary):
            open_it = QPushButton(self.tr("Open it"))
            open_it.setProperty("role", "primary")
            self._add(row, open_it, f"open {quoted(str(run.path))}", title)
        self._add(row, QPushButton(self.tr("Forget it")), f"forget {quoted(str(run.path))}", title)

    def _add(self, row: QHBoxLayout, button: QPushButton, line: str, title: str) -> None:
        verb = line.partition(" ")[0]
        button.setObjectName(f"{verb}-{self.objectName()}")
        button.setAccessibleName(f"{button.text()}: {title}")
        button.setToolTip(tip(line))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.command.emit(line))
        row.addWidget(button)


class RunTile(Clickable):
    """A run that was closed: a click or Enter opens it where it stood."""

    command = Signal(str)

    def __init__(self, run: Kept) -> None:
        super().__init__()
        title, about = _said_of(run)
        line = f"open {quoted(str(run.path))}"
        self.setObjectName(f"run-{run.path.stem}")
        self.setAccessibleName(self.tr("Open the run: {0}").format(title))
        self.setAccessibleDescription(about)
        self.setToolTip(tip(line, self.tr("Opens the run where it stood")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        heading, small = words("heading"), words("small")
        heading.setText(title)
        small.setText(about)
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(14, 8, 8, 8)
        column.setSpacing(2)
        column.addWidget(heading)
        column.addWidget(small)
        column.addStretch(1)
        row.addLayout(column, 1)
        row.addWidget(self._forget(run, title), 0, Qt.AlignmentFlag.AlignTop)
        self.clicked.connect(lambda: self.command.emit(line))

    def _forget(self, run: Kept, title: str) -> QToolButton:
        says = self.tr("Forget the run: {0}").format(title)
        line = f"forget {quoted(str(run.path))}"
        told = tip(line, self.tr("Forget it: the recording is deleted"))
        button = flat(f"forget-{run.path.stem}", "×", says, told)
        button.clicked.connect(lambda: self.command.emit(line))
        return button

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the ground and the edge of the card."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse()
        width = 2 if self.hasFocus() else now.line_width
        painter.setPen(QPen(now.color("accent" if lit else "line"), width))
        painter.setBrush(now.color("raised" if lit else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


def _said_of(run: Kept) -> tuple[str, str]:
    """A run as its title, and in a line below it."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("RecentRuns", text)

    when = QDateTime.fromSecsSinceEpoch(run.changed_s)
    day = QLocale().toString(when, "d MMM HH:mm")
    if isinstance(run.summary, str):
        return run.path.name, f"{day} · {run.summary}"
    said = run.summary
    done = {0: tr("watched only"), 1: tr("1 command of yours")}
    by_hand = done.get(said.by_hand, tr("{0} commands of yours").format(said.by_hand))
    parts = by_hand, tr("at {0}").format(format_time(said.now_us)), day
    return said.title, " · ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts)
