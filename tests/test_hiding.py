"""Kinds of messages that are hidden: on the stage, in the space-time diagram, on both sides."""

import re
from dataclasses import replace

import pytest
from frames import frame, message
from page import Page, settle
from PySide6.QtCore import Qt
from test_stage import key

from engine.social import Request
from explorer import framing, script, twin_of
from explorer.completing import complete
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.frame_stage import DeathView
from explorer.letters import KINDS
from explorer.lines import ScriptError
from explorer.offering import offers
from explorer.presets import load
from explorer.steering import steer
from explorer.verbs import VERBS
from ui import palette_entries
from ui.stage import Stage
from ui.stage_scene import LEGEND, RAFT


def do(run, *lines: str) -> None:
    for line in lines:
        steer(run, script.parse(line)[1])


def vanish(at_ms: int = 0) -> Experiment:
    run = Experiment(load("5").scenario("none"))
    run.seek(at_ms * 1_000)
    return run


# -- the line


def test_a_kind_alone_is_a_view_and_two_names_are_a_wall():
    assert script.parse("hide ack")[1] == Control("hide", ("ack",))
    assert script.parse("hide")[1] == Control("hide")
    assert script.parse("hide ack Boss")[1] == Request("hide", "ack", other="Boss")
    assert script.parse("unhide X Boss via A")[1] == Request("unhide", "X", other="Boss", via="A")
    with pytest.raises(ScriptError, match="'acks' is no kind of message"):
        script.parse("hide acks")


def test_what_may_follow_is_a_kind_or_a_user():
    users = {"a user": [("X", ""), ("Y", "")]}
    following = {c.text for c in complete("hide ", users).candidates}
    assert following == {"X", "Y", "server", *KINDS}
    assert [c.text for c in complete("unhide st", users).candidates] == ["stream"]
    assert [c.text for c in complete("hide X ", users).candidates] == ["X", "Y"]


def test_every_kind_of_the_legend_can_be_hidden():
    assert set(KINDS) == {kind for kind, _ in (*LEGEND, RAFT)}


def test_a_verb_that_can_be_said_alone_says_so_in_its_usage():
    for verb in VERBS.values():
        if not verb.usage or verb.usage.startswith("["):
            script.parse(verb.name)


# -- what is hidden


def test_the_frame_names_what_is_hidden_and_has_all_messages_still():
    run = vanish(20)
    before = framing.frame(run, ())
    do(run, "hide reply", "hide write", "hide reply")
    after = framing.frame(run, ())
    assert after.hidden == ("write", "reply")
    assert replace(after, hidden=()) == before
    do(run, "unhide write")
    assert framing.frame(run, ()).hidden == ("reply",)
    do(run, "hide read", "hide")
    assert framing.frame(run, ()).hidden == ()


def test_it_is_kept_over_branches_and_forgotten_with_another_story(page):
    page.window.do("open 5")
    for line in ("hide ack", "seek 20ms", "crash C", "seek 10ms", "drop #1", "undo", "story"):
        page.window.do(line)
    assert len(page.experiment.timeline.branches) > 1
    assert framing.frame(page.experiment).hidden == ("ack",)
    page.window.do("open 2")
    assert framing.frame(page.experiment).hidden == ()


def test_two_runs_hide_the_same_and_so_does_the_one_that_is_come_back_to():
    run = vanish()
    do(run, "hide ack")
    pair = twin_of.made(run)
    do(pair, "hide read")
    hidden = [framing.frame(one, ()).hidden for one in (*pair.sides, run)]
    assert hidden == [("ack", "read")] * 3
    do(pair, "unhide ack")
    assert framing.frame(pair.right, ()).hidden == ("read",)
    do(pair, "hide")
    assert framing.frame(run, ()).hidden == ()


def test_the_menu_of_a_message_offers_to_hide_its_kind_or_what_is_lost():
    run = vanish(20)
    lines = {o.line: o for o in offers(run.timeline, "message 1")}
    assert lines["hide write"].words == "Hide all writes"
    assert lines["hide write"].reason is None
    do(run, "start")
    run.submit(script.parse("cut A - B")[1])
    run.seek(run.end_us)
    lost = run.timeline.branch.history.messages.deaths[0].number
    assert "hide lost" in {o.line for o in offers(run.timeline, f"message {lost}")}


def test_the_palette_hides_and_shows():
    run = vanish()
    do(run, "hide ack")
    titles = {e.title: e.lines for e in palette_entries.entries([], framing.frame(run))}
    assert titles["Hide all read replies"] == ("hide reply",)
    assert titles["Show the acks again"] == ("unhide ack",)
    assert titles["Show all messages again"] == ("hide",)
    do(run, "hide")
    titles = {e.title: e.lines for e in palette_entries.entries([], framing.frame(run))}
    assert "Show all messages again" not in titles
    begun = [e.begins for e in palette_entries.entries([], None) if e.title.startswith("hide ")]
    assert begun == ["hide "], "a wall is hidden with two names"


# -- the stage


def keys(shown: Stage, kind: str) -> list[str]:
    return [thing.key for thing in shown.things() if thing.key.startswith(kind)]


def test_what_is_hidden_is_not_drawn_not_walked_and_not_under_the_pointer(stage):
    ack = replace(message(2, "B", "A"), kind="ack")
    stage.show_frame(frame(messages=(message(1), ack)))
    spot = next(t.rect.center() for t in stage.things() if t.key == "message 2")
    assert stage.key_at(spot) == "message 2"
    stage.show_frame(frame(messages=(message(1), ack), hidden=("ack",)))
    assert keys(stage, "message ") == ["message 1"]
    assert [dot.message.number for dot in stage.traffic().dots] == [1]
    assert stage.key_at(spot) != "message 2"
    assert stage.accessibleDescription() == "hidden: acks"
    stage.show_frame(frame(messages=(message(1), ack)))
    assert keys(stage, "message ") == ["message 1", "message 2"]
    assert stage.accessibleDescription() == ""


def test_a_lost_message_is_hidden_with_what_is_lost_and_not_with_its_kind(stage):
    dead = DeathView(message(3), 5_300_000, 0.5, "link cut")
    stage.show_frame(frame(deaths=(dead,), hidden=("write",)))
    assert keys(stage, "death ") == ["death 3"]
    stage.show_frame(frame(deaths=(dead,), hidden=("lost",)))
    assert keys(stage, "death ") == []


def legend_spot(shown: Stage, kind: str):
    return next(t.rect for t in shown.things() if t.key == f"kind {kind}")


def test_the_entry_is_struck_through_and_the_corner_tells(stage):
    def picture(*hidden: str):
        stage.show_frame(frame(hidden=hidden))
        settle()
        return stage.grab().toImage()

    plain, without = picture(), picture("ack", "read")
    corner = stage.scene().plan.bounds
    ack, wide = legend_spot(stage, "ack"), stage.scene().letters.line
    changed = {
        place
        for place, rect in (
            ("mark", ack.adjusted(0, 0, wide - ack.width(), 0)),
            ("word", ack.adjusted(wide, 0, 0, 0)),
            ("write", legend_spot(stage, "write")),
            ("corner", corner.adjusted(0, corner.height() - 20, -corner.width() / 2, 0)),
        )
        if plain.copy(rect.toRect()) != without.copy(rect.toRect())
    }
    assert changed == {"mark", "word", "corner"}


def test_enter_on_the_legend_hides_and_shows(stage):
    said: list[str] = []
    stage.command.connect(said.append)
    stage.show_frame(frame(hidden=("lost",)))
    stage.setFocus()
    for _ in stage.things():
        key(stage, Qt.Key.Key_Down)
    assert stage.things()[stage.cursor_index()].key == "kind lost"
    key(stage, Qt.Key.Key_Return)
    key(stage, Qt.Key.Key_Up)
    key(stage, Qt.Key.Key_Return)
    assert said == ["unhide lost", "hide stream"]


def test_a_click_on_the_legend_hides_and_another_one_shows(page: Page):
    page.window.do("open 5")
    page.window.do("seek 12ms")
    some = page.on_stage(re.compile("^write from A")).count()
    assert some
    page.on_stage(re.compile("^legend: writes: .* hides them")).click()
    assert page.on_stage(re.compile("^write from A")).count() == 0
    assert page.experiment.selected == ""
    page.on_stage(re.compile("^legend: writes: .* shows them")).click()
    assert page.on_stage(re.compile("^write from A")).count() == some


def test_a_line_drawn_from_the_legend_cuts_nothing(page: Page):
    page.window.do("open 5")
    shown = page.window.stage
    start = legend_spot(shown, "ack").center().toPoint()
    page.drag(shown.mapToGlobal(start), shown.mapToGlobal(shown.rect().center()))
    assert not page.experiment.timeline.branch.given
    assert framing.frame(page.experiment).hidden == ()


def test_a_click_on_either_side_hides_on_both(page: Page):
    page.window.resize(1600, 1000)
    page.window.do("open 5")
    page.window.do("compare")
    settle()
    sides = page.window.compare.left.stage, page.window.compare.right.stage
    page.click_at(sides[1].mapToGlobal(legend_spot(sides[1], "ack").center().toPoint()))
    assert [side.accessibleDescription() for side in sides] == ["hidden: acks"] * 2


# -- the space-time diagram


def test_the_diagram_leaves_them_out_and_says_so(page: Page):
    page.window.do("open 5")
    page.window.do("show spacetime")
    page.window.do("seek 170ms")
    settle()
    panel = page.window.page.panels["spacetime"]

    def drawn() -> set[tuple[str, str]]:
        return {(one.arrow.kind, one.arrow.fate) for one in panel.canvas.scene().arrows}

    whole = {("write", "came"), ("ack", "came"), ("ack", "lost")}
    assert drawn() == whole
    page.window.do("hide ack")
    assert drawn() == {("write", "came"), ("ack", "lost")}, "a lost one is of its own kind"
    assert panel.canvas.scene().notes == ["hidden: acks"]
    page.window.do("hide lost")
    assert drawn() == {("write", "came")}
    assert panel._kinds.accessibleDescription() == "write"
    page.window.do("hide")
    assert drawn() == whole
    assert panel.canvas.scene().notes == []
