"""Where servers, users and links stand for a given size: pure geometry, nothing is painted here.

Rules this file keeps: a place is normalised (0..1 of the arena), so that it outlives a resize;
a link runs from ring to ring, so that a message is in sight for the whole of its way; the two
directions of a link keep to the right, as cars do.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF

from explorer.frame_stage import LinkView, ServerView
from ui.stage_dots import Lanes
from ui.stage_homes import Place, default_places

Pair = tuple[str, str]

LINKS_DRAWN = 120
"""With more links than these (16 servers), only those are drawn that something is on or about, or
all, where that is most of them.
"""
SERVER_PART = 0.1
"""The radius of a server, as a part of the smaller side."""
LEAST = 16.0
"""The radius of a server is no less, in pixels: its name has to stand in it."""
RING = 16
"""So many servers stand in a ring, however small the stage is."""
USERS_SHOWN = 4
"""Users drawn for each server; the rest share one circle with their number."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The fixed things of one stage, in pixels; `links` run from ring to ring."""

    bounds: QRectF
    arena: QRectF
    radius: float
    user_radius: float
    servers: dict[str, QPointF]
    users: dict[str, tuple[str, QPointF]]
    """Each user (or '+3', the rest), its server and its centre."""
    links: dict[Pair, QLineF]
    web: dict[str, QRectF] = field(default_factory=dict)
    """The box of each web server, in a row above the others; where there is any, users ask it."""
    lanes: Lanes = field(default_factory=Lanes, compare=False, repr=False)
    _lanes: dict[Pair, QLineF] = field(default_factory=dict, compare=False, repr=False)

    def between(self, source: str, target: str) -> QLineF:
        """The middle line of a way, from the ring of `source` to the ring of `target`."""
        return rim_to_rim(self.servers[source], self.servers[target], self.radius)

    def lane_of(self, source: str, target: str) -> QLineF:
        """The way that messages take: to the right of the middle. Reckoned once: many take it."""
        lane = self._lanes.get((source, target))
        if lane is None:
            lane = shifted(self.between(source, target), self.lane)
            self._lanes[source, target] = lane
        return lane

    @property
    def crowded(self) -> bool:
        """Whether there are too many links to be told apart, so that only busy ones are drawn."""
        return len(self.links) > LINKS_DRAWN

    @property
    def ways(self) -> list[QLineF]:
        """The links that words had better not lie on; of a crowd none can be kept free."""
        return [] if self.crowded else list(self.links.values())

    @property
    def lane(self) -> float:
        """How far each direction of a link keeps from its middle."""
        return max(7.0, self.radius * 0.15)


def plan(
    servers: Sequence[ServerView],
    links: Sequence[LinkView],
    bounds: QRectF,
    line_height: float,
    moved: Mapping[str, Place],
    part: float = SERVER_PART,
) -> Plan:
    """Everything that stands still, inside `bounds` (what the legend and the corner leave).

    A server's radius is `part` of the smaller side, if that leaves words and servers their room.
    """
    return _plan(
        tuple((server.name, server.users) for server in servers),
        tuple((link.a, link.b) for link in links),
        bounds.getRect(),
        line_height,
        tuple(moved.items()),
        part,
    )


@lru_cache(maxsize=16)
def _plan(
    servers: tuple[tuple[str, tuple[str, ...]], ...],
    links: tuple[Pair, ...],
    area: tuple[float, float, float, float],
    line_height: float,
    moved: tuple[tuple[str, Place], ...],
    part: float,
) -> Plan:
    """The same, of nothing but what it depends on: while time runs that is the same all along."""
    bounds, places = QRectF(*area), dict(moved)
    rows = in_rows(bounds, line_height, len(servers), part)
    radius = server_radius(bounds, line_height, len(servers), part, rows=rows)
    user_radius = max(radius * 0.36, line_height * 0.85)
    arena = _arena(bounds, radius, line_height, rows=rows)
    homes = default_places(len(servers), _aspect(arena), rows=rows)
    centres = {
        name: _in(arena, places.get(name, home))
        for (name, _), home in zip(servers, homes, strict=True)
    }
    lines = {
        (a, b): rim_to_rim(centres[a], centres[b], radius)
        for a, b in links
        if a in centres and b in centres
    }
    still = Plan(bounds, arena, radius, user_radius, centres, {}, lines)
    for server, users in servers:
        for name in shown_users(users):
            still.users[name if name[0] != "+" else f"{name} {server}"] = (
                server,
                _user_place(still, server),
            )
    return still


def shown_users(users: Sequence[str]) -> list[str]:
    """The users to draw; too many end in '+3', so that nobody is left out silently."""
    if len(users) <= USERS_SHOWN:
        return list(users)
    return [*users[: USERS_SHOWN - 1], f"+{len(users) - USERS_SHOWN + 1}"]


def arena_of(bounds: QRectF, radius: float, user_radius: float, line: float) -> QRectF:
    """Where centres of servers may be: room is left for users, chips and captions around."""
    side = min(radius + 2 * user_radius + 2.2 * line, bounds.width() * 0.3)
    # Where it is low, words go beside a server: else all would stand in one row, on their links.
    top = min(radius + 2.6 * line, max(radius + 6, bounds.height() * 0.22))
    bottom = min(radius + 3.2 * line, max(radius + 6, bounds.height() * 0.25))
    return bounds.adjusted(side, top, -side, -bottom)


def _arena(bounds: QRectF, radius: float, line: float, *, rows: bool) -> QRectF:
    """Around rows little room is left: whoever is drawn beside a server stands between them."""
    if rows:
        edge = radius + 1.3 * line
        above = edge + line  # who asks the first ones; below, what is not shown is told
        return bounds.adjusted(edge, above, -edge, -edge - line)
    return arena_of(bounds, radius, max(radius * 0.36, line * 0.85), line)


def server_radius(
    bounds: QRectF, line: float, count: int, part: float = SERVER_PART, *, rows: bool = False
) -> float:
    """A part of the smaller side; less only where many servers would touch."""
    wished = min(64.0, max(30.0, part * min(bounds.width(), bounds.height()), 1.3 * line))
    arena = _arena(bounds, LEAST if rows else wished, line, rows=rows)
    if count < 4:
        return min(wished, max(LEAST, arena.width() / 3.2))
    return min(wished, max(LEAST, _nearest(arena, count, rows=rows) * (0.28 if rows else 0.38)))


def in_rows(bounds: QRectF, line: float, count: int, part: float = SERVER_PART) -> bool:
    """Whether there are too many servers for a ring: they would hide one another's names."""
    radius = server_radius(bounds, line, count, part)
    arena = _arena(bounds, radius, line, rows=False)
    return count > RING and _nearest(arena, count, rows=False) < 2 * radius + 4


def _nearest(arena: QRectF, count: int, *, rows: bool) -> float:
    """How far apart the two servers are that stand nearest to one another."""
    centres = [_in(arena, spot) for spot in default_places(count, _aspect(arena), rows=rows)]
    pairs = itertools.combinations(centres, 2) if rows else _neighbours(centres)
    return min(math.dist(a.toTuple(), b.toTuple()) for a, b in pairs)


def _neighbours(centres: list[QPointF]) -> list[tuple[QPointF, QPointF]]:
    return list(zip(centres, centres[1:] + centres[:1], strict=True))


def _aspect(arena: QRectF) -> float:
    return round(arena.width() / max(1.0, arena.height()), 2)


def _in(arena: QRectF, place: Place) -> QPointF:
    return QPointF(arena.left() + place[0] * arena.width(), arena.top() + place[1] * arena.height())


def normalised(arena: QRectF, bounds: QRectF, radius: float, point: QPointF) -> Place:
    """The place of a dragged server, kept inside the stage."""
    x = min(max(point.x(), bounds.left() + radius), bounds.right() - radius)
    y = min(max(point.y(), bounds.top() + radius), bounds.bottom() - radius)
    return ((x - arena.left()) / arena.width(), (y - arena.top()) / arena.height())


def rim_to_rim(start: QPointF, end: QPointF, radius: float) -> QLineF:
    """From ring to ring; of no length when the two servers were dragged onto each other."""
    whole = QLineF(start, end)
    length = whole.length()
    if length <= 2 * radius + 2:
        return QLineF(whole.center(), whole.center())
    edge = (radius + 1) / length
    return QLineF(whole.pointAt(edge), whole.pointAt(1 - edge))


def shifted(line: QLineF, offset: float) -> QLineF:
    """The parallel lane `offset` pixels to the right of the way of travel."""
    length = line.length()
    if length == 0:
        return line
    return line.translated(-line.dy() / length * offset, line.dx() / length * offset)


def _user_place(still: Plan, server: str) -> QPointF:
    """The best of 24 directions around a server: outwards, and away from all that stands.

    In a crowd also nearer to it.
    """
    centre = still.servers[server]
    reaches = [still.radius + still.user_radius * far for far in (2.1, 1.2)]
    spots = [
        centre + QPointF(math.cos(a), math.sin(a)) * reach
        for reach in (reaches if still.crowded else reaches[:1])
        for a in (2 * math.pi * i / 24 for i in range(24))
    ]
    return min(spots, key=lambda spot: _user_cost(still, server, spot))


def _user_cost(still: Plan, server: str, spot: QPointF) -> float:
    centre, room = still.servers[server], still.user_radius
    out = centre - still.arena.center()
    way = spot - centre
    length = math.hypot(*out.toTuple()) * math.hypot(*way.toTuple())
    outward = QPointF.dotProduct(out, way) / length if length > 1 else way.y() / 1000
    cost = 1 - outward + max(0.0, -way.y()) / still.radius * 0.5
    inside = still.bounds.adjusted(room, room, -room, -room)
    cost += 0 if inside.contains(spot) else 10
    for line in still.ways:
        cost += 2 if distance(spot, line) < room + 8 else 0
    for name, other in still.servers.items():
        near = math.dist(spot.toTuple(), other.toTuple())
        cost += 5 if name != server and near < still.radius + room + 10 else 0
    for _, other in still.users.values():
        cost += 5 if math.dist(spot.toTuple(), other.toTuple()) < 2 * room + 6 else 0
    return cost


def angle(way: QPointF) -> float:
    """The direction of a vector in degrees, counter-clockwise from the right, as Qt's arcs."""
    return math.degrees(math.atan2(-way.y(), way.x()))


def distance(point: QPointF, line: QLineF) -> float:
    """How far a point is from the nearest point of a segment."""
    dx, dy = line.dx(), line.dy()
    square = dx * dx + dy * dy
    x, y = point.x() - line.x1(), point.y() - line.y1()
    part = min(1.0, max(0.0, (x * dx + y * dy) / square)) if square else 0.0
    return math.hypot(x - part * dx, y - part * dy)


def server_at(still: Plan, point: QPointF) -> str | None:
    """The server under a point."""
    return _disc_at({n: (n, c) for n, c in still.servers.items()}, point, still.radius + 3)


def user_at(still: Plan, point: QPointF) -> str | None:
    """The user under a point."""
    return _disc_at(still.users, point, still.user_radius + 2)


def _disc_at(discs: Mapping[str, tuple[str, QPointF]], point: QPointF, reach: float) -> str | None:
    near = {name: math.dist(c.toTuple(), point.toTuple()) for name, (_, c) in discs.items()}
    name = min(near, key=near.__getitem__, default=None)
    return name if name is not None and near[name] <= reach else None


def web_at(still: Plan, point: QPointF) -> str | None:
    """The web server under a point."""
    return next((name for name, rect in still.web.items() if rect.contains(point)), None)


def link_at(still: Plan, point: QPointF, reach: float = 8.0) -> Pair | None:
    """The link under a point, within `reach` pixels."""
    near = {pair: distance(point, line) for pair, line in still.links.items()}
    pair = min(near, key=near.__getitem__, default=None)
    return pair if pair is not None and near[pair] <= reach else None


def crossed(still: Plan, stroke: QLineF) -> list[Pair]:
    """The links that a drawn line crosses, in the order of the frame."""
    bounded = QLineF.IntersectionType.BoundedIntersection
    return [pair for pair, line in still.links.items() if stroke.intersects(line)[0] == bounded]
