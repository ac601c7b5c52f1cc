"""A bar above the time line: a sign, a text, and what can be done about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton

from ui import theme
from ui.buttons import flat
from ui.few_lines import FewLines
from ui.labels import label
from ui.tips import tip


class ToldBar(QFrame):
    """Not there at all until it is shown; what has buttons fills it with `add`."""

    command = Signal(str)
    fitted = Signal()
    """It needs another height from now on."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setProperty("role", "panel")
        self._sign = label("heading")
        self._text = FewLines(name)
        self._text.fitted.connect(self.fitted)
        self._buttons: dict[str, QToolButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 8, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def add(self, name: str, text: str, line: str, says: str) -> QToolButton:
        """A button at the right."""
        button = self._buttons[name] = flat(
            f"{self.objectName()}-{name}", text, says, tip(line, says)
        )
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return button

    def say(self, sign: str, tone: str, text: str) -> None:
        """Shows the sign in its tone, and the text."""
        self._sign.setText(sign)
        theme.restyle(self._sign, tone=tone)
        self._text.show_text(text)
