"""The program as a window of a real X server: it opens, can be photographed, and ends when told.

A server of its own is started for it, so that no display is needed and nobody's is used.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from displays import needs_display
from PySide6.QtGui import QImage

from explorer import folders

STARTS_S, ENDS_S, LOOKS_AGAIN_S = 30.0, 15.0, 0.05
TITLE = "Ripple - Quorumscope"

pytestmark = needs_display


def start(display: str, *arguments: str) -> subprocess.Popen[str]:
    """The program with a window there; whatever else Qt is told of platforms is taken away."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "WAYLAND_", "XDG_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "explorer", *arguments],
        env={**env, "DISPLAY": display}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def titles(display: str) -> str:
    """The tree of windows, in words; empty when nothing here can ask."""
    if not shutil.which("xwininfo"):
        return ""
    tree = ["xwininfo", "-display", display, "-root", "-tree"]
    return subprocess.run(tree, capture_output=True, text=True, timeout=20, check=True).stdout


def wait_for_window(program: subprocess.Popen[str], display: str) -> None:
    """Until the window is there, or a deadline has passed."""
    deadline = time.monotonic() + STARTS_S
    while TITLE not in titles(display):
        assert program.poll() is None, f"it ended: {program.communicate()}"
        assert time.monotonic() < deadline, "no window came"
        time.sleep(LOOKS_AGAIN_S)


def ended(program: subprocess.Popen[str], within_s: float) -> tuple[int, str, str]:
    """Its exit status and what it said; killed when it does not end in time."""
    try:
        out, err = program.communicate(timeout=within_s)
    except subprocess.TimeoutExpired:
        program.kill()
        out, err = program.communicate()
        pytest.fail(f"it did not end within {within_s} s: {out}{err}")
    return program.returncode, out, err


def test_a_real_window_opens_plays_and_closes_by_itself(display: str, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    program = start(display, "open", "2", "--quit-after", "2s", "--screenshot", str(picture))
    if shutil.which("xwininfo"):
        wait_for_window(program, display)
    assert ended(program, STARTS_S + ENDS_S) == (0, "", "")
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 800), "as large as the screen"
    places = [(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)]
    assert len({image.pixel(x, y) for x, y in places}) > 50, "it is blank"


@pytest.mark.skipif(not shutil.which("xwininfo"), reason="nobody tells when the window is there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_ends_it_without_a_word(display: str, number: signal.Signals) -> None:
    program = start(display, "open", "2")
    wait_for_window(program, display)
    program.send_signal(number)
    status, out, err = ended(program, ENDS_S)
    assert status in (0, 128 + number)
    assert "Traceback" not in out + err
    assert TITLE not in titles(display)


@pytest.mark.skipif(
    not (shutil.which("xwininfo") and shutil.which("xdotool")), reason="there is no xdotool"
)
def test_a_typed_question_mark_shows_the_keys(display: str) -> None:
    """Off screen no keyboard layout stands between the key and the sign; here one does."""
    program = start(display, "open", "2", "--quit-after", "20s")
    wait_for_window(program, display)
    deadline = time.monotonic() + STARTS_S
    tool = ["xdotool", "search", "--name", TITLE, "windowfocus", "key", "question"]
    while '"Keys' not in titles(display):
        assert time.monotonic() < deadline, "the keys were not shown"
        subprocess.run(tool, env={**os.environ, "DISPLAY": display}, timeout=20, check=False)
        time.sleep(LOOKS_AGAIN_S)
    program.terminate()
    ended(program, ENDS_S)


WATCHED = """
import json, sys
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtWidgets import QApplication
from explorer import presets
from ui import app

made = app._window

def window(*given):
    found = made(*given)
    found.do("predict off")
    timer = QTimer(found)
    timer.timeout.connect(lambda: print(json.dumps(state(found)), flush=True))
    timer.start(100)
    return found

def state(w):
    run, plan = w.experiment, w.stage.scene()
    line = plan.plan.links["A", "B"] if plan else None
    mid = w.stage.mapToGlobal(line.pointAt(0.5).toPoint()) if line else None
    bar = w.transport.time_line
    at = bar.mapToGlobal(bar.rect().center())
    return {"now_us": run.now_us, "steps": run.timeline.cluster.steps, "playing": run.playing,
            "cut": sorted(run.timeline.cluster.network.blocked), "link": mid and [mid.x(), mid.y()],
            "bar": [at.x(), at.y()], "menu": QApplication.activePopupWidget() is not None}

app._window = window
sys.exit(app.show(presets.load("2").scenario()))
"""
"""The program, telling ten times a second how its run stands and where things are on the screen."""


class Watched:
    """A program in a real window, seen through what it prints, and driven from outside."""

    def __init__(self, display: str) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "WAYLAND_"))}
        self.env = {**env, "DISPLAY": display, folders.VARIABLE: os.devnull}
        self.program = subprocess.Popen(
            [sys.executable, "-c", WATCHED], env=self.env, text=True, stdout=subprocess.PIPE
        )
        self.state: dict[str, Any] = {}

    def until(self, what: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first state in which this holds."""
        assert self.program.stdout is not None
        deadline = time.monotonic() + STARTS_S
        for line in self.program.stdout:
            self.state = json.loads(line)
            if holds(self.state):
                return self.state
            assert time.monotonic() < deadline, f"never: {what}; {self.state}"
        raise AssertionError(f"it ended before: {what}")

    def do(self, *words: str) -> None:
        """Mouse and keys, by xdotool."""
        subprocess.run(["xdotool", *words], env=self.env, timeout=20, check=True)


@pytest.mark.skipif(not shutil.which("xdotool"), reason="there is no xdotool")
def test_stepping_seeking_and_cutting_by_mouse_and_keyboard(display: str) -> None:
    window = Watched(display)
    window.until("it plays", lambda s: s["playing"] and s["link"] and s["now_us"] > 0)
    window.do("search", "--name", TITLE, "windowfocus")
    window.do("key", "space")
    window.until("Space pauses", lambda s: not s["playing"])
    window.do("key", "Home")
    start = window.until("Home goes to the start", lambda s: s["steps"] == 0)
    window.do("key", "Right")
    window.until("Right steps on", lambda s: s["steps"] == 1)
    window.do("key", "Right")
    window.until("Right steps on again", lambda s: s["steps"] == 2)
    window.do("key", "Left")
    window.until("Left steps back", lambda s: s["steps"] == 1)
    x, y = start["bar"]
    window.do("mousemove", str(x), str(y), "click", "1")
    window.until("a click on the time line seeks", lambda s: 50_000 < s["now_us"] < 120_000)
    x, y = start["link"]
    moves = [("mousemove", str(x + 4), str(y + dy)) for dy in (-60, -20, 20, 60)]
    window.do(*moves[0])
    window.do("mousedown", "1")
    for move in moves[1:]:
        window.do(*move)
    window.do("mouseup", "1")
    window.until("a line drawn across cuts", lambda s: s["cut"] == [["A", "B"], ["B", "A"]])
    window.do("key", "ctrl+z")
    window.until("Ctrl+Z takes it back", lambda s: s["cut"] == [])
    # To the first thing, wherever the walk stood; then past three servers to the link, its menu.
    for key in (*("Up",) * 9, *("Down",) * 3, "Return"):
        window.do("key", key)
    window.until("the menu is there", lambda s: s["menu"])
    window.do("key", "Down", "Return")
    window.until("the keyboard cuts", lambda s: s["cut"] == [["A", "B"], ["B", "A"]])
    window.program.terminate()
    window.program.communicate(timeout=ENDS_S)
    assert window.program.returncode in (0, 128 + signal.SIGTERM)


def test_without_a_display_it_says_so_in_words() -> None:
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [sys.executable, "-m", "explorer", "open", "2"]
    done = subprocess.run(
        command, env={**env, "QT_QPA_PLATFORM": ""}, capture_output=True, text=True, timeout=20,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "there is no display here" in done.stderr
    assert "Traceback" not in done.stderr
