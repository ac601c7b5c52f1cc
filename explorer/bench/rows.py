"""A row of a benchmark, its goal, and what whoever measures wants of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Compared = Literal["ratio", "fraction_of_limit"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a row is to come to, by its ratio to the peer or to the limit."""

    by: Compared
    sense: Literal["at least", "at most"]
    bound: float

    def __str__(self) -> str:
        """As in the table: at least 5 x."""
        return f"{self.sense} {self.bound:g} x"

    def met(self, row: "Row") -> bool | None:
        """Whether the row comes to it; None where it has nothing to compare."""
        found = getattr(row, self.by)
        if found is None:
            return None
        return bool(found >= self.bound if self.sense == "at least" else found <= self.bound)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; peer and limit are in its unit, and None where there is none."""

    name: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str | None = None
    limit: float | None = None
    limit_name: str | None = None
    goal: Goal | None = None

    @property
    def ratio(self) -> float | None:
        """Ours by the peer's."""
        return self.ours / self.peer if self.peer else None

    @property
    def fraction_of_limit(self) -> float | None:
        """Ours by the limit."""
        return self.ours / self.limit if self.limit else None

    @property
    def met(self) -> bool | None:
        """Whether it comes to its goal; None where it has none, or nothing to compare."""
        return self.goal.met(self) if self.goal is not None else None

    def as_json(self) -> dict[str, Any]:
        """As `bench --json` has it: names that others read."""
        return {
            "name": self.name, "unit": self.unit, "ours": _rounded(self.ours),
            "peer": _rounded(self.peer), "peer_name": self.peer_name,
            "ratio": _rounded(self.ratio), "limit": _rounded(self.limit),
            "limit_name": self.limit_name, "fraction_of_limit": _rounded(self.fraction_of_limit),
            "goal": str(self.goal) if self.goal is not None else None, "met": self.met,
        }  # fmt: skip

    def __str__(self) -> str:
        """As a person reads it."""
        told = f"{self.name:<27} {self.ours:>13,.1f} {self.unit:<13}"
        if self.peer_name is not None:
            told += f" {_told(self.ratio)} of {self.peer_name}"
        if self.limit_name is not None:
            told += f" {_told(self.fraction_of_limit)} of {self.limit_name}"
        if self.goal is None:
            return told
        verdict = {True: "met", False: "MISSED", None: "not compared"}[self.met]
        return f"{told}; goal {self.goal}: {verdict}"


@dataclass(frozen=True, slots=True)
class Asked:
    """How to measure: rounds of each row, what part of the full size, and who is told how far."""

    rounds: int = 3
    part: float = 1.0
    told: Callable[[str], None] = lambda _text: None

    def sized(self, full: int, least: int = 1) -> int:
        """So many, at this part of the full size."""
        return max(least, round(full * self.part))


@dataclass(frozen=True, slots=True)
class Bench:
    """A row of the table: what is measured, beside what, and the module it takes from elsewhere."""

    name: str
    what: str
    beside: str
    goal: Goal
    measure: Callable[[Asked, Goal], Iterator[Row]]
    needs: str = ""


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 4)


def _told(share: float | None) -> str:
    return "?" if share is None else f"{share:.3g} x"
