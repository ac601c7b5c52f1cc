"""Operations as a history (invoke, then ok, fail or info), and what a read missed. Pure.

A fold over the event log, kept outside of the servers: it sees what no server sees. It only grows;
the place of an event in the log is the one total order by which before and after are decided, so
there are no ties. What was so at an earlier moment is asked with that place (`at`).

Staleness, as in PBS: `versions` counts the writes that were acknowledged before the read was called
and that it did not show; `age_us` is how long before the call the oldest of them was acknowledged.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import ClassVar

from engine.all_operations import AllOperations
from engine.events import Event
from engine.messages import Messages
from engine.records import BEFORE, FRESH, Line, Message, Operation, Part, Staleness, of_crowd
from engine.shelf import Shelf
from engine.table import Table
from engine.values import Cell, Entry, Value
from engine.versions import Version
from engine.writers import Writers

Store = tuple[int, int, str, Version]
"""(place, time, server, version)."""
Job = tuple[int, int, int, int]
"""(end, wait, service time, operation)."""


class History:
    """All operations, messages and faults of a run so far, in their order."""

    def __init__(self, before: Iterable[Entry] = (), shelf: type[Shelf] = Shelf) -> None:
        """Nothing has happened; `before` says what was there, acknowledged, before the run.

        What is over long ago is packed on shelves of a kind.
        """
        self.length = 0
        """How many events have been folded."""
        self.operations = AllOperations(shelf())
        self.people: dict[int, Operation] = {}
        """Those of them that are no load's: people who are shown."""
        self.begun = self.operations.begun
        """All of them, in the order in which they began."""
        self.ended = self.operations.ended
        """In the order of their ends."""
        self.messages = Messages(shelf())
        self.faults: list[tuple[int, Event]] = []
        """(place, event) of every fault, restart, heal and change of a setting."""
        self.behind: list[tuple[int, int, str, int | None]] = []
        """(place, time, server, since when it is behind; None: it is not)."""
        self.compared: list[tuple[int, int]] = []
        """(place, how many hashes were compared) each time that two servers' trees were."""
        self.stores: defaultdict[Cell, Table[Store]] = defaultdict(lambda: Table("iqOO"))
        """By cell: (place, time, server, version) of every store."""
        self.durables: list[tuple[int, int, str, Cell, Version]] = []
        """(place, time, server, cell, version) of what was on disk and could not be read there."""
        self.replied: dict[int, list[tuple[int, int, str]]] = {}
        """By a read whose replies are no messages: (place, time, server) of each that came."""
        self.carried: dict[int, tuple[int, ...]] = {}
        """By message that is of several operations: all of them."""
        self.losses: list[tuple[int, str, dict[Cell, Version | None] | None]] = []
        """(place, server, what is left of each cell that lost its newest copy; None: nothing)."""
        self.hints: list[tuple[int, int, str, str, Cell, Version, str]] = []
        """(place, time, holder, home, cell, version, event): hinted, or how the hint ended."""
        self.hints_expired: list[tuple[int, str, int]] = []
        """(place, home, operation) of every hint that was not kept, as its window was over."""
        self.rings: list[tuple[int, tuple[str, ...]]] = []
        """(place, who the members are from then on)."""
        self.logs: dict[int, list[tuple[int, int, str]]] = {}
        """By operation: (place, time, server) each time that a server put it into its Raft log."""
        self.deferred: list[tuple[int, int, str, Cell, Version, Cell, Version]] = []
        """(place, time, server, cell, version, cell and version that it waits for there)."""
        self.writers = Writers()
        """By item and version: the operation that wrote it."""
        self.terms: list[tuple[int, Event]] = []
        """(place, event) each time that a server was elected or stepped down."""
        self.retried = array("i"), array("i")
        """The tries that are not the first of their call, and which that is."""
        self.repairs = 0
        self.served: defaultdict[str, Table[Job]] = defaultdict(lambda: Table("qqqi"))
        """By server: (end, wait, service time, operation) of each job."""
        self._acks: dict[Cell, Line] = {}
        self._cells: dict[str, list[Cell]] = {}
        self._seen: dict[tuple[str, str], dict[Cell, Line]] = {}
        """By user and key: what of each item the user has read."""
        for cell, copy in before:
            self._acknowledge(cell, -1, 0, copy[0], BEFORE)

    def fold(self, event: Event) -> None:
        """Takes in the next event of the log."""
        handler = self._HANDLERS.get(event[1])
        if handler is not None:
            handler(self, event)
        self.length += 1

    def named(self, name: str) -> Operation | None:
        """The operation that the script calls so; failing that, the only one with this action.

        Of several tries at the same it is the first. A crowd's are none: nobody names them.
        """
        asked = [o for o in self.people.values() if not o.first]
        named = [o for o in asked if o.name == name]
        if not named:
            named = [o for o in asked if o.action == name and not o.name]
        return named[0] if len(named) == 1 else None

    def tries(self, operation: Operation, at: int) -> list[Operation]:
        """What a person's device did, up to a place, to get an answer to the same."""
        first = operation.first or operation.number
        mine = (o for o in self.people.values() if first in (o.number, o.first))
        return [o for o in mine if o.invoked_at < at]

    def answer(self, operation: Operation, at: int) -> Operation:
        """What became, up to a place, of what a person asked for: the try that was answered first.

        Failing that it is the last one under way, or else the one that ended last.
        """
        tries = self.tries(operation, at) or [operation]
        ended = [o for o in tries if o.ended_by(at)]
        going = [o for o in tries if not o.ended_by(at)]
        answered = [o for o in ended if o.outcome == "ok"]
        if answered:
            return min(answered, key=lambda o: o.ended_at or 0)
        return going[-1] if going else max(ended, key=lambda o: o.ended_at or 0)

    def sent_for(self, number: int) -> list[Message]:
        """The messages of an operation, and those that it shared with others."""
        shared = (message for message, all_of in self.carried.items() if number in all_of[1:])
        return [*self.messages.of(number), *(self.messages[message] for message in shared)]

    def copies(self, cell: Cell, version: Version, at: int | None = None) -> tuple[str, ...]:
        """The servers (up or down) that held this version of the cell or a newer one."""
        held = self.held(cell, self.length if at is None else at)
        return tuple(sorted(s for s, stored in held.items() if stored >= version))

    def held(self, cell: Cell, at: int) -> dict[str, Version]:
        """By server, up or down: the version of the cell that it held at a place."""
        holds: dict[str, tuple[int, Version]] = {}
        for place, _, server, stored in self.stores.get(cell, ()):
            if place < at:
                holds[server] = (place, stored)
        for place, server, lost in self.losses:
            if not (place < at and server in holds and holds[server][0] < place):
                continue
            left = None if lost is None else lost.get(cell, holds[server][1])
            if left is None:
                del holds[server]
            else:
                holds[server] = (place, left)
        return {server: version for server, (_, version) in holds.items()}

    def holders(self, write: Operation, at: int) -> tuple[str, ...]:
        """The servers that held all that this write wrote, or newer, at a place."""
        rows = [set(self.copies(cell, version, at)) for cell, version, _ in write.written]
        return tuple(sorted(set.intersection(*rows))) if rows else ()

    def values(self) -> dict[tuple[Cell, Version], Value]:
        """What people wrote, by item and version."""
        written = (row for o in self.people.values() for row in o.written)
        return {(cell, version): value for cell, version, value in written}

    def acknowledged(self, keys: Iterable[str], at: int) -> list[int]:
        """The writes of these keys that had been acknowledged at a place, in that order."""
        cells = [cell for key in keys for cell in self._cells.get(key, ())]
        found = [entry for cell in cells for entry in self._acks[cell].above(None, at)]
        return list(dict.fromkeys(entry[3] for entry in sorted(found) if entry[3] != BEFORE))

    def hinted(self, cell: Cell, version: Version, at: int) -> tuple[str, ...]:
        """The servers that kept a hint of this version or a newer one at a place."""
        kept: dict[tuple[str, str], bool] = {}
        for place, _, holder, home, hinted, stored, event in self.hints:
            if place < at and hinted == cell and stored >= version:
                kept[holder, home] = event == "hinted"
        return tuple(sorted({holder for (holder, _), on in kept.items() if on}))

    def logged(self, operation: int, at: int) -> tuple[str, ...]:
        """The servers that had put the operation into their Raft log, and not lost their disk."""
        wiped = {s: place for place, s, left in self.losses if left is None and place < at}
        logs = self.logs.get(operation, ())
        held = (s for place, _, s in logs if wiped.get(s, -1) < place < at)
        return tuple(dict.fromkeys(held))

    def _on_appended(self, event: Event) -> None:
        self.logs.setdefault(event[5], []).append((self.length, event[0], event[2]))

    def _on_deferred(self, event: Event) -> None:
        self.deferred.append((self.length, event[0], *event[2:7]))

    def _on_compared(self, event: Event) -> None:
        self.compared.append((self.length, event[4]))

    def _on_invoked(self, event: Event) -> None:
        time_us, _, number, user, action, coordinator, kind, name, text, keys, cell = event
        operation = Operation(
            number, user, action, coordinator, kind, name, text, keys, cell, time_us, self.length
        )
        self.operations.begin(operation)
        if not of_crowd(user):
            self.people[number] = operation

    def _on_with_own(self, event: Event) -> None:
        self.operations.to_change(event[2]).n = event[3]

    def _on_asked(self, event: Event) -> None:
        self._note(event, event[3], event[4], event[5])

    def _note(self, event: Event, what: Part, servers: tuple[str, ...], need: int = 0) -> None:
        number = event[3] if what == "mend" else event[2]
        operation = self.operations.to_change(number)
        operation.course += ((self.length, event[0], what, servers, need),)

    def _on_stamped(self, event: Event) -> None:
        operation = self.operations.to_change(event[2])
        operation.written += (event[3:6],)
        self.writers.add(event[3], event[4], event[2])
        operation.cell = operation.written[0][0]
        operation.stamped_at = self.length

    def _on_retried(self, event: Event) -> None:
        for column, number in zip(self.retried, event[2:4], strict=True):
            column.append(number)
        self.operations.to_change(event[2]).first = event[3]

    def _on_served(self, event: Event) -> None:
        self.served[event[2]].append((event[0], event[4], event[5], event[3]))

    def _on_ok(self, event: Event) -> None:
        operation = self._ended(event)
        if operation.kind == "read":
            operation.returned = event[3]
            self._judge(operation)
        for cell, version, _ in operation.written:
            self._acknowledge(cell, self.length, event[0], version, operation.number)

    def _acknowledge(
        self, cell: Cell, at: int, time_us: int, version: Version, operation: int
    ) -> None:
        if cell not in self._acks:
            self._acks[cell] = Line()
            self._cells.setdefault(cell[0], []).append(cell)
        self._acks[cell].add(at, time_us, version, operation)

    def _on_unanswered(self, event: Event) -> None:
        self._ended(event).reason = event[3]

    def _ended(self, event: Event) -> Operation:
        operation = self.operations.to_change(event[2])
        operation.outcome = "fail" if event[1] == "unavailable" else event[1]
        operation.refused = event[1] == "fail"
        operation.ended_us, operation.ended_at = event[0], self.length
        self.operations.end(operation)
        return operation

    def _judge(self, read: Operation) -> None:
        gone_back, result = set[int](), read.result
        seen = {key: self._seen.setdefault((read.user, key), {}) for key in read.keys}
        before = [cell for lines in seen.values() for cell in lines]
        for cell in dict.fromkeys((*result, *before)):
            lines, version = seen[cell[0]], result.get(cell)
            line = lines.get(cell)
            if line is None:
                line = lines[cell] = Line()
            else:
                gone_back.update(entry[3] for entry in line.above(version, read.invoked_at))
            if version is not None:
                line.add(self.length, read.invoked_us, version, read.number)
        read.went_back, read.staleness = tuple(sorted(gone_back)), FRESH
        if missed := self._missed(read, read.invoked_at):
            numbers, age_us = tuple(entry[3] for entry in missed), read.invoked_us - missed[0][1]
            writes = (self.operations.get(number) for number in numbers)
            own = tuple(w.number for w in writes if w is not None and w.user == read.user)
            read.staleness, read.own_missed = Staleness(numbers, age_us), own

    def _missed(self, read: Operation, at: int) -> list[tuple[int, int, Version, int]]:
        """What was acknowledged by this place in the log and is newer than what it returned."""
        found, result = {}, read.result
        for cell in (cell for key in read.keys for cell in self._cells.get(key, ())):
            for entry in self._acks[cell].above(result.get(cell), at):
                found[entry[3] or cell] = entry  # a write of several rows is missed once
        return sorted(found.values())

    def newer_of_others(self, read: Operation, at: int) -> Operation | None:
        """The first write of somebody else that was acknowledged by then and is not in it."""
        writes = (self.operations.get(entry[3]) for entry in self._missed(read, at))
        return next((w for w in writes if w is not None and w.user != read.user), None)

    def _on_sent(self, event: Event) -> None:
        self.messages.send(event[2], event[3:6], event[6], event[0], self.length, event[7])
        self.repairs += event[3] == "repair"

    def _on_moved(self, event: Event) -> None:
        self.messages.move(event[2], self.length, event[3] if len(event) > 3 else None)

    def _on_forwarded(self, event: Event) -> None:
        self._note(event, "forward", (event[3],))

    def _on_waits(self, event: Event) -> None:
        self._note(event, "wait", (event[3],))

    def _on_thinks(self, event: Event) -> None:
        page = self.operations.to_change(event[2])
        page.kept_us, page.kept_at = event[0], self.length

    def _on_hinted(self, event: Event) -> None:
        holder, home, cell, version = event[2:6]
        self.hints.append((self.length, event[0], holder, home, cell, version, event[1]))

    def _on_hint_expired(self, event: Event) -> None:
        self.hints_expired.append((self.length, event[3], event[4]))

    def _on_repaired(self, event: Event) -> None:
        self.repairs += 1
        self._note(event, "mend", (event[2],))

    def _on_delivered(self, event: Event) -> None:
        self.messages.deliver(event[2], self.length)

    def _on_dropped(self, event: Event) -> None:
        death = self.length, event[0], event[3] / 1_000_000, event[4]
        self.messages.lose(event[2], death)

    def _on_stored(self, event: Event) -> None:
        time_us, _, server, cell, version, _ = event
        self.stores[cell].append((self.length, time_us, server, version))

    def _on_replied(self, event: Event) -> None:
        self.replied.setdefault(event[2], []).append((self.length, event[0], event[3]))

    def _on_durable(self, event: Event) -> None:
        self.durables.append((self.length, event[0], *event[2:5]))

    def _on_carries(self, event: Event) -> None:
        self.carried[event[2]] = event[3]

    def _on_behind(self, event: Event) -> None:
        self.behind.append((self.length, event[0], event[2], event[3]))

    def _on_crashed(self, event: Event) -> None:
        self.losses.append((self.length, event[2], dict(event[3])))
        self._on_fault(event)

    def _on_members(self, event: Event) -> None:
        self.rings.append((self.length, event[3]))
        if event[1] == "left":
            self.losses.append((self.length, event[2], None))
        self._on_fault(event)

    def _on_wiped(self, event: Event) -> None:
        self.losses.append((self.length, event[2], None))
        self._on_fault(event)

    def _on_term(self, event: Event) -> None:
        self.terms.append((self.length, event))

    def _on_fault(self, event: Event) -> None:
        self.faults.append((self.length, event))

    _HANDLERS: ClassVar[dict[str, Callable[["History", Event], None]]] = {
        "invoked": _on_invoked, "with_own": _on_with_own, "asked": _on_asked,
        "stamped": _on_stamped, "ok": _on_ok,
        "fail": _on_unanswered,
        "unavailable": _on_unanswered,
        "held": _on_moved,
        "released": _on_moved,
        "delayed": _on_moved,
        "forwarded": _on_forwarded,
        "waits": _on_waits,
        "deferred": _on_deferred,
        "thinks": _on_thinks,
        "hinted": _on_hinted,
        "handed_off": _on_hinted,
        "hint_lost": _on_hinted,
        "readdressed": _on_hinted,
        "hint_expired": _on_hint_expired,
        "repaired": _on_repaired, "info": _on_unanswered, "sent": _on_sent,
        "delivered": _on_delivered, "dropped": _on_dropped, "stored": _on_stored,
        "replied": _on_replied, "durable": _on_durable, "carries": _on_carries,
        "appended": _on_appended, "compared": _on_compared, "retried": _on_retried,
        "elected": _on_term, "stepped_down": _on_term,
        "served": _on_served, "load": _on_fault, "trials": _on_fault,
        "promoted": _on_fault, "rewound": _on_crashed,
        "behind": _on_behind, "crashed": _on_crashed, "wiped": _on_wiped, "restarted": _on_fault,
        "cut": _on_fault, "healed": _on_fault, "changed": _on_fault, "paused": _on_fault,
        "demands": _on_fault, "moved": _on_fault, "removed": _on_fault,
        "resumed": _on_fault, "slowed": _on_fault, "disk": _on_fault, "skewed": _on_fault,
        "degraded": _on_fault, "retimed": _on_fault, "holding": _on_fault, "let_go": _on_fault,
        "joining": _on_fault, "leaving": _on_fault, "replacing": _on_wiped,
        "joined": _on_members, "left": _on_members, "replaced": _on_members,
    }  # fmt: skip
