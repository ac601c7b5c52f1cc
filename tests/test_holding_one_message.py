"""One message is held by hand: it stands still, marked, until it is released or taken off."""

from dataclasses import replace

import pytest
from page import Page, settle
from PySide6.QtGui import QImage, QPainter
from test_event_log import told
from test_hands import menu_of

from engine.audit.auditor import Auditor
from explorer import framing, presets, saving, script
from explorer.completing import complete, known
from explorer.experiment import Experiment
from explorer.frame_stage import MessageView
from explorer.offering import offers
from ui import theme
from ui.stage_dots import Dot, Dots
from ui.stage_marks import paint_dots
from ui.stage_travel import Traffic
from ui.stage_words import message_line, message_tip

MS = 1_000
STORY = """
number: 99
slug: held
title: Held
question: 1
story: X posts.
cluster: {servers: [A, B, C], n: 3, w: 2, default_delay: 40ms, timeout: 1s}
users: {X: {at: A, posts: [hi], follows: [Y]}, Y: {at: C, follows: [X]}}
until: 500ms
script: [{at: 10ms, do: 'post X "lunch"'}]
takeaway: It stands.
leaves_out: Much.
"""


@pytest.fixture
def sent():
    """A post whose copies are half-way: message 1 to B, message 2 to C."""
    made = Experiment(presets.load_text(STORY).scenario())
    made.seek(30 * MS)
    return made


def do(made, line):
    _, action = script.parse(line)
    made.submit(action)
    return [event[3] for event in made.timeline.branch.events if event[1] == "refused"][-1:]


def message(made, number):
    return next(m for m in framing.frame(made).messages if m.number == number)


def fate(made, number):
    """When it was delivered, or None."""
    events = made.timeline.branch.events
    return next((e[0] for e in events if e[1:] == ("delivered", number)), None)


def test_it_stands_still_and_the_others_go_on(sent):
    do(sent, "hold #1")
    where = message(sent, 1).at(sent.now_us)
    sent.seek(300 * MS)
    held = message(sent, 1)
    assert (held.held, held.at(sent.now_us)) == (True, where)
    assert fate(sent, 2) == 50 * MS
    assert fate(sent, 1) is None


def test_it_goes_the_rest_of_its_way_once_it_is_released(sent):
    do(sent, "hold #1")
    sent.seek(200 * MS)
    do(sent, "release #1")
    sent.seek(400 * MS)
    assert fate(sent, 1) == 200 * MS + 20 * MS
    assert not sent.timeline.cluster.by_hand


def test_releasing_all_releases_it_too(sent):
    do(sent, "hold #1")
    do(sent, "release")
    sent.seek(400 * MS)
    assert fate(sent, 1) == 50 * MS + 1
    assert not any(event[1] == "let_go" for event in sent.timeline.branch.events)


def test_what_its_link_holds_as_well_waits_for_both(sent):
    do(sent, "hold #1")
    do(sent, "hold A -> B")
    do(sent, "release #1")
    sent.seek(100 * MS)
    assert fate(sent, 1) is None
    do(sent, "release A -> B")
    sent.seek(400 * MS)
    assert fate(sent, 1) is not None


def test_the_release_of_its_link_does_not_release_it(sent):
    do(sent, "hold #1")
    do(sent, "hold A -> B")
    do(sent, "release A -> B")
    sent.seek(400 * MS)
    assert fate(sent, 1) is None
    assert message(sent, 1).held


def test_it_can_be_taken_off_where_it_stands(sent):
    do(sent, "hold #1")
    sent.seek(200 * MS)
    do(sent, "drop #1")
    died = next(e for e in sent.timeline.branch.events if e[1] == "dropped")
    assert (died[2], died[3] // 10_000, died[4]) == (1, 50, "taken off by hand")
    assert not sent.timeline.cluster.held


def test_a_cut_of_its_link_ends_it(sent):
    do(sent, "hold #1")
    do(sent, "cut A - B")
    assert not sent.timeline.cluster.held
    assert not sent.timeline.cluster.by_hand


@pytest.mark.parametrize(("before", "line", "reason"), [
    ((), "hold #99", "message #99 is not in flight"),
    ((), "release #1", "message #1 is not held"),
    (("hold #1",), "hold #1", "message #1 is held already"),
    (("hold #1",), "delay #1 10ms", "message #1 is held: release it first"),
    (("hold #1",), "duplicate #1", "message #1 is held: release it first"),
    (("hold A -> B",), "hold #1", "message #1 is held: release its link first"),
    (("hold A -> B",), "release #1", "message #1 is held: release its link first"),
])  # fmt: skip
def test_what_cannot_be_done_says_why(sent, before, line, reason):
    for first in before:
        do(sent, first)
    offered = {offer.line: offer.reason for offer in offers(sent.timeline, "message 1")}
    assert offered.get(line, reason) == reason
    assert do(sent, line) == [reason]


def test_all_of_it_can_be_undone_and_sought(sent):
    do(sent, "hold #1")
    sent.seek(400 * MS)
    sent.seek(20 * MS)
    sent.seek(300 * MS)
    assert message(sent, 1).held, "it is held in the replay as well"
    sent.undo()
    sent.seek(400 * MS)
    assert fate(sent, 1) == 50 * MS


def test_a_saved_run_holds_it_again(sent):
    do(sent, "hold #1")
    sent.seek(200 * MS)
    do(sent, "release #1")
    sent.seek(500 * MS)
    words = saving.Words("held", "Held", "It stands.", "So.", "Much.")
    text = saving.preset_text(
        sent.scenario.cluster, sent.seed, sent.timeline.commands, 500 * MS, words
    )
    again = Experiment(presets.load_text(text).scenario())
    again.seek(500 * MS)
    assert again.digest() == sent.digest()


def test_the_auditor_finds_nothing_wrong_with_it_and_misses_one_that_never_goes_on(sent):
    do(sent, "hold #1")
    sent.seek(400 * MS)
    events = sent.timeline.branch.events

    def broken(log):
        auditor = Auditor(sent.scenario.cluster)
        for event in log:
            auditor.take(event)
        auditor.finish(sent.now_us)
        return [found.invariant for found in auditor.broken]

    assert broken(events) == []
    assert broken([event for event in events if event[1] != "held"]) == ["messages_once"]


def test_it_is_told_as_held(sent):
    do(sent, "hold #1")
    sent.seek(100 * MS)
    one = message(sent, 1)
    assert message_line(one, sent.now_us) == "write from A to B, held after 50 % of the way"
    assert message_tip(one).endswith("held where it is until it is released")
    sent.select("message 1")
    said = sent.inspection().sentence
    assert said == "A write from A to B: held where it is, until it is released."
    assert any("Held on its way from A to B" in text for _, text in told(sent))
    arrow = sent.spacetime().arrow(1)
    assert arrow.stands
    assert not sent.spacetime().arrow(2).stands
    stands = [(corner.us, corner.part) for corner in arrow.corners[-2:]]
    assert stands == [(30 * MS + 1, pytest.approx(0.5, abs=0.01)), (100 * MS, stands[0][1])]


def test_messages_are_offered_where_one_may_be_held(sent):
    found = complete("hold ", known(framing.frame(sent)))
    assert {"A", "#1", "#2"} <= {candidate.text for candidate in found.candidates}


def test_it_is_held_and_let_go_from_its_menu(page: Page):
    page.window.open_scenario(presets.load_text(STORY).scenario())
    page.window.do("seek 30ms")
    page.window.do("select message 1")
    page.window.do("hold #1")
    page.window.do("seek 100ms")
    settle()
    assert "write «lunch», held" in [label.text for label in page.window.stage.traffic().labels]
    page.window.do("menu message 1")
    entries = menu_of(page)
    assert entries["hold #1"].text() == "Hold it where it is (message #1 is held already)"
    entries["release #1"].trigger()
    assert not page.experiment.timeline.cluster.held


def painted(stands):
    picture = QImage(120, 40, QImage.Format.Format_ARGB32)
    picture.fill(0)
    one = replace(MessageView(1, "write", "A", "B", 0, 10, "", 1), held=stands)
    with QPainter(picture) as painter:
        paint_dots(painter, Traffic(Dots.of([Dot(one, 60, 20, 1, 0, 60)])))
    return picture


@pytest.mark.usefixtures("page")
def test_two_bars_stand_before_a_message_that_is_held():
    moving, standing = painted(stands=False), painted(stands=True)
    assert moving.pixelColor(70, 20).alpha() == 0
    assert standing.pixelColor(70, 20) == theme.current().color("text")
    assert standing.pixelColor(40, 20).alpha() == 0, "what stands still has no tail"
    assert moving.pixelColor(50, 20).alpha() > 0
