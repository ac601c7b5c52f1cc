"""The window of the tests, found and used as `ui.page` does; time is a number that a test gives."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from explorer.presets import load_all
from ui import dressing, page, theme
from ui.locating import (
    RIGHT,
    close_popups,
    name_of,
    scroll_to,
    settle,
)
from ui.window import MainWindow

__all__ = ["RIGHT", "close_popups", "name_of", "scroll_to", "settle"]

STORED = load_all()
A_DAY_MS = 86_400_000
TICK_WALL_MS = 200.0


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


class Page(page.Page):
    """The window, whose time only `play_for` moves: nothing is waited for."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        super().__init__(window, within_us=0)
        self.qtbot = qtbot

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


def shown(window: QWidget, wanted: Callable[[QWidget], bool]) -> list[QWidget]:
    """The visible widgets of a window that are wanted."""
    return [w for w in window.findChildren(QWidget) if w.isVisible() and wanted(w)]


def opened(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """The gallery at 1280 x 800, whose time only `play_for` moves; no story asks anything."""
    monkeypatch.setattr("ui.ticking.TICK_MS", A_DAY_MS)
    monkeypatch.setattr("ui.ticking.QElapsedTimer", HandClock)
    monkeypatch.setattr("ui.still_clock.STEPS_A_TURN", 5)  # pictures can wait
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
