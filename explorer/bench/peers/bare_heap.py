"""The limit of any engine on a heap: pop, call a method that does next to nothing, push."""

from heapq import heapify, heappop, heappush
from random import Random

PENDING = 1_000
"""About as many as the workload has under way."""
DELAYS = 4_096


class Counter:
    """Something with a method."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        """Nothing has happened."""
        self.count = 0

    def happen(self) -> None:
        """An event."""
        self.count += 1


def run(events: int, seed: int = 1) -> int:
    """Has so many events happen; returns how many did."""
    luck, counter = Random(seed), Counter()
    delays = [luck.randrange(1, 2_000) for _ in range(DELAYS)]
    heap = [(delays[i], i, counter) for i in range(PENDING)]
    heapify(heap)
    for sequence in range(PENDING, PENDING + events):
        now_us, _, target = heappop(heap)
        target.happen()
        heappush(heap, (now_us + delays[sequence % DELAYS], sequence, target))
    return counter.count
