"""The shape of each outcome on the time line, so that colour never speaks alone.

A bar for fresh or acknowledged, a wedge for stale, a ring over a dot for unknown, a cross for
refused, a hollow box for still pending; a ring on a bar for unknown and committed since, a ring
crossed out for unknown and known by now not to have happened; thin lines of different heights
where there is no room.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui.theme import Theme

_CROWDED = {
    "ok": ("fresh", 0.0, 1.0),
    "fresh": ("fresh", 0.0, 1.0),
    "pending": ("muted", 0.0, 1.0),
    "fail": ("text", 0.7, 1.0),
    "info": ("unknown", 0.0, 0.3),
    "late": ("fresh", 0.0, 0.3),
    "never": ("muted", 0.0, 0.3),
    "stale": ("stale", 0.3, 1.0),
}


def crowd(painter: QPainter, xs: Iterable[int], row: QRectF, outcome: str, theme: Theme) -> None:
    """Where glyphs would cover one another: thin lines, told apart by height as well as colour."""
    role, top, bottom = _CROWDED[outcome]
    high, low = row.top() + top * row.height(), row.top() + bottom * row.height() - 1
    painter.setPen(QPen(theme.color(role), 1))
    painter.drawLines([QLineF(x + 0.5, high, x + 0.5, low) for x in xs])


def _bar(painter: QPainter, x: float, row: QRectF, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("fresh"), theme.line_width + 0.5))
    painter.drawLine(QLineF(x, row.top() + 1, x, row.bottom() - 1))


def _wedge(painter: QPainter, x: float, row: QRectF, theme: Theme) -> None:
    half = row.height() * 0.33
    painter.setPen(QPen(theme.color("stale"), theme.line_width + 0.5))
    painter.drawLine(QLineF(x, row.top() + 1, x, row.bottom() - 1))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("stale"))
    top, tip = row.top(), row.top() + 2 * half
    painter.drawPolygon(
        QPolygonF([QPointF(x - half, top), QPointF(x + half, top), QPointF(x, tip)])
    )


def _ring(painter: QPainter, x: float, row: QRectF, theme: Theme) -> None:
    radius = row.height() * 0.26
    painter.setPen(QPen(theme.color("unknown"), theme.line_width + 0.3))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(QPointF(x, row.top() + radius + 1), radius, radius)
    painter.setBrush(theme.color("unknown"))
    painter.drawEllipse(QPointF(x, row.bottom() - 2.5), 1, 1)


def _ring_resolved(painter: QPainter, x: float, row: QRectF, theme: Theme) -> None:
    """Unknown once, committed since: the bar of what was acknowledged, with a ring on it."""
    radius = row.height() * 0.26
    _bar(painter, x, row, theme)
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(QPointF(x, row.top() + radius + 1), radius, radius)


def _ring_void(painter: QPainter, x: float, row: QRectF, theme: Theme) -> None:
    """Unknown once, and it never happened: a crossed-out ring."""
    radius = row.height() * 0.26
    middle = QPointF(x, row.top() + radius + 1)
    painter.setPen(QPen(theme.color("muted"), theme.line_width))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(middle, radius, radius)
    painter.drawLine(QLineF(x - radius - 1, row.top(), x + radius + 1, middle.y() + radius + 1))


def _cross(painter: QPainter, x: float, row: QRectF, theme: Theme) -> None:
    half, middle = row.height() * 0.28, row.center().y()
    painter.setPen(QPen(theme.color("lost"), theme.line_width + 0.5))
    painter.drawLine(QLineF(x - half, middle - half, x + half, middle + half))
    painter.drawLine(QLineF(x - half, middle + half, x + half, middle - half))


def _box(painter: QPainter, x: float, row: QRectF, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("muted"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(x - 2, row.top() + 2, 4, row.height() - 4))


GLYPHS: dict[str, Callable[[QPainter, float, QRectF, Theme], None]] = {
    "ok": _bar,
    "fresh": _bar,
    "stale": _wedge,
    "info": _ring,
    "late": _ring_resolved,
    "never": _ring_void,
    "fail": _cross,
    "pending": _box,
}
