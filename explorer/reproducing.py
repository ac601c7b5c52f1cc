"""The one command line that does a run again, for somebody else's terminal."""

import shlex
from pathlib import Path

from explorer import presets, scenario_writing
from explorer.experiment import Experiment
from explorer.scenarios import SUFFIXES, is_scenario
from explorer.times import write_time

PROGRAM = "quorumscope"


def line(run: Experiment, scenario: Path | None = None) -> str:
    """Runs what is shown again, up to where it stands, to the same events.

    What was done by hand is in no command line: it is written to that `scenario`. Raises
    ValueError, in words, where something was done and there is none; InputError where it cannot
    be written.
    """
    if scenario is not None:
        if not is_scenario(scenario):
            raise ValueError(f"the name of a scenario ends in {SUFFIXES[0]}")
        scenario_writing.save(run, scenario)
        return shlex.join([PROGRAM, "run", str(scenario)])
    if run.timeline.branch.given:
        raise ValueError(
            "what was done by hand has to be in a file: copy reproduction "
            f'"{run.scenario.preset.model.slug}.scenario.yaml"'
        )
    return shlex.join([PROGRAM, "run", *_story(run), *_options(run)])


def _story(run: Experiment) -> list[str]:
    preset = run.scenario.preset
    ours = presets.is_shipped(preset.origin, preset.model.slug)
    variant = ["--variant", run.scenario.variant] if run.scenario.variant else []
    return [preset.model.slug if ours else preset.file, *variant]


def _options(run: Experiment) -> list[str]:
    origin = run.scenario.preset.origin
    words = [word for setting in origin.settings for word in ("--set", setting)]
    words += ["--full"] if origin.full else []
    words += ["--on", "postgres"] if run.scenario.transcript is not None else []
    words += ["--seed", str(run.seed)] if run.seed != run.scenario.seed else []
    stops = run.timeline.place > 0 and run.now_us < run.end_us
    return [*words, *(["--until", write_time(run.now_us)] if stops else [])]
