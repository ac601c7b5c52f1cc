"""Two runs beside one another: where they part, and what each has come to."""

from collections.abc import Collection
from dataclasses import dataclass

from engine.history import History
from explorer.divergence import Arrivals, Divergence, Parting, Reading
from explorer.experiment import Experiment
from explorer.frame_charts import ChartsView
from explorer.tallies import Tally
from explorer.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant that may stand beside another one."""

    name: str
    title: str
    parts_us: int | None
    """From when on its crowd asks for other things than that of the other one; None: never."""

    @property
    def alike(self) -> bool:
        """Whether the two can be compared at any moment."""
        return self.parts_us is None


Choices = tuple[tuple[Choice, ...], tuple[Choice, ...]]


class SideBySide:
    """Two experiments, as far as both have been run."""

    def __init__(
        self, left: Experiment, right: Experiment, titles: tuple[str, str],
        choices: Choices = ((), ()),
    ) -> None:  # fmt: skip
        """Nothing of them has been read."""
        self.left, self.right, self.titles = left, right, titles
        self.choices = choices
        """By side, what may stand there; nothing where it is one changed setting."""
        self._charts = [ChartsView(), ChartsView()]
        self._read: tuple[tuple[History, History], Parting, Arrivals, tuple[Tally, Tally]] | None
        self._read = None

    @property
    def sides(self) -> tuple[Experiment, Experiment]:
        """Left and right."""
        return self.left, self.right

    @property
    def timeline(self) -> Timeline:
        """The left one's: what is done branches both alike."""
        return self.left.timeline

    @property
    def now_us(self) -> int:
        """Where both playheads stand."""
        return self.left.now_us

    @property
    def end_us(self) -> int:
        """Where the longer of the two ends."""
        return max(side.end_us for side in self.sides)

    def difference(self) -> Divergence | None:
        """Where they part first, as far as both have been run."""
        return self._reading()[0].look(self._known_us())

    def arrivals_differ_us(self) -> int | None:
        """From when on what is asked and done from outside differs; None: nowhere so far."""
        return self._reading()[1].look(self._known_us())

    def charts(self, anew: Collection[int]) -> tuple[ChartsView, ChartsView]:
        """What the charts draw of each, `anew` of these sides (0, 1), else as it was before.

        Of a crowd that costs a tenth of a second: while both play, they take turns.
        """
        for side in anew:
            self._charts[side] = self.sides[side].charts()
        return self._charts[0], self._charts[1]

    def tallies(self) -> tuple[Tally, Tally]:
        """What each has come to."""
        return self._reading()[2]

    def _known_us(self) -> int:
        """Up to when both logs are written."""
        return min(side.timeline.branch.head_us for side in self.sides)

    def _reading(self) -> tuple[Parting, Arrivals, tuple[Tally, Tally]]:
        """Of the branches that they are on; read anew where one has entered another."""
        left, right = (side.timeline.branch for side in self.sides)
        read = left.history, right.history  # a branch that was left may have handed its own over
        if self._read is None or any(a is not b for a, b in zip(self._read[0], read, strict=True)):
            runs = [
                Reading(branch.events, branch.history, side.scenario.commands, branch.given)
                for side, branch in zip(self.sides, (left, right), strict=True)
            ]
            self._read = (
                read,
                Parting(*runs),
                Arrivals(left.events, right.events),
                (Tally(left), Tally(right)),
            )
        return self._read[1:]
