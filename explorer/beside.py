"""What was done beside an operation, in sentences: user-session waits, repair, hints. Pure."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

from engine.records import Operation
from engine.values import Cell
from engine.versions import Version
from explorer import exchange
from explorer.case import Case
from explorer.explain import listed, said
from explorer.times import tell_time


def waits(case: Case) -> Iterator[str]:
    """How the user session had it wait, or be forwarded, and for what."""
    operation = case.operation
    course = [c for c in operation.course if c[0] < case.at]
    waits = [c for c in course if c[2] == "wait"]
    for place, time_us, _, servers, _ in [c for c in course if c[2] == "forward"]:
        text = f"At {tell_time(time_us)} it was forwarded to {listed(servers)}"
        yield f"{text}, for the answer lacked {_demanded(case, place)}."
    if waits:
        here, waited = waits[0][3][0], tell_time(case.waited_us)
        verb = "waited" if case.ended else "has waited"
        yield f"At {here} it {verb} {waited} for {_demanded(case, waits[0][0])}."


def _demanded(case: Case, place: int) -> str:
    """What the user had written or seen, and its coordinator lacked then."""
    read, history = case.operation, case.history
    newest: dict[Cell, tuple[Version, str]] = {}
    for earlier in history.operations.values():
        if earlier.user == read.user and earlier.ended_by(place) and earlier.outcome == "ok":
            for cell, version in _known(earlier):
                how = "written" if earlier.kind == "write" else "seen"
                if cell[0] in read.keys and version > newest.get(cell, (version[:0], ""))[0]:
                    newest[cell] = (version, how)
    writes = {(o.cell, o.version): o for o in history.operations.values() if o.version}
    lacking = [
        f"{said(write)}, which {read.user} had {how}"
        for cell, (version, how) in newest.items()
        if read.coordinator not in history.copies(cell, version, place)
        and (write := writes.get((cell, version))) is not None
    ]
    return " and ".join(lacking) or f"what {read.user} had written or seen"


def _known(operation: Operation) -> Iterator[tuple[Cell, Version]]:
    """What an operation's end had its user know."""
    if operation.cell is not None and operation.version is not None:
        yield operation.cell, operation.version
    yield from operation.result.items()


def tries(case: Case) -> Iterator[str]:
    """The other tries at what its user wanted, where it was asked for more than once."""
    first = case.operation.first or case.operation.number
    found = [o for o in case.history.operations.values() if first in (o.number, o.first)]
    made = [o for o in found if o.invoked_at < case.at]
    if len(made) > 1:
        told = [f"#{o.number} at {tell_time(o.invoked_us)}, {_end(o, case.at)}" for o in made]
        this = [o.number for o in made].index(case.operation.number) + 1
        yield f"Asked {len(made)} times, and this is no. {this}: {'; '.join(told)}."


def _end(operation: Operation, at: int) -> str:
    if not operation.ended_by(at):
        return "in progress"
    return {"ok": "answered", "fail": "refused"}.get(operation.outcome or "", "no answer")


def queues(case: Case) -> Iterator[str]:
    """Where it stood in a queue, as far as its turn had come, and how long it took there."""
    operation, history = case.operation, case.history
    found = []
    for server, jobs in history.served.items():
        first = bisect_left(jobs, operation.invoked_us, key=itemgetter(0))
        for end_us, waited_us, took_us, number in islice(jobs, first, None):
            if end_us > case.cluster.now_us:
                break
            if number == operation.number:
                found.append((end_us, server, waited_us, took_us))
    for end_us, server, waited_us, took_us in sorted(found):
        waited, took = tell_time(waited_us), tell_time(took_us)
        yield f"{server}: waited {waited} for its turn, took {took}, done at {tell_time(end_us)}."


def past(case: Case) -> Iterator[str]:
    """Where the write had to wait for what it depends on, and how long."""
    writes = {row[:2]: o for o in case.history.operations.values() for row in o.written}
    rows = {row[:2] for row in case.operation.written}
    for place, since_us, server, cell, version, missing, needed in case.history.deferred:
        if place >= case.at or (cell, version) not in rows:
            continue
        stored = [us for p, us, s, v in case.history.stores.get(cell, ())
                  if s == server and v >= version and place <= p < case.at]  # fmt: skip
        write = writes.get((missing, needed))
        what = said(write) if write is not None else "a write"
        if stored:
            yield f"At {server} it waited {tell_time(stored[0] - since_us)} for {what}."
        else:
            yield f"At {server} it waits for {what}, since {tell_time(since_us)}."


def repairs(case: Case) -> Iterator[str]:
    """What it sent to servers that turned out to lack something."""
    for place, time_us, part, servers, _ in case.operation.course:
        if part == "mend" and place < case.at:
            yield f"It mended {listed(servers)}'s own copy at {tell_time(time_us)}."
    for message in case.history.messages.of(case.operation.number):
        if message.kind == "repair" and message.sent_at < case.at:
            sent = f"It sent {message.target} what it lacked at {tell_time(message.sent_us)}"
            if message.delivered_at is not None and message.delivered_at < case.at:
                yield f"{sent}, which came at {tell_time(exchange.arrival_us(message, case.at))}."
            else:
                yield f"{sent}: {exchange.fate(message, case.at)}."


_HINT_ENDS = {
    "handed_off": "handed it over", "hint_lost": "lost it by going down",
    "readdressed": "keeps it for others, as the members changed,",
}  # fmt: skip


def hints(case: Case) -> Iterator[str]:
    """The hints that were kept for homes that did not answer, and what became of them."""
    operation = case.operation
    kept: dict[tuple[str, str], str] = {}
    for place, time_us, holder, home, cell, version, event in case.history.hints:
        if place >= case.at or cell != operation.cell or version != operation.version:
            continue
        when = tell_time(time_us)
        if event == "hinted":
            kept[holder, home] = f"{holder} keeps a hint for {home}, since {when}"
        elif (holder, home) in kept:
            kept[holder, home] += f"; it {_HINT_ENDS[event]} at {when}"
    yield from (f"{text}." for text in kept.values())
    for place, home, number in case.history.hints_expired:
        if place < case.at and number == operation.number:
            yield f"No hint is kept for {home}: it had been silent for too long."
