"""What serving costs: a queue in front of each server's workers, first in, first out.

Reads and writes cost, also of the coordinator's own copy; acks, replies and coordination cost
nothing. So a server that has w writes and 1 - w reads a request to do, among S that share N copies
and ask k of them, is full at S / (w N + (1 - w) k) times what a single one can do.

A job is the tail of an item of the heap: what the server gets to once it has been served. How long
that takes is the luck of its operation, server and kind: exponential, as in M/M/c queues
(Kleinrock, "Queueing Systems", 1975).
"""

from collections import deque
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING, Any

from engine import coordinator, delivery, web
from engine.items import DELIVERY, LOOKUP, SERVED, Item
from engine.operation import Operation
from engine.replica import HEALTHY

if TYPE_CHECKING:
    from engine.cluster import Cluster

COSTS = ("read", "write")
"""The kinds of message that a server needs time for."""

Job = tuple[int, int | None, str, int, tuple[Any, ...]]
"""When it came, until when somebody waits for it (None: for ever), kind, operation, what then."""


@dataclass(slots=True)
class Desk:
    """The queue in front of one server, and what its workers are at."""

    waiting: deque[Job] = field(default_factory=deque)
    serving: dict[int, Job] = field(default_factory=dict)
    """By the number of the service."""
    begun: int = 0
    """How many services have begun."""

    def __len__(self) -> int:
        """How many jobs are here."""
        return len(self.waiting) + len(self.serving)

    def copied(self) -> "Desk":
        """For a snapshot: jobs are frozen."""
        return Desk(self.waiting.copy(), self.serving.copy(), self.begun)


def arrive(
    cluster: "Cluster",
    server: str,
    kind: str,
    operation: Operation | None,
    number: int,
    *then: object,
) -> None:
    """Something that costs time comes to a server: it waits for its turn.

    Only what its user still waited for when it came is given up at all; a write never is, as other
    servers may have it already.
    """
    deadline_us = operation.deadline_us if operation and kind != "write" else None
    desk = cluster.desks.get(server)
    if desk is None:
        desk = cluster.desks[server] = Desk()
    desk.waiting.append((cluster.now_us, deadline_us, kind, number, then))
    go_on(cluster, server)


def go_on(cluster: "Cluster", server: str) -> None:
    """Workers that are free take the next jobs, unless their server is paused."""
    desk = cluster.desks.get(server)
    if desk is None or not desk.waiting or _stands(cluster, server):
        return
    workers = web.workers(cluster, server)
    while desk.waiting and len(desk.serving) < workers:
        job = desk.waiting.popleft()
        _, deadline_us, kind, number, _ = job
        late = deadline_us is not None and deadline_us <= cluster.now_us
        if late and cluster.settings.shedding == "deadline":
            cluster.log("shed", server, number)
            continue
        desk.begun += 1
        desk.serving[desk.begun] = job
        takes_us = _takes_us(cluster, server, kind, number)
        at_us = cluster.now_us + takes_us
        cluster.push(at_us, DELIVERY, SERVED, server, desk.begun, takes_us)


def _stands(cluster: "Cluster", server: str) -> bool:
    replica = cluster.replicas.get(server)
    return replica is not None and replica.health.paused


def _takes_us(cluster: "Cluster", server: str, kind: str, number: int) -> int:
    luck = cluster.network.luck.draw("service", server, server, kind, number)[0]
    takes_us = round(-log(1.0 - luck) * web.mean_us(cluster, server))
    replica = cluster.replicas.get(server)
    if replica is None or replica.health is HEALTHY:
        return takes_us
    slow_disk_us = replica.health.slow_disk_us if kind == "write" else 0
    return takes_us + replica.health.slow_us + slow_disk_us


def on_served(cluster: "Cluster", item: Item) -> None:
    """A worker is done: the server gets to what was served, and the worker to the next job."""
    _, _, _, server, number, took_us = item
    desk = cluster.desks.get(server)
    if desk is None or number not in desk.serving:
        return  # it was forgotten in a crash
    if _stands(cluster, server):
        delivery.later(cluster, server, 0, *item[2:])
        return
    came_us, _, _, operation, then = desk.serving.pop(number)
    waited_us = cluster.now_us - took_us - came_us
    cluster.log("served", server, operation, waited_us, took_us)
    cluster.handle((*item[:2], *then))
    go_on(cluster, server)


def look_up(cluster: "Cluster", operation: Operation, keys: tuple[str, ...]) -> None:
    """A coordinator gets to its own copies: at once, or when it is their turn."""
    here, number = operation.coordinator, operation.number
    if cluster.settings.service_us:
        arrive(cluster, here, "read", operation, number, LOOKUP, here, number, keys)
    else:
        coordinator.on_reply(cluster, number, here, cluster.replicas[here].read(keys))


def on_looked_up(cluster: "Cluster", item: Item) -> None:
    """A coordinator has got to its own copies."""
    _, _, _, server, number, keys = item
    coordinator.on_reply(cluster, number, server, cluster.replicas[server].read(keys))


def forget(cluster: "Cluster", server: str) -> None:
    """A server has gone down: its queue is gone."""
    if server in cluster.desks:
        cluster.desks[server] = Desk(begun=cluster.desks[server].begun)
    for number in [n for n, o in cluster.orphans.items() if o.coordinator == server]:
        del cluster.orphans[number]


def orphan(cluster: "Cluster", operation: Operation) -> None:
    """A user has given up on what its coordinator has not got to yet, and will get to all the same.

    Where service takes time that is what keeps an overloaded server busy for nobody.
    """
    begun = operation.asked or operation.phase != "read"
    if not begun and (cluster.settings.service_us or cluster.settings.web_servers):
        cluster.orphans.add(operation)
