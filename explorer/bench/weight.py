"""`memory`: a long run with its keyframes, beside its events alone, packed."""

import multiprocessing
from array import array
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from engine.events import Event
from explorer.bench import ours
from explorer.bench.growth import EVENTS_AN_OPERATION
from explorer.bench.resident import resident_mb
from explorer.bench.rows import Asked, Goal, Row

EVENTS = 5_000_000


def memory(asked: Asked, goal: Goal) -> Iterator[Row]:
    """In a process of its own, for what another run has left there is not to be weighed."""
    asked.told("making the run")
    operations = asked.sized(round(EVENTS / EVENTS_AN_OPERATION))
    alone = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=alone) as pool:
        events, run_mb, packed_mb = pool.submit(weighed, operations).result()
    if run_mb is not None:
        yield Row("memory", "MB", run_mb, peer=packed_mb,
                  peer_name=f"its {events:,} events alone, packed", goal=goal)  # fmt: skip


def weighed(operations: int) -> tuple[int, float | None, float]:
    """How many events a run has; what the run takes, where this system tells; and they, packed."""
    before_mb = resident_mb()
    run = ours.play(ours.timeline(operations))
    after_mb = resident_mb()
    grown_mb = None if before_mb is None or after_mb is None else after_mb - before_mb
    events = run.branch.events
    return len(events), grown_mb, packed_bytes(events) / 1e6


def packed_bytes(events: Iterable[Event]) -> int:
    """The events as rows of numbers: eight bytes a time, a byte a name, four bytes a field.

    Each text and each tuple is kept once, and stands in the row as its number.
    """
    known: dict[Any, int] = {}
    times_us, names, fields = array("q"), array("B"), array("l" if array("i").itemsize < 4 else "i")
    for event in events:
        times_us.append(event[0])
        names.append(known.setdefault(event[1], len(known)) & 255)
        fields.extend(_number(field, known) for field in event[2:])
    texts = sum(len(repr(each)) for each in known)
    return texts + sum(len(column) * column.itemsize for column in (times_us, names, fields))


def _number(field: Any, known: dict[Any, int]) -> int:
    whole = isinstance(field, int) and -(1 << 31) <= field < 1 << 31
    return field if whole else known.setdefault(field, len(known))
