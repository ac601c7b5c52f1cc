"""The main window: it owns the experiment's pace, hands lines to it, and its frames to the widgets.

A widget says what a person did as a line of the verb language; `do` is the only way in. Each tick
plays on for as long as the last one took, within a budget, and gives the new frame to every widget.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.cluster import Command
from engine.social import Request
from explorer import framing, presets, script
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.problems import InputError
from explorer.script import Control, Expect
from explorer.stories import Preset, Scenario
from explorer.study import can_study
from explorer.times import parse_time, write_time
from ui import theme
from ui.feeds import Feeds
from ui.gallery import Gallery
from ui.judge_clock import JudgeClock
from ui.keys import KEYS, KeysDialog
from ui.leaves import Leaves
from ui.lesson import LessonPanel
from ui.notice import Notice
from ui.quorum_bar import QuorumBar
from ui.stage import Stage
from ui.story_tile import StoryCard
from ui.study_clock import StudyClock
from ui.transport import Transport
from ui.words import format_time

TICK_MS = 16
STEPS_A_TICK = 4_000
"""Steps that a tick plays at the most: the rest is owed, and the window stays awake."""


class MainWindow(QMainWindow):
    """All the views of one experiment, and the gallery that it was chosen from."""

    def __init__(self) -> None:
        """Shows the gallery until a story is opened."""
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle("Quorumscope")
        self.experiment: Experiment | None = None
        self._stories: Mapping[str, Preset] = {}
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self.judging = JudgeClock(self, self.refresh)
        self.studying = StudyClock(self, self.refresh)
        self._build()
        self._bind_keys()

    # -- building

    def _build(self) -> None:
        self.gallery, self.bar, self.lesson = Gallery(), QuorumBar(), LessonPanel()
        self.stage, self.feeds, self.transport, self.leaves = (
            Stage(),
            Feeds(),
            Transport(),
            Leaves(),
        )
        self.charts = self.leaves.charts
        self._views = (self.bar, self.lesson, self.stage, self.feeds, self.transport, self.leaves)
        for view in (*self._views, self.gallery):
            view.command.connect(self.do)
        self.stage.selected.connect(self._select)
        self.notice = Notice(self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.gallery)
        self._pages.addWidget(self._run_page())
        self.setCentralWidget(self._pages)
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() & Qt.FocusPolicy.ClickFocus == Qt.FocusPolicy.ClickFocus:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the run

    def _run_page(self) -> QWidget:
        middle = _splitter(Qt.Orientation.Horizontal, "splitter-middle")
        _fill(middle, (self.lesson, 0), (self.stage, 1), (self.feeds, 0))
        whole = _splitter(Qt.Orientation.Vertical, "splitter-whole")
        _fill(whole, (middle, 5), (self.transport, 0), (self.leaves, 2))
        self._middle, self._whole = middle, whole
        self._dragged = False
        for splitter in (middle, whole):
            splitter.splitterMoved.connect(self._keep_room)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(whole, 1)
        return page

    def _bind_keys(self) -> None:
        for key in KEYS:
            for sequence in key.sequences:
                shortcut = QShortcut(QKeySequence(sequence), self)
                shortcut.activated.connect(lambda line=key.line: self.press(line))

    # -- stories

    def show_stories(self, stories: list[Preset]) -> None:
        """What the gallery offers."""
        self._stories = {story.model.slug: story for story in stories}
        self.gallery.show_stories([
            StoryCard(s.model.number, s.model.slug, s.model.title, s.model.question, s.model.story,
                      tuple(title for _, title in s.titles))
            for s in stories
        ])  # fmt: skip
        measurable = (s.model for s in stories if any(map(can_study, s.scenarios.values())))
        self.leaves.servers.offer([f"{model.number} {model.title}" for model in measurable])

    def open_scenario(self, scenario: Scenario) -> None:
        """Begins a story: at its start, standing still."""
        before, self.experiment = self.experiment, Experiment(scenario)
        self.leaves.turn_to(self._first_leaf(before, self.experiment))
        self.setWindowTitle(f"{scenario.preset.model.title} - Quorumscope")
        self._pages.setCurrentIndex(1)
        self.feeds.forget()
        self.stage.forget()
        self.share_out_room()
        self.stage.setFocus()
        self.refresh()

    def _first_leaf(self, before: Experiment | None, now: Experiment) -> str:
        """What a story opens on; from variant to variant the same leaf stays."""
        shown = self.leaves.shown
        same = before is not None and before.scenario.preset is now.scenario.preset
        if now.fresh() is not None and not same:
            return "fresh"
        return "charts" if shown == "receipt" or (shown == "fresh" and not same) else shown

    def _keep_room(self) -> None:
        """Somebody has dragged a panel: from now on sizes are theirs."""
        self._dragged = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the room out anew while nobody has dragged a panel."""
        super().resizeEvent(event)
        self.share_out_room()

    def share_out_room(self) -> None:
        """Gives the panels their sizes, until somebody drags one."""
        if self._dragged:
            return
        wide, high = self.width() - 20, self.height() - 90
        side = max(250, min(330, wide // 5))
        feeds = max(300, min(420, wide // 4))
        if theme.current().large:
            side, feeds = min(400, wide // 4), min(480, wide * 3 // 10)
        self._middle.setSizes([side, wide - side - feeds, feeds])
        read = self.leaves.shown != "charts"
        low = max(220, high // 3) if read else max(150, high * 9 // 40)
        if self.leaves.shown == "servers":
            low = max(280, high * 2 // 5)
        bar = self.transport.sizeHint().height()
        self._whole.setSizes([high - low - bar, bar, low])

    # -- doing

    def do(self, line: str) -> None:
        """Does what a line of the verb language says; what cannot be done is told."""
        try:
            at_us, action = script.parse(line)
            if at_us is not None:
                raise ScriptError(self.tr("it happens when it is said: leave the time out"))
            self._act(line, action)
        except (ScriptError, InputError, ValueError) as error:
            self.notice.tell(str(error))
        self.refresh()

    def _act(self, line: str, action: script.Action) -> None:
        if isinstance(action, Control):
            self._control(action)
        elif self.experiment is None or isinstance(action, Expect):
            raise ScriptError(self.tr("first open a story: then there is a cluster to act on"))
        else:
            self._submit(line, action)

    def _submit(self, line: str, command: Command) -> None:
        assert self.experiment is not None
        reason = self.experiment.refusal(command)
        if reason is not None:
            text = self.tr("{line} cannot be done now: {reason}")
            self.notice.tell(text.format(line=line, reason=reason))
            return
        branches = len(self.experiment.timeline.branches)
        at_us = self.experiment.submit(command)
        if len(self.experiment.timeline.branches) > branches:
            text = self.tr("A branch begins at {time}: what came after is kept in the other one.")
            self.notice.tell(text.format(time=format_time(at_us)))
        if isinstance(command, Request) and not self.experiment.playing:
            self._play()

    def _control(self, control: Control) -> None:
        anywhere: dict[str, Callable[[str], object]] = {
            "open": self._open, "gallery": self._gallery,
            "theme": self._theme, "keys": lambda _: KeysDialog(self).open(),
        }  # fmt: skip
        if control.verb in anywhere:
            anywhere[control.verb](control.argument)
        elif self.experiment is not None:
            self._steer(self.experiment)[control.verb](control.argument)

    def _steer(self, experiment: Experiment) -> dict[str, Callable[[str], object]]:
        """The controls of a run, by their verbs."""
        return {
            "play": self._play, "pause": lambda _: experiment.pause(),
            "start": lambda _: experiment.start(),
            "step": lambda _: experiment.step(), "back": lambda _: experiment.back(),
            "next": lambda _: experiment.next(), "previous": lambda _: experiment.previous(),
            "undo": lambda _: experiment.undo(),
            "story": lambda _: experiment.back_to_story(),
            "seek": lambda text: experiment.seek(parse_time(text)),
            "speed": lambda text: experiment.set_speed(float(text)),
            "branch": lambda name: experiment.go(name), "variant": self._variant,
            "receipt": lambda number: self._receipt(experiment, int(number)),
            "why": lambda number: self.notice.tell(" ".join(experiment.why(int(number)))),
            "show": lambda name: self._show(experiment, *name.split()),
            "measure": lambda off: experiment.studying.cancel() if off else experiment.measure(),
        }  # fmt: skip

    def _receipt(self, experiment: Experiment, number: int) -> None:
        experiment.inspect(number)
        self._turn_to("receipt")

    def _show(self, experiment: Experiment, name: str, tier: str = "") -> None:
        """One of the leaves below the stage; a receipt of the last operation that has ended."""
        if tier:
            self.leaves.servers.choose(tier)
        last = experiment.last_ended()
        if name == "charts":
            experiment.inspected = None
        elif name == "receipt" and experiment.inspected is None and last is not None:
            experiment.inspect(last)
        self._turn_to(name)

    def _turn_to(self, name: str) -> None:
        self.leaves.turn_to(name)
        self.share_out_room()

    def _play(self, until: str = "") -> None:
        if self.experiment is not None:
            self.experiment.play(parse_time(until) if until else None)
            self._clock.restart()
            self._timer.start()

    def _gallery(self, _argument: str) -> None:
        """All stories; the run that is left stands still until it is come back to."""
        if self.experiment is not None:
            self.experiment.pause()
        self._pages.setCurrentIndex(0)

    def _open(self, story: str) -> None:
        self.open_scenario(presets.load(story).scenario())

    def _variant(self, name: str) -> None:
        assert self.experiment is not None
        self.open_scenario(self.experiment.scenario.preset.scenario(name))

    def _theme(self, name: str) -> None:
        names = list(theme.THEMES)
        if name == "next":
            name = names[(names.index(theme.current().name) + 1) % len(names)]
        if name not in theme.THEMES:
            raise ScriptError(self.tr("there is no such theme"))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, name)
        self.share_out_room()

    def _select(self, what: str) -> None:
        """Says what was clicked on, in a sentence; a callout leads to its moment."""
        if self.experiment is None:
            return
        kind, _, name = what.partition(" ")
        if kind == "callout":
            callout = framing.frame(self.experiment).callouts[int(name)]
            self.do(f"seek {write_time(callout.cause_us)}")
        elif kind == "operation":
            self.do(f"receipt #{name}")
        elif sentence := self.stage.tip(what):
            self.notice.tell(sentence)

    def press(self, line: str) -> None:
        """A key was pressed: Space on a button presses it; play and pause take turns."""
        focused = self.focusWidget()
        if line == "play" and isinstance(focused, QAbstractButton) and focused.isVisible():
            focused.click()
            return
        if self._pages.currentIndex() == 0 and line not in ("keys", "theme next"):
            return
        self.do(self._meant(line))

    def _meant(self, line: str) -> str:
        """Lines that depend on how things stand: play or pause, faster, a second on."""
        e = self.experiment
        if e is None:
            return line
        second_us = int(e.speed * 1_000_000)
        meant = {
            "play": "pause" if e.playing else "play",
            "faster": f"speed {e.clamp(e.speed * 2):g}",
            "slower": f"speed {e.clamp(e.speed / 2):g}",
            "second on": f"seek {min(e.end_us, e.now_us + second_us)}us",
            "second back": f"seek {max(0, e.now_us - second_us)}us",
            "seek end": f"seek {e.end_us}us",
        }
        return meant.get(line, line)

    # -- seeing

    def tick(self) -> None:
        """Plays on by the time that has passed, and shows what came of it."""
        if self.experiment is None or not self.experiment.playing:
            self._timer.stop()
            return
        self.experiment.advance(min(0.25, self._clock.restart() / 1000), STEPS_A_TICK)
        self.refresh()

    def refresh(self) -> None:
        """Gives the frame of this moment to every widget."""
        if self.experiment is None:
            return
        self.judging.see_to(self.experiment)
        self.studying.see_to(self.experiment)
        frame = framing.frame(self.experiment)
        for view in self._views:
            view.render(frame)
        self.gallery.render(frame)
        self.transport.show_playback(playing=self.experiment.playing, speed=self.experiment.speed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, where nothing else takes it, brings the charts back."""
        if event.key() == Qt.Key.Key_Escape and self.leaves.shown != "charts":
            self.do("show charts")
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing goes on behind a window that is gone."""
        self._timer.stop()
        self.judging.stop()
        self.studying.stop()
        event.accept()


def _fill(splitter: QSplitter, *parts: tuple[QWidget, int]) -> None:
    for part, stretch in parts:
        splitter.addWidget(part)
        splitter.setStretchFactor(splitter.count() - 1, stretch)


def _splitter(orientation: Qt.Orientation, name: str) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setObjectName(name)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(8)
    return splitter
