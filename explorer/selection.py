"""What is selected: one thing of a run, by a key that every view knows.

A key is a kind and a name: 'server A', 'link A - B', 'message 12', 'operation 4', 'user X',
'event 812' (a place in the log). Selecting something in one view selects it in all.
"""

from collections.abc import Callable

from engine.cluster import Cluster
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
    "server": lambda timeline, name: name in _servers(timeline.cluster),
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
