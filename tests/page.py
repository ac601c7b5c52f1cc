"""A window found by role and name, as a screen reader finds it, and used by mouse and keyboard.

Rules this file keeps: what is looked for is looked for anew each time, so that a widget may be
made again in between; events go in where a window system would put them; and time is a number that
the test gives, never the wall clock.
"""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from explorer.presets import load_all
from ui import dressing, theme
from ui.window import MainWindow

STORED = load_all()
A_DAY_MS = 86_400_000

Name = str | re.Pattern[str]
"""The whole name, or a pattern that is found in it."""

_R = QAccessible.Role
ROLES = {
    "button": {_R.Button, _R.ButtonMenu, _R.ButtonDropDown, _R.PushButton},
    "checkbox": {_R.CheckBox},
    "textbox": {_R.EditableText},
    "combobox": {_R.ComboBox},
    "slider": {_R.Slider},
    "menuitem": {_R.MenuItem},
    "text": {_R.StaticText},
    "region": {_R.Client, _R.Border, _R.List},
    "listitem": {_R.ListItem},
    "dialog": {_R.Dialog},
    "tab": {_R.PageTab},
}
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
TICK_WALL_MS = 200.0
WATCHDOG_MS = 5_000
"""After so long a menu that nobody has closed is closed: Qt would wait in it for ever."""


class HandClock:
    """Stands in for QElapsedTimer: a tick takes as long as the test says."""

    passed_ms = 0.0

    def restart(self) -> float:
        passed, HandClock.passed_ms = HandClock.passed_ms, 0.0
        return passed

    def elapsed(self) -> float:
        """No work takes any time."""
        return 0.0


def wear(name: str) -> None:
    """Puts a theme on, unless it is on: that takes a while."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    now = theme.current()
    if now.name != name or now.calm or app.font() != theme.font():
        dressing.apply(app, name)
        dressing.finish()


def name_of(node: QAccessibleInterface) -> str:
    """The accessible name; Qt on Unix gives a combo box its value as name, its widget knows."""
    widget = node.object()
    given = widget.accessibleName() if isinstance(widget, QWidget) else ""
    return given or node.text(QAccessible.Text.Name)


def visible(node: QAccessibleInterface) -> bool:
    return node.isValid() and not node.state().invisible


def matches(name: Name, text: str) -> bool:
    return text == name if isinstance(name, str) else name.search(text) is not None


def close_popups() -> None:
    """Closes the menus that are open, if they let themselves be closed."""
    for _ in range(5):
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()


def settle() -> None:
    """Lets layouts and deferred deletions happen; it does not wait for any timer."""
    dressing.finish()
    for _ in range(4):
        QApplication.processEvents()


class Locator:
    """The one visible thing with a role and a name, looked for anew at each use."""

    def __init__(self, page: "Page", role: str, name: Name, inside: "Locator | None") -> None:
        self.page, self.role, self.name, self._inside = page, role, name, inside

    def get_by_role(self, role: str, name: Name) -> "Locator":
        """Something within this one."""
        return Locator(self.page, role, name, self)

    def all(self) -> list[QAccessibleInterface]:
        return [n for n in self._nodes() if matches(self.name, name_of(n))]

    def count(self) -> int:
        return len(self.all())

    def _nodes(self) -> list[QAccessibleInterface]:
        """Every visible thing of this role."""
        roots = [self._inside.node()] if self._inside else self.page.roots()
        found = [n for root in roots for n in walk(root) if n.role() in ROLES[self.role]]
        return [n for n in found if visible(n)]

    def node(self) -> QAccessibleInterface:
        found = self.all()
        if len(found) == 1:
            return found[0]
        names = [name_of(n) for n in self._nodes()]
        wanted = self.name if isinstance(self.name, str) else self.name.pattern
        near = get_close_matches(wanted, names, n=6, cutoff=0.3) or sorted(set(names))[:20]
        text = f"{len(found)} visible {self.role}s are called {wanted!r}; there are {near}"
        raise AssertionError(text)

    def widget(self) -> QWidget:
        widget = self.node().object()
        assert isinstance(widget, QWidget), f"{self.name} is painted, not a widget"
        return widget

    def text(self) -> str:
        """What it shows: the text of a label or button, the value of a field or list."""
        node = self.node()
        shown = getattr(node.object(), "text", None) or getattr(node.object(), "currentText", None)
        return str(shown()) if shown is not None else name_of(node)

    def texts(self) -> str:
        """All the visible text within it, line by line."""
        labels = (n for n in walk(self.node()) if n.role() == _R.StaticText and visible(n))
        return "\n".join(n.object().text().replace("\u200b", "") for n in labels)  # type: ignore[attr-defined]

    def state(self) -> QAccessible.State:
        return self.node().state()

    def rect(self) -> QRect:
        """Where it is on the screen, having been scrolled to."""
        found = self.node().object()
        if isinstance(found, QWidget):
            scroll_to(found)
            settle()  # what lies in several areas may not be all in sight at once
            scroll_to(found)
        return self.node().rect()

    def click(self, button: Qt.MouseButton = LEFT) -> None:
        """With the mouse, at its middle."""
        rect = self.rect()
        assert not self.state().disabled, f"{self.name} is greyed"
        assert not rect.isEmpty(), f"{self.name} has no place"
        self.page.click_at(rect.center(), button)

    def choose(self, item: Name) -> None:
        """Opens its menu, by the mouse, and clicks an entry; Qt waits in there meanwhile."""

        def pick() -> None:
            try:
                self.page.get_by_role("menuitem", item).click()
            except AssertionError as error:
                failed.append(error)
            finally:
                close_popups()

        failed: list[AssertionError] = []
        self.rect()  # scrolls there first: only the click may let the timer fire
        QTimer.singleShot(0, self.page.window, pick)
        watchdog = QTimer(self.page.window, singleShot=True, timeout=close_popups)
        watchdog.start(WATCHDOG_MS)
        self.page.click_at(self.node().rect().center())
        watchdog.deleteLater()
        settle()
        if failed:
            raise failed[0]

    def select(self, item: str) -> None:
        """Chooses an entry of a list with Up and Down: Qt says each that is passed by."""
        combo = self.widget()
        entries = [combo.itemText(i) for i in range(combo.count())]  # type: ignore[attr-defined]
        assert item in entries, f"{item!r} is not among {entries}"
        combo.setFocus(Qt.FocusReason.TabFocusReason)
        way = entries.index(item) - combo.currentIndex()  # type: ignore[attr-defined]
        for _ in range(abs(way)):
            self.page.press("Down" if way > 0 else "Up")

    def fill(self, text: str) -> None:
        """Writes in a field, key by key, after a click into it."""
        self.click()
        self.page.press("Ctrl+A")
        self.page.press("Delete")
        self.page.type(text)

    def press(self, keys: str) -> None:
        """A key, the focus being here."""
        self.widget().setFocus()
        self.page.press(keys)


class Page:
    """The window, and whatever it has opened over itself."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    @property
    def experiment(self):
        assert self.window.experiment is not None, "no story is open"
        return self.window.experiment

    def roots(self) -> list[QAccessibleInterface]:
        """The window; or the menu or dialog over it, which takes what one does."""
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        return [QAccessible.queryAccessibleInterface(over or self.window)]

    def get_by_role(self, role: str, name: Name) -> Locator:
        return Locator(self, role, name, None)

    def button(self, name: Name) -> Locator:
        return self.get_by_role("button", name)

    def screen(self, user: str) -> Locator:
        """What one user has before them."""
        return self.get_by_role("region", f"{user}'s screen")

    def on_stage(self, name: Name) -> Locator:
        """A server, link, operation or message, by its sentence."""
        return self.get_by_role("region", "Stage").get_by_role("listitem", name)

    def notice(self) -> str:
        """The sentence over the window, or nothing."""
        notice = self.window.notice
        return notice.text() if notice.isVisible() else ""

    # -- hands

    def _handle(self) -> QWindow:
        """The native window, which hands events to what lies there, as the system does."""
        handle = (QApplication.activeModalWidget() or self.window).windowHandle()
        assert handle is not None, "the window is not shown"
        return handle

    def _typed_into(self) -> QWidget | QWindow:
        """An open menu or list takes the keys; else the native window, for its shortcuts."""
        popup = QApplication.activePopupWidget()
        return (popup.focusWidget() or popup) if popup is not None else self._handle()

    def click_at(self, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
        """A click at a place of the screen; what lies there gets it."""
        popup, plain = QApplication.activePopupWidget(), Qt.KeyboardModifier.NoModifier
        if popup is None:
            handle = self._handle()
            QTest.mouseClick(handle, button, plain, handle.mapFromGlobal(place))
        else:
            target = popup.childAt(popup.mapFromGlobal(place)) or popup
            QTest.mouseClick(target, button, plain, target.mapFromGlobal(place))
        settle()

    def drag(self, start: QPoint, end: QPoint) -> None:
        """With the left button, in a few steps."""
        handle, plain = self._handle(), Qt.KeyboardModifier.NoModifier
        first, last = handle.mapFromGlobal(start), handle.mapFromGlobal(end)
        QTest.mouseMove(handle, first)
        QTest.mousePress(handle, LEFT, plain, first)
        for part in (0.25, 0.5, 0.75, 1.0):
            QTest.mouseMove(handle, first + (last - first) * part)
        QTest.mouseRelease(handle, LEFT, plain, last)
        settle()

    def press(self, keys: str) -> None:
        """A key such as 'Space', 'Ctrl+Z', '?': to what has the focus, or a shortcut."""
        combination = QKeySequence(keys)[0]
        QTest.keyClick(self._typed_into(), combination.key(), combination.keyboardModifiers())
        settle()

    def type(self, text: str) -> None:
        """Letters, as one types them."""
        for letter in text:
            QTest.keyClick(self._handle(), letter)
        settle()

    # -- time

    def play_for(self, simulated_ms: float) -> None:
        """Plays on by so much simulated time, tick by tick, or to where the run stops."""
        experiment = self.experiment
        assert experiment.playing, "time stands still"
        end_us = experiment.now_us + round(simulated_ms * 1000)
        while experiment.playing and end_us - experiment.now_us > 1:
            left_ms = (end_us - experiment.now_us) / experiment.speed / 1000
            HandClock.passed_ms = min(TICK_WALL_MS, left_ms)
            self.window.ticking.tick()
        settle()

    @property
    def now_ms(self) -> float:
        return self.experiment.now_us / 1000


def walk(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """The node and all that is in it."""
    yield node
    for index in range(node.childCount()):
        child = node.child(index)
        if child is not None:
            yield from walk(child)


def scroll_to(widget: QWidget) -> None:
    """Brings it into view, as a person would with the wheel."""
    above: QWidget | None = widget
    while (above := above.parentWidget()) is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 0, 0)
    settle()


def shown(window: QWidget, wanted: Callable[[QWidget], bool]) -> list[QWidget]:
    """The visible widgets of a window that are wanted."""
    return [w for w in window.findChildren(QWidget) if w.isVisible() and wanted(w)]


def opened(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """The gallery at 1280 x 800, whose time only `play_for` moves; no story asks anything."""
    monkeypatch.setattr("ui.ticking.TICK_MS", A_DAY_MS)
    monkeypatch.setattr("ui.ticking.QElapsedTimer", HandClock)
    wear("dark")
    window = MainWindow()
    window.do("predict off")
    qtbot.addWidget(window)
    window.show_stories(STORED)
    window.resize(1280, 800)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    settle()
    yield Page(window, qtbot)
    wear("dark")
