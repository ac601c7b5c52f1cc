"""The main window: it owns the experiment's pace, hands lines to it, and its frames to the widgets.

A widget says what a person did as a line of the verb language; `do` is the only way in. Each tick
plays on for as long as the last one took, within a budget, and gives the new frame to every widget.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QMainWindow,
    QStackedWidget,
)

from engine.cluster import Command
from engine.social import Request
from explorer import framing, presets, script
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.problems import InputError
from explorer.script import Control, Expect
from explorer.steering import STEERED, steer
from explorer.stories import Preset, Scenario
from explorer.study import can_study
from ui import pictures, theme
from ui.gallery import Gallery
from ui.judge_clock import JudgeClock
from ui.keys import KEYS, KeysDialog
from ui.notice import Notice
from ui.run_page import RunPage
from ui.story_tile import StoryCard
from ui.words import format_time
from ui.work_clock import WorkClock

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
        self.studying = WorkClock(self, self.refresh, lambda run: run.studying)
        self.shrinking = WorkClock(self, self.refresh, lambda run: run.shrinker)
        self._build()
        self._bind_keys()

    # -- building

    def _build(self) -> None:
        self.gallery, self.page = Gallery(), RunPage()
        self.bar, self.stage, self.transport = self.page.bar, self.page.stage, self.page.transport
        for view in (self.gallery, self.page):
            view.command.connect(self.do)
        self.page.shown_changed.connect(self.refresh)
        self.notice = Notice(self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.gallery)
        self._pages.addWidget(self.page)
        self.setCentralWidget(self._pages)
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() & Qt.FocusPolicy.ClickFocus == Qt.FocusPolicy.ClickFocus:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the run

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
        self.page.panels["servers"].offer([f"{model.number} {model.title}" for model in measurable])

    def open_scenario(self, scenario: Scenario) -> None:
        """Begins a story: at its start, standing still."""
        before, self.experiment = self.experiment, Experiment(scenario)
        first = self._first_panel(before, self.experiment)
        self.setWindowTitle(f"{scenario.preset.model.title} - Quorumscope")
        self._pages.setCurrentIndex(1)
        self.page.panels["screens"].forget()
        self.stage.forget()
        self.stage.setFocus()
        self.refresh()
        if first:
            self.page.turn_to(first)

    def _first_panel(self, before: Experiment | None, now: Experiment) -> str:
        """What a story turns to, if anything; from variant to variant the same panel stays."""
        same = before is not None and before.scenario.preset is now.scenario.preset
        if now.fresh() is not None and not same:
            return "fresh"
        return "" if same or self.page.front not in ("receipt", "fresh") else "charts"

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
        if self.experiment is not None and self.experiment.playing and not self._timer.isActive():
            self._clock.restart()
            self._timer.start()
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
            self.experiment.play()

    def _control(self, control: Control) -> None:
        anywhere: dict[str, Callable[[str], object]] = {
            "open": self._open, "gallery": self._gallery,
            "theme": self._theme, "keys": lambda _: KeysDialog(self).open(),
        }  # fmt: skip
        if control.verb in anywhere:
            anywhere[control.verb](control.argument)
        elif self.experiment is not None:
            self._steer(self.experiment, control)

    def _steer(self, experiment: Experiment, control: Control) -> None:
        """A control of the run, or of what the window shows of it."""
        views: dict[str, Callable[[str], object]] = {
            "variant": self._variant,
            "why": lambda number: self.notice.tell(" ".join(experiment.why(int(number)))),
            "show": lambda name: self._show(experiment, *name.split()),
            "close": self.page.close_panel,
            "layout": lambda _: self.page.put_back(),
            "plot": lambda name: self._plot(experiment, name),
        }  # fmt: skip
        if control == Control("shrink", "open"):
            self._open_smallest(experiment)
        elif control.verb in STEERED:
            steer(experiment, control)
            self._turn_to_what_was_asked(control.verb)
        else:
            views[control.verb](control.argument)

    def _open_smallest(self, experiment: Experiment) -> None:
        """The smallest cause as a story of its own, where it can be saved still."""
        shrinker = experiment.shrinker
        self.open_scenario(presets.load_text(shrinker.preset()).scenario())
        assert self.experiment is not None
        self.experiment.shrinker = shrinker
        self.refresh()

    def _turn_to_what_was_asked(self, verb: str) -> None:
        if verb == "receipt":
            self.page.turn_to("receipt")
        elif verb == "select" and self.experiment is not None and self.experiment.selected:
            sentence = self.stage.tip(self.experiment.selected)
            if sentence:
                self.notice.tell(sentence)

    def _show(self, experiment: Experiment, name: str, tier: str = "") -> None:
        """One of the panels; a receipt of the last operation that has ended."""
        if tier:
            self.page.panels["servers"].choose(tier)
        last = experiment.last_ended()
        if name == "charts":
            experiment.inspected = None
        elif name == "receipt" and experiment.inspected is None and last is not None:
            experiment.select(f"operation {last}")
        self.page.turn_to(name)

    def _plot(self, experiment: Experiment, name: str) -> None:
        """Saves the charts, in front, as a picture or a table."""
        if not name:
            kinds = self.tr("Pictures and tables (*.png *.csv)")
            name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the charts"), "", kinds)
        path = Path(name)
        if not name:
            return
        if path.suffix.lower() not in (".png", ".csv"):
            raise ScriptError(self.tr("the name of the file ends in .png or .csv"))
        try:
            if path.suffix.lower() == ".csv":
                path.write_text(experiment.chart_table(), encoding="utf-8", newline="")
            else:
                self.page.turn_to("charts")
                self.refresh()
                self.page.flush()
                pictures.save(self.page.panels["charts"], path)
        except OSError as error:
            raise ScriptError(f"{name}: {error.strerror or error}") from None
        self.notice.tell(self.tr("The charts are in {file}.").format(file=name))

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
        self.page.share_out_room()

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
        self.shrinking.see_to(self.experiment)
        frame = framing.frame(self.experiment, self.page.in_sight())
        self.page.render(frame)
        self.gallery.render(frame)
        self.transport.show_playback(playing=self.experiment.playing, speed=self.experiment.speed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, where nothing else takes it, lights everything again, or brings the charts back."""
        escape, run = event.key() == Qt.Key.Key_Escape, self.experiment
        if escape and run is not None and run.lit is not None:
            self.do("cause")
        elif escape and self.page.front != "charts":
            self.do("show charts")
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing goes on behind a window that is gone."""
        self._timer.stop()
        self.judging.stop()
        self.studying.stop()
        self.shrinking.stop()
        event.accept()
