"""Writing the file of a recording: batch by batch, in one thread.

Rules this file keeps: a batch is one transaction, so that a process that dies leaves whole batches;
while it is written there is a write-ahead log beside the file, and afterwards the file is alone;
no file that is there is touched, unless by one that is whole. SQLAlchemy takes a while to import,
so this module is imported late.
"""

import json
import os
from dataclasses import asdict
from errno import EEXIST
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from explorer import chain
from explorer import recording_tables as tables
from explorer.recording import Batch, Ground, Result, Stand
from explorer.recording_errors import told

_COURSE = insert_or_update(tables.COURSES)
_UPSERT_COURSE = _COURSE.on_conflict_do_update(
    index_elements=[tables.COURSES.c.number],
    set_={name: _COURSE.excluded[name] for name in ("name", "head_us", "events", "mere", "aside")},
)
_INSERT_GIVEN, _INSERT_CHUNK = insert(tables.GIVEN), insert(tables.CHUNKS)
_CLEAR_STAND, _INSERT_STAND = delete(tables.STAND), insert(tables.STAND)


class Writer:
    """The one who writes a recording. All of it is used by one thread."""

    def __init__(self, path: Path, ground: Ground) -> None:
        """A new file, which appears under its name when it can be opened.

        Raises InputError when there is one already, or it cannot be made.
        """
        self.path = path
        self._seal = ground.hash
        self._chunks = 0
        with told(path):
            _claim(path, ground)
            self._engine = tables.connect(path, "rw")
            self._connection = self._engine.connect()
            self._connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            self._connection.exec_driver_sql("PRAGMA synchronous = NORMAL")
            self._connection.commit()

    def write(self, batch: Batch) -> None:
        """All of it, or, when it raises InputError, nothing."""
        chunks, seal = [], self._seal
        for branch, first, events in batch.events:
            chunks.append(chain.chunk(seal, branch, first, events))
            seal = chunks[-1].seal
        with told(self.path), self._connection.begin():
            self._all(_UPSERT_COURSE, [asdict(course) for course in batch.courses])
            self._all(_INSERT_GIVEN, [
                {"branch": branch, "nth": nth, **asdict(given)}
                for branch, nth, given in batch.given
            ])  # fmt: skip
            self._all(_INSERT_CHUNK, [
                {"number": self._chunks + i, **asdict(chunk)} for i, chunk in enumerate(chunks)
            ])  # fmt: skip
            self._connection.execute(_CLEAR_STAND)
            self._connection.execute(_INSERT_STAND, asdict(batch.stand))
        self._seal, self._chunks = seal, self._chunks + len(chunks)

    def _all(self, statement: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(statement, rows)

    def conclude(self, result: Result | None) -> None:
        """What came of the run, in place of what was said before."""
        with told(self.path), self._connection.begin():
            self._connection.execute(delete(tables.RESULT))
            if result is not None:
                row = {**asdict(result), "row": json.dumps(result.row)}
                self._connection.execute(insert(tables.RESULT), row)

    def close(self) -> None:
        """One file is left. Raises InputError when somebody reads it at this moment."""
        with told(self.path):
            try:
                self._connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
            finally:
                self._connection.close()
                self._engine.dispose()


def _claim(path: Path, ground: Ground) -> None:
    """Makes the file with nothing recorded yet; one that is there already is not touched."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        engine = tables.connect(new, "rwc")
        try:
            with engine.connect() as connection, connection.begin():
                connection.exec_driver_sql("PRAGMA synchronous = OFF")  # nothing is lost with it
                connection.exec_driver_sql(f"PRAGMA application_id = {tables.APPLICATION}")
                connection.exec_driver_sql(f"PRAGMA user_version = {tables.FORMAT}")
                tables.METADATA.create_all(connection)
                connection.execute(insert(tables.ABOUT), _about(ground))
                connection.execute(_INSERT_STAND, asdict(Stand()))
        finally:
            engine.dispose()
        if path.exists():
            raise FileExistsError(EEXIST, "there is a file of this name already")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def replace(target: Path, part: Path) -> None:
    """Puts a file that is whole in the place of another. Raises InputError."""
    with told(target):
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)


def _about(ground: Ground) -> list[dict[str, str]]:
    origin = ground.origin
    said = {
        "program": ground.program, "python": ground.python, "file": ground.file,
        "text": origin.text, "settings": json.dumps(origin.settings),
        "full": str(int(origin.full)), "title": ground.title, "variant": ground.variant,
        "seed": str(ground.seed), "happened": ground.happened,
    }  # fmt: skip
    return [{"key": key, "value": value} for key, value in said.items()]
