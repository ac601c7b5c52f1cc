"""The window, and whatever it has opened over itself, as a hand and an eye have it.

Rules this file keeps: events go in where a window system would put them; time is simulated, and
what is waited for comes while it runs, or not at all.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from explorer.experiment import Experiment
from explorer.scenario_schema import WAIT_US, Role
from explorer.times import write_time
from ui.locating import (
    LABELLED,
    LEFT,
    ByTestId,
    Locator,
    LocatorError,
    Name,
    close_popups,
    settle,
)
from ui.window import MainWindow

LOOKS = 200
"""So often at most is looked whether something has come."""
WATCHDOG_MS = 5_000
"""After so long a menu that nobody has closed is closed: Qt would wait in it for ever."""
Found = TypeVar("Found")


class Page:
    """A window that is looked at and used."""

    def __init__(self, window: MainWindow, within_us: int = WAIT_US) -> None:
        """`within_us` of simulated time are waited for something, while time runs."""
        self.window, self.within_us = window, within_us
        self.asked = False
        """Something was asked for while time stood: until the next line it runs for who waits."""

    @property
    def experiment(self) -> Experiment:
        """The run that is shown."""
        assert self.window.experiment is not None, "no story is open"
        return self.window.experiment

    # -- finding

    def roots(self) -> list[QAccessibleInterface]:
        """The window; or the menu or dialog over it, which takes what one does."""
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        return [QAccessible.queryAccessibleInterface(over or self.window)]

    def get_by_role(self, role: Role, name: Name) -> Locator:
        """Something by role and name, as a screen reader says them."""
        return Locator(self, (role,), name)

    def get_by_label(self, label: Name) -> Locator:
        """What takes a value, by its label."""
        return Locator(self, LABELLED, label)

    def get_by_test_id(self, test_id: Name) -> Locator:
        """Something by the id that it has for tests alone."""
        return ByTestId(self, (), test_id)

    def button(self, name: Name) -> Locator:
        """A button."""
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

    # -- time

    def moments(self) -> Iterator[None]:
        """Now; and, while time runs, the moments at which something may have come."""
        yield
        if self.window.experiment is None or self.window.twin is not None:
            return
        run = self.experiment
        until_us = run.now_us + self.within_us
        while (run.playing or self.asked) and not run.over and run.now_us < until_us:
            following = run.timeline.cluster.next_us()
            soon_us = run.now_us + self.within_us // LOOKS
            to_us = max(soon_us, until_us if following is None else following)
            self.do(f"seek {write_time(min(to_us, until_us, run.end_us))}")
            yield

    def waiting(self, look: Callable[[], Found]) -> Found:
        """What is found, once it is; raises the last LocatorError where it does not come."""
        missed = LocatorError("nobody looked")
        for _ in self.moments():
            try:
                return look()
            except LocatorError as error:
                missed = error
        raise missed

    def do(self, line: str) -> None:
        """Does what a line of the verb language says; what it goes to is reached."""
        self.window.do(line)
        self.window.arrive()
        settle()

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
        """A click at a place of the screen; what lies there gets it.

        Qt waits in some menus until they are closed: one that nobody closes is, and is told.
        """
        guard = QTimer(self.window, singleShot=True)
        guard.timeout.connect(close_popups)
        guard.start(WATCHDOG_MS)
        self._click_at(place, button)
        waited = not guard.isActive()
        guard.stop()
        guard.deleteLater()
        settle()
        if waited:
            raise LocatorError("a menu was opened, and nobody chose: say what to `choose` of it")

    def _click_at(self, place: QPoint, button: Qt.MouseButton) -> None:
        popup, plain = QApplication.activePopupWidget(), Qt.KeyboardModifier.NoModifier
        if popup is None:
            handle = self._handle()
            QTest.mouseClick(handle, button, plain, handle.mapFromGlobal(place))
        else:
            target = popup.childAt(popup.mapFromGlobal(place)) or popup
            QTest.mouseClick(target, button, plain, target.mapFromGlobal(place))

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
        sequence = QKeySequence(keys)
        if sequence.isEmpty() or sequence[0].key() == Qt.Key.Key_unknown:  # type: ignore[index]
            raise LocatorError(f"there is no key {keys!r}, such as Space or Ctrl+Z")
        combination = sequence[0]  # type: ignore[index]  # Qt's types lack it
        QTest.keyClick(self._typed_into(), combination.key(), combination.keyboardModifiers())
        settle()

    def type(self, text: str) -> None:
        """Letters, as one types them."""
        for letter in text:
            QTest.keyClick(self._handle(), letter)  # type: ignore[call-overload]  # as above
        settle()
