"""The main window: its pages, the run that is shown, and the frame of it for every widget.

A widget says what a person did as a line of the verb language; `do` is the only way in.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from explorer import progress, twin_of
from explorer.errands import FIRST_SLICE
from explorer.experiment import Experiment
from explorer.shelf import Shelf
from explorer.steering import Run
from explorer.stories import Preset, Scenario
from explorer.study import can_study
from explorer.twin import Twin
from ui import kept_layout
from ui.command_palette import CommandPalette
from ui.compare import ComparePage
from ui.console_door import ConsoleDoor
from ui.doing import Complaint, Doing
from ui.dressing import PartedPages, PartedWindow
from ui.exports import Exports
from ui.gallery import Gallery
from ui.glossary_door import GlossaryDoor
from ui.hands import Hands
from ui.housekeeping import Housekeeping
from ui.learner import Learner
from ui.mishap_bar import MishapBar
from ui.mishaps import Mishaps
from ui.notice import TOP, Notice
from ui.opening import Opening
from ui.personal import Personal
from ui.pointing import Pointing
from ui.present import PresentPage
from ui.presenting import Presenting
from ui.run_page import RunPage
from ui.runs import Runs
from ui.scrolled import bring_into_view
from ui.settings_dialog import SettingsDialog
from ui.showing import Showing
from ui.still_clock import StillClock
from ui.story_tile import StoryCard
from ui.sweeps import Sweeps
from ui.ticking import Ticking


class MainWindow(PartedWindow):
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
        self.learner = Learner(None if kept is None else kept.with_name(progress.FILE))
        """How far somebody has come, and that is kept."""
        self.twin: Twin | None = None
        """The two runs that are compared; None while there is one."""
        self._closed = False
        self.ticking = Ticking(self, lambda: self.run, self._go_on)
        self.showing = Showing(self)
        self.mishaps = Mishaps(
            lambda: self._acted_on, self._stand_still, lambda: self._recorded, self
        )
        self.housekeeping = Housekeeping(self, self._length)
        self._build()
        self._folder = None if kept is None else kept.parent
        if self._folder is not None:
            kept_layout.restore(self.page, self._folder)
        self.stills = StillClock(self, self.gallery.show_still)
        self.gallery.painted.connect(self.stills.begin)
        self.hands.bind(self)
        self.runs = Runs(self, shelf, self.show_run)
        self.runs.command.connect(self.do)
        self.runs.told.connect(self.notice.tell)
        self.runs.listed.connect(self.gallery.recent.show_runs)
        self.runs.list_again()
        self.console = ConsoleDoor(self)
        self.exports = Exports(self)
        self.exports.command.connect(self.do)
        self.exports.told.connect(self.notice.tell)

    # -- building

    def _build(self) -> None:
        self.gallery, self.page, self.compare = Gallery(), RunPage(), ComparePage()
        self.bar, self.stage, self.transport = self.page.bar, self.page.stage, self.page.transport
        for view in (self.gallery, self.page, self.compare):
            view.command.connect(self.do)
        self.presenting = Presenting(self)
        self.page.shown_changed.connect(self.refresh)
        self.notice, self.pointing = Notice(self, self._below_heads), Pointing(self)
        self.commands = CommandPalette(self)
        self.commands.command.connect(self._from_palette)
        self.glossary = GlossaryDoor(self)
        self._settings = SettingsDialog(self)
        self._settings.command.connect(self.do)
        self._pages = PartedPages()
        self._pages.addWidget(self.gallery)
        self._pages.addWidget(self.page)
        self._pages.addWidget(self.compare)
        self.setCentralWidget(self._pages)
        self.mishap_bar = MishapBar(self.mishaps, self)
        self.opening, self.hands, self.sweeps = Opening(self), Hands(self), Sweeps(self)
        self._doing = Doing(self)
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() & Qt.FocusPolicy.ClickFocus == Qt.FocusPolicy.ClickFocus:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the run

    @property
    def shown_page(self) -> QWidget:
        """The page that is in front."""
        return self._pages.currentWidget() or self.gallery

    def show_page(self, page: QWidget) -> None:
        """One more page, in front."""
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def drop_page(self, page: QWidget, instead: QWidget) -> None:
        """It is gone; this one is in front."""
        self._pages.setCurrentWidget(instead)
        self._pages.removeWidget(page)
        page.deleteLater()

    @property
    def run_page(self) -> RunPage | PresentPage:
        """The page on which a run is seen: before an audience theirs."""
        return self.presenting.page or self.page

    @property
    def run(self) -> Run | None:
        """What the clock and the hands act on: the run, or the two that are compared."""
        return self.twin or self.experiment

    @property
    def _acted_on(self) -> Experiment | None:
        """The run, or, of two that are compared, the left one: it has all that was done."""
        return self.twin.left if self.twin is not None else self.experiment

    @property
    def _recorded(self) -> bool:
        """Whether all that was done is kept by itself; of runs that are compared nothing is."""
        return self.twin is None and self.runs.recording.keeps

    def _length(self) -> int:
        """How many events the run has that is shown, in all of its branches."""
        run = self.experiment
        return 0 if run is None else sum(len(each.events) for each in run.timeline.branches)

    def _stand_still(self) -> None:
        if self.run is not None:
            self.run.pause()

    # -- stories

    def show_stories(self, stories: list[Preset]) -> None:
        """What the gallery offers, and in its order, one after the other, the lesson."""
        stories = sorted(stories, key=lambda story: story.place)
        self.gallery.show_stories([
            StoryCard(s.model.number, s.model.slug, s.model.title, s.model.question, s.model.story,
                      tuple(title for _, title in s.titles), s.model.asks or "",
                      s.scenario().plays_us, s.goal.ask if s.goal else "",
                      s.goal.kind if s.goal else "")
            for s in stories
        ])  # fmt: skip
        self.learner.take(tuple(stories))
        self.show_progress()
        self.stills.take(stories)
        self.commands.offer(stories)
        self.glossary.offer(stories)
        lesson = self.page.panels["lesson"]
        lesson.offer([(story.model.number, story.model.title) for story in stories])
        measurable = (s.model for s in stories if any(map(can_study, s.scenarios.values())))
        self.page.panels["servers"].offer([f"{model.number} {model.title}" for model in measurable])

    def open_scenario(self, scenario: Scenario) -> None:
        """Begins a story: at its start, standing still."""
        self.show_run(Experiment(scenario))

    def show_run(self, experiment: Experiment) -> None:
        """Shows a run where it stands."""
        if self.experiment is not experiment:
            self._doing.settle()
        before, self.experiment = self.experiment, experiment
        self._compared(None)
        if before is not None and before is not experiment and not self.presenting.keeps(before):
            self.housekeeping.let_go(before)
        first = self._first_panel(before, experiment)
        self.setWindowTitle(f"{experiment.scenario.preset.model.title} - Quorumscope")
        self._pages.setCurrentWidget(self.run_page)
        self.stills.stop()
        self.run_page.forget()
        self.run_page.stage.setFocus()
        self.refresh()
        if first:
            self.page.turn_to(first, asked=False)

    def _first_panel(self, before: Experiment | None, now: Experiment) -> str:
        """What a story turns to, if anything; from variant to variant the same panel stays."""
        if now.sweeping.kept is not None and before is not now:
            return "tradeoff"
        same = before is not None and before.scenario.preset is now.scenario.preset
        if now.fresh() is not None and not same:
            return "fresh"
        return "" if same or self.page.raised != "receipt" else "charts"

    def leave_run(self, question: str = "") -> None:
        """All stories; the run that is left stands still until it is come back to."""
        self._doing.settle()
        self.presenting.end()
        self._compared(None)
        self._pages.setCurrentWidget(self.gallery)
        self.runs.list_again()
        self.stills.begin()
        if question:
            self.gallery.go_to(int(question))
        elif self.experiment is not None:
            self.gallery.go_to_story(self.experiment.scenario.preset.model.number)

    def compare_runs(self, *what: str) -> None:
        """Two runs side by side; off: the one run again, where it was left."""
        assert self.experiment is not None
        if what == ("off",):
            self._compared(None)
            self._pages.setCurrentWidget(self.run_page)
            return
        self._doing.settle()
        pair = twin_of.made(self.experiment, *what)
        self._compared(pair)
        self._pages.setCurrentWidget(self.compare)
        if self.experiment.timeline.place > FIRST_SLICE:
            self.refresh()  # on the way there the start is shown
        pair.follow(self.experiment, FIRST_SLICE)
        self.compare.left.stage.setFocus()

    def _compared(self, now: Twin | None) -> None:
        """Two other runs are compared, or none: those before are let go, in slices."""
        before, self.twin = self.twin, now
        if before is not None:
            before.leave()
            for side in before.sides:
                self.housekeeping.let_go(side)
        self.showing.forget_twin()

    # -- doing

    def do(self, line: str) -> None:
        """Does what a line of the verb language says; what cannot be done is told."""
        with self.notice.answering():
            if wrong := self.attempt(line):
                self.notice.tell(wrong.text)

    def _from_palette(self, line: str) -> None:
        """The same; what is wrong is told where it was written."""
        with self.notice.answering():
            if wrong := self.attempt(line):
                self.commands.complain(wrong.text, wrong.column)

    def attempt(self, line: str, name: str = "") -> Complaint | None:
        """Does it, or says why not; what it asks for is called by that name, if there is one."""
        self.mishaps.lines.append(line)
        self._doing.catch_up()
        wrong = self._doing.attempt(line, name)
        if not self._closed:
            self.ticking.go()
        self.refresh()
        return wrong

    def show_settings(self) -> None:
        """What can be set for the person who looks."""
        self.show_preferences()
        self._settings.open()

    def show_preferences(self) -> None:
        """What is preferred is said where it is set."""
        self._settings.show_preferences(self.personal.preferences)

    def show_progress(self) -> None:
        """How far somebody has come is said where stories are chosen, and where it is forgotten."""
        learner = self.learner
        self.gallery.show_progress(learner.summaries(), learner.following())
        self._settings.show_progress(learner.progress, may_remember=learner.may_remember)

    def _below_heads(self, height: int) -> int:
        """Where a notice covers the least: what a stage has at its top is its legend.

        An audience looks at all of its stage.
        """
        if self.presenting.page is not None:
            return self.presenting.page.below_stage(height)
        for stage in (self.compare.left.stage, self.run_page.stage):
            if stage.isVisible():
                return stage.mapTo(self, QPoint()).y()
        return TOP

    def changeEvent(self, event: QEvent) -> None:
        """All of it wears another theme: letters take other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.refresh()

    # -- seeing

    def arrive(self) -> None:
        """Goes on until time is where it is on its way to, as a still picture needs it."""
        while self.experiment is not None and self.experiment.errand is not None:
            self.experiment.go_on()
            self._doing.catch_up()
        while self.twin is not None and self.twin.goal_us is not None:
            self.twin.go_on()
            self._doing.catch_up()
        self.refresh()

    def _go_on(self) -> None:
        """Time has gone on: what has waited for that is done, and all is drawn."""
        self._doing.catch_up()
        self.refresh()

    def refresh(self) -> None:
        """Shows this moment; a window that is gone has clocks no more."""
        if not self._closed:
            self.showing.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The palette lies over all."""
        super().resizeEvent(event)
        self.commands.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends the telling, leaves a field and the stories, then undoes what was shown last."""
        if event.key() != Qt.Key.Key_Escape or not self.hands.escape():
            super().keyPressEvent(event)

    def focusNextPrevChild(self, following: bool) -> bool:
        """Where Tab leads is seen."""
        moved = super().focusNextPrevChild(following)
        if moved and (part := self.focusWidget()) is not None:
            bring_into_view(part)
        return moved

    def back_to_run(self) -> None:
        """From the stories to the run that was left, if there is one."""
        if self.experiment is not None:
            self._pages.setCurrentWidget(self.page)
            self.stills.stop()
            self.stage.setFocus()
            self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing goes on behind a window that is gone."""
        self._doing.settle()
        self.presenting.end()
        self._closed = True
        self.console.stop()
        if self._folder is not None:
            kept_layout.keep(self.page, self._folder)
        self.ticking.stop()
        self.showing.stop()
        self.stills.stop()
        self.glossary.close()
        self.runs.stop()
        self.exports.stop()
        event.accept()
