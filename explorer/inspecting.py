"""Finds what there is to know of what is selected, and what the last event has changed of it.

What was so just before that event is known when the last inspection was of then; else the run is
played anew, up to there, on a cluster of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from explorer import (
    inspect_event,
    inspect_link,
    inspect_message,
    inspect_operation,
    inspect_server,
    inspect_user,
)
from explorer.inspection import Inspection, Moment, compared
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


MOST_STEPS = 500
"""Steps that are played anew at the most to compare: a few milliseconds, 60 in a heavy crowd."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What was looked at, when, and what was seen; `next_us` is when the next thing was due."""

    key: str
    branch: str
    steps: int
    now_us: int
    place: int
    next_us: int
    seen: Inspection | None


_Before = tuple[Inspection | None, int]
"""How a thing was just before the last event, and when that happened."""


class Inspector:
    """The inspections of one run, one after the other."""

    def __init__(self) -> None:
        """Nothing inspected yet."""
        self._last = _Look("", "", 0, 0, 0, 0, None)
        self._before: _Before | None = None
        self._shown: Inspection | None = None

    def view(self, timeline: Timeline, key: str, *, playing: bool) -> Inspection | None:
        """The inspection at the playhead; the same object while that is the same.

        While time runs by leaps, and far from any keyframe, nothing is compared.
        """
        if not key:
            return None
        last, look = self._last, _looked(timeline, key)
        same = (look.key, look.branch, look.steps) == (last.key, last.branch, last.steps)
        if not same:
            self._before = _one_step_on(timeline, last, look)
        near = timeline.steps_to_replay <= MOST_STEPS
        wanted = self._before is None and not playing and look.steps > 0 and near
        if same and look.now_us == last.now_us and not wanted:
            return self._shown
        if wanted:
            self._before = _just_before(timeline, key)
        branch = timeline.branch
        here = Moment(timeline.cluster, branch.history, branch.events, timeline.place)
        seen = self._shown = inspection(here, key)
        self._last = replace(look, seen=seen)
        if seen is not None and self._before is not None:
            self._shown = compared(self._before[0], seen, self._before[1])
        return self._shown


def _looked(timeline: Timeline, key: str) -> _Look:
    cluster, name = timeline.cluster, timeline.branch.name
    following_us = cluster.next_us() or 0
    return _Look(key, name, cluster.steps, cluster.now_us, timeline.place, following_us, None)


def _one_step_on(timeline: Timeline, last: _Look, look: _Look) -> _Before | None:
    """What was seen last, if only one thing has happened since."""
    if (last.key, last.branch, last.steps + 1) != (look.key, look.branch, look.steps):
        return None
    logged = look.place > last.place
    return last.seen, timeline.branch.events[look.place - 1][0] if logged else last.next_us


def _just_before(timeline: Timeline, key: str) -> _Before:
    """The same, of a run that is played anew up to there."""
    cluster, place = timeline.before_last()
    branch, following_us = timeline.branch, cluster.next_us()
    moment = Moment(cluster, branch.history, branch.events, place)
    return inspection(moment, key), following_us or 0
