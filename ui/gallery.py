"""The start page: the four questions, each with the stories that answer it.

Rules this file keeps: it shows the `StoryCard`s that it is given and says `open SLUG`; a question
without a story is not shown.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame
from ui import theme
from ui.labels import words
from ui.lesson import question_text
from ui.story_tile import HUES, StoryCard, StoryTile

CARD_WIDTH = 27
"""The least width of a card, in letters 'x' of the window's font."""
COLUMNS_MOST = 4


class QuestionSign(QWidget):
    """A small drawing of a question: two servers talk, are cut, a check mark, many servers."""

    def __init__(self, question: int) -> None:
        super().__init__()
        self._question = question

    def sizeHint(self) -> QSize:
        """As high as two lines."""
        height = round(self.fontMetrics().height() * 2)
        return QSize(round(height * 1.5), height)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints it in a field of 60 x 40, in the colour of the question."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self.sizeHint().height() / 40
        painter.translate(0, (self.height() - 40 * scale) / 2)
        painter.scale(scale, scale)
        painter.setPen(QPen(theme.current().color(HUES.get(self._question, "accent")), 3))
        draw = {2: self._cut, 3: self._fresh, 4: self._many}.get(self._question, self._talk)
        draw(painter)

    def _talk(self, painter: QPainter) -> None:
        painter.drawEllipse(QPointF(11, 20), 8, 8)
        painter.drawEllipse(QPointF(49, 20), 8, 8)
        painter.drawLine(QPointF(20, 20), QPointF(40, 20))
        painter.drawPolyline([QPointF(34, 14), QPointF(40, 20), QPointF(34, 26)])

    def _cut(self, painter: QPainter) -> None:
        painter.drawEllipse(QPointF(11, 20), 8, 8)
        painter.drawEllipse(QPointF(49, 20), 8, 8)
        painter.drawLine(QPointF(25, 14), QPointF(35, 26))
        painter.drawLine(QPointF(35, 14), QPointF(25, 26))

    def _fresh(self, painter: QPainter) -> None:
        painter.drawRoundedRect(QRectF(6, 5, 48, 30), 5, 5)
        painter.drawPolyline([QPointF(20, 20), QPointF(28, 28), QPointF(42, 12)])

    def _many(self, painter: QPainter) -> None:
        for x, y in ((10, 28), (30, 28), (50, 28), (20, 10), (40, 10)):
            painter.drawEllipse(QPointF(x, y), 6, 6)


class QuestionSection(QWidget):
    """One question and the cards of its stories, in as many columns as fit."""

    def __init__(self, question: int, tiles: Sequence[StoryTile]) -> None:
        super().__init__()
        self._tiles = tiles
        self._columns = 0
        self.setObjectName(f"question-{question}")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(QuestionSign(question))
        text = words("title")
        text.setText(question_text(question))
        head.addWidget(text, 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._fillers = [QWidget(self) for _ in range(COLUMNS_MOST)]
        for column, filler in enumerate(self._fillers):  # an empty column would have no spacing
            filler.setMaximumHeight(1)
            self._grid.addWidget(filler, 0, column)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addLayout(self._grid)

    def count(self) -> int:
        """How many stories it has."""
        return len(self._tiles)

    def arrange(self, columns: int) -> None:
        """Lays the cards out in `columns`."""
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for column, filler in enumerate(self._fillers):
            filler.setVisible(len(self._tiles) <= column < columns)
        for index, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, index // columns, index % columns)


class Gallery(QScrollArea):
    """The start page."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[StoryCard, ...] = ()
        self._tiles: dict[int, StoryTile] = {}
        self._sections: list[QuestionSection] = []
        self.setObjectName("gallery")
        self.setAccessibleName(self.tr("Stories"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heading, sentence = QLabel(self.tr("Quorumscope")), words("muted")
        heading.setProperty("role", "display")
        sentence.setText(
            self.tr(
                "A small social network on servers that you can slow down, cut and rewind: "
                "see why X and Y do not always see the same."
            )
        )
        body = QWidget()
        self._box = QVBoxLayout(body)
        self._box.setContentsMargins(36, 22, 36, 26)
        self._box.setSpacing(18)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(heading)
        head.addWidget(sentence)
        self._box.addLayout(head)
        self._box.addStretch(1)
        self.setWidget(body)

    def show_stories(self, stories: Sequence[StoryCard]) -> None:
        """Shows these stories, by question; the first of them is the one to try first."""
        cards = tuple(sorted(stories, key=lambda card: (card.question, card.number)))
        if cards == self._cards:
            return
        self._cards = cards
        for section in self._sections:
            self._box.removeWidget(section)
            section.deleteLater()
        self._tiles = {card.number: self._tile(card, first=card is cards[0]) for card in cards}
        self._sections = [
            self._section(question) for question in sorted({card.question for card in cards})
        ]
        self._arrange()

    def _tile(self, card: StoryCard, *, first: bool) -> StoryTile:
        tile = StoryTile(card, first=first)
        tile.command.connect(self.command)
        return tile

    def _section(self, question: int) -> QuestionSection:
        tiles = [self._tiles[card.number] for card in self._cards if card.question == question]
        section = QuestionSection(question, tiles)
        self._box.insertWidget(self._box.count() - 1, section)
        return section

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Marks the card of the story that is open."""
        for number, tile in self._tiles.items():
            tile.mark(open_now=number == frame.lesson.number)

    def _arrange(self) -> None:
        width = self.viewport().width() - 72
        card = self.fontMetrics().horizontalAdvance("x") * CARD_WIDTH + 44
        fit = max(1, min(COLUMNS_MOST, (width + 12) // (card + 12)))
        longest = max((section.count() for section in self._sections), default=1)
        columns = min(fit, longest)
        for section in self._sections:
            section.arrange(columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes as many columns as fit."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Does the same for letters of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_sections"):
            self._arrange()
