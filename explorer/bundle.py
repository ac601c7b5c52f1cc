"""What is kept of a scenario that was done in a window: enough to see why it failed, and again.

A folder with `index.html` (the steps as a film strip), `run.qscope` (opens where it stopped),
`events.jsonl`, `result.json`, the scenario, `reproduce.txt`, and for each step a picture and the
accessibility tree of the window. No folder that is there is written to.
"""

import json
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from engine.events import view
from explorer import bundle_page, recorder
from explorer.experiment import Experiment
from explorer.performing import Outcome
from explorer.problems import problem
from explorer.scenarios import Picture, ScenarioFile
from explorer.whole import unwritable

RECORDING = "run.qscope"


class Eye(Protocol):
    """What sees a window."""

    def take(self, path: Path) -> None:
        """Writes a picture of it, as PNG. Raises OSError."""

    def tree(self) -> dict[str, Any]:
        """Its accessibility tree: role, name, value, state, place, and what is in it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a step, and what was seen then, by its files in the bundle; or nothing."""

    outcome: Outcome
    picture: str = ""
    tree: str = ""


@dataclass
class Bundle:
    """The folder of one scenario that is being done."""

    scenario: ScenarioFile
    folder: Path
    command: str
    """The line that does it again."""
    taken: list[Taken] = field(default_factory=list)

    def watch(self, outcomes: Iterable[Outcome], eye: Eye) -> Iterator[Outcome]:
        """The same outcomes; after each step that was done the window is taken."""
        for number, outcome in enumerate(outcomes, 1):
            self.taken.append(self._take(number, outcome, eye))
            yield outcome

    def _take(self, number: int, outcome: Outcome, eye: Eye) -> Taken:
        if outcome.held is None:
            return Taken(outcome)
        hand = outcome.step.hand
        name = f"{number:02}-{hand.name}" if isinstance(hand, Picture) else f"{number:02}"
        picture, tree = f"steps/{name}.png", f"steps/{name}.json"
        try:
            eye.take(self.folder / picture)
            self._write(tree, json.dumps(eye.tree(), indent=1, ensure_ascii=False))
        except OSError as error:
            raise problem(str(self.folder), unwritable(error)) from error
        return Taken(outcome, picture, tree)

    def finish(self, experiment: Experiment, row: dict[str, Any], told: str) -> None:
        """Writes down all the rest; `told` says the run in words. Raises InputError."""
        recorder.save(experiment, self.folder / RECORDING).result()
        events = experiment.timeline.branch.events
        try:
            lines = (json.dumps(view(event), ensure_ascii=False) for event in events)
            self._write("events.jsonl", "".join(f"{line}\n" for line in lines))
            self._write("result.json", json.dumps(row, indent=1, ensure_ascii=False))
            self._write(self.scenario.path.name, self.scenario.text)
            self._write("reproduce.txt", f"{self.command}\n")
            page = bundle_page.html(
                self.scenario,
                self.taken,
                row,
                told,
                self.command,
                RECORDING,
                why(experiment, self.taken),
            )
            self._write("index.html", page)
        except OSError as error:
            raise problem(str(self.folder), unwritable(error)) from error

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")


def why(experiment: Experiment, taken: Iterable[Taken]) -> str:
    """What became of the operations that a failed sentence speaks of; empty where there is none."""
    sentences = (t.outcome.step.sentence for t in taken if t.outcome.held is False)
    names = [name for each in sentences if each is not None for name in each.expectation.names]
    found = (experiment.timeline.branch.history.named(name) for name in names)
    return " ".join(text for each in found if each for text in experiment.why(each.number))


def begin(
    scenario: ScenarioFile, seed: int, settings: Iterable[str], artifacts: Path
) -> Bundle:  # fmt: skip
    """A new folder for it among the artifacts. Raises InputError."""
    name = f"{scenario.name}-seed-{seed}"
    try:
        artifacts.mkdir(parents=True, exist_ok=True)
        folder = _new(artifacts, name)
        (folder / "steps").mkdir()
    except OSError as error:
        raise problem(str(artifacts), unwritable(error)) from error
    words = ["quorumscope", "run", str(scenario.path), "--seed", str(seed)]
    words += [word for setting in settings for word in ("--set", setting)]
    return Bundle(scenario, folder, shlex.join(words))


def _new(artifacts: Path, name: str) -> Path:
    """A folder that was not there: by this name, or by it and a number."""
    number = 1
    while True:
        folder = artifacts / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder
