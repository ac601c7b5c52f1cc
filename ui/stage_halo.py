"""The halos of what the lesson's sentence is about: a glow, and corners around it.

Rules this file keeps: it is painted beneath all that stands, and hides nothing; the corners say by
shape what the glow says by colour, and look like neither selection (a ring) nor focus (a box).
"""

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QRadialGradient

from explorer.frame_story import Spot
from ui import theme
from ui.stage_layout import Plan
from ui.stage_light import Light, faint
from ui.stage_stamp import stamp
from ui.stage_travel import Traffic

GLOW = 0.34
"""How strong a halo is where it begins, at the rim of its thing."""
BAND = 11.0
"""How broad it is along a link, in pixels."""
REACH = 1.7
"""How far it goes, in radii."""
AIR, AIR_PART = 7.0, 0.32
"""From the rim of a thing to the corners around it, in pixels, and at least so much of its radius.
"""
CLOSE = 3.5
"""The same of a box: they stand side by side."""
ARC = 30
"""The length of a corner around a circle, in degrees."""
MARKED = 200
"""With more dots than these none is marked: nobody could tell them apart."""


def paint_halos(painter: QPainter, plan: Plan, light: Light) -> None:
    """What the sentence speaks of that stands: servers of both tiers, users, links."""
    if not light.spots:
        return
    for (a, b), line in plan.links.items():
        if strength := light.halo(f"link {a} - {b}"):
            ends = light.halo(f"server {a}"), light.halo(f"server {b}")
            brush = _along(line, plan.radius, strength, ends)
            painter.setPen(QPen(brush, BAND, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(line)
    for key, spot, radius in _discs(plan):
        if strength := light.halo(key):
            with faint(painter, strength):
                stamp(painter, spot, max(REACH * radius, around(radius)) + 4, _disc, radius)
    for name, box in plan.web.items():
        if strength := light.halo(f"server {name}"):
            _box(painter, box, strength)


def paint_marked(painter: QPainter, traffic: Traffic, spot: Spot | None) -> None:
    """What it speaks of that is on its way."""
    if spot is None or not spot.ways or len(traffic.dots) > MARKED:
        return
    for dot in traffic.dots:
        if spot.has_message(dot.message):
            _corners(painter, QPointF(dot.x, dot.y), traffic.size + 5)


def around(radius: float) -> float:
    """The radius of the corners: the cross of a crashed server ends within."""
    return radius + max(AIR, AIR_PART * radius)


def _discs(plan: Plan) -> Iterator[tuple[str, QPointF, float]]:
    for name, spot in plan.servers.items():
        yield f"server {name}", spot, plan.radius
    for name, (_, spot) in plan.users.items():
        yield f"user {name}", spot, plan.user_radius


def _tint(alpha: float) -> QColor:
    color = theme.current().color("accent")
    color.setAlphaF(alpha)
    return color


def _along(
    line: QLineF, radius: float, strength: float, ends: tuple[float, float]
) -> QLinearGradient:
    """A link's glow, which grows as that of a server at its end fades: there is one, not two."""
    part = min(0.5, (REACH - 1) * radius / max(1.0, line.length()))
    glow = QLinearGradient(line.p1(), line.p2())
    for place, of_server in ((0.0, ends[0]), (part, 0.0), (1 - part, 0.0), (1.0, ends[1])):
        glow.setColorAt(place, _tint(GLOW * strength * (1 - of_server)))
    return glow


def _disc(painter: QPainter, spot: QPointF, radius: float) -> None:
    """It glows from the rim on: what is hollow, as a crashed server, stays so."""
    reach = radius * REACH
    glow = QRadialGradient(spot, reach)
    glow.setColorAt(0.97 / REACH, _tint(0))
    glow.setColorAt(1 / REACH, _tint(GLOW))
    glow.setColorAt(1, _tint(0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(glow)
    painter.drawEllipse(spot, reach, reach)
    _corners(painter, spot, around(radius))


def _corners(painter: QPainter, spot: QPointF, radius: float) -> None:
    """Four arcs around a circle, as a camera has around what it looks at."""
    painter.setPen(_pen(1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = QRectF(spot.x() - radius, spot.y() - radius, 2 * radius, 2 * radius)
    for middle in (45, 135, 225, 315):
        painter.drawArc(box, (middle - ARC // 2) * 16, ARC * 16)


def _box(painter: QPainter, box: QRectF, strength: float) -> None:
    """The same around a box."""
    around = box.adjusted(-CLOSE, -CLOSE, CLOSE, CLOSE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_tint(GLOW * strength))
    painter.drawRoundedRect(around, 9, 9)
    painter.setPen(_pen(strength))
    side = min(12.0, around.height() / 3)
    for corner, x, y in (
        (around.topLeft(), 1, 1), (around.topRight(), -1, 1),
        (around.bottomLeft(), 1, -1), (around.bottomRight(), -1, -1),
    ):  # fmt: skip
        painter.drawPolyline([corner + QPointF(x * side, 0), corner, corner + QPointF(0, y * side)])


def _pen(strength: float) -> QPen:
    return QPen(_tint(strength), theme.current().line_width * 1.4, c=Qt.PenCapStyle.RoundCap)
