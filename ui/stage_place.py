"""Places the words of a frame: captions, link labels, chips of operations, callouts.

Rules this file keeps: the most important is placed first, what comes later gives way; `key` holds
all that a scene depends on, so that one is made anew only when something that stands has changed.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import partial

from PySide6.QtCore import QLineF, QRectF, QSizeF

from explorer.frame import Frame
from explorer.frame_stage import Callout, LinkView, OperationView, ServerView
from ui import stage_layout, stage_web, stage_words, theme
from ui.stage_layout import Place, Plan
from ui.stage_room import BELOW_FIRST, Box, Room, around, beside, centred, everywhere
from ui.stage_scene import (
    HINT,
    LEGEND,
    MORE,
    RAFT,
    CalloutBox,
    Letters,
    Scene,
    box_of,
    cut_stroke,
    link_text,
    nearest,
    pin_line,
    rect_of,
    segments,
    user_lines,
)

IN_CIRCLE = (("place", "holding"), ("holding", "place"), ("place",), ())
"""Which lines stand under the names, in the order of taste: the first that fits all circles."""

CAPTIONED = 7
"""With more servers than these, what does not fit in circles is told by pointing at a server."""
DELAYS_SHOWN = 15
"""With more links than these, delays are told by pointing at a link: see the corner."""

CHIPS_SHOWN = 24
"""With more operations than these, chips would hide one another and all that moves."""

BARE_EDGE, BARE_LINE, BARE_PART = 8.0, 4.0, 0.17
"""Of a picture without words: its edge, what a line of them would need, the radius of a server."""
BARE_CAPTIONS = 2
"""So many servers are told the matter with; with more, words would cover the picture."""

CALLOUT_AREA = 0.2
"""A callout that would take more of the stage shows its title alone; pointing at it tells all."""

CALLOUT_FORMS = ((1.0, True), (1.0, False), (0.62, False))
"""(part of the usual width, with its lines): a server that is hidden tells less than a title."""


LOW_LINES = 16
"""A stage of fewer lines is low."""
LEGEND_MOST = 0.22
"""And so is one of which the legend would take a larger part."""


def key(frame: Frame, size: QSizeF, moved: Mapping[str, Place]) -> Hashable:
    """All that `build` depends on, and nothing that changes with every moment."""
    return (
        size.width(), size.height(), theme.current(), tuple(sorted(moved.items())),
        tuple((s.name, s.users, _words(s), s.unconfirmed, s.state) for s in frame.servers),
        frame.links,
        tuple((o.number, o.coordinator, o.text, o.state) for o in frame.operations),
        frame.callouts, bool(frame.web),
    )  # fmt: skip


def build(
    frame: Frame, size: QSizeF, moved: Mapping[str, Place], *, may_drop_legend: bool = False
) -> Scene:
    """The scene of a frame at a size; a stage that is low may do without its legend."""
    letters = Letters()
    kinds = (*LEGEND, RAFT) if any(server.role for server in frame.servers) else LEGEND
    legend, hint, top = _legend(size, letters, kinds)
    low = size.height() < LOW_LINES * letters.line or top > LEGEND_MOST * size.height()
    if may_drop_legend and low:
        legend, hint, top = _legend(size, letters, ())
    top += stage_web.height(letters) if frame.web else 0
    bounds = QRectF(8, top, size.width() - 16, size.height() - top - 8)
    plan = stage_layout.plan(frame.servers, frame.links, bounds, letters.line, moved)
    scene = Scene(plan, letters, _room(plan, bounds), legend=legend, hint=hint)
    scene.room.boxes.append(box_of(hint))
    told = size.width() * (1.0 if plan.crowded else 0.4)
    corner = (8.0, bounds.bottom() - letters.line - 6, told, bounds.bottom())
    scene.room.boxes.append(corner)
    _captions(scene, frame)
    _link_labels(scene, frame)
    # The first chip of each server stays at home when a callout comes; the others give way.
    shown = _shown(frame.operations)
    first = {operation.coordinator: operation for operation in sorted(shown, key=_newest)}
    at_home = partial(scene.room.take, line_weight=4, lines=scene.shoulders())
    for operation in first.values():
        _chip(scene, operation, at_home)
    for number, callout in enumerate(frame.callouts):
        _callout(scene, number, callout)
    for server in frame.servers:
        _unconfirmed(scene, server)
    for operation in shown:
        if operation is not first[operation.coordinator]:
            _chip(scene, operation, scene.room.take_free)
    return scene


def bare(frame: Frame, size: QSizeF) -> Scene:
    """The scene of a small picture: who stands there, and in words only what is the matter."""
    letters = Letters()
    top = stage_web.height(letters) if frame.web else 0.0
    bounds = QRectF(BARE_EDGE, top + BARE_EDGE, size.width() - 2 * BARE_EDGE,
                    size.height() - top - 2 * BARE_EDGE)  # fmt: skip
    plan = stage_layout.plan(frame.servers, frame.links, bounds, BARE_LINE, {}, BARE_PART)
    inner: dict[str, list[tuple[str, str]]] = {server.name: [] for server in frame.servers}
    scene = Scene(plan, letters, _room(plan, bounds), inner=inner, bare=True)
    ailing = {server.name: stage_words.ailing(server) for server in frame.servers}
    ill = [name for name, words in ailing.items() if words]
    for name in ill if len(ill) <= BARE_CAPTIONS else ():
        _caption(scene, name, [("ailing", ailing[name])])
    return scene


def _shown(operations: tuple[OperationView, ...]) -> list[OperationView]:
    """Those that may have a chip: the ones under way, then the newest; the rest is counted."""
    return sorted(operations, key=lambda o: (o.state != "pending", -o.number))[:CHIPS_SHOWN]


def _newest(operation: OperationView) -> int:
    return -operation.number


def _room(plan: Plan, bounds: QRectF) -> Room:
    return Room(
        box_of(bounds),
        segments([*plan.ways, *user_lines(plan).values()]),
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
    more = (("leading", server.role), ("ailing", stage_words.ailing(server)))
    return tuple(lines + [line for line in more if line[1]])


def _captions(scene: Scene, frame: Frame) -> None:
    """In all circles the same lines, as many as fit; the rest stands beside each server."""
    words = {s.name: dict(_words(s)) for s in frame.servers}
    roles = next(
        roles
        for roles in IN_CIRCLE
        if all(_fits(scene, _lines(roles, known)) for known in words.values())
    )
    for name, known in words.items():
        scene.inner[name] = _lines(roles, known)
        rest = _lines([role for role in known if role not in roles], known)
        if rest and len(words) <= CAPTIONED:
            _caption(scene, name, rest)


def _lines(roles: Iterable[str], known: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(role, known[role]) for role in roles if known[role]]


def _caption(scene: Scene, server: str, lines: list[tuple[str, str]]) -> None:
    letters = scene.letters
    width = max(letters.size(letters.strong, text)[0] for _, text in lines) + 4
    size = (width, letters.line * len(lines))
    box = scene.room.take(around(scene.disc(server), size, BELOW_FIRST, gap=3))
    scene.captions[server] = (rect_of(box), lines)


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


def _link_labels(scene: Scene, frame: Frame) -> None:
    for link in frame.links:
        if link.state != "open" or len(frame.links) <= DELAYS_SHOWN:
            _link_label(scene, link)


def _link_label(scene: Scene, link: LinkView) -> None:
    line = scene.plan.links.get((link.a, link.b))
    if line is None or line.length() < 4:
        return
    text, letters = link_text(link), scene.letters
    font = letters.small if link.state == "open" else letters.strong
    width, height = letters.size(font, text)
    box = scene.room.take(_label_places(scene, link, line, (width + 6, height)))
    scene.link_labels[(link.a, link.b)] = (rect_of(box), text)
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
        yield from beside(spot.x(), spot.y(), (unit.dx(), unit.dy()), size, gap)


def _chip(
    scene: Scene, operation: OperationView, take: Callable[[Iterable[Box]], Box | None]
) -> None:
    """A chip near its server; where `take` finds no place the operation is counted instead."""
    if operation.coordinator not in scene.plan.servers:
        return
    letters = scene.letters
    width, height = letters.size(letters.strong, operation.text)
    width = min(width + (height + 8) * 1.4 + 4, scene.plan.bounds.width() * 0.6)
    places = around(scene.disc(operation.coordinator), (width, height + 8), gap=5)
    box = take(places)
    if box is not None:
        scene.chips[operation.number] = rect_of(box)


def _unconfirmed(scene: Scene, server: ServerView) -> None:
    said = server.state == "up" and not server.acknowledged  # in its circle
    if not server.unconfirmed or server.state == "down" or said:
        return
    text, letters = f"{server.unconfirmed:,} unconfirmed", scene.letters
    width, height = letters.size(letters.strong, text)
    angles = (-35, -145, 35, 145, 0, 180, -90, 90)
    box = scene.room.take(around(scene.disc(server.name), (width + 4, height), angles, gap=5))
    scene.unconfirmed[server.name] = (rect_of(box), text)


def _callout(scene: Scene, number: int, view: Callout) -> None:
    """In full where that hides nothing; else its title, else its title in a narrow box.

    Where each hides something it is the first that hides no server.
    """
    if view.server not in scene.plan.servers:
        return
    forms = [_written(scene, view, part, whole=whole) for part, whole in CALLOUT_FORMS]
    placed = [(sizes, _callout_box(scene, view.server, sizes)) for sizes in forms]
    free = [each for each in placed if scene.room.is_free(each[1])]
    clear = [each for each in placed if not scene.room.hides_disc(each[1])]
    sizes, box = (free or clear or placed[-1:])[0]
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
        beside = 0.0 if rows else scene.letters.line  # the title leaves room for the cross
        rows.append(QRectF(rect.left() + 12, y, width - beside, size.height()))
        y += size.height() + (2 if len(rows) == 1 else 0)
    last = QRectF(rect.left() + 12, y, width, _more(scene)[1])
    scene.callouts.append(CalloutBox(number, view, rect, rows[0], rows[1:], last))


def _written(scene: Scene, view: Callout, part: float, *, whole: bool) -> list[QSizeF]:
    """The sizes of its title and of its lines, wrapped at a part of the usual width."""
    letters, bounds = scene.letters, scene.plan.bounds
    limit = part * min(max(170.0, bounds.width() * 0.36), 23 * letters.line)
    cross = letters.line  # beside the title
    title = letters.wrapped(letters.title, view.title, limit - cross)
    sizes = [QSizeF(title.width() + cross, title.height())]
    if whole:
        sizes += [letters.wrapped(letters.small, line, limit) for line in view.lines]
    too_large = _area(sizes) > CALLOUT_AREA * bounds.width() * bounds.height()
    return sizes[:1] if too_large else sizes


def _more(scene: Scene) -> tuple[float, float]:
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
