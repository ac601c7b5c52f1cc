"""A file that somebody chooses, while the run goes on: nothing waits for the answer."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from ui import only_one

OPEN, SAVE = QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave


def ask(
    over: QWidget,
    name: str,
    title: str,
    mode: QFileDialog.AcceptMode,
    kinds: str,
    suggested: str,
    chosen: Callable[[str], object],
) -> None:
    """Asks for a file of these kinds, in a dialog of this name; `chosen` is told which.

    Where something is saved a name is `suggested`, whose ending a name without one gets.
    """
    dialog = QFileDialog(over, title)
    dialog.setObjectName(name)
    only_one.replace(dialog)
    dialog.setAccessibleName(title)
    off_screen = QGuiApplication.platformName() == "offscreen"
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, off_screen)
    dialog.setAcceptMode(mode)
    if mode == OPEN:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(Path(suggested).suffix.removeprefix("."))
    if mode == SAVE:
        dialog.selectFile(suggested)
        dialog.filterSelected.connect(lambda kind: _end_as(dialog, kind))
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.finished.connect(over.window().activateWindow)  # the keys are the window's again
    dialog.open()


def _end_as(dialog: QFileDialog, kind: str) -> None:
    """Another kind was chosen: the name that is suggested, or written, ends as that does."""
    known = [ending for each in dialog.nameFilters() for ending in _endings(each)]
    name, wanted = Path(dialog.selectedFiles()[0]).name, _endings(kind)
    now = next((each for each in sorted(known, key=len, reverse=True) if name.endswith(each)), "")
    dialog.setDefaultSuffix(wanted[0].removeprefix("."))
    if now not in wanted:
        dialog.selectFile(name.removesuffix(now) + wanted[0])


def _endings(kind: str) -> list[str]:
    """How names of a kind end: '.png' and '.csv' of 'Charts (*.png *.csv)'."""
    return re.findall(r"\*(\.[\w.]+)", kind)
