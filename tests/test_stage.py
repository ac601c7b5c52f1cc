"""The stage: laws of its geometry, and what hands on it say in the verb language."""

import itertools
import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from frames import NAMES, NOW, frame, link, message
from page import wear
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from explorer import framing
from explorer.experiment import Experiment
from explorer.frame import Frame
from explorer.frame_stage import (
    Callout,
    DeathView,
    MessageView,
    Offer,
    OperationView,
    ServerState,
    ServerView,
    WebView,
)
from explorer.frame_story import Spot
from explorer.presets import load
from ui import (
    dressing,
    stage_asking,
    stage_halo,
    stage_layout,
    stage_note,
    stage_place,
    stage_servers,
    stage_stamp,
    stage_web,
    stage_words,
)
from ui.stage import Stage
from ui.stage_room import Room, beside, length_within, overlap
from ui.stage_scene import HINT, LEGEND, box_of, user_lines
from ui.stage_travel import FLOWS_ABOVE, traffic


def mouse(stage: Stage, kind: QEvent.Type, at: QPointF, *, held: bool) -> None:
    left = Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
    buttons = left if held else Qt.MouseButton.NoButton
    place = stage.mapToGlobal(at.toPoint()).toPointF()
    plain = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(stage, QMouseEvent(kind, at, place, button, buttons, plain))


def sweep(stage: Stage, start: QPointF, end: QPointF, *, release: bool = True) -> None:
    mouse(stage, QEvent.Type.MouseButtonPress, start, held=True)
    for part in (0.3, 0.7, 1.0):
        mouse(stage, QEvent.Type.MouseMove, start + (end - start) * part, held=True)
    if release:
        mouse(stage, QEvent.Type.MouseButtonRelease, end, held=False)


def key(stage: Stage, which: Qt.Key) -> QKeyEvent:
    event = QKeyEvent(QEvent.Type.KeyPress, which, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(stage, event)
    return event


def commands(stage: Stage) -> list[str]:
    said: list[str] = []
    stage.command.connect(said.append)
    return said


def centre(stage: Stage, name: str) -> QPointF:
    scene = stage.scene()
    assert scene is not None
    return scene.plan.servers[name]


def across(stage: Stage, a: str, b: str) -> tuple[QPointF, QPointF]:
    """Two points on the ground, on either side of the middle of a link."""
    line = QLineF(centre(stage, a), centre(stage, b))
    line.translate(line.center() - line.p1())
    normal = line.normalVector()
    normal.setLength(40)
    return normal.p1() - QPointF(normal.dx(), normal.dy()), normal.p2()


# Geometry


@pytest.mark.parametrize("count", range(1, 13))
@pytest.mark.parametrize("size", [(500, 350), (940, 596), (1600, 1000), (350, 900)])
def test_servers_never_touch_and_stay_inside(count: int, size: tuple[int, int]) -> None:
    bounds = QRectF(8, 34, size[0] - 16, size[1] - 42)
    plan = stage_layout.plan(frame(count).servers, frame(count).links, bounds, 15, {})
    spots = list(plan.servers.values())
    for index, one in enumerate(spots):
        around = QRectF(
            one.x() - plan.radius, one.y() - plan.radius, 2 * plan.radius, 2 * plan.radius
        )
        assert bounds.contains(around)
        for other in spots[index + 1 :]:
            assert math.dist(one.toTuple(), other.toTuple()) > 2 * plan.radius + 4


@pytest.mark.parametrize(("count", "size"), [(48, (668, 290)), (64, (668, 290)), (64, (1144, 553))])
def test_very_many_servers_stand_in_rows_that_leave_each_its_name(
    count: int, size: tuple[int, int]
) -> None:
    bounds = QRectF(8, 34, size[0] - 16, size[1] - 42)
    names = tuple(replace(frame().servers[0], name=f"S{i}", users=()) for i in range(count))
    plan = stage_layout.plan(names, (), bounds, 17, {})
    spots = [spot.toTuple() for spot in plan.servers.values()]
    nearest = min(math.dist(a, b) for a, b in itertools.combinations(spots, 2))
    assert nearest > 2 * plan.radius
    assert plan.radius >= stage_layout.LEAST
    assert all(bounds.contains(QPointF(*spot)) for spot in spots)
    rows = sorted({round(y) for _, y in spots})
    assert 3 < len(rows) < count / 3
    assert [spots[0], spots[-1]] == [min(spots, key=lambda at: (at[1], at[0])),
                                     max(spots, key=lambda at: (at[1], at[0]))]  # fmt: skip


def test_three_servers_stand_as_a_triangle_on_its_point() -> None:
    plan = stage_layout.plan(frame().servers, (), QRectF(0, 0, 800, 500), 15, {})
    a, b, c = plan.servers.values()
    assert a.x() < c.x() < b.x()
    assert a.y() == pytest.approx(b.y())
    assert c.y() > a.y()


@pytest.mark.parametrize("users", [1, 3, 9])
def test_users_stand_clear_of_servers_and_nobody_is_left_out(users: int) -> None:
    names = tuple(f"user {i}" for i in range(users))
    servers = tuple(replace(s, users=names) if s.name == "A" else s for s in frame().servers)
    plan = stage_layout.plan(servers, frame().links, QRectF(8, 34, 784, 470), 15, {})
    for _, spot in plan.users.values():
        for server in plan.servers.values():
            assert math.dist(spot.toTuple(), server.toTuple()) > plan.radius + plan.user_radius
    rest = sum(int(name.split()[0]) for name in plan.users if name[0] == "+")
    assert sum(name[0] != "+" for name in plan.users) + rest == users


def test_a_line_crosses_what_it_crosses() -> None:
    plan = stage_layout.plan(frame().servers, frame().links, QRectF(0, 0, 800, 500), 15, {})
    c = plan.servers["C"]
    under_c = c - QPointF(0, plan.radius * 2)
    level = QLineF(under_c - QPointF(300, 0), under_c + QPointF(300, 0))
    assert stage_layout.crossed(plan, level) == [("A", "C"), ("B", "C")]
    assert stage_layout.crossed(plan, QLineF(0, 0, 5, 5)) == []


def test_the_two_ways_of_a_link_keep_apart() -> None:
    plan = stage_layout.plan(frame().servers, frame().links, QRectF(0, 0, 800, 500), 15, {})
    there = stage_layout.shifted(plan.between("A", "B"), plan.lane).center()
    back = stage_layout.shifted(plan.between("B", "A"), plan.lane).center()
    assert math.dist(there.toTuple(), back.toTuple()) == pytest.approx(2 * plan.lane)


def test_a_label_beside_a_line_is_never_on_it() -> None:
    for degrees in range(0, 360, 7):
        ux, uy = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        line = (-900 * ux, -900 * uy, 900 * ux, 900 * uy)
        for box in beside(0, 0, (ux, uy), (120, 14), gap=5):
            assert length_within(line, box) == 0


def test_a_box_gives_way_to_what_is_taken() -> None:
    room = Room((0, 0, 100, 100), discs=[(50, 50, 10)], boxes=[(0, 0, 30, 30)])
    assert not room.is_free((20, 20, 40, 40))
    assert not room.is_free((55, 55, 70, 70))
    taken = room.take([(10, 10, 40, 40), (60, 60, 90, 90)])
    assert taken == (60, 60, 90, 90)
    assert room.take_free([(65, 65, 80, 80)]) is None
    assert overlap((0, 0, 10, 10), (5, 5, 20, 20)) == 25


# What is seen


def hidden(stage: Stage, box: QRectF) -> list[str]:
    """The servers of which a box covers a part."""
    scene, found = stage.scene(), []
    assert scene is not None
    for name, spot in scene.plan.servers.items():
        x, y = spot.toTuple()
        near = min(max(x, box.left()), box.right()), min(max(y, box.top()), box.bottom())
        found += [name] if math.dist(near, (x, y)) <= scene.plan.radius else []
    return found


def test_chips_and_callouts_hide_no_server_and_no_other(stage: Stage) -> None:
    chips = tuple(
        OperationView(
            i, "X", "post", "ABC"[i % 3], "write", 1, 2, "pending", "post: 1 of 2 acks", 0
        )
        for i in range(6)
    )
    told = Callout("B", "Stale read", ("B never got it: its copy was cut off.",), NOW, "bad", 4)
    stage.show_frame(frame(operations=chips, callouts=(told,)))
    scene = stage.scene()
    assert scene is not None
    boxes = [*scene.chips.values(), scene.callouts[0].rect]
    assert len(boxes) == 7
    for index, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[index + 1 :])
        assert not hidden(stage, box)


def test_messages_at_one_place_can_be_told_apart(stage: Stage) -> None:
    stage.show_frame(frame(messages=(message(1), message(2), message(3, "B", "A", 0.4))))
    spots = [(dot.x, dot.y) for dot in stage.traffic().dots]
    gaps = [math.dist(a, b) for i, a in enumerate(spots) for b in spots[i + 1 :]]
    assert min(gaps) > stage.traffic().size * 1.5


def test_a_message_stands_at_its_true_place(stage: Stage) -> None:
    stage.show_frame(frame(messages=(message(1, part=0.25),)))
    scene = stage.scene()
    assert scene is not None
    way = scene.plan.between("A", "B")
    (dot,) = stage.traffic().dots
    gone = QLineF(way.p1(), QPointF(dot.x, dot.y)).dx() / way.dx()
    assert gone == pytest.approx(0.25)


def test_the_same_frame_gives_the_same_picture(stage: Stage) -> None:
    shown = frame(messages=(message(1),))
    stage.show_frame(shown)
    before = stage.grab().toImage()
    stage.show_frame(frame())
    assert stage.grab().toImage() != before
    stage.show_frame(shown)
    assert stage.grab().toImage() == before


def test_very_many_messages_become_flows_and_the_stage_says_so(stage: Stage) -> None:
    shown = frame(messages=tuple(message(i) for i in range(FLOWS_ABOVE + 1)))
    stage.show_frame(shown)
    assert "10,001 messages" in stage.traffic().note
    assert not stage.traffic().dots
    assert stage.traffic().flows.ways[0][2].total() == 10_001
    assert "10,001 messages from A to B" in stage.sentences()


def crowd(*messages: MessageView) -> Frame:
    """64 servers, of which some are behind, down or paused, all linked."""
    names = [f"S{i}" for i in range(64)]
    states: tuple[ServerState, ...] = ("up", "up", "down", "up", "paused")
    return frame(
        servers=tuple(
            ServerView(name, "", states[i % 5], i % 4, 3, unconfirmed=i % 2)
            for i, name in enumerate(names)
        ),
        links=tuple(link(a, b) for i, a in enumerate(names) for b in names[i + 1 :]),
        messages=messages,
    )


def all_lit(shown: Frame) -> Frame:
    """The lesson's sentence is about every server: none is faint, which looks another way."""
    return replace(shown, spot=Spot(servers=frozenset(s.name for s in shown.servers)))


@pytest.mark.parametrize("ratio", [1.0, 1.5])
@pytest.mark.parametrize("shown", [crowd(), frame(), all_lit(frame()), all_lit(crowd())])
def test_what_is_stamped_looks_as_if_painted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, ratio: float, shown: Frame
) -> None:
    def picture() -> np.ndarray:
        image = QImage(round(900 * ratio), round(700 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.black)
        QWidget.render(stage, image)
        return np.frombuffer(image.constBits(), np.uint8).astype(int)

    def painted_there(painter, centre, _reach, paints, *look):
        paints(painter, centre, *look)

    stage.resize(900, 700)
    stage_stamp._picture.cache_clear()
    stage.show_frame(shown)
    stage.arrive()
    stamped = picture()
    before = stage_stamp._picture.cache_info()
    assert before.currsize >= min(10, len(shown.servers))
    assert (picture() == stamped).all()
    assert stage_stamp._picture.cache_info().misses == before.misses
    for room in (stage_servers, stage_halo):
        monkeypatch.setattr(room, "stamp", painted_there)
    painted = picture()
    assert (painted != painted[0]).any()
    assert abs(painted - stamped).max() <= 3


def test_what_stands_is_placed_anew_only_when_it_stands_otherwise(stage: Stage) -> None:
    stage.show_frame(frame())
    before = stage.scene()
    asked = OperationView(1, "X", "post", "B", "write", 1, 3, "pending", "a post", 0)
    stage.show_frame(frame(operations=(asked,)))
    after = stage.scene()
    assert before is not None
    assert after is not None
    assert after is not before
    assert after.plan is before.plan
    assert after.plan.lane_of("A", "B") is before.plan.lane_of("A", "B")
    stage.resize(700, 500)
    assert stage.scene().plan is not before.plan  # type: ignore[union-attr]


def inked(stage: Stage, at: QPointF) -> bool:
    """Whether anything is painted there but the ground."""
    ground = stage.grab().toImage().pixelColor(int(stage.width() / 2), int(stage.height() - 40))
    return stage.grab().toImage().pixelColor(at.toPoint()) != ground


def test_of_a_crowd_of_links_those_are_drawn_that_something_is_on(stage: Stage) -> None:
    shown = crowd(message(1, "S10", "S50", 0.9))
    stage.resize(1_200, 900)
    stage.show_frame(shown)
    scene = stage.scene()
    assert scene is not None
    assert inked(stage, scene.plan.links["S10", "S50"].pointAt(0.3))
    stage.show_frame(replace(shown, messages=()))
    assert not inked(stage, scene.plan.links["S10", "S50"].pointAt(0.3))
    stage.show_frame(
        replace(shown, links=(link("S10", "S50", "one-way", ("S10", "S50")), *shown.links))
    )
    assert inked(stage, scene.plan.links["S10", "S50"].pointAt(0.3))


@pytest.mark.parametrize("count", [1, 3, 5])
def test_the_web_tier_stands_above_all_servers_and_their_words(stage: Stage, count: int) -> None:
    shown = frame(count, web=(WebView("web1", 7_000, 99), WebView("web2", 0, 3)))
    stage.show_frame(shown)
    scene = stage.scene()
    assert scene is not None
    lowest = max(rect.bottom() for rect in scene.plan.web.values())
    discs = [spot.y() - scene.plan.radius for spot in scene.plan.servers.values()]
    assert lowest < min([*discs, *(rect.top() for rect, _ in scene.captions.values())])


@pytest.mark.parametrize("webs", [1, 2, 8])
@pytest.mark.parametrize("size", [(600, 200), (1000, 600)])
@pytest.mark.usefixtures("stage")
def test_users_stand_beside_the_web_servers_that_they_ask(webs: int, size: tuple[int, int]) -> None:
    servers = tuple(replace(s, users=(f"U{s.name}",)) for s in frame(3).servers)
    tier = tuple(WebView(f"web{i + 1}", 0, 0) for i in range(webs))
    plan = stage_place.build(frame(3, servers=servers, web=tier), QSizeF(*size), {}).plan
    assert list(plan.web) == [web.name for web in tier][: len(plan.web)]
    assert len(plan.web) == webs or size == (600, 200)
    whole = QRectF(0, 0, *size)
    for name, (_, spot) in plan.users.items():
        disc = QRectF(0, 0, 2 * plan.user_radius, 2 * plan.user_radius)
        disc.moveCenter(spot)
        assert whole.contains(disc)
        assert not any(rect.intersects(disc) for rect in plan.web.values())
        assert all(rect.top() < spot.y() < rect.bottom() for rect in plan.web.values())
        line = user_lines(plan)[name]
        assert any(rect.adjusted(-1, -1, 1, 1).contains(line.p2()) for rect in plan.web.values())
    gone = stage_place.build(frame(3, servers=servers), QSizeF(*size), {}).plan
    assert {name: server for name, (server, _) in gone.users.items()} == {
        name: server for name, (server, _) in plan.users.items()
    }


@pytest.mark.parametrize("size", [(1200, 700), (760, 520), (480, 400)])
@pytest.mark.parametrize("count", [5, 8])
def test_where_many_ask_there_are_fewer_boxes_and_all_stay_on_the_stage(
    stage: Stage, count: int, size: tuple[int, int]
) -> None:
    servers = tuple(
        replace(s, users=tuple(f"U{s.name}{i}" for i in range(4))) for s in frame(count).servers
    )
    tier = tuple(WebView(f"web{i + 1}", 0, 100) for i in range(8))
    stage.resize(*size)
    stage.show_frame(frame(count, servers=servers, web=tier))
    scene = stage.scene()
    assert scene is not None
    busy = stage_web.lines(tier[0])[-1]
    words = scene.letters.size(scene.letters.small, busy)[0]
    assert 1 <= len(scene.plan.web) <= len(tier)
    assert all(rect.width() >= words for rect in scene.plan.web.values())
    row = [rect.center().x() for rect in scene.plan.web.values()]
    assert row == sorted(row)
    for _, spot in scene.plan.users.values():
        assert 0 < spot.x() < size[0]
        assert not any(rect.contains(spot) for rect in scene.plan.web.values())
    assert not stage.grab().isNull()


@pytest.mark.usefixtures("stage")
def test_what_waits_at_a_web_server_that_is_not_drawn_has_no_way_to_the_database() -> None:
    servers = tuple(replace(s, users=("X",) * (s.name == "A")) for s in frame(2).servers)
    asked = OperationView(
        1, "X", "feed", "A", "read", 0, 1, "pending", "a feed", NOW, web="web2", at_web=True
    )
    tier = (WebView("web1", 0, 0), WebView("web2", 0, 0))
    for shown, drawn in ((tier, [asked]), (tier[:1], []), ((), [])):
        moment = frame(2, servers=servers, web=shown, operations=(asked,))
        plan = stage_place.build(moment, QSizeF(900, 500), {}).plan
        assert list(stage_asking.newest(moment, plan)) == drawn


@pytest.mark.usefixtures("stage")
def test_a_request_is_seen_to_go_through_its_web_server() -> None:
    servers = tuple(replace(s, users=("X",) * (s.name == "A")) for s in frame(2).servers)
    tier = (WebView("web1", 0, 0), WebView("web2", 0, 0))
    plan = stage_place.build(frame(2, servers=servers, web=tier), QSizeF(900, 500), {}).plan
    path = stage_asking.way(plan, "X", "A", "web2")
    spots = [path.elementAt(i) for i in range(path.elementCount())]
    waits = stage_asking.way(plan, "X", "", "web2")
    assert plan.web["web2"].adjusted(-1, -1, 1, 1).contains(waits.currentPosition())
    assert any(plan.web["web2"].adjusted(-1, -1, 1, 1).contains(QPointF(s.x, s.y)) for s in spots)
    assert math.dist((spots[-1].x, spots[-1].y), plan.servers["A"].toTuple()) == pytest.approx(
        plan.radius, abs=1
    )


def test_a_web_server_is_pointed_at_read_out_and_asked_what_can_be_done(stage: Stage) -> None:
    stage.show_frame(frame(2, web=(WebView("web1", 7_000, 99), WebView("web2", 0, 3, leaves=True))))
    scene, said = stage.scene(), []
    assert scene is not None
    stage.command.connect(said.append)
    middle = scene.plan.web["web1"].center()
    assert stage.key_at(middle) == "server web1"
    assert "web1, a web server, queue 7,000, 99 % busy. It takes" in stage.tip_at(middle)
    assert "web2, a web server, queue 0, 3 % busy, leaves once" in " ".join(stage.sentences())
    stop = next(thing for thing in stage.things() if thing.key == "server web1")
    assert stop.rect == scene.plan.web["web1"]
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, middle.toPoint(), stage.mapToGlobal(middle.toPoint())
    )
    QApplication.sendEvent(stage, event)
    assert said == ["menu server web1"]
    mouse(stage, QEvent.Type.MouseButtonPress, middle, held=True)
    mouse(stage, QEvent.Type.MouseMove, middle + QPointF(0, 90), held=True)
    mouse(stage, QEvent.Type.MouseButtonRelease, middle + QPointF(0, 90), held=False)
    assert stage.key_at(middle) == "server web1", "it is not dragged out of its row"
    assert stage._moved == {}


@pytest.mark.parametrize(("busy", "role"), [(0, "muted"), (51, "muted"), (90, "unknown")])
def test_who_has_time_to_spare_is_not_drawn_as_one_in_trouble(
    stage: Stage, busy: int, role: str
) -> None:
    server = replace(frame(1).servers[0], waiting=0, busy=busy)
    stage.show_frame(frame(1, servers=(server,)))
    scene = stage.scene()
    assert scene is not None
    lines = [line for _, told in scene.captions.values() for line in told] + scene.inner["A"]
    assert ("working", f"queue 0, {busy} % busy") in lines
    assert stage_servers.role_color("working", server) == role
    assert f"queue 0, {busy} % busy" in stage.sentences()[0]
    assert f"queue 0, {busy} % busy" in stage.tip("server A")


def test_where_nothing_can_be_cut_no_hint_says_how() -> None:
    assert stage_note.hint_of(frame()) == HINT
    assert stage_note.hint_of(frame(1, links=())) == ""


def test_the_hint_gives_way_to_who_stands_there(stage: Stage) -> None:
    stage.show_frame(frame())
    scene = stage.scene()
    assert scene is not None
    assert stage_note.hint_is_free(scene, stage.traffic(), QRectF())
    scene.room.discs.append((scene.hint.center().x(), scene.hint.center().y(), 20))
    assert not stage_note.hint_is_free(scene, stage.traffic(), QRectF())


def test_a_chip_that_would_hide_another_is_counted_instead(stage: Stage) -> None:
    text = "somebody's rather long post: 3 of 3 acks"
    done = tuple(
        OperationView(i, "X", "post", "B", "write", 3, 3, "ok", text, 0) for i in range(20)
    )
    stage.show_frame(frame(operations=done))
    scene = stage.scene()
    assert scene is not None
    boxes = list(scene.chips.values())
    assert 1 < len(boxes) < 20
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    counted = stage_note.notes(frame(operations=done), scene, stage.traffic())
    assert f"{20 - len(boxes)} more operations not shown here" in counted
    one = stage_note.notes(frame(operations=done[: len(boxes) + 1]), scene, stage.traffic())
    assert "1 more operation not shown here" in one


def test_so_many_chips_as_can_be_read_and_first_what_is_under_way(stage: Stage) -> None:
    done = [OperationView(i, "X", "post", "A", "write", 1, 1, "ok", "post", NOW) for i in range(90)]
    done[3] = replace(done[3], state="pending")
    stage.show_frame(frame(operations=tuple(done)))
    scene = stage.scene()
    assert scene is not None
    assert sorted(scene.chips) == [3, *range(67, 90)]


def test_labels_that_do_not_fit_are_counted(stage: Stage) -> None:
    stage.show_frame(frame(messages=tuple(message(i, part=0.5) for i in range(30))))
    moving = stage.traffic()
    hidden = 30 - len(moving.labels)
    assert 0 < hidden < 30
    assert moving.note.startswith(f"{hidden} label")


def test_a_death_is_drawn_where_it_died(stage: Stage) -> None:
    dead = DeathView(message(9), NOW, 0.5, "the link is cut")
    stage.show_frame(frame(deaths=(dead,)))
    scene = stage.scene()
    assert scene is not None
    moving = traffic(frame(deaths=(dead,)), scene)
    assert moving.deaths[0][1].x == pytest.approx(scene.plan.between("A", "B").center().x())
    assert [label.text for label in moving.labels] == ["lost: the link is cut"]


def test_deaths_at_one_place_have_one_cross_and_a_count(stage: Stage) -> None:
    heap = [DeathView(message(n), NOW, 0.5, "the link is cut") for n in range(21)]
    apart = DeathView(message(30), NOW, 0.9, "the link is cut")
    stage.show_frame(frame(deaths=(*heap, apart)))
    moving = stage.traffic()
    assert len(moving.deaths) == 22
    assert len({(dot.x, dot.y) for _, dot in moving.deaths}) == 2
    assert [label.text for label in moving.labels] == ["22 × lost: the link is cut"]


@pytest.mark.parametrize(("acknowledged", "badges"), [(0, []), (2, ["A"])])
def test_what_is_unconfirmed_is_said_once(
    stage: Stage, acknowledged: int, badges: list[str]
) -> None:
    server = replace(frame().servers[0], held=0, acknowledged=acknowledged, unconfirmed=1)
    stage.show_frame(frame(servers=(server, *frame().servers[1:])))
    scene = stage.scene()
    assert scene is not None
    assert list(scene.unconfirmed) == badges
    assert (stage_words.holding(server) == "1 unconfirmed") is not bool(badges)


@pytest.mark.parametrize("name", ["dark", "light", "projector"])
@pytest.mark.parametrize("count", [0, 1, 2, 12])
def test_every_theme_and_number_of_servers_can_be_painted(
    stage: Stage, name: str, count: int
) -> None:
    wear(name)
    stage.show_frame(frame(count))
    assert not stage.grab().isNull()
    wear("dark")


# Hands


def test_a_line_across_a_link_cuts_it(stage: Stage) -> None:
    said = commands(stage)
    sweep(stage, *across(stage, "A", "B"))
    assert said == ["cut A - B"]


def test_a_line_across_several_links_cuts_the_open_ones(stage: Stage) -> None:
    said = commands(stage)
    c = centre(stage, "C") - QPointF(0, 130)
    sweep(stage, c - QPointF(290, 0), c + QPointF(290, 0))
    assert said == ["cut A - C, B - C"]
    stage.show_frame(frame(links=(link("A", "B"), link("A", "C", "cut"), link("B", "C"))))
    sweep(stage, c - QPointF(290, 0), c + QPointF(290, 0))
    assert said[1:] == ["cut B - C"]


def test_a_line_on_empty_ground_cuts_nothing(stage: Stage) -> None:
    said = commands(stage)
    sweep(stage, QPointF(20, 480), QPointF(90, 500))
    assert said == []


def test_escape_gives_up_the_line(stage: Stage) -> None:
    said = commands(stage)
    start, end = across(stage, "A", "B")
    sweep(stage, start, end, release=False)
    key(stage, Qt.Key.Key_Escape)
    mouse(stage, QEvent.Type.MouseMove, end + QPointF(0, 5), held=True)
    mouse(stage, QEvent.Type.MouseButtonRelease, end, held=False)
    assert said == []
    sweep(stage, start, end)
    assert said == ["cut A - B"]


def test_dragging_a_server_moves_it_and_cuts_nothing(stage: Stage) -> None:
    said = commands(stage)
    before = QPointF(centre(stage, "C"))
    goal = before + QPointF(0, -240)
    sweep(stage, before, goal)
    assert centre(stage, "C").toTuple() == pytest.approx(goal.toTuple())
    assert said == []
    stage.resize(1200, 800)
    assert centre(stage, "C").y() < 500
    stage.reset_places()
    assert centre(stage, "C").y() > 600


def test_a_dragged_server_stays_on_the_stage(stage: Stage) -> None:
    sweep(stage, centre(stage, "A"), QPointF(-500, -500))
    scene = stage.scene()
    assert scene is not None
    assert scene.plan.bounds.contains(centre(stage, "A"))


def test_a_click_selects(stage: Stage) -> None:
    told = Callout("B", "Stale read", ("Why.",), NOW, "bad", 4)
    chip = OperationView(4, "X", "post", "A", "write", 1, 2, "pending", "post: 1 of 2 acks", 0)
    stage.show_frame(frame(messages=(message(12),), operations=(chip,), callouts=(told,)))
    said = commands(stage)
    scene = stage.scene()
    assert scene is not None
    dot = stage.traffic().dots[0]
    at_link = scene.plan.links[("A", "C")].pointAt(0.5)
    spots = [centre(stage, "A"), QPointF(dot.x, dot.y), at_link]
    spots += [scene.chips[4].center(), scene.callouts[0].rect.center()]
    for spot in spots:
        mouse(stage, QEvent.Type.MouseButtonPress, spot, held=True)
        mouse(stage, QEvent.Type.MouseButtonRelease, spot, held=False)
    assert said == [
        "select server A", "select message 12", "select link A - C", "receipt #4", "cause #4",
    ]  # fmt: skip


def menu_lines(menu: QMenu | None) -> dict[str, tuple[bool, str]]:
    assert menu is not None
    return {a.data(): (a.isEnabled(), a.text()) for a in menu.actions() if a.data()}


def test_the_menu_greys_what_is_impossible_and_says_why(stage: Stage) -> None:
    offers = [Offer("Restart B", "restart B", "B is up"), Offer("Crash B", "crash B"),
              Offer("To A", "move X to A", under="Move", chosen=True)]  # fmt: skip
    menu = stage.show_menu("server B", offers)
    lines = menu_lines(menu)
    assert lines["restart B"] == (False, "Restart B (B is up)")
    assert lines["crash B"][0]
    under = menu.findChild(QMenu, "stageMenu: Move")
    assert isinstance(under, QMenu)
    assert [action.isChecked() for action in under.actions()] == [True]
    said = commands(stage)
    next(a for a in menu.actions() if a.data() == "crash B").trigger()
    assert said == ["crash B"]
    menu.close()


def test_a_menu_is_asked_for_by_a_line(stage: Stage) -> None:
    said = commands(stage)
    for spot in (centre(stage, "A"), QPointF(3, 500)):
        place = spot.toPoint()
        reason = QContextMenuEvent.Reason.Mouse
        stage.contextMenuEvent(QContextMenuEvent(reason, place, stage.mapToGlobal(place)))
    assert said == ["menu server A", "menu"]


def test_hovering_tells_one_sentence(stage: Stage) -> None:
    behind = ServerView("B", "Frankfurt", "up", 12, 14, ("«lunch at noon?» by X",), 310_000)
    sent = replace(message(1), sent_us=0, arrives_us=40_000)
    stage.show_frame(replace(frame(), now_us=10_000, messages=(sent,),
                         servers=(frame().servers[0], behind, frame().servers[2])))  # fmt: skip
    assert stage.tip_at(centre(stage, "B")) == (
        "B, Frankfurt: up, holds 12 of 14 acknowledged items; 310 ms behind; "
        "missing: «lunch at noon?» by X"
    )
    dot = stage.traffic().dots[0]
    assert stage.tip_at(QPointF(dot.x, dot.y)) == (
        "write «lunch at noon?» from A to B, sent at 0 ms, arrives at 40 ms"
    )
    assert stage.tip_at(QPointF(3, 500)) == ""


# Words, keyboard, assistive technology


def test_sentences(stage: Stage) -> None:
    servers = (replace(frame().servers[0], state="down"),
               replace(frame().servers[1], held=0, unconfirmed=1))  # fmt: skip
    links = (link("A", "B", "cut"), link("B", "C", "one-way", ("B", "C")))
    stage.show_frame(frame(servers=servers, links=links, messages=(message(1),)))
    things, legend = stage.sentences()[: -len(LEGEND)], stage.sentences()[-len(LEGEND) :]
    assert legend[0].startswith("legend: writes: a copy to store, ")
    assert legend[0].endswith(" (a click or Enter hides them)")
    assert things == [
        "A, down, up to date",
        "B, Frankfurt, up, 2 items behind, 1 unconfirmed item",
        "link A - B, 40 ms, cut",
        "link B - C, 40 ms, cut from B to C",
        "write from A to B, 60 % of the way",
    ]


def test_an_unknown_outcome_is_never_called_failed() -> None:
    one = OperationView(1, "X", "post", "A", "write", 0, 1, "info", "post: no answer", 0)
    words = stage_words.operation_line(one)
    assert "unknown" in words
    assert "fail" not in words


def test_up_and_down_walk_and_left_and_right_are_left_alone(stage: Stage) -> None:
    stage.setFocus(Qt.FocusReason.TabFocusReason)
    stage.focusInEvent(QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert stage.cursor_index() == 0
    for _ in range(4):
        key(stage, Qt.Key.Key_Down)
    assert stage.things()[stage.cursor_index()].key == "link A - C"
    key(stage, Qt.Key.Key_Up)
    assert stage.things()[stage.cursor_index()].key == "link A - B"
    assert not key(stage, Qt.Key.Key_Left).isAccepted()
    assert not key(stage, Qt.Key.Key_Space).isAccepted()
    said = commands(stage)
    key(stage, Qt.Key.Key_Return)
    assert said == ["menu link A - B"]


def test_assistive_technology_sees_every_sentence_and_its_place(stage: Stage) -> None:
    stage.show_frame(frame(messages=(message(1),)))
    access = QAccessible.queryAccessibleInterface(stage)
    assert access.text(QAccessible.Text.Name) == "Stage"
    told = [
        access.child(i).text(QAccessible.Text.Name)  # type: ignore[union-attr]
        for i in range(access.childCount())
    ]
    assert told == stage.sentences()
    assert len(told) == 7 + len(LEGEND)
    first = access.child(0)
    assert first is not None
    spot = stage.mapToGlobal(centre(stage, "A").toPoint())
    assert first.rect().contains(spot)
    assert access.childAt(spot.x(), spot.y()).text(QAccessible.Text.Name) == told[0]  # type: ignore[union-attr]


def test_who_leads_is_said_beneath_its_circle_and_the_legend_knows_what_it_sends(stage: Stage):
    def legend() -> list[str]:
        scene = stage.scene()
        assert scene is not None
        return [kind for kind, _, _ in scene.legend]

    assert "raft" not in legend()
    plain = frame()
    leader = replace(plain.servers[0], role="leader of term 3")
    led = replace(plain, servers=(leader, *plain.servers[1:]))
    stage.show_frame(led)
    assert "raft" in legend()
    scene = stage.scene()
    assert scene is not None
    assert ("leading", "leader of term 3") in scene.captions["A"][1]
    assert stage_words.server_line(leader) == "A, up, leader of term 3, up to date"
    assert "leader of term 3" in stage_words.server_tip(leader)


@pytest.mark.parametrize(
    ("size", "whole"), [((640, 260), False), ((420, 300), False), ((900, 600), True)]
)
def test_a_callout_hides_no_server_where_a_shorter_one_hides_none(
    stage: Stage, size: tuple[int, int], *, whole: bool
) -> None:
    stage.resize(*size)
    told = Callout(
        "C", "Stale read by Y at 5.31 s: 2 writes behind", ("Why. " * 24,), NOW, "bad", 4
    )
    stage.show_frame(frame(callouts=(told,)))
    scene = stage.scene()
    assert scene is not None
    (box,) = scene.callouts
    assert not hidden(stage, box.rect)
    assert bool(box.lines) == whole


@pytest.mark.usefixtures("stage")
def test_a_callout_lies_on_no_link_where_a_shorter_one_lies_on_none() -> None:
    run = Experiment(load("5").scenario("none"))
    run.seek(6_000)
    scene = stage_place.build(framing.frame(run), QSizeF(668, 290), {})
    (box,) = scene.callouts
    assert not box.lines
    edges = box_of(box.rect)
    assert not [pair for pair, way in scene.plan.links.items()
                if length_within((way.x1(), way.y1(), way.x2(), way.y2()), edges)]  # fmt: skip


def asking(user: str, server: str, state: str = "pending") -> OperationView:
    return OperationView(
        7, user, "feed", server, "read", 0, 1, state, f"{user}'s feed: 0 of 1 reply", NOW - 1_000,
        None if state == "pending" else NOW,
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize("count", [2, 3, 5, 7])
@pytest.mark.usefixtures("stage")
def test_the_way_from_a_user_to_any_server_goes_round_all_others(count: int) -> None:
    users = {name: (f"U{name}",) for name in NAMES[:count]}
    servers = tuple(replace(s, users=users[s.name]) for s in frame(count).servers)
    made = frame(count, servers=servers)
    plan = stage_place.build(made, QSizeF(900, 500), {}).plan
    for name, (home, _) in plan.users.items():
        for server in plan.servers:
            path = stage_asking.way(plan, name, server)
            others = [plan.servers[o] for o in plan.servers if o not in (server, home)]
            near = stage_asking._hidden(plan, path, others)
            straight = stage_asking._bent(plan, plan.users[name][1], plan.servers[server], 0.0)
            assert near <= stage_asking._hidden(plan, straight, others)
            if server != home:
                inside = stage_asking._hidden(plan, path, [plan.servers[home]])
                assert inside <= 4, "it does not lie on its own server"


@pytest.mark.parametrize(
    ("state", "signs"),
    [("pending", ["read"]), ("ok", ["read", "reply"]), ("stale", ["read", "reply"]),
     ("info", ["read", "lost"])],
)  # fmt: skip
def test_a_request_and_its_answer_are_drawn_between_a_user_and_the_server_asked(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, state: str, signs: list[str]
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(stage_asking, "mark", lambda _painter, kind, *_at: drawn.append(kind))
    servers = tuple(replace(s, users=("X",) if s.name == "A" else ()) for s in frame().servers)
    stage.show_frame(frame(servers=servers, operations=(asking("X", "B", state),)))
    stage.grab()
    assert drawn == signs


def test_a_callout_is_put_away_by_its_cross_or_by_delete(stage: Stage) -> None:
    told = Callout("B", "Stale read by X", ("because of A",), NOW, "bad", 3)
    other = replace(told, server="A", operation=4)
    lines: list[str] = []
    stage.command.connect(lines.append)
    stage.show_frame(frame(callouts=(told, other)))
    spot = stage.scene().callouts[0].cross.center()
    mouse(stage, QEvent.Type.MouseButtonPress, spot, held=True)
    mouse(stage, QEvent.Type.MouseButtonRelease, spot, held=False)
    stage.show_frame(frame(callouts=(told, other)))
    assert [box.view.server for box in stage.scene().callouts] == ["A"]
    stage._cursor = "callout 0"
    plain = Qt.KeyboardModifier.NoModifier
    stage.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete, plain))
    assert stage.scene().callouts == []
    assert lines == []
    stage.forget()
    stage.show_frame(frame(callouts=(told, other)))
    assert len(stage.scene().callouts) == 2


def test_a_callout_that_is_gone_when_the_hand_comes_is_no_error(stage: Stage) -> None:
    told = Callout("B", "Stale read by X", ("because of A",), NOW, "bad", 3)
    lines: list[str] = []
    stage.command.connect(lines.append)
    stage.show_frame(frame(callouts=(told,)))
    box = stage.scene().callouts[0]
    for spot in (box.cross.center(), box.title.center()):
        stage.show_frame(frame(callouts=(told,)))
        mouse(stage, QEvent.Type.MouseButtonPress, spot, held=True)
        stage.show_frame(frame())
        mouse(stage, QEvent.Type.MouseButtonRelease, spot, held=False)
    stage._cursor = "callout 0"
    plain = Qt.KeyboardModifier.NoModifier
    stage.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete, plain))
    assert lines == []


def test_with_reduced_motion_a_way_is_lit_once_and_nothing_travels(stage: Stage) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    sent = message(12)
    dressing.apply(app, "dark", calm=True)
    try:
        places = set()
        for now in (sent.sent_us + 1, (sent.sent_us + sent.arrives_us) // 2, sent.arrives_us - 1):
            stage.show_frame(frame(messages=(sent,), now_us=now))
            moving = stage.traffic()
            places.add((moving.dots[0].x, moving.dots[0].y))
            ((way, kind),) = moving.ways
            assert kind == sent.kind
            assert way == stage_layout.shifted(
                stage.scene().plan.between(sent.source, sent.target), stage.scene().plan.lane
            )
        assert len(places) == 1
        stage.show_frame(frame())
        assert stage.traffic().ways == []
    finally:
        wear("dark")


def test_a_chip_gives_way_to_the_next_of_the_same_user_and_deed():
    """In the story Y reads at B ten microseconds apart: what was stale is no more."""
    experiment = Experiment(load("2").scenario())
    experiment.seek(39_990)
    assert [o.text for o in framing.frame(experiment).operations if o.user == "Y"] == [
        "Y's feed: 1 of 1 reply, stale"
    ]
    experiment.seek(40_000)
    assert [o.text for o in framing.frame(experiment).operations if o.user == "Y"] == [
        "Y's feed: 1 of 1 reply"
    ]
