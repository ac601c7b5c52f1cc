"""Why a read did not show a write, in a clause, and the moment that decided it. Pure.

The clause is about the servers that the read had its answers from: what had become of the copy
that each of them lacked when it was looked at, and by how much that was too late.
"""

from dataclasses import dataclass

from engine.history import History
from engine.records import Operation
from explorer import cone, exchange, explain
from explorer.explain import listed
from explorer.times import tell_time


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A write that a read did not show, as far as it is known up to a place in the log."""

    history: History
    read: Operation
    write: Operation
    at: int

    @property
    def read_set(self) -> tuple[str, ...]:
        """The servers that the read had its answers from."""
        return cone.asked_of(self.history, self.read)

    @property
    def write_set(self) -> tuple[str, ...]:
        """The servers that had acknowledged the write in time."""
        return exchange.acknowledged_by(self.history, self.write)

    def looked(self, server: str) -> tuple[int, int]:
        """When the read looked for this at a server: (place, time).

        A page that thinks looks twice: it missed what was not there at the first look.
        """
        place, at_us = cone.looked(self.history, self.read, server)
        cell, version = self.write.cell, self.write.version
        if self.read.kept_at is None or self.read.kept_us is None or cell is None:
            return place, at_us
        held = self.history.held(cell, place).get(server)
        there = held is not None and version is not None and held >= version
        return (self.read.kept_at, self.read.kept_us) if there else (place, at_us)

    @property
    def decided_us(self) -> int:
        """When the last copy was lost that the read could have found, else when it looked."""
        lost: list[int] = []
        looked_us = self.read.invoked_us
        for server in self.read_set:
            place, at_us = self.looked(server)
            looked_us = max(looked_us, at_us)
            dead = deaths(self.history, self.write, server, place)
            lost += [died_us for _, died_us, _, _ in dead]
            lost += cone.losses_us(self.history, self.write, server, place)
        return max(lost, default=looked_us)

    def clause(self) -> str:
        """'the copy came to B 35 ms too late: with R = 1 B alone answered, with W = 1 ...'."""
        fates = {server: self._fate(server) for server in self.read_set}
        late = [f"to {server} {fate}" for server, fate in fates.items() if fate.endswith("late")]
        told = [f"the copy came {listed(late)}"] if late else []
        told += [fate for fate in fates.values() if not fate.endswith("late")]
        return ": ".join(part for part in (", ".join(dict.fromkeys(told)), self._quorums()) if part)

    def _fate(self, server: str) -> str:
        """What had become of a server's copy: '35 ms too late', or a clause of its own."""
        place, at_us = self.looked(server)
        came = self._came(server, place)
        if came is not None and not deaths(self.history, self.write, server, place):
            return f"{tell_time(max(1, came - at_us))} too late"
        logs = self.history.logged(self.write.number, place)
        if logs and server not in logs:
            return f"{server} had not heard of it: {listed(logs)} had agreed on it without {server}"
        if logs:
            return f"{server} had it in its log, and not in its copies yet"
        return fate(self.history, self.write, server, place)

    def _came(self, server: str, place: int) -> int | None:
        """When the server stored it, or something newer, after it had been looked at."""
        cell, version = self.write.cell, self.write.version
        if cell is None or version is None:
            return None
        if self.history.held(cell, place).get(server, version[:0]) >= version:
            return None
        stores = self.history.stores.get(cell, ())
        return next((us for p, us, s, v in stores
                     if s == server and v >= version and place <= p < self.at), None)  # fmt: skip

    def _quorums(self) -> str:
        """How few were asked and waited for, where a quorum counts and the two did not meet."""
        asked = self.read.asked.get("read")
        waited = self.write.asked.get("write")
        known = self.write.outcome == "ok" and self.write.ended_by(self.read.invoked_at)
        if not known or asked is None or waited is None or self.history.logs.get(self.write.number):
            return ""
        if not self.write_set or set(self.read_set) & set(self.write_set):
            return ""
        return (
            f"with R = {asked[1]} {_alone(self.read_set)} answered, "
            f"with W = {waited[1]} {_alone(self.write_set)} had acknowledged it"
        )


def _alone(servers: tuple[str, ...]) -> str:
    return f"{listed(servers)}{' alone' if len(servers) == 1 else ''}"


def deaths(
    history: History, write: Operation, server: str, before: int
) -> list[tuple[int, int, float, str]]:
    """The ends of the copies that were sent to a server and died before a place."""
    sent = cone.carriers(history, write, server, before)
    return [m.death for m in sent if m.death is not None and m.death[0] < before]


def fate(history: History, write: Operation, server: str, before: int) -> str:
    """What had become of a server's copy before a place, as a clause."""
    dead = deaths(history, write, server, before)
    if dead and not cone.losses_us(history, write, server, before):
        _, died_us, _, reason = dead[-1]
        when = tell_time(died_us)
        return f"the copy for {server} was lost at {when}, as {exchange.past(reason)}"
    text = explain.missing_copy(history, write.number, server, before).removesuffix(".")
    first = text.partition(" ")[0]
    text = text.replace(": ", ", ")
    return {"The": "the", "Nobody": "nobody"}.get(first, first) + text.removeprefix(first)
