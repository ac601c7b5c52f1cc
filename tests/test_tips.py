"""Whatever is pressed and says a line tells what that line does, in the words of the verb table."""

import html

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QToolButton

from explorer.verbs import VERBS
from ui.keys import CLICKER
from ui.panels import PANELS
from ui.tips import tip
from ui.window import MainWindow

PLACES = (
    ("gallery",),
    ("settings",),
    ("open 5", "seek 1s", "select server A", "watch servers[0].name"),
    *((f"show {panel.name}",) for panel in PANELS),
    ("receipt #1",),
    ("menu server A",),
    ("panels",),
    ("menu",),
    ("goal",),
    ("compare", "seek 1s"),
    ("present",),
    ("present off", "term quorum"),
    ("open articles-not-friends", "predict on", "start", "play", "pause"),
    ("open 13", "seek 2s", "show servers"),
    ("open 21", "seek 1s", "show fresh"),
)
"""Where a person comes to one after the other, by lines."""


class Ear:
    """Hears the lines that a window is told; it does them only while it is not listened to."""

    def __init__(self):
        self.listens, self.heard = False, []

    def told_by(self, press):
        """The line that is said when something is pressed, if any."""
        self.heard.clear()
        self.listens = True
        press()
        self.listens = False
        return self.heard[0] if self.heard else ""


@pytest.fixture
def ear(monkeypatch):
    made, does = Ear(), MainWindow.do

    def do(window, line):
        if made.listens:
            made.heard.append(line)
            return None
        return does(window, line)

    monkeypatch.setattr(MainWindow, "do", do)
    return made


def pressed():
    """What can be pressed now, buttons and entries of menus."""
    for top in QApplication.topLevelWidgets():
        for menu in top.findChildren(QMenu):
            menu.aboutToShow.emit()  # some are filled only then
            for action in menu.actions():
                if action.isEnabled() and action.menu() is None and not action.isSeparator():
                    yield action
        for button in top.findChildren(QAbstractButton):
            opens = isinstance(button, QToolButton) and button.menu() is not None
            if button.isVisible() and button.isEnabled() and button.objectName() and not opens:
                yield button


def tip_of(what):
    """What a hand over it is told; the tips of a menu are shown only where it says so."""
    if isinstance(what, QAbstractButton):
        return html.unescape(what.toolTip())
    menu = next(m for m in what.associatedObjects() if isinstance(m, QMenu))
    return what.toolTip() * menu.toolTipsVisible()


def test_a_tip_says_what_the_table_of_verbs_says(ear, page):
    """Either what the verb does, or, where that tells more, other words above the line itself."""
    lacking, told = {}, set()
    for lines in PLACES:
        for line in lines:
            assert page.window.attempt(line) is None, line
        page.window.arrive()
        for what in list(pressed()):
            press = what.trigger if isinstance(what, QAction) else what.click
            line, tip = ear.told_by(press), tip_of(what)
            if line:
                told.add(what.objectName())
                if line not in tip and VERBS[line.split()[0]].gist not in tip:
                    lacking[what.objectName()] = (line, tip)

    assert lacking == {}
    assert len(told) > 150


def test_a_tip_has_the_keys_of_a_clicker_too():
    for key in CLICKER:
        assert set(key.sequences) <= set(tip(key.line).replace("\n", " \u00b7 ").split(" \u00b7 "))
