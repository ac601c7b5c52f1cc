"""What did adding servers buy?, in the window: asked for, watched, cancelled, and read."""

from dataclasses import replace

import pytest
from page import Page, settle, wear
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel

from explorer.presets import load
from explorer.study import Plan
from explorer.study_points import Figure, Point
from explorer.studying import Studying
from ui.servers_panel import ServersPanel

TITLE = "What did adding servers buy?"
MEASURE, STOP = "Measure what adding servers buys", "Stop measuring"


class Sham(Studying):
    """A study without a process: points come when the test says so."""

    def begin(self, plan: Plan) -> None:
        self.state, self.plan, self.points = "measuring", plan, ()

    def cancel(self) -> None:
        if self.busy:
            self.state = "cancelled"

    def collect(self, *, wait: bool = False) -> bool:
        return wait and False

    def come(self, *points: Point) -> None:
        assert self.plan is not None
        self.points += points
        if len(self.points) == len(self.plan.points()):
            self.state = "measured"


def figure(value: float, half: float = 9.0) -> Figure:
    return Figure(value, half, 6_412)


def point(database: int, web: int = 0, rate: float = 500.0, **changes) -> Point:
    busy = (("database", figure(80, 2)), ("web", figure(40, 1)))
    measured = Point(
        database, web, figure(rate), figure(12.0 / database, 3), figure(60.0 / database, 9),
        over=False, censored=0, busy=busy if web else busy[:1], full=("database",),
        hottest=("A", 99.0),
    )  # fmt: skip
    return replace(measured, **changes)


def opened(page: Page, story: str, variant: str | None) -> Page:
    page.window.open_scenario(load(story).scenario(variant))
    page.experiment.studying = Sham()
    page.window.do("show servers")
    settle()
    return page


@pytest.fixture
def full(page: Page) -> Page:
    """Three full copies: one tier."""
    return opened(page, "19", "full")


@pytest.fixture
def tiers(page: Page) -> Page:
    """Two web servers before one database."""
    return opened(page, "24", "two")


def panel(page: Page) -> ServersPanel:
    widget = page.get_by_role("region", TITLE).widget()
    assert isinstance(widget, ServersPanel)
    return widget


def come(page: Page, *points: Point) -> None:
    page.experiment.studying.come(*points)
    page.window.refresh()
    panel(page).flush()
    settle()


def words(page: Page) -> str:
    return page.get_by_role("region", TITLE).texts()


def measured(page: Page, *rates: float) -> Page:
    page.button(MEASURE).click()
    come(page, *(point(n, 0, rate) for n, rate in enumerate(rates, start=1)))
    return page


# -- nothing yet


def test_without_a_load_it_says_why_and_where_there_is_one(page):
    opened(page, "2", None)
    said = words(page)
    assert "There is nothing to measure: there is no load in this story." in said
    assert "20 Retry storm · 1 One box · 19 More servers! · 23 Articles, not friends" in said
    assert page.button(MEASURE).count() == 0
    page.window.do("measure")
    assert page.notice() == "nothing can be measured: there is no load in this story"


def test_before_anything_is_measured_it_says_what_would_be(full):
    assert "Measure runs this story's load on one server, on two, and so on" in words(full)
    assert not any(chart.isVisible() for chart in panel(full).charts)
    assert "measure off" not in words(full)


def test_the_tab_and_the_key_lead_there(page):
    page.window.open_scenario(load("19").scenario("full"))
    page.get_by_role("tab", "Servers").click()
    assert page.window.page.front == "servers"
    page.press("C")
    page.press("S")
    assert page.window.page.front == "servers"
    page.press("Esc")
    assert page.window.page.front == "charts"


# -- while it is measured


def test_points_come_one_by_one_and_can_be_cancelled(full):
    full.button(MEASURE).click()
    come(full, point(1))
    assert "1 of 6 points…" in words(full)
    assert panel(full).charts[0].measured.places() == [(1, 500)]
    full.button(STOP).click()
    assert "Cancelled after 1 of 6 points." in words(full)
    assert full.button(MEASURE).count() == 1


def test_plots_are_built_with_the_first_point_and_not_before(full, qtbot):
    charts = panel(full).charts
    assert charts[0].plot is None
    full.button(MEASURE).click()
    full.experiment.studying.come(point(1))
    full.window.refresh()
    qtbot.waitUntil(lambda: all(chart.plot and chart.plot.isVisible() for chart in charts))
    qtbot.waitUntil(lambda: charts[0].measured.places() == [(1, 500)])


def test_many_points_at_once_are_drawn_few_times(full, monkeypatch):
    measured(full, 500, 900)
    drawn = []
    monkeypatch.setattr(panel(full).charts[0], "draw", drawn.append)
    for n in range(3, 7):
        full.experiment.studying.come(point(n))
        full.window.refresh()
    assert len(drawn) <= 1
    panel(full).flush()
    assert len(drawn[-1].points) == 6, "the last is never left out"


def test_another_story_and_a_closed_window_end_it(full):
    full.button(MEASURE).click()
    first = full.experiment.studying
    full.window.do("variant one")
    assert first.state == "cancelled"
    full.experiment.studying = second = Sham()
    full.window.do("measure")
    full.window.close()
    assert second.state == "cancelled"


def test_a_process_that_died_is_told(full):
    full.button(MEASURE).click()
    full.experiment.studying.state = "died"
    full.window.refresh()
    assert "The process that measures has died after 0 of 6 points." in words(full)


def test_the_clock_takes_points_as_they_come(full, monkeypatch):
    full.button(MEASURE).click()
    sham = full.experiment.studying
    monkeypatch.setattr(sham, "collect", lambda: sham.come(point(1)) is None)
    full.window.showing.working.look()
    assert "1 of 6 points…" in words(full)


# -- what was measured


def test_the_verdict_is_said_in_words(full):
    said = words(measured(full, 500, 900, 1_250, 1_260, 1_255, 1_262))
    assert "3 database servers answer 1,250 requests/s, 2.5 times what one does (500/s)." in said
    assert "Servers 4, 5 and 6 bought nothing: the database is full." in said
    assert "USL fit: s = " in said


def test_points_bars_formula_law_and_the_end_are_drawn(full):
    measured(full, 500, 900, 1_250, 1_260, 1_255, 1_262)
    chart = panel(full).charts[0]
    assert chart.measured.places()[2] == (3, 1_250)
    assert chart.measured._bars.opts["top"].tolist() == [9.0] * 6
    assert chart._formula.getData()[1][2] == pytest.approx(1_250)
    assert len(chart._law.getData()[0]) > 20
    assert (chart._stop.isVisible(), chart._stop.value()) == (True, 3)
    assert "stopped helping at 3" in chart.accessibleDescription()


def test_each_figure_has_its_interval_and_its_n(full):
    measured(full, 500, 900, 1_250, 1_260, 1_255, 1_262)
    told = panel(full).accessibleDescription()
    assert "3: 1,250 ± 9, n 6,412" in told
    assert "3: 4 ± 3 ms, p99 20 ± 9 ms, n 6,412" in told
    assert "3: database 80 ± 2 %, n 6,412" in told


def test_the_pointer_asks_for_another_number_of_servers_in_all_charts(full):
    measured(full, 500, 900, 1_250, 1_260, 1_255, 1_262)
    charts = panel(full).charts
    assert charts[0]._values.text() == "now 3: 1,250 ± 9, n 6,412"
    charts[1].hovered.emit(charts[1].under(4.8))
    assert [chart._values.text()[:2] for chart in charts] == ["5:"] * 3
    charts[1].hovered.emit(None)
    assert charts[0]._values.text().startswith("now 3")


def test_too_few_samples_are_said_and_not_drawn(full):
    full.button(MEASURE).click()
    come(full, *(point(n, capacity=None, p99_ms=None) for n in range(1, 7)))
    throughput, waiting, _ = panel(full).charts
    assert throughput.measured.places() == []
    assert throughput._values.text() == "now 3: too few samples"
    assert waiting._values.text() == "now 3: 4 ± 3 ms, p99 too few samples, n 6,412"
    assert "servers answer" not in words(full)


def test_where_it_is_too_much_there_is_an_arrow_and_no_number(full):
    full.button(MEASURE).click()
    over = {"over": True, "mean_ms": None, "p99_ms": None}
    come(full, *(point(n, 0, 500 * n, **(over if n < 4 else {})) for n in range(1, 7)))
    waiting = panel(full).charts[1]
    assert waiting._endless.getData()[0].tolist() == [1, 2, 3]
    assert [n for n, _ in waiting.means.places()] == [4, 5, 6]
    assert waiting._values.text() == "now 3: no steady value"
    assert "more than they can do" in waiting.accessibleDescription()


def test_who_waited_in_vain_makes_it_a_lower_bound(full):
    full.button(MEASURE).click()
    come(full, *(point(n, censored=7) for n in range(1, 7)))
    waiting = panel(full).charts[1]
    assert waiting._values.text() == "now 3: ≥ 4 ± 3 ms, p99 ≥ 20 ± 9 ms, n 6,412"
    assert len(waiting._bounds.getData()[0]) == 12, "an arrow at each mean and each p99"
    assert "42 gave up" in waiting.accessibleDescription()


def test_another_setting_makes_the_points_say_that_they_are_old(full):
    measured(full, 500, 900, 1_250, 1_260, 1_255, 1_262)
    full.window.do("set r 2")
    full.window.do("play until 1ms")
    full.window.do("step")
    assert "Measured before r changed." in words(full)
    full.window.do("undo")
    assert "Measured before" not in words(full)


def test_each_tier_has_its_own_charts(tiers):
    tiers.button(MEASURE).click()
    sizes = tiers.experiment.studying.plan.points()
    come(tiers, *(point(*size, rate=min(250 * size[1], 500)) for size in sizes))
    assert "What did adding web servers buy?" in words(tiers)
    assert "Servers 3 to 6 bought nothing: the database tier is full." in words(tiers)
    assert [n for n, _ in panel(tiers).charts[2].tiers["web"].places()] == [1, 2, 3, 4, 5, 6]
    tiers.button("Against the number of database servers").click()
    assert "What did adding database servers buy?" in words(tiers)
    assert "1 database server answers 500 requests/s." in words(tiers)


def test_a_tier_that_there_is_not_is_told(tiers):
    tiers.window.do("show servers cache")
    assert tiers.notice().startswith("'cache' is no tier: there are database and web")


@pytest.mark.parametrize("name", ["dark", "light", "projector"])
def test_nothing_is_cut_off_at_the_smallest_size(tiers, name):
    wear(name)
    tiers.window.do("show servers")  # where there is so little room the panels are folded
    settle()
    tiers.button(MEASURE).click()
    sizes = tiers.experiment.studying.plan.points()
    come(tiers, *(point(*size, rate=min(250 * size[1], 500)) for size in sizes))
    tiers.window.resize(tiers.window.minimumSizeHint())
    tiers.window.do("show servers")
    settle()
    panel(tiers).flush()
    for label in panel(tiers).findChildren(QLabel):
        if label.isVisible() and label.wordWrap() and label.text():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    for chart in panel(tiers).charts:
        assert chart.plot.getViewBox().height() > 20
        assert chart.legend.height() >= QFontMetrics(chart.legend.font()).height()
    below = panel(tiers).mapTo(tiers.window, QPoint(0, panel(tiers).height())).y()
    assert below <= tiers.window.height()
