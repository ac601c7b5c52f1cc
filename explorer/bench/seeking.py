"""`seek`: random places of a long run, beside a second of drawing."""

from collections.abc import Iterator
from random import Random

from explorer.bench import ours
from explorer.bench.growth import EVENTS_AN_OPERATION
from explorer.bench.rounds import quantile, seconds
from explorer.bench.rows import Asked, Goal, Row

EVENTS = 5_000_000
SEEKS = 200
LIMIT_MS = 1_000.0
"""Sixty frames."""


def seek(asked: Asked, goal: Goal) -> Iterator[Row]:
    """99 in 100 of the seeks take no longer."""
    asked.told("making the run")
    run = ours.play(ours.timeline(asked.sized(round(EVENTS / EVENTS_AN_OPERATION))))
    luck, end_us = Random(1), run.now_us
    took_ms = []
    for number in range(asked.rounds * SEEKS):
        if number % SEEKS == 0:
            asked.told(f"round {number // SEEKS + 1} of {asked.rounds}")
        at_us = luck.randrange(end_us)
        took_ms.append(1_000 * seconds(lambda at_us=at_us: run.seek(at_us)))  # type: ignore[misc]
    yield Row("seek", "ms", quantile(took_ms, 0.99), limit=LIMIT_MS,
              limit_name=f"a second of drawing, in {len(run.branch.events):,} events",
              goal=goal)  # fmt: skip
