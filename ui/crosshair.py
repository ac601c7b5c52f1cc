"""One moment pointed at, in every view that has time across: a thin line wherever it stands."""

from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPen

from ui import theme


def paint(painter: QPainter, x: float, top: float, bottom: float) -> None:
    """The line, dotted, so that nobody takes it for the playhead."""
    now = theme.current()
    pen = QPen(now.color("accent"), max(1.0, now.line_width * 0.7))
    pen.setDashPattern([2.0, 2.0])
    painter.setPen(pen)
    painter.drawLine(QLineF(x, top, x, bottom))
