"""The words of the field in the window: looked for, played live, and opened from what is told."""

import pytest
from page import HandClock, scroll_to, settle
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton

from explorer import glossary_reading
from ui.palette_list import ROW
from ui.term_text import TermText

TERMS = glossary_reading.shipped().terms


class Words:
    """The dialog of words that a page has open."""

    def __init__(self, page):
        self.page, self.dialog = page, page.window.glossary.dialog
        self.list = self.dialog.findChild(QListWidget, "glossary-list")
        self.field = self.dialog.findChild(QLineEdit, "glossary-filter")
        self.example = self.dialog.example

    @property
    def run(self):
        return self.example.run

    def names(self):
        return [self.list.item(i).data(ROW).title for i in range(self.list.count())]

    def told(self, name):
        label = self.dialog.findChild(QLabel, name)
        return label.text() if label.isVisible() else ""

    def press(self, name):
        self.dialog.findChild(QPushButton, name).click()
        settle()

    def play(self, seconds):
        """Time goes on by so much, a quarter of a second at a time."""
        for _ in range(round(seconds * 4)):
            HandClock.passed_ms = 250.0
            self.example.ticking.tick()


@pytest.fixture
def words(ripple):
    ripple.press("G")
    made = Words(ripple)
    yield made
    made.dialog.reject()


def test_g_shows_all_words_and_esc_leaves_the_run_as_it_was(ripple):
    ripple.window.do("seek 20ms")
    ripple.window.do("play")
    ripple.press("G")
    words = Words(ripple)
    assert words.dialog.isVisible()
    assert words.names() == [term.name for term in TERMS]
    assert (words.told("term-name"), words.told("term-means")) == (TERMS[0].name, TERMS[0].means)
    assert not ripple.experiment.playing, "only one run goes on"
    assert words.page.button("10 Quorums, yet time runs backwards").widget().isVisible()
    assert ripple.now_ms == 20
    ripple.press("Escape")
    assert not words.dialog.isVisible()
    assert words.run is None


def test_it_opens_in_the_gallery_too(page):
    page.press("G")
    assert page.window.glossary.dialog.isVisible()
    page.press("Escape")


def test_a_button_of_the_gallery_opens_it(page):
    page.button("Glossary").click()
    assert page.window.glossary.dialog.isVisible()


def test_a_word_is_looked_for_and_walked_to_by_keys(words):
    assert words.field.hasFocus()
    words.page.type("merkle")
    assert words.names()[0] == "hash tree"
    assert words.told("term-name") == "hash tree"
    words.page.press("Ctrl+A")
    words.page.type("quorum")
    first, second = words.names()[:2]
    words.page.press("Down")
    assert words.told("term-name") == second
    words.page.press("Up")
    assert words.told("term-name") == first
    assert words.told("glossary-nothing") == ""


def test_where_nothing_is_found_that_is_said(words):
    words.page.type("xyzzy")
    assert words.names() == []
    assert words.told("glossary-nothing") == "No word here has «xyzzy»."
    assert not words.list.isVisible()
    assert words.told("term-name"), "the last that was found stays"
    words.page.press("Ctrl+A")
    words.page.press("Delete")
    assert len(words.names()) == len(TERMS)


def test_the_example_plays_by_itself_and_says_what_it_has_shown(words):
    words.page.window.do("term stale")
    assert words.told("term-watch").startswith("Watch: X's post has been acknowledged")
    assert (words.run.now_us, words.run.playing) == (30_000, True)
    assert words.told("term-claim-1").startswith("○")
    words.play(5)
    assert 34_000 < words.run.now_us < 36_000
    words.play(6)
    assert (words.run.now_us, words.run.playing) == (40_000, False)
    assert [words.told(f"term-claim-{n}")[:1] for n in (1, 2)] == ["✓", "✓"]
    words.press("term-replay")
    assert (words.run.now_us, words.run.playing) == (30_000, True)
    assert words.told("term-claim-1").startswith("○")


def test_an_expression_is_shown_with_its_value(words):
    words.page.window.do("term expression")
    words.play(3)
    assert words.told("term-asked") == 'servers[?held < acknowledged].name = ["B", "C"]'
    words.play(5)
    assert words.told("term-asked") == 'servers[?held < acknowledged].name = ["C"]'
    words.page.window.do("term stale")
    assert words.told("term-asked") == ""


def test_one_run_at_a_time_and_none_out_of_sight(words, monkeypatch):
    gone = []
    monkeypatch.setattr(words.example, "_let_go", gone.append)
    words.page.window.do("term stale")
    first = words.run
    words.page.window.do("term quorum")
    second = words.run
    assert gone[-1] is first
    assert not first.playing
    words.page.press("Escape")
    assert gone[-1] is second
    assert words.run is None
    assert not second.playing
    assert not words.example.ticking._timer.isActive()
    words.page.window.do("term")
    assert words.run.example is second.example


def test_the_story_is_opened_as_the_example_has_it(words):
    words.page.window.do("term token")
    words.page.window.do("term read repair")
    words.press("term-open")
    page = words.page
    assert not words.dialog.isVisible()
    scenario = page.experiment.scenario
    assert (scenario.preset.model.number, scenario.variant) == (11, "ask-a-b")
    assert (page.now_ms, page.experiment.playing) == (1090, False)


def test_what_the_example_changes_is_changed_there_too(words):
    words.page.window.do("term sibling")
    words.press("term-open")
    assert words.page.experiment.timeline.cluster.settings.conflicts == "siblings"


def test_see_also_leads_on_in_the_same_dialog(words):
    words.page.window.do("term stale")
    words.page.button("unconfirmed").click()
    assert words.told("term-name") == "unconfirmed"
    assert words.dialog.isVisible()


def test_the_stories_that_have_a_word_are_opened(words):
    words.page.window.do("term hint")
    words.page.button("17 Crash and catch up").click()
    assert words.page.experiment.scenario.preset.model.number == 17
    assert not words.dialog.isVisible()


def test_no_such_word_is_told(ripple):
    ripple.window.do("term xyzzy")
    assert ripple.notice() == "no word of the field is called «xyzzy»"
    assert ripple.window.glossary.dialog is None


def test_the_palette_has_every_word(ripple):
    ripple.press("Ctrl+K")
    ripple.type("word anti")
    ripple.press("Return")
    assert Words(ripple).told("term-name") == "anti-entropy"
    ripple.press("Escape")


def step(page, number):
    row = page.window.findChild(TermText, f"step-{number}-said")
    assert row is not None
    return row


def test_a_word_in_the_lesson_is_opened_by_a_click_and_beside_it_the_step(ripple):
    ripple.window.do("seek 20ms")
    text = step(ripple, 1)
    assert [found.term for found in text.terms] == ["N R W", "ack"]
    scroll_to(text)
    word = text.terms[1]
    (box,) = text.boxes(word)[:1]
    ripple.click_at(text.mapToGlobal(box.center().toPoint()))
    assert Words(ripple).told("term-name") == "ack"
    ripple.press("Escape")
    second = step(ripple, 2)
    scroll_to(second)
    ripple.click_at(second.mapToGlobal(QPoint(3, 5)))
    assert ripple.now_ms == 39.99
    assert not Words(ripple).dialog.isVisible()


def test_each_word_is_marked_once_in_a_story(page):
    page.window.do("open 12")
    page.window.do("seek 3800ms")
    texts = [text for text in page.window.findChildren(TermText) if text.isVisible()]
    steps = [text for text in texts if text.objectName().startswith("step")]
    terms = [found.term for text in steps for found in text.terms]
    assert terms
    assert len(terms) == len(set(terms))


def test_tab_goes_from_word_to_word_and_enter_opens_one(ripple):
    ripple.window.do("seek 20ms")
    text = step(ripple, 1)
    row = text.parentWidget()
    row.setFocus()
    QTest.keyClick(row, "\t")
    QTest.keyClick(text, "\t")
    assert text.hasFocus()
    assert "N R W, ack." in text.accessibleDescription()
    ripple.press("Return")
    assert Words(ripple).told("term-name") == "ack"
    ripple.press("Escape")


def test_a_verdict_is_explained(ripple):
    ripple.window.do("show verdicts")
    settle()
    ripple.window.page.flush()
    titles = ripple.window.page.panels["verdicts"].findChildren(TermText)
    words = {text.text(): [found.term for found in text.terms] for text in titles}
    assert words["monotonic reads"] == ["monotonic reads"]
    assert words["read your writes"] == ["read your writes"]
    assert words["linearizable"] == ["linearizable"]


def test_the_takeaway_has_words_too(page):
    page.window.do("open 5")
    page.window.do("seek end")
    page.window.do("seek 180ms")
    settle()
    found = page.window.page.panels["lesson"].findChild(TermText, "takeaway-text").terms
    assert [each.term for each in found] == [
        "user session", "quorum", "sticky session", "token",
    ]  # fmt: skip
