"""The runs of a window: kept by themselves, listed, opened where they stood, saved, forgotten."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from page import A_DAY_MS, HandClock, Page, settle, wear
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from explorer import chain, folders, recorder, recording_reader
from explorer.experiment import Experiment
from explorer.file_lock import FileLock
from explorer.mishaps import of_error
from explorer.presets import load
from explorer.problems import problem
from explorer.recording_writer import Writer
from explorer.reopening import Reopening
from explorer.shelf import MOST_KEPT, Shelf, Slot
from ui.window import MainWindow


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "runs")


@pytest.fixture
def page(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> Iterator[Page]:
    with opened(qtbot, monkeypatch, shelf) as page:
        yield page


@contextmanager
def opened(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shelf: Shelf | None) -> Iterator[Page]:
    """The gallery, with runs on this shelf; no clock moves anything."""
    monkeypatch.setattr("ui.ticking.TICK_MS", A_DAY_MS)
    monkeypatch.setattr("ui.ticking.QElapsedTimer", HandClock)
    monkeypatch.setattr("ui.record_clock.KEEP_MS", A_DAY_MS)
    monkeypatch.setattr("ui.reopen_clock.PAUSE_MS", A_DAY_MS)
    wear("dark")
    window = MainWindow(shelf=shelf)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.runs.finish()
    settle()
    yield Page(window, qtbot)
    window.close()


def files(shelf: Shelf) -> list[str]:
    return sorted(path.name for path in shelf.folder.glob("*")) if shelf.folder.exists() else []


def crash(page: Page, story: str = "2") -> None:
    """Something done by hand in a story, as far as it is kept."""
    page.window.do(f"open {story}")
    page.window.do("seek 10ms")
    page.window.do("crash A")
    kept(page)


def kept(page: Page) -> None:
    page.window.runs.recording.look()
    page.window.runs.finish()
    settle()


def left_by_the_dead(shelf: Shelf) -> Path:
    """What a window leaves that was killed: a recording, and a lock that nobody holds."""
    experiment = Experiment(load("2").scenario())
    experiment.seek(20_000)
    shelf.folder.mkdir(parents=True)
    path = shelf.folder / "run-1-0.qscope"
    recorder.save(experiment, path).result()
    path.with_name(f"{path.name}.lock").touch()
    return path


# -- kept by themselves


def test_a_run_is_kept_while_it_is_open_and_offered_when_it_is_left(page, shelf):
    crash(page)
    names = files(shelf)
    assert [name for name in names if name.endswith((".qscope", ".lock"))] == [
        names[0], f"{names[0]}.lock"]  # fmt: skip
    digest = page.experiment.digest()
    page.window.do("open 5")
    kept(page)
    assert Reopening(recording_reader.read(shelf.folder / names[0])).finish().digest() == digest
    page.window.do("gallery")
    kept(page)
    page.button("Open the run: Ripple").click()
    kept(page)
    assert page.experiment.digest() == digest
    assert page.now_ms == pytest.approx(10.001)


def test_a_story_that_was_only_watched_leaves_nothing(page, shelf):
    page.window.do("open 2")
    page.window.do("seek 50ms")
    kept(page)
    assert len([name for name in files(shelf) if name.endswith(".qscope")]) == 1
    page.window.do("open 5")
    kept(page)
    assert files(shelf) == []


def test_a_run_that_was_opened_again_lies_there_once(page, shelf):
    crash(page)
    page.window.do("open 5")
    kept(page)
    (name,) = files(shelf)
    page.window.do(f'open "{shelf.folder / name}"')
    kept(page)
    page.window.do("gallery")
    kept(page)
    assert page.get_by_role("region", "Recent runs").count() == 0, "it is open: not offered twice"
    page.press("Escape")
    page.window.do("seek 20ms")
    page.window.do("seek 15ms")
    page.window.do("wipe B")
    kept(page)
    page.window.do("open 5")
    kept(page)
    (run,) = shelf.runs()
    assert run.summary.by_hand == 2, "what both of its branches have counts once"


def refuse(_writer: Writer, _batch: object) -> None:
    raise problem("a.qscope", "the disk is full")


def test_a_run_that_could_not_be_written_again_is_kept_as_it_was(page, shelf, monkeypatch):
    crash(page)
    page.window.do("open 5")
    kept(page)
    (name,) = files(shelf)
    page.window.do(f'open "{shelf.folder / name}"')
    page.window.runs.finish()
    page.window.do("wipe B")
    monkeypatch.setattr(Writer, "write", refuse)
    kept(page)
    kept(page)
    assert page.notice().startswith("From now on runs are not kept by themselves: ")
    page.window.do("open 5")
    kept(page)
    (given,) = recording_reader.read(shelf.folder / name).given.values()
    assert [each.line for each in given] == ["crash A"]


def test_what_could_not_be_written_as_a_run_was_left_is_told(page, monkeypatch):
    crash(page)
    page.window.do("wipe B")
    monkeypatch.setattr(Writer, "write", refuse)
    page.window.do("open 5")
    kept(page)
    assert page.notice() == (
        "What was done last in the run before is not kept: a.qscope: the disk is full"
    )
    assert page.window.runs.recording._leaving == []


def test_closing_the_window_writes_the_rest(page, shelf):
    crash(page)
    page.window.do("wipe B")
    page.window.close()
    (name,) = files(shelf)
    (given,) = recording_reader.read(shelf.folder / name).given.values()
    assert [each.line for each in given] == ["crash A", "wipe B"]


def test_closing_waits_until_the_run_lies_on_the_shelf(page, shelf, monkeypatch):
    leave = Slot.leave

    def late(slot, *, keep):
        Event().wait(0.05)
        leave(slot, keep=keep)

    monkeypatch.setattr(Slot, "leave", late)
    crash(page)
    page.window.close()
    assert len(files(shelf)) == 1, "its lock is gone"


def test_without_a_shelf_nothing_is_written(qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("QUORUMSCOPE_HOME", str(tmp_path))
    with opened(qtbot, monkeypatch, None) as page:
        crash(page)
        page.window.do("gallery")
        kept(page)
    assert list(tmp_path.iterdir()) == []


def test_a_shelf_that_cannot_be_is_told_and_the_run_goes_on(page, shelf):
    shelf.folder.parent.joinpath("runs").write_text("in the way")
    told = []
    page.window.runs.told.connect(told.append)
    crash(page)
    said = f"From now on runs are not kept by themselves: {shelf.folder}: file exists"
    assert page.notice() == said
    page.window.do("wipe B")
    kept(page)
    assert [type(command).__name__ for _, command in page.experiment.timeline.branch.given] == [
        "Crash", "Wipe"]  # fmt: skip
    assert told == [said], "it is told once"


def test_an_error_of_the_program_is_raised_once_and_ends_the_keeping(page, shelf, monkeypatch):
    crash(page)

    def breaks(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("explorer.recorder._course", breaks)
    page.window.do("wipe B")
    with pytest.raises(RuntimeError):
        page.window.runs.recording.look()
    for _ in range(3):
        kept(page)
    assert page.notice().startswith("From now on runs are not kept by themselves: ")
    assert "an error of the program (RuntimeError())" in page.notice()
    assert recording_reader.read(shelf.folder / files(shelf)[0]).given, "the crash is kept"


def test_after_an_error_of_the_program_the_bar_names_what_has_all_of_the_run(
    page, shelf, monkeypatch, tmp_path
):
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path))
    page.window.do("open 2")
    page.window.do("seek 10ms")
    page.window.mishaps.tell(of_error("a slot", RuntimeError("a bug")))
    settle()
    bar = page.window.mishap_bar
    assert "The run was saved to " in bar.accessibleName(), "nothing was done by hand so far"
    crash(page)
    page.window.mishaps.tell(of_error("a slot", RuntimeError("a bug")))
    settle()
    assert "once it is closed, the gallery offers it" in bar.accessibleName()
    page.window.do("open 3")
    page.window.runs.finish()
    (kept_run,) = shelf.runs()
    again = Reopening(recording_reader.read(kept_run.path)).finish()
    assert [branch.name for branch in again.timeline.branches] == ["story", "crash A at 10 ms"]


# -- after a death


def test_a_run_that_was_not_closed_is_offered_and_opens(shelf, qtbot, monkeypatch):
    path = left_by_the_dead(shelf)
    with opened(qtbot, monkeypatch, shelf) as page:
        assert "The last run was not closed: Ripple" in page.get_by_role(
            "region", "Recent runs").texts()  # fmt: skip
        page.button("Open it: Ripple").click()
        kept(page)
        assert page.now_ms == 20
        assert page.experiment.digest() == Reopening(recording_reader.read(path)).finish().digest()


def test_a_run_that_was_not_closed_can_be_forgotten(shelf, qtbot, monkeypatch):
    left_by_the_dead(shelf)
    with opened(qtbot, monkeypatch, shelf) as page:
        page.button("Forget it: Ripple").click()
        kept(page)
        assert files(shelf) == []
        assert page.get_by_role("region", "Recent runs").count() == 0


def test_what_another_window_has_open_is_neither_offered_nor_forgotten(shelf, qtbot, monkeypatch):
    path = left_by_the_dead(shelf)
    lock = FileLock(path.with_name(f"{path.name}.lock"))
    with opened(qtbot, monkeypatch, shelf) as page:
        assert page.get_by_role("region", "Recent runs").count() == 0
        page.window.do(f'forget "{path}"')
        assert page.notice() == f"{path}: another window has this run open"
    lock.release()
    assert [run.unfinished for run in shelf.runs()] == [True]


def test_only_runs_on_the_shelf_can_be_forgotten(page, tmp_path):
    path = tmp_path / "mine.qscope"
    path.write_text("dear to me")
    page.window.do(f'forget "{path}"')
    assert page.notice() == f"{path}: this is none of the recent runs"
    assert path.exists()


def test_a_run_that_cannot_be_read_says_so_and_can_be_forgotten(shelf, qtbot, monkeypatch):
    shelf.folder.mkdir()
    shelf.folder.joinpath("run-1-0.qscope").write_bytes(b"")
    with opened(qtbot, monkeypatch, shelf) as page:
        assert "this file is empty" in page.get_by_role("region", "Recent runs").texts()
        page.button("Forget the run: run-1-0.qscope").click()
        kept(page)
        assert files(shelf) == []


def test_two_windows_do_not_take_one_another_s_place(shelf):
    one, other = shelf.begin(), shelf.begin()
    assert one.path != other.path
    one.leave(keep=False)
    other.leave(keep=False)
    assert files(shelf) == []


def test_what_died_before_its_recording_was_there_is_swept_away(shelf):
    shelf.folder.mkdir()
    for name in ("run-1-0.qscope.lock", ".run-1-0.qscope.1.new", ".run-1-0.qscope.1.new-journal"):
        shelf.folder.joinpath(name).touch()
    live = shelf.begin()
    assert shelf.runs() == []
    assert files(shelf) == [f"{live.path.name}.lock"]
    live.leave(keep=False)


def test_the_ten_newest_are_kept(shelf):
    shelf.folder.mkdir()
    for number in range(MOST_KEPT + 3):
        path = shelf.folder / f"run-1-{number}.qscope"
        path.touch()
        os.utime(path, (number, number))
    unfinished = shelf.folder / "run-2-0.qscope"
    unfinished.touch()
    unfinished.with_name("run-2-0.qscope.lock").touch()
    assert len(shelf.runs()) == MOST_KEPT + 1
    assert len(list(shelf.folder.glob("*.qscope"))) == MOST_KEPT + 1
    assert not any(shelf.folder.joinpath(f"run-1-{i}.qscope").exists() for i in range(3))
    assert unfinished.exists(), "what was not closed is not taken away"


# -- saved and opened by a line


def test_a_run_is_saved_by_a_line_and_opened_by_one(page, tmp_path):
    path = tmp_path / "my run.qscope"
    crash(page)
    page.window.do(f'save "{path}"')
    kept(page)
    assert page.notice() == f"The run is saved: {path}"
    digest = page.experiment.digest()
    page.window.do("open 5")
    page.window.do(f'open "{path}"')
    kept(page)
    assert page.experiment.digest() == digest
    assert page.window.windowTitle() == "Ripple - Quorumscope"


@pytest.mark.parametrize(
    ("name", "said"),
    [("run.txt", "a recording's name ends in .qscope"), ("no/run.qscope", "there is no folder no")],
)
def test_where_it_cannot_be_saved_is_told(page, name, said):
    crash(page)
    page.window.do(f'save "{name}"')
    assert said in page.notice()


def test_what_cannot_be_opened_is_told_and_the_run_stays(page, tmp_path):
    crash(page)
    before = page.experiment
    page.window.do(f'open "{tmp_path / "none.qscope"}"')
    kept(page)
    assert page.notice() == f"{tmp_path / 'none.qscope'}: no such file or directory"
    assert page.experiment is before
    assert not page.window.runs.bar.isVisible()


@pytest.mark.parametrize(("keys", "name"), [("Ctrl+S", "save"), ("Ctrl+Shift+O", "open")])
def test_keys_ask_which_file(page, keys, name, tmp_path):
    crash(page)
    page.press(keys)
    dialog = page.window.findChild(QFileDialog, f"{name}-dialog")
    assert dialog.isVisible()
    if name == "save":
        slug = page.experiment.scenario.preset.model.slug
        assert [Path(each).name for each in dialog.selectedFiles()] == [f"{slug}.qscope"]
    assert dialog.defaultSuffix() == "qscope"
    path = tmp_path / "asked.qscope"
    recorder.save(page.experiment, path).result()
    said = []
    page.window.runs.command.connect(said.append)
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    assert said == [f'{name} "{path}"']
    kept(page)


# -- what there is to say of a recording


def test_a_difference_stays_on_screen_until_it_is_understood(page, tmp_path, monkeypatch):
    experiment = Experiment(load("2").scenario())
    experiment.seek(experiment.end_us)
    path = tmp_path / "a.qscope"
    write = chain.write
    monkeypatch.setattr(
        chain, "write", lambda log: write([log[0], (0, "crashed", "C", ()), *log[2:]])
    )
    recorder.save(experiment, path).result()
    monkeypatch.undo()
    page.window.do(f'open "{path}"')
    kept(page)
    assert "differs is number 2 of story" in page.window.runs.bar.accessibleName()
    assert (
        "recorded was «crashed at 0 ms: server C, lost ()»" in page.window.runs.bar.accessibleName()
    )
    assert "what is shown is computed now" in page.window.runs.bar.accessibleName()
    assert page.experiment.digest() == experiment.digest()
    page.button("Understood").click()
    assert not page.window.runs.bar.isVisible()


def test_all_of_a_difference_can_be_read_whatever_was_said_before(page):
    bar = page.window.runs.bar
    bar.show_progress(Path("a.qscope"), 0.5)
    for text in ("word " * 120, "short", "word " * 60):
        bar.show_finding(text)
        label = bar.findChild(QLabel, "opening-text")
        wanted = QFontMetrics(label.font()).boundingRect(
            0, 0, label.width(), 2000, Qt.TextFlag.TextWordWrap, text
        )
        assert label.height() == wanted.height()
    bar.hide()


def test_opening_can_be_cancelled(page, tmp_path):
    path = tmp_path / "a.qscope"
    experiment = Experiment(load("17").scenario())
    experiment.seek(experiment.end_us)
    recorder.save(experiment, path).result()
    crash(page)
    before = page.experiment
    page.window.do(f'open "{path}"')
    page.button("Cancel").click()
    assert not page.window.runs.reopening.busy
    assert page.experiment is before
    assert not page.window.runs.bar.isVisible()
