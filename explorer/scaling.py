"""What servers ought to buy, and what they did: capacity by formula, a fitted law, its end. Pure.

Capacity is in requests a second, a part (of writes) between 0 and 1. The formula is counting: each
write costs all N home servers of its key, a read each server that it asks, and whatever can be
spread over S servers is. So it is an upper bound, where requests are spread evenly.

The Universal Scalability Law describes measured points by contention `s` and coherency `k`; it
explains nothing by itself. Source: Gunther, "Guerrilla Capacity Planning", 2007, chapters 4 and 5.
Full copies follow it exactly, with s = the part of writes and k = 0: that is Amdahl's law.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from operator import itemgetter
from random import Random

LEAST_POINTS = 4
"""A law of three numbers needs one point more, or it says nothing that the points do not."""
REDRAWN, NORMAL = 200, 1.96
"""How often points are drawn anew; the half of a 95 % interval in standard deviations."""
DUST = 1e-9
"""What is smaller was left over by the arithmetic."""
WORTH = 0.05
"""Servers that bring a smaller part than this of what they would if it scaled bought nothing."""

FREE = (True, True), (True, False), (False, True), (False, False)
"""Whether s and k of a law are free; else they are 0."""

Measured = tuple[int, float, float]
"""Servers, throughput, and half of its interval."""


def parts(servers: int, copies: int, writes: float, asked: int) -> float:
    """How many times what one server can do; a read asks some of a key's copies, a write all."""
    return servers / (writes * copies + (1 - writes) * asked)


# -- the fitted law


@dataclass(frozen=True, slots=True)
class Law:
    """Throughput by servers: one * N / (1 + s (N - 1) + k N (N - 1))."""

    one: float
    """Of a single server, in requests a second."""
    s: float
    k: float

    def at(self, servers: float) -> float:
        """Throughput with so many servers."""
        slowed = self.s * (servers - 1) + self.k * servers * (servers - 1)
        return self.one * servers / (1 + slowed)

    @property
    def peak(self) -> float | None:
        """The number of servers beyond which it falls; None: it never does."""
        if self.k == 0:
            return None
        return max(1.0, sqrt(max(0.0, 1 - self.s) / self.k))

    @property
    def ceiling(self) -> float | None:
        """What no number of servers exceeds; None: there is no such thing."""
        if self.peak is not None:
            return self.at(self.peak)
        return self.one / self.s if self.s > 0 else None


def fit(points: Sequence[tuple[int, float]]) -> Law | None:
    """The law that misses (servers, throughput) least; None: too few points to say.

    N / X is linear in 1, N - 1 and N (N - 1); least squares of the relative misses, s and k not
    negative. The best such law has its s and k free, or one or both of them 0: all four are tried.
    """
    return fits([servers for servers, _ in points], [[x for _, x in points]])[0]


def fits(servers: Sequence[int], found: Sequence[Sequence[float]]) -> list[Law | None]:
    """The law of each row of throughputs, as `fit` finds it; all at once, or it takes too long.

    None for all where the numbers of servers are too few, or there is no throughput somewhere.
    """
    if len(set(servers)) < LEAST_POINTS or min(map(min, found)) <= 0:
        return [None] * len(found)
    tried = [_laws(servers, found, free) for free in FREE]
    best = list[Law | None]()
    for row, *laws in zip(found, *tried, strict=True):
        points = list(zip(servers, row, strict=True))
        best.append(min(filter(None, laws), key=lambda law: _miss(law, points)))
    return best


def _laws(
    servers: Sequence[int], found: Sequence[Sequence[float]], free: tuple[bool, bool]
) -> list[Law | None]:
    """Each row's best law with s and k free or 0; None where it has something negative."""
    import numpy as np  # late: NumPy costs a tenth of a second

    numbers = np.array(servers, dtype=float)
    columns = [np.ones_like(numbers)]
    columns += [numbers - 1] if free[0] else []
    columns += [numbers * (numbers - 1)] if free[1] else []
    tables = np.column_stack(columns) * (np.array(found) / numbers)[:, :, None]
    q, r = np.linalg.qr(tables)  # least squares: r times the solution is q transposed times ones
    solved = np.linalg.solve(r, q.sum(axis=1)[:, :, None])[:, :, 0]
    return [_law([float(x) for x in row], free) for row in solved]


def _law(solved: list[float], free: tuple[bool, bool]) -> Law | None:
    """The law of 1 / one, s / one and k / one, without those that are not free."""
    if min(solved[1:], default=0.0) < 0 or solved[0] <= 0:
        return None
    inverse, *slowed = solved
    s = slowed.pop(0) / inverse if free[0] else 0.0
    k = slowed.pop(0) / inverse if free[1] else 0.0
    return Law(1 / inverse, s if s > DUST else 0.0, k if k > DUST else 0.0)


def _miss(law: Law, points: Sequence[tuple[int, float]]) -> float:
    return sum((1 - found / law.at(servers)) ** 2 for servers, found in points)


def worst_miss(law: Law, points: Sequence[tuple[int, float]]) -> float:
    """By which part of itself a point lies off the law, at the most."""
    return max(abs(law.at(servers) / found - 1) for servers, found in points)


def spread(points: Sequence[Measured]) -> tuple[Law, Law] | None:
    """The least and the greatest s and k that points as uncertain as these may give, at 95 %.

    A parametric bootstrap: each point is drawn anew, normal, with an interval of its width, and the
    law is fitted again. Source: Efron, Tibshirani, "An Introduction to the Bootstrap", chapter 6.
    """
    luck = Random(1)
    drawn = [
        [max(x / 10, luck.gauss(x, error / NORMAL)) for _, x, error in points]
        for _ in range(REDRAWN)
    ]
    laws = [law for law in fits([n for n, _, _ in points], drawn) if law is not None]
    if not laws:
        return None
    cut = round(0.025 * REDRAWN)
    ones, contentions, coherencies = (
        sorted(getattr(law, name) for law in laws)[cut : REDRAWN - cut]
        for name in ("one", "s", "k")
    )
    return Law(ones[0], contentions[0], coherencies[0]), Law(
        ones[-1], contentions[-1], coherencies[-1]
    )


# -- where it stopped


def helped(points: Sequence[Measured]) -> tuple[int, ...]:
    """The numbers of servers that do more than any smaller number, so that their step helped.

    It would bring as much for each server as those before do; a step buys nothing when it brings
    less than `WORTH` of that, or no more than its error.
    """
    return tuple(
        after[0] for i, after in enumerate(points)
        if i and _helps(max(points[:i], key=itemgetter(1)), after)
    )  # fmt: skip


def stopped(points: Sequence[Measured]) -> int | None:
    """The smallest number of servers beyond which no further one bought anything.

    None: the last step that was measured still bought something, or nothing was compared.
    """
    numbers = helped(points)
    if len(points) < 2 or numbers[-1:] == (points[-1][0],):
        return None
    return numbers[-1] if numbers else points[0][0]


def _helps(before: Measured, after: Measured) -> bool:
    (fewer, x, error), (more, y, other) = before, after
    return y - x > max(WORTH * x / fewer * (more - fewer), hypot(error, other))


def curve(law: Law, last: int, steps: int = 60) -> Iterator[tuple[float, float]]:
    """The law as points of a line, from one server to the last."""
    for i in range(steps + 1):
        servers = 1 + (last - 1) * i / steps
        yield servers, law.at(servers)
