"""The card of one story on the start page: its picture, what it asks, and what it shows.

Rules this file keeps: it shows the `StoryCard` and the still that it is given, and says `open SLUG`
and `play`; until the still comes there is the sign of the question.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.progress import Summary
from explorer.stills import MarkKind, Still
from explorer.stories import Preset
from explorer.times import tell_time
from ui import still, theme
from ui.buttons import Clickable
from ui.labels import show_text, words
from ui.question_sign import HUES, paint_sign

PICTURE_PART = 0.46
"""How high a picture is, of its width."""
PICTURE_LINES = 10
"""How high it is at least, in lines of text."""
EDGE = 2
"""The card's own edge, which the picture leaves free."""


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story that can be opened; `question` is 1 to 4, `lasts_us` its time on screen at first."""

    number: int
    slug: str
    title: str
    question: int
    story: str
    variants: tuple[str, ...]
    asks: str = ""
    lasts_us: int = 0
    goal: str = ""
    """What it asks somebody to bring about, if anything; `kind` says whether to break something."""
    kind: str = ""


def card(story: Preset) -> StoryCard:
    """The card of a story."""
    model, goal = story.model, story.goal
    return StoryCard(
        model.number, model.slug, model.title, model.question, model.story,
        tuple(title for _, title in story.titles), model.asks or "", story.scenario().plays_us,
        goal.ask if goal else "", goal.kind if goal else "",
    )  # fmt: skip


def marks() -> dict[MarkKind, tuple[str, str, str]]:
    """What a picture shows: its sign, its words and their colour."""
    translate = QCoreApplication.translate
    return {
        "lost": ("×", translate("StoryTile", "lost write"), "lost"),
        "leak": ("!", translate("StoryTile", "leak"), "lost"),
        "twice": ("×", translate("StoryTile", "two owners"), "lost"),
        "returned": ("?", translate("StoryTile", "came back"), "unknown"),
        "vanished": ("!", translate("StoryTile", "own post gone"), "stale"),
        "backwards": ("!", translate("StoryTile", "went back in time"), "stale"),
        "discarded": ("×", translate("StoryTile", "edits discarded"), "lost"),
        "stale": ("!", translate("StoryTile", "stale read"), "stale"),
        "unordered": ("!", translate("StoryTile", "out of order"), "stale"),
        "unknown": ("?", translate("StoryTile", "unknown outcome"), "unknown"),
        "refused": ("×", translate("StoryTile", "refused"), "stale"),
        "older": ("✓", translate("StoryTile", "old, and fine"), "muted"),
        "crossing": ("⇄", translate("StoryTile", "writes cross"), "write"),
        "down": ("×", translate("StoryTile", "server down"), "lost"),
        "cut": ("×", translate("StoryTile", "link cut"), "lost"),
        "queue": ("≡", translate("StoryTile", "long queue"), "unknown"),
        "trials": ("∑", translate("StoryTile", "many trials"), "read"),
        "crowd": ("≡", translate("StoryTile", "a crowd"), "read"),
        "fresh": ("✓", translate("StoryTile", "all fresh"), "fresh"),
    }


class Picture(QWidget):
    """The picture of a card, painted once for each size and look."""

    def __init__(self, question: int) -> None:
        super().__init__()
        self._question = question
        self._still: Still | None = None
        self._painted: tuple[tuple[object, ...], QPixmap] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_still(self, shown: Still) -> None:
        """Shows this moment."""
        self._still, self._painted = shown, None
        self.update()

    def fit(self, width: int) -> None:
        """Flat, and yet high enough for three servers and their words."""
        line = self.fontMetrics().height()
        self.setFixedHeight(round(max(PICTURE_PART * width, PICTURE_LINES * line)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the stage of the moment, and in a corner what it shows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._still is None:
            still.paint_ground(painter, self.rect().toRectF())
            side = self.height() * 0.3
            middle = self.rect().center()
            box = QRectF(middle.x() - side * 0.75, middle.y() - side / 2, side * 1.5, side)
            paint_sign(painter, self._question, box, faint=True)
            return
        painter.drawPixmap(0, 0, self._picture(self._still))
        self._mark(painter, self._still.shows)

    def _picture(self, shown: Still) -> QPixmap:
        now = theme.current()
        key = (self.width(), self.height(), self.devicePixelRatioF(), now)
        if self._painted is None or self._painted[0] != key:
            made = still.picture(shown.frame, self.size(), self.devicePixelRatioF())
            self._painted = (key, made)
        return self._painted[1]

    def _mark(self, painter: QPainter, kind: MarkKind) -> None:
        sign, text, role = marks()[kind]
        painter.setFont(theme.font(scale=0.84, bold=True))
        metrics = painter.fontMetrics()
        said = f"{sign} {text}"
        size = metrics.size(0, said)
        pill = QRectF(8, self.height() - size.height() - 12, size.width() + 16, size.height() + 4)
        painter.setPen(QPen(theme.current().color(role), 1))
        painter.setBrush(theme.current().color("panel"))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, said)


class StoryTile(Clickable):
    """The card of one story: a click or Enter opens and plays it."""

    command = Signal(str)

    def __init__(self, card: StoryCard, *, first: bool) -> None:
        super().__init__()
        self.card = card
        self._first = first
        self._picture = Picture(card.question)
        self._says = ""
        self._open, self._progress = False, None  # type: bool, Summary | None
        self.setObjectName(f"story-{card.slug}")
        self.setAccessibleName(self.tr("Open the story: {title}").format(title=card.title))
        self.setAccessibleDescription(card.story)
        self.setToolTip(f"<p>{card.story}</p><p>open {card.slug}</p>")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._mark = words("small")
        self._mark.setProperty("tone", "good")
        self._lay_out()
        self.mark(open_now=False)
        self.clicked.connect(self._play)

    def _play(self) -> None:
        self.command.emit(f"open {self.card.slug}")
        self.command.emit("play")

    def _lay_out(self) -> None:
        title, asks, facts = words("heading"), words("muted"), words("small")
        title.setText(self.card.title)
        asks.setText(self.card.asks or self.card.story)
        facts.setText(self._facts())
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 8, 12, 11)
        inside.setSpacing(3)
        for part in (self._mark, title, asks):
            inside.addWidget(part)
        inside.addStretch(1)
        inside.addWidget(facts)
        box = QVBoxLayout(self)
        box.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        box.setSpacing(0)
        box.addWidget(self._picture)
        box.addLayout(inside, 1)

    def _facts(self) -> str:
        """How long it plays, how many variants it has, and what a line of text calls it."""
        facts = []
        if self.card.lasts_us:
            text = self.tr("▶ plays for {time}")
            facts.append(text.format(time=tell_time(self.card.lasts_us)))
        if self.card.variants:
            text = self.tr("{n} variants")
            facts.append(text.format(n=len(self.card.variants)))
        facts.append(self.tr("story {n}").format(n=self.card.number))
        return "  ·  ".join(facts)

    def show_still(self, shown: Still) -> None:
        """Its picture has been painted; what it shows is told to whoever cannot see it."""
        self._picture.show_still(shown)
        _, text, _ = marks()[shown.shows]
        moment = tell_time(shown.frame.now_us)
        said = self.tr("The picture, at {moment}: {text}.").format(moment=moment, text=text)
        self.setAccessibleDescription(f"{self.card.story} {said}")

    def fit(self, width: int) -> None:
        """It is so wide: its picture becomes as high as that asks for."""
        self._picture.fit(width)

    def mark(self, *, open_now: bool) -> None:
        """Says whether this story is the one to try first, or the one that is open."""
        self._open = open_now
        self._show_marks()

    def show_progress(self, progress: Summary) -> None:
        """Says how much of it was told, and how many answers were right at first."""
        self._progress = progress
        self._show_marks()

    def _show_marks(self) -> None:
        first = self.tr("★ Try this first") if self._first else ""
        parts = [self.tr("● open now") if self._open else first, *self._told()]
        show_text(self._mark, "  ·  ".join(part for part in parts if part))

    def _told(self) -> Iterator[str]:
        """In a sign and a few words; nothing of what was not begun."""
        known = self._progress
        if known is None:
            return
        if known.told == known.variants:
            yield self.tr("✓ told")
        elif known.told:
            yield self.tr("◐ told in {n} of {m} variants").format(n=known.told, m=known.variants)
        if known.answered:
            text = self.tr("{n} of {m} predicted")
            yield text.format(n=known.right, m=known.asked)
        if known.won:
            yield self.tr("✓ goal reached")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the card, with the colour of its question at the left; lit, it is brighter."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse()
        edge = "accent" if lit else "fresh" if self._first else "line"
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(now.color(edge), 2 if lit else now.line_width))
        painter.setBrush(now.color("raised" if lit else "panel"))
        painter.drawRoundedRect(frame, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color(HUES.get(self.card.question, "accent")))
        top = self._picture.geometry().bottom() + 11
        painter.drawRoundedRect(QRectF(7, top, 4, max(0, self.height() - top - 12)), 2, 2)
