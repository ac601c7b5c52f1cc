"""Messages at their true places: lanes, swarms, labels and, for very many, flows.

Rules this file keeps: a place is a pure function of the frame; a message that would hide another
one steps aside; what gets no label is said in the corner, never left out silently.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF

from explorer.frame import Frame
from explorer.frame_messages import Messages
from explorer.frame_stage import DeathView, MessageView
from ui import theme
from ui.stage_dots import TOUCHING, Dot, Dots, numbers, place
from ui.stage_layout import Pair, Plan
from ui.stage_regions import Flows, flows
from ui.stage_room import Box, Room, beside
from ui.stage_scene import Scene
from ui.stage_words import kind_name

LABELLED = 40
"""Up to this many in flight, each message has a label beside it."""
SMALL_ABOVE = 200
FLOWS_ABOVE = 10_000


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a dot."""

    text: str
    role: str
    rect: QRectF
    message: int


@dataclass(slots=True)
class Traffic:
    """All that moves, or has just died, in one frame."""

    dots: Dots = field(default_factory=Dots)
    deaths: list[tuple[DeathView, Dot]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    flows: Flows = field(default_factory=lambda: Flows([], []))
    ways: list[tuple[QLineF, str]] = field(default_factory=list)
    """With reduced motion: the ways that are lit while a message of a kind is on them."""
    size: float = 5.0
    note: str = ""


def traffic(frame: Frame, scene: Scene) -> Traffic:
    """What moves in this frame, placed."""
    found = Traffic()
    count = len(frame.messages)
    found.size = scene.dot * (0.7 if count > SMALL_ABOVE else 1.0)
    found.deaths = _deaths(frame, scene.plan, scene.dot)
    if count > FLOWS_ABOVE:
        found.flows = flows(frame, scene.plan)
        found.note = _flowing(count, found.flows)
    else:
        plan, calm = scene.plan, theme.current().calm
        found.dots = place(plan, frame.messages, frame.now_us, found.size, calm=calm)
        found.ways = list(_lit_ways(frame, plan)) if calm else []
    if not scene.bare:
        _label(found, scene, count)
    return found


def _flowing(count: int, drawn: Flows) -> str:
    """What flows show of so many messages, and what they do not."""
    between = f" between {len(drawn.regions)} regions" if drawn.regions else ""
    note = f"{count:,} messages in flight, drawn as flows{between}: wider stands for more"
    return f"{note}; {drawn.within:,} stay within a region" if drawn.within else note


def _lit_ways(frame: Frame, plan: Plan) -> Iterator[tuple[QLineF, str]]:
    """Each way once for each kind of message on it: it is lit once, from sending to arrival."""
    for source, target, kind in Messages.of(frame.messages).ways():
        if source in plan.servers and target in plan.servers:
            yield plan.lane_of(source, target), kind


def _deaths(frame: Frame, plan: Plan, size: float) -> list[tuple[DeathView, Dot]]:
    lanes: dict[Pair, dict[int, DeathView]] = {}
    for death in frame.deaths:
        way = (death.message.source, death.message.target)
        lanes.setdefault(way, {})[death.message.number] = death
    dead: list[tuple[DeathView, Dot]] = []
    for (source, target), found in lanes.items():
        if source in plan.servers and target in plan.servers:
            line = plan.lane_of(source, target)
            there = sorted((d.where, d.message.number, d.message) for d in found.values())
            spots = [_on(line, where, message) for where, _, message in there]
            dead += [(found[s.message.number], s) for s in _gathered(spots, size * TOUCHING)]
    return dead


def _on(way: QLineF, part: float, message: MessageView) -> Dot:
    """Where a message is that has gone such a part of its way."""
    x, y, ux, uy, length = numbers(way)
    gone = part * length
    return Dot(message, x + ux * gone, y + uy * gone, ux, uy, gone)


def _gathered(spots: Sequence[Dot], reach: float) -> Iterator[Dot]:
    """Deaths of one lane: where crosses would touch they share a place, and a label counts them."""
    last: Dot | None = None
    for spot in spots:
        if last is None or spot.gone - last.gone >= reach:
            last = spot
        yield spot._replace(x=last.x, y=last.y, gone=last.gone)


def _label(found: Traffic, scene: Scene, count: int) -> None:
    """Labels where there is room, deaths first; the rest is counted in the note."""
    room = Room(scene.room.bounds, (), scene.room.discs, list(scene.room.boxes))
    for _, dot in found.deaths:
        room.boxes.append(_around(dot, scene.dot))
    if count <= LABELLED:
        room.boxes += [_around(dot, scene.dot) for dot in found.dots]
    hidden = _label_deaths(found, scene, room)
    if count > LABELLED:
        found.note = found.note or f"{count:,} messages in flight: point at one to read it"
        return
    for dot in found.dots:
        text = dot.message.label or kind_name(dot.message.kind)
        text += ", held" if dot.message.held else ""
        hidden += 0 if _put(found, scene, room, dot, text, dot.message.kind) else 1
    if hidden:
        verb = "label does" if hidden == 1 else "labels do"
        found.note = f"{hidden} {verb} not fit: point at a message to read it"


def _label_deaths(found: Traffic, scene: Scene, room: Room) -> int:
    """One label for all that died on the same way for the same reason; how many did not fit."""
    groups: dict[tuple[str, str, str], list[tuple[DeathView, Dot]]] = {}
    for death, dot in found.deaths:
        one = death.message
        groups.setdefault((one.source, one.target, death.reason), []).append((death, dot))
    hidden = 0
    for (_, _, reason), dead in groups.items():
        times = f"{len(dead)} \N{MULTIPLICATION SIGN} " if len(dead) > 1 else ""
        text = f"{times}lost: {reason}"
        hidden += 0 if _put(found, scene, room, dead[-1][1], text, "lost") else 1
    return hidden


def _around(dot: Dot, size: float) -> Box:
    return (dot.x - size, dot.y - size, dot.x + size, dot.y + size)


def _put(found: Traffic, scene: Scene, room: Room, dot: Dot, text: str, role: str) -> bool:
    letters = scene.letters
    width, height = letters.size(letters.strong, text)
    places = beside(dot.x, dot.y, (dot.ux, dot.uy), (width + 4, height), scene.dot + 2)
    box = room.take_free(places)
    if box is not None:
        rect = QRectF(QPointF(box[0], box[1]), QPointF(box[2], box[3]))
        found.labels.append(Label(text, role, rect, dot.message.number))
    return box is not None
