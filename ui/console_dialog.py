"""Whether the window can be driven by ssh, and the line to type for that, to be copied."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.buttons import closing
from ui.tips import tip

WIDE_PX = 640
HIGH_PX = 96


class ConsoleDialog(QDialog):
    """Says how it stands; switches it on and off."""

    command = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Beside its window, which goes on; Esc closes it."""
        super().__init__(parent)
        self.setObjectName("console")
        self.setWindowTitle(self.tr("Console"))
        self.setAccessibleName(self.tr("Console"))
        self._told = QLabel()
        self._told.setObjectName("console-told")
        self._told.setWordWrap(True)
        self._line = QPlainTextEdit()
        self._line.setObjectName("console-line")
        self._line.setAccessibleName(self.tr("The line to type in a terminal"))
        self._line.setReadOnly(True)
        self._line.setTabChangesFocus(True)
        self._line.setFixedHeight(HIGH_PX)
        self._copy = self._button("copy", self.tr("Copy the line"))
        self._copy.clicked.connect(self._to_clipboard)
        self._switch = self._button("switch", "")
        self._switch.clicked.connect(
            lambda: self.command.emit("console off" if self._line.toPlainText() else "console on")
        )
        self._lay_out()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"console-{name}")
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._copy)
        row.addWidget(self._switch)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        column.addWidget(self._told)
        column.addWidget(self._line)
        column.addLayout(row)
        column.addWidget(closing(self, self.tr("Close, and leave the console as it is")))
        self.setMinimumWidth(WIDE_PX)

    def show_line(self, line: str) -> None:
        """The line that leads in; empty: it is off."""
        self._told.setText(
            self.tr("The console is on: in a terminal, this line drives the window with the verbs "
                    "of its command palette. Who has the key in that folder can do so.")
            if line else
            self.tr("The console is off: nobody can drive this window from a terminal.")
        )  # fmt: skip
        self._line.setPlainText(line)
        self._line.setVisible(bool(line))
        self._copy.setVisible(bool(line))
        text = self.tr("Switch it off") if line else self.tr("Switch it on")
        self._switch.setToolTip(tip("console"))
        self._switch.setText(text)
        self._switch.setAccessibleName(text)
        self.adjustSize()
        self.show()

    def _to_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(self._line.toPlainText())
