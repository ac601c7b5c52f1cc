"""The panels around the stage: shown, hidden, put back, kept; what is not seen is not computed."""

import pytest
from page import HandClock, Page, settle, wear
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QTabBar, QToolButton

from explorer import framing
from explorer.controls import VIEWS
from explorer.experiment import Experiment
from explorer.presets import load
from ui import theme
from ui.panels import PANELS
from ui.window import MainWindow


@pytest.fixture
def vanish(page: Page) -> Page:
    page.window.open_scenario(load("5").scenario("none"))
    page.window.do("seek 110ms")
    settle()
    return page


def test_the_verbs_know_every_panel():
    assert tuple(panel.name for panel in PANELS) == VIEWS


def test_a_tab_that_comes_later_moves_no_other_one(vanish):
    tabs = vanish.window.page.findChild(QTabBar)
    before = [tabs.tabText(at) for at in range(tabs.count())]
    vanish.window.do("crash C")
    settle()
    assert [tabs.tabText(at) for at in range(tabs.count())] == [*before, "Branches"]


def test_a_panel_is_hidden_and_shown_by_a_line(vanish):
    docks = vanish.window.page.docks
    wide = vanish.window.stage.width()
    vanish.window.do("close lesson")
    settle()
    assert not docks["lesson"].isVisible()
    assert vanish.window.stage.width() > wide
    vanish.window.do("show lesson")
    settle()
    assert docks["lesson"].isVisible()
    assert vanish.window.page.in_sight() == {"lesson", "screens", "charts"}


def test_a_panel_that_was_hidden_stays_so_in_the_next_story(vanish):
    vanish.window.do("close verdicts")
    vanish.window.do("open 6")
    settle()
    assert vanish.get_by_role("tab", "Verdicts").count() == 0
    vanish.window.do("layout")
    settle()
    assert vanish.get_by_role("tab", "Verdicts").count() == 1


def test_a_click_on_a_tab_turns_to_it_as_its_line_does(vanish):
    vanish.get_by_role("tab", "Receipt").click()
    assert vanish.window.page.front == "receipt"
    assert vanish.experiment.inspected == 3, "the last operation that has ended"
    assert vanish.experiment.selected == "", "or it would dim all others in every view"
    assert not vanish.window.page.panels["charts"].isVisible()


def test_a_panel_alone_has_a_title_that_hides_it(vanish):
    whole, docks = vanish.window.page, vanish.window.page.docks
    docks["verdicts"].setFloating(True)
    settle()
    hides = docks["verdicts"].findChild(QToolButton, "hide-dock-verdicts")
    assert docks["verdicts"].titleBarWidget().isAncestorOf(hides)
    hides.click()
    assert not docks["verdicts"].isVisible()
    vanish.window.do("layout")
    settle()
    assert whole.front == "charts"
    assert not docks["verdicts"].isFloating()


def test_the_layout_is_kept(vanish):
    whole = vanish.window.page
    vanish.window.do("close lesson")
    vanish.window.do("show verdicts")
    settle()
    kept = whole.layout_kept()
    vanish.window.do("layout")
    settle()
    assert whole.docks["lesson"].isVisible()
    whole.restore_layout(kept)
    settle()
    assert not whole.docks["lesson"].isVisible()
    assert whole.front == "verdicts"
    whole.restore_layout("nothing that is a layout")
    settle()
    assert whole.front == "verdicts"


def test_what_is_not_seen_is_not_computed():
    experiment = Experiment(load("5").scenario("none"))
    experiment.seek(110_000)
    experiment.select("operation 2")
    assert framing.frame(experiment).receipt is not None
    assert framing.frame(experiment).charts.latencies
    plain = framing.frame(experiment, frozenset())
    assert plain.receipt is None
    assert not plain.charts.latencies


# -- selection


def test_what_is_selected_is_marked_and_told(vanish):
    vanish.window.do("show verdicts")
    vanish.window.do("select server A")
    assert vanish.experiment.selected == "server A"
    assert vanish.window.page.front == "verdicts"
    assert "down" in vanish.notice()
    vanish.window.do("select")
    assert vanish.experiment.selected == ""


@pytest.mark.parametrize(("line", "words"), [
    ("select server Q", "there is no server Q in this run"),
    ("select link A - Q", "there is no link A - Q in this run"),
    ("select user Q", "there is no user Q in this run"),
    ("select operation 99", "there is no operation #99 in this run"),
    ("select message 9999", "there is no message #9999 in this run"),
    ("select event 9999", "there is no event #9999 in this run"),
    ("select moon A", "'moon' is nothing to select: there are server, link, message, operation, "),
    ("select server", "its name is missing"),
])  # fmt: skip
def test_what_there_is_not_cannot_be_selected(vanish, line, words):
    vanish.window.do(line)
    assert vanish.notice().startswith(words)
    assert vanish.experiment.selected == ""


def test_the_layout_is_kept_for_the_next_start(qtbot, tmp_path):
    first = MainWindow(tmp_path / "preferences.json")
    qtbot.addWidget(first)
    first.open_scenario(load("5").scenario("none"))
    first.close()
    assert not (tmp_path / "layout.json").exists(), "nobody has arranged anything"
    first.do("close lesson")
    first.close()
    second = MainWindow(tmp_path / "preferences.json")
    qtbot.addWidget(second)
    second.open_scenario(load("3").scenario("disk"))
    assert second.page.docks["lesson"].isHidden()
    assert not second.page.docks["fresh"].isHidden(), (
        "what had nothing to show was not hidden by hand"
    )
    second.do("layout")
    second.close()
    assert not (tmp_path / "layout.json").exists()


def test_the_next_start_has_the_sizes_of_the_last_one(qtbot, tmp_path):
    wide = []
    for _ in range(2):
        window = MainWindow(tmp_path / "preferences.json")
        qtbot.addWidget(window)
        window.open_scenario(load("5").scenario("none"))
        window.resize(1600, 1000)
        window.show()
        settle()
        window.do("close charts")
        settle()
        wide.append([window.page.docks[name].width() for name in ("lesson", "screens")])
        window.close()
    assert wide[0] == wide[1]


def test_the_menu_of_the_panels_shows_and_hides_them(vanish):
    menu = vanish.window.page.createPopupMenu()
    lines = {action.objectName(): action for action in menu.actions()}
    assert lines["panels: lesson"].isChecked()
    lines["panels: lesson"].trigger()
    settle()
    assert not vanish.window.page.docks["lesson"].isVisible()
    again = {
        action.objectName(): action for action in vanish.window.page.createPopupMenu().actions()
    }
    assert not again["panels: lesson"].isChecked()
    again["panels: layout"].trigger()
    settle()
    assert vanish.window.page.docks["lesson"].isVisible()


def test_putting_all_back_leaves_the_window_as_large_as_it_was(vanish):
    size = vanish.window.size()
    vanish.window.page.docks["next"].setFloating(True)
    settle()
    for line in ("close next", "layout", "layout"):
        vanish.window.do(line)
        settle()
    assert vanish.window.size() == size


def test_nothing_moves_when_another_panel_is_shown(vanish):
    heights = set()
    for name in VIEWS[2:]:
        vanish.window.do(f"show {name}")
        settle()
        heights.add(vanish.window.stage.height())
    assert len(heights) == 1


def test_a_server_that_was_dragged_stands_in_its_place_in_the_next_story(vanish):
    vanish.window.stage._moved["A"] = (0.5, 0.5)
    vanish.window.do("open 6")
    assert not vanish.window.stage._moved


# -- where there is little room


@pytest.fixture
def low(vanish):
    """So low that stage and panels do not both have room, in large letters."""
    wear("projector")
    vanish.window.resize(1280, 720)
    settle()
    return vanish


def test_where_there_is_little_room_the_panels_below_fold(low):
    whole = low.window.page
    assert (whole.front, whole.in_sight()) == ("", {"lesson", "screens"})
    assert low.get_by_role("tab", "Charts").count() == 1
    assert whole.stage.height() > 300
    low.window.resize(1280, 1000)
    settle()
    assert whole.front == "charts"
    assert whole.panels["charts"].height() > 100


def test_what_is_asked_for_unfolds_and_esc_folds(low):
    whole = low.window.page
    low.window.do("show verdicts")
    settle()
    assert whole.front == "verdicts"
    assert whole.panels["verdicts"].isVisible()
    assert (low.window.width(), low.window.height()) == (1280, 720)
    low.press("Escape")
    settle()
    assert whole.front == ""
    assert not whole.panels["verdicts"].isVisible()
    low.press("Escape")
    assert whole.front == "", "there is nothing to go back from"


def test_a_click_on_the_tab_that_is_shown_folds_and_unfolds(vanish):
    whole, high = vanish.window.page, vanish.window.stage.height()
    vanish.get_by_role("tab", "Charts").click()
    settle()
    assert (whole.front, vanish.window.stage.height() > high) == ("", True)
    vanish.get_by_role("tab", "Charts").click()
    settle()
    assert (whole.front, vanish.window.stage.height()) == ("charts", high)


def test_put_back_means_unfolded_as_well(vanish):
    for line in ("fold", "layout"):
        vanish.window.do(line)
        settle()
    assert vanish.window.page.front == "charts"


def test_another_tab_unfolds_as_well(low):
    low.get_by_role("tab", "Event log").click()
    assert low.window.page.front == "log"


def test_a_folded_tab_that_the_next_story_has_nothing_for_gives_way_to_the_charts(low):
    for story in ("3", "2"):
        low.window.do(f"open {story}")
        settle()
        assert low.window.page.front == ""
    low.window.do("fold")
    settle()
    assert low.window.page.front == "charts"
    assert low.get_by_role("tab", "Fresh reads").count() == 0


def test_a_selection_unfolds_nothing(low):
    low.window.do("select server A")
    assert low.window.page.front == ""
    assert "A, " in low.notice()


def test_the_least_window_in_large_letters(low):
    least = low.window.minimumSizeHint()
    low.window.do("show charts")
    settle()
    for hint in (least, low.window.minimumSizeHint()):
        assert hint.width() <= 1024
        assert hint.height() <= 700


@pytest.mark.parametrize("name", ["dark", "projector"])
def test_small_and_large_again_is_as_before(vanish, name):
    wear(name)
    window = vanish.window

    def at(wide, high):
        window.resize(wide, high)
        settle()
        seen = [window.page.docks[name] for name in sorted(window.page.in_sight())]
        return window.size(), [v.geometry() for v in (window.stage, window.transport, *seen)]

    large = at(2560, 1440)
    for size in ((1600, 1000), (1280, 720), (1024, 700)):
        assert at(*size)[0].toTuple() == size
    at(1600, 1000)
    assert at(2560, 1440) == large


@pytest.mark.parametrize("name", ["dark", "projector"])
def test_nothing_that_is_shown_makes_the_window_larger(page, name):
    wear(name)
    page.window.resize(1024, 700)
    for story, moment, change in (("5", "90ms", "cut A - B"), ("20", "12s", "crash A")):
        page.window.do(f"open {story}")
        page.window.do(f"seek {moment}")
        page.window.arrive()
        page.window.do(change)
        page.window.do("show charts")
        for view in VIEWS:
            page.window.do(f"show {view}")
            settle()
            size = (page.window.width(), page.window.height())
            assert size == (1024, 700), f"{view} of story {story}"


def test_the_page_of_the_keys_fits_into_the_window(page):
    wear("projector")
    page.window.resize(1280, 720)
    page.window.do("keys")
    keys = page.window.findChild(QDialog, "keys")
    assert keys.height() <= 720
    assert keys.width() <= 1280
    keys.reject()


def test_a_chart_that_is_wide_asks_for_no_more_than_a_narrow_one(vanish):
    chart = vanish.window.page.panels["charts"].charts[0]
    chart.resize(200, 150)
    least = chart.minimumSizeHint().width()
    chart.resize(900, 150)
    assert chart.minimumSizeHint().width() == least < 200


@pytest.mark.parametrize("name", ["next", "settings", "branches", "inspector"])
def test_every_panel_has_the_ground_of_a_panel(page, name):
    page.window.open_scenario(load("5").scenario("none"))
    page.window.do(f"show {name}")
    settle()
    panel = page.window.page.panels[name]
    seen = panel.grab().toImage().pixelColor(panel.width() // 2, panel.height() - 14)
    assert seen == theme.current().color("panel")


def test_values_stand_beneath_the_words_of_their_column(page):
    page.window.open_scenario(load("5").scenario("none"))
    for line in ("seek 50ms", "crash C", "pause", "show branches"):
        page.window.do(line)
    settle()
    panel = page.window.page.panels["branches"]
    head = panel.findChild(QToolButton, "branches-go-0")
    cell = next(each for each in panel.findChildren(QLabel) if each.text().startswith("1 of 1"))
    wide = head.fontMetrics().horizontalAdvance(head.text())
    words = head.mapTo(panel, QPoint()).x() + (head.width() - wide) / 2
    assert abs(words - cell.mapTo(panel, cell.contentsRect().topLeft()).x()) <= 2


def test_a_panel_that_floats_is_drawn_on_the_screen(vanish):
    docks, panels = vanish.window.page.docks, vanish.window.page.panels
    for name in ("charts", "log"):  # the one in front of its tabs, and one behind them
        docks[name].setFloating(True)
        settle()
        assert panels[name].isVisible()
        assert name in vanish.window.page.in_sight()
        assert docks[name].geometry().intersects(vanish.window.screen().geometry())
    vanish.window.do("layout")
    settle()
    assert not docks["log"].isFloating()
    assert vanish.window.page.in_sight() == {"lesson", "screens", "charts"}


def test_a_panel_has_room_when_it_floats_until_a_hand_makes_it_smaller(vanish):
    dock = vanish.window.page.docks["log"]
    vanish.window.do("show log")
    dock.setFloating(True)
    settle()
    screen = vanish.window.screen().availableGeometry()
    assert dock.height() >= 360
    assert 480 <= dock.width() <= 900
    assert dock.geometry().bottom() <= screen.bottom()
    dock.resize(620, 200)
    for floating in (False, True):
        dock.setFloating(floating)
        settle()
    assert dock.height() == 200


def test_charts_that_another_theme_unfolds_show_the_run_as_it_stands(page):
    """While they were folded nothing was worked out for them: that is not to be drawn."""
    page.window.resize(1280, 720)
    page.window.open_scenario(load("5").scenario("none"))
    settle()
    page.window.do("theme projector")
    settle()
    page.window.do("seek 180ms")
    page.window.arrive()
    settle()
    assert "charts" not in page.window.page.in_sight()
    page.window.do("theme dark")
    settle()
    QTest.qWait(100)
    settle()
    assert "charts" in page.window.page.in_sight()
    charts = page.window.page.panels["charts"]
    assert len(charts.drawn.charts.latencies) == 3
    assert not [chart for chart in charts.charts[:3] if chart._sentence.isVisibleTo(chart)]


def test_a_panel_that_is_put_back_is_in_front_and_the_window_is_as_large_as_before(vanish):
    window = vanish.window
    wear("projector")
    window.resize(1280, 720)
    settle()
    for name in ("charts", "receipt"):
        dock = window.page.docks[name]
        window.do(f"show {name}")
        dock.setFloating(True)
        settle()
        dock.setFloating(False)
        settle()
        assert window.size().toTuple() == (1280, 720)
        assert window.page.front == name


def test_on_a_low_screen_the_step_that_time_rests_at_is_in_sight_and_stays_there(vanish):
    window = vanish.window
    wear("projector")
    window.resize(1280, 720)
    settle()
    window.do("start")
    window.do("play")
    HandClock.passed_ms = 100.0
    window.ticking.tick()
    settle()
    lesson = window.page.panels["lesson"]
    area, row = lesson._area, lesson._rows[0]
    assert vanish.experiment.rests
    assert 0 <= row.mapTo(area.viewport(), QPoint()).y() < area.viewport().height() - 20
    window.do("pause")
    window.do("seek 50ms")
    window.arrive()
    settle()
    read = area.verticalScrollBar().value()
    assert read > 0
    window.do("latency A - B 200ms")
    settle()
    assert area.verticalScrollBar().value() == read, "what was read is still there"
