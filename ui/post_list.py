"""What a user sees: what is missing, hatched, then the posts, newest first.

Rules this file keeps: a post that leaves the feed is hidden, not deleted, so that half a reply to
it is kept; what one looks at stays where it is when posts come above it.
"""

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from explorer.frame_screens import MissingView, PostView, ScreenView
from ui import theme
from ui.labels import breakable, label, show_text
from ui.post_card import PostCard
from ui.shelf import Shelf

AT_ONCE, A_TURN = 20, 5
"""New cards of posts at once, more than a screen has room for, and in each turn after that."""
HATCH_STEP = 7
HATCH_WIDTH = 22


def hatch(painter: QPainter, strip: QRectF) -> None:
    """Slanted lines in a strip, in the pen that is set."""
    painter.save()
    painter.setClipRect(strip, Qt.ClipOperation.IntersectClip)
    painter.translate(strip.topLeft())
    wide, high = round(strip.width()), round(strip.height())
    step = HATCH_STEP if theme.current().line_width < 2 else HATCH_STEP + 3
    for y in range(0, high + wide, step):
        painter.drawLine(QPointF(0, y), QPointF(wide, y - wide))
    painter.restore()


class MissingRow(QFrame):
    """Something that this read did not show: hatched as well as coloured."""

    def __init__(self) -> None:
        super().__init__()
        self._text = label("heading", wrap=True)
        self._text.setProperty("tone", "bad")
        self._reason = label("small", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(HATCH_WIDTH + 10, 6, 10, 6)
        box.setSpacing(2)
        box.addWidget(self._text)
        box.addWidget(self._reason)

    def show_missing(self, missing: MissingView) -> None:
        """Says what is missing and why."""
        text = self.tr("missing: {what}").format(what=missing.text)
        self.setAccessibleName(f"{text}. {missing.reason}")
        show_text(self._text, breakable(text))
        show_text(self._reason, breakable(missing.reason))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the frame, and a strip of hatching at its left."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(frame, 6, 6)
        painter.fillPath(path, now.color("raised"))
        painter.setClipPath(path)
        painter.setPen(QPen(now.color("stale"), now.line_width))
        hatch(painter, QRectF(0, 0, HATCH_WIDTH, self.height()))
        painter.setClipping(False)
        painter.drawPath(path)


class PostList(Shelf):
    """What is missing, then the posts, newest first; what one looks at stays where it is."""

    command = Signal(str)

    def __init__(self, user: str) -> None:
        super().__init__(4, 2)  # what one writes in stays in sight
        self._user = user
        self._cards: dict[str, PostCard] = {}
        self._rows: list[MissingRow] = []
        self._shown: tuple[PostView, ...] = ()
        self._lost: tuple[MissingView, ...] = ()
        self._anchor: tuple[QWidget, int] | None = None
        self._left: deque[tuple[int, PostView]] = deque()
        """What has still to be put where it belongs, and that is where."""
        self._moved = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(lambda: self._put(A_TURN))
        self._empty = label("muted", wrap=True)
        self._empty.setText(self.tr("No posts to show."))
        self._lay_out()
        self.verticalScrollBar().rangeChanged.connect(self._restore)

    def _lay_out(self) -> None:
        self._top = QVBoxLayout()
        self._posts = QVBoxLayout()
        for layout in (self._top, self._posts, self.box):
            layout.setSpacing(4)
        self.box.addLayout(self._top)
        self.box.addWidget(self._empty)
        self.box.addLayout(self._posts)
        self.box.addStretch(1)
        self.setAccessibleName(self.tr("What {user} sees").format(user=self._user))

    def show_screen(self, screen: ScreenView, now_us: int) -> None:
        """Shows what is there and what is not."""
        if screen.missing != self._lost:
            self._lost = screen.missing
            self._keep_place()
            self._show_missing(screen.missing)
        if screen.posts != self._shown:
            self._shown = screen.posts
            self._keep_place()
            self._show_posts(screen.posts)
        for post in screen.posts:
            if (card := self._cards.get(post.number)) is not None:
                card.show_age(post.posted_us, now_us)
        self._empty.setVisible(not screen.posts and not screen.missing)

    def mark(self, key: str) -> None:
        """Shows which post an operation wrote that is selected."""
        for card in self._cards.values():
            card.mark(key)

    def _show_missing(self, missing: tuple[MissingView, ...]) -> None:
        while len(self._rows) < len(missing):
            row = MissingRow()
            self._rows.append(row)
            self._top.addWidget(row)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(missing))
            if index < len(missing):
                row.show_missing(missing[index])

    def _show_posts(self, posts: tuple[PostView, ...]) -> None:
        numbers = {post.number for post in posts}
        for number, card in self._cards.items():
            card.setVisible(number in numbers)
        self._left = deque(enumerate(sorted(posts, key=lambda post: -post.posted_us)))
        self._put(AT_ONCE)

    def _put(self, most: int) -> None:
        """Puts posts where they belong, the newest first, with so many new cards at the most."""
        while self._left and most:
            index, post = self._left.popleft()
            card = self._cards.get(post.number)
            if card is None:
                card, most = self._new_card(post.number), most - 1
            if self._posts.indexOf(card) != index:
                self._posts.insertWidget(index, card)
                self._moved = True
            card.show_post(post)
        if self._left:
            self._later.start()
        elif self._moved:
            self._moved = False
            self._tab_through(sorted(self._cards.values(), key=self._posts.indexOf))

    def _tab_through(self, cards: Iterable[PostCard]) -> None:
        """Tab goes through the posts as they are read, and not to a new one last of all."""
        before: QWidget = self
        for card in cards:
            for part in card.findChildren(QWidget):
                if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    QWidget.setTabOrder(before, part)
                    before = part

    def _new_card(self, number: str) -> PostCard:
        card = PostCard(self._user, number)
        card.command.connect(self.command)
        self._cards[number] = card
        return card

    def _keep_place(self) -> None:
        top = self.verticalScrollBar().value()
        seen = [card for card in self._cards.values() if card.isVisible()]
        below = [card for card in seen if card.geometry().bottom() >= top]
        if top > 0 and below:
            first = min(below, key=lambda card: card.y())
            self._anchor = (first, first.y() - top)

    def _restore(self) -> None:
        if self._anchor is not None:
            card, offset = self._anchor
            self._anchor = None
            self.verticalScrollBar().setValue(card.y() - offset)
