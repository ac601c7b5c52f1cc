"""The one clock of two runs: what plays, seeks and steps both.

Rule this file keeps: both stand at the same moment, always.
"""

from collections.abc import Callable

from explorer.experiment import Experiment
from explorer.side_by_side import Choices, SideBySide


class TwinClock(SideBySide):
    """Two experiments, and the one clock of both."""

    def __init__(
        self, left: Experiment, right: Experiment, titles: tuple[str, str],
        choices: Choices = ((), ()),
    ) -> None:  # fmt: skip
        """Standing still, before anything has happened."""
        super().__init__(left, right, titles, choices)
        self.playing = False
        self.speed = left.speed
        self._owed_us = 0.0
        self._stop_us: int | None = None
        self.goal_us: int | None = None
        """Where both are on their way to."""
        self._way: Callable[[int | None], bool] | None = None
        """Goes on by so many steps on that way; whether they are through."""
        self._due: Callable[[], object] | None = None
        """Gives the command that is waited with until both pasts are folded."""
        self.waiting: list[str] = []
        """Lines that were said meanwhile: they come after it."""
        right.set_speed(self.speed)

    @property
    def busy(self) -> bool:
        """Whether time runs, or is on its way somewhere."""
        return self.playing or self.goal_us is not None

    @property
    def sure(self) -> bool:
        """Whether a command is being given, which is done in any case."""
        return self._due is not None

    @property
    def thinned(self) -> bool:
        """Whether both are on their way somewhere: until they are there, they are not together."""
        return self.goal_us is not None

    @property
    def rests(self) -> bool:
        """Two runs go on without resting: nobody reads a story beside them."""
        return False

    def advance(self, seconds: float, most_steps: int | None = None) -> None:
        """Plays both on for `seconds` of the wall clock, or so many steps of both together."""
        self.owe(seconds)
        self.go_on(most_steps)

    def owe(self, seconds: float) -> None:
        """So much wall time has passed; whole microseconds that are owed from before are let go."""
        self._owed_us = self._owed_us % 1 + seconds * self.speed * 1_000_000

    def go_on(self, most_steps: int | None = None) -> bool:
        """Plays what is owed, or so many steps of it; whether there is more to do now."""
        if self._way is not None:
            return not self._arrive(self._way, most_steps)
        if not self.playing:
            return False
        stop_us = self.end_us if self._stop_us is None else min(self._stop_us, self.end_us)
        before_us = self.now_us
        target_us = min(stop_us, before_us + int(self._owed_us))
        self._run_until(target_us, most_steps)
        self._owed_us -= self.now_us - before_us
        if self.now_us >= stop_us:
            self.pause()
        return self.playing and self.now_us < target_us

    def _run_until(self, at_us: int, most_steps: int | None = None) -> None:
        """Lets all happen in both up to a moment, the earlier first, or so many steps of it."""
        left = most_steps
        while (due_us := self._next_us()) is not None and due_us <= at_us:
            if left is not None and left <= 0:
                at_us = self._reached_us()
                break
            for side in self.sides:
                if side.timeline.cluster.next_us() == due_us:
                    side.timeline.step()
                    left = None if left is None else left - 1
        for side in self.sides:
            side.timeline.run_until(at_us)

    def _reached_us(self) -> int:
        return max(side.now_us for side in self.sides)

    def _next_us(self) -> int | None:
        due = [side.timeline.cluster.next_us() for side in self.sides]
        return min((us for us in due if us is not None), default=None)

    def play(self, until_us: int | None = None) -> None:
        """Time runs, to the end or until a moment; from the end it starts anew."""
        if self.now_us >= self.end_us:
            self.start()
        self._set_playing(playing=True)
        self._stop_us = until_us

    def pause(self) -> None:
        """Time stands still; who was on the way somewhere waits for the other.

        A command that was given is done: whatever comes next comes after it.
        """
        self._set_playing(playing=False)
        self._owed_us = 0.0
        if self._due is not None:
            self._due()
        elif self.goal_us is not None:
            self.seek(min(side.now_us for side in self.sides))

    def leave(self) -> None:
        """Both are left for good: what has hold of them is let go."""
        self.goal_us = self._way = self._due = None

    def _set_playing(self, *, playing: bool) -> None:
        self.playing = playing
        for side in self.sides:
            side.playing = playing

    def set_speed(self, speed: float) -> None:
        """Simulated seconds in a second of the wall clock, or the nearest that can be played."""
        for side in self.sides:
            side.set_speed(speed)
        self.speed = self.left.speed

    def clamp(self, speed: float) -> float:
        """The nearest speed that can be played."""
        return self.left.clamp(speed)

    def seek(self, at_us: int) -> None:
        """Goes to a moment, all of its events having happened, at the end at the latest."""
        self.begin_seek(at_us, None)

    def begin_seek(self, at_us: int, most_steps: int | None) -> None:
        """The same in slices: the first of so many steps of each; `go_on` does the others."""
        goal_us = max(0, min(at_us, self.end_us))
        self._begin(goal_us, lambda most: self._seek_on(goal_us, most), most_steps)

    def follow(self, experiment: Experiment, most_steps: int | None = None) -> None:
        """Begins to go to where that run stands, however far, if anything has happened in it."""
        if experiment.timeline.place:
            self.begin_seek(experiment.now_us, most_steps)

    def _begin(
        self, goal_us: int, way: Callable[[int | None], bool], most_steps: int | None
    ) -> None:
        self._owed_us = 0.0
        self.goal_us, self._way = goal_us, way
        self._arrive(way, most_steps)

    def _arrive(self, way: Callable[[int | None], bool], most_steps: int | None) -> bool:
        """Both go on; whether they are there."""
        if not way(most_steps):
            return False
        if self._way is way:
            self.goal_us = self._way = None
        return True

    def _seek_on(self, at_us: int, most_steps: int | None) -> bool:
        return all(side.timeline.seek(at_us, most_steps) for side in self.sides)

    def start(self) -> None:
        """Goes to before anything has happened."""
        self.pause()
        for side in self.sides:
            side.timeline.start()

    def step(self) -> None:
        """Lets both go on to the next moment at which something happens in either."""
        self.pause()
        before = self._places()
        while (due_us := self._next_us()) is not None and due_us <= self.end_us:
            self._run_until(due_us)
            if self._places() != before:
                return

    def _places(self) -> tuple[int, int]:
        return self.left.timeline.place, self.right.timeline.place

    def back(self) -> None:
        """Goes back to the last moment before this one at which something happened in either."""
        self.pause()
        earlier = [
            timeline.branch.events[place - 1][0]
            for timeline in (side.timeline for side in self.sides)
            if (place := timeline.place_at(self.now_us - 1))
        ]
        if earlier:
            self.seek(max(earlier))
        else:
            self.start()

    def next(self) -> None:
        """Goes on to what is worth seeing in either, their first difference, or the end."""
        self.begin_next(None)

    def begin_next(self, most_steps: int | None) -> None:
        """The same in slices, the first of so many steps."""
        self.pause()
        same = self.difference() is None
        self._begin(self.end_us, lambda most: self._look_on(most, same=same), most_steps)

    def _look_on(self, most_steps: int | None, *, same: bool) -> bool:
        """Runs on by so many steps; whether it has found something, or has come to the end."""
        left = most_steps
        while (due_us := self._next_us()) is not None and due_us <= self.end_us:
            if left is not None and left <= 0:
                return False
            before = self._places()
            self._run_until(due_us)
            left = None if left is None else left - 1
            if (same and self.difference() is not None) or any(
                side.is_interesting(place)
                for side, since in zip(self.sides, before, strict=True)
                for place in range(since, side.timeline.place)
            ):
                return True
        return self._seek_on(self.end_us, most_steps)

    def previous(self) -> None:
        """Goes back to the last such moment, or to the start."""
        self.begin_previous(None)

    def begin_previous(self, most_steps: int | None) -> None:
        """The same in slices, the first of so many steps of each."""
        self.pause()
        found = [side.previous_us() for side in self.sides]
        parted = self.difference()
        if parted is not None and parted.at_us < self.now_us:
            found.append(parted.at_us)
        at_us = max((us for us in found if us is not None), default=0)
        if at_us:
            self.begin_seek(at_us, most_steps)
        else:
            self.start()

    def zoom(self, from_us: int, until_us: int) -> None:
        """Has the charts of both show the same part of time."""
        for side in self.sides:
            side.zoom(from_us, until_us)

    def zoom_by(self, factor: float) -> None:
        """Has the charts of both show so much less of time, around the playhead."""
        for side in self.sides:
            side.zoom_by(factor)
