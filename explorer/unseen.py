"""Acknowledged writes that nobody was ever shown, kept up while a history grows. Pure.

All servers had something newer already when they came, as where a clock is ahead of the others.
What was stored once was stored, so only what has not been seen yet is looked for again.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from weakref import WeakKeyDictionary

from engine import merging
from engine.history import History
from engine.records import Operation
from engine.values import Cell
from engine.versions import Version
from explorer import columns


def never_visible(history: History, at: int) -> list[Operation]:
    """Acknowledged writes that, up to a place, no server stored, as all had something newer.

    What a counter has counted is in every newer tally, and so is not lost from sight.
    """
    unseen = _known.setdefault(history, _Unseen()).by(history, at)
    return [write for write in unseen if not history.hinted(*write.written[0][:2], at)]


@dataclass(slots=True)
class _Unseen:
    """What had been acknowledged, and not stored, up to a place."""

    at: int = 0
    writes: list[Operation] = field(default_factory=list)

    def by(self, history: History, at: int) -> list[Operation]:
        """The same up to this place; one before the last that was asked for begins anew."""
        if at < self.at:
            self.at, self.writes = 0, []
        first, done = history.ended.before(self.at), columns.of(history).ended(at)
        ok = (done["reads"][first:] == 0) & (done["outcome"][first:] == columns.OK)
        new = (history.operations[number] for number in done["number"][first:][ok].tolist())
        writes = [*self.writes, *filter(_counts, new)]
        stored = _stored(history, writes, at)
        self.at, self.writes = at, [o for o in writes if o.written[0][:2] not in stored]
        return self.writes


def _counts(operation: Operation) -> bool:
    """Whether it is a write that a newer one replaces."""
    return bool(operation.written) and not merging.is_tally(operation.written[0][0][1])


def _stored(history: History, writes: Iterable[Operation], at: int) -> set[tuple[Cell, Version]]:
    """What of these writes' first rows servers stored between the first of them and a place."""
    since: dict[Cell, int] = {}
    for write in writes:
        cell = write.written[0][0]
        since[cell] = min(since.get(cell, at), write.invoked_at)
    found = set()
    for cell, begun_at in since.items():
        stores = history.stores.get(cell, ())
        first, last = (bisect_left(stores, place, key=itemgetter(0)) for place in (begun_at, at))
        found |= {(cell, version) for _, _, _, version in stores[first:last]}
    return found


_known: WeakKeyDictionary[History, _Unseen] = WeakKeyDictionary()
