"""The console of the window: off until it is switched on, and answered at the window's ticks."""

import asyncio
import threading

import pytest
from consoles import Counter
from page import HandClock
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QToolButton

from explorer.console.desk import FAILED, HELD, WRONG
from explorer.console.server import Console


@pytest.fixture
def door(page, tmp_path, monkeypatch):
    """The window's door, with keys in a folder of its own."""
    tmp_path.chmod(0o700)
    monkeypatch.setenv("QUORUMSCOPE_HOME", str(tmp_path / "home"))
    yield page.window.console
    page.window.console.stop()


class AtWindow(Counter):
    """Lines answered at the window's ticks."""

    def __init__(self, page, folder):
        super().__init__(folder, page.window.console)
        self._page = page

    def tick(self):
        self.answering.see_to()
        HandClock.passed_ms = 16
        self._page.window.ticking.tick()
        QGuiApplication.processEvents()
        self.desk.wait(0.001)  # a panel that was behind another one is drawn by the clock


def test_it_is_off_until_somebody_switches_it_on(page, door, tmp_path):
    assert (door.line, (tmp_path / "home").exists()) == ("", False)
    page.window.do("console")
    dialog = page.window.findChild(object, "console")
    assert "is off" in dialog.findChild(QLabel, "console-told").text()
    page.window.do("console on 0.0.0.0:0")
    assert (door.line, "type it twice" in page.window.notice.text()) == ("", True)
    page.window.do("console on 127.0.0.1:0")
    line = dialog.findChild(QPlainTextEdit, "console-line")
    assert line.toPlainText() == door.line
    assert door.line.startswith(f"ssh -i {tmp_path}/home/console/client_key")
    dialog.findChild(QPushButton, "console-copy").click()
    assert QGuiApplication.clipboard().text() == door.line
    dialog.findChild(QPushButton, "console-switch").click()
    assert (door.line, line.isVisible()) == ("", False)


def test_whoever_sits_there_sees_that_it_is_on_and_a_click_tells_how(page, door):
    button = page.window.findChild(QToolButton, "console-on")
    page.window.do("console on 127.0.0.1:0")
    dialog = page.window.findChild(QDialog, "console")
    dialog.close()
    for line in ("open 5", "gallery", "open 5", "present", "present off", "compare"):
        page.window.do(line)
        assert button.isVisible(), line
        assert button.accessibleName().endswith("127.0.0.1:" + door.line.split("-p ")[1].split()[0])
    button.click()
    assert dialog.isVisible()
    dialog.close()
    page.window.do("settings")
    settings = page.window.findChild(QDialog, "settings")
    settings.findChild(QPushButton, "setting-console").click()
    assert (settings.isVisible(), dialog.isVisible()) == (False, True)
    page.window.do("console off")
    assert not button.isVisible()


def test_switching_it_off_waits_for_nobody_and_on_again_takes_the_same_port(door, monkeypatch):
    """A thread that does not end: the window would stand still for so long."""
    gate = threading.Event()
    closing = Console._say_goodbye

    async def held(console):
        while not gate.is_set():
            await asyncio.sleep(0.001)
        await closing(console)

    monkeypatch.setattr(Console, "_say_goodbye", held)
    door.switch("on", "127.0.0.1:0")
    line, thread = door.line, door._console._thread
    waited = []
    monkeypatch.setattr(thread, "join", waited.append)
    door.switch("off")
    assert (waited, thread.is_alive()) == ([], True)
    door.switch("on", f"127.0.0.1:{line.split('-p ')[1].split()[0]}")
    assert door.line == line
    gate.set()
    threading.Thread.join(thread, 20)
    assert not thread.is_alive()


def test_a_whole_story_is_driven_in_the_window_as_by_hand(page, tmp_path):
    page.window.do("open 5")
    page.window.do("speed 1")
    counter = AtWindow(page, tmp_path)
    for line, status, text in (
        ("play until 10ms", HELD, "at 10 ms of"),
        ("cut A | B C", HELD, "at 10.001 ms"),
        ('post X "dinner?"', HELD, "«dinner?» by X"),
        ("feed Y via B", HELD, "missing: «dinner?» by X"),
        ("expect stale reads of Y = 0", FAILED, "failed:"),
        ("screenshot stage cut", HELD, "cut.png is among the files"),
        ("screenshot verdicts found", HELD, "found.png is among the files"),
        ("menu server A", HELD, "crash A"),
        ("bogus", WRONG, "there is no verb 'bogus'"),
        ("console off", WRONG, "in the window alone"),
        ("quit", HELD, ""),
        ("save lunch.qscope", HELD, "lunch.qscope is among the files"),
    ):
        answer = counter.say(line)
        assert (answer.status, text in answer.text) == (status, True), (line, answer)
        assert not page.experiment.playing
    assert (tmp_path / "cut.png").read_bytes().startswith(b"\x89PNG")
    for name in ("found.png", "lunch.qscope"):
        assert (tmp_path / name).stat().st_size
    assert page.window.isVisible()
    assert page.experiment.timeline.branch.given


def test_who_plays_at_the_window_is_not_stopped_by_what_comes_in(page, tmp_path):
    page.window.do("open 5")
    counter = AtWindow(page, tmp_path)
    assert "time runs" in counter.say("play").text
    counter.say('post X "dinner?"')
    assert page.experiment.playing


def test_help_is_told_and_in_the_gallery_a_story_is_asked_for(page, tmp_path):
    page.window.do("help cut")
    assert "example: cut A | B C" in page.window.notice.text()
    counter = AtWindow(page, tmp_path)
    assert counter.say("").text.startswith("No story is open")
    assert counter.say("crash A").status == WRONG
    assert counter.say("expect stale reads of Y = 0").status == WRONG
    assert counter.say("open 2").status == HELD
    assert page.experiment.scenario.preset.model.number == 2


def test_what_a_story_asks_does_not_hold_up_who_plays_from_a_console(page, tmp_path):
    page.window.do("open 5")
    page.window.do("speed 1")
    page.window.do("predict on")
    counter = AtWindow(page, tmp_path)
    page.window.do("play until 20ms")
    while page.experiment.playing:
        counter.tick()
    assert page.experiment.asking.open is not None
    page.window.do("start")
    assert "at 20 ms of" in counter.say("play until 20ms").text
    page.window.do("start")
    assert "at 20.001 ms of" in counter.say("at 20ms crash A").text
    page.window.do("predict off")
