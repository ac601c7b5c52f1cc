"""What a load did: rates, waiting, use of the servers, and which tier was full. Pure.

A call is what a user wants; it may take several tries, each of which is an operation. It is
answered in time when any try was answered before its user gave up on it. Whatever speaks of calls
counts those that began in a span of time; throughput counts answers that came in it. Times are in
microseconds, a span is half open, and a part is in per cent.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from engine import web
from engine.history import History
from engine.spec import Settings
from explorer import columns, percentiles
from explorer.columns import OK

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Mask = NDArray[np.bool_]

FULL = 90.0
"""A tier that is busy for at least so many per cent of the time is full."""
SECOND_US = 1_000_000
RECOVERED = 0.95
"""The part of the calls of a second that are answered in time, where all is well."""

NEVER_US = 1 << 62

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Calls:
    """What became of whatever users wanted, a row for each, in the order in which they began."""

    user: "Numbers"
    began_us: "Numbers"
    tries: "Numbers"
    """How many there were, of which the later ones may have come after the span."""
    answered: "Mask"
    waited_us: "Numbers"
    """Until the first answer came, or until the last try was given up."""
    over: "Mask"
    """Whether it was answered, or given up."""


def calls(history: History, at: int, span: Span) -> Calls:
    """The calls that began in the span, as of a place."""
    import numpy as np  # late: it costs a tenth of a second

    known = columns.of(history)
    begun, done = known.begun(at), known.ended(at)
    call, us = known.calls(begun["number"]), begun["invoked_us"]
    mine = (call == begun["number"]) & (us >= span[0]) & (us < span[1])
    firsts, began_us = begun["number"][mine], us[mine]
    rows = np.full(1 + begun["number"].max(initial=0), -1)
    """By the number of a first try: the row of its call; -1: it did not begin in the span."""
    rows[firsts] = np.arange(len(firsts))

    ended = rows[known.calls(done["number"])]
    ok = (done["outcome"] == OK) & (ended >= 0)
    first_us, last_us = np.full(len(firsts), NEVER_US), began_us.copy()
    np.minimum.at(first_us, ended[ok], done["ended_us"][ok])
    np.maximum.at(last_us, ended[ended >= 0], done["ended_us"][ended >= 0])
    answered, tries = first_us < NEVER_US, _counts(rows[call], len(firsts))
    waited_us = np.where(answered, first_us, last_us) - began_us
    over = answered | (_counts(ended, len(firsts)) == tries)
    return Calls(begun["user"][mine], began_us, tries, answered, waited_us, over)


def _counts(rows: "Numbers", many: int) -> "Numbers":
    """How often each of so many rows stands there."""
    import numpy as np

    return np.bincount(rows[rows >= 0], minlength=many)


def success(history: History, at: int, span: Span) -> float | None:
    """The part of the calls that were answered in time; None when there were none."""
    found = calls(history, at, span)
    over = int(found.over.sum())
    return 100 * int(found.answered.sum()) / over if over else None


def goodput(history: History, at: int, span: Span) -> float | None:
    """Calls a second that were answered in time."""
    return _per_second(int(calls(history, at, span).answered.sum()), span)


def tries(history: History, at: int, span: Span) -> float | None:
    """Tries a second, whatever became of them."""
    first, last = map(history.begun.before_us, span)
    return _per_second(max(0, min(last, history.begun.before(at)) - first), span)


def throughput(history: History, at: int, span: Span) -> float | None:
    """Answers a second."""
    done = columns.of(history).ended(at)
    first, last = done["ended_us"].searchsorted(span)
    return _per_second(int((done["outcome"][first:last] == OK).sum()), span)


def _per_second(count: int, span: Span) -> float | None:
    return count * SECOND_US / (span[1] - span[0]) if span[1] > span[0] else None


def latencies_us(history: History, at: int, span: Span) -> "Numbers":
    """How long the calls of the span waited, with those that waited in vain."""
    found = calls(history, at, span)
    return found.waited_us[found.over]


def extra_tries(history: History, at: int, span: Span) -> float | None:
    """How many tries there were beyond the first ones, in per cent of these."""
    made = calls(history, at, span).tries
    first = len(made)
    return 100 * (int(made.sum()) - first) / first if first else None


def timeline_us(history: History, at: int, span: Span, quantile: float) -> float | None:
    """A quantile over what a user asked for at once: as long as the slowest part of it takes."""
    import numpy as np

    found = calls(history, at, span)
    if not len(found.user):
        return None
    order = np.lexsort((found.user, found.began_us))
    user, began_us = found.user[order], found.began_us[order]
    others = np.flatnonzero((np.diff(user) != 0) | (np.diff(began_us) != 0)) + 1
    slowest = np.maximum.reduceat(found.waited_us[order], [0, *others])
    return _quantile_us(slowest, quantile)


def mean_latency_us(history: History, at: int, span: Span) -> float | None:
    """The mean of these; None when there are none."""
    waits = latencies_us(history, at, span)
    return float(waits.mean()) if len(waits) else None


def percentile_us(history: History, at: int, span: Span, quantile: float) -> float | None:
    """A quantile of these; None when there are too few to say."""
    return _quantile_us(latencies_us(history, at, span), quantile)


def _quantile_us(waits_us: "Numbers", quantile: float) -> float | None:
    found = percentiles.quantile(waits_us / 1_000, quantile)
    return None if found is None else found * 1_000


def recovery_us(history: History, at: int, since_us: int, until_us: int) -> int | None:
    """How long after a moment all is well again: three seconds in a row, of which the first counts.

    None: not before `until_us`.
    """
    whole = max(0, until_us - since_us) // SECOND_US
    found = calls(history, at, (since_us, since_us + whole * SECOND_US))
    second_of = (found.began_us - since_us) // SECOND_US
    asked, answered = (_counts(each, whole) for each in (second_of, second_of[found.answered]))
    well = (asked > 0) & (answered >= RECOVERED * asked)
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
