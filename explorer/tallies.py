"""What a run has come to by any moment: counts that cost little however long its log is.

A log is read once, as it grows; what had been counted by a place in it is looked up there. So two
runs can be counted side by side sixty times a second, and after any seek.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from engine.records import Operation
from explorer import crowd, rates
from explorer.branch import Branch
from explorer.measurements import WAITED, Kind
from explorer.percentiles import Estimate, estimate

Waits = tuple[tuple[Kind, int, Estimate | None, Estimate | None], ...]
"""By kind: how many waited, p50 and p99 in ms with their intervals; None: too few."""


@dataclass(frozen=True, slots=True)
class Totals:
    """A run by one moment."""

    requests: int
    """Of which a try at least has ended, in whatever way."""
    answered: int
    """Those of them to which some try was answered."""
    reads: int
    """That were answered."""
    stale: int
    """Reads that missed an acknowledged write."""
    begun: int
    messages: int
    waited: Waits = ()

    @property
    def waiting(self) -> int:
        """Requests of which no try has ended; they are in no other count of what became of any."""
        return self.begun - self.requests

    @property
    def each(self) -> float | None:
        """Messages for each request that has begun; None before the first."""
        return self.messages / self.begun if self.begun else None


@dataclass(frozen=True, slots=True)
class Rate:
    """How many requests were answered in a span of time in which a crowd asked."""

    answers: int
    since_us: int
    until_us: int

    def a_second(self, answers: float | None = None) -> float:
        """So many answers in that span, or its own, as answers a second."""
        count = self.answers if answers is None else answers
        return count * rates.SECOND_US / (self.until_us - self.since_us)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the mean of such counts lies (95 %), a second.

        By square roots, whose spread is the same for all counts (Freeman and Tukey, 1950).
        """
        least, most = sqrt(self.answers) - 0.98, sqrt(self.answers + 1) + 0.98
        return self.a_second(max(0.0, least) ** 2), self.a_second(most**2)


@dataclass(slots=True)
class Waiting:
    """How long requests of one kind waited for their first answer, over all of their tries."""

    places: list[int] = field(default_factory=list)
    """Where in the log each was answered."""
    took: list[float] = field(default_factory=list)
    answered_at: dict[int, int] = field(default_factory=dict)
    unanswered: list[tuple[int, int, float]] = field(default_factory=list)
    """(place, request, how long it had waited) each time that a try of it ended in vain."""

    def answer(self, at: int, call: int, took_ms: float) -> None:
        """A request got its first answer."""
        self.places.append(at)
        self.took.append(took_ms)
        self.answered_at[call] = at

    def in_vain(self, place: int) -> list[float]:
        """By a place, how long those had waited at least whom nobody had answered."""
        last = {
            call: waited
            for at, call, waited in self.unanswered[: bisect_left(self.unanswered, (place,))]
            if self.answered_at.get(call, place) >= place
        }
        return list(last.values())


@dataclass(slots=True)
class Tally:
    """One branch, counted as far as its log goes."""

    branch: Branch
    _read: int = 0
    _begun: list[int] = field(default_factory=list)
    _sent: list[int] = field(default_factory=list)
    _settled: list[int] = field(default_factory=list)
    _answered: list[int] = field(default_factory=list)
    _answered_us: list[int] = field(default_factory=list)
    """When each of these was, in the same order."""
    _calls: dict[int, bool] = field(default_factory=dict)
    """By first try: whether any try has been answered."""
    _stale: list[int] = field(default_factory=list)
    _reads: list[int] = field(default_factory=list)
    _ended: int = 0
    _waits: dict[Kind, "Waiting"] = field(
        default_factory=lambda: {"read": Waiting(), "write": Waiting()}
    )
    _known: tuple[object, Waits] | None = None

    def by(self, place: int, now_us: int, end_us: int) -> Totals:
        """All that is counted, by a place in the log; of a crowd's waits those of a little earlier.

        A crowd's percentiles are taken anew so often as its charts are.
        """
        self._look()
        done = self.branch.history.ended.before(place)
        many = done > crowd.MANY
        key = now_us * rates.GRID // max(1, end_us) if many else place
        if self._known is None or self._known[0] != (many, key):
            kinds: tuple[Kind, Kind] = ("read", "write")
            self._known = (many, key), tuple(self._waited(kind, place) for kind in kinds)
        return self._totals(place, self._known[1])

    def answers(self, since_us: int, until_us: int) -> int:
        """How many requests were answered in a span that is over."""
        self._look()
        ends = self._answered_us
        return bisect_left(ends, until_us) - bisect_left(ends, since_us)

    def _totals(self, place: int, waited: Waits) -> Totals:
        return Totals(
            requests=bisect_left(self._settled, place),
            answered=bisect_left(self._answered, place),
            reads=bisect_left(self._reads, place),
            stale=bisect_left(self._stale, place),
            begun=bisect_left(self._begun, place),
            messages=bisect_left(self._sent, place),
            waited=waited,
        )

    def _waited(self, kind: Kind, place: int) -> tuple[Kind, int, Estimate | None, Estimate | None]:
        """How long users waited: for the first answer, or in vain for so long at least."""
        waits = self._waits[kind]
        answered = waits.took[: bisect_left(waits.places, place)]
        vain = waits.in_vain(place)
        values = [*answered, *vain]
        p50, p99 = (estimate(values, at, len(vain)) for at in (0.5, 0.99))
        return kind, len(values), p50, p99

    def _look(self) -> None:
        """Reads what has been added to the log, and the operations that have ended since."""
        events = self.branch.events
        for place, (_, name, *_) in enumerate(events.span(self._read), self._read):
            if name == "sent":
                self._sent.append(place)
            elif name == "invoked":
                self._begun.append(place)
            elif name == "retried":  # it tells of the one before: that is no request of its own
                self._begun.pop()
        self._read = len(events)
        ended: Sequence[Operation] = self.branch.history.ended
        for i in range(self._ended, len(ended)):
            self._take(ended[i])
        self._ended = len(ended)

    def _take(self, operation: Operation) -> None:
        at, call = _ended_at(operation), operation.first or operation.number
        ok, known = operation.outcome == "ok", self._calls.get(call)
        if known is None:
            self._settled.append(at)
        self._calls[call] = ok or bool(known)
        first = self.branch.history.operations[call]
        waited_ms = ((operation.ended_us or 0) - first.invoked_us) / 1000
        if ok and not known:
            self._answered.append(at)
            self._answered_us.append(operation.ended_us or 0)
            self._waits[operation.kind].answer(at, call, waited_ms)
        elif operation.outcome in WAITED and not known:
            self._waits[operation.kind].unanswered.append((at, call, waited_ms))
        if ok and operation.kind == "read":
            self._reads.append(at)
            if operation.staleness is not None and operation.staleness.versions:
                self._stale.append(at)


def _ended_at(operation: Operation) -> int:
    return operation.ended_at or 0
