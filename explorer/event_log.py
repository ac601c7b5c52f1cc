"""The event log as a list that can be narrowed: rows are made when they are looked at.

Rules this file keeps: the log of a branch only grows, so which of its events are shown is worked
out once for each, in slices, and kept; what is not searched yet is said. A `LogView` stays what it
is while the log grows on.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.events import Event
from engine.records import of_crowd
from explorer import event_facts
from explorer.branch import Branch
from explorer.cause import Cause
from explorer.event_words import Teller, lines_of
from explorer.lines import Words
from explorer.log_filter import CROWD, NOBODY_KNOWN, Filter, Names, narrowed
from explorer.log_matching import left_out, tests
from explorer.timeline import Timeline

SLICE, SLICE_READ = 10_000, 1_500
"""Events that are searched at a time; so many where their sentences have to be made."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One event as it is shown; `place` is where it stands in the log, from 0."""

    place: int
    at_us: int
    kind: str
    """Its name in the log: 'sent', 'stored'."""
    group: str
    sign: str
    """The kind of message that it tells of, for its shape; else its group."""
    where: str
    who: str
    operation: int
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a view, made one by one when they are asked for."""

    events: Sequence[Event]
    teller: Teller
    places: Sequence[int]
    start: int
    count: int

    def __len__(self) -> int:
        """How many there are."""
        return self.count

    def place(self, row: int) -> int:
        """Where this row's event stands in the log."""
        return self.places[self.start + row]

    def at_or_after(self, place: int) -> int:
        """The first row whose event stands at this place of the log or later."""
        end = self.start + self.count
        return bisect_left(self.places, place, self.start, end) - self.start

    def row(self, row: int) -> LogRow:
        """The row, with its sentence."""
        place = self.place(row)
        return tell(self.teller, self.events[place], place)

    def first_of(self, key: str) -> int | None:
        """The first row of an operation or a message, or the event itself; None: there is none."""
        kind, _, name = key.partition(" ")
        history = self.teller.history
        if kind == "event":
            place: int | None = int(name)
        elif kind == "operation":
            known = history.operations.get(int(name))
            place = known.invoked_at if known is not None else None
        elif kind == "message":
            sent = history.messages.get(int(name))
            place = sent.sent_at if sent is not None else None
        else:
            return None
        row = self.at_or_after(place) if place is not None else self.count
        return row if row < self.count and self.is_of(self.row(row), key) else None

    def is_of(self, row: LogRow, key: str) -> bool:
        """Whether a row is about the thing of this key: 'server A', 'operation 4', 'user X'."""
        kind, _, name = key.partition(" ")
        event = self.events[row.place]
        match kind:
            case "event":
                return row.place == int(name)
            case "operation":
                return row.operation == int(name)
            case "message":
                return row.group == "messages" and event[2] == int(name)
            case "user":
                return row.who == name
            case "server" | "link":
                ends = set(name.split(" - "))
                return ends <= set(event_facts.servers(self.teller.history, event))
            case _:
                return False

    def mattered(self, row: LogRow, lit: Cause) -> bool:
        """Whether it is of what a cause hangs on."""
        return event_facts.mattered(self.teller.history, self.events[row.place], lit)


def tell(teller: Teller, event: Event, place: int) -> LogRow:
    """One event in words."""
    history, group = teller.history, event_facts.GROUP_OF[event[1]]
    number = event_facts.operation(history, event)
    known = history.operations.get(number)
    sign = history.messages[event[2]].kind if group == "messages" else group
    servers = event_facts.servers(history, event)
    arrow = group == "messages" or event[1] in ("hinted", "handed_off", "streamed")
    between = " \u2192 " if arrow else ", "
    if event[1] == "delivered":
        servers = servers[::-1]
    where = between.join(servers) if len(servers) <= 3 else f"{len(servers)} servers"
    user = known.user if known is not None else ""
    return LogRow(place, event[0], event[1], group, sign, where, user, number, teller.say(event))


@dataclass(frozen=True, slots=True)
class LogView:
    """The log as far as it is known, narrowed: `rows` of `total` events."""

    filter: Filter
    rows: Rows
    total: int
    searched: int
    """How many of the events have been looked at; the rest will be soon."""
    happened: int
    """How many of the rows have happened at the playhead."""
    names: Names = NOBODY_KNOWN
    """Whom the log can be narrowed to."""
    left_out: tuple[str, ...] = ()
    """The servers that are not drawn, and whose events nobody asked for."""


@dataclass(slots=True)
class EventLog:
    """Which events of a run are shown, found slice by slice."""

    filter: Filter = field(default_factory=Filter)
    _left_out: tuple[str, ...] = ()
    _branch: Branch | None = None
    _teller: Teller | None = None
    _given: int = -1
    _places: "array[int]" = field(default_factory=lambda: array("q"))
    _searched: int = 0

    def narrow(self, line: str, timeline: Timeline) -> None:
        """Does what the words after `log` say. Raises ScriptError for what is none of them."""
        wanted = narrowed(Words(line), self.filter, names(timeline))
        if wanted != self.filter:
            self.filter, self._branch = wanted, None

    def view(self, timeline: Timeline, brush: Span | None, away: Sequence[str] = ()) -> LogView:
        """The log as of the playhead; one more slice of it has been searched.

        What happens at servers that are not drawn (`away`) is left out, unless it is asked for.
        """
        out = left_out(self.filter, away)
        if out != self._left_out:
            self._left_out, self._branch = out, None
        self._settle(timeline)
        assert self._teller is not None
        events = timeline.branch.events
        self._search(events)
        total = len(events)
        places: Sequence[int] = self._places if self._narrowed else range(total)
        start, end = 0, len(places)
        if brush is not None:
            first = events.before(brush[0])
            last = events.up_to(brush[1])
            start, end = bisect_left(places, first), bisect_left(places, last)
        happened = min(max(start, bisect_left(places, timeline.place)), end)
        return LogView(
            self.filter, Rows(events, self._teller, places, start, end - start), total,
            self._searched, happened - start, names(timeline), out,
        )  # fmt: skip

    @property
    def _narrowed(self) -> bool:
        return self.filter != Filter() or bool(self._left_out)

    def _settle(self, timeline: Timeline) -> None:
        """Begins anew for another branch or filter; a new command brings a new line."""
        branch = timeline.branch
        if self._branch is not branch:
            self._branch, self._given = branch, -1
            self._places, self._searched = array("q"), 0
        history = branch.history  # a branch may have handed its own over, and have folded anew
        known = self._teller is not None and self._teller.history is history
        if not known or self._given != len(branch.given):
            self._given = len(branch.given)
            lines = lines_of(command for _, command in timeline.commands)
            self._teller = Teller(history, lines)

    def _search(self, events: Sequence[Event]) -> None:
        """Looks at the next slice; where nothing is narrowed there is nothing to look at."""
        if not self._narrowed:
            self._searched = len(events)
            return
        assert self._teller is not None
        wanted = tests(self.filter, self._teller, self._left_out)
        most = SLICE_READ if self.filter.reads_sentences else SLICE
        end = min(len(events), self._searched + most)
        for place, event in enumerate(events[self._searched : end], self._searched):
            if all(test(event) for test in wanted):
                self._places.append(place)
        self._searched = end

    @property
    def searching(self) -> bool:
        """Whether a part of the log has still to be looked at."""
        return self._branch is not None and self._searched < len(self._branch.events)


def names(timeline: Timeline) -> Names:
    """All servers of both tiers and all users that there were: a log is of what is gone, too."""
    cluster, faults = timeline.cluster, timeline.branch.history.faults
    came = (event[2] for _, event in faults if event[1] == "joining")
    servers = dict.fromkeys((*cluster.spec.names, *came, *cluster.desks))
    return Names(tuple(servers), users(timeline))


def users(timeline: Timeline) -> tuple[str, ...]:
    """Who asks in this run: people by name, and the crowd of a load as one."""
    people = {operation.user for operation in timeline.branch.history.people.values()}
    known = (*timeline.cluster.sessions, *sorted(timeline.cluster.closed))
    named = [user for user in known if not of_crowd(user)]
    named += sorted(people - set(named))
    crowd = len(timeline.branch.history.operations) > len(timeline.branch.history.people)
    return (*named, CROWD) if crowd else tuple(named)
