"""A run with all its branches: what is done by hand begins one, and undo leads to another.

Rules this file keeps: a command given now is stamped with the next microsecond, so that replay puts
it where it was. The script's own branch stays the script's: whatever is done by hand is in another.
"""

from collections.abc import Iterable

from engine.cluster import Command, Timed
from engine.snapshots import State
from engine.spec import ClusterSpec
from explorer.branch import Branch
from explorer.branch_names import after
from explorer.playhead import Made, Playhead

STORY = "story"
"""The name of the script's own branch, until somebody gives it another."""


class Timeline(Playhead):
    """One run with all its branches, and a playhead in one of them."""

    def __init__(
        self, spec: ClusterSpec, seed: int, script: Iterable[Timed], made: Made | None = None
    ) -> None:
        """Before anything has happened, on the engine's cluster, or on one that is `made`."""
        super().__init__(spec, seed, script, STORY, made)
        self.branches = [self.branch]
        self.aside: list[Branch] = []
        """The branches that undo has left, the last of them last: redo leads back to it."""
        self._draft: tuple[int, int, Branch] | None = None
        """The branch and the place that a branch is being prepared at, and it."""
        self._spare: Branch | None = None
        """The story's log, read once more."""

    @property
    def listed(self) -> list[Branch]:
        """The branches in which somebody did something, the story, and the one that is shown.

        What was only undone is reached by redo, and listed again when redo leads there no more.
        """
        away = {branch.number for branch in self.aside}
        return [b for b in self.branches
                if b is self.branch or not (b.mere or b.number in away)]  # fmt: skip

    # -- commands

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
            events = self.branch.events.until(self.place)
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
            given=begun if given is None else list(given), events=old.events.until(self.place),
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

    # -- undo and redo

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

    # -- from branch to branch

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

    def _enter(self, branch: Branch, state: State) -> None:
        """A cluster with the branch's own commands, in this state."""
        self.branch = branch
        self.cluster = self._made((*self._script, *branch.given), state)
