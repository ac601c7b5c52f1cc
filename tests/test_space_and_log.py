"""The space-time diagram and the event log in the window: looked at, walked, clicked, narrowed."""

import re

import pytest
from page import Page, name_of, settle, wear
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from explorer.presets import load
from ui import spacetime_stops
from ui.event_log import EventLog
from ui.spacetime import SpaceTime
from ui.spacetime_panel import SpaceTimePanel


@pytest.fixture
def vanish(page: Page) -> Page:
    """Did my post vanish? at its end, with the whole log known."""
    page.window.open_scenario(load("5").scenario("none"))
    page.window.do("seek 170ms")
    settle()
    return page


@pytest.fixture
def diagram(vanish: Page) -> SpaceTime:
    vanish.window.do("show spacetime")
    settle()
    panel = vanish.window.page.panels["spacetime"]
    assert isinstance(panel, SpaceTimePanel)
    return panel.canvas


@pytest.fixture
def log(vanish: Page) -> EventLog:
    vanish.window.do("show log")
    settle()
    panel = vanish.window.page.panels["log"]
    assert isinstance(panel, EventLog)
    return panel


def middle_of(canvas: SpaceTime, number: int) -> QPointF:
    """A point of an arrow that no other thing is near to."""
    drawn = next(d for d in canvas.scene().arrows if d.arrow.number == number)
    first, last = drawn.points[0], drawn.points[-1]
    for part in (0.5, 0.6, 0.7, 0.8, 0.4, 0.3):
        point = first + (last - first) * part
        if spacetime_stops.key_at(canvas.scene(), point) == f"message {number}":
            return point
    raise AssertionError(f"message {number} lies under something")


def click(canvas: SpaceTime, point: QPointF, *, twice: bool = False) -> None:
    press = QTest.mouseDClick if twice else QTest.mouseClick
    press(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point.toPoint())
    settle()


def texts(log: EventLog) -> list[str]:
    model = log.table.model()
    return [model.index(row, 4).data() for row in range(model.rowCount())]


# -- the diagram


def test_a_click_on_a_message_selects_it_and_on_the_ground_nothing(vanish, diagram):
    click(diagram, middle_of(diagram, 2))
    assert vanish.experiment.selected == "message 2"
    click(diagram, QPointF(diagram.width() - 30, diagram.scene().body.top() + 1))
    assert vanish.experiment.selected == ""


def test_a_click_on_a_lanes_name_selects_its_server_or_user(vanish, diagram):
    click(diagram, QPointF(10, diagram.scene().y("B")))
    assert vanish.experiment.selected == "server B"
    click(diagram, QPointF(10, diagram.scene().y("X")))
    assert vanish.experiment.selected == "user X"


def test_what_is_selected_elsewhere_is_marked_here(vanish, diagram):
    pictures = []
    for key in ("", "operation 1", "message 2", "server B", "user X"):
        vanish.window.do(f"select {key}".rstrip())
        settle()
        assert diagram.view.selected == key
        pictures.append(diagram.grab().toImage())
        assert pictures[-1] not in pictures[:-1], key


def test_a_double_click_goes_there(vanish, diagram):
    click(diagram, middle_of(diagram, 2), twice=True)
    assert vanish.now_ms == 75
    click(diagram, diagram.scene().bars[1].rect.center(), twice=True)
    assert vanish.now_ms == 5, "where the request began"
    x = diagram.scene().axis.x(50_000, 0)
    click(diagram, QPointF(x, diagram.scene().body.top() + 1), twice=True)
    assert vanish.now_ms == pytest.approx(50, abs=1)


def test_hovering_tells_a_sentence(diagram):
    assert diagram.tip_at(middle_of(diagram, 2)) == (
        "write «lunch at noon?» from A to C, message 2: sent at 0 ms, came at 75 ms"
    )
    rect = diagram.scene().bars[1].rect
    assert diagram.tip_at(rect.center()) == (
        "X's feed, read #2 at B: asked at 5 ms, ended at 5 ms, stale, R 1 met at 5 ms"
    )


def test_a_lost_message_ends_in_the_past_only_once_it_is_lost(vanish, diagram):
    vanish.window.do("seek 100ms")
    settle()
    drawn = next(d for d in diagram.scene().arrows if d.arrow.number == 4)
    assert drawn.points[0].x() < diagram.scene().now_x < drawn.points[-1].x()
    assert drawn.arrow.fate == "lost"


def test_the_keyboard_walks_a_lane_and_changes_lanes(vanish, diagram):
    vanish.window.do("seek 100ms")
    settle()
    diagram.setFocus(Qt.FocusReason.TabFocusReason)
    vanish.press("Right")
    assert vanish.now_ms == 100, "the arrow key is the diagram's, and steps no event"
    first = diagram.cursor_index()
    assert diagram.things()[first].us > 0
    vanish.press("Left")
    assert diagram.cursor_index() == first - 1
    assert diagram.things()[first - 1].us <= diagram.things()[first].us
    vanish.press("Down")
    assert diagram.things()[diagram.cursor_index()].sentence
    for _ in range(5):
        vanish.press("Down")
    stops = diagram.things()
    assert all(re.search("(to|from|at) C", stop.sentence) for stop in stops)
    vanish.press("Return")
    assert vanish.experiment.now_us == stops[diagram.cursor_index()].us


def test_a_screen_reader_finds_the_stops_of_the_lane(vanish, diagram):
    diagram.setFocus(Qt.FocusReason.TabFocusReason)
    vanish.press("Down")
    names = [stop.sentence for stop in diagram.things()]
    canvas = QAccessible.queryAccessibleInterface(diagram)
    found = [name_of(canvas.child(i)) for i in range(canvas.childCount())]
    assert found == names != []
    assert canvas.focusChild().text(QAccessible.Text.Name) == names[diagram.cursor_index()]


def test_it_zooms_and_fits_and_stops_following_when_dragged(vanish, diagram):
    whole = diagram.axis
    vanish.button("Look closer (+ or the wheel)").click()
    near = diagram.axis
    assert near.until - near.since < whole.until - whole.since
    assert diagram.follows
    start = diagram.mapToGlobal(QPoint(400, 20))
    vanish.drag(start, start - QPoint(-120, 0))
    assert diagram.axis.since < near.since
    assert not diagram.follows
    vanish.button("Look at the whole run").click()
    assert diagram.axis.since == 0
    assert diagram.axis.until == vanish.experiment.end_us


def test_by_events_each_event_is_a_step(vanish, diagram):
    vanish.button("The axis is the log: each event is a step").click()
    assert diagram.axis.measure == "events"
    scene, length = diagram.scene(), len(vanish.experiment.timeline.branch.events)
    write = next(d for d in scene.arrows if d.arrow.number == 1)
    places = [corner.at for corner in write.arrow.corners]
    assert [p.x() for p in write.points] == [scene.axis.x(0, at) for at in places]
    step = scene.axis.x(0, 5) - scene.axis.x(0, 4)
    assert step == pytest.approx(scene.axis.x(0, length) - scene.axis.x(0, length - 1))


def test_a_story_of_long_pauses_is_looked_at_by_events_at_first(vanish, diagram):
    assert diagram.axis.measure == "time"
    vanish.window.open_scenario(load("12").scenario("sloppy"))
    settle()
    assert diagram.axis.measure == "events"


def test_the_axis_of_events_says_each_time_once(vanish, diagram):
    vanish.button("The axis is the log: each event is a step").click()
    ticks = [*diagram.scene().axis.ticks(diagram._view, 20)]
    said = [text for _, text in ticks if text]
    assert len(ticks) > len(said) == len({*said})


def test_dragging_along_the_axis_marks_a_span_and_the_log_keeps_to_it(vanish, diagram):
    low = diagram.scene().body.bottom() + 5
    left, right = (diagram.scene().axis.x(us, 0) for us in (30_000, 90_000))
    start = diagram.mapToGlobal(QPointF(left, low).toPoint())
    vanish.drag(start, diagram.mapToGlobal(QPointF(right, low).toPoint()))
    since_us, until_us = vanish.experiment.brushed
    assert (since_us, until_us) == pytest.approx((30_000, 90_000), abs=400)
    assert len(vanish.experiment.events().rows) < vanish.experiment.events().total
    vanish.button("Mark no span any more").click()
    assert vanish.experiment.brushed is None


def test_what_is_left_out_is_said(vanish):
    vanish.window.open_scenario(load("3").scenario("disk-quorum"))
    vanish.experiment.timeline.run_until(2_000_000, 9_000)
    vanish.window.do("show spacetime")
    settle()
    panel = vanish.window.page.panels["spacetime"]
    panel.canvas.fit()
    settle()
    assert re.search(r"1 in \d+ of [\d,]+ messages drawn", panel._note.accessibleName())


# -- the log


def test_the_log_tells_all_that_has_happened(vanish, log):
    assert len(texts(log)) == len(vanish.experiment.timeline.branch.events)
    assert "X gives A «lunch at noon?» (write #1)" in texts(log)
    assert log._count.accessibleName() == "{0} of {0} events".format(len(texts(log)))
    vanish.window.do("seek 40ms")
    settle()
    assert log._count.accessibleName() == "{0} of {0} events".format(len(texts(log))), "all known"


def test_only_rows_that_there_are_are_told_to_have_changed(vanish, log):
    told: list[tuple[int, int]] = []
    model = log.table.model()
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    for line in (
        "cause #2",
        "log find nothingofthekind",
        "cause",
        "cause #2",
        "log all",
        "start",
        "seek 60ms",
        "branch story",
        "start",
        "crash A",
        "step",
        "seek 170ms",
        "cause",
    ):
        vanish.window.do(line)
        settle()
    assert told
    assert all(0 <= first <= last for first, last in told), told


def test_searching_narrows_it_and_the_line_shows_in_the_field(vanish, log):
    vanish.get_by_role("textbox", "Search the log").fill("stale")
    vanish.press("Return")
    assert texts(log) == ["B answers X's feed (read #2) after 0 ms: stale, 1 write behind"]
    vanish.window.do("log find crash")
    settle()
    assert vanish.get_by_role("textbox", "Search the log").text() == "crash"
    vanish.button("Show all events again").click()
    assert vanish.get_by_role("textbox", "Search the log").text() == ""
    assert len(texts(log)) > 10


def test_a_search_that_cannot_be_read_stays_and_is_told_beside_it(vanish, log):
    field = log.filters.findChild(QLineEdit, "log-find")
    wrong = log.filters.findChild(QLabel, "log-find-wrong")
    field.setText("kind=nonsense")
    field.returnPressed.emit()
    vanish.window.refresh()
    assert field.text() == "kind=nonsense"
    assert not wrong.isHidden()
    assert "'nonsense' is no kind of event" in wrong.accessibleName()
    field.setText("at=A")
    field.returnPressed.emit()
    assert (field.text(), wrong.isHidden()) == ("at=A", True)
    assert vanish.experiment.log.filter.find == "at=A"


def test_an_empty_table_says_why_it_is_empty(vanish, log):
    empty = log.findChild(QLabel, "log-empty")
    assert empty.isHidden()
    vanish.window.do('log find "no such words"')
    while vanish.experiment.log.searching:
        vanish.window.refresh()
    vanish.window.refresh()
    assert empty.text().startswith("No event is with «no such words»")
    vanish.window.do("log all")
    vanish.window.refresh()
    assert empty.isHidden()


def test_a_kind_is_chosen_from_a_menu(vanish, log):
    vanish.button("Kinds of events that are shown").choose("Faults")
    assert vanish.experiment.log.filter.kinds == ("faults",)
    assert texts(log) == ["A crashes"]


def test_servers_and_users_are_chosen_from_lists(vanish, log):
    vanish.get_by_role("combobox", "At which server").select("C")
    assert vanish.experiment.log.filter.server == "C"
    assert all("C" in text for text in texts(log))
    vanish.window.do("log all")
    vanish.get_by_role("combobox", "Of which user").select("X")
    assert vanish.experiment.log.filter.user == "X"


def test_the_request_that_is_selected_can_be_followed(vanish, log):
    vanish.window.do("select operation 2")
    settle()
    vanish.button("Show only what belongs to the request that is selected").click()
    assert vanish.experiment.log.filter.follow == 2
    assert all("#2" in text for text in texts(log))
    vanish.button("Show all requests again").click()
    assert vanish.experiment.log.filter.follow == 0


def row_place(log: EventLog, row: int) -> QPoint:
    return log.table.visualRect(log.table.model().index(row, 4)).center()


def test_a_click_selects_an_event_and_a_double_click_goes_there(vanish, log):
    vanish.window.do("log kinds faults requests")
    settle()
    row = texts(log).index("A crashes")
    log.table.scrollTo(log.table.model().index(row, 0))
    view = log.table.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=row_place(log, row))
    settle()
    kind, place = vanish.experiment.selected.split()
    assert kind == "event"
    assert vanish.experiment.timeline.branch.events[int(place)][1] == "crashed"
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=row_place(log, row))
    settle()
    assert vanish.now_ms == 100


def test_rows_beyond_the_playhead_are_dimmed_and_its_own_is_in_sight(vanish, log):
    vanish.window.do("seek 40ms")
    settle()
    model = log.table.model()
    happened = vanish.experiment.events().happened
    role = Qt.ItemDataRole.ForegroundRole
    assert model.index(happened - 1, 4).data(role) is None
    assert model.index(happened, 4).data(role) is not None
    rect = log.table.visualRect(model.index(happened - 1, 4))
    assert log.table.viewport().rect().intersects(rect)


def test_once_scrolled_the_place_stays_until_the_playhead_is_asked_for(vanish, log):
    vanish.window.resize(1280, 720)
    settle()
    bar = log.table.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderToMinimum)
    vanish.window.do("seek 120ms")
    settle()
    assert bar.value() == 0
    vanish.button("Keep the row of the playhead in sight").click()
    assert bar.value() > 0


def test_rows_are_copied_as_text(vanish, log):
    vanish.window.do("log kinds faults commands")
    settle()
    log.table.selectAll()
    log.table.setFocus()
    vanish.press("Ctrl+C")
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied == [
        "\t".join(log.table.model().index(row, column).data() for column in range(5))
        for row in range(log.table.model().rowCount())
    ]
    assert len(copied) > 1


def test_a_long_search_goes_on_by_itself(vanish, log, monkeypatch, qtbot):
    monkeypatch.setattr("explorer.event_log.SLICE_READ", 4)
    vanish.window.do("log find crash")
    assert vanish.experiment.events().searched < vanish.experiment.events().total
    qtbot.waitUntil(lambda: texts(log) == ["Command: crash A", "A crashes"])


@pytest.mark.parametrize("theme_name", ["light", "projector"])
def test_both_are_drawn_in_every_theme(diagram, theme_name):
    wear(theme_name)
    settle()
    image = diagram.grab().toImage()
    places = [(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 5)]
    assert len({image.pixelColor(x, y).name() for x, y in places}) > 3
