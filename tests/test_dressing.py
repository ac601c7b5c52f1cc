"""A theme that changes: parts are dressed in turn, and windows painted when all are dressed."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from ui import dressing, theme
from ui.dressing import PartedPages, PartedWindow


@pytest.fixture
def other(qapp):
    """The name of a theme that is not on; the one that was on comes back."""
    was = theme.current().name
    yield "light" if was != "light" else "dark"
    dressing.apply(qapp, was)


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
    seen = []
    while 2 not in seen:
        qapp.processEvents()
        seen.append(sum(window.updatesEnabled() for window in windows))
    assert 1 in seen
    assert all(window.updatesEnabled() for window in windows)


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


def test_parts_change_one_in_each_turn_and_unseen(qtbot, qapp, other):
    dressed = []
    window, pages = PartedWindow(), PartedPages()
    parts = [Part(dressed) for _ in range(4)]
    qtbot.addWidget(window)
    for part in parts:
        pages.addWidget(part)
        part.ensurePolished()
    window.setCentralWidget(pages)
    window.show()
    dressing.apply(qapp, other)
    dressed.clear()
    in_a_turn = []
    while not window.updatesEnabled():
        before = {part for part, _ in dressed}
        qapp.processEvents()
        in_a_turn.append(len({part for part, _ in dressed} - before))
    assert {part for part, _ in dressed} == set(parts)
    assert max(in_a_turn) == 1
    assert not any(painted for _, painted in dressed)
    assert all(part.styleSheet() == theme.sheet() for part in parts)


def test_a_theme_chosen_before_the_last_one_is_worn_is_what_all_wear_in_the_end(qtbot, qapp, other):
    window, pages = PartedWindow(), PartedPages()
    parts = [QLabel(str(n)) for n in range(6)]
    qtbot.addWidget(window)
    for part in parts:
        pages.addWidget(part)
        part.ensurePolished()
    window.setCentralWidget(pages)
    window.show()
    dressing.apply(qapp, other)
    for _ in range(3):
        qapp.processEvents()
    dressing.apply(qapp, "projector")
    while not window.updatesEnabled():
        qapp.processEvents()
    assert {part.styleSheet() for part in parts} == {theme.style_sheet(theme.current())}
    assert theme.current().name == "projector"
    assert qapp.font() == theme.font()
