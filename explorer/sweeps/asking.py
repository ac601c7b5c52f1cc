"""From what somebody asks of a sweep to one that goes on beside the run."""

from collections.abc import Sequence

from explorer.problems import InputError
from explorer.stories import Scenario
from explorer.sweeps import usual
from explorer.sweeps.axes import Axis
from explorer.sweeps.plan import Plan, varied
from explorer.sweeps.sweeping import Sweeping


def begin(sweeping: Sweeping, scenario: Scenario, said: Sequence[Axis], seeds: range) -> None:
    """Does what was asked for; nothing named: the rest of what was begun, or R and W.

    Raises ValueError, in words, where that cannot be.
    """
    kept = None if said else sweeping.kept
    sweeping.begin(_planned(scenario, said, seeds) if kept is None else kept.plan)


def _planned(scenario: Scenario, said: Sequence[Axis], seeds: range) -> Plan:
    along = tuple(said) or usual.axes(scenario)
    if not along:
        raise ValueError("R and W are 1 here, as N is: say what to vary, as sweep hints=off,on")
    try:
        return varied(scenario.preset, scenario.variant, along, seeds)
    except InputError as error:
        raise ValueError("; ".join(each.message for each in error.problems)) from error
