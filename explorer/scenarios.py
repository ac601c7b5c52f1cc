"""Scenarios: what a tester has done to a cluster and to its window, step by step, and checked.

A scenario file (`*.scenario.yaml`) is read by `explorer.scenario_reading`, done by
`explorer.performing`. A story's own script goes on meanwhile.
"""

from dataclasses import dataclass
from pathlib import Path

from explorer.controls import Control
from explorer.expectations import Expectation
from explorer.scenario_schema import (
    ClickModel,
    DragModel,
    ExpectModel,
    FillModel,
    PressModel,
)
from explorer.steering import STEERED
from explorer.stories import Scenario
from explorer.verbs import Action

SUFFIXES = (".scenario.yaml", ".scenario.yml")


def is_scenario(reference: str | Path) -> bool:
    """Whether somebody who writes this means a scenario file, by the end of its name."""
    return str(reference).lower().endswith(SUFFIXES)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a step takes, and what it is called."""

    name: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that must hold of the run, so long after the step has begun."""

    text: str
    expectation: Expectation
    within_us: int


Hand = ClickModel | FillModel | DragModel | PressModel | ExpectModel | Picture
"""What takes the window: a hand, or an eye."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its line in the file, when, and what; `told` says it in a line."""

    line: int
    told: str
    at_us: int | None = None
    wait_us: int = 0
    action: Action | None = None
    """What the words of `do` mean."""
    words: str = ""
    name: str = ""
    """What the operation is called that it asks for."""
    sentence: Sentence | None = None
    hand: Hand | None = None

    @property
    def checks(self) -> bool:
        """Whether something is expected."""
        return self.sentence is not None or isinstance(self.hand, ExpectModel)

    @property
    def needs_window(self) -> bool:
        """Whether only a window can do it."""
        steers = not isinstance(self.action, Control) or self.action.verb in STEERED
        return self.hand is not None or not steers


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario that was read and understood; `story` is what it is played on."""

    path: Path
    file: str
    """What it is called in messages."""
    text: str
    title: str
    story: Scenario
    seed: int
    steps: tuple[Step, ...]

    @property
    def needs_window(self) -> bool:
        """Whether any step takes the window."""
        return any(step.needs_window for step in self.steps)

    @property
    def name(self) -> str:
        """Its file's name without what all scenarios' end with."""
        return next(
            (self.path.name[: -len(end)] for end in SUFFIXES
             if self.path.name.lower().endswith(end)), self.path.stem,
        )  # fmt: skip
