"""Time travel: the event log, keyframes, the playhead and branches.

Rules this file keeps: a run is `seed + cluster + [(time_us, command)]`, so any moment can be had
again by restoring the nearest keyframe before it and replaying. The log and the history belong to a
branch and cover all that was ever visited of it; the cluster stands at the playhead, at or before
the log's end. A command given now is stamped with the next microsecond, so that replay puts it
where it was.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engine.applications import genesis
from engine.cluster import Cluster, Command, Timed
from engine.events import Event
from engine.history import History
from engine.spec import ClusterSpec

KEYFRAME_STEPS = 5_000
"""Steps between keyframes: a seek replays at most so many."""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """The cluster after so many steps, when the log had `place` events."""

    steps: int
    now_us: int
    place: int
    state: dict[str, Any]


@dataclass(slots=True)
class Branch:
    """One course of events: its own commands, log, history and keyframes."""

    name: str
    forked_us: int | None = None
    given: list[Timed] = field(default_factory=list)
    """Commands given by hand, beside those of the script."""
    events: list[Event] = field(default_factory=list)
    history: History = field(default_factory=History)
    keyframes: list[Keyframe] = field(default_factory=list)
    fates: dict[int, tuple[int, Any]] = field(default_factory=dict)
    """By operation: since which place it is known what became of it; see `resolution.fate`."""
    head_us: int = 0


class Timeline:
    """One run with all its branches, and a playhead in one of them."""

    def __init__(self, spec: ClusterSpec, seed: int, script: Iterable[Timed]) -> None:
        """Before anything has happened."""
        self._spec, self._seed = spec, seed
        self._script = tuple(script)
        self._before = tuple(genesis(spec.users))
        self.branch = Branch("script", history=History(self._before))
        self.branches = [self.branch]
        self.cluster = Cluster(spec, seed, self._script)
        self.place = 0
        """How many events have happened at the playhead."""
        self._keep()

    @property
    def now_us(self) -> int:
        """Where the playhead stands."""
        return self.cluster.now_us

    @property
    def in_past(self) -> bool:
        """Whether the branch has been visited further than the playhead."""
        return self.place < len(self.branch.events)

    @property
    def left_us(self) -> int | None:
        """When the branch first left the script, as of the playhead; None while it has not."""
        first_us = min((at_us for at_us, _ in self.branch.given), default=None)
        return first_us if first_us is not None and first_us <= self.now_us else None

    @property
    def commands(self) -> tuple[Timed, ...]:
        """All that the branch does, by its script and by hand, in the order of time."""
        return tuple(sorted((*self._script, *self.branch.given), key=lambda timed: timed[0]))

    def gives(self, kind: type[Command]) -> bool:
        """Whether the branch has such a command, in its script or given by hand."""
        return any(isinstance(command, kind) for _, command in (*self._script, *self.branch.given))

    # -- forward

    def step(self) -> bool:
        """Lets one thing happen; False when there is nothing left."""
        cluster, branch = self.cluster, self.branch
        if not cluster.step():
            return False
        events, cluster.events = cluster.events, []
        self.place += len(events)
        new = self.place - len(branch.events)
        if new > 0:
            for event in events[-new:]:
                branch.events.append(event)
                branch.history.fold(event)
        if cluster.steps - branch.keyframes[-1].steps >= KEYFRAME_STEPS:
            self._keep()
        branch.head_us = max(branch.head_us, cluster.now_us)
        return True

    def run_until(self, at_us: int, most_steps: int | None = None) -> bool:
        """Lets all happen up to `at_us`, or so many steps of it; whether it got there."""
        left = most_steps
        while (following := self.cluster.next_us()) is not None and following <= at_us:
            if left is not None:
                if left == 0:
                    return False
                left -= 1
            self.step()
        self.cluster.now_us = max(self.cluster.now_us, at_us)
        self.branch.head_us = max(self.branch.head_us, at_us)
        return True

    # -- anywhere

    def seek(self, at_us: int, most_steps: int | None = None) -> bool:
        """Goes to the moment `at_us`, all of its events having happened; whether it got there."""
        if at_us < self.now_us:
            frames = self.branch.keyframes
            i = bisect_right(frames, at_us, key=lambda frame: frame.now_us) - 1
            self._restore(frames[max(0, i)])
        return self.run_until(at_us, most_steps)

    def start(self) -> None:
        """Goes to before anything has happened."""
        self._restore(self.branch.keyframes[0])

    def step_back(self) -> bool:
        """Goes to before the last thing that happened; False at the start."""
        target = self.cluster.steps - 1
        if target < 0:
            return False
        self._restore(self._keyframe(target))
        while self.cluster.steps < target:
            self.step()
        return True

    @property
    def steps_to_replay(self) -> int:
        """How many steps lead from a keyframe to just before the last step."""
        target = max(0, self.cluster.steps - 1)
        return target - self._keyframe(target).steps

    def before_last(self) -> tuple[Cluster, int]:
        """A cluster of its own as all stood before the last step, and its place in the log."""
        target = max(0, self.cluster.steps - 1)
        frame = self._keyframe(target)
        cluster = Cluster(self._spec, self._seed, (*self._script, *self.branch.given))
        cluster.restore(frame.state)
        cluster.events = []
        while cluster.steps < target:
            cluster.step()
        return cluster, frame.place + len(cluster.events)

    def _keyframe(self, steps: int) -> Keyframe:
        """The last keyframe at or before so many steps."""
        frames = self.branch.keyframes
        return frames[bisect_right(frames, steps, key=lambda frame: frame.steps) - 1]

    def place_at(self, at_us: int) -> int:
        """How many events of the branch had happened when `at_us` was over."""
        return bisect_right(self.branch.events, at_us, key=lambda event: event[0])

    def _keep(self) -> None:
        cluster = self.cluster
        frame = Keyframe(cluster.steps, cluster.now_us, self.place, cluster.snapshot())
        self.branch.keyframes.append(frame)

    def _restore(self, frame: Keyframe) -> None:
        self.cluster.restore(frame.state)
        self.cluster.events = []
        self.place = frame.place

    # -- commands and branches

    def submit(self, command: Command) -> int:
        """Gives a command now; in the past that begins a branch. Returns when it will happen."""
        if self.in_past or self.now_us < self.branch.head_us:
            self._fork()
        at_us = self.now_us + 1
        self.branch.given.append((at_us, command))
        self.cluster.schedule(at_us, command)
        self.run_until(at_us)
        return at_us

    def give(self, given: Iterable[Timed]) -> None:
        """Has these commands happen, each at its moment, as if by hand; nothing has happened yet.

        Raises ValueError where something has.
        """
        if self.branch.events:
            raise ValueError("something has happened already")
        self.branch.given = list(given)
        self._enter(self.branch, self.branch.keyframes[0].state)

    def _fork(self, given: list[Timed] | None = None) -> None:
        """The past of the branch as a branch of its own; the script goes on in it.

        It has the commands that have begun, or those `given`.
        """
        old, now_us = self.branch, self.now_us
        name = f"branch {len(self.branches)}"
        new = Branch(name, now_us, history=History(self._before))
        script = len(self._script)
        begun = [t for i, t in enumerate(old.given) if self.cluster.has_begun(script + i)]
        new.given = begun if given is None else list(given)
        new.events = old.events[: self.place]
        for event in new.events:
            new.history.fold(event)
        new.keyframes = [frame for frame in old.keyframes if frame.place <= self.place
                         and frame.now_us <= now_us]  # fmt: skip
        new.head_us = now_us
        state = self.cluster.snapshot()
        self.branches.append(new)
        self._enter(new, state)

    def undo(self) -> bool:
        """Goes before the last command given by hand, to a branch without it.

        The branch that has the command is kept. False when there is no such command.
        """
        if not self.branch.given:
            return False
        at_us, _ = self.branch.given[-1]
        wanted = self.branch.given[:-1]
        self.seek(min(self.now_us, at_us - 1))
        same = next((branch for branch in self.branches if branch.given == wanted), None)
        if same is not None and same.head_us >= self.now_us:
            self.go(same.name)
        else:
            self._fork(wanted)
        return True

    def go(self, name: str) -> bool:
        """Goes to another branch, to the moment of the playhead; whether there is such a branch."""
        found = next((branch for branch in self.branches if branch.name == name), None)
        if found is None:
            return False
        at_us = min(self.now_us, found.head_us)
        self._enter(found, found.keyframes[0].state)
        self.place = 0
        self.seek(at_us)
        return True

    def _enter(self, branch: Branch, state: dict[str, Any]) -> None:
        """A cluster with the branch's own commands, in this state."""
        self.branch = branch
        self.cluster = Cluster(self._spec, self._seed, (*self._script, *branch.given))
        self.cluster.restore(state)
        self.cluster.events = []
