"""What more servers of a tier would do for a story: real runs of the engine, a cluster a point.

A point is a number of database and of web servers; all else is as in the story now: its settings,
the links between its servers, what its load asks for. Where every server holds a copy of everything
N grows along; else N stays, as far as there are servers. What the story's people and faults do is
left out. Each point takes two measurements:

- capacity: requests come faster than the servers can be, and users wait without end and ask once.
- the load that is on in the story, with its time-outs, retries and hedges: how long people wait,
  and how busy each tier is. Where that is more than the servers can do, the queue grows for ever
  unless they turn requests away, and waiting has no steady value: then none is given.

Every figure is the mean of `RUNS` independent runs, which differ in their seeds alone, each without
its beginning; its interval is Student's, at 95 %. (Independent replications with a deleted warm-up:
Law, "Simulation Modeling and Analysis", chapter 9. Batches of one long run would depend on each
other near saturation, and their interval be too narrow.) Points share their seeds, and so their
crowd. A wait in vain counts as at least so long, and is never dropped.

Known to be off: in a flood the queues drift apart, and with W < N a write is answered where the
queue is shortest. So answers run ahead of the work by a part that falls with the square root of the
time: 1 to 2 % in runs of this length.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import sqrt
from operator import itemgetter
from statistics import fmean, stdev
from string import ascii_uppercase
from typing import Literal

from engine import web
from engine.cluster import Cluster, Timed
from engine.faults import Load
from engine.history import History
from engine.spec import ClusterSpec, ServerSpec, Settings
from explorer import loads, measurements, scaling
from explorer.loads import SECOND_US, Span
from explorer.stories import Scenario
from explorer.timeline import Timeline

Tier = Literal["database", "web"]

RUNS, STUDENT = 5, 2.776
"""Runs of a figure, and Student's t for 95 % with so many less one degrees of freedom."""
REQUESTS = 3_000
"""Requests of a run, about: a few per cent, in a quarter of a second."""
SERVERS = 3
"""Where there are more servers than this, a flood is longer in proportion."""
LEAST_ANSWERS = 100
"""A run with fewer answers says nothing about capacity."""
FLOOD = 1.5
"""Capacity is measured with so many times what the formula allows."""
WARM_UP = 0.25
"""The part of a run that is left out: queues are empty at first."""
LATE = 3
"""By so much are runs shorter whose load is too much: only how busy servers are is asked then."""
FULL_TIME = 99.0
"""A server that is busy for so many per cent of the time does not keep up."""
FOR_EVER_US = 10**12
MOST_SERVERS, MOST_POINTS = 6, 8
"""So many of a tier are tried, or as many as it has; at so many numbers."""


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


@dataclass(frozen=True, slots=True)
class Plan:
    """A study: the story's cluster as it is now, its load, and the first seed."""

    spec: ClusterSpec
    load: Load
    seed: int
    requests: int = REQUESTS

    @property
    def settings(self) -> Settings:
        """The story's settings, as they are now."""
        return self.spec.settings

    @property
    def full_copies(self) -> bool:
        """Whether every server holds a copy of everything."""
        return self.settings.n == len(self.spec.servers)

    @property
    def offered(self) -> float | None:
        """Requests a second of the story's load; None: its users wait for their answers."""
        return self.load.rate * self.load.parts or None

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers that need time for what they do, in the order in which requests pass them."""
        tiers: tuple[Tier, ...] = ("web",) if self.settings.web_servers else ()
        return (*tiers, "database") if self.settings.service_us else tiers

    def own(self, tier: Tier) -> int:
        """How many servers of a tier the story has."""
        return self.settings.web_servers if tier == "web" else len(self.spec.servers)

    def numbers(self, tier: Tier) -> tuple[int, ...]:
        """The numbers of servers that are tried: all, or thinned out where they are many."""
        most = max(MOST_SERVERS, self.own(tier))
        if most <= MOST_POINTS:
            return tuple(range(1, most + 1))
        few = MOST_POINTS // 2
        return (*range(1, few), *(few + (most - few) * i // few for i in range(few + 1)))

    def sizes(self, tier: Tier) -> tuple[tuple[int, int], ...]:
        """The clusters (database, web) that differ in this tier alone."""
        other = self.own("database" if tier == "web" else "web")
        numbers = self.numbers(tier)
        return tuple((other, n) if tier == "web" else (n, other) for n in numbers)

    def points(self) -> tuple[tuple[int, int], ...]:
        """Every cluster of the study, each once."""
        return tuple(dict.fromkeys(size for tier in self.tiers for size in self.sizes(tier)))


def planned(timeline: Timeline, script: Iterable[Timed], seed: int) -> Plan | str:
    """The study of a run as it stands at its playhead; or why there can be none, in words."""
    cluster = timeline.cluster
    given = (timed for timed in timeline.branch.given if timed[0] <= timeline.now_us)
    load = load_at(timeline.now_us, [*script, *given])
    names = cluster.members.ring
    known = {server.name: server for server in cluster.spec.servers}
    links = (link for link in cluster.spec.links if {link.a, link.b} <= set(names))
    spec = replace(
        cluster.spec,
        servers=tuple(known.get(name, ServerSpec(name)) for name in names),
        links=tuple(links), users=(), leader="", settings=cluster.settings,
    )  # fmt: skip
    reason = refusal(spec, load)
    if reason is not None or load is None:
        return reason or ""
    return Plan(spec, load, seed)


def can_study(scenario: Scenario) -> bool:
    """Whether there is anything to measure in a story as it begins."""
    return refusal(scenario.cluster, load_at(0, scenario.commands)) is None


def refusal(spec: ClusterSpec, load: Load | None) -> str | None:
    """Why more servers cannot be tried here, in words; None when they can."""
    settings = spec.settings
    rules = (
        (load is not None, "there is no load in this story"),
        (settings.service_us or settings.web_servers,
         "serving takes no time in this story, so that one server is as good as many"),
        (settings.agreement == "off", "all goes through one leader here, whatever is bought"),
        (not settings.asking, "reads ask servers by their names here"),
        (not spec.homes or settings.n == len(spec.servers), "the home servers are named here"),
    )  # fmt: skip
    return next((reason for held, reason in rules if not held), None)


def load_at(now_us: int, commands: Iterable[Timed]) -> Load | None:
    """The last load that had begun by now, also if it is over; before the first one, that one."""
    loads = [
        (at_us, command)
        for at_us, command in sorted(commands, key=itemgetter(0))
        if isinstance(command, Load) and (command.rate or command.closed)
    ]
    begun = [load for at_us, load in loads if at_us <= now_us]
    return begun[-1] if begun else loads[0][1] if loads else None


# -- what the formula says


def by_formula(plan: Plan, database: int, web_servers: int) -> dict[Tier, float]:
    """What each tier can do by counting, in requests a second; see `explorer.scaling`.

    What reads write back, repair or look up besides is not counted: an upper bound.
    """
    s, found = settings_of(plan, database, web_servers), dict[Tier, float]()
    if s.service_us:
        asked = s.n if s.ask == "all" else s.r
        one = s.concurrency * SECOND_US / s.service_us
        found["database"] = one * scaling.parts(database, s.n, 1 - plan.load.reads, asked)
    if web_servers:
        found["web"] = web_servers * s.web_concurrency * SECOND_US / s.web_service_us
    return found


def settings_of(plan: Plan, database: int, web_servers: int) -> Settings:
    """The story's settings on so many servers: R and W are N at the most."""
    s = plan.settings
    n = database if plan.full_copies else min(s.n, database)
    return replace(s, n=n, r=min(s.r, n), w=min(s.w, n), web_servers=web_servers)


def cluster_of(plan: Plan, database: int, web_servers: int) -> ClusterSpec:
    """The story's cluster with so many servers: the first of its own, and others like them."""
    own = plan.spec.servers[:database]
    taken = {server.name for server in own}
    new = (name for name in _names() if name not in taken)
    added = tuple(ServerSpec(next(new)) for _ in range(database - len(own)))
    links = tuple(link for link in plan.spec.links if {link.a, link.b} <= taken)
    settings = settings_of(plan, database, web_servers)
    return replace(
        plan.spec, servers=own + added, links=links, users=(), homes=(), settings=settings
    )


def _names() -> Iterator[str]:
    yield from ascii_uppercase
    yield from (a + b for a in ascii_uppercase for b in ascii_uppercase)


# -- measuring


def measure(plan: Plan, database: int, web_servers: int) -> Point:
    """One point, by `2 * RUNS` runs."""
    spec = cluster_of(plan, database, web_servers)
    least = min(by_formula(plan, database, web_servers).values())
    floods = [_flooded(plan, spec, least, plan.seed + i) for i in range(RUNS)]
    capacity = _figure([f.answers / f.seconds for f in floods], sum(f.answers for f in floods))
    if min(f.answers for f in floods) < LEAST_ANSWERS:
        capacity = None
    late = _too_much(plan, capacity)
    offered = plan.offered or min(least, _closed_rate(plan))
    lasts_us = round(plan.requests / offered * SECOND_US / (LATE if late else 1))
    own = [_own(plan, spec, lasts_us, plan.seed + i) for i in range(RUNS)]
    over = late or (plan.offered is not None and _hottest(own)[1] >= FULL_TIME)
    waits = [run.waits_ms for run in own]
    n = sum(map(len, waits))
    return Point(
        database, web_servers, capacity,
        None if over else _figure([fmean(w) if w else None for w in waits], n),
        None if over else _figure([measurements.quantile(w, 0.99) for w in waits], n),
        over,
        sum(run.censored for run in own),
        tuple((tier, _busy(own, tier)) for tier in plan.tiers),
        tuple(t for t in plan.tiers if _busy(floods, t).value >= loads.FULL),
        _hottest(floods),
    )  # fmt: skip


def _too_much(plan: Plan, capacity: Figure | None) -> bool:
    """Whether the story's load is more than the servers can do, or may be."""
    least = capacity.value - capacity.half if capacity is not None else 0.0
    return plan.offered is not None and plan.offered >= least


@dataclass(frozen=True, slots=True)
class _Run:
    """What is kept of a run, over its span: by server how busy it was, in per cent."""

    seconds: float
    answers: int
    busy: dict[str, float]
    waits_ms: list[float]
    censored: int = 0


def _flooded(plan: Plan, spec: ClusterSpec, least: float, seed: int) -> _Run:
    """As fast as the servers can: nobody gives up, asks again or is lost."""
    patient = replace(
        spec.settings, timeout_us=FOR_EVER_US, retries=0, hedge_us=None, request_loss=0
    )
    load = replace(plan.load, rate=FLOOD * least, closed=0, parts=1, lasts_us=None)
    longer = max(1.0, len(spec.servers) / SERVERS)
    end_us = round(longer * plan.requests / load.rate * SECOND_US)
    history = _played(replace(spec, settings=patient), seed, load, end_us)
    span = round(WARM_UP * end_us), end_us
    answers = sum(
        span[0] <= (o.ended_us or 0) < span[1] for o in history.ended if o.outcome == "ok"
    )
    busy = _used(history, spec, span)
    passed = sum(
        span[0] <= end_us < span[1] for name in busy if web.is_web(name)
        for end_us, _, _ in history.served.get(name, ())
    )  # fmt: skip
    if passed > answers:  # what then waits at the database would not have to be let through
        busy = {
            name: part * answers / passed if web.is_web(name) else part
            for name, part in busy.items()
        }
    return _Run((span[1] - span[0]) / SECOND_US, answers, busy, [])


def _own(plan: Plan, spec: ClusterSpec, load_us: int, seed: int) -> _Run:
    """The story's load; what is still waited for long after counts as waited in vain."""
    end_us = 2 * load_us
    history = _played(spec, seed, replace(plan.load, lasts_us=load_us), end_us)
    span = round(WARM_UP * load_us), load_us
    calls = loads.calls(history, history.length, span)
    waits_ms = [(c.waited_us if c.over else end_us - c.began_us) / 1_000 for c in calls]
    answers = sum(call.answered_us is not None for call in calls)
    seconds = (span[1] - span[0]) / SECOND_US
    return _Run(seconds, answers, _used(history, spec, span), waits_ms, len(calls) - answers)


def _closed_rate(plan: Plan) -> float:
    """About how many requests a second users make who wait for answers: at the most so many."""
    s, each_us = plan.settings, plan.load.thinking_us
    return plan.load.closed * SECOND_US / max(1, each_us + s.service_us)


def _played(spec: ClusterSpec, seed: int, load: Load, end_us: int) -> History:
    first: Timed = (0, load)
    cluster, history = Cluster(spec, seed, [first]), History()
    while (following := cluster.next_us()) is not None and following <= end_us:
        cluster.step()
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
