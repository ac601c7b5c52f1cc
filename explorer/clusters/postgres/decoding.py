"""Logical decoding: which transaction ends where in the log, and which rows it wrote.

The server's own output plug-in `pgoutput` says it, in binary; here it is read for the names of
tables, their keys and versions, and for nothing else: what a row says is passed over. A slot sees
the commits after it was made, and ends with the primary that it was made on.

Source: PostgreSQL 15 documentation, 49.4.1 "SQL interface", 55.9 "Logical Replication Message
Formats" (version 1 of the protocol).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

VERSION_COLUMNS = ("version", "stamped_by")
"""What is kept of a row beside its key."""

_KEY = 1
_DONE = {"I": "insert", "U": "update", "D": "delete"}


@dataclass(frozen=True, slots=True)
class Change:
    """A row that was written: 'insert', 'update' or 'delete'."""

    done: str
    table: str
    key: tuple[tuple[str, str], ...]
    """The columns of the primary key and what stands in them, as text."""
    version: tuple[str, ...] = ()
    """What stands in `VERSION_COLUMNS`, as far as the table has them and it is known."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A transaction that has been committed. Its record in the log goes from `start` up to `end`.

    Whoever has the log up to `end` has the transaction; whoever has applied it, can read it.
    """

    start: int
    end: int
    changes: tuple[Change, ...]


def position(text: str) -> int:
    """A position in the log, in bytes, that PostgreSQL writes as '0/16B3748'.

    Raises:
        ValueError: It is written otherwise.
    """
    high, _, low = text.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def begin(connection: "psycopg.Connection", name: str) -> None:
    """Makes a slot of this name and a publication of all tables; commits from now on are seen.

    Those that somebody has left there, who could not end it, are taken away before.

    Raises:
        psycopg.Error: The server is no primary, or somebody else uses the slot.
    """
    end(connection, name)
    connection.execute(f'CREATE PUBLICATION "{name}" FOR ALL TABLES')
    connection.execute("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", [name])


def end(connection: "psycopg.Connection", name: str) -> None:
    """Takes both away, if they are there, so that the server need not keep its log for them."""
    there = "FROM pg_replication_slots WHERE slot_name = %s"
    connection.execute(f"SELECT pg_drop_replication_slot(slot_name) {there}", [name])
    connection.execute(f'DROP PUBLICATION IF EXISTS "{name}"')


def commits(connection: "psycopg.Connection", name: str) -> list[Commit]:
    """What has been committed since this was last asked, in the order of the log.

    Raises:
        psycopg.Error: There is no such slot, or the server is gone.
    """
    words = "SELECT data FROM pg_logical_slot_get_binary_changes"
    asked = f"{words}(%s, NULL, NULL, 'proto_version', '1', 'publication_names', %s)"
    return list(read(bytes(row[0]) for row in connection.execute(asked, [name, f'"{name}"'])))


def read(messages: Iterable[bytes]) -> Iterator[Commit]:
    """The commits that messages of `pgoutput` tell of, but for those that write no row."""
    relations: dict[int, _Relation] = {}
    changes: list[Change] = []
    for message in messages:
        said = _Reader(message)
        match kind := said.letter():
            case "R":
                number = said.number(4)
                relations[number] = _relation(said)
            case "I" | "U" | "D":
                relation = relations[said.number(4)]
                changes.append(_change(_DONE[kind], relation, said))
            case "C":
                said.number(1)
                start, end = said.number(8), said.number(8)
                if changes:
                    yield Commit(start, end, tuple(changes))
                changes = []


@dataclass(frozen=True, slots=True)
class _Relation:
    table: str
    columns: tuple[tuple[str, bool], ...]
    """Their names, and whether they belong to the key."""


def _relation(said: "_Reader") -> _Relation:
    schema, table = said.text(), said.text()
    said.number(1)  # its replica identity
    columns = []
    for _ in range(said.number(2)):
        flags, name = said.number(1), said.text()
        said.number(8)  # its type, and the type's modifier
        columns.append((name, bool(flags & _KEY)))
    return _Relation(table if schema == "public" else f"{schema}.{table}", tuple(columns))


def _change(done: str, relation: _Relation, said: "_Reader") -> Change:
    if said.letter() in "KO" and done == "update":  # the old row comes first: the key has changed
        _row(relation, said)
        said.letter()
    row = _row(relation, said)
    key = tuple((name, row[name]) for name, is_key in relation.columns if is_key and name in row)
    return Change(
        done, relation.table, key, tuple(row[name] for name in VERSION_COLUMNS if name in row)
    )


def _row(relation: _Relation, said: "_Reader") -> dict[str, str]:
    """What stands in its key and version; without what is null, or left out as unchanged."""
    row = {}
    for (name, is_key), _ in zip(relation.columns, range(said.number(2)), strict=True):
        if said.letter() in "tb":
            value = said.bytes(said.number(4))
            if is_key or name in VERSION_COLUMNS:
                row[name] = value.decode()
    return row


class _Reader:
    """Reads one message from its beginning to its end."""

    def __init__(self, message: bytes) -> None:
        self._message, self._at = message, 0

    def bytes(self, size: int) -> bytes:
        self._at += size
        return self._message[self._at - size : self._at]

    def letter(self) -> str:
        return self.bytes(1).decode("latin-1")

    def number(self, size: int) -> int:
        return int.from_bytes(self.bytes(size), "big")

    def text(self) -> str:
        end = self._message.index(0, self._at)
        value = self._message[self._at : end].decode()
        self._at = end + 1
        return value
