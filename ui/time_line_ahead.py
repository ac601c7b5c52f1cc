"""What lies ahead of the playhead on the time line: messages by their shapes, timers as clocks.

Where several would cover one another the first stands for them, with a bar below it; the tool tip
has them all.
"""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from explorer.frame_time import AheadView, PendingView
from explorer.times import tell_time
from ui.stage_marks import mark
from ui.theme import Theme
from ui.time_line_paint import Ground

APART_PX = 9
"""Marks stand at least so far apart."""
NEAR_PX = 6

Spot = tuple[float, list[PendingView]]
"""Where a mark stands, and what it stands for."""


def spots(view: AheadView, ground: Ground) -> list[Spot]:
    """The marks: what the story does is left out, as it has marks of its own."""
    found: list[Spot] = []
    for item in view.items:
        if item.kind == "command":
            continue
        x = ground.x(item.at_us)
        if found and x - found[-1][0] < APART_PX:
            found[-1][1].append(item)
        else:
            found.append((x, [item]))
    return found


def paint_ahead(painter: QPainter, view: AheadView, ground: Ground, theme: Theme) -> None:
    """Draws the marks in the row of what is next."""
    row = ground.row("ahead")
    middle, size = row.center().y(), row.height() * 0.34
    for x, items in spots(view, ground):
        first = items[0]
        if first.kind == "lost":
            mark(painter, "lost", x, middle, size)
        elif first.message is not None:
            mark(painter, first.message, x, middle, size)
        else:
            _clock(painter, first.kind, x, middle, size, theme)
        if len(items) > 1:
            painter.setPen(QPen(theme.color("text"), 1.5))
            painter.drawLine(QLineF(x - size, row.bottom(), x + size, row.bottom()))


def _clock(painter: QPainter, kind: str, x: float, y: float, size: float, theme: Theme) -> None:
    """A time-out is an hourglass, another timer a clock, what is asked then an arrow."""
    color = theme.color("unknown" if kind == "timeout" else "muted")
    painter.setPen(QPen(color, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if kind == "timeout":
        painter.setBrush(color)
        painter.drawPolygon(_hourglass(x, y, size))
    elif kind == "request":
        painter.drawPolyline(QPolygonF([
            QPointF(x - size, y - size), QPointF(x + size * 0.4, y), QPointF(x - size, y + size),
        ]))  # fmt: skip
    elif kind in ("work", "by hand"):
        painter.drawRect(QRectF(x - size * 0.7, y - size * 0.7, size * 1.4, size * 1.4))
    else:
        painter.drawEllipse(QPointF(x, y), size, size)
        painter.drawLine(QLineF(x, y, x, y - size * 0.7))
        painter.drawLine(QLineF(x, y, x + size * 0.5, y))


def _hourglass(x: float, y: float, size: float) -> QPolygonF:
    return QPolygonF([
        QPointF(x - size * 0.8, y - size), QPointF(x + size * 0.8, y - size),
        QPointF(x - size * 0.8, y + size), QPointF(x + size * 0.8, y + size),
    ])  # fmt: skip


def said(item: PendingView, now_us: int) -> str:
    """'write «lunch» from A reaches C at 75 ms, in 35 ms'."""
    text = QCoreApplication.translate("TimeLine", "{0} at {1}, in {2}")
    return text.format(item.text, tell_time(item.at_us), tell_time(item.at_us - now_us))


def texts_near(view: AheadView, x: float, now_us: int, ground: Ground) -> Iterator[str]:
    """What the marks at a place stand for, in words."""
    near: Iterable[Spot] = (s for s in spots(view, ground) if abs(s[0] - x) <= NEAR_PX)
    for _, items in near:
        yield from (said(item, now_us) for item in items)
