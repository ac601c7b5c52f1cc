"""What is expected of something in the window; it is waited for while simulated time runs."""

import re
from collections.abc import Callable

from PySide6.QtGui import QAccessibleInterface

from ui.locating import Locator, LocatorError, Name, matches, shown_text

States = dict[str, Callable[[QAccessibleInterface], bool]]
STATES: States = {
    "enabled": lambda node: not node.state().disabled,
    "disabled": lambda node: bool(node.state().disabled),
    "checked": lambda node: bool(node.state().checked),
    "unchecked": lambda node: not node.state().checked,
}


def expect(locator: Locator) -> "Expecting":
    """The beginning of a sentence: `expect(page.button("Play")).to_be_enabled()`."""
    return Expecting(locator)


class Expecting:
    """What something is to be like; each raises LocatorError, with what it is like instead."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator

    def to_have_text(self, wanted: Name) -> None:
        """Its text, or all the text within it, is this, or has this pattern in it."""

        def check() -> None:
            shown = self._texts()
            if not any(matches(wanted, text) for text in shown):
                raise self._otherwise(wanted, "says")

        self._locator.page.waiting(check)

    def to_contain_text(self, wanted: str) -> None:
        """This stands in its text, or in the text within it."""

        def check() -> None:
            if not any(wanted in text for text in self._texts()):
                raise self._otherwise(wanted, "contains")

        self._locator.page.waiting(check)

    def to_be(self, state: str) -> None:
        """It is `visible`, `hidden`, `enabled`, `disabled`, `checked` or `unchecked`."""

        def check() -> None:
            if state == "hidden":
                if self._locator.count():
                    raise LocatorError(f"{self._locator} is visible")
                return
            node = self._locator.node()
            if state != "visible" and not STATES[state](node):
                raise LocatorError(f"{self._locator} is not {state}")

        self._locator.page.waiting(check)

    def to_be_visible(self) -> None:
        """Exactly one such thing is to be seen."""
        self.to_be("visible")

    def to_be_hidden(self) -> None:
        """No such thing is to be seen."""
        self.to_be("hidden")

    def to_be_enabled(self) -> None:
        """It can be used."""
        self.to_be("enabled")

    def to_be_disabled(self) -> None:
        """It is greyed."""
        self.to_be("disabled")

    def to_be_checked(self) -> None:
        """It is checked."""
        self.to_be("checked")

    def to_have_count(self, wanted: int) -> None:
        """So many such things are to be seen."""

        def check() -> None:
            if self._locator.count() != wanted:
                text = f"there are {self._locator.count()} of {self._locator}, not {wanted}"
                raise LocatorError(text)

        self._locator.page.waiting(check)

    def _texts(self) -> tuple[str, str]:
        return shown_text(self._locator.node()), self._locator.texts()

    def _otherwise(self, wanted: Name, how: str) -> LocatorError:
        shown = next((text for text in reversed(self._texts()) if text), "nothing")
        said = wanted if isinstance(wanted, str) else wanted.pattern
        said = re.sub(r"\s+", " ", said)
        return LocatorError(f"{self._locator} {how} not {said!r} but {shown[:500]!r}")
