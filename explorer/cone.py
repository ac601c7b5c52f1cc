"""The witness cone of an anomaly: the operations, messages, servers and faults it hangs on. Pure.

Rules this file keeps: everything in it is in the run's log; a message is in it because it carried
what was missed, asked where it was missed or answered for it, a fault because it stopped, delayed
or undid one of these.
"""

from dataclasses import dataclass, field

from engine.events import Event
from engine.history import History
from engine.records import Message, Operation
from explorer import exchange

CARRIERS = ("write", "repair", "hint", "propose", "append", "stream", "wal")
"""The kinds of message that bring a copy to a server."""
ASKING, ANSWERING = ("read", "consult"), ("reply", "answer")
ACKS = ("ack", "appended", "decided")
LOSSES = ("crashed", "wiped", "replacing", "left", "rewound")
AILMENTS = (*LOSSES, "paused", "slowed", "disk", "joining")
"""What befalls a server so that it lacks a copy."""
DELAYS = ("degraded", "retimed")
"""What changes how long messages take; without anything said they take as long as before."""


def pair(one: str, other: str) -> tuple[str, str]:
    """A link, whichever way it is named."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class Told:
    """An anomaly: what kind it is, between whom, in which words, and when it was decided."""

    kind: str
    between: tuple[str, ...]
    sentence: str
    moment_us: int


@dataclass(slots=True)
class Cone:
    """What mattered, as it is gathered; `at` is the place in the log up to which it is known."""

    history: History
    at: int
    operations: dict[int, None] = field(default_factory=dict)
    messages: dict[int, None] = field(default_factory=dict)
    servers: dict[str, None] = field(default_factory=dict)
    faults: set[int] = field(default_factory=set)
    """When each of them began, in microseconds."""

    @property
    def links(self) -> frozenset[tuple[str, str]]:
        """The links that its messages went along."""
        known = self.history.messages
        return frozenset(pair(known[n].source, known[n].target) for n in self.messages)

    @property
    def users(self) -> frozenset[str]:
        """Whose operations they are."""
        return frozenset(self.history.operations[n].user for n in self.operations)

    def operation(self, operation: Operation) -> None:
        """It was asked for, and this server took it."""
        self.operations[operation.number] = None
        self.servers[operation.coordinator] = None

    def reading(self, read: Operation) -> None:
        """Whom a read asked, and the answers that counted."""
        self.operation(read)
        counted = asked_of(self.history, read)
        self.servers |= dict.fromkeys(counted)
        for message in self.history.sent_for(read.number):
            asks = message.kind in ASKING and message.target in counted
            answers = message.kind in ANSWERING and message.source in counted
            if asks or answers:
                self._message(message)

    def acknowledging(self, write: Operation) -> None:
        """The servers that a write was acknowledged by in time, with their copies and acks."""
        self.operation(write)
        for server in exchange.acknowledged_by(self.history, write):
            self.servers[server] = None
            for message in self.history.sent_for(write.number):
                carries = message.kind in CARRIERS and message.target == server
                acks = message.kind in ACKS and message.source == server
                if (carries or acks) and message.sent_at <= (write.ended_at or self.at):
                    self._message(message)

    def everything(self, operation: Operation) -> None:
        """All messages of an operation, where none of them is known to have mattered more."""
        self.operation(operation)
        self.servers |= dict.fromkeys(asked_of(self.history, operation))
        for message in self.history.sent_for(operation.number):
            self._message(message)
            self.servers |= {message.source: None, message.target: None}

    def copies(self, write: Operation, server: str, before: int) -> None:
        """What was to bring a write to a server, and what befell that server before a place."""
        self.servers[server] = None
        for message in carriers(self.history, write, server, before):
            self._message(message)
        self.ailments(server, write.invoked_at, before)

    def ailments(self, server: str, since: int, before: int) -> None:
        """What befell a server between two places."""
        for place, event in self.history.faults:
            if since <= place < before and event[1] in AILMENTS and event[2] == server:
                self.faults.add(event[0])

    def clocks(self, server: str, before: int) -> None:
        """The jumps of a server's wall clock before a place."""
        for place, event in self.history.faults:
            if place < before and event[1] == "skewed" and event[2] == server:
                self.faults.add(event[0])

    def _message(self, message: Message) -> None:
        self.messages[message.number] = None
        self.faults |= {event[0] for event in self._hindered(message)}

    def _hindered(self, message: Message) -> list[Event]:
        """What killed a message, held it or changed how long it took: the latest of each kind."""
        way, target = (message.source, message.target), message.target
        over = message.death[0] if message.death is not None else None
        held = [place for place, arrives_us in message.moves if arrives_us is None]
        found: dict[str, Event] = {}
        for place, event in self.history.faults:
            name, subject, *rest = event[1:]
            if name in DELAYS and (way in subject or not subject) and place < message.sent_at:
                found[name] = event
                if not any(rest):
                    del found[name]
            elif over is not None and place <= over:
                if (name == "cut" and way in subject) or (name in LOSSES and subject == target):
                    found["death"] = event
            elif held and name in ("cut", "holding") and way in subject and place <= held[-1]:
                found["held"] = event
        return list(found.values())


def carriers(history: History, write: Operation, server: str, before: int) -> list[Message]:
    """The messages sent to a server before a place that carried what a write wrote.

    Beside its own they are the repairs of the reads that were shown it.
    """
    sent = list(history.sent_for(write.number))
    items = {row[:2] for row in write.written}
    for read in history.operations.values():
        if read.kind == "read" and items & set(read.result.items()):
            sent += [m for m in history.sent_for(read.number) if m.kind == "repair"]
    return [
        m for m in sent if m.kind in CARRIERS and m.target == server and m.sent_at < before
    ]  # fmt: skip


def losses_us(history: History, write: Operation, server: str, before: int) -> list[int]:
    """When a server that had stored a write lost what it held, before a place."""
    stored = [place for place, _, name, version in history.stores.get(write.cell or ("", ()), ())
              if name == server and version == write.version]  # fmt: skip
    if not stored or server in history.copies(*write.written[0][:2], before):
        return []
    losses = ((p, e) for p, e in history.faults if e[1] in LOSSES and e[2] == server)
    return [event[0] for place, event in losses if stored[0] < place < before]


def asked_of(history: History, read: Operation) -> tuple[str, ...]:
    """The servers whose answers a read had when it ended; where servers agree, the leader."""
    found = exchange.round_of(history, read, "read", (read.ended_at or history.length) + 1)
    if found is None:
        return ()
    return found.counted or found.servers


def looked(history: History, read: Operation, server: str) -> tuple[int, int]:
    """When a read looked at a server's copies: (place, time)."""
    found = exchange.looked(history, read, server, history.length)
    return found if found is not None else (read.invoked_at, read.invoked_us)
