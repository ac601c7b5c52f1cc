"""The parts of what an audience sees beside the stage: head, screens, time and sentence.

Rules this file keeps: they are painted from a frame and a talk, and there is nothing to press; what
is painted is said to assistive technology as well; no letters are smaller than the theme's own.
"""

from collections.abc import Hashable

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.frame import Frame
from explorer.frame_story import LessonView
from explorer.presentation import TalkView
from ui import film_screens, theme
from ui.film_picture import sentence
from ui.film_words import (
    fitting,
    line_high,
    panel,
    pill,
    pill_wide,
    say,
    say_lines,
    wide,
)
from ui.time_line_paint import Ground, paint_bands, paint_time
from ui.words import format_time

SCREEN_LINES = 6
"""A screen of fewer lines says nothing that could be read from afar."""
SENTENCE_LINES = 3.6
ROW = 1.45
"""The height of a row of the head, in lines."""
NUMBERS = "N 00   R 00   W 00"
SENTENCE_SCALES = (1.9, 1.7, 1.55, 1.45, 1.3, 1.15, 1.0)
LINE_SCALES = (1.45, 1.3, 1.15, 1.0)


class Painted(QWidget):
    """A part that is painted anew only when it has something else to show."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._key: Hashable = None

    def shows(self, key: Hashable, said: str) -> None:
        """From now on it shows this, and says so."""
        if key != self._key:
            self._key = key
            self.setAccessibleName(said)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QRectF(self.rect()))

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paints it."""
        raise NotImplementedError


class Lined(Painted):
    """A part that is as high as so many lines."""

    def __init__(self, name: str, lines: float) -> None:
        super().__init__(name)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as that, in the letters of now."""
        return QSize(100, round(self._lines * line_high(theme.font())))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()


class Head(Lined):
    """The story, its variant, N R W and what they promise; in two rows where one is too narrow."""

    def __init__(self) -> None:
        super().__init__("present-head", 2 * ROW)
        self._frame: Frame | None = None

    def show_frame(self, frame: Frame) -> None:
        """Shows what is so in this frame."""
        self._frame = frame
        lesson, promise = frame.lesson, frame.promise
        variant = _variant(lesson)
        numbers = f"N = {promise.n}, R = {promise.r}, W = {promise.w}"
        self.shows((lesson.title, variant, promise),
                   f"{lesson.title}. {variant}. {numbers}. {promise.headline}")  # fmt: skip
        self._share()

    def _share(self) -> None:
        """One row or two."""
        if self._frame is None:
            return
        lesson, promise = self._frame.lesson, self._frame.promise
        variant = _variant(lesson)
        named = wide(self._bold(), lesson.title) + wide(theme.font(), variant) + 18
        told = pill_wide(f"◐ {promise.headline}", self._row()) + wide(self._strong(), NUMBERS)
        lines = ROW if named + told + 60 <= self.width() else 2 * ROW
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()
            self.update()

    def _row(self) -> float:
        return ROW * line_high(theme.font())

    @staticmethod
    def _bold() -> QFont:
        return theme.font(scale=1.3, bold=True)

    @staticmethod
    def _strong() -> QFont:
        return theme.font(scale=1.1, bold=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other rows."""
        super().resizeEvent(event)
        self._share()

    def paint(self, painter: QPainter, area: QRectF) -> None:
        if self._frame is None:
            return
        now, lesson, promise = theme.current(), self._frame.lesson, self._frame.promise
        high, bold, strong = self._row(), self._bold(), self._strong()
        upper = QRectF(area.left() + 4, area.top(), area.width() - 8, high)
        lower = upper.translated(0, high) if self._lines > ROW else upper
        say(painter, upper, lesson.title, bold, now.color("text"))
        used = min(upper.width(), wide(bold, lesson.title) + 18)
        say(
            painter,
            upper.adjusted(used, 0, 0, 0),
            _variant(lesson),
            theme.font(),
            now.color("muted"),
        )
        numbers = f"N {promise.n}   R {promise.r}   W {promise.w}"
        sign, role = ("✓", "fresh") if promise.overlap else ("◐", "stale")
        if promise.stale_is_fine and not promise.overlap:
            role = "muted"
        most = lower.width() - wide(strong, numbers) - 24
        row = lower.adjusted(0, 1, 0, -1)
        left = pill(painter, lower.right() - 1, row, f"{sign} {promise.headline}", role, most)
        if lower is upper:
            lower = lower.adjusted(left - lower.left() - wide(strong, numbers) - 20, 0, 0, 0)
        say(painter, lower, numbers, strong, now.color("text"))


def _variant(lesson: LessonView) -> str:
    """What the variant that is shown is called."""
    return dict(lesson.variants).get(lesson.variant, "")


class Screens(Painted):
    """What the users see, of so many as can be read."""

    def __init__(self) -> None:
        super().__init__("present-screens")
        self._frame: Frame | None = None

    def show_frame(self, frame: Frame) -> None:
        """Shows the screens of this frame."""
        self._frame = frame
        said = (f"{each.user}: {each.badge_text or each.badge}. {each.explanation}".strip()
                for each in frame.screens)  # fmt: skip
        self.shows(frame.screens, " ".join(said))

    def paint(self, painter: QPainter, area: QRectF) -> None:
        if self._frame is not None:
            least = SCREEN_LINES * line_high(theme.font())
            most = max(1, min(film_screens.MOST, int(area.height() / least)))
            film_screens.paint(painter, area, self._frame.screens, most)


class ThinGround(Ground):
    """One row of faults, and the story's sentences below."""

    def rows(self) -> tuple[tuple[str, int], ...]:
        """Each row and its height, from the top."""
        rows = dict(super().rows())
        return tuple((name, round(self.line * 1.3) if name == "faults" else 0 if name != "story"
                      else rows["story"]) for name in rows)  # fmt: skip


class ThinTime(Lined):
    """The clock, and the run as one row with its faults and the playhead."""

    def __init__(self) -> None:
        super().__init__("present-time", 2.3)
        self._frame: Frame | None = None

    def show_frame(self, frame: Frame) -> None:
        """Shows the time of this frame."""
        self._frame = frame
        view = frame.timeline
        said = ", ".join(band.text for band in view.bands)
        key = frame.now_us, view.bands, view.marks, view.end_us
        self.shows(key, f"{format_time(frame.now_us)}. {said}".strip())

    def paint(self, painter: QPainter, area: QRectF) -> None:
        if self._frame is None:
            return
        now, frame, view = theme.current(), self._frame, self._frame.timeline
        clock = theme.font(scale=1.3, bold=True)
        left = round(wide(clock, "000.00 ms")) + 14
        box = QRectF(area.left() + 4, area.top(), left - 14, area.height())
        say(painter, box, format_time(frame.now_us), clock, now.color("text"))
        plain = theme.font()
        line = round(line_high(plain))
        ground = ThinGround(left, round(area.width()) - left - 10, line, view.end_us)
        painter.setFont(plain)
        painter.fillRect(ground.row("faults"), now.color("raised"))
        paint_bands(painter, view, ground, now, least_px=QFontMetricsF(plain).height() * 0.8)
        paint_time(painter, frame.now_us, view, ground, now)
        row = ground.row("story")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color("accent"))
        for mark in view.marks:
            painter.drawEllipse(QRectF(ground.x(mark.at_us) - 4, row.center().y() - 4, 8, 8))


class Sentence(Lined):
    """What is told, as large as it fits; or that it is the story no more."""

    def __init__(self) -> None:
        super().__init__("present-sentence", SENTENCE_LINES)
        self._view: tuple[str, int | None, str] = ("", None, "")

    def show_talk(self, view: TalkView) -> None:
        """Shows what is said where the talk stands."""
        self._view = view.said, view.since_us, view.off
        self.shows(self._view, self._off(view.off) if view.off else view.said)

    def _off(self, done: str) -> str:
        return self.tr("What if? {done}").format(done=done)

    def paint(self, painter: QPainter, area: QRectF) -> None:
        said, since_us, off = self._view
        panel(painter, area, "raised")
        room = area.adjusted(16, 4, -16, -4)
        if off:
            font = fitting(self._off(off), QSizeF(room.width(), room.height()), LINE_SCALES)
            say_lines(painter, room, self._off(off), font, theme.current().color("unknown"))
        else:
            sentence(painter, room, said, since_us, SENTENCE_SCALES)
