"""The moments of a run that are worth a stop: faults, stale reads, conflicts, lost data. Pure.

A fold over the log, beside the history, which has folded each event just before. Verdicts are not
in the log: see `explorer.judging` for when each was first broken. Of a load, whose operations are
too many to stop at each, the first of a spell counts: nothing of its kind in the second before.

A conflict is a write of an item whose coordinator, and whoever it read from first, did not hold the
newest version of it: two versions of which neither's writer could know the other. Of each pair of
users it is told once for an item.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from engine import faults, merging
from engine.events import Event
from engine.history import History
from engine.records import Operation, of_crowd
from engine.values import Cell
from engine.versions import Version
from explorer import anomalies, explain
from explorer.latencies import retimed
from explorer.telling import tell

MomentKind = Literal["fault", "election", "stale", "older", "refused", "unknown", "conflict",
                     "lost", "verdict"]  # fmt: skip
SPELL_US = 1_000_000
"""What a load does again within a second is no news."""


MOST_LINKS = 6
"""Directions of links that are told by their names; of more, their number."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something worth a stop: the place of its event in the log, and what it is, in words."""

    at_us: int
    place: int
    kind: MomentKind
    text: str


class Moments:
    """All such moments of a log so far, in their order."""

    def __init__(self) -> None:
        """Of an empty log."""
        self.found: list[Moment] = []
        self._spells: dict[str, int] = {}
        """By kind: when a load last did it."""
        self._newest: dict[Cell, tuple[Version, int, int]] = {}
        """By item: the newest version that a write was given, which write, and where in the log."""
        self._conflicts: set[tuple[Cell, frozenset[str]]] = set()
        """The items and pairs of users of whom a conflict was told: once is enough."""

    def next(self, place: int) -> Moment | None:
        """The first one at a place of the log or after it."""
        i = bisect_left(self.found, place, key=lambda moment: moment.place)
        return self.found[i] if i < len(self.found) else None

    def previous(self, before_us: int) -> Moment | None:
        """The last one before a moment."""
        i = bisect_left(self.found, before_us, key=lambda moment: moment.at_us)
        return self.found[i - 1] if i else None

    def at(self, at_us: int) -> list[Moment]:
        """Those of one microsecond."""
        first = bisect_left(self.found, at_us, key=lambda moment: moment.at_us)
        last = bisect_right(self.found, at_us, key=lambda moment: moment.at_us)
        return self.found[first:last]

    def fold(self, event: Event, history: History) -> None:
        """Takes in an event, one of `NOTED`, that the history has just folded."""
        told = _FAULTS.get(event[1])
        if told is not None:
            self._keep(event, history, *told(event))
        elif event[1] in _ENDS:
            self._on_end(event, history, history.operations[event[2]])
        elif event[1] == "stamped":
            self._on_stamped(event, history)

    def _keep(self, event: Event, history: History, kind: MomentKind, text: str) -> None:
        self.found.append(Moment(event[0], history.length - 1, kind, text))

    def _of(self, event: Event, history: History, operation: Operation, kind: MomentKind,
            text: str) -> None:  # fmt: skip
        """A moment of an operation; of a crowd's, only the first of a spell."""
        if of_crowd(operation.user):
            last_us = self._spells.get(kind)
            self._spells[kind] = event[0]
            if last_us is not None and event[0] - last_us < SPELL_US:
                return
        self._keep(event, history, kind, text)

    def _on_end(self, event: Event, history: History, ended: Operation) -> None:
        kind, text = _outcome(ended)
        if kind is not None:
            self._of(event, history, ended, kind, text)
        if ended.outcome == "ok" and _discarded(history, ended):
            winner = anomalies.winner(history, ended, history.length)
            if winner is not None:
                text = (
                    f"{_whose(ended)} is acknowledged and gone: {_whose(winner)} has a later time"
                )
                self._of(event, history, ended, "lost", text)

    def _on_stamped(self, event: Event, history: History) -> None:
        """A write of an item whose servers had not met the newest one: neither knew the other."""
        write, cell, version = history.operations[event[2]], event[3], event[4]
        given = version, write.number, history.length - 1
        newest, number, since = self._newest.get(cell, given)
        if number != write.number and write.number not in history.logs:
            other = history.operations[number]
            pair = cell, frozenset((write.user, other.user))
            if not _knows(history, write, cell, newest, since) and pair not in self._conflicts:
                self._conflicts.add(pair)
                met = "another one" if _whose(write) == _whose(other) else _whose(other)
                text = f"conflict: {_whose(write)} does not know of {met}"
                self._of(event, history, write, "conflict", text)
        self._newest[cell] = max((newest, number, since), given)


def _knows(history: History, write: Operation, cell: Cell, version: Version, since: int) -> bool:
    """Whether its coordinator, or a server that it read from first, holds this version or newer.

    `since`: where in the log the version was given, before which nobody holds it.
    """
    read_from = write.asked.get("read", ((), 0))[0]
    for place, _, server, stored in reversed(history.stores.get(cell, ())):
        if place < since:
            break
        if stored >= version and (server == write.coordinator or server in read_from):
            return True
    return False


def _discarded(history: History, write: Operation) -> bool:
    """Whether no server has ever stored what was acknowledged."""
    if write.cell is None or write.version is None or merging.is_tally(write.cell[1]):
        return False
    return all(
        stored != write.version for *_, stored in reversed(history.stores.get(write.cell, ()))
    )


def _whose(operation: Operation) -> str:
    return f"{operation.user}'s {explain.deed(operation)}"


def _outcome(ended: Operation) -> tuple[MomentKind | None, str]:
    """What the end of an operation is worth a stop for, if it is."""
    if ended.outcome == "fail":
        return "refused", f"{_whose(ended)} is refused: {ended.reason}"
    if ended.outcome == "info" and ended.kind == "write":
        return "unknown", f"{_whose(ended)} is unknown: {ended.reason}"
    if ended.outcome == "info":
        return "unknown", f"{_whose(ended)} gets no answer: {ended.reason}"
    if ended.staleness is None or not ended.staleness.versions:
        return None, ""
    behind = explain.versions(ended.staleness.versions)
    if explain.harmless(ended):
        return "older", f"{ended.user} reads an older edition, {behind} behind"
    return "stale", f"stale read of {ended.user}, {behind} behind"


_ENDS = ("ok", "fail", "unavailable", "info")


def _fault(words: str) -> "_Words":
    return lambda event: ("fault", words.format(*event[2:]))


def _election(words: str) -> "_Words":
    return lambda event: ("election", words.format(*event[2:]))


def _on_links(kind: type[faults.Cut | faults.Heal | faults.Hold | faults.Release]) -> "_Words":
    def words(event: Event) -> tuple[MomentKind, str]:
        many = len(event[2]) > MOST_LINKS
        return "fault", f"{kind.__name__.lower()} {len(event[2])} links" if many else tell(
            kind(event[2])
        )

    return words


_Words = Callable[[Event], tuple[MomentKind, str]]

_FAULTS: dict[str, _Words] = {
    "crashed": _fault("{0} crashed"), "wiped": _fault("{0} lost its disk"),
    "restarted": _fault("{0} is back"), "paused": _fault("{0} is paused"),
    "resumed": _fault("{0} goes on"), "slowed": _fault("how slow {0} is has changed"),
    "disk": _fault("{0}'s disk is {1}"), "skewed": _fault("the clock of {0} has jumped"),
    "cut": _on_links(faults.Cut), "healed": _on_links(faults.Heal),
    "holding": _on_links(faults.Hold), "let_go": _on_links(faults.Release),
    "degraded": lambda event: ("fault", tell(faults.Degrade(event[2])) + ": changed"),
    "retimed": lambda event: ("fault", tell(retimed(event[2], event[3]))),
    "refused": lambda event: ("refused", f"this could not be done: {event[3]}"),
    "joining": _fault("{0} joins"), "leaving": _fault("{0} leaves"),
    "replacing": _fault("{0} is replaced"), "joined": _fault("{0} has joined"),
    "left": _fault("{0} has left"), "replaced": _fault("{0} has been replaced"),
    "promoted": _fault("{0} is the primary"), "rewound": _fault("{0} is rewound"),
    "elected": _election("{0} leads term {1}"),
    "stepped_down": _election("{0} leads no more"),
}  # fmt: skip
"""By event: what it is, in words."""

NOTED = frozenset({*_FAULTS, *_ENDS, "stamped"})
"""The events that may be worth a stop."""
