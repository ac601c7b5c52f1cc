"""What must be so once a run has been calm for long enough: all is brought to all homes. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.audit_operations import homes_of
from engine.invariants import Broken

if TYPE_CHECKING:
    from engine.cluster import Cluster


def finish(cluster: "Cluster") -> Iterator[Broken]:
    """What a cluster breaks at the end of a calm, its servers up and comparing their trees."""
    for number in sorted(cluster.operations):
        yield Broken("nothing_in_progress", f"operation {number} is in progress still")
    for _, item in cluster.held:
        yield Broken("nothing_in_progress", f"message {item[3]} is held, and nothing holds it")
    for name, replica in cluster.replicas.items():
        for home, cell in sorted(replica.hints):
            yield Broken("hints_empty", f"{name} still keeps a hint of {cell} for {home}")
    for key in _apart(cluster):
        yield Broken("converged", f"the homes of {key} do not hold the same")


def _apart(cluster: "Cluster") -> list[str]:
    """The keys whose homes hold different copies."""
    held: defaultdict[str, dict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    for name, replica in cluster.replicas.items():
        for cell, copy in replica.copies.items():
            held[cell[0]][name].add((cell, copy))
    homes = {key: homes_of(cluster.spec, key, cluster.settings.n) for key in held}
    return [
        key
        for key, by_server in sorted(held.items())
        if any(by_server[home] != by_server[homes[key][0]] for home in homes[key])
    ]
