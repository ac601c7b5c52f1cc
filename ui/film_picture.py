"""One picture of a film: head, stage, the users' screens or charts, time line, and what is said.

Rules this file keeps: it is painted by what paints the window, at a size of its own; the same frame
and words give the same picture; a part that has not changed is not painted again.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from explorer.film import Shot
from explorer.frame import Frame
from explorer.times import tell_time
from ui import dressing, film_screens, theme
from ui.charts import Charts
from ui.film_words import fitting, line_high, panel, pill, say, say_lines, wide
from ui.fresh_panel import FreshPanel
from ui.stage_view import StageView
from ui.time_line import TimeLine
from ui.words import format_speed, format_time

EDGE, GAP = 14, 10
SIDE_PART, CHARTS_PART = 0.29, 0.46
"""Of the width, for the screens; of the height between head and time line, for charts."""
CAPTION_LINES = 3.6
"""The height of what is said, in lines of plain letters: two lines in larger ones."""
CAPTION_SCALES = (1.45, 1.3, 1.15, 1.0, 0.85)
CLOCK_SCALE = 1.6


def tr(text: str) -> str:
    """A text of this file in the language of the window."""
    return QCoreApplication.translate("Film", text)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the parts stand."""

    head: QRect
    stage: QRect
    screens: QRect
    charts: QRect
    time: QRect
    caption: QRect


class FilmPicture:
    """Paints frames at one size, in the theme that is on."""

    def __init__(self, size: tuple[int, int], frame: Frame) -> None:
        """For a run of which this is a frame, its end: by then it is known who asks in it."""
        self._stage, self._time = StageView(), TimeLine()
        self._stage.hands = False
        self._stage.may_drop_legend = True
        self._stage.setMinimumSize(1, 1)  # it has what room there is
        self._charts = _charts(frame)
        self.plan = _plan(size, self._time.sizeHint().height(), charts=self._charts is not None)
        self._stage.resize(self.plan.stage.size())
        self._time.resize(self.plan.time.adjusted(10, 7, -10, -7).size())
        self._image = QImage(*size, QImage.Format.Format_RGB32)
        self._image.fill(theme.current().color("ground"))
        self._painted: dict[Hashable, Hashable] = {}
        if self._charts is not None:
            self._charts.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            self._charts.resize(self.plan.charts.size())
            dressing.dress(self._charts)

    def paint(self, frame: Frame, shot: Shot) -> QImage:
        """The picture of this moment. It is a copy: the next one leaves it alone."""
        plan, lesson, painter = self.plan, frame.lesson, QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        said = frame.promise, lesson.number, lesson.title, lesson.variant
        self._part(painter, plan.head, said, lambda area: _head(painter, area, frame))
        self._part(painter, plan.stage, frame, lambda _: self._paint_stage(painter, frame))
        if self._charts is None:
            seen = frame.screens
            self._part(
                painter, plan.screens, seen, partial(film_screens.paint, painter, screens=seen)
            )
        else:
            self._part(painter, plan.charts, frame, lambda _: self._paint_charts(painter, frame))
        self._part(painter, plan.time, frame, lambda area: self._paint_time(painter, area, frame))
        pace = frame.playback.speed
        self._part(painter, plan.caption, shot, lambda area: _caption(painter, area, shot, pace))
        painter.end()
        return self._image.copy()

    def _part(
        self, painter: QPainter, where: QRect, key: Hashable, show: Callable[[QRectF], None]
    ) -> None:
        if self._painted.get(where.getRect()) != key:
            self._painted[where.getRect()] = key
            painter.fillRect(where, theme.current().color("ground"))
            painter.save()
            show(QRectF(where))
            painter.restore()

    def _paint_stage(self, painter: QPainter, frame: Frame) -> None:
        self._stage.show_frame(frame)
        _render(painter, self._stage, self.plan.stage.topLeft())

    def _paint_time(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        panel(painter, area)
        self._time.show_frame(frame)
        _render(painter, self._time, self.plan.time.topLeft() + QPoint(10, 7))

    def _paint_charts(self, painter: QPainter, frame: Frame) -> None:
        assert self._charts is not None
        self._charts.show_frame(frame)
        self._charts.flush()
        if self._charts.isHidden():  # its plots have to be there first, or they have no size
            self._charts.show()
            self._charts.draw_again()
            self._charts.flush()
        _render(painter, self._charts, self.plan.charts.topLeft())


def _charts(frame: Frame) -> Charts | FreshPanel | None:
    """What a crowd or trials show, in which nobody's screen is looked at; None: people ask."""
    if frame.fresh is not None:
        return FreshPanel()
    return Charts(hands=False) if frame.has_load else None


def _plan(size: tuple[int, int], time_high: int, *, charts: bool) -> Plan:
    """What is always as high as its words comes first; stage and screens get the rest."""
    wide_px, high_px = size
    line = line_high(theme.font())
    inner = QRect(EDGE, EDGE, wide_px - 2 * EDGE, high_px - 2 * EDGE)
    head = QRect(inner.left(), inner.top(), inner.width(), round(2 * line))
    caption_high = round(CAPTION_LINES * line)
    caption = QRect(inner.left(), inner.bottom() + 1 - caption_high, inner.width(), caption_high)
    time = QRect(inner.left(), caption.top() - GAP - time_high - 14, inner.width(), time_high + 14)
    top, bottom = head.bottom() + 1 + GAP, time.top() - GAP
    if charts:
        high = round((bottom - top) * CHARTS_PART)
        below = QRect(inner.left(), bottom - high, inner.width(), high)
        stage = QRect(inner.left(), top, inner.width(), bottom - high - GAP - top)
        return Plan(head, stage, QRect(), below, time, caption)
    side = round(inner.width() * SIDE_PART)
    stage = QRect(inner.left(), top, inner.width() - side - GAP, bottom - top)
    screens = QRect(stage.right() + 1 + GAP, top, side, bottom - top)
    return Plan(head, stage, screens, QRect(), time, caption)


def _render(painter: QPainter, widget: QWidget, where: QPoint) -> None:
    """A widget, by a painter as it would have it: what it is left as shows in the widget."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    widget.render(painter, where, QRegion(), QWidget.RenderFlag.DrawChildren)


def _head(painter: QPainter, area: QRectF, frame: Frame) -> None:
    """The story and its variant at the left; at the right what is promised."""
    now, lesson, promise = theme.current(), frame.lesson, frame.promise
    bold, plain = theme.font(scale=1.35, bold=True), theme.font()
    sign, role = ("✓", "fresh") if promise.overlap else ("◐", "stale")
    if promise.stale_is_fine and not promise.overlap:
        role = "muted"
    row = area.adjusted(0, (area.height() - line_high(plain) * 1.6) / 2, 0, 0)
    row.setHeight(line_high(plain) * 1.6)
    most = area.width() * 0.55
    left = pill(painter, area.right() - 1, row, f"{sign} {promise.headline}", role, most)
    strong = theme.font(bold=True)
    numbers = f"N {promise.n}  R {promise.r}  W {promise.w}"
    broad = wide(strong, numbers) + 1
    box = QRectF(left - 14 - broad, area.top(), broad, area.height())
    say(painter, box, numbers, strong, now.color("text"))
    room = QRectF(area.left() + 4, area.top(), box.left() - area.left() - 18, area.height())
    say(painter, room, lesson.title, bold, now.color("text"))
    variant = dict(lesson.variants).get(lesson.variant, "")
    used = min(room.width(), wide(bold, lesson.title) + 14)
    say(painter, room.adjusted(used, 2, 0, 0), variant, plain, now.color("muted"))


def _caption(painter: QPainter, area: QRectF, shot: Shot, pace: float) -> None:
    """The clock at the left, with its pace; beside it the sentence."""
    now = theme.current()
    panel(painter, area, "raised")
    clock = theme.font(scale=CLOCK_SCALE, bold=True)
    broad = max(wide(clock, "000.00 ms"), area.width() * 0.13) + 10
    box = QRectF(area.left() + 16, area.top(), broad, area.height())
    upper = QRectF(box.left(), box.top(), broad, box.height() * 0.62)
    lower = QRectF(box.left(), box.top() + box.height() * 0.54, broad, box.height() * 0.34)
    say(painter, upper, format_time(shot.at_us), clock, now.color("text"))
    say(painter, lower, format_speed(pace), theme.font(scale=0.85), now.color("muted"))
    painter.fillRect(QRectF(box.right(), area.top() + 12, 1, area.height() - 24), now.color("line"))
    room = area.adjusted(broad + 34, 4, -16, -4)
    sentence(painter, room, shot.caption, shot.since_us)


def sentence(
    painter: QPainter,
    room: QRectF,
    text: str,
    since_us: int | None,
    scales: tuple[float, ...] = CAPTION_SCALES,
) -> None:
    """What is told, as large as it fits; back, with its moment, where time has gone on since."""
    role = "text"
    if text and since_us is not None:
        text, role = _since(text, tell_time(since_us)), "muted"
    font = fitting(text, QSizeF(room.width(), room.height()), scales)
    say_lines(painter, room, text, font, theme.current().color(role))


def _since(text: str, time: str) -> str:
    """The sentence, and of what moment it is, unless it says so itself."""
    return (
        text
        if text.startswith(f"At {time} ")
        else tr("At {time}: {what}").format(time=time, what=text)
    )
