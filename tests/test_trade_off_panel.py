"""The trade-off in the window: asked for, watched, walked, opened, saved, and read from a file."""

from pathlib import Path
from typing import ClassVar

import pytest
from page import Page, settle, wear
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QImage
from PySide6.QtTest import QTest
from sweep_rows import a_row

from explorer import framing, presets
from explorer.experiment import Experiment
from explorer.sweeps import axes, sweeping, work
from explorer.sweeps.kept import Kept
from explorer.sweeps.plan import planned
from ui import sweep_words, theme
from ui.bar_parts import Choice
from ui.heat_map import HeatDrawing, blend, luminance, readable
from ui.tradeoff_panel import TradeOffPanel

STORY = str(Path(__file__).parent / "data" / "race.yaml")
GO, STOP, REST = (
    "Run the story under all these settings",
    "Run no further settings",
    "Run what is left of the sweep",
)


class Sham:
    """A process that does nothing: rows come when the test says so."""

    there: ClassVar[list["Sham"]] = []

    def __init__(self):
        self.jobs, self.news, self.over = [], [], False
        Sham.there.append(self)

    def start(self, _work, jobs):
        self.jobs = list(jobs)

    def take(self, *, wait=False):
        assert not wait
        found, self.news = self.news, []
        return found, self.over

    def stop(self):
        self.over = True


@pytest.fixture
def race(page: Page, monkeypatch) -> Page:
    """A small story whose sweep is done by a sham on one core."""
    Sham.there = []
    monkeypatch.setattr(sweeping, "Worker", Sham)
    monkeypatch.setattr(sweeping, "cpu_count", lambda: 1)
    page.window.open_scenario(presets.load(STORY).scenario())
    page.window.do("show tradeoff")
    settle()
    return page


def panel(page: Page) -> TradeOffPanel:
    widget = page.get_by_test_id("tradeoff").widget()
    assert isinstance(widget, TradeOffPanel)
    return widget


def words(page: Page) -> str:
    return page.get_by_test_id("tradeoff").texts()


def ms_of(settings):
    return 2.0 * settings.get("r", 1) + settings["w"]


def stale_of(settings):
    return max(0, 60 - 20 * settings.get("r", 1) * settings["w"])


def come(page: Page, count: int, **more) -> None:
    """So many of the runs are done, in the order in which they were given."""
    (sham,) = Sham.there[-1:]
    for job in sham.jobs[:count]:
        row = a_row(job.values, seed=job.seed, read_ms=ms_of(job.values),
                    stale=stale_of(job.values), **more)  # fmt: skip
        sham.news.append((job.place, row))
    sham.jobs = sham.jobs[count:]
    sham.over = not sham.jobs
    page.window.showing.working.look()
    settle()


def swept(page: Page, line: str = "sweep r=1..2 w=1..2 seeds 1..7") -> Page:
    page.window.do(line)
    come(page, 1_000)
    return page


def stops(page: Page):
    return panel(page).canvas.things()


def click(page: Page, index: int) -> None:
    canvas = panel(page).canvas
    page.click_at(canvas.mapTo(page.window, stops(page)[index].rect.center().toPoint()))
    settle()


# -- before and while it goes on


def test_before_anything_is_run_it_says_what_would_be_and_offers_to_begin(race):
    assert "Sweep runs this story under every R and W, with twenty seeds each" in words(race)
    assert not panel(race).canvas.isVisible()
    assert race.button(GO).text() == "Sweep"
    race.button(GO).click()
    assert panel(race).canvas.isVisible()
    assert "0 of 180 runs" in words(race)
    assert race.experiment.sweeping.kept.plan.seeds == range(1, 21)


def test_where_n_is_1_it_says_so_and_other_settings_can_be_written(page):
    page.window.open_scenario(presets.load("1").scenario())
    page.window.do("show tradeoff")
    settle()
    assert "R and W can only be 1 here, as N is." in words(page)
    page.button(GO).click()
    assert page.notice().startswith("R and W are 1 here, as N is: say what to vary")


def test_what_is_written_into_the_field_is_varied(race):
    field = race.get_by_test_id("tradeoff-varied")
    field.fill("read_repair=off,async w=1..3 seeds 4..6")
    field.press("Return")
    plan = race.experiment.sweeping.kept.plan
    assert [axis.setting for axis in plan.axes] == ["read_repair", "w"]
    assert (len(plan), plan.seeds) == (18, range(4, 7))
    field.widget().clear()
    come(race, 18)
    field.fill("r=9")
    field.press("Return")
    assert "R is 1 to N = 3, not 9" in race.notice()


def test_it_says_how_far_it_is_and_how_long_it_will_take(race):
    seconds = [100.0]
    panel(race)._clock_s = lambda: seconds[0]
    race.window.do("sweep r=1..2 w=1..2 seeds 1..10")
    assert "0 of 40 runs" in words(race)
    seconds[0] = 101.0
    come(race, 4)
    assert "4 of 40 runs" in words(race)
    assert "left" not in words(race)
    seconds[0] = 110.0
    come(race, 6)
    assert "10 of 40 runs, about 30 s left" in words(race)
    bar = panel(race)._bar
    assert (bar.value(), bar.maximum()) == (10, 40)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 s"), (30, "30 s"), (89, "89 s"), (90, "2 min"), (600, "10 min"), (7200, "2 h")],
)
def test_how_long_it_takes_is_told_no_finer_than_it_is_known(seconds, said):
    assert sweep_words.time_left(seconds) == said


def test_who_cancels_keeps_what_is_done_and_can_go_on(race):
    race.window.do("sweep r=1..2 w=1..2 seeds 1..3")
    come(race, 5)
    assert race.button(GO).count() == 0
    race.button(STOP).click()
    assert "5 of 12 runs are done, and kept." in words(race)
    assert len(stops(race)) == 4
    race.button(REST).click()
    assert len(Sham.there[-1].jobs) == 7
    come(race, 7)
    assert "12 runs. A click on a point opens its run." in words(race)
    assert race.button(GO).state().disabled
    assert race.experiment.sweeping.kept.missing == []


def test_a_process_that_dies_is_told_and_its_rows_stay(race):
    race.window.do("sweep r=1..2 w=1 seeds 1..3")
    come(race, 2)
    Sham.there[-1].over = True
    race.window.showing.working.look()
    settle()
    assert "has died after 2 of 6 runs." in words(race)
    assert race.button(REST).text() == "Go on"


# -- the map


def test_each_setting_is_a_point_where_its_figures_are_and_the_frontier_is_told(race):
    swept(race)
    drawn = panel(race).canvas._drawing
    found = {p.name: p for p in drawn.found.points}
    assert {name for name, p in found.items() if p.best} == {"R 1 W 1", "R 1 W 2", "R 2 W 2"}
    places = {name: drawn.place(point) for name, point in found.items()}
    assert places["R 1 W 1"].x() < places["R 1 W 2"].x() < places["R 2 W 1"].x()
    assert places["R 1 W 1"].y() < places["R 1 W 2"].y() == places["R 2 W 1"].y()
    sentences = [stop.sentence for stop in stops(race)]
    assert sentences[0].startswith("R 1 W 1, as in the run that is shown: latency 5 ms")
    assert "; nothing else is as fast and as fresh; 7 runs" in sentences[0]
    assert "something else is better in one and not worse in the other" in sentences[2]
    assert "(5 to 5)" in sentences[0]
    assert "95 % intervals" in words(race)


def test_what_has_no_point_is_named(race):
    race.window.do("sweep r=1..2 w=1 seeds 1..2")
    Sham.there[-1].jobs = Sham.there[-1].jobs[:1]
    come(race, 1, write_ms=None)
    assert "Nothing to draw yet" not in words(race)
    race.window.do("sweep r=1..2 w=1 seeds 1..2")
    come(race, 3)
    assert "for in some run no read or no write was answered: R 1 W 1." in words(race)


def test_a_click_opens_the_run_with_these_settings_and_the_first_seed(race):
    swept(race, "sweep r=1..2 w=1..2 seeds 3..9")
    kept = race.experiment.sweeping
    at = next(i for i, stop in enumerate(stops(race)) if stop.settings == (("r", 2), ("w", 1)))
    click(race, at)
    run = race.experiment
    settings = run.timeline.cluster.settings
    assert (settings.r, settings.w, run.seed, run.scenario.variant) == (2, 1, 3, "open")
    assert run.sweeping is kept
    assert race.window.page.front == "tradeoff"
    assert race.notice() == "The run of the sweep with r=2, w=1 and seed 3."
    assert stops(race)[at].sentence.startswith("R 2 W 1, as in the run that is shown")


def test_the_run_that_is_opened_is_the_very_run_of_the_row(race):
    plan = planned(STORY, None, *asked("r=1..2", "w=1..2"), range(3, 5))
    found = Kept(plan)
    for place in (0, 4):
        found.add(place, work.row(plan.job(place)))
    race.experiment.sweeping.take(found)
    race.window.do("sweep run r=2 w=1")
    run = race.experiment
    run.timeline.run_until(run.scenario.until_us)
    assert run.digest() == found.rows[1]["digest"]


def asked(*texts):
    return (axes.read(texts)[0],)


def test_a_sweep_goes_on_while_one_of_its_runs_is_opened_and_ends_with_its_story(race):
    race.window.do("sweep r=1..2 w=1..2 seeds 1..3")
    come(race, 6)
    race.window.do("sweep run r=2 w=2")
    going_on = race.experiment.sweeping
    assert going_on.busy
    come(race, 3)
    assert len(going_on.kept) == 9
    race.window.open_scenario(presets.load("2").scenario())
    assert going_on.state == "cancelled"
    assert race.experiment.sweeping.kept is None


def test_what_is_no_run_of_the_sweep_is_refused(race):
    race.window.do("sweep run r=1")
    assert race.notice() == "there is no sweep yet: sweep"
    swept(race)
    race.window.do("sweep run r=1")
    assert race.notice().endswith("say all, as sweep run r=1 w=1")


def test_a_story_with_other_settings_says_so_and_asks_for_no_belief(page):
    page.window.open_scenario(presets.load("2").scenario())
    page.window.show_run(asking_run("2", "r=2", "w=2"))
    page.experiment.seek(160_000)
    page.window.refresh()
    settle()
    story = page.get_by_test_id("lesson").texts()
    assert "With r=2, w=2 what the story says need not hold." in story
    states = [step.state for step in framing.frame(page.experiment).lesson.steps]
    assert "off" in states


def asking_run(story, *settings):
    return Experiment(presets.load(story, settings).scenario())


# -- by keys, and for screen readers


def test_arrows_walk_the_points_and_enter_opens_one(race):
    swept(race)
    canvas = panel(race).canvas
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert canvas.cursor_index() == 0
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(canvas, key)
    assert canvas.cursor_index() == 1
    told = stops(race)[1].sentence
    assert canvas.accessibleDescription() == f"2 of 4: {told}. Enter: open it"
    assert told in words(race)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    settle()
    settings = race.experiment.timeline.cluster.settings
    assert (("r", settings.r), ("w", settings.w)) == stops(race)[1].settings
    heard = QAccessible.queryAccessibleInterface(panel(race).canvas)
    assert heard.childCount() == 4
    assert heard.child(1).text(QAccessible.Text.Name) == stops(race)[1].sentence


def test_arrows_walk_a_heat_map_by_rows_and_columns(race):
    swept(race, "sweep r=1..2 w=1..3 seeds 1..2")
    race.window.do("sweep heat r w")
    settle()
    canvas = panel(race).canvas
    canvas.setFocus()
    for key, at in ((Qt.Key.Key_Down, 3), (Qt.Key.Key_Right, 4), (Qt.Key.Key_Up, 1)):
        QTest.keyClick(canvas, key)
        assert canvas.cursor_index() == at
    assert stops(race)[1].settings == (("r", 1), ("w", 2))
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.cursor_index() == 1


def test_what_is_pointed_at_is_told(race):
    swept(race)
    canvas = panel(race).canvas
    spot = stops(race)[3].rect.center().toPoint()
    QTest.mouseMove(canvas, spot)
    assert stops(race)[3].sentence in words(race)
    assert canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(canvas, QPoint(2, 2))
    assert stops(race)[3].sentence not in words(race)
    assert "● nothing else is as fast and as fresh" in words(race)


def test_a_key_leads_to_it(page):
    page.window.open_scenario(presets.load("2").scenario())
    page.window.page.stage.setFocus()
    page.press("M")
    settle()
    assert page.window.page.front == "tradeoff"


# -- heat maps


def choice(page: Page, name: str) -> Choice:
    widget = page.get_by_test_id(f"tradeoff-{name}").widget()
    assert isinstance(widget, Choice)
    return widget


def pick(page: Page, name: str, value: str) -> None:
    box = choice(page, name)
    box.activated.emit(box.findData(value))
    settle()


def test_any_two_settings_can_be_drawn_and_the_others_are_held(race):
    swept(race, "sweep r=1..2 w=1..3 read_repair=off,async seeds 1..2")
    race.get_by_test_id("tradeoff-heat").click()
    settle()
    drawn = panel(race).canvas._drawing
    assert isinstance(drawn, HeatDrawing)
    assert (drawn.found.down, drawn.found.across) == ("r", "w")
    pick(race, "down", "read_repair")
    found = panel(race).canvas._drawing.found
    assert (found.down, found.across, found.held) == ("read_repair", "w", (("r", 1),))
    pick(race, "at-r", "2")
    pick(race, "measure", "read")
    pick(race, "across", "r")
    found = panel(race).canvas._drawing.found
    assert (found.down, found.across, found.measure) == ("read_repair", "r", "read")
    assert found.held == (("w", 1),)
    race.get_by_test_id("tradeoff-map").click()
    settle()
    assert panel(race).canvas._drawing.columns == 1


def test_down_and_across_change_places(race):
    swept(race)
    race.window.do("sweep heat r w of latency")
    settle()
    pick(race, "down", "w")
    found = panel(race).canvas._drawing.found
    assert (found.down, found.across, found.measure) == ("w", "r", "latency")


def test_a_cell_opens_its_run(race):
    swept(race)
    race.window.do("sweep heat w r")
    settle()
    click(race, 1)
    settings = race.experiment.timeline.cluster.settings
    assert (settings.r, settings.w) == (2, 1)
    assert isinstance(panel(race).canvas._drawing, HeatDrawing)


@pytest.mark.parametrize("name", ["dark", "light", "projector"])
def test_a_figure_can_be_read_on_every_shade(name):
    with theme.lent(name):
        now = theme.current()
        for part in range(11):
            ground = blend(now.color("raised"), now.color("accent"), 0.085 * part)
            high, low = sorted((luminance(readable(ground)), luminance(ground)), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5


def test_half_way_between_two_colours():
    assert blend(QColor("#000000"), QColor("#204060"), 0.5).name() == "#102030"


# -- files


def test_a_sweep_is_saved_and_opened_again(race, tmp_path):
    race.window.do("sweep save")
    assert race.notice() == "there is nothing to save: no run of a sweep is done"
    race.window.do("sweep r=1..2 w=1..2 seeds 1..3")
    come(race, 5)
    race.window.do("sweep off")
    for name in ("rows.csv", "rows.jsonl", "map.png"):
        race.window.do(f'sweep save "{tmp_path / name}"')
        assert race.notice() == f"The sweep is in {tmp_path / name}."
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == 6
    assert QImage(str(tmp_path / "map.png")).width() == 2400
    race.window.do("sweep heat r w")
    race.window.do(f'sweep save "{tmp_path / "heat.png"}"')
    assert QImage(str(tmp_path / "heat.png")) != QImage(str(tmp_path / "map.png"))
    race.window.do('sweep save "rows.txt"')
    assert race.notice() == "the name of the file ends in .csv, .jsonl, .png"
    race.window.open_scenario(presets.load("5").scenario())
    race.window.do(f'open "{tmp_path / "rows.jsonl"}"')
    settle()
    assert race.window.page.front == "tradeoff"
    assert race.experiment.scenario.preset.model.slug == "race"
    assert "5 of 12 runs are done, and kept." in words(race)
    race.window.do(f'open "{tmp_path / "none.jsonl"}"')
    assert "there is no such file" in race.notice()


def test_a_file_is_asked_for_where_none_is_named(race):
    swept(race)
    race.get_by_test_id("tradeoff-save").click()
    dialog = race.get_by_test_id("sweep-dialog")
    assert dialog.count() == 1
    dialog.widget().reject()


# -- how it looks


@pytest.mark.parametrize("name", ["dark", "light", "projector"])
@pytest.mark.parametrize("line", ["sweep map", "sweep heat r w"])
def test_nothing_is_cut_off_in_a_small_window(race, name, line):
    swept(race, "sweep r=1..3 w=1..3 seeds 1..2")
    wear(name)
    race.window.resize(1280, 720)
    race.window.do(line)
    settle()
    shown = panel(race)
    canvas = shown.canvas
    whole = QRectF(canvas.rect())
    assert all(whole.contains(stop.rect.center()) for stop in canvas.things())
    for button in (shown._go, shown._save, *shown._tabs.values()):
        room = QFontMetrics(button.font()).horizontalAdvance(button.text())
        assert button.width() >= room
        assert shown.rect().contains(button.geometry())


def test_a_point_is_drawn_where_it_is_said_to_be(race):
    swept(race)
    canvas = panel(race).canvas
    image = canvas.grab().toImage()
    sharp = image.devicePixelRatio()
    best = next(stop for stop in canvas.things() if stop.settings == (("r", 2), ("w", 2)))
    spot = (best.rect.center() + QPointF(2, 2)) * sharp
    assert image.pixelColor(spot.toPoint()) == theme.current().color("accent")
