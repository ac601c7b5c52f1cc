"""The space-time diagram of a run: its lanes, and what happens to whole servers. Pure.

What moves between the lanes is asked of the view that comes of it, span by span.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine import web
from engine.events import Event
from engine.faults import Load, Trials
from engine.history import History
from engine.records import of_crowd
from explorer import series
from explorer.branch import Branch
from explorer.cause import Cause
from explorer.event_words import Teller, lines_of
from explorer.frame_time import FaultBand
from explorer.log_filter import CROWD
from explorer.spacetime_parts import Lane, Moment, Sign, Spell
from explorer.spacetime_view import Kept, SpaceTimeView
from explorer.timeline import Timeline


@dataclass(slots=True)
class SpaceTime:
    """What the diagram of a run keeps between two looks at it."""

    _branch: Branch | None = None
    _kept: Kept = field(default_factory=Kept)
    _so_far: History | None = None
    _known: tuple[int, int, tuple[Spell, ...], tuple[Sign, ...], tuple[FaultBand, ...]] = (
        -1, -1, (), (), (),
    )  # fmt: skip

    def view(
        self, timeline: Timeline, end_us: int, selected: str, brush: tuple[int, int] | None,
        lit: Cause | None = None, hidden: tuple[str, ...] = (), away: tuple[str, ...] = (),
        *, so_far: bool = False,
    ) -> SpaceTimeView:  # fmt: skip
        """The diagram as of the playhead; `so_far`: what was seen of later is not told."""
        branch = timeline.branch
        if self._branch is not branch:
            self._branch, self._kept, self._known = branch, Kept(), (-1, -1, (), (), ())
            self._so_far = None
        history = self._told_so_far(timeline) if so_far else branch.history
        head_us = timeline.now_us if so_far else branch.head_us
        self._kept.grow(history.messages)
        known = len(history.faults), len(history.terms)
        if self._known[:2] != known:
            teller = Teller(history, lines_of(command for _, command in timeline.commands))
            told = [*history.faults, *history.terms]
            self._known = (
                *known, tuple(_spells(history)), tuple(_signs(teller, told)),
                tuple(_bands(history)),
            )  # fmt: skip
        _, _, spells, signs, bands = self._known
        every = lanes(timeline)
        gone = tuple(lane for lane in every if lane.home in away)
        return SpaceTimeView(
            tuple(lane for lane in every if lane not in gone), bands, spells, signs,
            Moment(timeline.now_us, timeline.place),
            head_us, end_us, branch.number, history.length, _pace_us(timeline),
            selected, brush, lit, hidden, gone, branch.events, history, self._kept,
        )  # fmt: skip

    def _told_so_far(self, timeline: Timeline) -> History:
        """The log up to the playhead, folded as if nothing of later had been seen."""
        branch, place = timeline.branch, timeline.place
        if self._so_far is None or self._so_far.length > place:
            self._so_far = History(branch.before)
        for event in branch.events.span(self._so_far.length, place):
            self._so_far.fold(event)
        return self._so_far


def _pace_us(timeline: Timeline) -> int:
    """Some dozen of the longest ways between two servers; without any, of service times."""
    cluster = timeline.cluster
    names = tuple(cluster.replicas)
    ways = [cluster.network.distance_us(a, b) for a in names for b in names if a != b]
    return 12 * max(ways, default=0) or 100 * max(1_000, cluster.settings.service_us)


def lanes(timeline: Timeline) -> tuple[Lane, ...]:
    """The crowd and the web tier at the top; then each server below the users that it serves."""
    cluster, history = timeline.cluster, timeline.branch.history
    servers = list(cluster.replicas)
    others = {event[2] for _, event in history.faults if event[1] in ("left", "joining")}
    servers += sorted(others - set(servers))
    found: list[Lane] = []
    if timeline.gives(Load) or timeline.gives(Trials):
        found.append(Lane("crowd", CROWD))
    webs = dict.fromkeys(web.names(cluster.settings.web_servers))
    webs |= dict.fromkeys(server for server in history.served if web.is_web(server))
    found += [Lane("web", name, name) for name in webs]
    asked = {o.user for o in history.people.values()}
    people = [u for u in cluster.sessions if not of_crowd(u)]
    homes = {user: cluster.sessions[user].server for user in people}
    for user in sorted(asked - set(people)):
        homes[user] = next(o.coordinator for o in history.people.values() if o.user == user)
    for server in servers:
        found += [Lane("user", user, home) for user, home in homes.items() if home == server]
        found.append(Lane("server", server, server))
    return tuple(found)


def _bands(history: History) -> Iterator[FaultBand]:
    """What is the matter with links or with all: a server's own trouble is on its lane."""
    for band in series.bands(history):
        if band.kind != "down" and not band.text.endswith(" paused"):
            yield band


def _spells(history: History) -> Iterator[Spell]:
    began: dict[tuple[str, Literal["down", "paused"]], Moment] = {}
    ends: dict[str, tuple[Literal["down", "paused"], ...]] = {
        "restarted": ("down",), "resumed": ("paused",), "replacing": ("down", "paused"),
        "joining": ("down", "paused"), "crashed": ("paused",), "wiped": ("paused",),
    }  # fmt: skip
    starts: dict[str, Literal["down", "paused"]] = {
        "crashed": "down", "wiped": "down", "left": "down", "paused": "paused",
    }  # fmt: skip
    for place, event in history.faults:
        now, name, server = Moment(event[0], place), event[1], event[2]
        for what in ends.get(name, ()):
            since = began.pop((server, what), None)
            if since is not None:
                yield Spell(server, what, since, now)
        if name in starts:
            began.setdefault((server, starts[name]), now)
    for (server, what), since in began.items():
        yield Spell(server, what, since, None)


_SIGNS = (
    "crashed", "wiped", "restarted", "paused", "resumed", "slowed", "disk", "skewed", "elected",
    "stepped_down", "joining", "leaving", "replacing", "joined", "left", "replaced",
    "promoted", "rewound",
)  # fmt: skip


def _signs(teller: Teller, told: Sequence[tuple[int, Event]]) -> Iterator[Sign]:
    for place, event in sorted(told):
        if event[1] in _SIGNS:
            yield Sign(event[2], event[1], Moment(event[0], place), teller.say(event))
