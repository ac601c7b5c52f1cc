"""What is told of the stage at the playhead: the newest thing that needs explaining.

Pure, as of a moment.
"""

from collections.abc import Iterator

from engine.history import History
from engine.records import Operation
from explorer import anomalies, explain
from explorer.frame_stage import Callout, Tone
from explorer.measurements import lost_acks
from explorer.timeline import Timeline


def callouts(timeline: Timeline, linger_us: int) -> Iterator[Callout]:
    """The newest thing that needs explaining, while it is fresh in mind; loss of data first."""
    history, place = timeline.branch.history, timeline.place
    wipes = [(at, event) for at, event in history.faults if at < place and event[1] == "wiped"]
    if wipes and wipes[-1][1][0] >= timeline.now_us - linger_us:
        yield from _lost(timeline, wipes[-1][1][2], wipes[-1][1][0])
    ended = [o for o in history.people.values() if o.ended_by(place)]
    for operation in sorted(ended, key=lambda o: o.ended_at or 0, reverse=True)[:1]:
        ended_us = operation.ended_us or 0
        if ended_us < timeline.now_us - linger_us:
            return
        of = _of_read if operation.kind == "read" else _of_write
        told = of(history, operation, place)
        if told is not None:
            (title, lines), tone = told
            yield Callout(operation.coordinator, title, lines, ended_us, tone, operation.number)


_Told = tuple[tuple[str, tuple[str, ...]], Tone]
"""Title and sentences, and the tone."""


def _of_read(history: History, read: Operation, _place: int) -> _Told | None:
    """What needs explaining of a read that has ended: a leak, stale data, an inversion."""
    leaked = anomalies.leaked(history, read) if read.action == "page" else None
    if leaked is not None and read.outcome == "ok":
        return explain.leak(history, read, *leaked), "bad"
    if read.staleness and read.staleness.missed:
        tone: Tone = "calm" if explain.harmless(read) else "bad"
        return explain.stale(history, read), tone
    inverted = anomalies.inverted(history, read)
    if inverted is not None:
        return explain.inversion(read, *inverted), "unknown"
    return None


def _of_write(history: History, write: Operation, place: int) -> _Told | None:
    """What needs explaining of a write that has ended: it is unknown, or lost to a later time."""
    if write.outcome == "info":
        if history.answer(write, place) is not write:
            return None  # it was asked again, or answered to another try
        return explain.unknown(history, write, place), "unknown"
    winner = anomalies.winner(history, write, place)
    if winner is not None:
        return explain.discarded(write, winner), "bad"
    return None


def _lost(timeline: Timeline, server: str, at_us: int) -> Iterator[Callout]:
    for write in lost_acks(timeline.branch.history, timeline.place)[:1]:
        title, lines = explain.lost(timeline.branch.history, write)
        yield Callout(server, title, lines, at_us, "bad", write.number)
