"""What can be wrong with the file of a recording, in words: one clear sentence for each."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from explorer.problems import InputError, problem

DAMAGED = (
    "this recording is damaged: a part of it is missing or was overwritten. It was left as it is; "
    "is there a copy?"
)
_WORDS = {
    "SQLITE_NOTADB": "this is no recording, nor any other SQLite file",
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_ERROR": DAMAGED,  # a table or column that should be there is not
    "SQLITE_FULL": "the disk is full: nothing more can be recorded there",
    "SQLITE_BUSY": "another program has locked it: close it there, then try again",
    "SQLITE_LOCKED": "another program has locked it: close it there, then try again",
    "SQLITE_READONLY": "it is read-only: choose another folder",
    "SQLITE_CANTOPEN": "it cannot be opened there: may this folder be written in?",
    "SQLITE_PERM": "you may not open this file",
    "SQLITE_IOERR": "the disk cannot be read or written there (input/output error)",
}
"""By SQLite's name of the error, without what is more special about it."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what goes wrong with this file into an InputError about it."""
    try:
        yield
    except InputError:
        raise
    except DBAPIError as error:
        raise problem(str(path), _words(error.orig)) from None
    except sqlite3.Error as error:
        raise problem(str(path), _words(error)) from None
    except OSError as error:
        raise problem(str(path), (error.strerror or str(error)).lower()) from None
    except (ValueError, TypeError, LookupError, OverflowError):
        raise problem(str(path), DAMAGED) from None


def _words(error: BaseException | None) -> str:
    name = getattr(error, "sqlite_errorname", None) or "SQLITE_ERROR"
    plain = "_".join(name.split("_")[:2])
    return _WORDS.get(plain, f"SQLite says: {error}")
