"""The card of one story on the start page, and what it tells of the story.

Rules this file keeps: it shows the `StoryCard` that it is given, and says `open SLUG`.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from ui import theme
from ui.buttons import Clickable
from ui.labels import show_text, words

HUES = {1: "accent", 2: "stale", 3: "fresh", 4: "user_z"}
"""The colour of each question."""


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story that can be opened; `question` is 1 to 4."""

    number: int
    slug: str
    title: str
    question: int
    story: str
    variants: tuple[str, ...]


class StoryTile(Clickable):
    """The card of one story: a click or Enter opens it."""

    command = Signal(str)

    def __init__(self, card: StoryCard, *, first: bool) -> None:
        super().__init__()
        self._card = card
        self._first = first
        self.setObjectName(f"story-{card.slug}")
        self.setAccessibleName(self.tr("Open the story: {title}").format(title=card.title))
        self.setAccessibleDescription(card.story)
        self.setToolTip(f"open {card.slug}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._mark = words("small")
        self._mark.setProperty("tone", "good")
        self._lay_out()
        self.mark(open_now=False)
        self.clicked.connect(lambda: self.command.emit(f"open {card.slug}"))

    def _lay_out(self) -> None:
        title, story, variants = words("heading"), words("muted"), words("small")
        title.setText(f"{self._card.number}. {self._card.title}")
        story.setText(self._card.story)
        names = "  ·  ".join(self._card.variants)
        variants.setText(self.tr("variants: {names}").format(names=names))
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 11, 14, 12)
        box.setSpacing(4)
        box.addWidget(self._mark)
        box.addWidget(title)
        box.addWidget(story)
        box.addStretch(1)
        if self._card.variants:
            box.addWidget(variants)

    def mark(self, *, open_now: bool) -> None:
        """Says whether this story is the one to try first, or the one that is open."""
        first = self.tr("★ Try this first") if self._first else ""
        text = self.tr("● open now") if open_now else first
        show_text(self._mark, text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the card, with the colour of its question at the left."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse()
        edge = "accent" if lit else "fresh" if self._first else "line"
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(now.color(edge), 2 if self.hasFocus() else now.line_width))
        painter.setBrush(now.color("raised" if lit else "panel"))
        painter.drawRoundedRect(frame, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color(HUES.get(self._card.question, "accent")))
        painter.drawRoundedRect(QRectF(7, 12, 4, self.height() - 24), 2, 2)
