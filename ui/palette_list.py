"""The list of the command palette: a title, what it does, and its line, in two rows of words.

Rules this file keeps: what cannot be done is grey and says why; it is read aloud as one sentence.
"""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui import theme

ROW = Qt.ItemDataRole.UserRole
EDGE = 8
"""Free room at the sides and between the rows of words, in pixels."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: its title, its line at the right, and a row of small words below."""

    title: str
    line: str = ""
    help: str = ""
    reason: str = ""

    @property
    def spoken(self) -> str:
        """All of it as one sentence."""
        return ", ".join(filter(None, (self.title, self.reason, self.help)))


class Painter(QStyledItemDelegate):
    """Paints a row."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Two lines where there is something to say below the title."""
        row: Row = index.data(ROW)
        line = QFontMetrics(theme.font()).height()
        lower = QFontMetrics(theme.font(scale=0.9)).height() if row.help or row.reason else 0
        return QSize(200, line + lower + EDGE)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The title at the left, the line at the right, what it does below."""
        row: Row = index.data(ROW)
        now, rect = theme.current(), option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, now.color("raised"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), now.color("accent"))
        inside = rect.adjusted(EDGE + 4, EDGE // 2, -EDGE, -EDGE // 2)
        painter.setFont(theme.font(scale=0.9))
        painter.setPen(now.color("muted"))
        taken = self._right(painter, inside, row.line)
        lower = painter.fontMetrics().height()
        told = row.reason or row.help
        if told:
            if row.reason:
                painter.setPen(now.color("unknown"))
            low = QRect(inside.left(), inside.bottom() - lower + 1, inside.width(), lower)
            self._left(painter, low, told)
        painter.setFont(theme.font(bold=not row.reason))
        painter.setPen(now.color("muted" if row.reason else "text"))
        high = QRect(inside.left(), inside.top(), inside.width() - taken, 0)
        high.setHeight(painter.fontMetrics().height())
        self._left(painter, high, row.title)

    @staticmethod
    def _left(painter: QPainter, rect: QRect, text: str) -> None:
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)

    @staticmethod
    def _right(painter: QPainter, rect: QRect, text: str) -> int:
        """How much room it takes at the right: at most half."""
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() // 2)
        top = QRect(rect.left(), rect.top(), rect.width(), metrics.height())
        painter.drawText(top, Qt.AlignmentFlag.AlignRight, shown)
        return metrics.horizontalAdvance(shown) + 2 * EDGE if shown else 0


class PaletteList(QListWidget):
    """The entries that match, the best first; the field keeps the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("palette-list")
        self.setAccessibleName(self.tr("What can be done"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(Painter(self))
        self._rows: list[Row] = []

    def show_rows(self, rows: list[Row], *, chosen: int) -> None:
        """Shows these, one of them chosen (-1: none), unless they are there already."""
        if rows == self._rows:
            return
        self._rows = rows
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.title)
            item.setData(ROW, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
            item.setToolTip(row.spoken)
            self.addItem(item)
        self.setCurrentRow(chosen if rows else -1)

    def move_by(self, step: int) -> None:
        """To the next or the last one; from none to the first."""
        if self._rows:
            self.setCurrentRow(max(0, min(self.currentRow() + step, len(self._rows) - 1)))
