"""The rows of tables as the engine's cells, and the statements that write and read them. Pure.

A cell (`engine.values`) is one row of one table, and `LAYOUTS` says which. So whoever judges a run
by cells and versions judges one on PostgreSQL by the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    extract,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql import ClauseElement

from engine.spec import RefusedError
from engine.values import Cell, Entry, Value
from engine.versions import GENESIS, Version
from explorer.clusters.postgres.tables import (
    SCHEMA,
    Base,
    Comment,
    Follow,
    Like,
    Post,
    Rule,
    Session,
    Trial,
    User,
)

BEFORE = 0
"""The version of a row that was there before the run."""

Statement = tuple[str, dict[str, Any]]
"""What psycopg is given: a text, and its parameters by name."""
Found = tuple[str, list[str], Any, int, str]
"""A row as it is read: the cell's key and row, what it says, its version, who stamped it."""

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table's rows are cells: the names of the columns that make key, row and value."""

    table: type[Base]
    prefix: str
    """Of the key."""
    owner: str
    """The rest of the key; empty: who wrote the post, whose number begins with that name."""
    tag: str
    """What the row begins with, if anything."""
    row: tuple[str, ...]
    says: tuple[str, ...]

    def named(self, *names: str) -> list[ColumnElement[Any]]:
        """These columns."""
        return [self.table.__table__.columns[name] for name in names]

    def read(self, *, all_rows: bool = False) -> Select[*tuple[Any, ...]]:
        """Its rows as `Found`: of those owners that are given by the prefix's name, or all."""
        owner = (
            self.named(self.owner)[0]
            if self.owner
            else func.split_part(*self.named("post"), "#", 1)
        )
        tag = [literal(self.tag, Text)] if self.tag else []
        says = self.named(*self.says)
        rows: Select[*tuple[Any, ...]] = select(
            literal(f"{self.prefix}:", Text).concat(owner),
            array[Any]([*tag, *self.named(*self.row)], type_=Text),
            func.to_jsonb(array[Any](says, type_=Text) if len(says) > 1 else says[0]),
            self.table.version,
            self.table.stamped_by,
        )
        owners = bindparam(self.prefix, type_=ARRAY(Text))
        return rows if all_rows else rows.where(owner == any_(owners))

    def columns(self, cell: Cell, value: Value) -> dict[str, Any] | None:
        """What is to stand in its columns for a cell; None when the cell is none of its own."""
        prefix, _, owner = cell[0].partition(":")
        tag = (self.tag,) * bool(self.tag)
        row = cell[1][len(tag) :]
        if (prefix, cell[1][: len(tag)], len(row)) != (self.prefix, tag, len(self.row)):
            return None
        given = dict(zip(self.row, row, strict=True))
        if self.owner:
            given[self.owner] = owner
        if value is None:  # a tombstone: who had said it stays there
            return {**given, self.says[-1]: None}
        said = value if isinstance(value, tuple) else (value,)
        return {**given, **dict(zip(self.says, said, strict=True))}


LAYOUTS = (
    Layout(User, "account", "name", "account", (), ("salt", "key")),
    Layout(Post, "wall", "author", "post", ("number",), ("text",)),
    Layout(Comment, "wall", "", "comment", ("post", "number"), ("author", "text")),
    Layout(Like, "wall", "", "like", ("post", "liker"), ("likes",)),
    Layout(Follow, "follows", "follower", "", ("followed",), ("follows",)),
    Layout(Rule, "acl", "owner", "", ("reader",), ("hides",)),
    Layout(Session, "session", "token", "session", (), ("user",)),
    Layout(Trial, "trial", "number", "text", (), ("text",)),
)
"""Every table; one that is referred to comes before those that refer to it."""


def columns(cell: Cell, value: Value) -> tuple[type[Base], dict[str, Any]]:
    """The table of a cell, and what its row is to say there.

    Raises RefusedError, in words, for a cell that has no table here.
    """
    for layout in LAYOUTS:
        given = layout.columns(cell, value)
        if given is not None:
            return layout.table, given
    raise RefusedError(f"PostgreSQL has no table for {cell[0]} {' '.join(cell[1])}")


def write(cell: Cell, value: Value, stamped_by: str) -> Statement:
    """Writes a cell and returns its version; nothing is returned for an account that is there."""
    table, given = columns(cell, value)
    now_us = cast(extract("epoch", func.clock_timestamp()) * 1_000_000, BigInteger)
    stamp = {"version": now_us, "stamped_by": stamped_by}
    statement = insert(table).values(**given, **stamp)
    if table is User:
        return compiled(statement.on_conflict_do_nothing().returning(User.version))
    # What is set is worked out once the row is locked: its version is above the one before.
    stamp["version"] = func.greatest(now_us, table.version + 1)
    named = {column.name for column in table.__table__.primary_key}
    said = {name: statement.excluded[name] for name in given if name not in named}
    again = statement.on_conflict_do_update(index_elements=sorted(named), set_={**said, **stamp})
    return compiled(again.returning(table.version))


def read(keys: Iterable[str]) -> Statement:
    """Reads all rows of these keys as `Found`, at one moment."""
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        prefix, _, owner = key.partition(":")
        owners[prefix].append(owner)
    text, fixed = _reading(frozenset(owners))
    return text, {**fixed, **owners}


@lru_cache  # it takes longer to make than to run
def _reading(prefixes: frozenset[str]) -> Statement:
    """Reads rows of keys that begin so; whose they are is given by the prefix's name."""
    parts = (layout.read() for layout in LAYOUTS if layout.prefix in prefixes)
    return compiled(union_all(*parts))


def read_all() -> Statement:
    """Reads all rows of all tables as `Found`, at one moment."""
    return compiled(union_all(*(layout.read(all_rows=True) for layout in LAYOUTS)))


def create(before: Iterable[Entry]) -> list[Statement]:
    """Makes all tables anew, with what was there before the run in them."""
    order = [layout.table for layout in LAYOUTS]
    made = [CreateTable(table) for table in Base.metadata.sorted_tables]
    there = sorted(
        (columns(cell, value) for cell, (_, value) in before), key=lambda one: order.index(one[0])
    )
    rows = [
        compiled(insert(table).values(**given, version=BEFORE, stamped_by=""))
        for table, given in there
    ]
    return [
        (f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", {}),
        (f"CREATE SCHEMA {SCHEMA}", {}),
        *map(compiled, made),
        *rows,
    ]


def entries(rows: Iterable[Found], start_us: int) -> tuple[Entry, ...]:
    """Rows as cells with their copies; `start_us`: when the run began, since 1970."""
    return tuple(
        ((key, tuple(row)), (version_of(version, stamped_by, start_us), _value(value)))
        for key, row, value, version, stamped_by in rows
    )


def version_of(version: int, stamped_by: str, start_us: int) -> Version:
    """A row's version in the run's own time."""
    return GENESIS if version == BEFORE else (version - start_us, 0, stamped_by)


def _value(value: Any) -> Value:
    if isinstance(value, list):
        return None if None in value else tuple(value)
    return value  # type: ignore[no-any-return]


def compiled(clause: ClauseElement) -> Statement:
    """A clause as psycopg takes it."""
    done = clause.compile(dialect=_DIALECT)
    return str(done), dict(done.params or {})
