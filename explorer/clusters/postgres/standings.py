"""How each server is, asked of itself: its role, how far it is, how far behind the primary."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.server import ANSWER_LIMIT_S, Server

QUESTION = """
SELECT pg_is_in_recovery(),
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
            ELSE pg_current_wal_insert_lsn() END - '0/0',
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() - '0/0' END,
       EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One server. What it did not say is None: it is down, paused, or silent."""

    name: str
    host: str
    port: int
    state: str
    """running, paused, silent (it does not answer) or down"""
    pids: tuple[int, ...]
    role: str | None = None
    """primary or standby, as it believes itself"""
    applied: int | None = None
    """Up to where in the log it can be read: bytes."""
    received: int | None = None
    """Of a standby: up to where it has the log."""
    streaming: bool | None = None
    """Of a standby: whether it hears from its primary."""
    behind: int | None = None
    """How many bytes of the primary's log cannot be read on it yet."""

    @property
    def lsn(self) -> str | None:
        """`applied`, as PostgreSQL writes it."""
        if self.applied is None:
            return None
        return f"{self.applied >> 32:X}/{self.applied & 0xFFFFFFFF:X}"


async def of(servers: Iterable[Server], primary: str) -> list[Standing]:
    """How all of them are, asked at once."""
    found = await asyncio.gather(*(_of(server) for server in servers))
    ahead = next((one.applied for one in found if one.name == primary), None)
    return [_behind(one, ahead) for one in found]


async def _of(server: Server) -> Standing:
    processes = await server.processes()
    pids = tuple(process.pid for process in processes)
    known = (server.name, server.host.name, server.port)
    if not pids:
        return Standing(*known, "down", pids)
    if any(process.stopped for process in processes):
        return Standing(*known, "paused", pids)
    try:
        [row] = await server.ask(QUESTION, limit_s=ANSWER_LIMIT_S)
    except HostError:
        return Standing(*known, "silent", pids)
    follows, applied, received, streaming = row
    return Standing(
        *known, "running", pids, "standby" if follows else "primary", int(applied),
        None if received is None else int(received), bool(streaming) if follows else None,
    )  # fmt: skip


def _behind(one: Standing, ahead: int | None) -> Standing:
    if ahead is None or one.applied is None:
        return one
    return replace(one, behind=max(0, ahead - one.applied))
