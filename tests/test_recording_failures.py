"""What can be wrong with a recording's file, or with where it is to go: one sentence, no loss."""

import os
import random
import resource
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from explorer import presets, recorder, recording_reader, recording_tables
from explorer.__main__ import main
from explorer.experiment import Experiment
from explorer.problems import InputError
from explorer.recorder import Recorder
from explorer.recording_tables import FORMAT
from explorer.reopening import Reopening

NOBODY = 65_534
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A good recording."""
    path = tmp_path_factory.mktemp("whole") / "a.qscope"
    recorder.save(played("11"), path).result()
    return path.read_bytes()


def played(story: str) -> Experiment:
    experiment = Experiment(presets.load(story).scenario())
    experiment.seek(experiment.end_us)
    return experiment


def changed(text: str) -> Callable[[Path], None]:
    """Says something in SQL to the file."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(text)

    return change


def cut(part: float) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, int(path.stat().st_size * part))


def overwritten(at: int, what: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[at : at + len(what)] = what
        path.write_bytes(content)

    return change


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "newer": (
        changed(f"PRAGMA user_version = {FORMAT + 1}"),
        f"it was recorded by Quorumscope 0.1.0 in format {FORMAT + 1}, and this program reads "
        f"formats up to {FORMAT}",
    ),
    "newer, and all else is new": (
        lambda path: [changed(f"{line}")(path) for line in
                      ("DROP TABLE about", "PRAGMA user_version = 9")],
        "it was recorded in format 9",
    ),
    "empty": (lambda path: path.write_bytes(b""), "this file is empty"),
    "text": (lambda path: path.write_text("story: " * 99), "this is no recording, nor any other"),
    "a head alone": (cut(0.001), "this recording is damaged"),
    "truncated to the first page": (cut(0.11), "this recording is damaged"),
    "truncated in the middle": (cut(0.5), "this recording is damaged"),
    "truncated by two pages": (lambda path: os.truncate(path, path.stat().st_size - 8_192),
                               "this recording is damaged"),
    "another head": (overwritten(0, b"garbled"), "this is no recording, nor any other SQLite"),
    "garbled pages": (overwritten(4_096, bytes(range(256)) * 16), "this recording is damaged"),
    "another SQLite file": (changed("PRAGMA application_id = 7"),
                            "this is an SQLite file, but no recording"),
    "no seed": (changed("DELETE FROM about WHERE key = 'seed'"), "this recording is damaged"),
    "no seed but text": (changed("UPDATE about SET value = 'x' WHERE key = 'seed'"), "is damaged"),
    "no table of chunks": (changed("DROP TABLE chunks"), "this recording is damaged"),
    "a branch of nowhere": (changed("UPDATE branches SET parent = 5"), "this recording is damaged"),
    "a second branch of nowhere": (changed("INSERT INTO branches VALUES (2,'b',0,0,0,0,0,0,0)"),
                                   "this recording is damaged"),
    "a branch of a later one": (changed("INSERT INTO branches VALUES (2,'b',3,0,0,0,0,0,0)"),
                                "this recording is damaged"),
    "nothing to be done again": (changed("UPDATE branches SET aside = 1"), "is damaged"),
    "a run without end": (changed("UPDATE branches SET head_us = 1000000000000000"), "is damaged"),
    "a folder": (lambda path: [path.unlink(), path.mkdir()], "is a directory"),
    "nothing": (lambda path: path.unlink(), "no such file or directory"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_be_opened_is_told_in_one_sentence(name, whole, tmp_path, capsys):
    path = tmp_path / "a.qscope"
    path.write_bytes(whole)
    spoil, said = WRONG[name]
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    for command in (["run", str(path)], ["screenshot", str(path), "--at", "0ms", "--out", "a.png"]):
        assert main(command) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith(f"{path}: ")
        assert said in captured.err
        assert captured.err.count("\n") == 1
    assert (path.read_bytes() if path.is_file() else b"") == before, "it was touched"
    assert {each.name for each in tmp_path.iterdir()} <= {"a.qscope"}


def test_garbled_bytes_are_seen_or_do_no_harm(whole, tmp_path):
    """Forty files with a garbled spot each: told in words, or the run comes out as it was."""
    path, luck = tmp_path / "a.qscope", random.Random(5)
    plain, told = played("11").digest(), 0
    for _ in range(40):
        at, long = luck.randrange(len(whole)), luck.choice((1, 4, 64))
        content = bytearray(whole)
        content[at : at + long] = luck.randbytes(len(content[at : at + long]))
        path.write_bytes(content)
        try:
            reopening = Reopening(recording_reader.read(path))
        except InputError as error:
            told += str(error).startswith((str(path), "the story in it"))
            continue
        if reopening.recording.stand.now_us > 10_000_000:
            continue  # it would play for long
        experiment = reopening.finish()
        told += bool(reopening.finding)
        assert reopening.finding or experiment.digest() == plain
    assert told > 4, "much of the file matters"


def test_a_file_that_another_program_holds_is_told(whole, tmp_path, capsys):
    path = tmp_path / "a.qscope"
    path.write_bytes(whole)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert main(["run", str(path)]) == 2
        assert capsys.readouterr().err == (
            f"{path}: another program has locked it: close it there, then try again\n"
        )
    assert main(["run", str(path)]) == 0


def test_a_run_that_is_being_recorded_can_be_opened_meanwhile(tmp_path):
    live = Recorder(played("2"), tmp_path / "a.qscope")
    live.keep(wait=True)
    assert Reopening(recording_reader.read(live.path)).finish().digest() == played("2").digest()
    live.finish().result()


# -- nowhere to write


def text_of(error: pytest.ExceptionInfo[InputError]) -> str:
    return str(error.value)


def test_a_folder_that_is_missing_is_told(tmp_path):
    path = tmp_path / "nowhere" / "a.qscope"
    with pytest.raises(InputError) as error:
        recorder.save(played("2"), path).result()
    assert text_of(error).startswith(f"{path}: ")


def test_a_full_disk_costs_no_older_file(whole, tmp_path, monkeypatch):
    """SQLite is told that no more pages are to be had, as of a disk that is full."""
    path = tmp_path / "a.qscope"
    path.write_bytes(whole)
    connect = recording_tables.connect

    def full(path, mode):
        engine = connect(path, mode)
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages or 20}")
        return engine

    monkeypatch.setattr(recording_tables, "connect", full)
    with pytest.raises(InputError) as error:
        recorder.save(played("17"), path).result()
    assert text_of(error) == f"{path}: the disk is full: nothing more can be recorded there"
    assert path.read_bytes() == whole
    assert [each.name for each in tmp_path.iterdir()] == ["a.qscope"], "nothing is left over"


@contextmanager
def tiny_disk(path: Path, kilobytes: int) -> Iterator[None]:
    """A file system of its own there; the test is skipped where none can be had."""
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(path)]
    if not ROOT or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def test_a_disk_that_is_really_full_is_told_and_keeps_what_was_written(tmp_path):
    disk = tmp_path / "disk"
    with tiny_disk(disk, 256):
        experiment = Experiment(presets.load("17").scenario())
        recording = Recorder(experiment, disk / "a.qscope")
        recording.keep(wait=True)
        assert recording.error is None
        (disk / "ballast").write_bytes(bytes(120_000))
        while recording.error is None and experiment.now_us < experiment.end_us:
            experiment.seek(experiment.now_us + 500_000)
            recording.keep(wait=True)
        assert recording.error is not None
        assert "the disk is full" in str(recording.error)
        (disk / "ballast").unlink()
        with pytest.raises(InputError, match="the disk is full"):
            recording.finish().result()
        again = Reopening(recording_reader.read(disk / "a.qscope"))
        again.finish()
        assert again.finding == "", "what was written before is whole"


@pytest.mark.skipif(os.name == "nt", reason="there are no such limits")
def test_a_file_that_may_not_grow_is_told(tmp_path):
    path = tmp_path / "a.qscope"
    done = subprocess.run(
        [sys.executable, "-m", "explorer", "run", "17", "--variant", "hints", "--record",
         str(path)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(f"{path}: the disk cannot be read or written there")
    assert done.stderr.count("\n") == 1


def as_nobody(act: Callable[[], str]) -> str:
    """What it says when it is done by a user who is not root: root may write everywhere.

    All that it needs has to be imported: somebody who is nobody cannot read where it lies.
    """
    if not ROOT:
        return act()
    way, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            said = act()
        except BaseException:
            said = traceback.format_exc()
        os.write(theirs, said.encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(way) as said:
        text = said.read()
    os.waitpid(child, 0)
    return text


@pytest.fixture
def for_all(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody may look into, and nobody may write in after `close_it`."""
    folder = tmp_path / "folder"
    folder.mkdir()
    above = [each for each in folder.parents if each.owner() != "root" or len(each.parts) > 2]
    modes = {each: each.stat().st_mode for each in above}
    for each in above:
        each.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    for each, mode in modes.items():
        each.chmod(mode)


def told(act: Callable[[], object]) -> str:
    try:
        act()
    except InputError as error:
        return str(error)
    return "done"


@pytest.mark.skipif(os.name == "nt", reason="there are no such rights")
def test_a_folder_that_is_read_only_is_told_and_its_recordings_open(whole, for_all):
    path = for_all / "a.qscope"
    path.write_bytes(whole)
    experiment = played("2")
    assert told(lambda: recorder.save(experiment, for_all / "none" / "a.qscope").result())
    recorder.save(experiment, for_all / "b.qscope").result()  # imports all that somebody cannot
    path.chmod(0o444)
    for_all.chmod(0o555)
    saved = as_nobody(lambda: told(lambda: recorder.save(experiment, path).result()))
    assert saved == f"{path}: it cannot be opened there: may this folder be written in?"
    assert path.read_bytes() == whole
    assert as_nobody(lambda: Reopening(recording_reader.read(path)).finish().digest()) == (
        played("11").digest()
    )


@pytest.mark.skipif(os.name == "nt", reason="there are no such rights")
def test_a_file_that_one_may_not_read_is_told(whole, for_all):
    path = for_all / "a.qscope"
    path.write_bytes(whole)
    path.chmod(0o000)
    assert as_nobody(lambda: told(lambda: recording_reader.read(path))) == (
        f"{path}: permission denied"
    )


# -- errors of the program


class BrokenError(RuntimeError):
    """A bug in whatever writes, or in what is written."""


def breaks(*_arguments: object) -> None:
    raise BrokenError


@pytest.mark.parametrize("where", ["explorer.recording_writer.Writer.write",
                                   "explorer.recorder._course"])  # fmt: skip
def test_an_error_of_the_program_ends_the_recording_and_is_raised_once(
    where, tmp_path, monkeypatch
):
    experiment = Experiment(presets.load("2").scenario())
    recording = Recorder(experiment, tmp_path / "a.qscope")
    experiment.seek(5_000)
    recording.keep(wait=True)
    written = recording_reader.read(recording.path)
    monkeypatch.setattr(where, breaks)
    experiment.seek(20_000)
    with pytest.raises(BrokenError):
        recording.keep(wait=True)
    recording.keep(wait=True)
    assert "an error of the program (BrokenError())" in str(recording.error)
    with pytest.raises(InputError, match="an error of the program"):
        recording.finish().result()
    assert recording_reader.read(recording.path).chunks == written.chunks, "what was there is"


@pytest.mark.parametrize("where", ["explorer.recording_writer.Writer.write",
                                   "explorer.recorder._course"])  # fmt: skip
def test_an_error_of_the_program_costs_no_older_file(where, whole, tmp_path, monkeypatch):
    target = tmp_path / "a.qscope"
    target.write_bytes(whole)
    monkeypatch.setattr(where, breaks)
    with pytest.raises(InputError, match="an error of the program"):
        recorder.save(Experiment(presets.load("2").scenario()), target).result()
    assert target.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["a.qscope"]
