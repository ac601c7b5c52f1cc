"""Where everything of the space-time diagram stands at one size: lanes, lines, bars. Pure.

Rules this file keeps: only what touches the window is placed; the same view, axis and size give the
same scene; what is left out is counted in `notes`.
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF

from explorer.frame_time import FaultBand
from explorer.log_filter import CROWD
from explorer.spacetime_parts import Arrow, Bar, Lane, Sign, Spell
from explorer.spacetime_view import SpaceTimeView
from ui import stage_words, theme
from ui.spacetime_axis import Axis
from ui.time_line_paint import lanes as stacked

MOST_ARROWS = 600
MOST_CROWD = 120
MOST_STEPS, MOST_JOBS = 600, 1_500
MARKED, LABELLED = 300, 60
"""Up to so many arrows each has the shape of its kind at its end, and a label where there is room.
"""
tr = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Drawn:
    """An arrow with its pixels."""

    arrow: Arrow
    points: tuple[QPointF, ...]

    def lines(self) -> list[QLineF]:
        """Its pieces."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return [QLineF(a, b) for a, b in pairs]


@dataclass(frozen=True, slots=True)
class Placed:
    """A request's bar with its pixels, and how far its words may reach."""

    bar: Bar
    rect: QRectF
    room: float


@dataclass(slots=True)
class Scene:
    """The diagram, placed."""

    axis: Axis
    body: QRectF
    """Where the lanes are."""
    lanes: dict[str, QRectF]
    kinds: dict[str, Lane]
    now_x: float
    head_x: float
    arrows: list[Drawn] = field(default_factory=list)
    bars: list[Placed] = field(default_factory=list)
    bands: list[tuple[FaultBand, QRectF]] = field(default_factory=list)
    spells: list[tuple[Spell, QRectF]] = field(default_factory=list)
    signs: list[tuple[Sign, QPointF]] = field(default_factory=list)
    busy: list[QRectF] = field(default_factory=list)
    curve: list[QPointF] = field(default_factory=list)
    """How many requests of a crowd are under way, where they are too many for bars."""
    notes: list[str] = field(default_factory=list)
    hidden_lanes: int = 0

    def y(self, lane: str) -> float:
        """The middle of a lane."""
        return self.lanes[lane].center().y()


@dataclass(frozen=True, slots=True)
class Letters:
    """The fonts of the diagram, and what they take."""

    plain: QFont
    small: QFont
    high: QFontMetricsF
    """The measure of `plain`."""
    low: QFontMetricsF
    """The measure of `small`."""

    @property
    def line(self) -> float:
        """The height of a line of small letters."""
        return self.low.height()

    def wide(self, text: str) -> float:
        """The width of small letters."""
        return self.low.horizontalAdvance(text)


def letters() -> Letters:
    """In the theme that is on."""
    return _letters(theme.current())


@lru_cache(maxsize=8)
def _letters(worn: theme.Theme) -> Letters:
    large = worn.large
    plain, small = theme.font(scale=0.8 if large else 1.0), theme.font(scale=0.62 if large else 0.9)
    return Letters(plain, small, QFontMetricsF(plain), QFontMetricsF(small))


def gutter(view: SpaceTimeView, font: Letters) -> float:
    """The width of the lanes' names, and a little room before time begins."""
    names = [font.high.horizontalAdvance(lane.name) for lane in view.lanes]
    return min(160.0, max(names, default=20.0)) + 36


def build(view: SpaceTimeView, axis: Axis, size: QSizeF, first: int, font: Letters) -> Scene:
    """Places what touches the window; `first` is the lane at the top."""
    left = gutter(view, font)
    axis = replace(axis, left=left, width=max(10.0, size.width() - left - 8))
    span = axis.span_us(view)
    bands = _bands(view, axis, font)
    top = 4 + (max((r.bottom() for _, r in bands), default=0.0))
    body = QRectF(0, top, size.width(), max(10.0, size.height() - top - font.line - 6))
    shown, rects = _lanes(view, body, first, font)
    now_x = axis.x(view.now.us, view.now.at)
    scene = Scene(
        axis, body, rects, {lane.name: lane for lane in shown}, now_x,
        axis.x(view.head_us, view.length), bands=bands,
        hidden_lanes=len(view.lanes) - len(shown),
    )  # fmt: skip
    _arrows(scene, view, span)
    _bars(scene, view, span)
    _busy(scene, view, span)
    _troubles(scene, view)
    return scene


def _lanes(
    view: SpaceTimeView, body: QRectF, first: int, font: Letters
) -> tuple[tuple[Lane, ...], dict[str, QRectF]]:
    """As many lanes as there is room for, all alike in height."""
    least = font.line * (0.85 if theme.current().large else 1.1)
    fit = max(1, int(body.height() / least))
    first = max(0, min(first, len(view.lanes) - fit))
    shown = view.lanes[first : first + fit]
    high = min(body.height() / max(1, len(shown)), 90.0)
    above = body.top() + max(0.0, (body.height() - high * len(shown)) / 2)
    rects = {
        lane.name: QRectF(0, above + i * high, body.width(), high) for i, lane in enumerate(shown)
    }
    return shown, rects


def _bands(view: SpaceTimeView, axis: Axis, font: Letters) -> list[tuple[FaultBand, QRectF]]:
    """Bands side by side where they overlap, at most three rows of them."""
    placed = stacked(view.bands, view.head_us)
    rows = min(3, max((count for _, _, count in placed), default=0))
    high, found = font.line * 1.05, []
    right = axis.left + axis.width
    for band, row, _ in placed:
        begin = max(axis.left, axis.at(band.start_us, view))
        end = min(right, _end(view, axis, band.end_us))
        if row < rows and begin < right and end > axis.left:
            found.append((band, QRectF(begin, 2 + row * (high + 1), max(3.0, end - begin), high)))
    return found


def _end(view: SpaceTimeView, axis: Axis, until_us: int | None) -> float:
    """Where something ends; what lasts goes on to the end of what is known."""
    if until_us is None:
        return axis.x(view.head_us, view.length)
    return axis.at(until_us, view)


def _arrows(scene: Scene, view: SpaceTimeView, span: tuple[float, float]) -> None:
    traffic = view.traffic(*span, MOST_ARROWS)
    arrows = [a for a in traffic.arrows if a.source in scene.lanes and a.target in scene.lanes]
    if view.selected.startswith("message ") and traffic.one_in > 1:
        picked = view.arrow(int(view.selected.removeprefix("message ")))
        arrows += [picked] if picked is not None and picked not in arrows else []
    for arrow in arrows:
        if ("lost" if arrow.fate == "lost" else arrow.kind) in view.hidden:
            continue
        above, below = scene.y(arrow.source), scene.y(arrow.target)
        points = tuple(
            QPointF(scene.axis.x(us, at), above + (below - above) * part)
            for us, at, part in arrow.corners
        )
        scene.arrows.append(Drawn(arrow, points))
    if view.hidden or view.away:
        servers = [lane.name for lane in view.away if lane.kind != "user"]
        users = [lane.name for lane in view.away if lane.kind == "user"]
        scene.notes.append(stage_words.hidden(view.hidden, servers, users))
    if traffic.one_in > 1:
        text = tr("SpaceTime", "1 in {0} of {1:,} messages drawn, and every lost one")
        if traffic.lost_in > 1:
            text = tr("SpaceTime", "1 in {0} of {1:,} messages drawn, and 1 in {2} of the lost")
        scene.notes.append(text.format(traffic.one_in, traffic.total, traffic.lost_in))


def _bars(scene: Scene, view: SpaceTimeView, span: tuple[float, float]) -> None:
    crowd = view.crowd(*span, MOST_CROWD) if CROWD in scene.lanes else []
    if not crowd and CROWD in scene.lanes:
        _curve(scene, view, span)
    rows: dict[str, list[float]] = {}
    last: dict[str, int] = {}
    for bar in [*view.bars(*span), *crowd]:
        if bar.lane not in scene.lanes:
            continue
        placed = _placed(scene, bar, rows.setdefault(bar.lane, []))
        index = last.get(bar.lane)
        if index is not None and scene.bars[index].rect.top() == placed.rect.top():
            before = scene.bars[index]
            room = placed.rect.left() - before.rect.left() - 4
            scene.bars[index] = replace(before, room=room)
        last[bar.lane] = len(scene.bars)
        scene.bars.append(placed)


def _curve(scene: Scene, view: SpaceTimeView, span: tuple[float, float]) -> None:
    """A crowd too large for bars: how many of its requests are under way, as a curve."""
    turns, exact = view.under_way(*span, MOST_STEPS)
    left, right = scene.axis.left, scene.axis.left + scene.axis.width
    steps = [(min(right, max(left, scene.axis.x(us, at))), int(n)) for us, at, n in turns]
    most = max((n for x, n in steps if left <= x <= right), default=0)
    if not most:
        return
    lane = scene.lanes[CROWD].adjusted(0, 3, 0, -1)
    scale, before = lane.height() / most, 0.0
    scene.curve = [QPointF(steps[0][0], lane.bottom())]
    for x, n in steps:
        y = lane.bottom() - min(n, most) * scale
        if x > scene.curve[-1].x() + 0.5:
            scene.curve.append(QPointF(x, lane.bottom() - before))
        scene.curve.append(QPointF(x, y))
        before = min(n, most) * scale
    end = min(right, max(left, scene.head_x))
    scene.curve += [QPointF(end, lane.bottom() - before), QPointF(end, lane.bottom())]
    text = tr("SpaceTime", "requests under way as a curve: up to {0:,} at once")
    if not exact:
        text = tr("SpaceTime", "requests under way as a curve: up to about {0:,} at once")
    scene.notes.append(text.format(most))


def _placed(scene: Scene, bar: Bar, ends: list[float]) -> Placed:
    """A bar in the first row of its lane that is free; those of one user follow one another."""
    lane, axis = scene.lanes[bar.lane], scene.axis
    begin = axis.x(*bar.began)
    end = scene.head_x if bar.ended is None else axis.x(*bar.ended)
    end = max(end, begin + 5)
    most = (
        max(1, int(lane.height() / 7)) if bar.lane == "crowd" else max(1, int(lane.height() / 18))
    )
    row = next((i for i, until in enumerate(ends) if until <= begin), len(ends)) % most
    ends[row : row + 1] = [end + 1]
    high = min(16.0, lane.height() * 0.62) if most == 1 else (lane.height() - 4) / most - 1
    y = lane.center().y() - high / 2 if most == 1 else lane.top() + 2 + row * (high + 1)
    left = max(axis.left - 2, begin)
    right = axis.left + axis.width
    return Placed(bar, QRectF(left, y, max(1.0, end - left), high), right - left)


def _busy(scene: Scene, view: SpaceTimeView, span: tuple[float, float]) -> None:
    """While a server worked, as stretches: jobs that touch are drawn as one."""
    axis = scene.axis
    for name, rect in scene.lanes.items():
        if scene.kinds[name].kind not in ("web", "server"):
            continue
        jobs = view.busy(name, *span, MOST_JOBS)
        if jobs is None:
            scene.notes.append(tr("SpaceTime", "what {0} works at is left out").format(name))
            continue
        stretch: list[float] = []
        for begin_us, end_us in sorted(jobs):
            begin, end = axis.at(begin_us, view), axis.at(end_us, view)
            if stretch and begin <= stretch[1] + 1:
                stretch[1] = max(stretch[1], end)
                continue
            scene.busy += [_strip(stretch, rect)] if stretch else []
            stretch = [begin, max(end, begin + 1)]
        scene.busy += [_strip(stretch, rect)] if stretch else []


def _strip(stretch: list[float], lane: QRectF) -> QRectF:
    return QRectF(stretch[0], lane.center().y() + 2, stretch[1] - stretch[0], 5)


def _troubles(scene: Scene, view: SpaceTimeView) -> None:
    axis, right = scene.axis, scene.axis.left + scene.axis.width
    for spell in view.spells:
        if spell.lane in scene.lanes:
            begin = max(axis.left, axis.x(*spell.since))
            end = min(right, scene.head_x if spell.until is None else axis.x(*spell.until))
            lane = scene.lanes[spell.lane].adjusted(0, 2, 0, -2)
            if end > begin:
                rect = QRectF(begin, lane.top(), end - begin, lane.height())
                scene.spells.append((spell, rect))
    for sign in view.signs:
        x = axis.x(*sign.moment)
        if sign.lane in scene.lanes and axis.left <= x <= right:
            scene.signs.append((sign, QPointF(x, scene.y(sign.lane))))
