"""What a receipt draws: a lane for each server, with what came there and what came back. Pure.

Of a read the write that it is held against stands beside it, so that one sees where the two met,
or by how much they did not.
"""

from dataclasses import dataclass

from explorer import exchange
from explorer.case import Case


@dataclass(frozen=True, slots=True)
class Lane:
    """One server's part; times are microseconds of the run, None where that has not happened."""

    server: str
    home: bool
    wrote: bool
    """Its ack was one of those that the write was acknowledged by."""
    was_read: bool
    """Its reply was one of those that the read was answered from."""
    stored_us: int | None = None
    """When it had the write, or something newer."""
    ack_us: int | None = None
    """When its ack came to the write's coordinator."""
    looked_us: int | None = None
    """When the read looked at its copies."""
    reply_us: int | None = None
    """When its reply came to the read's coordinator."""
    margin_us: int | None = None
    """How early its copy was there when it was looked at; late: negative."""
    lacks: bool = False
    """It was read from, and what the read missed has not come to it since."""
    silent: str = ""
    """Why what was asked of it has not been answered, in words."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """All lanes, and the two moments that are decided in them."""

    lanes: tuple[Lane, ...]
    acknowledged_us: int | None
    """When the write was acknowledged."""
    answered_us: int | None
    """When the read was answered."""
    start_us: int
    end_us: int


def lanes(case: Case) -> Lanes | None:
    """The lanes of an operation, homes first; None where no quorum counts."""
    if case.agreed or not case.rounds:
        return None
    operation = case.operation
    write = operation if operation.kind == "write" else case.against
    acked_us = write.ended_us if write is not None and write.ended_by(case.at) else None
    if write is not None and write.outcome != "ok":
        acked_us = None
    read_us = operation.ended_us if operation.kind == "read" and case.answered else None
    found = tuple(_lane(case, server) for server in _servers(case))
    marks = [(lane.stored_us, lane.ack_us, lane.looked_us, lane.reply_us) for lane in found]
    times = [us for each in (*marks, (acked_us, read_us)) for us in each if us is not None]
    start_us = min([operation.invoked_us, *((write.invoked_us,) if write is not None else ())])
    return Lanes(found, acked_us, read_us, start_us, max([start_us + 1, *times]))


def _servers(case: Case) -> tuple[str, ...]:
    """The homes, then who was asked or answered beside them."""
    homes = (server for _, servers in case.homes for server in servers)
    asked = (server for found in case.rounds for server in found.servers)
    others = (answer.server for found in case.rounds for answer in found.answers)
    return tuple(dict.fromkeys((*homes, *asked, *others, *case.write_set)))


def _lane(case: Case, server: str) -> Lane:
    homes = {name for _, servers in case.homes for name in servers}
    read = case.operation.kind == "read"
    acks = _acks(case)
    replies = {} if not read else _answers(case, "read")
    silent = [a.why for found in case.rounds for a in found.silent if a.server == server]
    looked = exchange.looked(case.history, case.operation, server, case.at) if read else None
    return Lane(
        server=server,
        home=server in homes,
        wrote=server in case.write_set,
        was_read=server in case.read_set,
        stored_us=_stored_us(case, server),
        ack_us=acks.get(server),
        looked_us=looked[1] if looked is not None else None,
        reply_us=replies.get(server),
        margin_us=case.margins.get(server),
        lacks=case.stale and server in case.read_set and server not in case.margins,
        silent=silent[0] if silent else "",
    )


def _answers(case: Case, phase: str) -> dict[str, int]:
    """By server: when its answer came."""
    found = case.round(phase)
    came = found.answers if found is not None else ()
    return {a.server: a.arrived_us for a in came if a.arrived_us is not None}


def _acks(case: Case) -> dict[str, int]:
    """By server: when its ack of the write came, also of the write that a read is held against."""
    if case.operation.kind == "write":
        return _answers(case, "write")
    if case.against is None:
        return {}
    found = exchange.round_of(case.history, case.against, "write", case.at)
    came = found.answers if found is not None else ()
    return {a.server: a.arrived_us for a in came if a.arrived_us is not None}


def _stored_us(case: Case, server: str) -> int | None:
    """When a server first had the write in question, or something newer, while this went on."""
    write = case.operation if case.operation.kind == "write" else case.against
    if write is None or write.cell is None or write.version is None:
        return None
    span, version = range(write.invoked_at, case.at), write.version
    stores = case.history.stores.get(write.cell, ())
    return next(
        (us for place, us, name, stored in stores
         if name == server and stored >= version and place in span),
        None,
    )  # fmt: skip
