"""A machine on which servers run: what has to be done there, and nothing of what for.

Rules this file keeps: whatever is asked for ends within a time limit; a process is known by its id
and by when it began, for ids are given again; and whoever starts something can be found later by
what stands in its command line alone, as all that starts it may have been killed meanwhile.
"""

import asyncio
import re
import signal
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Protocol

PROGRAMS = ("postgres", "initdb", "pg_basebackup", "pg_rewind", "pg_isready")
"""What of PostgreSQL a cluster runs."""
KEEPER = "explorer.clusters.postgres.keeper"
"""The module whose process owns them."""
WAKER = "quorumscope-waker"
"""What lets paused servers go on (`waking`)."""
PORTS = range(20_000, 32_000)
"""Below those that systems give to who connects: the port of a server that is down stays free."""
LIMIT_S = 10.0
"""So long a host may take for something small."""
LOOK_S = 0.02
"""So long between two looks at something that is waited for."""


class HostError(Exception):
    """What could not be done on a machine, in words."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a machine; `started` is in the machine's own terms, and tells it from others.

    A stopped one takes part in nothing until it is continued.
    """

    pid: int
    started: str
    stopped: bool = False


class Host(Protocol):
    """A machine. Whatever cannot be done raises HostError."""

    name: str
    address: str
    """Where its servers listen."""

    async def run(
        self, command: Sequence[str], limit_s: float, environment: dict[str, str] | None = None
    ) -> str:
        """What a program says, once it has ended well. One that takes longer is killed."""

    async def start(self, command: Sequence[str], log: PurePath) -> Process:
        """Starts a program that stays, as the user whose servers run; its words go into a file."""

    async def processes(self, marks: Collection[str]) -> list[Process]:
        """Those of clusters, but for this one, with one of these marks in their command line."""

    async def signal(self, process: Process, number: int) -> None:
        """Sends a signal; nothing happens where the process has ended."""

    async def make_folder(self, path: PurePath) -> None:
        """Makes a folder that is the servers' own, and that nobody else may enter."""

    async def write(self, path: PurePath, text: str) -> None:
        """Writes a file of the servers' own: it is there whole or not at all."""

    async def read(self, path: PurePath) -> str:
        """What a file holds; empty where there is none."""

    async def copy(self, source: Path, target: PurePath) -> None:
        """Brings a folder of this machine there, for everybody there to read."""

    async def remove(self, path: PurePath) -> None:
        """Removes a folder with all that is in it, or a file; nothing where there is none."""

    async def free_port(self) -> int:
        """A port of `address` that may be free, and is given to nobody who connects."""

    async def reach(self, port: int) -> tuple[str, int]:
        """Where this process connects to, in order to get to a port over there."""

    async def offer(self, port: int) -> tuple[str, int]:
        """Where programs over there connect to, in order to get to a port of this machine."""

    async def close(self) -> None:
        """Lets go of it; what was started there stays."""


def is_ours(command: Sequence[str], marks: Collection[str]) -> bool:
    """Whether a command line is that of a PostgreSQL program, a keeper or a waker, with a mark.

    A server's children write `postgres: NAME: what they do` over theirs, so a mark has no slash.
    """
    program = re.split(r"[: ]", PurePath(command[0]).name)[0] if command else ""
    is_one = program in PROGRAMS or KEEPER in command or WAKER in command
    return is_one and any(mark in word for word in command for mark in marks)


async def send(
    host: Host, marks: Collection[str], number: int, done: Callable[[Process], bool]
) -> None:
    """Sends a signal to every process with such a mark, until nothing is left to be done."""

    async def all_done() -> bool:
        left = [process for process in await host.processes(marks) if not done(process)]
        for process in left:
            await host.signal(process, number)
        return not left

    await until(all_done, f"signal {number} did nothing to all of {', '.join(marks)}")


async def kill(host: Host, marks: Collection[str]) -> None:
    """Kills every process with such a mark. A group of processes would not do: some leave it."""
    await send(host, marks, signal.SIGKILL, lambda _: False)


async def until(held: Callable[[], Awaitable[bool]], reason: str, limit_s: float = LIMIT_S) -> None:
    """Waits until something holds; raises HostError with the reason where it takes too long."""
    try:
        async with asyncio.timeout(limit_s):
            while not await held():
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise HostError(f"{reason} (within {limit_s:g} s)") from None


async def together(*doings: Coroutine[Any, Any, None]) -> None:
    """Does all at once. Where one fails the others are given up; HostError has all reasons."""
    try:
        async with asyncio.TaskGroup() as group:
            for doing in doings:
                group.create_task(doing)
    except* HostError as errors:
        reasons = [str(error) for error in errors.exceptions]
    else:
        return
    raise HostError("; ".join(reasons))
