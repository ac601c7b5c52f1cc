"""How the time line is laid out and drawn: bands, ticks by pixel column, marks, axis, playhead."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen, QPolygonF

from explorer.cause import Cause
from explorer.frame_time import FaultBand, Mark, Tick, TimelineView
from ui.scales import time_ticks
from ui.stage_light import DIMMED
from ui.theme import BANDS, Theme
from ui.time_line_glyphs import GLYPHS, crowd
from ui.words import format_on_axis

HEADROOM = 8
GAP = 3
STORY = 9
CLOSE = ("ahead", "story")
"""Rows that have no gap below them."""
EDGE = 10
_OUTCOMES = ("ok", "fresh", "pending", "fail", "late", "never", "info", "stale")
_SMALLEST_TEXT_PX = 10.0
"""Smaller letters cannot be read: pointing at the band tells."""
_LETTERS = 0.8
"""How much of a band's height its letters are, so that they are whole."""
_GLYPH_PX = 3.5

Cells = dict[tuple[str, str], set[int]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where things stand: `left` and `width` of the time axis, the height of a `line` of text."""

    left: int
    width: int
    line: int
    end_us: int

    def x(self, us: int) -> float:
        """The place of a moment."""
        return self.left + min(1.0, max(0.0, us / self.end_us)) * self.width

    def us(self, x: float) -> int:
        """The moment at a place, to the microsecond."""
        share = (x - self.left) / max(1, self.width)
        return round(min(1.0, max(0.0, share)) * self.end_us)

    def row(self, name: str) -> QRectF:
        """The row called 'faults', 'writes', 'reads', 'ahead', 'story' or 'axis'."""
        top = HEADROOM
        for row, height in self.rows():
            if row == name:
                return QRectF(self.left, top, self.width, height)
            top += height + (GAP if row not in CLOSE else 0)
        raise KeyError(name)

    def rows(self) -> tuple[tuple[str, int], ...]:
        """Each row and its height, from the top."""
        line = self.line
        return (
            ("faults", round(line * 1.8)), ("writes", round(line * 0.9)),
            ("reads", round(line * 0.9)), ("ahead", round(line * 0.7)), ("story", STORY),
            ("axis", line),
        )  # fmt: skip

    @property
    def height(self) -> int:
        """The height of all rows together."""
        return HEADROOM + sum(height for _, height in self.rows()) + 3 * GAP


def row_names() -> dict[str, str]:
    """The names of the rows that have one, as they are shown."""
    translate = QCoreApplication.translate
    return {
        "faults": translate("TimeLine", "load, faults"), "writes": translate("TimeLine", "writes"),
        "reads": translate("TimeLine", "reads"), "ahead": translate("TimeLine", "next"),
        "story": translate("TimeLine", "story"),
    }  # fmt: skip


def branches_name() -> str:
    """The name of the row that stands below the time line, on the same axis."""
    return QCoreApplication.translate("TimeLine", "branches")


def moment(tick: Tick) -> int:
    """When a tick stands: at its end, or where it began while it is pending."""
    return tick.invoked_us if tick.ended_us is None else tick.ended_us


def columns(ticks: Iterable[Tick], ground: Ground) -> Cells:
    """The pixel columns that each (kind, outcome) touches: 10,000 ticks need no more than these."""
    moments: dict[tuple[str, str], set[int]] = {}
    for tick in ticks:
        moments.setdefault((tick.kind, tick.outcome), set()).add(moment(tick))
    return {key: {int(ground.x(us)) for us in each} for key, each in moments.items()}


def lanes(bands: Iterable[FaultBand], head_us: int) -> list[tuple[FaultBand, int, int]]:
    """Each band with its lane and the number of lanes there: only overlapping bands share a row."""
    result: list[tuple[FaultBand, int, int]] = []
    cluster: list[tuple[FaultBand, int]] = []
    ends: list[int] = []
    for band in sorted(bands, key=lambda each: each.start_us):
        if ends and band.start_us >= max(ends):
            result += [(each, lane, len(ends)) for each, lane in cluster]
            cluster, ends = [], []
        end = max(head_us, band.start_us) if band.end_us is None else band.end_us
        lane = next((i for i, until in enumerate(ends) if until <= band.start_us), len(ends))
        ends[lane : lane + 1] = [end]
        cluster.append((band, lane))
    return result + [(each, lane, len(ends)) for each, lane in cluster]


def band_rects(view: TimelineView, ground: Ground) -> list[tuple[FaultBand, QRectF]]:
    """Each fault band with the rectangle that it fills."""
    row, found = ground.row("faults"), []
    for band, lane, count in lanes(view.bands, view.head_us):
        until = view.head_us if band.end_us is None else band.end_us
        left, right = ground.x(band.start_us), ground.x(max(until, band.start_us))
        height = row.height() / count
        top = row.top() + lane * height
        found.append((band, QRectF(left, top, max(3.0, right - left), height - (count > 1))))
    return found


def paint_static(
    painter: QPainter, view: TimelineView, cells: Cells, ground: Ground, theme: Theme,
    lit: Cause | None = None,
) -> None:  # fmt: skip
    """What does not depend on the playhead: row names, grounds, ticks, marks and the axis."""
    for name, text in row_names().items():
        row = ground.row(name)
        middle = row.center().y() + (STORY - 3 if name == "story" else 0)
        label = QRectF(0, middle - ground.line, ground.left - 8, 2 * ground.line)
        painter.setPen(theme.color("muted"))
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if name not in ("story", "ahead"):
            painter.fillRect(row, theme.color("raised"))
    if view.ticks and lit is not None:
        painter.setOpacity(DIMMED)
    _paint_all_ticks(painter, cells, ground, theme)
    painter.setOpacity(1)
    if lit is not None:
        mattered = (tick for tick in view.ticks if tick.operation in lit.operations)
        _paint_all_ticks(painter, columns(mattered, ground), ground, theme)
    _paint_axis(painter, ground, theme)
    _paint_marks(painter, view.marks, ground, theme)


def _paint_all_ticks(painter: QPainter, cells: Cells, ground: Ground, theme: Theme) -> None:
    for kind in ("write", "read"):
        _paint_ticks(painter, kind, cells, ground, theme)


def _paint_ticks(painter: QPainter, kind: str, cells: Cells, ground: Ground, theme: Theme) -> None:
    row = ground.row(f"{kind}s")
    count = sum(len(xs) for (each, _), xs in cells.items() if each == kind)
    dense = count * _GLYPH_PX > ground.width
    for outcome in _OUTCOMES:
        xs = sorted(cells.get((kind, outcome), ()))
        if dense and xs:
            crowd(painter, xs, row, outcome, theme)
        else:
            for x in xs:
                GLYPHS[outcome](painter, x + 0.5, row, theme)


def paint_bands(
    painter: QPainter, view: TimelineView, ground: Ground, theme: Theme, lit: Cause | None = None,
    least_px: float = _SMALLEST_TEXT_PX,
) -> None:  # fmt: skip
    """The faults, each as a band; dimmed where only what mattered is lit, and it did not.

    Where there is no room for letters of `least_px` there are none.
    """
    for band, rect in band_rects(view, ground):
        painter.setOpacity(1 if lit is None or band.start_us in lit.faults else DIMMED)
        paint_band(painter, band, rect, theme, least_px)
    painter.setOpacity(1)


def paint_band(
    painter: QPainter, band: FaultBand, rect: QRectF, theme: Theme,
    least_px: float = _SMALLEST_TEXT_PX,
) -> None:  # fmt: skip
    """A fault: a cut is hatched with dashed edges, a server that is down is plain."""
    cut = band.kind == "cut"
    color = theme.color(BANDS[band.kind])
    painter.fillRect(rect, color)
    if cut:
        shade = theme.color("on_accent")
        shade.setAlpha(70)
        painter.fillRect(rect, QBrush(shade, Qt.BrushStyle.BDiagPattern))
    edge = Qt.PenStyle.DashLine if cut else Qt.PenStyle.SolidLine
    painter.setPen(QPen(theme.color("on_accent"), 1, edge))
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    _paint_band_text(painter, band.text, rect, color, theme, least_px)


def paint_time(
    painter: QPainter, now_us: int, view: TimelineView, ground: Ground, theme: Theme,
    goal_us: int | None = None,
) -> None:  # fmt: skip
    """What time has not reached: dimmed up to the head, hatched beyond it; then the playhead.

    Where time is on its way to there is a flag.
    """
    top, bottom = HEADROOM, ground.row("story").bottom()
    now, head = ground.x(now_us), ground.x(max(now_us, view.head_us))
    right = ground.left + ground.width
    veil, hatch = theme.color("panel"), theme.color("muted")
    veil.setAlpha(160)
    hatch.setAlpha(45)
    painter.fillRect(QRectF(now, top, head - now, bottom - top), veil)
    for name in ("faults", "writes", "reads"):
        row = ground.row(name)
        beyond = QRectF(head, row.top(), right - head, row.height())
        painter.fillRect(beyond, QBrush(hatch, Qt.BrushStyle.BDiagPattern))
    if view.flag_us is not None:
        _paint_flag(painter, ground.x(view.flag_us), bottom, theme.color("ack"), dotted=True)
    if goal_us is not None:
        _paint_flag(painter, ground.x(goal_us), bottom, theme.color("accent"), dotted=False)
    painter.setPen(QPen(theme.color("text"), max(1.5, theme.line_width)))
    painter.drawLine(QPointF(now, 2), QPointF(now, bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("text"))
    painter.drawPolygon(QPolygonF([QPointF(now - 6, 0), QPointF(now + 6, 0), QPointF(now, 9)]))


def paint_span(painter: QPainter, span: tuple[int, int], ground: Ground, theme: Theme) -> None:
    """The part of time that the charts show, as a bracket above all else."""
    left, right = ground.x(span[0]), ground.x(span[1])
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawPolyline([QPointF(left, 6), QPointF(left, 1), QPointF(right, 1), QPointF(right, 6)])


def _paint_flag(painter: QPainter, x: float, bottom: float, color: QColor, *, dotted: bool) -> None:
    """A pole with a pennant: dotted where a moment is pointed out, dashed where time is to go."""
    style = Qt.PenStyle.DotLine if dotted else Qt.PenStyle.DashLine
    painter.setPen(QPen(color, 2, style))
    painter.drawLine(QPointF(x, 1), QPointF(x, bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(x, 0), QPointF(x + 9, 4), QPointF(x, 8)]))


def _paint_band_text(
    painter: QPainter, text: str, rect: QRectF, ground: QColor, theme: Theme, least_px: float
) -> None:
    usual = painter.font()
    size = min(QFontMetrics(usual).height() * 0.86, rect.height() * _LETTERS)
    if size >= least_px and rect.width() > 2 * size:
        font = painter.font()
        font.setPixelSize(int(size))
        font.setBold(True)
        painter.setFont(font)
        inside = rect.adjusted(5, 0, -4, 0)
        if QFontMetrics(font).horizontalAdvance(text) > inside.width():
            text = text.partition(", ")[0]  # what it is goes before what else is known of it
        shown = QFontMetrics(font).elidedText(
            text, Qt.TextElideMode.ElideRight, int(inside.width())
        )
        # Letters on a hatch are hard to read: they get a quiet ground of their own.
        wide = QFontMetrics(font).horizontalAdvance(shown)
        painter.fillRect(
            QRectF(inside.left() - 2, rect.top() + 1, wide + 4, rect.height() - 2), ground
        )
        painter.setPen(theme.color("on_accent"))
        whole = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(inside, whole, shown)
        painter.setFont(usual)


def _paint_axis(painter: QPainter, ground: Ground, theme: Theme) -> None:
    row, story = ground.row("axis"), ground.row("story")
    painter.setPen(QPen(theme.color("line"), 1))
    painter.drawLine(QLineF(story.left(), story.center().y(), story.right(), story.center().y()))
    wide = painter.fontMetrics().horizontalAdvance(format_on_axis(ground.end_us, ground.end_us))
    parts = max(1, min(10, ground.width // (3 * max(1, wide))))
    for us in time_ticks(ground.end_us, parts):
        x = ground.x(us)
        painter.setPen(QPen(theme.color("muted"), 1))
        painter.drawLine(QLineF(x, story.center().y(), x, story.bottom()))
        text = format_on_axis(us, ground.end_us)
        half = painter.fontMetrics().horizontalAdvance(text) / 2 + 1
        left = min(max(x - half, row.left()), row.right() + EDGE - 2 * half)
        painter.drawText(QRectF(left, row.top(), 2 * half, row.height()), 0x84, text)


def _paint_marks(painter: QPainter, marks: Iterable[Mark], ground: Ground, theme: Theme) -> None:
    middle = ground.row("story").center().y()
    painter.setPen(QPen(theme.color("panel"), 1))
    painter.setBrush(theme.color("accent"))
    for x in sorted({int(ground.x(mark.at_us)) for mark in marks}):
        painter.drawEllipse(QPointF(x + 0.5, middle), 4, 4)
