"""Starting Qt: the application, the window, the picture of a window.

Rule this file keeps: what the first picture does not need is imported after it.
"""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from explorer import preferences
from explorer.preferences import Preferences
from explorer.problems import problem
from ui.leaving import Leaving

if TYPE_CHECKING:  # Qt looks for a display when it is imported: that is checked first
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QApplication

    from explorer.experiment import Experiment
    from explorer.stories import Scenario
    from ui.window import MainWindow

SETTLE_ROUNDS = 4
"""Rounds of events after which layouts, fonts and charts stand still."""
PATIENCE_MS = 300
"""A window that the screen shows nothing of by then, as an iconified one, is not waited for."""


def show(
    scenario: "Scenario | None",
    *,
    recording: Path | None = None,
    run: "Experiment | None" = None,
    quit_after_us: int | None = None,
    picture: Path | None = None,
) -> int:
    """Opens the window, on a story, a recording, a run or the gallery, until it is closed."""
    _need_display()
    leaving = Leaving()
    kept = preferences.file()
    app = application(preferences.read(kept))
    covered = _covered(app)
    from PySide6.QtCore import QTimer

    from ui.story_reader import StoryReader

    window = _window(covered, scenario, kept)
    window.mishaps.install()
    app.processEvents()  # the page is seen before stories are read
    if not window.isVisible():  # somebody closed it before it was there: nothing begins
        window.mishaps.remove()
        return leaving.run(app)
    StoryReader(window, window.show_stories)
    if quit_after_us is not None:
        QTimer.singleShot(quit_after_us // 1000, lambda: _close(window, picture))
    window.housekeeping.begin()
    if scenario is not None:
        window.do("play")
    if recording is not None:
        window.runs.open(str(recording))
    if run is not None:
        window.show_run(run)
    status = leaving.run(app)
    window.mishaps.remove()
    if picture is not None and quit_after_us is None:
        _save(window, picture)
    return status


def screenshot(
    experiment: "Experiment",
    at_us: int,
    out: Path,
    size: tuple[int, int],
    look: Preferences,
    view: str,
) -> int:
    """Paints the window at a moment of a run into a file, off screen."""
    go_off_screen()
    from explorer.presets import load_all
    from explorer.times import write_time
    from ui import dressing
    from ui.window import MainWindow

    app = application(look)
    window = MainWindow()
    window.do("predict off")  # who looks at a picture has nothing to answer
    window.show_stories(load_all())
    window.show_run(experiment)
    window.resize(*size)
    window.show()
    least = window.minimumSizeHint()
    if least.width() > size[0] or least.height() > size[1]:
        text = f"the window needs {least.width()}x{least.height()} in this theme"
        raise problem(f"--size {size[0]}x{size[1]}", text)
    window.page.share_out_room()
    if view == "compare":
        window.do("compare")
    window.do("gallery" if view == "gallery" else f"seek {write_time(at_us)}")
    window.arrive()
    if view == "present":
        window.presenting.begin(window.size())
        dressing.finish()
    _turn_to(window, view, experiment.scenario)
    if view != "present":  # no verdict is shown there
        for clock in (window.showing.judging, *window.showing.judging_twin):
            clock.ask()
    window.showing.working.finish()
    settle(app, window)
    _save(window, out)
    window.close()
    return 0


def _turn_to(window: "MainWindow", view: str, scenario: "Scenario") -> None:
    """Shows a view, with all that it takes a while to have."""
    from explorer import study
    from explorer.controls import VIEWS as PANELS
    from explorer.sweeps import usual

    if view == "gallery":
        window.stills.finish()
    if view == "palette":
        window.do("palette")
    if view in PANELS:
        window.do(f"show {view}")
    if view == "inspector":
        window.do(f"select server {_furthest_behind(window)}")
    if view == "tradeoff" and usual.axes(scenario):
        window.do("sweep")
        window.showing.working.finish()
    if view == "servers" and study.can_study(scenario):
        window.do("measure")
        window.showing.working.finish()


def _furthest_behind(window: "MainWindow") -> str:
    from explorer import framing

    assert window.experiment is not None
    return max(framing.frame(window.experiment, ()).servers, key=lambda s: s.behind_us).name


def go_off_screen() -> None:
    """Nothing is shown, and Qt tells of no hints that no window manager takes.

    That has to be said before there is an application.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    def tell(_kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
        if text and not text.startswith("This plugin does not support"):
            print(text, file=sys.stderr)  # noqa: T201

    qInstallMessageHandler(tell)


def settle(app: "QApplication", window: "MainWindow") -> None:
    """Lets layouts and charts come to rest, so that a picture is the same each time."""
    for _ in range(SETTLE_ROUNDS):
        app.processEvents()
    pages = window.page, window.compare
    for page in pages:
        page.flush()
    window.refresh()
    for page in pages:
        page.flush()
    for _ in range(SETTLE_ROUNDS):
        app.processEvents()


def application(look: Preferences) -> "QApplication":
    """The one QApplication, looking so."""
    from PySide6.QtWidgets import QApplication

    from ui import personal, translating

    gc.disable()  # elsewhere than between two events it can stop the program: see housekeeping
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("quorumscope")
    app.setApplicationDisplayName("Quorumscope")
    personal.wear(look)
    translating.install(app, os.environ.get(translating.LANGUAGE, ""))
    return app


def _covered(app: "QApplication") -> "MainWindow":
    """The window on screen, with nothing but its cover.

    What a hand does to it waits until it can be done.
    """
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from ui.cover import Cover
    from ui.window import MainWindow

    cover, waiting = Cover(), QEventLoop()
    cover.painted.connect(waiting.quit, Qt.ConnectionType.QueuedConnection)
    window = MainWindow(cover=cover)
    window.resize(_first_size(app))
    window.show()
    QTimer.singleShot(PATIENCE_MS, waiting, waiting.quit)
    waiting.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    return window


def _window(covered: "MainWindow", scenario: "Scenario | None", kept: Path) -> "MainWindow":
    """The same with all that is in it, and on a story, if there is one."""
    from explorer import shelf

    covered.furnish(kept, shelf.of_the_user())
    if scenario is not None:
        covered.open_scenario(scenario)
    return covered


def _first_size(app: "QApplication") -> "QSize":
    """As large as the picture that it was drawn for, if the screen has room for that."""
    from PySide6.QtCore import QSize

    return app.primaryScreen().availableSize().boundedTo(QSize(1600, 1000))


def _need_display() -> None:
    """Qt dumps core where there is no display: say it in words before."""
    if not os.environ.get("QT_QPA_PLATFORM"):
        os.environ.pop("QT_QPA_PLATFORM", None)
        displays = ("DISPLAY", "WAYLAND_DISPLAY")
        if sys.platform.startswith("linux") and not any(os.environ.get(d) for d in displays):
            raise problem(
                "quorumscope",
                "there is no display here (DISPLAY and WAYLAND_DISPLAY are not set): try "
                "`quorumscope run 2`, `quorumscope screenshot 2 --at 20ms --out ripple.png`, "
                "or put `xvfb-run -a` in front",
            )


def _close(window: "MainWindow", picture: Path | None) -> None:
    if picture is not None:
        _save(window, picture)
    window.close()


def _save(window: "MainWindow", path: Path) -> None:
    if not window.grab().save(str(path), "PNG"):
        raise problem(str(path), "the picture cannot be written there")
