"""A message inspected: from whom to whom, what it carries, and what has become of it.

Pure, as of a moment.
"""

from collections.abc import Iterator
from typing import Any

from engine import traffic
from engine.items import KIND, NUMBER, OPERATION, PAYLOAD, Item
from engine.records import Message
from engine.values import Cell, Copy, Entry
from explorer import exchange, explain
from explorer.inspection import Inspection, Moment, Row, few, operations
from explorer.letters import LETTERS
from explorer.times import tell_time

SHOWN = 6
"""Rows that a message carries which are told one by one."""


def inspection(moment: Moment, name: str) -> Inspection:
    """What is known of the message of this number."""
    key, title, number = f"message {name}", f"Message #{name}", int(name)
    message = moment.history.messages.get(number)
    if message is None or message.sent_at >= moment.at:
        return Inspection(key, title, f"#{name} has not been sent at this moment.")
    fate = _fate(moment, message)
    way = f"from {message.source} to {message.target}"
    name = LETTERS[message.kind].name
    what = f"{name[:1].upper()}{name[1:]} {way}"
    sections = [("Message", tuple(_fields(moment, message))), ("Fate", tuple(fate))]
    carried = tuple(_carries(moment, number))
    sections += [("Carries", carried)] if carried else []
    return Inspection(key, title, f"{what}: {fate[0].value}.", tuple(sections))


def _fields(moment: Moment, message: Message) -> Iterator[Row]:
    yield Row("kind", message.kind)
    yield Row("from", message.source, f"select server {message.source}")
    yield Row("to", message.target, f"select server {message.target}")
    ends = sorted((message.source, message.target))
    yield Row("link", " - ".join(ends), f"select link {' - '.join(ends)}")
    yield Row("sent", tell_time(message.sent_us))
    of = moment.history.carried.get(message.number, (message.operation,))
    known = few(operations(moment.history, of), "operations")
    yield from known or (Row("operation", "none: servers send it by themselves"),)


def _fate(moment: Moment, message: Message) -> list[Row]:
    """What has become of it so far, the last thing first."""
    at, moved = moment.at, [us for place, us in message.moves if place < moment.at]
    if message.death is not None and message.death[0] < at:
        _, died_us, where, reason = message.death
        text = f"lost at {tell_time(died_us)}, after {where:.0%} of its way: ".replace("%", " %")
        rows = [Row("lost", f"{text}{exchange.past(reason)}")]
    elif exchange.is_in(message, at):
        arrived_us = moment.events[message.delivered_at or 0][0]
        rows = [Row("delivered", f"delivered at {tell_time(arrived_us)}")]
    elif moved and moved[-1] is None:
        until = "it" if message.number in moment.cluster.by_hand else "its link"
        rows = [Row("held", f"held where it is, until {until} is released")]
    else:
        due_us = exchange.arrival_us(message, at)
        text = f"on its way, arrives {moment.left(due_us)}, at {tell_time(due_us)}"
        rows = [Row("arrives", text, fact=due_us)]
    for us in moved:
        told = "held on its way" if us is None else f"to arrive at {tell_time(us)} instead"
        rows.append(Row(f"moved, {len(rows)}", told))
    return rows


def _carries(moment: Moment, number: int) -> Iterator[Row]:
    """What is in it, while it is under way: keys that are asked for, or rows."""
    found = next((i for i in traffic.in_flight(moment.cluster) if i[NUMBER] == number), None)
    if found is None:
        return
    kind, payload = found[KIND], found[PAYLOAD]
    if kind == "read":
        for key in payload[:SHOWN]:
            yield Row(explain.key(key), "asked for")
        return
    rows = _log(moment, found) if kind == "wal" else _rows(kind, payload)
    for cell, copy in rows[:SHOWN]:
        yield _row(moment, cell, copy)
    if len(rows) > SHOWN:
        yield Row("more", f"{len(rows) - SHOWN:,} more rows")
    if kind == "reply" and not rows:
        yield Row("nothing", f"no rows of {explain.listed([explain.key(k) for k in payload[0]])}")


def _log(moment: Moment, frame: Item) -> tuple[Entry, ...]:
    """The rows that a frame of a real server's log is known to carry."""
    operations = moment.history.operations
    writes = moment.history.carried.get(frame[NUMBER], (frame[OPERATION],))
    written = (row for one in writes if one in operations for row in operations[one].written)
    return tuple((cell, (version, value)) for cell, version, value in written)


def _rows(kind: str, payload: Any) -> tuple[Entry, ...]:
    """The rows of a payload, which lie elsewhere in each kind of message."""
    if payload is None or kind not in _ROWS_AT:
        return ()
    place = _ROWS_AT[kind]
    return tuple(payload if place is None else payload[place])


_ROWS_AT: dict[str, int | None] = {
    "write": None, "ack": None, "repair": 0, "hint": 0, "sync": 0, "reply": 1, "stream": 1,
}  # fmt: skip
"""By kind: where in the payload its rows are; None: it is nothing else."""


def _row(moment: Moment, cell: Cell, copy: Copy) -> Row:
    version, value = copy
    what = f"{explain.key(cell[0])} ({', '.join(map(str, cell[1]))})"
    write = moment.written.get((cell, version))
    if write is not None:
        return Row(what, explain.said(write), f"select operation {write.number}")
    return Row(what, "deleted" if value is None else "as it was before the run")
