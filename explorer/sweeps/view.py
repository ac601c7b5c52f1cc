"""The frozen picture of a sweep: what the view "Trade-off" may draw.

Rules this file keeps: every point is of runs that were done; what is shown is only as fine as to
be made anew a few hundred times in a sweep, however many runs it has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from explorer.stories import Scenario
from explorer.sweeps import figures, heat, trade_off, usual
from explorer.sweeps.axes import Axis
from explorer.sweeps.figures import Settings
from explorer.sweeps.heat import HeatMap
from explorer.sweeps.kept import Kept
from explorer.sweeps.plan import Plan, values_of
from explorer.sweeps.trade_off import TradeOff
from explorer.sweeps.wanted import SEEDS, Wanted

State = Literal["none", "sweeping", "swept", "cancelled", "died"]
STEPS = 200
"""So often a map is made anew while its sweep goes on, at the most."""
Drawn: TypeAlias = TradeOff | HeatMap | str
"""A map; or why there is none, in words."""
INTERVALS = (
    "95 % intervals: of a latency between two of the runs in their order (Le Boudec 2010), of a "
    "share Wilson's (1927), wider where seeds differ by more than chance (Kish 1965)."
)
EXACT = "Every seed gave the same run, as nothing here is left to luck: so there are no intervals."


@dataclass(frozen=True, slots=True)
class SweepView:
    """A sweep as far as it has been done."""

    state: State = "none"
    words: str = ""
    """What `sweep` varies, as it is written: 'r=1..3 w=1..3 seeds 1..20'; '': nothing by itself."""
    done: int = 0
    total: int = 0
    """Runs."""
    axes: tuple[Axis, ...] = ()
    wanted: Wanted | None = None
    """The heat map that was asked for; None: the trade-off."""
    map: TradeOff | None = None
    heat: HeatMap | None = None
    why_not: str = ""
    """Why there is no map, in words."""
    about: tuple[str, ...] = ()
    """What is drawn and how it was measured, in sentences."""
    shown: Settings = ()
    """What the run that is shown has for the settings, where it is of the sweep."""


class Views:
    """Makes the picture of a sweep; the same object while that is the same."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._key: tuple[object, ...] = ()
        self._view = SweepView()
        self._drawn_key: tuple[object, ...] = ()
        self._drawn: tuple[Drawn, tuple[str, ...]] = "", ()

    def view(
        self, state: State, kept: Kept | None, wanted: Wanted | None, scenario: Scenario
    ) -> SweepView:
        """How it stands, beside the run of this story."""
        done = 0 if kept is None else len(kept)
        key = (state, kept, done, wanted, scenario.variant, scenario.preset.origin)
        if key != self._key:
            self._key = key
            if kept is None:
                self._view = SweepView(words=_words(usual.axes(scenario), SEEDS))
            else:
                self._view = self._made(state, kept, wanted, scenario)
        return self._view

    def _made(
        self, state: State, kept: Kept, wanted: Wanted | None, scenario: Scenario
    ) -> SweepView:
        plan = kept.plan
        drawn, about = self._draw(kept, wanted, going_on=state == "sweeping")
        return SweepView(
            state, _words(plan.axes, plan.seeds), len(kept), len(plan), plan.axes, wanted,
            drawn if isinstance(drawn, TradeOff) else None,
            drawn if isinstance(drawn, HeatMap) else None,
            drawn if isinstance(drawn, str) else "",
            about, _shown(plan, scenario),
        )  # fmt: skip

    def _draw(
        self, kept: Kept, wanted: Wanted | None, *, going_on: bool
    ) -> tuple[Drawn, tuple[str, ...]]:
        """What is drawn, and what has to be known of it."""
        step = len(kept) * STEPS // len(kept.plan) if going_on else -1
        key = (kept, wanted, step, len(kept) if not going_on else 0)
        if key != self._drawn_key:
            self._drawn_key = key
            if wanted is None:
                drawn: Drawn = trade_off.traded(kept.plan, kept.rows)
            else:
                drawn = heat.heated(kept.plan, kept.rows, wanted)
            self._drawn = drawn, tuple(_about(kept, drawn))
        return self._drawn


def _words(axes: tuple[Axis, ...], seeds: range) -> str:
    """What a line says of a sweep; '' where nothing is varied."""
    if not axes:
        return ""
    varied = " ".join(f"{axis.setting}={_written(axis)}" for axis in axes)
    return f"{varied} seeds {seeds[0]}..{seeds[-1]}"


def _written(axis: Axis) -> str:
    """Values as people write them: 1..3, or off,async."""
    numbers = [value for value in values_of(axis) if isinstance(value, int)]
    if len(axis.values) > 2 and _in_a_row(numbers, len(axis.values)):
        return f"{numbers[0]}..{numbers[-1]}"
    return ",".join(axis.values)


def _in_a_row(numbers: list[int], count: int) -> bool:
    return len(numbers) == count and numbers == list(range(numbers[0], numbers[0] + count))


def _about(kept: Kept, drawn: Drawn) -> Iterator[str]:
    plan, percentile = kept.plan, ""
    if isinstance(drawn, TradeOff):
        yield from trade_off.told(drawn)
        percentile = drawn.percentile
        kinds = " and of a ".join(drawn.kinds)
        both = " together" if len(drawn.kinds) > 1 else ""
        yield f"Latency: {percentile} of a {kinds}{both}, in the middle one of the seeds' runs."
    elif isinstance(drawn, HeatMap) and drawn.percentile:
        yield f"Latency: {drawn.percentile}, in the middle one of the seeds' runs."
    groups = figures.grouped(plan, kept.rows)
    if any(len(group.rows) > 1 for group in groups):
        lucky = not all(figures.alike(group.rows) for group in groups)
        yield INTERVALS if lucky else EXACT
    seeds = f"{len(plan.seeds):,} seeds" if len(plan.seeds) > 1 else "one seed"
    yield f"Each setting ran the script of {plan.title} with {seeds}, and nothing done by hand."


def _shown(plan: Plan, scenario: Scenario) -> Settings:
    """What a run has for the settings of the sweep; () where it is of another story."""
    origin = scenario.preset.origin
    if scenario.variant != plan.variant or origin not in (plan.origin, *plan.origins):
        return ()
    if origin in plan.origins:
        return tuple(plan.values[plan.origins.index(origin)].items())
    own = scenario.cluster.settings
    return tuple((axis.setting, getattr(own, axis.setting, "")) for axis in plan.axes)
