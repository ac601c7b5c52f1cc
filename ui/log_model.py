"""The event log as a table for Qt: rows are made when they are looked at, and a few are kept."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QFont, QPainter, QPixmap

from explorer.cause import Cause
from explorer.event_log import LogRow, LogView
from explorer.times import tell_time
from ui import theme
from ui.stage_marks import mark

Index = QModelIndex | QPersistentModelIndex
KEPT = 600
DENSE = 0.72
"""How much of the theme's letters, where those are large."""
SHAPES = {
    "append": "write", "propose": "write", "appended": "ack", "decided": "ack", "streamed": "ack",
    "wal": "write",
    "consult": "read", "answer": "reply", "tree": "entropy", "sync": "entropy", "vote": "raft",
    "voted": "raft", "heartbeat": "raft", "heard": "raft",
    "commands": "stream", "requests": "read", "storage": "write", "repairs": "hint",
    "queues": "entropy", "faults": "lost", "members": "stream", "raft": "raft",
    "messages": "ack",
}  # fmt: skip
"""By kind of message, or group: the shape that stands for it."""
tr = QCoreApplication.translate


def headers() -> tuple[str, ...]:
    """What the columns are called."""
    return (
        tr("EventLog", "time"), tr("EventLog", "kind"), tr("EventLog", "where"),
        tr("EventLog", "who"), tr("EventLog", "what happened"),
    )  # fmt: skip


def letters() -> QFont:
    """The letters of the table: where those of the theme are large, so dense a table takes less."""
    return theme.font(scale=DENSE if theme.current().large else 1.0)


def cells(row: LogRow) -> tuple[str, ...]:
    """A row as text, column by column."""
    who = f"{row.who} #{row.operation}".strip() if row.operation else row.who
    return (tell_time(row.at_us), row.kind.replace("_", " "), row.where, who, row.text)


class LogModel(QAbstractTableModel):
    """Rows of a `LogView`."""

    def __init__(self) -> None:
        super().__init__()
        self.view: LogView | None = None
        self._lit: Cause | None = None
        self._selected = ""
        self._rows: dict[int, LogRow] = {}
        self._roles: dict[int, Callable[[LogRow, int], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda row, column: cells(row)[column],
            Qt.ItemDataRole.ToolTipRole: lambda row, _: row.text,
            Qt.ItemDataRole.AccessibleTextRole: lambda row, column: cells(row)[column],
            Qt.ItemDataRole.DecorationRole: _picture,
            Qt.ItemDataRole.ForegroundRole: self._color,
            Qt.ItemDataRole.BackgroundRole: self._ground,
        }

    def forget(self) -> None:
        """Nothing is shown, and nothing held: the log of a run is half a million objects."""
        self.beginResetModel()
        self.view = None
        self._rows.clear()
        self.endResetModel()

    def show_view(self, view: LogView) -> None:
        """Another moment: rows that are new are told of, anything else begins anew."""
        before = self.view
        count = 0 if before is None else len(before.rows)
        more = len(view.rows) - count
        same = before is not None and (
            before.rows.teller is view.rows.teller
            and before.filter == view.filter
            and before.rows.start == view.rows.start
            and before.rows.events is view.rows.events
        )
        if not same or more < 0:
            self.beginResetModel()
            self.view = view
            self._rows.clear()
            self.endResetModel()
            return
        if more:
            self.beginInsertRows(QModelIndex(), count, count + more - 1)
            self.view = view
            self.endInsertRows()
        self.view = view
        if before is not None and before.happened != view.happened:
            self._restyle(*sorted((before.happened, view.happened)))

    def show_lit(self, lit: Cause | None) -> None:
        """While a cause is shown, rows of what had no part in it are muted."""
        if lit is not self._lit:
            self._lit = lit
            self._restyle(0, self.rowCount())

    def show_selected(self, key: str) -> None:
        """Rows about what is selected have another ground."""
        if key != self._selected:
            self._selected = key
            self._restyle(0, self.rowCount())

    def _ground(self, row: LogRow, _column: int) -> Any:
        assert self.view is not None
        if not self._selected or not self.view.rows.is_of(row, self._selected):
            return None
        color = theme.current().color("accent")
        color.setAlphaF(0.16)
        return color

    def _restyle(self, first: int, last: int) -> None:
        """These rows, as far as there are any, look otherwise from now on."""
        last = min(last, self.rowCount() - 1)
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(headers()) - 1))

    def row(self, row: int) -> LogRow:
        """One row, with its sentence."""
        assert self.view is not None
        if row not in self._rows:
            if len(self._rows) >= KEPT:
                self._rows.clear()
            self._rows[row] = self.view.rows.row(row)
        return self._rows[row]

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are; a row has no rows of its own."""
        inside = parent is not None and parent.isValid()
        return 0 if self.view is None or inside else len(self.view.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Time, kind, where, who, what."""
        return 0 if parent is not None and parent.isValid() else len(headers())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What stands in a cell, made now."""
        found = self._roles.get(role)
        if found is None or not index.isValid() or index.row() >= self.rowCount():
            return None
        return found(self.row(index.row()), index.column())

    def _color(self, row: LogRow, _column: int) -> Any:
        """What lies beyond the playhead is muted, and what does not matter to a cause."""
        assert self.view is not None
        rows, lit = self.view.rows, self._lit
        muted = rows.at_or_after(row.place) >= self.view.happened
        muted = muted or (lit is not None and not rows.mattered(row, lit))
        return theme.current().color("muted") if muted else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if role == Qt.ItemDataRole.FontRole:
            return letters()
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return headers()[section]
        return None


def _picture(row: LogRow, column: int) -> Any:
    return stamp(theme.current().name, SHAPES.get(row.sign, row.sign)) if column == 1 else None


@lru_cache(maxsize=64)
def stamp(_theme: str, shape: str) -> QPixmap:
    """The shape of a kind, in the theme of this name."""
    picture = QPixmap(14, 14)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    mark(painter, shape, 7, 7, 4.5)
    painter.end()
    return picture
