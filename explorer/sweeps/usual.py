"""The sweep of a story as it is shown: of R and W at its N, unless somebody says more. Pure."""

from explorer.stories import Scenario
from explorer.sweeps.axes import Axis

MOST_VALUES = 5
"""With a larger N only its ends and its middle are tried."""


def axes(scenario: Scenario) -> tuple[Axis, ...]:
    """R and W from 1 to N, which stays; none where N is 1, and there is nothing to trade."""
    n = scenario.cluster.settings.n
    few = {1, 2, n // 2 + 1, n - 1, n}
    numbers = range(1, n + 1) if n <= MOST_VALUES else sorted(few)
    values = tuple(map(str, numbers))
    return (Axis("r", values), Axis("w", values)) if n > 1 else ()
