"""The same story with other luck: in how many runs of it something happens. Pure.

Settings, commands and everything done by hand are the same; only the seed is another one. Where
what is looked for is promised, and where nothing is left to luck, there is no use in looking on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from engine.faults import Nemesis
from engine.history import History
from explorer import smallest, sought
from explorer.cause import Cause
from explorer.promised import promised
from explorer.storms import Case
from explorer.verdicts import GUARANTEES

MOST_SEEDS, FEWEST_SEEDS = 200, 20
MOST_STEPS = 2_000_000
"""Steps of the engine that one search may take, about: a few minutes, with what is judged."""
ALIKE = 4
"""So many runs that are all the same: the next one would be so too."""

KINDS = {
    "stale-read": "regular", "leak": "", "unknown-write": "", "lost-update": "",
    "lost-to-a-later-time": "",
}  # fmt: skip
"""What may happen that no guarantee is named by, and the guarantee that excludes it, if any."""
NAMES = (*GUARANTEES, *KINDS)
"""What can be looked for: guarantees that are broken, and other anomalies."""

Ending = Literal["", "promised", "alike"]
"""Why the search has ended early; empty: it has not."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for, by one of `NAMES`, and the run that is to have other luck."""

    case: Case
    name: str


@dataclass(frozen=True, slots=True)
class Example:
    """A run in which it happens, by its seed, and the cause of that."""

    seed: int
    cause: Cause


@dataclass(frozen=True, slots=True)
class Tried:
    """How far one has come: of so many seeds so many were tried, and it was seen in some."""

    tried: int
    most: int
    seen: int = 0
    first: Example | None = None
    ending: Ending = ""


def tries(wanted: Wanted) -> Iterator[Tried]:
    """Runs seed after seed, and tells after each how things stand."""
    case, most, done = wanted.case, MOST_SEEDS, Tried(0, MOST_SEEDS)
    lucks = set[int]()
    for seed in (seed for seed in range(1, MOST_SEEDS + 2) if seed != case.seed):
        history, steps = smallest.run(replace(case, seed=seed))
        most = min(most, max(FEWEST_SEEDS, MOST_STEPS // max(1, steps)))
        lucks.add(_luck(history))
        found = sought.first_cause(wanted.name.replace("-", " "), history)
        first = Example(seed, found) if found is not None else None
        done = Tried(
            done.tried + 1, most, done.seen + (found is not None), done.first or first,
        )  # fmt: skip
        if done.tried == ALIKE and len(lucks) == 1:
            done = replace(done, ending="alike")
        elif not done.seen and _is_promised(wanted, history):
            done = replace(done, ending="promised")
        yield done
        if done.ending or done.tried >= most:
            return


def _luck(history: History) -> int:
    """What luck can change of a run: when things arrive and end, and how."""
    arrivals = tuple((m.number, m.arrives_us, m.death) for m in history.messages.values())
    ends = tuple((o.number, o.ended_us, o.outcome) for o in history.operations.values())
    return hash((arrivals, ends))


def _is_promised(wanted: Wanted, history: History) -> bool:
    """Whether no luck can bring it about: random faults are luck as well, and may do so."""
    if any(isinstance(command, Nemesis) for _, command in wanted.case.commands):
        return False
    return KINDS.get(wanted.name, wanted.name) in promised(wanted.case.spec, history)
