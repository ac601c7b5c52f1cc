"""How what moves is painted: shapes of messages, tails, deaths, labels, flows.

Rules this file keeps: the shape tells the kind as well as the colour does; a dot is painted once
into a small picture and stamped from there, since a thousand paths a frame are too slow.
"""

import math
from collections import Counter
from functools import lru_cache
from operator import attrgetter
from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QRegion,
)
from shiboken6 import wrapInstance

from ui import theme
from ui.stage_dots import Dot, Dots
from ui.stage_regions import Region
from ui.stage_scene import Scene
from ui.stage_travel import Traffic

FINE_TAILS = 120
"""Up to this many dots, a tail fades; above, it is one plain stroke."""

MOST_TAILS = 2_000
"""Above, there are no tails: they would be all that is seen."""


def mark(painter: QPainter, kind: str, x: float, y: float, size: float) -> None:
    """The shape of a kind in its colour, around a point."""
    shape, color = theme.SHAPES[kind], theme.current().color(kind)
    edge = QPen(theme.current().color("panel"), max(1.0, size * 0.18))
    painter.setPen(edge)
    painter.setBrush(color)
    if shape == "circle":
        painter.drawEllipse(QPointF(x, y), size, size)
    elif shape == "small-circle":
        painter.drawEllipse(QPointF(x, y), size * 0.68, size * 0.68)
    elif shape == "square":
        side = size * 0.86
        painter.drawRect(QRectF(x - side, y - side, 2 * side, 2 * side))
    elif shape == "diamond":
        painter.drawPolygon(_diamond(x, y, size * 1.15))
    elif shape == "triangle":
        painter.drawPolygon(_triangle(x, y, size * 1.1))
    elif shape == "dash":
        painter.drawRect(QRectF(x - size * 1.2, y - size * 0.36, size * 2.4, size * 0.72))
    elif shape.endswith("-outline"):
        painter.setPen(QPen(color, size * 0.42))
        painter.setBrush(theme.current().color("panel"))
        corners = _diamond if shape == "diamond-outline" else _square
        painter.drawPolygon(corners(x, y, size * 0.95))
    else:
        cross(painter, x, y, size * 0.8, color)


def _triangle(x: float, y: float, size: float) -> QPolygonF:
    low = y + size * 0.72
    return QPolygonF([QPointF(x, y - size), QPointF(x + size, low), QPointF(x - size, low)])


def _square(x: float, y: float, size: float) -> QPolygonF:
    return QPolygonF(QRectF(x - 0.82 * size, y - 0.82 * size, 1.64 * size, 1.64 * size))


def _diamond(x: float, y: float, size: float) -> QPolygonF:
    return QPolygonF(
        [QPointF(x, y - size), QPointF(x + size, y), QPointF(x, y + size), QPointF(x - size, y)]
    )


def cross(painter: QPainter, x: float, y: float, size: float, color: QColor) -> None:
    """A lost message, a down server: a cross with a dark edge."""
    lines = [
        QLineF(x - size, y - size, x + size, y + size),
        QLineF(x - size, y + size, x + size, y - size),
    ]
    width, cap = max(2.0, size * 0.5), Qt.PenCapStyle.RoundCap
    painter.setPen(QPen(theme.current().color("panel"), width + 2.5, c=cap))
    painter.drawLines(lines)
    painter.setPen(QPen(color, width, c=cap))
    painter.drawLines(lines)


def stamp(painter: QPainter, kind: str, x: float, y: float, size: float) -> None:
    """The same as `mark`, quicker: painted once, and stamped from there."""
    ratio = painter.device().devicePixelRatio()
    picture = _stamp(theme.current().name, kind, size, ratio)
    side = picture.width() / ratio
    painter.drawPixmap(QPointF(x - side / 2, y - side / 2), picture)


@lru_cache(maxsize=128)
def _stamp(theme_name: str, kind: str, size: float, ratio: float) -> QPixmap:
    """The picture of one dot; the theme's name is there to tell the themes apart."""
    assert theme_name == theme.current().name, "a stamp is drawn in the theme that is on"
    side = math.ceil(size * 3) + 4
    picture = QPixmap(math.ceil(side * ratio), math.ceil(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    mark(painter, kind, side / 2, side / 2, size)
    painter.end()
    return picture


@lru_cache(maxsize=128)
def _ink(theme_name: str, kind: str, size: float, ratio: float) -> QRect:
    """Where in such a stamp anything is painted, in its own pixels."""
    return QRegion(_stamp(theme_name, kind, size, ratio).mask()).boundingRect()


def paint_dots(painter: QPainter, traffic: Traffic) -> None:
    """Tails first, then the dots, so that no tail hides a neighbour."""
    by_kind, many = traffic.dots.by_kind(), len(traffic.dots)
    fine = many <= FINE_TAILS
    for way, kind in traffic.ways:
        painter.setPen(QPen(theme.current().color(kind), theme.current().line_width * 2))
        painter.drawLine(way)
    tailed = many <= MOST_TAILS and not theme.current().calm
    for kind, dots in by_kind.items() if tailed else ():
        moving = dots.where(lambda messages: ~messages.held)
        _tails(painter, kind, moving, traffic.size, fine=fine)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, fine)
    ratio = painter.deviceTransform().m11()  # also where the view is nearer
    size = round(traffic.size, 1)
    for kind, dots in by_kind.items():
        look = theme.current().name, kind, size, ratio
        if fine:
            _stamped(painter, dots, _stamp(*look))
        else:
            _stamped_at_once(painter, dots, _stamp(*look), _ink(*look))
    _held(painter, traffic.dots.where(attrgetter("held")), size)


def _stamped(painter: QPainter, dots: Dots, picture: QPixmap) -> None:
    half = picture.deviceIndependentSize().width() / 2
    for dot in dots:
        painter.drawPixmap(QPointF(dot.x - half, dot.y - half), picture)


def _stamped_at_once(painter: QPainter, dots: Dots, picture: QPixmap, ink: QRect) -> None:
    """The same by one call, and of the picture only what has ink: thousands of them are quick."""
    ratio, (x, y) = picture.devicePixelRatio(), dots.centres
    left, top, width, height = ink.x(), ink.y(), ink.width(), ink.height()
    each = np.zeros((len(dots), 10))  # as QPainter::PixmapFragment has them
    each[:, 0] = x + (left + width / 2 - picture.width() / 2) / ratio
    each[:, 1] = y + (top + height / 2 - picture.height() / 2) / ratio
    each[:, 2:6] = left, top, width, height
    each[:, 6:8] = 1 / ratio
    each[:, 9] = 1.0
    first: Any = wrapInstance(each.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(dots), picture)


def _held(painter: QPainter, dots: Dots, size: float) -> None:
    """A wall before each message that stands still: two bars across its way, as of a pause."""
    edge, color = theme.current().color("panel"), theme.current().color("text")
    for pen in (QPen(edge, 5.0), QPen(color, 2.0)):
        painter.setPen(pen)
        for dot in dots:
            for ahead in (size * 1.9, size * 1.9 + 4.5):
                x, y = dot.x + dot.ux * ahead, dot.y + dot.uy * ahead
                out = size * 1.3
                painter.drawLine(QLineF(x - dot.uy * out, y + dot.ux * out,
                                        x + dot.uy * out, y - dot.ux * out))  # fmt: skip


def _tails(painter: QPainter, kind: str, dots: Dots, size: float, *, fine: bool) -> None:
    color = theme.current().color(kind)
    if fine:
        length = 6.5 if len(dots) <= 20 else 4.5
        for dot in dots:
            _fading(painter, dot, size * length, size * 0.75, color)
        return
    color.setAlphaF(0.4)
    painter.setPen(QPen(color, size * 0.5, c=Qt.PenCapStyle.FlatCap))
    back = size * 4
    places = zip(*dots.columns[:4].tolist(), strict=True)
    painter.drawLines([QLineF(x - ux * back, y - uy * back, x, y) for x, y, ux, uy in places])


def _fading(painter: QPainter, dot: Dot, length: float, width: float, color: QColor) -> None:
    """The last of a way, as a stroke that grows out of nothing."""
    start, end = QPointF(dot.x - dot.ux * length, dot.y - dot.uy * length), QPointF(dot.x, dot.y)
    fade = QLinearGradient(start, end)
    clear = QColor(color)
    clear.setAlphaF(0.0)
    fade.setColorAt(0, clear)
    fade.setColorAt(1, color)
    painter.setPen(QPen(QBrush(fade), width, c=Qt.PenCapStyle.FlatCap))
    painter.drawLine(QLineF(start, end))


def paint_deaths(painter: QPainter, traffic: Traffic, size: float) -> None:
    """A cross at each place where messages died, with the last of their way."""
    color = theme.current().color("lost")
    places = {(dot.x, dot.y): dot for _, dot in traffic.deaths}
    for dot in places.values():
        if dot.gone > size:
            _fading(painter, dot, min(dot.gone, size * 6.5), size * 0.6, color)
    for dot in places.values():
        cross(painter, dot.x, dot.y, size, color)


def paint_labels(painter: QPainter, traffic: Traffic, scene: Scene) -> None:
    """The words beside messages, on a veil, so that a link beneath does not strike them out."""
    veil = theme.current().color("panel")
    veil.setAlphaF(0.78)
    painter.setFont(scene.letters.strong)
    for label in traffic.labels:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        painter.drawRoundedRect(label.rect, 3, 3)
        painter.setPen(theme.current().color(label.role))
        painter.drawText(label.rect, Qt.AlignmentFlag.AlignCenter, label.text)


def paint_flows(painter: QPainter, traffic: Traffic, scene: Scene) -> None:
    """Each way as a band of stripes, as wide as the logarithm of its number; then the words."""
    for region in traffic.flows.regions:
        _region(painter, region, scene)
    broad = [_stripes(painter, line, kinds) for _, line, kinds in traffic.flows.ways]
    for (_, line, kinds), width in zip(traffic.flows.ways, broad, strict=True):
        _flow_count(painter, line, width, kinds.total(), scene)
    for region in traffic.flows.regions:
        _words_on_ground(painter, region.name, region.anchor, scene)


def _stripes(painter: QPainter, line: QLineF, kinds: Counter[str]) -> float:
    """One for each kind, side by side; how wide they are together."""
    offset = 0.0
    for kind, count in kinds.most_common():
        width = _width(count)
        color = theme.current().color(kind)
        color.setAlphaF(0.55)
        painter.setPen(QPen(color, width, c=Qt.PenCapStyle.FlatCap))
        painter.drawLine(_aside(line, offset + width / 2))
        offset += width + 1
    return offset


def _region(painter: QPainter, region: Region, scene: Scene) -> None:
    """A broad band beneath the servers that are in it."""
    color = theme.current().color("line")
    painter.setPen(QPen(color, 3 * scene.plan.radius, c=Qt.PenCapStyle.RoundCap))
    painter.drawPolyline([scene.plan.servers[name] for name in region.servers])


def _width(count: int) -> float:
    return 1.0 + 1.5 * math.log10(count + 1)


def _aside(line: QLineF, offset: float) -> QLineF:
    length = line.length() or 1.0
    return line.translated(-line.dy() / length * offset, line.dx() / length * offset)


def _flow_count(painter: QPainter, line: QLineF, offset: float, count: int, scene: Scene) -> None:
    """The number on the band, two thirds of the way, and an arrow head at the end."""
    band = _aside(line, offset / 2)
    tip, unit = band.pointAt(0.9), band.unitVector()
    head = QPainterPath(tip)
    side = QPointF(-unit.dy(), unit.dx()) * (offset * 0.3 + 1)
    back = tip - QPointF(unit.dx(), unit.dy()) * (offset * 0.5)
    head.lineTo(back + side)
    head.lineTo(back - side)
    head.closeSubpath()
    painter.fillPath(head, theme.current().color("muted"))
    _words_on_ground(painter, f"{count:,}", band.pointAt(0.72), scene)


def _words_on_ground(painter: QPainter, text: str, centre: QPointF, scene: Scene) -> None:
    """Words that nothing beneath strikes out."""
    width, height = scene.letters.size(scene.letters.strong, text)
    rect = QRectF(0, 0, width + 10, height)
    rect.moveCenter(centre)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().color("panel"))
    painter.drawRoundedRect(rect, 4, 4)
    painter.setFont(scene.letters.strong)
    painter.setPen(theme.current().color("text"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
