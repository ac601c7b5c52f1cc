"""How servers and users are painted: circles, rings, hatches, words inside."""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from explorer.frame_stage import ServerState, ServerView
from ui import stage_layout, theme
from ui.stage_scene import Letters, Scene
from ui.stage_stamp import stamp
from ui.stage_words import FULL

CENTER = Qt.AlignmentFlag.AlignCenter
FLAT = Qt.PenCapStyle.FlatCap
ARMS = 0.78, 1.16
"""Where the arms of a crashed server's cross begin and end, in radii."""


def role_color(role: str, server: ServerView) -> str:
    """The colour role of a line of a server's words."""
    if role == "place":
        return "muted"
    if role == "leading":
        return "accent"
    if role == "working":
        return "unknown" if server.busy >= FULL else "muted"
    if role == "ailing" or server.state == "paused":
        return "unknown"
    if server.state == "down":
        return "lost"
    if server.acknowledged == 0:
        return "unknown" if server.unconfirmed else "muted"
    return "fresh" if server.held >= server.acknowledged else "stale"


class Look(NamedTuple):
    """All that a server looks like."""

    name: str
    state: ServerState
    held: int
    acknowledged: int
    arc: float | None
    """Where the arc of unconfirmed writes has its middle, in degrees; None where there is none."""
    lit: bool
    lines: tuple[tuple[str, str, str], ...]
    """What stands below its name: the role of each line, its colour and its text."""


def paint_server(painter: QPainter, scene: Scene, server: ServerView, *, lit: bool) -> None:
    """One server: its disc, how much it holds, and its words."""
    centre, radius = scene.plan.servers[server.name], scene.plan.radius
    arc = _arc(scene, server) if server.unconfirmed and server.state == "up" else None
    lines = ((role, role_color(role, server), text) for role, text in scene.inner[server.name])
    held = server.held, server.acknowledged
    look = Look(server.name, server.state, *held, arc, lit, tuple(lines))
    steps = scene.name_height, scene.step
    if server.state == "down":  # words look otherwise on nothing, and it has no disc
        stamp(painter, centre, radius * 1.5 + 8, _body, radius, look)
        _words(painter, centre, radius, look, steps)
    else:
        stamp(painter, centre, radius * 1.5 + 8, _with_words, radius, look, steps)


def _with_words(
    painter: QPainter, centre: QPointF, radius: float, look: Look, steps: tuple[float, float]
) -> None:
    _body(painter, centre, radius, look)
    _words(painter, centre, radius, look, steps)


def _body(painter: QPainter, centre: QPointF, radius: float, look: Look) -> None:
    if look.state == "down":
        _hollow(painter, centre, radius)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color("raised"))
        painter.drawEllipse(centre, radius, radius)
        _ring(painter, centre, radius, look)
    if look.state == "paused":
        _bars(painter, centre, radius)
    if look.arc is not None:
        _unconfirmed_arc(painter, centre, radius, look.arc)
    if look.lit:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.current().color("accent"), theme.current().line_width))
        painter.drawEllipse(centre, radius + 4, radius + 4)


def _hollow(painter: QPainter, centre: QPointF, radius: float) -> None:
    """A crashed server: no ground, a broken ring, four arms of a cross that spare the words."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(theme.current().color("muted"), max(2.0, radius * 0.05), c=FLAT)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawEllipse(centre, radius - 2, radius - 2)
    color = theme.current().color("lost")
    painter.setPen(QPen(color, max(3.0, radius * 0.09), c=Qt.PenCapStyle.RoundCap))
    for x, y in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        way = QPointF(x, y) * 0.7071
        painter.drawLine(centre + way * radius * ARMS[0], centre + way * radius * ARMS[1])


def _bars(painter: QPainter, centre: QPointF, radius: float) -> None:
    """A paused server: two bars above its circle, as on a button."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().color("unknown"))
    high, wide = radius * 0.42, radius * 0.14
    for side in (-1, 1):
        left = centre.x() + side * wide * 1.1 - wide / 2
        painter.drawRect(QRectF(left, centre.y() - radius - high * 0.62, wide, high))


def _ring(painter: QPainter, centre: QPointF, radius: float, look: Look) -> None:
    width = max(4.0, radius * 0.1)
    box = _square(centre, radius - width / 2)
    if look.acknowledged == 0:
        painter.setPen(QPen(theme.current().color("line"), width))
        painter.drawEllipse(box)
        return
    held = min(1.0, look.held / look.acknowledged)
    sweep = round(held * 360 * 16)
    if held < 1:
        _hatched(painter, box, width, 90 * 16, 360 * 16 - sweep)
    painter.setPen(QPen(theme.current().color("fresh"), width, c=FLAT))
    painter.drawArc(box, 90 * 16, -sweep)


def _hatched(painter: QPainter, box: QRectF, width: float, start: int, sweep: int) -> None:
    """The missing part: a pale band with ticks across, so that colour does not speak alone."""
    pale = theme.current().color("stale")
    pale.setAlphaF(0.22)
    painter.setPen(QPen(pale, width, c=FLAT))
    painter.drawArc(box, start, sweep)
    ticks = QPen(theme.current().color("stale"), width, c=FLAT)
    ticks.setDashPattern([2.6 / width, 2.6 / width])
    painter.setPen(ticks)
    painter.drawArc(box, start, sweep)


def _arc(scene: Scene, server: ServerView) -> float:
    """The side of the label that tells the unconfirmed writes."""
    if server.name not in scene.unconfirmed:
        return 35.0
    away = scene.unconfirmed[server.name][0].center() - scene.plan.servers[server.name]
    return stage_layout.angle(away)


def _unconfirmed_arc(painter: QPainter, centre: QPointF, radius: float, middle: float) -> None:
    """A dashed amber arc outside the ring."""
    pen = QPen(theme.current().color("unknown"), max(2.0, radius * 0.05), c=FLAT)
    pen.setDashPattern([2.2, 1.6])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(_square(centre, radius + 4), round((middle - 32) * 16), 64 * 16)


def _square(centre: QPointF, half: float) -> QRectF:
    return QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)


@lru_cache(maxsize=2)
def _letters(_now: theme.Theme) -> Letters:
    """The fonts of a theme."""
    return Letters()


@lru_cache(maxsize=256)
def _name_font(_now: theme.Theme, radius: float, name: str) -> QFont:
    """As large as the circle lets it be, smaller for long names; to measure words takes a while."""
    font = theme.font(bold=True)
    readable = min(QFontMetricsF(font).height() * 0.85, radius * 0.8)
    size = max(9.0, radius * 0.5, readable)
    font.setPixelSize(round(size))
    wide = QFontMetricsF(font).horizontalAdvance(name)
    if wide > radius * 1.5:
        font.setPixelSize(max(8, round(size * radius * 1.5 / wide)))
    return font


def _words(
    painter: QPainter, centre: QPointF, radius: float, look: Look, steps: tuple[float, float]
) -> None:
    """A name and the lines below it; `steps` is how high the name is, and how high a line."""
    tall, step = steps
    left, top = centre.x() - radius, centre.y() - (tall + len(look.lines) * step) / 2
    painter.setFont(_name_font(theme.current(), radius, look.name))
    painter.setPen(theme.current().color("muted" if look.state == "down" else "text"))
    painter.drawText(QRectF(left, top, 2 * radius, tall), CENTER, look.name)
    letters, top = _letters(theme.current()), top + tall
    for role, color, text in look.lines:
        painter.setFont(letters.strong if role == "holding" else letters.small)
        painter.setPen(theme.current().color(color))
        painter.drawText(QRectF(left, top, 2 * radius, step), CENTER, text)
        top += step


def paint_user(painter: QPainter, scene: Scene, name: str, *, lit: bool) -> None:
    """A user: a smaller circle in the user's own colour; long names are shortened."""
    _, centre = scene.plan.users[name]
    radius, now = scene.plan.user_radius, theme.current()
    stamp(painter, centre, radius + 6, _circle, radius, "" if name[0] == "+" else name, lit)
    shown, short = _shown(now, name, radius)
    painter.setFont(scene.letters.strong if short else theme.font(bold=True))
    painter.setPen(now.color("text"))
    painter.drawText(_square(centre, radius), CENTER, shown)


def _circle(painter: QPainter, centre: QPointF, radius: float, user: str, lit: bool) -> None:
    """Of a user; of several without a name it is grey."""
    t = theme.current()
    painter.setPen(QPen(t.user(user) if user else t.color("muted"), t.line_width * 1.3))
    painter.setBrush(t.color("raised"))
    painter.drawEllipse(centre, radius, radius)
    if lit:
        painter.setPen(QPen(t.color("accent"), t.line_width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius + 3, radius + 3)


@lru_cache(maxsize=1024)
def _shown(_now: theme.Theme, name: str, radius: float) -> tuple[str, bool]:
    """What of a name has room in its circle, and whether in the smaller letters."""
    shown = name.split()[0] if name[0] == "+" else name
    if QFontMetricsF(theme.font(bold=True)).horizontalAdvance(shown) <= radius * 1.7:
        return shown, False
    metrics = QFontMetricsF(Letters().strong)
    return metrics.elidedText(shown, Qt.TextElideMode.ElideRight, radius * 1.85), True
