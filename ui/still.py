"""The picture on a story's card: the stage alone, at one moment, painted by the stage's own code.

Rules this file keeps: it paints the frame that it is given, without words but names; what each
user has just seen stands at the user as a sign.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from explorer.frame import Frame
from explorer.frame_screens import BadgeState
from ui import stage_paint, stage_place, theme
from ui.stage_links import Hand
from ui.stage_scene import Scene
from ui.stage_travel import traffic

SIGNS: dict[BadgeState, tuple[str, str]] = {
    "fresh": ("✓", "fresh"), "unconfirmed": ("?", "unknown"), "stale": ("!", "stale"),
    "older": ("!", "muted"), "unavailable": ("×", "lost"), "waiting": ("…", "unknown"),
}  # fmt: skip
"""What a user has just seen: a sign and its colour."""
CORNER = 7.0


def picture(frame: Frame, size: QSize, ratio: float) -> QPixmap:
    """The stage of a frame, so large, with round corners at the top, in the theme that is on."""
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_ground(painter, QRectF(0, 0, size.width(), size.height()))
    scene = stage_place.bare(frame, QSizeF(size))
    stage_paint.paint(painter, frame, scene, traffic(frame, scene), Hand())
    _signs(painter, frame, scene)
    painter.end()
    return made


def paint_ground(painter: QPainter, area: QRectF) -> None:
    """What a picture lies on; nothing is painted beside it from here on."""
    painter.setClipPath(_shape(area))
    painter.fillRect(area, _ground())


def _shape(area: QRectF) -> QPainterPath:
    """Round at the top; the card goes on below."""
    path = QPainterPath()
    path.addRoundedRect(area.adjusted(0, 0, 0, 2 * CORNER), CORNER, CORNER)
    return path


def _ground() -> QColor:
    """Between the window's ground and a panel, so that the picture lies a little deeper."""
    return theme.current().color("ground")


def _signs(painter: QPainter, frame: Frame, scene: Scene) -> None:
    """At each user who has read something: what became of it."""
    seen = {screen.user: screen.badge for screen in frame.screens}
    half = max(7.0, scene.plan.user_radius * 0.62)
    for name, (_, centre) in scene.plan.users.items():
        sign, role = SIGNS.get(seen.get(name, "none"), ("", ""))
        if not sign:
            continue
        spot = centre + QPointF(0.9, -0.9) * scene.plan.user_radius
        color = theme.current().color(role)
        painter.setPen(QPen(_ground(), 2))
        painter.setBrush(color)
        painter.drawEllipse(spot, half, half)
        font = theme.font(bold=True)
        font.setPixelSize(round(half * 1.5))
        painter.setFont(font)
        painter.setPen(_ground())
        box = QRectF(spot.x() - half, spot.y() - half, 2 * half, 2 * half)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
