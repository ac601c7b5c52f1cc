"""How the stage is painted: ground, legend, links, servers, users, and what the hand is doing.

Rules this file keeps: it is told a scene, the traffic and the hand, and changes none of them;
colours are asked of the theme at each paint; no colour speaks without a shape, a dash or a word.
"""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from explorer.frame import Frame
from explorer.frame_stage import LinkView
from ui import theme
from ui.stage_asking import paint_asking
from ui.stage_boxes import backing, paint_callouts, paint_captions, paint_chips, paint_pins
from ui.stage_glide import WHOLE, View, seen_from
from ui.stage_halo import paint_halos, paint_marked
from ui.stage_layout import Pair
from ui.stage_light import Light, dimmed, faint, light_of, parts
from ui.stage_marks import mark, paint_deaths, paint_dots, paint_flows, paint_labels
from ui.stage_note import paint_note
from ui.stage_scene import Scene, cut_stroke, user_lines
from ui.stage_servers import paint_server, paint_user
from ui.stage_travel import Traffic
from ui.stage_web import paint_web
from ui.stage_words import SERVERS, said

FINE_LINKS = 200
"""Up to so many links have smooth lines."""
EMPTY = "No servers here yet: choose a story in the gallery, or open a scenario."


@dataclass(slots=True)
class Hand:
    """What the pointer and the keyboard are at: keys of things, and the line being drawn."""

    hover: str = ""
    selected: str = ""
    focused: QRectF | None = None
    stroke: QLineF | None = None
    would_cut: tuple[Pair, ...] = ()


def paint(
    painter: QPainter, frame: Frame, scene: Scene, traffic: Traffic, hand: Hand,
    light: Light | None = None, view: View = WHOLE,
) -> None:  # fmt: skip
    """The whole stage, from the ground up; without a `light` in that of the frame."""
    light = Light.of(frame) if light is None else light
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _legend(painter, scene, frame, hand)
    if not scene.bare:
        paint_note(painter, frame, scene, traffic, view)
    with seen_from(painter, scene, view):
        _links(painter, frame, scene, hand, light)
        with dimmed(painter, on=frame.lit is not None):
            paint_flows(painter, traffic, scene)
        _user_links(painter, scene, light)
        paint_asking(painter, frame, scene, light)
        for part, dim in parts(traffic, frame.lit):
            with dimmed(painter, on=dim):
                paint_dots(painter, part)
        paint_marked(painter, traffic, frame.spot)
        _link_labels(painter, scene, frame, light)
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


def _links(painter: QPainter, frame: Frame, scene: Scene, hand: Hand, light: Light) -> None:
    """All links, those first of which nothing is to be said; beneath them the lesson's light."""
    busy = {way for m in frame.messages for way in ((m.source, m.target), (m.target, m.source))}
    crowded = scene.plan.crowded
    plain: dict[float, list[LinkView]] = {}
    fine: list[LinkView] = []
    for link in frame.links:
        told = _told(link, hand)
        if told or frame.lit is not None:
            fine.append(link)
        elif not crowded or (link.a, link.b) in busy:
            level = light.level(f"link {link.a} - {link.b}") if light.spots else 1.0
            plain.setdefault(level, []).append(link)
    paint_halos(painter, scene.plan, light)
    for level, links in plain.items():
        with faint(painter, level):
            _plain_links(painter, scene, links)
    for link in fine:
        with light_of(painter, light, f"link {link.a} - {link.b}"):
            _link(painter, scene, link, hand)


def _standing(painter: QPainter, frame: Frame, scene: Scene, hand: Hand, light: Light) -> None:
    """Servers, the web tier, users."""
    for server in frame.servers:
        key = f"server {server.name}"
        with light_of(painter, light, key):
            paint_server(painter, scene, server, lit=key in (hand.hover, hand.selected))
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


def _told(link: LinkView, hand: Hand) -> bool:
    """Whether there is anything to say of a link but that it is there."""
    return link.state != "open" or (link.a, link.b) in hand.would_cut or _is_lit(link, hand)


def _is_lit(link: LinkView, hand: Hand) -> bool:
    """Whether it is pointed at or selected; asked of every link, where hardly any ever is."""
    at = hand.hover, hand.selected
    return at != ("", "") and f"link {link.a} - {link.b}" in at


def _plain_links(painter: QPainter, scene: Scene, links: list[LinkView]) -> None:
    """Links of which nothing is to be said, all at once; where they are many, without finesse."""
    known = scene.plan.links
    lines = [known[link.a, link.b] for link in links if (link.a, link.b) in known]
    painter.setPen(_link_pen(dotted=False, lit=False))
    if len(lines) > FINE_LINKS:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(link_color(), 1))
    painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _link(painter: QPainter, scene: Scene, link: LinkView, hand: Hand) -> None:
    line = scene.plan.links.get((link.a, link.b))
    if line is None:
        return
    lit = _is_lit(link, hand)
    marked = (link.a, link.b) in hand.would_cut and link.state != "cut"
    if link.state == "one-way":
        _one_way(painter, scene, link, lit=lit)
    else:
        painter.setPen(_link_pen(dotted=link.state == "cut", lit=lit))
        painter.drawLine(line)
    if link.state == "cut":
        _cut_stroke(painter, cut_stroke(line, scene.plan.radius))
    if marked:
        color = theme.current().color("lost")
        color.setAlphaF(0.75)
        painter.setPen(QPen(color, theme.current().line_width * 2.4))
        painter.drawLine(line)


def link_color() -> QColor:
    """Between the line and the muted text, so that links are seen and do not shout."""
    line, muted = theme.current().color("line"), theme.current().color("muted")
    part = 0.4
    return QColor.fromRgbF(
        line.redF() + (muted.redF() - line.redF()) * part,
        line.greenF() + (muted.greenF() - line.greenF()) * part,
        line.blueF() + (muted.blueF() - line.blueF()) * part,
    )


def _link_pen(*, dotted: bool, lit: bool) -> QPen:
    pen = QPen(theme.current().color("accent") if lit else link_color())
    pen.setWidthF(theme.current().line_width * 1.15)
    if dotted:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.1, 3.6])
        pen.setWidthF(theme.current().line_width * 1.5)
    return pen


def _cut_stroke(painter: QPainter, stroke: QLineF) -> None:
    color = theme.current().color("lost")
    pen = QPen(color, theme.current().line_width * 1.7, c=Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([3.2, 1.8])
    painter.setPen(pen)
    painter.drawLine(stroke)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    for end in (stroke.p1(), stroke.p2()):
        painter.drawEllipse(end, 3.2, 3.2)


def _one_way(painter: QPainter, scene: Scene, link: LinkView, *, lit: bool) -> None:
    """Each direction for itself: open with an arrow head, blocked with a bar that stops it."""
    for source, target in ((link.a, link.b), (link.b, link.a)):
        way = scene.plan.lane_of(source, target)
        blocked = (source, target) in link.blocked
        painter.setPen(_link_pen(dotted=blocked, lit=lit))
        painter.drawLine(way)
        color = theme.current().color("lost") if blocked else painter.pen().color()
        painter.setPen(QPen(color, theme.current().line_width * 1.5))
        spot = way.pointAt(0.5 if blocked else 0.88)
        unit = way.unitVector()
        along, across = QPointF(unit.dx(), unit.dy()), QPointF(-unit.dy(), unit.dx())
        if blocked:
            painter.drawLine(spot - across * 8, spot + across * 8)
            spot -= along * 3
        painter.drawPolyline([spot - along * 8 - across * 5, spot, spot - along * 8 + across * 5])


def _link_labels(painter: QPainter, scene: Scene, frame: Frame, light: Light) -> None:
    for link in frame.links:
        if (link.a, link.b) not in scene.link_labels:
            continue
        rect, text = scene.link_labels[(link.a, link.b)]
        backing(painter, rect)
        is_open = link.state == "open"
        painter.setFont(scene.letters.small if is_open else scene.letters.strong)
        painter.setPen(theme.current().color("muted" if is_open else "lost"))
        with light_of(painter, light, f"link {link.a} - {link.b}"):
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


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
        _cut_stroke(painter, hand.stroke)
    if hand.focused is not None:
        painter.setPen(QPen(theme.current().color("accent"), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(hand.focused.adjusted(-5, -5, 5, 5), 8, 8)
