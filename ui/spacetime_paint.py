"""How the space-time diagram is painted, from the ground up: lanes, faults, lines, bars, playhead.

Rules this file keeps: a kind is a shape as well as a colour, a fault a hatch and a word; what lies
beyond the playhead is dashed and faint; one function says whether a thing stands out.
"""

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from explorer.log_filter import CROWD
from explorer.spacetime_parts import Bar
from explorer.spacetime_view import SpaceTimeView
from ui import theme
from ui.spacetime_lines import FAINT, arrows, labels, picked, stands_out, write
from ui.spacetime_scene import LABELLED, Letters, Placed, Scene
from ui.stage_marks import cross
from ui.time_line_paint import paint_band

BARS = {
    "ok": ("fresh", "✓", "ok"), "stale": ("stale", "◐", "stale"), "fail": ("lost", "✗", "refused"),
    "info": ("unknown", "?", "unknown"), "pending": ("muted", "…", "under way"),
}  # fmt: skip
"""By outcome: colour, sign and word."""
_SIGNS = {
    "crashed": "crash", "wiped": "disk lost", "restarted": "restart", "paused": "paused",
    "resumed": "goes on", "slowed": "slow", "disk": "disk", "skewed": "clock", "elected": "leader",
    "stepped_down": "leads no more", "joining": "joins", "leaving": "leaves",
    "replacing": "replaced", "joined": "joined", "left": "left", "replaced": "has its rows",
    "promoted": "primary", "rewound": "rewound",
}  # fmt: skip
tr = QCoreApplication.translate


def paint(painter: QPainter, scene: Scene, view: SpaceTimeView, font: Letters, hover: str) -> None:
    """The whole diagram."""
    now = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _lanes(painter, scene, view, font)
    painter.setFont(font.small)
    for band, rect in scene.bands:
        paint_band(painter, band, rect, now)
    painter.setFont(font.small)
    _axis(painter, scene, view, font)
    inside = QRectF(scene.axis.left - 6, 0, scene.axis.width + 14, scene.body.bottom())
    painter.save()
    painter.setClipRect(inside)
    _spells(painter, scene, font)
    painter.setPen(Qt.PenStyle.NoPen)
    busy = now.color("muted")
    busy.setAlpha(120)
    for rect in scene.busy:
        painter.fillRect(rect, busy)
    if scene.curve:
        painter.setPen(QPen(now.color("muted"), 1))
        painter.setBrush(busy)
        painter.drawPolygon(QPolygonF(scene.curve))
    _connectors(painter, scene, view)
    taken = _bars(painter, scene, view, font)
    picked(painter, scene, view, hover)
    arrows(painter, scene, view)
    _deciding(painter, scene, view, font, taken)
    _signs(painter, scene, font, taken)
    labels(painter, scene, view, font, taken)
    painter.restore()
    _playhead(painter, scene, view)


def _lanes(painter: QPainter, scene: Scene, view: SpaceTimeView, font: Letters) -> None:
    now = theme.current()
    painter.setFont(font.plain)
    for name, rect in scene.lanes.items():
        kind = scene.kinds[name].kind
        if view.selected in (f"server {name}", f"user {name}"):
            painter.fillRect(rect, now.color("raised"))
            edge = QRectF(0, rect.top(), 3, rect.height())
            painter.fillRect(edge, now.color("accent"))
        y = rect.center().y()
        painter.setPen(QPen(now.color("line"), 1 if kind == "user" else now.line_width))
        painter.drawLine(QLineF(scene.axis.left, y, scene.axis.left + scene.axis.width, y))
        shape = QRectF(6, y - 4.5, 9, 9)
        color = (
            now.user(name) if kind == "user" else now.color("text" if kind == "server" else "muted")
        )
        painter.setPen(QPen(color, 1.5))
        painter.setBrush(color if kind == "user" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(shape) if kind in ("user", "crowd") else painter.drawRect(shape)
        painter.setPen(color)
        words = QRectF(20, y - 20, scene.axis.left - 30, 40)
        fits = rect.height() >= font.high.height() * 0.8
        painter.setFont(font.plain if fits else font.small)
        text = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _axis(painter: QPainter, scene: Scene, view: SpaceTimeView, font: Letters) -> None:
    now, axis, bottom = theme.current(), scene.axis, scene.body.bottom()
    painter.setFont(font.small)
    right = axis.left + axis.width
    painter.setPen(QPen(now.color("line"), 1))
    painter.drawLine(QLineF(axis.left, bottom, right, bottom))
    grid = now.color("line")
    grid.setAlpha(90)
    for x, text in axis.ticks(view, font.wide("0,000.00 ms")):
        if not axis.left - 1 <= x <= right + 1:
            continue
        painter.setPen(QPen(grid, 1))
        painter.drawLine(QLineF(x, scene.body.top(), x, bottom + 3))
        painter.setPen(now.color("muted"))
        wide = font.wide(text) + 2
        left = min(max(axis.left - 4, x - wide / 2), right + 6 - wide)
        painter.drawText(QRectF(left, bottom + 2, wide, font.line), 0x84, text)
    if view.brush is not None:
        begin, end = (axis.at(us, view) for us in view.brush)
        wash = now.color("accent")
        wash.setAlpha(40)
        painter.fillRect(QRectF(begin, 0, end - begin, bottom), wash)
        painter.setPen(QPen(now.color("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawLines([QLineF(x, 0, x, bottom) for x in (begin, end)])
    if scene.head_x < right:
        hatch = now.color("muted")
        hatch.setAlpha(40)
        begin = max(axis.left, scene.head_x)
        beyond = QRectF(begin, scene.body.top(), right - begin, scene.body.height())
        painter.fillRect(beyond, QBrush(hatch, Qt.BrushStyle.BDiagPattern))


def _spells(painter: QPainter, scene: Scene, font: Letters) -> None:
    now = theme.current()
    painter.setFont(font.small)
    for spell, rect in scene.spells:
        color = now.color("user_z" if spell.what == "down" else "unknown")
        wash = QColor(color)
        wash.setAlpha(46)
        painter.fillRect(rect, wash)
        wash.setAlpha(150)
        pattern = Qt.BrushStyle.BDiagPattern if spell.what == "down" else Qt.BrushStyle.VerPattern
        painter.fillRect(rect, QBrush(wash, pattern))
        text = tr("SpaceTime", "down") if spell.what == "down" else tr("SpaceTime", "stands still")
        wide = font.wide(text) + 8
        if wide + 30 < rect.width() and font.line < rect.height():
            middle = min(rect.center().x(), rect.left() + 120)
            box = QRectF(middle - wide / 2, rect.center().y() - font.line / 2, wide, font.line)
            painter.fillRect(box, now.color("panel"))
            painter.setPen(color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _connectors(painter: QPainter, scene: Scene, view: SpaceTimeView) -> None:
    """A request reaches its coordinator at once, and so does the answer its user: upright lines."""
    now, axis = theme.current(), scene.axis
    groups: dict[tuple[str, bool], list[QLineF]] = {}
    for placed in scene.bars:
        bar = placed.bar
        if bar.coordinator not in scene.lanes:
            continue
        there, here = scene.y(bar.coordinator), placed.rect
        edge = here.bottom() if there > here.center().y() else here.top()
        ends = [bar.began] if bar.ended is None else [bar.began, bar.ended]
        lines = groups.setdefault((bar.lane, stands_out(view, bar.number)), [])
        lines += [QLineF(axis.x(*m), edge, axis.x(*m), there) for m in ends]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for (lane, full), lines in groups.items():
        color = now.color("muted") if lane == CROWD else now.user(lane)
        color.setAlphaF(0.75 if full else FAINT * 0.6)
        painter.setPen(QPen(color, 1, Qt.PenStyle.DotLine))
        painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _bars(painter: QPainter, scene: Scene, view: SpaceTimeView, font: Letters) -> list[QRectF]:
    """Requests; returns what their words take."""
    taken: list[QRectF] = []
    painter.setFont(font.small)
    for placed in scene.bars:
        _bar(painter, scene, view, placed)
        if placed.bar.lane != CROWD:
            taken += _bar_words(painter, scene, view, placed, font)
    return taken


def shown_state(bar: Bar, view: SpaceTimeView) -> str:
    """How a request has come out at the playhead."""
    ended = bar.ended is not None and bar.ended.at < view.now.at
    return bar.state if ended else "pending"


def _bar(painter: QPainter, scene: Scene, view: SpaceTimeView, placed: Placed) -> None:
    now, bar, rect = theme.current(), placed.bar, placed.rect
    state = shown_state(bar, view)
    color = now.color(BARS[state][0])
    strength = 1.0 if stands_out(view, bar.number) else FAINT
    fill = QColor(color)
    fill.setAlphaF(0.42 * strength)
    color.setAlphaF(strength if bar.began.at < view.now.at else FAINT)
    dashed = state in ("pending", "info")
    painter.setPen(QPen(color, 1.2, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
    gone = min(rect.right(), max(rect.left(), scene.now_x))
    painter.fillRect(QRectF(rect.left(), rect.top(), gone - rect.left(), rect.height()), fill)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)


def _bar_words(
    painter: QPainter, scene: Scene, view: SpaceTimeView, placed: Placed, font: Letters
) -> list[QRectF]:
    """Its outcome as a sign and a word and what it was, in or beside the bar, as far as fits."""
    rect, bar = placed.rect, placed.bar
    role, sign, word = BARS[shown_state(bar, view)]
    what = bar.text.removesuffix(f" by {bar.lane}").replace(f"{bar.lane}'s ", "")
    inside = rect.width() > 60
    left = rect.left() + 4 if inside else rect.right() + 4
    room = min((rect.width() - 6) if inside else placed.room - rect.width() - 6, 260.0)
    for text in (f"{sign} {word}: {what}", f"{sign} {word}", sign):
        if font.wide(text) <= room and rect.height() > font.line * 0.55:
            break
    else:
        return []
    box = QRectF(left, rect.center().y() - font.line / 2, font.wide(text) + 2, font.line)
    color = theme.current().color("text" if inside else role)
    color.setAlphaF(1.0 if stands_out(view, bar.number) else FAINT)
    painter.setPen(color)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
    del scene
    return [box]


def _deciding(
    painter: QPainter, scene: Scene, view: SpaceTimeView, font: Letters, taken: list[QRectF]
) -> None:
    """Where the answer that met a quorum came: a ring on the coordinator's lane, and its number."""
    now = theme.current()
    painter.setFont(font.small)
    for placed in scene.bars:
        bar = placed.bar
        if bar.deciding is None or bar.coordinator not in scene.lanes:
            continue
        moment, text = bar.deciding
        x, y = scene.axis.x(*moment), scene.y(bar.coordinator)
        past = moment.us <= view.now.us and bar.began.at < view.now.at
        painter.setOpacity(1.0 if past and stands_out(view, bar.number) else FAINT)
        painter.setPen(QPen(now.color("fresh"), now.line_width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), 7, 7)
        if len(scene.bars) > LABELLED:
            painter.setOpacity(1.0)
            continue
        box = QRectF(x + 8, y - font.line - 1, font.wide(f"{text} ✓") + 2, font.line)
        write(painter, box, f"{text} ✓", now.color("fresh"), taken)
        painter.setOpacity(1.0)


def _signs(painter: QPainter, scene: Scene, font: Letters, taken: list[QRectF]) -> None:
    now = theme.current()
    painter.setFont(font.small)
    for sign, point in scene.signs:
        bad = sign.event in ("crashed", "wiped", "left")
        color = now.color("user_z" if bad else "accent")
        painter.setOpacity(1.0 if point.x() <= scene.now_x else FAINT)
        if bad:
            cross(painter, point.x(), point.y(), 5.5, color)
        else:
            painter.setPen(QPen(now.color("panel"), 1))
            painter.setBrush(color)
            up = [QPointF(point.x() + dx, point.y() + dy) for dx, dy in ((-5, 5), (5, 5), (0, -5))]
            painter.drawPolygon(QPolygonF(up))
        text = _SIGNS[sign.event]
        for dy in (-font.line - 6, 6):
            box = QRectF(point.x() + 4, point.y() + dy, font.wide(text) + 4, font.line)
            if write(painter, box, text, color, taken):
                break
        painter.setOpacity(1.0)


def _playhead(painter: QPainter, scene: Scene, view: SpaceTimeView) -> None:
    del view
    now, x = theme.current(), scene.now_x
    if not scene.axis.left - 1 <= x <= scene.axis.left + scene.axis.width + 1:
        return
    painter.setPen(QPen(now.color("text"), max(1.5, now.line_width)))
    painter.drawLine(QLineF(x, 2, x, scene.body.bottom()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.color("text"))
    painter.drawPolygon(QPolygonF([QPointF(x - 6, 0), QPointF(x + 6, 0), QPointF(x, 9)]))
