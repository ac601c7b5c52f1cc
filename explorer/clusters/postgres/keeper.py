"""The one process that stays: it owns the servers and the relays, and is asked by a Unix socket.

    python -m explorer.clusters.postgres.keeper FOLDER MARK [--tied]

A line of JSON is a request, a line of JSON its answer, `{"done": ...}` or `{"refused": "why"}`.
Whoever asks `{"do": "facts"}` is from then on sent a line for each fact. Its output has a line
`{"made": NAME}` for each server that runs, then an answer: all is made, or why not. However it
ends by itself, all of the cluster ends with it; `--tied`: also when its input is closed, which
whoever started it does at the latest by dying.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from explorer.clusters.postgres import ending, facts, notes, places, programs
from explorer.clusters.postgres.doings import Doings
from explorer.clusters.postgres.facts import Fact
from explorer.clusters.postgres.group import Group
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.links import Links
from explorer.clusters.postgres.local import LocalHost
from explorer.clusters.postgres.notes import CONTROL, Notes
from explorer.clusters.postgres.places import Place
from explorer.clusters.postgres.programs import Programs
from explorer.clusters.postgres.relay import monotonic_us

MOST_UNREAD = 64 << 20
"""Bytes of facts that somebody may leave unread; then they are sent no more."""


class Keeper:
    """One cluster, from the first folder to the last answer."""

    def __init__(self, folder: Path, noted: Notes, here: LocalHost) -> None:
        """`folder` has the notes in it, and nothing else yet."""
        self._folder, self._noted, self._here = folder, noted, here
        self._places = places.of(folder, noted, here)
        self._begun = replace(noted, servers=(), hosts=())
        """What may have been made: on no other machine anything, as long as one is not reached."""
        self._began_us = monotonic_us()
        self._links = Links(noted.servers, self._told, self._now_us)
        self._listeners: set[asyncio.StreamWriter] = set()
        self._doings: Doings

    async def make(self) -> None:
        """Makes all of it, and answers from then on. Raises HostError where that cannot be."""
        hosts = {place.host: place for place in self._places.values()}
        on = {host: await self._programs(place) for host, place in hosts.items()}
        found = {name: on[place.host] for name, place in self._places.items()}
        await self._links.open()
        group = Group(self._noted, self._places, found, self._links.road)
        self._begun = self._noted
        await group.make(lambda name: _say({"made": name}))
        self._doings = Doings(group, self._links, self._did)
        await asyncio.start_unix_server(self._talk, sock=_door(self._folder / CONTROL))

    async def end(self) -> None:
        """Nothing of it is left, but for this process."""
        await ending.end(self._folder, self._begun, self._here)
        await self._links.close()
        for place in self._places.values():
            await place.host.close()

    async def _programs(self, place: Place) -> Programs:
        """Those that a server has; on this machine they may be brought into the folder."""
        spare = self._folder / self._noted.programs if place.host is self._here else None
        return await programs.find(place.host, spare)

    def _now_us(self) -> int:
        return monotonic_us() - self._began_us

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one who asks, until they leave."""
        with suppress(OSError, ValueError):  # they left, or sent a line without an end
            while line := await reader.readline():
                _send(writer, await self._answer(line, writer))
                await writer.drain()
        self._listeners.discard(writer)
        writer.close()

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> Mapping[str, object]:
        try:
            words = json.loads(line)
        except ValueError:
            words = None
        if not isinstance(words, dict):
            return {"refused": f"this is no request: {line.decode(errors='replace').strip()}"}
        if words == {"do": "facts"}:
            self._listeners.add(writer)
            return {"done": {"began_us": self._began_us}}
        try:
            return {"done": await self._doings.answer(words)}
        except HostError as error:
            return {"refused": str(error)}

    def _told(self, fact: Fact) -> None:
        self._tell(facts.as_json(fact))

    def _did(self, do: str, words: Mapping[str, object]) -> None:
        self._tell({"fact": "did", "at_us": self._now_us(), "do": do, "words": words})

    def _tell(self, fact: Mapping[str, object]) -> None:
        for listener in tuple(self._listeners):
            if listener.transport.get_write_buffer_size() > MOST_UNREAD:
                self._listeners.discard(listener)
                listener.transport.abort()
            else:
                _send(listener, fact)


def _send(writer: asyncio.StreamWriter, words: Mapping[str, object]) -> None:
    writer.write(json.dumps(words).encode() + b"\n")


def _door(path: Path) -> socket.socket:
    """A socket that nobody but its owner may connect to, from its first moment on."""
    made = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        made.bind(str(path))
    finally:
        os.umask(before)
    return made


async def keep(folder: Path, noted: Notes, *, tied: bool) -> int:
    """Makes a cluster and keeps it, until it is to end; the exit status."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, over.set)
    if tied:
        await loop.connect_read_pipe(lambda: _Owner(over), sys.stdin)
    try:
        keeper = Keeper(folder, noted, LocalHost())
    except HostError as error:
        _say({"refused": str(error)})
        return 1
    reasons = []
    try:
        await _made(keeper, over)
        _say({"done": None})
        await over.wait()
    except HostError as error:
        reasons.append(str(error))
    finally:
        reasons += await _ended(keeper)
    if reasons:
        _say({"refused": "; ".join(reasons)})
    return int(bool(reasons))


async def _ended(keeper: Keeper) -> list[str]:
    """Ends all of it; where something cannot be ended, what can be done about it."""
    try:
        await keeper.end()
    except HostError as error:
        text = f"{error}: the notes stay, and `quorumscope cluster down` removes what is left"
        sys.stderr.write(f"{text}\n")
        return [text]
    return []


async def _made(keeper: Keeper, over: asyncio.Event) -> None:
    """Makes it, unless it is to end before."""
    making, ending_ = asyncio.create_task(keeper.make()), asyncio.create_task(over.wait())
    await asyncio.wait([making, ending_], return_when=asyncio.FIRST_COMPLETED)
    ending_.cancel()
    if not making.done():
        making.cancel()
        await asyncio.wait([making])
        raise HostError("it was ended before it was made")
    making.result()


def _say(words: Mapping[str, object]) -> None:
    with suppress(BrokenPipeError):  # whoever started it has gone
        sys.stdout.write(json.dumps(words) + "\n")
        sys.stdout.flush()


class _Owner(asyncio.Protocol):
    """Whoever started it, at the other end of its input."""

    def __init__(self, over: asyncio.Event) -> None:
        self._over = over

    def connection_lost(self, _: Exception | None) -> None:
        """asyncio: they closed it, or died."""
        self._over.set()


def main(arguments: Sequence[str]) -> int:
    """Keeps the cluster that is noted in a folder; the mark is for who looks for this process."""
    folder = Path(arguments[0])
    noted = notes.read(folder)
    if noted is None:
        _say({"refused": f"{folder} has no cluster in it"})
        return 1
    return asyncio.run(keep(folder, noted, tied="--tied" in arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
