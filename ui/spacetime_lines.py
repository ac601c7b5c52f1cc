"""How messages of the space-time diagram are painted: lines, shapes at their ends, labels.

Rules this file keeps: a kind is a shape as well as a colour; what lies beyond the playhead is
dashed and faint; one function says whether a thing stands out.
"""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.spacetime_parts import Arrow
from explorer.spacetime_view import SpaceTimeView
from ui import theme
from ui.spacetime_scene import LABELLED, MARKED, Drawn, Letters, Scene
from ui.stage_marks import stamp

FAINT = 0.28
FINE = 100
"""Up to so many arrows have smooth lines; smoothing more takes too long."""
_LINES = {"entropy": Qt.PenStyle.DashLine, "raft": Qt.PenStyle.DotLine}
"""The kinds whose line is no plain one."""
tr = QCoreApplication.translate


def stands_out(view: SpaceTimeView, operation: int, message: int = 0) -> bool:
    """Whether a thing is drawn in full: all is, until a cause is lit, or one thing is selected."""
    if view.lit is not None:
        return message in view.lit.messages if message else operation in view.lit.operations
    kind, _, name = view.selected.partition(" ")
    if kind == "message" and message:
        return name == str(message)
    if kind == "operation":
        return name == str(operation)
    return True


def arrows(painter: QPainter, scene: Scene, view: SpaceTimeView) -> None:
    """Lines by kind, what has happened first; then the shapes at their ends, and the crosses."""
    split, bottom = scene.now_x, scene.body.bottom()
    right = scene.axis.left + scene.axis.width + 20
    fine = len(scene.arrows) <= FINE
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine)
    past = [d for d in scene.arrows if d.points[0].x() <= split]
    ahead = [d for d in scene.arrows if d.points[-1].x() > split]
    painter.save()
    painter.setClipRect(QRectF(0, 0, split, bottom), Qt.ClipOperation.IntersectClip)
    _lines(painter, past, view, ahead=False)
    painter.restore()
    painter.save()
    clip = QRectF(split, 0, max(0.0, right - split), bottom)
    painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
    _lines(painter, ahead, view, ahead=True)
    painter.restore()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = 4.2 * max(1.0, theme.current().line_width / 2)
    marked = len(scene.arrows) <= MARKED
    for drawn in scene.arrows:
        end, happened = drawn.points[-1], drawn.points[-1].x() <= split
        lost = drawn.arrow.fate == "lost"
        if not (marked or lost):
            continue
        full = happened and stands_out(view, drawn.arrow.operation, drawn.arrow.number)
        painter.setOpacity(1.0 if full else FAINT)
        stamp(painter, "lost" if lost else drawn.arrow.kind, end.x(), end.y(), size)
        painter.setOpacity(1.0)


def _lines(painter: QPainter, drawn: Iterable[Drawn], view: SpaceTimeView, *, ahead: bool) -> None:
    now = theme.current()
    groups: dict[tuple[str, bool], list[QLineF]] = {}
    width = now.line_width if painter.testRenderHint(QPainter.RenderHint.Antialiasing) else 1.0
    for one in drawn:
        full = stands_out(view, one.arrow.operation, one.arrow.number)
        groups.setdefault((one.arrow.kind, full), []).extend(one.lines())
    for (kind, full), lines in groups.items():
        color = now.color(kind)
        color.setAlphaF((0.5 if ahead else 0.95) * (1.0 if full else FAINT))
        style = Qt.PenStyle.DashLine if ahead else _LINES.get(kind, Qt.PenStyle.SolidLine)
        painter.setPen(QPen(color, width, style))
        painter.drawLines(lines)


def write(painter: QPainter, box: QRectF, text: str, color: QColor, taken: list[QRectF]) -> bool:
    """Words where there is room for them; whether there was."""
    if any(box.intersects(other) for other in taken):
        return False
    taken.append(box)
    ground = theme.current().color("panel")
    ground.setAlpha(190)
    painter.fillRect(box, ground)
    painter.setPen(color)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return True


def picked(painter: QPainter, scene: Scene, view: SpaceTimeView, hover: str) -> None:
    """What is selected, or lies under the pointer: a broad line below its own."""
    now = theme.current()
    for key, width in ((hover, 1.0), (view.selected, 2.0)):
        if not key:
            continue
        color = now.color("accent")
        color.setAlphaF(0.55)
        painter.setPen(QPen(color, now.line_width + 2 * width + 1, c=Qt.PenCapStyle.RoundCap))
        for drawn in scene.arrows:
            if key in keys(drawn.arrow):
                painter.drawLines(drawn.lines())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(now.color("accent"), width + 0.5))
        for placed in scene.bars:
            if key == f"operation {placed.bar.number}":
                painter.drawRect(placed.rect.adjusted(-2, -2, 2, 2))


def keys(arrow: Arrow) -> tuple[str, ...]:
    """What an arrow belongs to: selected, each of them marks it."""
    a, b = arrow.source, arrow.target
    return (f"message {arrow.number}", f"operation {arrow.operation}", f"link {a} - {b}",
            f"link {b} - {a}")  # fmt: skip


def labels(
    painter: QPainter, scene: Scene, view: SpaceTimeView, font: Letters, taken: list[QRectF]
) -> None:
    """What messages say, on their middle, where there is room; the selected ones' first."""
    if len(scene.arrows) > LABELLED and not view.selected:
        return
    painter.setFont(font.small)
    wanted = [d for d in scene.arrows if stands_out(view, d.arrow.operation, d.arrow.number)]
    inside = QRectF(scene.axis.left, 0, scene.axis.width, scene.body.bottom())
    for drawn in wanted[:LABELLED]:
        first, last = drawn.points[-2:]  # of what was held, the way that it went on
        lost = drawn.arrow.fate == "lost"
        text = tr("SpaceTime", "lost") if lost else drawn.arrow.label or drawn.arrow.kind
        if drawn.arrow.stands:
            text = tr("SpaceTime", "{0}, held").format(text)
        wide = font.wide(text) + 4
        if not lost and abs(last.x() - first.x()) < 30:
            continue
        part = 1.0 if lost else 0.5
        x, y = first.x() + part * (last.x() - first.x()), first.y() + part * (last.y() - first.y())
        left = x + 7 if lost else x - wide / 2
        box = QRectF(left, y - font.line / 2, wide, font.line)
        if inside.contains(box):
            painter.setOpacity(1.0 if x <= scene.now_x else 0.5)
            write(
                painter,
                box,
                text,
                theme.current().color("lost" if lost else drawn.arrow.kind),
                taken,
            )
            painter.setOpacity(1.0)
