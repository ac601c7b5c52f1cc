"""Small buttons that say a line; two every page has: the command palette, a person's settings."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QToolButton

from ui.buttons import flat
from ui.keys import PALETTE_KEYS
from ui.tips import tip


def tools(page: str, say: Callable[[str], object]) -> tuple[QToolButton, QToolButton]:
    """The palette's button, which shows its key, and that of the settings; named after a page."""
    keys = QKeySequence(PALETTE_KEYS).toString(QKeySequence.SequenceFormat.NativeText)
    translate = QCoreApplication.translate
    palette = saying("palette", f"{page}-palette", keys, translate("Tools", "Command palette"), say)
    settings = saying("settings", f"{page}-settings", "Aa", translate("Tools", "Settings"), say)
    return palette, settings


def saying(
    line: str, name: str, sign: str, says: str, say: Callable[[str], object]
) -> QToolButton:  # fmt: skip
    """A small button that says this line."""
    button = flat(name, sign, says, tip(line))
    button.setProperty("tone", "low")
    button.clicked.connect(lambda: say(line))
    return button


def show_me(name: str, says: str = "") -> QToolButton:
    """A flat button that leads to why something is as it is."""
    return flat(name, QCoreApplication.translate("Tools", "Show me \u203a"), says, tip("cause"))
