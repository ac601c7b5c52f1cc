"""The charts: what they say about few samples, no answers, and servers that fall behind."""

import numpy as np
import pytest
from page import wear

from explorer.experiment import Experiment
from explorer.frame import Frame
from explorer.frame_charts import ChartsView, LatencyPoint, LatencySummary, StaleRead, StaleSeries
from explorer.frame_story import LessonView, PromiseView
from explorer.frame_time import FaultBand, TimelineView
from explorer.percentiles import Estimate
from explorer.presets import load as load_preset
from ui import theme
from ui.chart_answered import shares, steps
from ui.chart_labels import EndLabels, Label, grouped
from ui.chart_latency import highest_ms, summary_text
from ui.chart_legend import Entry, Legend
from ui.chart_staleness import behind_at
from ui.charts import Charts

SAW = StaleSeries("B", ((0, 0), (20_000, 0), (50_000, 30_000), (50_000, 0), (60_000, 0)))


def frame(charts, now_us=60_000, bands=()):
    return Frame(
        now_us=now_us, seed=7,
        promise=PromiseView(3, 1, 1, 3, "", False, (), "", ""),
        servers=(), links=(), messages=(), deaths=(), operations=(), screens=(), callouts=(),
        lesson=LessonView(1, "", 1, "", (), "", "", (), ""),
        timeline=TimelineView(120_000, now_us, bands, (), (), ()), charts=charts,
    )  # fmt: skip


def point(ended_us, latency_us=8_000, outcome="ok", kind="read"):
    return LatencyPoint(ended_us, latency_us, kind, outcome)


@pytest.fixture
def charts(qtbot):
    widget = Charts()
    qtbot.addWidget(widget)
    widget.resize(1260, 190)
    return widget


def drawn(charts, view, **changes):
    charts.show_frame(frame(view, **changes))
    charts.flush()
    return [chart for chart in charts.charts if not chart.isHidden()]


def test_few_samples_are_said_and_never_a_number():
    some = LatencySummary("read", 8, Estimate(35.0, 31.0, 40.0), None, 0)
    none = LatencySummary("write", 2, None, None, 1)
    many = LatencySummary(
        "write", 500, Estimate(12.34, 12.1, 12.9), Estimate(1_300.0, 980.0, None), 0
    )
    assert summary_text(some) == "reads n=8, p50 35 (31-40) ms; p99: too few samples"
    assert summary_text(none) == "writes n=2: too few samples; unanswered 1"
    assert summary_text(many) == "writes n=500, p50 12 (12-13) ms; p99 1.3 s (≥ 980 ms)"


def test_a_closed_load_has_its_p99_beside_what_an_open_one_would_have():
    closed = LatencySummary("read", 500, Estimate(3, 2, 4), Estimate(9, 8, 11), 0, 1_900.0)
    assert summary_text(closed) == "reads n=500, p50 3 (2-4) ms; p99 9 (8-11) ms, open ≈ 1.9 s"


def test_a_percentile_among_those_who_waited_in_vain_is_a_lower_bound():
    half = LatencySummary("read", 20, Estimate(500.0, 40.0, None, at_least=True), None, 10)
    assert summary_text(half) == "reads n=20, p50 ≥ 500 ms; p99: too few samples; unanswered 10"


def test_the_axis_holds_a_near_wait_in_vain_and_leaves_out_a_far_one():
    answered, near, far = point(1, 8_000), point(2, 30_000, "info"), point(2, 500_000, "info")
    assert highest_ms(ChartsView((answered, near))) == 30
    assert highest_ms(ChartsView((answered, far))) == 8
    assert highest_ms(ChartsView((answered,))) == 8
    assert highest_ms(ChartsView((far,))) == 500


@pytest.mark.parametrize(
    ("us", "behind"), [(0, 0), (20_000, 0), (35_000, 15_000), (50_000, 0), (99_000, 0)]
)
def test_between_corners_a_server_falls_behind_in_a_straight_line(us, behind):
    assert behind_at(SAW, us) == behind


def test_shares_count_answered_refused_and_unknown_apart():
    points = [point(10), point(20, outcome="info"), point(40, outcome="fail"), point(30)]
    times, percent = shares(points)
    assert times == [10, 20, 30, 40]
    assert percent["ok"].tolist() == pytest.approx([100, 50, 200 / 3, 50])
    assert percent["info"].tolist() == pytest.approx([0, 50, 100 / 3, 25])
    assert percent["fail"].tolist() == pytest.approx([0, 0, 0, 25])


def test_who_waits_still_is_said_beside_the_share_of_what_has_ended(qtbot):
    run = Experiment(load_preset("24").scenario("one"))
    run.seek(22_000_000)
    view = run.charts()
    pending = [o for o in run.timeline.branch.history.begun if o.ended_us is None]
    assert view.waiting == len(pending) > 100
    assert sum(count for _, count in view.outcomes) + view.waiting == len(
        run.timeline.branch.history.begun
    )
    widget = Charts()
    qtbot.addWidget(widget)
    drawn(widget, view)
    answered = widget.charts[2]
    told = [entry.text for entry in answered.findChild(Legend)._entries]
    assert f"still waiting {view.waiting:,}" in told
    ended = sum(count for _, count in view.outcomes)
    assert f"answered {ended:,} of {ended + view.waiting:,} asked" in told


def test_a_share_holds_until_the_next_operation_ends():
    xs, ys = steps([10, 20], np.array([100.0, 50.0]), 35)
    assert list(zip(xs, ys, strict=True)) == [(10, 100), (20, 100), (20, 50), (35, 50)]


def test_thousands_of_steps_are_drawn_by_a_few_hundred_and_end_where_they_must():
    xs, ys = steps(range(1, 10_001), np.linspace(100.0, 90.0, 10_000), 12_000)
    assert len(xs) < 1_000
    assert (xs[-1], ys[-1]) == (12_000, 90)


def test_labels_that_would_cover_one_another_share_a_line():
    a, b, c = (Label(1, y, name, "#fff") for y, name in ((0, "A"), (30, "B"), (2, "C")))
    assert grouped([a, b, c], apart=5) == [[a, c], [b]]


@pytest.mark.parametrize("part", [0.01, 0.3, 0.5, 0.7, 0.99])
def test_a_label_is_whole_however_narrow_its_chart(qtbot, part):
    """Seen in a film of Retry storm: «0 % no answer», for the first letter was cut off."""
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    plot.resize(230, 120)
    plot.show()
    plot.setXRange(0, 1, padding=0)
    plot.getPlotItem().layout.activate()
    labels, box = EndLabels(plot), plot.getViewBox()
    labels.show([Label(part, 0.5, "10 % of those ended", "#fff")], (0, 1))
    (label,) = labels._items
    wide = label.textItem.boundingRect().width()
    assert wide < box.width()
    left = box.mapFromView(label.pos()).x() - label.anchor.x() * wide
    assert -3 <= left <= box.width() + 3 - wide


def test_nothing_is_built_before_it_is_shown(charts):
    charts.show_frame(frame(ChartsView()))
    assert all(chart.plot is None for chart in charts.charts)


def test_empty_charts_say_so(charts):
    latency, staleness, answered = drawn(charts, ChartsView(staleness=(StaleSeries("A", ()),)))
    assert latency._sentence.text() == "No operation has finished yet"
    assert staleness._sentence.text() == "No server has been behind yet"
    assert answered._sentence.text() == "No operation has finished yet"
    _, staleness, _ = drawn(charts, ChartsView(staleness=(SAW,)))
    assert staleness._sentence.text() == ""


def test_the_axis_of_latencies_follows_what_is_shown_in_nice_steps(charts):
    tops = []
    for latency_us in (8_000, 9_000, 11_000, 3_000):
        latency, _, _ = drawn(charts, ChartsView((point(1, latency_us),)))
        tops.append(latency.top)
    assert tops == [8, 10, 15, 3], "the same moment looks the same, however one came to it"


def test_all_three_have_the_same_time_axis_and_playhead(charts):
    for chart in drawn(charts, ChartsView((point(1),)), now_us=45_000):
        (left, right), _ = chart.plot.getViewBox().viewRange()
        assert (left, right) == (0, 120_000)
        assert chart._playhead.value() == 45_000


def test_an_unanswered_operation_stands_where_its_user_gave_up(charts):
    view = ChartsView((point(1), point(2, 20_000, "info")))
    latency, _, _ = drawn(charts, view)
    _, heights = latency._points["read", "info"].getData()
    assert heights.tolist() == [20.0]


def test_one_crosshair_with_the_values_of_each(charts):
    view = ChartsView((point(30_000), point(40_000, outcome="info")), staleness=(SAW,))
    both = drawn(charts, view)
    both[1].hovered.emit(35_000)
    assert [chart._values.text() for chart in both] == [
        "35 ms: last read 8 ms", "35 ms: B 15 ms", "35 ms: 100 % answered",
    ]  # fmt: skip
    assert all(chart._cross.isVisible() for chart in both)
    both[1].hovered.emit(None)
    assert [chart._values.text() for chart in both] == ["ms", "ms behind", "% of what has ended"]


def test_a_click_goes_to_the_moment(charts, qtbot):
    drawn(charts, ChartsView())
    with qtbot.waitSignal(charts.command) as said:
        charts.charts[0].picked.emit(5_310)
    assert said.args == ["seek 0.00531s"]


def test_reads_are_marked_fresh_or_stale(charts):
    reads = (StaleRead(10_000, "Y", 0, 0), StaleRead(40_000, "Y", 18_000, 1))
    view = ChartsView(staleness=(SAW,), reads=reads, fresh_reads=1, stale_reads=1)
    _, staleness, _ = drawn(charts, view)
    assert staleness._reads["fresh"].getData()[1].tolist() == [0.0]
    assert staleness._reads["stale"].getData()[1].tolist() == [18.0]
    assert "stale reads: 1" in staleness.accessibleDescription()


def test_faults_shade_every_chart_and_go_again(charts):
    band = FaultBand("cut", "A – B cut", 10_000, None)
    for chart in drawn(charts, ChartsView(), bands=(band,)):
        assert [region.getRegion() for region in chart._bands] == [(10_000, 60_000)]
    for chart in drawn(charts, ChartsView()):
        assert chart._bands == []


def test_equal_data_is_not_drawn_again(charts, monkeypatch):
    drawn(charts, ChartsView((point(1),)))
    calls = []
    monkeypatch.setattr(charts.charts[0], "draw", lambda each: calls.append(each))
    drawn(charts, ChartsView((point(1),)))
    assert calls == []
    drawn(charts, ChartsView((point(1), point(2))))
    assert len(calls) == 1


def test_the_last_of_many_frames_is_drawn(charts, qtbot):
    charts.show()
    charts.flush()
    for us in range(1_000, 50_000, 1_000):
        charts.show_frame(frame(ChartsView((point(1),)), now_us=us))
    qtbot.waitUntil(lambda: charts.charts[0]._playhead.value() == 49_000)


def test_a_new_theme_restyles_plots_and_letters(charts):
    before = theme.current().name
    latency, _, _ = drawn(charts, ChartsView((point(1),)))
    try:
        wear("projector")
        charts.flush()
        assert latency.plot.backgroundBrush().color() == theme.PROJECTOR.color("panel")
        assert latency.legend.font().pointSizeF() == pytest.approx(18 * 0.66, abs=0.1)
        wear("light")
        charts.flush()
        assert latency.legend.font().pointSizeF() == pytest.approx(8.5, abs=0.1)
    finally:
        wear(before)


@pytest.mark.parametrize("wide", [150, 220, 900])
def test_a_legend_says_how_many_have_no_room_in_it(qtbot, wide):
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(wide, legend.sizeHint().height())
    legend.show_entries(tuple(Entry(f"S{i}", "#123456") for i in range(64)))
    *shown, (more, x, row) = legend.placed()
    assert [entry.text for entry, _, _ in shown] == [f"S{i}" for i in range(len(shown))]
    assert more.text == f"and {64 - len(shown)} more"
    assert row == 1
    assert x + legend.fontMetrics().horizontalAdvance(more.text) <= wide
    two = tuple(Entry("reads and what came of them " * 9, "#123456") for _ in range(2))
    legend.show_entries(two)
    assert tuple(entry for entry, _, _ in legend.placed()) == two, "they end in dots"
