"""A cluster to which what happened elsewhere happens again, on the engine's own state.

It decides nothing and draws no luck: each event of a transcript changes what the engine would have
changed when it reported that event. So whatever reads a cluster (stage, screens, inspector,
keyframes) reads one that ran on real servers just the same. Who is behind, and since when, is not
on the transcript: the engine's own ledger says so.
"""

from collections.abc import Callable
from dataclasses import replace
from heapq import heapify
from math import inf
from typing import Any, ClassVar

from engine import sessions, traffic
from engine.cluster import Cluster
from engine.events import Event
from engine.faults import Lag, OnPrimary, Promote, Rejoin
from engine.items import ARRIVES, DELIVER, DELIVERY, KIND, NUMBER, PAYLOAD, SENT, Item
from engine.latency import of_facts
from engine.operation import Operation
from engine.seen import SeenPost
from engine.snapshots import State
from engine.social import Plan
from engine.spec import ClusterSpec
from engine.values import Cell, Copy
from engine.versions import Version
from explorer.clusters.transcript import Transcript


class Given(Cluster):
    """The servers, links and people of a spec, to which the events of a transcript happen."""

    def __init__(
        self, spec: ClusterSpec, transcript: Transcript, state: State | None = None
    ) -> None:
        """Before anything of the transcript has happened, or in the `state` of a snapshot."""
        super().__init__(spec, 0, transcript.commands, state)
        self.transcript = transcript
        self.heap.clear()  # nothing happens by itself: no timer is on a transcript

    # -- time: an event of the transcript is a step

    def next_us(self) -> int | None:
        """When the next event of the transcript happened; None where it has none yet."""
        events = self.transcript.events
        return events[self.steps][0] if self.steps < len(events) else None

    @property
    def is_commanded(self) -> bool:
        """Whether the next event of the transcript is a command."""
        events = self.transcript.events
        return self.steps < len(events) and events[self.steps][1] == "command"

    def step(self, until_us: float = inf) -> bool:
        """Lets the next event happen; False when there is none up to that moment."""
        at_us = self.next_us()
        if at_us is None or at_us > until_us:
            return False
        event = self.transcript.events[self.steps]
        self.steps += 1
        self.now_us = at_us
        self._EVENTS.get(event[1], Given._only_told)(self, event)
        return True

    def _only_told(self, event: Event) -> None:
        self.events.append(event)

    def role(self, server: str) -> str:
        """Whether it takes the writes now, or has to be told still that it does no more."""
        primary, before = self.spec.names[0], set[str]()
        for place, name, whom in self.transcript.turns:
            if place >= self.steps:
                break
            if name == "promoted":
                before.add(primary)
                primary = whom
            before.discard(whom)
        return "primary" if server == primary else "old primary" if server in before else ""

    def refusal(self, fault: OnPrimary) -> str | None:
        """Why this cannot be done to its primary, or to whoever follows it; None when it can."""
        name, role = fault.server, self.role(fault.server)
        if name not in self.replicas:
            return f"there is no server {name}"
        match fault, role:
            case Promote(), "primary":
                return f"{name} is the primary already"
            case Promote(), "old primary":
                return f"{name} was the primary before: it has to rejoin first"
            case Rejoin(), "primary":
                return f"{name} is the primary: the others rejoin it"
            case Lag(), "primary":
                return f"{name} is the primary: it applies nothing late"
        if isinstance(fault, Promote) and not self.replicas[name].running:
            return f"{name} is down or paused"
        return None

    # -- what was asked

    def _on_command(self, event: Event) -> None:
        self._next_command += 1
        self.events.append(event)

    def _on_invoked(self, event: Event) -> None:
        _, _, number, user, action, server, _, _, text, reads, cell = event
        self.events.append(event)
        request = self.transcript.requests[number - 1]
        made = Operation(number, request, Plan(reads, cell), server, self.settings, self.members)
        made.deadline_us = self.now_us + self.settings.timeout_us
        self.operations.add(made)
        if action == "post" and cell is not None:
            sessions.remember(self, user, SeenPost(cell[1][1], user, text))

    def _on_with_own(self, event: Event) -> None:
        self.events.append(event)
        operation = self.operations.to_change(event[2])
        if operation is not None:
            n, r, w = event[3:]
            operation.settings = replace(operation.settings, n=n, r=r, w=w)

    def _on_asked(self, event: Event) -> None:
        self.events.append(event)
        operation = self.operations.to_change(event[2])
        if operation is not None:
            operation.phase = event[3]
            operation.asked = dict.fromkeys(event[4], operation.plan.reads)
            if event[3] == "read" and operation.coordinator in event[4]:
                operation.answers = {operation.coordinator: ()}  # its own copy, at once

    def _on_replied(self, event: Event) -> None:
        self.events.append(event)
        operation = self.operations.to_change(event[2])
        if operation is not None:
            operation.answers = {**operation.answers, event[3]: ()}

    def _on_stamped(self, event: Event) -> None:
        _, _, number, cell, version, value = event
        self.events.append(event)
        operation = self.operations.to_change(number)
        if operation is not None:
            operation.phase = "write"
            operation.entries = (*operation.entries, (cell, (version, value)))

    def _on_ok(self, event: Event) -> None:
        operation = self._ended(event)
        if operation is None:
            return
        found: dict[Cell, Copy] = dict(operation.entries)
        if operation.plan.cell is None:
            found = {row[0]: self._copy(*row) for row in event[3]}
        else:
            self.acknowledged(operation)
        sessions.learn(self, operation.request, found, operation.number)

    def _ended(self, event: Event) -> Operation | None:
        self.events.append(event)
        return self.operations.pop(event[2], None)

    # -- what servers held

    def _on_stored(self, event: Event) -> None:
        _, _, server, cell, version, number = event
        self.store(server, ((cell, self._copy(cell, version)),), number)
        operation = self.operations.to_change(number)
        if operation is not None and operation.coordinator == server:
            operation.acks = tuple(dict.fromkeys((*operation.acks, server)))

    def _copy(self, cell: Cell, version: Version) -> Copy:
        """What this version of an item says: as it was written, or as it was before the run."""
        if (cell, version) in self.transcript.values:
            return version, self.transcript.values[cell, version]
        known = (replica.copies.get(cell) for replica in self.replicas.values())
        return next((copy for copy in known if copy and copy[0] == version), (version, None))

    def _on_crashed(self, event: Event) -> None:
        """It went down, and will come back with less: what is lost is told with it."""
        _, _, server, lost = event
        replica = self.replicas[server]
        replica.sync()
        for cell, left in lost:
            replica.put_back(cell, None if left is None else self._copy(cell, left))
        replica.crash()
        self.events.append(event)
        self.ledger.lost(server, replica.copies)
        self.compare(server)

    def _on_rewound(self, event: Event) -> None:
        """What it had alone is gone; it was away for a moment only."""
        _, _, server, lost = event
        replica = self.replicas[server]
        for cell, left in lost:
            replica.put_back(cell, None if left is None else self._copy(cell, left))
        self.events.append(event)
        self.ledger.lost(server, replica.copies)
        self.compare(server)

    def _on_wiped(self, event: Event) -> None:
        replica = self.replicas[event[2]]
        replica.wipe()
        self.events.append(event)
        self.ledger.lost(event[2], replica.copies)
        self.compare(event[2])

    # -- messages

    def _on_sent(self, event: Event) -> None:
        _, _, number, kind, source, target, operation, arrives_us = event
        self.messages_sent = max(self.messages_sent, number)
        self.events.append(event)
        message = (number, kind, source, target, operation, None, self.now_us, arrives_us)
        self.push(arrives_us, DELIVERY, DELIVER, *message)

    def _on_held(self, event: Event) -> None:
        """It stands where it is."""
        item = traffic.message(self, event[2])
        self.events.append(event)
        if item is not None:
            self._take_off(item)
            self.held.append((self.now_us, item))

    def _on_moved(self, event: Event) -> None:
        """It goes on, and arrives at another time than it would have."""
        _, _, number, arrives_us = event
        item = traffic.message(self, number) or traffic.standing(self, number)
        self.events.append(event)
        if item is not None:
            self._take_off(item)
            sent_us = (
                item[SENT] if event[1] == "delayed" else item[SENT] + arrives_us - item[ARRIVES]
            )
            self.push(arrives_us, DELIVERY, *item[2:SENT], sent_us, arrives_us)

    def _take_off(self, item: Item) -> None:
        number = item[NUMBER]
        self.heap = [other for other in self.heap if other[NUMBER] != number]
        heapify(self.heap)
        self.held = [held for held in self.held if held[1][NUMBER] != number]

    def _on_arrived(self, event: Event) -> None:
        """It is on its way no more; what it brought is told by other events."""
        item = traffic.message(self, event[2]) or traffic.standing(self, event[2])
        self.events.append(event)
        if item is None:
            return
        self._take_off(item)
        if event[1] == "delivered":
            kind, source, target, operation = item[KIND:PAYLOAD]
            for number in self.transcript.carried.get(event[2], (operation,)):
                self._count(kind, source, target, number)

    def _count(self, kind: str, source: str, target: str, number: int) -> None:
        """An answer to a coordinator: one more of those that its operation needs."""
        operation = self.operations.to_change(number)
        if operation is None or operation.coordinator != target:
            return
        if kind == "ack":
            operation.acks = tuple(dict.fromkeys((*operation.acks, source)))
        elif kind == "reply":
            operation.answers = {**operation.answers, source: ()}

    # -- faults

    def _on_restarted(self, event: Event) -> None:
        replica = self.replicas[event[2]]
        replica.up, replica.disk_lost = True, False
        self.events.append(event)

    def _on_paused(self, event: Event) -> None:
        replica = self.replicas[event[2]]
        replica.health = replace(replica.health, paused=event[1] == "paused")
        self.events.append(event)

    def _on_cut(self, event: Event) -> None:
        self.network.cut(event[2], self.now_us)
        self.events.append(event)

    def _on_healed(self, event: Event) -> None:
        self.network.heal(event[2])
        self.events.append(event)

    def _on_holding(self, event: Event) -> None:
        for link in event[2]:
            if event[1] == "holding":
                self.network.holding[link] = self.now_us
            else:
                self.network.holding.pop(link, None)
        self.events.append(event)

    def _on_retimed(self, event: Event) -> None:
        _, _, links, law = event
        self.network.retime(links, law and of_facts(law))
        self.events.append(event)

    # -- users

    def _on_moved_user(self, event: Event) -> None:
        _, _, user, server = event
        self.sessions[user] = replace(self.sessions[user], server=server)
        self.events.append(event)

    def _on_demands(self, event: Event) -> None:
        _, _, user, guarantee = event
        self.sessions[user] = replace(self.sessions[user], guarantee=guarantee)
        self.events.append(event)

    def _on_changed(self, event: Event) -> None:
        _, _, name, value = event
        self.settings = self.settings.changed(name, value, len(self.members.ring))
        self.events.append(event)

    _EVENTS: ClassVar[dict[str, Callable[["Given", Event], Any]]] = {
        "command": _on_command, "invoked": _on_invoked, "with_own": _on_with_own,
        "asked": _on_asked, "replied": _on_replied, "stamped": _on_stamped, "ok": _on_ok,
        "fail": _ended,
        "unavailable": _ended, "info": _ended, "stored": _on_stored, "crashed": _on_crashed,
        "wiped": _on_wiped, "rewound": _on_rewound,
        "sent": _on_sent, "delivered": _on_arrived, "dropped": _on_arrived,
        "held": _on_held, "released": _on_moved, "delayed": _on_moved,
        "holding": _on_holding, "let_go": _on_holding,
        "restarted": _on_restarted, "paused": _on_paused, "resumed": _on_paused,
        "cut": _on_cut, "healed": _on_healed, "changed": _on_changed,
        "retimed": _on_retimed, "moved": _on_moved_user, "demands": _on_demands,
        "behind": lambda _cluster, _event: None,
    }  # fmt: skip
