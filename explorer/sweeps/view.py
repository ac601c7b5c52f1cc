"""The frozen picture of a sweep: what the view "Trade-off" may draw.

Rules this file keeps: every point is of runs that were done; what is shown is only as fine as to
be made anew a few hundred times in a sweep, however many runs it has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from explorer.stories import Scenario
from explorer.sweeps import figures, heat, trade_off, usual
from explorer.sweeps.axes import Axis
from explorer.sweeps.figures import Settings
from explorer.sweeps.heat import HeatMap
from explorer.sweeps.kept import Kept
from explorer.sweeps.plan import Plan, values_of
from explorer.sweeps.sweeping import Sweeping
from explorer.sweeps.trade_off import TradeOff
from explorer.sweeps.wanted import SEEDS, Wanted

State = Literal["ready", "sweeping", "swept", "cancelled", "died"]
STEPS = 200
"""So often a map is made anew while its sweep goes on, at the most."""
INTERVALS = (
    "95 % intervals: of a latency between two of the runs in their order (Le Boudec 2010), of a "
    "share Wilson's (1927), wider where seeds differ by more than chance (Kish 1965)."
)


@dataclass(frozen=True, slots=True)
class SweepView:
    """A sweep as far as it has been done."""

    state: State = "ready"
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
        self._map_key: tuple[object, ...] = ()
        self._map: TradeOff | HeatMap | str = ""

    def view(self, sweeping: Sweeping, scenario: Scenario) -> SweepView:
        """How it stands, beside the run of this story."""
        kept = sweeping.kept
        done = len(kept) if kept is not None else 0
        key = (kept, sweeping.state, done, sweeping.wanted, scenario.preset.origin)
        if key != self._key:
            self._key, self._view = key, self._made(sweeping, scenario)
        return self._view

    def _made(self, sweeping: Sweeping, scenario: Scenario) -> SweepView:
        kept = sweeping.kept
        if kept is None or sweeping.state == "none":
            return SweepView(words=_words(usual.axes(scenario), SEEDS))
        plan, drawn = kept.plan, self._drawn(sweeping)
        found = drawn if isinstance(drawn, TradeOff) else None
        return SweepView(
            sweeping.state, _words(plan.axes, plan.seeds), len(kept), len(plan), plan.axes,
            sweeping.wanted, found, drawn if isinstance(drawn, HeatMap) else None,
            drawn if isinstance(drawn, str) else "", tuple(_about(kept, drawn)),
            _shown(plan, scenario),
        )  # fmt: skip

    def _drawn(self, sweeping: Sweeping) -> TradeOff | HeatMap | str:
        kept, wanted = sweeping.kept, sweeping.wanted
        assert kept is not None
        step = len(kept) * STEPS // len(kept.plan) if sweeping.busy else len(kept)
        key = (kept, wanted, step, sweeping.busy)
        if key != self._map_key:
            self._map_key = key
            if wanted is None:
                self._map = trade_off.traded(kept.plan, kept.rows)
            else:
                self._map = heat.heated(kept.plan, kept.rows, wanted)
        return self._map


def _words(axes: tuple[Axis, ...], seeds: range) -> str:
    """What a line says of a sweep; '' where nothing is varied."""
    if not axes:
        return ""
    varied = " ".join(f"{axis.setting}={_written(axis)}" for axis in axes)
    return f"{varied} seeds {seeds[0]}..{seeds[-1]}"


def _written(axis: Axis) -> str:
    """Values as people write them: 1..3, or off,async."""
    values = values_of(axis)
    first, last = values[0], values[-1]
    whole = isinstance(first, int) and isinstance(last, int)
    if whole and len(values) > 2 and values == tuple(range(first, last + 1)):
        return f"{first}..{last}"
    return ",".join(axis.values)


def _about(kept: Kept, drawn: TradeOff | HeatMap | str) -> Iterator[str]:
    plan, percentile = kept.plan, ""
    if isinstance(drawn, TradeOff):
        yield from trade_off.told(drawn)
        percentile = drawn.percentile
        kinds = " and of a ".join(drawn.kinds)
        both = " together" if len(drawn.kinds) > 1 else ""
        yield f"Latency: {percentile} of a {kinds}{both}, in the middle one of the seeds' runs."
    elif isinstance(drawn, HeatMap) and drawn.percentile:
        yield f"Latency: {drawn.percentile}, in the middle one of the seeds' runs."
    if _alike(kept):
        yield "All seeds gave the same run, as nothing is left to luck here: intervals say nothing."
    elif drawn:
        yield INTERVALS
    seeds = f"{len(plan.seeds):,} seeds" if len(plan.seeds) > 1 else "one seed"
    yield f"Each setting ran the script of {plan.title} with {seeds}, and nothing done by hand."


def _alike(kept: Kept) -> bool:
    """Whether under no setting another seed made another run."""
    groups = figures.grouped(kept.plan, kept.rows)
    several = [group.rows for group in groups if len(group.rows) > 1]
    return bool(several) and all(len({row["digest"] for row in rows}) == 1 for rows in several)


def _shown(plan: Plan, scenario: Scenario) -> Settings:
    """What a run has for the settings of the sweep; () where it is of another story."""
    origin = scenario.preset.origin
    if scenario.variant != plan.variant or origin not in (plan.origin, *plan.origins):
        return ()
    if origin in plan.origins:
        return tuple(plan.values[plan.origins.index(origin)].items())
    own = scenario.cluster.settings
    return tuple((axis.setting, getattr(own, axis.setting, "")) for axis in plan.axes)
