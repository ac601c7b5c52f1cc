"""What stands where in one frame, once it is placed; the fonts; the words of fixed things.

Rules this file keeps: painting, hit tests, the keyboard walk and assistive technology all read
the same scene, so that what is seen is what is clicked. `ui.stage_place` makes scenes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from explorer.frame_stage import Callout, LinkView
from explorer.times import tell_time
from ui import stage_layout, stage_words, theme
from ui.stage_layout import Pair, Plan
from ui.stage_room import Box, Disc, Room, Segment

LEGEND = (
    ("write", "write"), ("ack", "ack"), ("read", "read"), ("reply", "read reply"),
    ("repair", "repair"), ("hint", "hint"), ("entropy", "anti-entropy"),
    ("stream", "stream"), ("lost", "lost"),
)  # fmt: skip
RAFT = ("raft", "vote, heartbeat")
"""What the legend has as well while servers agree by Raft."""
HINT = "draw a line across links to cut them"
MORE = "Show me \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


class Letters:
    """The fonts of the stage at the current theme, and how wide words are in them."""

    def __init__(self) -> None:
        now = theme.current()
        points = now.font_pt if now.audience else min(now.font_pt, theme.STAGE_POINTS_MOST)
        self.small = theme.font(points, scale=0.84)
        self.strong = theme.font(points, scale=0.84, bold=True)
        self.title = theme.font(points, scale=0.95, bold=True)
        self.line = QFontMetricsF(self.small).height()

    @staticmethod
    def size(font: QFont, text: str) -> tuple[float, float]:
        """Width and height of a text on one line."""
        metrics = QFontMetricsF(font)
        return (metrics.horizontalAdvance(text), metrics.height())

    @staticmethod
    def wrapped(font: QFont, text: str, width: float) -> QSizeF:
        """The room that a text takes when it is wrapped to a width."""
        limit = QRectF(0, 0, width, 10_000)
        flags = Qt.TextFlag.TextWordWrap.value
        return QFontMetricsF(font).boundingRect(limit, flags, text).size()


@dataclass(slots=True)
class CalloutBox:
    """A callout with its wrapped texts, each in its own rectangle."""

    number: int
    """Its index in the frame."""
    view: Callout
    rect: QRectF
    title: QRectF
    lines: list[QRectF]
    more: QRectF
    """Where it says 'show me'; nowhere in a badge."""

    @property
    def is_badge(self) -> bool:
        """Whether there was room for its sign alone: pointing at it tells the rest."""
        return self.more.isNull()

    @property
    def cross(self) -> QRectF:
        """Where a click puts it away."""
        if self.is_badge:
            return QRectF()
        side = self.more.height() + 6
        return QRectF(self.rect.right() - side, self.rect.top(), side, side)


@dataclass(slots=True)
class Scene:
    """All that stands still, and the room that is left for labels of what moves."""

    plan: Plan
    letters: Letters
    room: Room
    inner: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """For each server the (role, text) lines that stand in its circle."""
    captions: dict[str, tuple[QRectF, list[tuple[str, str]]]] = field(default_factory=dict)
    """The lines that do not fit there, and where they stand."""
    shut: frozenset[Pair] = frozenset()
    """The links that are not open."""
    link_labels: dict[Pair, tuple[QRectF, str]] = field(default_factory=dict)
    unconfirmed: dict[str, tuple[QRectF, str]] = field(default_factory=dict)
    chips: dict[int, QRectF] = field(default_factory=dict)
    callouts: list[CalloutBox] = field(default_factory=list)
    legend: list[tuple[str, str, QRectF]] = field(default_factory=list)
    hint: QRectF = field(default_factory=QRectF)
    untold: bool = False
    """Whether a server's words had no room."""
    bare: bool = False
    """Whether nothing is told in words but who stands there, as on a card of the gallery."""
    hands: bool = True
    """Whether there is somebody to click and point: a picture does not say what that would do."""

    @property
    def dot(self) -> float:
        """The radius of a message."""
        grown = theme.current().line_width / 1.5
        return min(8.0, max(5.0, self.plan.radius * 0.125)) * (1 + (grown - 1) * 0.35)

    @property
    def name_height(self) -> float:
        """The room of a server's name in its circle."""
        return self.plan.radius * 0.6

    @property
    def step(self) -> float:
        """From line to line in a circle."""
        return self.letters.line * 0.95

    def words_height(self, count: int) -> float:
        """The height of a name and `count` lines under it."""
        return self.name_height + count * self.step

    def words(self) -> Iterator[QRectF]:
        """The boxes of all words that stand beside servers and links."""
        for told in (self.captions, self.link_labels, self.unconfirmed):
            yield from (rect for rect, _ in told.values())
        yield from self.chips.values()
        yield from (box.rect for box in self.callouts)

    def disc(self, server: str) -> Disc:
        """A server with its ring."""
        centre = self.plan.servers[server]
        return (centre.x(), centre.y(), self.plan.radius + 5)

    def shoulders(self, off: float = 0.0) -> list[Segment]:
        """The links with the outer edges of their lanes, where messages and labels pass."""
        reach = self.plan.lane + self.dot + off
        lines = [
            stage_layout.shifted(line, side)
            for line in self.plan.ways
            for side in (0.0, reach, -reach)
        ]
        return segments([*lines, *user_lines(self.plan).values()])


def segments(lines: list[QLineF]) -> list[Segment]:
    """Lines as plain numbers."""
    return [(line.x1(), line.y1(), line.x2(), line.y2()) for line in lines]


def rect_of(box: Box) -> QRectF:
    """A box as Qt has it."""
    return QRectF(QPointF(box[0], box[1]), QPointF(box[2], box[3]))


def box_of(rect: QRectF) -> Box:
    """A rectangle as plain numbers."""
    return (rect.left(), rect.top(), rect.right(), rect.bottom())


def nearest(rect: QRectF, point: QPointF) -> QPointF:
    """The point of a box that is nearest to another, a little off the round corners."""
    return QPointF(
        min(max(point.x(), rect.left() + 8), rect.right() - 8),
        min(max(point.y(), rect.top()), rect.bottom()),
    )


def pin_line(scene: Scene, server: str, rect: QRectF) -> QLineF:
    """From the nearest point of a box to the ring of its server."""
    centre = scene.plan.servers[server]
    way = QLineF(centre, nearest(rect, centre))
    length = max(1.0, way.length())
    return QLineF(way.p2(), way.pointAt(min(1.0, scene.plan.radius / length)))


def user_lines(plan: Plan) -> dict[str, QLineF]:
    """The thin lines from users to their servers, ring to ring; or to the nearest web server."""
    lines = {}
    for name, (server, spot) in plan.users.items():
        if plan.web:
            ways = [to_box(plan, spot, box) for box in plan.web.values()]
            lines[name] = min(ways, key=QLineF.length)
            continue
        whole = QLineF(plan.servers[server], spot)
        length = max(1.0, whole.length())
        lines[name] = QLineF(
            whole.pointAt(plan.radius / length), whole.pointAt(1 - plan.user_radius / length)
        )
    return lines


def to_box(plan: Plan, spot: QPointF, rect: QRectF) -> QLineF:
    """From the ring of a user to the edge of a box."""
    line = QLineF(spot, nearest(rect.adjusted(-8, 0, 8, 0), spot))
    return QLineF(line.pointAt(plan.user_radius / max(1.0, line.length())), line.p2())


def cut_stroke(line: QLineF, radius: float) -> QLineF:
    """The stroke that a cut leaves across the middle of a link."""
    across = line.normalVector()
    across.translate(line.center() - across.p1())
    across.setLength(max(20.0, radius * 0.7))
    across.setAngle(across.angle() + 14)
    return QLineF(across.p1() * 2 - across.p2(), across.p2())


def link_text(link: LinkView) -> str:
    """What is written at a link: its delay, or since when it is cut."""
    if link.state == "open":
        return stage_words.delays(link)
    if link.state == "held":
        return "held"
    since = f" at {tell_time(link.cut_at_us)}" if link.cut_at_us is not None else ""
    if link.state == "one-way":
        ways = ", ".join(f"{a} \N{RIGHTWARDS ARROW} {b}" for a, b in link.blocked)
        return f"{ways} cut{since}"
    return f"cut{since}"
