"""Verdicts and receipts in the window: found by role and name, opened, followed, closed."""

import re

import pytest
from page import Page, name_of, settle, wear
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from explorer.judging import Judge
from explorer.presets import load
from ui.judge_clock import JUDGE_MS

GUARANTEES = (
    "read your writes", "monotonic reads", "monotonic writes", "writes follow reads", "causal",
    "causal convergence", "regular", "linearizable", "unique names", "convergence",
)  # fmt: skip
RECEIPT = re.compile("^Receipt$")


@pytest.fixture
def vanish(page: Page) -> Page:
    """Did my post vanish?, with no user session, at its start."""
    page.window.open_scenario(load("5").scenario("none"))
    settle()
    return page


def verdict(page: Page, title: str) -> str:
    """What a screen reader says of a guarantee."""
    return name_of(page.get_by_role("button", re.compile(f"^{title}: ")).node())


def receipt(page: Page) -> str:
    return page.get_by_role("region", "Receipt").texts()


def summary(page: Page) -> str:
    return name_of(page.get_by_role("text", re.compile("^Verdicts: ")).node())


# -- verdicts


def test_all_ten_guarantees_are_told_and_nothing_is_passed_at_the_start(vanish):
    vanish.get_by_role("tab", "Verdicts").click()
    for title in GUARANTEES:
        assert verdict(vanish, title).startswith(f"{title}: not yet, not promised.")
    assert summary(vanish) == "Verdicts: ○ nothing to judge yet"


def test_a_violation_is_told_in_a_sentence_at_the_moment_that_it_happens(vanish):
    vanish.press("V")
    vanish.window.do("seek 4999us")
    assert verdict(vanish, "read your writes").startswith("read your writes: not yet")
    vanish.window.do("seek 5ms")
    assert verdict(vanish, "read your writes") == (
        "read your writes: violated, not promised. X read at B at 5 ms and did not see "
        "«lunch at noon?», which X had written at A and which was acknowledged at 0 ms; the copy "
        "for B was still on its way, it was to arrive at 40 ms: with R = 1 B alone answered, with "
        "W = 1 A alone had acknowledged it."
    )
    assert verdict(vanish, "monotonic reads") == (
        "monotonic reads: holds, not promised. Nobody's read misses what they had seen before."
    )
    assert summary(vanish).startswith("Verdicts: ◐ 5 broken"), "no alarm"


def test_what_is_not_decided_gives_its_reason_and_is_no_pass(vanish):
    vanish.press("V")
    vanish.window.do("seek 5ms")
    assert verdict(vanish, "convergence") == (
        "convergence: not yet, not promised. Servers are down, links are cut or messages are "
        "under way"
    )
    assert "unknown" not in summary(vanish)


def test_going_back_takes_the_verdict_back(vanish):
    vanish.press("V")
    vanish.window.do("seek 110ms")
    vanish.window.do("seek 1ms")
    assert verdict(vanish, "read your writes").startswith("read your writes: not yet")


def test_promised_is_what_all_settings_so_far_promise(vanish):
    vanish.press("V")
    vanish.window.do("set user_session token-wait")
    assert "not promised" in verdict(vanish, "read your writes")
    vanish.window.open_scenario(load("5").scenario("sticky"))
    assert ", promised." in verdict(vanish, "read your writes")


def test_a_click_on_a_violation_opens_the_receipt_of_its_witness(vanish):
    vanish.press("V")
    vanish.window.do("seek 110ms")
    vanish.get_by_role("button", re.compile("^read your writes: ")).click()
    assert "#2: X's feed" in receipt(vanish)
    assert "The copy reached B 35 ms after the read had looked there." in receipt(vanish)


def test_show_me_leads_to_the_moment(vanish):
    vanish.press("V")
    vanish.window.do("seek 110ms")
    vanish.button("Show where regular broke").click()
    assert vanish.now_ms == 5


def test_while_time_runs_verdicts_say_of_which_moment_they_are(vanish):
    vanish.press("V")
    vanish.window.do("seek 5ms")
    vanish.press("Space")
    vanish.play_for(40)
    assert "as of 5.00 ms, judging…" in summary(vanish)
    vanish.press("Space")
    assert "judging" not in summary(vanish)


def test_while_time_runs_verdicts_follow_a_few_times_a_second(vanish):
    vanish.press("Space")
    vanish.play_for(6)
    QTest.qWait(JUDGE_MS + 50)
    vanish.play_for(0.02)  # the next picture has what was found
    assert "◐ 5 broken" in summary(vanish)


def test_a_long_history_is_judged_by_a_worker_and_not_told_before(vanish):
    experiment = vanish.experiment
    experiment.judge = Judge(here=0)
    vanish.press("V")
    vanish.window.do("seek 110ms")
    assert verdict(vanish, "linearizable").startswith("linearizable: judging, not promised. ")
    assert summary(vanish) == "Verdicts: … judging"
    vanish.window.showing.judging.ask()
    vanish.window.showing.working.finish()
    assert verdict(vanish, "linearizable").startswith("linearizable: violated")
    assert "◐ 5 broken" in summary(vanish)


# -- receipts


def test_a_click_on_an_operation_of_the_stage_opens_its_receipt(ripple):
    ripple.window.do("seek 39990us")
    ripple.on_stage(re.compile("^Y at B, Y's feed")).click()
    assert "#2: Y's feed" in receipt(ripple)
    assert "B's reply at 39.99 ms." in receipt(ripple)


def test_enter_on_an_operation_of_the_stage_opens_its_receipt(ripple):
    ripple.window.do("seek 39990us")
    stage = ripple.window.stage
    stage.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in stage.things():
        if stage.things()[stage.cursor_index()].key.startswith("operation "):
            break
        ripple.press("Down")
    ripple.press("Return")
    assert "#2: Y's feed" in receipt(ripple)


def test_a_double_click_on_a_tick_opens_its_receipt_as_it_ended(ripple):
    ripple.window.do("seek 170ms")
    ripple.window.do("seek 10ms")
    line = ripple.window.transport.time_line
    ground = line._ground()
    place = QPoint(round(ground.x(74_990)) - 1, round(ground.row("reads").center().y()))
    QTest.mouseDClick(line, Qt.MouseButton.LeftButton, pos=place)
    settle()
    assert ripple.now_ms in (74.99, 75)
    assert re.search("#[45]: Z's feed", receipt(ripple))


def test_the_keyboard_walks_the_time_line_and_opens_a_receipt(ripple):
    ripple.window.do("seek 170ms")
    line = ripple.window.transport.time_line
    line.setFocus(Qt.FocusReason.TabFocusReason)
    ripple.press("Down")
    ripple.press("Down")
    assert "39.99 ms" in line.accessibleDescription()
    ripple.press("Return")
    assert "#2: Y's feed" in receipt(ripple)
    assert ripple.now_ms == 39.99


def test_escape_and_the_close_button_bring_the_charts_back(ripple):
    by_button = ripple.button("Close the receipt (Esc)")
    for close in (lambda: ripple.press("Esc"), by_button.click):
        ripple.window.do("seek 20ms")
        ripple.press("R")
        assert ripple.get_by_role("region", "Receipt").count() == 1
        close()
        assert ripple.get_by_role("region", "Receipt").count() == 0
        assert ripple.experiment.inspected is None


def test_without_an_operation_it_says_how_to_get_a_receipt(ripple):
    ripple.get_by_role("tab", "Receipt").click()
    assert "No receipt" in receipt(ripple)
    assert "double-click one on the time line" in receipt(ripple)


def test_before_it_begins_an_operation_has_no_receipt(ripple):
    ripple.window.do("seek 50ms")
    ripple.window.do("receipt #2")
    ripple.window.do("seek 10ms")
    assert "#2 has not begun at this moment." in receipt(ripple)


def test_neighbours_are_a_button_away(ripple):
    ripple.window.do("seek 50ms")
    ripple.window.do("receipt #2")
    ripple.button("The operation before").click()
    assert "#1: «lunch at noon?» by X" in receipt(ripple)
    assert ripple.button("The operation before").state().disabled


def test_why_is_told_in_a_few_sentences(ripple):
    ripple.window.do("seek 50ms")
    ripple.window.do("receipt #2")
    ripple.button("Explain it in a few sentences").click()
    assert ripple.notice().startswith("Stale read by Y at 39.99 ms: 1 write behind. It asked B;")
    ripple.window.do("why #3")
    assert ripple.notice().startswith("#3: Y's feed. Answered at 40 ms")


def test_an_operation_that_there_is_not_is_told(ripple):
    ripple.window.do("receipt #99")
    assert ripple.notice() == "there is no operation #99 in this run"


def test_an_unknown_write_is_resolved_on_its_receipt(page):
    page.window.open_scenario(load("11").scenario("ask-a-b"))
    page.window.do("seek 1300ms")
    page.window.do("receipt #1")
    assert "? unknown" in receipt(page)
    assert "Committed after 520 ms on A and B, as W = 2 asks." in receipt(page)


@pytest.mark.parametrize("theme_name", ["dark", "light", "projector"])
@pytest.mark.parametrize("view", ["verdicts", "receipt"])
def test_nothing_is_cut_off_at_the_smallest_size(vanish, theme_name, view):
    wear(theme_name)
    vanish.window.do("seek 110ms")
    vanish.window.do(f"show {view}")
    settle()
    leaf = vanish.window.page.panels[view]
    for shown in leaf.findChildren(QLabel):
        if not shown.isVisible() or not shown.text():
            continue
        need = shown.fontMetrics().horizontalAdvance(shown.text())
        if not shown.wordWrap():
            assert shown.width() >= need, shown.text()
        elif shown.hasHeightForWidth():
            assert shown.height() >= shown.heightForWidth(shown.width()), shown.text()
