"""Rates and queues over time, for the charts of a load: how much was asked, answered, waited for.

Pure, over the history up to a place. A value stands for a part of the axis (`series.GRID` of them),
and only for one that is over: what is still running is not told as less. Times are microseconds.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from engine import web
from engine.history import History
from engine.service import Desk
from explorer import columns
from explorer.frame_charts import QueueSeries, RatePoint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

GRID = 120
"""Parts of the axis."""
MOST_LINES = 6
"""With more servers than these there is one line for each tier: the mean of its servers."""
SECOND_US = 1_000_000


def rates(history: History, place: int, now_us: int, end_us: int) -> Iterator[RatePoint]:
    """What was asked and what was answered, a second, in each part of the axis that is over.

    Only where there is a load: what a few people do is no rate.
    """
    if not any(at < place and event[1] == "load" for at, event in history.faults):
        return
    import numpy as np  # late: it costs a tenth of a second

    edges, known = _edges(now_us, end_us), columns.of(history)
    asked = np.histogram(known.begun(place)["invoked_us"], edges)[0]
    ended = known.ended(place)
    ok = ended["outcome"] == columns.OK
    answered = np.histogram(ended["ended_us"][ok], edges)[0]
    per_second = SECOND_US / max(1, edges[1] - edges[0]) if len(edges) > 1 else 0
    for end, came, went in zip(edges[1:], asked, answered, strict=True):
        yield RatePoint(int(end), float(came * per_second), float(went * per_second))


def queues(
    history: History, desks: Mapping[str, Desk], now_us: int, end_us: int
) -> Iterator[QueueSeries]:
    """How many requests waited on average in each part of the axis, for each server or tier.

    What a crash or shedding threw out of a queue is not counted: the log has no time for it.
    """
    names = sorted({*history.served, *desks}, key=lambda name: (not web.is_web(name), name))
    if not names:
        return
    edges = _edges(now_us, end_us)
    waiting = {name: _waiting(history, desks, name, edges, now_us) for name in names}
    for title, servers in _lines(names):
        mean = sum((waiting[name] for name in servers[1:]), waiting[servers[0]]) / len(servers)
        places = zip(edges[1:], mean, strict=True)
        yield QueueSeries(title, tuple((int(end), float(many)) for end, many in places))


def _lines(names: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    if len(names) <= MOST_LINES:
        yield from ((name, (name,)) for name in names)
        return
    tiers = {"web": [n for n in names if web.is_web(n)]}
    tiers["database"] = [n for n in names if not web.is_web(n)]
    for tier, servers in tiers.items():
        if servers:
            yield f"{tier}: mean of {len(servers)}", servers


def _edges(now_us: int, end_us: int) -> "Floats":
    import numpy as np

    step = max(1.0, end_us / GRID)
    whole: Floats = np.arange(0, int(now_us / step) + 1, dtype=np.float64) * step
    return whole


def _waiting(
    history: History, desks: Mapping[str, Desk], name: str, edges: "Floats", now_us: int
) -> "Floats":
    """The mean number of requests in the queue of a server between these moments."""
    import numpy as np

    served = history.served.get(name, ())
    jobs = columns.of(history).jobs(name)
    begun_us = jobs["end_us"] - jobs["took_us"]
    came_us = begun_us - jobs["waited_us"]
    in_time = came_us < now_us
    later = {
        (end - took - waited, of)
        for end, waited, took, of in served[bisect_right(served, now_us, key=itemgetter(0)) :]
    }
    desk = desks.get(name)
    still = () if desk is None else desk.waiting
    waiting = [each[0] for each in still if not later or (each[0], each[3]) not in later]
    came = np.sort(np.concatenate((came_us[in_time], waiting)))
    begun = np.sort(np.concatenate((begun_us[in_time], [now_us] * len(waiting))))
    whole = _passed(came, edges) - _passed(np.minimum(begun, now_us), edges)
    means: Floats = np.asarray(np.diff(whole) / np.diff(edges), dtype=np.float64)
    return means


def _passed(moments: "Floats", at: "Floats") -> "Floats":
    """For each of `at`: the time since each earlier one of the sorted `moments`, summed up."""
    import numpy as np

    earlier = np.searchsorted(moments, at)
    sums = np.concatenate(([0.0], np.cumsum(moments)))
    since: Floats = earlier * at - sums[earlier]
    return since
