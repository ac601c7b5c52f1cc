"""What charts and time line draw: folds from a history to bands, ticks, points and lines. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.events import Event
from engine.faults import Direction
from engine.history import History
from engine.latency import Facts, of_facts
from engine.records import Operation
from engine.service import Desk
from explorer import columns, crowd, explain, rates, resolution
from explorer.frame_charts import ChartsView, LatencyPoint, LatencySummary, StaleRead, StaleSeries
from explorer.frame_time import BandKind, FaultBand, Tick, TickOutcome
from explorer.latencies import write_latency
from explorer.measurements import Kind
from explorer.percentiles import estimate, quantile, with_omitted
from explorer.timeline import Timeline
from explorer.times import tell_time

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    from explorer.columns import Columned

Links = tuple[tuple[str, str], ...]
KINDS: tuple[Kind, ...] = ("read", "write")
SLOWEST = 50
"""So many of the slowest operations of a crowd are drawn."""
WINDOW_PART = 10
"""A percentile speaks of a window of this part of the run: a tenth."""


# -- the time line


class _Bands:
    """Bands that have begun, each by what has to end before it does."""

    def __init__(self) -> None:
        self._open: list[tuple[FaultBand, set[object]]] = []
        self.ended: list[FaultBand] = []

    def begin(
        self, kind: BandKind, text: str, time_us: int, *lasting: object, until_us: int | None = None
    ) -> None:
        """A band begins, and lasts as long as one of `lasting` does, and no longer than until."""
        self._open.append((FaultBand(kind, text, time_us, until_us), set(lasting)))

    def end(self, time_us: int, *lasting: object) -> None:
        """These last no longer; bands that have nothing left end."""
        still: list[tuple[FaultBand, set[object]]] = []
        for band, left in self._open:
            left -= set(lasting)
            if left:
                still.append((band, left))
            else:
                ends_us = time_us if band.end_us is None else min(time_us, band.end_us)
                self.ended.append(replace(band, end_us=ends_us))
        self._open = still

    def lasting(self, what: str) -> list[Direction]:
        """The links of which this lasts."""
        left = (one for _, lasting in self._open for one in lasting)
        return [one[1] for one in left if isinstance(one, tuple) and one[0] == what]

    def all(self) -> list[FaultBand]:
        """Every band, those that last without an end, or to the one that they were given."""
        return self.ended + [band for band, _ in self._open]


def bands(history: History) -> Iterator[FaultBand]:
    """A band for each fault that lasts for a while, by their beginnings."""
    found = _Bands()
    for _, event in history.faults:
        time_us, name, subject, *rest = event
        if name in _ON_LINKS:
            _band_of_links(found, time_us, name, subject)
        elif name in _ON_WAYS:
            _ON_WAYS[name](found, time_us, subject, rest)
        elif name in ("crashed", "wiped"):
            text = f"{subject} down" if name == "crashed" else f"{subject}'s disk lost"
            found.end(time_us, ("down", subject), ("paused", subject))
            found.begin("down", text, time_us, ("down", subject))
        elif name in _MOVES:
            _band_of_members(found, time_us, name, subject)
        elif name == "restarted":
            found.end(time_us, ("down", subject))
        elif name not in ("changed", "demands", "moved", "removed", "promoted", "rewound"):
            _band_of_ailment(found, event)
    yield from sorted(found.all(), key=lambda band: (band.start_us, band.text))


_MOVES = {
    "joining": "joins", "leaving": "leaves", "replacing": "replaced",
    "joined": "", "left": "", "replaced": "",
}  # fmt: skip
"""What begins a change of members, in words, and what ends it."""


def _band_of_members(found: _Bands, time_us: int, name: str, server: str) -> None:
    found.end(time_us, ("moves", server))
    if name in ("left", "replacing"):
        found.end(time_us, ("down", server), ("paused", server))
        ailments = ("server slow", "disk slow", "disk full", "clock wrong")
        found.end(time_us, *((what, server) for what in ailments))
    if _MOVES[name]:
        found.begin("moving", f"{server} {_MOVES[name]}", time_us, ("moves", server))


_ON_LINKS = ("cut", "healed", "holding", "let_go")


def _band_of_links(found: _Bands, time_us: int, name: str, links: Links) -> None:
    match name:
        case "cut" if links:
            found.begin("cut", cut_text(links), time_us, *(("cut", link) for link in links))
        case "healed":
            found.end(time_us, *(("cut", link) for link in links))
        case "holding":
            text = cut_text(links).removesuffix("cut") + "held"
            found.begin("cut", text, time_us, *(("held", link) for link in links))
        case "let_go":
            found.end(time_us, *(("held", link) for link in links))


def _band_of_degraded(found: _Bands, time_us: int, links: Links, rest: list[int]) -> None:
    """Links that lose, duplicate, reorder or delay; nothing of all that: they are in order."""
    found.end(time_us, *(("degraded", link) for link in links))
    *chances, delay_us = rest
    if any(rest):
        what = f"{tell_time(delay_us)} slower" if not any(chances) else "degraded"
        text = cut_text(links).removesuffix("cut") + what
        found.begin("ailing", text, time_us, *(("degraded", link) for link in links))


def _band_of_law(
    found: _Bands, time_us: int, links: Links, rest: list[Facts | None]
) -> None:  # fmt: skip
    """Links that take longer or shorter than at first; a law for all ends those before it."""
    law = rest[0]
    found.end(time_us, *(("law", link) for link in links or found.lasting("law")))
    if law is not None:
        text = cut_text(links).removesuffix(" cut") if links else "all links"
        lasting = links or (("", ""),)
        delay = write_latency(of_facts(law))
        found.begin("ailing", f"{text}: {delay}", time_us, *(("law", x) for x in lasting))


_ON_WAYS: dict[str, Callable[[_Bands, int, Links, list[Any]], None]] = {
    "degraded": _band_of_degraded, "retimed": _band_of_law,
}  # fmt: skip
"""What links do from now on, or do no longer."""


def _band_of_ailment(found: _Bands, event: Event) -> None:
    """Pauses, slowness, full disks and wrong clocks; loads and trials."""
    time_us, name, server, *rest = event
    if name == "load":
        found.end(time_us, "load")
        if text := crowd.load_text(event):
            until_us = time_us + event[5] if event[5] else None
            found.begin("load", text, time_us, "load", until_us=until_us)
        return
    if name == "trials":
        found.end(time_us, "trials")
        text, until_us = crowd.trials_text(server, rest[0]), time_us + server * rest[0]
        found.begin("load", text, time_us, "trials", until_us=until_us)
        return
    if name in ("paused", "resumed"):
        found.end(time_us, ("paused", server))
        if name == "paused":
            found.begin("ailing", f"{server} paused", time_us, ("paused", server))
        return
    slow = "applies late" if rest[-1] == "apply" else f"{rest[-1]} slow"
    what = {"slowed": slow, "disk": "disk full", "skewed": "clock wrong"}.get(name)
    if what is None:
        return
    found.end(time_us, (what, server))
    if rest[0] not in (0, "free"):
        found.begin("ailing", f"{server}: {what}", time_us, (what, server))


def cut_text(links: tuple[tuple[str, str], ...]) -> str:
    """What was cut, in a few words: 'A - B cut', 'A -> B cut', '6 links cut'."""
    both = [f"{a} - {b}" for a, b in links if a < b and (b, a) in links]
    one_way = [f"{a} -> {b}" for a, b in links if (b, a) not in links]
    names = both + one_way
    return f"{', '.join(names) if len(names) <= 3 else f'{len(names)} links'} cut"


def ticks(timeline: Timeline) -> Iterator[Tick]:
    """Every operation that people ever began in this branch; those of a load are too many."""
    for o in timeline.branch.history.people.values():
        stale = o.staleness is not None and o.staleness.versions > 0
        outcome: TickOutcome = o.outcome or "pending"
        if outcome == "ok" and o.kind == "read":
            outcome = "stale" if stale else "fresh"
        if outcome == "stale" and explain.harmless(o):
            outcome = "ok"
        text = f"{o.user}'s {explain.deed(o)} at {o.coordinator}: {_outcome(o, outcome)}"
        if outcome == "info" and o.kind == "write" and o.ended_by(timeline.place):
            fate = resolution.fate(timeline, o)
            outcome = ("never" if fate.fate == "never" else "late") if fate.settled else "info"
            text += f"; {fate.word}" if fate.settled else ""
        yield Tick(o.number, o.user, o.action, o.kind, o.invoked_us, o.ended_us, outcome, text)


def _outcome(operation: Operation, outcome: str) -> str:
    stale = operation.staleness
    if outcome in ("ok", "stale") and stale is not None and stale.versions:
        what = "stale" if outcome == "stale" else "an older edition"
        return f"{what}, {explain.versions(stale.versions)} behind, {tell_time(stale.age_us)} old"
    words = {"fresh": "fresh", "ok": "acknowledged", "fail": "refused", "pending": "under way"}
    word = words.get(outcome) or ("unknown" if operation.kind == "write" else "no answer")
    return f"{word} ({operation.reason})" if operation.reason else word


# -- the charts


def charts(
    history: History, place: int, now_us: int, end_us: int, servers: tuple[str, ...],
    desks: Mapping[str, Desk] = MappingProxyType({}),
) -> ChartsView:  # fmt: skip
    """Everything that the charts draw, up to the playhead; of a crowd a part, and it is said."""
    known = columns.of(history)
    done = known.ended(place)
    judged = {
        "fresh": _where(done["behind"] == 0),
        "stale": _where(done["behind"] > 0),
    }
    drawn = [i for name in judged for i in crowd.some_of(done, judged[name])]
    return ChartsView(
        latencies=tuple(_points(done, crowd.some_of(done))),
        slowest=tuple(_points(done, _slowest(done["took_us"]))),
        percentiles=tuple(_percentiles(known, done, now_us, end_us)),
        summaries=tuple(_summary(kind, done, _closed(history, place)) for kind in KINDS),
        staleness=tuple(
            StaleSeries(s, tuple(crowd.thinned(_line(known, s, place, now_us)))) for s in servers
        ),
        outcomes=tuple(_outcomes(done["outcome"])),
        waiting=len(known.begun(place)["number"]) - len(done["number"]),
        rates=tuple(rates.rates(history, place, now_us, end_us)),
        queues=tuple(rates.queues(history, desks, now_us, end_us)),
        reads=tuple(_stale_reads(done, drawn, known.users)),
        fresh_reads=len(judged["fresh"]),
        stale_reads=len(judged["stale"]),
        one_in=crowd.one_in(done["number"]),
    )


def _where(mask: "Mask") -> "Numbers":
    return mask.nonzero()[0]


def _slowest(took_us: "Numbers") -> "Numbers":
    """Which of a crowd took longest, the longest first; none where all of it is drawn."""
    if crowd.one_in(took_us) == 1:
        return took_us[:0]
    import numpy as np  # late: it costs a tenth of a second

    least_us = np.partition(took_us, -SLOWEST)[-SLOWEST]
    slow = _where(took_us >= least_us)
    return slow[np.argsort(-took_us[slow], kind="stable")][:SLOWEST]


def _points(done: "Columned", which: "Numbers") -> Iterator[LatencyPoint]:
    names = ("ended_us", "took_us", "reads", "outcome", "number")
    for ended_us, took_us, reads, code, number in _rows(done, names, which):
        kind, outcome = KINDS[not reads], columns.OUTCOMES[code]
        yield LatencyPoint(ended_us, took_us, kind, outcome, number)


def _stale_reads(
    done: "Columned", which: "Numbers | list[int]", users: list[str]
) -> Iterator[StaleRead]:
    names = ("ended_us", "took_us", "user", "age_us", "behind", "number")
    for ended_us, took_us, user, age_us, behind, number in _rows(done, names, which):
        yield StaleRead(ended_us - took_us, users[user], age_us, behind, number)


def _rows(
    done: "Columned", names: tuple[str, ...], which: "Numbers | list[int]"
) -> Iterator[tuple[int, ...]]:
    """Rows of these columns, as plain numbers."""
    return zip(*(done[name][which].tolist() for name in names), strict=True)


def _outcomes(codes: "Numbers") -> Iterator[tuple[str, int]]:
    """How many came out so, in the order in which each was there first."""
    import numpy as np

    found, first, counts = np.unique(codes, return_index=True, return_counts=True)
    for i in np.argsort(first):
        yield columns.OUTCOMES[found[i]], int(counts[i])


def _closed(history: History, place: int) -> tuple[int, int] | None:
    """Since when a closed load is on, and how long its users think; None where none is."""
    loads = [event for at, event in history.faults if at < place and event[1] == "load"]
    return (loads[-1][0], loads[-1][4]) if loads and loads[-1][3] else None


def _waited(done: "Columned") -> "Mask":
    """Who can be said to have waited: not those who were refused."""
    waited: Mask = done["outcome"] != columns.OUTCOMES.index("fail")
    return waited


def _summary(kind: Kind, done: "Columned", closed: tuple[int, int] | None) -> LatencySummary:
    values, vain = columns.waited_ms(done, kind)
    p50, p99 = (estimate(values, at, vain) for at in (0.5, 0.99))
    return LatencySummary(kind, len(values), p50, p99, vain, _p99_open_ms(done, kind, closed))


def _p99_open_ms(done: "Columned", kind: Kind, closed: tuple[int, int] | None) -> float | None:
    """What the p99 of the closed load would be with all that it leaves out; None: too few."""
    if closed is None:
        return None
    since_us, thinking_us = closed
    later = done["ended_us"] - done["took_us"] >= since_us
    values, _ = columns.waited_ms({name: each[later] for name, each in done.items()}, kind)
    usual_ms = quantile(values, 0.5)
    if usual_ms is None or quantile(values, 0.99) is None:
        return None
    return quantile(with_omitted(values, thinking_us / 1_000 + usual_ms), 0.99)


def _percentiles(
    known: columns.Columns, done: "Columned", now_us: int, end_us: int
) -> Iterator[tuple[int, float, float]]:
    """(time, p50, p99) of each window that holds enough operations for its p99.

    What is over for good is worked out once.
    """
    mine = _waited(done)
    ended_us, took_us = done["ended_us"][mine], done["took_us"][mine]
    width_us, step_us = max(1, end_us // WINDOW_PART), max(1, end_us // rates.GRID)
    for at_us in range(step_us, now_us + 1, step_us):
        if at_us == now_us or (end_us, at_us) not in known.windows:
            first, last = ended_us.searchsorted((at_us - width_us, at_us), side="right")
            known.windows[end_us, at_us] = _window(at_us, took_us[first:last] / 1_000)
        found = known.windows[end_us, at_us]
        if found is not None:
            yield found


def _window(at_us: int, values: "Floats") -> tuple[int, float, float] | None:
    p50, p99 = quantile(values, 0.5), quantile(values, 0.99)
    return None if p50 is None or p99 is None else (at_us, p50, p99)


def _line(known: columns.Columns, server: str, place: int, now_us: int) -> list[tuple[int, int]]:
    """How far behind a server was, as corners of straight pieces from 0 to now."""
    corners, since_us = known.behind(server, place)
    return [*corners, (now_us, 0 if since_us is None else now_us - since_us)]
