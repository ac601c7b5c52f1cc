"""The story in a frame: its sentences, what its settings promise, and the load that is on."""

from dataclasses import dataclass
from typing import Literal

StepState = Literal["done", "now", "next", "off"]


@dataclass(frozen=True, slots=True)
class StepView:
    """One sentence of the lesson: done, being told, to come, or off, as the script was left."""

    at_us: int
    text: str
    state: StepState


@dataclass(frozen=True, slots=True)
class LessonView:
    """The story in words."""

    number: int
    title: str
    question: int
    story: str
    steps: tuple[StepView, ...]
    takeaway: str
    leaves_out: str
    variants: tuple[tuple[str, str], ...]
    """(name, title) of each variant."""
    variant: str
    left_us: int | None = None
    """When somebody first did something that is not in the script; None while nobody has."""
    checks: tuple[tuple[str, bool | None], ...] = ()
    """Expectations in words: held, did not hold, or None while it is too early to say."""


@dataclass(frozen=True, slots=True)
class PromiseView:
    """What N, R and W promise, in words that are true.

    Where Raft decides they count for nothing: then they are how many hold, confirm and agree.
    """

    n: int
    r: int
    w: int
    servers: int
    headline: str
    """For the pill at the top: 'R + W ≤ N: a read can miss a write'."""
    overlap: bool
    lines: tuple[str, ...]
    user_session: str
    read_repair: str
    stale_is_fine: bool = False
    """An old answer does nobody any harm, so that nothing has to be promised."""
    agreed: bool = False
    """Raft decides of every write and read."""


@dataclass(frozen=True, slots=True)
class LoadView:
    """The load that is on, and its open and its closed form, as lines of the verb language."""

    line: str
    open: str
    closed: str
    """Empty where it has none."""
