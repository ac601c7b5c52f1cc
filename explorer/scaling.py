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
from itertools import product
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

Measured = tuple[int, float, float]
"""Servers, throughput, and half of its interval."""


def full_copies(servers: int, writes: float) -> float:
    """How many times what one server can do, where each holds a copy of all and a read asks one."""
    return parts(servers, servers, writes, 1)


def parts(servers: int, copies: int, writes: float, asked: int) -> float:
    """The same where a key has so many copies on these servers, and a read asks some of them."""
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
    if len({servers for servers, _ in points}) < LEAST_POINTS or min(x for _, x in points) <= 0:
        return None
    laws = [law for free in product((True, False), repeat=2) if (law := _fit(points, *free))]
    return min(laws, key=lambda law: _miss(law, points))


def _fit(points: Sequence[tuple[int, float]], has_s: bool, has_k: bool) -> Law | None:  # noqa: FBT001
    """The best law with these two free and the others 0; None when that has something negative."""
    import numpy as np  # late: NumPy costs a tenth of a second

    servers, found = np.array(points, dtype=float).T
    columns = [np.ones_like(servers)]
    columns += [servers - 1] if has_s else []
    columns += [servers * (servers - 1)] if has_k else []
    table = np.column_stack(columns) * (found / servers)[:, None]
    solved = [float(x) for x in np.linalg.lstsq(table, np.ones_like(servers), rcond=None)[0]]
    if min(solved[1:], default=0.0) < 0 or solved[0] <= 0:
        return None
    inverse, *slowed = solved
    s = slowed.pop(0) / inverse if has_s else 0.0
    k = slowed.pop(0) / inverse if has_k else 0.0
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
    luck, laws = Random(1), list[Law]()
    for _ in range(REDRAWN):
        drawn = [(n, max(x / 10, luck.gauss(x, error / NORMAL))) for n, x, error in points]
        law = fit(drawn)
        if law is None:
            return None
        laws.append(law)
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
