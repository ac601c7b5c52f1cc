"""Flows on more ways than can be told apart go between regions of servers, and nothing is lost."""

import random
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from frames import NOW, frame
from PySide6.QtCore import QRectF

from explorer.frame import Frame
from explorer.frame_stage import LinkView, MessageView, ServerView
from ui import stage_layout, stage_links, stage_travel
from ui.stage_layout import Plan
from ui.stage_regions import NUMBERED_WAYS, REGIONS, flows, regions
from ui.stage_view import StageView


def wide(servers: int, messages: int, places: int = 1) -> Frame:
    """All linked, and messages on ways of all kinds; so many places, one after the other."""
    luck = random.Random(1)
    names = [f"s{number}" for number in range(servers)]
    return frame(
        servers=tuple(
            ServerView(name, f"place {number * places // servers}", "up", 1, 1)
            for number, name in enumerate(names)
        ),
        links=tuple(LinkView(a, b, 1_000, "open") for a, b in combinations(names, 2)),
        messages=tuple(
            MessageView(number, luck.choice(("write", "ack")), *luck.sample(names, 2),
                        NOW - 1_000, NOW + 1_000, "", 0)
            for number in range(messages)
        ),
    )  # fmt: skip


def standing(shown: Frame) -> Plan:
    return stage_layout.plan(shown.servers, shown.links, QRectF(0, 0, 1600, 900), 14, {})


@pytest.mark.parametrize("servers", [9, 12, 64, 100])
def test_every_message_is_in_a_flow_or_counted_as_staying_within_a_region(servers: int):
    shown = wide(servers, 2_000)
    plan = standing(shown)
    found = flows(shown, plan)
    home = {name: region.name for region in found.regions for name in region.servers}
    assert list(home) == [server.name for server in shown.servers]
    assert len(home) == sum(len(region.servers) for region in found.regions)
    assert 1 < len(found.regions) <= REGIONS
    assert len(found.ways) <= NUMBERED_WAYS
    counted = Counter((home[m.source], home[m.target], m.kind) for m in shown.messages)
    drawn = {(*way, kind): count for way, _, kinds in found.ways for kind, count in kinds.items()}
    within = {key: count for key, count in counted.items() if key[0] == key[1]}
    assert drawn | within == counted
    assert found.within == sum(within.values()) > 0
    for (start, _), line, _ in found.ways:
        anchor = next(region.anchor for region in found.regions if region.name == start)
        assert plan.arena.contains(line.p1())
        assert (line.p1() - anchor).manhattanLength() < 6 * plan.radius


def test_on_few_ways_flows_go_from_server_to_server_however_many_there_are():
    shown = wide(64, 500)
    ways = dict.fromkeys((m.source, m.target) for m in shown.messages)
    few = set(list(ways)[:NUMBERED_WAYS])
    shown = replace(shown, messages=tuple(m for m in shown.messages if (m.source, m.target) in few))
    found = flows(shown, standing(shown))
    assert not found.regions
    assert {way for way, _, _ in found.ways} == few
    assert sum(kinds.total() for _, _, kinds in found.ways) == len(shown.messages)


def test_what_goes_to_a_server_that_is_not_drawn_is_in_no_flow():
    shown = wide(20, 1_000)
    without = replace(shown, servers=shown.servers[1:], links=())
    found = flows(without, standing(without))
    there = sum("s0" not in (m.source, m.target) for m in shown.messages)
    assert found.within + sum(kinds.total() for _, _, kinds in found.ways) == there


def test_places_are_the_regions_where_they_are_few_and_stand_together():
    shown = wide(30, 1, places=3)
    plan = standing(shown)
    assert [each.name for each in regions(shown.servers, plan)] == ["place 0", "place 1", "place 2"]
    mixed = replace(shown, servers=(*shown.servers[::2], *shown.servers[1::2]))
    by_neighbours = regions(mixed.servers, standing(mixed))
    assert [each.name for each in by_neighbours][:2] == ["s0 to s8", "s10 to s18"]
    many = wide(30, 1, places=REGIONS + 1)
    assert len(regions(many.servers, standing(many))) == REGIONS


def told(view: StageView) -> dict[str, tuple[int, bool]]:
    """By flow of the walk: of how many messages it is, and whether it has a place."""
    flows = (thing for thing in view.things() if thing.key.split()[0] == "flow")
    return {
        thing.sentence.partition(" messages ")[2]: (
            int(thing.sentence.partition(" ")[0]), not thing.rect.isNull(),
        )
        for thing in flows
    }  # fmt: skip


@pytest.mark.parametrize("drawn_above", [1_000, 10_000], ids=["as flows", "as dots"])
def test_the_walk_tells_of_every_message_in_few_stops_and_where_they_are(
    qtbot, monkeypatch, drawn_above
):
    monkeypatch.setattr(stage_travel, "FLOWS_ABOVE", drawn_above)
    view = StageView()
    qtbot.addWidget(view)
    view.resize(1200, 900)
    view.show_frame(wide(20, 1_501))
    walk = told(view)
    assert len(walk) <= REGIONS * (REGIONS - 1) + 1
    assert sum(count for count, _ in walk.values()) == 1_501
    assert walk.pop("within a region")[1] is False
    assert all(has_place for _, has_place in walk.values())
    assert "from region s0 to s3 to region s4 to s7" in walk

    view.show_frame(wide(5, 300))
    walk = told(view)
    assert sum(count for count, _ in walk.values()) == 300
    assert all(has_place for _, has_place in walk.values())
    assert "from s0 to s4" in walk


def test_the_stage_says_what_it_draws_and_draws_no_links_beneath(qtbot, monkeypatch):
    monkeypatch.setattr(stage_travel, "FLOWS_ABOVE", 1_500)
    view = StageView()
    qtbot.addWidget(view)
    view.resize(1200, 900)
    view.show_frame(wide(20, 1_500))
    view.grab()
    assert stage_links._pictures, "below that all links are drawn"
    stage_links._pictures.clear()
    view.show_frame(wide(20, 1_501))
    view.grab()
    assert not stage_links._pictures
    within = view.traffic().flows.within
    assert view.traffic().note == (
        "1,501 messages in flight, drawn as flows between 5 regions: wider stands for more; "
        f"{within:,} stay within a region"
    )
