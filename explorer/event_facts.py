"""What an event of the log is about: its group, its operation, its servers, its row. Pure.

Read off the names of its fields (`engine.events.FIELDS`), so that an event of a new kind is about
something without a word here; only its group has to be given.
"""

from engine.events import FIELDS, Event
from engine.history import History
from engine.values import Cell
from engine.versions import Version
from explorer.cause import Cause

GROUPS: dict[str, tuple[str, ...]] = {
    "commands": ("command", "refused", "changed", "demands", "moved", "removed", "load", "trials"),
    "requests": (
        "invoked", "with_own", "retried", "routed", "asked", "waits", "forwarded", "replied",
        "thinks", "depends", "ok", "fail", "unavailable", "info",
    ),
    "messages": ("sent", "carries", "delivered", "dropped", "held", "delayed", "released"),
    "storage": ("stamped", "stored", "durable", "deferred", "behind", "disk_full"),
    "repairs": (
        "hinted", "hint_expired", "hint_lost", "readdressed", "handed_off", "repaired", "compared",
    ),
    "queues": ("served", "shed"),
    "faults": (
        "crashed", "restarted", "wiped", "paused", "resumed", "slowed", "disk", "skewed", "cut",
        "healed", "degraded", "retimed", "holding", "let_go", "nemesis", "promoted", "rewound",
    ),
    "members": ("joining", "leaving", "replacing", "streamed", "joined", "left", "replaced"),
    "raft": ("elected", "stepped_down", "appended", "committed"),
}  # fmt: skip
"""The kinds of events, as a filter offers them: by group, their names."""

GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}

_SERVERS = ("server", "source", "target", "other", "holder", "home", "coordinator", "web_server")


def _places(*fields: str) -> dict[str, tuple[int, ...]]:
    """By event: where these fields stand in its tuple."""
    return {
        name: tuple(i + 2 for i, field in enumerate(known) if field in fields)
        for name, known in FIELDS.items()
    }


_OPERATION_AT, _MESSAGE_AT = _places("operation"), _places("message")
_SERVERS_AT, _LINKS_AT = _places(*_SERVERS), _places("links")
_ROWS_AT = {
    name: at for name, at in _places("cell", "missing").items() if "version" in FIELDS[name]
}


def operation(history: History, event: Event) -> int:
    """The number of the operation that an event belongs to; 0: to none."""
    name = event[1]
    if at := _OPERATION_AT[name]:
        return int(event[at[0]])
    if at := _MESSAGE_AT[name]:
        return history.messages[event[at[0]]].operation
    return 0


def operations(history: History, event: Event) -> tuple[int, ...]:
    """All of them: a frame of a real server's log may be of several, and so is its message."""
    several = history.carried.get(event[at[0]]) if (at := _MESSAGE_AT[event[1]]) else None
    return several or (operation(history, event),)


def servers(history: History, event: Event) -> tuple[str, ...]:
    """The servers that an event is about, each once: where something is done comes first."""
    name = event[1]
    if at := _MESSAGE_AT[name]:
        message = history.messages[event[at[0]]]
        ends = (message.source, message.target)
        return ends[::-1] if name == "delivered" else ends
    found = [event[i] for i in _SERVERS_AT[name]]
    found += [end for i in _LINKS_AT[name] for link in event[i] for end in link]
    if not found and _OPERATION_AT[name]:
        found = [history.operations[event[_OPERATION_AT[name][0]]].coordinator]
    return tuple(dict.fromkeys(server for server in found if server))


def rows(event: Event) -> tuple[tuple[Cell, Version], ...]:
    """The rows that an event is about, each with its version."""
    return tuple((event[i], event[i + 1]) for i in _ROWS_AT.get(event[1], ()))


def first_try(history: History, number: int) -> int:
    """The first try at the same as this operation; 0 for none."""
    known = history.operations.get(number)
    return 0 if known is None else known.first or number


def concerns(history: History, event: Event, first: int) -> bool:
    """Whether an event belongs to a request: to one of its tries, or to a row that they wrote.

    So what hints, repairs and other requests do with its rows is part of it.
    """
    if first_try(history, operation(history, event)) == first:
        return True
    writers = (history.writers.get(row, 0) for row in rows(event))
    return any(first_try(history, number) == first for number in writers)


def mattered(history: History, event: Event, lit: Cause) -> bool:
    """Whether an event is of what a cause hangs on: a message or a fault of it, or an operation."""
    name = event[1]
    if at := _MESSAGE_AT[name]:
        return int(event[at[0]]) in lit.messages
    if GROUP_OF.get(name) == "faults":
        return event[0] in lit.faults
    return operation(history, event) in lit.operations
