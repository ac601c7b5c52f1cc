"""An example of something that a run does not show: looked for in a process of its own.

Rules this file keeps: nobody waits for it unless told to; what was found stays with what was asked;
cancelling ends it at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from engine.cluster import Timed
from explorer import guarantees
from explorer.other_luck import KINDS, Example, Tried, Wanted, tries
from explorer.shares import Share
from explorer.worker import Search

State = Literal["none", "looking", "over", "cancelled", "died"]
"""How the search stands; `over`: it has come to its end, whatever it has found."""


@dataclass(frozen=True, slots=True)
class ExampleView:
    """The search for an example of `title`: how it stands, what it has come to, in words."""

    state: State
    title: str
    tried: int
    most: int
    seen: int
    text: str
    seed: int | None
    """The seed of the first one; None: there is none so far."""


def _work(wanted: Wanted, send: Callable[[Tried], None]) -> None:
    """The other process: says after each run how things stand."""
    for tried in tries(wanted):
        send(tried)


class Examples(Search):
    """The examples of one thing, as far as they have been looked for."""

    LOOKING = "looking"
    state: State = "none"
    wanted: Wanted | None = None
    given: tuple[Timed, ...] = ()
    """What was given by hand in the run that is to have other luck."""
    tried = Tried(0, 0)

    def begin(self, wanted: Wanted, given: tuple[Timed, ...]) -> None:
        """Looks for this, instead of what is looked for now."""
        self._worker.start(_work, wanted)
        self.state, self.wanted, self.given, self.tried = "looking", wanted, given, Tried(0, 0)

    def collect(self, *, wait: bool = False) -> bool:
        """Takes what has come, or all there will be; whether anything has changed."""
        news, over = self._worker.take(wait=wait)
        if news:
            self.tried = news[-1]
        if over and self.busy:
            through = self.tried.ending or 0 < self.tried.most <= self.tried.tried
            self.state = "over" if through else "died"
        return bool(news) or over

    @property
    def example(self) -> Example:
        """The first that was found. Raises ValueError, in words, where there is none."""
        if self.wanted is None or self.tried.first is None:
            raise ValueError("no example has been found yet: example stale-read, and wait for it")
        return self.tried.first

    def view(self) -> ExampleView | None:
        """How it stands; None while nothing was asked."""
        if self.wanted is None:
            return None
        done, title = self.tried, titled(self.wanted.name)
        seed = done.first.seed if done.first is not None else None
        return ExampleView(self.state, title, done.tried, done.most, done.seen,
                           told(self.wanted.name, done), seed)  # fmt: skip


def titled(name: str) -> str:
    """What is looked for, in words: 'stale read', 'broken «regular»'."""
    if name in KINDS:
        return name.replace("-", " ")
    return f"broken «{guarantees.TITLES.get(name, name.replace('_', ' '))}»"


def told(name: str, done: Tried) -> str:
    """What the runs so far say of how often it happens, and of the first in which it does."""
    if done.ending == "promised":
        held = KINDS.get(name) or name
        return (
            f"It cannot happen: with these settings, and what is done here, "
            f"«{guarantees.TITLES.get(held, held.replace('_', ' '))}» is promised. "
            f"{guarantees.MEANINGS[held]}"
        )
    if done.ending == "alike":
        how = "so it happens in all" if done.seen else "so it happens in none"
        return (
            f"{done.tried} other seeds gave the very same run, as nothing is left to luck: {how}. "
            "Luck comes with loss, reordering or random faults, as by «degrade» and «nemesis»."
        )
    if done.first is None:
        most = 100 * min(1.0, 3 / max(1, done.tried))
        return (
            f"Not in {done.tried} seeds. That proves nothing: with 95 % confidence it happens in "
            f"less than {most:.2g} % of them (rule of three)."
        )
    share = Share(done.seen, done.tried)
    low, high = (100 * end for end in share.band)
    return (
        f"Seen in {done.seen} of {done.tried} seeds, first in seed {done.first.seed}: "
        f"{100 * share.value:.3g} %, 95 % interval {low:.3g} to {high:.3g} %."
    )
