"""Places the words of a frame: captions, link labels, chips of operations, callouts.

Rules this file keeps: the most important is placed first, what comes later gives way; `key` holds
all that a scene depends on, so that one is made anew only when something that stands has changed.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import partial

from PySide6.QtCore import QLineF, QRectF, QSizeF

from explorer.frame import Frame
from explorer.frame_messages import Messages
from explorer.frame_stage import LinkView, OperationView, ServerView
from ui import stage_layout, stage_people, stage_web, stage_words, theme
from ui.stage_callouts import place_callout
from ui.stage_homes import Place
from ui.stage_layout import Pair, Plan
from ui.stage_room import BELOW_FIRST, Box, Room, around, beside, centred, length_to, length_within
from ui.stage_scene import (
    HINT,
    LEGEND,
    RAFT,
    Letters,
    Scene,
    box_of,
    cut_stroke,
    link_text,
    rect_of,
    segments,
    user_lines,
)

IN_CIRCLE = (("place", "holding"), ("holding", "place"), ("place",), ())
"""Which lines stand under the names, in the order of taste: the first that fits all circles."""
ROLES = ("place", "holding", "leading", "ailing", "working")
"""All lines that a server may have."""

CAPTIONED = 7
"""With more servers than these, what does not fit in circles is told by pointing at a server."""
DELAYS_SHOWN = 15
"""With more links than these, delays are told by pointing at a link: see the corner."""

NEARER = 0.8
"""How near a label is to its own link at the most, as a part of how near it is to another."""

CHIPS_SHOWN = 24
"""With more operations than these, chips would hide one another and all that moves."""

BARE_EDGE, BARE_LINE, BARE_PART = 8.0, 4.0, 0.17
"""Of a picture without words: its edge, what a line of them would need, the radius of a server."""
BARE_CAPTIONS = 2
"""So many servers are told the matter with; with more, words would cover the picture."""

LOW_LINES = 16
"""A stage of fewer lines is low."""
LEGEND_MOST = 0.22
"""And so is one of which the legend would take a larger part."""


def key(frame: Frame) -> Hashable:
    """All of a frame that `build` depends on, and nothing that changes with every moment."""
    return (
        tuple(
            (s.name, s.users, _words(s), s.unconfirmed, s.state)
            for s in stage_people.servers(frame)
        ),
        frame.links,
        tuple((o.number, o.coordinator, o.text, o.state) for o in frame.operations),
        frame.callouts, tuple((w.name, w.leaves) for w in frame.web), frame.hidden_servers,
        _kinds(frame),
    )  # fmt: skip


def build(
    frame: Frame,
    size: QSizeF,
    moved: Mapping[str, Place],
    *,
    may_drop_legend: bool = False,
    hands: bool = True,
) -> Scene:
    """The scene of a frame at a size; a stage that is low may do without its legend."""
    letters = Letters()
    away = frame.hidden_servers
    told = ((stage_words.SERVERS, stage_words.away(away)),) if away else ()
    legend, hint, top = _legend(size, letters, (*_kinds(frame), *told))
    if theme.current().audience:  # so that nothing moves when the first of them is sent
        top = max(top, _legend(size, letters, LEGEND[:1])[2])
    low = size.height() < LOW_LINES * letters.line or top > LEGEND_MOST * size.height()
    if may_drop_legend and low:
        legend, hint, top = _legend(size, letters, told)
    below = top + stage_web.height(letters) if frame.web else top
    bounds = QRectF(8, below, size.width() - 16, size.height() - below - 8)
    there = stage_people.servers(frame)
    plan = stage_layout.plan(there, frame.links, bounds, letters.line, moved)
    plan = stage_web.seated(plan, frame.web, letters, top)
    room, shut = _room(plan, bounds), _shut(frame)
    scene = Scene(plan, letters, room, shut=shut, legend=legend, hint=hint, hands=hands)
    reach = size.width() * (1.0 if plan.crowded else 0.4)
    corner = (8.0, bounds.bottom() - letters.line - 6, reach, bounds.bottom())
    scene.room.boxes.append(corner)
    _captions(scene, frame)
    for link in frame.links:
        if link.state != "open":
            _link_label(scene, link)
    _operations(scene, frame)
    for link in frame.links if len(frame.links) <= DELAYS_SHOWN else ():
        if link.state == "open":  # last of all: pointing at a link tells its delay
            _link_label(scene, link)
    return scene


def _kinds(frame: Frame) -> tuple[tuple[str, str], ...]:
    """What the legend explains: every kind of message; to an audience those under way."""
    kinds = (*LEGEND, RAFT) if any(server.role for server in frame.servers) else LEGEND
    if not theme.current().audience:
        return kinds
    seen = Messages.of(frame.messages).seen_kinds | ({"lost"} if frame.deaths else set())
    return tuple(entry for entry in kinds if entry[0] in seen)


def _shut(frame: Frame) -> frozenset[Pair]:
    """The links that are not open."""
    return frozenset((link.a, link.b) for link in frame.links if link.state != "open")


def bare(frame: Frame, size: QSizeF) -> Scene:
    """The scene of a small picture: who stands there, and in words only what is the matter."""
    letters = Letters()
    top = stage_web.height(letters) if frame.web else 0.0
    bounds = QRectF(BARE_EDGE, top + BARE_EDGE, size.width() - 2 * BARE_EDGE,
                    size.height() - top - 2 * BARE_EDGE)  # fmt: skip
    there = stage_people.servers(frame)
    plan = stage_layout.plan(there, frame.links, bounds, BARE_LINE, {}, BARE_PART)
    plan = stage_web.seated(plan, frame.web, letters, 0.0)
    inner: dict[str, list[tuple[str, str]]] = {server.name: [] for server in frame.servers}
    scene = Scene(plan, letters, _room(plan, bounds), inner=inner, shut=_shut(frame), bare=True)
    told = {server.name: _matter(server) for server in frame.servers}
    ill = [name for name, line in told.items() if line[1]]
    for name in ill if len(ill) <= BARE_CAPTIONS else ():
        _caption(scene, name, [told[name]])
    return scene


def _matter(server: ServerView) -> tuple[str, str]:
    """What is the matter with a server; with one that is well, how much it has to do."""
    ailing = stage_words.ailing(server)
    return ("ailing", ailing) if ailing else ("working", stage_words.working(server))


def _operations(scene: Scene, frame: Frame) -> None:
    """Chips and what is said about them, with the callouts between.

    The first chip of each server stays at home when a callout comes; the others give way.
    """
    shown = _shown(frame.operations)
    first = {operation.coordinator: operation for operation in sorted(shown, key=_newest)}
    for operation in first.values():
        _first_chip(scene, operation)
    for number, callout in enumerate(frame.callouts):
        place_callout(scene, number, callout)
    for server in frame.servers:
        _unconfirmed(scene, server)
    for operation in shown:
        if operation is not first[operation.coordinator]:
            _chip(scene, operation, scene.room.take_free)


def _shown(operations: tuple[OperationView, ...]) -> list[OperationView]:
    """Those that may have a chip: the ones under way, then the newest; the rest is counted."""
    return sorted(operations, key=lambda o: (o.state != "pending", -o.number))[:CHIPS_SHOWN]


def _newest(operation: OperationView) -> int:
    return -operation.number


def _room(plan: Plan, bounds: QRectF) -> Room:
    return Room(
        box_of(bounds),
        segments([*plan.ways, *user_lines(plan).values(), *stage_web.queries(plan)]),
        [(c.x(), c.y(), plan.radius + 5) for c in plan.servers.values()]
        + [(c.x(), c.y(), plan.user_radius + 3) for _, c in plan.users.values()],
    )


def _legend(
    size: QSizeF, letters: Letters, kinds: Iterable[tuple[str, str]]
) -> tuple[list[tuple[str, str, QRectF]], QRectF, float]:
    """The key at the top, in as many rows as it takes; the hint at its right, or at the bottom."""
    row = letters.line + 8
    x, y, right = 12.0, 8.0, size.width() - 12
    items: list[tuple[str, str, QRectF]] = []
    for kind, english in kinds:
        text = stage_words.said(english)
        width = letters.line + letters.size(letters.small, text)[0] + 4
        if x + width > right and items:
            x, y = 12.0, y + row
        items.append((kind, text, QRectF(x, y, width, row)))
        x += width + letters.line * 0.8
    width = letters.size(letters.small, stage_words.said(HINT))[0] + 2
    fits = x + width <= right
    hint = QRectF(right - width, y if fits else size.height() - row - 4, width, row)
    return items, hint, y + row + 2 if items else y


def _words(server: ServerView) -> tuple[tuple[str, str], ...]:
    lines = [("place", server.place), ("holding", stage_words.holding(server))]
    more = (
        ("leading", server.role),
        ("ailing", stage_words.ailing(server)),
        ("working", stage_words.working(server) if server.state != "down" else ""),
    )
    return tuple(lines + [line for line in more if line[1]])


def _captions(scene: Scene, frame: Frame) -> None:
    """In all circles the same lines, as many as fit; the rest stands beside each server.

    Where that finds no room for all of them, they do without the places.
    """
    words = {s.name: dict(_words(s)) for s in frame.servers}
    roles = next(
        roles
        for roles in IN_CIRCLE
        if all(_fits(scene, _lines(roles, known)) for known in words.values())
    )
    for name, known in words.items():
        scene.inner[name] = _lines(roles, known)
    beside = [[r for r in ROLES if r not in roles], [r for r in ROLES[1:] if r not in roles]]
    for rest in beside if len(words) <= CAPTIONED else ():
        told = {name: _lines([r for r in rest if r in known], known)
                for name, known in words.items()}  # fmt: skip
        if _captioned(scene, {name: lines for name, lines in told.items() if lines}):
            break
    scene.untold = any(
        len(scene.inner[name]) + len(scene.captions.get(name, (None, ()))[1])
        < len(_lines(known, known))
        for name, known in words.items()
    )


def _captioned(scene: Scene, told: dict[str, list[tuple[str, str]]]) -> bool:
    """Places all captions, from the first server or from the last; whether all had room.

    In the one order or in the other they lie less on links.
    """
    boxes, tried = scene.room.boxes, []
    for order in (list(told), list(reversed(told))):
        scene.room.boxes, scene.captions = list(boxes), {}
        missing = sum(not _caption(scene, name, told[name]) for name in order)
        placed = [box_of(rect) for rect, _ in scene.captions.values()]
        crossed = sum(length_within(line, box) for line in scene.room.lines for box in placed)
        tried.append((missing, crossed, scene.room.boxes, scene.captions))
        if not missing and not crossed:
            break
    missing, _, scene.room.boxes, scene.captions = min(tried, key=lambda each: each[:2])
    return not missing


def _lines(roles: Iterable[str], known: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(role, known[role]) for role in roles if known[role]]


def _caption(scene: Scene, server: str, lines: list[tuple[str, str]]) -> bool:
    """Places the words beside a server; whether there was room."""
    letters = scene.letters
    width = max(letters.size(letters.strong, text)[0] for _, text in lines) + 4
    size = (width, letters.line * len(lines))
    places = around(scene.disc(server), size, BELOW_FIRST, gap=3)
    box = scene.room.take_clear(place for place in places if _stands_by(scene, server, place))
    if box is not None:
        scene.captions[server] = (rect_of(box), lines)
    return box is not None


def _stands_by(scene: Scene, server: str, box: Box) -> bool:
    """Whether words are plainly nearer to their own server than to any other."""
    near = {name: length_to(box, (c.x(), c.y())) for name, c in scene.plan.servers.items()}
    own = near.pop(server)
    return all(own < NEARER * other for other in near.values())


def _fits(scene: Scene, lines: list[tuple[str, str]]) -> bool:
    """Whether each line is shorter than the circle is wide at the line's lower edge."""
    letters, usable = scene.letters, scene.plan.radius * 0.87
    top = scene.name_height - scene.words_height(len(lines)) / 2
    for index, (role, text) in enumerate(lines):
        bottom = top + (index + 0.8) * scene.step
        font = letters.strong if role == "holding" else letters.small
        chord = 2 * max(0.0, usable**2 - bottom**2) ** 0.5
        if bottom > usable or letters.size(font, text)[0] > chord:
            return False
    return True


def _link_label(scene: Scene, link: LinkView) -> None:
    """What is written at a link; where that has no room, its state alone, which its line says."""
    line = scene.plan.links.get((link.a, link.b))
    if line is None or line.length() < 4:
        return
    letters = scene.letters
    font = letters.small if link.state == "open" else letters.strong
    for text in (link_text(link),) if link.state == "open" else (link_text(link), link.state):
        width, height = letters.size(font, text)
        box = scene.room.take_clear(_label_places(scene, link, line, (width + 6, height)))
        if box is not None:
            scene.link_labels[(link.a, link.b)] = (rect_of(box), text)
            break
    if link.state == "cut":
        stroke = cut_stroke(line, scene.plan.radius)
        scene.room.boxes += [
            centred(spot.x(), spot.y(), (8, 8))
            for spot in (stroke.pointAt(part / 8) for part in range(9))
        ]


def _label_places(
    scene: Scene, link: LinkView, line: QLineF, size: tuple[float, float]
) -> Iterator[Box]:
    """At an end of the cut, if there is one, else beside the middle of the link."""
    if link.state == "cut":
        stroke = cut_stroke(line, scene.plan.radius)
        for end, other in ((stroke.p2(), stroke.p1()), (stroke.p1(), stroke.p2())):
            way = QLineF(other, end).unitVector()
            reach = 8 + abs(way.dx()) * size[0] / 2 + abs(way.dy()) * size[1] / 2
            yield centred(end.x() + way.dx() * reach, end.y() + way.dy() * reach, size)
    unit = line.unitVector()
    for part in (0.5, 0.4, 0.6, 0.32, 0.68):
        spot = line.pointAt(part)
        gap = scene.plan.lane + scene.dot * 3.4
        for box in beside(spot.x(), spot.y(), (unit.dx(), unit.dy()), size, gap):
            if _belongs(scene, link, box):
                yield box


def _belongs(scene: Scene, link: LinkView, box: Box) -> bool:
    """Whether a box is plainly nearer to its own link than to any other: whose delay is it else?"""
    centre, links = rect_of(box).center(), scene.plan.links
    own = stage_layout.distance(centre, links[link.a, link.b])
    return all(
        own < NEARER * stage_layout.distance(centre, line)
        for ends, line in links.items() if ends != (link.a, link.b)
    )  # fmt: skip


def _first_chip(scene: Scene, operation: OperationView) -> None:
    """The newest of its server: off the links; where it finds no place, folded to its sign."""
    at_home = partial(scene.room.take_clear, line_weight=4, lines=scene.shoulders())
    for folded in (False, True):
        if _chip(scene, operation, at_home, folded=folded):
            break


def _chip(
    scene: Scene,
    operation: OperationView,
    take: Callable[[Iterable[Box]], Box | None],
    *,
    folded: bool = False,
) -> bool:
    """A chip near its server; where `take` finds no place the operation is counted instead."""
    if operation.coordinator not in scene.plan.servers:
        return False
    letters = scene.letters
    width, height = letters.size(letters.strong, operation.text)
    width = min(width + (height + 8) * 1.4 + 4, scene.plan.bounds.width() * 0.6)
    size = (height + 8 if folded else width, height + 8)
    box = take(around(scene.disc(operation.coordinator), size, gap=5))
    if box is not None:
        scene.chips[operation.number] = rect_of(box)
    return box is not None


def _unconfirmed(scene: Scene, server: ServerView) -> None:
    said = server.state == "up" and not server.acknowledged  # in its circle
    if not server.unconfirmed or server.state == "down" or said:
        return
    text, letters = f"{server.unconfirmed:,} unconfirmed", scene.letters
    width, height = letters.size(letters.strong, text)
    angles = (-35, -145, 35, 145, 0, 180, -90, 90)
    box = scene.room.take_clear(around(scene.disc(server.name), (width + 4, height), angles, gap=5))
    if box is not None:  # else its arc says so, and pointing at the server
        scene.unconfirmed[server.name] = (rect_of(box), text)
