"""One course of events: its commands, its log, what is folded from that, and its keyframes.

Rules this file keeps: a branch is known by its number, which stays; its name is for people. The log
covers all that was ever visited. It is folded as it grows, or, in a branch that was taken off
another one, when somebody first asks.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from engine.cluster import Timed
from engine.events import Event
from engine.history import History
from engine.snapshots import State, packed, weight
from engine.values import Entry
from explorer import columns
from explorer.filed import FiledShelf
from explorer.moments import NOTED, Moments
from explorer.paged_log import PagedLog

KEYFRAME_STEPS = 1_000
"""Steps between keyframes: a seek replays at most so many, in about 30 ms."""
MOST_KEYFRAMES = 1_500
"""With more of them every other one goes, and they stand twice as far apart from then on."""
MOST_ENTRIES = 10_000_000
"""And with more in them (see `engine.snapshots`): about half a gigabyte."""
FEWEST_KEYFRAMES = 32
"""But that many stay in any case, or a seek would replay most of the run."""
WHOLE = 64
"""So many of the newest are not packed."""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """The cluster after so many steps, when the log had `place` events."""

    steps: int
    now_us: int
    place: int
    state: State
    entries: int = 0
    """What it weighs beside the keyframe before it; see `engine.snapshots`."""

    def after(self, other: "Keyframe") -> "Keyframe":
        """The same, as the one that follows another."""
        return replace(self, entries=weight(self.state, beside=other.state))

    def packed(self) -> "Keyframe":
        """The same in less room."""
        return replace(self, state=packed(self.state))


@dataclass(slots=True)
class Branch:
    """One course of events; the first of a timeline, number 0, is the script's own."""

    number: int
    name: str
    before: tuple[Entry, ...] = ()
    """What was there before the run."""
    forked_us: int | None = None
    parent: int | None = None
    """The number of the branch that it left at `forked_us`."""
    shared: int = 0
    """How many of its events are that one's."""
    mere: bool = False
    """Whether it was made by undoing, and nobody has done anything in it."""
    given: list[Timed] = field(default_factory=list)
    """Commands given by hand, beside those of the script."""
    events: PagedLog = field(default_factory=PagedLog)
    keyframes: list[Keyframe] = field(default_factory=list)
    fates: dict[int, tuple[int, Any]] = field(default_factory=dict)
    """By operation: since which place it is known what became of it; see `resolution.fate`."""
    head_us: int = 0
    spacing: int = field(default_factory=lambda: KEYFRAME_STEPS)
    _history: History | None = None
    """None: nobody has asked, and in a large network what was before the run is much to fold."""
    _moments: Moments = field(default_factory=Moments)

    @property
    def history(self) -> History:
        """The log as a history, to its end."""
        self.fold()
        return self.so_far

    @property
    def so_far(self) -> History:
        """The log as a history, as far as it is folded."""
        if self._history is None:
            self._history = History(self.before, FiledShelf)
        return self._history

    @property
    def moments(self) -> Moments:
        """The moments of the log that are worth a stop, to its end."""
        self.fold()
        return self._moments

    def take(self, events: list[Event]) -> None:
        """The next events of the log."""
        is_folded = self._folded == len(self.events)
        self.events.extend(events)
        if is_folded:
            self._fold(events)

    def fold(self, most: int | None = None) -> bool:
        """Folds what is not folded yet, or so many events of it; whether all of it is.

        Who has it done in slices will look at it, and does not wait for its columns then.
        """
        folded = self._folded
        if folded < len(self.events):
            end = None if most is None else min(len(self.events), folded + most)
            self._fold(self.events.span(folded, end))
            if most is not None:
                columns.of(self.so_far)
        return self._folded == len(self.events)

    @property
    def has_history(self) -> bool:
        """Whether its history is there, and all of the log is in it."""
        return self._history is not None and self._folded == len(self.events)

    @property
    def _folded(self) -> int:
        """How many events of the log are folded."""
        return self._history.length if self._history is not None else 0

    def _fold(self, events: Iterable[Event]) -> None:
        history, note = self.so_far, self._moments.fold
        fold = history.fold
        for event in events:
            fold(event)
            if event[1] in NOTED:
                note(event, history)

    def hand_over(self, other: "Branch") -> None:
        """Gives what is folded to another branch with the same log, and begins anew itself."""
        other._history, other._moments = self._history, self._moments
        self._history, self._moments = None, Moments()

    # -- keyframes

    def keep(self, frame: Keyframe) -> None:
        """One more keyframe, the last of all."""
        frames = self.keyframes
        frames.append(frame.after(frames[-1]) if frames else frame)
        if len(frames) > WHOLE:
            frames[-WHOLE - 1] = frames[-WHOLE - 1].packed()
        if len(frames) > MOST_KEYFRAMES or self._is_heavy:
            del frames[1::2]
            frames[1:] = [frame.after(before) for before, frame in pairwise(frames)]
            self.spacing *= 2

    @property
    def _is_heavy(self) -> bool:
        if len(self.keyframes) <= 2 * FEWEST_KEYFRAMES:
            return False
        return sum(frame.entries for frame in self.keyframes) > MOST_ENTRIES

    def before_moment(self, at_us: int) -> Keyframe:
        """The last keyframe at a moment or before it."""
        i = bisect_right(self.keyframes, at_us, key=lambda frame: frame.now_us)
        return self.keyframes[max(0, i - 1)]

    def before_step(self, steps: int) -> Keyframe:
        """The last keyframe after so many steps or fewer."""
        i = bisect_right(self.keyframes, steps, key=lambda frame: frame.steps)
        return self.keyframes[i - 1]

    def place_at(self, at_us: int) -> int:
        """How many of its events had happened when `at_us` was over."""
        return self.events.up_to(at_us)
