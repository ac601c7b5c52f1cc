"""The sign above every page as long as the window can be driven by ssh."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.buttons import flat
from ui.tips import tip


class ConsoleSign(QWidget):
    """Not there at all while the console is off; a click shows the line to type."""

    command = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("console-sign")
        self._button = flat("console-on", tip=tip("console"))
        self._button.setProperty("tone", "on")
        self._button.clicked.connect(lambda: self.command.emit("console"))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 0)
        row.addWidget(self._button)
        row.addStretch(1)
        self.hide()

    def show_address(self, address: str) -> None:
        """Where it listens; empty: it is off."""
        text = self.tr("● This window can be driven by ssh, at {0}").format(address)
        self._button.setText(text)
        self._button.setAccessibleName(text)
        self.setVisible(bool(address))
