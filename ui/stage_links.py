"""How links are painted: open, cut, one-way, with what is written at them; the hand that cuts them.

Rules this file keeps: links of which nothing is to be said are painted all at once; a state is told
by a dash, a stroke or a bar as well as by its colour.
"""

from collections import deque
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from explorer.frame import Frame
from explorer.frame_messages import Messages
from explorer.frame_stage import LinkView
from ui import theme
from ui.stage_boxes import backing
from ui.stage_layout import Pair, Plan
from ui.stage_light import Light, light_of
from ui.stage_scene import Scene, cut_stroke

FINE_LINKS = 200
"""Up to so many links have smooth lines."""


@dataclass(slots=True)
class Hand:
    """What the pointer and the keyboard are at: keys of things, and the line being drawn."""

    hover: str = ""
    selected: str = ""
    focused: QRectF | None = None
    stroke: QLineF | None = None
    would_cut: tuple[Pair, ...] = ()


def paint_links(
    painter: QPainter, frame: Frame, scene: Scene, hand: Hand, light: Light, *, plain: bool = True
) -> None:
    """All links, those first of which nothing is to be said, unless they are not `plain`."""
    told = set(scene.plan.links) if frame.lit is not None else _told(scene, hand)
    if plain:
        _unsaid(painter, frame, scene, told, light)
    for link in _among(frame.links, told):
        with light_of(painter, light, _key(link.a, link.b)):
            _link(painter, scene, link, hand)


def _unsaid(
    painter: QPainter, frame: Frame, scene: Scene, told: Collection[Pair], light: Light
) -> None:
    """Links of which nothing is to be said: those that are not `told`."""
    plan = scene.plan
    if plan.crowded and frame.lit is None and not light.spots and _most_are_busy(frame):
        _all_at_once(painter, scene)
        return
    links = [link for link in frame.links if (link.a, link.b) not in told]
    for level, alike in _levels(frame, scene, links, light).items():
        _plain_links(painter, scene, alike, level)


def _told(scene: Scene, hand: Hand) -> set[Pair]:
    """The links of which there is anything to say but that they are there."""
    at = hand.hover, hand.selected
    pointed = any(key.startswith("link ") for key in at)  # hardly any ever is
    lit = [pair for pair in scene.plan.links if _key(*pair) in at] if pointed else []
    return {*scene.shut, *hand.would_cut, *lit}


def _among(links: Sequence[LinkView], pairs: Collection[Pair]) -> list[LinkView]:
    """Those of the links, in their order."""
    return [link for link in links if (link.a, link.b) in pairs] if pairs else []


def _key(a: str, b: str) -> str:
    """What a link is called by whoever points at it."""
    return f"link {a} - {b}"


def _levels(
    frame: Frame, scene: Scene, links: list[LinkView], light: Light
) -> dict[float, list[LinkView]]:
    """Those that are drawn, by how strong they are; of a crowd the busy ones."""
    busy = Messages.of(frame.messages).pairs
    levels: dict[float, list[LinkView]] = {}
    for link in links:
        if not scene.plan.crowded or frozenset((link.a, link.b)) in busy:
            level = light.level(_key(link.a, link.b)) if light.spots else 1.0
            levels.setdefault(level, []).append(link)
    return levels


def _most_are_busy(frame: Frame) -> bool:
    """Whether so many links are busy that nobody could say of one that it is not."""
    return Messages.of(frame.messages).busy_links > len(frame.links) / 2


def _all_at_once(painter: QPainter, scene: Scene) -> None:
    """Every open link, painted once and laid there until one of them changes.

    The ground is in it: to lay down what hides all beneath takes a quarter of the time.
    """
    plan, ratio = scene.plan, painter.deviceTransform().m11()
    look = theme.current(), ratio, scene.shut
    picture = next((p for of, at, p in _pictures if of is plan and at == look), None)
    if picture is None:
        picture = _picture(plan, ratio, scene.shut)
        _pictures.append((plan, look, picture))
    painter.drawPixmap(plan.arena.topLeft().toPoint(), picture)


_pictures: deque[tuple[Plan, Hashable, QPixmap]] = deque(maxlen=2)
"""The last ones, and what they are of: two, for two runs may be compared."""


def _picture(plan: Plan, ratio: float, shut: Collection[Pair]) -> QPixmap:
    picture = QPixmap((plan.arena.size() * ratio).toSize())
    picture.setDevicePixelRatio(ratio)
    picture.fill(theme.current().color("panel"))
    with QPainter(picture) as inside:
        inside.translate(-plan.arena.topLeft().toPoint())
        inside.setPen(QPen(link_color(), 1))
        inside.drawLines([line for ends, line in plan.links.items() if ends not in shut])
    return picture


def _plain_links(painter: QPainter, scene: Scene, links: list[LinkView], level: float) -> None:
    """Links of which nothing is to be said, all at once; where they are many, without finesse.

    Those that are calmer have a colour of their own: to paint lines faintly takes ten times as
    long.
    """
    known = scene.plan.links
    lines = [known[link.a, link.b] for link in links if (link.a, link.b) in known]
    pen = _link_pen(dotted=False, lit=False)
    pen.setColor(_mixed(theme.current().color("panel"), pen.color(), level))
    painter.setPen(pen)
    if len(lines) > FINE_LINKS:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(pen.color(), 1))
    painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _link(painter: QPainter, scene: Scene, link: LinkView, hand: Hand) -> None:
    line = scene.plan.links.get((link.a, link.b))
    if line is None:
        return
    lit = _key(link.a, link.b) in (hand.hover, hand.selected)
    marked = (link.a, link.b) in hand.would_cut and link.state != "cut"
    if link.state == "one-way":
        _one_way(painter, scene, link, lit=lit)
    else:
        painter.setPen(_link_pen(dotted=link.state == "cut", lit=lit))
        painter.drawLine(line)
    if link.state == "cut":
        paint_cut(painter, cut_stroke(line, scene.plan.radius))
    if marked:
        color = theme.current().color("lost")
        color.setAlphaF(0.75)
        painter.setPen(QPen(color, theme.current().line_width * 2.4))
        painter.drawLine(line)


def link_color() -> QColor:
    """Between the line and the muted text, so that links are seen and do not shout."""
    return _mixed(theme.current().color("line"), theme.current().color("muted"), 0.4)


def _mixed(one: QColor, other: QColor, part: float) -> QColor:
    """So much of the other one."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * part,
        one.greenF() + (other.greenF() - one.greenF()) * part,
        one.blueF() + (other.blueF() - one.blueF()) * part,
    )


def _link_pen(*, dotted: bool, lit: bool) -> QPen:
    pen = QPen(theme.current().color("accent") if lit else link_color())
    pen.setWidthF(theme.current().line_width * 1.15)
    if dotted:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.1, 3.6])
        pen.setWidthF(theme.current().line_width * 1.5)
    return pen


def paint_cut(painter: QPainter, stroke: QLineF) -> None:
    """The stroke of a cut, or of the hand that is about to make one."""
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


def paint_link_labels(painter: QPainter, scene: Scene, frame: Frame, light: Light) -> None:
    """How long each takes, or since when it is cut."""
    for link in _among(frame.links, scene.link_labels):
        rect, text = scene.link_labels[(link.a, link.b)]
        backing(painter, rect)
        is_open = link.state == "open"
        painter.setFont(scene.letters.small if is_open else scene.letters.strong)
        painter.setPen(theme.current().color("muted" if is_open else "lost"))
        with light_of(painter, light, _key(link.a, link.b)):
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
