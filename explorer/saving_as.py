"""What a run is saved as, by the end of its file's name: a recording, a scenario, or a story."""

from pathlib import Path

from explorer import saving, scenario_writing
from explorer.experiment import Experiment
from explorer.lines import ScriptError
from explorer.problems import problem
from explorer.recording import SUFFIX, is_one
from explorer.saving import Words
from explorer.scenarios import SUFFIXES, is_scenario
from explorer.whole import whole

STORIES = (".yaml", ".yml")


def check(path: Path) -> None:
    """Raises ScriptError for an end of no kind, InputError where there is no such folder."""
    if not (is_one(path.name) or path.name.lower().endswith(STORIES)):
        raise ScriptError(
            f"a recording's name ends in {SUFFIX}, a scenario's in {SUFFIXES[0]}, a story's in "
            f"{STORIES[0]}"
        )
    if not path.parent.is_dir():
        raise problem(str(path), f"there is no folder {path.parent}")


def save_text(experiment: Experiment, path: Path) -> None:
    """Writes a scenario or a story, which can be changed. Raises InputError where it cannot."""
    if experiment.scenario.transcript is not None:
        raise problem(str(path), f"what has happened can be saved as a recording alone ({SUFFIX})")
    if is_scenario(path):
        scenario_writing.save(experiment, path)
        return
    try:
        text = story(experiment)
    except ValueError as error:
        raise problem(str(path), str(error)) from None
    with whole(path) as making:
        making.made.write_text(text, encoding="utf-8")


def story(experiment: Experiment) -> str:
    """The run's branch, as a preset. Raises ValueError where the language has no words for it."""
    model, timeline = experiment.scenario.preset.model, experiment.timeline
    said = Words(
        model.slug, model.title, model.story, model.takeaway, model.leaves_out,
        engine=model.engine,
    )  # fmt: skip
    script = experiment.scenario.commands
    commands = tuple(sorted((*script, *timeline.branch.given), key=lambda timed: timed[0]))
    cluster = experiment.scenario.cluster
    return saving.preset_text(cluster, experiment.seed, commands, experiment.end_us, said)
