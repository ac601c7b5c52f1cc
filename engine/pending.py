"""What lies on the heap and will do something. Pure.

Timers are never taken off the heap: one that nothing depends on any more is void, and does nothing
when its time comes. Which are void is decided here as by their handlers.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from engine.items import (
    AGREE,
    ARRIVE,
    ENTROPY,
    HANDOFF,
    HEDGE,
    LOOK,
    REPLAY,
    RETRY,
    SERVED,
    START,
    STREAM,
    SYNC,
    TIMEOUT,
    Item,
)

if TYPE_CHECKING:
    from engine.cluster import Cluster


def pending(cluster: "Cluster") -> Iterator[Item]:
    """The items of the heap that are not void, in no order.

    A crowd leaves ten thousand time-outs there: those are not looked at one by one.
    """
    operations = cluster.operations
    yield from [item for item in cluster.heap if item[2] == TIMEOUT and item[3] in operations]
    for item in [item for item in cluster.heap if item[2] != TIMEOUT]:
        counts = _COUNTS.get(item[2])
        if counts is None or counts(cluster, item):
            yield item


def _periodic(cluster: "Cluster", item: Item) -> bool:
    return bool(cluster.timers.get(item[2]) == item[3])


def _look(cluster: "Cluster", item: Item) -> bool:
    operation = cluster.operations.get(item[3])
    return operation is not None and operation.looks == item[4]


def _agree(cluster: "Cluster", item: Item) -> bool:
    _, _, _, server, what, number = item
    if what == "clock":
        member = cluster.group.get(server)
        return member is not None and member.state.turn == number and cluster.replicas[server].up
    operation = cluster.operations.get(number)
    return what != "retry" or (operation is not None and operation.phase == "agree")


def _hedge(cluster: "Cluster", item: Item) -> bool:
    made = cluster.workload.calls.get(item[3])
    return made is not None and made.tries == 1


def _served(cluster: "Cluster", item: Item) -> bool:
    desk = cluster.desks.get(item[3])
    return desk is not None and item[4] in desk.serving


def _start(cluster: "Cluster", item: Item) -> bool:
    return item[3] in cluster.operations or item[3] in cluster.orphans


_COUNTS: dict[int, Callable[["Cluster", Item], bool]] = {
    LOOK: _look, START: _start,
    HANDOFF: lambda cluster, item: item[3] in cluster.watched,
    SYNC: _periodic, REPLAY: _periodic, ENTROPY: _periodic, STREAM: _periodic, AGREE: _agree,
    ARRIVE: lambda cluster, item: cluster.workload.number == item[3],
    RETRY: lambda cluster, item: item[3] in cluster.workload.calls,
    HEDGE: _hedge, SERVED: _served,
}  # fmt: skip
"""By kind: whether it will do something; other kinds always do."""
