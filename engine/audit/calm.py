"""What must be so once a run has been calm for long enough: all is brought to all homes. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.audit.invariants import Broken
from engine.values import Cell
from engine.versions import Version

if TYPE_CHECKING:
    from engine.cluster import Cluster


def finish(cluster: "Cluster") -> Iterator[Broken]:
    """What a cluster breaks at the end of a calm, its servers up and comparing their trees."""
    for number in sorted(cluster.operations):
        yield Broken("nothing_in_progress", f"operation {number} is in progress still")
    if cluster.move is not None:
        text = f"{cluster.move.server} has not come to the end of its {cluster.move.kind}"
        yield Broken("nothing_in_progress", text)
    for _, item in cluster.held:
        yield Broken("nothing_in_progress", f"message {item[3]} is held, and nothing holds it")
    if _waits_for_ever(cluster):
        return
    for name, replica in cluster.replicas.items():
        for home, cell in sorted(replica.hints):
            yield Broken("hints_empty", f"{name} still keeps a hint of {cell} for {home}")
    for key in _apart(cluster):
        yield Broken("converged", f"the homes of {key} do not hold the same")


def _waits_for_ever(cluster: "Cluster") -> bool:
    """Whether some server waits for a write that something depends on and no home has any more."""
    waiting = [
        (cell, copy[0])
        for replica in cluster.replicas.values()
        for _, entries in replica.deferred
        for cell, copy in entries
    ]
    needs = {need for item in waiting for need in cluster.dependencies.get(item, ())}
    return any(not _is_somewhere(cluster, cell, version) for cell, version in needs)


def _is_somewhere(cluster: "Cluster", cell: Cell, version: Version) -> bool:
    homes = cluster.members.homes(cell[0], cluster.settings.n)
    copies = (cluster.replicas[home].copies.get(cell) for home in homes)
    return any(copy is not None and copy[0] >= version for copy in copies)


def _apart(cluster: "Cluster") -> list[str]:
    """The keys whose homes hold different copies."""
    held: defaultdict[str, dict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    for name, replica in cluster.replicas.items():
        for cell, copy in replica.copies.items():
            held[cell[0]][name].add((cell, copy))
    homes = {key: cluster.members.homes(key, cluster.settings.n) for key in held}
    return [
        key
        for key, by_server in sorted(held.items())
        if any(by_server[home] != by_server[homes[key][0]] for home in homes[key])
    ]
