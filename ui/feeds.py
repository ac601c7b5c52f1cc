"""The users' own screens: what X and Y each see, what is missing from it, and where they write.

Rules this file keeps: it draws `ScreenView`s and says lines of the verb language, nothing else;
drawing twice touches nothing, so typed text, focus and scroll position survive sixty frames a
second; a post that leaves the feed is hidden, not deleted, so that half a reply to it is kept.
"""

import json
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.frame import Frame, MissingView, PostView, ScreenView
from ui import theme

LONGEST_TEXT = 1_000
LONGEST_WORD = 18
HATCH_STEP = 7
HATCH_WIDTH = 22
PILL_PADDING = 28
ROW, COLUMN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom

BADGES = {
    "fresh": ("✓ ", "good"),
    "stale": ("◐ ", "bad"),
    "unavailable": ("✕ ", "bad"),
    "waiting": ("… ", "unknown"),
    "none": ("", "plain"),
}
"""The sign and the tone of each badge: colour never speaks alone."""


def quoted(text: str) -> str:
    """`text` as an argument of the verb language, on one line whatever was pasted."""
    return json.dumps(" ".join(text.strip().splitlines()), ensure_ascii=False)


def breakable(text: str) -> str:
    """`text` with places to break its very long words, which a label would else cut off."""
    return " ".join(
        "\u200b".join(word[i : i + LONGEST_WORD] for i in range(0, len(word), LONGEST_WORD))
        for word in text.split(" ")
    )


def show_text(label: QLabel, text: str) -> None:
    """Sets the text of a label if it is another one, and hides the label when it is empty."""
    if label.text() != text:
        label.setText(text)
    label.setVisible(bool(text))


def _label(role: str = "", *, wrap: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    label.setProperty("role", role)
    if wrap:
        label.setMinimumWidth(1)
    return label


def _flat(name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setProperty("role", "flat")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


class Initial(QWidget):
    """A user's letter on a disc in the user's colour."""

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user

    def sizeHint(self) -> QSize:
        """As high as a line and a half."""
        side = round(self.fontMetrics().height() * 1.6)
        return QSize(side, side)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the disc and the letter."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.sizeHint().width()
        disc = QRectF(0, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.user(self._user))
        painter.drawEllipse(disc)
        painter.setPen(now.color("on_accent"))
        painter.setFont(theme.font(bold=True))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self._user[:1])


class MissingRow(QFrame):
    """Something that this read did not show: hatched as well as coloured."""

    def __init__(self) -> None:
        super().__init__()
        self._text = _label("heading", wrap=True)
        self._text.setProperty("tone", "bad")
        self._reason = _label("small", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(HATCH_WIDTH + 10, 6, 10, 6)
        box.setSpacing(2)
        box.addWidget(self._text)
        box.addWidget(self._reason)

    def render_missing(self, missing: MissingView) -> None:
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
        self._hatch(painter)
        painter.setClipping(False)
        painter.drawPath(path)

    def _hatch(self, painter: QPainter) -> None:
        painter.save()
        painter.setClipRect(
            QRectF(0, 0, HATCH_WIDTH, self.height()), Qt.ClipOperation.IntersectClip
        )
        step = HATCH_STEP if theme.current().line_width < 2 else HATCH_STEP + 3
        for y in range(0, self.height() + HATCH_WIDTH, step):
            painter.drawLine(QPointF(0, y), QPointF(HATCH_WIDTH, y - HATCH_WIDTH))
        painter.restore()


class Writer(QWidget):
    """A line to write in, and its button; what it will not send it keeps, and says why."""

    written = Signal(str)

    def __init__(self, user: str, name: str, action: str, title: str) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setObjectName(f"{name}-text")
        self.field.setAccessibleName(title)
        self.field.setToolTip(title)
        self._send = QPushButton(action)
        self._send.setObjectName(f"{name}-send")
        self._send.setProperty("role", "primary")
        self._send.setProperty("hue", theme.hue(user))
        self._send.setAccessibleName(f"{action}: {title}")
        self._send.setToolTip(self.tr("Sends it (Enter)"))
        self._hint = _label("small", wrap=True)
        self._hint.setObjectName(f"{name}-hint")
        self._hint.setProperty("tone", "unknown")
        self._hint.hide()
        self._lay_out()
        self._send.clicked.connect(self.send)
        self.field.returnPressed.connect(self.send)
        self.field.textEdited.connect(lambda: show_text(self._hint, ""))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        row.addWidget(self._send)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        box.addWidget(self._hint)
        box.addLayout(row)

    def send(self) -> None:
        """Says the text if it can be sent; otherwise says why not."""
        text = self.field.text().strip()
        show_text(self._hint, self._refusal(text))
        if not self._hint.text():
            self.field.clear()
            self.written.emit(text)

    def _refusal(self, text: str) -> str:
        if not text:
            return self.tr("Nothing was sent: write something first.")
        if len(text) > LONGEST_TEXT:
            words = self.tr("Not sent: {length} characters, {most} at most. Your text is kept.")
            return words.format(length=f"{len(text):,}", most=f"{LONGEST_TEXT:,}")
        return ""


class PostCard(QFrame):
    """One post as one user sees it, with its heart, its comments and a line to reply in."""

    command = Signal(str)

    def __init__(self, user: str, number: str) -> None:
        super().__init__()
        self._user = user
        self._number = number
        self._shown: PostView | None = None
        name = f"{user}-{number}"
        self.setObjectName(f"post-{name}")
        self.setProperty("role", "card")
        self._author = _label("heading")
        self._age = _label("small", wrap=True)
        self._text = _label(wrap=True)
        self._state = _label("small", wrap=True)
        self._comments = _label("small", wrap=True)
        self._comments.setTextFormat(Qt.TextFormat.RichText)
        self._comments.setIndent(12)
        self._like = _flat(f"like-{name}")
        self._reply = _flat(f"reply-{name}")
        self._more = _flat(f"more-{name}")
        self._writer = Writer(user, f"comment-{name}", self.tr("Reply"), self._reply_title())
        self._writer.hide()
        self._lay_out()
        self._fill_menu()
        self._like.clicked.connect(lambda: self.command.emit(f"like {user} {number}"))
        self._reply.clicked.connect(self._toggle_writer)
        self._writer.written.connect(self._comment)

    def _reply_title(self) -> str:
        return self.tr("Reply to {number} as {user}").format(number=self._number, user=self._user)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._author)
        top.addWidget(self._age, 1)
        for button in (self._like, self._reply, self._more):
            top.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 5, 6, 7)
        box.setSpacing(3)
        box.addLayout(top)
        for part in (self._text, self._state, self._comments, self._writer):
            box.addWidget(part)

    def _fill_menu(self) -> None:
        self._more.setText("⋯")
        self._more.setToolTip(self.tr("What can be done with your own post"))
        self._more.setAccessibleName(self.tr("More about {number}").format(number=self._number))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        delete = menu.addAction(self.tr("Delete this post"))
        delete.setObjectName(f"delete-{self._user}-{self._number}")
        line = f"delete {self._user} {self._number}"
        delete.triggered.connect(lambda: self.command.emit(line))
        self._more.setMenu(menu)

    def _toggle_writer(self) -> None:
        self._writer.setVisible(self._writer.isHidden())
        if not self._writer.isHidden():
            self._writer.field.setFocus()

    def _comment(self, text: str) -> None:
        self._writer.hide()
        self.command.emit(f"comment {self._user} {self._number} {quoted(text)}")

    def render_post(self, post: PostView) -> None:
        """Shows all of the post but its age."""
        if post == self._shown:
            return
        self._shown = post
        show_text(self._author, post.author)
        show_text(self._text, breakable(post.text))
        self._render_state(post)
        rows = (f"<b>{escape(who)}</b> {escape(breakable(text))}" for who, text in post.comments)
        show_text(self._comments, "<br>".join(rows))
        self._render_actions(post)
        words = self.tr("Post {number} by {author}: {text}")
        self.setAccessibleName(words.format(number=post.number, author=post.author, text=post.text))

    def _render_state(self, post: PostView) -> None:
        words = {
            "sending": self.tr("… sending"),
            "unknown": self.tr("? unknown: it may or may not have been written"),
            "posted": self.tr("✓ posted, not yet in a feed read"),
        }
        tones = {"unknown": "unknown", "posted": "good"}
        show_text(self._state, words.get(post.state, ""))
        theme.restyle(self._state, tone=tones.get(post.state, "plain"))
        theme.restyle(self._text, role="muted" if post.state == "sending" else "")

    def _render_actions(self, post: PostView) -> None:
        heart, like = f"♡ {post.likes}", self.tr("Like {number} as {user}")
        if post.liked:
            heart, like = self.tr("♥ {n} liked").format(n=post.likes), self.tr("{user} likes this")
        like = like.format(number=post.number, user=self._user)
        self._like.setText(heart)
        self._like.setToolTip(like)
        self._like.setAccessibleName(like)
        self._like.setEnabled(not post.liked)
        self._reply.setText(f"↩ {len(post.comments)}")
        self._reply.setToolTip(self._reply_title())
        self._reply.setAccessibleName(self._reply_title())
        for button in (self._like, self._reply):
            button.setVisible(post.state != "sending")
        self._more.setVisible(post.author == self._user and post.state != "sending")

    def render_age(self, posted_us: int, now_us: int) -> None:
        """Shows how old the post is: in steps of 10 ms, then of 0.1 s, so that it can be read."""
        age_us = now_us - posted_us
        if posted_us < 0:
            text = self.tr("earlier")
        elif age_us < 10_000:
            text = self.tr("now")
        elif age_us < 1_000_000:
            text = self.tr("{n} ms").format(n=age_us // 10_000 * 10)
        elif age_us < 10_000_000:
            text = self.tr("{n} s").format(n=f"{age_us // 100_000 / 10:.1f}")
        elif age_us < 60_000_000:
            text = self.tr("{n} s").format(n=age_us // 1_000_000)
        else:
            text = self.tr("{n} min").format(n=age_us // 60_000_000)
        show_text(self._age, text)


class PostList(QScrollArea):
    """What is missing, then the posts, newest first; what one looks at stays where it is."""

    command = Signal(str)

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user
        self._cards: dict[str, PostCard] = {}
        self._rows: list[MissingRow] = []
        self._shown: tuple[PostView, ...] = ()
        self._lost: tuple[MissingView, ...] = ()
        self._anchor: tuple[QWidget, int] | None = None
        self._empty = _label("muted", wrap=True)
        self._empty.setText(self.tr("No posts to show."))
        self._lay_out()
        self.verticalScrollBar().rangeChanged.connect(self._restore)

    def _lay_out(self) -> None:
        body = QWidget()
        self._top = QVBoxLayout()
        self._posts = QVBoxLayout()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 2, 0)
        for layout in (self._top, self._posts, box):
            layout.setSpacing(6)
        box.addLayout(self._top)
        box.addWidget(self._empty)
        box.addLayout(self._posts)
        box.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("What {user} sees").format(user=self._user))

    def sizeHint(self) -> QSize:
        """Four lines at least; more when there is room."""
        return QSize(200, self.fontMetrics().lineSpacing() * 4)

    minimumSizeHint = sizeHint

    def render_posts(self, screen: ScreenView, now_us: int) -> None:
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
            self._cards[post.number].render_age(post.posted_us, now_us)
        self._empty.setVisible(not screen.posts and not screen.missing)

    def _show_missing(self, missing: tuple[MissingView, ...]) -> None:
        while len(self._rows) < len(missing):
            row = MissingRow()
            self._rows.append(row)
            self._top.addWidget(row)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(missing))
            if index < len(missing):
                row.render_missing(missing[index])

    def _show_posts(self, posts: tuple[PostView, ...]) -> None:
        numbers = {post.number for post in posts}
        for number, card in self._cards.items():
            card.setVisible(number in numbers)
        newest_first = sorted(posts, key=lambda post: -post.posted_us)
        for index, post in enumerate(newest_first):
            card = self._cards.get(post.number) or self._new_card(post.number)
            if self._posts.indexOf(card) != index:
                self._posts.insertWidget(index, card)
            card.render_post(post)

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


class PeopleMenu(QToolButton):
    """Whom this user follows, who is a friend, and who could be followed."""

    command = Signal(str)

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user
        self._shown: tuple[object, ...] | None = None
        self.setObjectName(f"people-{user}")
        self.setProperty("role", "flat")
        self.setText(self.tr("People ▾"))
        self.setAccessibleName(self.tr("People of {user}").format(user=user))
        self.setToolTip(self.tr("Follow, unfollow, friends and the home server"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self.setMenu(self._menu)

    def render_people(self, screen: ScreenView) -> None:
        """Fills the menu anew when somebody came or went, but never while it is open."""
        people = (screen.server, screen.follows, screen.friends, screen.others)
        if people == self._shown or self._menu.isVisible():
            return
        self._shown = people
        self.setText(self._summary(screen))
        self._menu.clear()
        self._say(self.tr("Home server: {server}").format(server=screen.server))
        self._menu.addSeparator()
        for other in screen.follows:
            friend = self.tr(" (friends ⇄)") if other in screen.friends else ""
            self._offer("unfollow", other, self.tr("Unfollow {other}") + friend)
        for other in screen.others:
            self._offer("follow", other, self.tr("Follow {other}"))
        if not screen.follows and not screen.others:
            self._say(self.tr("Nobody else is here"))

    def _summary(self, screen: ScreenView) -> str:
        one_way = [other for other in screen.follows if other not in screen.friends]
        parts = []
        if screen.friends:
            parts.append(self.tr("friends with {users}").format(users=", ".join(screen.friends)))
        if one_way:
            parts.append(self.tr("follows {users}").format(users=", ".join(one_way)))
        return (", ".join(parts) or self.tr("follows nobody")) + " ▾"

    def _say(self, text: str) -> None:
        self._menu.addAction(text).setEnabled(False)

    def _offer(self, verb: str, other: str, text: str) -> None:
        action = self._menu.addAction(text.format(other=other))
        action.setObjectName(f"{verb}-{self._user}-{other}")
        line = f"{verb} {self._user} {other}"
        action.triggered.connect(lambda: self.command.emit(line))


class Header(QWidget):
    """Whose screen this is, how fresh it is and why, and what to do about it."""

    command = Signal(str)

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user
        self._title = _label("heading")
        self._title.setText(self.tr("{user}'s screen").format(user=user))
        self._near = _label("small")
        self._pill = _label("pill")
        self._pill.setObjectName(f"badge-{user}")
        self._pill.setIndent(0)
        self._pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._why = _label("small", wrap=True)
        self._why.setObjectName(f"why-{user}")
        self._refresh = _flat(f"refresh-{user}")
        self._refresh.setText(self.tr("⟳ Refresh"))
        self._refresh.setToolTip(self.tr("Reads the feed again (feed {user})").format(user=user))
        self._refresh.setAccessibleName(self.tr("Refresh the feed of {user}").format(user=user))
        self._people = PeopleMenu(user)
        self._lay_out()
        self._refresh.clicked.connect(lambda: self.command.emit(f"feed {user}"))
        self._people.command.connect(self.command)

    def _lay_out(self) -> None:
        who, tools = QHBoxLayout(), QHBoxLayout()
        who.setSpacing(8)
        tools.setSpacing(2)
        for part in (Initial(self._user), self._title, self._near):
            who.addWidget(part)
        who.addStretch(1)
        for button in (self._refresh, self._people):
            tools.addWidget(button)
        tools.addStretch(1)
        self._who = who
        self._fold = QBoxLayout(ROW)
        self._fold.addLayout(who, 1)
        self._fold.addWidget(self._pill)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for layout in (self._fold, box):
            layout.setSpacing(4)
        box.addLayout(self._fold)
        box.addLayout(tools)
        box.addWidget(self._why)

    def render_header(self, screen: ScreenView) -> None:
        """Shows the badge, and its reason unless the feed is fresh."""
        sign, tone = BADGES[screen.badge]
        show_text(self._near, self.tr("near {server}").format(server=screen.server))
        show_text(self._pill, sign + (screen.badge_text or self._badge_words(screen.badge)))
        theme.restyle(self._pill, tone=tone)
        self._pill.setToolTip(f"<qt>{escape(screen.explanation)}</qt>")
        name = self.tr("{user}'s feed: {badge}")
        self._pill.setAccessibleName(name.format(user=self._user, badge=self._pill.text()))
        told = screen.explanation if screen.badge in ("unavailable", "waiting") else ""
        show_text(self._why, breakable(told))
        self._people.render_people(screen)
        self._fold_when_narrow()

    def _badge_words(self, badge: str) -> str:
        words = {
            "fresh": self.tr("fresh"),
            "stale": self.tr("behind"),
            "unavailable": self.tr("no answer"),
            "waiting": self.tr("waiting"),
        }
        return words.get(badge, self.tr("nothing read yet"))

    def minimumSizeHint(self) -> QSize:
        """As wide as the name: a badge that does not fit beside it goes beneath."""
        return QSize(self._who.sizeHint().width(), super().minimumSizeHint().height())

    def _fold_when_narrow(self) -> None:
        pill = self._pill.fontMetrics().horizontalAdvance(self._pill.text()) + PILL_PADDING
        self._pill.setWordWrap(pill > self.width())
        wanted = ROW if self._who.sizeHint().width() + pill + 8 <= self.width() else COLUMN
        if self._fold.direction() != wanted:
            self._fold.setDirection(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the badge beneath the name where both do not fit."""
        super().resizeEvent(event)
        self._fold_when_narrow()

    def changeEvent(self, event: QEvent) -> None:
        """Does the same when a theme with other letters comes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.layout() is not None:
            self._fold_when_narrow()


class UserScreen(QFrame):
    """The screen of one user: header, feed, notice and composer."""

    command = Signal(str)

    def __init__(self, user: str) -> None:
        super().__init__()
        self._shown: tuple[ScreenView, int] | None = None
        self.setObjectName(f"screen-{user}")
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("{user}'s screen").format(user=user))
        self._header = Header(user)
        self._list = PostList(user)
        self._list.setObjectName(f"feed-{user}")
        self._notice = _label("small", wrap=True)
        self._notice.setObjectName(f"notice-{user}")
        self._notice.setProperty("tone", "unknown")
        title = self.tr("What {user} writes").format(user=user)
        self._composer = Writer(user, f"composer-{user}", self.tr("Post"), title)
        self._composer.field.setPlaceholderText(self.tr("Write something…"))
        self._lay_out()
        self._header.command.connect(self.command)
        self._list.command.connect(self.command)
        self._composer.written.connect(
            lambda text: self.command.emit(f"post {user} {quoted(text)}")
        )

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 10, 10)
        box.setSpacing(6)
        box.addWidget(self._header)
        box.addWidget(self._list, 1)
        box.addWidget(self._notice)
        box.addWidget(self._composer)

    def render_screen(self, screen: ScreenView, now_us: int) -> None:
        """Shows the screen as it is at `now_us`."""
        if self._shown == (screen, now_us):
            return
        if self._shown is None or self._shown[0] != screen:
            self._header.render_header(screen)
            show_text(self._notice, breakable(screen.notice and f"! {screen.notice}"))
        self._shown = (screen, now_us)
        self._list.render_posts(screen, now_us)


class Feeds(QScrollArea):
    """The screens of all users, one beneath the other."""

    command = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screens: dict[str, UserScreen] = {}
        self.setObjectName("feeds")
        self.setAccessibleName(self.tr("The users' screens"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        self._box = QVBoxLayout(body)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self.setWidget(body)

    def render(self, frame: Frame) -> None:  # type: ignore[override]
        """Shows every user's screen; a user who is not there (yet) has none."""
        users = {screen.user for screen in frame.screens}
        for user, widget in self._screens.items():
            widget.setVisible(user in users)
        for screen in frame.screens:
            shown = self._screens.get(screen.user) or self._new_screen(screen.user)
            shown.render_screen(screen, frame.now_us)

    def _new_screen(self, user: str) -> UserScreen:
        screen = UserScreen(user)
        screen.command.connect(self.command)
        self._screens[user] = screen
        self._box.addWidget(screen, 1)
        return screen
