"""Running a recorded run again, in slices, and holding it against what was recorded.

Rules this file keeps: a slice is short, so that a window stays awake; what is shown afterwards is
always what this version computes; the first event that comes out otherwise is named, and so is
damage to the record.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.cluster import Timed
from engine.events import Event
from explorer import chain
from explorer.chain import Chunk
from explorer.experiment import Experiment
from explorer.given_lines import command_of
from explorer.problems import problem
from explorer.recording import Course, Recording
from explorer.times import tell_time

SLICE_STEPS = 200
"""Steps of a slice: a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first event that differs: its place in the log of its branch, both in words."""

    branch: str
    place: int
    at_us: int
    recorded: str
    computed: str

    def __str__(self) -> str:
        """In a sentence."""
        return (
            f"the first event that differs is number {self.place + 1} of {self.branch}, "
            f"at {tell_time(self.at_us)}: recorded was «{self.recorded}», "
            f"computed now is «{self.computed}»"
        )


class Reopening:
    """A recorded run on its way to being an experiment again."""

    def __init__(self, recording: Recording) -> None:
        """Nothing has been run yet. Raises InputError when its story or commands cannot be read."""
        self.recording = recording
        self.experiment = Experiment(recording.ground.scenario(), recording.ground.seed)
        self.difference: Difference | None = None
        self.damage = ""
        """Where the record itself is not as it was sealed; empty: nowhere."""
        self._given = self._commands()
        self._total = max(1, sum(course.events - course.shared for course in recording.courses))
        self._done = 0
        self._work = self._slices()

    def _commands(self) -> dict[int, list[Timed]]:
        try:
            return {
                branch: [command_of(each) for each in given]
                for branch, given in self.recording.given.items()
            }
        except ValueError as error:
            text = f"a command in it is not understood: {error}"
            raise problem(str(self.recording.path), text) from None

    def advance(self) -> bool:
        """Does a slice more; whether there is more to do."""
        return next(self._work, None) is not None

    def finish(self) -> Experiment:
        """Does all that is left; the experiment stands where it was recorded."""
        while self.advance():
            pass
        return self.experiment

    @property
    def progress(self) -> float:
        """How much of it is done, from 0 to 1."""
        return min(1.0, self._done / self._total)

    @property
    def finding(self) -> str:
        """What there is to tell of it, in a few words; empty: all came out as recorded."""
        ground = self.recording.ground
        said = []
        if self.damage:
            said.append(f"the record was damaged or changed after it was written: {self.damage}")
        if self.difference is not None:
            said.append(str(self.difference))
        if not said:
            return ""
        return (f"{'; '.join(said)}. It was recorded by Quorumscope {ground.program} "
                f"(Python {ground.python}); what is shown is computed now")  # fmt: skip

    # -- in slices

    def _slices(self) -> Iterator[bool]:
        yield from self._seals()
        for course in self.recording.courses:
            yield from self._run(course)
            yield from self._compare(course)
        yield from self._stand()

    def _seals(self) -> Iterator[bool]:
        """Goes along the chain, up to the first seal that is broken."""
        last = self.recording.ground.hash
        for chunk in self.recording.chunks:
            try:
                written = chain.unpack(chunk.packed)
                whole = chunk.seal == chain.seal(last, chunk.branch, chunk.first, written)
            except ValueError:
                whole = False
            if not whole:
                text = f"the seal of events {chunk.first + 1} to {chunk.first + chunk.count}"
                self.damage = f"{text} of {self._name(chunk.branch)} is broken"
                return
            last = chunk.seal
            yield True

    def _run(self, course: Course) -> Iterator[bool]:
        """Makes a branch again and plays it as far as it had been seen."""
        timeline = self.experiment.timeline
        parent = course.parent - 1 if course.parent else None
        given = self._given.get(course.number, [])
        timeline.revive(given, parent, course.forked_us, course.shared)
        timeline.branch.name, timeline.branch.mere = course.name, bool(course.mere)
        before = self._done
        while not timeline.seek_place(course.events, course.head_us, SLICE_STEPS):
            self._done = before + timeline.place - course.shared
            yield True
        self._done = before + course.events - course.shared

    def _compare(self, course: Course) -> Iterator[bool]:
        """Looks for the first event of a branch that differs, unless one is known already."""
        computed = self.experiment.timeline.branch.events
        place = course.shared
        for chunk in self.recording.chunks:
            if chunk.branch != course.number or self.difference is not None:
                continue
            if chunk.first != place:
                break
            self._hold(course, chunk, computed[place : place + chunk.count])
            place += chunk.count
            yield True
        if place < course.events and not self.damage:
            lost = f"events {place + 1} to {course.events} of {self._name(course.number)}"
            self.damage = f"{lost} are missing"
        later = computed[place] if place < len(computed) else None
        if later is not None and later[0] < course.head_us and not self.finding:
            self._differ(course, place, None, later)

    def _hold(self, course: Course, chunk: Chunk, computed: list[Event]) -> None:
        """Holds a chunk against what was computed; what cannot be read is damaged, and known."""
        try:
            written = chain.unpack(chunk.packed)
            if written == chain.write(computed):
                return
            recorded = chain.read(written)
        except ValueError:
            return
        for i in range(max(len(recorded), len(computed))):
            pair = [events[i] if i < len(events) else None for events in (recorded, computed)]
            if pair[0] != pair[1]:
                self._differ(course, chunk.first + i, *pair)
                return

    def _differ(
        self, course: Course, place: int, recorded: Event | None, computed: Event | None
    ) -> None:
        at_us = min(event[0] for event in (recorded, computed) if event is not None)
        self.difference = Difference(self._name(course.number), place, at_us,
                                     chain.tell(recorded), chain.tell(computed))  # fmt: skip

    def _stand(self) -> Iterator[bool]:
        """Goes to where the run stood; what was undone can be done again."""
        stand, timeline = self.recording.stand, self.experiment.timeline
        left = sorted((c.aside, c.number) for c in self.recording.courses if c.aside)
        timeline.aside = [timeline.branches[number - 1] for _, number in left]
        timeline.begin(timeline.branches[stand.branch - 1])
        while not (
            timeline.seek(stand.now_us, SLICE_STEPS) if stand.steps is None
            else timeline.seek_step(stand.steps, stand.now_us, SLICE_STEPS)
        ):  # fmt: skip
            yield True
        self.experiment.end_us = max(stand.end_us, stand.now_us)

    def _name(self, number: int) -> str:
        """A branch as the time line calls it."""
        return next((c.name for c in self.recording.courses if c.number == number), "no branch")
