"""One server: its folder on its host, its processes, and what it can be asked and told.

Beside its data folder lie its configuration and its log. It knows no other server by itself: whom
it follows it is told.
"""

import asyncio
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import psycopg

from explorer.clusters.postgres import configuration, hosts, waking
from explorer.clusters.postgres.hosts import Host, HostError, Process
from explorer.clusters.postgres.programs import Programs

START_LIMIT_S = 60.0
"""A busy machine takes long; one that never gets there has a log that says why."""
ASK_LIMIT_S = 10.0
COPY_LIMIT_S = 120.0
ANSWER_LIMIT_S = 2.0
"""One that does not answer a small question for so long is called silent."""
WAL_SEGMENT_MB = 1
SHARED_MEMORY = 6
"""The line of `postmaster.pid` with the key and the id of its segment of shared memory, from 0."""
LOADED = "SELECT pg_conf_load_time()"


@dataclass
class Server:
    """A server that was made, or is to be."""

    name: str
    host: Host
    programs: Programs
    folder: PurePath
    mark: str
    """Stands in the command line of each of its processes, and of no other server's."""
    password: str
    port: int = 0
    settings: dict[str, str] = field(default_factory=dict)
    """Its own, beside those that all have."""

    @property
    def data(self) -> PurePath:
        """The data folder."""
        return self.folder / "data"

    @property
    def log(self) -> PurePath:
        """What it has to say."""
        return self.folder / "log"

    @property
    def _marks(self) -> list[str]:
        """What makes, copies or rewinds it has its folder in the command line."""
        return [self.mark, f"{self.folder}/"]

    @property
    def _file(self) -> PurePath:
        return self.folder / "server.conf"

    def conninfo(self, **more: str | int) -> str:
        """How anybody connects to it; `more` is put in place of what would be said."""
        words: dict[str, str | int] = {
            "host": self.host.address,
            "port": self.port,
            "user": configuration.USER,
            "password": self.password,
            "dbname": configuration.DATABASE,
        }
        return configuration.conninfo(words | more)

    async def initialise(self) -> None:
        """Makes an empty database of its own: the first of a group."""
        await self.host.make_folder(self.folder)
        secret = self.folder / "password"
        await self.host.write(secret, self.password)
        await self._run(
            "initdb", "--pgdata", str(self.data), "--no-sync", "--no-locale", "--encoding=UTF8",
            f"--wal-segsize={WAL_SEGMENT_MB}", f"--username={configuration.USER}",
            "--auth=scram-sha-256", f"--pwfile={secret}",
        )  # fmt: skip
        await self.host.remove(secret)

    async def copy_of(self, host: str, port: int) -> None:
        """Makes its data folder a copy of that of the server who answers there."""
        await self.host.remove(self.data)
        await self._run(
            "pg_basebackup", "--pgdata", str(self.data), "--no-sync", "--no-manifest",
            "--checkpoint=fast", "--wal-method=stream", "--dbname", _nameless(host, port),
        )  # fmt: skip

    async def hear(self, name: str, host: str, port: int) -> None:
        """Raises HostError where another server, who is there, does not answer this one."""
        seconds = f"--timeout={ANSWER_LIMIT_S:.0f}"
        try:
            await self._run("pg_isready", "--host", host, "--port", str(port), seconds)
        except HostError:
            raise HostError(f"{self.name} gets no answer from {name}") from None

    async def rewind_to(self, host: str, port: int) -> None:
        """Takes back what the server who answers there has not got; it has to be down.

        Raises HostError where the logs of the two do not reach back far enough.
        """
        await self._run(
            "pg_rewind", "--target-pgdata", str(self.data), f"--config-file={self._file}",
            "--no-sync", "--source-server", _nameless(host, port),
        )  # fmt: skip

    async def follow(self, host: str, port: int) -> None:
        """Makes it a standby of the server who answers there, from its next start or `set` on."""
        await self.host.write(self.data / "standby.signal", "")
        self.settings["primary_conninfo"] = self.conninfo(
            host=host, port=port, application_name=self.name, dbname="replication"
        )
        self.settings["primary_slot_name"] = configuration.slot(self.name)

    async def start(self) -> None:
        """Starts it, and waits until it answers. Raises HostError with its log where it ends.

        None of its processes may run any more.
        """
        await self._write()
        await _release(self.host, self.data)
        shown = len(await self.host.read(self.log))
        process = await self.host.start(
            [
                self.programs.path("postgres"), "-D", str(self.data),
                "-c", f"config_file={self._file}", "-c", f"cluster_name={self.mark}",
            ],
            self.log,
        )  # fmt: skip

        missed = 0

        async def answers() -> bool:
            nonlocal missed
            if process.pid not in [found.pid for found in await self.processes()]:
                missed += 1  # once: its command line cannot be read while it is becoming itself
                if missed > 1:
                    raise HostError(await self._last_words(shown))
                return False
            with suppress(HostError):
                return bool(await self.ask("SELECT 1", limit_s=ANSWER_LIMIT_S))
            return False

        await hosts.until(answers, f"{self.name} does not answer: see {self.log}", START_LIMIT_S)

    async def processes(self) -> list[Process]:
        """All that run now."""
        return await self.host.processes(self._marks)

    async def wipe(self) -> None:
        """Kills each of its processes, and nothing stays of what it had on disk."""
        await self.crash()
        await self.host.remove(self.data)

    async def is_wiped(self) -> bool:
        """Whether there is nothing that it could start with."""
        return not await self.host.read(self.data / "PG_VERSION")

    async def crash(self) -> None:
        """Kills each of its processes."""
        await hosts.kill(self.host, self._marks)
        await _release(self.host, self.data)

    async def pause(self, seconds: float) -> None:
        """Stops all of its processes where they are; connections stay, and nobody answers.

        They go on by themselves after so long at most, whoever was killed meanwhile.
        """
        await hosts.send(self.host, self._marks, signal.SIGSTOP, lambda one: one.stopped)
        waker = f"{self.mark.removesuffix('.')}-waker"  # no mark of the server's own processes
        await waking.later(self.host, waker, await self.processes(), seconds)

    async def resume(self) -> None:
        """Lets a paused one go on."""
        await hosts.send(self.host, self._marks, signal.SIGCONT, lambda one: not one.stopped)

    async def set(self, **settings: str) -> None:
        """Changes settings; a server that runs has them when this returns, a paused one later."""
        self.settings |= settings
        await self._write()
        processes = await self.processes()
        if not processes or any(process.stopped for process in processes):
            for process in processes:
                await self.host.signal(process, signal.SIGHUP)
            return
        [[before]] = await self.ask(LOADED)
        await self.ask("SELECT pg_reload_conf()")

        async def loaded() -> bool:
            return bool((await self.ask(LOADED))[0][0] != before)

        await hosts.until(loaded, f"{self.name} does not read its new settings")

    async def promote(self) -> None:
        """Makes a standby a primary.

        The checkpoint is for a rewind, which would otherwise see the old time line in the file
        that it looks at, and say that there is nothing to do.
        """
        [[promoted]] = await self.ask("SELECT pg_promote(true, %s)", int(ASK_LIMIT_S))
        if not promoted:
            raise HostError(f"{self.name} was asked to become primary, and is none")
        await self.ask("CHECKPOINT")

    async def ask(
        self, query: str, *parameters: object, limit_s: float = ASK_LIMIT_S
    ) -> list[tuple[Any, ...]]:
        """The rows that a query has, in a connection of its own that waits for no standby."""
        try:
            async with asyncio.timeout(limit_s):
                host, port = await self.host.reach(self.port)
                whole = self.conninfo(host=host, port=port, options="-c synchronous_commit=local")
                connection = await psycopg.AsyncConnection.connect(whole, autocommit=True)
                async with connection:
                    cursor = await connection.execute(query, parameters or None)
                    return await cursor.fetchall() if cursor.description else []
        except TimeoutError:
            raise HostError(f"{self.name} did not answer within {limit_s:g} s") from None
        except psycopg.Error as error:
            raise HostError(f"{self.name}: {str(error).strip()}") from None

    async def _run(self, program: str, *words: str) -> str:
        command = [self.programs.path(program), *words]
        return await self.host.run(command, COPY_LIMIT_S, {"PGPASSWORD": self.password})

    async def _write(self) -> None:
        """All settings, in the file that it reads when it starts, and when it is told to."""
        listening = {"listen_addresses": self.host.address, "port": str(self.port)}
        settings = {**configuration.ALWAYS, **listening, **self.settings}
        await self.host.write(self._file, configuration.text(settings))

    async def _last_words(self, shown: int) -> str:
        said = (await self.host.read(self.log))[shown:].strip().splitlines()
        return f"{self.name} does not start: {' / '.join(said[-3:]) or 'it says nothing'}"


def _nameless(host: str, port: int) -> str:
    """How a program of ours connects: its password is in its environment, for nobody to see."""
    user, database = configuration.USER, configuration.DATABASE
    return configuration.conninfo({"host": host, "port": port, "user": user, "dbname": database})


async def forget(host: Host, folder: PurePath) -> None:
    """Leaves nothing of a server whose processes are gone."""
    await _release(host, folder / "data")
    await host.remove(folder)


async def _release(host: Host, data: PurePath) -> None:
    """Gives back what a killed server could not: its shared memory, and its claim to its data.

    Whoever starts next would believe that claim as long as the system has not buried the dead.
    """
    claim = data / "postmaster.pid"
    note = (await host.read(claim)).splitlines()
    if len(note) > SHARED_MEMORY:
        with suppress(HostError):  # it may be gone, or there is no such program
            await host.run(["ipcrm", "-m", note[SHARED_MEMORY].split()[-1]], hosts.LIMIT_S)
    await host.remove(claim)
