"""A real cluster for tests, in a loop of its own; where there is no PostgreSQL they are skipped."""

import asyncio
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

pytest.importorskip("psycopg")
pytest.importorskip("psutil")

from explorer.clusters.postgres import ending, notes, places, programs
from explorer.clusters.postgres.group import Group, Road, straight
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.local import LocalHost

LIMIT_S = 100
T = TypeVar("T")


class Loop:
    """An event loop that goes on between two calls, as relays need it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, doing: Coroutine[Any, Any, T]) -> T:
        """What it comes to; raises what it raises."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(LIMIT_S)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT_S)
        self._loop.close()


@contextmanager
def loop() -> Iterator[Loop]:
    made = Loop()
    try:
        yield made
    finally:
        made.close()


@contextmanager
def folder() -> Iterator[Path]:
    """One that servers of another user may enter, with a short name; a cluster in it is ended."""
    with tempfile.TemporaryDirectory(prefix="quorumscope-") as made:
        Path(made).chmod(0o711)
        place = Path(made) / "cluster"
        try:
            yield place
        finally:
            if noted := notes.read(place):  # a test has failed
                asyncio.run(ending.end(place, noted, LocalHost()))


def found(loop: Loop, spare: Path | None) -> programs.Programs:
    """PostgreSQL's programs here; without them the test is skipped."""
    try:
        return loop.do(programs.find(LocalHost(), spare))
    except HostError as error:
        pytest.skip(str(error))


@contextmanager
def servers(loop: Loop, names: str = "ABC", road: Road = straight) -> Iterator[Group]:
    """Servers that follow the first of them by a road; afterwards nothing of them is left."""
    host = LocalHost()
    with folder() as place:
        place.mkdir(mode=0o711)
        here = found(loop, place / "programs")
        noted = notes.new(tuple(names))
        notes.write(place, noted)
        made = Group(noted, places.of(place, noted, host), dict.fromkeys(names, here), road)
        try:
            loop.do(made.make())
            yield made
        finally:
            loop.do(ending.end(place, noted, host))
            assert not place.exists()
            assert loop.do(host.processes([noted.mark])) == []
