"""What a window has in it: its pages, its dialogs, and the rooms that act for it.

Nearly all that takes time to import is imported here: after the window's first picture, where it
has a cover.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton

from explorer import progress
from explorer.experiment import Experiment
from explorer.shelf import Shelf
from ui import kept_layout
from ui.command_palette import CommandPalette
from ui.compare import ComparePage
from ui.comparing import Comparing
from ui.console_door import ConsoleDoor
from ui.doing import Doing
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
from ui.presenting import Presenting
from ui.real_runs import RealRuns
from ui.run_page import RunPage
from ui.runs import Runs
from ui.settings_dialog import SettingsDialog
from ui.showing import Showing
from ui.still_clock import StillClock
from ui.sweeps import Sweeps
from ui.ticking import Ticking
from ui.window import MainWindow


def furnish(window: MainWindow, kept: Path | None, shelf: Shelf | None) -> None:
    """Makes all of it; the gallery is in front. What is preferred is read and `kept` there."""
    window.personal = Personal(kept)
    window.learner = Learner(None if kept is None else kept.with_name(progress.FILE))
    window.folder = None if kept is None else kept.parent
    _clocks(window)
    _pages(window)
    _over_the_pages(window)
    _rooms(window, shelf)
    for button in window.findChildren(QAbstractButton):
        if button.focusPolicy() & Qt.FocusPolicy.ClickFocus == Qt.FocusPolicy.ClickFocus:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to the run


def _clocks(window: MainWindow) -> None:
    """What goes on by itself, and what sees to errors."""
    window.ticking = Ticking(window, lambda: window.run, window.go_on)
    window.showing = Showing(window)
    window.mishaps = Mishaps(
        partial(_acted_on, window),
        partial(_stand_still, window),
        partial(_recorded, window),
        window,
    )
    window.housekeeping = Housekeeping(window, partial(_length, window))


def _pages(window: MainWindow) -> None:
    page = window.page = RunPage(window.pages)
    window.gallery, window.compare = Gallery(), ComparePage()
    window.bar, window.stage, window.transport = page.bar, page.stage, page.transport
    for view in (window.gallery, page, window.compare):
        view.command.connect(window.do)
        window.pages.addWidget(view)
    page.shown_changed.connect(window.refresh)
    if window.folder is not None:
        kept_layout.restore(page, window.folder)
    window.stills = StillClock(window, window.gallery.show_still)
    window.gallery.painted.connect(window.stills.begin)


def _over_the_pages(window: MainWindow) -> None:
    """What comes and goes over them."""
    window.notice = Notice(window, partial(_below_heads, window))
    window.pointing = Pointing(window)
    window.commands = CommandPalette(window)
    window.commands.command.connect(partial(_do_from_palette, window))
    window.glossary = GlossaryDoor(window)
    window.settings = SettingsDialog(window)
    window.settings.command.connect(window.do)
    window.mishap_bar = MishapBar(window.mishaps, window)


def _rooms(window: MainWindow, shelf: Shelf | None) -> None:
    """What does what a line says. Runs are kept on a shelf, if there is one."""
    window.presenting = Presenting(window)
    window.opening, window.comparing = Opening(window), Comparing(window)
    window.real_runs = RealRuns(window)
    window.hands, window.sweeps = Hands(window), Sweeps(window)
    window.hands.bind(window)
    window.doing = Doing(window)
    window.runs = Runs(window, shelf, window.show_run)
    window.runs.listed.connect(window.gallery.recent.show_runs)
    window.runs.list_again()
    window.console = ConsoleDoor(window)
    window.exports = Exports(window)
    for room in (window.runs, window.exports):
        room.command.connect(window.do)
        room.told.connect(window.notice.tell)


def _acted_on(window: MainWindow) -> Experiment | None:
    """The run, or, of two that are compared, the left one: it has all that was done."""
    return window.twin.left if window.twin is not None else window.experiment


def _recorded(window: MainWindow) -> bool:
    """Whether all that was done is kept by itself; of runs that are compared nothing is."""
    return window.twin is None and window.runs.recording.keeps


def _stand_still(window: MainWindow) -> None:
    if window.run is not None:
        window.run.pause()


def _length(window: MainWindow) -> int:
    """How many events the run has that is shown, in all of its branches."""
    run = window.experiment
    return 0 if run is None else sum(len(each.events) for each in run.timeline.branches)


def _do_from_palette(window: MainWindow, line: str) -> None:
    """Does the line; what is wrong is told where it was written."""
    with window.notice.answering():
        if wrong := window.attempt(line):
            window.commands.complain(wrong.text, wrong.column)


def _below_heads(window: MainWindow, height: int) -> int:
    """Where a notice covers the least: what a stage has at its top is its legend.

    An audience looks at all of its stage.
    """
    if window.presenting.page is not None:
        return window.presenting.page.below_stage(height)
    for stage in (window.compare.left.stage, window.run_page.stage):
        if stage.isVisible():
            return stage.mapTo(window, QPoint()).y()
    return TOP
