"""What a coordinator does for an operation: whom it asks, who answers, and how it ends.

A write goes to all N homes of its key and is acknowledged at the W-th ack. A read asks exactly R
homes, the coordinator's own copy first, then the nearest (or others, as `ask` says), and is
answered by the R-th reply. When the time-out comes first the outcome is `info`: unknown, for a
write may be on some servers and is not taken back.
"""

from typing import TYPE_CHECKING

from engine import (
    agreement,
    causality,
    clients,
    delivery,
    handoff,
    pages,
    placement,
    repair,
    service,
    sessions,
    social,
    timers,
    traffic,
    trials,
    writing,
)
from engine.items import OWN
from engine.operation import Operation
from engine.quorum import tally
from engine.values import Entry

if TYPE_CHECKING:
    from engine.cluster import Cluster


def start(cluster: "Cluster", number: int) -> None:
    """The coordinator begins to work on an operation, unless its user has given up.

    Where service takes time it does not know that, and works for nobody.
    """
    operation = cluster.operations.to_change(number) or cluster.orphans.to_change(number)
    if operation is None:
        return
    cluster.orphans.pop(number, None)
    if agreement.governs(operation.settings, operation.request.action):
        agreement.start(cluster, operation)
    elif operation.reads:
        _read(cluster, operation)
    else:
        _write(cluster, operation)


def _read(cluster: "Cluster", operation: Operation) -> None:
    """Asks homes of every key, each server once for all the keys that it is to answer."""
    asked: dict[str, tuple[str, ...]] = {}
    operation.phase = "read"
    for key in operation.reads:
        for server in _asked_for(cluster, operation, key):
            asked[server] = (*asked.get(server, ()), key)
    operation.asked = asked
    cluster.log("asked", operation.number, "read", tuple(asked), operation.settings.r)
    here = operation.coordinator
    at_once = here in asked and operation.settings.shortcut == "on"
    for server, keys in asked.items():
        if server != here or not at_once:
            traffic.send(cluster, "read", here, server, operation.number, keys)
    if at_once:
        service.look_up(cluster, operation, asked[here])


def _asked_for(cluster: "Cluster", operation: Operation, key: str) -> tuple[str, ...]:
    r, ask = operation.settings.r, operation.settings.ask
    homes = operation.members.serving(key, operation.settings.n)
    asking = operation.request.asking or operation.settings.asking
    if asking and key != operation.plan.session:
        return tuple(server for server in asking if server in homes)
    if ask == "random":
        return placement.shuffled(cluster, homes, key, operation.number)[:r]
    nearest = placement.nearest(cluster, homes, operation.coordinator)
    return nearest if ask == "all" else nearest[:r]


def ask_also(cluster: "Cluster", operation: Operation, server: str, keys: tuple[str, ...]) -> None:
    """Asks one more server for these keys, after the others have answered."""
    operation.phase = "forward"
    operation.asked = {**operation.asked, server: keys}
    timers.set_look(cluster, operation.number, server)
    cluster.log("forwarded", operation.number, server)
    traffic.send(cluster, "read", operation.coordinator, server, operation.number, keys)


def on_reply(cluster: "Cluster", number: int, server: str, entries: tuple[Entry, ...]) -> None:
    """A server's rows have come; late ones find no operation any more."""
    operation = cluster.operations.to_change(number)
    if operation is None or operation.phase not in ("read", "forward", "wait"):
        return
    if server not in operation.asked:
        return  # it was asked at an earlier look
    operation.answers = {**operation.answers, server: entries}
    if operation.phase != "read" or all(_tally(operation, key) == "met" for key in operation.reads):
        operation.gather()
        consider(cluster, operation)


def _tally(operation: Operation, key: str) -> str:
    asked = [server for server, keys in operation.asked.items() if key in keys]
    got = sum(server in operation.answers for server in asked)
    return tally(got, operation.settings.r, len(asked) - got)


def consider(cluster: "Cluster", operation: Operation) -> None:
    """The reads are done: refuse, wait for the user session, write, mend or answer."""
    if not sessions.satisfied(cluster, operation):
        return
    refusal = social.verdict(operation.request, operation.plan, operation.found)
    if refusal is not None:
        end(cluster, operation, "fail", refusal)
    elif operation.plan.cell is not None:
        _write(cluster, operation)
    elif not repair.delays_answer(cluster, operation):
        answer(cluster, operation)
    repair.after_answer(cluster, operation)


def answer(cluster: "Cluster", operation: Operation) -> None:
    """The user gets what was found of the keys asked for, unless there is more to read."""
    if pages.thinks(cluster, operation):
        return
    reads = operation.plan.reads
    found = {cell: copy for cell, copy in operation.found.items() if cell[0] in reads}
    result = tuple(sorted((cell, copy[0]) for cell, copy in found.items()))
    awaited = clients.awaits(cluster, operation)
    if end(cluster, operation, "ok", result) and awaited:
        sessions.learn(cluster, operation.request, found, operation.number)


def _write(cluster: "Cluster", operation: Operation) -> None:
    """Stamps the write and sends it to all homes of its key; an own copy is stored at once."""
    here = operation.coordinator
    operation.phase = "write"
    operation.entries = writing.entries(cluster, operation)
    if not operation.entries:
        acknowledge(cluster, operation)  # what it would remove is not there
        return
    homes = operation.members.writing(operation.entries[0][0][0], operation.settings.n)
    for cell, (version, value) in operation.entries:
        cluster.log("stamped", operation.number, cell, version, value)
    causality.attach(cluster, operation, operation.entries)
    cluster.log("asked", operation.number, "write", homes, operation.acks_needed)
    handoff.watch(cluster, operation, homes)
    at_once = here in homes and operation.settings.shortcut == "on"
    for home in homes:
        if home != here or not at_once:
            traffic.send(cluster, "write", here, home, operation.number, operation.entries)
    own = (OWN, here, operation.number, operation.entries)
    if at_once and cluster.settings.service_us:
        service.arrive(cluster, here, "write", operation, operation.number, *own)
    elif at_once and cluster.replicas[here].health.slow_disk_us:
        takes_us = cluster.replicas[here].health.slow_disk_us
        delivery.later(cluster, here, takes_us, *own)
    elif at_once:
        store_own(cluster, here, operation.number, operation.entries)


def store_own(cluster: "Cluster", here: str, number: int, entries: tuple[Entry, ...]) -> None:
    """A coordinator stores copies of its own, which is an ack like any other."""
    ready, late = causality.split(cluster, here, entries)
    if late:
        causality.defer(cluster, here, late, OWN, here, number, entries)
    if cluster.store(here, ready, number) and not late:
        on_ack(cluster, number, here)
        repair.on_ack(cluster, number, here, entries)


def on_ack(cluster: "Cluster", number: int, server: str) -> None:
    """A server has stored what it was sent (or holds something newer); late acks end nothing."""
    handoff.heard(cluster, number, server)
    operation = cluster.operations.to_change(number)
    if operation is None or server in operation.acks or operation.phase != "write":
        return
    operation.acks = (*operation.acks, server)
    outstanding = operation.settings.n - len(operation.acks)
    if tally(len(operation.acks), operation.acks_needed, outstanding) == "met":
        acknowledge(cluster, operation)


def acknowledge(cluster: "Cluster", operation: Operation) -> None:
    """The user is told that the write is done."""
    awaited = clients.awaits(cluster, operation)
    if end(cluster, operation, "ok", ()):
        cluster.acknowledged(operation)
        if awaited:
            sessions.learn(cluster, operation.request, dict(operation.entries), operation.number)


def on_timeout(cluster: "Cluster", number: int) -> None:
    """The user waits no longer."""
    operation = cluster.operations.to_change(number)
    if operation is None:
        return
    if operation.phase == "agree" and not operation.asked:
        end(cluster, operation, "unavailable", f"{operation.coordinator} knows no leader")
        return
    why = f"the {operation.strays} was lost" if operation.strays else "the link is cut"
    waited = {
        "read": f"{len(operation.answers)} of {operation.settings.r} replies",
        "think": "its wall still to be read",
        "forward": "what its user session demands still to come",
        "wait": "what its user session demands still to come",
        "repair": "what it read still to be written back",
        "write": f"{len(operation.acks)} of {operation.acks_needed} acks",
        "agree": "agreement still to come",
        "lost": f"no way to {operation.coordinator}: {why}",
        "unheard": f"the answer of {operation.coordinator} lost: {why}",
    }[operation.phase]
    end(cluster, operation, "info", f"timed out with {waited}")
    service.orphan(cluster, operation)


def connected(cluster: "Cluster", server: str) -> list[Operation]:
    """The operations whose users would notice that this coordinator breaks their connections."""
    mine = (o for o in cluster.operations.values() if o.coordinator == server)
    return [o for o in mine if o.phase not in ("lost", "unheard")]


def end(cluster: "Cluster", operation: Operation, outcome: str, detail: object) -> bool:
    """Reports the outcome: the operation is in progress no more.

    An answer that cannot reach its user is none: False, and the user goes on waiting.
    """
    way = (operation.coordinator, operation.request.user)
    lost = way in cluster.network.blocked or operation.strays == "answer"
    if outcome != "info" and lost:
        operation.phase = "unheard"
        return False
    del cluster.operations[operation.number]
    cluster.log(outcome, operation.number, detail)
    if operation.call:
        clients.ended(cluster, operation, outcome)
    trials.ended(cluster, operation, outcome)
    return True
