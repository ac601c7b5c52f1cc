"""A server's lag bar: writes that it has on disk, and that nobody can read there yet."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from explorer.frame_stage import ServerView
from ui import theme

MOST = 8
"""Writes that have a part of the bar of their own; of more, the last stands for all others."""


def paint_durable(painter: QPainter, centre: QPointF, radius: float, server: ServerView) -> None:
    """A part for each write, at the foot of the disc; nothing where all can be read."""
    count = min(len(server.durable), MOST)
    if not count or server.state == "down":
        return
    high, part = max(5.0, radius * 0.14), min(radius * 0.26, radius / count)
    left = centre.x() - part * count / 2
    painter.setBrush(theme.current().color("raised"))
    painter.setPen(QPen(theme.current().color("unknown"), max(1.2, radius * 0.025)))
    for place in range(count):
        box = QRectF(left + place * part, centre.y() + radius * 0.64, part * 0.82, high)
        painter.drawRect(box)
        painter.fillRect(box, Qt.BrushStyle.BDiagPattern)
