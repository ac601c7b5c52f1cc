"""A run as OpenTelemetry traces, in OTLP's JSON: what Jaeger and Tempo take in.

A trace for each operation: what its user waited for is the root; below it the time at a web server,
where there is one, and the work of its coordinator; below that each message on its way. What
belongs to no operation (anti-entropy, heartbeats) is a trace of its own. A service is a user, or a
server. Ids are hashes of the run and of what they stand for, so that they are the same every time;
time nought is the beginning of 1970.

Source: opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding": ids in hex, 64-bit integers as
strings.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from engine.records import Message, Operation
from explorer.formats.facts import NS_IN_US, Facts

Span = dict[str, Any]
SERVER, CLIENT, PRODUCER = 2, 3, 4
OK, ERROR, UNSET = 1, 2, 0
SCOPE = {"name": "quorumscope"}
BATCH = 1_000
"""So many spans of a service are written at once: a long run is not kept in memory twice."""


def lines(facts: Facts) -> Iterator[str]:
    """The file: one object, spans of a service together, a batch a line."""
    batches: dict[str, list[Span]] = {}
    yield '{"resourceSpans":[\n'
    between = ""
    for service, span in _spans(facts):
        batch = batches.setdefault(service, [])
        batch.append(span)
        if len(batch) == BATCH:
            yield between + _resource(service, batches.pop(service))
            between = ",\n"
    for service, batch in batches.items():
        yield between + _resource(service, batch)
        between = ",\n"
    yield "\n]}\n"


def _resource(service: str, spans: list[Span]) -> str:
    told = {
        "resource": {"attributes": [_attribute("service.name", service)]},
        "scopeSpans": [{"scope": SCOPE, "spans": spans}],
    }
    return json.dumps(told, ensure_ascii=False)


def _spans(facts: Facts) -> Iterator[tuple[str, Span]]:
    known = set()
    for o in facts.operations():
        if facts.reached_us(o) is not None:
            known.add(o.number)
        yield from _of_operation(facts, o)
    for m in facts.messages():
        yield m.source, _of_message(facts, m, below=m.operation in known)


def _of_operation(facts: Facts, o: Operation) -> Iterator[tuple[str, Span]]:
    """What the user waited for, and the coordinator's part of it."""
    end_us = facts.until_us if o.ended_us is None else o.ended_us
    status = {"ok": OK, "fail": ERROR, "info": ERROR}.get(o.outcome or "", UNSET)
    told: dict[str, str | int] = {
        "operation": o.number,
        "outcome": o.outcome or "pending",
        "kind": o.kind,
    }
    if o.staleness is not None:
        told |= {"behind": o.staleness.versions, "age_us": o.staleness.age_us}
    trace, span = _trace(facts, o.number), (o.invoked_us, end_us)
    name = f"{o.action} {o.text}".strip()
    root = _id(facts, f"user of {o.number}", 16)
    yield f"user {o.user}", _span(trace, root, "", name, CLIENT, span, told, status)
    if o.number in facts.routed:
        yield facts.routed[o.number], _at_web(facts, o, trace, root)
    if (since_us := facts.reached_us(o)) is not None:
        here, work = _id(facts, f"coordinator of {o.number}", 16), f"coordinate {o.action}"
        yield o.coordinator, _span(trace, here, root, work, SERVER, (since_us, end_us), told,
                                   status)  # fmt: skip


def _at_web(facts: Facts, o: Operation, trace: str, root: str) -> Span:
    """From when it came there to when it was passed on; or as long as it waits there."""
    until_us = facts.reached_us(o)
    if until_us is None:
        until_us = facts.until_us if o.ended_us is None else o.ended_us
    own, span = _id(facts, f"web server of {o.number}", 16), (o.invoked_us, until_us)
    return _span(trace, own, root, "pass on", SERVER, span, {"operation": o.number}, OK)


def _of_message(facts: Facts, m: Message, *, below: bool) -> Span:
    """Its way; an error where it was lost."""
    arrived_us = facts.arrived_us(m)
    end_us = arrived_us if arrived_us is not None else m.death[1] if m.death else facts.until_us
    told: dict[str, str | int] = {"message": m.number, "from": m.source, "to": m.target}
    if m.death is not None:
        told["lost"] = m.death[3]
    status = ERROR if m.death else OK if arrived_us is not None else UNSET
    number = m.operation if below else 0
    trace = _trace(facts, number) if below else _id(facts, f"message {m.number}", 32)
    parent = _id(facts, f"coordinator of {number}", 16) if below else ""
    own = _id(facts, f"way of {m.number}", 16)
    name = f"{m.kind} {m.source} to {m.target}"
    return _span(trace, own, parent, name, PRODUCER, (m.sent_us, end_us), told, status)


def _span(
    trace: str, own: str, parent: str, name: str, kind: int, span: tuple[int, int],
    told: dict[str, str | int], status: int,
) -> Span:  # fmt: skip
    from_us, until_us = span
    return {
        "traceId": trace, "spanId": own, **({"parentSpanId": parent} if parent else {}),
        "name": name, "kind": kind, "startTimeUnixNano": str(from_us * NS_IN_US),
        "endTimeUnixNano": str(until_us * NS_IN_US),
        "attributes": [_attribute(key, value) for key, value in told.items()],
        "status": {"code": status},
    }  # fmt: skip


def _attribute(key: str, value: str | int) -> dict[str, Any]:
    told = {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}
    return {"key": key, "value": told}


def _trace(facts: Facts, operation: int) -> str:
    return _id(facts, f"operation {operation}", 32)


def _id(facts: Facts, what: str, digits: int) -> str:
    """In hex: the same for the same thing of the same run."""
    return sha256(f"{facts.digest}: {what}".encode()).hexdigest()[:digits]
