"""Where two runs part: the first moment at which their logs differ, and told in one sentence.

Rules this file keeps: what only says how the settings differ is no difference (`SETTLED`, and how
many must answer); versions are compared by whose write they are, not by the digits of their stamps;
within a microsecond the order does not count. All else does: what is said to have been the same
until then was compared, event by event.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.cluster import Timed, describe
from engine.events import Event
from engine.faults import Load, Trials
from engine.history import History
from explorer import asked
from explorer.happenings import operation_of, told, waiting
from explorer.telling import tell
from explorer.times import tell_time

_NOTHING = "nothing like it happened then"
SETTLED = {"changed", "depends"}
"""Events that say what a setting is, and do nothing."""
_RANKS = {
    "command": 0, "ok": 1, "info": 1, "fail": 1, "unavailable": 1, "shed": 2, "waits": 2,
    "replied": 2,
    "retried": 2, "forwarded": 2, "deferred": 2, "thinks": 2, "routed": 2, "elected": 2,
    "asked": 3, "sent": 4,
    "hinted": 4, "dropped": 5, "delivered": 5, "invoked": 7, "stamped": 8,
}  # fmt: skip
"""Of what happens in one microsecond, what says most about it: the least."""

Told = tuple[Any, ...]
Taken = tuple[int, list[tuple[int, Event, Told]]] | None
Only = list[tuple[int, Event]]
"""What one run did in a microsecond that the other did not, with places in its log."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first moment at which two runs differ, and what either did then, as clauses."""

    at_us: int
    left: str
    right: str

    @property
    def sentence(self) -> str:
        """Both sides in one sentence, and what came before."""
        until = "Until then every arrival, message and fault was the same."
        before = f" {until}" if self.at_us else ""
        return f"left, {self.left}; right, {self.right}.{before}"


@dataclass(slots=True)
class Reading:
    """One run's log, read as far as it was compared."""

    events: Sequence[Event]
    history: History
    script: Sequence[Timed]
    given: Sequence[Timed] = ()
    """What is done in it, by its script and by hand, to tell a command by its line."""
    place: int = 0
    writers: dict[tuple[Any, Any], int] = field(default_factory=dict)
    """By item and version: the number of the write that they are of."""

    def take(self, until_us: int) -> tuple[int, list[tuple[int, Event, Told]]] | None:
        """The next microsecond's events that count, with their places; None: there are none."""
        found: list[tuple[int, Event, Told]] = []
        at_us = until_us
        while self.place < len(self.events):
            event = self.events[self.place]
            if event[0] > until_us or (found and event[0] > at_us):
                break
            if event[1] not in SETTLED:
                at_us = event[0]
                found.append((self.place, event, self._plainly(event)))
            self.place += 1
        return (at_us, found) if found else None

    def _plainly(self, event: Event) -> Told:
        """The event without what only the settings decide."""
        match event[1]:
            case "asked":
                return event[:-1]
            case "stamped":
                _, _, number, cell, version, value = event
                self.writers[cell, version] = number
                return (*event[:4], value)
            case "stored" | "durable":
                return (*event[:4], self._writer(event[3], event[4]), event[5])
            case "hinted" | "hint_lost" | "readdressed" | "handed_off":
                return (*event[:5], self._writer(event[4], event[5]))
            case "crashed" | "rewound":
                return event[:3]
            case "deferred":
                return event[:4]
            case "ok":
                return (*event[:3], tuple((c, self._writer(c, v)) for c, v in event[3]))
        return event

    def _writer(self, cell: Any, version: Any) -> Any:
        return self.writers.get((cell, version), version)

    def line(self, event: Event) -> str:
        """What a command did, as the line that says so."""
        scripted = ((timed, "the script said") for timed in self.script)
        by_hand = ((timed, "by hand came") for timed in self.given)
        for (at_us, command), who in (*scripted, *by_hand):
            if at_us == event[0] and describe(command) == event[2]:
                if isinstance(command, Load | Trials):
                    return f"the crowd began to ask for {asked.in_words(command)}"
                try:
                    return f"{who} «{tell(command)}»"
                except ValueError:  # a password ended where it was typed
                    break
        return "the script asked for a sign-up or a sign-in"


class Parting:
    """Compares two logs as they grow, up to where they first differ."""

    def __init__(self, left: Reading, right: Reading) -> None:
        """Nothing has been compared."""
        self._left, self._right = left, right
        self.first: Divergence | None = None
        self.compared = 0
        """How many events of either have been found the same."""

    def look(self, until_us: int) -> Divergence | None:
        """The first difference, as far as both logs have been written up to a moment."""
        while self.first is None:
            ours, theirs = self._left.place, self._right.place
            left, right = self._left.take(until_us), self._right.take(until_us)
            if left is None and right is None:
                break
            at_us = min(each[0] for each in (left, right) if each is not None)
            only_left, only_right = _only(left, right, at_us)
            if not only_left and not only_right:
                self.compared += len(left[1]) if left else 0
                continue
            self._left.place, self._right.place = ours, theirs
            self.first = self._told(at_us, only_left, only_right)
        return self.first

    def _told(self, at_us: int, left: Only, right: Only) -> Divergence:
        first = min((*left, *right), key=_rank)
        runs = (self._left, left), (self._right, right)
        sides = [_clause(run, only, first[1], at_us) for run, only in runs]
        if sides[0] == sides[1]:
            rows = [_row(only) for _, only in runs]
            sides = [f"{clause}, as {row}" for clause, row in zip(sides, rows, strict=True)]
        did = next(iter({*sides} - {_NOTHING}))
        if first[1][1] == "stored":  # the one did and the other did not: the same words
            sides = [did.replace(" stored ", " did not store ") if each == _NOTHING else each
                     for each in sides]  # fmt: skip
        return Divergence(at_us, *sides)


def _only(left: Taken, right: Taken, at_us: int) -> tuple[Only, Only]:
    """What either did in this microsecond that the other did not."""
    ours = left[1] if left and left[0] == at_us else []
    theirs = right[1] if right and right[0] == at_us else []
    if [each[2] for each in ours] == [each[2] for each in theirs]:
        return [], []
    return _less(ours, theirs), _less(theirs, ours)


def _less(some: list[tuple[int, Event, Told]], others: list[tuple[int, Event, Told]]) -> Only:
    left = Counter(each[2] for each in others)
    found = []
    for place, event, plain in some:
        if left[plain]:
            left[plain] -= 1
        else:
            found.append((place, event))
    return found


def _rank(each: tuple[int, Event]) -> tuple[int, int]:
    return _RANKS.get(each[1][1], 6), each[0]


def _clause(run: Reading, only: Only, first: Event, at_us: int) -> str:
    """What a run did then: about the operation that the difference is about, if it can be."""
    about, after = operation_of(first), _after(run, at_us)
    same = [each for each in only if not about or operation_of(each[1]) == about]
    place, event = min(same, key=_rank, default=(0, first))
    alike = event[1] == first[1] or _rank((place, event)) < _rank((0, ("", "stored")))
    if same and alike:
        return run.line(event) if event[1] == "command" else told(run.history, event, place)
    if first[1] == "stored":
        return _NOTHING
    operation = run.history.operations.get(about)
    if operation is not None and operation.invoked_at < after and not operation.ended_by(after):
        return waiting(operation, after)
    if only and not about:
        place, event = min(only, key=_rank)
        return told(run.history, event, place)
    return _NOTHING


def _row(only: Only) -> str:
    """The row that an event is about, or, where it is about none, the event itself."""
    _, event = min(only, key=_rank)
    rows = [field[1] for field in event[2:] if isinstance(field, tuple) and len(field) == 2
            and isinstance(field[1], tuple)]  # fmt: skip
    return f"the row «{' '.join(map(str, rows[0]))}»" if rows else f"{event[1]} {event[2:]}"


def _after(run: Reading, at_us: int) -> int:
    """The place in the log after all that happened at a moment."""
    place = run.place
    while place < len(run.events) and run.events[place][0] <= at_us:
        place += 1
    return place


@dataclass(slots=True)
class Arrivals:
    """What was asked and done from outside, first tries only, as far as two logs were read."""

    left: Sequence[Event]
    right: Sequence[Event]
    differ_us: int | None = None
    same: int = 0
    """How many requests and commands have been found the same."""
    _places: list[int] = field(default_factory=lambda: [0, 0])

    def look(self, until_us: int) -> int | None:
        """From when on what arrives is not the same; None: it is, up to this moment."""
        while self.differ_us is None:
            ours, theirs = self._next(0, self.left, until_us), self._next(1, self.right, until_us)
            if ours is None and theirs is None:
                break
            if ours is None or theirs is None or _asked(ours) != _asked(theirs):
                self.differ_us = min(e[0] for e in (ours, theirs) if e is not None)
            else:
                self.same += 1
        return self.differ_us

    def _next(self, side: int, events: Sequence[Event], until_us: int) -> Event | None:
        """The next of them; what `retried` says to be a further try has arrived before."""
        for place in range(self._places[side], len(events)):
            event = events[place]
            if event[0] > until_us:
                self._places[side] = place
                return None
            if event[1] in ("invoked", "command") and not _again(events, place):
                self._places[side] = place + 1
                return event
        self._places[side] = len(events)
        return None


def _again(events: Sequence[Event], place: int) -> bool:
    return place + 1 < len(events) and events[place + 1][1] == "retried"


def _asked(event: Event) -> Told:
    """When, who, what: not where it went, nor which keys its plan had; these may be set."""
    if event[1] == "command":
        return event
    at_us, _, _, user, action, _, kind, _, text, *_ = event
    return at_us, user, action, kind, text


def scripts(left: tuple[Timed, ...], right: tuple[Timed, ...]) -> str:
    """How two scripts differ, in a sentence; empty when they do the same."""
    if left == right:
        return ""
    ours, theirs = ([c for c in some if c not in others] for some, others in ((left, right),
                    (right, left)))  # fmt: skip
    return f"What is done differs: left {_first(ours)}; right {_first(theirs)}."


def _first(commands: list[Timed]) -> str:
    """The first of them that can be told, with its moment, and how many more there are."""
    if not commands:
        return "does nothing more"
    at_us, command = commands[0]
    try:
        line = tell(command)
    except ValueError:
        line = "a sign-up or a sign-in"
    more = f" and {len(commands) - 1} more" if len(commands) > 1 else ""
    return f"«{line}» at {tell_time(at_us)}{more}"
