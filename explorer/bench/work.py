"""The workload that every engine does: reads and writes of a quorum, the half of each.

Three servers, N = 3, R = W = 2. An operation asks all three, is answered by the second reply, and
has a time-out; messages take exponential times of a millisecond on average. Operations come by
chance, a thousand a second, so that many are under way at once.
"""

from dataclasses import dataclass

N, QUORUM = 3, 2
MEAN_US = 1_000
RATE = 1_000.0
"""Operations a second."""
KEYS = 100
TIMEOUT_US = 500_000
FULL = 100_000
"""Operations at full size."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done."""

    operations: int
    reads: int

    def is_read(self, number: int) -> bool:
        """Whether this operation reads: reads are spread evenly; numbers begin at 0."""
        return (number + 1) * self.reads // self.operations > number * self.reads // self.operations


@dataclass(slots=True)
class Done:
    """What an engine has done, counted as it went."""

    operations: int = 0
    reads: int = 0
    answers: int = 0
    """Replies that operations have waited for."""
    messages: int = 0
    timeouts: int = 0

    @property
    def work(self) -> Work:
        """As work for another engine."""
        return Work(self.operations, self.reads)
