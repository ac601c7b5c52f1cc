"""What snapshots of a cluster weigh, in entries of their containers.

An entry is a place in a dict, a list or a deque: about fifty bytes, measured with what only it
keeps alive. Contents are frozen and shared, and so is any container that has not changed since the
snapshot before (see `Replica.snapshot`): it weighs once.
"""

from collections.abc import Iterator, Mapping, Sized
from typing import Any

State = Mapping[str, Any]
"""What `Cluster.snapshot` returns."""
ALONE = ("timers", "watched", "suspected", "agreed", "heap", "held", "operations", "sessions",
         "dependencies", "orphans", "waiting")  # fmt: skip
"""The parts of a snapshot that are one container each."""


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
