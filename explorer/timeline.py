"""Time travel: the event log, keyframes, the playhead and branches.

Rules this file keeps: a run is `seed + cluster + [(time_us, command)]`, so any moment can be had
again by restoring the nearest keyframe before it and replaying. The log and the history belong to a
branch and cover all that was ever visited of it; the cluster stands at the playhead, at or before
the log's end. A command given now is stamped with the next microsecond, so that replay puts it
where it was. The script's own branch stays the script's: whatever is done by hand is in another.
"""

from collections.abc import Callable, Iterable
from typing import Any

from engine.applications import genesis
from engine.cluster import Cluster, Command, Timed
from engine.items import RANK
from engine.spec import ClusterSpec
from explorer.branch import Branch, Keyframe
from explorer.branch_names import after

STORY = "story"
"""The name of the script's own branch, until somebody gives it another."""


class Timeline:
    """One run with all its branches, and a playhead in one of them."""

    def __init__(self, spec: ClusterSpec, seed: int, script: Iterable[Timed]) -> None:
        """Before anything has happened."""
        self._spec, self._seed = spec, seed
        self._script = tuple(script)
        self._before = tuple(genesis(spec.users))
        self.branch = Branch(0, STORY, self._before)
        self.branches = [self.branch]
        self.aside: list[Branch] = []
        """The branches that undo has left, the last of them last: redo leads back to it."""
        self.cluster = Cluster(spec, seed, self._script)
        self._draft: tuple[int, int, Branch] | None = None
        """The branch and the place that a branch is being prepared at, and it."""
        self._spare: Branch | None = None
        """The story's log, read once more."""
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
    def listed(self) -> list[Branch]:
        """The branches in which somebody did something, the story, and the one that is shown.

        What was only undone is reached by redo, and listed again when redo leads there no more.
        """
        away = {branch.number for branch in self.aside}
        return [b for b in self.branches
                if b is self.branch or not (b.mere or b.number in away)]  # fmt: skip

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
        cluster, branch = self.cluster, self.branch
        if not cluster.step():
            return False
        events, cluster.events = cluster.events, []
        self.place += len(events)
        new = self.place - len(branch.events)
        if new > 0:
            for event in events[-new:]:
                branch.take(event)
        if cluster.steps - branch.keyframes[-1].steps >= branch.spacing:
            self._keep()
        branch.head_us = max(branch.head_us, cluster.now_us)
        return True

    def run_until(
        self, at_us: int, most_steps: int | None = None, stop: Callable[[], bool] | None = None
    ) -> bool:
        """Lets all happen up to `at_us`, or so many steps of it; whether it got there.

        It does not get there either when after some step it is to `stop`.
        """
        left = most_steps
        while (following := self.cluster.next_us()) is not None and following <= at_us:
            if left is not None:
                if left == 0:
                    return False
                left -= 1
            self.step()
            if stop is not None and stop():
                return False
        self.cluster.now_us = max(self.cluster.now_us, at_us)
        self.branch.head_us = max(self.branch.head_us, at_us)
        return True

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
        while (following := cluster.next_us()) is not None and following <= at_us:
            cluster.step()
        cluster.now_us = at_us
        return cluster

    def _revived(self, frame: Keyframe) -> Cluster:
        cluster = Cluster(self._spec, self._seed, (*self._script, *self.branch.given))
        cluster.restore(frame.state)
        cluster.events = []
        return cluster

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

    # -- commands and branches

    def submit(self, command: Command) -> int:
        """Gives a command now; in the past, or in the story, that begins a branch of its own.

        Returns when it will happen.
        """
        at_us = self.now_us + 1
        self.keep_undone()
        if self.forks:
            self._fork(after(command, at_us))
        self.branch.mere = False
        self.branch.given.append((at_us, command))
        self.cluster.schedule(at_us, command)
        self.run_until(at_us)
        return at_us

    def give(self, given: Iterable[Timed]) -> None:
        """Has these commands happen, each at its moment, as if by hand; nothing has happened yet.

        Raises ValueError where something has.
        """
        commands = list(given)
        if self.branch.events:
            raise ValueError("something has happened already")
        if commands:
            at_us, first = min(commands, key=lambda timed: timed[0])
            self._fork(after(first, at_us), commands)

    def lay(self, given: Iterable[Timed]) -> None:
        """Goes to the start of a branch of the story that has these commands, each at its time."""
        commands = list(given)
        at_us, first = min(commands, key=lambda timed: timed[0])
        self.keep_undone()
        self.begin(self.branches[0])
        self._fork(after(first, at_us), commands)

    @property
    def forks(self) -> bool:
        """Whether a command that is given now begins a branch."""
        return not self.branch.number or self.in_past or self.now_us < self.branch.head_us

    def prepare(self, most: int) -> bool:
        """Folds so many events of the past that a branch begun here has; whether that is done.

        It need not be: the branch folds what is left at once.
        """
        if not self.forks or not self.in_past:
            return True
        here = self.branch.number, self.place
        if self._draft is None or self._draft[:2] != here:
            events = self.branch.events[: self.place]
            self._draft = (*here, Branch(-1, "", self._before, events=events))
        return self._draft[2].fold(most)

    def read_twice(self, most: int) -> bool:
        """Reads so many events of the story's log once more; whether all of it is.

        A branch that begins at the head takes over what was read: then the story has this at once,
        and who comes back to it does not wait.
        """
        if self._spare is None:
            self._spare = Branch(-1, "", self._before, events=self.branches[0].events)
        return self._spare.fold(most)

    def _fork(self, name: str, given: list[Timed] | None = None) -> None:
        """The past of the branch as a branch of its own; the script goes on in it.

        It has the commands that have begun, or those `given`.
        """
        old, now_us = self.branch, self.now_us
        script = len(self._script)
        begun = [t for i, t in enumerate(old.given) if self.cluster.has_begun(script + i)]
        new = Branch(
            len(self.branches), self._free(name), self._before, now_us, old.number, self.place,
            given=begun if given is None else list(given), events=old.events[: self.place],
            head_us=now_us, spacing=old.spacing,
        )  # fmt: skip
        new.keyframes = [frame for frame in old.keyframes if frame.place <= self.place
                         and frame.now_us <= now_us]  # fmt: skip
        ready = self._draft
        if not self.in_past:
            old.hand_over(new)
            if old is self.branches[0] and self._spare is not None:
                self._spare.hand_over(old)
        elif ready is not None and ready[:2] == (old.number, self.place):
            ready[2].hand_over(new)
        self._draft = None
        state = self.cluster.snapshot()
        self.branches.append(new)
        self._enter(new, state)

    def _free(self, name: str) -> str:
        """The name, or, when a branch has it, with a number."""
        taken = {branch.name for branch in self.branches}
        numbered = (f"{name} ({i})" for i in range(2, len(taken) + 2))
        return next(each for each in (name, *numbered) if each not in taken)

    def rename(self, name: str) -> bool:
        """Gives the branch another name; False when another one has it."""
        if any(branch.name == name for branch in self.branches if branch is not self.branch):
            return False
        self.branch.name, self.branch.mere = name, False
        return True

    def undo(self) -> bool:
        """Goes before the last command given by hand, to a branch without it.

        The branch that has the command is kept for `redo`. False when there is no such command.
        """
        if not self.branch.given:
            return False
        left, (same, moment_us) = self.branch, self.undone()
        if same is not None:
            self.enter(same, moment_us)
        else:
            self.seek(moment_us)
            *wanted, _ = left.given
            name = after(wanted[-1][1], wanted[-1][0]) if wanted else STORY
            self._fork(name, wanted)
            self.branch.mere = True
        self.aside.append(left)
        return True

    def redo(self) -> bool:
        """Goes after the command that was undone last, to its branch; False without one."""
        if not self.aside:
            return False
        branch = self.aside.pop()
        self.enter(branch, branch.given[-1][0])
        return True

    def keep_undone(self) -> None:
        """Something else is done now: what was undone is a branch like any other again."""
        self.aside.clear()

    def undone(self) -> tuple[Branch | None, int]:
        """The branch without the last command given by hand, if there is one, and where to go."""
        *wanted, (at_us, _) = self.branch.given
        same = next((branch for branch in self.branches if branch.given == wanted), None)
        return same, min(self.now_us, at_us - 1)

    def to_story(self) -> bool:
        """Goes before the first command given by hand, to the story; False when there is none."""
        if not self.branch.given:
            return False
        moment_us = min(self.now_us, min(at_us for at_us, _ in self.branch.given) - 1)
        self.keep_undone()
        self.enter(self.branches[0], moment_us)
        return True

    def named(self, name: str) -> Branch | None:
        """The branch of this name."""
        return next((branch for branch in self.branches if branch.name == name), None)

    def go(self, name: str) -> bool:
        """Goes to another branch, to the moment of the playhead; whether there is such a branch."""
        found = self.named(name)
        if found is None:
            return False
        self.keep_undone()
        self.enter(found)
        return True

    def enter(self, branch: Branch, at_us: int | None = None) -> None:
        """Goes to a branch, to a moment of it; else to that of the playhead, or to its end."""
        if at_us is None:
            at_us = min(self.now_us, branch.head_us)
        frame = branch.before_moment(at_us)
        self._enter(branch, frame.state)
        self.place = frame.place
        self.run_until(at_us)

    def revive(
        self, given: list[Timed], parent: int | None = None, forked_us: int = 0, shared: int = 0
    ) -> None:
        """Makes the next branch as it was made in another run of the same story, at its fork.

        It has these commands, later ones as well, and so many events of its `parent`; without one
        it is the first branch.
        """
        if parent is not None:
            self.begin(self.branches[parent])
            self.seek_place(shared, forked_us)
            self._fork("", given)
        else:
            self.branch.given = given
            self.begin(self.branch)

    def begin(self, branch: Branch) -> None:
        """Goes to the start of a branch; it has been seen no further afterwards."""
        self._enter(branch, branch.keyframes[0].state)
        self.place = 0

    def _enter(self, branch: Branch, state: dict[str, Any]) -> None:
        """A cluster with the branch's own commands, in this state."""
        self.branch = branch
        self.cluster = Cluster(self._spec, self._seed, (*self._script, *branch.given))
        self.cluster.restore(state)
        self.cluster.events = []
