"""An anomaly is explained in the window: "show me" lights what mattered; the smallest cause."""

import re
from pathlib import Path

import pytest
from page import Page, name_of, settle, wear
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer import framing, presets
from ui.cause_bar import CauseBar
from ui.stage import Stage

CLOSE = "Close, and light everything again (Esc)"
CAUSE = re.compile("^Cause$")
SENTENCE = (
    "X read at B at 5 ms and did not see «lunch at noon?», which X had written at A and which "
    "was acknowledged at 0 ms; the copy came to B 35 ms too late: with R = 1 B alone answered, "
    "with W = 1 A alone had acknowledged it."
)


@pytest.fixture
def vanish(page: Page) -> Page:
    """Did my post vanish?, with no user session, at 50 ms: the stale read is behind it."""
    page.window.open_scenario(presets.load("5").scenario("none"))
    page.window.do("seek 50ms")
    settle()
    return page


def cause(page: Page) -> str:
    """What the bar below the stage says; empty where there is none."""
    bar = page.get_by_role("region", CAUSE)
    return bar.texts() if bar.count() else ""


def finish(page: Page) -> None:
    """Waits for what the other process finds."""
    page.window.showing.working.finish()
    settle()


def bright(page: Page, server: str) -> float:
    """How much a server stands out from the stage, as painted."""
    stage = page.window.stage
    scene = stage.scene()
    assert scene is not None
    disc, radius = scene.plan.servers[server], scene.plan.radius
    image = stage.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = image.pixelColor(2, image.height() // 2).lightnessF()
    rect = QRectF(disc.x() - radius, disc.y() - radius, 2 * radius, 2 * radius).toRect()
    across, down = range(rect.left(), rect.right()), range(rect.top(), rect.bottom())
    return max(abs(image.pixelColor(x, y).lightnessF() - ground) for x in across for y in down)


# -- show me


def test_the_badge_of_a_screen_leads_to_its_cause(vanish):
    vanish.screen("X").get_by_role("button", "Show why X sees this").click()
    assert vanish.now_ms == 5
    assert SENTENCE in cause(vanish)


def test_a_fresh_screen_has_nothing_to_show(vanish):
    vanish.window.do("seek 120ms")
    assert vanish.screen("X").get_by_role("button", "Show why X sees this").count() == 0


def test_a_callout_lights_what_mattered_and_dims_the_rest(vanish):
    stage = vanish.window.stage
    assert isinstance(stage, Stage)
    before = {name: bright(vanish, name) for name in "ABC"}
    stage.command.emit("cause #2")
    after = {name: bright(vanish, name) for name in "ABC"}
    assert after["C"] < before["C"] * 0.6, "C had no part in it"
    assert after["C"] > 0.02, "and is there still"
    assert after["A"] > before["A"] * 0.8
    assert after["B"] > before["B"] * 0.8


def test_a_click_on_the_callout_asks_for_the_cause(vanish):
    vanish.on_stage(re.compile("^at B: Stale read by X")).click()
    assert SENTENCE in cause(vanish)


def test_a_verdict_and_the_receipt_lead_there_as_well(vanish):
    vanish.press("V")
    vanish.button("Show where regular broke").click()
    assert SENTENCE in cause(vanish)
    assert vanish.now_ms == 5
    vanish.window.do("seek 50ms")
    vanish.window.do("receipt #2")
    vanish.button("Go to the moment that decided it, and light what mattered").click()
    assert vanish.experiment.lit.subject == "#2"


def test_escape_lights_everything_again_and_only_then_closes_the_panel(vanish):
    vanish.press("V")
    vanish.window.do("cause #2")
    vanish.press("Esc")
    assert cause(vanish) == ""
    assert vanish.window.page.front == "verdicts"
    vanish.press("Esc")
    assert vanish.window.page.front == "charts"


def test_another_story_has_no_cause_of_the_last_one(vanish):
    vanish.window.do("cause #2")
    vanish.window.do("open 6")
    assert cause(vanish) == ""


def test_what_cannot_be_explained_is_told(vanish):
    vanish.window.do("cause #99")
    assert vanish.notice() == "there is no operation #99 in this run"


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
def test_no_callout_hides_a_server_that_mattered(vanish, theme):
    wear(theme)
    vanish.window.do("seek 5ms")
    assert vanish.window.stage.scene().callouts
    vanish.window.do("cause #2")
    assert not vanish.window.stage.scene().callouts, "the bar below tells it"


# -- the smallest cause


def test_the_smallest_cause_is_found_opened_and_saved(vanish, tmp_path: Path):
    vanish.window.do("cause #2")
    vanish.button("Shrink the run to what this does not happen without").click()
    assert "of 4 things done are left" in cause(vanish)
    finish(vanish)
    assert "Of 4 things done, 2 are enough" in cause(vanish)
    vanish.button("Open what is left as a story of its own").click()
    assert vanish.experiment.scenario.preset.model.slug == "smallest-stale-read"
    assert len(vanish.experiment.scenario.commands) == 2
    path = tmp_path / "small.yaml"
    vanish.window.do(f'shrink save "{path}"')
    assert presets.load(str(path)).model.slug == "smallest-stale-read"
    vanish.button(CLOSE).click()
    assert cause(vanish) == ""


def test_one_close_ends_the_light_and_the_search(vanish):
    vanish.window.do("cause #2")
    vanish.button("Shrink the run to what this does not happen without").click()
    assert not vanish.button(CLOSE).count(), "there is Cancel"
    finish(vanish)
    vanish.button(CLOSE).click()
    assert (cause(vanish), vanish.experiment.lit) == ("", None)


def test_what_is_shown_next_is_told_though_a_search_about_something_else_is_over(vanish):
    vanish.window.do("shrink #2")
    finish(vanish)
    vanish.window.do("cause read_your_writes")
    assert "X read at B at 5 ms" in cause(vanish)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_stage_keeps_its_room_while_a_cause_is_told(vanish, size):
    vanish.window.resize(*size)
    settle()
    vanish.window.do("seek 5ms")
    settle()
    before = vanish.window.stage.height()
    vanish.window.do("cause #2")
    settle()
    assert vanish.window.stage.height() > before - 12


def test_where_to_save_is_asked_without_holding_anything_up(vanish, tmp_path: Path):
    vanish.window.do("shrink #2")
    finish(vanish)
    vanish.button("Save what is left as a preset file").click()
    dialog = vanish.window.findChild(QFileDialog, "cause-file")
    assert dialog is not None
    path = tmp_path / "asked.yaml"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    assert path.exists()


def test_a_search_can_be_cancelled(vanish):
    vanish.window.do("shrink #2")
    vanish.button("Look for the smallest cause no further").click()
    assert "cancelled" in cause(vanish)
    assert not vanish.experiment.shrinker.busy


def test_a_bar_that_tells_nothing_asks_for_nothing(qtbot):
    bar = CauseBar()
    qtbot.addWidget(bar)
    lines: list[str] = []
    bar.command.connect(lines.append)
    bar._buttons["shrink"].click()
    assert lines == []


def test_the_bar_is_reachable_and_named(vanish):
    vanish.window.do("cause #2")
    for name in ("Shrink the run to what this does not happen without",
                 CLOSE):  # fmt: skip
        button = vanish.button(name)
        assert button.widget().focusPolicy() != 0
        assert name_of(button.node()) == name


# -- the receipt as a picture


def test_the_drawing_of_a_receipt_says_its_lanes_in_words(vanish):
    vanish.window.do("receipt #2")
    said = vanish.window.findChild(object, "receipt-drawing").accessibleName()
    assert said == (
        "A: home, in the write set, has it since 0 ms, its ack came at 0 ms. "
        "B: home, in the read set, has it since 40 ms, was looked at at 5 ms, "
        "its reply came at 5 ms, 35 ms too late. C: home"
    )


def test_what_a_user_is_told_of_a_write_leads_to_its_cause(page):
    page.window.open_scenario(presets.load("5").scenario("none"))
    page.window.do("seek 20ms")
    settle()
    assert page.get_by_role("button", "Show why X is told this").count() == 0
    page.window.do("set w 3")
    page.window.do("cut A - B")
    page.window.do("set timeout 20ms")
    page.window.do('post X "unheard"')
    page.window.do("seek 60ms")
    page.window.do('delete X "unheard"')
    page.window.do("seek 100ms")
    settle()
    screen = next(s for s in framing.frame(page.experiment).screens if s.user == "X")
    assert screen.notice
    page.button("Show why X is told this").click()
    assert page.experiment.lit.subject == f"#{screen.noticed}"
    assert screen.noticed is not None


def test_the_drawing_of_a_receipt_dims_servers_that_had_no_part_in_what_is_lit(vanish):
    vanish.window.do("receipt #2")
    settle()
    drawing = vanish.window.findChild(QWidget, "receipt-drawing")
    lit = drawing.grab().toImage()
    vanish.window.do("cause #2")
    settle()
    assert vanish.experiment.lit.servers == {"A", "B"}
    now = drawing.grab().toImage()
    lane = drawing.height() / (1.7 * 3 + 2.6)
    rows = {
        name: range(round(lane * (2.4 + 1.7 * at)), round(lane * (2.2 + 1.7 * (at + 1))))
        for at, name in enumerate("ABC")
    }
    changed = {
        name: any(lit.pixel(x, y) != now.pixel(x, y) for x in range(30) for y in each)
        for name, each in rows.items()
    }
    assert changed == {"A": False, "B": False, "C": True}
