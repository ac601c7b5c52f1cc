"""The panel of the event log: what narrows it, and a table of what is left.

Rules this file keeps: rows are made when they are looked at; the playhead's row stays in sight
until somebody scrolls; a click selects, a double click or Enter goes there.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
)

from explorer.event_log import LogView
from explorer.frame import Frame
from ui import theme
from ui.buttons import flat
from ui.labels import Elided, show_text, words
from ui.log_filters import LogFilters
from ui.log_model import LogModel, cells, letters
from ui.words import format_seconds

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
MOST_COPIED = 10_000
_WIDE = ("0,000.000 ms", "stepped down m", "A \u2192 B, web1", "reader 100 #12345")
"""What the narrow columns have room for."""


class LogTable(QTableView):
    """The rows; Enter goes to one, Ctrl+C copies those that are marked."""

    command = Signal(str)

    def __init__(self, model: LogModel) -> None:
        super().__init__()
        self.rows = model
        self.setObjectName("log-table")
        self.setAccessibleName(self.tr("Events"))
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.clicked.connect(self._pick)
        self.doubleClicked.connect(self._go)
        self.fit()

    def fit(self) -> None:
        """Rows and columns by the letters of the theme."""
        self.setFont(letters())
        measure = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(round(measure.height() * 1.25))
        for column, text in enumerate(_WIDE):
            self.setColumnWidth(column, measure.horizontalAdvance(text) + 22)

    def event(self, event: QEvent) -> bool:
        """The arrow keys and Enter are the table's own, whatever they do elsewhere."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            moves = event.keyCombination().keyboardModifiers().value == 0
            if event.matches(QKeySequence.StandardKey.Copy) or (moves and _is_ours(event)):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in ENTER and self.currentIndex().isValid():
            self._go(self.currentIndex())
        else:
            before = self.currentIndex().row()
            super().keyPressEvent(event)
            if self.currentIndex().row() != before:
                self._pick(self.currentIndex())

    def _pick(self, index: QModelIndex) -> None:
        self.command.emit(f"select event {self.rows.row(index.row()).place}")

    def _go(self, index: QModelIndex) -> None:
        self.command.emit(f"seek {format_seconds(self.rows.row(index.row()).at_us)}")

    def copy(self) -> str:
        """Copies the marked rows as text, with tabs between the columns; returns it."""
        marked = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines = ("\t".join(cells(self.rows.row(row))) for row in marked[:MOST_COPIED])
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        return text


def _is_ours(event: QKeyEvent) -> bool:
    names = ("MoveToNextLine", "MoveToPreviousLine", "MoveToNextPage", "MoveToPreviousPage")
    standard = (getattr(QKeySequence.StandardKey, name) for name in names)
    return event.key() in ENTER or any(event.matches(key) for key in standard)


class EventLog(QFrame):
    """All that has happened, narrowed to what one looks for."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("log")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Event log"))
        self._model = LogModel()
        self.table = LogTable(self._model)
        self.filters = LogFilters()
        self._count = Elided("small", 90)
        self._count.setObjectName("log-count")
        says = self.tr("Keep the row of the playhead in sight")
        self._follow = flat("log-playhead", self.tr("Playhead"), says)
        self._follow.setProperty("role", "tab")
        self._following = True
        self._follow.clicked.connect(lambda: self._follows(on=not self._following))
        self._selected = ""
        for part in (self.table, self.filters):
            part.command.connect(self.command)
        self.table.verticalScrollBar().actionTriggered.connect(lambda _action: self._scrolled())
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.filters, 3)
        head.addWidget(self._follow)
        head.addWidget(self._count, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 4, 8, 6)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        self._empty = words("muted", "log-empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QVBoxLayout(self.table.viewport()).addWidget(self._empty)
        self._follows(on=True)
        self.fit()

    def fit(self) -> None:
        """Where letters are large, so dense a panel takes smaller ones."""
        self.setFont(letters())
        self.table.fit()

    def forget(self) -> None:
        """Another story begins: the playhead is followed again, and the last log is let go."""
        self._model.forget()
        self._follows(on=True)

    def show_frame(self, frame: Frame) -> None:
        """Shows the log of this frame."""
        view = frame.log
        if view is None:
            return
        kind, _, name = frame.selected.partition(" ")
        self.filters.show_filter(view, name if kind == "operation" else self._operation(frame))
        self._model.show_view(view)
        self._model.show_lit(frame.lit)
        if frame.selected != self._selected:
            self._selected = frame.selected
            self._model.show_selected(frame.selected)
            self._mark(view, kind, name)
        elif self._following:
            row = max(0, view.happened - 1)
            self.table.scrollTo(
                self._model.index(row, 0), QAbstractItemView.ScrollHint.EnsureVisible
            )
        self._say_count(view)
        show_text(self._empty, "" if len(view.rows) else why_empty(view))

    def _operation(self, frame: Frame) -> str:
        """The operation of the event that is selected; empty where it has none."""
        kind, _, name = frame.selected.partition(" ")
        if kind != "event" or frame.log is None:
            return ""
        rows = frame.log.rows
        row = rows.at_or_after(int(name))
        found = rows.row(row).operation if row < len(rows) else 0
        return str(found) if found else ""

    def _mark(self, view: LogView, kind: str, name: str) -> None:
        """Marks the row of an event that was selected, here or elsewhere."""
        if kind != "event":
            self.table.clearSelection()
            first = view.rows.first_of(f"{kind} {name}")
            if first is not None:
                self.table.scrollTo(self._model.index(first, 0))
            return
        row = view.rows.at_or_after(int(name))
        if row < len(view.rows) and view.rows.place(row) == int(name):
            if self.table.currentIndex().row() != row:
                self.table.selectRow(row)
            self.table.scrollTo(self._model.index(row, 0))

    def _say_count(self, view: LogView) -> None:
        text = self.tr("{0:,} of {1:,} events").format(len(view.rows), view.total)
        if view.searched < view.total:
            part = 100 * view.searched // max(1, view.total)
            text = self.tr("{0:,} found, {1} % searched").format(len(view.rows), part)
        if view.left_out:
            text = self.tr("{0}, without hidden {1}").format(text, ", ".join(view.left_out))
        self._count.show_text(text)

    def _scrolled(self) -> None:
        """Somebody scrolls: from now on the place is theirs."""
        if self._following:
            self._follows(on=False)

    def _follows(self, *, on: bool) -> None:
        self._following = on
        theme.restyle(self._follow, tone="shown" if on else "plain")
        self._follow.setAccessibleDescription(self.tr("on") if on else "")
        if on and self._model.view is not None:
            self.table.scrollTo(self._model.index(max(0, self._model.view.happened - 1), 0))

    def changeEvent(self, event: QEvent) -> None:
        """A new theme has other letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self.fit)


def why_empty(view: LogView) -> str:
    """Why there is no row."""
    tr = QCoreApplication.translate
    chosen = view.filter
    if not view.total:
        return tr("EventLog", "Nothing has happened yet: play, or let one thing happen.")
    if view.searched < view.total:
        return tr("EventLog", "Searching\u2026")
    parts = [
        tr("EventLog", "of the kind {0}").format(", ".join(chosen.kinds)) if chosen.kinds else "",
        tr("EventLog", "at {0}").format(chosen.server) if chosen.server else "",
        tr("EventLog", "of {0}").format(chosen.user) if chosen.user else "",
        tr("EventLog", "of the request #{0}").format(chosen.follow) if chosen.follow else "",
        tr("EventLog", "with \u00ab{0}\u00bb").format(chosen.find) if chosen.find else "",
    ]
    told = ", ".join(part for part in parts if part)
    if view.left_out and not told:
        text = tr("EventLog", "All that happened was at {0}, which the stage does not show.")
        return text.format(", ".join(view.left_out))
    if not told:
        return tr("EventLog", "Nothing happened in the span of time that is marked.")
    return tr("EventLog", "No event is {0}. \u00d7 All shows every event again.").format(told)
