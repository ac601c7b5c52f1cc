"""The events of servers and people with vector clocks, for ShiViz.

Two lines an event: host and clock, then the sentence that the event log has for it. The first line
of the file tells the parser so, the second would tell several runs apart (shiviz, "Upload a log").
An event of a host comes after all that the host knew: what it did before, and, where a message
arrived, what its sender knew when it sent it. People are hosts too (`user:X`), and so are web
servers: what somebody asks for passes from one to the next, and the answer back, in no time; a
server that never got to it has heard nothing. Of a crowd only the servers' side is written.

Source: Mattern, "Virtual Time and Global States of Distributed Systems", 1989.
"""

import json
from collections.abc import Iterator

from engine.events import FIELDS, Event
from engine.records import of_crowd
from explorer import event_facts
from explorer.event_words import Teller
from explorer.formats.facts import Facts

PARSER = r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)"
Clock = dict[str, int]
HERE = ("storage", "repairs", "queues", "faults", "members", "raft")
"""Groups of events that happen at a server, beside messages and requests."""
SILENCE = ("unavailable", "info")
"""Nobody answered."""
ENDS = ("ok", "fail", *SILENCE)


def lines(facts: Facts) -> Iterator[str]:
    """The file."""
    yield f"{PARSER}\n\n"
    clocks, teller = _Clocks(), Teller(facts.history)
    for event in facts.events:
        if event[0] < facts.from_us:
            continue
        for host, clock in clocks.tick(facts, event):
            sentence = " ".join(teller.say(event).split())
            yield f"{host} {json.dumps(clock, ensure_ascii=False)}\n{sentence}\n"


def _host(facts: Facts, event: Event) -> str:
    """The server at which it happens; empty: at none, such as a cut, or what only we can see."""
    name, group = event[1], event_facts.GROUP_OF.get(event[1], "")
    if name == "routed":
        return ""  # it is told with the request
    if group == "requests":
        return facts.history.operations[event[2]].coordinator
    if group not in HERE or name == "behind" or "links" in FIELDS[name]:
        return ""
    return next(iter(event_facts.servers(facts.history, event)), "")


class _Clocks:
    """What each host knows, and what each message and each request carries."""

    def __init__(self) -> None:
        self._known: dict[str, Clock] = {}
        self._carried: dict[int, Clock] = {}
        self._asked: dict[int, Clock] = {}
        """By operation: what came with it from its web server, until its coordinator gets to it."""

    def tick(self, facts: Facts, event: Event) -> Iterator[tuple[str, Clock]]:
        """The hosts at which this event happens, each with its clock then."""
        _, name, number, *_ = event
        if name in ("sent", "delivered"):
            message = facts.history.messages[number]
            here = message.source if name == "sent" else message.target
            clock = self._at(here, self._carried.pop(number, {}))
            if name == "sent":
                self._carried[number] = clock
            yield here, clock
        elif name == "invoked" or name in ENDS:
            yield from self._with_user(facts, event)
        elif host := _host(facts, event):
            operation = event_facts.operation(facts.history, event)
            carried = self._asked.pop(operation, {}) if host in facts.servers else {}
            yield host, self._at(host, carried)

    def _with_user(self, facts: Facts, event: Event) -> Iterator[tuple[str, Clock]]:
        """A request passes from its user to a server, an answer back; silence does not."""
        _, name, number, *_ = event
        operation = facts.history.operations[number]
        user, web = f"user:{operation.user}", facts.routed.get(number, "")
        way = [user, web or operation.coordinator]
        if name == "invoked" and not web and facts.reached_us(operation) is None:
            way = [user]  # its connection was refused
        elif name != "invoked":
            way = [user] if name in SILENCE else [operation.coordinator, web, user]
        carried: Clock = {}
        for host in filter(None, way):
            if host != user or not of_crowd(operation.user):
                carried = self._at(host, carried)
                yield host, carried
        if name == "invoked" and web:
            self._asked[number] = carried

    def _at(self, host: str, carried: Clock) -> Clock:
        """The clock of the next event there, with all that came with it."""
        known = self._known.setdefault(host, {})
        for other, count in carried.items():
            known[other] = max(count, known.get(other, 0))
        known[host] = known.get(host, 0) + 1
        return dict(known)
