"""One post on a user's screen: its text, its heart, its comments and a line to reply in.

Rules this file keeps: it draws a `PostView` and says lines of the verb language; drawing the same
post twice touches nothing, so that typed text and focus survive.
"""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout

from explorer.frame_screens import PostView
from ui import theme
from ui.buttons import flat
from ui.labels import Shorter, breakable, label, show_text
from ui.tips import tip
from ui.writer import Writer, quoted


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
        self._author = label("heading")
        self._age = Shorter("small")
        self._versions = label("small", wrap=True)
        self._versions.setProperty("tone", "unknown")
        self._text = label(wrap=True)
        self._state = label("small", wrap=True)
        self._comments = label("small", wrap=True)
        self._comments.setTextFormat(Qt.TextFormat.RichText)
        self._comments.setIndent(12)
        self._like = flat(f"like-{name}")
        self._reply = flat(f"reply-{name}")
        self._more = flat(f"more-{name}")
        self._writer = Writer(user, f"comment-{name}", self.tr("Reply"), self._reply_title())
        self._writer.hide()
        self._lay_out()
        self._fill_menu()
        self._like.clicked.connect(lambda: self.command.emit(self._liking))
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
        for part in (self._versions, self._text, self._state, self._comments, self._writer):
            box.addWidget(part)

    def _fill_menu(self) -> None:
        self._more.setText("⋯")
        self._more.setToolTip(self.tr("What can be done with this post"))
        self._more.setAccessibleName(self.tr("More about {number}").format(number=self._number))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        menu.setToolTipsVisible(True)
        self._delete = menu.addAction(self.tr("Delete this post"))
        self._delete.setObjectName(f"delete-{self._user}-{self._number}")
        line = f"delete {self._user} {self._number}"
        self._delete.setToolTip(tip(line))
        self._delete.triggered.connect(lambda: self.command.emit(line))
        self._wrote = menu.addAction(self.tr("Select what wrote it"))
        self._wrote.setObjectName(f"wrote-{self._user}-{self._number}")
        self._wrote.triggered.connect(self._select)
        self._more.setMenu(menu)

    def _select(self) -> None:
        if self._shown is not None:
            self.command.emit(f"select operation {self._shown.operation}")

    @property
    def _liking(self) -> str:
        verb = "unlike" if self._shown is not None and self._shown.liked else "like"
        return f"{verb} {self._user} {self._number}"

    def _toggle_writer(self) -> None:
        self._writer.setVisible(self._writer.isHidden())
        if not self._writer.isHidden():
            self._writer.field.setFocus()

    def _comment(self, text: str) -> None:
        self._writer.hide()
        self.command.emit(f"comment {self._user} {self._number} {quoted(text)}")

    def mark(self, key: str) -> None:
        """Shows whether what wrote it is selected."""
        wrote = self._shown.operation if self._shown is not None else 0
        theme.restyle(self, chosen="yes" if wrote and key == f"operation {wrote}" else "")

    def show_post(self, post: PostView) -> None:
        """Shows all of the post but its age."""
        if post == self._shown:
            return
        self._shown = post
        show_text(self._author, post.author)
        texts = post.siblings or (post.text,)
        show_text(self._text, "\n".join(map(breakable, texts)))
        count = self.tr("{n} versions, written without seeing each other").format(n=len(texts))
        show_text(self._versions, count if len(texts) > 1 else "")
        self._show_state(post)
        rows = (f"<b>{escape(who)}</b> {escape(breakable(text))}" for who, text in post.comments)
        show_text(self._comments, "<br>".join(rows))
        self._show_actions(post)
        words = self.tr("Post {number} by {author}: {text}")
        text = " / ".join(texts)
        self.setAccessibleName(words.format(number=post.number, author=post.author, text=text))

    def _show_state(self, post: PostView) -> None:
        words = {
            "sending": self.tr("… sending"),
            "unknown": self.tr("? unknown: it may or may not have been written"),
            "posted": self.tr("✓ posted; {user} has not refreshed since").format(user=self._user),
        }
        tones = {"unknown": "unknown", "posted": "good"}
        text, tone = words.get(post.state, ""), tones.get(post.state, "plain")
        if post.fate:
            sign = "✓" if post.fate.startswith("committed") else "○"
            told = self.tr("{sign} unknown to {user}; seen from outside: {fate}")
            text = told.format(sign=sign, user=self._user, fate=post.fate)
            tone = "good" if sign == "✓" else "plain"
        show_text(self._state, text)
        theme.restyle(self._state, tone=tone)
        theme.restyle(self._text, role="muted" if post.state == "sending" else "")

    def _show_actions(self, post: PostView) -> None:
        heart, like = f"♡ {post.likes}", self.tr("Like {number} as {user}")
        if post.liked:
            heart = self.tr("♥ {n} liked").format(n=post.likes)
            like = self.tr("{user} likes this: take the like back")
        like = like.format(number=post.number, user=self._user)
        self._like.setText(heart)
        self._like.setToolTip(tip(self._liking, like))
        self._like.setAccessibleName(like)
        theme.restyle(self._like, tone="on" if post.liked else "")
        self._reply.setText(f"↩ {len(post.comments)}")
        self._reply.setToolTip(self._reply_title())
        self._reply.setAccessibleName(self._reply_title())
        for button in (self._like, self._reply):
            button.setVisible(post.state != "sending")
        own = post.author == self._user and post.state != "sending"
        self._delete.setVisible(own)
        self._wrote.setToolTip(tip(f"select operation {post.operation}"))
        self._wrote.setVisible(bool(post.operation))
        self._more.setVisible(own or bool(post.operation))

    def show_age(self, posted_us: int, now_us: int) -> None:
        """Shows how old the post is: in steps of 10 ms, then of 0.1 s, so that it can be read."""
        age_us = now_us - posted_us
        if age_us < 1_000_000:
            old = f"{age_us // 10_000 * 10} ms"
        elif age_us < 10_000_000:
            old = f"{age_us // 100_000 / 10:.1f} s"
        elif age_us < 60_000_000:
            old = f"{age_us // 1_000_000} s"
        else:
            old = f"{age_us // 60_000_000} min"
        if posted_us < 0 or age_us < 10_000:
            old = said = self.tr("earlier") if posted_us < 0 else self.tr("now")
        else:
            said = self.tr("{age} ago").format(age=old)
        self._age.show_text(said, old)
