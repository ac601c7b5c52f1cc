"""The other side of a keeper: begins a cluster in a folder, asks it, and ends it.

It needs no event loop. Each request has a time limit; a keeper that is gone is told apart from one
that says no.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from explorer.clusters.postgres import notes
from explorer.clusters.postgres.hosts import KEEPER, HostError
from explorer.clusters.postgres.notes import CONTROL

LIMIT_S = 180.0
"""The longest that anything may take: a server that is copied anew, on a busy machine."""
LONGEST_PATH = 100
"""Bytes of the path of a Unix socket, which systems limit to little more."""


class GoneError(HostError):
    """There is no keeper who could answer."""


class Control:
    """Asks the keeper of the cluster in a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / CONTROL

    def ask(self, do: str, *, limit_s: float = LIMIT_S, **words: object) -> Any:
        """What came of it. Raises HostError where it is refused, GoneError where nobody answers."""
        with self._connected(limit_s) as lines:
            return _answer(lines, {"do": do, **words})

    def facts(self) -> Iterator[dict[str, Any]]:
        """All that the keeper tells from now on, as it comes; ends with the keeper.

        The first one has the keeper's start by the system's monotonic clock, in microseconds.
        """
        with self._connected(None) as lines:
            yield {"fact": "began", **_answer(lines, {"do": "facts"})}
            yield from map(json.loads, lines)

    @contextmanager
    def _connected(self, limit_s: float | None) -> Iterator[Any]:
        with socket.socket(socket.AF_UNIX) as made:
            made.settimeout(limit_s)
            try:
                made.connect(str(self._path))
                with made.makefile("rw", encoding="utf-8") as lines:
                    yield lines
            except OSError as error:
                raise GoneError(f"nobody answers at {self._path}: {error}") from None


def _answer(lines: Any, words: dict[str, object]) -> Any:
    lines.write(json.dumps(words) + "\n")
    lines.flush()
    line = lines.readline()
    if not line:
        raise GoneError("the keeper has left without an answer")
    answer = json.loads(line)
    if "refused" in answer:
        raise HostError(answer["refused"])
    return answer["done"]


def begin(
    folder: Path,
    servers: tuple[str, ...],
    *,
    hosts: tuple[str, ...] = (),
    tied: bool = False,
    made: Callable[[str], None] = lambda _: None,
) -> subprocess.Popen[bytes]:
    """Starts a keeper who makes servers in a new or empty folder; returns when they can be asked.

    `hosts`: where the servers are, if not here (`places`). `made` hears the name of each server as
    soon as it runs.

    Closing its `stdin` ends a tied one, and so does the end of this process, however it ends.

    Raises:
        HostError: It cannot be made, in words; nothing of it is left.
        FileExistsError: There is something in that folder.
    """
    if len(bytes(folder / CONTROL)) > LONGEST_PATH:
        raise HostError(f"{folder} is too long a path for a socket: choose a shorter one")
    noted = notes.new(servers, hosts)
    _place(folder, noted)
    with (folder / notes.LOG).open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", KEEPER, str(folder), f"{noted.mark}keeper",
             *(["--tied"] if tied else [])],
            stdin=subprocess.PIPE if tied else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait(keeper, made)
    except BaseException:
        keeper.terminate()  # it removes what it has made
        keeper.wait()
        raise
    return keeper


def _wait(keeper: subprocess.Popen[bytes], made: Callable[[str], None]) -> None:
    """Hears a new keeper out. Raises HostError where it cannot make all that it is to make."""
    assert keeper.stdout
    with keeper.stdout as lines:
        for said in map(json.loads, lines):
            if "refused" in said:
                raise HostError(said["refused"])
            if "done" in said:
                return
            made(said["made"])
    raise HostError(f"the keeper has left without a word: see {notes.LOG} in its folder")


def _place(folder: Path, noted: notes.Notes) -> None:
    """Makes the folder, if need be, and notes what is going to be in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileExistsError(f"{folder} is not empty")
        folder.chmod(0o711)  # servers of another user have theirs in it
        notes.write(folder, noted)
    except FileExistsError:
        raise
    except OSError as error:
        raise HostError(f"{folder} cannot be made: {error.strerror}") from None
