"""Finds what there is to know of what is selected, and what the last event has changed of it."""

from collections.abc import Callable

from explorer import (
    inspect_event,
    inspect_link,
    inspect_message,
    inspect_operation,
    inspect_server,
    inspect_user,
)
from explorer.inspection import Inspection, Moment, compared
from explorer.just_before import JustBefore
from explorer.timeline import Timeline

_OF: dict[str, Callable[[Moment, str], Inspection]] = {
    "server": inspect_server.inspection,
    "link": inspect_link.inspection,
    "message": inspect_message.inspection,
    "operation": inspect_operation.inspection,
    "user": inspect_user.inspection,
    "event": inspect_event.inspection,
}
"""By kind of thing."""


def inspection(moment: Moment, key: str) -> Inspection | None:
    """What is known of a thing at a moment; None for a kind of thing that is not inspected."""
    kind, _, name = key.partition(" ")
    return _OF[kind](moment, name) if kind in _OF else None


class Inspector:
    """The inspections of one run, one after the other."""

    def __init__(self) -> None:
        """Nothing inspected yet."""
        self._looks: JustBefore[Inspection | None] = JustBefore()
        self._shown: Inspection | None = None

    def view(self, timeline: Timeline, key: str, *, playing: bool) -> Inspection | None:
        """The inspection at the playhead; the same object while that is the same."""
        if not key:
            return None
        found = self._looks.look(timeline, key, lambda at: _of(at, key), playing=playing)
        if found is not None:
            seen, before = found
            self._shown = seen
            if seen is not None and before is not None:
                self._shown = compared(before[0], seen, before[1])
        return self._shown


def _of(timeline: Timeline, key: str) -> Inspection | None:
    branch = timeline.branch
    moment = Moment(timeline.cluster, branch.history, branch.events, timeline.place)
    return inspection(moment, key)
