"""Where so many servers stand before anybody moves them, normalised (0..1 of the arena). Pure."""

import itertools
import math
from functools import lru_cache

Place = tuple[float, float]


@lru_cache(maxsize=64)
def default_places(count: int, aspect: float = 1.5, *, rows: bool = False) -> tuple[Place, ...]:
    """Normalised homes: one in the middle, two side by side, three as a triangle, then a ring.

    Of very many, rows.
    """
    if rows:
        return _rows(count, aspect)
    fixed: dict[int, tuple[Place, ...]] = {
        0: (),
        1: ((0.5, 0.5),),
        2: ((0.04, 0.5), (0.96, 0.5)),
        3: ((0.04, 0.06), (0.96, 0.06), (0.5, 1.0)),
    }
    return fixed[count] if count in fixed else _ellipse(count, max(0.05, aspect))


def _rows(count: int, aspect: float) -> tuple[Place, ...]:
    """Every other row is shifted by half a place; so many of them that all have the most room."""

    def room(rows: int) -> float:
        apart = aspect / (math.ceil(count / rows) - 0.5)
        down = 1 / (rows - 1)
        return min(apart, math.hypot(apart / 2, down), 2 * down)

    rows = max(range(2, count // 2), key=room)
    longest = math.ceil(count / rows) - 0.5
    return tuple(
        ((i + row % 2 / 2) / longest, row / (rows - 1))
        for row in range(rows)
        for i in range(count * (row + 1) // rows - count * row // rows)
    )


def _ellipse(count: int, aspect: float) -> tuple[Place, ...]:
    """`count` places at equal distances along the ellipse (equal angles crowd the flat ends)."""
    steps = 720
    walk = [2 * math.pi * i / steps - math.pi / 2 for i in range(steps + 1)]
    points = [(math.cos(a) * aspect / 2, math.sin(a) / 2) for a in walk]
    gone = [0.0]
    for before, after in itertools.pairwise(points):
        gone.append(gone[-1] + math.dist(before, after))
    # An even number begins half a step before the top, so that left and right are alike.
    begin = 0.5 if count % 2 == 0 else 0.0
    goals = [gone[-1] * ((k - begin) % count) / count for k in range(count)]
    picked = [min(range(steps), key=lambda i: abs(gone[i] - goal)) for goal in goals]
    return tuple((points[i][0] / aspect + 0.5, points[i][1] + 0.5) for i in picked)
