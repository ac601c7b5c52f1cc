"""The view of the stage: nearer where what a sentence is about is too small to be read, else all.

Rules this file keeps: where one looks is a pure function of scene, spot and how many milliseconds
of wall time have passed; what can be read is not moved; who has the stage in hand is not led on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from explorer.frame_story import Spot
from ui.stage_scene import Scene

GLIDE_MS = 400
READABLE_PX = 28.0
"""A server can be read whose radius is so many pixels: larger letters fill more of a circle."""
LEAST, MOST = 1.2, 3.0
"""What would be brought no nearer than that is left where it is; and how near it is brought."""
AROUND = 2.2
"""With a server comes so much around it, in radii: its words, and its users."""


@dataclass(frozen=True, slots=True)
class View:
    """A place of the scene is seen at `scale` times it, moved by `x` and `y` pixels."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @property
    def transform(self) -> QTransform:
        """From the scene to the widget."""
        return QTransform(self.scale, 0, 0, self.scale, self.x, self.y)

    def seen(self, rect: QRectF) -> QRectF:
        """Where in the widget something of the scene is seen."""
        return rect if self == WHOLE else self.transform.mapRect(rect)

    def at(self, point: QPointF) -> QPointF:
        """What of the scene is at a point of the widget."""
        return (point - QPointF(self.x, self.y)) / self.scale


WHOLE = View()


def eased(passed_ms: float) -> float:
    """How much of a glide is over after so long, 0 to 1: it begins and ends gently."""
    part = min(1.0, max(0.0, passed_ms / GLIDE_MS))
    return part * part * (3 - 2 * part)


def between(start: View, end: View, part: float) -> View:
    """The view on the way."""
    if part >= 1 or start == end:
        return end
    return View(
        start.scale + (end.scale - start.scale) * part,
        start.x + (end.x - start.x) * part,
        start.y + (end.y - start.y) * part,
    )


def wanted(scene: Scene, spot: Spot | None) -> View:
    """From where what a sentence is about is well seen; all that stands, where it is already."""
    area, bounds = _area(scene, spot), scene.plan.bounds
    if area.isEmpty():
        return WHOLE
    wished = READABLE_PX / scene.plan.radius
    scale = min(wished, MOST, bounds.width() / area.width(), bounds.height() / area.height())
    if scale < LEAST:
        return WHOLE
    middle, centre = bounds.center(), area.center()
    return View(
        scale,
        _within(middle.x() - centre.x() * scale, bounds.left(), bounds.right(), scale),
        _within(middle.y() - centre.y() * scale, bounds.top(), bounds.bottom(), scale),
    )


def _within(moved: float, low: float, high: float, scale: float) -> float:
    """As near to it as nothing beside the stage comes into view."""
    return min(low - low * scale, max(high - high * scale, moved))


def _area(scene: Scene, spot: Spot | None) -> QRectF:
    """What has to be in sight."""
    plan, area = scene.plan, QRectF()
    if spot is None:
        return area
    half = plan.radius * AROUND
    for name, centre in plan.servers.items():
        if name in spot.servers:
            area |= QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)
    for name, (_, centre) in plan.users.items():
        if name in spot.users:
            area |= QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)
    for name, box in plan.web.items():
        if name in spot.servers:
            area |= box
    return area


def out_of_sight(scene: Scene, view: View) -> int:
    """How many servers are not seen from there."""
    if view == WHOLE:
        return 0
    bounds = scene.plan.bounds
    seen = (view.transform.map(centre) for centre in scene.plan.servers.values())
    return sum(not bounds.contains(spot) for spot in seen)


@contextmanager
def seen_from(painter: QPainter, scene: Scene, view: View) -> Iterator[None]:
    """Paints the scene as it is seen from there, and nothing over the legend."""
    if view == WHOLE:
        yield
        return
    painter.save()
    painter.setClipRect(scene.plan.bounds.adjusted(-8, 0, 8, 8))
    painter.setTransform(view.transform, True)
    yield
    painter.restore()


class Gliding:
    """A stage on its way from what one sentence was about to the next.

    Milliseconds come in as numbers.
    """

    def __init__(self) -> None:
        """At rest, with everything in sight."""
        self.spot: Spot | None = None
        self.before: Spot | None = None
        self._start = WHOLE
        self._began_ms = -float(GLIDE_MS)
        self._own: View | None = None
        """Where the hand keeps the view, until the next sentence."""
        self._aim: tuple[Scene, Spot | None, View] | None = None

    def turn_to(self, spot: Spot | None, here: View, now_ms: float) -> None:
        """Another sentence is told now: from `here` on it goes to what that is about."""
        self.before, self.spot, self._own = self.spot, spot, None
        self._start, self._began_ms = here, now_ms

    def keep(self, view: View, here: View, now_ms: float) -> None:
        """A hand has the say: from `here` it is to be seen from there, until the next sentence."""
        self._own, self._start, self._began_ms = view, here, now_ms
        self.before = self.spot

    def arrive(self) -> None:
        """At once."""
        self._began_ms = -float(GLIDE_MS)

    def part(self, now_ms: float) -> float:
        """How much of the way is over."""
        return eased(now_ms - self._began_ms)

    def view(self, scene: Scene, now_ms: float) -> View:
        """From where it is seen now."""
        if self._own is not None:
            return between(self._start, self._own, self.part(now_ms))
        if self._aim is None or self._aim[0] is not scene or self._aim[1] is not self.spot:
            self._aim = scene, self.spot, wanted(scene, self.spot)
        return between(self._start, self._aim[2], self.part(now_ms))
