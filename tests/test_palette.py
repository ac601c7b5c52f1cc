"""The command palette, used by the keyboard alone."""

import pytest
from page import STORED, Page
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget

from ui import palette_entries
from ui.palette_list import ROW


@pytest.fixture
def vanish(page):
    page.window.do("open 5")
    page.window.do("seek 20ms")
    return page


class Hands:
    """The palette of a page: what it shows, and keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.press("Ctrl+K")
        palette = page.window.commands
        assert palette.isVisible()
        self.palette = palette
        self.field = palette.findChild(QLineEdit, "palette-field")
        self.list = palette.findChild(QListWidget, "palette-list")
        assert self.field.hasFocus()

    def write(self, text: str) -> "Hands":
        self.page.type(text)
        return self

    def press(self, *keys: str) -> "Hands":
        for key in keys:
            self.page.press(key)
        return self

    def titles(self) -> list[str]:
        return [self.list.item(i).text() for i in range(self.list.count())]

    def told(self, name: str) -> str:
        label = self.palette.findChild(QLabel, f"palette-{name}")
        return label.text() if label.isVisible() else ""


def test_words_that_begin_as_a_verb_does_and_are_no_line_are_looked_for(vanish):
    hands = Hands(vanish).write("cut the link")
    assert hands.titles()[:3] == ["Cut the link A - B", "Cut the link A - C", "Cut the link B - C"]
    hands.press("Return")
    assert vanish.experiment.timeline.cluster.network.blocked


def test_what_may_follow_is_offered_once(vanish):
    titles = Hands(vanish).write("theme ").titles()
    assert titles == ["dark", "light", "projector", "next"]


def test_a_few_words_and_enter_crash_a_server(vanish):
    hands = Hands(vanish).write("b process dies")
    assert hands.titles() == ["Crash B"]
    hands.press("Return")
    assert not hands.palette.isVisible()
    states = {r.name: r.up for r in vanish.experiment.timeline.cluster.replicas.values()}
    assert states == {"A": True, "B": False, "C": True}


def test_a_kind_of_message_is_hidden_and_shown_again(vanish):
    hands = Hands(vanish).write("all acks")
    assert hands.titles() == ["Hide all acks"]
    hands.press("Return")
    assert vanish.experiment.hides() == ("ack",)
    hands = Hands(vanish).write("acks")
    assert hands.titles()[0] == "Show the acks again"
    vanish.window.do("hide")
    assert hands.titles()[0] == "Hide all acks"


def test_what_is_impossible_is_there_with_the_engines_reason_and_is_not_done(vanish):
    hands = Hands(vanish).write("a restart")
    row = hands.list.item(0).data(ROW)
    assert (row.title, row.reason) == ("Restart A", "A is up")
    assert "A is up" in row.spoken
    hands.press("Return")
    assert hands.palette.isVisible()
    assert hands.told("error") == "Not now: A is up"
    assert not vanish.experiment.timeline.branch.given


def test_a_word_that_can_only_be_one_need_not_be_written_out(vanish):
    hands = Hands(vanish).write("crash b").press("Return")
    assert not hands.palette.isVisible()
    assert not vanish.experiment.timeline.cluster.replicas["B"].up
    hands = Hands(vanish).write("crash b")
    assert hands.list.item(0).data(ROW).reason == "B is down already"
    hands.press("Return")
    assert hands.told("error") == "crash B cannot be done now: B is down already"


def test_a_story_and_its_variant_are_found_and_play(page):
    Hands(page).write("vanish sticky").press("Return")
    scenario = page.experiment.scenario
    assert (scenario.preset.model.number, scenario.variant) == (5, "sticky")
    assert page.experiment.playing


def test_every_verb_every_story_and_every_variant_is_there(vanish):
    found = palette_entries.entries(STORED, vanish.window.commands._frame)
    lines = {line for entry in found for line in entry.lines}
    begun = {entry.begins.strip() for entry in found}
    from explorer.verbs import VERBS

    firsts = {line.split()[0] for line in lines}
    assert set(VERBS) - begun - firsts == set()
    for story in STORED:
        assert f"open {story.model.slug}" in lines
        assert all(f"variant {name}" in lines for name in story.variants)


def test_a_word_that_is_whole_is_told_of(vanish):
    hands = Hands(vanish).write("open 2")
    assert "Enter does it: 2: Ripple." in hands.told("usage")


def test_a_verb_that_takes_more_puts_itself_into_the_field_and_names_are_completed(vanish):
    hands = Hands(vanish).write("nothing passes links cut isolate").press("Return")
    assert hands.field.text() == "cut "
    assert "cut A | B C" in hands.told("usage")
    assert "Here comes a server." in hands.told("usage")
    assert hands.titles()[:3] == ["A", "B", "C"]
    hands.press("Tab").write("- ").press("Down", "Down", "Return")
    assert hands.field.text() == "cut A - B "
    hands.press("Return")
    assert {(link.a, link.b): link.state for link in vanish.window.commands._frame.links} == {
        ("A", "B"): "cut", ("A", "C"): "open", ("B", "C"): "open",
    }  # fmt: skip


def test_what_goes_wrong_is_said_with_its_column_and_the_line_stays(vanish):
    hands = Hands(vanish).write("cut A B").press("Return")
    assert hands.palette.isVisible()
    assert hands.field.text() == "cut A B"
    assert hands.told("error").startswith("after a server comes -, -> or |")
    assert hands.palette._caret.column == len("cut A B") + 1
    assert hands.palette._caret.isVisible()
    hands.write(" ")
    assert hands.told("error") == ""
    assert not hands.palette._caret.isVisible()


def test_what_the_engine_refuses_of_a_written_line_is_said_there(vanish):
    hands = Hands(vanish).write("crash D").press("Return")
    assert hands.told("error") == "crash D cannot be done now: there is no server D"
    assert hands.field.hasFocus()
    assert vanish.notice() == ""


def test_nothing_is_called_so(vanish):
    hands = Hands(vanish).write("qqqq zzzz").press("Return")
    assert hands.titles() == []
    assert hands.told("error").startswith("Nothing is called so")


def test_up_leads_into_what_was_done_and_down_out_of_it(vanish):
    Hands(vanish).write("theme light").press("Return")
    Hands(vanish).write("theme dark").press("Return")
    hands = Hands(vanish).press("Up")
    assert hands.field.text() == "theme dark"
    hands.press("Up")
    assert hands.field.text() == "theme light"
    hands.press("Up", "Down", "Down")
    assert hands.field.text() == ""
    hands.press("Up").write(" ").press("Up")
    assert hands.field.text() == "theme dark ", "what is written on is no past"


def test_escape_closes_it_and_the_keys_are_the_runs_again(vanish):
    hands = Hands(vanish).write("p")
    assert not vanish.experiment.playing
    hands.press("Escape")
    assert not hands.palette.isVisible()
    vanish.press("Space")
    assert vanish.experiment.playing


def test_in_the_gallery_what_needs_a_run_says_so(page):
    hands = Hands(page).write("wipe").press("Return")
    assert hands.told("error") == "Not now: first open a story"
    hands.press("Escape")
    page.button("Command palette").click()
    assert hands.palette.isVisible()


def test_it_keeps_up_with_the_run(vanish):
    hands = Hands(vanish).write("a crash")
    assert hands.list.item(0).data(ROW).reason == ""
    vanish.window.do("seek 100ms")
    assert hands.list.item(0).data(ROW).reason == "A is down already"


def test_what_steers_a_run_says_that_there_is_none(page):
    for line in ("undo", "show log", "save", "seek 5ms"):
        page.window.do("theme dark")
        page.window.notice.hide()
        page.window.do(line)
        assert page.notice().startswith("first open a story"), line


def test_it_says_that_time_runs_on_meanwhile_and_only_then(vanish):
    hint = vanish.window.commands.findChild(QLabel, "palette-hint")
    Hands(vanish)
    assert "Time runs on" not in hint.text()
    vanish.window.do("play")
    assert "Time runs on" in hint.text()
    vanish.window.do("pause")
    assert "Time runs on" not in hint.text()
