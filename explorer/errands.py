"""What time does on its way somewhere, in slices: none of them keeps a window waiting.

An errand is asked to go on by so many steps, and says whether it is through. What it comes to is
the same however it was sliced.
"""

from collections.abc import Callable

from explorer.branch import KEYFRAME_STEPS, Branch
from explorer.judging import Judge
from explorer.timeline import Timeline
from explorer.times import tell_time

FIRST_SLICE = KEYFRAME_STEPS // 2
"""Steps that are done at once, in about 15 ms: all of a short story.

What is left of an errand is gone on with in the ticks of whoever has a clock.
"""
FOLDED_A_STEP = 4
"""Events that are folded in about the time that a step takes."""
JUDGED_EVERY = 1_000
"""Steps after which the verdicts are looked after while something is looked for."""


class Errand:
    """Something that time is on its way to."""

    text = ""
    """What, in words: 'going to 5.3 s'."""
    goal_us: int | None = None
    """The moment that it leads to, where that is known."""
    stands = False
    """Whether time stands still when it is through, even if it ran before."""
    sure = False
    """Whether it is done in any case: what comes meanwhile comes after it."""
    said = ""
    """When it is through: what it has come to, in words; empty when there is nothing to say."""

    def go_on(self, most_steps: int) -> bool:
        """Goes on by so many steps; whether it is through."""
        raise NotImplementedError

    def leave(self) -> None:
        """It is given up half way: the playhead stays where it has come to."""


class Going(Errand):
    """To a moment of this branch."""

    def __init__(self, timeline: Timeline, at_us: int) -> None:
        """Nothing is done yet."""
        self._timeline, self._at_us = timeline, at_us
        self.goal_us = at_us
        self.text = f"going to {tell_time(at_us)}"

    def go_on(self, most_steps: int) -> bool:
        """Seeks on."""
        return self._timeline.seek(self._at_us, most_steps)


class Back(Going):
    """Back to a moment of interest, which is told."""

    stands = True

    def __init__(self, timeline: Timeline, at_us: int, said: str) -> None:
        """Nothing is done yet."""
        super().__init__(timeline, at_us)
        self.said = said


class Showing(Going):
    """To a moment, at which something is done."""

    stands = True

    def __init__(self, timeline: Timeline, at_us: int, then: Callable[[], object]) -> None:
        """`then` is called when it is there."""
        super().__init__(timeline, at_us)
        self._then = then

    def go_on(self, most_steps: int) -> bool:
        """Goes there, and does it."""
        if not super().go_on(most_steps):
            return False
        self._then()
        return True


class Returning(Going):
    """To a moment of some branch, from whatever other; None: to before all of it."""

    stands = True

    def __init__(
        self, timeline: Timeline, branch: Branch, at_us: int | None, then: Callable[[], object],
        last: Callable[[int], bool] = lambda _most: True,
    ) -> None:  # fmt: skip
        """`then` is called in the branch, before it goes there; `last` when it is there."""
        super().__init__(timeline, at_us or 0)
        self.text = f"going to {tell_time(at_us or 0)} of the branch «{branch.name}»"
        self._branch, self._begins, self._then = branch, at_us is None, then
        self._last = last

    def go_on(self, most_steps: int) -> bool:
        """Reads the branch's log, which another one may have taken over; then goes there."""
        timeline = self._timeline
        if timeline.branch is not self._branch:
            if not self._branch.fold(most_steps * FOLDED_A_STEP):
                return False
            timeline.keep_undone()
            timeline.enter(self._branch, 0)
            self._then()
        if self._begins:
            timeline.start()
        elif not super().go_on(most_steps):
            return False
        return self._last(most_steps)


class Looking(Errand):
    """To the next moment worth a stop, or to the end.

    The first violation of a guarantee is such a moment: verdicts are looked after on the way. In a
    history so long that it takes a worker to judge it, the violations that were found so far are.
    """

    text = "looking for the next interesting event"
    stands = True

    def __init__(self, timeline: Timeline, judge: Judge, end_us: int) -> None:
        """From the playhead on."""
        self._timeline, self._judge, self._end_us = timeline, judge, end_us
        self._from, self._judged_at = timeline.place, timeline.cluster.steps

    def go_on(self, most_steps: int) -> bool:
        """Runs on where nothing is known yet; then goes to the first that was found."""
        timeline = self._timeline
        if self._found() is None and not self._run_on(most_steps):
            return False
        at_us = self._found()
        if not timeline.seek(self._end_us if at_us is None else at_us, most_steps):
            return False
        self._look()
        first_us = self._found()
        if first_us is None:
            self.said = "nothing more of interest up to the end"
        else:
            timeline.seek(first_us)
            self.said = said_at(timeline.branch, self._judge, first_us)
        return True

    def _run_on(self, most_steps: int) -> bool:
        """Runs on from the head; whether it has found something or has come to the end."""
        timeline, moments = self._timeline, self._timeline.branch.moments
        if not timeline.seek(max(timeline.now_us, self._head_us()), most_steps):
            return False
        before = len(moments.found)
        through = timeline.run_until(
            self._end_us, most_steps, stop=lambda: len(moments.found) > before
        )
        if timeline.cluster.steps - self._judged_at >= JUDGED_EVERY:
            self._look()
        return through or self._found() is not None

    def _head_us(self) -> int:
        return min(self._timeline.branch.head_us, self._end_us)

    def _look(self) -> None:
        self._judged_at = self._timeline.cluster.steps
        if self._judge.at_once(self._timeline):
            self._judge.judge(self._timeline)

    def _found(self) -> int | None:
        """When the first moment of interest is that is known."""
        branch = self._timeline.branch
        moment = branch.moments.next(self._from)
        known = [m for m in (moment, *self._judge.broken(branch)) if m is not None]
        ahead = (m.at_us for m in known if m.place >= self._from and m.at_us <= self._end_us)
        return min(ahead, default=None)


class Deed(Errand):
    """Something that is done in any case: in slices, or, when it is left half way, at once."""

    sure = True

    def __init__(
        self, text: str, ready: Callable[[int], bool], do: Callable[[], object], *,
        stands: bool = False,
    ) -> None:  # fmt: skip
        """`ready` prepares by so many steps, so that it is soon done; whether it is ready."""
        self.text, self.stands = text, stands
        self._ready, self._do = ready, do

    def go_on(self, most_steps: int) -> bool:
        """Prepares on, and does it."""
        if not self._ready(most_steps):
            return False
        self._do()
        return True

    def leave(self) -> None:
        """Whatever comes next comes after it: it is done now."""
        self._do()


def folding(branch: Branch) -> Callable[[int], bool]:
    """Reads the log of a branch that is gone to: a long one takes a while."""
    return lambda most_steps: branch.fold(most_steps * FOLDED_A_STEP)


def branching(timeline: Timeline) -> Callable[[int], bool]:
    """Reads the past of a branch that a command given here begins."""
    return lambda most_steps: timeline.prepare(most_steps * FOLDED_A_STEP)


def undoing(timeline: Timeline) -> Callable[[int], bool]:
    """Goes before the last command given by hand, and reads what a branch without it has."""
    same, at_us = timeline.undone()
    if same is not None:
        return folding(same)
    ready = branching(timeline)
    return lambda most_steps: timeline.seek(at_us, most_steps) and ready(most_steps)


class Finishing(Errand):
    """Every branch is run to the end, so that they can be compared; then all is as before."""

    stands = True

    def __init__(self, timeline: Timeline, end_us: int) -> None:
        """Nothing is done yet."""
        self._timeline, self._end_us = timeline, end_us
        self._home, self._home_us = timeline.branch, timeline.now_us
        self._left = [branch for branch in timeline.listed if branch.head_us < end_us]
        self.said = f"every branch has been run to {tell_time(end_us)}"

    def go_on(self, most_steps: int) -> bool:
        """Runs the first of those that are left on."""
        if self._left:
            branch, timeline = self._left[0], self._timeline
            self.text = f"running «{branch.name}» to {tell_time(self._end_us)}"
            if not branch.fold(most_steps * FOLDED_A_STEP):
                return False
            if timeline.branch is not branch:
                timeline.enter(branch)
            if timeline.seek(self._end_us, most_steps):
                self._left.pop(0)
        if not self._left:
            self.leave()
        return not self._left

    def leave(self) -> None:
        """Goes back to where it began."""
        if self._timeline.branch is not self._home:
            self._timeline.enter(self._home)
        self._timeline.seek(self._home_us)


def said_at(branch: Branch, judge: Judge, at_us: int) -> str:
    """All that is of interest at a moment, in words."""
    moments = (*branch.moments.at(at_us), *judge.broken(branch))
    return "; ".join(dict.fromkeys(m.text for m in moments if m.at_us == at_us))
