"""The main window: its pages, the run that is shown, and the frame of it for every widget.

A widget says what a person did as a line of the verb language; `do` is the only way in.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import kept_layout
from ui.cover import Cover
from ui.dressing import PartedPages, PartedWindow
from ui.scrolled import bring_into_view

if TYPE_CHECKING:  # all of this is imported after the first picture: see `furnishing`
    from explorer.experiment import Experiment
    from explorer.shelf import Shelf
    from explorer.steering import Run
    from explorer.stories import Preset, Scenario
    from explorer.twin import Twin
    from ui.command_palette import CommandPalette
    from ui.compare import ComparePage
    from ui.comparing import Comparing
    from ui.console_door import ConsoleDoor
    from ui.doing import Complaint, Doing
    from ui.exports import Exports
    from ui.gallery import Gallery
    from ui.glossary_door import GlossaryDoor
    from ui.hands import Hands
    from ui.housekeeping import Housekeeping
    from ui.learner import Learner
    from ui.mishap_bar import MishapBar
    from ui.mishaps import Mishaps
    from ui.notice import Notice
    from ui.opening import Opening
    from ui.personal import Personal
    from ui.pointing import Pointing
    from ui.present import PresentPage
    from ui.presenting import Presenting
    from ui.quorum_bar import QuorumBar
    from ui.real_runs import RealRuns
    from ui.run_page import RunPage
    from ui.runs import Runs
    from ui.settings_dialog import SettingsDialog
    from ui.showing import Showing
    from ui.stage import Stage
    from ui.still_clock import StillClock
    from ui.sweeps import Sweeps
    from ui.ticking import Ticking
    from ui.transport import Transport


class MainWindow(PartedWindow):
    """All the views of one experiment, and the gallery that it was chosen from."""

    personal: "Personal"
    """What is preferred, and kept."""
    learner: "Learner"
    """How far somebody has come, and that is kept."""
    folder: Path | None
    """Where all that is kept, if anywhere."""
    gallery: "Gallery"
    page: "RunPage"
    compare: "ComparePage"
    bar: "QuorumBar"
    stage: "Stage"
    transport: "Transport"
    notice: "Notice"
    pointing: "Pointing"
    commands: "CommandPalette"
    glossary: "GlossaryDoor"
    settings: "SettingsDialog"
    mishap_bar: "MishapBar"
    ticking: "Ticking"
    showing: "Showing"
    mishaps: "Mishaps"
    housekeeping: "Housekeeping"
    stills: "StillClock"
    presenting: "Presenting"
    opening: "Opening"
    real_runs: "RealRuns"
    comparing: "Comparing"
    hands: "Hands"
    sweeps: "Sweeps"
    doing: "Doing"
    runs: "Runs"
    console: "ConsoleDoor"
    exports: "Exports"

    def __init__(
        self, kept: Path | None = None, shelf: "Shelf | None" = None, cover: Cover | None = None
    ) -> None:
        """Shows the gallery until a story is opened.

        What is preferred is read and `kept` there. Runs are kept on a shelf, if there is one. With
        a cover it shows that alone, and nothing can be done, until it is furnished.
        """
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle("Quorumscope")
        self.experiment: Experiment | None = None
        self.twin: Twin | None = None
        """The two runs that are compared; None while there is one."""
        self._bare, self._lives = True, False
        """Whether it is still without all that is in it; whether it has that, and is not closed."""
        self.pages = PartedPages()
        self.setCentralWidget(self.pages)
        if cover is None:
            self.furnish(kept, shelf)
        else:
            self.pages.addWidget(cover)

    def furnish(self, kept: Path | None, shelf: "Shelf | None") -> None:
        """Makes all that is in it; the gallery is in front, and takes the place of a cover."""
        from ui import furnishing

        cover = self.pages.currentWidget()
        furnishing.furnish(self, kept, shelf)
        self._bare, self._lives = False, True
        if cover is not None:
            self.drop_page(cover, self.gallery)

    @property
    def shown_page(self) -> QWidget:
        """The page that is in front."""
        return self.pages.currentWidget() or self.gallery

    def show_page(self, page: QWidget) -> None:
        """One more page, in front."""
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def drop_page(self, page: QWidget, instead: QWidget) -> None:
        """It is gone; this one is in front."""
        self.pages.setCurrentWidget(instead)
        self.pages.removeWidget(page)
        page.deleteLater()

    @property
    def run_page(self) -> "RunPage | PresentPage":
        """The page on which a run is seen: before an audience theirs."""
        return self.presenting.page or self.page

    @property
    def run(self) -> "Run | None":
        """What the clock and the hands act on: the run, or the two that are compared."""
        return self.twin or self.experiment

    # -- stories

    def show_stories(self, stories: "list[Preset]") -> None:
        """What the gallery offers, and in its order, one after the other, the lesson."""
        self.opening.offer(stories)

    def open_scenario(self, scenario: "Scenario") -> None:
        """Begins a story: at its start, standing still."""
        self.opening.begin(scenario)

    def show_run(self, experiment: "Experiment") -> None:
        """Shows a run where it stands."""
        if self.experiment is not experiment:
            self.doing.settle()
        before, self.experiment = self.experiment, experiment
        self.comparing.show(None)
        if before is not None and before is not experiment and not self.presenting.keeps(before):
            self.housekeeping.let_go(before)
        first = self._first_panel(before, experiment)
        self.setWindowTitle(f"{experiment.scenario.preset.model.title} - Quorumscope")
        self.pages.setCurrentWidget(self.run_page)
        self.stills.stop()
        self.run_page.forget()
        self.run_page.stage.setFocus()
        self.refresh()
        if first:
            self.page.turn_to(first, asked=False)

    def _first_panel(self, before: "Experiment | None", now: "Experiment") -> str:
        """What a story turns to, if anything; from variant to variant the same panel stays."""
        if now.sweeping.kept is not None and before is not now:
            return "tradeoff"
        same = before is not None and before.scenario.preset is now.scenario.preset
        if now.fresh() is not None and not same:
            return "fresh"
        return "" if same or self.page.raised != "receipt" else "charts"

    def leave_run(self, question: str = "") -> None:
        """All stories; the run that is left stands still until it is come back to."""
        self.doing.settle()
        self.presenting.end()
        self.comparing.show(None)
        self.pages.setCurrentWidget(self.gallery)
        self.runs.list_again()
        self.stills.begin()
        if question:
            self.gallery.go_to(int(question))
        elif self.experiment is not None:
            self.gallery.go_to_story(self.experiment.scenario.preset.model.number)

    # -- doing

    def do(self, line: str) -> None:
        """Does what a line of the verb language says; what cannot be done is told."""
        with self.notice.answering():
            if wrong := self.attempt(line):
                self.notice.tell(wrong.text)

    def attempt(self, line: str, name: str = "") -> "Complaint | None":
        """Does it, or says why not; what it asks for is called by that name, if there is one."""
        self.mishaps.lines.append(line)
        self.doing.catch_up()
        wrong = self.doing.attempt(line, name)
        if self._lives:
            self.ticking.go()
        self.refresh()
        return wrong

    def show_settings(self) -> None:
        """What can be set for the person who looks."""
        self.show_preferences()
        self.settings.open()

    def show_preferences(self) -> None:
        """What is preferred is said where it is set."""
        self.settings.show_preferences(self.personal.preferences)

    def show_progress(self) -> None:
        """How far somebody has come is said where stories are chosen, and where it is forgotten."""
        learner = self.learner
        self.gallery.show_progress(learner.summaries(), learner.following())
        self.settings.show_progress(learner.progress, may_remember=learner.may_remember)

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
            self.doing.catch_up()
        while self.twin is not None and self.twin.goal_us is not None:
            self.twin.go_on()
            self.doing.catch_up()
        self.refresh()

    def go_on(self) -> None:
        """Time has gone on: what has waited for that is done, and all is drawn."""
        self.doing.catch_up()
        self.refresh()

    def refresh(self) -> None:
        """Shows this moment; a window that is gone, or bare, has no clocks."""
        if self._lives:
            self.showing.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The palette lies over all."""
        super().resizeEvent(event)
        if self._lives:
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
            self.pages.setCurrentWidget(self.page)
            self.stills.stop()
            self.stage.setFocus()
            self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing goes on behind a window that is gone."""
        event.accept()
        if self._bare:
            return
        self.doing.settle()
        self.presenting.end()
        self._lives = False
        self.console.stop()
        if self.folder is not None:
            kept_layout.keep(self.page, self.folder)
        self.ticking.stop()
        self.showing.stop()
        self.stills.stop()
        self.glossary.close()
        self.runs.stop()
        self.exports.stop()
