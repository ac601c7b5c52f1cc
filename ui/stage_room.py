"""Free room on the stage: finds a place for a box that hides nothing, or hides the least.

Rules this file keeps: plain numbers, no painting; the first candidate without any cost wins, so
candidates come in the order of taste; whatever is taken is in the way of what comes later.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Segment = tuple[float, float, float, float]
"""x1, y1, x2, y2."""
Disc = tuple[float, float, float]
"""x, y, radius."""

ABOVE_FIRST = (-90, -60, -120, 90, 60, 120, -30, -150, 0, 180, 30, 150)
BELOW_FIRST = (90, -90, 0, 180, 60, 120, -60, -120, 30, 150)


@dataclass(slots=True)
class Room:
    """What is taken (boxes, discs) and what had better not be crossed (lines)."""

    bounds: Box
    lines: Sequence[Segment] = ()
    discs: list[Disc] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def take(
        self,
        candidates: Iterable[Box],
        line_weight: float = 2.0,
        lines: Sequence[Segment] | None = None,
    ) -> Box:
        """The first candidate free of cost, else the cheapest; it is taken from now on."""
        best = self.cheapest(candidates, line_weight, self.lines if lines is None else lines)
        self.boxes.append(best)
        return best

    def cheapest(
        self, candidates: Iterable[Box], line_weight: float, lines: Sequence[Segment]
    ) -> Box:
        """The same, and nothing is taken."""
        best, least = None, math.inf
        for wished in candidates:
            box = inside(wished, self.bounds)
            cost = self.cost(box, line_weight, lines)
            if cost < least:
                best, least = box, cost
            if cost == 0:
                break
        if best is None:
            raise ValueError("no candidates: a box needs at least one place to try")
        return best

    def free(self, candidates: Iterable[Box]) -> Iterator[Box]:
        """Those of the candidates that hide nothing (lines may be crossed)."""
        return (box for box in (inside(c, self.bounds) for c in candidates) if self.is_free(box))

    def take_clear(
        self,
        candidates: Iterable[Box],
        line_weight: float = 2.0,
        lines: Sequence[Segment] | None = None,
    ) -> Box | None:
        """As `take`, of those that hide nothing; None where each does."""
        free = self.free(candidates)
        first = next(free, None)
        return None if first is None else self.take(chain((first,), free), line_weight, lines)

    def take_free(self, candidates: Iterable[Box]) -> Box | None:
        """The first candidate that hides nothing (lines may be crossed), or None."""
        box = next(self.free(candidates), None)
        if box is not None:
            self.boxes.append(box)
        return box

    def is_free(self, box: Box) -> bool:
        """Whether nothing that is taken lies under the box."""
        left, top, right, bottom = box
        for b in self.boxes:
            if b[0] < right and left < b[2] and b[1] < bottom and top < b[3]:
                return False
        return not any(self._depths(box))

    def _depths(self, box: Box) -> Iterator[float]:
        """How far the box reaches into each disc that it lies on: of a crowd, hardly any."""
        left, top, right, bottom = box
        for disc in self.discs:
            x, y, r = disc
            if left - r < x < right + r and top - r < y < bottom + r:
                yield max(0.0, _depth(box, disc))

    def cost(self, box: Box, line_weight: float, lines: Sequence[Segment]) -> float:
        """How much a box hides: area of boxes, depth into discs, length of lines."""
        hidden = sum(overlap(box, other) for other in self.boxes)
        hidden += sum(600 * depth for depth in self._depths(box))
        return hidden + line_weight * sum(length_within(line, box) for line in lines)


def inside(box: Box, bounds: Box) -> Box:
    """The box, pushed into the bounds without changing its size."""
    dx = max(0.0, bounds[0] - box[0]) or min(0.0, bounds[2] - box[2])
    dy = max(0.0, bounds[1] - box[1]) or min(0.0, bounds[3] - box[3])
    return (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)


def overlap(a: Box, b: Box) -> float:
    """The area that two boxes share."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0


def _depth(box: Box, disc: Disc) -> float:
    x, y, radius = disc
    near_x = min(max(x, box[0]), box[2])
    near_y = min(max(y, box[1]), box[3])
    return radius - math.hypot(x - near_x, y - near_y)


def length_within(line: Segment, box: Box) -> float:
    """How much of a segment lies inside a box (Liang and Barsky's clipping)."""
    x1, y1, x2, y2 = line
    dx, dy = x2 - x1, y2 - y1
    enter, leave = 0.0, 1.0
    for p, q in ((-dx, x1 - box[0]), (dx, box[2] - x1), (-dy, y1 - box[1]), (dy, box[3] - y1)):
        if p == 0:
            if q < 0:
                return 0.0
        elif p < 0:
            enter = max(enter, q / p)
        else:
            leave = min(leave, q / p)
    return max(0.0, leave - enter) * math.hypot(dx, dy)


def around(
    disc: Disc, size: tuple[float, float], angles: Sequence[int] = ABOVE_FIRST, gap: float = 6.0
) -> Iterator[Box]:
    """Boxes around a disc, nearest ring first, each wholly outside the disc."""
    x, y, radius = disc
    width, height = size
    for ring in range(5):
        for angle in angles:
            nx, ny = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            reach = radius + gap + ring * (height + gap)
            reach += abs(nx) * width / 2 + abs(ny) * height / 2
            yield centred(x + nx * reach, y + ny * reach, size)


def beside(
    x: float, y: float, way: tuple[float, float], size: tuple[float, float], gap: float
) -> Iterator[Box]:
    """Boxes beside a point on a line of direction `way`: right of it first, never on it.

    A corner of the box comes to stand near the point; beside a level line it is the middle.
    """
    ux, uy = way
    width, height = size
    slide = (abs(ux) * width + abs(uy) * height) / 2
    for along in (0.0, -0.5, 0.5, -1.0, 1.0, -1.35, 1.35, -1.8, 1.8):
        for side in (1, -1):
            nx, ny = -uy * side, ux * side
            lean_x, lean_y = _lean(nx), _lean(ny)
            # What the lean leaves of the box on the wrong side of the point goes to the gap.
            back = (abs(nx) - nx * lean_x) * width / 2 + (abs(ny) - ny * lean_y) * height / 2
            reach, go = gap + back, along * slide
            yield centred(
                x + nx * reach + lean_x * width / 2 + ux * go,
                y + ny * reach + lean_y * height / 2 + uy * go,
                size,
            )


def _lean(part: float) -> float:
    return min(1.0, max(-1.0, part * 2.5))


def everywhere(bounds: Box, size: tuple[float, float], near: tuple[float, float]) -> list[Box]:
    """A grid of places over the bounds, the nearest to a point first."""
    width, height = size
    across = max(1.0, bounds[2] - bounds[0] - width)
    down = max(1.0, bounds[3] - bounds[1] - height)
    left, top = bounds[0] + width / 2, bounds[1] + height / 2
    spots = [
        centred(left + across * i / 18, top + down * j / 14, size)
        for i in range(19)
        for j in range(15)
    ]
    return sorted(spots, key=lambda box: length_to(box, near))


def length_to(box: Box, point: tuple[float, float]) -> float:
    """How far a point is from the nearest point of a box."""
    near_x = min(max(point[0], box[0]), box[2])
    near_y = min(max(point[1], box[1]), box[3])
    return math.hypot(point[0] - near_x, point[1] - near_y)


def centred(x: float, y: float, size: tuple[float, float]) -> Box:
    """A box of a size around a centre."""
    return (x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)
