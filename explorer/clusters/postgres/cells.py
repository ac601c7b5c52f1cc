"""The rows of tables as the engine's cells, and the statements that write and read them. Pure.

A cell (`engine.values`) is one row of one table, and `LAYOUTS` says which. So whoever judges a run
by cells and versions judges one on PostgreSQL by the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    any_,
    case,
    cast,
    extract,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import InstrumentedAttribute
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

_DIALECT = PGDialect_psycopg()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table's rows are cells: `prefix:owner`, the row, and what it says (or NULL)."""

    table: type[Base]
    prefix: str
    owner: ColumnElement[str] | InstrumentedAttribute[str]
    row: ColumnElement[Any]
    value: ColumnElement[Any]

    def read(self, owners: Iterable[str] | None) -> Select[Any]:
        """Its rows as `Found`: of these owners, or all."""
        rows = select(
            literal(f"{self.prefix}:", Text).concat(self.owner),
            self.row, self.value, self.table.version, self.table.stamped_by,
        )  # fmt: skip
        if owners is None:
            return rows
        return rows.where(self.owner == any_(literal(list(owners), ARRAY(Text))))


def _strings(*parts: Any) -> ColumnElement[Any]:
    return array([p if not isinstance(p, str) else literal(p, Text) for p in parts], type_=Text)


def _wall(post: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """Whose wall a post is on."""
    return func.split_part(post, "#", 1)


_said = func.to_jsonb(_strings(Comment.author, Comment.text))

LAYOUTS = (
    Layout(User, "account", User.name, _strings("account"),
           func.to_jsonb(_strings(User.salt, User.key))),
    Layout(Post, "wall", Post.author, _strings("post", Post.number), func.to_jsonb(Post.text)),
    Layout(Comment, "wall", _wall(Comment.post), _strings("comment", Comment.post, Comment.number),
           case((Comment.text.is_not(None), _said))),
    Layout(Like, "wall", _wall(Like.post), _strings("like", Like.post, Like.liker),
           func.to_jsonb(Like.likes)),
    Layout(Follow, "follows", Follow.follower, _strings(Follow.followed),
           func.to_jsonb(Follow.follows)),
    Layout(Rule, "acl", Rule.owner, _strings(Rule.reader), func.to_jsonb(Rule.hides)),
    Layout(Session, "session", Session.token, _strings("session"), func.to_jsonb(Session.user)),
    Layout(Trial, "trial", Trial.number, _strings("text"), func.to_jsonb(Trial.text)),
)  # fmt: skip
"""Every table."""


def columns(cell: Cell, value: Value) -> tuple[type[Base], dict[str, Any]]:
    """The table of a cell, and what its row is to say there.

    Raises RefusedError, in words, for a cell that has no table here.
    """
    prefix, _, owner = cell[0].partition(":")
    match prefix, cell[1], value:
        case "account", ("account",), (salt, key):
            return User, {"name": owner, "salt": salt, "key": key}
        case "wall", ("post", number), text:
            return Post, {"number": number, "author": owner, "text": text}
        case "wall", ("comment", post, number), None:
            return Comment, {"post": post, "number": number, "text": None}
        case "wall", ("comment", post, number), (author, text):
            return Comment, {"post": post, "number": number, "author": author, "text": text}
        case "wall", ("like", post, liker), likes:
            return Like, {"post": post, "liker": liker, "likes": likes}
        case "follows", (followed,), follows:
            return Follow, {"follower": owner, "followed": followed, "follows": follows}
        case "acl", (reader,), hides:
            return Rule, {"owner": owner, "reader": reader, "hides": hides}
        case "session", ("session",), user:
            return Session, {"token": owner, "user": user}
        case "trial", ("text",), text:
            return Trial, {"number": owner, "text": text}
        case _:
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
    named = {column.name for column in table.__table__.primary_key}  # type: ignore[attr-defined]
    said = {name: value for name, value in given.items() if name not in named}
    return compiled(
        statement.on_conflict_do_update(index_elements=sorted(named), set_={**said, **stamp})
        .returning(table.version)
    )  # fmt: skip


def read(keys: Iterable[str]) -> Statement:
    """Reads all rows of these keys as `Found`, at one moment."""
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        prefix, _, owner = key.partition(":")
        owners[prefix].append(owner)
    parts = (layout.read(owners[layout.prefix]) for layout in LAYOUTS if layout.prefix in owners)
    return compiled(union_all(*parts))


def read_all() -> Statement:
    """Reads all rows of all tables as `Found`, at one moment."""
    return compiled(union_all(*(layout.read(None) for layout in LAYOUTS)))


def create(before: Iterable[Entry]) -> list[Statement]:
    """Makes all tables anew, with what was there before the run in them."""
    order = [layout.table for layout in LAYOUTS]  # what is referred to comes first
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
    return tuple(value) if isinstance(value, list) else value


def compiled(clause: ClauseElement) -> Statement:
    """A clause as psycopg takes it."""
    done = clause.compile(dialect=_DIALECT)
    return str(done), dict(done.params or {})
