"""The screens of a site of articles: a reader opens them, the editor publishes and corrects them.

Rules this file keeps: it draws `ScreenView`s and says lines of the verb language; a card that has
been shown stays, so that half a correction is kept.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from engine import articles
from explorer.frame_screens import ArticleView, ScreenView
from ui.article_card import ArticleCard, EditorCard, ReaderCard
from ui.buttons import flat
from ui.screen_header import Header
from ui.shelf import Shelf
from ui.user_screen import UserScreen
from ui.writer import Writer, quoted


class ArticleList(Shelf):
    """The articles, one beneath the other."""

    command = Signal(str)

    def __init__(self, user: str, card: type[ArticleCard]) -> None:
        super().__init__(5, 2)
        self._user, self._card = user, card
        self._cards: dict[str, ArticleCard] = {}
        self.box.setSpacing(6)
        self.box.addStretch(1)
        self.setObjectName(f"articles-{user}")
        self.setAccessibleName(self.tr("The articles on {user}'s screen").format(user=user))

    def show_articles(self, articles: tuple[ArticleView, ...]) -> None:
        """Shows these articles, in this order."""
        titles = {article.title for article in articles}
        for title, card in self._cards.items():
            card.setVisible(title in titles)
        for index, article in enumerate(articles):
            card = self._cards.get(article.title) or self._new_card(article.title)
            if self.box.indexOf(card) != index:
                self.box.insertWidget(index, card)
            card.show_article(article)

    def _new_card(self, title: str) -> ArticleCard:
        card = self._card(self._user, title)
        card.command.connect(self.command)
        self._cards[title] = card
        return card


class ArticleScreen(UserScreen):
    """Header, articles, notice."""

    def __init__(self, user: str, card: type[ArticleCard]) -> None:
        super().__init__(user, Header(user))
        self._list = ArticleList(user, card)
        self._list.command.connect(self.command)

    def show_middle(self, screen: ScreenView, _now_us: int) -> None:
        """Shows the articles."""
        self._list.show_articles(screen.articles)


class ReaderScreen(ArticleScreen):
    """Articles to open."""

    def __init__(self, user: str) -> None:
        super().__init__(user, ReaderCard)
        self.lay_out(self._list)


class EditorScreen(ArticleScreen):
    """Articles to correct, and a title and a text to publish, which a button brings."""

    def __init__(self, user: str) -> None:
        super().__init__(user, EditorCard)
        self._new = flat(f"new-article-{user}")
        self._new.setText(self.tr("+ New article"))
        self._new.setAccessibleName(self.tr("Write a new article as {user}").format(user=user))
        self._new.setCheckable(True)
        self._sent = ""
        self._title = QLineEdit()
        self._title.setObjectName(f"title-{user}")
        self._title.setMaxLength(articles.LONGEST_TITLE)
        self._title.setAccessibleName(self.tr("The title of a new article"))
        self._title.setPlaceholderText(self.tr("Its title…"))
        name = self.tr("The text of a new article")
        self._writer = Writer(user, f"publish-{user}", self.tr("Publish"), name)
        self._writer.field.setPlaceholderText(self.tr("Its text…"))
        self._writer.written.connect(lambda text: self._publish(user, text))
        self.lay_out(self._list, self._new, self._title, self._writer)
        self._new.toggled.connect(self._open)
        self._open(opened=False)

    def _open(self, opened: bool) -> None:
        self._title.setVisible(opened)
        self._writer.setVisible(opened)
        if opened:
            self._title.setFocus()

    def on_refusal(self, action: str) -> None:
        """An article that was refused goes back to where it was written."""
        if self._sent and action == "publish" and not self._title.text():
            self._title.setText(self._sent)
            self._new.setChecked(True)
            self._writer.give_back()

    def _publish(self, user: str, text: str) -> None:
        title = self._title.text().strip()
        if not title:
            self._writer.refuse(self.tr("Not published: give it a title first."))
            return
        self._sent = title
        self._title.clear()
        self._new.setChecked(False)
        self.command.emit(f"publish {user} {quoted(title)} {quoted(text)}")
