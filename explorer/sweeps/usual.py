"""The sweep of a story as it is shown: of R and W at its N, unless somebody says more. Pure."""

from collections.abc import Sequence

from explorer.problems import InputError
from explorer.stories import Scenario
from explorer.sweeps.axes import Axis
from explorer.sweeps.plan import Plan, varied

MOST_VALUES = 5
"""With a larger N only its ends and its middle are tried."""


def axes(scenario: Scenario) -> tuple[Axis, ...]:
    """R and W from 1 to N, which stays; none where N is 1, and there is nothing to trade."""
    n = scenario.cluster.settings.n
    few = {1, 2, n // 2 + 1, n - 1, n}
    numbers = range(1, n + 1) if n <= MOST_VALUES else sorted(few)
    values = tuple(map(str, numbers))
    return (Axis("r", values), Axis("w", values)) if n > 1 else ()


def planned(scenario: Scenario, said: Sequence[Axis], seeds: range) -> Plan:
    """The sweep that was asked for. Raises ValueError, in words, where there can be none."""
    along = tuple(said) or axes(scenario)
    if not along:
        raise ValueError("R and W are 1 here, as N is: say what to vary, as sweep hints=off,on")
    try:
        return varied(scenario.preset, scenario.variant, along, seeds)
    except InputError as error:
        raise ValueError("; ".join(each.message for each in error.problems)) from error
