"""What happens by itself: time-outs, and what is done again and again."""

from typing import TYPE_CHECKING

from engine import coordinator, delivery, entropy, handoff, sessions
from engine.items import ENTROPY, HANDOFF, LOOK, REPLAY, SYNC, TIMEOUT, TIMER, Item

if TYPE_CHECKING:
    from engine.cluster import Cluster

LOOK_US = 5_000
"""How often a waiting coordinator that is no home asks the homes again."""

_RULERS = {
    SYNC: ("sync_us",),
    REPLAY: ("hint_replay_us", "hints", "quorum"),
    ENTROPY: ("anti_entropy_us",),
}
"""What happens again and again, and the settings that rule it."""


def set_timeout(cluster: "Cluster", number: int) -> None:
    """Ends the operation as unknown when its time is over."""
    cluster.push(cluster.now_us + cluster.settings.timeout_us, TIMER, TIMEOUT, number)


def set_handoff(cluster: "Cluster", number: int) -> None:
    """Looks after a write's silent homes when the wait for them is over."""
    cluster.push(cluster.now_us + cluster.settings.handoff_wait_us, TIMER, HANDOFF, number)


def set_look(cluster: "Cluster", number: int, server: str) -> None:
    """Has a read that waits ask again, when this server's answer is overdue."""
    operation = cluster.operations[number]
    operation.looks += 1
    way_us = cluster.network.distance_us(operation.coordinator, server)
    at_us = cluster.now_us + 2 * way_us + LOOK_US
    cluster.push(at_us, TIMER, LOOK, number, operation.looks)


def set_periodic(cluster: "Cluster", *attributes: str) -> None:
    """Sets what happens again and again, all or what these settings rule, anew."""
    for kind, rulers in _RULERS.items():
        if not attributes or set(attributes) & set(rulers):
            _again(cluster, kind)


def _period_us(cluster: "Cluster", kind: int) -> int | None:
    settings = cluster.settings
    hinting = settings.hints == "on" or settings.quorum == "sloppy"
    return {
        SYNC: settings.sync_us,
        REPLAY: settings.hint_replay_us if hinting else None,
        ENTROPY: settings.anti_entropy_us,
    }[kind]


def _again(cluster: "Cluster", kind: int) -> None:
    """Sets the next timer of this kind; its number makes all older ones void."""
    cluster.timers[kind] = cluster.timers.get(kind, 0) + 1
    period_us = _period_us(cluster, kind)
    if period_us:
        cluster.push(cluster.now_us + period_us, TIMER, kind, cluster.timers[kind])


def on_timeout(cluster: "Cluster", item: Item) -> None:
    """A user waits no longer."""
    coordinator.on_timeout(cluster, item[3])


def on_handoff(cluster: "Cluster", item: Item) -> None:
    """A coordinator has waited long enough for silent homes; a paused one gets to it later."""
    known = cluster.watched.get(item[3])
    if known is None:
        return
    if cluster.replicas[known.coordinator].health.paused:
        delivery.later(cluster, known.coordinator, 0, *item[2:])
    else:
        handoff.on_wait_over(cluster, item[3])


def on_look(cluster: "Cluster", item: Item) -> None:
    """A read that waits asks again; a paused coordinator gets to it later."""
    operation = cluster.operations.get(item[3])
    if operation is None or operation.looks != item[4]:
        return
    if cluster.replicas[operation.coordinator].health.paused:
        delivery.later(cluster, operation.coordinator, 0, *item[2:])
    else:
        sessions.look_again(cluster, item[3])


def on_periodic(cluster: "Cluster", item: Item) -> None:
    """Does what is due again, and sets the next timer; a void one does nothing."""
    kind, number = item[2], item[3]
    if cluster.timers[kind] != number:
        return
    if kind == SYNC:
        for replica in cluster.replicas.values():
            if replica.running:
                replica.sync()
    elif kind == REPLAY:
        handoff.replay(cluster)
    else:
        entropy.begin_round(cluster, number)
    _again(cluster, kind)
