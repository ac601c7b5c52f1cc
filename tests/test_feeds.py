"""The users' screens: what is typed and clicked becomes exactly one line, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from page import wear
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.frame import Frame
from explorer.frame_screens import BadgeState, MissingView, PostState, PostView, ScreenView
from explorer.frame_story import LessonView, PromiseView
from explorer.frame_time import TimelineView
from ui import dressing
from ui.feeds import Feeds
from ui.post_card import PostCard
from ui.post_list import A_TURN, AT_ONCE

SECOND = 1_000_000


def a_post(number: str, author: str, at_us: int, state: PostState = "seen") -> PostView:
    return PostView(number, author, f"text of {number}", state, at_us, likes=2)


def a_screen(user: str, *posts: PostView, badge: BadgeState = "fresh") -> ScreenView:
    other = "Y" if user == "X" else "X"
    return ScreenView(
        user, "A", "none", badge, "", "because of B", posts, (), (other,), (other,), ("Z",)
    )


def a_frame(*screens: ScreenView, now_us: int = 20 * SECOND) -> Frame:
    promise = PromiseView(3, 1, 1, 3, "", overlap=False, lines=(), user_session="", read_repair="")
    lesson = LessonView(1, "", 1, "", (), "", "", (), "")
    timeline = TimelineView(0, 0, (), (), (), ())
    return Frame(now_us, 1, promise, (), (), (), (), (), screens, (), lesson, timeline)


class Hands:
    """Finds by accessible name what is shown, and keeps the lines that were said."""

    def __init__(self, qtbot: QtBot, root: Feeds) -> None:
        self.qtbot = qtbot
        self.root = root
        self.lines: list[str] = []
        root.command.connect(self.lines.append)
        dressing.dress(root)

    def shown(self, name: str) -> list[QWidget]:
        found = self.root.findChildren(QWidget)
        return [w for w in found if w.accessibleName() == name and w.isVisible()]

    def find(self, name: str) -> QWidget:
        found = self.shown(name)
        assert len(found) == 1, f"{len(found)} widgets are called {name!r}"
        return found[0]

    def field(self, name: str) -> QLineEdit:
        field = self.find(name)
        assert isinstance(field, QLineEdit)
        return field

    def text(self, object_name: str) -> str:
        label = self.root.findChild(QLabel, object_name)
        assert isinstance(label, QLabel)
        return label.text() if label.isVisible() else ""

    def words(self) -> list[str]:
        QApplication.processEvents()  # a new child is shown by the event loop
        return [label.text() for label in self.root.findChildren(QLabel) if label.isVisible()]

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def trigger(self, object_name: str) -> None:
        action = self.root.findChild(QAction, object_name)
        assert isinstance(action, QAction)
        action.trigger()


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    wear("dark")
    feeds = Feeds()
    qtbot.addWidget(feeds)
    feeds.resize(340, 700)
    posts = a_post("x1", "X", 5 * SECOND), a_post("y1", "Y", 8 * SECOND)
    feeds.show_frame(a_frame(a_screen("X", *posts), a_screen("Y", *posts)))
    with qtbot.waitExposed(feeds):
        feeds.show()
    return Hands(qtbot, feeds)


def test_enter_posts_what_was_typed(hands: Hands) -> None:
    field = hands.field("What X writes")
    hands.qtbot.keyClicks(field, 'say "hi"')
    hands.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert hands.lines == [r'post X "say \"hi\""']
    assert field.text() == ""


def test_the_button_posts_for_its_own_user(hands: Hands) -> None:
    hands.field("What Y writes").setText("lunch at noon? ☕")
    hands.click("Post: What Y writes")
    assert hands.lines == ['post Y "lunch at noon? ☕"']


def test_pasted_lines_become_one_line(hands: Hands) -> None:
    hands.field("What X writes").insert("one\ntwo\u2028three")
    hands.click("Post: What X writes")
    assert hands.lines == ['post X "one two three"']


def test_an_empty_text_is_not_sent_and_says_so(hands: Hands) -> None:
    hands.field("What X writes").setText("   ")
    hands.click("Post: What X writes")
    assert hands.lines == []
    assert hands.text("composer-X-hint") == "Nothing was sent: write something first."


def test_a_thousand_characters_are_sent_and_one_more_is_kept(hands: Hands) -> None:
    field = hands.field("What X writes")
    field.setText("a" * 1_001)
    hands.click("Post: What X writes")
    assert hands.lines == []
    assert field.text() == "a" * 1_001
    assert "1,001 characters" in hands.text("composer-X-hint")
    hands.qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert hands.text("composer-X-hint") == ""
    hands.click("Post: What X writes")
    assert hands.lines == [f'post X "{"a" * 1_000}"']


def test_rendering_again_keeps_text_focus_and_cursor(hands: Hands) -> None:
    field = hands.field("What X writes")
    field.setFocus()
    hands.qtbot.keyClicks(field, "half a sen")
    field.setCursorPosition(4)
    posts = a_post("y2", "Y", 19 * SECOND), a_post("x1", "X", 5 * SECOND)
    hands.root.show_frame(
        a_frame(a_screen("Y", *posts), a_screen("X", *posts, badge="stale"), now_us=21 * SECOND)
    )
    assert hands.field("What X writes") is field
    assert (field.text(), field.cursorPosition()) == ("half a sen", 4)
    assert hands.root.focusWidget() is field


def test_like_says_who_likes_what(hands: Hands) -> None:
    hands.click("Like x1 as Y")
    assert hands.lines == ["like Y x1"]


def test_a_liked_post_has_a_full_heart_and_the_like_can_be_taken_back(hands: Hands) -> None:
    liked = replace(a_post("x1", "X", 0), liked=True)
    hands.root.show_frame(a_frame(a_screen("Y", liked)))
    heart = hands.find("Y likes this: take the like back")
    assert isinstance(heart, QToolButton)
    assert (heart.text(), heart.property("tone")) == ("♥ 2 liked", "on")
    heart.click()
    assert hands.lines == ["unlike Y x1"]


def test_siblings_are_all_shown_and_counted(hands: Hands) -> None:
    two = replace(a_post("x1", "X", 0), text="at one?", siblings=("at noon?", "at one?"))
    hands.root.show_frame(a_frame(a_screen("Y", two)))
    card = hands.find("Post x1 by X: at noon? / at one?")
    shown = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    assert "at noon?\nat one?" in shown
    assert "2 versions, written without seeing each other" in shown
    hands.root.show_frame(a_frame(a_screen("Y", replace(two, siblings=()))))
    assert not any("versions" in label.text() for label in card.findChildren(QLabel)
                   if label.isVisible())  # fmt: skip


def test_reply_opens_a_line_and_sends_a_comment(hands: Hands) -> None:
    hands.click("Reply to x1 as Y")
    field = next(w for w in hands.shown("Reply to x1 as Y") if isinstance(w, QLineEdit))
    hands.qtbot.keyClicks(field, "well done")
    hands.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert hands.lines == ['comment Y x1 "well done"']
    assert not field.isVisible()


def test_half_a_reply_outlives_a_feed_without_its_post(hands: Hands) -> None:
    hands.click("Reply to x1 as Y")
    field = next(w for w in hands.shown("Reply to x1 as Y") if isinstance(w, QLineEdit))
    field.setText("I was just")
    both = a_frame(a_screen("Y", a_post("x1", "X", 0)))
    hands.root.show_frame(a_frame(a_screen("Y")))
    assert not field.isVisible()
    hands.root.show_frame(both)
    assert (field.isVisible(), field.text()) == (True, "I was just")


def test_only_ones_own_post_can_be_deleted(hands: Hands) -> None:
    assert [w.objectName() for w in hands.shown("More about x1")] == ["more-X-x1"]
    assert [w.objectName() for w in hands.shown("More about y1")] == ["more-Y-y1"]
    hands.trigger("delete-X-x1")
    assert hands.lines == ["delete X x1"]


def test_people_can_be_followed_and_unfollowed(hands: Hands) -> None:
    hands.trigger("follow-X-Z")
    hands.trigger("unfollow-X-Y")
    assert hands.lines == ["follow X Z", "unfollow X Y"]
    friend = hands.root.findChild(QAction, "unfollow-X-Y")
    assert isinstance(friend, QAction)
    assert "friends" in friend.text()


def test_refresh_reads_the_feed(hands: Hands) -> None:
    hands.click("Refresh the feed of Y")
    assert hands.lines == ["feed Y"]


@pytest.mark.parametrize(
    ("badge", "words", "tone"),
    [
        ("fresh", "✓ fresh", "good"),
        ("stale", "◐ behind", "bad"),
        ("unavailable", "✕ no answer", "bad"),
        ("waiting", "… waiting", "unknown"),
        ("none", "nothing read yet", "plain"),
    ],
)
def test_badges_have_a_sign_and_a_word(
    hands: Hands, badge: BadgeState, words: str, tone: str
) -> None:
    hands.root.show_frame(a_frame(a_screen("X", badge=badge)))
    assert hands.text("badge-X") == words
    pill = hands.root.findChild(QLabel, "badge-X")
    assert pill is not None
    assert pill.property("tone") == tone
    told = badge in ("unavailable", "waiting")
    assert hands.text("why-X") == ("because of B" if told else "")
    assert "because of B" in pill.toolTip()


def test_the_badge_text_of_the_frame_wins(hands: Hands) -> None:
    screen = replace(a_screen("X", badge="stale"), badge_text="1 write behind")
    hands.root.show_frame(a_frame(screen))
    assert hands.text("badge-X") == "◐ 1 write behind"


def test_what_is_missing_is_named_with_its_reason(hands: Hands) -> None:
    lost = MissingView('"lunch at noon?" by X', "B never got it")
    hands.root.show_frame(a_frame(replace(a_screen("Y"), missing=(lost,))))
    name = 'missing: "lunch at noon?" by X. B never got it'
    assert hands.find(name).isVisible()
    hands.root.show_frame(a_frame(a_screen("Y")))
    assert hands.shown(name) == []


def test_an_unknown_write_is_never_called_failed(hands: Hands) -> None:
    hands.root.show_frame(a_frame(a_screen("X", a_post("x9", "X", 0, "unknown"))))
    words = hands.words()
    assert "? unknown: it may or may not have been written" in words
    assert not [text for text in words if "fail" in text]


def test_posts_stand_newest_first(hands: Hands) -> None:
    tops = {
        number: hands.root.findChild(QWidget, f"post-X-{number}").y()  # type: ignore[union-attr]
        for number in ("x1", "y1")
    }
    assert tops["y1"] < tops["x1"]


def test_of_very_many_posts_the_newest_come_at_once_and_the_rest_a_few_in_a_turn(
    hands: Hands,
) -> None:
    posts = [a_post(f"p{n}", "X", n * SECOND) for n in range(AT_ONCE + 2 * A_TURN + 1)]
    newest_first = [f"post-X-{post.number}" for post in reversed(posts)]
    hands.root.show_frame(a_frame(a_screen("X", *posts), a_screen("Y")))

    def there() -> list[str]:
        shown = [card for card in hands.root.findChildren(PostCard) if "-p" in card.objectName()]
        return [card.objectName() for card in sorted(shown, key=lambda card: card.y())]

    assert sorted(there()) == sorted(newest_first[:AT_ONCE])
    hands.qtbot.waitUntil(lambda: len(there()) == len(posts))
    hands.qtbot.waitUntil(lambda: there() == newest_first)
    fewer = posts[-3:]
    hands.root.show_frame(a_frame(a_screen("X", *fewer), a_screen("Y")))
    shown = [card for card in hands.root.findChildren(PostCard) if not card.isHidden()]
    assert len([card for card in shown if "-p" in card.objectName()]) == len(fewer)


def test_markup_in_a_comment_is_shown_as_it_was_typed(hands: Hands) -> None:
    post = replace(a_post("x1", "X", 0), comments=(("Y", "<b>bold</b>"),))
    hands.root.show_frame(a_frame(a_screen("X", post)))
    words = hands.words()
    assert "<b>Y</b> &lt;b&gt;bold&lt;/b&gt;" in words


def test_a_notice_is_shown_in_words(hands: Hands) -> None:
    hands.root.show_frame(a_frame(replace(a_screen("X"), notice="X already follows Y")))
    assert hands.text("notice-X") == "! X already follows Y"


def test_the_same_frame_makes_no_new_widget(hands: Hands) -> None:
    frame = a_frame(a_screen("X", a_post("x1", "X", 0)), a_screen("Y"))
    hands.root.show_frame(frame)
    before = hands.root.findChildren(QWidget)
    hands.root.show_frame(replace(frame, now_us=frame.now_us + SECOND))
    assert hands.root.findChildren(QWidget) == before


def test_the_place_is_kept_when_a_post_comes_in_above(hands: Hands) -> None:
    hands.root.resize(340, 400)
    posts = [a_post(f"x{n}", "X", n * SECOND) for n in range(12)]
    hands.root.show_frame(a_frame(a_screen("X", *posts)))
    area = hands.root.findChild(QWidget, "feed-X")
    bar = area.verticalScrollBar()  # type: ignore[union-attr]
    hands.qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(200)
    looked_at = hands.root.findChild(QWidget, "post-X-x5")
    assert looked_at is not None
    before = looked_at.mapTo(hands.root, looked_at.rect().topLeft()).y()
    hands.root.show_frame(a_frame(a_screen("X", *posts, a_post("x50", "X", 50 * SECOND))))
    hands.qtbot.waitUntil(lambda: bar.value() > 200)
    assert looked_at.mapTo(hands.root, looked_at.rect().topLeft()).y() == before


def in_sight(hands: Hands, user: str) -> bool:
    QApplication.processEvents()
    screen = hands.root._screens[user]
    top = screen.mapTo(hands.root.viewport(), QPoint(0, 0)).y()
    return top >= 0 and top + screen.height() <= hands.root.viewport().height()


def three(acted: str, at_us: int) -> Frame:
    posts = [a_post(f"{i}", "X", i * SECOND) for i in range(3)]
    screens = (a_screen(user, *posts) for user in "XYZ")
    return a_frame(*(replace(s, acted_us=at_us if s.user == acted else 0) for s in screens))


def test_who_does_something_comes_into_sight(hands: Hands) -> None:
    hands.root.resize(340, 360)
    hands.root.show_frame(three("X", 1))
    assert in_sight(hands, "X")
    assert not in_sight(hands, "Z")
    hands.root.show_frame(three("Z", 2))
    assert in_sight(hands, "Z")


def test_nobody_is_scrolled_to_again_for_the_same_thing_or_while_typing(
    hands: Hands,
) -> None:
    hands.root.resize(340, 360)
    hands.root.show_frame(three("Z", 2))
    assert in_sight(hands, "Z")
    hands.root.verticalScrollBar().setValue(0)
    hands.root.show_frame(three("Z", 2))
    assert in_sight(hands, "X"), "it has been followed already"
    field = hands.field("What X writes")
    field.setFocus()
    hands.qtbot.keyClicks(field, "well")
    hands.root.show_frame(three("Z", 3))
    assert in_sight(hands, "X"), "somebody is typing"


def test_show_me_stands_beside_the_other_buttons_where_there_is_room(hands: Hands) -> None:
    behind = replace(a_screen("X", badge="stale"), read=3)
    hands.root.resize(340, 500)
    hands.root.show_frame(a_frame(behind))
    QApplication.processEvents()
    show, refresh = hands.find("Show why X sees this"), hands.find("Refresh the feed of X")
    assert show.y() == refresh.y()
    hands.root.resize(200, 500)
    QApplication.processEvents()
    assert show.y() > refresh.y()


@pytest.mark.parametrize(("look", "high"), [("dark", 290), ("projector", 345)])
def test_two_share_the_height_and_both_heads_stay_in_sight(
    hands: Hands, look: str, high: int
) -> None:
    wear(look)
    hands.root.resize(380, high)
    QApplication.processEvents()
    assert hands.root.verticalScrollBar().maximum() == 0, "nothing has to be scrolled to"
    seen = hands.root.viewport()
    for user in "XY":
        badge = hands.root.findChild(QLabel, f"badge-{user}")
        corner = badge.mapTo(seen, badge.rect().bottomRight())  # type: ignore[union-attr]
        assert seen.rect().contains(corner), f"the badge of {user}"
    one, other = (hands.root.findChild(QWidget, f"screen-{user}") for user in "XY")
    assert abs(one.height() - other.height()) <= 1  # type: ignore[union-attr]


def test_where_it_is_low_what_a_user_sees_comes_first_and_one_bar_scrolls_it(hands: Hands) -> None:
    hands.root.resize(340, 210)
    QApplication.processEvents()
    body, posts = (hands.root.findChild(QScrollArea, f"{name}-X") for name in ("body", "feed"))
    refresh = hands.root.findChild(QWidget, "refresh-X")
    assert posts.mapTo(body, QPoint()).y() < refresh.mapTo(body, QPoint()).y()
    assert body.verticalScrollBar().maximum() > 0
    assert posts.verticalScrollBar().maximum() == 0


def test_a_low_screen_has_one_line_for_its_head(hands: Hands) -> None:
    screen = replace(a_screen("X", a_post("x1", "X", 0)), badge_text="12 writes behind, or more")
    hands.root.show_frame(a_frame(screen))
    badge = hands.find("X's feed: ✓ 12 writes behind, or more")
    for wide, high, named, beside in ((300, 500, True, False), (300, 90, False, True),
                                      (460, 90, True, True)):  # fmt: skip
        hands.root.resize(wide, high)
        assert ("X's screen" in hands.words()) == named, (wide, high)
        head = badge.parentWidget()
        assert head is not None
        assert (head.height() < 2 * badge.height()) == beside


def test_a_post_says_how_long_ago_it_was(hands: Hands) -> None:
    for age_us, said in ((0, "now"), (170_000, "170 ms ago"), (2_500_000, "2.5 s ago"),
                         (42 * SECOND, "42 s ago"), (180 * SECOND, "3 min ago")):  # fmt: skip
        post = a_post("x1", "X", SECOND)
        hands.root.show_frame(a_frame(a_screen("X", post), now_us=SECOND + age_us))
        assert said in hands.words()


@pytest.mark.parametrize("size", [(400, 340), (320, 290), (420, 560), (420, 1200)])
def test_of_three_screens_none_is_in_sight_without_its_head(
    hands: Hands, size: tuple[int, int]
) -> None:
    hands.root.resize(*size)
    for nth, user in enumerate("XYZYX", start=1):
        hands.root.show_frame(three(user, nth))
        assert in_sight(hands, user)
        view = hands.root.viewport()
        for each in hands.root._screens.values():
            top = each.mapTo(view, QPoint()).y()
            is_seen = top + each.height() > 3 and top < view.height() - 3
            assert not is_seen or top >= -3, (user, each.objectName())


def test_an_age_stands_on_one_line_with_fewer_words_where_they_do_not_fit(hands: Hands) -> None:
    said = []
    for width in range(420, 150, -10):
        hands.root.resize(width, 500)
        post = a_post("x1", "X", SECOND)
        hands.root.show_frame(a_frame(a_screen("X", post), now_us=SECOND + 170_000))
        QApplication.processEvents()
        labels = hands.root.findChildren(QLabel)
        (age,) = (each for each in labels if each.accessibleName() == "170 ms ago")
        assert age.height() < 2 * age.fontMetrics().lineSpacing()
        assert age.fontMetrics().horizontalAdvance(age.text()) <= age.width()
        said.append(age.text())
    assert list(dict.fromkeys(said)) == ["170 ms ago", "170 ms", ""]
