"""The frozen picture of a study: what the view "What did adding servers buy?" may draw.

Rules this file keeps: every point was measured, and none is there that was not; what was measured
with other settings than those of now says so.
"""

from dataclasses import dataclass
from typing import Literal

from explorer.scaling import Law
from explorer.study import Tier
from explorer.study_points import Point

State = Literal["impossible", "ready", "measuring", "measured", "cancelled", "died"]


@dataclass(frozen=True, slots=True)
class TierView:
    """One tier: what was measured against the number of its servers, all else as in the story."""

    tier: Tier
    own: int
    """How many servers of it the story has."""
    last: int
    """The most that are tried."""
    points: tuple[tuple[int, Point], ...] = ()
    """(servers, what was measured with so many), by number."""
    formula: tuple[tuple[int, float], ...] = ()
    """(servers, answers a second) by counting; none where it does not count all that is done."""
    law: Law | None = None
    """The fitted law; None: too few points for it."""
    stopped: int | None = None
    """Beyond how many of them no further one bought anything; None: not that far, or not known."""
    verdict: tuple[str, ...] = ()
    """What they bought and why no more, in sentences; none before all is measured."""


@dataclass(frozen=True, slots=True)
class StudyView:
    """A study as far as it has been measured."""

    state: State = "impossible"
    reason: str = ""
    """Why nothing can be measured here."""
    done: int = 0
    total: int = 0
    """Points."""
    tiers: tuple[TierView, ...] = ()
    other: str = ""
    """What has changed since it was measured, in words; empty when it is about the story as it is.
    """
    about: str = ""
    """At which load people wait so long, and how all was measured, in a sentence."""
