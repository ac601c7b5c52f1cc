"""A point of a study, measured by real runs of the engine; `explorer.study` says of which cluster.

Each point takes two measurements:

- capacity: requests come faster than the servers can be, and users wait without end and ask once.
- the load that is on in the story, with its time-outs, retries and hedges: how long people wait,
  and how busy each tier is. Where that is more than the servers can do, the queue grows for ever
  unless they turn requests away, and waiting has no steady value: then none is given.

Every figure is the mean of `RUNS` independent runs, which differ in their seeds alone, each without
its beginning; its interval is Student's, at 95 %. (Independent replications with a deleted warm-up:
Law, "Simulation Modeling and Analysis", chapter 9. Batches of one long run would depend on each
other near saturation, and their interval be too narrow.) Points share their seeds, and so their
crowd. A wait in vain counts as at least so long, and is never dropped.

A run lasts several of the longest round trips between its servers, and is without the first one and
a half: else it is over before the copies arrive. Where that would take too many requests, nothing
is said of capacity, nor of waiting.

Known to be off: in a flood the queues drift apart, and with W < N a write is answered where the
queue is shortest. So answers run ahead of the work by a part that falls with the square root of the
time: 1 to 2 % in runs of this length.
"""

from dataclasses import dataclass, replace
from math import sqrt
from statistics import fmean, stdev

from engine import web
from engine.cluster import Cluster, Timed
from engine.faults import Load
from engine.history import History
from engine.spec import ClusterSpec
from explorer import loads, percentiles
from explorer.loads import SECOND_US, Span
from explorer.study import Plan, Tier, by_formula, cluster_of

RUNS, STUDENT = 5, 2.776
"""Runs of a figure, and Student's t for 95 % with so many less one degrees of freedom."""
SERVERS = 3
"""Where there are more servers than this, a flood is longer in proportion."""
LEAST_ANSWERS = 100
"""A run with fewer answers says nothing about capacity."""
FLOOD = 1.5
"""Capacity is measured with so many times what the formula allows."""
WARM_UP = 0.25
"""The part of a run that is left out: queues are empty at first."""
ROUND_TRIPS = 6
"""A run lasts at least so many of the longest round trips."""
LONGER = 5
"""A run may be so many times as long for that; where it had to be longer, it says nothing."""
KINDS, SLOW = ("write", "read"), 0.99
"""Whose way is a long one: one message in 100 takes longer."""
LATE = 3
"""By so much are runs shorter whose load is too much: only how busy servers are is asked then."""
FULL_TIME = 99.0
"""A server that is busy for so many per cent of the time does not keep up."""
FOR_EVER_US = 10**12


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number: half of its 95 % interval, and how many requests it is of."""

    value: float
    half: float
    n: int


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured with so many servers; None where there were too few samples."""

    database: int
    web: int
    capacity: Figure | None
    """Answers a second."""
    mean_ms: Figure | None
    p99_ms: Figure | None
    """At the story's load; both None where it is `over`."""
    over: bool
    """The story's load is more than these servers can do."""
    censored: int
    """Requests of the story's load that were never answered: a wait is longer than it says."""
    busy: tuple[tuple[Tier, Figure], ...]
    """How busy each tier was at the story's load, in per cent."""
    full: tuple[Tier, ...]
    """The tiers that were full at capacity, as `loads.FULL` says."""
    hottest: tuple[str, float]
    """The busiest server at capacity, and how busy it was, in per cent."""


def measure(plan: Plan, database: int, web_servers: int) -> Point:
    """One point, by `2 * RUNS` runs."""
    spec = cluster_of(plan, database, web_servers)
    least = min(by_formula(plan, database, web_servers).values())
    floods = [_flooded(plan, spec, least, plan.seed + i) for i in range(RUNS)]
    capacity = _capacity(floods)
    late = _too_much(plan, capacity)
    offered = plan.offered or min(least, _closed_rate(plan))
    lasts_us, known = _lasting(plan.requests / (LATE if late else 1), offered, spec)
    own = [_own(plan, spec, lasts_us, plan.seed + i) for i in range(RUNS)]
    over = late or (plan.offered is not None and _hottest(own)[1] >= FULL_TIME)
    waits = [run.waits_ms for run in own] if known and not over else [[]]
    n = sum(map(len, waits))
    return Point(
        database, web_servers, capacity,
        _figure([fmean(w) if w else None for w in waits], n),
        _figure([percentiles.quantile(w, 0.99) for w in waits], n),
        over,
        sum(run.censored for run in own) if known else 0,
        tuple((tier, _busy(own, tier)) for tier in plan.tiers),
        tuple(t for t in plan.tiers if _busy(floods, t).value >= loads.FULL),
        _hottest(floods),
    )  # fmt: skip


def round_trip_us(spec: ClusterSpec) -> int:
    """The longest way there and back between two servers, but for slow messages; 0: only one."""
    servers = len(spec.servers)
    linked = {frozenset((link.a, link.b)) for link in spec.links}
    ways = [link.latency for link in spec.links]
    if len(linked) < servers * (servers - 1) // 2:
        ways.append(spec.latency)
    return max((2 * way.delay_us(kind, (SLOW, SLOW)) for way in ways for kind in KINDS), default=0)


def _lasting(requests: float, rate: float, spec: ClusterSpec) -> tuple[int, bool]:
    """How long so many requests come, or several round trips; and whether it is long enough."""
    wanted_us, least_us = requests / rate * SECOND_US, ROUND_TRIPS * round_trip_us(spec)
    known = least_us <= LONGER * wanted_us
    return round(max(wanted_us, least_us) if known else wanted_us), known


def _capacity(floods: "list[_Run]") -> Figure | None:
    """Answers a second; None: too few, or the floods were too short."""
    if not all(flood.known and flood.answers >= LEAST_ANSWERS for flood in floods):
        return None
    return _figure([f.answers / f.seconds for f in floods], sum(f.answers for f in floods))


def _too_much(plan: Plan, capacity: Figure | None) -> bool:
    """Whether the story's load is more than the servers can do, or may be, as far as is known."""
    if plan.offered is None or capacity is None:
        return False
    return plan.offered >= capacity.value - capacity.half


@dataclass(frozen=True, slots=True)
class _Run:
    """What is kept of a run, over its span: by server how busy it was, in per cent."""

    seconds: float
    answers: int
    busy: dict[str, float]
    waits_ms: list[float]
    censored: int = 0
    known: bool = True
    """Whether it was long enough."""


def _flooded(plan: Plan, spec: ClusterSpec, least: float, seed: int) -> _Run:
    """As fast as the servers can: nobody gives up, asks again or is lost."""
    patient = replace(
        spec.settings, timeout_us=FOR_EVER_US, retries=0, hedge_us=None, request_loss=0
    )
    load = replace(plan.load, rate=FLOOD * least, closed=0, parts=1, lasts_us=None)
    longer = max(1.0, len(spec.servers) / SERVERS)
    end_us, known = _lasting(longer * plan.requests, load.rate, spec)
    history = _played(replace(spec, settings=patient), seed, load, end_us)
    span = round(WARM_UP * end_us), end_us
    answers = sum(
        span[0] <= (o.ended_us or 0) < span[1] for o in history.ended if o.outcome == "ok"
    )
    busy = _used(history, spec, span)
    passed = sum(
        span[0] <= end_us < span[1] for name in busy if web.is_web(name)
        for end_us, _, _, _ in history.served.get(name, ())
    )  # fmt: skip
    if passed > answers:  # what then waits at the database would not have to be let through
        busy = {
            name: part * answers / passed if web.is_web(name) else part
            for name, part in busy.items()
        }
    return _Run((span[1] - span[0]) / SECOND_US, answers, busy, [], known=known)


def _own(plan: Plan, spec: ClusterSpec, load_us: int, seed: int) -> _Run:
    """The story's load; what is still waited for long after counts as waited in vain."""
    import numpy as np  # late: it costs a tenth of a second

    end_us = 2 * load_us
    history = _played(spec, seed, replace(plan.load, lasts_us=load_us), end_us)
    span = round(WARM_UP * load_us), load_us
    calls = loads.calls(history, history.length, span)
    waits_us = np.where(calls.over, calls.waited_us, end_us - calls.began_us)
    waits_ms, answers = (waits_us / 1_000).tolist(), int(calls.answered.sum())
    seconds = (span[1] - span[0]) / SECOND_US
    return _Run(seconds, answers, _used(history, spec, span), waits_ms, len(waits_ms) - answers)


def _closed_rate(plan: Plan) -> float:
    """About how many requests a second users make who wait for answers: at the most so many."""
    s, each_us = plan.settings, plan.load.thinking_us
    return plan.load.closed * SECOND_US / max(1, each_us + s.service_us)


def _played(spec: ClusterSpec, seed: int, load: Load, end_us: int) -> History:
    first: Timed = (0, load)
    cluster, history = Cluster(spec, seed, [first]), History()
    while cluster.step(end_us):
        events, cluster.events = cluster.events, []
        for event in events:
            history.fold(event)
    return history


def _used(history: History, spec: ClusterSpec, span: Span) -> dict[str, float]:
    """By server, how busy it was; one that had nothing to do counts as well."""
    servers = (*spec.names, *web.names(spec.settings.web_servers))
    return {name: loads.utilisation(history, spec.settings, name, span) or 0.0 for name in servers}


def _busy(runs: list[_Run], tier: Tier) -> Figure:
    """How busy a tier was, over all of its servers."""
    parts = [[b for name, b in run.busy.items() if loads.tier(name) == tier] for run in runs]
    figure = _figure([fmean(part) for part in parts], sum(run.answers for run in runs))
    assert figure is not None  # a tier has a server
    return figure


def _hottest(runs: list[_Run]) -> tuple[str, float]:
    means = {name: fmean(run.busy[name] for run in runs) for name in runs[0].busy}
    return max(means.items(), key=lambda item: item[1])


def _figure(values: list[float | None], n: int) -> Figure | None:
    """The mean of the runs with its interval; None when some run had too few samples."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return Figure(fmean(known), STUDENT * stdev(known) / sqrt(len(known)), n)
