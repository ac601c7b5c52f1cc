"""Another machine as a host, by SSH: known hosts alone, keys alone, and loopback alone.

What servers say to each other goes through this connection to the relays of the keeper, and on from
there. So a link is cut here and never in the network of a host: no fault of ours outlives us there.

Each request is a script for `sh` on its input, for what stands in a command line is seen by all.
What it runs has a time limit there too: no program ends with whoever waits for it.
"""

import asyncio
import random
import shlex
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

import asyncssh

from explorer.clusters.postgres.hosts import LIMIT_S, PORTS, HostError, Process, is_ours

CONNECT_LIMIT_S = 10.0
KEEPALIVE_S = 5
NETWORK_S = 10.0
"""So much longer than over there a program may take, seen from here."""


class SshHost:
    """A machine with `sh`, `ps` and PostgreSQL, where we are not root."""

    address = "127.0.0.1"

    def __init__(self, name: str, user: str | None, machine: str, port: int | None) -> None:
        """What is None is as in the SSH configuration of whoever runs this."""
        self.name = name
        self._user, self._machine, self._port = user, machine, port
        self._connection: asyncssh.SSHClientConnection | None = None
        self._connecting = asyncio.Lock()
        self._listeners: dict[tuple[str, int], asyncssh.SSHListener] = {}

    async def run(
        self, command: Sequence[str], limit_s: float, environment: dict[str, str] | None = None
    ) -> str:
        """What a program says, once it has ended well. One that takes longer is killed."""
        words = shlex.join(["timeout", "--kill-after=1", str(limit_s), *command])
        given = "".join(
            f"export {name}={shlex.quote(value)}\n" for name, value in (environment or {}).items()
        )
        return await self._do(f"cd /\n{given}{words} </dev/null", limit_s)

    async def start(self, command: Sequence[str], log: PurePath) -> Process:
        """Starts a program that stays when the connection ends."""
        into = shlex.quote(str(log))
        script = f"cd /\nsetsid {shlex.join(command)} >>{into} 2>&1 </dev/null &\necho $!"
        pid = int(await self._do(script))
        return Process(pid, (await self._do(f"echo $({_started(pid)})")).strip())

    async def processes(self, marks: Collection[str]) -> list[Process]:
        """Those of clusters, with one of these marks in their command line."""
        found = []
        for line in (await self._do("ps -ww -eo pid=,stat=,lstart=,args=")).splitlines():
            pid, state, *rest = line.split(None, 7)
            if len(rest) > 5 and "Z" not in state and is_ours(rest[5].split(), marks):
                started = " ".join(rest[:5])
                found.append(Process(int(pid), started, stopped="T" in state))
        return found

    async def signal(self, process: Process, number: int) -> None:
        """Sends a signal; nothing happens where the process has ended."""
        same = f'[ "$(echo $({_started(process.pid)}))" = {shlex.quote(process.started)} ]'
        await self._do(f"if {same}; then kill -{int(number)} {process.pid}; fi")

    async def make_folder(self, path: PurePath) -> None:
        """Makes a folder that nobody else may enter."""
        if (await self._do("id -u")).strip() == "0":
            raise HostError(f"{self.name} is root there, as whom PostgreSQL refuses to run")
        await self._do(f"mkdir -m 700 {shlex.quote(str(path))}")

    async def write(self, path: PurePath, text: str) -> None:
        """Writes a file: it is there whole or not at all."""
        new, final = shlex.quote(f"{path}.new"), shlex.quote(str(path))
        await self._do(f"umask 077\nprintf %s {shlex.quote(text)} >{new} && mv {new} {final}")

    async def read(self, path: PurePath) -> str:
        """What a file holds; empty where there is none."""
        file = shlex.quote(str(path))
        return await self._do(f"if [ -e {file} ]; then cat {file}; fi")

    async def copy(self, source: Path, target: PurePath) -> None:
        """Programs of this machine are of no use there."""
        raise HostError(f"{source} is not brought to {self.name} as {target}")

    async def remove(self, path: PurePath) -> None:
        """Removes a folder with all that is in it, or a file; nothing where there is none."""
        await self._do(f"rm -rf -- {shlex.quote(str(path))}")

    async def free_port(self) -> int:
        """One at random; whoever starts a server there tries another one if it is not free."""
        return random.choice(PORTS)

    async def reach(self, port: int) -> tuple[str, int]:
        """Where this process connects to, in order to get to a port over there."""
        listener = self._listeners.get(("reach", port))
        if listener is None:
            connection = await self._connected()
            listener = await connection.forward_local_port(self.address, 0, self.address, port)
            self._listeners["reach", port] = listener
        return self.address, listener.get_port()

    async def offer(self, port: int) -> tuple[str, int]:
        """Where programs over there connect to, in order to get to a port of this machine."""
        listener = self._listeners.get(("offer", port))
        if listener is None:
            connection = await self._connected()
            try:
                listener = await connection.forward_remote_port(self.address, 0, self.address, port)
            except asyncssh.Error as error:
                raise HostError(f"{self.name} lets no port be forwarded: {error}") from None
            self._listeners["offer", port] = listener
        return self.address, listener.get_port()

    async def close(self) -> None:
        """Ends the connection; what was started there stays."""
        if self._connection is not None:
            self._connection.close()
            with suppress(asyncssh.Error, OSError):
                await self._connection.wait_closed()

    async def _do(self, script: str, limit_s: float = LIMIT_S) -> str:
        """What a script says, once it has ended well."""
        connection = await self._connected()
        try:
            async with asyncio.timeout(limit_s + NETWORK_S):
                done = await connection.run("LC_ALL=C TZ=UTC sh -s", input=script, encoding="utf-8")
        except TimeoutError:
            raise HostError(f"{self.name} did not answer within {limit_s:g} s") from None
        except (asyncssh.Error, OSError) as error:
            raise HostError(f"{self.name}: {error}") from None
        if done.exit_status:
            raise HostError(f"{self.name}: {str(done.stderr or done.stdout).strip()}")
        return str(done.stdout)

    async def _connected(self) -> asyncssh.SSHClientConnection:
        async with self._connecting:
            if self._connection is None or self._connection.is_closed():
                self._listeners.clear()
                self._connection = await self._connect()
            return self._connection

    async def _connect(self) -> asyncssh.SSHClientConnection:
        """Raises HostError where nobody answers, it is not known, or it does not know our key."""
        given = {"username": self._user, "port": self._port}
        try:
            return await asyncssh.connect(
                self._machine,
                **{name: value for name, value in given.items() if value is not None},
                connect_timeout=CONNECT_LIMIT_S,
                login_timeout=CONNECT_LIMIT_S,
                keepalive_interval=KEEPALIVE_S,
                preferred_auth="publickey",
            )
        except (asyncssh.Error, OSError) as error:
            raise HostError(f"{self.name} cannot be reached: {error}") from None


def _started(pid: int) -> str:
    """Asks when a process began; nothing is said of one that has ended."""
    return f"ps -o lstart= -p {pid}"
