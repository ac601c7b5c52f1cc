"""What a history holds: operations, messages, what a read missed, versions in their order. Pure.

Places (`*_at`) are places in the event log, the one total order by which before and after are
decided; `*_us` are times.
"""

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from engine.values import Cell, Value
from engine.versions import Version

Outcome = Literal["ok", "fail", "info"]
Part = Literal["read", "write", "repair", "forward", "wait", "mend"]
"""What a coordinator does for an operation: it asks by phase, asks one more server, waits for its
user session, mends its own copy.
"""

Written = tuple[Cell, Version, Value]
"""One row of a write, its version and what was written."""


def of_crowd(user: str) -> bool:
    """Whether this is a user of a load ("reader 17"): too many to be shown one by one.

    Nobody else's name has a space.
    """
    return " " in user


BEFORE = 0
"""The number that stands for all writes before the run."""


@dataclass(frozen=True, slots=True)
class Staleness:
    """What a read missed: the numbers of the acknowledged writes, and the age of the oldest."""

    missed: tuple[int, ...] = ()
    age_us: int = 0

    @property
    def versions(self) -> int:
        """How many versions behind; 0 is fresh."""
        return len(self.missed)


FRESH = Staleness()


@dataclass(slots=True)
class Operation:
    """One operation: `*_us` are times, `*_at` places in the event log."""

    number: int
    user: str
    action: str
    coordinator: str
    kind: Literal["read", "write"]
    name: str
    text: str
    keys: tuple[str, ...]
    cell: Cell | None
    invoked_us: int
    invoked_at: int
    n: int | None = None
    """Its own N, where its request has an N, R or W of its own."""
    course: tuple[tuple[int, int, Part, tuple[str, ...], int], ...] = ()
    """What was done for it: (place, time, what, servers, how many had to answer)."""
    written: tuple[Written, ...] = ()
    """The rows that it wrote, all in one message; the first is `cell`."""
    stamped_at: int | None = None
    refused: bool = False
    """It failed because the network said no, not for want of a server."""
    outcome: Outcome | None = None
    reason: str = ""
    ended_us: int | None = None
    ended_at: int | None = None
    kept_us: int | None = None
    """When a page had read who may see the wall, where it reads the wall later."""
    kept_at: int | None = None
    returned: tuple[tuple[Cell, Version], ...] = ()
    """What a read returned, as the log has it."""
    staleness: Staleness | None = None
    own_missed: tuple[int, ...] = ()
    """Read your writes is violated: the user's own acknowledged writes that this read missed."""
    first: int = 0
    """The first try at the same call; 0: this is it."""
    went_back: tuple[int, ...] = ()
    """Monotonic reads is violated: earlier reads of the same user that saw something newer."""

    @property
    def result(self) -> dict[Cell, Version]:
        """By item: the version that a read returned."""
        return dict(self.returned)

    @property
    def asked(self) -> dict[str, tuple[tuple[str, ...], int]]:
        """By phase: the servers that were asked, and how many of them had to answer."""
        found: dict[str, tuple[tuple[str, ...], int]] = {}
        for _, _, what, servers, need in self.course:
            if what == "forward":
                before, of = found["read"]
                found["read"] = tuple(dict.fromkeys((*before, *servers))), of
            elif what not in ("wait", "mend"):
                found[what] = servers, need
        return found

    @property
    def version(self) -> Version | None:
        """The version of what it wrote; None before it was stamped."""
        return self.written[0][1] if self.written else None

    def stamped_by(self, at: int) -> bool:
        """Whether its write had been stamped before the event at this place."""
        return self.stamped_at is not None and self.stamped_at < at

    def ended_by(self, at: int) -> bool:
        """Whether it had ended before the event at this place."""
        return self.ended_at is not None and self.ended_at < at


@dataclass(slots=True)
class Message:
    """One message; `death` is (place in the log, time, part of the way, reason)."""

    number: int
    kind: str
    source: str
    target: str
    operation: int
    sent_us: int
    sent_at: int
    arrives_us: int
    delivered_at: int | None = None
    moves: tuple[tuple[int, int | None], ...] = ()
    """(place, when it arrives from then on): None while it is held."""
    death: tuple[int, int, float, str] | None = None


class Line:
    """Versions of one cell in the order in which something became of them, with running maxima."""

    __slots__ = ("_at", "_newest", "_operations", "_times_us", "_versions")

    def __init__(self) -> None:
        """Empty."""
        self._at, self._times_us = array("i"), array("q")
        self._versions: list[Version] = []
        self._operations = array("i")
        self._newest: list[Version] = []

    def add(self, at: int, time_us: int, version: Version, operation: int) -> None:
        """Something became of this version now."""
        self._at.append(at)
        self._times_us.append(time_us)
        self._versions.append(version)
        self._operations.append(operation)
        self._newest.append(max(version, self._newest[-1]) if self._newest else version)

    def above(self, version: Version | None, before: int) -> list[tuple[int, int, Version, int]]:
        """The entries before this place whose version is newer.

        Each with its place in the log, time, version and operation.
        """
        found = []
        for i in range(bisect_left(self._at, before) - 1, -1, -1):
            if version is not None and self._newest[i] <= version:
                break
            if version is None or self._versions[i] > version:
                entry = self._at[i], self._times_us[i], self._versions[i], self._operations[i]
                found.append(entry)
        return found
