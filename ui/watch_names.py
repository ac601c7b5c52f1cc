"""All that can be asked about a run: the parts of its state, and in each its names with values.

A click on a name watches it.
"""

from itertools import groupby

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from explorer.lines import quoted
from explorer.watching import KnownView

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
OWN_KEYS = (
    *ENTER, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home,
    Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip
"""What walks the tree, whatever it does elsewhere."""
EXPRESSION = Qt.ItemDataRole.UserRole
NAME_EM = 18
"""How wide the names are, in the widths of an M."""


class WatchNames(QTreeWidget):
    """A tree of two levels: the parts, folded at first, and their names."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("watch-names")
        self.setAccessibleName(self.tr("What there is to ask about"))
        self.setToolTip(self.tr("A click on a name, or Enter, watches it"))
        self.setColumnCount(2)
        self.setHeaderLabels([self.tr("What there is to ask about"), self.tr("Now")])
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)
        self.setMinimumHeight(1)
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.header().setSectionsClickable(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._shown: tuple[KnownView, ...] = ()
        self._leaves: list[QTreeWidgetItem] = []
        """An item for each that is shown, in their order."""
        self.itemClicked.connect(self._take)
        self.fit()

    def fit(self) -> None:
        """The names have room by the letters of the theme, but no more than their values."""
        wanted = self.fontMetrics().horizontalAdvance("M") * NAME_EM
        self.setColumnWidth(0, min(wanted, self.viewport().width() // 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Half of the room is for the values."""
        super().resizeEvent(event)
        self.fit()

    def show_known(self, known: tuple[KnownView, ...]) -> None:
        """Shows these names, and their values."""
        if known is self._shown:
            return
        if [each.expression for each in known] != [each.expression for each in self._shown]:
            self._build(known)
        self._shown = known
        for item, each in zip(self._leaves, known, strict=True):
            if item.text(1) != each.value:
                item.setText(1, each.value)
                item.setToolTip(1, each.value)

    def _build(self, known: tuple[KnownView, ...]) -> None:
        self.clear()
        self._leaves.clear()
        for (name, about), rows in groupby(known, key=lambda each: (each.top, each.about)):
            within = [*rows]
            if within[0].expression == name:
                leaves = [top := _item(name, name, about)]
            else:
                top = _item(name, "", about)
                top.setText(1, about)
                leaves = [_item(e.expression, e.expression, e.meaning) for e in within]
                top.addChildren(leaves)
            self.addTopLevelItem(top)
            self._leaves += leaves

    def _take(self, item: QTreeWidgetItem) -> None:
        """A name is watched; a part shows its names, or folds."""
        if expression := item.data(0, EXPRESSION):
            self.command.emit(f"watch {quoted(expression)}")
        else:
            item.setExpanded(not item.isExpanded())

    def event(self, event: QEvent) -> bool:
        """The keys that walk the tree are its own."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the name, as a click does."""
        item = self.currentItem()
        if event.key() in ENTER and item is not None:
            self._take(item)
        else:
            super().keyPressEvent(event)


def _item(text: str, expression: str, meaning: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([text, ""])
    item.setData(0, EXPRESSION, expression)
    item.setToolTip(0, meaning)
    return item
