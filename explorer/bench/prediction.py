"""`predict`: trials of the PBS model, beside drawing the random numbers that they take alone."""

from collections.abc import Iterator

import numpy as np

from explorer import predict as model
from explorer.bench.rounds import medians, seconds
from explorer.bench.rows import Asked, Goal, Row

CASE = model.Case(3, 1, 1, "lnkd-ssd")
TRIALS = 4_000_000
WAYS = 4
"""W, A, R and S: a number each, of each server."""


def predict(asked: Asked, goal: Goal) -> Iterator[Row]:
    """Trials a second, with a mixture of two laws on every way."""

    def trials_of_the_model() -> float:
        return seconds(lambda: model.predict(CASE, trials))

    def drawing() -> float:
        return seconds(lambda: draw(trials))

    trials = asked.sized(TRIALS)
    ours_s, drawing_s = medians(asked, trials_of_the_model, drawing)
    yield Row("predict", "trials/s", trials / ours_s, limit=trials / drawing_s,
              limit_name="drawing the random numbers alone", goal=goal)  # fmt: skip


def draw(trials: int) -> int:
    """Draws all that so many trials take, chunk by chunk into the same memory; how many numbers."""
    luck = np.random.Generator(np.random.SFC64(1))
    chunk = np.empty((WAYS * CASE.n, model.CHUNK), np.float32)
    drawn = 0
    for _ in range(0, trials, model.CHUNK):
        luck.random(out=chunk, dtype=np.float32)
        drawn += chunk.size
    return drawn
