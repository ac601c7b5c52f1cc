"""Flows: how many messages are on each way; on too many ways, between regions of servers.

Rules this file keeps: each server is in one region, with its neighbours on the stage; whatever is
under way is in a flow, or is counted as staying within a region.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from PySide6.QtCore import QLineF, QPointF

from explorer.frame import Frame
from explorer.frame_messages import Messages
from explorer.frame_stage import MessageKind, ServerView
from ui.stage_layout import Pair, Plan, rim_to_rim, shifted

NUMBERED_WAYS = 60
"""On more ways than these the bands and numbers of flows could not be told apart."""
REGIONS = 6
"""So many regions at the most: between them there are fewer ways than that."""
INWARDS = 0.2
"""A region's flows end so far from its servers, as a part of the way to the middle."""

Flow = tuple[Pair, QLineF, Counter[str]]


@dataclass(frozen=True, slots=True)
class Region:
    """Servers that stand side by side, and where their flows begin and end."""

    name: str
    servers: tuple[str, ...]
    anchor: QPointF


@dataclass(frozen=True, slots=True)
class Flows:
    """All that is under way, by way and kind, the ways of servers or those of regions."""

    ways: list[Flow]
    regions: list[Region]
    """None: the ways are those of servers."""
    within: int = 0
    """So many stay within a region."""


def flows(frame: Frame, plan: Plan) -> Flows:
    """The messages of a frame, counted."""
    kinds = Messages.of(frame.messages).ways()
    if len({(source, target) for source, target, _ in kinds}) <= NUMBERED_WAYS:
        counted = _by_way(kinds, {name: name for name in plan.servers})
        return Flows([(way, plan.lane_of(*way), each) for way, each in counted.items()], [])
    there = regions(frame.servers, plan)
    counted = _by_way(kinds, {name: each.name for each in there for name in each.servers})
    anchors = {each.name: each.anchor for each in there}
    within = sum(each.total() for (start, end), each in counted.items() if start == end)
    ways = [
        ((start, end), _way(anchors[start], anchors[end], plan), each)
        for (start, end), each in counted.items()
        if start != end
    ]
    return Flows(ways, there, within)


def _by_way(
    kinds: Counter[tuple[str, str, MessageKind]], stands_for: dict[str, str]
) -> dict[Pair, Counter[str]]:
    """Of each kind how many are on a way; those of servers that are not drawn are left out."""
    counted: dict[Pair, Counter[str]] = {}
    for (source, target, kind), count in kinds.items():
        if source in stands_for and target in stands_for:
            way = stands_for[source], stands_for[target]
            counted.setdefault(way, Counter())[kind] += count
    return counted


def regions(servers: Sequence[ServerView], plan: Plan) -> list[Region]:
    """By place, where servers of a place stand together and places are few; else by neighbours."""
    placed = [list(group) for _, group in groupby(servers, key=attrgetter("place"))]
    if 2 <= len(placed) <= REGIONS and len({group[0].place for group in placed}) == len(placed):
        return [_region(group[0].place or _from_to(group), group, plan) for group in placed]
    size = -(-len(servers) // REGIONS)
    alike = [servers[first : first + size] for first in range(0, len(servers), size)]
    return [_region(_from_to(group), group, plan) for group in alike]


def _from_to(group: Sequence[ServerView]) -> str:
    first, last = group[0].name, group[-1].name
    return first if first == last else f"{first} to {last}"


def _region(name: str, group: Sequence[ServerView], plan: Plan) -> Region:
    names = tuple(server.name for server in group)
    middle = sum((plan.servers[each] for each in names), QPointF()) / len(names)
    return Region(name, names, middle + (plan.arena.center() - middle) * INWARDS)


def _way(start: QPointF, end: QPointF, plan: Plan) -> QLineF:
    return shifted(rim_to_rim(start, end, 2 * plan.radius), plan.lane)
