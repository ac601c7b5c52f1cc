"""A file that somebody chooses, while the run goes on: nothing waits for the answer."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

OPEN, SAVE = QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave


def ask(
    over: QWidget,
    name: str,
    title: str,
    mode: QFileDialog.AcceptMode,
    kinds: str,
    suffix: str,
    chosen: Callable[[str], object],
) -> None:
    """Asks for a file of these kinds, in a dialog of this name; `chosen` is told which."""
    dialog = QFileDialog(over, title)
    dialog.setObjectName(name)
    dialog.setAccessibleName(title)
    off_screen = QGuiApplication.platformName() == "offscreen"
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, off_screen)
    dialog.setAcceptMode(mode)
    if mode == OPEN:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(suffix)
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
