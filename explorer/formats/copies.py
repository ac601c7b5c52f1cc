"""What every server holds at one moment, as an SQLite database that a person can query.

`servers` says who is there; `copies` has a row for each copy that a server stores: its version,
its value as JSON (null: deleted), the write that it comes from, and whether any server has a newer
one. For each server there is a view of its own, `copies_at_A` (`copies_at_a_2` where only capitals
tell the servers apart, for SQLite cannot). Versions are ordered by their three
columns, as the engine orders them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Boolean, Column, Integer, MetaData, Table, Text, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from engine.values import Cell
from engine.versions import GENESIS, Version
from explorer.formats.facts import Facts

METADATA = MetaData()
ABOUT = Table("about", METADATA, Column("key", Text, primary_key=True), Column("value", Text))
SERVERS = Table(
    "servers", METADATA,
    Column("server", Text, primary_key=True), Column("place", Text), Column("up", Boolean),
    Column("copies", Integer),
)  # fmt: skip
COPIES = Table(
    "copies", METADATA,
    Column("server", Text, primary_key=True), Column("key", Text, primary_key=True),
    Column("row", Text, primary_key=True), Column("wall_us", Integer), Column("counter", Integer),
    Column("stamped_by", Text), Column("value", Text), Column("operation", Integer),
    Column("newest", Boolean),
)  # fmt: skip


def write(facts: Facts, path: Path) -> None:
    """Writes the database; there is none at `path` yet. Raises OSError where it cannot be."""
    engine = create_engine(URL.create("sqlite", database=str(path)))
    try:
        with engine.begin() as connection:
            METADATA.create_all(connection)
            connection.execute(ABOUT.insert(), _about(facts))
            connection.execute(SERVERS.insert(), list(_servers(facts)))
            if rows := list(_copies(facts)):
                connection.execute(COPIES.insert(), rows)
            quote = connection.dialect.identifier_preparer.quote_identifier
            for server, name in _views(facts):
                whose = server.replace("'", "''")
                shown = f"SELECT * FROM copies WHERE server = '{whose}'"
                connection.execute(text(f"CREATE VIEW {quote(name)} AS {shown}"))
    except SQLAlchemyError as error:
        raise OSError(0, str(getattr(error, "orig", None) or error)) from error
    finally:
        engine.dispose()


def _views(facts: Facts) -> Iterator[tuple[str, str]]:
    """Each server with the name of its view."""
    known: Counter[str] = Counter()
    for server in facts.servers:
        known[server.casefold()] += 1
        count = known[server.casefold()]
        yield server, f"copies_at_{server}" + (f"_{count}" if count > 1 else "")


def _about(facts: Facts) -> list[dict[str, Any]]:
    told = {"run": facts.name, "at_us": str(facts.until_us)}
    return [{"key": key, "value": value} for key, value in told.items()]


def _servers(facts: Facts) -> Iterator[dict[str, Any]]:
    cluster = facts.timeline.cluster
    places = {server.name: server.place for server in cluster.spec.servers}
    for name in facts.servers:
        replica = cluster.replicas[name]
        yield {
            "server": name, "place": places.get(name), "up": replica.up,
            "copies": len(replica.copies),
        }  # fmt: skip


def _copies(facts: Facts) -> Iterator[dict[str, Any]]:
    replicas = facts.timeline.cluster.replicas
    newest: dict[Cell, Version] = {}
    for name in facts.servers:
        for cell, (version, _) in replicas[name].copies.items():
            newest[cell] = max(version, newest.get(cell, GENESIS))
    for name in facts.servers:
        for cell, (version, value) in sorted(replicas[name].copies.items()):
            wall_us, counter, server = version
            before = version == GENESIS
            yield {
                "server": name, "key": cell[0], "row": " ".join(cell[1]),
                "wall_us": None if before else wall_us, "counter": None if before else counter,
                "stamped_by": server or None,
                "value": None if value is None else json.dumps(value, ensure_ascii=False),
                "operation": facts.history.writers.get((cell, version)),
                "newest": version == newest[cell],
            }  # fmt: skip
