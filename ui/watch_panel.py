"""What is watched: expressions about the state of the run, each with its value at this moment.

Rules this file keeps: it draws `Frame.watch` and says lines of the verb language; what is wrong
with an expression is told where it was written.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer import state
from explorer.expression import Expression
from explorer.frame import Frame
from explorer.lines import ScriptError, quoted
from explorer.watching import Values, WatchView
from ui.buttons import flat
from ui.drawn_late import DrawnLate
from ui.labels import label, show_text, words
from ui.palette_field import Caret
from ui.scrolled import Scrolled
from ui.tips import tip
from ui.watch_names import WatchNames
from ui.watch_row import WatchRow
from ui.words import format_time

FOLDED_EM = 60
"""With less room than this, in the widths of an M, the names stand beneath."""


class WatchPanel(DrawnLate):
    """The panel of what is watched."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("watch")
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Watch"))
        self._rows: list[WatchRow] = []
        self._examples: list[QToolButton] = []
        self._lines: list[str] = []
        self._field = QLineEdit()
        self._field.setObjectName("watch-field")
        self._field.setAccessibleName(self.tr("Expression to watch"))
        self._field.setPlaceholderText(
            self.tr(
                "An expression in JMESPath, such as servers[?state=='up'].name; Enter watches it"
            )
        )
        self._field.setMinimumWidth(60)
        self._field.returnPressed.connect(self._enter)
        self._field.textEdited.connect(lambda _text: self._complain("", 0))
        self._caret = Caret(self._field)
        self._wrong = words("small", "watch-wrong")
        self._wrong.setProperty("tone", "bad")
        self._wrong.hide()
        self._legend = label("small")
        self._legend.setObjectName("watch-legend")
        says = self.tr("Watch nothing any more")
        self._all = flat("watch-all-off", self.tr("× All"), says, tip("watch off", says))
        self._all.clicked.connect(lambda: self.command.emit("watch off"))
        self._empty = words("muted", "watch-empty")
        self._empty.setText(self.tr(
            "Nothing is watched. Write an expression about the state of the run, or choose a name "
            "from the list: its value is shown at every moment, ▸ marks what the last event "
            "changed, and time can run until it becomes true. For example:"
        ))  # fmt: skip
        self._names = WatchNames()
        self._names.command.connect(self.command)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._field, 1)
        head.addWidget(self._legend)
        head.addWidget(self._all)
        body = QWidget()
        self._list = QVBoxLayout(body)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(1)
        self._list.addWidget(self._empty)
        self._list.addStretch(1)
        area = Scrolled("watch-rows", self.tr("What is watched"))
        area.setMinimumHeight(1)
        area.setWidget(body)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(head)
        left.addWidget(self._caret)
        left.addWidget(self._wrong)
        left.addWidget(area, 1)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(12, 6, 8, 6)
        self._across.setSpacing(10)
        self._across.addLayout(left, 3)
        self._across.addWidget(self._names, 2)

    # -- seeing

    def draw(self, frame: Frame) -> None:
        """Shows the values, and the names."""
        view = frame.watch
        if self.stale:
            self._names.fit()
        self._names.show_known(view.known)
        self._show_values(view.values)
        self._show_examples(view)
        show_text(self._legend, self._said(view.values))
        self._all.setVisible(bool(view.values.rows))

    def _said(self, values: Values) -> str:
        if not values.rows:
            return ""
        if values.changed_us is None:
            return self.tr("at {0}").format(format_time(values.as_of_us))
        at = format_time(values.changed_us)
        if not any(row.changed for row in values.rows):
            return self.tr("nothing changed at {0}").format(at)
        return self.tr("▸ changed at {0}").format(at)

    def _show_values(self, values: Values) -> None:
        while len(self._rows) < len(values.rows):
            row = WatchRow(len(self._rows))
            row.command.connect(self.command)
            self._list.insertWidget(self._list.count() - 1, row)
            self._rows.append(row)
        for row in self._rows[len(values.rows) :]:
            row.hide()
        for row, watched in zip(self._rows, values.rows, strict=False):
            row.show_row(watched)
            row.show()

    def _show_examples(self, view: WatchView) -> None:
        nothing = not view.values.rows
        self._empty.setVisible(nothing)
        while len(self._examples) < len(view.examples):
            number = len(self._examples)
            link = _example(number)
            link.clicked.connect(lambda _on=False, number=number: self._take(number))
            self._list.insertWidget(1 + number, link)
            self._examples.append(link)
        self._lines = [f"watch {quoted(expression)}" for expression, _ in view.examples]
        for link, (expression, meaning) in zip(self._examples, view.examples, strict=False):
            link.setText(f"{expression}  –  {meaning}")
            link.setAccessibleName(self.tr("Watch {0}: {1}").format(expression, meaning))
            link.setVisible(nothing)

    def _take(self, number: int) -> None:
        self.command.emit(self._lines[number])

    # -- hands

    def _enter(self) -> None:
        text = self._field.text().strip()
        try:
            Expression(text, state.names())
        except ScriptError as error:
            self._complain(str(error), error.column)
            return
        self._field.clear()
        self._complain("", 0)
        self.command.emit(f"watch {quoted(text)}")

    def _complain(self, text: str, column: int) -> None:
        """Says what is wrong, and where; the words stay to be mended."""
        show_text(self._wrong, text)
        self._field.setAccessibleDescription(text)
        self._caret.point_at(column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names stand beside, or beneath where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().horizontalAdvance("M") * FOLDED_EM
        way = QBoxLayout.Direction
        self._across.setDirection(way.TopToBottom if narrow else way.LeftToRight)


def _example(number: int) -> QToolButton:
    """An example that can be pressed; too long for its room, it is cut off."""
    made = flat(f"watch-example-{number}")
    made.setProperty("role", "link")
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setMinimumWidth(60)
    return made
