"""The whole window, off screen: what a person does in it, found by role and name only."""

import gc
import os
import re
import subprocess
import sys
import weakref
from collections.abc import Iterator
from itertools import pairwise

import pytest
from page import RIGHT, STORED, HandClock, Page, settle, shown, wear
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)

from explorer import framing
from explorer.presets import shipped
from ui import theme
from ui.chart_legend import HeadLine
from ui.lesson_parts import StepRow
from ui.story_reader import StoryReader
from ui.window import MainWindow

STORIES = (
    "Ripple",
    "Did my post vanish?",
    "Acknowledged, then gone",
    "The failed post that came back",
)
COMPOSER = "What {} writes"
A, B, C = (re.compile(f"^{name}, ") for name in "ABC")
LINK = re.compile("^link A - B, ")
PROMISE = re.compile("^[✓◐] R [+] W ")


def write(page: Page, user: str, text: str) -> None:
    page.screen(user).get_by_role("textbox", COMPOSER.format(user)).fill(text)
    page.press("Return")


def refresh(page: Page, user: str, *, then_ms: float = 1) -> str:
    """What the user sees after reading anew."""
    page.button(f"Refresh the feed of {user}").click()
    page.play_for(then_ms)
    return page.screen(user).texts()


def badge(page: Page, user: str) -> str:
    return page.screen(user).get_by_role("text", re.compile(f"^{user}'s feed: ")).text()


def draw_across(page: Page) -> None:
    """A line across the link between A and B, a little beside its middle."""
    a, b = (QPoint(page.on_stage(name).rect().center()) for name in (A, B))
    along = b - a
    middle = a + along * 0.4
    across = QPoint(-along.y(), along.x()) * (40 / max(1, along.manhattanLength()))
    page.drag(middle - across, middle + across)


def on_stage(page: Page, name: re.Pattern[str], item: str) -> None:
    """Right click on a thing of the stage, then an entry of its menu."""
    page.on_stage(name).click(RIGHT)
    page.get_by_role("menuitem", item).click()


def seek_at(page: Page, part: float) -> float:
    """Clicks on the time line at a part of its width; returns where that is, in ms."""
    line = page.get_by_role("region", "Time line").rect()
    page.click_at(QPoint(line.left() + round(line.width() * part), line.center().y()))
    return page.now_ms


def seen(page: Page) -> object:
    """Everything that the window draws of this moment."""
    return framing.frame(page.experiment)


def standing(page: Page) -> tuple[object, ...]:
    """What holds at this moment, without what is known of the time after it."""
    now = framing.frame(page.experiment)
    return now.now_us, now.servers, now.messages, now.operations, now.screens, now.promise


def branches(page: Page) -> list[str]:
    """The names of the branches on the time line."""
    if not page.get_by_role("region", "Branches").count():
        return []
    return [branch.name for branch in framing.frame(page.experiment).timeline.branches]


def branch_shown(page: Page) -> str:
    """The one that the lanes say is shown."""
    views = page.window.transport.lanes._branches
    return next(view.name for view in views if view.current)


def go_to(page: Page, number: int) -> None:
    """Clicks on a lane."""
    lanes = page.get_by_role("region", "Branches").rect()
    high = lanes.height() / len(branches(page))
    page.click_at(QPoint(lanes.center().x(), round(lanes.top() + (number + 0.5) * high)))


# -- the gallery


def test_the_start_shows_the_gallery_with_its_stories(page):
    for title in STORIES:
        assert page.button(f"Open the story: {title}").count() == 1
    assert page.window.experiment is None
    assert page.get_by_role("region", "Stage").count() == 0


@pytest.mark.parametrize("title", STORIES)
def test_a_click_on_a_card_opens_its_story_and_plays_it_from_its_start(page, title):
    page.button(f"Open the story: {title}").click()
    assert page.window.windowTitle() == f"{title} - Quorumscope"
    assert (page.now_ms, page.experiment.timeline.place) == (0, 0)
    assert page.experiment.playing
    assert page.on_stage(A).count() == 1
    page.play_for(1)
    assert page.now_ms >= 1


def test_a_story_that_is_opened_by_its_verb_stands_still(page):
    page.window.do("open ripple")
    assert not page.experiment.playing
    assert page.button("Play").count() == 1


@pytest.mark.parametrize("size", [QSize(1280, 720), QSize(2560, 1440)])
def test_one_click_on_a_question_brings_its_stories(page, size):
    page.window.resize(size)
    settle()
    page.button(re.compile("^To question 4: Do more servers")).click()
    first = page.get_by_role("button", "Open the story: One box")
    assert first.widget().hasFocus()
    assert first.widget().visibleRegion().boundingRect().height() == first.widget().height()


def test_the_pictures_come_when_the_gallery_has_been_painted(qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show_stories(STORED)
    settle()
    tile = window.gallery.findChild(QAbstractButton, "story-did-my-post-vanish")
    assert "The picture" not in tile.accessibleDescription(), "nobody has seen the gallery yet"
    bare = tile.grab().toImage()
    window.show()
    qtbot.waitUntil(lambda: "The picture" in tile.accessibleDescription())
    assert tile.accessibleDescription().endswith("The picture, at 20 ms: own post gone.")
    assert tile.grab().toImage() != bare


def test_stories_that_are_read_after_the_first_picture_get_theirs_as_well(qtbot, monkeypatch):
    monkeypatch.setattr("explorer.presets.shipped", lambda: shipped()[:2])
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    settle()
    assert not window.gallery.findChildren(QAbstractButton, "story-ripple")
    StoryReader(window, window.show_stories)
    qtbot.waitUntil(lambda: bool(window.gallery.findChildren(QAbstractButton, "story-ripple")))
    tile = window.gallery.findChild(QAbstractButton, "story-ripple")
    qtbot.waitUntil(lambda: "The picture" in tile.accessibleDescription())


def test_no_picture_is_run_behind_a_story_that_is_open(page):
    page.window.do("open ripple")
    assert not page.window.stills._timer.isActive()
    page.window.do("gallery")
    assert page.window.stills._timer.isActive()


def test_enter_on_a_card_opens_it_and_all_stories_leads_back(page):
    page.button("Open the story: Ripple").press("Return")
    page.button("All stories").click()
    tile = page.button("Open the story: Ripple")
    assert "● open now" in tile.texts()
    tile.press("Space")
    assert page.get_by_role("region", "Stage").count() == 1


def test_all_stories_lets_no_hidden_run_play_on(ripple):
    ripple.press("Space")
    ripple.button("All stories").click()
    assert not ripple.experiment.playing


def test_stories_that_are_read_late_take_no_keys_from_a_run(ripple):
    ripple.window.gallery.show_stories([])
    ripple.window.stage.setFocus()
    ripple.window.show_stories(STORED)
    assert ripple.window.stage.hasFocus()


def test_escape_leads_from_the_gallery_back_to_the_run(ripple):
    ripple.window.do("seek 20ms")
    ripple.press("Ctrl+O")
    assert ripple.window.gallery.isVisible()
    ripple.press("Escape")
    assert ripple.window.page.isVisible()
    assert ripple.now_ms == 20
    ripple.press("N")
    assert ripple.now_ms > 20


def test_escape_leaves_a_field_so_that_keys_are_the_windows_again(ripple):
    ripple.screen("X").get_by_role("textbox", COMPOSER.format("X")).click()
    ripple.press("T")
    assert ripple.window.twin is None
    ripple.press("Escape")
    ripple.press("T")
    assert ripple.window.twin is not None


@pytest.mark.parametrize(("call", "leave"), [("?", "Escape"), ("palette", "Escape")])
def test_keys_are_the_windows_again_after_what_lay_over_it(ripple, call, leave):
    ripple.press("Ctrl+K" if call == "palette" else call)
    ripple.press(leave)
    ripple.press("T")
    assert ripple.window.twin is not None


def test_control_q_closes_the_window(ripple):
    ripple.press("Ctrl+Q")
    assert not ripple.window.isVisible()


def test_keys_of_a_run_do_nothing_in_the_gallery_over_it(ripple):
    ripple.button("All stories").click()
    before = seen(ripple)
    for key in ("Right", "N", "End"):
        ripple.press(key)
    assert seen(ripple) == before


# -- writing and reading


@pytest.mark.parametrize("by_button", [False, True], ids=["enter", "button"])
def test_what_x_posts_y_sees_after_a_refresh(ripple, by_button):
    composer = ripple.screen("X").get_by_role("textbox", COMPOSER.format("X"))
    composer.fill("tea at five?")
    if by_button:
        ripple.button(f"Post: {COMPOSER.format('X')}").click()
    else:
        ripple.press("Return")
    assert composer.text() == ""
    assert ripple.experiment.playing
    ripple.play_for(30)
    assert "tea at five?" in ripple.screen("X").texts()
    assert "tea at five?" not in ripple.screen("Y").texts()
    ripple.play_for(30)
    assert "tea at five?" in refresh(ripple, "Y")
    assert "fresh" in badge(ripple, "Y")


def test_a_badge_says_when_a_feed_was_fresh_and_stands_back_once_something_newer_is_acked(ripple):
    for user in "XY":
        refresh(ripple, user, then_ms=30)
        assert badge(ripple, user).startswith("✓ fresh at ")
    pills = {u: ripple.window.findChild(QLabel, f"badge-{u}") for u in "XY"}
    assert {pill.property("tone") for pill in pills.values()} == {"good"}
    write(ripple, "X", "tea at five?")
    ripple.play_for(10)
    assert {user: pill.property("tone") for user, pill in pills.items()} == {
        "X": "good", "Y": "plain",
    }  # fmt: skip
    assert "tea at five?» by X was acknowledged since" in pills["Y"].toolTip()


@pytest.mark.parametrize(
    "text", ['she said "hi"', "back\\slash \\n", "<b>bold</b> & so", "ünïcödé 🦆", "cut A - B | C"]
)
def test_any_text_arrives_as_it_was_written(ripple, text):
    composer = ripple.screen("X").get_by_role("textbox", COMPOSER.format("X"))
    composer.fill("")
    field = composer.widget()
    assert isinstance(field, QLineEdit)
    field.insert(text)  # pasted
    ripple.press("Return")
    ripple.play_for(60)
    assert text in refresh(ripple, "Y").splitlines()


def test_a_cut_link_leaves_y_behind_with_a_reason_until_it_is_healed(ripple):
    draw_across(ripple)
    assert "cut" in ripple.on_stage(LINK).text()
    write(ripple, "X", "can you hear me?")
    ripple.play_for(60)
    told = refresh(ripple, "Y")
    assert "missing: " in told
    assert "can you hear me?" in told  # as what is missing
    assert re.search(r"A.*B|B.*A", told.split("missing: ", 1)[1], re.DOTALL), "no reason is given"
    assert "behind" in badge(ripple, "Y")
    on_stage(ripple, LINK, "Heal the link A - B")
    assert "open" in ripple.on_stage(LINK).text()
    write(ripple, "X", "and now?")
    ripple.play_for(60)
    assert "and now?" in refresh(ripple, "Y").splitlines()


def test_what_was_lost_on_a_cut_link_is_still_missing_after_the_heal(ripple):
    draw_across(ripple)
    write(ripple, "X", "can you hear me?")
    ripple.play_for(60)
    on_stage(ripple, LINK, "Heal the link A - B")
    ripple.play_for(60)
    assert "missing: " in refresh(ripple, "Y"), "no read repair, no hints: nobody brings it"


def test_a_crashed_home_refuses_the_post_in_words_and_a_restart_takes_it(ripple):
    on_stage(ripple, A, "Crash A")
    assert "down" in ripple.on_stage(A).text()
    write(ripple, "X", "anybody?")
    ripple.play_for(5)
    assert re.search(r"post refused: .*A", ripple.screen("X").texts())
    assert "anybody?" not in refresh(ripple, "Y").splitlines()
    on_stage(ripple, A, "Restart A")
    assert "up" in ripple.on_stage(A).text()
    write(ripple, "X", "here again")
    ripple.play_for(60)
    assert "here again" in refresh(ripple, "Y").splitlines()
    assert "refused" not in ripple.screen("X").texts()


def test_what_cannot_be_done_is_greyed_with_its_reason(ripple):
    ripple.on_stage(A).click(RIGHT)
    restart = ripple.get_by_role("menuitem", "Restart A (A is up)")
    assert restart.state().disabled
    ripple.press("Escape")
    assert QApplication.activePopupWidget() is None


def test_likes_and_comments_reach_the_author(ripple):
    ripple.press("Space")
    ripple.play_for(45)  # the script lets Y read X's post at 40 ms
    y = ripple.screen("Y")
    y.get_by_role("button", "Like X#1 as Y").click()
    y.get_by_role("button", "Reply to X#1 as Y").click()
    y.get_by_role("textbox", "Reply to X#1 as Y").fill("gladly")
    ripple.press("Return")
    assert y.get_by_role("textbox", "Reply to X#1 as Y").count() == 0
    ripple.play_for(60)
    assert y.get_by_role("button", "Y likes this: take the like back").text() == "♥ 1 liked"
    told = refresh(ripple, "X")
    assert "<b>Y</b> gladly" in told
    assert ripple.screen("X").get_by_role("button", "Like X#1 as X").text() == "♡ 1"
    assert ripple.screen("X").get_by_role("button", "Reply to X#1 as X").text() == "↩ 1"


def test_a_deleted_post_is_gone_for_its_author_at_once_and_for_y_after_a_refresh(ripple):
    ripple.press("Space")
    ripple.play_for(45)
    assert "lunch at noon?" in ripple.screen("Y").texts()
    ripple.screen("X").get_by_role("button", "More about X#1").choose("Delete this post")
    ripple.play_for(1)
    assert "lunch at noon?" not in ripple.screen("X").texts()
    ripple.play_for(60)
    assert "lunch at noon?" not in refresh(ripple, "Y")


def test_nobody_is_offered_to_delete_the_post_of_another(ripple):
    ripple.press("Space")
    ripple.play_for(45)
    y = ripple.screen("Y")
    assert y.get_by_role("button", "Like X#1 as Y").count() == 1
    more = y.get_by_role("button", "More about X#1").widget()
    assert isinstance(more, QToolButton)
    offered = [action.text() for action in more.menu().actions() if action.isVisible()]
    assert offered == ["Select what wrote it"]


def test_unfollow_and_follow_change_who_is_a_friend_and_what_is_seen(ripple):
    people = ripple.button("People of Y")
    assert people.text() == "friends with X, Z ▾"
    wide = people.widget().width()
    people.choose("Unfollow X (friends ⇄)")
    ripple.play_for(30)
    assert "good morning" not in refresh(ripple, "Y"), "X wrote that"
    assert people.text() == "friends with Z ▾"
    assert people.widget().width() == wide
    people.choose("Follow X")
    ripple.play_for(60)
    assert "good morning" in refresh(ripple, "Y")
    assert people.text() == "friends with X, Z ▾"


def test_a_friend_is_whoever_follows_back(ripple):
    ripple.button("People of X").choose("Unfollow Y (friends ⇄)")
    ripple.play_for(60)
    refresh(ripple, "Y")
    assert ripple.button("People of Y").text() == "friends with Z, follows X ▾"


def test_letters_and_spaces_go_into_the_composer_not_to_the_transport(ripple):
    composer = ripple.screen("X").get_by_role("textbox", COMPOSER.format("X"))
    before = seen(ripple)
    composer.fill("k n j l? P ")
    ripple.press("Left")
    ripple.press("Home")
    ripple.type("?")
    assert composer.text() == "?k n j l? P "
    assert seen(ripple) == before
    assert not ripple.experiment.playing
    assert QApplication.activeModalWidget() is None


def test_ctrl_z_in_a_composer_takes_back_letters_not_the_run(ripple):
    ripple.press("Space")
    ripple.play_for(5)
    on_stage(ripple, C, "Crash C")
    composer = ripple.screen("X").get_by_role("textbox", COMPOSER.format("X"))
    composer.fill("oops")
    ripple.press("Ctrl+Z")
    assert composer.text() != "oops"
    assert "down" in ripple.on_stage(C).text()


def test_an_empty_post_says_why_it_is_not_sent(ripple):
    ripple.button(f"Post: {COMPOSER.format('X')}").click()
    assert "Nothing was sent" in ripple.screen("X").texts()
    assert not ripple.experiment.playing


# -- time


def test_space_plays_and_pauses(ripple):
    for key in ("Space", "K"):
        ripple.press(key)
        assert ripple.experiment.playing
        assert ripple.button("Pause").count() == 1
        ripple.play_for(10)
        ripple.press(key)
        assert not ripple.experiment.playing
        assert ripple.button("Play").count() == 1
    assert ripple.now_ms == pytest.approx(20, abs=0.01)


def test_the_play_button_plays_and_pauses_and_leaves_space_to_do_so(ripple):
    ripple.button("Play").click()
    assert ripple.experiment.playing
    ripple.button("Pause").click()
    assert not ripple.experiment.playing
    ripple.press("Space")
    assert ripple.experiment.playing


def test_space_on_a_focused_button_presses_that_button(ripple):
    ripple.button("Step forward").press("Space")
    assert not ripple.experiment.playing
    assert ripple.experiment.timeline.cluster.steps == 1


def test_time_goes_on_at_the_speed_that_is_shown(ripple):
    ripple.window.do("seek 10ms")
    ripple.press("Space")
    speed = ripple.experiment.speed
    HandClock.passed_ms = 100
    ripple.window.ticking.tick()
    assert ripple.experiment.now_us == pytest.approx(10_000 + 100_000 * speed, abs=1)
    pace = ripple.get_by_role("text", re.compile(" lasts "))
    before = pace.text()
    ripple.press("L")
    assert ripple.experiment.speed == pytest.approx(2 * speed)
    assert pace.text() != before
    ripple.press("J")
    assert pace.text() == before
    ripple.button("Faster").click()
    assert ripple.experiment.speed > speed


def test_time_rests_where_something_is_told_while_the_lesson_is_on_screen(ripple):
    waits = re.compile("waits while you read")
    HandClock.passed_ms = 100
    ripple.press("Space")
    ripple.window.ticking.tick()
    assert ripple.now_ms == 0
    assert ripple.get_by_role("text", waits).count() == 1
    ripple.window.page.close_panel("lesson")
    ripple.window.refresh()
    HandClock.passed_ms = 100
    ripple.window.ticking.tick()
    assert ripple.now_ms > 0
    assert ripple.get_by_role("text", waits).count() == 0


def test_the_step_that_is_told_alone_is_bold(ripple):
    def bold():
        rows = ripple.window.page.panels["lesson"].findChildren(StepRow)
        return [row.findChild(QLabel).font().bold() for row in rows]

    for at, number in ((0.0, 0), (39.99, 1), (40.0, 2), (0.0, 0)):
        ripple.window.do(f"seek {at}ms")
        settle()
        assert bold() == [place == number for place in range(7)], at


def test_a_late_tick_does_not_jump(ripple):
    ripple.window.do("seek 10ms")
    ripple.press("Space")
    HandClock.passed_ms = 60_000  # the machine slept
    ripple.window.ticking.tick()
    assert 10 < ripple.now_ms <= 10 + 250 * ripple.experiment.speed + 0.01


def test_the_run_stops_at_its_end_and_play_begins_anew(ripple):
    ripple.press("Space")
    ripple.play_for(1_000)
    assert ripple.experiment.over
    assert ripple.button("Play").count() == 1
    ripple.press("Space")
    assert ripple.experiment.playing
    assert ripple.now_ms == 0


def test_right_and_left_step_one_event_each_way(ripple):
    moments = [standing(ripple)]
    for count in (1, 2, 3):
        ripple.press("Right")
        assert ripple.experiment.timeline.cluster.steps == count
        moments.append(standing(ripple))
    assert all(one != other for one, other in pairwise(moments))
    for count in (2, 1, 0):
        ripple.press("Left")
        assert ripple.experiment.timeline.cluster.steps == count
        assert standing(ripple) == moments[count]
    ripple.press("Left")
    assert ripple.experiment.timeline.cluster.steps == 0


def test_n_and_p_go_to_interesting_moments(ripple):
    met = []
    for key in ("N", "N", "P", "P"):
        ripple.press(key)
        met.append(ripple.now_ms)
    assert met == [39.99, 74.99, 39.99, 0]
    ripple.button("Next interesting event").click()
    assert ripple.now_ms == 39.99
    ripple.button("Previous interesting event").click()
    assert ripple.now_ms == 0


def test_home_and_end(ripple):
    ripple.press("End")
    assert ripple.now_ms == 170
    ripple.press("Home")
    assert (ripple.now_ms, ripple.experiment.timeline.place) == (0, 0)
    ripple.press("End")
    ripple.button("To the start").click()
    assert (ripple.now_ms, ripple.experiment.timeline.place) == (0, 0)


def test_seeking_back_and_forward_gives_the_same_run(ripple):
    ripple.press("Space")
    ripple.play_for(1_000)
    end, digest = seen(ripple), ripple.experiment.digest()
    assert 20 < seek_at(ripple, 0.4) < 120
    assert seen(ripple) != end
    early = seek_at(ripple, 0.3)
    later = seek_at(ripple, 0.6)
    assert early < later
    ripple.press("End")
    assert (seen(ripple), ripple.experiment.digest()) == (end, digest)


def test_dragging_along_the_time_line_seeks_all_the_way(ripple):
    line = ripple.get_by_role("region", "Time line").rect()
    at = line.center()
    ripple.drag(at, at + QPoint(line.width() // 4, 0))
    there = ripple.now_ms
    assert there == pytest.approx(seek_at(ripple, 0.75), abs=1)


def test_a_click_on_a_step_of_the_lesson_goes_there(ripple):
    ripple.button(re.compile("^Step 3, ")).click()
    assert ripple.now_ms == 40
    assert ripple.button(re.compile("^Step 3, now: ")).count() == 1
    ripple.button("To the step before").click()
    assert ripple.now_ms == pytest.approx(39.99)


def test_next_step_of_the_lesson_plays_up_to_it(ripple):
    following = ripple.button("Play on to the next step")
    following.click()
    ripple.play_for(1_000)
    assert ripple.button(re.compile("^Step 1, now: ")).count() == 1
    following.click()
    assert not ripple.experiment.playing, "it was aimed at «Go there», which it was just now"
    ripple.window.page.panels["lesson"].foot.settling.stop()
    following.click()
    ripple.play_for(1_000)
    assert ripple.now_ms == pytest.approx(39.99)
    assert not ripple.experiment.playing
    assert ripple.button(re.compile("^Step 2, now: ")).count() == 1


def test_the_end_shows_the_takeaway_and_every_expectation_held(ripple):
    ripple.press("End")
    lesson = ripple.get_by_role("region", "The lesson")
    assert "Replication is a race of messages." in lesson.texts()
    checks = lesson.get_by_role("text", re.compile(": held$"))
    assert checks.count() == len(ripple.experiment.expected()) > 0
    assert lesson.get_by_role("text", re.compile(": did not hold$")).count() == 0


def told_at(page, at_ms):
    """The sentence of a moment that time plays on to; what is asked on the way is answered."""
    while page.now_ms < at_ms:
        page.window.do(f"play until {at_ms}ms")
        while page.window.run.playing:
            page.play_for(10_000)
        settle()
        if page.button(re.compile("^Answer 1: ")).count():
            page.window.do("answer 1")
            settle()
    return page.get_by_role("button", re.compile("^Step ., now: "))


def test_after_a_longer_story_each_sentence_of_the_next_one_is_seen_whole(page):
    page.window.do("open 13")
    page.window.do("variant hlc")
    page.window.do("predict on")
    told_at(page, 5_200)
    page.button(re.compile("^Now try: ")).click()
    settle()
    for at_ms in (5, 39, 499, 995):
        said = told_at(page, at_ms).widget()
        assert said.visibleRegion().boundingRect().height() == said.height()


def test_the_lesson_is_read_from_its_top_and_a_jump_shows_the_step_there(ripple):
    ripple.window.resize(1280, 640)
    area = ripple.get_by_role("region", "The story and its steps").widget()
    step = ripple.button(re.compile("^Step 3, "))
    seen = []
    for keys in ("End", "Home", "End"):
        ripple.press(keys)
        settle()
        seen.append(area.verticalScrollBar().value())
    assert seen[0] == seen[2] > seen[1] == 0
    assert not ripple.button(re.compile("^Now try: ")).widget().visibleRegion().isEmpty()
    step.widget().click()
    settle()
    assert not step.widget().visibleRegion().isEmpty()
    ripple.press("End")
    settle()
    ripple.window.opening.story("ripple")
    settle()
    assert area.verticalScrollBar().value() == 0


# -- branches


def test_the_table_of_branches_is_made_anew_only_when_it_says_something_else(ripple: Page) -> None:
    """How far a branch has been run changes at each frame: that is told, and nothing else made."""
    ripple.window.do("seek 5ms")
    ripple.window.do("crash B")
    ripple.window.do("show branches")
    panel = ripple.window.page.panels["branches"]
    table = panel._scroll.widget()
    for at_ms in (7, 8):
        ripple.window.do(f"seek {at_ms}ms")
        assert panel._heads[1].toolTip() == f"It has been run to {at_ms} ms"
    assert panel._scroll.widget() is table


def test_a_command_in_the_past_begins_a_branch_and_the_old_one_is_kept(ripple):
    ripple.press("End")
    old = ripple.experiment.digest()
    assert branches(ripple) == []
    seek_at(ripple, 0.4)
    on_stage(ripple, C, "Crash C")
    assert ripple.notice().startswith("A branch begins, «crash C at ")
    assert len(branches(ripple)) == 2
    assert "down" in ripple.on_stage(C).text()
    assert branch_shown(ripple) == branches(ripple)[1]
    go_to(ripple, 0)
    assert "up" in ripple.on_stage(C).text()
    ripple.press("End")
    assert ripple.experiment.digest() == old
    go_to(ripple, 1)
    assert "down" in ripple.on_stage(C).text()


def test_the_next_command_in_a_branch_stays_in_it(ripple):
    ripple.press("End")
    seek_at(ripple, 0.4)
    on_stage(ripple, C, "Crash C")
    on_stage(ripple, B, "Crash B")
    assert len(branches(ripple)) == 2
    assert "down" in ripple.on_stage(B).text()


def test_a_command_at_the_head_leaves_the_story_quietly(ripple):
    ripple.press("Space")
    ripple.play_for(20)
    on_stage(ripple, C, "Crash C")
    assert branches(ripple)[0] == "story"
    assert branch_shown(ripple).startswith("crash C at ")
    assert ripple.notice() == ""


def test_ctrl_z_goes_back_before_the_last_command(ripple):
    ripple.press("Space")
    ripple.play_for(20)
    ripple.press("Space")
    before = ripple.now_ms
    on_stage(ripple, C, "Crash C")
    assert "down" in ripple.on_stage(C).text()
    ripple.press("Ctrl+Z")
    assert "up" in ripple.on_stage(C).text()
    assert ripple.now_ms == before
    assert not ripple.experiment.playing


def test_ctrl_z_in_a_branch_leads_back_to_the_branch_that_it_left(ripple):
    ripple.press("End")
    seek_at(ripple, 0.4)
    on_stage(ripple, C, "Crash C")
    ripple.press("Ctrl+Z")
    assert "up" in ripple.on_stage(C).text()
    assert branch_shown(ripple) == "story"


def test_ctrl_z_with_nothing_done_says_so(ripple):
    ripple.press("Ctrl+Z")
    assert ripple.notice() == "nothing was done by hand yet"


# -- settings, themes, keys, refusals


@pytest.mark.parametrize("letter", ["R", "W"])
def test_steppers_change_the_promise(ripple, letter):
    promise = ripple.get_by_role("text", PROMISE)
    before = promise.text()
    ripple.button(f"{letter} one more").click()
    ripple.button(f"{letter} one more").click()
    assert ripple.get_by_role("text", f"{letter} = 3").count() == 1
    assert promise.text() != before
    assert promise.text().startswith("✓"), "with R + W > N a read meets the last write"
    assert ripple.button(f"{letter} one more").state().disabled
    ripple.button(f"{letter} one less").click()
    ripple.button(f"{letter} one less").click()
    assert promise.text() == before


def test_fewer_copies_make_the_same_quorums_overlap(ripple):
    promise = ripple.get_by_role("text", PROMISE)
    assert promise.text().startswith("◐")
    ripple.button("N one less").click()
    ripple.button("N one less").click()
    assert promise.text().startswith("✓")
    assert ripple.button("N one less").state().disabled


def test_quorums_promise_nothing_any_more_once_a_disk_is_lost(ripple):
    promise = ripple.get_by_role("text", PROMISE)
    ripple.window.do("set w 3")
    assert promise.text().startswith("✓ R + W > N: a read meets")
    ripple.window.do("wipe C")
    assert promise.text() == "◐ R + W > N, but a disk was lost"
    ripple.window.do("undo")
    assert promise.text().startswith("✓ R + W > N: a read meets")


def test_a_refused_command_tells_a_sentence_and_changes_nothing(ripple):
    ripple.button("W one more").click()
    ripple.button("W one more").click()
    before = seen(ripple)
    ripple.button("N one less").click()
    assert ripple.notice().startswith("set n 2 cannot be done now: ")
    assert len(ripple.notice()) > len("set n 2 cannot be done now: ") + 5
    assert seen(ripple) == before


@pytest.mark.parametrize(
    "line", ["restart A", "crash Q", "nonsense", "set r 9", "at 5ms crash A", "branch none",
             "seek soon", "speed nought", "theme pink", "open nothing", "variant none"],
)  # fmt: skip
def test_a_line_that_cannot_be_done_is_told(ripple, line):
    before = seen(ripple)
    ripple.window.do(line)
    assert len(ripple.notice()) > 10
    assert seen(ripple) == before


def test_commands_without_a_story_are_told(page):
    page.window.do("crash A")
    assert page.notice() == "first open a story: then there is a cluster to act on"


def test_another_variant_opens_at_its_start(page):
    page.button("Open the story: Did my post vanish?").click()
    page.play_for(50)
    combo = page.get_by_role("combobox", "Variant of this story")
    assert combo.text() == "any server"
    combo.select("sticky session")
    assert page.experiment.scenario.variant == "sticky"
    assert combo.text() == "sticky session"
    assert (page.now_ms, page.experiment.playing) == (0, False)


def test_a_sticky_session_shows_x_the_own_post(page):
    page.button("Open the story: Did my post vanish?").click()
    page.play_for(6)
    assert "missing: " in page.screen("X").texts()
    page.get_by_role("combobox", "Variant of this story").select("sticky session")
    page.press("Space")
    page.play_for(6)
    assert "missing: " not in page.screen("X").texts()


def test_the_user_session_can_be_chosen(ripple):
    combo = ripple.get_by_role("combobox", "User session: does a user stay with one server?")
    combo.select("sticky")
    assert combo.text() == "sticky"
    assert ripple.experiment.timeline.cluster.settings.user_session == "sticky"


def test_read_repair_brings_back_what_a_cut_link_lost(ripple):
    repair = ripple.get_by_role(
        "combobox", "Read repair: does a read bring behind servers up to date?"
    )
    repair.select("read repair")
    ripple.button("R one more").click()
    ripple.button("R one more").click()
    draw_across(ripple)
    write(ripple, "X", "can you hear me?")
    ripple.play_for(100)
    on_stage(ripple, LINK, "Heal the link A - B")
    refresh(ripple, "Y", then_ms=200)
    assert "can you hear me?" in ripple.screen("Y").texts().splitlines()
    assert "up to date" in ripple.on_stage(B).text()


def test_the_key_of_the_theme_goes_through_three_themes(ripple):
    seen_themes, corners = [], []
    for _ in range(3):
        seen_themes.append(theme.current().name)
        corners.append(ripple.window.grab().toImage().pixelColor(1, 1).name().upper())
        ripple.press("Ctrl+T")
    assert theme.current().name == seen_themes[0] == "dark"
    assert sorted(seen_themes) == ["dark", "light", "projector"]
    assert corners == [theme.THEMES[name].ground for name in seen_themes]


@pytest.mark.parametrize("key", ["F1", "?"])
def test_the_keys_are_shown_and_closed(ripple, key):
    ripple.press(key)
    keys = ripple.get_by_role("dialog", "Keys")
    assert "play, pause" in keys.texts()
    ripple.press("Escape")
    assert QApplication.activeModalWidget() is None
    settle()
    assert ripple.window.findChildren(QDialog, "keys") == [], "each would be there for life"


def test_the_stage_is_walked_by_keyboard_and_its_menu_opened(ripple):
    ripple.press("Down")
    assert ripple.on_stage(A).state().focused
    ripple.press("Down")
    assert ripple.on_stage(B).state().focused
    ripple.press("Return")
    ripple.get_by_role("menuitem", "Crash B").click()
    assert "down" in ripple.on_stage(B).text()


def test_a_run_that_refused_a_line_is_held_by_nothing_once_it_is_left(ripple, qtbot, monkeypatch):
    left = weakref.ref(ripple.experiment)
    gc.collect()
    gc.disable()
    monkeypatch.setattr(gc, "collect", lambda *_young: 0)
    try:
        ripple.window.do("restart A")
        ripple.window.do("seek x")
        ripple.window.do("open 5")
        qtbot.waitUntil(lambda: left() is None)
    finally:
        gc.enable()


def test_closing_stops_the_timer(ripple):
    def running() -> bool:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        timers = ripple.window.findChildren(QTimer, options=direct)
        assert timers
        for clock in (ripple.window.stills, ripple.window.ticking):
            timers += clock.findChildren(QTimer)
        return any(timer.isActive() for timer in timers)

    ripple.press("Space")
    assert running()
    ripple.window.close()
    assert not running()


def test_an_undo_that_is_on_its_way_is_not_said_to_be_done(ripple, monkeypatch):
    ripple.window.do("seek 50ms")
    ripple.window.do("crash A")
    ripple.window.do("seek 60ms")
    monkeypatch.setattr("explorer.steering.FIRST_SLICE", 0)
    ripple.window.do("undo")
    assert ripple.experiment.errand is not None
    assert "Undone" not in ripple.notice()
    ripple.window.arrive()
    assert ripple.experiment.timeline.branch.given == []
    monkeypatch.undo()
    ripple.window.do("crash B")
    ripple.window.do("undo")
    assert ripple.notice() == "Undone. Ctrl+Shift+Z does it again."


def test_after_closing_nothing_starts_a_clock_again(ripple):
    """Panels that are hidden with the window ask for a picture, and so does the end of `quit`."""
    ripple.press("Space")
    window = ripple.window
    window.do("quit")
    settle()
    clocks = (
        window.ticking, window.stills, window.showing, window.runs.recording
    )  # fmt: skip
    timers = [timer for clock in clocks for timer in clock.findChildren(QTimer)]
    assert len(timers) >= len(clocks)
    assert not [timer.parent() for timer in timers if timer.isActive()]


def test_the_timer_rests_while_nothing_plays(ripple):
    ripple.press("Space")
    ripple.press("Space")
    ripple.window.ticking.tick()
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    assert not any(t.isActive() for t in ripple.window.findChildren(QTimer, options=direct))


# -- how it looks, at every size


PANELS = ("quorum-bar", "lesson", "stage", "feeds", "transport", "charts")
SIZES = [(1024, 700), (1280, 720), (1600, 1000)]


def in_window(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def clipped(widget: QWidget) -> str:
    """What of a label or button does not fit, in words; empty when all of it does.

    Text that wraps must fit in height, all other text in width; what elides by itself says so by
    having the whole text as its accessible name. What is scrolled out of sight counts as well.
    """
    wide, high = widget.width(), widget.height()
    hint = widget.sizeHint()
    if isinstance(widget, QLabel):
        if not widget.text() or "…" in widget.text()[-1:]:
            return "" if widget.accessibleName() or not widget.text() else "elided, and unnamed"
        if widget.property("role") != "pill":  # which has a frame that its style sheet adds
            text = widget.form() if isinstance(widget, HeadLine) else widget.text()
            text_wide = widget.fontMetrics().horizontalAdvance(text)
            hint = QSize(min(hint.width(), text_wide), hint.height())
        if widget.wordWrap():
            needs = widget.heightForWidth(wide)
            return f"{high} high, needs {needs}" if needs > high + 1 else ""
    least = widget.minimumSizeHint() if isinstance(widget, QAbstractButton) else hint
    if least.width() > wide + 1 or least.height() > high + 1:
        return f"{wide} x {high}, needs {least.width()} x {least.height()}"
    return ""


def text_widgets(window: QWidget) -> list[QWidget]:
    kinds = (QLabel, QPushButton, QToolButton)
    return shown(window, lambda w: isinstance(w, kinds) and bool(w.text() or w.accessibleName()))  # type: ignore[attr-defined]


def told(widget: QWidget) -> str:
    return f"{widget.objectName() or widget.parentWidget().objectName()} {widget.text()!r}"  # type: ignore[attr-defined]


def at_size(page: Page, size: tuple[int, int]) -> QWidget:
    page.window.resize(*size)
    settle()
    assert (page.window.width(), page.window.height()) == size, "it cannot be made so small"
    return page.window


def test_an_article_is_corrected_by_its_editor_and_read_by_a_reader(page):
    page.window.do("open 23")
    page.window.do("variant four")
    page.button("Correct Weather as X").click()
    page.screen("X").get_by_role("textbox", "The new text of Weather").fill("Snow.")
    page.press("Return")
    page.play_for(20)
    page.button("Read Weather as Y").click()
    page.play_for(10)
    assert "Sun all day." in page.screen("Y").texts()
    assert "◐ an older edition" in page.screen("Y").texts()
    page.play_for(60)
    page.button("Read Weather as Y").click()
    page.play_for(20)
    assert "Snow." in page.screen("Y").texts()
    assert "✓ You read edition 2 of 2: the newest one." in page.screen("Y").texts()
    page.window.do('like Y "Weather"')
    page.play_for(1)
    refused = "! like refused: this is a site of articles, which cannot like"
    assert refused in page.screen("Y").texts()


@pytest.fixture(params=["dark", "projector"])
def busy(request, page):
    """Ripple at 62 ms: posts, a cut, a stale read, messages on their way; in two font sizes."""
    wear(request.param)
    page.window.do("open 2")
    page.window.do("seek 35ms")
    page.window.do("cut A - B")
    page.window.do('post X "a somewhat longer post, that surely has to wrap"')
    page.play_for(27)
    page.window.do("feed Y")
    page.window.do("seek 62ms")
    settle()
    return page


def each_size(busy: Page) -> Iterator[QWidget]:
    for size in SIZES:
        yield at_size(busy, size)


def test_no_text_is_clipped(busy):
    wrong = []
    for window in each_size(busy):
        wrong += [
            f"{window.width()}: {told(w)}: {why}"
            for w in text_widgets(window)
            if (why := clipped(w))
        ]
    assert wrong == [], "\n".join(wrong)


def test_nothing_sticks_out_of_what_it_is_in(busy):
    """Scrolling goes up and down only: in width all of a widget must be within its parents."""
    wrong = []
    for window in each_size(busy):
        for widget in text_widgets(window):
            visible = widget.visibleRegion().boundingRect()
            if not visible.isEmpty() and visible.width() < widget.width() - 1:
                wrong.append(f"{window.width()}: {told(widget)}: {visible.width()} is seen")
    assert wrong == [], "\n".join(wrong)


def test_the_panels_do_not_overlap(busy):
    for window in each_size(busy):
        views = [window.findChild(QWidget, name) for name in PANELS]
        places = {w.objectName(): in_window(w) for w in views if w.isVisible()}
        folded = {"charts"} if theme.current().large else set()
        assert {*PANELS} - {*places} <= folded
        for name, place in places.items():
            assert window.rect().contains(place), f"{name} sticks out at {window.width()}"
            assert place.width() > 100, name
            assert place.height() > 30, name
        pairs = [(a, b) for a in places for b in places if a < b]
        assert [p for p in pairs if places[p[0]].intersects(places[p[1]])] == []


def test_no_label_lies_over_another(busy):
    wrong = []
    for window in each_size(busy):
        charts = window.findChild(QWidget, "charts")
        free = [w for w in text_widgets(window) if not charts.isAncestorOf(w)]
        free = [w for w in free if not w.visibleRegion().isEmpty() and w.objectName() != "notice"]
        for i, one in enumerate(free):
            for other in free[i + 1 :]:
                related = one.isAncestorOf(other) or other.isAncestorOf(one)
                common = seen_part(one) & seen_part(other)
                if not related and common.width() > 1 and common.height() > 1:
                    wrong.append(f"{window.width()}: {told(one)} and {told(other)}")
    assert wrong == [], "\n".join(wrong)


def seen_part(widget: QWidget) -> QRect:
    place = widget.mapTo(widget.window(), QPoint(0, 0))
    return widget.visibleRegion().boundingRect().translated(place)


@pytest.mark.parametrize("size", SIZES)
def test_the_gallery_clips_nothing(page, size):
    window = at_size(page, size)
    assert [(told(w), why) for w in text_widgets(window) if (why := clipped(w))] == []


def test_whatever_one_can_use_has_a_name_and_a_stable_one(busy):
    kinds = (QAbstractButton, QLineEdit, QComboBox, QSlider)
    controls = shown(busy.window, lambda w: isinstance(w, kinds))
    busy.button("All stories").click()
    controls += [w for w in shown(busy.window, lambda w: isinstance(w, kinds)) if w not in controls]
    assert len(controls) > 40
    assert [w for w in controls if not w.objectName() or not w.accessibleName()] == []
    names = [w.objectName() for w in controls]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_control_of_the_run_is_reached_by_tab(ripple):
    kinds = (QAbstractButton, QLineEdit, QComboBox, QSlider)
    wanted = {
        w.objectName()
        for w in shown(ripple.window, lambda w: isinstance(w, kinds) and w.isEnabled())
    }
    met = set()
    for _ in range(200):
        ripple.press("Tab")
        met.add(ripple.window.focusWidget().objectName())
    assert wanted - met == set()
    assert {"stage", "time_line"} <= met


# -- from the command line


def quorumscope(*arguments: str, platform: str = "offscreen") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "explorer", *arguments]
    env = {**os.environ, "QT_QPA_PLATFORM": platform}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=30, check=False)


def test_open_saves_a_picture_and_quits_after_a_while(tmp_path):
    picture = tmp_path / "a.png"
    done = quorumscope("open", "2", "--quit-after", "700ms", "--screenshot", str(picture))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    image = QImage(str(picture))
    assert image.width() >= 640
    colors = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, 400, 9)}
    assert len(colors) > 20


def complain_about(*arguments: str) -> str:
    done = quorumscope(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("open", "nothing-like-it"), "nothing-like-it"),
        (("open", "2", "--screenshot", "a.jpg"), ".png"),
    ],
    ids=["story", "picture"],
)
def test_a_wrong_command_line_opens_no_window(arguments, word):
    assert word in complain_about(*arguments)


def test_at_the_end_there_is_no_next_step_and_another_story_has_nothing_selected(ripple):
    following = ripple.window.findChild(QPushButton, "lesson-next")
    ripple.window.do("seek 169ms")
    assert following.isEnabled()
    ripple.window.do("seek 170ms")
    assert not following.isEnabled()
    ripple.window.do("select server A")
    assert ripple.window.stage._hand.selected == "server A"
    ripple.window.do("open 5")
    assert ripple.window.stage._hand.selected == ""
