"""How long a message takes: distributions, the published fits, region pairs; and indexed luck.

Rules this file keeps: a delay is a whole number of microseconds; the luck of a message depends on
the seed, its link, its kind and its operation, and on nothing else that happens, so that one more
message elsewhere, or another R or W, does not shift anybody's luck (twin runs stand on this).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from random import Random
from struct import Struct
from typing import Protocol

BLOCK = 64
"""Draws made at once for a link and kind; operation `n` finds its own in block `n // BLOCK`."""
_PAIR = Struct("<4I")
"""What a pair takes of the generator's output: two words of 32 bits for each number."""
BLOCK_BYTES = BLOCK * _PAIR.size
MOST_BLOCKS = 8_192
"""Blocks that are kept: some 10 MB."""
_HIGH, _WHOLE = 1 << 26, 1 << 53
"""27 bits of the first word of a number, 26 of the second."""

Pair = tuple[float, float]
"""Two independent uniform numbers in [0, 1)."""


class Latency(Protocol):
    """One way from server to server."""

    @property
    def mean_us(self) -> int:
        """The mean delay, by which a server is near or far; microseconds."""
        ...

    def delay_us(self, kind: str, luck: Pair) -> int:
        """The delay of a message of this kind with this luck; microseconds."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the same."""

    us: int

    @property
    def mean_us(self) -> int:
        """The delay itself."""
        return self.us

    def delay_us(self, kind: str, luck: Pair) -> int:  # noqa: ARG002  (every latency is asked alike)
        """The delay itself."""
        return self.us


@dataclass(frozen=True, slots=True)
class Exponential:
    """A floor, and an exponentially distributed rest of the given mean."""

    mean_rest_us: int
    floor_us: int = 0

    @property
    def mean_us(self) -> int:
        """Floor and mean rest."""
        return self.floor_us + self.mean_rest_us

    def delay_us(self, kind: str, luck: Pair) -> int:  # noqa: ARG002
        """By inversion."""
        return self.floor_us + round(-log(1.0 - luck[0]) * self.mean_rest_us)


@dataclass(frozen=True, slots=True)
class ParetoExponential:
    """A Pareto body with an exponential tail.

    Source: Bailis et al., "Probabilistically Bounded Staleness", PVLDB 5(8), 2012, table 3.
    """

    pareto_weight: float
    pareto_least_us: float
    pareto_alpha: float
    exponential_mean_us: float

    @property
    def mean_us(self) -> int:
        """The mixture's mean."""
        pareto = self.pareto_alpha * self.pareto_least_us / (self.pareto_alpha - 1)
        weight = self.pareto_weight
        return round(weight * pareto + (1 - weight) * self.exponential_mean_us)

    def delay_us(self, kind: str, luck: Pair) -> int:  # noqa: ARG002
        """The first number picks the part, the second is inverted."""
        if luck[0] < self.pareto_weight:
            stretch: float = (1.0 - luck[1]) ** (-1.0 / self.pareto_alpha)
            return round(self.pareto_least_us * stretch)
        return round(-log(1.0 - luck[1]) * self.exponential_mean_us)


@dataclass(frozen=True, slots=True)
class ByKind:
    """Writes take one distribution, all else another: the W and A=R=S of the PBS model."""

    write: Latency
    others: Latency

    @property
    def mean_us(self) -> int:
        """The mean of a request's way: that of all but writes."""
        return self.others.mean_us

    def delay_us(self, kind: str, luck: Pair) -> int:
        """By the kind of the message."""
        return (self.write if kind in ("write", "append") else self.others).delay_us(kind, luck)


@dataclass(frozen=True, slots=True)
class Shifted:
    """Another latency, and a constant beside it."""

    extra_us: int
    rest: Latency

    @property
    def mean_us(self) -> int:
        """The sum of both."""
        return self.extra_us + self.rest.mean_us

    def delay_us(self, kind: str, luck: Pair) -> int:
        """The sum of both."""
        return self.extra_us + self.rest.delay_us(kind, luck)


_SSD = ParetoExponential(0.9122, 235, 10, 1000 / 1.66)

FITS: dict[str, Latency] = {
    "lnkd-ssd": ByKind(_SSD, _SSD),
    "lnkd-disk": ByKind(ParetoExponential(0.38, 1050, 1.51, 1000 / 0.183), _SSD),
    "ymmr": ByKind(
        ParetoExponential(0.939, 3000, 3.5, 1000 / 0.0028),
        ParetoExponential(0.982, 1500, 3.8, 1000 / 0.0217),
    ),
}
"""The production fits of the PBS paper; `ymmr` with the alpha that was actually simulated there."""

Facts = tuple[str | int, ...]
"""A law as the log has it."""


def facts(latency: Latency) -> Facts:
    """The law as text and whole numbers; a fit by its name.

    Raises ValueError, in words, for one that is made of other numbers.
    """
    name = next((name for name, fit in FITS.items() if fit == latency), "")
    match latency:
        case _ if name:
            return "fit", name
        case Constant(us):
            return "constant", us
        case Exponential(mean_us, floor_us):
            return "exponential", mean_us, floor_us
        case Shifted(extra_us, rest):
            return "shifted", extra_us, *facts(rest)
        case _:
            raise ValueError(f"the log has no words for {latency}")


def of_facts(told: Facts) -> Latency:
    """The law of which `facts` tells this."""
    kind, first, *rest = told
    if kind == "shifted":
        return Shifted(int(first), of_facts(tuple(rest)))
    return FITS[str(first)] if kind == "fit" else _MADE[str(kind)](int(first), *map(int, rest))


_MADE: dict[str, Callable[..., Latency]] = {"constant": Constant, "exponential": Exponential}

REGION_ROUND_TRIP_MS: dict[frozenset[str], float] = {
    frozenset(pair.split("-")): ms
    for pair, ms in {
        "Washington-Dallas": 31, "Washington-London": 75, "Washington-Frankfurt": 91,
        "Washington-Sao Paulo": 118, "Washington-Tokyo": 164, "Washington-Sydney": 214,
        "London-Frankfurt": 13, "London-Tokyo": 243, "London-Sydney": 261, "Tokyo-Sydney": 115,
        "Tokyo-Osaka": 9, "Sao Paulo-Sydney": 328,
        "Virginia-Oregon": 87, "Virginia-Ireland": 81, "Virginia-Frankfurt": 89,
        "Virginia-Tokyo": 145, "Virginia-Singapore": 217, "Virginia-Sydney": 230,
        "Virginia-Sao Paulo": 120, "Ireland-Frankfurt": 20, "Ireland-Sydney": 310,
        "zone-zone": 2,
    }.items()
}  # fmt: skip
"""Round trips between regions, in milliseconds.

IBM Cloud VPC's published means of 27 July to 25 August 2024; from "Virginia-Oregon" on, a table of
AWS of 2017; "zone-zone" is two zones of one region (1.8 to 2.2).
"""


def region_pair(one: str, other: str) -> Constant:
    """Half of the published round trip: that takes both ways to be equal, which is not always so.

    Raises KeyError when the pair was not published.
    """
    return Constant(round(REGION_ROUND_TRIP_MS[frozenset((one, other))] * 500))


class Luck:
    """Uniform pairs by (purpose, link, kind, operation): looked up, never streamed.

    Only a cache is kept here, so there is nothing to snapshot: a block can be drawn again at any
    time. A pair is what `random.random` makes of the same words of the generator (Matsumoto and
    Nishimura, 1998: `genrand_res53`); words are kept by the block,
    and made numbers when they are asked for.
    """

    def __init__(self, seed: int) -> None:
        """All luck of the run called `seed`."""
        self.seed = seed
        self._random = Random(0)
        self._blocks: dict[tuple[str, str, str, str, int], bytes] = {}

    def draw(self, purpose: str, source: str, target: str, kind: str, operation: int) -> Pair:
        """The pair that belongs to this message for this purpose ('delay', 'loss')."""
        number = operation // BLOCK
        key = (purpose, source, target, kind, number)
        words = self._blocks.get(key)
        if words is None:
            # A generator that is made anew is seeded twice, and that is what takes the time.
            self._random.seed(f"{self.seed}/{purpose}/{source}>{target}/{kind}/{number}")
            words = self._random.getrandbits(8 * BLOCK_BYTES).to_bytes(BLOCK_BYTES, "little")
            if len(self._blocks) >= MOST_BLOCKS:
                self._blocks.clear()
            self._blocks[key] = words
        a, b, c, d = _PAIR.unpack_from(words, _PAIR.size * (operation % BLOCK))
        return ((a >> 5) * _HIGH + (b >> 6)) / _WHOLE, ((c >> 5) * _HIGH + (d >> 6)) / _WHOLE
