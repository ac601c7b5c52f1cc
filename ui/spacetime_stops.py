"""What is under a point of the space-time diagram, the walk of its lanes, and what is said. Pure.

A thing is named by its key, as everywhere: 'message 12', 'operation 4', 'server A', 'user X', and,
only here, 'sign 3', of which nothing can be selected.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF

from explorer.spacetime_parts import Arrow, Bar
from explorer.spacetime_view import SpaceTimeView
from explorer.times import tell_time
from ui.spacetime_paint import BARS, shown_state
from ui.spacetime_scene import Drawn, Scene
from ui.stage_words import kind_name

REACH = 6.0
"""So near, in pixels, a line is meant."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One event of a lane: its key, its moment, its sentence, and where it is."""

    key: str
    us: int
    sentence: str
    rect: QRectF


def key_at(scene: Scene, point: QPointF) -> str:
    """The key of what lies under a point; empty for the ground."""
    for sign_number, (_, where) in enumerate(scene.signs):
        if (where - point).manhattanLength() < 2 * REACH:
            return f"sign {sign_number}"
    for placed in reversed(scene.bars):
        if placed.rect.adjusted(-2, -3, 2, 3).contains(point):
            return f"operation {placed.bar.number}"
    near = [(distance, d) for d in scene.arrows if (distance := _distance(d, point)) <= REACH]
    if near:
        return f"message {min(near, key=lambda pair: pair[0])[1].arrow.number}"
    for name, rect in scene.lanes.items():
        if point.x() < scene.axis.left and rect.top() <= point.y() < rect.bottom():
            kind = scene.kinds[name].kind
            return "" if kind == "crowd" else f"{'server' if kind == 'web' else kind} {name}"
    return ""


def _distance(drawn: Drawn, point: QPointF) -> float:
    return min((_to_line(line, point) for line in drawn.lines()), default=1e9)


def _to_line(line: QLineF, point: QPointF) -> float:
    """The distance of a point from a piece of line."""
    dx, dy = line.dx(), line.dy()
    whole = dx * dx + dy * dy
    along = ((point.x() - line.x1()) * dx + (point.y() - line.y1()) * dy) / whole if whole else 0.0
    along = min(1.0, max(0.0, along))
    return QLineF(point, QPointF(line.x1() + along * dx, line.y1() + along * dy)).length()


def moment_of(scene: Scene, key: str) -> int | None:
    """The moment that a thing leads to: of a message its end, of a request its beginning."""
    kind, _, name = key.partition(" ")
    for drawn in scene.arrows:
        if kind == "message" and str(drawn.arrow.number) == name:
            return drawn.arrow.corners[-1].us
    for placed in scene.bars:
        if kind == "operation" and str(placed.bar.number) == name:
            return placed.bar.began.us
    return scene.signs[int(name)][0].moment.us if kind == "sign" else None


def sentence(scene: Scene, view: SpaceTimeView, key: str) -> str:
    """One plain sentence about a thing; empty for the ground."""
    kind, _, name = key.partition(" ")
    if kind == "message":
        found = (d.arrow for d in scene.arrows if str(d.arrow.number) == name)
        return next((arrow_line(arrow, view) for arrow in found), "")
    if kind == "operation":
        bars = (p.bar for p in scene.bars if str(p.bar.number) == name)
        return next((bar_line(bar, view) for bar in bars), "")
    if kind == "sign":
        sign = scene.signs[int(name)][0]
        return f"{tell_time(sign.moment.us)}: {sign.text}"
    return {"server": f"the lane of server {name}", "user": f"the lane of {name}"}.get(kind, "")


def arrow_line(arrow: Arrow, view: SpaceTimeView) -> str:
    """'write «lunch» from A to B, message 12: sent at 10 ms, came at 40 ms'."""
    what = arrow.label or kind_name(arrow.kind)
    end = arrow.corners[-1]
    if end.us > view.now.us and arrow.fate != "lost":
        fate = f"due at {tell_time(end.us)}"
    elif arrow.fate == "came":
        fate = f"came at {tell_time(end.us)}"
    elif arrow.fate == "lost":
        fate = f"lost at {tell_time(end.us)}: {arrow.reason}"
    else:
        fate = "held on its way"
    held = (
        ", held on its way for a while" if len(arrow.corners) > 3 and arrow.fate == "came" else ""
    )
    return (
        f"{what} from {arrow.source} to {arrow.target}, message {arrow.number}: "
        f"sent at {tell_time(arrow.corners[0].us)}, {fate}{held}"
    )


def bar_line(bar: Bar, view: SpaceTimeView) -> str:
    """'«lunch» by X, write #1 at A: from 0 ms to 80 ms, ok, W 2 met at 80 ms'."""
    state = shown_state(bar, view)
    words = [f"{bar.text}, {bar.kind} #{bar.number} at {bar.coordinator}: asked at "
             f"{tell_time(bar.began.us)}"]  # fmt: skip
    if bar.ended is not None and state != "pending":
        words.append(f"ended at {tell_time(bar.ended.us)}")
    words.append(BARS[state][2])
    if bar.deciding is not None and state != "pending":
        words.append(f"{bar.deciding[1]} met at {tell_time(bar.deciding[0].us)}")
    return ", ".join(words)


def walk(scene: Scene, view: SpaceTimeView, lane: str) -> list[Stop]:
    """What happens on a lane within the window, in the order of time."""
    if lane not in scene.lanes:
        return []
    return sorted(_on(scene, view, lane), key=lambda stop: (stop.rect.center().x(), stop.us))


def _on(scene: Scene, view: SpaceTimeView, lane: str) -> Iterator[Stop]:
    y, left = scene.y(lane), scene.axis.left - 1
    right = scene.axis.left + scene.axis.width + 1
    for drawn in scene.arrows:
        arrow = drawn.arrow
        ends = [(drawn.points[0], arrow.corners[0])] if arrow.source == lane else []
        ends += [(drawn.points[-1], arrow.corners[-1])] if arrow.target == lane else []
        for point, corner in ends:
            if left <= point.x() <= right:
                words = arrow_line(arrow, view)
                yield Stop(f"message {arrow.number}", corner.us, words, _around(point))
    for placed in scene.bars:
        if lane in (placed.bar.lane, placed.bar.coordinator):
            begin = QPointF(max(placed.rect.left(), left), y)
            rect = placed.rect if lane == placed.bar.lane else _around(begin)
            words = bar_line(placed.bar, view)
            yield Stop(f"operation {placed.bar.number}", placed.bar.began.us, words, rect)
    for number, (sign, point) in enumerate(scene.signs):
        if sign.lane == lane:
            words = f"{tell_time(sign.moment.us)}: {sign.text}"
            yield Stop(f"sign {number}", sign.moment.us, words, _around(point))


def _around(point: QPointF) -> QRectF:
    return QRectF(point.x() - 7, point.y() - 7, 14, 14)
