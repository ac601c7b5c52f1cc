"""A theme that changes: parts are dressed in turn, and windows painted when all are dressed."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMenu, QWidget

from ui import dressing, theme
from ui.dressing import PartedPages, PartedWindow


@pytest.fixture
def other(qapp):
    """The name of a theme that is not on; the one that was on comes back."""
    was = theme.current().name
    yield "light" if was != "light" else "dark"
    dressing.apply(qapp, was)
    dressing.finish()


MOST_TURNS = 1_000
"""A change takes a turn for each part; other tests may have left many."""


def turns(app):
    """The turns of the event loop for as long as a theme is being put on."""
    for number in range(MOST_TURNS):
        if not dressing.going():
            return
        app.processEvents()
        yield number
    pytest.fail("a theme was never put on wholly")


class Part(QWidget):
    """Notes when its style changes."""

    def __init__(self, dressed):
        super().__init__()
        self.dressed = dressed

    def changeEvent(self, event):  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.dressed.append((self, self.window().updatesEnabled()))


def test_windows_are_painted_in_turn_and_one_that_is_gone_keeps_none_waiting(qtbot, qapp, other):
    windows = [QWidget() for _ in range(3)]
    for window in windows:
        window.show()
    qtbot.waitUntil(lambda: all(window.isVisible() for window in windows))
    dressing.apply(qapp, other)
    assert not any(window.updatesEnabled() for window in windows)
    windows.pop(0).deleteLater()
    seen = {sum(window.updatesEnabled() for window in windows) for _ in turns(qapp)}
    assert seen == {0, 1, 2}


def test_a_part_is_dressed_before_it_is_shown_and_what_holds_it_never(qtbot):
    window, pages, page = PartedWindow(), PartedPages(), QLabel("a page")
    qtbot.addWidget(window)
    pages.addWidget(page)
    window.setCentralWidget(pages)
    window.show()
    menu = QMenu(window)
    menu.ensurePolished()
    assert page.styleSheet() == menu.styleSheet() == theme.sheet()
    assert window.styleSheet() == pages.styleSheet() == QApplication.instance().styleSheet() == ""


def holding(qtbot, parts):
    """A window with these parts, in sight."""
    window, pages = PartedWindow(), PartedPages()
    qtbot.addWidget(window)
    for part in parts:
        pages.addWidget(part)
        part.ensurePolished()
    window.setCentralWidget(pages)
    window.show()
    return window


def test_parts_change_one_in_each_turn_and_unseen(qtbot, qapp, other):
    dressed = []
    parts = [Part(dressed) for _ in range(4)]
    window = holding(qtbot, parts)
    dressing.apply(qapp, other)
    dressed.clear()
    after_a_turn = {len({part for part, _ in dressed}) for _ in turns(qapp)}
    assert after_a_turn == {0, 1, 2, 3, 4}
    assert not any(painted for _, painted in dressed)
    assert window.updatesEnabled()
    assert all(part.styleSheet() == theme.sheet() for part in parts)


def test_a_theme_chosen_before_the_last_one_is_worn_is_what_all_wear_in_the_end(qtbot, qapp, other):
    parts = [QLabel(str(n)) for n in range(6)]
    window = holding(qtbot, parts)
    dressing.apply(qapp, other)
    for _ in range(3):
        qapp.processEvents()
    dressing.apply(qapp, "projector")
    qtbot.waitUntil(lambda: not dressing.going())
    assert window.updatesEnabled()
    assert {part.styleSheet() for part in parts} == {theme.style_sheet(theme.current())}
    assert theme.current().name == "projector"
    assert qapp.font() == theme.font()


@pytest.fixture
def docked(qtbot):
    """A window with a dock, both in sight."""
    window, dock = PartedWindow(), QDockWidget("a dock")
    qtbot.addWidget(window)
    dock.setWidget(QLabel("in it"))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.show()
    qtbot.waitUntil(dock.isVisible)
    return window, dock


@pytest.mark.parametrize("torn_off", [True, False])
def test_what_is_torn_off_or_put_back_meanwhile_is_painted_again(
    qtbot, qapp, other, docked, torn_off
):
    window, dock = docked
    dock.setFloating(not torn_off)
    dressing.apply(qapp, other)
    qapp.processEvents()
    dock.setFloating(torn_off)
    qtbot.waitUntil(lambda: not dressing.going())
    assert window.updatesEnabled()
    assert dock.updatesEnabled()


def test_what_is_hidden_between_two_changes_is_painted_when_it_comes_back(
    qtbot, qapp, other, docked
):
    _, dock = docked
    dock.setFloating(True)
    dressing.apply(qapp, other)
    qapp.processEvents()
    dock.hide()
    dressing.apply(qapp, "projector")
    qtbot.waitUntil(lambda: not dressing.going())
    dock.show()
    assert dock.updatesEnabled()
    assert dock.styleSheet() == theme.sheet()


def test_a_hand_that_chooses_faster_than_that_sees_pictures_meanwhile(qapp, docked):
    window, _ = docked
    was, seen = theme.current().name, []
    while len(seen) < MOST_TURNS and True not in seen:
        dressing.apply(qapp, was, font_percent=80 + len(seen) % 60)
        qapp.processEvents()
        seen.append(window.updatesEnabled())
    dressing.apply(qapp, was)
    dressing.finish()
    assert len(seen) > 1
    assert seen[-1]
    assert window.updatesEnabled()
    assert qapp.font() == theme.font()
