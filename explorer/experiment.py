"""The one owner of a run: what is played, how fast, and what is done to it.

`submit`, `advance`, `seek`: everything that a window, a test or a command line does to a run goes
through here, and `explorer.framing` makes its pictures. Seconds of the wall clock come in as
numbers; nothing here looks at a clock.
"""

from collections.abc import Callable, Iterable

from engine.cluster import Command, Timed
from engine.events import digest
from explorer import measures, offering, verdicts
from explorer.branch import Branch
from explorer.cause import Cause
from explorer.comparing import Comparing
from explorer.errands import (
    Deed,
    Errand,
    Finishing,
    Returning,
    Showing,
    branching,
    folding,
    undoing,
)
from explorer.frame_verdicts import BranchesView
from explorer.playback import ASKED
from explorer.promised import promised
from explorer.seeing import Seen
from explorer.stories import Scenario
from explorer.trying import ToGoal

LONGEST_WAIT_US = 30_000_000
"""A time-out may be ten minutes: so long, at most, the run goes on to show what comes of a command.
"""


class Experiment(Seen):
    """A scenario being run, with all of its branches."""

    def __init__(self, scenario: Scenario, seed: int | None = None) -> None:
        """At the start, standing still, with nothing done by hand."""
        super().__init__(scenario, seed)
        self.comparing = Comparing()

    # -- branches

    def undo(self) -> None:
        """Goes before the last command given by hand, to a branch without it."""
        self.begin(self.undoing, 10**9)

    def undoing(self) -> Errand:
        """The way there. Raises ValueError, in words, when there is no such command."""
        if not self.timeline.branch.given:
            raise ValueError("nothing was done by hand yet")
        text, ready = "going to before the last command", undoing(self.timeline)
        return Deed(text, ready, self._with_room(self.timeline.undo), stands=True)

    def redo(self) -> None:
        """Goes after the command that was undone last."""
        self.begin(self.redoing, 10**9)

    def redoing(self) -> Errand:
        """The way there. Raises ValueError, in words, when there is no such command."""
        if not self.timeline.aside:
            raise ValueError("nothing was undone, or something else has been done since")
        text, ready = "going to after what was undone", folding(self.timeline.aside[-1])
        return Deed(text, ready, self._with_room(self.timeline.redo), stands=True)

    def back_to_story(self) -> None:
        """Goes before the first thing that was done by hand; what was done stays in its branch."""
        self.begin(self.leaving, 10**9)

    def leaving(self) -> Errand:
        """The way there."""
        ready = folding(self.timeline.branches[0])
        to_story = self._with_room(self.timeline.to_story)
        return Deed("going back to the story", ready, to_story, stands=True)

    def returning(
        self, at_us: int | None, branch: Branch | None = None,
        last: Callable[[int], bool] = lambda _most: True,
    ) -> Errand:  # fmt: skip
        """The way to a moment of the story, or of a branch; None: to before all of it.

        Whatever was done is kept in the branch that it was done in. From there on `last` goes on.
        """
        branch = branch or self.timeline.branches[0]
        return Returning(self.timeline, branch, at_us, self._leave_room, last)

    def asking_again(self, number: int) -> Errand:
        """The way to before the step that a question of the story is about, to ask it."""
        at_us, story = self.asking.questions[number].at_us, self.timeline.branches[0]
        before_us = at_us - 1 if at_us else None
        way = Returning(
            self.timeline, story, before_us, self._leave_room,
            lambda most_steps: self._stand_before(number, most_steps),
        )  # fmt: skip
        way.said = ASKED
        return way

    def go(self, name: str) -> None:
        """Goes to another branch, to the same moment or its end."""
        self.begin(lambda: self.entering(name), 10**9)

    def entering(self, name: str) -> Errand:
        """The way to another branch. Raises ValueError, in words, when there is none such."""
        branch = self.timeline.named(name)
        if branch is None:
            names = ", ".join(f"«{branch.name}»" for branch in self.timeline.listed)
            raise ValueError(f"there is no branch {name!r}; there are {names}")
        go = self._with_room(lambda: self.timeline.go(branch.name))
        return Deed(f"going to the branch «{branch.name}»", folding(branch), go)

    def _with_room(self, act: Callable[[], object]) -> Callable[[], None]:
        """That, in a run that ends where it then has to."""

        def do() -> None:
            act()
            self._leave_room()

        return do

    def rename(self, name: str) -> None:
        """Gives the branch another name. Raises ValueError, in words, when it is taken."""
        if not self.timeline.rename(name):
            raise ValueError(f"another branch is called {name!r}")

    def finishing(self) -> Errand:
        """The way of every branch to the end."""
        return Finishing(self.timeline, max(map(self._room, self.timeline.listed)))

    def branches(self) -> BranchesView:
        """The branches beside one another, as far as each has been run."""
        end_us = max(map(self._room, self.timeline.listed))
        return self.comparing.view(self.timeline, end_us)

    def is_interesting(self, place: int) -> bool:
        """Whether the event at this place of the log is worth a stop: see `explorer.moments`."""
        moment = self.timeline.branch.moments.next(place)
        return moment is not None and moment.place == place

    # -- doing

    def refusal(self, command: Command) -> str | None:
        """Why a command cannot be given now; None when it can."""
        return self.forbids(command) or offering.refusal(self.timeline, command)

    def submit(self, command: Command) -> int:
        """Does it now (in the past: in a new branch) and leaves time for what follows from it.

        Returns the microsecond at which it happened. Raises ValueError, in words, for a run that
        happened elsewhere (`clusters.elsewhere`).
        """
        if (there := self.scenario.transcript) is not None:
            raise ValueError(
                f"on {there.engine} a story is played again with it, by a window alone"
            )
        self.asking.leave()
        at_us = self.timeline.submit(command)
        self._leave_room()
        return at_us

    def give(self, given: Iterable[Timed]) -> None:
        """Has these commands given by hand, each at its moment, before anything has happened."""
        self.timeline.give(given)
        self._leave_room()

    def submitting(self, command: Command, then: Callable[[], object]) -> Errand:
        """The way to where a command is given in a long past: the branch is made in slices."""

        def given() -> None:
            self.submit(command)
            then()

        return Deed("making a branch", branching(self.timeline), given)

    def _leave_room(self) -> None:
        """The run ends with the story, or a while after the last thing that was done by hand.

        Nobody stands behind the end: the branches may have been run to the latest of all ends.
        """
        self.end_us = max(self._room(self.timeline.branch), self.now_us)

    def _room(self, branch: Branch) -> int:
        timeout_us = min(self.timeline.cluster.settings.timeout_us, LONGEST_WAIT_US)
        room_us = max(timeout_us, self.scenario.until_us // 5)
        given = [at_us + room_us for at_us, _ in branch.given]
        return max([self.scenario.until_us, *given])

    # -- the goal

    def begin_goal(self) -> Errand:
        """The way to where the goal begins, from which on it is tried.

        Raises ValueError, in words, when there is none in this variant.
        """
        goal = self.trying.begin()
        return ToGoal(self.timeline, goal.at_us)

    def show_way(self) -> Errand:
        """The way to where a goal begins in a branch that reaches it; there time runs."""
        goal = self.trying.asked()
        timeline = self.timeline
        self.trying.begin()
        if self.trying.way is None:
            timeline.lay(goal.way)
            self.trying.way = timeline.branch.number
        else:
            timeline.begin(timeline.branches[self.trying.way])
        self._leave_room()
        return Showing(timeline, goal.at_us, self.play)

    def showing(self, cause: Cause) -> Errand:
        """The way to where a cause was decided, where only what mattered is lit."""
        return Showing(self.timeline, cause.moment_us, lambda: self.light(cause))

    # -- what it has come to

    def digest(self) -> str:
        """SHA-256 over the event log of this branch, as far as it has been run."""
        return digest(self.timeline.branch.events)

    def measures(self) -> dict[str, object]:
        """The measures of `run --json`, at the end of the run."""
        return measures.measures(self._history, self.timeline.cluster)

    def guarantees(self) -> dict[str, object]:
        """Those of `run --json`: promised by all that the run had, verdict, witness, reason."""
        names = promised(self.scenario.cluster, self._history)
        found = verdicts.verdicts(self._history, self.timeline.cluster)
        return {
            name: verdicts.row(verdict, promised=name in names) for name, verdict in found.items()
        }
