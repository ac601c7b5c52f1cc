"""The operations of a long history as columns of numbers, so that a hundred thousand cost little.

A history only grows, and so do its columns: they take in what is new since they were asked last.
Whoever asks gives a place in the log; what had happened by then is the first part of each column.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from engine.history import History
from engine.records import Operation, Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Columned = dict[str, Numbers]

OUTCOMES: tuple[Outcome, ...] = ("ok", "info", "fail")
OK = OUTCOMES.index("ok")
_LEAST_ROOM = 1_024
T = TypeVar("T")

_known: "WeakKeyDictionary[History, Columns]" = WeakKeyDictionary()


def of(history: History) -> "Columns":
    """The columns of a history, with all that has happened in it; kept for as long as it is."""
    found = _known.get(history)
    if found is None:
        found = _known[history] = Columns()
    found.take_in(history)
    return found


class _Table:
    """Rows of whole numbers that are added at the end, and read as columns."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._room: Numbers | None = None
        self.count = 0

    def add(self, rows: Iterable[tuple[int, ...]]) -> None:
        new = list(rows)
        if not new:
            return
        import numpy as np  # late: it costs a tenth of a second

        room, count = self._room, self.count + len(new)
        if room is None or room.shape[1] < count:
            wider = np.empty((len(self._names), max(_LEAST_ROOM, 2 * count)), dtype=np.int64)
            if room is not None:
                wider[:, : self.count] = room[:, : self.count]
            self._room = room = wider
        room[:, self.count : count] = np.array(new, dtype=np.int64).T
        self.count = count

    def first(self, count: int) -> "Columned":
        import numpy as np

        room = self._room
        if room is None:
            room = np.empty((len(self._names), 0), dtype=np.int64)
        return {name: room[i, :count] for i, name in enumerate(self._names)}


@dataclass(slots=True)
class _Line:
    """How far behind a server was: places, corners (two for each place), and since when."""

    at: list[int] = field(default_factory=list)
    corners: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    since: list[int | None] = field(default_factory=lambda: [None])


class Columns:
    """What has begun and ended, and what the servers did, in the order in which it happened."""

    def __init__(self) -> None:
        """Nothing has been taken in."""
        self._length = 0
        """Of the history, when it was taken in."""
        self._ended = _Table(
            "number", "ended_us", "took_us", "reads", "outcome", "behind", "age_us", "user", "keys",
        )  # fmt: skip
        self._begun = _Table("number", "invoked_us", "reads", "user")
        self._retried = _Table("number", "first")
        self._users: dict[str, int] = {}
        self._keys: dict[tuple[str, ...], int] = {}
        self._ended_at, self._begun_at = array("i"), array("i")
        self._jobs: dict[str, _Table] = {}
        self._behind = 0
        self._lines: dict[str, _Line] = {}
        self.windows: dict[tuple[int, int], tuple[int, float, float] | None] = {}
        """By (end of the run, time): the percentiles of a window that is over for good."""

    def take_in(self, history: History) -> None:
        """What is new since the last time."""
        if history.length == self._length:
            return
        self._length = history.length
        ended, begun = history.ended[self._ended.count :], history.begun[self._begun.count :]
        self._ended.add((*_row(o), _place(self._users, o.user), _place(self._keys, o.keys))
                        for o in ended)  # fmt: skip
        self._ended_at.extend(o.ended_at or 0 for o in ended)
        self._begun.add((o.number, o.invoked_us, o.kind == "read", _place(self._users, o.user))
                        for o in begun)  # fmt: skip
        self._begun_at.extend(o.invoked_at for o in begun)
        tries, firsts = (column[self._retried.count :] for column in history.retried)
        self._retried.add(zip(tries, firsts, strict=True))
        for server, jobs in history.served.items():
            table = self._jobs.setdefault(server, _Table("end_us", "waited_us", "took_us"))
            table.add(job[:3] for job in jobs[table.count :])
        for at, time_us, server, new_us in history.behind[self._behind :]:
            self._turn(at, time_us, server, new_us)
        self._behind = len(history.behind)

    def _turn(self, at: int, time_us: int, server: str, new_us: int | None) -> None:
        line = self._lines.setdefault(server, _Line())
        since_us = line.since[-1]
        line.corners.append((time_us, 0 if since_us is None else time_us - since_us))
        line.corners.append((time_us, 0 if new_us is None else time_us - new_us))
        line.at.append(at)
        line.since.append(new_us)

    def ended(self, place: int) -> "Columned":
        """What had ended by a place in the log; times in microseconds, `reads` 1 for a read.

        `outcome` is a place in `OUTCOMES`; `behind` is how many versions a read missed, -1 where
        that was not judged, and `age_us` for how long; `user` is a place in `users`, and `keys`
        in `keys`.
        """
        return self._ended.first(bisect_left(self._ended_at, place))

    def begun(self, place: int) -> "Columned":
        """What had begun by a place in the log, and when; `reads` and `user` as of what ended."""
        return self._begun.first(bisect_left(self._begun_at, place))

    def calls(self, numbers: "Numbers") -> "Numbers":
        """Of tries the calls that they belong to, by the numbers of their first tries."""
        import numpy as np

        retried = self._retried.first(self._retried.count)
        first = np.arange(1 + max(numbers.max(initial=0), retried["number"].max(initial=0)))
        first[retried["number"]] = retried["first"]
        found: Numbers = first[numbers]
        return found

    @property
    def users(self) -> list[str]:
        """Whoever has begun anything."""
        return list(self._users)

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """What has been read, or written, together."""
        return list(self._keys)

    def jobs(self, server: str) -> "Columned":
        """What a server was ever done with: when, after which wait, and how long it took."""
        table = self._jobs.get(server, _Table("end_us", "waited_us", "took_us"))
        return table.first(table.count)

    def behind(self, server: str, place: int) -> tuple[list[tuple[int, int]], int | None]:
        """A server's line up to a place, (time, how far behind) at each of its corners.

        And since when it is behind there; None: it is not.
        """
        line = self._lines.get(server, _Line())
        turns = bisect_left(line.at, place)
        return line.corners[: 1 + 2 * turns], line.since[turns]


def _place(known: dict[T, int], thing: T) -> int:
    """Where it stands among those that are known; one more, if it is not."""
    return known.setdefault(thing, len(known))


def _row(o: Operation) -> tuple[int, ...]:
    ended_us = o.ended_us or 0
    behind, age_us = (-1, 0) if o.staleness is None else (o.staleness.versions, o.staleness.age_us)
    outcome = OUTCOMES.index(o.outcome or "info")
    return o.number, ended_us, ended_us - o.invoked_us, o.kind == "read", outcome, behind, age_us


def waited_ms(done: "Columned", kind: str) -> "tuple[Floats, int]":
    """How long the users of the reads, or writes, waited, and how many of them in vain.

    Those who were refused have not waited.
    """
    mine = (done["outcome"] != OUTCOMES.index("fail")) & (done["reads"] == (kind == "read"))
    vain = mine & (done["outcome"] == OUTCOMES.index("info"))
    return done["took_us"][mine] / 1_000, int(vain.sum())
