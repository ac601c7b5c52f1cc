"""The frozen picture of two runs side by side: all that a window may draw of a twin run."""

from dataclasses import dataclass
from typing import Literal

from explorer.divergence import Divergence
from explorer.frame import Frame
from explorer.frame_verdicts import VerdictView
from explorer.side_by_side import Choice
from explorer.weighing import Row

FactTone = Literal["good", "bad", "unknown", "plain"]


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the two runs."""

    title: str
    variant: str
    """The name of its variant; '' where there is none."""
    settings: str
    """The settings that differ, as 'W = 2, R = 2'; else what else differs."""
    fact: str
    """What came of the last request that came out differently, in a few words."""
    tone: FactTone
    frame: Frame
    lamps: tuple[VerdictView, ...]
    """Its verdicts, those that differ first, then the broken ones: alike on both sides."""
    choices: tuple[Choice, ...] = ()
    """All variants, as they compare with the other side's; none where one setting was changed."""

    @property
    def fact_short(self) -> str:
        """The fact in fewer words: of a crowd who waits, where somebody does; else who does not."""
        answered, found, more = self.fact.partition(" answered, ")
        if not found:
            return self.fact
        return more if " waiting" in more else answered + " answered"


@dataclass(frozen=True, slots=True)
class TwinView:
    """Both runs at one moment."""

    title: str
    compared: str
    """What is the same in both, and since when something from outside is not."""
    asked: str
    """What the crowd of either asks for, where by now that is not the same; neither is better."""
    fairer: tuple[str, str] | None
    """Two variants, one of these two and another one that is asked the same, if there is any."""
    left: SideView
    right: SideView
    clock: Frame
    """The left frame with the time line of both, and with luck where either has any."""
    difference: Divergence | None
    """Where they part first, as far as both have been run; None: nowhere so far."""
    begun: bool
    """Whether anything has happened in either by now."""
    rows: tuple[Row, ...]
    sentence: str
