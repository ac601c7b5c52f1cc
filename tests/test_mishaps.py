"""An error of the program: it is told, the run is saved, and the window goes on."""

import asyncio
import sys
import threading
import warnings

import pytest
from page import Page, settle
from PySide6.QtCore import QTimer, qCritical, qWarning
from PySide6.QtGui import QGuiApplication

from explorer import folders, mishaps, presets, saving_as
from explorer.experiment import Experiment
from explorer.presets import load_text


@pytest.fixture
def told(ripple, monkeypatch, tmp_path):
    """Ripple, in a window whose errors come to it, as in the program."""
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path))
    ripple.window.mishaps.install()
    yield ripple
    ripple.window.mishaps.remove()


def fails(page: Page) -> None:
    """Raises in a slot: the hook is called as PySide calls it."""

    def slot() -> None:
        raise RuntimeError("a bug")

    page.window.do("seek 20ms")
    try:
        slot()
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    settle()


def sentence(page: Page) -> str:
    return page.window.findChild(object, "mishap").accessibleName()


def bar(page: Page):
    return page.window.findChild(object, "mishap")


def test_an_error_in_a_slot_is_told_and_the_run_is_saved(told, tmp_path, capfd):
    told.window.do("crash B")
    told.window.do("play")
    fails(told)
    assert bar(told).isVisible()
    (folder,) = (tmp_path / "mishaps").iterdir()
    assert f"The run was saved to {folder / 'run.yaml'}." in sentence(told)
    assert not told.experiment.playing
    assert "RuntimeError: a bug" in capfd.readouterr().err, "stderr has it as well"
    report = (folder / "report.txt").read_text(encoding="utf-8")
    for words in ("Python: 3.", "Qt: 6.", "Story: 2 Ripple", "Playhead: 20 ms of", "crash B",
                  "seek 20ms", "In a slot: RuntimeError: a bug", "test_mishaps.py"):  # fmt: skip
        assert words in report


def test_a_slot_of_qt_ends_there_too(told, capfd):
    def slot() -> None:
        raise KeyError("in a timer")

    QTimer.singleShot(0, told.window, slot)
    settle()
    settle()
    assert bar(told).isVisible()
    assert "KeyError" in capfd.readouterr().err


def test_the_saved_run_is_the_same_run(told, tmp_path):
    told.window.do("seek 3ms")
    told.window.do("crash B")
    told.window.do('post X "again"')
    told.window.do("set w 2")
    fails(told)
    (folder,) = (tmp_path / "mishaps").iterdir()
    again = Experiment(presets.load(str(folder / "run.yaml")).scenario())
    again.seek(again.end_us)
    told.window.do(f"seek {told.experiment.end_us}us")
    assert again.end_us == told.experiment.end_us
    assert again.digest() == told.experiment.digest()


def test_the_report_is_copied_and_the_bar_put_away_by_keyboard(told, tmp_path):
    fails(told)
    told.button("Copy report").widget().setFocus()
    told.press("Space")
    assert QGuiApplication.clipboard().text().startswith("Something went wrong in Quorumscope.")
    assert told.button("Copy report").text() == "Copied"
    told.button("Dismiss").widget().setFocus()
    told.press("Space")
    assert not bar(told).isVisible()
    fails(told)
    assert bar(told).isVisible()
    assert len(list((tmp_path / "mishaps").iterdir())) == 2, "the next one begins anew"


def test_its_folder_is_opened(told, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr("ui.mishap_bar.QDesktopServices.openUrl", opened.append)
    fails(told)
    told.button("Open folder").click()
    assert [url.toLocalFile() for url in opened] == [str(next((tmp_path / "mishaps").iterdir()))]


def test_what_comes_again_and_again_is_counted_and_told_once(told, tmp_path, capfd):
    for _ in range(120):
        fails(told)
    assert "120 times" in sentence(told)
    assert len(list((tmp_path / "mishaps").iterdir())) == 1
    said = capfd.readouterr().err
    assert said.count("Traceback") == 1
    assert "10 times by now: RuntimeError: a bug" in said
    assert "100 times by now" in said


def test_an_error_at_every_tick_stops_the_run_and_the_window_goes_on(told, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("in every frame")

    with monkeypatch.context() as patched:
        patched.setattr("explorer.framing.frame", broken)
        QTimer.singleShot(0, told.window, lambda: told.window.do("play"))
        settle()
        settle()
        assert bar(told).isVisible()
        assert not told.experiment.playing
    told.window.do("seek 5ms")
    assert told.experiment.now_us == 5_000


def test_a_run_that_cannot_be_stopped_is_no_reason_not_to_tell(told, monkeypatch):
    def broken() -> None:
        raise ZeroDivisionError("on the way back")

    monkeypatch.setattr(told.window.mishaps, "_stop", broken)
    fails(told)
    assert bar(told).isVisible()
    assert told.window.mishaps.run is not None


def test_of_two_runs_that_are_compared_what_was_done_in_them_is_saved(told, tmp_path):
    told.window.do("compare with w 2")
    told.window.do('post X "in both"')
    fails(told)
    (folder,) = (tmp_path / "mishaps").iterdir()
    assert "in both" in (folder / "run.yaml").read_text(encoding="utf-8")


def test_an_error_in_a_thread(told, capfd):
    def work() -> None:
        raise OSError("no such luck")

    thread = threading.Thread(target=work, name="reader")
    thread.start()
    thread.join()
    settle()
    assert "In the thread reader: OSError: no such luck" in told.window.mishaps.text
    assert "no such luck" in capfd.readouterr().err


def test_an_error_that_nobody_could_raise(told):
    class Bad:
        def __del__(self) -> None:
            raise ValueError("when it is let go")

    Bad()
    settle()
    assert "ValueError: when it is let go" in told.window.mishaps.text


def test_an_error_of_a_task_that_nobody_waited_for(told):
    async def task() -> None:
        raise LookupError("in a task")

    async def main() -> None:
        made = asyncio.create_task(task())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del made

    loop = asyncio.new_event_loop()
    told.window.mishaps.mind(loop)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loop.run_until_complete(main())
        loop.close()
    settle()
    assert "LookupError: in a task" in told.window.mishaps.text


@pytest.mark.no_qt_log
def test_what_qt_calls_critical_is_told_and_a_warning_is_kept_for_the_report(told, capfd):
    qWarning("a little odd")
    settle()
    assert not bar(told).isVisible()
    qCritical("quite wrong")
    settle()
    assert bar(told).isVisible()
    assert "quite wrong" in told.window.mishaps.text
    assert "a little odd" in told.window.mishaps.text
    assert "a little odd" in capfd.readouterr().err


def test_a_folder_that_cannot_be_written_is_told_in_words(told, monkeypatch, tmp_path, capfd):
    taken = tmp_path / "a file"
    taken.write_text("", encoding="utf-8")
    monkeypatch.setenv(folders.VARIABLE, str(taken))
    fails(told)
    assert "RuntimeError: a bug" in capfd.readouterr().err
    assert not (taken / "mishaps").exists()
    assert "No run was saved" in sentence(told)


def test_before_a_story_is_open_there_is_no_run(page, monkeypatch, tmp_path):
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path))
    page.window.mishaps.install()
    try:
        fails(page)
        assert "No run was saved: no story was open." in sentence(page)
        assert "No story was open." in page.window.mishaps.text
    finally:
        page.window.mishaps.remove()


# -- the report and the run, without a window


@pytest.mark.parametrize("reference", [path.stem for path in presets.shipped()])
def test_every_story_is_saved_as_the_same_run(reference):
    number = reference.partition("-")[0]
    for scenario in presets.load(number).scenarios.values():
        first = Experiment(scenario)
        secret = [c for _, c in scenario.commands if getattr(c, "key", "")]
        if secret or any(user.key for user in scenario.cluster.users):
            with pytest.raises(ValueError, match="password"):
                saving_as.story(first)
            continue
        again = Experiment(load_text(saving_as.story(first)).scenario())
        if first.scenario.transcript is not None:  # real servers do nothing twice in the same way
            assert again.scenario.preset.scenario().commands == first.scenario.commands
            continue
        until_us = min(scenario.until_us, 1_500_000)
        for experiment in (first, again):
            experiment.seek(until_us)
        assert again.end_us == first.end_us, reference
        assert again.digest() == first.digest(), reference


@pytest.mark.parametrize(("line", "kept"), [
    ('sign-up Sam "open sesame"', "sign-up Sam …"),
    ("at 2s sign-in Sam sesame via A", "at 2s sign-in Sam … via A"),
    ('post X "sign-in Sam sesame"', 'post X "sign-in Sam sesame"'),
])  # fmt: skip
def test_no_password_is_in_a_report(line, kept):
    assert mishaps.without_password(line) == kept
