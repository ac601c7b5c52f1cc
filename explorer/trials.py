"""What trials say: the part of fresh reads by the time since the ack, and latencies. Pure.

Only reads that were answered can be fresh or stale; latencies count who waited in vain as well.
"""

from collections.abc import Iterator

from engine.history import History
from engine.records import Operation
from engine.trials import PREFIX
from explorer import measurements, percentiles


def key_of(operation: Operation) -> str:
    """The key of the trial that an operation belongs to; empty when it belongs to none."""
    key = operation.cell[0] if operation.cell else next(iter(operation.keys), "")
    return key if key.startswith(PREFIX) else ""


def _of_trials(history: History, at: int) -> Iterator[Operation]:
    return (o for o in measurements.ended(history, at) if key_of(o))


def answers(history: History, at: int) -> dict[int, list[bool]]:
    """Whether each answered read was fresh, by how long after the ack it began, in microseconds."""
    acked_us: dict[str, int] = {}
    found: dict[int, list[bool]] = {}
    for operation in _of_trials(history, at):
        if operation.outcome != "ok":
            continue
        if operation.cell:
            acked_us[operation.cell[0]] = operation.ended_us or 0
        elif operation.staleness:
            after_us = operation.invoked_us - acked_us[operation.keys[0]]
            found.setdefault(after_us, []).append(operation.staleness.versions == 0)
    return found


def fresh(history: History, at: int, after_us: int) -> float | None:
    """The part of the reads so long after the ack that were fresh; None when there were none."""
    reads = answers(history, at).get(after_us)
    return 100 * sum(reads) / len(reads) if reads else None


def percentile_us(history: History, at: int, kind: str, quantile: float) -> float | None:
    """A quantile of how long reads or writes took; None when there are too few to say."""
    operations = [o for o in _of_trials(history, at) if o.kind == kind]
    found = percentiles.quantile(measurements.latencies_ms(operations), quantile)
    return None if found is None else found * 1_000
