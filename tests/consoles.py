"""A console in a folder of its own, and somebody who uses it while the test answers the lines."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import asyncssh

from explorer import presets
from explorer.commands.console import STEPS_A_SLICE
from explorer.console import keys
from explorer.console.address import Address
from explorer.console.alone import Alone
from explorer.console.answering import Answering, Host
from explorer.console.desk import Answer, Ask, Desk, Feed
from explorer.console.keys import USER
from explorer.console.server import Console
from explorer.experiment import Experiment

Found = TypeVar("Found")
TICK_S = 0.01
CLIENT_S = 20
"""A client that hangs fails its test, and leaves the others theirs."""
SSH = [shutil.which(name) for name in ("ssh", "sftp", "scp")]


def alone(story: str = "5", paint: Callable[..., None] | None = None) -> Alone:
    """A story's run without a window; its pictures are three letters."""
    run = Experiment(presets.load(story).scenario())
    return Alone(run, _no_recording, paint or (lambda _run, _view, path: path.write_bytes(b"PNG")))


def _no_recording(file: str) -> Experiment:
    raise AssertionError(file)


class Counter:
    """Lines answered without SSH, in the test's own thread."""

    def __init__(self, folder: Path, host: Host | None = None) -> None:
        self.host, self.desk = host or alone(), Desk()
        self.answering = Answering(self.host, self.desk, folder)
        self.feed = Feed(lambda: None)

    def say(self, line: str, ticks: int = 10_000) -> Answer:
        """The answer to a line, within so many ticks."""
        answers: list[Answer] = []
        self.desk.put(Ask(line, self.feed, answers.append))
        for _ in range(ticks):
            self.tick()
            if answers:
                return answers[0]
        raise AssertionError(f"{line!r} is not answered")

    def tick(self) -> None:
        if self.answering.see_to():
            self.host.run.owe(1.0)
            self.host.run.go_on(STEPS_A_SLICE)


def leave(door: socket.socket) -> None:
    """Goes, and waits until the server has seen that."""
    door.settimeout(CLIENT_S)
    with suppress(OSError), door:
        door.shutdown(socket.SHUT_WR)
        while door.recv(4096):
            pass


class Served:
    """A console that listens, and its folder."""

    def __init__(self, folder: Path, host: Host | None = None) -> None:
        self.folder, self.files = folder, folder / "files"
        self.keys = keys.ready(folder)
        self.counter = Counter(self.files, host)
        self.console = Console(
            Address("127.0.0.1", 0), self.keys, self.files, self.counter.desk
        )  # fmt: skip
        self.at = self.console.start()

    def while_answering(self, work: Callable[[], Found]) -> Found:
        """Does it in another thread, as clients are, while this one answers."""
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(work)
            while not done.done():
                self.counter.tick()
                self.counter.desk.wait(TICK_S)
            return done.result()

    def client(
        self, work: Callable[[asyncssh.SSHClientConnection], object], **said: object
    ) -> object:
        """What comes of that with a connection of asyncssh; `said` is said otherwise."""

        async def connected() -> object:
            async with await asyncssh.connect(**self.options(**said)) as connection:
                return await work(connection)

        return self.while_answering(lambda: asyncio.run(asyncio.wait_for(connected(), CLIENT_S)))

    def options(self, **said: object) -> dict[str, object]:
        """How asyncssh connects."""
        known = (self.folder / "known_hosts").read_text().replace(USER, "*", 1)
        own = {
            "host": self.at.host, "port": self.at.port, "username": USER, "config": None,
            "client_keys": [str(self.folder / "client_key")], "agent_path": None,
            "known_hosts": asyncssh.import_known_hosts(known),
        }  # fmt: skip
        return own | said

    def openssh(self, program: str, *words: str, said: str = "", **other: str) -> "Result":
        """The stock client with those words; `other` are its options, said otherwise."""
        options = {
            "IdentityFile": str(other.pop("key", self.folder / "client_key")),
            "IdentitiesOnly": "yes", "UserKnownHostsFile": str(self.folder / "known_hosts"),
            "HostKeyAlias": USER, "BatchMode": "yes", "Port": str(self.at.port),
        } | other  # fmt: skip
        line = [program, "-F", "none"]
        for name, value in options.items():
            line += ["-o", f"{name}={value}"]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder)}
        return self.while_answering(
            lambda: subprocess.run(
                [*line, *words], input=said, capture_output=True, text=True, timeout=60,
                env=environment, cwd=self.folder, check=False,
            )
        )  # fmt: skip

    def ssh(self, *words: str, said: str = "", **other: str) -> "Result":
        """`ssh` to it."""
        user = other.pop("user", USER)
        return self.openssh("ssh", f"{user}@{self.at.host}", *words, said=said, **other)


Result = subprocess.CompletedProcess[str]
