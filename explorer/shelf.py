"""The folder where a window keeps its runs: those that were left, and those left unfinished.

Rules this file keeps: every run has a file of its own, and while it is open a lock beside it, which
the operating system lets go when the process dies; a file with a lock that nobody holds is a run
that was not closed. So several windows share the folder, and nothing is written about it elsewhere.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from explorer import folders
from explorer.file_lock import FileLock
from explorer.problems import InputError, problem
from explorer.recording import SUFFIX, Summary, remove

MOST_KEPT = 10


def of_the_user() -> "Shelf":
    """The shelf in the user's own folder, or where the environment says."""
    return Shelf(folders.home() / "runs")


@dataclass(frozen=True, slots=True)
class Kept:
    """A run on the shelf; `summary` is what is wrong with the file when it cannot be read."""

    path: Path
    unfinished: bool
    changed_s: int
    """When it was last written, in seconds since 1970."""
    summary: Summary | str


class Slot:
    """The place of a run that is open: its file, which somebody else writes, and its lock."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path = path
        self._lock = lock

    def leave(self, *, keep: bool) -> None:
        """The run is closed: its file stays, or goes."""
        if not keep:
            remove(self.path)
        self._lock.release()
        with suppress(OSError):
            _lock_of(self.path).unlink()


class Shelf:
    """The runs in one folder, which is made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made or read yet."""
        self.folder = folder

    def begin(self) -> Slot:
        """A place for a new run. Raises InputError when nothing can be written there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for number in range(1_000_000):
                path = self.folder / f"run-{os.getpid()}-{number}{SUFFIX}"
                if not path.exists() and (lock := _locked(path)) is not None:
                    return Slot(path, lock)
        except OSError as error:
            raise problem(str(self.folder), (error.strerror or str(error)).lower()) from None
        raise AssertionError("a million runs of one process")

    def runs(self) -> list[Kept]:
        """Those that nobody has open, the newest first. It reads files: not for a window's thread.

        What is beyond the ten newest finished ones is taken away.
        """
        self._sweep()
        kept = [self._kept(path, ns) for ns, path in self._files() if not _alive(path)]
        finished = [run for run in kept if not run.unfinished]
        for run in finished[MOST_KEPT:]:
            remove(run.path)
            kept.remove(run)
        return kept

    def _sweep(self) -> None:
        """Takes away what a process has left that died before its recording was there."""
        for lock in self.folder.glob(f"*{SUFFIX}.lock"):
            path = lock.with_suffix("")
            if not path.exists() and not _alive(path):
                for part in (*self.folder.glob(f".{path.name}.*"), lock):
                    with suppress(OSError):
                        part.unlink()

    def _files(self) -> list[tuple[int, Path]]:
        """When each was last written, and the file; the newest first."""
        with suppress(OSError):
            files = [(path.stat().st_mtime_ns, path) for path in self.folder.glob(f"*{SUFFIX}")]
            return sorted(files, reverse=True)
        return []

    @staticmethod
    def _kept(path: Path, changed_ns: int) -> Kept:
        from explorer import recording_reader  # SQLAlchemy takes a while to import

        unfinished = _lock_of(path).exists()
        summary: Summary | str
        try:
            summary = recording_reader.summary(path)
        except InputError as error:
            summary = error.problems[0].message
        return Kept(path, unfinished, int(changed_ns // 1_000_000_000), summary)

    def has(self, path: Path) -> bool:
        """Whether this file lies on the shelf."""
        return path.parent == self.folder

    def take(self, path: Path) -> None:
        """From now on this run is not unfinished any more. Raises InputError if it is open."""
        self._refuse(path)
        with suppress(OSError):
            _lock_of(path).unlink()

    def forget(self, path: Path) -> None:
        """Takes a run away for good. Raises InputError if it is open, or is not on the shelf."""
        if not self.has(path) or not path.exists():
            raise problem(str(path), "this is none of the recent runs")
        self._refuse(path)
        remove(path)
        with suppress(OSError):
            _lock_of(path).unlink()

    @staticmethod
    def _refuse(path: Path) -> None:
        if _alive(path):
            raise problem(str(path), "another window has this run open")


def _lock_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")


def _locked(path: Path) -> FileLock | None:
    """The lock of this run, unless somebody else holds it."""
    try:
        return FileLock(_lock_of(path))
    except BlockingIOError:
        return None


def _alive(path: Path) -> bool:
    """Whether somebody has this run open."""
    if not _lock_of(path).exists():
        return False
    try:
        FileLock(_lock_of(path)).release()
    except OSError:
        return True
    return False
