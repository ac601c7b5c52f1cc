"""Panels that take turns while time runs, so that no picture takes long."""

import gc
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page import Page, settle
from PySide6.QtWidgets import QApplication

from explorer.frame_charts import ChartsView
from explorer.presets import load
from ui.panels import PANELS
from ui.ticking import LEAST_MS, TICK_MS, Ticking
from ui.turns import AT_ONCE, Turns

NAMES = ("charts", "verdicts", "log", "next", "branches", "receipt")


@given(st.lists(st.sets(st.sampled_from(NAMES)), max_size=30))
def test_no_more_than_a_few_are_given_a_picture_and_only_such_as_want_one(wishes):
    turns = Turns(NAMES)
    for wanted in wishes:
        chosen = turns.next(wanted)
        assert chosen <= wanted
        assert len(chosen) == min(AT_ONCE, len(wanted))


def test_whoever_wants_one_is_given_one_before_anybody_has_two():
    turns = Turns(NAMES)
    seen = [name for _ in range(len(NAMES) // AT_ONCE) for name in turns.next(NAMES)]
    assert sorted(seen) == sorted(NAMES)


def test_who_did_not_want_one_is_not_passed_over_later():
    turns = Turns(NAMES)
    for _ in NAMES:
        assert turns.next({"next"}) == {"next"}
    assert turns.next({"next", "receipt"}) == {"receipt"}


@pytest.fixture
def spread(page: Page, monkeypatch):
    """A story with all that is below the stage floated, and which of it is given a picture."""
    page.window.open_scenario(load("5").scenario("none"))
    given_to: list[str] = []
    for panel in PANELS:
        if panel.area == "below":
            page.window.page.docks[panel.name].setFloating(True)
            page.window.page.docks[panel.name].show()
            widget = page.window.page.panels[panel.name]
            monkeypatch.setattr(
                widget, "show_frame", lambda _frame, name=panel.name: given_to.append(name)
            )
    settle()
    while page.window.page.owes:
        settle()
    given_to.clear()
    return page.window, given_to


def test_while_time_runs_floated_panels_take_turns(spread):
    window, given_to = spread
    window.experiment.play()
    window.refresh()
    assert len(given_to) == AT_ONCE
    window.refresh()
    assert len(set(given_to)) == 2 * AT_ONCE, "another one"


def test_while_it_stands_each_of_them_comes_to_the_same_moment_in_its_turn(spread):
    window, given_to = spread
    window.do("step")
    assert len(given_to) == AT_ONCE
    turns = 0
    while window.page.owes:
        before = len(given_to)
        QApplication.processEvents()
        turns += 1
        assert len(given_to) - before <= AT_ONCE
    below = {panel.name for panel in PANELS if panel.area == "below"}
    assert sorted(given_to) == sorted(below & window.page.in_sight()), "each of them once"
    assert turns > 2


def test_charts_that_would_not_be_drawn_are_not_computed(page, monkeypatch):
    page.window.open_scenario(load("5").scenario("none"))
    settle()
    asked = []
    monkeypatch.setattr(page.experiment, "charts", lambda: asked.append(1) or ChartsView())
    charts = page.window.page.panels["charts"]
    charts.draw_again()
    assert not charts.due
    page.experiment.play()
    page.window.refresh()
    assert not asked
    page.window.do("pause")
    assert asked


def test_a_run_that_was_left_is_held_by_no_panel(page):
    page.window.open_scenario(load("3").scenario())
    for name in ("spacetime", "fresh"):  # what the one draws has hold of the run, the other of both
        page.window.page.docks[name].setFloating(True)
        page.window.page.docks[name].show()
    settle()
    page.window.do("step")
    page.window.page.flush()
    history = ref(page.experiment.timeline.branch.history)
    page.window.open_scenario(load("5").scenario("none"))
    settle()
    page.window.housekeeping.end()  # what was left is let go at once
    gc.collect()
    assert history() is None


# -- ticks


class Going:
    """A run that goes on, for whoever ticks it."""

    busy, thinned, rests = True, False, False

    def owe(self, seconds: float) -> None:
        """Nothing is owed."""

    def go_on(self, _most_steps: int) -> bool:
        return False


class Work:
    """Stands in for the clock of the ticks: what is done in each takes so long."""

    def __init__(self, took_ms: float) -> None:
        self.took_ms = took_ms

    def restart(self) -> float:
        return 16.0

    def elapsed(self) -> float:
        return self.took_ms


@pytest.mark.parametrize(
    ("took_ms", "next_ms"), [(0, TICK_MS), (TICK_MS - 6, 6), (TICK_MS + 40, LEAST_MS)]
)
def test_the_next_tick_comes_so_long_after_the_last_had_begun_and_leaves_others_a_turn(
    qapp, took_ms, next_ms
):
    ticking = Ticking(qapp, Going, lambda: None)
    ticking._clock = Work(took_ms)
    ticking.tick()
    assert ticking._timer.isActive()
    assert ticking._timer.interval() == next_ms
    ticking.stop()


@pytest.mark.usefixtures("qapp")
def test_a_picture_that_ends_it_all_is_the_last():
    ticking = Ticking(None, Going, lambda: ticking.stop())
    ticking._clock = Work(0)
    ticking.tick()
    assert not ticking._timer.isActive()
