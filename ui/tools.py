"""The two buttons that every page has: the command palette, and the settings of a person."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QToolButton

from ui.buttons import flat
from ui.keys import PALETTE_KEYS


def tools(page: str, say: Callable[[str], object]) -> tuple[QToolButton, QToolButton]:
    """The palette's button, which shows its key, and that of the settings; named after a page."""
    keys = QKeySequence(PALETTE_KEYS).toString(QKeySequence.SequenceFormat.NativeText)
    translate = QCoreApplication.translate
    palette = _button(f"{page}-palette", keys, translate("Tools", "Command palette"))
    text = translate("Tools", "Look for anything that can be done, by a few words of it")
    palette.setToolTip(text)
    palette.clicked.connect(lambda: say("palette"))
    settings = _button(f"{page}-settings", "Aa", translate("Tools", "Settings"))
    settings.setToolTip(translate("Tools", "Theme, size of letters, reduced motion"))
    settings.clicked.connect(lambda: say("settings"))
    return palette, settings


def _button(name: str, text: str, accessible: str) -> QToolButton:
    button = flat(name)
    button.setProperty("tone", "low")
    button.setText(text)
    button.setAccessibleName(accessible)
    return button
