"""Where time rests while a story plays, so that its sentences can be read; and for how long.

Two moments of a story may be ten microseconds apart: no pace is right for both the way there and
the reading. Seconds of the wall clock come in as numbers.
"""

from collections.abc import Iterable
from itertools import accumulate

WORDS_A_SECOND = 4
"""Silent reading: 238 words a minute on average (Brysbaert, JML 2019)."""
LOOK_S = 1.0
"""And a look at the stage."""


def _reading_s(text: str) -> float:
    return len(text.split()) / WORDS_A_SECOND


class Beats:
    """The moments at which something is told, and how much longer time rests at one of them."""

    def __init__(self, sentences: Iterable[tuple[int, str]] = ()) -> None:
        """`sentences`: each with its moment; what is told at one moment is read in one rest."""
        self._seconds: dict[int, list[float]] = {}
        """How long the sentences of a moment take, each of them."""
        for at_us, text in sentences:
            self._seconds.setdefault(at_us, []).append(_reading_s(text))
        self._moments = sorted(self._seconds)
        self._read_us: int | None = None
        """The moment that was told last."""
        self._whole_s = 0.0
        """So long it rests there, or rested."""
        self.left_s = 0.0
        """So much longer it rests."""

    @property
    def seconds(self) -> float:
        """How long all the reading takes."""
        return sum(LOOK_S + sum(moment) for moment in self._seconds.values())

    @property
    def left(self) -> float:
        """The same as a part of the whole rest."""
        return self.left_s / self._whole_s if self._whole_s else 0.0

    def coming_us(self, now_us: int) -> int | None:
        """The next moment to rest at, which may be this one; None: there is none."""
        unread = (us for us in self._moments if us >= now_us and us != self._read_us)
        return next(unread, None)

    def turn(self, at_us: int) -> int | None:
        """Which of the sentences of a moment is read now, from 0; None: all of them have been.

        Each has its turn while time rests there; whatever else there is to see comes before them.
        """
        seconds = self._seconds.get(at_us)
        if seconds is None or at_us != self._read_us or not self.left_s:
            return None
        still_s = accumulate(reversed(seconds[1:]))
        return len(seconds) - 1 - sum(self.left_s > after_s for after_s in still_s)

    def rest(self, at_us: int, also: str = "") -> None:
        """Time has come there: it rests; this is told there as well."""
        self._whole_s = LOOK_S + sum(self._seconds.get(at_us, ())) + _reading_s(also)
        self._read_us, self.left_s = at_us, self._whole_s

    def pass_by(self, at_us: int | None) -> None:
        """Somebody has time run on from there, and has read what is told; None: from nowhere."""
        self._read_us, self.left_s = at_us, 0.0

    def end(self) -> None:
        """Nobody reads any more: time runs on, and does not rest here when somebody is back."""
        self.left_s = 0.0

    def wait(self, seconds: float) -> None:
        """So much of the rest is over."""
        self.left_s = max(0.0, self.left_s - seconds)
