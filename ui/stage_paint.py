"""How the stage is painted: ground, legend, servers, users, and what the hand is doing.

Rules this file keeps: it is told a scene, the traffic and the hand, and changes none of them;
colours are asked of the theme at each paint; no colour speaks without a shape, a dash or a word.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from explorer.frame import Frame
from ui import theme
from ui.stage_asking import paint_asking
from ui.stage_boxes import paint_callouts, paint_captions, paint_chips, paint_pins
from ui.stage_durable import paint_durable
from ui.stage_glide import WHOLE, View, seen_from
from ui.stage_halo import paint_halos, paint_marked
from ui.stage_light import Light, dimmed, light_of, parts
from ui.stage_links import Hand, link_color, paint_cut, paint_link_labels, paint_links
from ui.stage_marks import mark, paint_deaths, paint_dots, paint_flows, paint_labels
from ui.stage_note import paint_note
from ui.stage_scene import Scene, user_lines
from ui.stage_servers import paint_server, paint_user
from ui.stage_travel import Traffic
from ui.stage_web import paint_web
from ui.stage_words import SERVERS, said

EMPTY = "No servers here yet: choose a story in the gallery, or open a scenario."


def paint(
    painter: QPainter, frame: Frame, scene: Scene, traffic: Traffic, hand: Hand,
    light: Light | None = None, view: View = WHOLE,
) -> None:  # fmt: skip
    """The whole stage, from the ground up; without a `light` in that of the frame."""
    light = Light.of(frame) if light is None else light
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    with seen_from(painter, scene, view):
        paint_halos(painter, scene.plan, light)
        paint_links(painter, frame, scene, hand, light, plain=not traffic.flows.regions)
    _legend(painter, scene, frame, hand)
    if not scene.bare:
        paint_note(painter, frame, scene, traffic, view)
    with seen_from(painter, scene, view):
        with dimmed(painter, on=frame.lit is not None):
            paint_flows(painter, traffic, scene)
        _user_links(painter, scene, light)
        paint_asking(painter, frame, scene, light)
        for part, dim in parts(traffic, frame.lit):
            with dimmed(painter, on=dim):
                paint_dots(painter, part)
        paint_marked(painter, traffic, frame.spot)
        paint_link_labels(painter, scene, frame, light)
        _standing(painter, frame, scene, hand, light)
        for part, dim in parts(traffic, frame.lit):
            with dimmed(painter, on=dim):
                paint_deaths(painter, part, scene.dot)
        paint_pins(painter, scene, frame, light)
        paint_captions(painter, scene, frame, light)
        paint_chips(painter, scene, frame, light, hand.selected)
        for part, dim in parts(traffic, frame.lit):
            with dimmed(painter, on=dim):
                paint_labels(painter, part, scene)
        paint_callouts(painter, scene)
        _picked(painter, traffic, hand)
    _hand(painter, hand)


def _standing(painter: QPainter, frame: Frame, scene: Scene, hand: Hand, light: Light) -> None:
    """Servers, the web tier, users."""
    for server in frame.servers:
        key = f"server {server.name}"
        with light_of(painter, light, key):
            paint_server(painter, scene, server, lit=key in (hand.hover, hand.selected))
            paint_durable(painter, scene.plan.servers[server.name], scene.plan.radius, server)
    paint_web(painter, frame, scene, light, (hand.hover, hand.selected))
    for name in scene.plan.users:
        key = f"user {name}"
        with light_of(painter, light, key):
            paint_user(painter, scene, name, lit=key in (hand.hover, hand.selected))


def paint_empty(painter: QPainter, area: QRectF) -> None:
    """A stage without servers says so."""
    painter.setPen(theme.current().color("muted"))
    painter.setFont(theme.font())
    centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(area.adjusted(24, 24, -24, -24), centred, said(EMPTY))


def paint_ground(painter: QPainter, area: QRectF) -> None:
    """The panel that the stage stands on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().color("panel"))
    painter.drawRoundedRect(area, 8, 8)


def _legend(painter: QPainter, scene: Scene, frame: Frame, hand: Hand) -> None:
    """The kinds of messages; what is hidden is dimmed, and struck through as well."""
    size = scene.letters.line * 0.34
    middle = Qt.AlignmentFlag.AlignVCenter
    struck = QFont(scene.letters.small)
    struck.setStrikeOut(True)
    for kind, text, rect in scene.legend:
        pointed = f"kind {kind}" == hand.hover
        if kind == SERVERS:
            _away(painter, scene, text, rect, pointed=pointed)
            continue
        hidden = kind in frame.hidden
        with dimmed(painter, on=hidden):
            mark(painter, kind, rect.left() + size, rect.center().y(), size)
        painter.setFont(struck if hidden else scene.letters.small)
        painter.setPen(theme.current().color("text" if pointed else "muted"))
        painter.drawText(rect.adjusted(scene.letters.line, 0, 20, 0), middle, text)


def _away(painter: QPainter, scene: Scene, text: str, rect: QRectF, *, pointed: bool) -> None:
    """How many servers are hidden: a circle that is not filled, and words that stand out."""
    size, color = scene.letters.line * 0.36, theme.current().color("accent" if pointed else "text")
    pen = QPen(color, theme.current().line_width, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(rect.left() + size, rect.center().y()), size, size)
    painter.setFont(scene.letters.strong)
    left = rect.adjusted(scene.letters.line, 0, 40, 0)
    painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, text)


def _user_links(painter: QPainter, scene: Scene, light: Light) -> None:
    pen = QPen(link_color(), theme.current().line_width * 0.8)
    pen.setDashPattern([3, 3])
    painter.setPen(pen)
    for name, line in user_lines(scene.plan).items():
        with light_of(painter, light, f"user {name}"):
            painter.drawLine(line)


def _picked(painter: QPainter, traffic: Traffic, hand: Hand) -> None:
    """A ring around the message that is pointed at or selected."""
    keys = {hand.hover, hand.selected}
    painter.setPen(QPen(theme.current().color("accent"), theme.current().line_width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for dot in traffic.dots if any(key.startswith("message ") for key in keys) else ():
        if f"message {dot.message.number}" in keys:
            painter.drawEllipse(QPointF(dot.x, dot.y), traffic.size + 4, traffic.size + 4)


def _hand(painter: QPainter, hand: Hand) -> None:
    """The line being drawn, and the ring of the keyboard's focus."""
    if hand.stroke is not None:
        paint_cut(painter, hand.stroke)
    if hand.focused is not None:
        painter.setPen(QPen(theme.current().color("accent"), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(hand.focused.adjusted(-5, -5, 5, 5), 8, 8)
