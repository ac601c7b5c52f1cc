"""Reading the file of a recording, as a whole; nothing in it is changed.

Whatever is wrong with the file is told as one InputError. SQLAlchemy takes a while to import, so
this module is imported late, by whoever has a file at hand.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, replace
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from explorer import recording_tables as tables
from explorer.chain import Chunk
from explorer.given_lines import Given
from explorer.problems import problem
from explorer.recording import Course, Ground, Recording, Result, Stand, Summary
from explorer.recording_errors import DAMAGED, told
from explorer.stories import Origin
from explorer.times import LONGEST_US

HEAD = 100
"""Bytes at the start of each SQLite file."""
LATEST_US = 2 * LONGEST_US
"""No run goes on for so long, and no branch has so many events."""


def read(path: Path) -> Recording:
    """All that the file holds. Raises InputError, in words, when it cannot be read."""
    with _opened(path) as connection:
        return _read(path, connection)


def summary(path: Path) -> Summary:
    """What a list of runs says of it. Raises InputError, in words, when it cannot be read."""
    with _opened(path) as connection:
        about = _said_about(connection)
        given = connection.execute(_BY_HAND).scalar_one()
        return Summary(about["title"], int(given), _stand(connection).now_us)


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    """The file, if it is a recording; what is wrong with it meanwhile is told."""
    with told(path):
        _look(path)
        engine = tables.connect(path, "ro")
        try:
            with engine.connect() as connection:
                _check_kind(path, connection)
                yield connection
        finally:
            engine.dispose()


_BY_HAND = select(func.count()).select_from(
    select(tables.GIVEN.c.at_us, tables.GIVEN.c.line).distinct().subquery()
)
"""How many commands were given by hand; what several branches have counts once."""


def _look(path: Path) -> None:
    """What can be told without SQLite."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise problem(str(path), "this file is empty: nothing was recorded in it")
    if head.startswith(b"SQLite format 3") and len(head) < HEAD:
        raise problem(str(path), DAMAGED)


def _check_kind(path: Path, connection: Connection) -> None:
    """A recording, of a format that is known."""
    if _number(connection, "application_id") != tables.APPLICATION:
        raise problem(str(path), "this is an SQLite file, but no recording of Quorumscope")
    found = _number(connection, "user_version")
    if found > tables.FORMAT:
        by = ""
        with suppress(DBAPIError, KeyError):  # who knows what a newer one has there
            by = f" by Quorumscope {_said_about(connection)['program']}"
        text = (
            f"it was recorded{by} in format {found}, and this program reads formats up to "
            f"{tables.FORMAT}: a newer Quorumscope opens it"
        )
        raise problem(str(path), text)


def _number(connection: Connection, name: str) -> int:
    """A number in the head of the file."""
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


def _said_about(connection: Connection) -> dict[str, str]:
    return dict(connection.execute(select(tables.ABOUT)).all())


def _read(path: Path, connection: Connection) -> Recording:
    about = _said_about(connection)
    origin = Origin(about["text"], tuple(json.loads(about["settings"])), about["full"] == "1")
    ground = Ground(about["program"], about["python"], about["file"], origin, about["title"],
                    about["variant"], int(about["seed"]), about.get("happened", ""))  # fmt: skip
    recording = Recording(path, ground, _courses(connection), _given(connection),
                          _chunks(connection), _stand(connection), _result(connection))  # fmt: skip
    _check(recording)
    return recording


def _courses(connection: Connection) -> tuple[Course, ...]:
    marks = _number(connection, "user_version") > 2
    columns = [c for c in tables.COURSES.c if marks or c.name not in ("mere", "aside")]
    rows = connection.execute(select(*columns).order_by(tables.COURSES.c.number))
    return tuple(Course(int(number), str(name), *map(int, rest)) for number, name, *rest in rows)


def _stand(connection: Connection) -> Stand:
    steps = [tables.STAND.c.steps] if _number(connection, "user_version") > 1 else []
    columns = [tables.STAND.c.branch, tables.STAND.c.now_us, tables.STAND.c.end_us, *steps]
    stand = Stand(*map(int, connection.execute(select(*columns)).one()))
    return stand if steps else replace(stand, steps=None)


def _given(connection: Connection) -> dict[int, tuple[Given, ...]]:
    found: dict[int, list[Given]] = {}
    query = select(tables.GIVEN).order_by(tables.GIVEN.c.branch, tables.GIVEN.c.nth)
    for branch, _, at_us, *texts in connection.execute(query):
        found.setdefault(branch, []).append(Given(int(at_us), *map(str, texts)))
    return {branch: tuple(given) for branch, given in found.items()}


def _chunks(connection: Connection) -> tuple[Chunk, ...]:
    query = select(tables.CHUNKS).order_by(tables.CHUNKS.c.number)
    return tuple(
        Chunk(int(branch), int(first), int(count), bytes(packed), str(seal))
        for _, branch, first, count, packed, seal in connection.execute(query)
    )


def _result(connection: Connection) -> Result | None:
    row = connection.execute(select(tables.RESULT)).one_or_none()
    return Result(int(row[0]), int(row[1]), json.loads(row[2])) if row else None


def _check(recording: Recording) -> None:
    """That branches and their commands fit together, so that they can be run."""
    numbers = [course.number for course in recording.courses]
    whole = numbers == list(range(1, len(numbers) + 1)) and all(
        course.parent < course.number and (course.parent > 0) == (course.number > 1)
        for course in recording.courses
    )
    known = not set(recording.given) - set(numbers)
    left = sorted((course.aside, course.number) for course in recording.courses if course.aside)
    led = [nth for nth, _ in left] == list(range(1, len(left) + 1)) and all(
        number in recording.given for _, number in left
    )
    shown = recording.stand.branch in (numbers or [Stand().branch])
    courses = [n for course in recording.courses for n in astuple(course) if isinstance(n, int)]
    times = [n for n in astuple(recording.stand) if n is not None] + courses
    if not (whole and known and led and shown and min(times) >= 0 and max(times) <= LATEST_US):
        raise problem(str(recording.path), DAMAGED)
