"""What snapshots of a cluster weigh, in entries of their containers.

An entry is a place in a dict, a list or a deque: about fifty bytes, measured with what only it
keeps alive. Contents are frozen and shared, and so is any container that has not changed since the
snapshot before (see `Replica.snapshot`): it weighs once.
"""

from array import array
from collections.abc import Iterator, Mapping, Sized
from itertools import chain
from typing import Any

from engine.items import TIMEOUT, Item

State = Mapping[str, Any]
"""What `Cluster.snapshot` returns."""
ALONE = ("timers", "watched", "suspected", "agreed", "heap", "held", "operations", "sessions",
         "dependencies", "orphans", "waiting")  # fmt: skip
"""The parts of a snapshot that are one container each."""


class Heap:
    """The heap of a snapshot, its timeouts as numbers: of a load there are hundreds in each."""

    def __init__(self, items: list[Item]) -> None:
        """Of items in the order in which they lie on the heap."""
        self._count = len(items)
        self._timeouts = array("q", chain.from_iterable(i for i in items if i[2] == TIMEOUT))
        self._others = {at: item for at, item in enumerate(items) if item[2] != TIMEOUT}

    def copy(self) -> list[Item]:
        """The same items in the same order."""
        numbers = iter(self._timeouts)
        timeouts: Iterator[Item] = zip(numbers, numbers, numbers, numbers, strict=True)
        others = self._others
        return [others[at] if at in others else next(timeouts) for at in range(self._count)]

    def __len__(self) -> int:
        """How many items there are."""
        return self._count


def packed(state: State) -> State:
    """The same snapshot in less room, of which a cluster is restored a little more slowly."""
    heap = state["heap"]
    return state if isinstance(heap, Heap) else {**state, "heap": Heap(heap)}


def weight(state: State, beside: State | None = None) -> int:
    """The entries of a snapshot, without those that the one `beside` has as well."""
    shared = set(map(id, containers(beside))) if beside else ()
    return sum(len(each) for each in containers(state) if id(each) not in shared)


def containers(state: State) -> Iterator[Sized]:
    """Whatever in a snapshot grows with the cluster, its load or its past."""
    yield from (state[name] for name in ALONE)
    for _, *held in state["replicas"].values():
        yield from held
    acked, n, standing = state["ledger"]
    yield from (acked, n)
    for one in standing.values():
        yield from (one.owned, one.missing, one.unconfirmed)
    for member in state["group"].values():
        yield from (member.state.log, member.results, member.waiting)
    for desk in state["desks"].values():
        yield from (desk.waiting, desk.serving)
    yield from (state["workload"].calls, state["workload"].trials)
