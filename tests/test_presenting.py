"""Presenting in the window: by a clicker's keys, on one screen and on two, and back again."""

import pytest
from page import Page, settle
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QWidget

from explorer import framing, script
from explorer.experiment import Experiment
from explorer.presets import load
from ui import film_screens, presenting, theme
from ui.keys import CLICKER
from ui.notice import SHOWN_MS
from ui.presenter import Presenter
from ui.presenting import LAST_ROW_PT, letters
from ui.stage_scene import Letters


@pytest.fixture
def talk(page: Page) -> Page:
    """Did my post vanish?, presented from its title."""
    page.window.open_scenario(load("5").scenario())
    settle()
    page.press("F5")
    yield page
    page.window.presenting.end()
    settle()


def where(page: Page) -> tuple[int, str]:
    presenting = page.window.presenting
    return presenting.talk.at, presenting.talk.state(page.window.run)


def told(page: Page, name: str) -> str:
    """What a part of the audience's page says."""
    part = page.window.presenting.page.findChild(QWidget, f"present-{name}")
    return part.accessibleName() if part.isVisible() else ""


def go_on(page: Page) -> None:
    page.press("PgDown")
    while page.window.run.playing:
        page.play_for(10_000)


def test_f5_shows_the_title_on_the_whole_screen_in_letters_for_the_last_row(talk):
    assert talk.window.isFullScreen()
    assert talk.window.geometry() == talk.window.screen().geometry()
    assert (theme.current().name, theme.current().font_pt) == ("projector", LAST_ROW_PT)
    assert "Did my post vanish?" in told(talk, "card")
    assert talk.window.bar.isVisible() is False


def test_a_clicker_walks_to_the_end_and_back(talk):
    last = len(talk.window.presenting.talk.talk) - 1
    for at in range(1, last + 1):
        go_on(talk)
        assert where(talk) == (at, "here")
    assert told(talk, "card").startswith("What to take away")
    talk.press("PgUp")
    assert where(talk) == (last - 1, "here")
    assert told(talk, "card") == ""
    assert told(talk, "sentence").startswith("A is down, but B has the copy now")


def test_what_is_not_the_story_is_said_and_the_clicker_leads_back(talk):
    talk.window.do("beat 7")
    said = told(talk, "sentence")
    talk.window.do("crash A")
    assert told(talk, "sentence") == "What if? crash A at 5 ms"
    talk.press("PgDown")
    assert where(talk) == (6, "here")
    assert told(talk, "sentence") == said


OPENS = ("menu server A", "keys", "settings", "palette", "compare", "variant wait", "seek 100ms",
         "open 9", "select server A")  # fmt: skip


@pytest.mark.parametrize("line", OPENS)
def test_a_clicker_leads_on_over_whatever_is_open(talk, line):
    talk.window.do("beat 7")
    talk.window.do(line)
    settle()
    talk.press("PgUp")
    at, state = where(talk)
    assert state == "here"
    assert at in (5, 6) or line == "open 9"
    over = (QApplication.activePopupWidget(), QApplication.activeModalWidget())
    assert over == (None, None)
    assert not talk.window.commands.isVisible()
    assert talk.window.shown_page is talk.window.presenting.page


def test_an_audience_is_asked_votes_and_is_told_what_the_run_has_shown(talk):
    for _ in range(3):
        go_on(talk)
    asked = "X refreshes 5 ms after posting, and the refresh is meant for B."
    assert told(talk, "question").startswith(asked)
    assert "A  yes, at once B  no C  only after a wait" in told(talk, "question")
    talk.press("1")
    assert "A  yes, at once  \u2039 your answer" in told(talk, "question")
    go_on(talk)
    said = told(talk, "question")
    assert "\N{BALLOT X} A  yes, at once  \u2039 your answer \N{CHECK MARK} B  no" in said
    go_on(talk)
    assert told(talk, "question") == ""
    assert told(talk, "sentence").startswith("X refreshes 5 ms later.")


def test_the_chart_of_a_crowd_stands_beside_the_stage_where_something_is_asked_or_told(page):
    page.window.open_scenario(load("24").scenario())
    page.window.do("present")
    audience = page.window.presenting.page
    for beat, asked in ((5, True), (8, True), (7, False)):
        page.window.do(f"beat {beat}")
        page.window.arrive()
        settle()
        audience.flush()
        assert (told(page, "question") != "") is asked
        assert (told(page, "sentence") != "") is not asked
        chart, stage = audience.charts.geometry(), audience.stage.geometry()
        assert audience.charts.isVisible()
        assert audience.charts.drawn.now_us == page.window.run.now_us
        assert chart.left() > stage.right() if asked else chart.top() > stage.bottom()
    page.window.presenting.end()
    settle()


def test_b_and_the_full_stop_make_it_dark_and_a_place_light_again(talk):
    blank = talk.window.presenting.page.findChild(QWidget, "present-blank")
    talk.press("B")
    assert blank.isVisible()
    talk.press(".")
    assert not blank.isVisible()
    talk.press(".")
    talk.press("PgDown")
    assert not blank.isVisible()


def test_letters_that_are_written_are_not_the_clickers(talk):
    talk.window.do("palette")
    settle()
    talk.type("b.")
    blank = talk.window.presenting.page.findChild(QWidget, "present-blank")
    assert not blank.isVisible()
    assert talk.window.commands.isVisible()


def test_esc_leads_back_to_where_one_was(page):
    page.window.open_scenario(load("5").scenario("sticky"))
    page.window.do("seek 50ms")
    page.window.do("crash C")
    page.window.do("select server B")
    size, run = page.window.size(), page.window.experiment
    branch, now_us = run.timeline.branch, run.now_us
    run.pause()
    page.press("F5")
    assert run.selected == ""
    page.press("PgDown")
    page.window.do("beat 1")
    settle()
    assert page.window.experiment is not run
    page.press("Esc")
    assert not page.window.presenting.on
    assert not page.window.isFullScreen()
    assert (page.window.size(), theme.current().name) == (size, "dark")
    assert page.window.shown_page is page.window.page
    assert page.window.experiment is run
    assert (run.timeline.branch, run.now_us) == (branch, now_us)
    assert run.selected == "server B"


def test_speed_what_was_undone_and_the_place_within_a_microsecond_come_back(page):
    page.window.open_scenario(load("5").scenario())
    run = page.window.experiment
    page.window.do("seek 5ms")
    page.window.do("crash C")
    page.window.do("undo")
    page.window.do("speed 0.25")
    timeline = run.timeline
    run.seek(4_000)
    timeline.stand_before(run.asking.questions[0].command, 5_000)
    assert timeline.cluster.next_us() == timeline.now_us
    before = timeline.branch, timeline.now_us, timeline.place, run.speed, tuple(timeline.aside)
    assert before[-1] != ()
    page.press("F5")
    page.window.do("beat 7")
    page.window.do("crash A")
    page.press("Esc")
    after = timeline.branch, timeline.now_us, timeline.place, run.speed, tuple(timeline.aside)
    assert after == before


def test_what_was_lit_is_lit_again(page):
    page.window.open_scenario(load("5").scenario())
    run = page.window.experiment
    page.window.do("seek 120ms")
    page.window.do("cause #2")
    settle()
    lit, place = run.lit, run.timeline.place
    assert lit is not None
    page.press("F5")
    page.window.do("beat 7")
    assert run.lit is None
    page.press("Esc")
    assert (run.lit, run.timeline.place) == (lit, place)


def test_a_question_that_was_open_is_open_again_when_one_comes_back(page):
    page.window.open_scenario(load("5").scenario())
    run = page.window.experiment
    run.begin(lambda: run.asking_again(0), 1_000)
    assert run.asking.open == 0
    page.press("F5")
    assert where(page) == (3, "here")
    assert told(page, "sentence") == ""
    assert told(page, "question") != ""
    go_on(page)
    go_on(page)
    page.press("Esc")
    assert (page.window.experiment, run.asking.open, run.playing) == (run, 0, False)


def test_a_goal_rests_before_an_audience_and_goes_on_after(page):
    page.window.open_scenario(load("5").scenario("sticky"))
    run = page.window.experiment
    page.window.do("goal")
    settle()
    settings = script.parse("set n 2")[1]
    assert "the goal allows only" in run.forbids(settings)
    page.press("F5")
    assert run.forbids(settings) is None
    chapter = next(at for at, place in enumerate(page.window.presenting.talk.talk)
                   if place.kind == "question" and place.variant == "sticky")  # fmt: skip
    page.window.do(f"beat {chapter}")
    while where(page)[0] < chapter:
        go_on(page)
    assert run.asking.open is not None
    page.press("Esc")
    assert "the goal allows only" in run.forbids(settings)


@pytest.mark.parametrize("line", ["goal", "goal way"])
def test_a_goal_is_not_begun_before_an_audience(talk, line):
    talk.window.do("beat 7")
    run, at = talk.window.run, where(talk)
    talk.window.do(line)
    settle()
    assert talk.notice() == "goal: that is not shown to an audience; Esc leads back to it"
    assert (talk.window.run, where(talk), run.trying.begun) == (run, at, False)


def test_a_menu_on_the_audiences_stage_offers_what_can_be_done(talk):
    for _ in range(3):
        go_on(talk)
    talk.window.do("menu server A")
    settle()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "crash A" in [action.toolTip() for action in menu.actions()] or menu.actions()
    menu.close()


def test_nothing_is_smaller_than_the_letters_of_the_last_row(talk):
    go_on(talk)
    go_on(talk)
    assert theme.font(scale=0.5).pointSizeF() == LAST_ROW_PT
    letters = Letters()
    stage = [font.pointSizeF() for font in (letters.small, letters.strong, letters.title)]
    assert stage == [LAST_ROW_PT] * 3


def test_a_larger_screen_has_larger_letters():
    sizes = QSize(1024, 768), QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160)
    assert [round(letters(size), 1) for size in sizes] == [18.0, 18.0, 25.3, 50.6]


def test_the_pointer_goes_when_it_rests_and_comes_when_it_moves(talk):
    clicker = talk.window.presenting._clicker
    clicker._hide_pointer()
    hidden = QGuiApplication.overrideCursor()
    if hidden is not None:
        assert hidden.shape() == Qt.CursorShape.BlankCursor
    clicker._show_pointer()
    assert QGuiApplication.overrideCursor() is None


def test_a_theme_that_is_lent_is_not_preferred(talk):
    talk.window.do("theme light")
    settle()
    assert (theme.current().name, theme.current().audience) == ("light", True)
    talk.press("Esc")
    assert (theme.current().name, theme.current().audience) == ("dark", False)


def test_beats_are_gone_to_only_while_a_story_is_presented(page):
    page.window.open_scenario(load("5").scenario())
    page.window.do("beat next")
    assert page.notice() == "first present the story (F5)"


def test_a_digit_where_nothing_is_asked_is_let_pass(talk):
    talk.press("1")
    assert talk.notice() == ""
    talk.window.do("answer 1")
    assert talk.notice() == "nothing is asked now"


def test_an_audience_is_shown_only_what_answers_who_speaks_and_not_for_long(talk):
    notice = talk.window.notice
    notice.tell("saved")
    assert talk.notice() == ""
    talk.window.do("beat 99")
    assert talk.notice() == "there are the places 1 to 48"
    assert notice._timer.interval() < SHOWN_MS
    talk.press("Esc")
    assert talk.notice() == ""
    notice.tell("saved")
    assert talk.notice() == "saved"


def test_what_is_asked_and_what_came_of_it_are_told_apart(talk, qtbot):
    own = Presenter()
    qtbot.addWidget(own)
    talk_of = talk.window.presenting.talk
    own.show_talk(talk_of.view(talk.window.run), (), blank=False)
    places = own.findChild(QListWidget, "presenter-places")
    lines = [places.item(row).text().strip().split("  ", 1)[1] for row in range(places.count())]
    for kind, said in (("question", "Asked: "), ("reveal", "Answer: "), ("beat", "")):
        told = [(line, place) for line, place in zip(lines, talk_of.talk, strict=True)
                if place.kind == kind]  # fmt: skip
        assert told
        assert all(line == f"{said}{place.text}" for line, place in told)


def test_a_notice_covers_nothing_of_the_audiences_stage(talk):
    talk.window.do("beat 7")
    talk.window.do("beat 99")
    page, notice = talk.window.presenting.page, talk.window.notice
    assert notice.isVisible()
    for part in (page.stage, page.screens, page.sentence):
        assert not notice.geometry().intersects(part.geometry()), part.objectName()
    assert notice.geometry().intersects(page.time.geometry())


def test_an_audience_is_shown_what_answers_a_line_late(talk):
    talk.window.do("beat 7")
    talk.window.run.waiting.append("answer 1")
    talk.window.doing.catch_up()
    assert talk.notice() == "nothing is asked now"
    talk.window.notice.take_away()
    talk.window.do('play until "now_us > `20000`"')
    while talk.window.run.playing:
        talk.play_for(10_000)
    assert "now_us > `20000`" in talk.notice()


def test_what_was_told_before_is_not_shown_to_an_audience(page):
    page.window.open_scenario(load("5").scenario())
    page.window.do("beat next")
    assert page.notice() != ""
    page.press("F5")
    assert page.notice() == ""


def test_in_the_gallery_f5_says_that_first_a_story_is_opened(page):
    for _ in range(2):  # also when one was left behind it
        page.press("F5")
        assert not page.window.presenting.on
        assert page.notice() == "first open a story: then it can be presented"
        page.window.open_scenario(load("5").scenario())
        page.window.do("gallery")
        page.window.notice.hide()


def test_what_was_presented_from_the_gallery_leads_back_to_it(page):
    page.window.open_scenario(load("5").scenario())
    page.window.do("gallery")
    page.window.do("present")
    settle()
    assert page.window.presenting.on
    page.press("Esc")
    assert page.window.shown_page is page.window.gallery


def test_the_gallery_ends_it(talk):
    talk.window.do("gallery")
    settle()
    assert not talk.window.presenting.on
    assert theme.current().name == "dark"


def test_the_keys_dialog_has_a_clickers_keys(page):
    page.window.do("keys")
    settle()
    said = page.get_by_role("dialog", "Keys").texts()
    assert all(key.text in said for key in CLICKER)


# -- the presenter's own window


@pytest.fixture
def two(page: Page, monkeypatch):
    """The same, with a window of the presenter's own: off screen there is but one screen."""
    screen = page.window.screen()
    monkeypatch.setattr(presenting, "_screens", lambda here: (screen, here))
    page.window.open_scenario(load("5").scenario())
    settle()
    page.window.do("present")
    settle()
    yield page
    page.window.presenting.end()
    settle()


def own(page: Page, name: str) -> QWidget:
    return page.window.presenting.own.findChild(QWidget, f"presenter-{name}")


def test_who_speaks_sees_what_is_said_what_comes_next_and_what_was_so(two):
    two.window.do("beat 6")
    settle()
    assert own(two, "where").text() == "6 of 48"
    assert own(two, "now").text() == "X refreshes 5 ms later. The refresh is meant for B."
    assert own(two, "coming").text().startswith("B has no copy yet.")
    assert "✓ copies of X's post at 0 ms: 1" in own(two, "notes").text()
    two.window.do("crash A")
    assert own(two, "state").text() == "Shown is: crash A at 5 ms. PageDown leads back here."


def test_who_speaks_is_told_of_another_seed_than_the_storys(two):
    two.window.do("present off")
    two.window.show_run(Experiment(load("5").scenario(), 8))
    two.window.do("present")
    settle()
    assert own(two, "where").text() == "1 of 48, seed 8"


def test_who_speaks_is_told_what_the_audience_is_not(two):
    two.window.do("beat 99")
    assert own(two, "told").text() == "there are the places 1 to 48"
    assert two.notice() == ""


def test_who_speaks_knows_which_answer_is_right_before_it_is_told(two):
    two.window.do("beat 4")
    for _ in range(50):
        two.window.presenting._get_ready()
    settle()
    notes = own(two, "notes").text()
    assert "✗ A  yes, at once" in notes
    assert "✓ B  no" in notes


def test_a_click_in_the_list_leads_to_that_place_at_once(two):
    places = own(two, "places")
    places.itemClicked.emit(places.item(10))
    settle()
    assert where(two) == (10, "here")
    assert places.currentRow() == 10


def test_leaving_takes_the_presenters_window_away(two):
    window = two.window.presenting.own
    own(two, "leave").click()
    assert two.window.presenting.own is None
    assert not window.isVisible()


@pytest.mark.parametrize(("most", "said"), [(1, "and 2 more screens"), (2, "and 1 more screen")])
def test_one_screen_that_is_left_out_is_one_screen(page, monkeypatch, most, said):
    page.window.open_scenario(load("2").scenario())
    screens = framing.frame(page.window.experiment, ()).screens
    told = []
    monkeypatch.setattr(film_screens, "say", lambda _painter, _row, text, *_: told.append(text))
    picture = QPixmap(400, 600)
    with QPainter(picture) as painter:
        film_screens.paint(painter, QRectF(picture.rect()), screens[:3], most)
    assert told[-1] == said
