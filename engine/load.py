"""The load: many users who read and write pages, as they come (open) or are served (closed).

An open load asks whatever becomes of its requests, so that a server that falls behind has to cope
with all of them; a closed one waits for answers, and so is slowed down by the server that it asks.
The n-th request has the luck of its number: its gap to the next, its user, its page and what is
asked are the same at another rate, and whatever else happens.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from math import log, sqrt
from typing import TYPE_CHECKING

from engine import clients, trials
from engine.faults import Load, MoveWeb, OnLoad, Trials
from engine.items import ARRIVE, REQUEST, Item
from engine.social import Plan, Request

if TYPE_CHECKING:
    from engine.cluster import Cluster


LEAST_US = 1_000
"""A user of a closed load asks again no earlier: one who is refused at once would never stop."""


@dataclass(slots=True)
class Workload:
    """The load that is on, and what its users have under way."""

    load: Load | None = None
    number: int = 0
    """Which load this is: what is left on the heap of earlier ones is void."""
    until_us: int | None = None
    arrivals: int = 0
    calls: dict[int, "clients.Call"] = field(default_factory=dict)
    """By its first attempt: everything that was asked and has neither been answered nor given up.
    """
    budget: int | None = None
    """Hundredths of a retry in the bucket; None: as it is at first."""
    trials: dict[int, Trials] = field(default_factory=dict)
    """By operation: which trials a write that is under way belongs to."""

    def copied(self) -> "Workload":
        """For a snapshot: calls are frozen."""
        return Workload(self.load, self.number, self.until_us, self.arrivals, self.calls.copy(),
                        self.budget, self.trials.copy())  # fmt: skip


def refusal(cluster: "Cluster", fault: OnLoad) -> str | None:
    """Why there cannot be such a load, or such a web tier, in words; None when there can."""
    if isinstance(fault, MoveWeb):
        alone = fault.leaves and not cluster.settings.web_servers
        return "there is no web server" if alone else None
    if isinstance(fault, Trials):
        return trials.refusal(cluster, fault)
    if fault.closed and fault.parts > 1:
        return "users of a closed load ask for one page at a time"
    if fault.to is not None and (fault.closed or not fault.lasts_us):
        return "a load that grows or shrinks is an open one, and has an end"
    if fault.rate or fault.closed:
        return None
    is_on = cluster.workload.load is not None
    return None if is_on else "there is no load"


def inject(cluster: "Cluster", fault: OnLoad) -> None:
    """Another load, or another number of web servers; the caller has asked `refusal` first."""
    if isinstance(fault, Load):
        _begin(cluster, fault)
        return
    if isinstance(fault, Trials):
        trials.begin(cluster, fault)
        return
    count = cluster.settings.web_servers + (-1 if fault.leaves else 1)
    cluster.settings = replace(cluster.settings, web_servers=count)
    cluster.log("changed", "web_servers", count)


def _begin(cluster: "Cluster", load: Load) -> None:
    """This load is on from now, instead of the one before."""
    work = cluster.workload
    work.load = load if load.rate or load.closed else None
    work.number += 1
    work.until_us = None if load.lasts_us is None else cluster.now_us + load.lasts_us
    first, last = (round(1_000 * rate) for rate in (load.rate, load.to or load.rate))
    cluster.log("load", first, load.closed, load.thinking_us, load.lasts_us, load.parts, last)
    if load.rate:
        _next(cluster, load)
    for user in range(load.closed):
        think(cluster, user)


def _next(cluster: "Cluster", load: Load) -> None:
    work = cluster.workload
    work.arrivals += 1
    luck = cluster.network.luck.draw("arrival", "", "", "", work.arrivals)[0]
    gap_us = _gap_us(-log(1.0 - luck), rate_at(work, load, cluster.now_us), growth(load))
    if gap_us is not None:
        cluster.push(cluster.now_us + gap_us, REQUEST, ARRIVE, work.number, work.arrivals, -1)


def rate_at(work: Workload, load: Load, now_us: int) -> float:
    """How many requests a second an open load asks at a moment."""
    if load.to is None or work.until_us is None:
        return load.rate
    return load.to - growth(load) * (work.until_us - now_us) / 1_000_000


def growth(load: Load) -> float:
    """By how many requests a second the rate grows in a second."""
    if load.to is None or not load.lasts_us:
        return 0.0
    return (load.to - load.rate) * 1_000_000 / load.lasts_us


def _gap_us(due: float, rate: float, grows: float) -> int | None:
    """When as many requests as `due` are expected; None: never, as the rate falls to nothing.

    A Poisson process whose rate is a straight line, by inverting its integral: Lewis and Shedler,
    "Simulation of Nonhomogeneous Poisson Processes by Thinning", Naval Research Logistics
    Quarterly 26(3), 1979, section 1.
    """
    squared = rate * rate + 2 * grows * due
    return None if squared < 0 else round(2 * due * 1_000_000 / (rate + sqrt(squared)))


def think(cluster: "Cluster", user: int) -> None:
    """A user of a closed load asks again after a while."""
    work = cluster.workload
    if work.load is None or user >= work.load.closed:
        return
    work.arrivals += 1
    luck = cluster.network.luck.draw("arrival", "", "", "", work.arrivals)[0]
    thinks_us = round(-log(1.0 - luck) * work.load.thinking_us)
    at_us = cluster.now_us + max(LEAST_US, thinks_us)
    cluster.push(at_us, REQUEST, ARRIVE, work.number, work.arrivals, user)


def on_arrive(cluster: "Cluster", item: Item) -> None:
    """A request of the load is due."""
    _, _, _, load_number, arrival, user = item
    work = cluster.workload
    load = work.load
    over = work.until_us is not None and cluster.now_us >= work.until_us
    if load is None or load_number != work.number or over:
        return
    if load.rate:
        _next(cluster, load)
        user = int(cluster.network.luck.draw("arrival", "", "", "", arrival)[1] * load.users)
    for part in range(load.parts):
        _ask(cluster, load, user, arrival, part)


def _ask(cluster: "Cluster", load: Load, user: int, arrival: int, part: int) -> None:
    """A user opens a page or writes one: the parts of a request have their own luck."""
    kind = str(part) if part else ""
    what, which = cluster.network.luck.draw("page", "", "", kind, arrival)
    key = f"page:{page(which, load.keys, load.zipf)}"
    if what < load.reads:
        request, plan = Request("open", f"reader {user + 1}"), Plan((key,))
    else:
        request = Request("publish", f"reader {user + 1}")
        plan = Plan((), (key, ("text",)), f"edition {arrival}")
    clients.call(cluster, user, request, plan)


def page(luck: float, keys: int, zipf: float) -> int:
    """The number of the page that this luck asks for, from 1."""
    if not zipf:
        return int(luck * keys) + 1
    shares = _shares(keys, zipf)
    return bisect_right(shares, luck * shares[-1]) + 1


@lru_cache(maxsize=16)
def _shares(keys: int, zipf: float) -> tuple[float, ...]:
    return tuple(accumulate((k + 1) ** -zipf for k in range(keys)))
