"""Two runs side by side in the window, found by roles and names."""

import re

import pytest
from page import Page, name_of, settle, wear
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QScrollArea, QWidget

from explorer.errands import FIRST_SLICE
from explorer.offering_both import ONE, OTHER
from explorer.presets import load
from ui import theme
from ui.compare_charts import shares, staircase
from ui.compare_pair import LOOKS
from ui.stage import Stage


@pytest.fixture
def vanish(page: Page) -> Page:
    """Did my post vanish?, compared with a sticky session, at its start."""
    page.window.open_scenario(load("5").scenario("none"))
    settle()
    page.button("Compare").click()
    return page


def said(page: Page, name: str) -> str:
    """What stands on the page in the label of this name."""
    label = page.window.compare.findChild(object, name)
    assert label is not None
    assert label.isVisible()
    return label.accessibleName() or label.text()


def lamp(page: Page, side: str, title: str) -> str:
    return name_of(page.button(re.compile(f"^{side}, {title}: ")).node())


def test_compare_shows_this_variant_beside_the_next(vanish):
    assert vanish.window.compare.isVisible()
    assert said(vanish, "compare-left-title") == "any server"
    assert said(vanish, "compare-right-title") == "sticky session"
    assert said(vanish, "compare-right-settings") == "user session: sticky"
    assert said(vanish, "compare-what") == "The same requests and faults, at the same moments."
    assert said(vanish, "compare-difference") == "Nothing has happened yet."
    vanish.window.do("seek 4ms")
    assert said(vanish, "compare-difference") == "No difference so far."


def test_what_two_crowds_are_asked_is_said_first_where_it_differs(page):
    page.window.open_scenario(load("19").scenario("one"))
    page.window.do("compare one full-half")
    assert said(page, "compare-difference") == "The two are asked different things:"
    assert said(page, "compare-difference-text").startswith("left, 250 requests a second until")
    page.window.do("compare")
    assert said(page, "compare-right-title") == "three full copies, a tenth writes"
    assert said(page, "compare-difference") == "Nothing has happened yet."


def compared_at(page, variants, at):
    """Two variants of story 19 side by side, both there."""
    page.window.open_scenario(load("19").scenario("one"))
    page.window.do(f"compare {variants}")
    page.window.do(f"seek {at}")
    page.window.arrive()


def test_what_cannot_be_compared_is_marked_and_the_way_leads_to_what_can(page):
    page.window.open_scenario(load("19").scenario("one"))
    page.window.do("compare one one-half")
    choice = page.window.compare.findChild(QComboBox, "compare-choose-right")
    texts = [choice.itemText(i) for i in range(choice.count())]
    assert [text[:2] for text in texts] == ["= ", "= ", "= ", "= ", "≈ ", "≠ ", "≠ ", "≠ ", "≠ "]
    assert not choice.model().item(0).isEnabled()
    assert "=: asked the same" in choice.toolTip()
    tip = choice.itemData(4, Qt.ItemDataRole.ToolTipRole)
    assert tip == choice.itemData(4, Qt.ItemDataRole.AccessibleDescriptionRole)
    assert tip == "asked the same as “one server” until 15.00 s: they can be compared until then"
    assert said(page, "compare-show").startswith("Compare two that are asked the same")
    page.button(re.compile("^Compare two that are asked the same")).click()
    assert said(page, "compare-right-title") == "three full copies, a tenth writes"
    assert choice.currentText() == "= three full copies, a tenth writes"


def test_with_a_crowd_throughput_is_drawn_and_told(page):
    compared_at(page, "one full", "6s")
    page.window.compare.flush()
    _, answered, rates, _ = page.window.compare.charts.pairs
    assert (rates.isVisible(), answered.isVisible()) == (True, False)
    left, right = (list(curve.yData) for curve in rates._curves)
    assert right[-1] > 1.5 * left[-1]
    assert list(rates._asked[0].yData) == list(rates._asked[1].yData)
    assert re.search(r"one server: [\d,]+ of [\d,]+ asked now", rates.accessibleDescription())
    cell = page.window.compare.findChild(QLabel, "compare-cell-1-0")
    assert cell.text() == "answered a second, 5–6 s"


def test_when_nobody_asks_any_more_it_is_said_how_many_are_answered(page):
    compared_at(page, "one full", "18s")
    page.window.compare.flush()
    said = page.window.compare.charts.pairs[2].accessibleDescription()
    assert re.search(r"one server: [\d,]+ answered now", said)
    assert " of 0 " not in said


def test_in_large_letters_a_legend_has_room_for_its_numbers(page):
    compared_at(page, "one full", "6s")
    page.window.compare.flush()
    charts = page.window.compare.charts.pairs
    assert charts[2].accessibleDescription().startswith("one server: ")
    page.window.do("theme projector")
    settle()
    page.window.compare.flush()
    assert re.match(r"left: [\d,]+ of [\d,]+ asked now", charts[2].accessibleDescription())
    assert charts[2].values_at(6_000_000).startswith("left ")
    assert re.match(r"left: reads p99 [^,]+, n=", charts[3].accessibleDescription())
    page.window.do("theme dark")


@pytest.mark.parametrize(("name", "left"), [("dark", "answered, "), ("projector", "")])
def test_what_waits_is_never_cut_off(page, name, left):
    page.window.do(f"theme {name}")
    page.window.resize(1280, 720)
    compared_at(page, "one full-half", "10s")
    settle()
    for side in ("left", "right"):
        fact = page.window.compare.findChild(QLabel, f"compare-{side}-fact")
        assert re.search(left + r"[\d,]+ waiting", fact.text())
        assert "…" not in fact.text()
        assert fact.width() == fact.sizeHint().width()
        assert " answered, " in fact.accessibleName()
    page.window.do("theme dark")


def test_the_stories_lead_from_a_comparison_to_the_one_that_is_open(page):
    page.window.open_scenario(load("19").scenario("one"))
    page.window.do("compare")
    settle()
    page.button("All stories").click()
    settle()
    tile = page.window.gallery._tiles["more-servers"]
    assert tile.hasFocus()
    assert not tile.visibleRegion().isEmpty()


@pytest.mark.parametrize(("name", "size"), [("dark", (1280, 720)), ("projector", (1280, 720)),
                                            ("projector", (1920, 1080))])  # fmt: skip
def test_no_column_of_the_table_is_cut_off(page, name, size):
    page.window.do(f"theme {name}")
    page.window.resize(*size)
    compared_at(page, "one full", "6s")
    if not page.window.compare.table.isVisible():
        page.button(re.compile("^Show the charts")).click()
    settle()
    area = page.window.compare.table.findChild(QScrollArea)
    assert area.widget().width() == area.viewport().width()
    for cell in area.widget().findChildren(QLabel):
        if cell.isVisible() and not cell.wordWrap():
            assert cell.geometry().right() <= area.viewport().width()
            assert cell.width() >= cell.sizeHint().width()
    page.window.do("theme dark")


def test_a_comparison_stands_where_the_run_does_however_long_that_is(page):
    page.window.open_scenario(load("20").scenario("storm"))
    page.window.experiment.seek(20_000_000)
    assert page.window.experiment.timeline.place > 20_000
    page.window.do("compare")
    assert page.window.twin.goal_us == 20_000_000


def test_what_says_that_both_are_on_their_way_goes_when_they_are_there(page):
    page.window.open_scenario(load("20").scenario("storm"))
    page.window.do("compare")
    page.window.do("seek 6s")
    assert page.window.notice.text() == "Both are on their way to 6 s."
    assert page.window.notice.isVisible()
    page.window.arrive()
    assert page.window.twin.now_us == 6_000_000
    assert not page.window.notice.isVisible()


def test_the_key_and_esc(page):
    page.window.open_scenario(load("5").scenario("wait"))
    page.window.do("seek 20ms")
    page.press("T")
    assert page.window.twin is not None
    assert page.window.twin.now_us == 20_000
    page.press("Escape")
    assert page.window.twin is None
    assert page.window.page.isVisible()
    assert page.now_ms == 20


def test_a_long_run_is_caught_up_with_in_slices(page):
    """Nobody waits for it: the start is shown until both are there."""
    page.window.open_scenario(load("20").scenario("storm"))
    page.window.do("seek 6s")
    page.window.arrive()
    page.window.do("compare")
    assert page.window.twin.goal_us == 6_000_000
    assert 0 < page.window.twin.left.timeline.cluster.steps <= 2 * FIRST_SLICE
    assert page.window.compare.isVisible()
    page.window.arrive()
    assert [side.now_us for side in page.window.twin.sides] == [6_000_000, 6_000_000]


def test_what_is_left_on_its_way_is_held_by_nothing(page):
    """Else it would be let go all at once, by whoever looks through memory."""
    from weakref import ref

    page.window.open_scenario(load("20").scenario("storm"))
    page.window.do("seek 6s")
    assert page.window.experiment.errand is not None
    page.window.arrive()
    page.window.do("compare")
    assert page.window.twin.goal_us is not None
    left = ref(page.window.twin)
    page.window.do("compare off")
    assert left() is None
    page.window.do("seek 60s")
    run = page.window.experiment
    assert run.errand is not None
    page.window.open_scenario(load("5").scenario("none"))
    assert run.errand is None


def test_a_panel_that_is_hidden_does_not_hold_the_run_before(page):
    from weakref import ref

    page.window.open_scenario(load("5").scenario("none"))
    page.window.do("seek 50ms")
    for panel in ("log", "spacetime", "charts"):
        page.window.do(f"show {panel}")
        settle()
    left = ref(page.window.experiment.timeline.branch.history)
    page.window.open_scenario(load("2").scenario())
    page.window.housekeeping.end()
    assert left() is None


def test_the_first_difference_is_told_and_shown(vanish):
    vanish.window.do("seek 100ms")
    assert said(vanish, "compare-difference") == "First difference at 5.00 ms:"
    assert said(vanish, "compare-difference-text").startswith("left, X's feed was answered by B")
    vanish.button("Go to the first difference").click()
    assert [side.now_us for side in vanish.window.twin.sides] == [5_000, 5_000]
    assert vanish.window.compare.transport.time_line._view.flag_us == 5_000


def test_facts_lamps_and_words_are_of_the_moment(vanish):
    vanish.window.do("seek 50ms")
    assert said(vanish, "compare-left-fact") == "◐ X's feed: 1 write behind, after 0 ms"
    assert said(vanish, "compare-right-fact") == "✓ X's feed: fresh after 0 ms"
    assert lamp(vanish, "left", "read your writes").startswith("left, read your writes: violated.")
    assert lamp(vanish, "right", "read your writes").startswith("right, read your writes: promised")
    assert "buys 1 stale read fewer" in said(vanish, "compare-sentence")
    cell = vanish.get_by_role("text", re.compile("^stale reads: left 1 of 1, right 0 of 1: right"))
    assert cell.count() == 1


def test_a_lamp_leads_to_where_it_broke(vanish):
    vanish.window.do("seek 100ms")
    vanish.button(re.compile("^left, read your writes: ")).click()
    assert vanish.window.twin.now_us == 5_000


def test_both_play_on_one_clock_and_the_one_run_stays_where_it_was(vanish):
    from page import HandClock

    vanish.press("Space")
    assert vanish.window.twin.playing
    for _ in range(20):
        HandClock.passed_ms = 100
        vanish.window.ticking.tick()
    left, right = vanish.window.twin.sides
    assert 0 < left.now_us == right.now_us
    vanish.press("Space")
    assert not vanish.window.twin.playing
    vanish.press("Escape")
    assert vanish.now_ms == 0


@pytest.mark.parametrize("line", ["compare off", "compare with w 2", "gallery", "open 2"])
def test_runs_that_are_compared_no_more_are_let_go(vanish, line, monkeypatch):
    left: list[object] = []
    monkeypatch.setattr(vanish.window.housekeeping, "let_go", left.append)
    vanish.window.do("seek 50ms")
    before = vanish.window.twin.sides
    vanish.window.do(line)
    assert all(side in left for side in before)
    judged = [clock._experiment for clock in vanish.window.showing.judging_twin]
    assert not any(side in judged for side in before)


def test_what_is_done_by_hand_is_done_to_both(vanish):
    vanish.window.do("seek 50ms")
    vanish.window.do("crash C")
    for side in vanish.window.twin.sides:
        assert not side.timeline.cluster.replicas["C"].up
    vanish.press("Ctrl+Z")
    for side in vanish.window.twin.sides:
        assert side.timeline.cluster.replicas["C"].up
        assert not side.timeline.branch.given


def test_each_stage_is_a_walk_of_its_own(vanish):
    vanish.window.do("seek 50ms")
    for name in ("left: any server", "right: sticky session"):
        stage = vanish.get_by_role("region", f"Stage, {name}")
        assert isinstance(stage.widget(), Stage)
        assert stage.get_by_role("listitem", re.compile("^B, Frankfurt")).count() == 1
    vanish.window.do("select server A")
    assert all(side.selected == "server A" for side in vanish.window.twin.sides)
    assert vanish.notice().startswith("left: A, Mumbai")


def test_why_is_told_of_both_and_what_is_of_one_run_is_refused(vanish):
    vanish.window.do("seek 50ms")
    vanish.window.do("why #2")
    assert vanish.notice().startswith("any server: ")
    assert "sticky session: " in vanish.notice()
    vanish.window.do("why #999")
    assert vanish.notice() == "there is no operation #999 in either run"
    vanish.window.do("show verdicts")
    assert "first leave the comparison" in vanish.notice()


def test_other_variants_can_be_chosen_at_either_side(vanish):
    vanish.get_by_role("combobox", "Right variant").select("token, waits")
    assert [s.scenario.variant for s in vanish.window.twin.sides] == ["none", "wait"]
    choice = vanish.get_by_role("combobox", "Left variant").widget()
    taken = choice.findText("token, waits")
    assert not choice.model().item(taken).isEnabled()
    assert choice.itemData(taken, Qt.ItemDataRole.ToolTipRole) == "It is on the other side"
    assert choice.model().item(choice.findText("sticky session")).isEnabled()


def test_what_is_chosen_makes_neither_list_wider_or_narrower(vanish):
    left, right = (vanish.get_by_role("combobox", f"{side} variant") for side in ("Left", "Right"))
    wide = left.widget().width(), right.widget().width()
    for variant in ("token, forwarded", "token, waits"):
        right.select(variant)
        settle()
        assert (left.widget().width(), right.widget().width()) == wide


def test_one_changed_setting(ripple):
    ripple.window.do("compare with w 3")
    assert said(ripple, "compare-left-title") == "W = 1"
    assert said(ripple, "compare-right-title") == "W = 3"
    ripple.window.do("compare with w 1")
    assert "both sides would be the same" in ripple.notice()


@pytest.mark.parametrize("name", list(theme.THEMES))
@pytest.mark.parametrize("size", [(1280, 720), (1600, 1000), (1920, 1080)])
def test_it_fits_in_every_theme(vanish, name, size):
    vanish.window.do(f"theme {name}")
    vanish.window.resize(*size)
    settle()
    vanish.window.do("seek 50ms")
    settle()
    assert (vanish.window.width(), vanish.window.height()) == size
    stages = [side.stage for side in (vanish.window.compare.left, vanish.window.compare.right)]
    assert stages[0].size() == stages[1].size()
    assert stages[0].height() >= 150
    vanish.window.do("theme dark")


def test_where_letters_are_large_a_button_turns_to_the_charts(vanish):
    vanish.window.do("theme projector")
    vanish.window.resize(1280, 720)
    settle()
    assert not vanish.window.compare.charts.isVisible()
    vanish.button(re.compile("^Show the charts")).click()
    assert vanish.window.compare.charts.isVisible()
    assert not vanish.window.compare.left.isVisible()
    vanish.button(re.compile("^Show the stages")).click()
    assert vanish.window.compare.left.isVisible()
    vanish.window.do("theme dark")


def test_charts_draw_both_with_looks_of_their_own(vanish):
    vanish.window.do("seek 120ms")
    vanish.window.compare.flush()
    age, answered, _, latency = vanish.window.compare.charts.pairs
    assert LOOKS[0].dashes != LOOKS[1].dashes
    assert LOOKS[0].shape != LOOKS[1].shape
    assert [max(curve.yData) for curve in age._curves] == [5, 0]
    assert "any server: 1 stale of 2 reads" in age.accessibleDescription()
    assert len(latency._points[0].data) == 3
    vanish.window.compare.charts.show_crosshair(6_000)
    assert "any server 5 ms, sticky session 0 ms" in age._values.text()
    assert "100 %" in answered._values.text()


def test_a_staircase_holds_each_value_until_the_next():
    corners = staircase([(5, 1.0), (8, 2.0)], 10)
    assert [tuple(each) for each in corners.tolist()] == [
        (5, 1), (5, 1), (8, 1), (8, 2), (10, 2),
    ]  # fmt: skip


def test_shares_are_of_all_so_far_or_of_a_window():
    from explorer.frame_charts import LatencyPoint

    points = [LatencyPoint(at, 1, "read", outcome) for at, outcome in
              ((100, "fail"), (600, "ok"), (1_000, "ok"))]  # fmt: skip
    assert shares(points, 1_200, 1_200, None)[-1].tolist() == [1_200, pytest.approx(200 / 3)]
    assert shares(points, 1_200, 1_200, 700)[-1].tolist() == [1_200, 100]
    assert not len(shares([], 1_200, 1_200, None))


def test_in_large_letters_both_titles_are_whole(vanish):
    wear("projector")
    vanish.window.resize(1024, 700)
    vanish.window.do("seek 60ms")
    settle()
    sides = vanish.window.compare.left, vanish.window.compare.right
    for side in sides:
        side._fact.show_text("a fact that is far too long for what is beside it" * 2)
        side._leave_out()
    settle()
    assert [side._title.text() for side in sides] == ["any server", "sticky session"]
    assert not vanish.window.compare._compared.isVisible()


def menu(page: Page, side: str, key: str) -> dict[str, QAction]:
    """What the menu of a thing offers on that side, by its words."""
    stage = getattr(page.window.compare, side).stage
    stage._ask_menu(key, stage.mapToGlobal(stage.rect().center()))
    found = stage.findChildren(QMenu, "stageMenu")[-1]
    known = {action.text(): action for action in found.actions()}
    found.close()
    return known


def test_a_menu_offers_what_can_be_done_in_both(vanish):
    """And says, in words, why the rest cannot."""
    vanish.window.do("seek 20ms")
    for side in ("left", "right"):
        offered = menu(vanish, side, "server B")
        assert offered["Crash B"].isEnabled()
        one = f"Run until the next event at B ({ONE})"
        assert not offered[one].isEnabled()
        assert not any("`" in words for words in offered)
    menu(vanish, "right", "server B")["Crash B"].trigger()
    assert [len(s.timeline.branch.given) for s in vanish.window.twin.sides] == [1, 1]
    vanish.window.arrive()
    restart = [words for words in menu(vanish, "left", "server B") if words.startswith("Crash B")]
    assert restart != ["Crash B"]


def test_a_message_that_is_another_one_on_the_other_side_is_left_alone(page):
    page.window.open_scenario(load("10").scenario("async"))
    page.window.do("compare async blocking")
    page.window.do("seek 31ms")
    page.window.arrive()
    both = [side.timeline.branch.history.messages for side in page.window.twin.sides]
    told = [{n: (m.kind, m.source, m.target, m.sent_us) for n, m in each.items()} for each in both]
    other = next(n for n in told[1] if told[0].get(n) != told[1][n])
    same = next(n for n in told[1] if told[0].get(n) == told[1][n])
    for number, apart in ((other, True), (same, False)):
        words = [w for w in menu(page, "right", f"message {number}") if w.startswith("Drop this")]
        assert (OTHER in words[0]) == apart


@pytest.mark.parametrize("size", [(1280, 720), (1600, 1000)])
def test_a_notice_covers_no_heading_and_says_how_to_take_a_branch_back(vanish, size):
    vanish.window.resize(*size)
    settle()
    vanish.window.do("seek 60ms")
    vanish.window.do("seek 20ms")
    vanish.window.do("crash C")
    vanish.window.arrive()
    notice = vanish.window.notice
    assert "Ctrl+Z" in notice.text()
    shown = notice.geometry()
    for name in ("left-title", "left-fact", "right-title", "right-fact"):
        head = vanish.window.compare.findChild(QWidget, f"compare-{name}")
        assert not shown.intersects(QRect(head.mapTo(vanish.window, QPoint()), head.size()))


def test_in_large_letters_the_title_still_says_which_story_it_is(page):
    page.window.do("theme projector")
    page.window.resize(1280, 720)
    compared_at(page, "one full-half", "10s")
    settle()
    title = page.window.compare.findChild(QLabel, "compare-title")
    assert title.text() == title.accessibleName()
    page.window.do("theme dark")
