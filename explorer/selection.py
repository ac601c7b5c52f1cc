"""What is selected: one thing of a run, by a key that every view knows.

A key is a kind and a name: 'server A', 'link A - B', 'message 12', 'operation 4', 'user X',
'event 812' (a place in the log). Selecting something in one view selects it in all.
"""

from collections.abc import Callable

from engine import web
from engine.cluster import Cluster
from explorer import event_facts
from explorer.event_facts import GROUP_OF
from explorer.timeline import Timeline

KINDS = ("server", "link", "message", "operation", "user", "event")


def refusal(timeline: Timeline, key: str) -> str | None:
    """Why there is no such thing to select in this branch, in words; None when there is."""
    kind, _, name = key.partition(" ")
    known = _KNOWN.get(kind)
    if known is None:
        return f"{kind!r} is nothing to select: there are {', '.join(KINDS)}"
    sign = "#" if kind in ("message", "operation", "event") else ""
    return None if known(timeline, name) else f"there is no {kind} {sign}{name} in this run"


def subject(timeline: Timeline, key: str) -> str:
    """What is marked where no events are drawn: of an event the thing that it is about."""
    place = number(key, "event")
    if place is None or place >= len(timeline.branch.events):
        return key
    history, event = timeline.branch.history, timeline.branch.events[place]
    if GROUP_OF[event[1]] == "messages":
        return f"message {event[2]}"
    if found := event_facts.operation(history, event):
        return f"operation {found}"
    servers = event_facts.servers(history, event)
    return f"server {servers[0]}" if servers else key


def number(key: str, kind: str) -> int | None:
    """The number of what is selected, if it is of this kind."""
    found, _, name = key.partition(" ")
    return int(name) if found == kind else None


def _is_link(timeline: Timeline, name: str) -> bool:
    ends = name.split(" - ")
    return len(ends) == 2 and all(end in _servers(timeline.cluster) for end in ends)


def _servers(cluster: Cluster) -> set[str]:
    return set(cluster.replicas)


def _at_most(text: str, most: int) -> bool:
    return text.isdecimal() and int(text) < most


_KNOWN: dict[str, Callable[[Timeline, str], bool]] = {
    "server": lambda timeline, name: (
        name in (*_servers(timeline.cluster), *web.there(timeline.cluster))
    ),
    "link": _is_link,
    "message": lambda timeline, name: (
        name.isdecimal() and int(name) in timeline.branch.history.messages
    ),
    "operation": lambda timeline, name: (
        name.isdecimal() and int(name) in timeline.branch.history.operations
    ),
    "user": lambda timeline, name: (
        name in timeline.cluster.sessions or name in timeline.cluster.closed
    ),
    "event": lambda timeline, name: _at_most(name, len(timeline.branch.events)),
}
