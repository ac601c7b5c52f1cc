"""Who was asked for an operation, who answered, and when: seen from its coordinator. Pure.

An answer counts from its delivery: a coordinator that is slow gets to it later than is told here.
All is as of a place in the run's log.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.history import History
from engine.records import Message, Operation
from explorer import durable
from explorer.times import tell_time

Phase = Literal["read", "repair", "write"]
ANSWERS: dict[Phase, str] = {"read": "reply", "repair": "ack", "write": "ack"}
"""The kind of message that answers each phase."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One server's answer: when it came to the coordinator, and whether in time to count."""

    server: str
    arrived_us: int | None
    counted: bool
    why: str = ""
    """Why there is none, in words; empty when there is one."""


@dataclass(frozen=True, slots=True)
class Round:
    """One phase of an operation: whom it asked when, how many had to answer, and who did."""

    phase: Phase
    asked_us: int
    asked_at: int
    servers: tuple[str, ...]
    need: int
    answers: tuple[Answer, ...]

    @property
    def counted(self) -> tuple[str, ...]:
        """The servers whose answers came in time, in the order of their coming."""
        return tuple(a.server for a in self._came() if a.counted)

    @property
    def late(self) -> tuple[Answer, ...]:
        """The answers that came after the operation had ended."""
        return tuple(a for a in self._came() if not a.counted)

    @property
    def silent(self) -> tuple[Answer, ...]:
        """Those who have not answered."""
        return tuple(a for a in self.answers if a.arrived_us is None)

    def _came(self) -> list[Answer]:
        came = [a for a in self.answers if a.arrived_us is not None]
        return sorted(came, key=lambda a: a.arrived_us or 0)


def rounds(history: History, operation: Operation, at: int) -> tuple[Round, ...]:
    """The phases that had begun; of a phase that was gone through again, the last time."""
    begun: dict[str, tuple[int, int, tuple[str, ...], int]] = {}
    for place, time_us, part, servers, need in operation.course:
        if place >= at:
            break
        if part in ANSWERS:
            begun[part] = (place, time_us, servers, need)
        elif part == "forward" and "read" in begun:
            first, since_us, known, needed = begun["read"]
            begun["read"] = (first, since_us, tuple(dict.fromkeys((*known, *servers))), needed)
    return tuple(
        Round(phase, time_us, place, servers, need,
              tuple(_Asking(history, operation, phase, place, time_us, at).answers(servers)))
        for phase in ANSWERS if phase in begun
        for place, time_us, servers, need in (begun[phase],)
    )  # fmt: skip


def round_of(history: History, operation: Operation, phase: Phase, at: int) -> Round | None:
    """This phase of an operation; None when it had not begun."""
    return next((r for r in rounds(history, operation, at) if r.phase == phase), None)


def acknowledged_by(history: History, write: Operation) -> tuple[str, ...]:
    """The servers whose acks a write had when it ended, stand-ins among them."""
    found = round_of(history, write, "write", (write.ended_at or 0) + 1)
    return found.counted if found is not None else ()


def looked(history: History, read: Operation, server: str, at: int) -> tuple[int, int] | None:
    """When a read last looked at a server's copies: (place, time); None when it has not."""
    found = round_of(history, read, "read", at)
    if found is None or server not in found.servers:
        return None
    asking = _Asking(history, read, "read", found.asked_at, found.asked_us, at)
    asked = asking.messages("read", target=server)
    if not asked and server == read.coordinator:
        waited = any(part == "wait" and place < at for place, _, part, _, _ in read.course)
        if waited and read.ended_by(at):
            return read.ended_at or 0, read.ended_us or 0
        return found.asked_at, found.asked_us
    came = [m for m in asked if is_in(m, at)]
    return (came[0].delivered_at or 0, arrival_us(came[0], at)) if came else None


def is_in(message: Message, at: int) -> bool:
    """Whether a message had arrived."""
    return message.delivered_at is not None and message.delivered_at < at


def arrival_us(message: Message, at: int) -> int:
    """When a message arrived, or is to arrive, after all that was done to it by then."""
    moved = [us for place, us in message.moves if place < at and us is not None]
    return moved[-1] if moved else message.arrives_us


def fate(message: Message, at: int) -> str:
    """What had become of a message, in words."""
    if message.death is not None and message.death[0] < at:
        return past(message.death[3])
    if is_in(message, at):
        return "it came"
    moved = [us for place, us in message.moves if place < at]
    return "it is held on its way" if moved and moved[-1] is None else "it is still under way"


def past(reason: str) -> str:
    """A reason that was given in the present, told afterwards."""
    return reason.replace(" is cut", " was cut").replace(" is down", " was down")


@dataclass(frozen=True, slots=True)
class _Asking:
    """One phase of an operation as of a place, while its answers are looked for."""

    history: History
    operation: Operation
    phase: Phase
    since: int
    asked_us: int
    at: int

    def messages(self, kind: str, *, source: str = "", target: str = "") -> list[Message]:
        sent = self.history.sent_for(self.operation.number)
        return [m for m in sent if m.kind == kind and self.since <= m.sent_at < self.at
                and source in ("", m.source) and target in ("", m.target)]  # fmt: skip

    def answers(self, servers: tuple[str, ...]) -> Iterator[Answer]:
        """One for each server that was asked, and for each stand-in that answered."""
        others = (m.source for m in self.messages(ANSWERS[self.phase]))
        for server in dict.fromkeys((*servers, *others)):
            came = self._came(server)
            if came is None:
                yield Answer(server, None, counted=False, why=self._silence(server))
            else:
                in_time = not self.operation.ended_by(self.at)
                in_time = in_time or came[0] <= (self.operation.ended_at or 0)
                yield Answer(server, came[1], counted=in_time)

    def _came(self, server: str) -> tuple[int, int] | None:
        """When its answer came: (place, time)."""
        there = [m for m in self.messages(ANSWERS[self.phase], source=server) if is_in(m, self.at)]
        if there:
            first = min(there, key=lambda m: m.delivered_at or 0)
            return first.delivered_at or 0, arrival_us(first, self.at)
        if self.phase == "read" and (replied := self._replied(server)):
            return replied
        here = self._taker
        if server != here or self.messages(self.phase, target=here):
            return None
        return self._own(here)

    def _replied(self, server: str) -> tuple[int, int] | None:
        """When a reply came that is no message."""
        told = self.history.replied.get(self.operation.number, ())
        came = ((place, us) for place, us, source in told if source == server)
        return next((one for one in came if self.since <= one[0] < self.at), None)

    @property
    def _taker(self) -> str:
        """Who needs no message: the coordinator; of a write whoever stamped it, a primary maybe."""
        stamped = self.operation.version if self.phase == "write" else None
        return stamped[2] if stamped else self.operation.coordinator

    def _own(self, here: str) -> tuple[int, int] | None:
        """When a coordinator answered itself, without any message."""
        cell, version = self.operation.cell, self.operation.version
        if self.phase == "read":
            return self.since, self.asked_us
        if self.phase == "repair":
            found = ((p, us) for p, us, part, _, _ in self.operation.course if part == "mend")
        elif cell is None or version is None:
            return None
        else:
            held = self.history.held(cell, self.since).get(here)
            if held is not None and held >= version:
                return self.since, self.asked_us  # it acknowledges also what it discards as older
            stores = self.history.stores.get(cell, ())
            found = ((p, us) for p, us, server, v in stores if server == here and v >= version)
        return next((f for f in found if self.since <= f[0] < self.at), None)

    def _silence(self, server: str) -> str:
        """Why a server's answer has not come."""
        answers = self.messages(ANSWERS[self.phase], source=server)
        if answers:
            return f"its {ANSWERS[self.phase]} never came: {fate(answers[-1], self.at)}"
        asked = self.messages(self.phase, target=server)
        if not asked:
            there = (one for one in durable.of_write(self.history, self.operation, self.at)
                     if one.server == server and one.readable_us is None)  # fmt: skip
            since = next((tell_time(one.since_us) for one in there), "")
            return f"{durable.WORDS} there since {since}" if since else "it has not stored it"
        if is_in(asked[-1], self.at):
            return "it was asked and has not answered"
        return f"what it was sent never came: {fate(asked[-1], self.at)}"
