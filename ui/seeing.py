"""A window as others are to see it: as a picture, and as its accessibility tree."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from ui import app
from ui.locating import ROLES, children, name_of, shown_text, visible
from ui.page import Page

_NAMES = {each: name for name, all_of_it in ROLES.items() for each in all_of_it}
_STATES = ("disabled", "checked", "focused", "selected", "expanded", "readOnly")


class Seeing:
    """Takes a window."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def take(self, path: Path) -> None:
        """Writes a picture of it, with what it has opened over itself. Raises OSError."""
        window = self._page.window
        running = QApplication.instance()
        assert isinstance(running, QApplication)
        app.settle(running, window)
        picture = window.grab()
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if over is not None:
            _lay_over(picture, over.grab(), window.mapFromGlobal(over.mapToGlobal(QPoint())))
        if not picture.save(str(path), "PNG"):
            raise OSError("the picture cannot be written there")

    def tree(self) -> dict[str, Any]:
        """All that can be seen of it, as a screen reader has it."""
        (root,) = self._page.roots()
        return branch(root)


def _lay_over(picture: QPixmap, over: QPixmap, at: QPoint) -> None:
    painter = QPainter(picture)
    painter.drawPixmap(at, over)
    painter.end()


def branch(node: QAccessibleInterface) -> dict[str, Any]:
    """A thing, and what is in it."""
    place, name, text = node.rect(), name_of(node), shown_text(node)
    value = node.text(QAccessible.Text.Value)
    state = node.state()
    within = [branch(child) for child in children(node) if visible(child)]
    return {
        "role": _NAMES.get(node.role(), node.role().name),
        "name": name,
        **({"text": text} if text not in ("", name) else {}),
        **({"value": value} if value else {}),
        **{each: True for each in _STATES if getattr(state, each)},
        "rect": [place.x(), place.y(), place.width(), place.height()],
        **({"children": within} if within else {}),
    }
