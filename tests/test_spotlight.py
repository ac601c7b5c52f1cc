"""The lesson's light on the stage: halos, what is calmer, and the view that glides to it."""

from dataclasses import replace

import numpy as np
import pytest
from frames import NOW, frame, link, message
from page import wear
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from explorer.cause import Cause
from explorer.frame import Frame
from explorer.frame_stage import ServerView, WebView
from explorer.frame_story import Spot
from ui import dressing, stage_glide, stage_halo, stage_note, stage_place, stage_servers, theme
from ui.stage import Stage
from ui.stage_glide import GLIDE_MS, LEAST, READABLE_PX, WHOLE, View, between, eased
from ui.stage_light import CALM, DIMMED, Light
from ui.stage_view import StageView

A_LIT = Spot(frozenset("A"))
SIZE = QSize(700, 420)


class Clock:
    """Wall time as a test gives it."""

    ms = 0.0

    def elapsed(self) -> float:
        return self.ms


def told(made: Frame, spot: Spot | None) -> Frame:
    return replace(made, spot=spot)


def spot(*servers: str, users: str = "", **more: frozenset) -> Spot:
    return Spot(frozenset(servers), frozenset(users), **more)


def people(count: int = 3) -> Frame:
    made = frame(count)
    servers = tuple(replace(s, users=("X",) if s.name == "A" else ()) for s in made.servers)
    return replace(made, servers=servers)


def crowd(count: int) -> Frame:
    """So many servers that in a small stage none can be read."""
    names = [f"s{i}" for i in range(count)]
    servers = tuple(ServerView(name, "", "up", 2, 2) for name in names)
    links = tuple(link(a, b) for i, a in enumerate(names) for b in names[i + 1 :])
    return frame(0, servers=servers, links=links)


@pytest.fixture
def stage(qtbot) -> Stage:
    wear("dark")
    made = Stage()
    qtbot.addWidget(made)
    made.resize(SIZE)
    made._clock = Clock()
    made.show()
    return made


def pixels(stage: StageView) -> np.ndarray:
    image = stage.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows[:, :, :3].astype(np.int16)


def around(stage: StageView, name: str, picture: np.ndarray) -> np.ndarray:
    """The part of a picture that a server with its halo takes."""
    plan = stage.scene().plan
    centre, reach = plan.servers[name], plan.radius * 1.5
    rows = slice(round(centre.y() - reach), round(centre.y() + reach))
    return picture[rows, round(centre.x() - reach) : round(centre.x() + reach)]


def settled(stage: StageView, made: Frame) -> np.ndarray:
    stage.show_frame(made)
    stage.arrive()
    return pixels(stage)


# -- what is in the light, and what is calmer


def test_what_the_sentence_is_about_has_a_halo_and_all_else_is_calmer(stage):
    plain = settled(stage, people())
    lit = settled(stage, told(people(), spot("A", users="X")))
    bright = around(stage, "A", lit).sum() - around(stage, "A", plain).sum()
    assert bright > 0, "a halo around A"
    dim = around(stage, "B", lit).sum() - around(stage, "B", plain).sum()
    assert dim < 0, "B is calmer"
    assert around(stage, "B", lit).max() > 120, "and is there still"
    assert (settled(stage, people()) == plain).all()


def test_the_halo_is_told_by_its_shape_as_well(stage):
    """In shades of grey: four corners, where a ring would be whole."""
    made = told(people(), spot("A"))
    grey = settled(stage, made).mean(axis=2)
    plan = stage.scene().plan
    centre, reach = plan.servers["A"], stage_halo.around(plan.radius)
    ways = [QPointF(x, y) for x, y in ((0.7071, 0.7071), (-0.7071, 0.7071), (0, 1), (-1, 0))]
    spots = [centre + way * reach for way in ways]
    corner, other_corner, below, beside = (
        grey[round(p.y()) - 1 : round(p.y()) + 2, round(p.x()) - 1 : round(p.x()) + 2].max()
        for p in spots
    )
    assert min(corner, other_corner) > max(below, beside) + 30


def test_a_crashed_server_is_hollow_in_the_light_and_its_cross_keeps_clear(stage):
    crashed = replace(people(), servers=(replace(people().servers[0], state="down"),
                                         *people().servers[1:]))  # fmt: skip
    lit, plain = settled(stage, told(crashed, spot("A"))), settled(stage, crashed)
    centre, radius = stage.scene().plan.servers["A"], stage.scene().plan.radius
    beside = round(centre.y()), round(centre.x() - radius * 0.75)
    assert (lit[beside] == plain[beside]).all()
    for radius in (14.0, 28.0, 45.0, 80.0):
        cross = radius * stage_servers.ARMS[1] + max(3.0, radius * 0.09) / 2
        assert stage_halo.around(radius) - cross > 1.5, "not even a pen's width"


def test_links_users_web_servers_and_messages_have_halos(stage):
    made = replace(people(), messages=(message(1), message(2, "B", "C")),
                   web=(WebView("web1", 0, 0), WebView("web2", 0, 0)))  # fmt: skip
    plain = settled(stage, made)
    for what in (
        spot(users="X"),
        spot("web1"),
        spot("A", "B", links=frozenset({("A", "B"), ("B", "A")})),
        spot("A", "B", ways=frozenset({("A", "B", NOW)})),
    ):
        lit = settled(stage, told(made, what))
        assert (lit.astype(int) - plain).max() > 60, what
    way = settled(stage, told(made, spot("A", "B", ways=frozenset({("A", "B", NOW)}))))
    none = settled(stage, told(made, spot("A", "B", ways=frozenset({("A", "B", 0)}))))
    assert (way != none).any(), "only what had been sent by then is marked"


def test_a_link_glows_no_more_where_its_server_does():
    line, radius = QLineF(0, 0, 200, 0), 20.0

    def glow(strength, *ends):
        """Place and strength, from end to end."""
        made = stage_halo._along(line, radius, strength, ends)
        assert (made.start(), made.finalStop()) == (line.p1(), line.p2())
        return [(round(at, 3), round(color.alphaF(), 2)) for at, color in made.stops()]

    most = stage_halo.GLOW
    assert glow(1.0, 0.0, 0.0) == [(0, most), (0.07, most), (0.93, most), (1, most)]
    assert glow(1.0, 1.0, 0.0) == [(0, 0), (0.07, most), (0.93, most), (1, most)]
    assert glow(1.0, 0.0, 0.5) == [(0, most), (0.07, most), (0.93, most), (1, most / 2)]
    assert [alpha for _, alpha in glow(0.5, 0.0, 1.0)] == [most / 2] * 3 + [0]
    line = QLineF(0, 0, 10, 0)
    assert [at for at, _ in glow(1.0, 0.0, 0.0)] == [0, 0.5, 1], "its ends' halos meet"


def test_what_goes_on_is_as_bright_as_ever():
    light = Light(None, spot("A", "B"), spot("A", "B"))
    bright = ["server A", "link A - B", "operation 1", "message 4"]
    assert [light.level(key) for key in bright] == [1.0] * 4
    assert [light.level(key) for key in ("server C", "user X", "link B - C")] == [CALM] * 3
    named = Light(None, spot("A", "B", "C", links=frozenset({("A", "B")})))
    assert named.level("link A - B") == 1.0
    assert named.level("link B - C") == CALM, "only some are spoken of"


def test_the_light_goes_over_from_one_subject_to_the_next():
    halfway = Light(None, spot("B"), spot("A"), 0.5)
    assert halfway.halo("server A") == halfway.halo("server B") == 0.5
    assert halfway.level("server A") == pytest.approx((1 + CALM) / 2)
    there = Light(None, spot("B"), spot("A"), 1.0)
    assert (there.halo("server A"), there.halo("server B")) == (0, 1)


def test_the_light_of_a_cause_comes_first():
    cause = Cause("#1", "", (), "", 0, frozenset(), frozenset(), frozenset("B"), frozenset(),
                  frozenset(), frozenset())  # fmt: skip
    light = Light(cause, spot("A"))
    assert (light.level("server A"), light.level("server B")) == (DIMMED, 1.0)
    assert not light.spots


@pytest.mark.parametrize("name", ["dark", "light", "projector"])
def test_it_is_seen_in_every_theme(stage, name):
    try:
        wear(name)
        plain = settled(stage, people())
        lit = settled(stage, told(people(), spot("A")))
        change = np.abs(around(stage, "A", lit) - around(stage, "A", plain)).max(axis=2)
        assert (change > 40).mean() > 0.02
    finally:
        wear("dark")


def test_screen_readers_are_told(stage):
    both = frozenset({("A", "B"), ("B", "A")})
    ways = frozenset({("A", "B", NOW)})
    made = replace(people(), messages=(message(1),))
    stage.show_frame(told(made, spot("A", users="X", links=both, ways=ways)))
    lit = {thing.key for thing in stage.things() if thing.sentence.endswith("the lesson's light")}
    assert lit == {"server A", "user X", "link A - B", "message 1"}
    stage.show_frame(made)
    assert not any("light" in sentence for sentence in stage.sentences())


# -- where one looks


def scene_of(made: Frame, size: QSize = SIZE):
    return stage_place.build(made, QSizeF(size), {})


def test_what_can_be_read_is_not_moved():
    assert stage_glide.wanted(scene_of(people()), spot("A", users="X")) == WHOLE
    assert stage_glide.wanted(scene_of(crowd(24)), None) == WHOLE


@pytest.mark.parametrize("count", [16, 24, 40, 64])
@pytest.mark.parametrize("subject", [("s1",), ("s0", "s3"), ("s9",)])
def test_what_is_too_small_is_brought_near_and_stays_in_sight(count, subject):
    scene = scene_of(crowd(count), QSize(500, 300))
    view = stage_glide.wanted(scene, spot(*subject))
    plan = scene.plan
    assert view.scale >= LEAST
    assert plan.radius * view.scale <= READABLE_PX + 0.01
    for name in subject:
        centre, half = plan.servers[name], plan.radius
        box = QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)
        assert plan.bounds.adjusted(-1, -1, 1, 1).contains(view.seen(box))
    seen = view.seen(plan.bounds)
    assert seen.adjusted(-1, -1, 1, 1).contains(plan.bounds), "nothing beside the stage is seen"
    assert view.at(view.seen(QRectF(40, 50, 1, 1)).topLeft()) == QPointF(40, 50)


def test_a_subject_that_is_everywhere_is_looked_at_from_where_one_is():
    scene = scene_of(crowd(24), QSize(500, 300))
    assert stage_glide.wanted(scene, spot(*scene.plan.servers)) == WHOLE


def test_a_glide_begins_and_ends_gently():
    assert (eased(-5), eased(0), eased(GLIDE_MS), eased(9 * GLIDE_MS)) == (0, 0, 1, 1)
    assert eased(GLIDE_MS / 2) == 0.5
    assert eased(GLIDE_MS / 10) < 0.1 < 0.9 < eased(GLIDE_MS * 0.9)
    near = View(2.0, -100.0, -50.0)
    assert between(WHOLE, near, 0.5) == View(1.5, -50.0, -25.0)
    assert between(WHOLE, near, 1.0) == near


def small(stage: Stage, *subject: str) -> Clock:
    """A crowd on a small stage, and what is told of it; the clock that the stage goes by."""
    stage.resize(500, 300)
    stage.show_frame(crowd(24))
    stage.show_frame(told(crowd(24), spot(*subject)))
    return stage._clock


def test_the_view_takes_its_time_and_comes_back(stage):
    clock = small(stage, "s1")
    end = stage_glide.wanted(stage.scene(), spot("s1"))
    assert stage.view() == WHOLE
    clock.ms = GLIDE_MS / 2
    assert stage.view() == between(WHOLE, end, 0.5)
    clock.ms = GLIDE_MS
    assert stage.view() == end != WHOLE
    stage.show_frame(crowd(24))
    assert stage.view() == end
    clock.ms = 2 * GLIDE_MS
    assert stage.view() == WHOLE


def test_the_next_subject_is_gone_to_from_where_one_is(stage):
    clock = small(stage, "s1")
    clock.ms = GLIDE_MS / 4
    here = stage.view()
    stage.show_frame(told(crowd(24), spot("s9")))
    assert stage.view() == here
    clock.ms += GLIDE_MS
    assert stage.view() == stage_glide.wanted(stage.scene(), spot("s9"))


def test_where_all_stands_is_worked_out_only_for_another_subject(stage, monkeypatch):
    small(stage, "s1")
    asked = []
    monkeypatch.setattr(stage_place, "key", lambda *_: asked.append(1) or ("s1",))
    stage.show_frame(told(crowd(24), spot("s1")))
    assert not asked, "a frame costs next to nothing while a sentence lasts"
    stage.show_frame(told(crowd(24), spot("s9")))
    assert asked


def test_nothing_glides_for_who_wants_it_calm(stage):
    try:
        dressing.apply(QApplication.instance(), "dark", calm=True)
        dressing.finish()
        assert theme.current().calm
        small(stage, "s1")
        assert stage.view() == stage_glide.wanted(stage.scene(), spot("s1"))
    finally:
        wear("dark")


def test_a_picture_of_what_nobody_sees_is_there_at_once(qtbot):
    wear("dark")
    made = StageView()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show_frame(told(crowd(24), spot("s1")))
    assert made.view() == stage_glide.wanted(made.scene(), spot("s1"))


def test_what_is_seen_near_is_what_is_clicked(stage):
    clock = small(stage, "s1")
    clock.ms = GLIDE_MS
    assert stage.view() != WHOLE
    found = {thing.key: thing.rect for thing in stage.things()}
    assert stage.key_at(found["server s1"].center()) == "server s1"
    entry = next(key for key in found if key.startswith("kind "))
    assert stage.key_at(found[entry].center()) == entry, "the legend stands where it stood"
    lit = around_view(stage, "s1")
    assert lit.contains(found["server s1"].center())
    assert any("out of sight" in note for note in notes(stage))


def around_view(stage: Stage, name: str) -> QRectF:
    centre, half = stage.scene().plan.servers[name], stage.scene().plan.radius
    box = QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)
    return stage.view().seen(box)


def notes(stage: Stage) -> list[str]:
    return stage_note.notes(stage._frame, stage.scene(), stage.traffic(), stage.view())


def mouse(stage: Stage, kind: QEvent.Type, at: QPointF, *, held: bool) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    place = stage.mapToGlobal(at.toPoint()).toPointF()
    plain = Qt.KeyboardModifier.NoModifier
    buttons = left if held else none
    QApplication.sendEvent(stage, QMouseEvent(kind, at, place, button, buttons, plain))


def drag(stage: Stage, start: QPointF, end: QPointF) -> None:
    mouse(stage, QEvent.Type.MouseButtonPress, start, held=True)
    for part in (0.5, 1.0):
        mouse(stage, QEvent.Type.MouseMove, start + (end - start) * part, held=True)
    mouse(stage, QEvent.Type.MouseButtonRelease, end, held=False)


def test_a_dragged_server_is_where_the_hand_is_and_the_view_stays(stage):
    clock = small(stage, "s1")
    clock.ms = GLIDE_MS / 2
    here = stage.view()
    start = around_view(stage, "s1").center()
    drag(stage, start, start + QPointF(40, 30))
    assert stage.view() == here
    clock.ms = 10 * GLIDE_MS
    assert stage.view() == here, "the hand has the say"
    assert (around_view(stage, "s1").center() - (start + QPointF(40, 30))).manhattanLength() < 2
    stage.show_frame(told(crowd(24), spot("s9")))
    clock.ms = 11 * GLIDE_MS
    assert stage.view() == stage_glide.wanted(stage.scene(), spot("s9")), "until the next sentence"


def test_a_click_on_the_ground_shows_all_again(stage):
    clock = small(stage, "s1")
    clock.ms = GLIDE_MS
    ground = next(
        QPointF(x, y)
        for x in range(20, 480, 7)
        for y in range(60, 280, 7)
        if not stage.key_at(QPointF(x, y))
    )
    for kind, held in (
        (QEvent.Type.MouseButtonPress, True),
        (QEvent.Type.MouseButtonRelease, False),
    ):
        mouse(stage, kind, ground, held=held)
    clock.ms = 2 * GLIDE_MS
    assert stage.view() == WHOLE
    stage.show_frame(told(crowd(24), spot("s1")))
    assert stage.view() == WHOLE, "as long as that sentence is told"


def test_a_line_drawn_across_a_link_that_is_seen_near_cuts_it(stage):
    stage.resize(500, 300)
    made = told(crowd(16), spot("s1"))
    stage.show_frame(made)
    stage.arrive()
    assert stage.view() != WHOLE
    line = stage.scene().plan.links["s0", "s1"]
    across = line.normalVector()
    across.translate(line.center() - across.p1())
    across.setLength(4)
    start, end = (
        stage.view().transform.map(p) for p in (across.p1() * 2 - across.p2(), across.p2())
    )
    assert ("s0", "s1") in stage._cuttable(stage.scene(), QLineF(start, end))
