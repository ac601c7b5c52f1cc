"""How fast simulated time is to run, and how fast this machine lets it. Pure arithmetic.

Seconds of the wall clock come in as numbers. Time that the machine could not keep up with is let
go: the run is slower then, and says so, and never races to make up for it.
"""

from collections import deque
from dataclasses import dataclass

LEAST_SPEED, GREATEST_SPEED = 1e-4, 100.0
"""Simulated seconds in a second of the wall clock: 1 ms lasts 10 s, up to a hundredfold."""
WINDOW_S = 1.0
"""What is measured is the mean over the last second of the wall clock."""
ENOUGH_S = 0.4
"""Less than so much wall time says nothing yet."""
KEEPS_UP = 0.85
"""A run that reaches so much of its speed is said to keep up."""


@dataclass(frozen=True, slots=True)
class _Tick:
    seconds: float
    us: int
    events: int


class Pace:
    """The speed that was asked for, what is owed of it, and what was reached lately."""

    def __init__(self, speed: float) -> None:
        """Standing still."""
        self.speed = self.clamp(speed)
        self.express = False
        """As fast as the machine can, whatever the speed."""
        self._owed_us = 0.0
        self._ticks: deque[_Tick] = deque()

    @staticmethod
    def clamp(speed: float) -> float:
        """The nearest speed that can be played."""
        return min(GREATEST_SPEED, max(LEAST_SPEED, speed))

    def rest(self) -> None:
        """Time stands still: nothing is owed, nothing is measured."""
        self._owed_us = 0.0
        self._ticks.clear()

    def owe(self, seconds: float) -> None:
        """So much wall time has passed; whole microseconds that are owed from before are let go."""
        self._owed_us = self._owed_us % 1 + seconds * self.speed * 1_000_000
        self._ticks.append(_Tick(seconds, 0, 0))
        while sum(tick.seconds for tick in self._ticks) - self._ticks[0].seconds >= WINDOW_S:
            self._ticks.popleft()

    @property
    def owed_us(self) -> int:
        """How far time has to run on."""
        return int(self._owed_us)

    def pay(self, us: int, events: int) -> None:
        """Time has run on by so much, with so many events."""
        self._owed_us = max(0.0, self._owed_us - us)
        if self._ticks:
            last = self._ticks.pop()
            self._ticks.append(_Tick(last.seconds, last.us + us, last.events + events))

    # -- what was reached

    @property
    def reached(self) -> float | None:
        """Simulated seconds in a second of the wall clock, lately; None: too early to say."""
        seconds = sum(tick.seconds for tick in self._ticks)
        if seconds < ENOUGH_S:
            return None
        return sum(tick.us for tick in self._ticks) / seconds / 1_000_000

    @property
    def events_per_s(self) -> int:
        """Events in a second of the wall clock, lately."""
        seconds = sum(tick.seconds for tick in self._ticks)
        return round(sum(tick.events for tick in self._ticks) / seconds) if seconds else 0

    @property
    def keeps_up(self) -> bool:
        """Whether the speed that was asked for is reached, or it is too early to say."""
        reached = self.reached
        return self.express or reached is None or reached >= KEEPS_UP * self.speed
