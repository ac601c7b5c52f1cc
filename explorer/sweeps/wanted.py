"""What may be asked of a sweep, as the verb `sweep` says it: its seeds, and what is drawn of it."""

from dataclasses import dataclass

SEEDS = range(1, 21)
"""Unless others are named. Twenty make an interval of most of them: six are the least."""
MEASURES = ("stale", "latency", "read", "write", "unanswered")
"""What a heat map may show: the share of stale reads, what a read and a write take together or
one of them alone, and the share of requests that got no answer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A heat map: '' and what is not `held` leave the choice to the sweep."""

    down: str = ""
    across: str = ""
    measure: str = MEASURES[0]
    held: tuple[tuple[str, str], ...] = ()
    """The other settings, as they are written."""
