"""A goal: what is to be brought about by hand, with how little, and how far that has come. Pure.

Rules this file keeps: everything is worked out from what was given by hand and from the run, so
that undoing takes a step back here too; what mends (`heal`, `restart`) costs nothing, and neither
does what users ask for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.cluster import Command, Timed
from engine.faults import Change
from engine.social import Request
from explorer.branch_names import said
from explorer.expectations import Expectation, Result
from explorer.telling import tell
from explorer.times import tell_time

GoalKind = Literal["break", "survive"]
Cost = Literal["faults", "settings", "servers"]
"""What counts: faults, changed settings, servers that come or go."""
NOUNS: dict[Cost, tuple[str, str]] = {
    "faults": ("fault", "faults"),
    "settings": ("changed setting", "changed settings"),
    "servers": ("change of servers", "changes of servers"),
}
MENDING = ("heal", "release", "restart", "resume")
OF_SERVERS = ("join", "leave", "replace")
NUMBERS = ("no", "one", "two", "three", "four", "five")


@dataclass(frozen=True, slots=True)
class Goal:
    """What a story asks somebody to do. `must` is to hold, by `by_us` at the latest.

    To `break` is won as soon as all of it holds; to `survive`, when it holds at that moment.
    """

    kind: GoalKind
    ask: str
    variant: str
    at_us: int
    """Where it begins."""
    by_us: int
    most: Mapping[Cost, int]
    """How much of each may be used; of what is not named, nothing."""
    may: tuple[str, ...]
    """The beginnings of lines that may be used: 'cut', 'set n'."""
    must: tuple[Expectation, ...]
    shows: str
    """What it shows to have won, in a sentence."""
    way: tuple[Timed, ...]
    """One way to win: commands and their moments."""


def line(command: Command) -> str:
    """A command as a line; without its password, where it has one."""
    try:
        return tell(command)
    except ValueError:
        return said(command)


def cost(command: Command) -> Cost | None:
    """What it counts as; None: it costs nothing."""
    if isinstance(command, Change):
        return "settings"
    verb = line(command).split()[0]
    if isinstance(command, Request) or verb in MENDING:
        return None
    return "servers" if verb in OF_SERVERS else "faults"


def used(goal: Goal, given: Sequence[Timed]) -> dict[Cost, int]:
    """How much of each has been used."""
    costs = [cost(command) for _, command in given]
    return {kind: costs.count(kind) for kind in NOUNS if kind in goal.most or kind in costs}


def forbids(goal: Goal, given: Sequence[Timed], at_us: int, command: Command) -> str | None:
    """Why the goal does not allow this as well, at that moment; None: it does."""
    if at_us <= goal.at_us:
        return f"the goal begins at {tell_time(goal.at_us)}"
    written = line(command)
    if not any(_begins(written, each) for each in goal.may):
        return f"the goal allows only {', '.join(goal.may)}"
    kind = cost(command)
    if kind is None or used(goal, given).get(kind, 0) < goal.most.get(kind, 0):
        return None
    return f"the goal allows {_so_many(kind, goal.most.get(kind, 0))}"


def _begins(written: str, beginning: str) -> bool:
    words = beginning.split()
    return written.split()[: len(words)] == words


def over(goal: Goal, given: Sequence[Timed]) -> str:
    """What has been used that is not allowed, in words; empty: nothing."""
    for i, (at_us, command) in enumerate(given):
        reason = forbids(goal, given[:i], at_us, command)
        if reason is not None:
            return f"{reason}, and this was done: {line(command)}"
    return ""


def spent(goal: Goal, given: Sequence[Timed]) -> Iterator[str]:
    """How much of what is allowed has been used, in words, one line for each kind."""
    for kind, count in used(goal, given).items():
        of = [line(c) for _, c in given if cost(c) == kind]
        told = f": {', '.join(of)}" if of else ""
        most = goal.most.get(kind, 0)
        yield f"{count} of {most} {NOUNS[kind][most != 1]} used{told}"


def with_what(goal: Goal, given: Sequence[Timed]) -> str:
    """What it was done with: 'one fault and one changed setting'."""
    counts = [_so_many(kind, count) for kind, count in used(goal, given).items() if count]
    return " and ".join(counts) or "nothing but what mends"


def _so_many(kind: Cost, count: int) -> str:
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {NOUNS[kind][count != 1]}"


GoalState = Literal["offered", "begun", "won", "lost", "shown"]


def state(
    goal: Goal, given: Sequence[Timed], results: Sequence[Result], now_us: int
) -> tuple[GoalState, str]:
    """How it stands, and in words why; `results` are of now, or of the last moment that counts."""
    wrong = over(goal, given)
    if wrong:
        return "lost", f"{wrong[:1].upper()}{wrong[1:]}."
    due = now_us >= goal.by_us
    if all(result.held for result in results) and (due or goal.kind == "break"):
        return "won", f"Won with {with_what(goal, given)}."
    if due:
        missing = [f"{r.text} ({r.observed})" for r in results if not r.held]
        return "lost", f"At {tell_time(goal.by_us)} this did not hold: {'; '.join(missing)}."
    return "begun", ""


def told_way(goal: Goal) -> str:
    """The way that wins, in words."""
    steps = [f"{line(command)} at {tell_time(at_us)}" for at_us, command in goal.way]
    return f"One way: {', then '.join(steps)}."
