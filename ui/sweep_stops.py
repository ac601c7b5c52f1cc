"""What the pictures of a sweep have in common: things that can be walked, pointed at and opened."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from explorer.sweeps.figures import Settings
from ui import theme


@dataclass(frozen=True, slots=True)
class Stop:
    """One combination of settings: its sentence, and where it is."""

    settings: Settings
    sentence: str
    rect: QRectF


class Drawing(Protocol):
    """A picture of a sweep in some area."""

    columns: int
    """So many stops Up and Down go over."""

    def stops(self) -> list[Stop]:
        """All that can be opened, in the order in which keys walk it."""

    def paint(self, painter: QPainter, cursor: int = -1) -> None:
        """Paints it, with a frame around the stop that the keyboard is at."""


def paint_cursor(painter: QPainter, rect: QRectF) -> None:
    """The frame around where the keyboard is."""
    now = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(now.color("text"), max(2.0, now.line_width)))
    painter.drawRoundedRect(rect, 3, 3)
