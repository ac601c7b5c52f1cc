"""A space-time diagram to be asked for one span at a time: who sent what to whom, and its end.

Rules this file keeps: only what touches the span that is looked at is worked out, found by
bisecting the log; of a crowd a part is given, and it is said how much.

After Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21(7), 1978.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from engine.history import History
from engine.messages import Messages
from engine.records import Message, Operation, of_crowd
from explorer import explain, staging
from explorer.cause import Cause
from explorer.exchange import rounds
from explorer.frame_time import FaultBand
from explorer.log_filter import CROWD
from explorer.paged_log import PagedLog
from explorer.spacetime_parts import (
    Arrow,
    Bar,
    Corner,
    Fate,
    Lane,
    Moment,
    Sign,
    Spell,
    Traffic,
)

Span = tuple[int, int]
BLOCK = 256
"""Messages that are passed over together where none of them touches a span."""
LOOKED_BACK = 4_000
"""Of a crowd's requests, how far back one looks for those that are still under way."""


def _died_us(message: Message) -> int:
    return message.death[1] if message.death is not None else 0


@dataclass(slots=True)
class Kept:
    """What is worked out once for a branch."""

    ends: list[int] = field(default_factory=list)
    """By block of messages: until when the last of them was to arrive."""
    deciding: dict[int, tuple[Moment, str] | None] = field(default_factory=dict)
    """By operation that has ended: the answer that decided it."""

    def grow(self, messages: Messages) -> None:
        """Takes in the blocks that have become full; messages are numbered from 1."""
        while (len(self.ends) + 1) * BLOCK <= len(messages):
            first = len(self.ends) * BLOCK + 1
            self.ends.append(max(map(messages.arrives_us, range(first, first + BLOCK))))


@dataclass(frozen=True, slots=True)
class SpaceTimeView:
    """A run as far as it is known, to be asked for one span of time at a time."""

    lanes: tuple[Lane, ...]
    bands: tuple[FaultBand, ...]
    """The faults of links and of the whole; those of one server are on its lane."""
    spells: tuple[Spell, ...]
    signs: tuple[Sign, ...]
    now: Moment
    head_us: int
    end_us: int
    """Where the run ends, as far as is known now."""
    branch: int
    length: int
    """Events in the log: while it is the same, so is what each span holds."""
    pace_us: int
    """A span in which messages can be told apart: some of the longest ways of the cluster."""
    selected: str
    brush: tuple[int, int] | None
    lit: Cause | None
    """What alone stands out while a cause is shown."""
    hidden: tuple[str, ...]
    """The kinds of messages that are not drawn; a lost one is of its own kind."""
    away: tuple[Lane, ...]
    """Those of servers that are not drawn, and of their users: they are not among the lanes."""
    _events: PagedLog
    _history: History
    _kept: Kept

    def place(self, us: float) -> int:
        """How many events of the log stand before this time."""
        return min(self.length, self._events.before(us))

    def time(self, at: float) -> int:
        """The time of the event at this place; beyond the log the time that it has come to."""
        if not self.length or at >= self.length:
            return self.head_us
        return int(self._events[max(0, int(at))][0])

    def traffic(self, since_us: float, until_us: float, most: int) -> Traffic:
        """The messages that touch a span: of many about `most`, and beside them those lost."""
        messages = self._history.messages
        first, last = self._sent(since_us), self._sent(until_us)
        before = list(self._before(since_us, first))
        total = len(before) + last - first
        if total <= most:
            found = [*before, *(messages[number] for number in range(first + 1, last + 1))]
            return Traffic(tuple(map(self._arrow, found)), total)
        one_in = total // most + 1
        chosen = [m for m in before if m.number % one_in == 0]
        ahead = range(first + one_in - first % one_in, last + 1, one_in)
        chosen += [messages[number] for number in ahead]
        deaths = self._deaths(since_us, until_us)
        step = len(deaths) // most + 1
        known = {m.number for m in chosen}
        chosen += [m for m in deaths[::step] if m.number not in known]
        return Traffic(tuple(map(self._arrow, chosen)), total, one_in, step)

    def _sent(self, us: float) -> int:
        """How many messages had been sent before a time; they are numbered from 1."""
        return self._history.messages.sent_before_us(us)

    def _before(self, since_us: float, last: int) -> Iterator[Message]:
        """The messages up to a number that were still under way at a time."""
        messages, moved = self._history.messages, self._history.messages.moves
        for first in range(1, last + 1, BLOCK):
            block = first // BLOCK
            if block < len(self._kept.ends) and self._kept.ends[block] < since_us:
                continue
            for number in range(first, min(first + BLOCK, last + 1)):
                message = messages[number]
                if number not in moved and message.arrives_us >= since_us:
                    yield message
        late = (messages[number] for number in moved if number <= last)
        yield from (message for message in late if self._end(message) >= since_us)

    def _deaths(self, since_us: float, until_us: float) -> list[Message]:
        """The messages that were lost within a span."""
        deaths = self._history.messages.deaths
        first = bisect_left(deaths, since_us, key=_died_us)
        return deaths[first : bisect_right(deaths, until_us, key=_died_us)]

    def _end(self, message: Message) -> int:
        """Until when a message was under way; while it is held, until the log's end."""
        if message.death is not None:
            return message.death[1]
        moved = message.moves[-1][1] if message.moves else message.arrives_us
        return self.head_us if moved is None else moved

    def arrow(self, number: int) -> Arrow | None:
        """One message; None where there is none of this number in the log."""
        message = self._history.messages.get(number)
        return None if message is None else self._arrow(message)

    def _arrow(self, m: Message) -> Arrow:
        corners = [Corner(m.sent_us, m.sent_at, 0.0)]
        part, since_us, arrives_us = 0.0, m.sent_us, m.arrives_us
        for place, to_us in m.moves:
            at_us = self._events[place][0]
            whole = (arrives_us or at_us) - since_us
            if arrives_us is not None and whole > 0:
                part += (1 - part) * (at_us - since_us) / whole
            corners.append(Corner(at_us, place, part))
            since_us, arrives_us = at_us, to_us  # type: ignore[assignment]
        beyond = self.length
        if m.death is not None:
            place, died_us, where, reason = m.death
            corners.append(Corner(died_us, place, where))
            return self._made(m, corners, "lost", reason)
        if m.delivered_at is not None:
            corners.append(Corner(self._events[m.delivered_at][0], m.delivered_at, 1.0))
            return self._made(m, corners, "came")
        if arrives_us is None:  # it is held, until now
            corners.append(Corner(self.head_us, beyond, part))
        else:
            corners.append(Corner(arrives_us, beyond, 1.0))
        return self._made(m, corners, "moving")

    def _made(self, m: Message, corners: list[Corner], fate: Fate, reason: str = "") -> Arrow:
        view = staging.as_sent(m, self._history.operations.get(m.operation))
        return Arrow(
            m.number, view.kind, m.source, m.target, m.operation, tuple(corners), fate, view.label,
            reason,
        )  # fmt: skip

    def bars(self, since_us: float, until_us: float) -> list[Bar]:
        """People's requests that touch a span."""
        return [
            self._bar(o)
            for o in self._history.people.values()
            if o.invoked_us <= until_us and (o.ended_us is None or o.ended_us >= since_us)
        ]

    def crowd(self, since_us: float, until_us: float, most: int) -> list[Bar]:
        """Requests of a load that touch a span; none where they are more than `most`.

        Nor where those under way when it begins are too far back to be looked for.
        """
        operations, first = self._history.operations, self._begun(since_us)
        begun = range(first + 1, self._begun(until_us) + 1)
        waiting = first - self._ended(since_us)
        if len(begun) + waiting > most or len(operations) == len(self._history.people):
            return []
        found: list[Operation] = []
        for number in range(first, max(0, first - LOOKED_BACK), -1):
            o = operations[number]
            if len(found) < waiting and (o.ended_us is None or o.ended_us >= since_us):
                found.append(o)
        if len(found) < waiting:
            return []
        of_span = [*reversed(found), *(operations[number] for number in begun)]
        return [self._bar(o) for o in of_span if of_crowd(o.user)]

    def under_way(self, since_us: float, until_us: float, most: int) -> tuple[list[Corner], bool]:
        """How many requests were under way (`part`): as the span begins, and after each change.

        Of more than `most` changes, at so many moments instead; then the second is False.
        """
        operations, ended = self._history.operations, self._history.ended
        first, gone = self._begun(since_us), self._ended(since_us)
        last, over = self._begun(until_us), self._ended(until_us)
        if last - first + over - gone > most:
            step = (until_us - since_us) / most
            moments = [int(since_us + step * i) for i in range(most + 1)]
            return [Corner(us, self.place(us), self._begun(us) - self._ended(us))
                    for us in moments if us <= self.head_us], False  # fmt: skip
        begun = (operations[number] for number in range(first + 1, last + 1))
        turns = [(o.invoked_at, o.invoked_us, 1) for o in begun]
        turns += [(o.ended_at or 0, o.ended_us or 0, -1) for o in ended[gone:over]]
        count = first - gone
        found = [Corner(int(since_us), self.place(since_us), count)]
        for at, us, step in sorted(turns):
            count += step
            found.append(Corner(us, at, count))
        return found, True

    def _begun(self, us: float) -> int:
        """How many requests had been made before a time; they are numbered from 1."""
        return self._history.begun.before_us(us)

    def _ended(self, us: float) -> int:
        """How many of them had ended before a time."""
        return self._history.ended.before_us(us)

    def bar(self, number: int) -> Bar | None:
        """One request; None where there is none of this number in the log."""
        operation = self._history.operations.get(number)
        return None if operation is None else self._bar(operation)

    def _bar(self, o: Operation) -> Bar:
        crowd = of_crowd(o.user)
        ended = None if o.ended_us is None else Moment(o.ended_us, o.ended_at or 0)
        deciding = None if crowd or o.outcome != "ok" else self._decided(o)
        return Bar(
            o.number, CROWD if crowd else o.user, o.coordinator, o.kind,
            Moment(o.invoked_us, o.invoked_at), ended, staging.outcome(o),
            explain.said(o), deciding,
        )  # fmt: skip

    def _decided(self, o: Operation) -> tuple[Moment, str] | None:
        if o.number not in self._kept.deciding:
            self._kept.deciding[o.number] = _deciding(self._history, o)
        return self._kept.deciding[o.number]

    def busy(self, server: str, since_us: float, until_us: float, most: int) -> list[Span] | None:
        """(begin, end) of each job that a server was done with in a span; None: more than `most`.

        Those of a server with several workers may overlap; what it is at now is not known yet.
        """
        jobs = self._history.served.get(server, ())
        first = bisect_left(jobs, since_us, key=itemgetter(0))
        last = bisect_right(jobs, until_us, key=itemgetter(0))
        if last - first > most:
            return None
        touching = jobs[first : last + 1]  # the one after them may have begun within the span
        return [(end_us - took_us, end_us) for end_us, _, took_us, _ in touching
                if end_us - took_us <= until_us]  # fmt: skip


def _deciding(history: History, o: Operation) -> tuple[Moment, str] | None:
    """The answer that met the quorum of an operation, and how many there had to be."""
    found = rounds(history, o, (o.ended_at or 0) + 1)
    if not found:
        return None
    last = found[-1]
    came = sorted(a.arrived_us for a in last.answers if a.counted and a.arrived_us is not None)
    if last.need < 1 or len(came) < last.need:
        return None
    letter = "R" if last.phase == "read" else "W"
    met_us = came[last.need - 1]
    at = o.ended_at or 0 if met_us == o.ended_us else last.asked_at
    return Moment(met_us, at), f"{letter} {last.need}"
