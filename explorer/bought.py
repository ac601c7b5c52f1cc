"""What adding servers bought, from a study's points to its picture, and in sentences. Pure."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from engine.spec import SETTINGS
from explorer import scaling, study
from explorer.explain import listed
from explorer.loads import FULL
from explorer.study import Plan, Tier
from explorer.study_points import RUNS, Point
from explorer.study_view import State, StudyView, TierView
from explorer.studying import Studying

POOR = 5.0
"""A law that misses a point by more per cent than this does not describe them well."""
Points = tuple[tuple[int, Point], ...]
"""Of one tier: servers, and what was measured with so many."""
NAMES: dict[Tier, str] = {"database": "database server", "web": "web server"}


def view(studying: Studying, now: Plan | str) -> StudyView:
    """What has been measured of a run, and how it stands to what would be measured now.

    `now` is that plan, or why there can be none.
    """
    made = studying.plan or now
    if isinstance(made, str):
        return StudyView(reason=made)
    state: State = "ready" if studying.state == "none" else studying.state
    return StudyView(
        state=state,
        reason=now if isinstance(now, str) else "",
        done=len(studying.points),
        total=len(made.points()),
        tiers=tuple(_tier(made, tier, _of(made, tier, studying.points)) for tier in made.tiers),
        other=_other(made, now),
        about=f"Throughput and who is full: as much as they can answer. Waiting and busy: at "
        f"{_load(made)}. {RUNS} runs for each point, seeds from {made.seed} on; "
        "bars are 95 % intervals over the runs",
    )


def _load(plan: Plan) -> str:
    """The load that is on, in a few words."""
    if plan.offered is None:
        return f"the pace of {plan.load.closed} users"
    return f"{plan.offered:,.0f} requests/s"


def _other(made: Plan, now: Plan | str) -> str:
    """What is not any more as it was measured."""
    if isinstance(now, str) or made == now:
        return ""
    changed = [
        name for name, setting in SETTINGS.items()
        if getattr(made.settings, setting.attribute) != getattr(now.settings, setting.attribute)
    ]  # fmt: skip
    changed += ["the load"] if made.load != now.load else []
    changed += ["the servers"] if made.spec.names != now.spec.names else []
    return f"Measured before {listed(changed)} changed."


def _of(plan: Plan, tier: Tier, measured: tuple[Point, ...]) -> Points:
    by_size = {(point.database, point.web): point for point in measured}
    sizes = zip(plan.numbers(tier), plan.sizes(tier), strict=True)
    return tuple((n, by_size[size]) for n, size in sizes if size in by_size)


@lru_cache(maxsize=8)
def _tier(plan: Plan, tier: Tier, points: Points) -> TierView:
    """What was measured of a tier and by which plan: worked out once, as it takes some time."""
    sizes = list(zip(plan.numbers(tier), plan.sizes(tier), strict=True))
    known = [(n, p.capacity) for n, p in points if p.capacity is not None]
    rates = [(n, figure.value, figure.half) for n, figure in known]
    law = scaling.fit([(n, x) for n, x, _ in rates])
    whole = len(known) == len(sizes)
    stopped = scaling.stopped(rates) if whole else None
    return TierView(
        tier, plan.own(tier), sizes[-1][0], points,
        tuple(_formula(plan, sizes)),
        law,
        stopped,
        (*_verdict(plan, tier, points, scaling.helped(rates)), *_fitted(law, rates))
        if whole else (),
    )  # fmt: skip


def _formula(plan: Plan, sizes: list[tuple[int, tuple[int, int]]]) -> Iterator[tuple[int, float]]:
    """Capacity by counting; nothing where reads write back, which is not counted."""
    if plan.settings.write_back == "off":
        for servers, size in sizes:
            yield servers, min(study.by_formula(plan, *size).values())


# -- the verdict


def _verdict(plan: Plan, tier: Tier, points: Points, helped: tuple[int, ...]) -> Iterator[str]:
    """What they bought, where it ended and why, and how many the story's load needs."""
    rates = {n: p.capacity.value for n, p in points if p.capacity is not None}
    first, last = min(rates), max(rates)
    end = max(helped, default=first)
    if end == first:
        yield f"{first} {NAMES[tier]} answers {rates[first]:,.0f} requests/s."
    else:
        times = rates[end] / rates[first]
        yield (
            f"{end} {NAMES[tier]}s answer {rates[end]:,.0f} requests/s, {times:.1f} times what one "
            f"does ({rates[first]:,.0f}/s)."
        )
    idle = _idle(list(rates), helped)
    for servers, tried in idle:
        yield f"{_servers(servers)} bought nothing: {_why(plan, tier, dict(points)[tried])}."
    if end == last:
        ceiling = _ceiling(plan) if tier == "database" else ""
        each = "Each one" if list(rates) == list(range(first, last + 1)) else "Each step"
        more = f"More than {last}" if idle else f"{each} up to {last} bought something; more"
        yield f"{more} were not tried.{ceiling}"
    yield from _need(plan, tier, points)


def _idle(numbers: list[int], helped: tuple[int, ...]) -> list[tuple[range, int]]:
    """Servers that bought nothing, as far as they follow each other; the first tried of them."""
    found = list[tuple[range, int]]()
    for fewer, more in pairwise(numbers):
        if more in helped:
            continue
        if found and found[-1][0].stop == fewer + 1:
            servers, tried = found.pop()
            found.append((range(servers.start, more + 1), tried))
        else:
            found.append((range(fewer + 1, more + 1), more))
    return found


def _servers(numbers: range) -> str:
    """'Server 6', 'Servers 4, 5 and 6', 'Servers 4 to 12'."""
    if len(numbers) == 1:
        return f"Server {numbers[0]}"
    if len(numbers) > 3:
        return f"Servers {numbers[0]} to {numbers[-1]}"
    return f"Servers {listed([str(n) for n in numbers])}"


def _why(plan: Plan, tier: Tier, after: Point) -> str:
    """What was full when one more was there, and so what it could not help."""
    other = [t for t in after.full if t != tier]
    if tier not in after.full and other:
        return f"the {other[0]} tier is full"
    if tier not in after.full:
        name, busy = after.hottest
        if busy >= FULL:
            return f"{name} is full and others have time to spare, as requests do not spread evenly"
        return "no server is full: something else holds requests back"
    if tier == "database":
        return _why_database(plan, after)
    return "what they added is lost in the error of the measurement"


def _why_database(plan: Plan, after: Point) -> str:
    settings, writes = study.settings_of(plan, after.database, after.web), 1 - plan.load.reads
    asked = settings.n if settings.ask == "all" else settings.r
    if settings.n == after.database == asked:
        return "every request costs each of them"
    if settings.n == after.database and writes > 0:
        return f"the database is full.{_ceiling(plan)}".removesuffix(".")
    return "the database is full, and what they added is lost in the error of the measurement"


def _ceiling(plan: Plan) -> str:
    """What full copies never exceed, as a sentence to follow another; empty: there is no such."""
    writes = 1 - plan.load.reads
    times = scaling.Law(1, writes, 0).ceiling if plan.full_copies else None
    if times is None:
        return ""
    return (
        f" Each copy takes all of the writes, {100 * writes:.0f} % of the requests: never more "
        f"than {times:.3g} times one server, however many."
    )


def _fitted(law: scaling.Law | None, rates: list[scaling.Measured]) -> Iterator[str]:
    """The fitted law with its intervals, where it peaks, and how well it describes the points."""
    between = scaling.spread(rates)
    if law is None or between is None:
        return
    low, high = between
    miss = 100 * scaling.worst_miss(law, [(n, x) for n, x, _ in rates])
    peak = "" if miss > POOR else ", no peak is shown: k may be 0"
    if low.k > 0 and law.peak is not None and miss <= POOR:
        peak = f", peak at {law.peak:.1f} servers"
    poor = ": a poor description" if miss > POOR else ""
    yield (
        f"USL fit: s = {law.s:.2g} ({low.s:.2g} to {high.s:.2g}), k = {law.k:.2g} ({low.k:.2g} to "
        f"{high.k:.2g}){peak}; off by {miss:.1f} % at most{poor}."
    )


def _need(plan: Plan, tier: Tier, points: Points) -> Iterator[str]:
    """How many the story's load needs, as far as numbers between were tried."""
    if plan.offered is None:
        return
    s = plan.settings
    turned_away = s.shedding != "off" or s.web_connections is not None
    queue = "requests are turned away" if turned_away else "the queue grows for ever"
    enough = [n for n, point in points if not point.over]
    load = f"The story's load, {plan.offered:,.0f} requests/s"
    if not enough:
        yield f"{load}, is more than any of these can do: {queue}."
        return
    least, few = enough[0], max((n for n, _ in points if n < enough[0]), default=0)
    if few and few == least - 1:
        yield f"{load}, needs {least} {NAMES[tier]}s: with fewer {queue}."
    elif few:
        yield f"{load}: {few} {NAMES[tier]}s are too few ({queue}), {least} are enough."
