"""The parts of what an audience sees beside the stage: head, screens, time, sentence, cards.

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
from explorer.speaker_notes import LETTERS, SIGNS
from explorer.talk import Place
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
    wrapped,
)
from ui.lesson import question_text
from ui.time_line_paint import Ground, paint_bands, paint_time
from ui.words import format_time

SCREEN_LINES = 6
"""A screen of fewer lines says nothing that could be read from afar."""
SENTENCE_LINES = 3.6
ROW = 1.45
"""The height of a row of the head, in lines."""
NUMBERS = "N 00   R 00   W 00"
CARD_SCALES = (3.2, 2.8, 2.4, 2.0, 1.7, 1.45, 1.2, 1.0)
SENTENCE_SCALES = (1.9, 1.7, 1.55, 1.45, 1.3, 1.15, 1.0)
ASK_SCALES = (1.6, 1.45, 1.3, 1.15, 1.0)
LINE_SCALES = (1.45, 1.3, 1.15, 1.0)


Part = tuple[QFont, str, str]
"""A paragraph: its letters, its words, the role of its colour."""


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


class Question(Painted):
    """What is asked, with lettered answers; then which is right, and what the run has shown."""

    def __init__(self) -> None:
        super().__init__("present-question")
        self._view: TalkView | None = None

    def show_talk(self, view: TalkView) -> None:
        """Shows what is asked where the talk stands; nothing where nothing is."""
        asked = view.state == "here" and view.place.kind in ("question", "reveal")
        self.setVisible(asked)
        if asked:
            self._view = view
            lines = (self._line(view, n) for n in range(len(view.place.more)))
            shown = view.found.shown if view.found is not None else ()
            key = view.place, view.voted, view.found
            self.shows(key, " ".join((view.place.text, *lines, *shown)))

    def _line(self, view: TalkView, number: int) -> str:
        """An answer: its letter, its words, whether it was chosen, and whether it is right."""
        text = f"{LETTERS[number]}  {view.place.more[number]}"
        if view.voted == number:
            text = self.tr("{answer}  \u2039 your answer").format(answer=text)
        if view.found is None:
            return text
        return f"{SIGNS[number in view.found.right]} {text}"

    def paint(self, painter: QPainter, area: QRectF) -> None:
        if self._view is None:
            return
        line = line_high(theme.font())
        panel(painter, area, "raised")
        inner = area.adjusted(16, line * 0.4, -16, -line * 0.3)
        forms = (self._parts(self._view, scale, why=why) for why in (True, False)
                 for scale in ASK_SCALES)  # fmt: skip
        gap, chosen = line * 0.22, self._parts(self._view, 1.0, why=False)
        for parts in forms:
            if sum(_high(part, inner.width()) + gap for part in parts) <= inner.height():
                chosen = parts
                break
        top = inner.top()
        for part in chosen:
            box = QRectF(inner.left(), top, inner.width(), _high(part, inner.width()))
            say_lines(painter, box, part[1], part[0], theme.current().color(part[2]))
            top = box.bottom() + gap

    def _parts(self, view: TalkView, scale: float, *, why: bool) -> list[Part]:
        """What is asked, the answers, and of what was found as much as wanted."""
        parts = [(theme.font(scale=scale, bold=True), view.place.text, "text")]
        found = view.found
        for number in range(len(view.place.more)):
            right = found is not None and number in found.right
            role = "text" if found is None else "fresh" if right else "muted"
            font = theme.font(scale=scale, bold=right)
            parts.append((font, self._line(view, number), role))
        if found is not None:
            said = (*found.shown, *found.why) if why else found.shown
            told = " ".join(f"{each.rstrip('.')}." for each in said)
            parts.append((theme.font(scale=max(1.0, scale * 0.85)), told, "text"))
        return parts


def _high(part: Part, width: float) -> float:
    return wrapped(part[0], part[1], width).height() + 2


class Card(Painted):
    """What is shown alone: the story's question, a chapter, what it taught."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("present-card")
        self.setParent(parent)
        self._parts: tuple[str, str, tuple[str, ...]] = ("", "", ())

    def show_card(self, view: TalkView, question: int) -> None:
        """Shows the card where the talk stands; nothing where that is none."""
        self.setVisible(view.card is not None)
        if view.card is not None:
            self._parts = self._of(view.card, view, question)
            above, title, lines = self._parts
            self.shows(self._parts, " ".join((above, title, *lines)))

    def _of(self, place: Place, view: TalkView, question: int) -> tuple[str, str, tuple[str, ...]]:
        """What stands above, the title, and the lines below."""
        more = tuple(text for text in place.more if text)
        if place.kind == "title":
            return question_text(question), place.text, more
        if place.kind == "chapter":
            count = sum(each.kind == "chapter" for each in view.places)
            story = view.places[0].text
            text = self.tr("{story}: {n} of {count}")
            return text.format(story=story, n=place.chapter, count=count), place.text, more
        left_out = self.tr("What this model leaves out: {what}")
        return (
            self.tr("What to take away"),
            place.text,
            tuple(left_out.format(what=text) for text in more),
        )

    def paint(self, painter: QPainter, area: QRectF) -> None:
        now, (above, title, lines) = theme.current(), self._parts
        painter.fillRect(area, now.color("ground"))
        edge = line_high(theme.font()) * 1.5
        inner = area.adjusted(edge, edge, -edge, -edge)
        rest, said = QSizeF(inner.width(), inner.height() * 0.44), "\n\n".join(lines)
        room = QSizeF(inner.width(), inner.height() * (0.4 if lines else 0.75))
        parts = [
            (theme.font(scale=1.15), above, "accent"),
            (fitting(title, room, CARD_SCALES, bold=True), title, "text"),
            (fitting(said, rest, LINE_SCALES), said, "muted"),
        ]
        heights = [wrapped(font, text, inner.width()).height() + 2 for font, text, _ in parts]
        top = inner.top() + max(0.0, inner.height() - sum(heights) - 2 * edge) / 3
        for (font, text, role), high in zip(parts, heights, strict=True):
            box = QRectF(inner.left(), top, inner.width(), high)
            say_lines(painter, box, text, font, now.color(role))
            top += high + edge
