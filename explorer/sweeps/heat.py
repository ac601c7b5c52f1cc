"""A heat map: one measure of a sweep over any two of its settings, the others held. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.sweeps import figures
from explorer.sweeps.figures import MEASURES, Settings, Span
from explorer.sweeps.plan import Plan, values_of
from explorer.sweeps.row import Row
from explorer.sweeps.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination: its figure; None where none was run, or some run had no answer."""

    settings: Settings
    span: Span | None
    runs: int
    part: float = 0.0
    """Where it stands between the least figure of the map, 0, and the greatest, 1."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A row for each value of `down`, with a cell for each value of `across`."""

    title: str
    down: str
    across: str
    held: Settings
    measure: str
    unit: str
    percentile: str
    """Of what is in ms; '' where nothing is."""
    rows: tuple[tuple[Cell, ...], ...]


def heated(plan: Plan, rows: Sequence[Row], wanted: Wanted) -> HeatMap | str:
    """The map that is wanted of these rows; or why there is none, in words."""
    values = {axis.setting: values_of(axis) for axis in plan.axes}
    if len(values) < 2:
        return "a heat map has two settings, and one alone was varied"
    if not rows:
        return "no run is done"
    down, across = _sides(list(values), wanted)
    held = tuple(
        (name, _held(dict(wanted.held).get(name), all_of_it))
        for name, all_of_it in values.items()
        if name not in (down, across)
    )
    measure = MEASURES[wanted.measure]
    kinds = figures.kinds_of(rows) if measure.kinds is None else measure.kinds
    groups = {group.settings: group.rows for group in figures.grouped(plan, rows)}
    usable = {settings for settings, runs in groups.items() if measure.ready(runs, kinds)}
    by = figures.yardstick([row for each in usable for row in groups[each]], kinds)

    def cell(*sides: tuple[str, int | str]) -> Cell:
        has = dict((*held, *sides))
        settings = tuple((name, has[name]) for name in values)
        runs = groups.get(settings, ())
        span = figures.measured(measure.name, runs, by) if settings in usable else None
        return Cell(settings, span, len(runs))

    table = [[cell((down, y), (across, x)) for x in values[across]] for y in values[down]]
    percentile = by.percentile if measure.unit == "ms" else ""
    return HeatMap(
        plan.title, down, across, held, measure.name, measure.unit, percentile, _shaded(table)
    )


def _sides(names: list[str], wanted: Wanted) -> tuple[str, str]:
    """Which setting goes down, and which across: those that are wanted, else the first two."""
    asked = [name for name in (wanted.down, wanted.across) if name in names]
    down, across = list(dict.fromkeys([*asked, *names]))[:2]
    return down, across


def _held(asked: str | None, values: tuple[int | str, ...]) -> int | str:
    """The value that is asked for, else the first."""
    return next((value for value in values if str(value) == asked), values[0])


def _shaded(table: list[list[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    known = [cell.span.value for row in table for cell in row if cell.span is not None]
    least, most = min(known, default=0.0), max(known, default=0.0)
    wide = (most - least) or 1.0

    def shaded(cell: Cell) -> Cell:
        span = cell.span
        return cell if span is None else replace(cell, part=(span.value - least) / wide)

    return tuple(tuple(map(shaded, row)) for row in table)
