"""Judgement in a frame: the guarantees, the branches beside one another, the smallest cause."""

from dataclasses import dataclass
from typing import Literal

from explorer.percentiles import Estimate

ShrinkState = Literal["none", "shrinking", "found", "cancelled", "died", "in vain"]
"""How the search for a smallest cause stands."""
Answer = Literal["holds", "violated", "unknown", "none", "judging"]
"""A verdict: `none`, when nothing has happened that could be judged, and never a pass."""


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One branch as it is compared with the others."""

    name: str
    current: bool
    head_us: int
    answered: int
    """Operations that were answered, and those that were asked."""
    asked: int
    unknown: int
    stale: int
    reads: int
    """Answered reads, of which so many were stale."""
    lost: int
    """Acknowledged writes of which no disk holds anything any more."""
    read: tuple[int, Estimate | None, Estimate | None]
    """Of the reads: how many waited, p50 and p99 in ms; None where they are too few."""
    write: tuple[int, Estimate | None, Estimate | None]
    verdicts: tuple[tuple[str, Answer], ...]


@dataclass(frozen=True, slots=True)
class BranchesView:
    """All branches as they stood at one and the same moment, the story's first."""

    rows: tuple[BranchRow, ...] = ()
    as_of_us: int = 0
    """The latest moment that every branch has been run to."""
    unfinished: tuple[str, ...] = ()
    """The branches that have not been run to the end."""
    reading: tuple[str, ...] = ()
    """The branches whose logs are read still; until that is done the rows are those of before."""


@dataclass(frozen=True, slots=True)
class VerdictView:
    """One guarantee: whether the settings so far promise it, whether the run so far keeps it."""

    name: str
    """As in `run --json`."""
    title: str
    meaning: str
    promised: bool
    answer: Answer
    text: str
    """What broke it, or why that is not known; empty when it holds."""
    witness: tuple[int, ...]
    """The operations that show that it is broken."""
    show_us: int | None
    """The moment at which it was broken, which "show me" leads to."""


@dataclass(frozen=True, slots=True)
class VerdictsView:
    """All guarantees as they stood at `as_of_us`; `current`: nothing has happened since."""

    rows: tuple[VerdictView, ...] = ()
    as_of_us: int = 0
    current: bool = False
    luck: bool = True
    """Whether another seed may make another run of it."""


@dataclass(frozen=True, slots=True)
class ShrinkView:
    """The search for the smallest cause of `subject`: of `things` done so many are `left` so far.

    `runs` were made of `budget` at the most.
    """

    state: ShrinkState
    subject: str
    things: int
    left: int
    runs: int
    budget: int
    text: str
    """What was found, or why nothing was."""
    preset: bool
    """Whether what was found can be opened and saved."""
