"""Which clusters a study runs: the story's own as it is now, with more servers of a tier. Pure.

A point is a number of database and of web servers; all else is as in the story now: its settings,
the links between its servers, what its load asks for. Where every server holds a copy of everything
N grows along; else N stays, as far as there are servers. What the story's people and faults do is
left out. `explorer.study_points` says how a point is measured.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from string import ascii_uppercase
from typing import Literal

from engine.cluster import Timed
from engine.faults import Load
from engine.load import growth
from engine.spec import ClusterSpec, ServerSpec, Settings
from explorer import scaling
from explorer.loads import SECOND_US
from explorer.stories import Scenario
from explorer.timeline import Timeline

Tier = Literal["database", "web"]

REQUESTS = 3_000
"""Requests of a run, about: a few per cent, in a quarter of a second."""
MOST_SERVERS, MOST_POINTS = 6, 8
"""So many of a tier are tried, or as many as it has; at so many numbers."""


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
    names, homes = cluster.members.ring, cluster.spec.homes
    reason = refusal(cluster.settings, len(names), homes, load)
    if reason is not None or load is None:
        return reason or ""
    known = {server.name: server for server in cluster.spec.servers}
    own = cluster.network.own_links()
    if own is None:
        return "the two ways of a link differ here, and of more servers nobody knows how"
    spec = replace(
        cluster.spec,
        servers=tuple(known.get(name, ServerSpec(name)) for name in names),
        latency=cluster.network.laws[0][0],
        links=tuple(link for link in own if {link.a, link.b} <= set(names)),
        users=(), homes=(), leader="", settings=cluster.settings,
    )  # fmt: skip
    return Plan(spec, load, seed)


def can_study(scenario: Scenario) -> bool:
    """Whether there is anything to measure in a story as it begins."""
    spec, load = scenario.cluster, load_at(0, scenario.commands)
    return refusal(spec.settings, len(spec.servers), spec.homes, load) is None


def refusal(
    settings: Settings, servers: int, homes: tuple[str, ...], load: Load | None
) -> str | None:
    """Why more servers cannot be tried here, in words; None when they can."""
    rules = (
        (load is not None, "there is no load in this story"),
        (settings.service_us or settings.web_servers,
         "serving takes no time in this story, so that one server is as good as many"),
        (settings.agreement == "off", "all goes through one leader here, whatever is bought"),
        (not settings.asking, "reads ask servers by their names here"),
        (not homes or settings.n == servers, "the home servers are named here"),
        (settings.n <= servers, "there are fewer servers than copies"),
    )  # fmt: skip
    return next((reason for held, reason in rules if not held), None)


def load_at(now_us: int, commands: Iterable[Timed]) -> Load | None:
    """The last load that had begun by now, also if it is over; before the first one, that one.

    Of one that grows: as it is by now.
    """
    loads = [
        (at_us, command)
        for at_us, command in sorted(commands, key=itemgetter(0))
        if isinstance(command, Load) and (command.rate or command.closed)
    ]
    begun = [_steady(load, now_us - at_us) for at_us, load in loads if at_us <= now_us]
    return begun[-1] if begun else _steady(loads[0][1], 0) if loads else None


def _steady(load: Load, after_us: int) -> Load:
    so_far_us = min(after_us, load.lasts_us or 0)
    return replace(load, rate=load.rate + growth(load) * so_far_us / SECOND_US, to=None)


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
    return replace(plan.spec, servers=own + added, links=links, settings=settings)


def _names() -> Iterator[str]:
    yield from ascii_uppercase
    yield from (a + b for a in ascii_uppercase for b in ascii_uppercase)
