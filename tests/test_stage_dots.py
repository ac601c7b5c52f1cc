"""Thousands of messages on the stage: where each would stand alone, and painted as it would be."""

import random
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from frames import NOW, frame
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from explorer.frame import Frame
from explorer.frame_messages import KINDS
from explorer.frame_stage import LinkView, MessageView, ServerView
from ui import stage_layout, stage_links, stage_marks, theme
from ui.stage_dots import ASIDE, MIDDLE, ROWS, TOUCHING, Dot, place
from ui.stage_layout import Plan
from ui.stage_links import Hand
from ui.stage_travel import Traffic
from ui.stage_view import StageView

SIZE = 4.0
WAY_US = 1_000


def messages(names: list[str], count: int, seed: int = 1) -> tuple[MessageView, ...]:
    """Here and there; some have arrived, some take no time, some are as far as another."""
    luck = random.Random(seed)
    return tuple(
        MessageView(number, luck.choice(KINDS), *luck.sample(names, 2), sent_us,
                    sent_us + luck.choice((0, WAY_US)), "", 0, held=luck.random() < 0.1)
        for number in luck.sample(range(count), count)
        for sent_us in [NOW - luck.randrange(0, 2 * WAY_US, 20)]
    )  # fmt: skip


def standing(names: list[str]) -> Plan:
    servers = [ServerView(name, "", "up", 1, 1) for name in names]
    links = [LinkView(a, b, WAY_US, "open") for a, b in combinations(names, 2)]
    return stage_layout.plan(servers, links, QRectF(0, 0, 1600, 900), 14, {})


def one_by_one(plan: Plan, shown: tuple[MessageView, ...], *, calm: bool) -> list[Dot]:
    """The same, a message at a time."""
    dots: list[Dot] = []
    for source, target in dict.fromkeys((each.source, each.target) for each in shown):
        if source not in plan.servers or target not in plan.servers:
            continue
        way, last = plan.lane_of(source, target), [-1e9] * ROWS
        there = [m for m in shown if (m.source, m.target) == (source, target)]
        parts = {m.number: MIDDLE if calm else m.at(NOW) for m in there}
        for each in sorted(there, key=lambda m: (parts[m.number], m.number)):
            gone = parts[each.number] * way.length()
            free = [row for row in range(ROWS) if gone - last[row] >= SIZE * TOUCHING]
            row = free[0] if free else last.index(min(last))
            last[row] = gone
            ux, uy = way.dx() / way.length(), way.dy() / way.length()
            out = row * SIZE * ASIDE
            x, y = way.x1() + ux * gone - uy * out, way.y1() + uy * gone + ux * out
            dots.append(Dot(each, x, y, ux, uy, gone))
    return dots


@pytest.mark.parametrize("calm", [False, True])
@pytest.mark.parametrize(("servers", "count"), [(2, 0), (2, 60), (3, 400), (40, 900)])
def test_all_at_once_they_stand_where_each_would_stand(servers: int, count: int, calm: bool):
    names = [f"s{number}" for number in range(servers)]
    shown = messages([*names, "hidden"], count)
    plan = standing(names)
    for _ in range(2):  # lanes are reckoned once
        assert list(place(plan, shown, NOW, SIZE, calm=calm)) == one_by_one(plan, shown, calm=calm)


def test_those_of_each_kind_and_the_nearest_are_found():
    names = ["a", "b", "c"]
    dots = place(standing(names), messages(names, 300), NOW, SIZE, calm=False)
    kinds = dots.by_kind()
    assert list(kinds) == list(dict.fromkeys(dot.message.kind for dot in dots))
    for kind, found in kinds.items():
        assert list(found) == [dot for dot in dots if dot.message.kind == kind]
    held = dots.where(lambda sent: sent.held)
    assert 0 < len(held) < len(dots)
    assert list(held) == [dot for dot in dots if dot.message.held]
    for dot in dots:
        at = QPointF(dot.x + 0.25, dot.y)
        near = min(dots, key=lambda d: (d.x - at.x()) ** 2 + (d.y - at.y()) ** 2)
        assert dots.nearest(at, 10 * SIZE) == near
    assert dots.nearest(QPointF(-100, 0), SIZE) is None


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.usefixtures("qapp")
def test_what_is_stamped_at_once_looks_as_if_stamped_one_by_one(monkeypatch, ratio: float):
    names = ["a", "b", "c", "d"]
    shown = messages(names, stage_marks.FINE_TAILS + 80)
    dots = place(standing(names), shown, NOW, SIZE, calm=False)

    def picture() -> np.ndarray:
        image = QImage(round(1600 * ratio), round(900 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.black)
        with QPainter(image) as painter:
            stage_marks.paint_dots(painter, Traffic(dots=dots, size=SIZE))
        return np.frombuffer(image.constBits(), np.uint8).astype(int)

    def each(painter, dots, look, _ink):
        stage_marks._stamped(painter, dots, look)

    at_once = picture()
    monkeypatch.setattr(stage_marks, "_stamped_at_once", each)
    one_by_one = picture()
    assert (one_by_one != 0).mean() > 0.001
    assert (abs(at_once - one_by_one) > 40).mean() < 0.0001


def busy(names: list[str], *, ways: int) -> Frame:
    """All linked, with a message on so many ways."""
    links = tuple(LinkView(a, b, WAY_US, "open") for a, b in combinations(names, 2))
    sent = (NOW - WAY_US, NOW + WAY_US)
    return frame(
        servers=tuple(ServerView(name, "", "up", 1, 1) for name in names),
        links=links,
        messages=tuple(
            MessageView(number, "ack", link.a, link.b, *sent, "", 0)
            for number, link in enumerate(links[:ways])
        ),
    )


@pytest.fixture
def view(qtbot) -> StageView:
    made = StageView()
    qtbot.addWidget(made)
    made.resize(1200, 900)
    return made


def inked(view: StageView, shown: Frame, *ends: str) -> bool:
    """Whether a link is painted near its one end, which no other link crosses."""
    view.show_frame(shown)
    scene = view.scene()
    assert scene is not None
    picture, way = view.grab().toImage(), scene.plan.links[ends[0], ends[1]]
    ground = picture.pixelColor(view.width() // 2, view.height() - 40)
    spots = [way.pointAt(part / 1000).toPoint() for part in range(5, 60, 5)]
    beside = [[spot + QPoint(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)] for spot in spots]
    return all(any(picture.pixelColor(at) != ground for at in around) for around in beside)


def test_where_most_links_are_busy_all_are_drawn_and_painted_once(view: StageView):
    names = [f"s{number}" for number in range(20)]
    shown = busy(names, ways=100)
    idle = "s12", "s19"
    assert not inked(view, busy(names, ways=20), *idle)
    assert inked(view, shown, *idle)
    *_, (plan, _, painted) = stage_links._pictures
    assert plan is view.scene().plan  # type: ignore[union-attr]
    assert inked(view, replace(shown, now_us=NOW + 1), *idle)
    assert stage_links._pictures[-1][2] is painted


def test_a_link_that_is_busy_both_ways_is_one_link(view: StageView):
    names = [f"s{number}" for number in range(20)]
    there = busy(names, ways=60)
    back = tuple(
        replace(sent, number=1_000 + sent.number, source=sent.target, target=sent.source)
        for sent in there.messages
    )
    assert not inked(view, replace(there, messages=there.messages + back), "s12", "s19")


def test_of_the_pictures_of_links_only_the_last_ones_are_kept(view: StageView):
    shown = busy([f"s{number}" for number in range(20)], ways=100)
    for wide in range(1_000, 1_100, 20):
        view.resize(wide, 800)
        assert inked(view, shown, "s12", "s19")
    assert len(stage_links._pictures) == 2


def test_a_cut_link_is_none_of_those_that_are_painted_once(view: StageView):
    names = [f"s{number}" for number in range(20)]
    shown = busy(names, ways=100)
    cut = tuple(
        replace(link, state="cut") if (link.a, link.b) == ("s12", "s19") else link
        for link in shown.links
    )

    def ink(links: tuple[LinkView, ...]) -> int:
        """How much of the link is in the picture, near one end, which no other one crosses."""
        view.show_frame(replace(shown, links=links))
        view.grab()
        plan = view.scene().plan  # type: ignore[union-attr]
        painted = next(made for of, _, made in reversed(stage_links._pictures) if of is plan)
        picture, corner = painted.toImage(), plan.arena.topLeft().toPoint()
        way = plan.links["s12", "s19"]
        spots = {way.pointAt(part / 1000).toPoint() - corner for part in range(5, 60)}
        around = {spot + QPoint(x, y) for spot in spots for x in (-1, 0, 1) for y in (-1, 0, 1)}
        return sum(picture.pixelColor(at) != theme.current().color("panel") for at in around)

    assert ink(cut) < ink(shown.links) / 2


@pytest.mark.parametrize(
    "hand",
    [
        Hand(hover="link s12 - s19"),
        Hand(selected="link s12 - s19"),
        Hand(would_cut=(("s12", "s19"),)),
    ],
)
def test_a_link_that_a_hand_is_at_is_painted_over_all_of_them(view: StageView, hand: Hand):
    shown = busy([f"s{number}" for number in range(20)], ways=100)
    view.show_frame(shown)
    before = view.grab().toImage()
    view._hand = hand
    view.update()
    after, scene = view.grab().toImage(), view.scene()
    assert scene is not None
    way = scene.plan.links["s12", "s19"]
    spots = [way.pointAt(part / 100).toPoint() for part in range(30, 70)]
    assert sum(before.pixelColor(at) != after.pixelColor(at) for at in spots) > 30


def test_a_cut_link_is_painted_over_all_of_them(view: StageView):
    shown = busy([f"s{number}" for number in range(20)], ways=100)
    view.show_frame(shown)
    scene = view.scene()
    assert scene is not None
    middle = scene.plan.links["s12", "s19"].center().toPoint()
    cut = tuple(replace(x, state="cut") if (x.a, x.b) == ("s12", "s19") else x for x in shown.links)
    view.show_frame(replace(shown, links=cut))
    picture, around = view.grab().toImage(), [QPoint(x, y) for x in (-2, 0, 2) for y in (-2, 0, 2)]
    assert theme.current().color("lost") in [picture.pixelColor(middle + by) for by in around]
