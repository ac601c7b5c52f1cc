"""The bar at the foot of the window: how what is made beside it goes, and what came of it.

Rules this file keeps: it has room of its own, and none while nothing was asked for; it says lines
of the verb language.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStatusBar, QWidget

from ui import theme
from ui.buttons import flat
from ui.labels import Elided, label
from ui.tips import tip

LEAST_PX, BAR_PX = 120, 220


class ExportBar(QStatusBar):
    """A sign, a sentence, how far it is, and what can be done."""

    command = Signal(str)

    def __init__(self) -> None:
        """Hidden until something is made."""
        super().__init__()
        self.setObjectName("export-bar")
        self.setSizeGripEnabled(False)
        self._sign = label("heading")
        self._text = Elided("", LEAST_PX)
        self._text.setObjectName("export-text")
        self._progress = QProgressBar()
        self._progress.setObjectName("export-progress")
        self._progress.setAccessibleName(self.tr("How much of it is made"))
        self._progress.setMaximumWidth(BAR_PX)
        self._progress.setTextVisible(False)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(10, 0, 8, 2)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._progress, 1)
        self._buttons = {}
        for name, text, says, line in (
            ("cancel", self.tr("Cancel"), self.tr("Make it no further"), "export off"),
            ("open", self.tr("Open"), self.tr("Open what was made"), "export open"),
            ("folder", self.tr("Show in folder"), self.tr("Open the folder that it is in"),
             "export folder"),
            ("away", self.tr("× Close"), self.tr("Close what is told of the export"), "export off"),
        ):  # fmt: skip
            button = self._buttons[name] = flat(f"export-{name}", text, says, tip(line, says))
            button.clicked.connect(lambda _on=False, line=line: self.command.emit(line))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.addPermanentWidget(body, 1)
        self.hide()

    def show_progress(self, name: str, done: int, total: int) -> None:
        """So much of it is done; of nothing: the run is run again first."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        if not total:
            text = self.tr("Making {0}: its run is run again.").format(name)
        else:
            text = self.tr("Making {0}: {1} of {2} pictures.")
            text = text.format(name, done, total)
        self._say("…", "plain", text, "cancel")

    def show_made(self, name: str, size: int) -> None:
        """It is made, so many bytes."""
        text = self.tr("{0} is made: {1}.").format(name, self.locale().formattedDataSize(size, 1))
        self._say("✓", "good", text, "open", "folder", "away")

    def show_failed(self, name: str, reason: str) -> None:
        """It was not made."""
        self._say("✕", "bad", self.tr("{0} was not made: {1}.").format(name, reason), "away")

    def _say(self, sign: str, tone: str, text: str, *buttons: str) -> None:
        self._sign.setText(sign)
        theme.restyle(self._sign, tone=tone)
        self._text.show_text(text)
        self._text.setToolTip(text)
        self.setAccessibleName(text)
        self._progress.setVisible("cancel" in buttons)
        for name, button in self._buttons.items():
            button.setVisible(name in buttons)
        self.show()
