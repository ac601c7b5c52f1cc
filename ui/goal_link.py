"""A goal on the start page, below the question that it belongs to: a click opens it."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from ui import theme
from ui.buttons import Clickable
from ui.goal_card import turn_of
from ui.labels import Elided, label
from ui.story_tile import StoryCard


class GoalLink(Clickable):
    """What a story asks somebody to bring about."""

    command = Signal(str)

    def __init__(self, card: StoryCard) -> None:
        super().__init__()
        self._slug = card.slug
        self.setObjectName(f"goal-{card.number}")
        self.setAccessibleName(f"{turn_of(card.kind)} {card.title}: {card.goal}")
        self.setToolTip(f"<p>{card.goal}</p><p>open {card.slug}</p>")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        heading, self._ask = label("heading"), Elided("muted", 120)
        heading.setText(turn_of(card.kind))
        self._ask.show_text(card.goal)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 5, 12, 5)
        self._row.setSpacing(10)
        self._row.addWidget(heading)
        self._row.addWidget(self._ask, 1)
        self.clicked.connect(self._begin)

    def _begin(self) -> None:
        self.command.emit(f"open {self._slug}")
        self.command.emit("goal")

    def sizeHint(self) -> QSize:
        """As high as its words."""
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the least that still says something."""
        return self._row.minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed frame, which lights up under pointer or focus: this is no story."""
        now, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse()
        pen = QPen(now.color("accent" if lit else "line"), now.line_width * (2 if lit else 1))
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)
