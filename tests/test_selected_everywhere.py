"""What is selected in one view is so in all; one crosshair and one zoom for all that show time."""

import pytest
from page import Page, settle
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton

from explorer import selection
from explorer.presets import load
from ui.chart_staleness import StalenessChart
from ui.post_card import PostCard

MS = 1_000
PANELS = ("charts", "verdicts", "receipt", "inspector", "spacetime", "log", "next", "screens")


@pytest.fixture
def vanish(page: Page) -> Page:
    """Story 5 after its stale read #2; messages of the post were 1 (to B) and 2 (to C)."""
    page.window.resize(1600, 1000)
    page.window.open_scenario(load("5").scenario("none"))
    page.window.do("seek 20ms")
    settle()
    return page


def show(where: Page, panel: str):
    where.window.do(f"show {panel}")
    where.window.page.flush()
    settle()
    return where.window.page.panels[panel]


def ground(model, row):
    """Whether a row of the log has the ground of what is selected."""
    return model.data(model.index(row, 4), Qt.ItemDataRole.BackgroundRole) is not None


def rows_marked(where: Page):
    log = show(where, "log")
    model = log._model
    return [model.row(i) for i in range(model.rowCount()) if ground(model, i)]


# -- by what is selected: what each view marks


def test_an_operation_is_marked_in_every_view(vanish):
    vanish.window.do("select operation 2")
    assert vanish.window.stage._hand.selected == "operation 2"
    assert vanish.window.transport.time_line._selected == "operation 2"
    marked = rows_marked(vanish)
    assert {row.operation for row in marked} == {2}
    assert {"invoked", "ok"} <= {row.kind for row in marked}
    assert show(vanish, "spacetime").canvas.view.selected == "operation 2"
    charts = show(vanish, "charts")
    for name in ("chart_latency", "chart_staleness"):
        ring = next(c for c in charts.charts if c.objectName() == name)._ring
        assert len(ring.getData()[0]) == 1, name
    assert show(vanish, "receipt")._shown[0] == 2
    show(vanish, "inspector")
    assert vanish.experiment.inspection().key == "operation 2"
    verdicts = show(vanish, "verdicts")
    witness = [b for b in verdicts.findChildren(QToolButton) if b.property("chosen") == "yes"]
    assert witness
    assert {button.text() for button in witness} == {"#2"}


def test_what_wrote_a_post_marks_the_post(vanish):
    vanish.window.do("seek 120ms")
    vanish.window.do("select operation 1")
    settle()
    cards = vanish.window.page.panels["screens"].findChildren(PostCard)
    assert [c.objectName() for c in cards if c.property("chosen") == "yes"] == ["post-X-X#1"]
    vanish.window.do("select")
    settle()
    assert not [c for c in cards if c.property("chosen") == "yes"]


def test_a_server_is_marked_in_every_view(vanish):
    vanish.window.do("select server C")
    assert vanish.window.stage._hand.selected == "server C"
    marked = rows_marked(vanish)
    assert marked
    assert all("C" in row.where or row.kind in ("asked",) for row in marked)
    assert show(vanish, "spacetime").canvas.view.selected == "server C"
    charts = show(vanish, "charts")
    lines = next(c for c in charts.charts if isinstance(c, StalenessChart))._lines
    widths = [line.opts["pen"].widthF() for line in lines._lines]
    assert widths[2] == 2 * widths[0] == 2 * widths[1]


def test_a_message_is_marked_in_every_view(vanish):
    vanish.window.do("select message 2")
    assert vanish.window.stage._hand.selected == "message 2"
    assert [row.kind for row in rows_marked(vanish)] == ["sent"]
    assert show(vanish, "spacetime").canvas.view.selected == "message 2"
    following = show(vanish, "next")
    assert [row._item.key for row in following._rows if row.marked] == ["message 2"]


def test_a_link_and_a_user_are_marked_in_the_log_as_well(vanish):
    vanish.window.do("select link A - C")
    assert {row.where for row in rows_marked(vanish)} == {"A → C"}
    vanish.window.do("select user X")
    assert {row.who for row in rows_marked(vanish)} == {"X"}
    assert vanish.screen("X").widget().property("chosen") == "yes"


def test_an_event_marks_what_it_is_about_where_no_events_are_drawn(vanish):
    events = vanish.experiment.timeline.branch.events
    sent = next(i for i, e in enumerate(events) if e[1:3] == ("sent", 2))
    vanish.window.do(f"select event {sent}")
    assert vanish.window.stage._hand.selected == "message 2"
    assert show(vanish, "spacetime").canvas.view.selected == "message 2"
    assert [row.place for row in rows_marked(vanish)] == [sent]
    subjects = [selection.subject(vanish.experiment.timeline, f"event {i}") for i in range(3)]
    assert subjects == ["event 0", "operation 1", "operation 1"]


def test_the_log_goes_to_what_was_selected_elsewhere(vanish):
    vanish.window.do("seek 180ms")
    log = show(vanish, "log")
    vanish.window.do("select operation 1")
    settle()
    first = log.table.rowAt(1)
    marked = [i for i in range(log._model.rowCount()) if ground(log._model, i)]
    last = log.table.rowAt(log.table.viewport().height() - 2)
    assert first <= marked[0] <= (last if last >= 0 else log._model.rowCount())


# -- by who selects


def test_a_click_on_a_read_of_the_staleness_chart_selects_it(vanish):
    charts = show(vanish, "charts")
    chart = next(c for c in charts.charts if isinstance(c, StalenessChart))
    read = next(r for r in chart._view.reads if r.operation == 2)
    box = chart.plot.getViewBox()
    where = box.mapViewToScene(QPointF(read.at_us, read.behind_us / 1000))
    assert chart.operation_at(where) == 2
    assert chart.operation_at(where + QPointF(60, -20)) == 0
    chart.chosen.emit(2)
    assert vanish.experiment.selected == "operation 2"


# -- one crosshair, one zoom


def views(where: Page):
    panels = where.window.page.panels
    return where.window.transport.time_line, panels["charts"], panels["spacetime"].canvas


def crosses(where: Page):
    line, charts, diagram = views(where)
    drawn = {chart._cross.value() for chart in charts.charts if chart.plot is not None
             and chart._cross.isVisible()}  # fmt: skip
    return line._cross, drawn, diagram._cross


def hover(widget, place):
    """The pointer moves there; QTest's own move is lost where Qt has it in another window still."""
    none = Qt.MouseButton.NoButton
    at, everywhere = QPointF(place), QPointF(widget.mapToGlobal(place))
    kind = QEvent.Type.MouseMove
    moved = QMouseEvent(kind, at, everywhere, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, moved)


def test_the_crosshair_of_one_view_is_that_of_all(vanish):
    show(vanish, "spacetime")
    show(vanish, "charts")
    line, charts, diagram = views(vanish)
    charts.charts[0].hovered.emit(7 * MS)
    assert crosses(vanish) == (7 * MS, {7 * MS}, 7 * MS)
    place = QPoint(round(line._ground().x(30 * MS)), 20)
    hover(line, place)
    settle()
    us = line._ground().us(place.x())
    assert crosses(vanish) == (us, {us}, us)
    line.pointed.emit(None)
    assert crosses(vanish) == (None, set(), None)
    show(vanish, "spacetime")
    scene = diagram.scene()
    hover(diagram, QPoint(round(scene.axis.left + 100), 40))
    settle()
    assert (
        crosses(vanish)[0]
        == crosses(vanish)[2]
        == scene.axis.us(round(scene.axis.left + 100), diagram.view)
    )


def test_the_crosshair_is_seen(vanish):
    line, _, _ = views(vanish)
    before = line.grab().toImage()
    line.show_crosshair(90 * MS)
    after = line.grab().toImage()
    x = round(line._ground().x(90 * MS))
    changed = [any(before.pixelColor(at, y) != after.pixelColor(at, y)
                   for y in range(line.height())) for at in (x, x + 6)]  # fmt: skip
    assert changed == [True, False]


def test_the_zoom_of_the_charts_is_that_of_time_line_and_diagram(vanish):
    show(vanish, "spacetime")
    line, _, diagram = views(vanish)
    vanish.window.do("zoom 3ms 12ms")
    settle()
    assert (diagram.axis.span_us(diagram.view), diagram.follows) == ((3 * MS, 12 * MS), False)
    assert line._span == (3 * MS, 12 * MS)
    vanish.window.do("zoom")
    settle()
    assert diagram.follows
    assert diagram.axis.span_us(diagram.view) != (3 * MS, 12 * MS)
    assert line._span is None
