"""Pictures of a part of the window in files, sharp enough to be printed."""

from pathlib import Path

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

SHARP = 2.0
"""Pixels of a picture for each of the window's."""


def save(widget: QWidget, path: Path) -> None:
    """Writes a PNG of the widget. Raises OSError."""
    picture = QPixmap(widget.size() * SHARP)
    picture.setDevicePixelRatio(SHARP)
    picture.fill(widget.palette().window().color())
    QWidget.render(widget, picture)  # panels have a `render` of their own
    if not picture.save(str(path), "PNG"):
        raise OSError("the picture cannot be written there")
