"""The branches below the time line: walked by keyboard and by screen readers, one lane each."""

import pytest
from page import Page, name_of, settle
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from explorer.presets import load
from ui.branch_lanes import MOST_LANES


@pytest.fixture
def lanes(page: Page):
    """Four branches, one more than are drawn, and the keyboard at the one that is shown."""
    page.window.open_scenario(load("5").scenario("none"))
    for at, line in (("40ms", "cut A - B"), ("60ms", "crash C"), ("20ms", "cut A - C")):
        page.window.do(f"seek {at}")
        page.window.do(line)
        page.window.do("branch story")
    settle()
    found = page.window.transport.lanes
    found.setFocus(Qt.FocusReason.TabFocusReason)
    return found


def test_a_screen_reader_finds_each_branch_and_the_one_that_the_keyboard_is_at(page, lanes):
    access = QAccessible.queryAccessibleInterface(lanes)
    assert access.role() == QAccessible.Role.List
    names = [name_of(access.child(i)) for i in range(access.childCount())]
    assert names == [stop.sentence for stop in lanes.things()]
    assert len(names) == 4
    assert names[0].startswith("story, from the start")
    assert name_of(access.focusChild()) == names[0]
    page.press("Down")
    assert name_of(access.focusChild()) == names[1]
    assert "cut A - B" in names[1]


def test_each_drawn_branch_has_a_place_and_the_others_have_one_when_walked_to(page, lanes):
    drawn = [not stop.rect.isNull() for stop in lanes.things()]
    assert drawn == [True] * MOST_LANES + [False]
    for _ in range(3):
        page.press("Down")
    drawn = [not stop.rect.isNull() for stop in lanes.things()]
    assert drawn == [False] + [True] * MOST_LANES
    access = QAccessible.queryAccessibleInterface(lanes)
    place = access.child(3).rect()
    assert lanes.rect().contains(lanes.mapFromGlobal(place.center()))
    page.press("Return")
    assert page.experiment.timeline.branch.name in lanes.things()[3].sentence


def test_without_the_keyboard_no_branch_has_the_focus(page, lanes):
    page.window.stage.setFocus()
    assert lanes.cursor_index() == -1
