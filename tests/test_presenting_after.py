"""Presenting leaves nothing behind: on the stage, of the window's size, of runs shown no more."""

import pytest
from page import Page, settle
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from explorer import framing
from explorer.presets import load
from ui import dressing, film_screens


@pytest.fixture
def talk(page: Page) -> Page:
    """Did my post vanish?, presented from its title; what is prepared meanwhile waits."""
    page.window.open_scenario(load("5").scenario())
    settle()
    page.press("F5")
    page.window.presenting._idle.stop()
    yield page
    page.window.presenting.end()
    settle()


@pytest.fixture
def let_go(page: Page, monkeypatch) -> list[object]:
    """The runs that the window has let go of."""
    runs: list[object] = []
    monkeypatch.setattr(page.window.housekeeping, "let_go", runs.append)
    return runs


def chapter(page: Page, variant: str) -> int:
    """The number of its card."""
    places = enumerate(page.window.presenting.talk.talk, 1)
    return next(n for n, each in places if (each.kind, each.variant) == ("chapter", variant))


def test_a_server_that_was_dragged_is_back_when_one_goes_to_a_place(talk):
    talk.window.do("beat 7")
    settle()
    stage = talk.window.presenting.page.stage
    before = stage.scene().plan.servers["C"]
    start = stage.mapTo(talk.window, before.toPoint())
    talk.drag(start, start - stage.rect().center() / 4)
    settle()
    assert stage.scene().plan.servers["C"] != before
    talk.window.do("beat 7")
    settle()
    assert stage.scene().plan.servers["C"] == before


def test_a_small_window_is_as_small_again(page):
    page.window.open_scenario(load("5").scenario())
    settle()
    page.window.resize(page.window.minimumSizeHint())
    settle()
    before = page.window.geometry()
    page.press("F5")
    assert page.window.geometry() != before
    page.press("Esc")
    dressing.finish()
    settle()
    assert page.window.geometry() == before


def test_the_runs_of_the_chapters_are_let_go_when_it_is_over_and_the_first_is_kept(talk, let_go):
    window, first = talk.window, talk.window.run
    others = []
    for variant in ("sticky", "wait"):
        window.do("beat 1")
        window.do(f"beat {chapter(talk, variant)}")
        others.append(window.run)
    window.do(f"beat {chapter(talk, 'sticky')}")
    assert (window.run, let_go) == (others[0], [])
    talk.press("Esc")
    assert window.run is first
    assert sorted(map(id, let_go)) == sorted(map(id, others))


def test_what_was_run_beside_to_foresee_is_let_go(talk, let_go):
    talk.window.do(f"beat {chapter(talk, 'sticky')}")
    for _ in range(50):
        talk.window.presenting._get_ready()
    (beside,) = let_go
    assert beside not in talk.window.presenting.talk.runs.values()


def test_the_talk_of_another_story_lets_go_of_the_runs_of_the_one_before(talk, let_go):
    window, first = talk.window, talk.window.run
    window.do(f"beat {chapter(talk, 'sticky')}")
    other = window.run
    window.do("open 2")
    settle()
    assert window.presenting.talk.slug == "ripple"
    assert let_go == [other]
    ripple = window.run
    talk.press("Esc")
    assert window.run is first
    assert let_go == [other, ripple]


@pytest.mark.parametrize(("high", "said"), [(600, None), (80, "and 2 more")])
def test_of_a_screen_that_is_too_low_is_said_how_much_is_left_out(page, monkeypatch, high, said):
    page.window.open_scenario(load("2").scenario())
    screen, told = framing.frame(page.window.experiment, ()).screens[0], []
    monkeypatch.setattr(film_screens, "say", lambda _painter, _row, text, *_: told.append(text))
    picture = QPixmap(400, high)
    with QPainter(picture) as painter:
        film_screens.paint(painter, QRectF(picture.rect()), (screen,), 1)
    assert [text for text in told if text.endswith(" more")] == ([said] if said else [])
