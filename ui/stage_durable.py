"""A server's lag bar: writes that it has on disk, and that nobody can read there yet."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from explorer.frame_stage import ServerView
from ui import theme

MOST = 8
"""Writes that have a part of the bar of their own; of more, the last stands for all others."""
LEAST = 4.0
"""How wide a part has to be to be seen: a small disc has fewer of them."""


def paint_durable(painter: QPainter, centre: QPointF, radius: float, server: ServerView) -> None:
    """A part for each write, at the foot of the disc; nothing where all can be read."""
    wide = radius * 1.05
    count = min(len(server.durable), MOST, int(wide / LEAST))
    if not count or server.state == "down":
        return
    high, part = max(6.0, radius * 0.15), min(radius * 0.42, wide / count)
    gap = max(1.5, part * 0.12)
    left = centre.x() - (part * count - gap) / 2
    for place in range(count):
        box = QRectF(left + place * part, centre.y() + radius * 0.6, part - gap, high)
        painter.fillRect(box, theme.current().color("unknown"))
