"""How something looks at the playhead, and how it looked just before the last event.

How it looked then is known where the last look was of then; else the run is played anew, up to
there, on a cluster of its own.
"""

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from explorer.timeline import Timeline

T = TypeVar("T")
Before = tuple[T, int]
"""How it looked just before the last event, and when that happened."""
MOST_STEPS = 500
"""Steps that are played anew at the most to compare: a few milliseconds, 60 in a heavy crowd."""


@dataclass(frozen=True, slots=True)
class _Look(Generic[T]):
    """What was looked at, when, and what was seen; `next_us` is when the next thing was due."""

    key: Hashable
    branch: str
    steps: int
    now_us: int
    place: int
    next_us: int
    seen: T | None = None


class JustBefore(Generic[T]):
    """Looks at one run, one after the other."""

    def __init__(self) -> None:
        """Nothing looked at yet."""
        self._last: _Look[T] = _Look("", "", 0, 0, 0, 0)
        self._before: Before[T] | None = None

    def look(
        self, timeline: Timeline, key: Hashable, see: Callable[[Timeline], T], *, playing: bool
    ) -> tuple[T, Before[T] | None] | None:
        """What is seen now, and before, where that is known; None: all is as at the last look.

        While time runs by leaps, and far from any keyframe, nothing is compared.
        """
        last = self._last
        look: _Look[T] = _looked(timeline, key)
        same = (look.key, look.branch, look.steps) == (last.key, last.branch, last.steps)
        if not same:
            self._before = _one_step_on(timeline, last, look)
        near = timeline.steps_to_replay <= MOST_STEPS
        wanted = self._before is None and not playing and look.steps > 0 and near
        if same and look.now_us == last.now_us and not wanted:
            return None
        if wanted:
            self._before = _replayed(timeline, see)
        seen = see(timeline)
        self._last = replace(look, seen=seen)
        return seen, self._before


def _looked(timeline: Timeline, key: Hashable) -> "_Look[T]":
    cluster, name = timeline.cluster, timeline.branch.name
    following_us = cluster.next_us() or 0
    return _Look(key, name, cluster.steps, cluster.now_us, timeline.place, following_us)


def _one_step_on(timeline: Timeline, last: "_Look[T]", look: "_Look[T]") -> Before[T] | None:
    """What was seen last, if only one thing has happened since."""
    if (last.key, last.branch, last.steps + 1) != (look.key, look.branch, look.steps):
        return None
    if last.seen is None:
        return None
    logged = look.place > last.place
    return last.seen, timeline.branch.events[look.place - 1][0] if logged else last.next_us


def _replayed(timeline: Timeline, see: Callable[[Timeline], T]) -> Before[T]:
    """The same of a run that is played anew up to there; what is known of it is shared."""
    before = copy(timeline)
    before.cluster, before.place = timeline.before_last()
    return see(before), before.cluster.next_us() or 0
