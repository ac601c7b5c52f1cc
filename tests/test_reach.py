"""Whatever one can use, on every page: it has a stable name, a name that is spoken, and a key."""

from collections.abc import Iterator

import pytest
from page import settle, wear
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from explorer.presets import load_all
from ui.panels import PANELS
from ui.stage_view import StageView
from ui.window import MainWindow

STORIES = load_all()
USED = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractSlider, QTabBar,
        QAbstractItemView, StageView)  # fmt: skip
OF_QT = ("qt_", "Scroll")
"""Parts that Qt makes inside of its own widgets begin so; others do the same."""
BY_OTHER_KEYS = {"palette-list", "setting-theme-light", "setting-theme-projector"}
"""What Tab does not reach and Up and Down do: the palette's list, and the themes but the first."""


@pytest.fixture(scope="module")
def window(qapp) -> Iterator[MainWindow]:
    assert qapp is not None
    made = MainWindow()
    made.show_stories(STORIES)
    made.resize(1600, 1000)
    made.show()
    settle()
    yield made
    made.close()
    made.deleteLater()


def used(page: QWidget) -> list[QWidget]:
    """What one can use on a page now."""
    found = [w for w in page.findChildren(QWidget) if isinstance(w, USED) and w.isVisible()]
    found = [w for w in found if not isinstance(w, QScrollBar | QHeaderView)]
    own = [w for w in found if not isinstance(w.parentWidget(), QComboBox | QTabBar)]
    return [w for w in own if not w.objectName().startswith(OF_QT)]


def faults(page: QWidget) -> list[str]:
    """What is wrong with any of these, in words."""
    widgets = used(page)
    names = [w.objectName() for w in widgets]
    wrong = [f"{type(w).__name__} has no object name" for w in widgets if not w.objectName()]
    wrong += [f"{name} is there twice" for name in sorted({n for n in names if names.count(n) > 1})]
    wrong += [f"{w.objectName()} has no spoken name" for w in widgets if not w.accessibleName()]
    wrong += [
        f"Tab does not reach {w.objectName()}"
        for w in widgets
        if w.isEnabled()
        and not w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.objectName() not in BY_OTHER_KEYS
    ]
    return wrong


def open_(window: MainWindow, *lines: str) -> None:
    for line in lines:
        window.do(line)
    settle()
    window.page.flush()


def test_in_the_gallery(window):
    open_(window, "gallery")
    assert len(used(window)) >= 24 + 4 + 2
    assert faults(window) == []


@pytest.mark.parametrize("panel", [panel.name for panel in PANELS])
@pytest.mark.parametrize("story", ["2", "18", "3", "23", "24"])
def test_in_every_panel(window, story, panel):
    open_(window, f"open {story}", "seek 1100ms", f"show {panel}")
    assert len(used(window)) > 20
    assert faults(window) == []


def test_in_the_palette(window):
    open_(window, "open 2", "palette")
    assert faults(window.commands) == []
    window.commands.leave()


@pytest.mark.parametrize("name", ["settings", "keys"])
def test_in_the_dialogs(window, name):
    open_(window, name)
    dialogs = [d for d in window.findChildren(QDialog) if d.isVisible()]
    assert [d.objectName() for d in dialogs] == [name]
    assert faults(dialogs[0]) == []
    assert dialogs[0].accessibleName()
    dialogs[0].reject()


@pytest.mark.usefixtures("window")
def test_a_fault_is_seen(qtbot):
    bad = QWidget()
    qtbot.addWidget(bad)
    for name in ("", "twice", "twice"):
        button = QLineEdit(bad)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    bad.show()
    assert {fault.split(" ", 1)[1] for fault in faults(bad)} >= {
        "has no object name", "is there twice", "has no spoken name", "does not reach twice",
    }  # fmt: skip


def test_one_key_goes_from_region_to_region_and_back_where_there_is_one_to_use(window):
    window.do("open 5")
    settle()
    window.activateWindow()
    window.stage.setFocus()
    page, been = window.page, []
    regions = [r for r in page.regions if r.isVisible()]
    for _ in regions:
        window.hands.press("region")
        focused = window.focusWidget()
        been.append(next(r for r in regions if r is focused or r.isAncestorOf(focused)))
    assert been == [*regions[1:], regions[0]]
    assert {page.stage, page.panels["lesson"], page.transport, page.bar} <= set(been)
    window.hands.press("region before")
    assert page.bar.isAncestorOf(window.focusWidget())


@pytest.mark.parametrize(
    ("size", "line"),
    [
        ((1600, 1000), "show charts"),
        ((1280, 720), "show charts"),
        ((1280, 720), "show receipt"),
        ((1280, 720), "show spacetime"),
        ((1280, 720), "show branches"),
        ((1280, 720), "cause #2"),
        ((1280, 720), "compare"),
    ],
)
def test_wherever_tab_comes_it_is_seen(window, size, line):
    wear("dark")
    window.resize(*size)
    open_(window, "open 5", "seek 120ms", "select operation 2", line)
    window.arrive()
    window.activateWindow()
    settle()
    if line != "compare":
        window.stage.setFocus()
    unseen, been = [], []
    while (part := tab(window)) not in been:
        been.append(part)
        around = part.rect().translated(part.mapTo(window, QPoint())).adjusted(-4, -4, 4, 4)
        with_focus = window.grab(around).toImage()
        hidden = part.visibleRegion().isEmpty()
        part.clearFocus()
        if hidden or window.grab(around).toImage() == with_focus:
            unseen.append(part.objectName() or part.accessibleName())
        part.setFocus(Qt.FocusReason.TabFocusReason)
    assert len(been) > 20
    assert unseen == []
    window.do("compare off" if line == "compare" else "select")
    window.resize(1600, 1000)


def tab(window: QWidget) -> QWidget:
    """Where the key Tab leads."""
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    QApplication.processEvents()
    return window.focusWidget()
