"""A load on screen: too many to be drawn one by one, so rates, queues and a part of them.

Only what people do is shown each by each. Of the load's operations charts draw every k-th, so that
about `MANY` points stand there; counts and percentiles beside them are of all.
"""

from collections.abc import Iterator, Mapping, Sequence, Sized
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from engine import web
from engine.events import Event
from engine.faults import Load
from engine.history import History
from engine.load import rate_at
from engine.records import Operation
from explorer import columns
from explorer.frame_stage import WebView
from explorer.frame_story import LoadView
from explorer.telling import tell
from explorer.timeline import Timeline
from explorer.times import tell_time

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

T = TypeVar("T")

_SCATTERED = 2_654_435_769
MANY = 2_000
"""Points of a chart, about, at most."""
RECENT_US = 1_000_000
"""How far back one looks for how often a closed load asks."""
BUSY_US = 5_000_000
"""The same for how busy a server is: chance makes 95 % of 80 % in a single second."""
CLOSED = 20
"""Users of a closed load that is to ask as often as an open one."""


def finished(history: History, place: int) -> list[Operation]:
    """The operations that had ended by this place, in the order of their ends."""
    return history.ended[: history.ended.before(place)]


def thinned(things: Sequence[T]) -> Sequence[T]:
    """Every k-th of many."""
    return things[:: one_in(things)]


def one_in(things: Sized) -> int:
    """Of how many one is drawn."""
    return len(things) // MANY + 1


def some(operations: Sequence[Operation]) -> Sequence[Operation]:
    """About one in k of many, whatever stands in turn among them.

    By their numbers, scattered evenly (Knuth, The Art of Computer Programming 3, 6.4: Fibonacci
    hashing), so that with more of them points only go.
    """
    least = (1 << 32) // one_in(operations)
    return [o for o in operations if o.number * _SCATTERED % (1 << 32) < least]


def some_of(done: "Mapping[str, Numbers]", which: "Numbers | None" = None) -> "Numbers":
    """The rows of columns that `some` would take, of all of them or of these."""
    import numpy as np  # late: it costs a tenth of a second

    rows = np.arange(len(done["number"])) if which is None else which
    least = (1 << 32) // one_in(rows)
    return rows[done["number"][rows] * _SCATTERED % (1 << 32) < least]


def load_text(event: Event) -> str:
    """What the event of a load says, in words; empty when it ends one."""
    rate, closed, thinking_us, _, parts, to = event[2:]
    if rate:
        of_parts = f" of {parts} parts" if parts > 1 else ""
        rates = f"{rate / 1_000:g}" + (f" to {to / 1_000:g}" if to != rate else "")
        return f"load: {rates} requests/s{of_parts}, not shown one by one"
    if closed:
        think = f", {tell_time(thinking_us)} between requests" if thinking_us else ""
        return f"load: {closed} users{think}, not shown one by one"
    return ""


def asking_us(history: History, place: int, now_us: int) -> tuple[int, int] | None:
    """Since when the last load asks, or asked, and until when; None: there has been none."""
    until_us = now_us
    for _, event in reversed([fault for fault in history.faults if fault[0] < place]):
        if event[1] == "load":
            since_us, lasts_us = event[0], event[5]
            if load_text(event):
                return since_us, min(until_us, since_us + lasts_us) if lasts_us else until_us
            until_us = since_us
    return None


def trials_text(count: int, every_us: int) -> str:
    """A row of trials in words."""
    return f"{count:,} trials, one every {tell_time(every_us)}, not shown one by one"


def waiting(timeline: Timeline, server: str) -> int | None:
    """How many wait at a server for their turn; None: it has no queue, or has had none yet."""
    desk = timeline.cluster.desks.get(server)
    return None if desk is None else len(desk.waiting)


def busy(timeline: Timeline, server: str) -> int:
    """The part of the last seconds in which its workers were busy, in per cent."""
    now_us, cluster, history = timeline.now_us, timeline.cluster, timeline.branch.history
    since_us, worked_us = max(0, now_us - BUSY_US), 0
    if server in history.served:
        jobs = columns.of(history).jobs(server)
        first = jobs["end_us"].searchsorted(since_us)
        last = jobs["end_us"].searchsorted(now_us, "right")  # at the head no later ones are known
        end_us, took_us = jobs["end_us"][first:last], jobs["took_us"][first:last]
        worked_us = int(took_us.clip(max=end_us - since_us).sum())
    whole_us = max(1, now_us - since_us) * web.workers(cluster, server)
    return min(100, round(100 * worked_us / whole_us))


def web_servers(timeline: Timeline) -> Iterator[WebView]:
    """The web tier, also those that leave and have still something to do."""
    cluster = timeline.cluster
    names = web.names(cluster.settings.web_servers)
    for name in web.there(cluster):
        many, leaves = waiting(timeline, name) or 0, name not in names
        yield WebView(name, many, busy(timeline, name), leaves=leaves)


def load(timeline: Timeline) -> LoadView | None:
    """The load that is on at the playhead, and what it would be as an open or a closed one.

    They ask equally often as long as answers come at once.
    """
    work, now_us = timeline.cluster.workload, timeline.now_us
    known = work.load
    if known is None or (work.until_us is not None and work.until_us <= now_us):
        return None
    if work.until_us is not None:
        rate = rate_at(work, known, now_us)
        known = replace(known, rate=round(rate, 3), lasts_us=work.until_us - now_us)
    line = tell(known)
    if known.closed:
        return LoadView(line, tell(_opened(timeline, known)), line)
    thinking_us = round(CLOSED * 1_000_000 / known.rate)
    closed = replace(known, rate=0.0, to=None, closed=CLOSED, thinking_us=thinking_us)
    return LoadView(line, line, tell(closed) if known.parts == 1 else "")


def _opened(timeline: Timeline, known: Load) -> Load:
    """As often as its users would ask, or, if they never think, as they did in the last second."""
    if known.thinking_us:
        rate = known.closed * 1_000_000 / known.thinking_us
    else:
        ended = timeline.branch.history.ended
        recent = ended.before(timeline.place) - ended.before_us(timeline.now_us - RECENT_US)
        rate = recent * 1_000_000 / max(1, min(timeline.now_us, RECENT_US))
    return replace(known, closed=0, thinking_us=0, rate=max(1.0, round(rate, 3)))
