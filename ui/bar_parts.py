"""The parts of the bar at the top: a number with − and +, and a list of settings.

Rules this file keeps: what would leave the bounds is greyed and says why; a list that is open is
left alone.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from ui import theme
from ui.buttons import flat
from ui.tips import tip

LEAST_PT = 7
"""How narrow a list may become, in font sizes."""
ARROW_PT = 2.6
"""How much of its width its arrow and its edges take."""


TOLD = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole)
"""What a value means is shown to who points at it, and read out."""


class Number(QLabel):
    """Has room for the greatest number that it may show, whatever the letters are."""

    most = 1

    def minimumSizeHint(self) -> QSize:
        """Nothing beside it moves while it is another number."""
        hint, widest = super().minimumSizeHint(), "0" * len(str(self.most))
        return QSize(max(hint.width(), self.fontMetrics().horizontalAdvance(widest)), hint.height())

    def sizeHint(self) -> QSize:
        """The same."""
        return self.minimumSizeHint()


class Stepper(QWidget):
    """A number between 1 and a bound, with − and +."""

    command = Signal(str)

    def __init__(self, letter: str, meaning: str) -> None:
        super().__init__()
        self._letter, self._meaning = letter, meaning
        self._shown: tuple[int, int, str] | None = None
        self._value = Number()
        self._value.setObjectName(f"value-{letter.lower()}")
        self._value.setProperty("role", "heading")
        self._value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._less = self._button("−", self.tr("{letter} one less"), -1)
        self._more = self._button("+", self.tr("{letter} one more"), 1)
        self.setToolTip(meaning)
        self._lay_out()

    def _button(self, sign: str, name: str, change: int) -> QToolButton:
        button = flat(f"{self._letter.lower()}-{'more' if change > 0 else 'less'}")
        button.setText(sign)
        button.setAccessibleName(name.format(letter=self._letter))
        button.clicked.connect(lambda: self._change(change))
        return button

    def _lay_out(self) -> None:
        box = QFrame()
        box.setProperty("role", "field")
        inside = QHBoxLayout(box)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        for part in (self._less, self._value, self._more):
            inside.addWidget(part)
        letter = QLabel(self._letter)
        letter.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(letter)
        row.addWidget(box)

    def _change(self, change: int) -> None:
        if self._shown is not None:
            self.command.emit(f"set {self._letter.lower()} {self._shown[0] + change}")

    def show_value(self, value: int, most: int, decided: str = "") -> None:
        """Shows the number; a button that would leave the bounds is greyed and says why.

        So are both where something else has `decided` what it is.
        """
        if self._shown == (value, most, decided):
            return
        self._shown = (value, most, decided)
        self._value.most = most
        self._value.setText(str(value))
        self._value.setAccessibleName(f"{self._letter} = {value}")
        self.setToolTip(decided or self._meaning)
        less, more = value > 1 and not decided, value < most and not decided
        self._less.setEnabled(less)
        self._more.setEnabled(more)
        self._less.setToolTip(self._tip(value - 1, decided or self.tr("at least 1"), possible=less))
        most_tip = decided or self.tr("at most {n} here").format(n=most)
        self._more.setToolTip(self._tip(value + 1, most_tip, possible=more))

    def _tip(self, value: int, reason: str, *, possible: bool) -> str:
        line = f"set {self._letter.lower()} {value}"
        return tip(line) if possible else f"{self._letter}: {reason}"


class Choice(QComboBox):
    """A list of settings; says `line` with the one that the person chose."""

    command = Signal(str)

    def __init__(self, name: str, line: str, title: str) -> None:
        super().__init__()
        self._line = line
        self.tips: dict[str, str] = {}
        """What each value means, where its words are too few to say it."""
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self._offered: tuple[list[tuple[str, str]], Mapping[str, str]] | None = None
        self.setObjectName(name)
        self.setProperty("role", "choice")
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._say)

    def say(self, line: str) -> None:
        """From now on it says this line, with the chosen one in it."""
        self._line = line

    def _say(self, index: int) -> None:
        self.command.emit(self._line.format(self.itemData(index)))

    def minimumSizeHint(self) -> QSize:
        """Narrow it may become: its text ends in dots then, and its list is as wide as it must."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), round(LEAST_PT * theme.current().font_pt)), hint.height())

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Text that does not fit beside the arrow ends in dots."""
        super().initStyleOption(option)
        room = self.width() - round(ARROW_PT * theme.current().font_pt)
        dots = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, dots, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Adds the arrow, for which a style sheet would need a picture a theme."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(theme.current().color("muted"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -7, 0), side, "▾")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel alone: a turn in passing must not start another branch of the run."""
        event.ignore()

    def show_choice(
        self,
        value: str,
        choices: Sequence[tuple[str, str]],
        refused: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Shows `value` among `choices` (value, words), unless the list is open.

        What is `refused` now is grey, and says why.
        """
        if self.view().isVisible():
            return
        known = [*choices] if value in dict(choices) else [*choices, (value, value)]
        if (known, refused) != self._offered:
            self._offered = known, refused
            self.clear()
            for index, (data, words) in enumerate(known):
                self.addItem(words, data)
                tip = refused.get(data, self.tips.get(data, data))
                for role in TOLD:
                    self.setItemData(index, tip, role)
                self._items.item(index).setEnabled(data not in refused)
        if self.currentData() != value:
            self.setCurrentIndex([data for data, _ in known].index(value))
