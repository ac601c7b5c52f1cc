"""Messages on their way: sent, held, moved, dropped. They lie on the cluster's heap."""

from heapq import heapify
from operator import itemgetter
from typing import TYPE_CHECKING

from engine.faults import Direction
from engine.items import (
    ARRIVES,
    DELIVER,
    DELIVERY,
    DIE,
    ENTROPY,
    NUMBER,
    REPLAY,
    SENT,
    SOURCE,
    STREAM,
    TARGET,
    Item,
)  # fmt: skip

if TYPE_CHECKING:
    from engine.cluster import Cluster


_RULERS_OF_LUCK = {"hint": REPLAY, "ack": REPLAY, "tree": ENTROPY, "sync": ENTROPY,
                   "stream": STREAM, "streamed": STREAM}  # fmt: skip
"""A message of no operation has the luck of the periodic timer that it comes from."""


def send(
    cluster: "Cluster", kind: str, source: str, target: str, operation: int, payload: object,
    luck: int = 0,
) -> None:  # fmt: skip
    """Puts a message on its way, and its copies where the link duplicates it.

    It has the luck of this number, else of its operation.
    """
    luck = luck or operation or cluster.timers.get(_RULERS_OF_LUCK.get(kind, ENTROPY), 0)
    network, now_us, way = cluster.network, cluster.now_us, (source, target)
    for arrives_us, lost_after in network.fates(way, kind, luck, now_us):
        number = cluster.number_message()
        cluster.log("sent", number, kind, source, target, operation, arrives_us)
        rest = (number, kind, source, target, operation, payload, now_us, arrives_us)
        if network.holds(way):
            hold(cluster, [(arrives_us, 0, DELIVER, *rest)])
        elif way in network.blocked:
            cluster.log("dropped", number, 0, f"the link {source} - {target} is cut")
        elif lost_after is None:
            cluster.push(arrives_us, DELIVERY, DELIVER, *rest)
        else:
            dies_us = now_us + round((arrives_us - now_us) * lost_after)
            cluster.push(dies_us, DELIVERY, DIE, *rest)


def in_flight(cluster: "Cluster") -> list[Item]:
    """The messages on their way by number, also those that will be lost and those held."""
    moving = [item for item in cluster.heap if item[2] in (DELIVER, DIE)]
    moving += (_stood(cluster, held) for held in cluster.held)
    return sorted(moving, key=itemgetter(NUMBER))


def _stood(cluster: "Cluster", held: tuple[int, Item]) -> Item:
    """A held message as if it had been sent as much later as it has stood: it is where it was."""
    since_us, item = held
    stood_us = cluster.now_us - since_us
    return (
        item[0] + stood_us, *item[1:SENT], item[SENT] + stood_us, item[ARRIVES] + stood_us
    )  # fmt: skip


def message(cluster: "Cluster", number: int) -> Item | None:
    """The message of this number, while it is in flight and not held."""
    found = (i for i in cluster.heap if i[2] in (DELIVER, DIE) and i[NUMBER] == number)
    return next(found, None)


def take_off(cluster: "Cluster", links: tuple[Direction, ...]) -> list[Item]:
    """Takes all messages off these links, in the order of their numbers."""
    caught = [
        item
        for item in cluster.heap
        if item[2] in (DELIVER, DIE) and (item[SOURCE], item[TARGET]) in links
    ]
    _remove(cluster, caught)
    return sorted(caught, key=lambda item: item[NUMBER])


def _remove(cluster: "Cluster", items: list[Item]) -> None:
    if items:
        gone = {item[1] for item in items}
        cluster.heap = [item for item in cluster.heap if item[1] not in gone]
        heapify(cluster.heap)


def standing(cluster: "Cluster", number: int) -> Item | None:
    """The message of this number, as it stands, while it is held; None: it is not."""
    found = (held for held in cluster.held if held[1][NUMBER] == number)
    return next((_stood(cluster, held) for held in found), None)


def hold_one(cluster: "Cluster", item: Item) -> None:
    """Keeps one message where it is until it is released itself."""
    cluster.by_hand |= {item[NUMBER]}
    _remove(cluster, [item])
    hold(cluster, [item])


def hold(cluster: "Cluster", items: list[Item]) -> None:
    """Keeps messages where they are until their links are released."""
    for item in items:
        cluster.held.append((cluster.now_us, item))
        cluster.log("held", item[NUMBER])


def drop_held(cluster: "Cluster", links: tuple[Direction, ...], reason: str) -> None:
    """What was held on these links dies where it stands."""
    for held in [h for h in cluster.held if (h[1][SOURCE], h[1][TARGET]) in links]:
        _die(cluster, _let_go(cluster, held), reason)


def release(cluster: "Cluster") -> None:
    """Lets what is held no more go on with the rest of its way."""
    holds, by_hand = cluster.network.holds, cluster.by_hand
    for held in list(cluster.held):
        item = held[1]
        if item[NUMBER] not in by_hand and not holds((item[SOURCE], item[TARGET])):
            item = _let_go(cluster, held)
            cluster.push(item[0], DELIVERY, *item[2:])
            cluster.log("released", item[NUMBER], item[ARRIVES])


def _let_go(cluster: "Cluster", held: tuple[int, Item]) -> Item:
    """Takes a message off those that are held, as it stands."""
    cluster.held.remove(held)
    cluster.by_hand -= {held[1][NUMBER]}
    return _stood(cluster, held)


def drop_standing(cluster: "Cluster", number: int, reason: str) -> None:
    """A message that is held dies where it stands."""
    held = next(held for held in cluster.held if held[1][NUMBER] == number)
    _die(cluster, _let_go(cluster, held), reason)


def delay(cluster: "Cluster", item: Item, by_us: int) -> None:
    """Has a message in flight arrive later."""
    _remove(cluster, [item])
    rest = (*item[2:ARRIVES], item[ARRIVES] + by_us)
    cluster.push(item[0] + by_us, DELIVERY, *rest)
    cluster.log("delayed", item[NUMBER], item[ARRIVES] + by_us)


def duplicate(cluster: "Cluster", item: Item) -> None:
    """Has a copy of a message in flight arrive with it, as a message of its own."""
    number = cluster.number_message()
    cluster.log("sent", number, *item[4:8], item[ARRIVES])
    cluster.push(item[0], DELIVERY, item[2], number, *item[4:])


def drop(cluster: "Cluster", item: Item, reason: str) -> None:
    """A message dies where it is now."""
    _remove(cluster, [item])
    _die(cluster, item, reason)


def _die(cluster: "Cluster", item: Item, reason: str) -> None:
    gone_us, whole_us = cluster.now_us - item[SENT], max(1, item[ARRIVES] - item[SENT])
    cluster.log("dropped", item[NUMBER], gone_us * 1_000_000 // whole_us, reason)


def on_die(cluster: "Cluster", item: Item) -> None:
    """A message is lost on its way."""
    drop(cluster, item, "lost on the way")
