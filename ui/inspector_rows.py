"""The rows of the inspector: a heading, and below it each fact with its label; some lead on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.inspection import Row, Section
from ui import theme
from ui.buttons import Clickable
from ui.labels import breakable, label, words


class Fact(Clickable):
    """One fact: a mark if it has changed, its label, its value; a click says its line."""

    command = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._row: Row | None = None
        self._mark, self._label = label("muted"), words("muted")
        self._label.setWordWrap(False)
        self._value = words("")
        self._value.setMinimumHeight(1)  # its height follows from its width alone
        for part in (self._mark, self._label, self._value):
            part.setAlignment(Qt.AlignmentFlag.AlignTop)
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        across = QHBoxLayout(self)
        across.setContentsMargins(3, 1, 3, 1)
        across.setSpacing(6)
        across.addWidget(self._mark)
        across.addWidget(self._label)
        across.addWidget(self._value, 1)
        self.clicked.connect(self._say)

    def _say(self) -> None:
        if self._row is not None and self._row.line:
            self.command.emit(self._row.line)

    def label_width(self) -> int:
        """How wide its label is by itself."""
        return self._label.sizeHint().width()

    def align(self, wide: int) -> None:
        """Makes its label as wide as all of its block."""
        self._label.setFixedWidth(wide)
        self._mark.setFixedWidth(self._mark.fontMetrics().horizontalAdvance("▸"))

    def show_row(self, row: Row) -> None:
        """Shows the fact."""
        if row == self._row:
            return
        self._row = row
        self._mark.setText("▸" if row.changed else "")
        self._label.setText(row.label)
        self._value.setText(breakable(row.value) + (" \u203a" if row.line else ""))
        for part in (self._mark, self._label):
            theme.restyle(part, tone="changed" if row.changed else "")
        theme.restyle(self._value, tone="changed" if row.changed else "")
        leads = bool(row.line)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if leads else Qt.FocusPolicy.NoFocus)
        shape = Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        changed = self.tr(" (changed by the last event)") if row.changed else ""
        self.setAccessibleName(f"{row.label}: {row.value}{changed}")
        self.setToolTip(self.tr("Click: {0}").format(row.line) if leads else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A frame while it has the focus, or the pointer and somewhere to lead."""
        leads = self._row is not None and bool(self._row.line)
        if leads and (self.hasFocus() or self.underMouse()):
            painter = QPainter(self)
            painter.setPen(QPen(theme.current().color("accent"), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)


class Block(QWidget):
    """One section: its heading, and its facts."""

    command = Signal(str)

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName(f"inspector-section-{number}")
        self._heading = label("heading")
        self._facts: list[Fact] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self._heading)

    def show_section(self, section: Section) -> None:
        """Shows the section; facts that are there are filled anew."""
        heading, rows = section
        self._heading.setText(heading)
        self.setAccessibleName(heading)
        while len(self._facts) < len(rows):
            fact = Fact(f"{self.objectName()}-{len(self._facts)}")
            fact.command.connect(self.command)
            self._facts.append(fact)
            self._box.addWidget(fact)
        for fact in self._facts[len(rows) :]:
            fact.hide()
        for fact, row in zip(self._facts, rows, strict=False):
            fact.show_row(row)
            fact.show()
        wide = max((fact.label_width() for fact in self._facts[: len(rows)]), default=0)
        for fact in self._facts:
            fact.align(min(wide, self.fontMetrics().horizontalAdvance("M") * 11))
