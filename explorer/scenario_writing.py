"""From what a person has done in a run to a scenario file that does it again: the recorder.

What is written is done again with the same events, up to where the run had been seen; each command
stands at the moment at which it was given, by whatever button, key or line that was.
"""

from pathlib import Path
from typing import Any

import yaml

from engine.social import Request
from explorer import presets
from explorer.experiment import Experiment
from explorer.problems import problem
from explorer.scenarios import SUFFIXES
from explorer.telling import tell
from explorer.times import write_time
from explorer.whole import whole

STORY = ".story.yaml"
"""What the name of a story ends in that is saved beside its scenario."""


def save(experiment: Experiment, path: Path) -> None:
    """Writes the scenario, and beside it the story where that does not come with the program.

    Raises InputError for what no scenario can say, and where it cannot be written.
    """
    preset = experiment.scenario.preset
    beside = path.with_name(_stem(path) + STORY)
    ours = presets.is_shipped(preset.origin, preset.model.slug)
    text = _text(experiment, path, preset.model.slug if ours else beside.name)
    if not ours:
        _keep(beside, preset.origin.text)
    with whole(path) as making:
        making.made.write_text(text, encoding="utf-8")


def _stem(path: Path) -> str:
    end = next((end for end in SUFFIXES if path.name.lower().endswith(end)), path.suffix)
    return path.name[: -len(end)]


def _keep(path: Path, story: str) -> None:
    """Saves a story; another one that is there stays."""
    if path.exists() and path.read_text(encoding="utf-8", errors="replace") != story:
        raise problem(str(path), "another story is there: save the scenario by another name")
    with whole(path) as making:
        making.made.write_text(story, encoding="utf-8")


def _text(experiment: Experiment, path: Path, story: str) -> str:
    scenario, branch = experiment.scenario, experiment.timeline.branch
    origin = scenario.preset.origin
    if origin.full:
        raise problem(str(path), "a scenario has no story at full size")
    settings = dict(setting.split("=", 1) for setting in origin.settings)
    document: dict[str, Any] = {
        "title": f"{scenario.preset.model.title}: {branch.name}",
        "story": story,
        **({"variant": scenario.variant} if scenario.variant else {}),
        **({"set": settings} if settings else {}),
        "seed": experiment.seed,
        "steps": [*_steps(experiment, path), {"at": write_time(branch.head_us)}],
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _steps(experiment: Experiment, path: Path) -> list[dict[str, str]]:
    """What was given by hand in the branch that is shown, each at its moment."""
    steps = []
    for at_us, command in experiment.timeline.branch.given:
        try:
            step = {"at": write_time(at_us), "do": tell(command)}
        except ValueError as error:
            raise problem(str(path), str(error)) from None
        name = command.name if isinstance(command, Request) else ""
        steps.append(step | ({"as": name} if name else {}))
    return steps
