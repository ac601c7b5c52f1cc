"""Which part of a run is exported: all of it, what the charts show, or what is written here.

A picture is of one moment: the one that says most, this one, or one that is written.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from explorer.film_order import Span
from explorer.times import parse_span, write_time
from ui import theme
from ui.export_plan import Plan
from ui.words import format_span

FIELD_PT = 9
"""How wide a field for a time is, in font sizes."""


class ExportSpan(QWidget):
    """Three ways to choose it."""

    changed = Signal()

    def __init__(self, plan: Plan, span: Span) -> None:
        super().__init__()
        self._plan, self._alone = plan, False
        self._group = QButtonGroup(self)
        self._whole, self._shown, self._part = (
            self._radio(name) for name in ("export-whole", "export-shown", "export-part")
        )
        start, until = span
        self._from = self._field("export-from", self.tr("From"), start or 0)
        end = plan.end_us if until is None else until
        self._until = self._field("export-until", self.tr("Until"), end)
        self._to = QLabel(self.tr("until"))
        (self._whole if span == (None, None) else self._part).setChecked(True)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        for part in (self._part, self._from, self._to, self._until):
            row.addWidget(part)
        row.addStretch(1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._whole)
        column.addWidget(self._shown)
        column.addLayout(row)
        self._group.buttonToggled.connect(lambda _b, on: self.changed.emit() if on else None)

    def _radio(self, name: str) -> QRadioButton:
        button = QRadioButton()
        button.setObjectName(name)
        self._group.addButton(button)
        return button

    def _field(self, name: str, says: str, us: int) -> QLineEdit:
        field = QLineEdit(write_time(us))
        field.setObjectName(name)
        field.setAccessibleName(says)
        field.setMaximumWidth(round(FIELD_PT * theme.current().font_pt))
        field.textEdited.connect(lambda: self._part.setChecked(True))
        field.textChanged.connect(self.changed)
        return field

    def span(self) -> Span:
        """What is chosen. Raises ValueError, in words, where a time is none."""
        if self._whole.isChecked():
            return None, None
        if self._shown.isChecked():
            return (self._plan.now_us, None) if self._alone else self._plan.zoomed or (None, None)
        start = parse_span(self._from.text())
        return start, None if self._alone else parse_span(self._until.text())

    def show_format(self, name: str) -> None:
        """What the choices mean for it."""
        self._alone = name == "png"
        can = self._alone or self._plan.zoomed is not None
        texts = self._of_a_moment() if self._alone else self._of_a_span()
        for button, text in zip((self._whole, self._shown, self._part), texts, strict=True):
            button.setText(text)
            button.setAccessibleName(text)
        self._shown.setEnabled(can)
        if self._shown.isChecked() and not can:
            self._whole.setChecked(True)
        for part in (self._to, self._until):
            part.setVisible(not self._alone)

    def _of_a_moment(self) -> tuple[str, str, str]:
        now = format_span(self._plan.now_us)
        return (
            self.tr("The moment that says most"),
            self.tr("Now, at {0}").format(now),
            self.tr("At"),
        )

    def _of_a_span(self) -> tuple[str, str, str]:
        whole = self.tr("All of it: {0}").format(format_span(self._plan.end_us))
        shown = self.tr("What the charts show: they show all of it")
        if self._plan.zoomed is not None:
            shown = self.tr("What the charts show: {0} to {1}")
            shown = shown.format(*map(format_span, self._plan.zoomed))
        return whole, shown, self.tr("From")
