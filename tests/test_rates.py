"""Throughput and queues over time against slow twins, zoom in all charts at once, the table."""

import csv

import pytest
from page import Page, settle
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton

from explorer import loads, rates
from explorer.experiment import Experiment
from explorer.presets import load
from ui import pictures

SECOND = 1_000_000


@pytest.fixture(scope="module")
def storm() -> Experiment:
    """Retry storm, some seconds after its server stood still: people gave up, the queue grows."""
    experiment = Experiment(load("20").scenario())
    experiment.seek(26 * SECOND)
    return experiment


def test_rates_are_those_of_each_part_of_the_axis(storm):
    view, step_us = storm.charts(), storm.end_us // rates.GRID
    history, place = storm.timeline.branch.history, storm.timeline.place
    assert len(view.rates) == storm.now_us // step_us
    for point in view.rates[::7]:
        span = (point.until_us - step_us, point.until_us)
        assert point.answered == pytest.approx(loads.throughput(history, place, span), abs=3)
        assert point.asked == pytest.approx(loads.tries(history, place, span), abs=3)
    assert view.rates[-1].asked > 3 * view.rates[5].asked, "everybody asks again"


def test_queues_are_the_mean_of_who_waited(storm):
    (queue,) = storm.charts().queues
    served = storm.timeline.branch.history.served["A"]
    waits = [(end - took - waited, end - took) for end, waited, took, _ in served]
    waits += [(job[0], storm.now_us) for job in storm.timeline.cluster.desks["A"].waiting]
    step_us = storm.end_us // rates.GRID
    for until_us, many in queue.points[:: len(queue.points) // 9]:
        since_us = until_us - step_us
        slow = sum(max(0, min(until_us, end) - max(since_us, came)) for came, end in waits)
        assert many == pytest.approx(slow / step_us, rel=0.01, abs=0.05)
    assert queue.points[-1][1] > 1_000


def test_at_the_playhead_the_queue_is_what_waits_now(storm):
    (queue,) = storm.charts().queues
    assert queue.points[-1][1] == pytest.approx(
        len(storm.timeline.cluster.desks["A"].waiting), rel=0.1
    )


def test_the_past_is_the_same_when_it_is_come_back_to(storm):
    twin = Experiment(load("20").scenario())
    twin.seek(40 * SECOND)
    twin.seek(storm.now_us)
    here, there = storm.charts(), twin.charts()
    assert here.rates == there.rates
    for (at, many), (same, other) in zip(
        here.queues[0].points, there.queues[0].points, strict=True
    ):
        assert at == same
        assert many == pytest.approx(other, abs=1.5)  # what is being served now has left no trace


def test_without_a_load_there_are_no_rates():
    experiment = Experiment(load("5").scenario())
    experiment.seek(110_000)
    assert experiment.charts().rates == ()
    assert experiment.charts().queues == ()


def test_more_servers_than_lines_are_told_by_tier():
    names = [f"S{i}" for i in range(9)] + ["web1"]
    assert [title for title, _ in rates._lines(names)] == ["web: mean of 1", "database: mean of 9"]


# -- zoom


@pytest.fixture
def ripple(page: Page) -> Page:
    page.window.open_scenario(load("2").scenario())
    page.window.do("seek 100ms")
    settle()
    page.window.page.flush()
    return page


def axes(page: Page) -> set[tuple[float, float]]:
    page.window.page.flush()
    charts = page.window.page.panels["charts"].charts
    ranges = [chart.plot.getViewBox().viewRange()[0] for chart in charts if not chart.isHidden()]
    return {(round(a), round(b)) for a, b in ranges}


def test_all_charts_show_the_same_part_of_time(ripple):
    ripple.window.do("zoom 20ms 60ms")
    assert axes(ripple) == {(20_000, 60_000)}
    ripple.window.do("seek 40ms")
    ripple.window.do("zoom in")
    assert axes(ripple) == {(30_000, 50_000)}
    ripple.press("0")
    assert axes(ripple) == {(0, 170_000)}
    assert ripple.experiment.span is None


def test_a_zoom_stays_within_the_run(ripple):
    ripple.window.do("zoom out")
    assert ripple.experiment.span is None
    ripple.window.do("zoom 160ms 900ms")
    assert axes(ripple) == {(160_000, 170_000)}
    ripple.window.do("zoom 0ms 60ms")
    assert axes(ripple) == {(0, 60_000)}, "a part, though it begins where the run does"
    ripple.window.do("zoom 120ms 170ms")
    assert axes(ripple) == {(120_000, 170_000)}
    ripple.window.do("zoom 60ms 20ms")
    assert ripple.notice().startswith("it ends before it begins")


def mouse(target, kind, x, held):
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    place = QPointF(x, 30)
    event = QMouseEvent(kind, place, target.mapToGlobal(place), left, left if held else none,
                        Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(target, event)


def test_a_stroke_across_a_chart_shows_its_span_and_a_click_seeks(ripple):
    chart = ripple.window.page.panels["charts"].charts[0]
    view = chart.plot.viewport()
    x = {us: chart.plot.mapFromScene(chart.plot.getViewBox().mapViewToScene(QPointF(us, 0))).x()
         for us in (50_000, 120_000)}  # fmt: skip
    mouse(view, QEvent.Type.MouseButtonPress, x[50_000], True)
    mouse(view, QEvent.Type.MouseMove, x[120_000], True)
    mouse(view, QEvent.Type.MouseButtonRelease, x[120_000], False)
    begin, end = ripple.experiment.span
    assert (begin, end) == (pytest.approx(50_000, abs=2_000), pytest.approx(120_000, abs=2_000))
    assert ripple.experiment.now_us == 100_000
    ripple.window.page.flush()
    for part in (0.25, 0.75):
        at_us = begin + part * (end - begin)
        place = chart.plot.getViewBox().mapViewToScene(QPointF(at_us, 0))
        click_x = chart.plot.mapFromScene(place).x()
        mouse(view, QEvent.Type.MouseButtonPress, click_x, True)
        mouse(view, QEvent.Type.MouseButtonRelease, click_x, False)
        settle()
        assert ripple.experiment.now_us == pytest.approx(at_us, abs=1_000)
    assert ripple.experiment.span == (begin, end)


def test_the_wheel_keeps_the_moment_under_the_pointer(ripple):
    chart = ripple.window.page.panels["charts"].charts[1]
    view = chart.plot.viewport()
    place = QPointF(view.width() * 0.6, 40)
    before = chart.under_pixel(place.x())
    turn = QWheelEvent(place, view.mapToGlobal(place), QPoint(), QPoint(0, 240),
                       Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                       Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(view, turn)
    assert len(axes(ripple)) == 1
    begin, end = ripple.experiment.span
    assert end - begin == pytest.approx(170_000 / 1.4**2, rel=0.02)
    assert chart.under_pixel(place.x()) == pytest.approx(before, abs=2_000)


# -- what is saved


def test_the_table_has_every_operation(storm):
    rows = list(csv.reader(storm.chart_table().splitlines()))
    assert rows[0] == ["chart", "series", "at_us", "value", "unit", "detail"]
    ended = sum(o.ended_by(storm.timeline.place) for o in storm.timeline.branch.history.ended)
    latencies = [row for row in rows if row[0] == "latency" and row[1] in ("read", "write")]
    assert len(latencies) == ended
    assert {row[0] for row in rows[1:]} == {"latency", "staleness", "throughput", "queues"}


def test_charts_are_saved_and_what_cannot_be_is_told(ripple, tmp_path):
    for name in ("ripple.png", "ripple.csv"):
        ripple.window.do(f'plot "{tmp_path / name}"')
        assert ripple.notice() == f"The charts are in {tmp_path / name}."
        assert (tmp_path / name).stat().st_size > 300
    ripple.window.do('plot "ripple.gif"')
    assert ripple.notice() == "the name of the file ends in .png or .csv"
    ripple.window.do(f'plot "{tmp_path}/none/a.csv"')
    assert ripple.notice() == f"{tmp_path}/none/a.csv: No such file or directory"


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_picture_of_the_charts_is_as_large_as_it_needs(ripple, tmp_path, size, monkeypatch):
    """Whatever room the window has; it says of what it is, and nothing in it can be pressed."""
    heads, seen, high = [], [], []
    of = pictures.of
    monkeypatch.setattr(pictures, "of", lambda charts, head: [
        heads.append(head), seen.append(charts.findChildren(QToolButton)),
        high.extend(c.plot.height() for c in charts.charts if c.isVisible() and c.plot.isVisible()),
        of(charts, head),
    ][-1])  # fmt: skip
    ripple.window.resize(*size)
    ripple.window.do("seek 40ms")
    ripple.window.do(f'plot "{tmp_path / "ripple.png"}"')
    picture = QImage(str(tmp_path / "ripple.png"))
    assert picture.height() >= 2 * pictures.HIGH
    assert picture.width() >= 2 * pictures.LEAST
    assert heads == ["2. Ripple  ·  seed 2, at 40.00 ms"]
    assert seen == [[]]
    assert len(high) == 3
    assert min(high) > 150


def test_a_picture_is_called_by_its_story_and_variant(page):
    page.window.open_scenario(load("5").scenario("sticky"))
    page.window.do("plot")
    dialog = page.window.findChild(QFileDialog, "plot-dialog")
    name = dialog.selectedFiles()[0]
    dialog.close()
    assert name.endswith("/did-my-post-vanish-sticky-charts.png")


def test_where_charts_are_saved_is_asked_without_holding_anything_up(ripple, tmp_path):
    ripple.window.do("plot")
    dialog = ripple.window.findChild(QFileDialog, "plot-dialog")
    assert dialog is not None
    path = tmp_path / 'a "b".csv'
    dialog.fileSelected.emit(str(path))
    dialog.close()
    assert path.exists()
