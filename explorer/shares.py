"""Shares of trials, and how well so many trials say what they say. Pure, and without NumPy."""

from dataclasses import dataclass
from math import sqrt

FEW = 30
"""Trials below which nothing is said: even where all agree, 11 points stay open at 30 of them."""


@dataclass(frozen=True, slots=True)
class Share:
    """A probability as it was measured: so many of so many trials."""

    hits: int
    trials: int

    @property
    def known(self) -> bool:
        """Whether there are enough trials to say a number."""
        return self.trials >= FEW

    @property
    def value(self) -> float:
        """The share itself."""
        return self.hits / self.trials

    @property
    def band(self) -> tuple[float, float]:
        """Where the probability is, with 95 % confidence.

        Source: Wilson, JASA 22, 1927. Unlike the normal band it stays within 0 and 1, and is not
        of no width when all trials agree.
        """
        z2 = 1.959964**2
        middle = (self.hits + z2 / 2) / (self.trials + z2)
        rest = self.hits * (self.trials - self.hits) / self.trials + z2 / 4
        half = sqrt(z2 * rest) / (self.trials + z2)
        # by rounding alone an end could pass the share: at none and at all of the trials they meet
        return max(0.0, min(middle - half, self.value)), min(1.0, max(middle + half, self.value))
