"""What can be set for the person who looks: theme, size of letters, how much moves.

Rules this file keeps: it shows the preferences that it is given, and says lines of the verb
language; what a click changes shows at once, and stays under the pointer as its letters grow.
"""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from explorer.preferences import GREATEST_FONT, LEAST_FONT, THEMES, Preferences
from explorer.progress import Progress
from ui import theme
from ui.buttons import closing
from ui.labels import words
from ui.tips import tip

STEP = 10
"""Letters grow by so many per cent at a time."""
APART_PX = 6
"""Between what belongs together: a layout within another one leaves nothing of itself."""


class SettingsDialog(QDialog):
    """Theme, letters and motion, each kept for the next start."""

    command = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Modal to its window; Esc closes it."""
        super().__init__(parent)
        self._window = parent
        self.finished.connect(parent.activateWindow)  # the keys are the window's again
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings"))
        self.setAccessibleName(self.tr("Settings"))
        self._make_theme()
        self._make_font()
        self._calm = QCheckBox(self.tr("Reduced motion"))
        self._calm.setObjectName("setting-motion")
        self._calm.setAccessibleName(self.tr("Reduced motion"))
        self._calm.setToolTip(tip("motion"))
        self._calm.clicked.connect(
            lambda on: self._say(self._calm, f"motion {'reduced' if on else 'full'}")
        )
        self._asks = QCheckBox(self.tr("Stories ask what will come"))
        self._asks.setObjectName("setting-predict")
        self._asks.setAccessibleName(self.tr("Stories ask what will come"))
        self._asks.setToolTip(tip("predict"))
        self._asks.clicked.connect(
            lambda on: self._say(self._asks, f"predict {'on' if on else 'off'}")
        )
        self._make_progress()
        self._console = QPushButton(self.tr("Console…"))
        self._console.setObjectName("setting-console")
        self._console.setAccessibleName(self.tr("Console"))
        self._console.setToolTip(tip("console"))
        self._console.setAutoDefault(False)
        self._console.clicked.connect(self._to_console)
        self._used: tuple[QWidget, QPoint] | None = None
        """What a hand used last, and where that was."""
        self._lay_out()

    def _make_theme(self) -> None:
        names = {
            "dark": self.tr("Dark"),
            "light": self.tr("Light"),
            "projector": self.tr("Projector: large letters, strong contrast"),
        }
        self._themes = {name: QRadioButton(names[name]) for name in THEMES}
        self._group = QButtonGroup(self)
        for name, button in self._themes.items():
            button.setObjectName(f"setting-theme-{name}")
            button.setAccessibleName(self.tr("Theme: {name}").format(name=names[name]))
            button.setToolTip(tip(f"theme {name}"))
            button.clicked.connect(
                lambda _=False, name=name: self._say(self._themes[name], f"theme {name}")
            )
            self._group.addButton(button)

    def _make_font(self) -> None:
        self._font = QSlider(Qt.Orientation.Horizontal)
        self._font.setObjectName("setting-font")
        self._font.setAccessibleName(self.tr("Size of letters, in per cent"))
        self._font.setRange(LEAST_FONT // STEP, GREATEST_FONT // STEP)
        self._font.setPageStep(1)
        self._font.setTracking(False)  # letters that change under the hand would move the slider
        self._font.valueChanged.connect(lambda n: self._say(self._font, f"font {n * STEP}%"))
        self._percent = QLabel()
        self._percent.setObjectName("setting-font-percent")

    def _make_progress(self) -> None:
        self._progress = QLabel()
        self._progress.setObjectName("setting-progress")
        self._forget, self._remember = QPushButton(), QPushButton()
        forget, remember = self.tr("Forget my progress"), self.tr("Remember my progress again")
        for button, name, text, said, line in (
            (self._forget, "forget", self.tr("Forget"), forget, "forget progress"),
            (self._remember, "remember", self.tr("Undo"), remember, "forget progress off"),
        ):
            button.setToolTip(tip(line, said))
            button.setObjectName(f"setting-{name}")
            button.setText(text)
            button.setAccessibleName(said)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, b=button, says=line: self._say(b, says))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(14)
        themes = QVBoxLayout()
        themes.setSpacing(APART_PX)
        for button in self._themes.values():
            themes.addWidget(button)
        letters = QHBoxLayout()
        letters.setSpacing(APART_PX)
        letters.addWidget(self._font, 1)
        letters.addWidget(self._percent)
        parts = (
            (self.tr("Theme"), themes),
            (self.tr("Letters"), letters),
        )
        for row, (text, part) in enumerate(parts):
            name = QLabel(text)
            name.setProperty("role", "heading")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(part, row, 1)
        name = QLabel(self.tr("Motion"))
        name.setProperty("role", "heading")
        grid.addWidget(name, len(parts), 0, Qt.AlignmentFlag.AlignTop)
        motion = QVBoxLayout()
        motion.setSpacing(APART_PX)
        motion.addWidget(self._calm)
        motion.addWidget(self._told(self.tr("A way lights up once for a message, nothing glides.")))
        grid.addLayout(motion, len(parts), 1)
        name = QLabel(self.tr("Learning"))
        name.setProperty("role", "heading")
        grid.addWidget(name, len(parts) + 1, 0, Qt.AlignmentFlag.AlignTop)
        progress = QVBoxLayout()
        progress.setSpacing(APART_PX)
        progress.addWidget(self._asks)
        kept = QHBoxLayout()
        kept.setSpacing(2 * APART_PX)
        for widget in (self._progress, self._forget, self._remember):
            kept.addWidget(widget)
        kept.addStretch(1)
        progress.addLayout(kept)
        grid.addLayout(progress, len(parts) + 1, 1)
        small = self._told(
            self.tr("Kept for the next start. Pictures from the command line do without.")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        column.addLayout(grid)
        column.addWidget(small)
        foot = QHBoxLayout()
        foot.addWidget(self._console)
        foot.addWidget(closing(self, self.tr("Close the settings")), 1)
        column.addLayout(foot)

    def _to_console(self) -> None:
        """Its own dialog says how it stands; this one would lie over that."""
        self.accept()
        self.command.emit("console")

    def _told(self, text: str) -> QLabel:
        """What is told in small print."""
        told = words("small")
        told.setText(text)
        return told

    def _say(self, part: QWidget, line: str) -> None:
        """Says it, and keeps what was used where it is; the dialog is larger or smaller then."""
        self._used = part, part.mapToGlobal(QPoint())
        self.command.emit(line)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """It wears another theme: its letters take other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """As large as its words need, with what was used last where it was."""
        self.layout().activate()  # type: ignore[union-attr]
        self.adjustSize()
        if self._used is not None:
            part, place = self._used
            self.move(self.pos() + place - part.mapToGlobal(QPoint()))
        self._keep_inside()

    def _keep_inside(self) -> None:
        """No part of it lies beyond the window, if it fits into that."""
        window, frame = self._window.frameGeometry(), self.frameGeometry()
        right, bottom = window.right() - frame.width(), window.bottom() - frame.height()
        self.move(
            max(window.left(), min(frame.left(), right)),
            max(window.top(), min(frame.top(), bottom)),
        )

    def show_progress(self, progress: Progress, *, may_remember: bool) -> None:
        """Says how far somebody has come; what was forgotten can be taken back."""
        right, answered = progress.first_in_all
        text = self.tr("{told} told, {right} of {answered} predicted")
        told = text.format(told=progress.told_in_all, right=right, answered=answered)
        self._progress.setText(told)
        self._forget.setVisible(not may_remember)
        self._forget.setEnabled(bool(progress.told_in_all or answered))
        self._remember.setVisible(may_remember)
        self.adjustSize()

    def show_preferences(self, preferred: Preferences) -> None:
        """Shows what is preferred; nothing is said by that."""
        if self.focusWidget() in (None, *self._themes.values()):
            self._themes[preferred.theme].setFocus()  # what has the focus would seem chosen
        self._themes[preferred.theme].setChecked(True)
        self._calm.setChecked(preferred.calm)
        self._asks.setChecked(preferred.asks)
        self._font.blockSignals(True)
        self._font.setValue(round(preferred.font / STEP))
        self._font.blockSignals(False)
        self._percent.setText(f"{preferred.font} %")
        letters = QFontMetrics(theme.font())  # its own are of the theme before, for a moment
        self._percent.setMinimumWidth(letters.horizontalAdvance("200 %"))
        self.adjustSize()
