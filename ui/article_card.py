"""One article on somebody's screen: its text, which edition that is, and what can be done with it.

Rules this file keeps: it draws an `ArticleView` and says lines of the verb language; an older
edition is said calmly, for it does no harm here.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout

from explorer import lines
from explorer.frame_screens import ArticleView
from ui import theme
from ui.buttons import flat
from ui.labels import breakable, label, show_text
from ui.tips import tip
from ui.tools import show_me
from ui.writer import Writer, quoted

STATES = {
    "unread": ("○ ", "plain"),
    "newest": ("✓ ", "good"),
    "unconfirmed": ("◔ ", "plain"),
    "older": ("◐ ", "plain"),
    "absent": ("◌ ", "plain"),
    "asking": ("… ", "unknown"),
    "unanswered": ("✕ ", "bad"),
    "unknown": ("? ", "unknown"),
}
"""The sign and the tone of each state: colour never speaks alone."""


class ArticleCard(QFrame):
    """An article: title, text, edition and why; readers and editors each add a button of theirs."""

    command = Signal(str)

    def __init__(self, user: str, title: str) -> None:
        super().__init__()
        self._user, self._title_text = user, title
        self._shown: ArticleView | None = None
        self.setObjectName(f"article-{user}-{title}")
        self.setProperty("role", "card")
        self._title = label("heading", wrap=True)
        self._title.setText(breakable(title))
        self._text = label(wrap=True)
        self._said = label("small", wrap=True)
        self._said.setObjectName(f"edition-{user}-{title}")
        self._why = label("small", wrap=True)
        self._show_me = show_me(f"cause-{user}-{title}")
        self._show_me.clicked.connect(self._seek)
        self._top = QHBoxLayout()
        self._top.setSpacing(6)
        self._top.addWidget(self._title, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._show_me)
        foot.addStretch(1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(10, 5, 6, 7)
        self._box.setSpacing(3)
        self._box.addLayout(self._top)
        for part in (self._text, self._said, self._why):
            self._box.addWidget(part)
        self._box.addLayout(foot)

    def add_button(self, name: str, text: str, line: str, says: str) -> QToolButton:
        """A button beside the title."""
        button = flat(f"{name}-{self._user}-{self._title_text}", text, says, tip(line, says))
        self._top.addWidget(button)
        return button

    def _seek(self) -> None:
        if self._shown is not None and self._shown.read is not None:
            self.command.emit(f"cause #{self._shown.read}")

    def show_article(self, article: ArticleView) -> None:
        """Shows the article."""
        if article == self._shown:
            return
        self._shown = article
        sign, tone = STATES[article.state]
        show_text(self._text, breakable(article.text))
        show_text(self._said, sign + breakable(article.said))
        theme.restyle(self._said, tone=tone)
        show_text(self._why, breakable(article.why))
        self._show_me.setVisible(article.read is not None)
        self._show_me.setAccessibleName(self.tr("Show why: {why}").format(why=article.why))
        words = (article.title, article.text, article.said, article.why)
        self.setAccessibleName(". ".join(word.rstrip(".") for word in words if word))


class ReaderCard(ArticleCard):
    """An article that can be opened, and opened again."""

    def __init__(self, user: str, title: str) -> None:
        super().__init__(user, title)
        says = self.tr("Read {title} as {user}").format(title=title, user=user)
        line = f"read {user} {lines.quoted(title)}"
        button = self.add_button("read", self.tr("⟳ Read"), line, says)
        button.clicked.connect(lambda: self.command.emit(line))


class EditorCard(ArticleCard):
    """An article that can be corrected."""

    def __init__(self, user: str, title: str) -> None:
        super().__init__(user, title)
        says = self.tr("Correct {title} as {user}").format(title=title, user=user)
        line = f"correct {user} {lines.quoted(title)}"
        button = self.add_button("correct", self.tr("✎ Correct"), line, says)
        name = self.tr("The new text of {title}").format(title=title)
        self._writer = Writer(user, f"correction-{user}-{title}", self.tr("Send"), name)
        self._writer.hide()
        self._box.addWidget(self._writer)
        button.clicked.connect(self._toggle_writer)
        self._writer.written.connect(self._correct)

    def _toggle_writer(self) -> None:
        self._writer.setVisible(self._writer.isHidden())
        if not self._writer.isHidden():
            self._writer.field.setText(self._shown.text if self._shown else "")
            self._writer.field.selectAll()
            self._writer.field.setFocus()

    def _correct(self, text: str) -> None:
        self._writer.hide()
        self.command.emit(f"correct {self._user} {lines.quoted(self._title_text)} {quoted(text)}")
