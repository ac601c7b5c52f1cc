"""What a recording holds, as values: what the run began with, its branches, its sealed events.

A run is `seed + cluster + commands`, so this is enough to run it again; the events are there to
tell whether that comes out the same. The file itself: `recording_tables`.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.events import Event
from explorer import chain, presets
from explorer.chain import Chunk
from explorer.clusters import keeping
from explorer.experiment import Experiment
from explorer.given_lines import Given
from explorer.problems import problem
from explorer.stories import Origin, Scenario

SUFFIX = ".qscope"


BESIDE = ("", "-wal", "-shm", "-journal")
"""What a recording consists of while it is written, by how the names end."""


def remove(path: Path) -> None:
    """Takes a recording away, with what SQLite has put beside it, as far as that can be done."""
    for beside in BESIDE:
        with suppress(OSError):
            path.with_name(path.name + beside).unlink()


def is_one(reference: str) -> bool:
    """Whether somebody who writes this means a recording, by the end of its name."""
    return reference.lower().endswith(SUFFIX)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run began with, and who recorded it."""

    program: str
    python: str
    file: str
    """What the story was read from, as a name; its text is in `origin`."""
    origin: Origin
    title: str
    """The story's, and its variant's."""
    variant: str
    seed: int
    happened: str = ""
    """What happened on real servers, as `clusters.keeping` has it; empty: it is computed."""

    @property
    def hash(self) -> str:
        """What the first seal stands on: all that the run depends on."""
        text, settings = self.origin.text, " ".join(self.origin.settings)
        full = str(self.origin.full)
        elsewhere = {"happened": self.happened} if self.happened else {}
        return chain.ground({
            "text": text, "settings": settings, "full": full, "variant": self.variant,
            "seed": str(self.seed), **elsewhere,
        })  # fmt: skip

    def scenario(self) -> Scenario:
        """The story as it was then. Raises InputError when this version cannot read it."""
        name = f"the story in it, {self.file}"
        story = presets.load_again(self.origin, name).scenario(self.variant)
        try:
            return keeping.happened(story, self.happened) if self.happened else story
        except ValueError as error:
            raise problem(name, str(error)) from None


def ground_of(experiment: Experiment, program: str, python: str) -> Ground:
    """What this run began with."""
    scenario = experiment.scenario
    preset = scenario.preset
    titles = [preset.model.title, dict(preset.titles).get(scenario.variant, "")]
    title = " · ".join(filter(None, titles))
    there = scenario.transcript
    return Ground(program, python, Path(preset.file).name, preset.origin, title, scenario.variant,
                  experiment.seed, keeping.as_text(there) if there else "")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Course:
    """A branch: where it was forked from (parent 0: nowhere), and how far it has been seen."""

    number: int
    name: str
    parent: int = 0
    forked_us: int = 0
    shared: int = 0
    head_us: int = 0
    events: int = 0
    """How many there are in all, with those that its parent had at the fork."""
    mere: int = 0
    """1: it was made by undoing, and nobody has done anything in it."""
    aside: int = 0
    """Which one it is of those that undo has left, from 1 on; 0: none of them."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the run stands: which branch is shown, the playhead, and when the run ends."""

    branch: int = 1
    now_us: int = 0
    end_us: int = 0
    steps: int | None = 0
    """How many steps have been done: of one moment maybe not all; None: that was not recorded."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is new since the last one: (branch, its how-many-eth, command), events, branches."""

    courses: tuple[Course, ...] = ()
    given: tuple[tuple[int, int, Given], ...] = ()
    events: tuple[tuple[int, int, Sequence[Event]], ...] = ()
    """(branch, how many came before, events)."""
    stand: Stand = Stand()


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the run at its end: measures and verdicts, as in `run --json`."""

    branch: int
    at_us: int
    row: dict[str, object]


@dataclass(frozen=True, slots=True)
class Recording:
    """All that was read from a file."""

    path: Path
    ground: Ground
    courses: tuple[Course, ...]
    given: dict[int, tuple[Given, ...]]
    """By the number of the branch."""
    chunks: tuple[Chunk, ...]
    """In the order in which they were sealed."""
    stand: Stand
    result: Result | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A recording in a list of runs: `by_hand` counts commands, `now_us` is where it stood."""

    title: str
    by_hand: int
    now_us: int
