"""A load as an open or a closed one: the switch, and what a closed one leaves out."""

import pytest
from PySide6.QtWidgets import QComboBox

from engine.faults import Load, Pause, Resume
from explorer import crowd, series
from explorer.percentiles import with_omitted
from explorer.presets import load as load_preset
from explorer.script import parse
from explorer.stories import Scenario
from tests.test_load import SECOND, played, spec
from ui.window import MainWindow

OUTAGE = [(5 * SECOND, Pause("A")), (7 * SECOND, Resume("A"))]
OPEN = Load(rate=100.0)


def timeline_of(load, at_us=SECOND):
    return played(spec(), [(0, load)], at_us)


def other(view, load):
    """The load of the line that the switch offers instead."""
    line = view.closed if load.rate else view.open
    return parse(line)[1]


def test_a_load_is_switched_to_the_other_kind_and_back():
    view = crowd.load(timeline_of(OPEN))
    assert view.line == view.open == "load 100/s"
    closed = other(view, OPEN)
    assert closed == Load(closed=crowd.CLOSED, thinking_us=200_000)
    assert other(crowd.load(timeline_of(closed)), closed) == OPEN


def test_both_kinds_ask_equally_often_while_answers_come_at_once():
    counts = [
        len(timeline_of(load, 20 * SECOND).branch.history.ended)
        for load in (OPEN, other(crowd.load(timeline_of(OPEN)), OPEN))
    ]
    assert counts == [pytest.approx(2_000, rel=0.1)] * 2


def test_users_who_never_think_ask_as_often_as_they_did():
    load = Load(closed=3)
    opened = other(crowd.load(timeline_of(load, 10 * SECOND)), load)
    assert opened.rate == pytest.approx(500, rel=0.15)


def test_a_load_of_several_parts_has_no_closed_kind():
    assert crowd.load(timeline_of(Load(rate=9.0, parts=3))).closed == ""


def test_a_load_that_ends_by_itself_still_does():
    view = crowd.load(timeline_of(Load(rate=100.0, lasts_us=4 * SECOND)))
    assert other(view, OPEN).lasts_us == 3 * SECOND
    assert crowd.load(timeline_of(Load(rate=100.0, lasts_us=SECOND // 2))) is None


@pytest.mark.parametrize(("next_s", "ends_s"), [(None, 4), (2, 2), (6, 4)])
def test_the_band_of_a_load_that_ends_by_itself_ends_with_it(next_s, ends_s):
    loads = [(0, Load(rate=9.0, lasts_us=4 * SECOND))]
    loads += [] if next_s is None else [(next_s * SECOND, Load(rate=5.0))]
    first, *later = series.bands(played(spec(), loads, 8 * SECOND).branch.history)
    assert (first.start_us, first.end_us) == (0, ends_s * SECOND)
    assert [band.end_us for band in later] == [None] * (len(loads) - 1)


def summary(load):
    timeline = played(spec(), [(0, load), *OUTAGE], 40 * SECOND)
    history = timeline.branch.history
    return series.charts(history, history.length, 40 * SECOND, 40 * SECOND, ("A",)).summaries[0]


def test_a_closed_load_hides_an_outage_and_what_it_left_out_shows_it():
    """A pause of 2 s in 40 s: of 100 requests 5 come in it, and an open load sees them wait."""
    opened, closed = summary(OPEN), summary(Load(closed=1, thinking_us=10_000))
    assert opened.p99_open_ms is None
    assert opened.p99.value > 1_000
    assert closed.p99.value < 100
    assert closed.p99_open_ms == pytest.approx(opened.p99.value, rel=0.25)


def test_what_an_earlier_load_had_to_wait_is_not_what_the_closed_one_left_out():
    busy = [(0, Load(rate=490.0)), (20 * SECOND, Load(closed=1, thinking_us=10_000))]
    timeline = played(spec(), busy, 40 * SECOND)
    history = timeline.branch.history
    found = series.charts(history, history.length, 40 * SECOND, 40 * SECOND, ("A",)).summaries[0]
    assert found.p99.value > 50
    assert found.p99_open_ms < 30


def test_what_is_left_out_is_as_hdr_histogram_has_it():
    assert with_omitted([1.0, 35.0], 10.0) == [1.0, 35.0, 25.0, 15.0]
    assert with_omitted([20.0], 10.0) == [20.0, 10.0]
    assert with_omitted([5.0], 10.0) == [5.0]
    assert with_omitted([5.0], 0.0) == [5.0]


def test_the_switch_is_there_while_a_load_is_on(qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    scenario: Scenario = load_preset("1").scenario("calm")
    window.open_scenario(scenario)
    switch = window.findChild(QComboBox, "load")
    assert not switch.isHidden()
    assert not switch.isEnabled()
    wide = switch.sizeHint().width()
    window.do("seek 3s")
    assert switch.isEnabled()
    assert switch.sizeHint().width() == wide, "its place was kept for it"
    assert [switch.itemText(i) for i in range(switch.count())] == ["open load", "closed load"]
    switch.activated.emit(1)
    assert switch.currentText() == "closed load"
    assert window.experiment.timeline.cluster.workload.load.closed == crowd.CLOSED
