"""Something in the window found by role and name, as a screen reader finds it, and used.

Rules this file keeps: what is looked for is looked for anew each time, so that a widget may be
made again in between; exactly one thing has to be meant; what is not there yet is waited for while
simulated time runs, and never by the wall clock.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QWidget

from explorer.scenario_schema import Role
from ui import dressing

if TYPE_CHECKING:
    from ui.page import Page

Name = str | re.Pattern[str]
"""The whole name, or a pattern that is found in it."""

_R = QAccessible.Role
ROLES: dict[Role, set[QAccessible.Role]] = {
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
LABELLED: tuple[Role, ...] = ("textbox", "combobox", "slider", "checkbox")
"""What has a label: whatever takes a value."""
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class LocatorError(AssertionError):
    """What is looked for is not there just once, or cannot be used, or looks otherwise."""


def name_of(node: QAccessibleInterface) -> str:
    """The accessible name; Qt on Unix gives a combo box its value as name, its widget knows."""
    widget = node.object()
    given = widget.accessibleName() if isinstance(widget, QWidget) else ""
    return given or node.text(QAccessible.Text.Name)


def visible(node: QAccessibleInterface) -> bool:
    """Whether it is there to be seen."""
    return node.isValid() and not node.state().invisible


def matches(name: Name, text: str) -> bool:
    """Whether something is called so."""
    return text == name if isinstance(name, str) else name.search(text) is not None


def children(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What is in a node; Qt may say of a place that nothing is there."""
    found = (node.child(index) for index in range(node.childCount()))
    return (child for child in found if child is not None)


def walk(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """The node and all that is in it."""
    yield node
    for child in children(node):
        yield from walk(child)


def shown_text(node: QAccessibleInterface) -> str:
    """What it shows: the text of a label or button, the value of a field or list."""
    shown = getattr(node.object(), "text", None) or getattr(node.object(), "currentText", None)
    return str(shown()) if shown is not None else name_of(node)


def scroll_to(widget: QWidget) -> None:
    """Brings it into view, as a person would with the wheel."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 0, 0)
        above = above.parentWidget()
    settle()


def settle() -> None:
    """Lets layouts and deferred deletions happen; it does not wait for any timer."""
    dressing.finish()
    for _ in range(4):
        QApplication.processEvents()


def close_popups() -> None:
    """Closes the menus that are open, if they let themselves be closed."""
    for _ in range(5):
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()


class Locator:
    """The one visible thing that is meant, looked for anew at each use."""

    def __init__(
        self, page: "Page", kinds: tuple[Role, ...], name: Name, inside: "Locator | None" = None
    ) -> None:
        """Something of these roles (none: of any) that is called so; within another, if any."""
        self.page, self.kinds, self.name, self._inside = page, kinds, name, inside

    def __str__(self) -> str:
        wanted = self.name if isinstance(self.name, str) else f"/{self.name.pattern}/"
        return f"{' or '.join(self.kinds)} {wanted!r}"

    def get_by_role(self, role: Role, name: Name) -> "Locator":
        """Something within this one, by role and name."""
        return Locator(self.page, (role,), name, self)

    def get_by_label(self, label: Name) -> "Locator":
        """What takes a value within this one, by its label."""
        return Locator(self.page, LABELLED, label, self)

    def get_by_test_id(self, test_id: Name) -> "Locator":
        """Something within this one, by the id that it has for tests alone."""
        return ByTestId(self.page, (), test_id, self)

    # -- finding

    def all(self) -> list[QAccessibleInterface]:
        """All that it may mean, now."""
        return [n for n in self._nodes() if matches(self.name, self._called(n))]

    def count(self) -> int:
        """How many things it may mean, now."""
        return len(self.all())

    def _called(self, node: QAccessibleInterface) -> str:
        return name_of(node)

    def _nodes(self) -> list[QAccessibleInterface]:
        """Every visible thing of these roles."""
        roots = [self._inside.node()] if self._inside else self.page.roots()
        roles = {role for kind in self.kinds for role in ROLES[kind]}
        found = [n for root in roots for n in walk(root) if not roles or n.role() in roles]
        return [n for n in found if visible(n)]

    def node(self) -> QAccessibleInterface:
        """What is meant, now. Raises LocatorError, with names that are near."""
        found = self.all()
        if len(found) == 1:
            return found[0]
        there = [called for node in found or self._nodes() if (called := self._called(node))]
        wanted = self.name if isinstance(self.name, str) else self.name.pattern
        near = [] if found else get_close_matches(wanted, there, n=6, cutoff=0.3)
        near = near or sorted(set(there))[:20]
        kinds = " or ".join(f"{kind}s" for kind in self.kinds) or "things"
        raise LocatorError(f"{len(found)} visible {kinds} are called {wanted!r}; there are {near}")

    def widget(self) -> QWidget:
        """Its widget. Raises LocatorError where it is painted into one."""
        widget = self.node().object()
        if not isinstance(widget, QWidget):
            raise LocatorError(f"{self} is painted, not a widget")
        return widget

    # -- looking

    def text(self) -> str:
        """What it shows: the text of a label or button, the value of a field or list."""
        return shown_text(self.node())

    def texts(self) -> str:
        """All the visible text within it, line by line."""
        labels = (n for n in walk(self.node()) if n.role() == _R.StaticText and visible(n))
        return "\n".join(shown_text(n).replace("\u200b", "") for n in labels)

    def state(self) -> QAccessible.State:
        """How it is: checked, disabled and the like."""
        return self.node().state()

    def rect(self) -> QRect:
        """Where it is on the screen, having been scrolled to."""
        found = self.node().object()
        if isinstance(found, QWidget):
            scroll_to(found)
            settle()  # what lies in several areas may not be all in sight at once
            scroll_to(found)
        return self.node().rect()

    # -- using

    def _usable(self) -> QRect:
        """Where it is, if it can be used. Raises LocatorError."""
        rect = self.rect()
        if self.state().disabled:
            raise LocatorError(f"{self} is greyed")
        if rect.isEmpty():
            raise LocatorError(f"{self} has no place")
        return rect

    def usable(self) -> QRect:
        """The same, once it can be used: that is waited for. Raises LocatorError."""
        return self.page.waiting(self._usable)

    def click(self, button: Qt.MouseButton = LEFT) -> None:
        """With the mouse, at its middle."""
        self.page.click_at(self.usable().center(), button)

    def choose(self, item: Name) -> None:
        """Opens its menu, by the mouse, and clicks an entry; Qt waits in there meanwhile."""

        def pick() -> None:
            try:
                self.page.get_by_role("menuitem", item).click()
            except LocatorError as error:
                failed.append(error)
            finally:
                close_popups()

        failed: list[LocatorError] = []
        self.usable()  # scrolls there first: only the click may let the timer fire
        QTimer.singleShot(0, self.page.window, pick)
        self.page.click_at(self.node().rect().center())
        settle()
        if failed:
            raise failed[0]

    def select(self, item: str) -> None:
        """Chooses an entry of a list with Up and Down: Qt says each that is passed by."""
        combo = self.widget()
        if not isinstance(combo, QComboBox):
            raise LocatorError(f"{self} is no list")
        entries = [combo.itemText(i) for i in range(combo.count())]
        if item not in entries:
            raise LocatorError(f"{item!r} is not among {entries}")
        combo.setFocus(Qt.FocusReason.TabFocusReason)
        way = entries.index(item) - combo.currentIndex()
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
        self.page.waiting(self.widget).setFocus()
        self.page.press(keys)

    def drag_to(self, other: "Locator") -> None:
        """With the left button, from its middle to that of another."""
        start, end = self.usable().center(), other.usable().center()
        self.page.drag(start, end)


class ByTestId(Locator):
    """The same by the id that it has for tests alone, which is its object name."""

    def _called(self, node: QAccessibleInterface) -> str:
        found = node.object()
        return found.objectName() if isinstance(found, QWidget) else ""

    def __str__(self) -> str:
        return f"test id {self.name!r}"
