"""What a load did: rates, waiting, use of the servers, and which tier was full. Pure.

A call is what a user wants; it may take several tries, each of which is an operation. It is
answered in time when any try was answered before its user gave up on it. Whatever speaks of calls
counts those that began in a span of time; throughput counts answers that came in it. Times are in
microseconds, a span is half open, and a part is in per cent.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter, itemgetter

from engine import web
from engine.history import History
from engine.records import Operation
from engine.spec import Settings
from explorer import percentiles

FULL = 90.0
"""A tier that is busy for at least so many per cent of the time is full."""
SECOND_US = 1_000_000
RECOVERED = 0.95
"""The part of the calls of a second that are answered in time, where all is well."""

Span = tuple[int, int]
_INVOKED_US = attrgetter("invoked_us")
_ENDED_US = attrgetter("ended_us")


@dataclass(frozen=True, slots=True)
class Call:
    """What became of something that a user wanted."""

    began_us: int
    answered_us: int | None
    """When the first answer came; None: none did, or none has yet."""
    waited_us: int
    """Until then, or until the last try was given up."""
    over: bool
    """Whether it was answered, or given up."""


def calls(history: History, at: int, span: Span) -> list[Call]:
    """The calls that began in the span, as of a place."""
    return [_call(tries, at) for tries in _tries(history, at, span)]


def _tries(history: History, at: int, span: Span) -> Collection[list[Operation]]:
    """By call that began in the span: its tries, of which the later ones may come after it."""
    tries: dict[int, list[Operation]] = {}
    begun = history.begun
    for i in range(begun.before_us(span[0]), len(begun)):
        operation = begun[i]
        if operation.invoked_at >= at:
            break
        if operation.first in tries:
            tries[operation.first].append(operation)
        elif not operation.first and operation.invoked_us < span[1]:
            tries[operation.number] = [operation]
    return tries.values()


def _call(tries: list[Operation], at: int) -> Call:
    began_us = tries[0].invoked_us
    ended = [o.ended_us or 0 for o in tries if o.ended_by(at)]
    answered = [o.ended_us or 0 for o in tries if o.outcome == "ok" and o.ended_by(at)]
    until_us = min(answered) if answered else max(ended, default=began_us)
    over = bool(answered) or len(ended) == len(tries)
    return Call(began_us, min(answered, default=None), until_us - began_us, over)


def success(history: History, at: int, span: Span) -> float | None:
    """The part of the calls that were answered in time; None when there were none."""
    over = [call for call in calls(history, at, span) if call.over]
    if not over:
        return None
    return 100 * sum(call.answered_us is not None for call in over) / len(over)


def goodput(history: History, at: int, span: Span) -> float | None:
    """Calls a second that were answered in time."""
    good = sum(call.answered_us is not None for call in calls(history, at, span))
    return _per_second(good, span)


def tries(history: History, at: int, span: Span) -> float | None:
    """Tries a second, whatever became of them."""
    first, last = map(history.begun.before_us, span)
    return _per_second(max(0, min(last, history.begun.before(at)) - first), span)


def throughput(history: History, at: int, span: Span) -> float | None:
    """Answers a second."""
    first, last = map(history.ended.before_us, span)
    came = (o for o in history.ended[first:last] if o.outcome == "ok" and o.ended_by(at))
    return _per_second(sum(1 for _ in came), span)


def _per_second(count: int, span: Span) -> float | None:
    return count * SECOND_US / (span[1] - span[0]) if span[1] > span[0] else None


def latencies_us(history: History, at: int, span: Span) -> list[int]:
    """How long the calls of the span waited, with those that waited in vain."""
    return [call.waited_us for call in calls(history, at, span) if call.over]


def extra_tries(history: History, at: int, span: Span) -> float | None:
    """How many tries there were beyond the first ones, in per cent of these."""
    made = _tries(history, at, span)
    first = len(made)
    return 100 * (sum(map(len, made)) - first) / first if first else None


def timeline_us(history: History, at: int, span: Span, quantile: float) -> float | None:
    """A quantile over what a user asked for at once: as long as the slowest part of it takes."""
    waits: dict[tuple[str, int], int] = {}
    for made in _tries(history, at, span):
        call, whose = _call(made, at), (made[0].user, made[0].invoked_us)
        waits[whose] = max(waits.get(whose, 0), call.waited_us)
    found = percentiles.quantile([wait / 1_000 for wait in waits.values()], quantile)
    return None if found is None else found * 1_000


def mean_latency_us(history: History, at: int, span: Span) -> float | None:
    """The mean of these; None when there are none."""
    waits = latencies_us(history, at, span)
    return sum(waits) / len(waits) if waits else None


def percentile_us(history: History, at: int, span: Span, quantile: float) -> float | None:
    """A quantile of these; None when there are too few to say."""
    waits = latencies_us(history, at, span)
    found = percentiles.quantile([wait / 1_000 for wait in waits], quantile)
    return None if found is None else found * 1_000


def recovery_us(history: History, at: int, since_us: int, until_us: int) -> int | None:
    """How long after a moment all is well again: three seconds in a row, of which the first counts.

    None: not before `until_us`.
    """
    whole = (until_us - since_us) // SECOND_US
    seconds: list[list[bool]] = [[] for _ in range(whole)]
    for call in calls(history, at, (since_us, since_us + whole * SECOND_US)):
        answered = call.answered_us is not None
        seconds[(call.began_us - since_us) // SECOND_US].append(answered)
    well = [bool(s) and sum(s) >= RECOVERED * len(s) for s in seconds]
    for second in range(whole - 2):
        if all(well[second : second + 3]):
            return second * SECOND_US
    return None


# -- the servers


def tier(server: str) -> str:
    """'web' or 'database'."""
    return "web" if web.is_web(server) else "database"


def utilisation(history: History, settings: Settings, name: str, span: Span) -> float | None:
    """How much of the time the workers of a server, or of a tier, were busy."""
    servers = list(_servers(history, name, span))
    if not servers or span[1] <= span[0]:
        return None
    workers = settings.web_concurrency if tier(servers[0]) == "web" else settings.concurrency
    busy_us = sum(
        _overlap(span, end_us - took_us, end_us)
        for server in servers
        for end_us, _, took_us, _ in _jobs(history, server, span[0])
    )
    return 100 * busy_us / ((span[1] - span[0]) * workers * len(servers))


def queue(history: History, name: str, span: Span) -> float | None:
    """How many waited for their turn at a server or a tier, on average; not those served."""
    if span[1] <= span[0]:
        return None
    waited_us = sum(
        _overlap(span, end_us - took_us - waited_us, end_us - took_us)
        for server in _servers(history, name, span)
        for end_us, waited_us, took_us, _ in _jobs(history, server, span[0])
    )
    return waited_us / (span[1] - span[0])


def _servers(history: History, name: str, span: Span) -> Iterator[str]:
    """The server, or those of the tier, that were done with anything in the span."""
    for server, jobs in history.served.items():
        if name in (server, tier(server)):
            first = bisect_left(jobs, span[0], key=itemgetter(0))
            if first < len(jobs) and jobs[first][0] < span[1]:
                yield server


def _jobs(history: History, server: str, since_us: int) -> Iterator[tuple[int, int, int, int]]:
    """What the server was done with after a moment: nothing before it can reach into the span."""
    jobs = history.served[server]
    return islice(jobs, bisect_left(jobs, since_us, key=itemgetter(0)), None)


def _overlap(span: Span, begin_us: int, end_us: int) -> int:
    return max(0, min(span[1], end_us) - max(span[0], begin_us))


def bottleneck(history: History, settings: Settings, span: Span) -> str:
    """The tier that is full: 'web', 'database', 'web and database' or 'nobody'."""
    used = {name: utilisation(history, settings, name, span) for name in ("web", "database")}
    full = [name for name, part in used.items() if part is not None and part >= FULL]
    return " and ".join(full) or "nobody"
