"""What must hold of every run whatever happens to it, read off its event log. Pure.

Each invariant is checked at the events that can break it; a broken one is told in a sentence.
"""

from collections.abc import Iterable, Iterator

from engine.events import Event
from engine.faults import Direction
from engine.history import History
from engine.records import Operation
from engine.values import Cell
from engine.versions import GENESIS, Version


def broken(events: Iterable[Event], history: History) -> list[str]:
    """Every invariant that the log breaks, in words."""
    machine = _Machine()
    found = [text for event in events for text in machine.take(event)]
    for operation in history.operations.values():
        found += _of_operation(operation, history)
    return found


class _Machine:
    """What the log says of servers and links so far."""

    def __init__(self) -> None:
        self._down: set[str] = set()
        self._blocked: set[Direction] = set()
        self._messages: dict[int, tuple[str, str]] = {}
        self._gone: set[int] = set()
        self._stored: dict[tuple[str, Cell], Version] = {}
        self._leaders: dict[int, str] = {}
        self._disks_kept = True

    def take(self, event: Event) -> Iterator[str]:
        """Takes in an event; what it breaks."""
        at = f"at {event[0]} us"
        match event[1]:
            case "sent":
                self._messages[event[2]] = (event[4], event[5])
                if event[4] in self._down:
                    yield f"{at}: {event[4]} is down and sent message {event[2]}"
            case "delivered":
                yield from self._delivered(event, at)
            case "dropped":
                self._gone.add(event[2])
            case "stored":
                yield from self._stores(event, at)
            case "elected":
                first = self._leaders.setdefault(event[3], event[2])
                if first != event[2] and self._disks_kept:
                    yield f"{at}: {event[2]} leads in term {event[3]}, in which {first} was elected"
            case _:
                self._fault(event)

    def _fault(self, event: Event) -> None:
        match event[1]:
            case "crashed":
                self._down.add(event[2])
                self._forget(event[2], dict(event[3]))
            case "wiped":
                self._down.add(event[2])
                self._disks_kept = False  # and with them the votes
                self._forget(event[2], None)
            case "restarted":
                self._down.discard(event[2])
            case "left":
                self._down.add(event[2])
            case "joining" | "replacing":
                self._down.discard(event[2])
                self._forget(event[2], None)
            case "cut":
                self._blocked |= set(event[2])
            case "healed":
                self._blocked -= set(event[2])

    def _forget(self, server: str, kept: dict[Cell, Version | None] | None) -> None:
        for key in [key for key in self._stored if key[0] == server]:
            if kept is None or key[1] in kept:
                left = None if kept is None else kept[key[1]]
                if left is None:
                    del self._stored[key]
                else:
                    self._stored[key] = left

    def _delivered(self, event: Event, at: str) -> Iterator[str]:
        number = event[2]
        link = self._messages[number]
        if link in self._blocked:
            yield f"{at}: message {number} came across the cut link {link[0]} - {link[1]}"
        if link[1] in self._down:
            yield f"{at}: message {number} came to {link[1]}, which is down"
        if number in self._gone:
            yield f"{at}: message {number} came twice, or after it was lost"
        self._gone.add(number)

    def _stores(self, event: Event, at: str) -> Iterator[str]:
        _, _, server, cell, version, _ = event
        before = self._stored.get((server, cell))
        if server in self._down:
            yield f"{at}: {server} is down and stored {cell}"
        if before is not None and version <= before:
            yield f"{at}: {server} went back from {before} to {version} of {cell}"
        self._stored[server, cell] = version


def _of_operation(operation: Operation, history: History) -> Iterator[str]:
    name = f"operation {operation.number} ({operation.action} by {operation.user})"
    if operation.outcome == "fail" and operation.version is not None:
        yield f"{name} failed and was written all the same"
    if operation.outcome == "ok" and operation.kind == "read":
        yield from _of_read(operation, history, name)


def _of_read(read: Operation, history: History, name: str) -> Iterator[str]:
    """A read returns only what was written, and from R servers at least."""
    written = {row[:2] for o in history.operations.values() for row in o.written}
    for item in read.result.items():
        if item[1] != GENESIS and item not in written:
            yield f"{name} returned {item}, which nobody wrote"
    servers, need = read.asked["read"]
    end = read.ended_at or 0
    answered = {
        message.source
        for message in history.sent.get(read.number, ())
        if message.kind in ("reply", "answer") and message.delivered_at is not None
        and message.delivered_at <= end
    }  # fmt: skip
    own = {read.coordinator} & set(servers)
    if len(answered | own) < need:
        yield f"{name} was answered by {len(answered | own)} servers, and needs {need}"


def unacknowledged(history: History, w_of: dict[int, int]) -> list[str]:
    """Acknowledged writes that fewer than W of their homes had stored by then.

    `w_of` gives the W of each operation that a strict quorum acknowledged. What servers agreed on
    must have been in the logs of a majority instead.
    """
    found: list[str] = []
    for operation in history.operations.values():
        if operation.number not in w_of or operation.outcome != "ok":
            continue
        if operation.number in history.logs:
            found += _unagreed(operation, history)
            continue
        for row in operation.written:
            stores = _stores_of(operation, row[0], row[1], history)
            if sum(stores.values()) < w_of[operation.number]:
                found.append(f"operation {operation.number} was acknowledged by {stores}")
    return found


def _unagreed(operation: Operation, history: History) -> Iterator[str]:
    end = operation.ended_at or 0
    logs = {server for place, server in history.logs[operation.number] if place < end}
    if len(logs) < operation.asked["write"][1]:
        text = f"operation {operation.number} was acknowledged when only these had it in their logs"
        yield f"{text}: {sorted(logs)}"


def _stores_of(write: Operation, cell: Cell, version: Version, history: History) -> dict[str, bool]:
    """The servers that had stored this row or newer when it was acknowledged; whether as homes."""
    return {
        server: server in write.asked["write"][0]
        for place, _, server, stored in history.stores.get(cell, ())
        if place <= (write.ended_at or 0) and stored >= version
    }
