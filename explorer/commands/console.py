"""`console`: a story that is driven by ssh, without a window."""

import gc
from argparse import Namespace
from pathlib import Path
from typing import NoReturn

from explorer.commands import record
from explorer.console import address, keys
from explorer.console.address import Address
from explorer.console.alone import Alone
from explorer.console.answering import Answering
from explorer.console.desk import Desk
from explorer.console.keys import Keys
from explorer.console.server import Console
from explorer.controls import VIEWS
from explorer.experiment import Experiment
from explorer.preferences import Preferences
from explorer.problems import problem

STEPS_A_SLICE = 500
"""Steps between two looks at the lines: a few milliseconds."""
WAIT_S = 0.5
"""So long nobody looks whether the program is to end."""


def console(options: Namespace) -> NoReturn:
    """Serves the run of a story until somebody ends it with Ctrl+C."""
    try:
        at = address.chosen(options.listen or [])
    except ValueError as error:
        raise problem("--listen", str(error)) from None
    run = record.begun(options)
    found, files = keys.ready(), keys.files()
    desk = Desk()
    alone = Alone(run, _reopened, _painted)
    served = Console(at, found, files, desk)
    print(invitation(served.start(), found, files), flush=True)
    try:
        serve(alone, Answering(alone, desk, files), desk)
    finally:
        served.finish()


def invitation(at: Address, found: Keys, files: Path) -> str:
    """The lines to type, and where the files lie."""
    return (
        f"{found.line(at)}\n{found.line(at, 'sftp')}\n"
        f"Files of the console: {files}. Ctrl+C ends it."
    )


def serve(alone: Alone, answering: Answering, desk: Desk) -> NoReturn:
    """Answers lines; time runs while one of them waits for it, as fast as the machine can."""
    while True:
        if answering.see_to():
            alone.run.owe(1.0)
            alone.run.go_on(STEPS_A_SLICE)
        else:
            desk.wait(WAIT_S)


def _reopened(file: str) -> Experiment:
    return record.begun(Namespace(story=file))


def _painted(run: Experiment, view: str, path: Path) -> None:
    """A picture of a copy of the run, all of a window that nobody sees, with a panel in sight."""
    from ui import app

    copy = Experiment(run.scenario, run.seed)
    copy.give(run.timeline.branch.given)
    copy.end_us = run.end_us
    shown = view if view in VIEWS else "main"
    try:
        app.screenshot(copy, run.now_us, path, (1600, 1000), Preferences(), shown)
    finally:
        gc.enable()  # beside a window it is off
