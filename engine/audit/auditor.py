"""Checks a run against every invariant as it goes, from outside: it sees what no server sees.

    auditor = Auditor(spec, settled_us=7_000_000)
    for event in log: auditor.take(event)
    auditor.finish(now_us)
    auditor.broken       -> [Broken("w_homes", "operation 7 (post by X) has the homes ['A'] only")]

It reads the log, and never asks the engine what ought to be so; where the cluster itself is at
hand, what its servers hold is compared with what the log says that they do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from engine import values
from engine.applications import genesis
from engine.audit import agreement, calm
from engine.audit.agreement import Leaders
from engine.audit.disks import Disks
from engine.audit.hints import Hints
from engine.audit.invariants import Broken
from engine.audit.links import Links
from engine.audit.operations import Operations, homes_of
from engine.audit.servers import Held, Servers
from engine.events import Event
from engine.history import History
from engine.spec import ClusterSpec
from engine.values import Cell, Copy

if TYPE_CHECKING:
    from engine.cluster import Cluster
    from engine.replica import Replica


class Auditor:
    """Everything that is known of one run, and what it has broken so far."""

    def __init__(self, spec: ClusterSpec, settled_us: int | None = None) -> None:
        """Before anything has happened; `settled_us`: from when on all homes hold all there is."""
        before = genesis(spec.users)
        self.history = History(before)
        self.broken: list[Broken] = []
        self.told: Counter[str] = Counter()
        """How often each event was."""
        held: dict[str, Held] = {name: {} for name in spec.names}
        for cell, copy in before:
            agree = spec.settings.agreement == "all"
            for home in spec.names if agree else homes_of(spec, cell[0], spec.settings.n):
                held[home][cell] = copy[0]
        self._servers = Servers(spec, held)
        self._links = Links(self._servers)
        self._operations = Operations(spec, self._servers, self.history)
        self._disks = Disks(self._servers, self._operations, self.history, settled_us)
        self._hints = Hints(self._servers, self._operations, self.history)
        self._leaders = Leaders()
        self._copies: defaultdict[Cell, list[Copy]] = defaultdict(list)

    def take(self, event: Event) -> None:
        """Takes in the next event of the log."""
        self.history.fold(event)
        self.told[event[1]] += 1
        for room in (self._servers, self._links, self._operations, self._disks, self._hints,
                     self._leaders):  # fmt: skip
            self.broken += room.take(event)
        if event[1] == "stamped":
            self._copies[event[3]].append((event[4], event[5]))

    def inspect(self, replica: "Replica", *, anew: bool = False) -> None:
        """Compares what a server really holds with the log; `anew`: it has just restarted."""
        holds = {cell: copy[0] for cell, copy in replica.copies.items()}
        self.broken += self._servers.inspect(replica.name, holds, anew=anew)
        self.broken += self._hints.inspect(replica.name, replica.hints)

    def finish(self, now_us: int) -> None:
        """The run is over."""
        for room in (self._links, self._operations, self._hints):
            self.broken += room.finish(now_us)
        self.broken += agreement.finish(self.history)
        self.broken += merges(self._copies)


def merges(copies: Mapping[Cell, Iterable[Copy]]) -> Iterator[Broken]:
    """The items whose copies do not merge to the same in every order, or not when merged again."""
    for cell, found in copies.items():
        there: list[Copy | None] = [*found]
        once = reduce(values.newest, there)
        halves = values.newest(
            reduce(values.newest, there[1::2], None), reduce(values.newest, there[::2])
        )
        for other in (reduce(values.newest, there[::-1]), halves, values.newest(once, once)):
            if other != once:
                yield Broken("merges", f"copies of {cell} merge to {once} and to {other}")


def audited(cluster: "Cluster", auditor: Auditor, until_us: int, only: str = "") -> None:
    """Runs a new cluster to this time, under the auditor's eyes.

    With `only`, the name of an invariant, no further than to where that is broken.
    """
    seen = 0
    while (following := cluster.next_us()) is not None and following <= until_us:
        if len(auditor.broken) > seen:
            if only in {broken.invariant for broken in auditor.broken[seen:]}:
                return
            seen = len(auditor.broken)
        cluster.step()
        events, cluster.events = cluster.events, []
        for event in events:
            auditor.take(event)
            if event[1] == "restarted" and event[2] in cluster.replicas:
                auditor.inspect(cluster.replicas[event[2]], anew=True)
    cluster.now_us = until_us
    for replica in cluster.replicas.values():
        auditor.inspect(replica)
    auditor.finish(until_us)


def after_the_calm(cluster: "Cluster") -> list[Broken]:
    """What a cluster breaks at the end of a calm."""
    return list(calm.finish(cluster))
