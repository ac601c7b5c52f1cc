"""Replicas that do not agree, though nothing is in the way any more: what some homes lack. Pure.

`verdicts` asks the servers whether they agree; this asks the history, and so any run that is over.
What was written counts, and its homes are those that it was sent to, or that came after them. What
servers agree on by Raft comes of itself, and is never apart for good.
"""

from collections.abc import Iterator

from engine.history import History
from engine.members import Members
from engine.records import Message, Operation
from engine.values import Cell
from engine.versions import GENESIS, Version
from explorer import anomalies, measurements

BEATS = ("heartbeat", "heard")
"""The kinds of message that carry nothing, and are always under way."""


def writes(history: History) -> Iterator[tuple[Operation, int]]:
    """The writes that some of their homes lack at the end of a run, and when that was settled."""
    if _in_the_way(history):
        return
    for cell in history.stores:
        held = history.held(cell, history.length)
        number = history.writers.get((cell, max(held.values(), default=GENESIS)), 0)
        write = history.operations.get(number)
        if write is None or number in history.logs:
            continue
        if lacking(history, write, cell, history.length):
            yield write, _settled_us(history)


def lacking(history: History, write: Operation, cell: Cell, at: int) -> tuple[str, ...]:
    """The homes of a write that lack this row of it."""
    version: Version = next((v for c, v, _ in write.written if c == cell), GENESIS)
    has = history.copies(cell, version, at)
    return tuple(home for home in _homes(history, write, cell, at) if home not in has)


def _homes(history: History, write: Operation, cell: Cell, at: int) -> tuple[str, ...]:
    """To whom it was sent; where the members have changed since, as many as that of them."""
    asked: tuple[str, ...] = write.asked.get("write", ((), 0))[0]
    ring = next((ring for place, ring in reversed(history.rings) if place < at), None)
    if ring is None:
        return asked
    # while members change, a write is sent to one more than N
    everybody = (o.asked["write"][0] for o in history.operations.values() if "write" in o.asked)
    return Members(ring).homes(cell[0], min(len(asked), min(map(len, everybody))))


def _in_the_way(history: History) -> bool:
    """Whether servers do not run, links are cut, members change or messages are under way."""
    at = history.length
    if measurements.away(history, at) or anomalies.links_cut(history, at):
        return True
    paused, moves = set[str](), False
    for _, event in history.faults:
        if event[1] == "paused":
            paused.add(event[2])
        elif event[1] in ("resumed", "crashed", "wiped", "replacing", "left"):
            paused.discard(event[2])
        if event[1] in ("joining", "leaving", "joined", "left"):
            moves = event[1] in ("joining", "leaving")
    return bool(paused) or moves or any(map(_is_under_way, history.messages.values()))


def _is_under_way(message: Message) -> bool:
    ended = message.death is not None or message.delivered_at is not None
    return not ended and message.kind not in BEATS


def _settled_us(history: History) -> int:
    """When the last thing happened that could have brought the homes together."""
    times = [event[0] for _, event in history.faults]
    times += [o.ended_us or o.invoked_us for o in history.operations.values()]
    times += [m.death[1] for m in history.messages.deaths if m.death is not None]
    times += [_arrived_us(m) for m in history.messages.values() if m.kind not in BEATS]
    return max(times, default=0)


def _arrived_us(message: Message) -> int:
    moved = [us for _, us in message.moves if us is not None]
    return moved[-1] if moved else message.arrives_us
