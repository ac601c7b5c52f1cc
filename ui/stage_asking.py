"""Who asks which server, and whom it answers: the ways between users and the servers they ask.

Rules this file keeps: a user is beside the servers as far as the model goes, so a request is there
at once; the way is drawn while its operation is, with the request's sign at the server and, once it
has ended, the answer's at the user. A way goes round servers that it has nothing to do with.
"""

from collections.abc import Iterator
from operator import itemgetter

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from explorer.frame import Frame
from explorer.frame_stage import OperationView
from ui import theme
from ui.stage_layout import Plan
from ui.stage_light import Light, light_of
from ui.stage_marks import mark
from ui.stage_scene import Scene, to_box

BENDS = (0.0, 2.2, -2.2, 2.8, -2.8, 3.6, -3.6)
"""How far a way leaves the straight line, in radii of a server, in the order of taste."""
SAMPLES = 24
ANSWERED = {"read": "reply", "write": "ack"}


def newest(frame: Frame, plan: Plan) -> Iterator[OperationView]:
    """Of each user and server the newest operation, where both are on the stage.

    What still waits at a web server has no way further than that: none, where it is not drawn.
    """
    found = {(o.user, o.coordinator): o for o in sorted(frame.operations, key=_began)}
    for (user, server), operation in found.items():
        waits_elsewhere = operation.at_web and operation.web not in plan.web
        if user in plan.users and server in plan.servers and not waits_elsewhere:
            yield operation


def _began(operation: OperationView) -> tuple[int, int]:
    return operation.invoked_us, operation.number


def way(plan: Plan, user: str, server: str, web: str = "") -> QPainterPath:
    """From the rim of a user to the rim of a server, round the others, or through a web server.

    Without a server: to the web server alone.
    """
    start = plan.users[user][1]
    if web in plan.web:
        return _through(plan, start, plan.web[web], plan.servers.get(server))
    end = plan.servers[server]
    others = [spot for name, spot in plan.servers.items() if name != server]
    rated: list[tuple[int, QPainterPath]] = []
    for path in (_bent(plan, start, end, bend) for bend in BENDS):
        rated.append((_hidden(plan, path, others), path))
        if not rated[-1][0]:  # none is better, and to look at each takes a while
            break
    return min(rated, key=itemgetter(0))[1]  # the first of equals


def _through(plan: Plan, start: QPointF, box: QRectF, end: QPointF | None) -> QPainterPath:
    line = to_box(plan, start, box)
    path = QPainterPath(line.p1())
    path.lineTo(line.p2())
    if end is None:
        return path
    path.moveTo(QPointF(box.center().x(), box.bottom()))
    down = QLineF(end, QPointF(box.center().x(), box.bottom()))
    path.lineTo(down.pointAt(min(1.0, plan.radius / max(1.0, down.length()))))
    return path


def _bent(plan: Plan, start: QPointF, end: QPointF, bend: float) -> QPainterPath:
    """It leaves and arrives at right angles to the straight line, as far as it is bent."""
    line = QLineF(start, end)
    side = line.normalVector().unitVector()
    out = QPointF(side.dx(), side.dy()) * (bend * plan.radius)
    first = QLineF(start, start + out if bend else end)
    last = QLineF(end, end + out if bend else start)
    first.setLength(plan.user_radius)
    last.setLength(plan.radius)
    path = QPainterPath(first.p2())
    if bend:
        path.cubicTo(start + out, end + out, last.p2())
    else:
        path.lineTo(last.p2())
    return path


def _hidden(plan: Plan, path: QPainterPath, others: list[QPointF]) -> int:
    """How much of a way lies on servers, or beyond the stage."""
    spots = [path.pointAtPercent(i / SAMPLES) for i in range(SAMPLES + 1)]
    near = plan.radius * 1.1
    hidden = sum(QLineF(spot, other).length() < near for spot in spots for other in others)
    return hidden + sum(not plan.bounds.contains(spot) for spot in spots)


def paint_asking(painter: QPainter, frame: Frame, scene: Scene, light: Light) -> None:
    """Each way with its signs."""
    for operation in newest(frame, scene.plan):
        with light_of(painter, light, f"operation {operation.number}"):
            _paint(painter, scene, operation)


def _paint(painter: QPainter, scene: Scene, operation: OperationView) -> None:
    server = "" if operation.at_web else operation.coordinator
    path = way(scene.plan, operation.user, server, operation.web)
    color = theme.current().color(operation.phase)
    painter.setPen(QPen(color, theme.current().line_width * 1.2, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    size, length = scene.dot * 0.8, max(1.0, path.length())
    edge = min(0.5, 1.6 * size / length)
    if length > 5 * size:  # beside its own server there is room for one sign
        spot = path.pointAtPercent(1 - edge)
        mark(painter, operation.phase, spot.x(), spot.y(), size)
    if operation.state != "pending":
        spot = path.pointAtPercent(edge)
        answered = operation.state in ("ok", "stale")
        mark(painter, ANSWERED[operation.phase] if answered else "lost", spot.x(), spot.y(), size)
