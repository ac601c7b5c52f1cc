"""`engine_growth`: whether the engine keeps its pace with more servers, and in longer runs."""

from collections.abc import Iterator

from explorer.bench import ours
from explorer.bench.rounds import medians, seconds
from explorer.bench.rows import Asked, Goal, Row

EVENTS_AN_OPERATION = 17.4
"""Of the log, as measured; the sizes below are about so large, and rows tell what they were."""
SMALLEST = 3, 100_000
LARGER = ((12, 100_000), (48, 100_000), (3, 1_000_000), (3, 5_000_000))
"""Servers, and events of the log."""


def growth(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Events a second at each size, beside the smallest."""
    for servers, events in LARGER:
        small, large = _Size(asked, *SMALLEST), _Size(asked, servers, events)
        pace, peer = medians(asked, large.pace, small.pace)
        yield Row(
            f"engine_growth-{servers}-{events:.0e}".replace("e+0", "e"), "events/s", pace,
            peer=peer, peer_name=f"itself with {SMALLEST[0]} servers, {small.events:,} events",
            goal=goal,
        )  # fmt: skip


class _Size:
    """A run of this size."""

    def __init__(self, asked: Asked, servers: int, events: int) -> None:
        self.servers = servers
        self.operations = asked.sized(round(events / EVENTS_AN_OPERATION))
        self.events = 0

    def pace(self) -> float:
        """Events a second."""
        run = ours.timeline(self.operations, self.servers)
        took_s = seconds(lambda: ours.play(run))
        self.events = len(run.branch.events)
        return self.events / took_s
