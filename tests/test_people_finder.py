"""Of a thousand people anybody is found by name, and nothing lists them all."""

from dataclasses import replace

import pytest
from frames import frame
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from test_many_people import begun

from explorer import framing, onlookers
from explorer.following import EVERYBODY
from explorer.frame_stage import ServerView
from ui import stage_people
from ui.feeds import AT_ONCE, KEPT, Feeds
from ui.people_finder import PeopleFinder
from ui.screen_header import PeopleMenu
from ui.stage_view import StageView

MANY = 200


@pytest.fixture
def run():
    return begun(MANY)


@pytest.fixture
def feeds(qtbot, run):
    made = Feeds()
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show_frame(framing.frame(run, ()))
    made.show()
    qtbot.waitUntil(lambda: len(made._screens) == onlookers.AT_ONCE)

    def say(line):
        run.select(line.removeprefix("select "))
        made.show_frame(framing.frame(run, ()))

    made.command.connect(say)
    return made


def finder(feeds):
    return feeds.findChild(PeopleFinder)


def test_enter_takes_who_is_called_so_else_the_first_whose_name_fits(feeds, run):
    assert finder(feeds).placeholderText() == "200 people: find one by name"
    QTest.keyClicks(finder(feeds), "u15")
    QTest.keyClick(finder(feeds), Qt.Key.Key_Return)
    assert (run.selected, finder(feeds).text()) == ("user U15", "")
    QTest.keyClicks(finder(feeds), "19")
    QTest.keyClick(finder(feeds), Qt.Key.Key_Return)
    assert run.selected == "user U19"
    QTest.keyClicks(finder(feeds), "nobody")
    QTest.keyClick(finder(feeds), Qt.Key.Key_Return)
    assert run.selected == "user U19"
    assert {"U15", "U19"} < set(feeds._screens)


def test_who_is_chosen_comes_into_sight(feeds, qtbot):
    QTest.keyClicks(finder(feeds), "U150")
    QTest.keyClick(finder(feeds), Qt.Key.Key_Return)

    def in_sight():
        assert not feeds._screens["U150"].visibleRegion().isEmpty()

    qtbot.waitUntil(lambda: in_sight() is None)
    assert finder(feeds).geometry().bottom() < feeds.viewport().geometry().top()


def test_of_those_who_once_had_a_screen_the_first_are_let_go(feeds, run):
    for number in range(20, 20 + 2 * KEPT):
        run.select(f"user U{number}")
        feeds.show_frame(framing.frame(run, ()))
    there = {screen.user for screen in framing.frame(run, ()).screens}
    assert there < set(feeds._screens)
    assert len(feeds._screens) - len(there) == KEPT


def test_few_screens_are_made_at_once_and_the_others_without_another_frame(qtbot, run):
    feeds = Feeds()
    qtbot.addWidget(feeds)
    shown = framing.frame(run, ()).screens
    feeds.show_frame(framing.frame(run, ()))
    assert list(feeds._screens) == [screen.user for screen in shown[:AT_ONCE]]
    qtbot.waitUntil(lambda: list(feeds._screens) == [screen.user for screen in shown])


def test_of_a_story_that_is_left_no_screens_are_made(qtbot, run):
    feeds = Feeds()
    qtbot.addWidget(feeds)
    feeds.show_frame(framing.frame(run, ()))
    feeds.forget()
    QCoreApplication.processEvents()
    assert not feeds._screens


def test_where_everybody_has_a_screen_nobody_is_looked_for(qtbot):
    few = Feeds()
    qtbot.addWidget(few)
    few.show_frame(framing.frame(begun(3), ()))
    assert finder(few).isHidden()
    assert few.viewportMargins().top() == 0


def test_a_menu_does_not_list_hundreds_to_follow(qtbot, run):
    menu = PeopleMenu("U0")
    qtbot.addWidget(menu)
    menu.show_people(framing.frame(run, ()).screens[0])
    texts = [action.text() for action in menu.menu().actions()]
    assert sum(text.startswith("Unfollow") for text in texts) == 10
    assert not any(text.startswith("Follow") for text in texts)
    assert "189 others: say «follow U0 NAME» in the palette (Ctrl+K)" in texts


def test_on_the_stage_stand_those_whose_screens_are_shown(qtbot, run):
    shown = framing.frame(run, ())
    view = StageView()
    qtbot.addWidget(view)
    view.resize(1_600, 900)
    view.show_frame(shown)
    named = {screen.user for screen in shown.screens}
    assert set(view.scene().plan.users) == named
    users = {thing.key for thing in view.things() if thing.key.startswith("user ")}
    assert users == {f"user {name}" for name in named}
    assert stage_people.untold(shown) == MANY - len(named)


def test_of_few_people_all_stand_there():
    names = tuple(f"U{i}" for i in range(EVERYBODY))
    shown = replace(frame(), servers=(ServerView("A", "", "up", 1, 1, users=names),), screens=())
    assert stage_people.servers(shown) == shown.servers
    assert stage_people.untold(shown) == 0
