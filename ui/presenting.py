"""Presenting: the window as an audience sees it, and, on another screen, the presenter's own.

Rules this file keeps: the run is the window's, and everything that can be done to it still can;
when it is no longer presented the run, its branch and the very place in it come back, what was
picked out, lit, asked, tried or undone there, and its speed; a comparison does not, nor, where a
question was open, what was undone before branches were made by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from explorer import decisive
from explorer.branch import Branch
from explorer.cause import Cause
from explorer.errands import FIRST_SLICE
from explorer.experiment import Experiment
from explorer.frame import Frame
from explorer.lines import ScriptError
from explorer.presentation import PLAIN, Looks, Presentation, audience
from explorer.speaker_notes import notes
from ui import dressing, theme
from ui.clicker import Clicker
from ui.present import PresentPage
from ui.presenter import Presenter

if TYPE_CHECKING:
    from ui.window import MainWindow

LAST_ROW_PT = 18.0
"""Letters that can be read from the last row, on a screen of this size; on a larger one more."""
LEAST = QSize(1024, 768)
IDLE_MS, READ_AT_ONCE = 25, 600
"""How often, and how many events at a time: a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Before:
    """Where one was: the run and its moment, and the place of the window."""

    run: Experiment
    branch: Branch
    now_us: int
    place: int
    """Of this microsecond maybe not all had happened."""
    undone: tuple[Branch, ...]
    speed: float
    express: bool
    lit: Cause | None
    asked: int | None
    """The prediction that waited for an answer."""
    looks: Looks
    tried: bool
    """Whether somebody tried to reach its goal: before an audience nothing is forbidden."""
    geometry: QRect
    state: Qt.WindowState
    shown: QWidget


def letters(size: QSize) -> float:
    """How large letters are on a screen of that size."""
    part = min(size.width() / LEAST.width(), size.height() / LEAST.height())
    return LAST_ROW_PT * max(1.0, part)


class Presenting(QObject):
    """What the lines `present`, `beat` and `blank` do."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.page: PresentPage | None = None
        """What the audience sees; None while nothing is presented."""
        self.own: Presenter | None = None
        """The presenter's own window, where there is a screen for it."""
        self.talk: Presentation | None = None
        self._before: Before | None = None
        self._blank = False
        self._idle = QTimer(self)
        """While nothing happens the way back is prepared."""
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._get_ready)
        self._clicker = Clicker(window)
        self._clicker.command.connect(self._clicked)

    @property
    def on(self) -> bool:
        """Whether a story is presented."""
        return self.page is not None

    @property
    def first_open(self) -> str:
        """Why there is nothing to present."""
        return self.tr("first open a story: then it can be presented")

    def controls(self) -> dict[str, Callable[..., object]]:
        """What each verb of this room does."""
        return {
            "present": lambda off="": self.end() if off else self.begin(),
            "beat": self.beat,
            "blank": self.blank,
            **({"answer": self.vote} if self.on else {}),
        }

    # -- beginning and leaving

    def begin(self, size: QSize | None = None) -> None:
        """Presents the run that is shown, from where it stands, on a whole screen.

        In a picture of that `size` it wears the theme that is on. Raises ScriptError where there is
        none.
        """
        window = self._window
        if self.on:
            return
        if window.experiment is None:
            raise ScriptError(self.first_open)
        if window.twin is not None:
            window.comparing.runs("off")
        self._remember(window.experiment)
        PLAIN.put_on(window.experiment)
        self.talk = Presentation(window.experiment)
        screen, own = (window.screen(), None) if size else _screens(window.screen())
        name = theme.current().name if size else "projector"
        window.personal.lend(name, letters(size or screen.size()))
        self.page = PresentPage()
        self.page.command.connect(window.do)
        window.notice.before_audience()
        window.show_page(self.page)
        self._clicker.begin()
        self._idle.start()
        if size is None:
            dressing.then(lambda: self._fill(screen, own))

    def _remember(self, run: Experiment) -> None:
        window, timeline = self._window, run.timeline
        run.pause()
        self._before = Before(
            run, timeline.branch, run.now_us, timeline.place, tuple(timeline.aside),
            run.speed, run.pace.express, run.lit, run.asking.open, Looks.of(run),
            run.trying.begun,
            window.geometry(), window.windowState(), window.shown_page,
        )  # fmt: skip
        run.trying.end()

    def _fill(self, screen: QScreen, own: QScreen | None) -> None:
        """The whole of a screen, where there is no window manager as well."""
        if self.page is None:
            return
        window = self._window
        handle = window.windowHandle()
        handle.setScreen(screen)
        window.showFullScreen()
        handle.setGeometry(screen.geometry())
        if own is not None:
            self.own = Presenter()
            self.own.command.connect(window.do)
            window.notice.before_audience(instead=self.own.tell)
            window.hands.bind(self.own)
            self.own.setGeometry(own.availableGeometry())
            self.own.show()
        window.refresh()
        (self.own or window).activateWindow()

    def end(self) -> None:
        """Back to where one was, in the colours that one prefers."""
        before, talk, page = self._before, self.talk, self.page
        if before is None or talk is None or page is None:
            return
        self._clicker.end()
        self._idle.stop()
        self._window.notice.before_audience(on=False)
        self._blank = False
        self.page = self.talk = self._before = None
        if self.own is not None:
            self.own.close()
            self.own.deleteLater()
            self.own = None
        window = self._window
        window.personal.take_back()
        if window.isFullScreen():
            _put_back(window, before)
            again = partial(_put_back, window, before)  # what is smaller then has room
            dressing.then(lambda: QTimer.singleShot(0, window, again))
        for run in talk.runs.values():
            if run not in (before.run, window.experiment):  # what is shown is let go by its window
                window.housekeeping.let_go(run)
        window.show_run(before.run)
        window.drop_page(page, before.shown)
        if before.shown is window.gallery:
            window.stills.begin()
        self._go_back(before)

    def _go_back(self, before: Before) -> None:
        """To the place in the branch where one was, or to what was asked there."""
        run, asked = before.run, before.asked
        before_us = before.now_us - 1 if before.now_us else None
        run.set_speed(before.speed)
        if before.express:
            run.express()
        before.looks.put_on(run)
        if asked is not None:
            run.begin(lambda: run.asking_again(asked), FIRST_SLICE)
        else:
            arrive = partial(_arrive, before)
            run.begin(lambda: run.returning(before_us, before.branch, arrive), FIRST_SLICE)
        if before.tried:
            run.trying.begin()

    def _another(self, run: Experiment) -> Presentation:
        """Another story was opened: that one is presented."""
        assert self.talk is not None
        for left in self.talk.runs.values():
            if self._before is None or left is not self._before.run:
                self._window.housekeeping.let_go(left)
        self.talk = Presentation(run)
        return self.talk

    def keeps(self, run: Experiment) -> bool:
        """Whether it is come back to."""
        return self.talk is not None and run in self.talk.runs.values()

    def _get_ready(self) -> None:
        window, run = self._window, self._window.run
        if self.talk is not None and run is not None and not run.busy:
            over = self.talk.get_ready(READ_AT_ONCE)
            if over is not None:
                window.housekeeping.let_go(over)
                window.refresh()

    # -- the talk

    def beat(self, which: str) -> None:
        """To the next place, to the one before, or to one by its number."""
        talk, window = self.talk, self._window
        if talk is None:
            raise ScriptError(self.tr("first present the story (F5)"))
        shown = window.run
        window.commands.leave()
        self._blank = False
        if which in ("next", "back"):
            (talk.next if which == "next" else talk.back)(shown)
        else:
            talk.go(int(which) - 1)
        if shown is not talk.run or window.shown_page is not self.page:
            window.show_run(talk.run)
        if self.page is not None:
            self.page.forget()

    def _clicked(self, line: str) -> None:
        """A digit answers where something is asked; anywhere else it was pressed by chance."""
        talk = self.talk
        if not line.startswith("answer") or (talk is not None and talk.place.kind == "question"):
            self._window.do(line)

    def vote(self, answer: str) -> None:
        """The audience has chosen; it is told at the next place."""
        if self.talk is not None and answer != "skip":
            self.talk.vote(int(answer) - 1)

    def blank(self) -> None:
        """Nothing is seen, or it is again."""
        if self.page is None:
            raise ScriptError(self.tr("first present the story (F5)"))
        self._blank = not self._blank

    def seen(self, frame: Frame) -> Frame:
        """What is seen of a moment: to an audience nothing that comes after it."""
        run = self._window.experiment
        if run is None or self.talk is None:
            return frame
        if run.scenario.preset.model.slug != self.talk.slug:
            self.talk = self._another(run)
        self.talk.follow(run)
        return audience(run, frame, self.talk.spot(run, frame))

    def show_frame(self, frame: Frame) -> None:
        """Shows the run, and where the talk stands, to the audience and to who speaks."""
        page, talk, run = self.page, self.talk, self._window.experiment
        if page is None or talk is None or run is None:
            return
        view = talk.view(run)
        page.show_chart(decisive.chart(run.scenario))
        page.show_talk(view, blank=self._blank)
        if self.own is not None:
            told = notes(talk.run, frame, view.place, talk.foreseen())
            told = told if view.state == "here" else ()
            self.own.show_talk(view, told, blank=self._blank)


def _arrive(before: Before, most_steps: int) -> bool:
    """In the branch where one was: to the very place, with what was lit; whether it got there."""
    run = before.run
    if before.lit is not None and run.lit is not before.lit:
        run.light(before.lit)
        run.hidden |= before.looks.hidden
    if not run.timeline.seek_place(before.place, before.now_us, most_steps):
        return False
    run.timeline.aside[:] = before.undone
    return True


def _put_back(window: QWidget, before: Before) -> None:
    layout = window.layout()
    if layout is not None:  # Qt would let it be no smaller than it had to be in other letters
        layout.activate()
    window.setWindowState(before.state)
    window.setGeometry(before.geometry)


def _screens(here: QScreen) -> tuple[QScreen, QScreen | None]:
    """The audience's, and the presenter's own, where there are two."""
    others = [screen for screen in QGuiApplication.screens() if screen is not here]
    return (others[0], here) if others else (here, None)
