"""This machine as a host. As root, servers run as another user, for PostgreSQL refuses root."""

import asyncio
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile

import psutil

from explorer.clusters.postgres.hosts import PORTS, HostError, Process, is_ours

STAND_INS = ("postgres", "nobody")
"""Users in whose name servers run where we are root, in the order of preference."""


class LocalHost:
    """This machine, on its loopback alone."""

    name = "localhost"
    address = "127.0.0.1"

    def __init__(self) -> None:
        """Raises HostError where there is nobody in whose name servers could run."""
        stand_in = _stand_in() if os.geteuid() == 0 else None
        self._user = stand_in and stand_in.pw_name
        self._group = stand_in and stand_in.pw_gid
        self._groups: list[int] | None = [] if stand_in else None  # none of ours
        self._children: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def user(self) -> str:
        """In whose name servers run."""
        return self._user or pwd.getpwuid(os.geteuid()).pw_name

    async def run(
        self, command: Sequence[str], limit_s: float, environment: dict[str, str] | None = None
    ) -> str:
        """What a program says, once it has ended well. One that takes longer is killed."""
        try:
            child = await asyncio.create_subprocess_exec(
                *command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment() | (environment or {}),
                cwd="/",  # whoever runs it may not be let into ours
                start_new_session=True,
                user=self._user,
                group=self._group,
                extra_groups=self._groups,
            )
        except OSError as error:
            raise HostError(f"{command[0]} cannot be run: {error.strerror}") from None
        try:
            async with asyncio.timeout(limit_s):
                said, complaint = await child.communicate()
        except TimeoutError:
            raise HostError(f"{command[0]} took longer than {limit_s:g} s") from None
        finally:
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)
                await child.wait()
        if child.returncode:
            raise HostError(f"{command[0]}: {(complaint or said).decode(errors='replace').strip()}")
        return said.decode(errors="replace")

    async def start(self, command: Sequence[str], log: PurePath) -> Process:
        """Starts a program that stays; it is no child of a terminal, and deaf to Ctrl+C."""
        try:
            with Path(log).open("ab") as file:
                child = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=file,
                    env=_environment(),
                    cwd="/",
                    start_new_session=True,
                    user=self._user,
                    group=self._group,
                    extra_groups=self._groups,
                )
        except OSError as error:
            raise HostError(f"{command[0]} cannot be started: {error.strerror}") from None
        self._children[child.pid] = child
        return Process(child.pid, _started(psutil.Process(child.pid)))

    async def processes(self, marks: Collection[str]) -> list[Process]:
        """Those of clusters, but for this one, with one of these marks in their command line."""
        self._bury()
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.pid != os.getpid() and is_ours(process.cmdline(), marks):
                    stopped = process.status() == psutil.STATUS_STOPPED
                    found.append(Process(process.pid, _started(process), stopped=stopped))
        return found

    async def signal(self, process: Process, number: int) -> None:
        """Sends a signal; nothing happens where the process has ended."""
        with suppress(psutil.NoSuchProcess):
            found = psutil.Process(process.pid)
            if _started(found) == process.started:
                found.send_signal(number)

    async def make_folder(self, path: PurePath) -> None:
        """Makes a folder that is the servers' own, and that nobody else may enter."""
        try:
            Path(path).mkdir(mode=0o700)
            self._give(path)
        except OSError as error:
            raise HostError(f"{path} cannot be made: {error.strerror}") from None
        if not await self._can_enter(path):
            raise HostError(
                f"user {self._user} runs the servers and may not enter {path}: choose a folder "
                "whose parents everybody may enter"
            )

    async def write(self, path: PurePath, text: str) -> None:
        """Writes a file of the servers' own: it is there whole or not at all."""
        try:
            with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as made:
                made.write(text)
            self._give(Path(made.name))
            Path(made.name).replace(path)
        except OSError as error:
            raise HostError(f"{path} cannot be written: {error.strerror}") from None

    async def read(self, path: PurePath) -> str:
        """What a file holds; empty where there is none."""
        try:
            return Path(path).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise HostError(f"{path} cannot be read: {error.strerror}") from None

    async def copy(self, source: Path, target: PurePath) -> None:
        """Brings a folder there, for everybody to read."""
        try:
            await asyncio.to_thread(shutil.copytree, source, target, symlinks=True)
        except (OSError, shutil.Error) as error:
            raise HostError(f"{source} cannot be copied to {target}: {error}") from None

    async def remove(self, path: PurePath) -> None:
        """Removes a folder with all that is in it, or a file; nothing where there is none."""
        here = Path(path)
        try:
            if here.is_dir() and not here.is_symlink():
                await asyncio.to_thread(shutil.rmtree, here)
            else:
                here.unlink(missing_ok=True)
        except OSError as error:
            raise HostError(f"{path} cannot be removed: {error.strerror}") from None

    async def free_port(self) -> int:
        """A port at which nobody listens. Drawn at random, so that two clusters do not meet."""
        for port in random.sample(PORTS, 100):
            with socket.socket() as tried, suppress(OSError):
                tried.bind((self.address, port))
                return port
        raise HostError(f"no port of {self.address} is free between {PORTS[0]} and {PORTS[-1]}")

    async def reach(self, port: int) -> tuple[str, int]:
        """There is nothing in between."""
        return self.address, port

    async def offer(self, port: int) -> tuple[str, int]:
        """There is nothing in between."""
        return self.address, port

    async def close(self) -> None:
        """There is nothing to let go of."""

    async def _can_enter(self, path: PurePath) -> bool:
        try:
            await self.run(["test", "-w", str(path)], limit_s=5)
        except HostError:
            return False
        return True

    def _give(self, path: PurePath) -> None:
        if self._user is not None:
            shutil.chown(path, self._user, self._group)

    def _bury(self) -> None:
        """Takes note of those that have ended, so that nothing of them is left."""
        for pid in [pid for pid, child in self._children.items() if child.poll() is not None]:
            del self._children[pid]


def _stand_in() -> pwd.struct_passwd:
    for name in STAND_INS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise HostError(
        f"PostgreSQL refuses to run as root, and there is no user {' or '.join(STAND_INS)}"
    )


def _environment() -> dict[str, str]:
    """No variable of PostgreSQL's own, and English, for words of programs are shown."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _started(process: psutil.Process) -> str:
    return str(process.create_time())
