"""A file that is made beside its place, and takes it when it is whole; else nothing of it is left.

Rules this file keeps: what is made lies in a hidden folder with a lock that the operating system
lets go when its maker dies; so what somebody left who was killed is known, and goes with the next
file for the same place.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from explorer.file_lock import FileLock
from explorer.problems import problem

ENDING = ".part"
DRAWN = "[a-z0-9_]{8}"
"""What `mkdtemp` draws for a name."""
LONGEST = 60
"""So much of a name is in that of its folder: a name may be as long as a system lets it."""


class Whole:
    """The place of one file, and where it is made until then."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where nothing can be made."""
        self.path = path
        begins = _begins(path)
        _sweep(path.parent, begins)
        self._folder = Path(mkdtemp(ENDING, begins, path.parent))
        self._lock = FileLock(_lock(self._folder))
        self.made = self._folder / path.name
        """Where it is made."""

    def take_place(self) -> None:
        """It is whole. Raises OSError."""
        self.made.replace(self.path)

    def clear(self) -> None:
        """Leaves nothing but the file, if it has taken its place."""
        self._lock.release()  # what is open cannot be taken away everywhere
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def whole(path: Path) -> Iterator[Whole]:
    """The same for as long as it takes. Raises InputError where the file cannot be written."""
    try:
        making = Whole(path)
        try:
            yield making
            making.take_place()
        finally:
            making.clear()
    except OSError as error:
        raise problem(str(path), unwritable(error)) from error


def unwritable(error: OSError) -> str:
    """Why a file cannot be written, in words."""
    return f"it cannot be written: {error.strerror or error}"


def _begins(path: Path) -> str:
    return f".{path.name[:LONGEST]}."


def _lock(folder: Path) -> Path:
    return folder / "lock"


def _sweep(where: Path, begins: str) -> None:
    """Takes away what was begun here by somebody who is no more."""
    ours = re.compile(re.escape(begins) + DRAWN + re.escape(ENDING))
    for folder in where.iterdir():
        if ours.fullmatch(folder.name) and _lock(folder).is_file():
            try:
                FileLock(_lock(folder)).release()
            except OSError:
                continue  # its maker lives
            shutil.rmtree(folder, ignore_errors=True)
