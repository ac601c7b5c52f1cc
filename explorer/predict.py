"""The PBS prediction: how fresh and how fast a quorum is by the WARS model, with no engine behind.

Source: Bailis et al., "Probabilistically Bounded Staleness for Practical Partial Quorums", PVLDB
5(8), 2012. One write goes to all N home servers; one read starts so long after its commit, by a
coordinator with its own luck, and asks all N too. Four ways a server: W (the write goes out), A
(its ack), R (the read's request), S (its response). The write commits with its W-th ack, the read
takes the first R responses, and is fresh when one of those servers had the write in time.

Rules this file keeps: milliseconds; the same case, trials and seed give the same result; whatever
R and W are, the luck is the same, so that more of either is never less fresh, not even by chance.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, comb

import numpy as np
from numpy.typing import NDArray

from engine.latency import FITS, ByKind, ParetoExponential
from explorer.percentiles import enough
from explorer.shares import Share

Block = NDArray[np.float32]
"""A row a server, a column a trial; or a number a trial."""

WAN = "wan"
FIT_NAMES = (*FITS, WAN)
FAR_MS = 75.0
"""`wan` is lnkd-disk in N regions with a server each: so much more on every way between two."""
READERS = ("any", "same", "other")

MOST_SERVERS = 10
CHUNK = 16_384
"""Trials at once: few enough that a chunk stays in a core's cache."""
NEVER = np.float32(1e30)
"""Milliseconds: later than anything."""
MOST_TRIALS = 50_000_000
"""They take 600 MB: every trial's three numbers are kept, for the quantiles are exact."""

LEFT_OUT = (
    "failures, read repair, hinted handoff, anti-entropy, overlapping writes "
    "and local shortcuts (a coordinator that is a home server itself)"
)
"""What the model knows nothing of."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked about: N home servers, R and W of them awaited, and how long messages take.

    `reader` is where the read enters, where that matters (`wan`): in any region, in the same as the
    write, or in an other one.
    """

    n: int
    r: int
    w: int
    fit: str
    reader: str = "any"

    def __post_init__(self) -> None:
        """Raises ValueError for what no quorum can be."""
        if not (1 <= self.n <= MOST_SERVERS and 1 <= self.r <= self.n and 1 <= self.w <= self.n):
            raise ValueError(f"{self} is not 1 <= R, W <= N <= {MOST_SERVERS}")
        if self.fit not in FIT_NAMES:
            raise ValueError(f"{self.fit!r} is none of {', '.join(FIT_NAMES)}")
        if self.reader not in READERS or (self.reader == "other" and self.n == 1):
            raise ValueError(f"{self} has no such reader: any, same, or other where N > 1")


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """All trials of a case, each column in ascending order; milliseconds.

    `tau_ms` is how long after the commit a read has to start in order to be fresh; below 0 where
    it could have started before.
    """

    case: Case
    seed: int
    tau_ms: Block
    read_latency_ms: Block
    write_latency_ms: Block
    source: str = "the PBS model"
    """What these trials are of."""

    @property
    def trials(self) -> int:
        """How many there are."""
        return len(self.tau_ms)

    def fresh(self, at_ms: float) -> Share:
        """P(fresh, t): the chance that a read so long after the commit sees the write."""
        at = np.float32(at_ms)  # as wide as the column, which would be copied otherwise
        return Share(int(np.searchsorted(self.tau_ms, at, side="right")), self.trials)

    def t_visibility_ms(self, share: float) -> float | None:
        """From when on this share of reads is fresh; None where the trials are too few."""
        found = _quantile(self.tau_ms, share)
        return None if found is None else max(0.0, found)

    def read_ms(self, share: float) -> float | None:
        """This share of reads is answered in so long; None where the trials are too few."""
        return _quantile(self.read_latency_ms, share)

    def write_ms(self, share: float) -> float | None:
        """This share of writes is committed in so long; None where the trials are too few."""
        return _quantile(self.write_latency_ms, share)


def _quantile(ordered: Block, share: float) -> float | None:
    """The least value that at least this share of them does not exceed."""
    if not enough(len(ordered), share):
        return None
    rank = ceil(round(share * len(ordered), 6))  # 0.07 * 100 is a little more than 7
    return float(ordered[max(rank, 1) - 1])


def within_k(n: int, r: int, w: int, k: int) -> float:
    """The chance to read one of the last k versions, for fixed random quorums: 1 - P(miss)^k.

    Source: PBS, equations 1 and 2, P(miss) = C(N-W, R) / C(N, R). Where writes go to all N, as
    here, it is a lower bound: the quorum of a write grows after its commit.
    """
    return 1.0 - (comb(n - w, r) / comb(n, r)) ** k


def predict(
    case: Case, trials: int = 1_000_000, seed: int = 1, done: Callable[[int], None] | None = None
) -> Prediction:
    """Runs the model; `done` is told how many trials are behind, many times a second.

    The trials of a short run are the first ones of a long run. The luck is the same on every
    machine; the last digit of a delay may not be, as NumPy's vectorized exp and log differ.

    Raises:
        ValueError: no trial, or more than MOST_TRIALS; or a negative seed.
    """
    if not 1 <= trials <= MOST_TRIALS:
        raise ValueError(f"{trials} is not between 1 and {MOST_TRIALS} trials")
    _keep_memory()
    luck = np.random.SFC64(seed)
    columns = np.empty((3, trials), np.float32)
    for start in range(0, trials, CHUNK):
        end = min(start + CHUNK, trials)
        columns[:, start:end] = _chunk(case, luck)[:, : end - start]
        if done is not None:
            done(end)
    # All of it in order: that answers every question at once, and where NumPy sorts by vector
    # instructions it is faster than finding three ranks (2.5 ns a number to 11).
    columns.sort(axis=1)
    return Prediction(case, seed, *columns)


def _keep_memory() -> None:
    """Lets glibc keep what a chunk of trials frees for the next chunk: that is twice as fast.

    It takes blocks beyond 128 kB from the system and gives them back, a page fault every 4 kB,
    until a larger one has been freed (mallopt(3), M_MMAP_THRESHOLD). Elsewhere this does nothing.
    """
    np.empty(8 << 20, np.uint8)


# -- a chunk of trials


def _chunk(case: Case, luck: np.random.SFC64) -> Block:
    """Rows tau, read latency, write latency of CHUNK trials.

    A server had the write in time when w_t + t + R >= W (the paper's section 5.1 prints the stale
    side), so tau is the least W - R of the servers that the read took, less the commit time w_t.
    """
    write, ack, read, response = _ways(case, luck)
    ack += write
    response += read
    write -= read
    committed = smallest(ack, case.w)
    answered = smallest(response, case.r)
    write += (response > answered) * NEVER
    lag = write.min(axis=0)
    return np.stack((lag - committed, answered, committed))


def _ways(case: Case, luck: np.random.SFC64) -> tuple[Block, Block, Block, Block]:
    """The delays W, A, R and S."""
    write, others = _laws(case.fit)
    ways = tuple(delays(law, uniform(luck, case.n)) for law in (write, others, others, others))
    if case.fit == WAN:
        _spread(ways, uniform(luck, 1)[0], case.reader)
    return ways[0], ways[1], ways[2], ways[3]


def _spread(ways: tuple[Block, ...], luck: Block, reader: str) -> None:
    """Adds the ways between regions: the writer is near one server and the reader near one.

    The servers are alike, so the writer's may be called the first, and the reader's, when it is
    another (N - 1 times in N where it is any), the second.
    """
    write, ack, read, response = ways
    n = len(write)
    to_reader = np.full_like(read, FAR_MS)
    near = luck < {"any": 1 / n, "same": 1, "other": 0}[reader]
    to_reader[0] = np.where(near, np.float32(0), np.float32(FAR_MS))
    to_reader[1:2] = FAR_MS - to_reader[0]
    write[1:] += FAR_MS
    ack[1:] += FAR_MS
    read += to_reader
    response += to_reader


def _laws(fit: str) -> tuple[ParetoExponential, ParetoExponential]:
    """The engine's fit: of W, and of A, R and S alike."""
    match FITS["lnkd-disk" if fit == WAN else fit]:
        case ByKind(ParetoExponential() as write, ParetoExponential() as others):
            return write, others
    raise TypeError(f"{fit} is no Pareto body with an exponential tail")


def uniform(luck: np.random.SFC64, rows: int) -> Block:
    """Numbers above 0 and below 1, by all of the 32 bits that a float's exponent has room for.

    Straight from the bit generator: half the time of `Generator.random`, which knows 24 bits.
    """
    bits: NDArray[np.uint32] = luck.random_raw(rows * CHUNK // 2).view(np.uint32)
    numbers = bits.astype(np.float32).reshape(rows, CHUNK)
    numbers *= np.float32((1 - 2**-24) * 2**-32)
    numbers += np.float32(2**-33)
    return numbers


def delays(law: ParetoExponential, luck: Block) -> Block:
    """By inversion, with one number: which side of the weight it is on, and how far from there.

    The tent has its top at the weight, where the two parts meet, and its feet at 0 and 1: on either
    side it is uniform in (0, 1], and divided, not multiplied, it is never above 1.
    """
    weight = np.float32(law.pareto_weight)
    is_pareto = (luck < weight).astype(np.float32)  # to choose by arithmetic is faster
    tent = np.minimum(luck / weight, (1 - luck) / (1 - weight))
    log = np.log(tent, out=tent)
    pareto: Block = np.exp(log * np.float32(-1 / law.pareto_alpha))
    pareto *= is_pareto
    pareto *= np.float32(law.pareto_least_us / 1000)
    is_pareto -= 1
    log *= is_pareto
    log *= np.float32(law.exponential_mean_us / 1000)
    pareto += log
    return pareto


def smallest(rows: Block, k: int) -> Block:
    """The k-th smallest of each column, by comparing whole rows: no column is ever sorted."""
    n = len(rows)
    least: np.ufunc = np.minimum
    most: np.ufunc = np.maximum
    if 2 * k > n:  # the mirror image: fewer are above it than below it
        least, most, k = most, least, n + 1 - k
    left = list(rows)
    for _ in range(k - 1):
        best, *others = left
        left = []
        for row in others:  # the best of all rows stays behind, the others go on
            left.append(most(best, row))
            best = least(best, row)
    found: Block = least.reduce(left)
    return found
