"""Who looks on while a story is played: what relays saw pass, and which commit is whose.

Rules this file keeps: which frame carries a post is found by logical decoding, and by nothing else;
what was committed after a failover, on a server that nobody decodes, belongs to no operation.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psycopg

from engine.events import Event
from engine.values import Cell
from engine.versions import Version
from explorer.clusters.postgres import decoding
from explorer.clusters.postgres.control import Control
from explorer.clusters.postgres.decoding import Commit
from explorer.clusters.postgres.facts import Fact, from_json
from explorer.clusters.postgres.flow import APPLIED, FLUSHED, Evidence, Written, messages
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.run import Run

SLOT = "quorumscope"
ENDS = ("crash", "wipe", "promote", "pause", "rejoin")
"""What may take the primary away: what it has committed is read before."""


class Witness:
    """Looks on from when it is made, until `close`."""

    def __init__(self, cluster: Control, primary: str) -> None:
        """Raises HostError where the primary does not let itself be decoded."""
        self._cluster, self._primary = cluster, primary
        self._commits: list[Commit] = []
        self._facts: list[Fact] = []
        self._is_over = False
        told = cluster.facts()
        self._began_us = int(next(told)["began_us"])
        threading.Thread(target=self._listen, args=(told,), daemon=True).start()
        try:
            with self._connected() as line:
                decoding.begin(line, SLOT)
        except psycopg.Error as error:
            raise HostError(f"{primary} cannot be decoded: {error}") from None

    def _listen(self, told: Iterator[dict[str, Any]]) -> None:
        with suppress(HostError, OSError, ValueError):  # the keeper ends
            for fact in told:
                if self._is_over:
                    return
                if fact["fact"] in ("frame", "ack", "broken"):
                    self._facts.append(from_json(fact))

    def look(self) -> None:
        """Reads what the primary has committed since the last time; while it is away, nothing."""
        if self._is_up():
            with suppress(psycopg.Error), self._connected() as line:
                self._commits += decoding.commits(line, SLOT)

    def close(self) -> None:
        """Looks on no more, and takes away what was made for it, if the primary is there."""
        self._is_over = True
        with suppress(HostError, psycopg.Error):
            if self._is_up():
                with self._connected() as line:
                    decoding.end(line, SLOT)

    def _is_up(self) -> bool:
        """Whether the primary can answer: one that is paused lets whoever asks wait."""
        servers = self._cluster.ask("status")["servers"]
        return any((one["name"], one["state"]) == (self._primary, "running") for one in servers)

    def _connected(self) -> "psycopg.Connection[Any]":
        """What is done there waits for no standby."""
        return psycopg.connect(
            self._cluster.ask("conninfo", server=self._primary), autocommit=True,
            connect_timeout=10, options="-c synchronous_commit=local",
        )  # fmt: skip

    def saw(self, run: Run, events: Sequence[Event]) -> list[tuple[Event, Evidence]]:
        """The messages of a run that had these events, by time.

        What a server holds is told by the run itself, and so is until when that was only durable.
        """
        later_us = run.began_us - self._began_us
        facts = [_since(fact, later_us) for fact in list(self._facts) if fact.at_us >= later_us]
        written = self._written(run, events)
        cuts = [(event[0], event[2]) for event in events if event[1] == "cut"]
        flow = messages(facts, written, cuts=cuts)
        readable = {event[2:5]: event[0] for event in reversed(events) if event[1] == "stored"}
        return [
            (event, known)
            for event, known in flow.events
            if event[1] != "stored" and readable.get(event[2:5], event[0]) >= event[0]
        ]

    def _written(self, run: Run, events: Iterable[Event]) -> Iterator[Written]:
        """Whose the commits are: by the versions that they gave, on the run's clock."""
        known: dict[tuple[str, ...], int] = {}
        cells: defaultdict[int, list[tuple[Cell, Version]]] = defaultdict(list)
        needs: dict[int, int] = {}
        for event in events:
            if event[1] == "stamped":
                _, _, number, cell, version, _ = event
                known[str(version[0] + run.asking.start_us), version[2]] = number
                cells[number].append((cell, version))
            elif event[1] == "asked" and event[3] == "write":
                needs[event[2]] = APPLIED if run.level(event[5]) == "remote_apply" else FLUSHED
        for commit in self._commits:
            found = (known.get(change.version) for change in commit.changes)
            for number in dict.fromkeys(number for number in found if number is not None):
                rows = tuple(cells[number])
                yield Written(commit.end, (self._primary,), number, rows, needs[number])


def _since(fact: Any, later_us: int) -> Any:
    """The same by a clock that began so much later."""
    times = {name: getattr(fact, name, None) for name in ("at_us", "delivered_us", "due_us")}
    return replace(fact, **{name: us - later_us for name, us in times.items() if us is not None})
