"""Read repair: what a read sends to servers that turned out to lack something.

`async`: after the answer, and nobody waits. `blocking`: the servers that were asked are mended
before the answer, so that a later read of the same quorum does not go back (as Cassandra does).
`write_back`: what is returned is on W homes before it is (the second phase of a read in Attiya,
Bar-Noy, Dolev, "Sharing Memory Robustly in Message-Passing Systems", JACM 42(1), 1995).
"""

from typing import TYPE_CHECKING

from engine import causality, coordinator, traffic
from engine.values import Cell, Copy, Entry, lacking

if TYPE_CHECKING:
    from engine.cluster import Cluster
    from engine.operation import Operation


def delays_answer(cluster: "Cluster", operation: "Operation") -> bool:
    """Begins to mend what must be mended before the answer; whether the answer has to wait."""
    settings = operation.settings
    if settings.write_back == "off" and settings.read_repair != "blocking":
        return False
    involved = _involved(operation)
    missing = {server: _missing(operation, server, keys) for server, keys in involved.items()}
    operation.need = {key: _need(operation, key) for key in operation.reads}
    operation.confirmed = {
        key: tuple(s for s in involved if key in involved[s] and not _of_key(missing[s], key))
        for key in operation.reads
    }
    if _is_mended(operation):
        return False
    operation.phase = "repair"
    sent = {server: entries for server, entries in missing.items() if entries}
    cluster.log("asked", operation.number, "repair", tuple(sent), max(operation.need.values()))
    here = operation.coordinator
    for server, entries in sent.items():
        if server != here:
            traffic.send(cluster, "repair", here, server, operation.number, (entries, True))
    if here in sent:
        cluster.log("repaired", here, operation.number)
        coordinator.store_own(cluster, here, operation.number, sent[here])
    return True


def _involved(operation: "Operation") -> dict[str, tuple[str, ...]]:
    """Who may be sent something, and of which keys: those asked, and for write-back all homes.

    The homes to be are sent what was found as well, so that they are behind no answer.
    """
    members, n = operation.members, operation.settings.n
    some = operation.settings.write_back == "off"
    keys = {server: operation.asked[server] if some else () for server in operation.answers}
    for key in operation.reads:
        for home in members.pending(key, n) if some else members.writing(key, n):
            keys[home] = (*keys.get(home, ()), key)
    return keys


def _need(operation: "Operation", key: str) -> int:
    members, settings = operation.members, operation.settings
    if settings.write_back == "on":
        return members.acks(key, settings.n, settings.w)
    asked = sum(key in operation.asked[server] for server in operation.answers)
    return asked + len(members.pending(key, settings.n))


def _missing(operation: "Operation", server: str, keys: tuple[str, ...]) -> tuple[Entry, ...]:
    """What of these keys a server lacks; what it was not asked for it is taken to lack."""
    found: dict[Cell, Copy] = {c: copy for c, copy in operation.found.items() if c[0] in keys}
    return lacking(found, operation.answers.get(server, ()))


def _of_key(entries: tuple[Entry, ...], key: str) -> bool:
    return any(cell[0] == key for cell, _ in entries)


def _is_mended(operation: "Operation") -> bool:
    return all(len(operation.confirmed[key]) >= need for key, need in operation.need.items())


def on_ack(cluster: "Cluster", number: int, server: str, entries: tuple[Entry, ...]) -> None:
    """A server holds these rows now: perhaps all that it lacked, if this is no ack of earlier."""
    operation = cluster.operations.to_change(number)
    if operation is None or operation.phase != "repair":
        return
    keys = _involved(operation).get(server, ())
    lacks = lacking(dict(_missing(operation, server, keys)), entries)
    operation.confirmed = {
        key: (*servers, server)
        if key in keys and server not in servers and not _of_key(lacks, key)
        else servers
        for key, servers in operation.confirmed.items()
    }
    if _is_mended(operation):
        coordinator.answer(cluster, operation)


def after_answer(cluster: "Cluster", operation: "Operation") -> None:
    """Asynchronous repair: sends the servers that were asked what they lack."""
    if operation.settings.read_repair != "async" or operation.settings.write_back == "on":
        return
    here = operation.coordinator
    for server in operation.answers:
        missing = _missing(operation, server, operation.asked[server])
        if missing and server == here:
            cluster.log("repaired", here, operation.number)
            cluster.store(here, causality.split(cluster, here, missing)[0], operation.number)
        elif missing:
            traffic.send(cluster, "repair", here, server, operation.number, (missing, False))
