"""Every setting of the cluster, live: its meaning, its value, and what else it may be now.

Rules this file keeps: it draws `Frame.settings` and says `set NAME VALUE`; what the engine would
refuse is grey, with its reason; a field that somebody writes in, and a list that is open, are left
alone.
"""

from html import escape

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from explorer.frame import Frame
from explorer.knobs import GROUPS, Knob
from ui.bar_parts import Choice
from ui.buttons import flat
from ui.columns import Columns
from ui.labels import label

COLUMN_EM = 22
"""How wide a column is at the least, in the widths of an M."""


class KnobChoice(Choice):
    """A setting that is one of several words."""

    def __init__(self, knob: Knob) -> None:
        super().__init__(f"setting-{knob.name}", f"set {knob.name} {{}}", knob.name)

    def show_knob(self, knob: Knob) -> None:
        """Shows the value; a word that the engine would refuse is grey, and says why."""
        self.tips = {offer.value: f"set {knob.name} {offer.value}" for offer in knob.offers}
        words = [(offer.value, offer.value) for offer in knob.offers]
        refused = {offer.value: offer.reason for offer in knob.offers if offer.reason is not None}
        self.show_choice(knob.value, words, refused)


class KnobField(QWidget):
    """A setting that is a number or a time: a field, and − and + or the words that it may be."""

    command = Signal(str)

    def __init__(self, knob: Knob) -> None:
        super().__init__()
        self._knob = knob
        self._field = QLineEdit()
        self._field.setObjectName(f"setting-{knob.name}")
        self._field.setAccessibleName(knob.name)
        self._field.setMinimumWidth(self.fontMetrics().horizontalAdvance("0000000") + 14)
        self._field.returnPressed.connect(self._say)
        self._field.editingFinished.connect(self._give_up)
        self._buttons = [self._button(knob.name, index) for index in range(len(knob.offers))]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._field, 1)
        for button in self._buttons:
            row.addWidget(button)

    def _button(self, name: str, index: int) -> QToolButton:
        button = flat(f"setting-{name}-{index}")
        button.clicked.connect(
            lambda: self.command.emit(f"set {name} {self._knob.offers[index].value}")
        )
        return button

    def _say(self) -> None:
        text = self._field.text().strip().replace(" ", "")
        if text and text != self._knob.value:
            self._field.setModified(False)
            self.command.emit(f"set {self._knob.name} {text}")

    def _give_up(self) -> None:
        """What was written and not sent with Enter gives way to what is so."""
        self._field.setModified(False)
        self._field.setText(self._knob.value)

    def show_knob(self, knob: Knob) -> None:
        """Shows the value, unless somebody writes in the field."""
        self._knob = knob
        if not self._field.isModified() and self._field.text() != knob.value:
            self._field.setText(knob.value)
            self._field.setCursorPosition(0)
        for button, offer in zip(self._buttons, knob.offers, strict=True):
            button.setText(offer.sign)
            line = f"set {knob.name} {offer.value}"
            button.setEnabled(offer.reason is None and offer.value != knob.value)
            button.setToolTip(offer.reason or line)
            button.setAccessibleName(f"{knob.name}: {offer.value}")

    def setToolTip(self, text: str) -> None:
        super().setToolTip(text)
        self._field.setToolTip(text)


class SettingsPanel(QScrollArea):
    """All settings, group by group."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("settings")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Settings of the cluster"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(12, 4, 4, 4)
        self._shown: tuple[Knob, ...] = ()
        self._knobs: dict[str, KnobChoice | KnobField] = {}
        self._body = Columns(COLUMN_EM, 20)
        self.setWidget(self._body)

    def show_frame(self, frame: Frame) -> None:
        """Shows the settings of this frame."""
        if frame.settings == self._shown:
            return
        self._shown = frame.settings
        if not self._knobs:
            self._make(frame.settings)
        for knob in frame.settings:
            self._knobs[knob.name].show_knob(knob)

    def _make(self, knobs: tuple[Knob, ...]) -> None:
        known = {knob.name: knob for knob in knobs}
        groups: list[tuple[QWidget, int]] = []
        for heading, names in GROUPS:
            group = QWidget()
            grid = QGridLayout(group)
            grid.setContentsMargins(0, 0, 0, 6)
            grid.setHorizontalSpacing(10)
            grid.setVerticalSpacing(3)
            grid.setColumnStretch(1, 1)
            title = label("heading")
            title.setText(QCoreApplication.translate("Settings", heading))
            grid.addWidget(title, 0, 0, 1, 2)
            for row, name in enumerate(names, 1):
                grid.addWidget(self._name(known[name]), row, 0)
                grid.addWidget(self._control(known[name]), row, 1)
            groups.append((group, len(names)))
        self._body.place(groups)

    def _name(self, knob: Knob) -> QLabel:
        """The name of a setting, with its meaning."""
        shown = label("muted")
        shown.setText(knob.name)
        shown.setToolTip(f"<qt>{escape(knob.meaning)}</qt>")
        return shown

    def _control(self, knob: Knob) -> QWidget:
        made = KnobChoice(knob) if knob.is_word else KnobField(knob)
        made.setToolTip(f"<qt>{escape(knob.meaning)}</qt>")
        made.setAccessibleDescription(knob.meaning)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.command.connect(self.command)
        self._knobs[knob.name] = made
        return made
