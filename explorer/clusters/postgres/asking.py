"""Reads of R servers, and writes with W acks, as PostgreSQL has them.

- A read asks servers at once, and of each row the highest version counts. With a token it waits at
  each of them until the server has replayed so much; PostgreSQL has no statement for that wait.
- A write goes to the primary. W = 1 is `synchronous_commit = local`; W = k + 1 needs `ANY k (...)`
  among the primary's settings and waits as its `Level` says.
- A token is the position in the log after what was written or seen.

Rules this file keeps: a write whose COMMIT was sent and not confirmed is *unknown*; one that was
cancelled while it waited for standbys has happened on the primary and is unknown as well; only what
was surely never committed is *unavailable*.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Literal

import psycopg

from engine.spec import RefusedError
from engine.values import Cell, Entry, Value
from explorer.clusters.postgres import cells
from explorer.clusters.postgres.cells import Statement
from explorer.clusters.postgres.lines import AwayError, LateError, Line, Lines, Rows
from explorer.clusters.postgres.primary import Primary

Level = Literal["local", "on", "remote_apply"]
"""What a write waits for: nobody else; standbys that have it on disk, where nobody can read it yet;
or standbys where it can be read.
"""

POLL_S = 0.002
"""How often a read that waits looks at how far its server is."""

_BYTES = "pg_wal_lsn_diff({}, '0/0')::bigint"
_WRITTEN = _BYTES.format("pg_current_wal_insert_lsn()")
_HERE = _BYTES.format(
    "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() "
    "ELSE pg_current_wal_insert_lsn() END"
)
POSITION: Statement = (f"SELECT {_HERE}", {})
"""How far a server is, in bytes of log: a primary has written so much, a standby replayed."""

_COMMIT: Statement = (
    f"COMMIT; SELECT {_WRITTEN}, array(SELECT application_name::text FROM pg_stat_replication"
    " WHERE replay_lsn >= pg_current_wal_insert_lsn())",
    {},
)
"""Ends a write; and says at once, for no further round trip, how far the log is after it and which
standbys have replayed all of that.
"""


class UnavailableError(Exception):
    """It surely did not happen; the text says why."""


class UnknownError(Exception):
    """Nobody can say whether it happened; the text says why."""


class BehindError(Exception):
    """A server is behind a token, and was not to be waited for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server has of the keys asked for, and how far it was once it had answered."""

    server: str
    entries: tuple[Entry, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Token:
    """What a read demands of a server: how far it must be, and whether it waits there for that."""

    position: int = 0
    waits: bool = True


@dataclass(frozen=True, slots=True)
class Committed:
    """A write that happened: at which primary, how far the log was then, who had replayed it."""

    primary: str
    position: int
    replayed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears how a write goes on before it has ended."""

    stamped: Callable[[str, tuple[Entry, ...]], None]
    """At this primary its rows have these versions; it is not committed yet."""
    late: Callable[[Committed], None]
    """It happened, after its user had given up."""
    lost: Callable[[str], None]
    """Its user had given up, and only this primary knows whether it happened."""


class Asking:
    """What is asked of a cluster's servers, from the place of one of them."""

    def __init__(self, lines: Lines, servers: tuple[str, ...]) -> None:
        self._lines = lines
        self.start_us = 0
        """When the run began, in microseconds since 1970: versions count from there."""
        self.primary = Primary(lines, servers)

    # -- reads

    async def read(
        self,
        place: str,
        servers: Iterable[str],
        need: int,
        keys: tuple[str, ...],
        until_s: float,
        token: Token = Token(),
        came: Callable[[str], None] = lambda _server: None,
    ) -> list[Answer]:
        """The answers of the first `need` of these servers; `came` hears whose is there.

        Raises UnavailableError when there will not be so many, BehindError.
        """
        tasks = [
            asyncio.ensure_future(self._read(place, server, keys, until_s, token))
            for server in servers
        ]
        answers: list[Answer] = []
        refusals: list[str] = []
        waiting = set(tasks)
        try:
            while len(answers) < need and len(waiting) >= need - len(answers):
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    answer = task.result()
                    if isinstance(answer, Answer):
                        answers.append(answer)
                        came(answer.server)
                    else:
                        refusals.append(answer)
        finally:
            self._lines.let_come(waiting)
        if len(answers) < need:
            why = "; ".join(refusals)
            raise UnavailableError(f"{len(answers)} of {need} replies: {why}")
        return answers[:need]

    async def _read(
        self, place: str, server: str, keys: tuple[str, ...], until_s: float, token: Token
    ) -> Answer | str:
        """A server's answer, or why there is none."""
        try:
            async with self._lines.to(place, server, until_s) as line:
                found = await self._found(line, server, keys, until_s, token)
        except LateError:
            return f"{server} did not answer in time"
        except AwayError as error:
            return f"{server}: {error}"
        return found

    async def _found(
        self, line: Line, server: str, keys: tuple[str, ...], until_s: float, token: Token
    ) -> Answer:
        """What a server has, once it has all that the token stands for."""
        while True:
            before, rows, after = await line.ask(
                POSITION, cells.read(keys), POSITION, until_s=until_s
            )
            if _number(before) >= token.position:
                return Answer(server, cells.entries(rows, self.start_us), _number(after))
            if not token.waits:
                raise BehindError(server)
            await self._wait_there(line, until_s, token)

    async def _wait_there(self, line: Line, until_s: float, token: Token) -> None:
        while _number(*await line.ask(POSITION, until_s=until_s)) < token.position:
            if monotonic() + POLL_S >= until_s:
                raise LateError
            await asyncio.sleep(POLL_S)

    async def read_all(self, server: str, until_s: float) -> Answer:
        """All rows that a server has. Raises LateError, AwayError."""
        async with self._lines.to(server, server, until_s) as line:
            rows, after = await line.ask(cells.read_all(), POSITION, until_s=until_s)
        return Answer(server, cells.entries(rows, self.start_us), _number(after))

    # -- writes

    async def write(
        self, place: str, rows: tuple[tuple[Cell, Value], ...], level: Level, until_s: float,
        told: Told,
    ) -> Committed:  # fmt: skip
        """Writes rows in one transaction.

        Raises UnavailableError, UnknownError, and RefusedError when the tables say no.
        """
        while True:
            try:
                return await self._try(place, rows, level, until_s, told)
            except LateError:
                raise UnavailableError("timed out before it was committed") from None
            except (AwayError, psycopg.errors.ReadOnlySqlTransaction) as error:
                # Nothing was committed: the primary is another by now, or is away.
                self.primary.forget(place)
                if monotonic() + POLL_S >= until_s or str(error).startswith("no primary"):
                    raise UnavailableError(str(error)) from None
                await asyncio.sleep(POLL_S)
            except (psycopg.IntegrityError, psycopg.DataError) as error:
                raise RefusedError(error.diag.message_detail or str(error)) from None

    async def _try(
        self, place: str, rows: tuple[tuple[Cell, Value], ...], level: Level, until_s: float,
        told: Told,
    ) -> Committed:  # fmt: skip
        primary = await self.primary.of(place, until_s)
        async with self._lines.to(place, primary, until_s) as line:
            _, _, *found = await line.ask(
                ("BEGIN", {}), (f"SET LOCAL synchronous_commit TO {level}", {}),
                *(cells.write(cell, value, primary) for cell, value in rows), until_s=until_s,
            )  # fmt: skip
            told.stamped(primary, self._stamped(primary, rows, found))
            return await self._commit(line, primary, until_s, told)

    def _stamped(
        self, primary: str, rows: tuple[tuple[Cell, Value], ...], found: list[Rows]
    ) -> tuple[Entry, ...]:
        entries = []
        for (cell, value), answer in zip(rows, found, strict=True):
            if not answer:
                raise RefusedError(f"the name {cell[0].partition(':')[2]} is taken")
            version = cells.version_of(answer[0][0], primary, self.start_us)
            entries.append((cell, (version, value)))
        return tuple(entries)

    async def _commit(self, line: Line, primary: str, until_s: float, told: Told) -> Committed:
        def committed(rows: Rows) -> Committed:
            ((position, replayed),) = rows
            return Committed(primary, position, tuple(replayed))

        def late(rows: Rows | None) -> None:
            if rows is None:
                told.lost(primary)
            else:
                told.late(committed(rows))

        try:
            (rows,) = await line.ask(_COMMIT, until_s=until_s, late=late)
        except LateError:
            raise UnknownError(f"timed out while {primary} waited for its standbys") from None
        except AwayError as error:
            raise UnknownError(f"the connection to {primary} broke: {error}") from None
        if line.warnings:
            late(rows)
            raise UnknownError(f"{primary} has it, but warns: {line.warnings[-1]}")
        return committed(rows)


def _number(rows: Rows) -> int:
    """The only number that a statement has returned."""
    ((number,),) = rows
    return int(number)
