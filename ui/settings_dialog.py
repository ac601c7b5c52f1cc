"""What can be set for the person who looks: theme, size of letters, how much moves.

Rules this file keeps: it shows the preferences that it is given, and says lines of the verb
language; what a click changes shows at once.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from explorer.preferences import GREATEST_FONT, LEAST_FONT, THEMES, Preferences
from ui.labels import words

STEP = 10
"""Letters grow by so many per cent at a time."""


class SettingsDialog(QDialog):
    """Theme, letters and motion, each kept for the next start."""

    command = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Modal to its window; Esc closes it."""
        super().__init__(parent)
        self.finished.connect(parent.activateWindow)  # the keys are the window's again
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings"))
        self.setAccessibleName(self.tr("Settings"))
        self._make_theme()
        self._make_font()
        self._calm = QCheckBox(
            self.tr("Reduced motion: a way lights up once for a message, nothing glides")
        )
        self._calm.setObjectName("setting-motion")
        self._calm.setAccessibleName(self.tr("Reduced motion"))
        self._calm.clicked.connect(
            lambda on: self.command.emit(f"motion {'reduced' if on else 'full'}")
        )
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
            button.clicked.connect(lambda _=False, name=name: self.command.emit(f"theme {name}"))
            self._group.addButton(button)

    def _make_font(self) -> None:
        self._font = QSlider(Qt.Orientation.Horizontal)
        self._font.setObjectName("setting-font")
        self._font.setAccessibleName(self.tr("Size of letters, in per cent"))
        self._font.setRange(LEAST_FONT // STEP, GREATEST_FONT // STEP)
        self._font.setPageStep(1)
        self._font.setTracking(False)  # letters that change under the hand would move the slider
        self._font.valueChanged.connect(lambda n: self.command.emit(f"font {n * STEP}%"))
        self._percent = QLabel()
        self._percent.setObjectName("setting-font-percent")

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(14)
        themes = QVBoxLayout()
        for button in self._themes.values():
            themes.addWidget(button)
        letters = QHBoxLayout()
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
        grid.addWidget(self._calm, len(parts), 1)
        kept = words("small")
        kept.setText(self.tr("Kept for the next start. Pictures from the command line do without."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("settings-close")
        close.setText(self.tr("Close"))
        close.setAccessibleName(self.tr("Close the settings"))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        column.addLayout(grid)
        column.addWidget(kept)
        column.addWidget(buttons)

    def show_preferences(self, preferred: Preferences) -> None:
        """Shows what is preferred; nothing is said by that."""
        self._themes[preferred.theme].setChecked(True)
        self._calm.setChecked(preferred.calm)
        self._font.blockSignals(True)
        self._font.setValue(round(preferred.font / STEP))
        self._font.blockSignals(False)
        self._percent.setText(f"{preferred.font} %")
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("200 %"))
        self.adjustSize()
