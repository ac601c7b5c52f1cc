"""Servers that are hidden: on the stage, in the space-time diagram, in the list of the log."""

import re
from dataclasses import replace

import pytest
from frames import frame, message
from page import RIGHT, Page, settle
from test_hiding import do, keys, legend_spot, vanish

from explorer import framing, hiding, script, twin_of
from explorer.completing import complete, known
from explorer.controls import Control
from explorer.event_facts import servers as about
from explorer.experiment import Experiment
from explorer.explaining import explain
from explorer.frame_stage import Callout, WebView
from explorer.lines import ScriptError
from explorer.offering import offers
from explorer.presets import load
from ui import stage_note, stage_words
from ui.stage import Stage


def away(run: Experiment) -> tuple[str, ...]:
    return framing.frame(run, ()).hidden_servers


# -- the line


def test_a_server_is_named_after_its_kind():
    assert script.parse("hide server B")[1] == Control("hide", ("server B",))
    assert script.parse("unhide server B")[1] == Control("unhide", ("server B",))
    assert script.parse("unhide server")[1] == Control("unhide", ("server",))
    with pytest.raises(ScriptError, match="a server of either tier is missing"):
        script.parse("hide server")


def test_servers_of_both_tiers_are_completed():
    names = known(frame(2, web=(WebView("web1", 0, 0),)))
    assert [c.text for c in complete("hide server ", names).candidates] == ["A", "B", "web1"]


# -- what is hidden


def test_the_run_is_untouched_and_a_user_says_that_the_server_is_hidden():
    run = vanish(20)
    before = framing.frame(run, ())
    do(run, "hide server B")
    after = framing.frame(run, ())
    assert after.hidden_servers == ("B",)
    assert [s.user for s in after.screens if s.hidden] == ["Y"]
    shown = tuple(replace(screen, hidden=False) for screen in after.screens)
    assert replace(after, hidden_servers=(), screens=shown) == before
    assert not run.timeline.branch.given
    with pytest.raises(ValueError, match="nothing was done by hand"):
        do(run, "undo")


def test_one_server_is_always_seen():
    run = vanish()
    do(run, "hide server A", "hide server B")
    with pytest.raises(ValueError, match="C is the last server that is seen"):
        do(run, "hide server C")
    with pytest.raises(ValueError, match="there is no server Z"):
        do(run, "hide server Z")
    assert away(run) == ("A", "B")
    do(run, "hide ack", "unhide server A")
    assert away(run) == ("B",)
    do(run, "hide server A", "unhide server")
    assert (away(run), run.hides()) == ((), ("ack",))
    do(run, "hide server A", "unhide")
    assert (away(run), run.hides()) == ((), ())


def test_where_only_hidden_ones_are_there_all_are_seen():
    assert hiding.servers(["A", "B", "web1"], {"server A", "server B", "server web1"}) == ("web1",)
    assert hiding.servers(["A", "B", "D"], {"server A", "server B"}) == ("A", "B")


def test_a_cause_shows_the_servers_that_mattered():
    run = vanish()
    run.seek(run.end_us)
    stale = next(o for o in run.timeline.branch.history.people.values() if o.action == "feed")
    do(run, "hide server C", "hide server B")
    explain(run, f"#{stale.number}")
    assert run.lit is not None
    assert {"B"} <= run.lit.servers
    assert not set(away(run)) & run.lit.servers


def test_two_runs_hide_the_same_servers():
    pair = twin_of.made(vanish())
    do(pair, "hide server B")
    assert [framing.frame(side, ()).hidden_servers for side in pair.sides] == [("B",)] * 2
    with pytest.raises(ValueError, match="no server Z"):
        do(pair, "hide server Z")
    do(pair, "unhide server B")
    assert [framing.frame(side, ()).hidden_servers for side in pair.sides] == [()] * 2


def test_menus_hide_and_show_and_say_why_not():
    run = vanish()

    def menu(key: str) -> dict[str, str | None]:
        return {o.line: o.reason for o in offers(run.timeline, key, run.hidden)}

    assert menu("server B")["hide server B"] is None
    assert not any(
        line.startswith("unhide") for line in (*menu(""), *(o.line for o in run.offers()))
    )
    do(run, "hide server B", "hide server A")
    assert menu("server C")["hide server C"] == "C is the last server that is seen"
    assert "unhide server B" in menu("server B")
    assert {"unhide server A", "unhide server B", "unhide server"} <= menu("").keys()
    assert {"unhide server A", "hide server C"} <= {o.line for o in run.offers()}


def test_web_servers_are_hidden_from_the_ground():
    run = Experiment(load("24").scenario("one"))
    run.seek(100_000)
    assert "hide server web1" in {o.line for o in offers(run.timeline, "")}
    do(run, "hide server web1")
    seen = framing.frame(run)
    assert seen.hidden_servers == ("web1",)
    assert "web1" not in [lane.name for lane in seen.spacetime.lanes]
    with pytest.raises(ValueError, match="A is the last server"):
        do(run, "hide server A")


# -- the log


def rows(run: Experiment) -> list[tuple[str, ...]]:
    view = framing.frame(run, ("log",)).log
    history = run.timeline.branch.history
    return [about(history, view.rows.events[view.rows.place(i)]) for i in range(len(view.rows))]


def test_what_happens_at_a_hidden_server_is_not_listed_unless_it_is_asked_for():
    run = vanish()
    run.seek(run.end_us)
    whole = rows(run)
    do(run, "hide server B")
    without = rows(run)
    assert without == [servers for servers in whole if "B" not in servers]
    assert len(without) < len(whole)
    assert framing.frame(run, ("log",)).log.left_out == ("B",)
    for line in ("log at B", "log find at=B"):
        do(run, line)
        assert rows(run) == [servers for servers in whole if "B" in servers]
        assert framing.frame(run, ("log",)).log.left_out == ()
        do(run, "log all")
    do(run, "log follow #2")
    assert framing.frame(run, ("log",)).log.left_out == ()
    do(run, "log all", "unhide server B")
    assert rows(run) == whole


def test_a_cut_that_concerns_others_too_stays_in_the_log():
    run = vanish()
    do(run, "hide server B")
    for line in ("cut A - B, A - C", "heal", "cut A - B"):
        run.submit(script.parse(line)[1])
    cuts = [servers for servers in rows(run) if len(servers) > 1]
    assert {"A", "B", "C"} in map(set, cuts)
    assert {"A", "B"} not in map(set, cuts)


# -- the stage


def test_with_a_server_go_its_links_its_users_and_its_messages(stage: Stage):
    servers = frame().servers
    near = (servers[0], replace(servers[1], users=("Y",)), servers[2])
    told = Callout("B", "Y does not see it", (), 0, "bad", 4)
    shown = frame(servers=near, messages=(message(1), message(2, "A", "C")), callouts=(told,))
    stage.show_frame(shown)
    assert keys(stage, "message ") == ["message 1", "message 2"]
    stage.show_frame(replace(shown, hidden_servers=("B",)))
    assert keys(stage, "server ") == ["server A", "server C"]
    assert keys(stage, "link ") == ["link A - C"]
    assert keys(stage, "message ") == ["message 2"]
    assert not keys(stage, "user ")
    assert stage.accessibleDescription() == "hidden: server B"
    notes = stage_note.notes(stage._frame, stage.scene(), stage.traffic())
    assert "1 sentence about hidden servers: show them" in notes
    assert stage.tip("server B").startswith("server B hidden")


def test_the_legend_counts_them_and_one_click_shows_all(stage: Stage):
    said: list[str] = []
    stage.command.connect(said.append)
    stage.show_frame(frame(5, hidden_servers=("B",)))
    assert next(text for kind, text, _ in stage.scene().legend if kind == "servers") == (
        "1 server hidden: B"
    )
    assert stage_words.away(("B", "C")) == "2 servers hidden: B, C"
    assert stage_words.away(tuple("ABCD")) == "4 servers hidden"
    assert stage.key_at(legend_spot(stage, "servers").center()) == "kind servers"
    stage._select("kind servers")
    assert said == ["unhide server"]


def test_a_low_stage_without_a_legend_says_it_still(stage: Stage):
    stage.may_drop_legend = True
    stage.resize(320, 160)
    stage.show_frame(frame(hidden_servers=("B",)))
    assert [kind for kind, _, _ in stage.scene().legend] == ["servers"]


def test_by_menu_and_by_click(page: Page):
    page.window.do("open 5")
    page.window.do("seek 12ms")
    everything = page.window.stage.sentences()
    page.on_stage(re.compile("^B, ")).click(RIGHT)
    page.get_by_role("menuitem", "Hide B").click()
    assert page.on_stage(re.compile("^B, ")).count() == 0
    assert page.get_by_role("text", "near B, hidden").count() == 1
    page.on_stage(re.compile("^server B hidden, with Y, links and messages")).click()
    assert page.window.stage.sentences() == everything


# -- the space-time diagram


def test_the_diagram_has_no_lane_for_it_and_says_so(page: Page):
    page.window.do("open 5")
    page.window.do("show spacetime")
    page.window.do("seek 170ms")
    settle()
    canvas = page.window.page.panels["spacetime"].canvas
    page.window.do("hide server B")
    assert [lane.name for lane in canvas.view.lanes] == ["X", "A", "C"]
    ends = {end for d in canvas.scene().arrows for end in (d.arrow.source, d.arrow.target)}
    assert ends == {"A", "C"}
    assert canvas.scene().notes == ["hidden: server B, user Y"]
    page.window.do("unhide server B")
    assert [lane.name for lane in canvas.view.lanes] == ["X", "A", "Y", "B", "C"]
