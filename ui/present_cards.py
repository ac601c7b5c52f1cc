"""What an audience reads instead of the sentence: what is asked, and cards.

The same rules are kept as in `present_parts`.
"""

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from explorer.presentation import TalkView
from explorer.speaker_notes import LETTERS, SIGNS
from explorer.talk import Place
from ui import theme
from ui.film_words import fitting, line_high, panel, say_lines, wrapped
from ui.lesson import question_text
from ui.present_parts import LINE_SCALES, Painted

CARD_SCALES = (3.2, 2.8, 2.4, 2.0, 1.7, 1.45, 1.2, 1.0)
ASK_SCALES = (1.6, 1.45, 1.3, 1.15, 1.0)

Part = tuple[QFont, str, str]
"""A paragraph: its letters, its words, the role of its colour."""


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
