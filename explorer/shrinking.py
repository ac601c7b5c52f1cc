"""The smallest run that still breaks an invariant: what is left of a failing seed.

The commands are taken away by delta debugging (ddmin: Zeller, Hildebrandt, "Simplifying and
Isolating Failure-Inducing Input", TSE 28(2), 2002); before and after, the run is made plainer
(`explorer.plainer`). A step is kept when the same invariant is broken still. Luck goes by the
number of an operation, so a smaller run has another: where that spares the invariant, a few other
seeds are tried. All is repeatable, and costs a limited number of runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine import nemesis
from engine.audit.invariants import Broken
from engine.social import Request
from explorer import plainer
from explorer.plainer import Step
from explorer.storms import Case
from explorer.swarm import watched

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
    search = _Search(case, invariant, budget)
    if invariant not in AFTER_THE_CALM:
        search.keeps(plainer.without_calm(case))
    search.walk(plainer.steps(search.best)[: len(plainer.PLAIN_US)])
    before = None
    while before != search.best and search.runs < budget:
        before = search.best
        search.fewer_commands()
        search.walk(plainer.steps(search.best))
    search.walk(plainer.last_steps())
    return Shrunk(search.best, search.broken, search.runs)


class _Search:
    """The smallest run so far, and how many runs were made."""

    def __init__(self, case: Case, invariant: str, budget: int) -> None:
        """Raises ValueError when this run does not break the invariant."""
        self.best = case
        self.runs = 0
        self._invariant, self._budget = invariant, budget
        if not self.keeps(case):
            raise ValueError(f"the run of seed {case.seed} does not break {invariant}")

    def keeps(self, case: Case, seeds: Iterable[int] = ()) -> bool:
        """Whether this run breaks the invariant, with its own luck or that of one of the seeds.

        If so it is the smallest from now on.
        """
        for seed in (case.seed, *seeds):
            if self.runs >= self._budget:
                return False
            self.runs += 1
            candidate = replace(case, seed=seed)
            auditor, until_us = watched(candidate, self._invariant)
            found = [b for b in auditor.broken if b.invariant == self._invariant]
            if found:
                self.best, self.broken = plainer.until(candidate, until_us), found[0]
                return True
        return False

    def walk(self, steps: Iterable[Step]) -> None:
        """Takes every step that leaves the invariant broken."""
        for step in steps:
            plain = step(self.best)
            if plain is not None and plain != self.best:
                self.keeps(plain, OTHER_SEEDS)

    def fewer_commands(self) -> None:
        """Takes commands away, by ddmin: ever smaller parts of them."""
        parts = 2
        while len(own := plainer.own(self.best)) >= 2 and self.runs < self._budget:
            size = -(-len(own) // parts)
            rests = [own[:i] + own[i + size :] for i in range(0, len(own), size)]
            if any(self.keeps(plainer.commanded(self.best, rest)) for rest in rests):
                parts = max(parts - 1, 2)
            elif size == 1:
                return
            else:
                parts = min(2 * parts, len(own))
