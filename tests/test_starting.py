"""The start: what the first picture does not need comes after it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from ui.cover import Cover
from ui.window import MainWindow

LATE = ("engine", "explorer.experiment", "explorer.frame", "explorer.stories", "numpy", "pydantic",
        "ui.furnishing", "ui.gallery")  # fmt: skip
NOT_YET = "asyncio", "asyncssh", "psycopg", "pyqtgraph", "sqlalchemy"
STARTED = f"""
import sys
from explorer.__main__ import main
from ui import app
from ui.cover import Cover

def loaded(names):
    return [name for name in names if name in sys.modules]

def painted(cover, event, paint=Cover.paintEvent):
    paint(cover, event)
    print("first", loaded({LATE + NOT_YET}), flush=True)

def furnished(*given, furnish=app._window):
    window = furnish(*given)
    complete = sys.modules["explorer.schema"].PresetModel.__pydantic_complete__
    print("then", loaded({NOT_YET}), complete, window.shown_page is window.gallery, flush=True)
    window.close()
    return window

Cover.paintEvent, app._window = painted, furnished
sys.exit(main([]))
"""


def test_the_first_picture_waits_for_nothing_that_only_a_run_needs():
    """And the start page neither for libraries, nor until it is known how a file is checked."""
    done = subprocess.run(
        [sys.executable, "-c", STARTED], capture_output=True, text=True, check=True
    )
    first, *_, then = done.stdout.splitlines()
    assert (first, then) == ("first []", "then [] False True")


@pytest.fixture
def covered(qtbot) -> Iterator[MainWindow]:
    """A window that shows its cover, and nothing else yet."""
    window = MainWindow(cover=Cover())
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()


def seen(window: QWidget) -> list[tuple[str, str, tuple[int, int, int, int]]]:
    """What stands where in it."""
    parts = (part for part in window.findChildren(QWidget) if part.isVisible())
    at = ((part, part.mapTo(window, part.rect().topLeft())) for part in parts)
    return sorted(
        (type(part).__name__, part.objectName(), (spot.x(), spot.y(), *part.size().toTuple()))
        for part, spot in at
    )


def lines(window: QWidget) -> dict[str, tuple[int, int]]:
    """Where the name of the program and its sentence are."""
    found = [part for part in window.findChildren(QLabel) if part.isVisible()]
    texts = [part for part in found if part.text().startswith(("Quorumscope", "A small social"))]
    return {part.text(): part.mapTo(window, part.rect().center()).toTuple()[1] for part in texts}


def test_the_start_page_takes_the_place_of_the_cover_and_nothing_jumps(covered, qapp):
    before = lines(covered)
    covered.furnish(None, None)
    qapp.processEvents()
    assert len(before) == 2
    assert lines(covered) == before


def test_a_window_furnished_on_screen_is_as_one_that_was_furnished_before(covered, qtbot, qapp):
    covered.furnish(None, None)
    other = MainWindow()
    qtbot.addWidget(other)
    other.resize(1600, 1000)
    with qtbot.waitExposed(other):
        other.show()
    qapp.processEvents()
    assert seen(covered) == seen(other) != []
    covered.do("open 1")
    assert covered.shown_page is covered.page
    other.close()


CLOSED = """
from pathlib import Path
from ui import app
made = app._window
def closed(*arguments):
    window = made(*arguments)
    window.close()
    return window
app._window = closed
raise SystemExit(app.show(None, recording=Path("run.qscope")))
"""
"""A window that somebody closes while its cover is all that is seen."""


def test_who_closes_the_cover_has_closed_the_program():
    done = subprocess.run(
        [sys.executable, "-c", CLOSED], capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Error" in done.stderr) == (0, False), done.stderr


def test_a_window_can_be_closed_while_there_is_nothing_in_it(covered):
    covered.resize(1000, 700)
    covered.close()
    assert not covered.isVisible()
