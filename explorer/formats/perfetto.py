"""A run for Perfetto and Chrome's tracing: each server a process, operations and messages in it.

The Trace Event Format: asynchronous events (`b`, `e`) for operations, for these overlap; complete
ones (`X`) for jobs and the ends of messages; an arrow (`s` to `f`) for each message that arrived;
faults as global instants; how old what was read is as a counter. Complete events of one thread
have to nest, so what overlaps is on threads of its own. Times are in microseconds, as there.
"""

import json
from collections.abc import Iterator
from typing import Any

from engine.records import Message, Operation
from explorer.event_facts import GROUP_OF
from explorer.event_words import Teller
from explorer.formats.facts import Facts

Event = dict[str, Any]
END_US = 1
"""So long is the slice in which an arrow begins or ends: it needs one to hold on to."""
OUT, IN, JOBS = "sends", "receives", "works"
"""What there are threads for."""


def lines(facts: Facts) -> Iterator[str]:
    """The file, an event a line."""
    yield '{"displayTimeUnit":"ms","traceEvents":[\n'
    first = True
    for event in _Trace(facts).events():
        yield ("" if first else ",\n") + json.dumps(event, ensure_ascii=False)
        first = False
    yield "\n]}\n"


class _Lanes:
    """Threads of one process for things of one sort: two that overlap are on different ones."""

    def __init__(self) -> None:
        self._free_us: list[int] = []
        """By lane: when it is free."""

    def take(self, from_us: int, until_us: int) -> int:
        """The first lane with room; spans come by their beginnings."""
        for lane, free_us in enumerate(self._free_us):
            if free_us <= from_us:
                self._free_us[lane] = until_us
                return lane
        self._free_us.append(until_us)
        return len(self._free_us) - 1


class _Trace:
    """Makes the events."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        hosts = [*facts.servers, *sorted(set(facts.history.served) - set(facts.servers))]
        self._pids = {server: number for number, server in enumerate(hosts, 1)}
        """Web servers come last; they have jobs alone."""
        self._lanes: dict[tuple[str, str], _Lanes] = {}
        self._threads: dict[tuple[str, str, int], int] = {}
        """The number of each thread, in the order in which they came to be."""

    def events(self) -> Iterator[Event]:
        """All of them; names of processes and threads come last, which the format allows."""
        for operation in self._facts.operations():
            yield from self._operation(operation)
            if operation.staleness is not None:
                args = {"ms": operation.staleness.age_us / 1_000}
                yield {"ph": "C", "name": "staleness", "pid": 0, "tid": 0,
                       "ts": operation.ended_us, "args": args}  # fmt: skip
        yield from self._jobs()
        yield from self._messages()
        yield from self._faults()
        for server, pid in self._pids.items():
            yield _named("process_name", pid, 0, server)
        for (server, sort, lane), tid in self._threads.items():
            name = sort + (f" {lane + 1}" if lane else "")
            yield _named("thread_name", self._pids[server], tid, name)

    def _slice(
        self, server: str, sort: str, span: tuple[int, int], name: str, args: Event
    ) -> Event:
        from_us, until_us = span
        lanes = self._lanes.setdefault((server, sort), _Lanes())
        lane = lanes.take(from_us, until_us)
        tid = self._threads.setdefault((server, sort, lane), len(self._threads) + 1)
        return {
            "ph": "X", "name": name, "cat": sort, "pid": self._pids[server], "tid": tid,
            "ts": from_us, "dur": until_us - from_us, "args": args,
        }  # fmt: skip

    def _operation(self, o: Operation) -> Iterator[Event]:
        """From its beginning to its end, or to where the trace ends."""
        until_us = self._facts.until_us if o.ended_us is None else o.ended_us
        args = {"operation": o.number, "user": o.user, "outcome": o.outcome or "pending"}
        if o.staleness is not None:
            args["behind"] = o.staleness.versions
        known = {"name": f"{o.action} #{o.number}", "cat": "operation", "id": o.number,
                 "pid": self._pids[o.coordinator], "tid": 0}  # fmt: skip
        yield {"ph": "b", **known, "ts": o.invoked_us, "args": args}
        yield {"ph": "e", **known, "ts": until_us}

    def _jobs(self) -> Iterator[Event]:
        """What servers worked on, where work takes time."""
        for server, jobs in self._facts.history.served.items():
            for end_us, waited_us, took_us, operation in sorted(jobs, key=lambda j: j[0] - j[2]):
                span, args = (end_us - took_us, end_us), {"waited_us": waited_us}
                if took_us and span[0] >= self._facts.from_us:
                    yield self._slice(server, JOBS, span, f"#{operation}", args)

    def _messages(self) -> Iterator[Event]:
        """Both ends of each that arrived, with an arrow; of the others how they ended."""
        arrived: list[tuple[int, Message]] = []
        for m in self._facts.messages():
            at_us = self._facts.arrived_us(m)
            end = self._end(m, m.source, m.sent_us, OUT)
            if at_us is None:
                end["args"]["lost" if m.death else "on its way"] = m.death[3] if m.death else True
            else:
                arrived.append((at_us, m))
            yield end
            if at_us is not None:
                yield {"ph": "s", **_arrow(end, m)}
        for at_us, m in sorted(arrived, key=lambda each: (each[0], each[1].number)):
            end = self._end(m, m.target, at_us, IN)
            yield end
            yield {"ph": "f", "bp": "e", **_arrow(end, m)}

    def _end(self, m: Message, server: str, at_us: int, sort: str) -> Event:
        args = {"message": m.number, "operation": m.operation, "from": m.source, "to": m.target}
        return self._slice(server, sort, (at_us, at_us + END_US), m.kind, args)

    def _faults(self) -> Iterator[Event]:
        teller = Teller(self._facts.history)
        for event in self._facts.events:
            if GROUP_OF.get(event[1]) == "faults" and event[0] >= self._facts.from_us:
                yield {"ph": "i", "s": "g", "cat": "fault", "name": teller.say(event), "pid": 0,
                       "tid": 0, "ts": event[0]}  # fmt: skip


def _arrow(end: Event, message: Message) -> Event:
    """An end of the arrow, inside of the slice that it holds on to."""
    return {
        "id": message.number, "name": message.kind, "cat": "message", "pid": end["pid"],
        "tid": end["tid"], "ts": end["ts"],
    }  # fmt: skip


def _named(what: str, pid: int, tid: int, name: str) -> Event:
    return {"ph": "M", "name": what, "pid": pid, "tid": tid, "args": {"name": name}}
