"""The web tier on the stage: a box for each web server, with its queue and how busy it is.

Web servers keep nothing, so they are boxes and no circles; what they pass on goes to the servers
below them.
"""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from explorer.frame import Frame
from explorer.frame_stage import WebView
from ui import theme
from ui.stage_scene import Letters, Scene

SHOWN = 8
"""Boxes, at most; how many more there are is said."""
WAYS = 12
"""Lines to the servers below, at most."""
FULL = 90
"""Busy for so many per cent, a server is drawn as one that cannot do more."""
GAP = 8
"""Above and below the row, in pixels."""
CENTRED = Qt.AlignmentFlag.AlignCenter


def lines(web: WebView) -> tuple[str, ...]:
    """What stands in a box."""
    leaving = (" leaves",) if web.leaves else ()
    return (f"{web.name}{''.join(leaving)}", f"{web.waiting:,} waiting", f"{web.busy} % busy")


def height(letters: Letters) -> float:
    """How high the row of boxes is, with the room around it."""
    return 3 * letters.line + 10 + 2 * GAP


def boxes(frame: Frame, scene: Scene) -> list[tuple[WebView, QRectF]]:
    """Where each web server stands: in a row along the top, below the legend."""
    shown = frame.web[:SHOWN]
    if not shown:
        return []
    letters, bounds = scene.letters, scene.plan.bounds
    texts = [text for web in shown for text in lines(web)]
    wide = max(letters.size(letters.strong, text)[0] for text in (*texts, "9,999 waiting")) + 20
    wide = min(wide, (bounds.width() - 8) / len(shown) - 10)
    high = height(letters) - 2 * GAP
    top = max((rect.bottom() for _, _, rect in scene.legend), default=0.0) + GAP
    left = bounds.center().x() - (len(shown) * (wide + 10) - 10) / 2
    return [(web, QRectF(left + i * (wide + 10), top, wide, high)) for i, web in enumerate(shown)]


def _queries(painter: QPainter, scene: Scene, placed: list[QRectF]) -> None:
    """The ways from the web servers to the others; with many of them they say nothing."""
    ends = scene.plan.servers.values()
    if len(placed) * len(ends) > WAYS:
        return
    painter.setPen(QPen(theme.current().color("line"), 1.5, Qt.PenStyle.DotLine))
    for rect in placed:
        for centre in ends:
            foot = QPointF(rect.center().x(), rect.bottom())
            way = QLineF(foot, centre)
            way.setLength(max(0.0, way.length() - scene.plan.radius))
            painter.drawLine(way)


def paint_web(painter: QPainter, frame: Frame, scene: Scene) -> None:
    """The web tier, where there is one."""
    colors = theme.current()
    placed = boxes(frame, scene)
    _queries(painter, scene, [rect for _, rect in placed])
    for web, rect in placed:
        full = web.busy >= FULL
        painter.setBrush(colors.color("raised"))
        style = Qt.PenStyle.DashLine if web.leaves else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colors.color("unknown" if full else "line"), 2, style))
        painter.drawRoundedRect(rect, 5, 5)
        for i, text in enumerate(lines(web)):
            painter.setFont(scene.letters.strong if i == 0 else scene.letters.small)
            painter.setPen(colors.color("text" if i == 0 else "unknown" if full else "muted"))
            line = QRectF(rect.left(), rect.top() + 5 + i * scene.letters.line, rect.width(),
                          scene.letters.line)  # fmt: skip
            painter.drawText(line, CENTRED, text)
    if len(frame.web) > SHOWN:
        right = placed[-1][1]
        painter.drawText(right.topRight(), f" and {len(frame.web) - SHOWN} more")
