"""Connections to servers, on which nothing waits longer than it may. asyncio, psycopg.

Rules this file keeps: a statement has a moment by which it is over for whoever asked, whether the
server answers, stands still or is behind a link that is cut; what it leaves behind is cancelled
from here, as `statement_timeout` does not end a wait for standbys; a connection of which it is not
known what became is never used again.
"""

import asyncio
import logging
import os
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.errors import Diagnostic
from psycopg.pq import TransactionStatus

from explorer.clusters.postgres.cells import Statement

# What it warns of, beside what it raises, is of connections that broke: AwayError says so.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

CANCEL_S = 3.0
"""So long a cancelled statement may take to end; then the connection is broken off."""

Rows = list[tuple[Any, ...]]
Dsn = Callable[[str, str], str]
"""How a server is reached from another: the way leads through the relay between the two."""


class LateError(Exception):
    """The moment came before the answer."""


class AwayError(Exception):
    """A server cannot be reached, or broke the connection off; the text says why."""


class Line:
    """A connection to a server."""

    def __init__(self, connection: AsyncConnection[Any], lines: "Lines") -> None:
        self._connection, self._lines = connection, lines
        self.is_left = False
        """Whether what it was asked last is being ended: whoever does that closes it."""
        self.warnings: list[str] = []
        """What the server has warned of."""
        connection.add_notice_handler(self._noticed)

    def _noticed(self, notice: Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING":
            self.warnings.append(notice.message_primary or "")

    @property
    def is_free(self) -> bool:
        """Whether it can be used for something else."""
        connection = self._connection
        idle = connection.info.transaction_status == TransactionStatus.IDLE
        return idle and not connection.closed and not self.is_left

    async def ask(
        self,
        *statements: Statement,
        until_s: float,
        late: Callable[[Rows | None], None] | None = None,
    ) -> list[Rows]:
        """What each of the statements returns, for one round trip. Raises LateError, AwayError.

        `late` is told what the last of them returns if that is after the moment; None: it was
        cancelled, whatever had been done of it by then.
        """
        return await self._within(self._ask(statements), until_s, late)

    async def _ask(self, statements: tuple[Statement, ...]) -> list[Rows]:
        if len(statements) == 1:
            return [await self._one(*statements[0])]
        async with self._connection.pipeline():  # its end is the only round trip
            cursors = [await self._connection.execute(*statement) for statement in statements]
        return [await _rows(cursor) for cursor in cursors]

    async def _one(self, text: str, given: dict[str, Any]) -> Rows:
        """What a statement returns; of several in one text, the last one."""
        cursor = await self._connection.execute(text, given or None)
        while cursor.nextset():
            pass
        return await _rows(cursor)

    async def _within(
        self,
        work: Coroutine[Any, Any, list[Rows]],
        until_s: float,
        late: Callable[[Rows | None], None] | None,
    ) -> list[Rows]:
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task}, timeout=max(0.0, until_s - monotonic()))
            if not task.done():
                raise LateError
        finally:
            if not task.done():
                self.is_left = True
                self._lines.tidy(self._let_go(task, late))
        try:
            return task.result()
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise AwayError(_words(error)) from None

    async def _let_go(
        self, task: "asyncio.Future[list[Rows]]", late: Callable[[Rows | None], None] | None
    ) -> None:
        """Cancels what nobody waits for any more, and breaks off what cannot even be cancelled."""
        with suppress(psycopg.Error):
            await self._connection.cancel_safe(timeout=CANCEL_S)
        await asyncio.wait({task}, timeout=CANCEL_S)
        if not task.done():
            with socket.socket(fileno=os.dup(self._connection.fileno())) as end:
                end.shutdown(socket.SHUT_RDWR)
            await asyncio.wait({task}, timeout=CANCEL_S)
        task.cancel()
        (answer,) = await asyncio.gather(task, return_exceptions=True)
        if late is not None:
            late(answer[-1] if isinstance(answer, list) else None)
        await self.close()

    async def close(self) -> None:
        """It is used no more."""
        with suppress(psycopg.Error):
            await self._connection.close()


class Lines:
    """The connections between servers' places and servers, those in use and those that rest."""

    def __init__(self, dsn: Dsn) -> None:
        self._dsn = dsn
        self._resting: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
        self._tidying: set[asyncio.Future[Any]] = set()
        self._coming: set[asyncio.Future[Any]] = set()

    @asynccontextmanager
    async def to(self, source: str, target: str, until_s: float) -> AsyncIterator[Line]:
        """A connection from a server's place to a server, for the while that it is used.

        Raises LateError when there is none by that moment, AwayError when there can be none.
        """
        resting = self._resting[source, target]
        line = resting.pop() if resting else await self._new(source, target, until_s)
        try:
            yield line
        finally:
            if line.is_free:
                line.warnings.clear()
                resting.append(line)
            elif not line.is_left:
                self.tidy(line.close())

    async def _new(self, source: str, target: str, until_s: float) -> Line:
        try:
            async with asyncio.timeout(max(0.0, until_s - monotonic())):
                connection = await AsyncConnection.connect(
                    self._dsn(source, target), autocommit=True
                )
        except TimeoutError:
            raise LateError from None
        except psycopg.OperationalError as error:
            raise AwayError(_words(error)) from None
        return Line(connection, self)

    async def forget(self, server: str) -> None:
        """Connections to a server that rest are closed: it has gone down."""
        for (_, target), resting in self._resting.items():
            while target == server and resting:
                await resting.pop().close()

    def tidy(self, work: Coroutine[Any, Any, None]) -> None:
        """Something is ended beside the rest, and `close` waits for it."""
        task = asyncio.ensure_future(work)
        self._tidying.add(task)
        task.add_done_callback(self._tidying.discard)

    def let_come(self, answers: Iterable["asyncio.Future[Any]"]) -> None:
        """Answers that nobody needs any more are let come, as to break off costs a connection."""
        for task in answers:
            self._coming.add(task)
            task.add_done_callback(self._came)

    def _came(self, task: "asyncio.Future[Any]") -> None:
        self._coming.discard(task)
        if not task.cancelled():
            task.exception()  # it is nobody's any more

    async def close(self) -> None:
        """Nothing is connected any more."""
        for task in tuple(self._coming):
            task.cancel()
        await asyncio.gather(*self._coming, return_exceptions=True)
        if self._tidying:
            await asyncio.wait(self._tidying, timeout=4 * CANCEL_S)
        for resting in self._resting.values():
            while resting:
                await resting.pop().close()


async def _rows(cursor: AsyncCursor[Any]) -> Rows:
    """What a statement has returned; nothing for one that returns nothing."""
    return await cursor.fetchall() if cursor.description else []


def _words(error: psycopg.Error) -> str:
    """An error's first line."""
    return str(error).partition("\n")[0]
