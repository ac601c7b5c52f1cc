"""Places the callouts: the boxes that explain, each pinned to the server it is about.

Rules this file keeps: a callout hides no server and no words, and no link where a shorter form of
it hides none; in the end a badge at its server stands for it.
"""

from PySide6.QtCore import QLineF, QRectF, QSizeF

from explorer.frame_stage import Callout
from ui import stage_layout, stage_words
from ui.stage_room import Box, around, centred, everywhere, length_within
from ui.stage_scene import MORE, CalloutBox, Scene, box_of, nearest, pin_line, rect_of

CALLOUT_AREA = 0.2
"""A callout that would take more of the stage shows its title alone; pointing at it tells all."""

CALLOUT_FORMS = ((1.0, True), (1.0, False), (0.62, False))
"""(part of the usual width, with its lines); where none fits, a badge stands for it."""


def place_callout(scene: Scene, number: int, view: Callout) -> None:
    """In full where that hides nothing; else its title, else its title in a narrow box.

    Where each lies on a link the fullest does; where each hides more than that, a badge at the
    server stands for it.
    """
    if view.server not in scene.plan.servers:
        return
    forms = [_written(scene, view, part, whole=whole) for part, whole in CALLOUT_FORMS]
    placed = ((sizes, _callout_box(scene, view.server, sizes)) for sizes in forms)
    free = [(sizes, box) for sizes, box in placed if scene.room.is_free(box)]
    if not free:
        _badge(scene, number, view)
        return
    sizes, box = next((each for each in free if not _on_link(scene, each[1])), free[0])
    rect = rect_of(box)
    scene.room.boxes.append(box_of(rect))
    pin = pin_line(scene, view.server, rect)
    scene.room.boxes += [
        centred(spot.x(), spot.y(), (10, 10))
        for spot in (pin.pointAt(part / 24) for part in range(25))
    ]
    y, rows = rect.top() + 7, list[QRectF]()
    width = rect.width() - 24
    for size in sizes:
        beside = _cross(scene) if not rows else 0.0
        rows.append(QRectF(rect.left() + 12, y, width - beside, size.height()))
        y += size.height() + (2 if len(rows) == 1 else 0)
    last = QRectF(rect.left() + 12, y, width, _more(scene)[1])
    scene.callouts.append(CalloutBox(number, view, rect, rows[0], rows[1:], last))


def _on_link(scene: Scene, box: Box) -> bool:
    links = scene.plan.links.values()
    return any(length_within((way.x1(), way.y1(), way.x2(), way.y2()), box) for way in links)


def _badge(scene: Scene, number: int, view: Callout) -> None:
    side = scene.letters.line * 1.15
    box = scene.room.take(around(scene.disc(view.server), (side, side), gap=2), line_weight=0.1)
    rect = rect_of(box)
    scene.callouts.append(CalloutBox(number, view, rect, rect, [], QRectF()))


def _written(scene: Scene, view: Callout, part: float, *, whole: bool) -> list[QSizeF]:
    """The sizes of its title and of its lines, wrapped at a part of the usual width."""
    letters, bounds = scene.letters, scene.plan.bounds
    limit = part * min(max(170.0, bounds.width() * 0.36), 23 * letters.line)
    cross = _cross(scene)
    title = letters.wrapped(letters.title, view.title, limit - cross)
    sizes = [QSizeF(title.width() + cross, title.height())]
    if whole:
        sizes += [letters.wrapped(letters.small, line, limit) for line in view.lines]
    too_large = _area(sizes) > CALLOUT_AREA * bounds.width() * bounds.height()
    return sizes[:1] if too_large else sizes


def _cross(scene: Scene) -> float:
    """The room that is left for the cross beside a title."""
    return scene.letters.line if scene.hands else 0.0


def _more(scene: Scene) -> tuple[float, float]:
    if not scene.hands:
        return (1.0, 0.0)
    return scene.letters.size(scene.letters.strong, stage_words.said(MORE))


def _callout_box(scene: Scene, server: str, sizes: list[QSizeF]) -> Box:
    """Where a callout of these lines hides the least."""
    more = _more(scene)
    width = max(more[0], *(size.width() for size in sizes)) + 26
    height = sum(size.height() for size in sizes) + more[1] + 20
    centre = scene.plan.servers[server]
    spots = everywhere(box_of(scene.plan.bounds), (width, height), (centre.x(), centre.y()))
    spots.sort(key=lambda box: _pin_cost(scene, server, box))
    return scene.room.cheapest(spots, 5, scene.shoulders(scene.letters.line * 0.9))


def _area(sizes: list[QSizeF]) -> float:
    return max(size.width() for size in sizes) * sum(size.height() for size in sizes)


def _pin_cost(scene: Scene, server: str, box: Box) -> float:
    """How far a callout is from its server; a pin across a link counts as a long way."""
    centre = scene.plan.servers[server]
    pin = QLineF(centre, nearest(rect_of(box), centre))
    return pin.length() + 160 * len(stage_layout.crossed(scene.plan, pin))
