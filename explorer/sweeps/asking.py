"""From what somebody asks of a sweep to one that goes on beside a run, or to one of its runs."""

from collections.abc import Sequence
from pathlib import Path

from explorer import presets
from explorer.experiment import Experiment
from explorer.problems import InputError, problem
from explorer.stories import Scenario
from explorer.sweeps import kept, usual
from explorer.sweeps.axes import Axis
from explorer.sweeps.plan import Plan, varied
from explorer.sweeps.sweeping import Sweeping
from explorer.sweeps.wanted import SEEDS


def begin(
    sweeping: Sweeping, scenario: Scenario, said: Sequence[Axis] = (), seeds: range | None = None
) -> None:
    """Does what was asked for; nothing said: the rest of what was begun, or the usual sweep.

    Raises ValueError, in words, where that cannot be.
    """
    last = None if said or seeds else sweeping.kept
    plan = _planned(scenario, said, seeds or SEEDS) if last is None else last.plan
    sweeping.begin(plan)


def opened(path: Path) -> Experiment:
    """The story of a sweep in a file, beside its rows. Raises InputError."""
    found = kept.opened(path)
    plan = found.plan
    run = Experiment(presets.load_again(plan.origin, plan.file).scenario(plan.variant))
    try:
        run.sweeping.take(found)
    except ValueError as error:
        raise problem(str(path), str(error)) from error
    return run


def chosen(shown: Experiment, settings: Sequence[str]) -> Experiment:
    """The run of a sweep with these settings and its first seed; the sweep goes over to it.

    Raises ValueError, in words, where the sweep has none such.
    """
    sweeping = shown.sweeping
    if sweeping.kept is None:
        raise ValueError("there is no sweep yet: sweep")
    plan = sweeping.kept.plan
    wanted = dict(text.split("=", 1) for text in settings)
    found = (
        place
        for place, values in enumerate(plan.values)
        if {name: str(value) for name, value in values.items()} == wanted
    )
    place = next(found, None)
    if place is None:
        names = " ".join(f"{axis.setting}={axis.values[0]}" for axis in plan.axes)
        raise ValueError(f"no run of the sweep has these settings: say all, as sweep run {names}")
    story = presets.load_again(plan.origins[place], plan.file)
    run = Experiment(story.scenario(plan.variant), plan.seeds[0])
    run.sweeping = sweeping
    return run


def _planned(scenario: Scenario, said: Sequence[Axis], seeds: range) -> Plan:
    along = tuple(said) or usual.axes(scenario)
    if not along:
        raise ValueError("R and W are 1 here, as N is: say what to vary, as sweep hints=off,on")
    try:
        return varied(scenario.preset, scenario.variant, along, seeds)
    except InputError as error:
        raise ValueError("; ".join(each.message for each in error.problems)) from error
