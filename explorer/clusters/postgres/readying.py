"""A cluster that is there has a story played on it, as if it had been made for it.

Rules this file keeps: one story at a time is played on it, which the notes' lock says, that ends
with its process however it ends; and what cannot be as new is refused, never played on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from explorer.clusters.postgres import notes
from explorer.clusters.postgres.control import Control, GoneError
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.notes import Notes
from explorer.file_lock import FileLock

FOLLOW_LIMIT_S = 5.0
"""So long a standby may take to hear from its primary again, before it is made to."""
LOOK_S = 0.1


@contextmanager
def ready(folder: Path, noted: Notes) -> Iterator[Control]:
    """The cluster in a folder, all up and nobody cut off, with its first server as the primary.

    Raises HostError, in words, where it cannot be had so.
    """
    try:
        lock = FileLock(folder / notes.FILE)
    except BlockingIOError:
        raise HostError(
            f"another story is being played on the cluster in {folder}: wait for its end"
        ) from None
    except OSError as error:
        raise HostError(f"the cluster in {folder} is not ours: {error.strerror}") from None
    try:
        cluster = Control(folder)
        _renew(cluster, noted)
        yield cluster
    except GoneError:
        raise HostError(notes.unkept(folder)) from None
    finally:
        lock.release()


def where(folder: Path, noted: Notes) -> str:
    """Where its servers are, in words."""
    machines = [line.split()[0].rpartition("@")[2] for line in noted.hosts]
    return ", ".join(machines) or f"the cluster in {folder}"


def _renew(cluster: Control, noted: Notes) -> None:
    """What stories before have left of faults is undone; their rows are `performing`'s to undo."""
    first, *others = noted.servers
    cluster.ask("heal")
    for one, other in combinations(noted.servers, 2):
        cluster.ask("delay", one=one, other=other, us=0)
    for server in noted.servers:
        _up(cluster, server)
    _lead(cluster, first)
    for server in others:
        cluster.ask("lag", server=server, us=0)
    for server in _deaf(cluster, first):
        cluster.ask("rejoin", server=server)
    if deaf := _deaf(cluster, first):
        raise HostError(
            f"{', '.join(deaf)} of the cluster that is there cannot be made to follow {first}: "
            "make another one (quorumscope cluster down, then up)"
        )


def _lead(cluster: Control, first: str) -> None:
    """That server is the primary, and no other one believes itself to be."""
    leader = cluster.ask("status")["primary"]
    for server in _standing(cluster):
        if server["role"] == "primary" and server["name"] != leader:
            cluster.ask("rejoin", server=server["name"])  # it was replaced, and did not hear of it
    if leader != first:
        cluster.ask("promote", server=first)
        cluster.ask("rejoin", server=leader)


def _up(cluster: Control, name: str) -> None:
    """A server that runs and answers, whatever it did."""
    if _state(cluster, name) == "paused":
        cluster.ask("resume", server=name)
    if _state(cluster, name) == "silent":
        cluster.ask("crash", server=name)  # killed by half, or its answer takes too long for us
    if _state(cluster, name) == "down":
        cluster.ask("restart", server=name)


def _state(cluster: Control, name: str) -> str:
    return str(next(one["state"] for one in _standing(cluster) if one["name"] == name))


def _standing(cluster: Control) -> list[dict[str, Any]]:
    """How each server is."""
    found: list[dict[str, Any]] = cluster.ask("status")["servers"]
    return found


def _deaf(cluster: Control, first: str) -> list[str]:
    """Who does not hear from the primary, within a while."""
    until_s = monotonic() + FOLLOW_LIMIT_S
    while True:
        standbys = [one for one in _standing(cluster) if one["name"] != first]
        deaf = [one["name"] for one in standbys if not one["streaming"]]
        if not deaf or monotonic() > until_s:
            return deaf
        sleep(LOOK_S)
