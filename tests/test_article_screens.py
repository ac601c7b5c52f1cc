"""The screens of a site of articles: what is clicked becomes one line, an old edition is calm."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from page import Page, settle, wear
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from explorer.frame_screens import ArticleView, ScreenView
from tests.test_articles import story
from tests.test_feeds import Hands, a_frame
from ui.article_card import STATES
from ui.article_screens import EditorScreen
from ui.feeds import Feeds

OLDER = ArticleView(
    "The weather", "Sun.", "older", "You read edition 1 of 2.", "The copy was on its way.", 2
)
OUT = ArticleView("The weather", "Rain.", "newest", "Edition 2 is out.")
NEWS = ArticleView("News", "", "unread", "You have not opened it yet.")


def a_screen(user: str, role: str, *articles: ArticleView, notice: str = "") -> ScreenView:
    return ScreenView(
        user, "A", "none", "older", "an older edition", "why", (), (), (), (), (),
        role=role, articles=articles, notice=notice,
    )  # fmt: skip


EDITOR, READER = a_screen("X", "editor", OUT), a_screen("Y", "reader", OLDER, NEWS)


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    wear("dark")
    feeds = Feeds()
    qtbot.addWidget(feeds)
    feeds.resize(340, 800)
    feeds.show_frame(a_frame(EDITOR, READER))
    with qtbot.waitExposed(feeds):
        feeds.show()
    return Hands(qtbot, feeds)


def test_reading_an_article_says_its_title(hands: Hands) -> None:
    hands.click("Read The weather as Y")
    assert hands.lines == ['read Y "The weather"']


def test_an_article_is_called_by_its_very_title(hands: Hands) -> None:
    """Whoever types a line may have given it blanks at its ends."""
    titled = replace(NEWS, title=" The  news ")
    hands.root.show_frame(a_frame(EDITOR, a_screen("Y", "reader", titled)))
    button = hands.root.findChild(QToolButton, "read-Y- The  news ")
    assert isinstance(button, QToolButton)
    button.click()
    assert hands.lines == ['read Y " The  news "']


def test_an_older_edition_is_said_with_its_cause_and_without_alarm(hands: Hands) -> None:
    said = hands.root.findChild(QLabel, "edition-Y-The weather")
    assert isinstance(said, QLabel)
    assert (said.text(), said.property("tone")) == ("◐ You read edition 1 of 2.", "plain")
    badge = hands.root.findChild(QLabel, "badge-Y")
    assert isinstance(badge, QLabel)
    assert (badge.text(), badge.property("tone")) == ("◐ an older edition", "plain")
    assert "The copy was on its way." in hands.words()
    hands.click("Show why: The copy was on its way.")
    assert hands.lines == ["cause #2"]


def test_every_state_has_a_sign_of_its_own() -> None:
    assert len({sign for sign, _ in STATES.values()}) == len(STATES)


def test_nobody_is_followed_and_nothing_is_posted_there(hands: Hands) -> None:
    assert not hands.shown("What X writes")
    assert not hands.shown("People of X")
    assert not hands.shown("Refresh the feed of Y")


def test_a_correction_begins_with_the_text_that_is_out(hands: Hands) -> None:
    hands.click("Correct The weather as X")
    field = hands.field("The new text of The weather")
    assert field.text() == "Rain."
    field.setText('Rain, "at last"')
    hands.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert hands.lines == [r'correct X "The weather" "Rain, \"at last\""']
    assert not hands.shown("The new text of The weather")


def test_half_a_correction_is_kept_while_time_runs(hands: Hands) -> None:
    hands.click("Correct The weather as X")
    hands.field("The new text of The weather").setText("Ra")
    newer = replace(OUT, said="Sends edition 3.", state="asking")
    hands.root.show_frame(a_frame(replace(EDITOR, articles=(newer, NEWS)), READER))
    assert hands.field("The new text of The weather").text() == "Ra"


def test_a_new_article_has_a_title_and_a_text(hands: Hands) -> None:
    assert not hands.shown("The title of a new article")
    hands.click("Write a new article as X")
    hands.field("The text of a new article").setText("Peace.")
    hands.click("Publish: The text of a new article")
    assert hands.lines == []
    assert "Not published: give it a title first." in hands.words()
    assert hands.field("The text of a new article").text() == "Peace."
    hands.field("The title of a new article").setText("News")
    hands.click("Publish: The text of a new article")
    assert hands.lines == ['publish X "News" "Peace."']
    assert not hands.shown("The text of a new article")


def publish(shown: Page, title: str, text: str) -> None:
    shown.get_by_role("checkbox", "Write a new article as X").click()
    shown.get_by_role("textbox", "The title of a new article").fill(title)
    shown.get_by_role("textbox", "The text of a new article").fill(text)
    shown.press("Return")
    shown.play_for(1)


def written(shown: Page) -> list[str]:
    fields = ("The title of a new article", "The text of a new article")
    return [shown.get_by_role("textbox", name).text() for name in fields]


def test_an_article_that_was_refused_is_given_back_each_time(page: Page) -> None:
    page.window.open_scenario(story().scenario())
    settle()
    for text in ("Snow.", "Ice."):
        publish(page, "Weather", text)
        assert written(page) == ["Weather", text]
        refused = "! new article refused: «Weather» is published already: correct it"
        assert refused in page.screen("X").texts()
        page.get_by_role("checkbox", "Write a new article as X").click()


def test_a_correction_that_was_refused_is_no_article_to_give_back(hands: Hands) -> None:
    hands.click("Write a new article as X")
    hands.field("The title of a new article").setText("News")
    hands.field("The text of a new article").setText("Peace.")
    hands.click("Publish: The text of a new article")
    refused = replace(EDITOR, notice="refused", refused=("correct", 2))
    hands.root.show_frame(a_frame(refused, READER))
    assert not hands.shown("The text of a new article")


def test_a_title_may_be_as_long_as_the_site_takes_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.articles.LONGEST_TITLE", 7)
    screen = EditorScreen("X")
    qtbot.addWidget(screen)
    field = screen.findChild(QLineEdit, "title-X")
    assert isinstance(field, QLineEdit)
    assert field.maxLength() == 7


def test_an_article_that_is_gone_is_hidden_and_comes_back(hands: Hands) -> None:
    hands.root.show_frame(a_frame(EDITOR, replace(READER, articles=(NEWS,))))
    assert not hands.shown("Read The weather as Y")
    hands.root.show_frame(a_frame(EDITOR, READER))
    assert hands.shown("Read The weather as Y")


def test_a_refusal_is_said(hands: Hands) -> None:
    hands.root.show_frame(
        a_frame(a_screen("X", "editor", OUT, notice="new article refused: why"), READER)
    )
    assert hands.text("notice-X") == "! new article refused: why"
