"""What is known of one selected thing at a moment: a sentence, and facts in rows. Values only.

A row is known by its section and its label; whether an event has changed it is found by comparing
the inspections just before it and just after.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from engine.cluster import Cluster
from engine.events import Event
from engine.history import History
from engine.records import Operation
from engine.values import Cell
from engine.versions import Version
from explorer import explain
from explorer.times import tell_time

MOST_ROWS = 8
"""Things of one kind that are told one by one; of more it is said how many there are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact; `line` is what a click on it says in the verb language, empty: nothing."""

    label: str
    value: str
    line: str = ""
    fact: Hashable = None
    """What of it an event can change; None: its whole value. Time left runs down by itself."""
    changed: bool = False


Section = tuple[str, tuple[Row, ...]]
"""A heading, and its rows."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that is known of the thing with this key."""

    key: str
    title: str
    sentence: str
    sections: tuple[Section, ...] = ()
    changed_us: int | None = None
    """When the event happened whose changes are marked; None: nothing is compared."""


@dataclass(frozen=True)
class Moment:
    """A run at one place of its log: the cluster stands there, history and log may go further."""

    cluster: Cluster
    history: History
    events: Sequence[Event]
    at: int

    @property
    def now_us(self) -> int:
        """The time there."""
        return self.cluster.now_us

    @cached_property
    def written(self) -> dict[tuple[Cell, Version], Operation]:
        """By item and version: the write, if a person wrote it."""
        people = self.history.people.values()
        return {(cell, version): o for o in people for cell, version, _ in o.written}

    def left(self, due_us: int) -> str:
        """How far ahead a moment is: 'in 35 ms', 'now', or how long it has been due."""
        ahead_us = due_us - self.now_us
        if ahead_us > 0:
            return f"in {tell_time(ahead_us)}"
        return f"{tell_time(-ahead_us)} ago" if ahead_us else "now"


def operations(history: History, numbers: Iterable[int]) -> Iterable[Row]:
    """Those of these operations that are known; each leads on."""
    known = (history.operations[number] for number in numbers if number in history.operations)
    for place, one in enumerate(known, 1):
        label = "operation" if place == 1 else f"operation, {place}"
        said = f"#{one.number}, {one.user}'s {explain.deed(one)}"
        yield Row(label, said, f"select operation {one.number}")


def few(rows: Iterable[Row], what: str, count: int | None = None) -> tuple[Row, ...]:
    """The first rows of many; the last one then says how many more of `what` there are.

    `count` is how many there are in all, where it takes long to put each of them into words.
    """
    ahead = iter(rows)
    known = tuple(islice(ahead, MOST_ROWS))
    more = sum(1 for _ in ahead) if count is None else count - len(known)
    return (*known, Row("more", f"{more:,} more {what}")) if more else known


def compared(before: Inspection | None, now: Inspection, changed_us: int) -> Inspection:
    """The inspection with a mark on all that was otherwise, or not there, just before.

    What is no longer there has a row that says what it was.
    """
    old = dict(before.sections) if before is not None and before.key == now.key else {}
    sections = tuple(
        (heading, tuple(_marked(old.get(heading, ()), rows))) for heading, rows in now.sections
    )
    known = {heading for heading, _ in now.sections}
    gone = tuple((h, tuple(map(_gone, rows))) for h, rows in old.items() if h not in known)
    return replace(now, sections=sections + gone, changed_us=changed_us)


def _marked(old: tuple[Row, ...], rows: tuple[Row, ...]) -> Iterable[Row]:
    before = {row.label: _fact(row) for row in old}
    for row in rows:
        yield replace(row, changed=before.get(row.label, _NOTHING) != _fact(row))
    labels = {row.label for row in rows}
    yield from (_gone(row) for row in old if row.label not in labels)


def _fact(row: Row) -> Hashable:
    return row.value if row.fact is None else row.fact


def _gone(row: Row) -> Row:
    was = f": {row.value}" if row.fact is None else ""
    return Row(row.label, f"no longer{was}", row.line, changed=True)


_NOTHING = object()
"""The fact of a row that was not there."""
