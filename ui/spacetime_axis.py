"""The axis of the space-time diagram: by time, or by events, each of which is then one step. Pure.

An axis knows a window of its own measure (microseconds, or places in the log) and turns moments
into pixels and back.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import Literal

from explorer.spacetime_view import SpaceTimeView
from explorer.times import tell_time
from ui.scales import nice_step
from ui.words import format_on_axis, format_span

Measure = Literal["time", "events"]
LEAST = {"time": 100.0, "events": 8.0}
"""The narrowest window: a tenth of a millisecond, or eight events."""
SPARSE = 2.5
"""A run of so many windows is looked at by events at first."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A window `since` .. `until` of a run, drawn from `left` over `width` pixels."""

    measure: Measure
    since: float
    until: float
    left: float = 0.0
    width: float = 1.0

    def x(self, us: float, at: float) -> float:
        """Where a moment stands; far outside of the window not exactly."""
        value = us if self.measure == "time" else at
        part = (value - self.since) / (self.until - self.since)
        return self.left + min(20.0, max(-20.0, part)) * self.width

    def value(self, x: float) -> float:
        """What stands at a pixel, in the axis' own measure."""
        return self.since + (x - self.left) / max(1.0, self.width) * (self.until - self.since)

    def us(self, x: float, view: SpaceTimeView) -> int:
        """The time at a pixel."""
        value = self.value(x)
        return max(0, round(value)) if self.measure == "time" else view.time(value)

    def span_us(self, view: SpaceTimeView) -> tuple[float, float]:
        """The window as times."""
        if self.measure == "time":
            return self.since, self.until
        return view.time(self.since), view.time(self.until)

    def at(self, us: float, view: SpaceTimeView) -> float:
        """Where a time stands of which the place in the log is not known."""
        return self.x(us, view.place(us) if self.measure == "events" else 0)

    def zoomed(self, factor: float, x: float, whole: float) -> "Axis":
        """The window so many times as wide, with what is under a pixel staying there."""
        fixed, span = self.value(x), self.until - self.since
        wide = min(max(LEAST[self.measure], span * factor), max(whole, LEAST[self.measure]))
        since = fixed - (fixed - self.since) * wide / span
        return replace(self, since=since, until=since + wide).kept(whole)

    def moved(self, by: float, whole: float) -> "Axis":
        """The window further on by so much of its own measure."""
        return replace(self, since=self.since + by, until=self.until + by).kept(whole)

    def kept(self, whole: float) -> "Axis":
        """The window within the run."""
        span = self.until - self.since
        since = max(0.0, min(self.since, whole - span))
        return replace(self, since=since, until=since + span)

    def whole(self, view: SpaceTimeView) -> float:
        """How long the run is in this measure."""
        if self.measure == "time":
            return float(max(view.end_us, view.head_us, 1))
        return float(max(view.length, 8)) * 1.03

    def ticks(self, view: SpaceTimeView, label: float) -> Iterator[tuple[float, str]]:
        """(pixel, words) at nice distances, for labels of this width."""
        parts = max(1, int(self.width / (1.6 * label)))
        step = max(1, round(nice_step(self.until - self.since, parts)))
        first = int(-(-max(0.0, self.since) // step)) * step
        values = range(first, int(self.until) + 1, step)
        if self.measure == "time":
            for value in values:
                yield self.x(value, 0), format_on_axis(value, int(self.until))
        else:
            times = [view.time(value) for value in values if value < view.length]
            texts = chain(told_apart(times), repeat(""))
            for value, text in zip(values, texts, strict=False):
                yield self.x(0, value), text


def told_apart(times: Sequence[int]) -> list[str]:
    """A text for each of these times, in their order: as short as tells one from another.

    Many events happen at one time: only the first of those that share it says it.
    """
    short = {us: format_span(us) for us in times}
    meant = Counter(short.values())
    told = {us: text if meant[text] == 1 else tell_time(us) for us, text in short.items()}
    return ["" if us in times[:n] else told[us] for n, us in enumerate(times)]


def fitted(measure: Measure, view: SpaceTimeView) -> Axis:
    """The whole run."""
    axis = Axis(measure, 0.0, 1.0)
    return replace(axis, until=axis.whole(view))


def first(view: SpaceTimeView) -> Axis:
    """What a run is looked at with at first.

    By events where time that passes would be mostly empty: too long for one window, and no load.
    """
    crowded = any(lane.kind == "crowd" for lane in view.lanes)
    return near("time" if crowded or view.end_us <= SPARSE * view.pace_us else "events", view)


def near(measure: Measure, view: SpaceTimeView) -> Axis:
    """A window in which messages can be told apart, with the playhead in it."""
    axis = Axis(measure, 0.0, 1.0)
    whole = axis.whole(view)
    span = min(whole, view.pace_us if measure == "time" else 60.0)
    now = view.now.us if measure == "time" else view.now.at
    ahead = 0.3 if measure == "time" else 0.06  # nothing is known of events to come
    return Axis(measure, now - (1 - ahead) * span, now + ahead * span).kept(whole)
