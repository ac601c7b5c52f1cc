"""The start page: the four questions, each with the stories that answer it.

Rules this file keeps: it shows the `StoryCard`s and the stills that it is given and says what was
clicked; a question without a story is not shown; what is put above the questions is not its own.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame
from explorer.progress import Summary
from explorer.stills import Still
from explorer.stories import Scenario
from ui import theme
from ui.buttons import Clickable
from ui.cover import BETWEEN, SIDE, TOP, heading
from ui.goal_link import GoalLink
from ui.labels import words
from ui.lesson import question_text
from ui.lesson_parts import Onward
from ui.question_sign import HUES, QuestionSign
from ui.recent_runs import RecentRuns
from ui.scrolled import Scrolled
from ui.story_tile import StoryCard, StoryTile
from ui.tips import tip
from ui.tools import saying, tools

CARD_WIDTH = 42
"""The least width of a card, in letters 'x' of the window's font."""
COLUMNS_MOST = 7
SPACING = 14
BELOW = 26
"""Free room below the last card, in pixels."""


class QuestionLink(Clickable):
    """A question at the top of the page: a click goes to its stories."""

    command = Signal(str)

    def __init__(self, question: int) -> None:
        super().__init__()
        self._question = question
        self.setObjectName(f"jump-{question}")
        text = question_text(question)
        name = self.tr("To question {n}: {text}").format(n=question, text=text)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 10, 7)
        row.setSpacing(10)
        row.addWidget(QuestionSign(question))
        label = words("heading")
        label.setText(f"{question}  {text}")
        row.addWidget(label, 1)
        self.setToolTip(tip(f"gallery {question}"))
        self.clicked.connect(lambda: self.command.emit(f"gallery {question}"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A panel, whose edge lights up under pointer or focus."""
        now, lit = theme.current(), self.hasFocus() or self.underMouse()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = HUES.get(self._question, "accent") if lit else "line"
        painter.setPen(QPen(now.color(edge), 2 if lit else now.line_width))
        painter.setBrush(now.color("raised" if lit else "panel"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 8, 8)


class QuestionSection(QWidget):
    """One question and the cards of its stories, in as many columns as fit."""

    def __init__(self, question: int, tiles: Sequence[StoryTile]) -> None:
        super().__init__()
        self.question = question
        self.tiles = tiles
        self._columns = 0
        self.setObjectName(f"question-{question}")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(QuestionSign(question))
        text = words("title")
        text.setText(f"{question}  {question_text(question)}")
        head.addWidget(text, 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACING)
        self._fillers = [QWidget(self) for _ in range(COLUMNS_MOST)]
        for column, filler in enumerate(self._fillers):  # an empty column would have no spacing
            filler.setMaximumHeight(1)
            self._grid.addWidget(filler, 0, column)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        self.goals = [GoalLink(tile.card) for tile in tiles if tile.card.goal]
        for link in self.goals:
            box.addWidget(link)
        box.addLayout(self._grid)
        box.addStretch(1)

    def arrange(self, columns: int, width: int) -> None:
        """Lays the cards, which become so wide, out in `columns`."""
        for tile in self.tiles:
            tile.fit(width)
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for column, filler in enumerate(self._fillers):
            filler.setVisible(len(self.tiles) <= column < columns)
        for index, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, index // columns, index % columns)


class Gallery(QWidget):
    """The start page."""

    command = Signal(str)
    painted = Signal()
    """It has been on screen for the first time: now there is leisure for pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[StoryCard, ...] = ()
        self._tiles: dict[str, StoryTile] = {}
        self._sections: list[QuestionSection] = []
        self._links: list[QuestionLink] = []
        self._was_painted = False
        self.setObjectName("gallery")
        self.setAccessibleName(self.tr("Stories"))
        self._make_scroll()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = self._head_of_it()
        column.addLayout(self._head)
        column.addWidget(self._scroll, 1)

    def _head_of_it(self) -> QVBoxLayout:
        self._go_on = Onward("gallery-go-on", self.tr("Go on where you stopped: {0}"))
        self._go_on.command.connect(self.command)
        self._go_on.hide()
        name, sentence = heading()
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(name, 1)
        says, say = self.tr("Glossary"), self.command.emit
        glossary = saying("term", "gallery-glossary", says, says, say)
        for button in (glossary, *tools("gallery", say)):
            first.addWidget(button)
        self._jumps = QHBoxLayout()
        self._jumps.setSpacing(SPACING)
        head = QVBoxLayout()
        head.setSpacing(BETWEEN)
        head.addLayout(first)
        head.addWidget(sentence)
        head.addSpacing(10)
        head.addWidget(self._go_on)
        head.addSpacing(6)
        head.addLayout(self._jumps)
        return head

    def _make_scroll(self) -> None:
        body = QWidget()
        self._box = QVBoxLayout(body)
        self._box.setContentsMargins(SIDE, 8, SIDE, BELOW)
        self._box.setSpacing(18)
        self.recent = RecentRuns()
        self.recent.command.connect(self.command)
        self._box.addWidget(self.recent)
        self._box.addStretch(1)
        self._scroll = Scrolled("gallery-scroll")
        self._scroll.setWidget(body)
        self._scroll.resized.connect(self._leave_room)

    def show_stories(self, stories: Sequence[StoryCard]) -> None:
        """Shows these stories, by question; the first of them is the one to try first."""
        cards = tuple(sorted(stories, key=lambda card: (card.question, card.number)))
        if cards == self._cards:
            return
        self._cards = cards
        for old in (*self._sections, *self._links):
            old.setParent(None)
            old.deleteLater()
        self._tiles = {card.slug: self._tile(card, first=card is cards[0]) for card in cards}
        questions = sorted({card.question for card in cards})
        self._sections = [self._section(question) for question in questions]
        self._links = [self._link(question) for question in questions]
        self._arrange()
        if cards and not self.isHidden():
            self._tiles[cards[0].slug].setFocus()

    def _tile(self, card: StoryCard, *, first: bool) -> StoryTile:
        tile = StoryTile(card, first=first)
        tile.command.connect(self.command)
        return tile

    def _section(self, question: int) -> QuestionSection:
        tiles = [self._tiles[card.slug] for card in self._cards if card.question == question]
        section = QuestionSection(question, tiles)
        for goal in section.goals:
            goal.command.connect(self.command)
        self._box.insertWidget(self._box.count() - 1, section)
        return section

    def _link(self, question: int) -> QuestionLink:
        link = QuestionLink(question)
        link.command.connect(self.command)
        self._jumps.addWidget(link, 1)
        return link

    def show_still(self, slug: str, shown: Still) -> None:
        """The picture of a story has come."""
        if slug in self._tiles:
            self._tiles[slug].show_still(shown)

    def go_to(self, question: int) -> None:
        """Brings the stories of a question to the top, and the keyboard to the first of them."""
        for section in self._sections:
            if section.question == question:
                section.tiles[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
                self._scroll.verticalScrollBar().setValue(section.y() - 6)

    def go_to_story(self, number: int) -> None:
        """Brings the card of a story into sight, and the keyboard to it."""
        for card in self._cards:
            if card.number == number:
                self._tiles[card.slug].setFocus(Qt.FocusReason.ShortcutFocusReason)
                self._scroll.ensureWidgetVisible(self._tiles[card.slug])

    def show_frame(self, frame: Frame) -> None:
        """Marks the card of the story that is open."""
        for card in self._cards:
            self._tiles[card.slug].mark(open_now=card.number == frame.lesson.number)

    def show_progress(self, progress: Mapping[str, Summary], following: Scenario | None) -> None:
        """How much of each story was told, by its slug, and what to go on with, if anything."""
        for slug, summary in progress.items():
            if slug in self._tiles:
                self._tiles[slug].show_progress(summary)
        if following is None:
            self._go_on.show_way("")
            return
        model, variant = following.preset.model, following.variant
        title = dict(following.preset.titles).get(variant, "")
        lines = [f"open {model.slug}", *([f"variant {variant}"] if variant else []), "play"]
        self._go_on.show_way(f"{model.title}, {title}" if title else model.title, *lines)

    def _arrange(self) -> None:
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self._head.setContentsMargins(SIDE, TOP, SIDE + bar, 10)
        width = self.width() - bar - 2 * SIDE
        card = self.fontMetrics().horizontalAdvance("x") * CARD_WIDTH + 44
        fit = max(1, min(COLUMNS_MOST, (width + SPACING) // (card + SPACING)))
        longest = max((len(section.tiles) for section in self._sections), default=1)
        columns = min(fit, longest)
        for section in self._sections:
            section.arrange(columns, (width + SPACING) // columns - SPACING)
        self._leave_room()

    def _leave_room(self) -> None:
        """The last question is as high as can be seen at once: it can come to the top as well."""
        for section in self._sections[-1:]:
            section.setMinimumHeight(max(0, self._scroll.viewport().height() - BELOW))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tells, once, that it is on screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes as many columns as fit."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Does the same for letters, and a scroll bar, of another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(
            self, "_head"
        ):
            self._arrange()
