"""The tables of a recording's file: an SQLite database by SQLAlchemy, and how it is reached."""

import sqlite3
from dataclasses import fields
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Column, Engine, Integer, LargeBinary, MetaData, Table, Text, create_engine
from sqlalchemy.pool import StaticPool

from explorer.recording import Stand

FORMAT = 3
"""Of the tables below; a file with a higher one is refused.

Up to 1 nobody wrote `stand.steps`, and up to 2 what undoing made and left of the branches.
"""
APPLICATION = 0x51534350
"""'QSCP': what tells a recording from other SQLite files."""
PATIENCE_S = 0.1
"""How long a locked file is waited for."""

METADATA = MetaData()


def _wholes(*names: str, key: bool = False) -> list[Column[int]]:
    return [Column(name, Integer, primary_key=key, nullable=False) for name in names]


def _texts(*names: str, key: bool = False) -> list[Column[str]]:
    return [Column(name, Text, primary_key=key, nullable=False) for name in names]


ABOUT = Table("about", METADATA, *_texts("key", key=True), *_texts("value"))
COURSES = Table(
    "branches", METADATA, *_wholes("number", key=True), *_texts("name"),
    *_wholes("parent", "forked_us", "shared", "head_us", "events", "mere", "aside"),
)  # fmt: skip
GIVEN = Table(
    "commands", METADATA, *_wholes("branch", "nth", key=True), *_wholes("at_us"),
    *_texts("line", "name", "salt", "key"),
)  # fmt: skip
CHUNKS = Table(
    "chunks", METADATA, *_wholes("number", key=True), *_wholes("branch", "first", "count"),
    Column("packed", LargeBinary, nullable=False), *_texts("seal"),
)  # fmt: skip
STAND = Table("stand", METADATA, *_wholes(*(field.name for field in fields(Stand))))
RESULT = Table("result", METADATA, *_wholes("branch", "at_us"), *_texts("row"))


def connect(path: Path, mode: str) -> Engine:
    """One connection to the file; `mode` is ro, rw or rwc (it may be made)."""
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, timeout=PATIENCE_S),
        poolclass=StaticPool,
    )
