"""What a line opens over a window: dialogs and menus, one of each at a time.

A hand cannot open a second one, for the first is in its way; a console can.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def replace(opened: QWidget) -> None:
    """Closes what is there of this name over the same parent, and so deletes what dies closed."""
    over, direct = opened.parentWidget(), Qt.FindChildOption.FindDirectChildrenOnly
    assert over is not None, "it lies over a window"
    for before in over.findChildren(type(opened), opened.objectName(), direct):
        if before is not opened:
            before.close()
