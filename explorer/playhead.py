"""Time travel: one run, the log and keyframes of one branch of it, and a playhead in that.

Rules this file keeps: a run is `seed + cluster + [(time_us, command)]`, so any moment can be had
again by restoring the nearest keyframe before it and replaying. The log and the history belong to a
branch and cover all that was ever visited of it; the cluster stands at the playhead, at or before
the log's end.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import inf

from engine.applications import genesis
from engine.cluster import Cluster, Command, Timed
from engine.items import RANK
from engine.merging import by_key
from engine.snapshots import State
from engine.spec import ClusterSpec
from explorer.branch import Branch, Keyframe

Made = Callable[[Sequence[Timed], State | None], Cluster]
"""Makes a cluster to which these commands will happen: at first, or in the state of a snapshot."""


class Playhead:
    """Where a run stands: at any moment of one of its branches."""

    def __init__(
        self, spec: ClusterSpec, seed: int, script: Iterable[Timed], name: str, made: Made | None
    ) -> None:
        """Before anything has happened, in a branch of that name.

        `made` gives the cluster with these commands; else it is the engine's, by this seed.
        """
        self._made = made or partial(Cluster, spec, seed)
        self._script = tuple(script)
        self._before = genesis(spec.users)
        self.before = by_key(self._before)
        """What was there before the run."""
        self.branch = Branch(0, name, self._before)
        self.cluster = self._made(self._script, None)
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

    def is_scripted(self, sequence: int) -> bool:
        """Whether a command with this sequence number is the script's, and not given by hand."""
        return sequence % RANK < len(self._script)

    # -- forward

    def step(self) -> bool:
        """Lets one thing happen; False when there is nothing left."""
        happened = self.cluster.step()
        self._take()
        return happened

    def run_until(
        self, at_us: int, most_steps: int | None = None, stop: Callable[[], bool] | None = None
    ) -> bool:
        """Lets all happen up to `at_us`, or so many steps of it; whether it got there.

        It does not get there either when after some step it is to `stop`.
        """
        cluster, last = self.cluster, inf if most_steps is None else self.cluster.steps + most_steps
        while cluster.steps < last:
            due = 1 if stop is not None else self._steps_to_keyframe()
            until = min(last, cluster.steps + due)
            try:
                while cluster.steps < until and cluster.step(at_us):
                    pass
            finally:  # whatever went wrong, the log goes as far as the cluster
                self._take()
            if cluster.steps < until:
                break
            if stop is not None and stop():
                return False
        following = cluster.next_us()
        if following is not None and following <= at_us:
            return False
        cluster.now_us = max(cluster.now_us, at_us)
        self.branch.head_us = max(self.branch.head_us, at_us)
        return True

    def _steps_to_keyframe(self) -> int:
        """After how many steps the next keyframe of the branch is due: in the past after many."""
        branch = self.branch
        return branch.keyframes[-1].steps + branch.spacing - self.cluster.steps

    def _take(self) -> None:
        """Has the branch take what has happened: what it did not know, and a keyframe if due."""
        cluster, branch = self.cluster, self.branch
        events, cluster.events = cluster.events, []
        self.place += len(events)
        new = self.place - len(branch.events)
        if new > 0:
            branch.take(events[-new:])
        if cluster.steps - branch.keyframes[-1].steps >= branch.spacing:
            self._keep()
        branch.head_us = max(branch.head_us, cluster.now_us)

    def stand_before(self, command: int, at_us: int, most_steps: int | None = None) -> bool:
        """Lets all happen that comes before a command of the script, at `at_us`; whether it did.

        Of the same microsecond only what comes before it has happened then.
        """
        if not self.run_until(at_us - 1, most_steps):
            return False
        cluster = self.cluster
        while not cluster.is_next(command):
            self.step()
        cluster.now_us = at_us
        self.branch.head_us = max(self.branch.head_us, at_us)
        return True

    # -- anywhere

    def seek(self, at_us: int, most_steps: int | None = None) -> bool:
        """Goes to the moment `at_us`, all of its events having happened; whether it got there.

        One that did not get there is gone on with by asking again.
        """
        frame = self.branch.before_moment(at_us)
        if at_us < self.now_us or frame.steps > self.cluster.steps:
            self._restore(frame)
        return self.run_until(at_us, most_steps)

    def seek_step(self, steps: int, at_us: int, most_steps: int | None = None) -> bool:
        """Goes to `at_us`, of whose events maybe not all have happened; whether it got there.

        It got there after so many steps in all.
        """
        frame = self.branch.before_step(steps)
        if at_us < self.now_us or not frame.steps <= self.cluster.steps <= steps:
            self._restore(frame)
        if self.cluster.steps < steps:
            reached = self.run_until(at_us, most_steps, lambda: self.cluster.steps >= steps)
            if not reached and self.cluster.steps < steps:
                return False
        following = self.cluster.next_us()
        if following is None or following > at_us:
            self.run_until(at_us)
        return True

    def seek_place(self, place: int, at_us: int, most_steps: int | None = None) -> bool:
        """Goes to `at_us`, of whose events maybe not all have happened; whether it got there.

        It got there when `place` events have happened in all, or all of that moment.
        """
        frame = self.branch.before_moment(at_us - 1)
        if at_us <= self.now_us or frame.steps > self.cluster.steps:
            self._restore(frame)
        if not self.run_until(at_us - 1, most_steps):
            return False
        if self.place >= place or not self.run_until(at_us, stop=lambda: self.place >= place):
            self.cluster.now_us = at_us
            self.branch.head_us = max(self.branch.head_us, at_us)
        return True

    def start(self) -> None:
        """Goes to before anything has happened."""
        self._restore(self.branch.keyframes[0])

    def step_back(self) -> bool:
        """Goes to before the last thing that happened; False at the start."""
        target = self.cluster.steps - 1
        if target < 0:
            return False
        self._restore(self.branch.before_step(target))
        while self.cluster.steps < target:
            self.step()
        return True

    @property
    def steps_to_replay(self) -> int:
        """How many steps lead from a keyframe to just before the last step."""
        target = max(0, self.cluster.steps - 1)
        return target - self.branch.before_step(target).steps

    def before_last(self) -> tuple[Cluster, int]:
        """A cluster of its own as all stood before the last step, and its place in the log."""
        target = max(0, self.cluster.steps - 1)
        frame = self.branch.before_step(target)
        cluster = self._revived(frame)
        while cluster.steps < target:
            cluster.step()
        return cluster, frame.place + len(cluster.events)

    def as_of(self, at_us: int) -> Cluster:
        """The cluster as it stood when a moment was over that was seen: one of its own, if past."""
        following = self.cluster.next_us()
        if self.now_us == at_us and (following is None or following > at_us):
            return self.cluster
        cluster = self._revived(self.branch.before_moment(at_us))
        cluster.run_until(at_us)
        return cluster

    def _revived(self, frame: Keyframe) -> Cluster:
        return self._made((*self._script, *self.branch.given), frame.state)

    def place_at(self, at_us: int) -> int:
        """How many events of the branch had happened when `at_us` was over."""
        return self.branch.place_at(at_us)

    def _keep(self) -> None:
        cluster = self.cluster
        self.branch.keep(Keyframe(cluster.steps, cluster.now_us, self.place, cluster.snapshot()))

    def _restore(self, frame: Keyframe) -> None:
        self.cluster.restore(frame.state)
        self.cluster.events = []
        self.place = frame.place
