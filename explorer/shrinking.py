"""The smallest run that still breaks an invariant: what is left of a failing seed.

The commands are taken away by delta debugging (ddmin: Zeller, Hildebrandt, "Simplifying and
Isolating Failure-Inducing Input", TSE 28(2), 2002); before and after, the run is made plainer
(`explorer.plainer`). A step is kept when the same invariant is broken still. Luck goes by the
number of an operation, so a smaller run has another: where that spares the invariant, a few other
seeds are tried. All is repeatable, and costs a limited number of runs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from engine import nemesis
from engine.audit.invariants import Broken
from engine.social import Request
from explorer import plainer
from explorer.plainer import Step
from explorer.storms import Case
from explorer.swarm import watched

T = TypeVar("T")

BUDGET = 1_500
"""Runs that one shrinking may take."""
OTHER_SEEDS = range(1, 9)
"""Other luck that is tried where a plainer run spares the invariant."""
MOST_OPERATIONS, MOST_FAULTS = 12, 3
"""What a story can tell."""
AFTER_THE_CALM = ("readable", "converged", "hints_empty", "nothing_in_progress")
"""The invariants that are broken only where a calm was long enough."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """What is left of a run, how it breaks the invariant still, and how many runs that took."""

    case: Case
    broken: Broken
    runs: int

    @property
    def small(self) -> bool:
        """Whether it is as small as a story should be."""
        return operations(self.case) <= MOST_OPERATIONS and faults(self.case) <= MOST_FAULTS


def operations(case: Case) -> int:
    """How many operations a run asks for."""
    return sum(isinstance(command, Request) for _, command in case.commands)


def faults(case: Case) -> int:
    """How many faults a run has; the end of one is no other."""
    commands = (command for _, command in case.commands)
    return sum(not isinstance(c, Request) and nemesis.is_fault(c) for c in commands)


def shrink(case: Case, invariant: str, budget: int = BUDGET) -> Shrunk:
    """The smallest run found that breaks the invariant.

    Raises ValueError when this one does not.
    """
    try:
        search = Search(case, partial(_broken, invariant=invariant), budget)
    except ValueError:
        raise ValueError(f"the run of seed {case.seed} does not break {invariant}") from None
    if invariant not in AFTER_THE_CALM:
        search.keeps(plainer.without_calm(case))
    search.walk(plainer.steps(search.best)[: len(plainer.PLAIN_US)])
    before = None
    while before != search.best and search.runs < budget:
        before = search.best
        search.fewer_commands()
        search.walk(plainer.steps(search.best))
    search.walk(plainer.last_steps())
    return Shrunk(search.best, search.found, search.runs)


def _broken(case: Case, invariant: str) -> tuple[Broken, int] | None:
    """How a run breaks an invariant, and when that is known."""
    auditor, until_us = watched(case, invariant)
    found = [b for b in auditor.broken if b.invariant == invariant]
    return (found[0], until_us) if found else None


class Search(Generic[T]):
    """The smallest run so far in which something is found, and how many runs were made.

    `probe` runs a case, and says what it found there and when that was known; None: nothing.
    """

    def __init__(self, case: Case, probe: Callable[[Case], tuple[T, int] | None],
                 budget: int) -> None:  # fmt: skip
        """Raises ValueError when nothing is found in this run."""
        self.best = case
        self.runs = 0
        self._probe, self.budget = probe, budget
        if not self.keeps(case):
            raise ValueError(f"what is looked for does not happen in the run of seed {case.seed}")

    @property
    def spent(self) -> bool:
        """Whether all runs that it may take are made."""
        return self.runs >= self.budget

    def happens(self, case: Case) -> tuple[T, int] | None:
        """What is found in a run, and when; None: nothing, or there was no run left to try it."""
        if self.spent:
            return None
        self.runs += 1
        return self._probe(case)

    def keeps(self, case: Case, seeds: Iterable[int] = ()) -> bool:
        """Whether it is found in this run, with its own luck or that of one of the seeds.

        If so this is the smallest from now on.
        """
        for seed in (case.seed, *seeds):
            candidate = replace(case, seed=seed)
            found = self.happens(candidate)
            if found is not None:
                self.found, self.until_us = found
                self.best = plainer.until(candidate, self.until_us)
                return True
        return False

    def walk(self, steps: Iterable[Step], seeds: Iterable[int] = OTHER_SEEDS) -> None:
        """Takes every step after which it is found still."""
        for step in steps:
            plain = step(self.best)
            if plain is not None and plain != self.best:
                self.keeps(plain, seeds)

    def fewer_commands(self) -> None:
        """Takes commands away, by ddmin: ever smaller parts of them."""
        parts = 2
        while len(own := plainer.own(self.best)) >= 2 and not self.spent:
            size = -(-len(own) // parts)
            rests = [own[:i] + own[i + size :] for i in range(0, len(own), size)]
            if any(self.keeps(plainer.commanded(self.best, rest)) for rest in rests):
                parts = max(parts - 1, 2)
            elif size == 1:
                return
            else:
                parts = min(2 * parts, len(own))
