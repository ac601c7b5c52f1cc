"""The main window: it owns the experiment's pace, hands lines to it, and its frames to the widgets.

A widget says what a person did as a line of the verb language; `do` is the only way in. Each tick
plays on for as long as the last one took, within a budget, and gives the new frame to every widget.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QMainWindow,
    QStackedWidget,
)

from engine.cluster import Command
from engine.social import Request
from explorer import framing, offering, pairing, presets, script, selection, twin
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.lines import ScriptError, quoted
from explorer.pace import GREATEST_SPEED
from explorer.playback import DRAWN_A_SECOND
from explorer.preferences import GREATEST_FONT, LEAST_FONT
from explorer.problems import InputError
from explorer.recording import is_one
from explorer.shelf import Shelf
from explorer.steering import FIRST_SLICE, STEERED, Run, steer
from explorer.stories import Preset, Scenario
from explorer.study import can_study
from explorer.times import tell_time
from explorer.twin import Twin
from explorer.verbs import Action, Expect
from ui import file_dialog, kept_layout, pictures, theme
from ui.command_palette import CommandPalette
from ui.compare import ComparePage
from ui.gallery import Gallery
from ui.housekeeping import Housekeeping
from ui.judge_clock import JudgeClock
from ui.keys import KEYS, KeysDialog
from ui.mishap_bar import MishapBar
from ui.mishaps import Mishaps
from ui.notice import Notice
from ui.personal import Personal
from ui.pointing import Pointing
from ui.run_page import RunPage
from ui.runs import Runs
from ui.settings_dialog import SettingsDialog
from ui.still_clock import StillClock
from ui.story_tile import StoryCard
from ui.work_clock import WorkClock

TICK_MS = 16
ON_EVERY_PAGE = ("keys", "theme next", "explain", "palette", "larger", "smaller", "open")
"""The lines of keys that also hold in the gallery."""
FONT_STEP = 10
CALM_MS = 334
"""With reduced motion the picture of a run changes so seldom: three times a second."""
BUDGET_MS = 9
"""So much of a tick goes into the run: the rest is for drawing, and the window stays awake."""
FOLDED_AT_ONCE = 4_000
"""Events of a branch's past that are folded at once, when a command is given in the past."""
FOLDED_A_SLICE = 1_000
"""The same of two runs, slice by slice."""
STEPS_A_SLICE, SLICES_A_TICK = 50, 80
"""A slice takes a millisecond or two; so many of them in a tick at the most."""
THINNED_MS = 1_000 / DRAWN_A_SECOND
"""How often the window is drawn while all the time there is goes into the run."""


class MainWindow(QMainWindow):
    """All the views of one experiment, and the gallery that it was chosen from."""

    def __init__(self, kept: Path | None = None, shelf: Shelf | None = None) -> None:
        """Shows the gallery until a story is opened; what is preferred is read and `kept` there.

        Runs are kept on a shelf, if there is one.
        """
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle("Quorumscope")
        self.experiment: Experiment | None = None
        self.personal = Personal(kept)
        """What is preferred, and kept."""
        self.twin: Twin | None = None
        """The two runs that are compared; None while there is one."""
        self._stories: Mapping[str, Preset] = {}
        self._clock = QElapsedTimer()
        self._unseen_ms = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._soon = QTimer(self)
        """What is searched slice by slice goes on when the window has nothing else to do."""
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        self.judging = JudgeClock(self, self.refresh)
        self.judging_twin = (JudgeClock(self, self.refresh), JudgeClock(self, self.refresh))
        self.studying = WorkClock(self, self.refresh, lambda run: run.studying)
        self.shrinking = WorkClock(self, self.refresh, lambda run: run.shrinker)
        self.mishaps = Mishaps(lambda: self._acted_on, self._stand_still, self)
        self.housekeeping = Housekeeping(self, self._length)
        self._build()
        self._folder = None if kept is None else kept.parent
        if self._folder is not None:
            kept_layout.restore(self.page, self._folder)
        self.stills = StillClock(self, self.gallery.show_still)
        self.gallery.painted.connect(self.stills.begin)
        self._bind_keys()
        self.runs = Runs(self, shelf, self.show_run)
        self.runs.command.connect(self.do)
        self.runs.told.connect(self.notice.tell)
        self.runs.listed.connect(self.gallery.recent.show_runs)
        self.runs.list_again()

    # -- building

    def _build(self) -> None:
        self.gallery, self.page, self.compare = Gallery(), RunPage(), ComparePage()
        self.bar, self.stage, self.transport = self.page.bar, self.page.stage, self.page.transport
        for view in (self.gallery, self.page, self.compare):
            view.command.connect(self.do)
        self.page.shown_changed.connect(self.refresh)
        self.notice, self.pointing = Notice(self), Pointing(self)
        self.commands = CommandPalette(self)
        self.commands.command.connect(self._from_palette)
        self._settings = SettingsDialog(self)
        self._settings.command.connect(self.do)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.gallery)
        self._pages.addWidget(self.page)
        self._pages.addWidget(self.compare)
        self.setCentralWidget(self._pages)
        self.mishap_bar = MishapBar(self.mishaps, self)
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() & Qt.FocusPolicy.ClickFocus == Qt.FocusPolicy.ClickFocus:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the run

    def _bind_keys(self) -> None:
        for key in KEYS:
            for sequence in key.sequences:
                shortcut = QShortcut(QKeySequence(sequence), self)
                shortcut.activated.connect(lambda line=key.line: self.press(line))

    @property
    def run(self) -> Run | None:
        """What the clock and the hands act on: the run, or the two that are compared."""
        return self.twin or self.experiment

    @property
    def _acted_on(self) -> Experiment | None:
        """The run, or, of two that are compared, the left one: it has all that was done."""
        return self.twin.left if self.twin is not None else self.experiment

    def _length(self) -> int:
        """How many events the run has that is shown."""
        return 0 if self.experiment is None else len(self.experiment.timeline.branch.events)

    def _stand_still(self) -> None:
        if self.run is not None:
            self.run.pause()

    # -- stories

    def show_stories(self, stories: list[Preset]) -> None:
        """What the gallery offers."""
        self._stories = {story.model.slug: story for story in stories}
        self.gallery.show_stories([
            StoryCard(s.model.number, s.model.slug, s.model.title, s.model.question, s.model.story,
                      tuple(title for _, title in s.titles), s.model.asks or "", s.model.lasts)
            for s in stories
        ])  # fmt: skip
        self.stills.take(stories)
        self.commands.offer(stories)
        measurable = (s.model for s in stories if any(map(can_study, s.scenarios.values())))
        self.page.panels["servers"].offer([f"{model.number} {model.title}" for model in measurable])

    def open_scenario(self, scenario: Scenario) -> None:
        """Begins a story: at its start, standing still."""
        self.show_run(Experiment(scenario))

    def show_run(self, experiment: Experiment) -> None:
        """Shows a run where it stands."""
        before, self.experiment = self.experiment, experiment
        self._compared(None)
        if before is not None and before is not experiment:
            self.housekeeping.let_go(before)
        first = self._first_panel(before, experiment)
        self.setWindowTitle(f"{experiment.scenario.preset.model.title} - Quorumscope")
        self._pages.setCurrentIndex(1)
        self.stills.stop()
        self.page.forget()
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
        if wrong := self._attempt(line):
            self.notice.tell(str(wrong))

    def _from_palette(self, line: str) -> None:
        """The same; what is wrong is told where it was written."""
        if wrong := self._attempt(line):
            self.commands.complain(str(wrong), getattr(wrong, "column", 0))

    def _attempt(self, line: str) -> Exception | None:
        """Does it, or says why not."""
        wrong: Exception | None = None
        self.mishaps.lines.append(line)
        try:
            at_us, action = script.parse(line)
            if at_us is not None:
                raise ScriptError(self.tr("it happens when it is said: leave the time out"))
            self._act(line, action)
        except (InputError, ValueError) as error:
            wrong = error
        if self.run is not None and self.run.busy and not self._timer.isActive():
            self._clock.restart()
            self._timer.start()
        self.refresh()
        return wrong

    def _act(self, line: str, action: Action) -> None:
        if isinstance(action, Control):
            self._control(action)
        elif self.run is None or isinstance(action, Expect):
            raise ScriptError(self.tr("first open a story: then there is a cluster to act on"))
        else:
            self._submit(self.run, line, action)

    def _submit(self, run: Run, line: str, command: Command) -> None:
        if isinstance(run, Experiment):
            run.drop_errand()  # it is given where the playhead stands
        reason = run.refusal(command)
        if reason is not None:
            text = self.tr("{line} cannot be done now: {reason}")
            raise ValueError(text.format(line=line, reason=reason))
        timeline = run.timeline
        branches, kept = len(timeline.branches), timeline.in_past

        def then() -> None:
            if kept and len(timeline.branches) > branches:
                told = self.tr(
                    "A branch begins, «{name}»: what came after is kept in the other one."
                )
                self.notice.tell(told.format(name=timeline.branch.name))
            if isinstance(command, Request) and not run.playing:
                run.play()

        if isinstance(run, Twin):
            run.begin_submit(command, then, FOLDED_A_SLICE)
        elif not timeline.prepare(FOLDED_AT_ONCE):
            run.begin(lambda: run.submitting(command, then), FIRST_SLICE)
        else:
            run.submit(command)
            then()

    def _control(self, control: Control) -> None:
        anywhere: dict[str, Callable[..., object]] = {
            "open": self._open, "forget": self.runs.forget, "gallery": self._gallery,
            "keys": lambda: KeysDialog(self).open(),
            "explain": self._explain,
            "palette": lambda: self.commands.call(), "settings": self._show_settings,
            **{verb: self._worn(act) for verb, act in self.personal.controls().items()},
        }  # fmt: skip
        if control.verb in anywhere:
            anywhere[control.verb](*control.arguments)
        elif self.experiment is not None and control.verb in ("compare", "variant"):
            getattr(self, f"_{control.verb}")(self.experiment, *control.arguments)
        elif self.twin is not None:
            self._steer_twin(self.twin, control)
        elif self.experiment is not None:
            self._steer(self.experiment, control)

    def _worn(self, act: Callable[..., None]) -> Callable[..., None]:
        """Another look takes other room."""

        def do(*arguments: str) -> None:
            try:
                act(*arguments)
            finally:
                self.page.share_out_room()
                self._settings.show_preferences(self.personal.preferences)

        return do

    def _show_settings(self) -> None:
        self._settings.show_preferences(self.personal.preferences)
        self._settings.open()

    def _compare(self, experiment: Experiment, *what: str) -> None:
        """Two runs side by side; off: the one run again, where it was left."""
        if what == ("off",):
            self._compared(None)
            self._pages.setCurrentWidget(self.page)
            return
        experiment.pause()
        pair = twin.made(experiment, *what)
        self._compared(pair)
        self._pages.setCurrentWidget(self.compare)
        if experiment.timeline.place > FIRST_SLICE:
            self.refresh()  # on the way there the start is shown
        pair.follow(experiment, FIRST_SLICE)
        self.compare.left.stage.setFocus()

    def _compared(self, now: Twin | None) -> None:
        """Two other runs are compared, or none: those before are let go, in slices."""
        before, self.twin = self.twin, now
        for side in before.sides if before is not None else ():
            self.housekeeping.let_go(side)
        for clock in self.judging_twin:
            clock.forget()

    def _steer_twin(self, run: Twin, control: Control) -> None:
        """A control of both runs; what is asked of an operation is told of both."""
        if control.verb in ("why", "receipt"):
            self.notice.tell(" ".join(run.why(int(control.arguments[0]))))
            return
        steer(run, control)
        if run.goal_us is not None and control.verb == "next":
            self.notice.tell(self.tr("Both go on to the next interesting event."))
        elif run.goal_us is not None:
            at = tell_time(run.goal_us)
            self.notice.tell(self.tr("Both are on their way to {0}.").format(at))
        if control.verb == "select" and control.arguments:
            self.notice.tell(self.compare.told(*control.arguments))

    def _steer(self, experiment: Experiment, control: Control) -> None:
        """A control of the run, or of what the window shows of it."""
        views: dict[str, Callable[..., object]] = {
            "save": self.runs.save,
            "why": lambda number: self.notice.tell(" ".join(experiment.why(int(number)))),
            "show": lambda *names: self._show(experiment, *names),
            "close": self.page.close_panel,
            "menu": lambda key="": self._menu(experiment, key),
            "layout": lambda: self.page.put_back(),
            "panels": lambda: self.page.createPopupMenu().popup(self.bar.below()),
            "plot": lambda name="": self._plot(experiment, name),
        }  # fmt: skip
        left = experiment.timeline.branch.name
        if control == Control("shrink", ("open",)):
            self._open_smallest(experiment)
        elif control.verb in STEERED:
            steer(experiment, control)
            self._turn_to_what_was_asked(control.verb)
            if control.verb == "undo":
                kept = self.tr("Undone, and kept: the list of branches, or `branch {0}`, has it.")
                self.notice.tell(kept.format(left))
        else:
            views[control.verb](*control.arguments)

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
            if self.page.front == "charts" and "inspector" not in self.page.in_sight():
                self.page.turn_to("inspector")
            if "inspector" not in self.page.in_sight():
                self._tell_selected(self.experiment.selected)

    def _tell_selected(self, key: str) -> None:
        sentence = self.stage.tip(key)
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
            file_dialog.ask(
                self, "plot-dialog", self.tr("Save the charts"), file_dialog.SAVE,
                self.tr("Pictures and tables (*.png *.csv)"), "png",
                lambda path: self.do(f"plot {quoted(path)}"),
            )  # fmt: skip
            return
        path = Path(name)
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

    def _menu(self, experiment: Experiment, key: str) -> None:
        """What can be done with a thing now, asked of the engine for this one."""
        reason = selection.refusal(experiment.timeline, key) if key else None
        if reason is not None:
            raise ScriptError(reason)
        self.stage.show_menu(key, offering.offers(experiment.timeline, key))

    def _gallery(self, question: str = "") -> None:
        """All stories; the run that is left stands still until it is come back to."""
        if self.run is not None:
            self.run.pause()
        self._compared(None)
        self._pages.setCurrentIndex(0)
        self.runs.list_again()
        self.stills.begin()
        if question:
            self.gallery.go_to(int(question))

    def _open(self, story: str = "") -> None:
        if not story or is_one(story):
            self.runs.open(story)
        else:
            self.open_scenario(presets.load(story).scenario())

    def _variant(self, experiment: Experiment, name: str) -> None:
        self.open_scenario(experiment.scenario.preset.scenario(name))

    def _explain(self, how: str = "") -> None:
        self.pointing.turn(on=how == "on" if how else not self.pointing.on)

    def press(self, line: str) -> None:
        """A key was pressed: Space on a button presses it; play and pause take turns."""
        focused = self.focusWidget()
        if line == "play" and isinstance(focused, QAbstractButton) and focused.isVisible():
            focused.click()
            return
        if self._pages.currentIndex() == 0 and line not in ON_EVERY_PAGE:
            return
        self.do(self._meant(line))

    def _meant(self, line: str) -> str:
        """Lines that depend on how things stand: play or pause, faster, a second on."""
        letters = {"larger": FONT_STEP, "smaller": -FONT_STEP}.get(line)
        if letters is not None:
            wanted = self.personal.preferences.font + letters
            return f"font {min(GREATEST_FONT, max(LEAST_FONT, wanted))}%"
        e = self.run
        if e is None:
            return line
        express = isinstance(e, Experiment) and e.pace.express
        second_us = int(e.speed * 1_000_000)
        meant = {
            "play": "pause" if e.busy else "play",
            "faster": "speed express" if e.speed * 2 > GREATEST_SPEED else f"speed {e.speed * 2:g}",
            "slower": f"speed {GREATEST_SPEED if express else e.clamp(e.speed / 2):g}",
            "second on": f"seek {min(e.end_us, e.now_us + second_us)}us",
            "second back": f"seek {max(0, e.now_us - second_us)}us",
            "seek end": f"seek {e.end_us}us",
        }
        return meant.get(line, line)

    # -- seeing

    def tick(self) -> None:
        """Goes on by the time that has passed, within the budget, and shows what came of it.

        Where the run takes all the time there is, it is shown a few times a second; and so it is
        with reduced motion, where what moves jumps, and nothing can flash.
        """
        run = self.run
        if run is None or not run.busy:
            self._timer.stop()
            return
        passed_ms = self._clock.restart()
        run.owe(min(0.25, passed_ms / 1000))
        for _ in range(SLICES_A_TICK):
            if not run.go_on(STEPS_A_SLICE) or self._clock.elapsed() >= BUDGET_MS:
                break
        self._unseen_ms += passed_ms
        calm_ms = CALM_MS if theme.current().calm else 0
        if run.busy and self._unseen_ms < (THINNED_MS if run.thinned else calm_ms):
            return
        self.refresh()

    def arrive(self) -> None:
        """Goes on until time is where it is on its way to, as a still picture needs it."""
        while self.experiment is not None and self.experiment.errand is not None:
            self.experiment.go_on()
        while self.twin is not None and self.twin.goal_us is not None:
            self.twin.go_on()
        self.refresh()

    def refresh(self) -> None:
        """Gives the frame of this moment to every widget."""
        self._unseen_ms = 0.0
        if self.twin is not None:
            self._refresh_twin(self.twin)
            return
        if self.experiment is None:
            return
        self.judging.see_to(self.experiment)
        self.studying.see_to(self.experiment)
        self.shrinking.see_to(self.experiment)
        self.runs.see_to(self.experiment)
        shown = self.page.in_sight()
        shown |= {"palette"} if self.commands.isVisible() else set()
        frame = framing.frame(self.experiment, shown)
        self.page.render(frame)
        searching = frame.log is not None and frame.log.searched < frame.log.total
        if searching or frame.branches.reading:
            self._soon.start()
        self.gallery.render(frame)
        self.commands.render(frame)
        self.pointing.tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The palette lies over all."""
        super().resizeEvent(event)
        self.commands.fit()

    def _refresh_twin(self, run: Twin) -> None:
        """Shows both; while they are on their way somewhere they are not at one moment."""
        if run.goal_us is not None:
            return
        for clock, side in zip(self.judging_twin, run.sides, strict=True):
            clock.see_to(side)
        picture = pairing.picture(run, self.compare.charts.turn(playing=run.playing))
        self.compare.render(picture)
        self.commands.render(picture.clock)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc undoes what was shown last: a comparison, a light, a selection, another panel."""
        escape, run = event.key() == Qt.Key.Key_Escape, self.experiment
        if escape and self.twin is not None:
            self.do("compare off")
        elif escape and run is not None and run.lit is not None:
            self.do("cause")
        elif escape and run is not None and run.selected:
            self.do("select")
            if self.page.front == "receipt":
                self.do("show charts")  # it was the receipt of what was selected
        elif escape and self.page.front != "charts":
            self.do("show charts")
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing goes on behind a window that is gone."""
        if self._folder is not None:
            kept_layout.keep(self.page, self._folder)
        self._timer.stop()
        self.stills.stop()
        for clock in (self.judging, *self.judging_twin):
            clock.stop()
        self.studying.stop()
        self.shrinking.stop()
        self.runs.stop()
        event.accept()
