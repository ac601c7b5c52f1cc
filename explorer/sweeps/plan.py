"""Which runs a sweep has: every combination of its settings with every seed. Pure.

Their order is fixed: the last setting varies fastest, and seeds faster still. A run is told by its
place in that order, so it does not matter where and when it is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import product
from math import prod

from explorer import presets
from explorer.problems import InputError, Problem
from explorer.stories import Origin, Preset
from explorer.sweeps.axes import Axis

MOST_RUNS = 1_000_000
"""A sweep's rows are kept in memory: a few kilobytes each."""

Values = Mapping[str, int | str]
"""What a run has for each setting that is varied."""


@dataclass(frozen=True, slots=True)
class Job:
    """One run: all that another machine needs to do it."""

    place: int
    origin: Origin
    file: str
    variant: str
    values: Values
    seed: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A sweep of one variant of a story: its settings in their order, and its seeds."""

    slug: str
    file: str
    variant: str
    axes: tuple[Axis, ...]
    seeds: range
    origin: Origin
    """The story as it is without them."""
    origins: tuple[Origin, ...]
    """The story for each combination of settings, in their order."""

    def __len__(self) -> int:
        """How many runs."""
        return len(self.origins) * len(self.seeds)

    def job(self, place: int) -> Job:
        """The run at this place, counted from 0."""
        combination, number = divmod(place, len(self.seeds))
        values = self.values[combination]
        return Job(
            place, self.origins[combination], self.file, self.variant, values, self.seeds[number]
        )

    def in_rounds(self) -> list[int]:
        """All places, one seed of every combination after the other: each round is a whole map."""
        each = len(self.seeds)
        return sorted(range(len(self)), key=lambda place: (place % each, place))

    @property
    def values(self) -> tuple[Values, ...]:
        """What each combination has for its settings, in their order."""
        return _combinations(self.axes)

    @property
    def title(self) -> str:
        """What is swept, in words."""
        return f"{self.slug} / {self.variant}" if self.variant else self.slug

    def fingerprint(self) -> str:
        """The same for the same runs: of the story's text, variant, settings and seeds."""
        parts = (self.origin, self.variant, self.axes, self.seeds)
        return sha256(repr(parts).encode()).hexdigest()


def planned(
    reference: str, variant: str | None, axes: Sequence[Axis], seeds: range, *, full: bool = False
) -> Plan:
    """The sweep of this story. Raises InputError with all that is wrong, of any combination."""
    own = presets.load(reference, full=full)
    return varied(own, own.scenario(variant).variant, axes, seeds)


def varied(own: Preset, variant: str, axes: Sequence[Axis], seeds: range) -> Plan:
    """The sweep of one variant of a story, whose others stay as they are. Raises InputError."""
    if not axes:
        raise InputError([Problem("--vary", 0, 0, "", "say what to vary, as --vary r=1..3")])
    runs = prod(len(axis.values) for axis in axes) * len(seeds)
    if runs > MOST_RUNS:
        text = f"these are {runs:,} runs; {MOST_RUNS:,} are the most"
        raise InputError([Problem("--seeds", 0, 0, "", text)])
    origins: list[Origin] = []
    problems: list[Problem] = []
    for values in _combinations(tuple(axes)):
        settings = tuple(f"{setting}={value}" for setting, value in values.items())
        of_it = tuple(f"{variant}:{each}" if variant else each for each in settings)
        origin = replace(own.origin, settings=own.origin.settings + of_it)
        try:
            origins.append(presets.load_again(origin, own.file).origin)
        except InputError as error:
            said = f"with {', '.join(settings)}: "
            problems += [replace(each, message=said + each.message) for each in error.problems]
    if problems:
        raise InputError([_from_here(each) for each in problems])
    return Plan(own.model.slug, own.file, variant, tuple(axes), seeds, own.origin, tuple(origins))


def _from_here(wrong: Problem) -> Problem:
    """What is wrong with a setting was given by `--vary` here, not by `--set`."""
    return replace(wrong, file="--vary") if wrong.file == "--set" else wrong


@lru_cache(maxsize=1)
def _combinations(axes: tuple[Axis, ...]) -> tuple[Values, ...]:
    names = [axis.setting for axis in axes]
    values = map(values_of, axes)
    return tuple(dict(zip(names, each, strict=True)) for each in product(*values))


def values_of(axis: Axis) -> tuple[int | str, ...]:
    """The values of an axis, as rows have them."""
    return tuple(map(_plain, axis.values))


def _plain(value: str) -> int | str:
    """A count as a number; a time or a word as it is written."""
    return int(value) if value.isascii() and value.isdigit() else value
