"""Messages at their true places, as columns: thousands of them are placed at once.

Rules this file keeps: a place is a pure function of message, lane and moment; a message that would
hide another one of its lane takes the next row outwards.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF

from explorer.frame_messages import KINDS, Chosen, Messages
from explorer.frame_stage import MessageKind, MessageView

if TYPE_CHECKING:
    from ui.stage_layout import Plan

Column = NDArray[np.float64]
ROWS = 5
"""So many messages of a lane stand side by side at the most."""
TOUCHING, ASIDE = 1.7, 1.9
"""Nearer than that, in sizes, two dots would touch; and so far out is the next row."""
MIDDLE = 0.5
"""With reduced motion a message stands here while it is on its way."""


class Dot(NamedTuple):
    """One message (or death) on the stage: its centre, and its way as a unit vector."""

    message: MessageView
    x: float
    y: float
    ux: float
    uy: float
    gone: float
    """How much of its way lies behind it."""


class Dots(Sequence[Dot]):
    """Dots as columns, in the order in which they are painted."""

    __slots__ = ("_messages", "_which", "columns")

    def __init__(
        self,
        messages: Messages | None = None,
        which: NDArray[np.intp] | None = None,
        columns: Column | None = None,
    ) -> None:
        """`which` message each is of; `columns` has a row for each of x, y, ux, uy and gone."""
        self._messages = Messages.of(()) if messages is None else messages
        self._which = np.empty(0, np.intp) if which is None else which
        self.columns = np.empty((5, 0)) if columns is None else columns

    @classmethod
    def of(cls, dots: Sequence[Dot]) -> "Dots":
        """These, as columns."""
        places = np.array([dot[1:] for dot in dots]).reshape(-1, 5)
        return cls(Messages.of([dot.message for dot in dots]), np.arange(len(dots)), places.T)

    @property
    def centres(self) -> tuple[Column, Column]:
        """Where they are, from left to right, and from the top down."""
        x, y, *_ = self.columns
        return x, y

    def __len__(self) -> int:
        return len(self._which)

    def __iter__(self) -> Iterator[Dot]:
        messages = (self._messages[index] for index in self._which.tolist())
        return map(Dot, messages, *self.columns.tolist())

    @overload
    def __getitem__(self, index: int) -> Dot: ...
    @overload
    def __getitem__(self, index: slice) -> "Dots": ...
    def __getitem__(self, index: int | slice) -> "Dot | Dots":
        if isinstance(index, slice):
            return Dots(self._messages, self._which[index], self.columns[:, index])
        return Dot(self._messages[self._which[index]], *self.columns[:, index].tolist())

    def where(self, chosen: Callable[[Messages], Chosen]) -> "Dots":
        """Those of the messages that are chosen."""
        return self._only(chosen(self._messages)[self._which])

    def _only(self, chosen: Chosen) -> "Dots":
        at = np.flatnonzero(chosen)
        return Dots(self._messages, self._which[at], self.columns.take(at, axis=1))

    def by_kind(self) -> "dict[MessageKind, Dots]":
        """Those of each kind, the kind of the first dot first."""
        kinds = self._messages.kinds[self._which]
        alike = [(kind, kinds == number) for number, kind in enumerate(KINDS)]
        there = sorted((int(of.argmax()), kind, of) for kind, of in alike if of.any())
        return {kind: self._only(of) for _, kind, of in there}

    def nearest(self, point: QPointF, reach: float) -> Dot | None:
        """The one that is nearest to a point, if one is within reach."""
        x, y = self.centres
        across, down = np.abs(x - point.x()), np.abs(y - point.y())
        near = np.flatnonzero((across <= reach) & (down <= reach))
        if not near.size:
            return None
        return self[int(near[np.hypot(across[near], down[near]).argmin()])]


class Lanes:
    """The lanes of a plan as numbers: x, y, ux, uy and length, reckoned when first taken."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._known = np.zeros(0, np.bool_)
        self._table = np.empty((5, 0))

    def taken(self, plan: "Plan", messages: Messages) -> NDArray[np.intp]:
        """The lane of each message, by its number; -1 where one of its ends does not stand here."""
        if len(self._number) != len(plan.servers):
            self._number.update(zip(plan.servers, range(len(plan.servers)), strict=True))
            self._known = np.zeros(len(plan.servers) ** 2, np.bool_)
            self._table = np.empty((5, self._known.size))
        ends = np.array([self._number.get(name, -1) for name in messages.names], np.intp)
        source, target = ends[messages.sources], ends[messages.targets]
        lanes = np.where((source < 0) | (target < 0), -1, source * len(self._number) + target)
        self._reckon(plan, lanes[lanes >= 0])
        return lanes

    def _reckon(self, plan: "Plan", lanes: NDArray[np.intp]) -> None:
        """Those of them that were never taken before."""
        names = list(self._number)
        for lane in set(lanes[~self._known[lanes]].tolist()):
            start, end = divmod(lane, len(names))
            self._table[:, lane] = numbers(plan.lane_of(names[start], names[end]))
        self._known[lanes] = True

    def numbers(self, lanes: NDArray[np.int64]) -> Column:
        """Of these lanes a row for each of x, y, ux, uy and length."""
        return self._table[:, lanes]


def numbers(way: QLineF) -> tuple[float, float, float, float, float]:
    """A way as numbers: x, y, ux, uy and length."""
    length = way.length()
    unit = (way.dx() / length, way.dy() / length) if length else (1.0, 0.0)
    return way.x1(), way.y1(), *unit, length


def place(
    plan: "Plan", shown: Sequence[MessageView], now_us: int, size: float, *, calm: bool
) -> Dots:
    """All of them, lane by lane: that of the first message first."""
    messages = Messages.of(shown)
    taken = plan.lanes.taken(plan, messages)
    part = np.full(len(messages), MIDDLE) if calm else messages.gone(now_us)
    order = np.argsort(messages.numbers)
    along = (_first_seen(taken) + part / 2)[order]  # lanes are whole numbers: parts stay in theirs
    order = order[np.argsort(along, kind="stable")]
    order = order[taken[order] >= 0]
    taken = taken[order]
    x, y, ux, uy, length = plan.lanes.numbers(taken)
    gone = part[order] * length
    out = _rows(taken, gone, size * TOUCHING) * size * ASIDE
    places = np.stack((x + ux * gone - uy * out, y + uy * gone + ux * out, ux, uy, gone))
    return Dots(messages, order, places)


def _first_seen(taken: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of each the place among all at which its lane is first taken."""
    first = np.empty(taken.max(initial=0) + 2, np.intp)
    first[taken[::-1]] = np.arange(len(taken))[::-1]
    return first[taken]


def _rows(taken: NDArray[np.intp], gone: Column, touching: float) -> NDArray[np.intp]:
    """The row of each, queue by queue: in a queue each would touch the one before it.

    Who touches nobody before it touches none that is further back either, and has the first row.
    """
    rows = np.zeros(len(taken), np.intp)
    touches = (taken[1:] == taken[:-1]) & (np.diff(gone) < touching)
    begins = np.flatnonzero(np.concatenate(([True], ~touches, [True])))
    long = np.diff(begins)
    rows[begins[:-1][long == 2] + 1] = 1
    for queue in np.flatnonzero(long > 2).tolist():
        there = slice(begins[queue], begins[queue + 1])
        rows[there] = _in_rows(gone[there].tolist(), touching)
    return rows


def _in_rows(gone: Sequence[float], touching: float) -> list[int]:
    """Each takes the innermost row in which it touches none; where all are full, the emptiest."""
    last, rows = [-1e9] * ROWS, []
    for at in gone:
        for row, before in enumerate(last):  # noqa: B007
            if at - before >= touching:
                break
        else:
            row = last.index(min(last))
        last[row] = at
        rows.append(row)
    return rows
