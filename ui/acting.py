"""A scenario is done by the hands of a window: real widgets, on a screen or off it.

Rules this file keeps: no clock moves the run; a step is over when all that it set going has come
to rest; an error of the program fails the step in which it happened.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from engine.social import Request
from explorer import script
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.performing import StepError, arrive
from explorer.preferences import Preferences
from explorer.presets import load_all
from explorer.scenario_schema import (
    ClickModel,
    DragModel,
    ExpectModel,
    FillModel,
    PlaceModel,
    PressModel,
    WaitingModel,
)
from explorer.scenarios import Hand
from explorer.steering import Run
from explorer.stories import Preset
from explorer.times import parse_time, write_time
from explorer.verbs import Action
from ui import app

if TYPE_CHECKING:  # Qt looks for a display when it is imported: that is seen to first
    from ui.locating import Locator, Name
    from ui.page import Page
    from ui.seeing import Seeing

SIZE = (1280, 800)
FRAME_MS = 33
"""So long each moment is seen on the way, where somebody is to follow."""
PATIENCE_MS = 5_000
"""A window system may take so long to put a window in front."""


@contextmanager
def shown(
    experiment: Experiment, *, seen: bool = False, pace: float | None = None
) -> "Iterator[WindowHands]":
    """A window on a run, at its start, and hands for it; `seen`: where there is a display.

    `pace`: time is seen to run, so many simulated seconds in a second; else it is at once there.
    """
    if not (seen and _is_on_screen()):
        app.go_off_screen()
    from PySide6.QtTest import QTest

    from ui.locating import settle
    from ui.page import Page
    from ui.window import MainWindow

    app.application(Preferences())
    window = MainWindow()
    window.mishaps.install()
    try:
        window.ticking.hold()
        window.do("predict off")  # a story that asks would wait for an answer
        window.show_stories(_stories())
        window.show_run(experiment)
        window.resize(*SIZE)
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window, PATIENCE_MS)
        settle()
        yield WindowHands(Page(window), pace)
    finally:
        window.mishaps.remove()
        window.close()
        window.deleteLater()
        settle()


@cache
def _stories() -> list[Preset]:
    """What the start page offers: read once, for there may be many scenarios."""
    return load_all()


def _is_on_screen() -> bool:
    """Whether a window that is shown now is seen by anybody."""
    platform = os.environ.get("QT_QPA_PLATFORM")
    if platform or not sys.platform.startswith("linux"):
        return platform not in ("offscreen", "minimal")
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


class WindowHands:
    """Does the steps of a scenario in a window."""

    def __init__(self, page: "Page", pace: float | None = None) -> None:
        """At that `pace`, in simulated seconds a second; None: nobody has to follow."""
        self.page = page
        self._frame_us = None if pace is None else max(1, round(pace * FRAME_MS * 1000))
        self._known = 0

    @property
    def experiment(self) -> Experiment:
        """The run that is shown."""
        return self.page.experiment

    @property
    def run(self) -> Run:
        """The same, or the two that are compared."""
        return self.page.window.run or self.experiment

    def do(self, line: str, name: str = "") -> None:
        """Does what a line says. Raises ValueError, in words."""
        window = self.page.window
        self._walk_to(line)
        stood, asks = not self.run.playing, isinstance(_action(line), Request)
        with window.notice.answering():
            wrong = window.attempt(line, name)
        if wrong is not None:
            raise StepError(wrong.text)
        self._follow()
        self._come_to_rest()
        self.page.asked = stood and asks
        if self.page.asked:
            window.do("pause")  # a window plays on after a request, a scenario when it waits

    def _walk_to(self, line: str) -> None:
        """Shows the way to the moment that a line seeks; what is looked at changes no run."""
        action = _action(line)
        if self._frame_us is None or not isinstance(action, Control) or action.verb != "seek":
            return
        moment = action.arguments[0]
        to_us = min(parse_time(moment) if moment[:1].isdigit() else 0, self.experiment.end_us)
        while self.experiment.now_us + self._frame_us < to_us:
            self.page.window.do(f"seek {write_time(self.experiment.now_us + self._frame_us)}")
            self._come_to_rest()
            _look_on()

    def _follow(self) -> None:
        """Shows the way of time that runs until something has come, whatever that is."""
        run = self.run
        while self._frame_us is not None and isinstance(run, Experiment) and run.waits:
            run.advance(self._frame_us / 1_000_000 / run.speed)
            if run.waits:
                self.page.window.refresh()
                _look_on()

    def act(self, hand: Hand) -> None:
        """Clicks, writes, drags, presses, looks. Raises ValueError, in words."""
        try:
            self._act(hand)
        except AssertionError as error:
            raise StepError(str(error)) from None
        self._come_to_rest()

    @property
    def eye(self) -> "Seeing":
        """What sees its window."""
        from ui.seeing import Seeing

        return Seeing(self.page)

    def _act(self, hand: Hand) -> None:
        match hand:
            case ClickModel():
                self._click(hand)
            case FillModel():
                self._thing(hand).fill(hand.text)
            case DragModel():
                self._thing(hand.start).drag_to(self._thing(hand.end))
            case PressModel():
                (self._thing(hand.to) if hand.to is not None else self.page).press(hand.keys)
            case ExpectModel():
                self._look(hand)

    def _click(self, hand: ClickModel) -> None:
        from ui.locating import LEFT, RIGHT

        thing = self._thing(hand)
        if hand.choose is not None:
            thing.choose(name(hand.choose))
        else:
            thing.click(RIGHT if hand.button == "right" else LEFT)

    def _look(self, hand: ExpectModel) -> None:
        from ui.expecting import expect

        assert hand.see is not None
        self.page.within_us = hand.within
        wanted = expect(self._place(hand.see))
        if hand.text is not None:
            wanted.to_have_text(name(hand.text))
        elif hand.contains is not None:
            wanted.to_contain_text(hand.contains)
        else:
            wanted.to_be(hand.state or "visible")

    def _thing(self, hand: WaitingModel) -> "Locator":
        self.page.within_us = hand.within
        return self._place(hand)

    def _place(self, place: PlaceModel) -> "Locator":
        """Where something is, which is looked for when it is used."""
        around = self._place(place.inside) if place.inside is not None else self.page
        if place.role is not None and place.name is not None:
            return around.get_by_role(place.role, name(place.name))
        if place.label is not None:
            return around.get_by_label(name(place.label))
        return around.get_by_test_id(name(place.test_id or ""))

    def _come_to_rest(self) -> None:
        """All that a step set going has come to its end, and no error of the program came."""
        from ui.locating import settle

        window = self.page.window
        settle()
        window.arrive()
        if window.run is not None:
            arrive(window.run)
        window.refresh()
        settle()
        known = window.mishaps.known
        if len(known) > self._known:
            self._known = len(known)
            raise StepError(f"an error of the program: {list(known)[-1].text}")


def _look_on() -> None:
    """A moment is seen for as long as a picture of a film."""
    from PySide6.QtTest import QTest

    QTest.qWait(FRAME_MS)


def _action(line: str) -> Action | None:
    """What a line does; None: it is refused where it is done."""
    try:
        return script.parse(line)[1]
    except ScriptError:
        return None


def name(text: str) -> "Name":
    """A whole name, or, between slashes, a pattern."""
    return re.compile(text[1:-1]) if len(text) > 2 and text[0] == text[-1] == "/" else text
