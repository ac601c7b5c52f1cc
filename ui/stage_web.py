"""The web tier on the stage: a box for each web server, with its queue and how busy it is.

Web servers keep nothing, so they are boxes and no circles; what they pass on goes to the servers
below them. It is they whom users ask, so users stand beside them.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from explorer.frame import Frame
from explorer.frame_stage import WebView
from ui import theme
from ui.stage_layout import Plan
from ui.stage_light import Light, light_of
from ui.stage_scene import Letters, Scene
from ui.stage_words import FULL

SHOWN = 8
"""Boxes, at most; how many more there are is said."""
WAYS = 12
"""Lines to the servers below, at most."""
GAP, APART = 8, 10
"""Above and below the row, and between two boxes, in pixels."""
WIDEST, NARROWEST = "queue 99,999", "100 % busy"
CENTRED = Qt.AlignmentFlag.AlignCenter


def lines(web: WebView) -> tuple[str, ...]:
    """What stands in a box."""
    leaving = " leaves" if web.leaves else ""
    return (f"{web.name}{leaving}", f"queue {web.waiting:,}", f"{web.busy} % busy")


def height(letters: Letters) -> float:
    """How high the row of boxes is, with the room around it."""
    return 3 * letters.line + 10 + 2 * GAP


def seated(plan: Plan, tier: Sequence[WebView], letters: Letters, top: float) -> Plan:
    """The plan with web servers in a row from `top` on, and their users beside them, by turns.

    Where there is little room there are fewer boxes, and then less between users.
    """
    if not tier:
        return plan
    beside = max(1, -(-len(plan.users) // 2))
    step = 2 * plan.user_radius + GAP
    room = plan.bounds.width() - 2 * step * beside - 8
    least = letters.size(letters.small, NARROWEST)[0] + 4
    shown = tier[: max(1, min(SHOWN, int(room / (least + APART))))]
    texts = [lines(web)[0] for web in shown]
    wide = max(letters.size(letters.strong, text)[0] for text in (*texts, WIDEST)) + 20
    wide = max(least, min(wide, room / len(shown) - APART))
    high = height(letters) - 2 * GAP
    whole = len(shown) * (wide + APART) - APART
    step = min(step, ((plan.bounds.width() - whole) / 2 - APART) / beside)
    left = plan.bounds.center().x() - whole / 2
    boxes = {
        web.name: QRectF(left + i * (wide + APART), top + GAP, wide, high)
        for i, web in enumerate(shown)
    }
    users = {}
    for i, (name, (server, _)) in enumerate(plan.users.items()):
        away = whole / 2 + step * (i // 2) + step / 2 + APART
        x = plan.bounds.center().x() + (away if i % 2 else -away)
        users[name] = (server, QPointF(x, top + GAP + high / 2))
    return replace(plan, web=boxes, users=users)


def queries(plan: Plan) -> list[QLineF]:
    """The ways from the web servers to the others; with many of them they say nothing."""
    if len(plan.web) * len(plan.servers) > WAYS:
        return []
    feet = [QPointF(rect.center().x(), rect.bottom()) for rect in plan.web.values()]
    ways = [QLineF(foot, centre) for foot in feet for centre in plan.servers.values()]
    for way in ways:
        way.setLength(max(0.0, way.length() - plan.radius))
    return ways


def paint_web(
    painter: QPainter, frame: Frame, scene: Scene, light: Light, lit: Collection[str]
) -> None:
    """The web tier, where there is one; `lit` are the keys that are pointed at or selected."""
    painter.setPen(QPen(theme.current().color("line"), 1.5, Qt.PenStyle.DotLine))
    painter.drawLines(queries(scene.plan))
    for web in frame.web:
        if web.name in scene.plan.web:
            key = f"server {web.name}"
            with light_of(painter, light, key):
                _box(painter, scene, web, lit=key in lit)
    boxes = list(scene.plan.web.values())
    if len(frame.web) > len(boxes) > 0:
        painter.drawText(boxes[-1].topRight(), f" and {len(frame.web) - len(boxes)} more")


def _box(painter: QPainter, scene: Scene, web: WebView, *, lit: bool) -> None:
    colors, rect, full = theme.current(), scene.plan.web[web.name], web.busy >= FULL
    painter.setBrush(colors.color("raised"))
    style = Qt.PenStyle.DashLine if web.leaves else Qt.PenStyle.SolidLine
    edge = "accent" if lit else "unknown" if full else "line"
    painter.setPen(QPen(colors.color(edge), 2, style))
    painter.drawRoundedRect(rect, 5, 5)
    for i, text in enumerate(lines(web)):
        painter.setFont(scene.letters.strong if i == 0 else scene.letters.small)
        painter.setPen(colors.color("text" if i == 0 else "unknown" if full else "muted"))
        line = QRectF(rect.left(), rect.top() + 5 + i * scene.letters.line, rect.width(),
                      scene.letters.line)  # fmt: skip
        painter.drawText(line, CENTRED, text)
