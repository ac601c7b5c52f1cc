"""A run as tidy CSV tables: operations, messages, and what was measured over time (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Iterator

from explorer.formats.facts import Facts

Row = tuple[object, ...]

OPERATIONS = (
    "operation", "name", "user", "kind", "action", "key", "coordinator", "invoke_us", "complete_us",
    "outcome", "version", "staleness_us", "staleness_k",
)  # fmt: skip
MESSAGES = (
    "message", "kind", "source", "target", "operation", "sent_us", "delivered_us", "lost_us",
    "why_lost",
)  # fmt: skip
SERIES = ("t_us", "series", "node", "value")


def files(facts: Facts) -> Iterator[tuple[str, str]]:
    """(name, text) of every table."""
    yield "operations.csv", _table(OPERATIONS, _operations(facts))
    yield "messages.csv", _table(MESSAGES, _messages(facts))
    yield "series.csv", _table(SERIES, sorted(_series(facts), key=lambda row: row[:3]))


def _table(head: Row, rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def _operations(facts: Facts) -> Iterator[Row]:
    """An operation a row; a version as its wall clock, counter and server, such as `5000.0.A`."""
    for o in facts.operations():
        version = "" if o.version is None else ".".join(map(str, o.version))
        stale = o.staleness
        age_us, behind = ("", "") if stale is None else (stale.age_us, stale.versions)
        keys = dict.fromkeys((*o.keys, *(cell[0] for cell, _, _ in o.written)))
        yield (
            o.number, o.name, o.user, o.kind, o.action, " ".join(keys), o.coordinator,
            o.invoked_us, o.ended_us, o.outcome or "pending", version, age_us, behind,
        )  # fmt: skip


def _messages(facts: Facts) -> Iterator[Row]:
    """A message a row; one on its way has neither arrived nor been lost."""
    for m in facts.messages():
        lost_us, why = ("", "") if m.death is None else (m.death[1], m.death[3])
        arrived_us = facts.arrived_us(m)
        yield (
            m.number, m.kind, m.source, m.target, m.operation or "", m.sent_us,
            "" if arrived_us is None else arrived_us, lost_us, why,
        )  # fmt: skip


def _series(facts: Facts) -> Iterator[Row]:
    """What was measured, a value a row: in microseconds, or, by the name, a number of versions."""
    for o in facts.operations():
        if o.outcome == "ok" and o.ended_us is not None:
            yield o.ended_us, f"{o.kind}_latency_us", o.coordinator, o.ended_us - o.invoked_us
        if o.staleness is not None:
            yield o.invoked_us, "staleness_us", o.coordinator, o.staleness.age_us
            yield o.invoked_us, "staleness_k", o.coordinator, o.staleness.versions
    for time_us, server, behind_us in _behind(facts):
        if time_us >= facts.from_us:
            yield time_us, "behind_us", server, behind_us
    for server, jobs in facts.history.served.items():
        begun = (job for job in jobs if job[0] >= facts.from_us)
        yield from ((end_us, "queued_us", server, waited_us) for end_us, waited_us, _, _ in begun)


def _behind(facts: Facts) -> Iterator[tuple[int, str, int]]:
    """How far behind each server was, as corners: it grows with time, and then falls at once."""
    since: dict[str, int | None] = {}
    for _, time_us, server, since_us in facts.history.behind:
        ages = (0 if us is None else time_us - us for us in (since.get(server), since_us))
        yield from ((time_us, server, age_us) for age_us in dict.fromkeys(ages))
        since[server] = since_us
