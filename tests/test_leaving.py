"""However the program is left, it is gone within three seconds, and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

STARTS_S, ENDS_S = 60.0, 3.0
LOOKS_AGAIN_S = 0.05
NOT_ITS_OWN = re.compile("resource_tracker|warnings.warn|^This plugin does not support ")
"""Python says so of what it cleans up on a busy machine, and Qt where there is no screen."""

DRIVEN = """
import os, sys
from PySide6.QtCore import QTimer
from explorer import presets
from ui import app

doing, made = sys.argv[1], app._window

def window(*given):
    if doing == "starting": say()
    found = made(*given)
    QTimer.singleShot(0 if doing.endswith("once") else 500, found, lambda: begin(found))
    return found

def say(words="ready"):
    print(words, flush=True)

def begin(w):
    w.do("play")
    if doing == "playing": say()
    if doing == "menu":
        from PySide6.QtWidgets import QMenu
        menu = QMenu(w)
        menu.addAction("one")
        QTimer.singleShot(200, w, say)
        menu.exec(w.pos())
    if doing == "dialog":
        w.do("keys")
        say()
    if doing == "measuring":
        w.do("measure")
        say()
    if doing == "judging":
        w.do("seek 600s")
        w.arrive()
        w.do("pause")
        say()
    if doing == "failing":
        QTimer.singleShot(0, w, lambda: 1 / 0)
        QTimer.singleShot(100, w, say)
    if doing == "hanging":
        say()
        import time
        time.sleep(60)
    if doing.startswith("closing"): w.close()

app._window = window
if __name__ == "__main__":
    sys.exit(app.show(presets.load(sys.argv[2]).scenario()))
"""
"""The program, which says `ready` when it is doing what it is to be left in."""


class Program:
    """The program in a process, with a home and a folder for temporary files of its own."""

    def __init__(self, folder: Path, doing: str, story: str = "2") -> None:
        self.home, self.temporary = folder / "home", folder / "tmp"
        self.temporary.mkdir()
        script = folder / "driven.py"
        script.write_text(DRIVEN, encoding="utf-8")
        env = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "QUORUMSCOPE_HOME": str(self.home),
            "TMPDIR": str(self.temporary), "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip
        self.within_s, self.began_s = ENDS_S, time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, str(script), doing, story], env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def ready(self) -> None:
        """Waits until it does what it is to do.

        On a machine that is so busy that this takes long, leaving may take as long.
        """
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.process.communicate()
        self.within_s = max(ENDS_S, time.monotonic() - self.began_s)

    def left(self) -> tuple[int, str]:
        """Its exit status and what it said, within three seconds; else it is killed."""
        try:
            _, err = self.process.communicate(timeout=self.within_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            pytest.fail(f"still there after {self.within_s:.1f} s: {self.process.communicate()}")
        told = [line for line in err.splitlines() if not NOT_ITS_OWN.search(line)]
        return self.process.returncode, "\n".join(told)

    def others(self) -> list[str]:
        """What else runs in its session: its children and theirs."""
        every = subprocess.run(
            ["ps", "-eo", "sid=,pid=,args="], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        mine = [line for line in every if line.split()[0] == str(self.process.pid)]
        return [line for line in mine if line.split()[1] != str(self.process.pid)]

    def nothing_left(self) -> None:
        """No child, no temporary file; children may need a moment to be seen off."""
        deadline = time.monotonic() + ENDS_S
        while self.others():
            assert time.monotonic() < deadline, self.others()
            time.sleep(LOOKS_AGAIN_S)
        assert list(self.temporary.iterdir()) == []


@pytest.fixture
def start(tmp_path: Path) -> Iterator[object]:
    """Starts the program; whatever is left of it is killed afterwards."""
    programs: list[Program] = []

    def begin(doing: str, story: str = "2") -> Program:
        programs.append(Program(tmp_path, doing, story))
        return programs[-1]

    yield begin
    for program in programs:
        if program.process.poll() is None:
            program.process.kill()
            program.process.communicate()


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and ps of Linux")


CTRL_C, SIGTERM = signal.SIGINT, signal.SIGTERM


@pytest.mark.parametrize(("doing", "story", "number"), [
    ("starting", "2", SIGTERM), ("playing", "20", CTRL_C), ("menu", "2", SIGTERM),
    ("dialog", "2", CTRL_C), ("measuring", "19", SIGTERM), ("judging", "3", SIGTERM),
])  # fmt: skip
def test_a_signal_ends_it_whatever_it_does(start, doing, story, number):
    program = start(doing, story)
    program.ready()
    program.process.send_signal(number)
    assert program.left() == (128 + number, "")
    program.nothing_left()


def test_a_slot_that_never_returns_is_not_waited_for(start):
    program = start("hanging", "19")
    program.ready()
    program.process.send_signal(signal.SIGTERM)
    assert program.left()[0] == 128 + signal.SIGTERM
    program.nothing_left()


def test_ctrl_c_in_a_terminal_goes_to_all_of_its_processes(start):
    program = start("measuring", "19")
    program.ready()
    os.killpg(program.process.pid, signal.SIGINT)
    assert program.left() == (130, "")
    program.nothing_left()


@pytest.mark.parametrize("when", ["closing", "closing-at-once"])
def test_closing_its_window_ends_it(start, when):
    program = start(when)
    assert program.process.wait(STARTS_S) == 0
    assert program.left() == (0, "")
    program.nothing_left()


def test_after_an_error_it_can_be_left_and_the_run_is_kept(start):
    program = start("failing")
    program.ready()
    program.process.send_signal(signal.SIGTERM)
    status, err = program.left()
    assert status == 128 + signal.SIGTERM
    assert err.count("ZeroDivisionError") == 1
    (folder,) = (program.home / "mishaps").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["report.txt", "run.yaml"]


@pytest.mark.parametrize(("doing", "story"), [("measuring", "19"), ("judging", "3")])
def test_no_child_outlives_a_program_that_was_killed(start, doing, story):
    program = start(doing, story)
    program.ready()
    program.process.kill()
    program.process.communicate(timeout=ENDS_S)
    deadline = time.monotonic() + 3 * ENDS_S  # a child that is just starting begins to watch late
    while program.others():
        assert time.monotonic() < deadline, program.others()
        time.sleep(LOOKS_AGAIN_S)
