"""Layouts come to rest: after a change nothing asks for other room for ever."""

from collections import Counter

import pytest
from page import Page, settle, wear
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from explorer.presets import load

ENDLESS = 3_000
"""No change takes so many requests at once."""


ROUNDS = 20
"""What is drawn late asks once more, when its time has come; a round without requests follows."""


class Requests(QObject):
    """Who asks for other room, and how often; what goes on for ever is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()

    def eventFilter(self, asking: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() != QEvent.Type.LayoutRequest:
            return False
        self.seen[f"{type(asking).__name__} {asking.objectName()}"] += 1
        return self.seen.total() > ENDLESS


def at_rest(requests: Requests) -> bool:
    """Whether nobody asks while all that is to be done is done."""
    requests.seen.clear()
    settle()
    return not requests.seen


@pytest.mark.parametrize("view", ["run", "compare"])
@pytest.mark.parametrize("name", ["dark", "projector"])
def test_at_no_size_layouts_ask_one_another_for_room_for_ever(page: Page, name, view):
    wear(name)
    page.window.open_scenario(load("5").scenario("none"))
    page.window.do("seek 50ms")
    page.window.do("cause #1")
    if view == "compare":
        page.window.do("compare")
    requests = Requests()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(requests)
    for wide, high in ((1024, 700), (1280, 720), (1601, 999)):
        for less in range(6):
            page.window.resize(wide + less % 2, high - 13 * less)
            assert any(at_rest(requests) for _ in range(ROUNDS)), requests.seen.most_common(5)
