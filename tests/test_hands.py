"""Hands: menus that ask the engine, users who move and come, settings, and what is pointed at."""

from itertools import pairwise

import pytest
from page import RIGHT, Page, settle
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QWidget

from engine import injection
from engine.faults import MoveUser
from engine.spec import SETTINGS
from explorer import framing, letters, script
from explorer.branch import Branch
from explorer.branch_names import said
from explorer.controls import VIEWS, Control
from explorer.experiment import Experiment
from explorer.knobs import GROUPS, Knobs
from explorer.offering import offers, password
from explorer.presets import load
from explorer.promised import broken_promises
from ui import pointing
from ui.chart_latency import LatencyChart
from ui.labels import Elided

MS = 1_000
STORIES = (("5", "none", 60), ("12", "sloppy", 1_520), ("16", None, 30), ("15", None, 50))


def experiment(story, variant=None, at_ms=0):
    made = Experiment(load(story).scenario(variant))
    made.seek(round(at_ms * MS))
    return made


def things(made):
    cluster, network = made.timeline.cluster, made.timeline.cluster.replicas
    names = [*network]
    found = ["", f"server {names[0]}", f"link {names[0]} - {names[1]}"]
    found += [f"user {name}" for name in [*cluster.sessions][:1]]
    found += [f"operation {n}" for n in [*cluster.operations][:1]]
    flying = [item[3] for item in cluster.heap if item[2] in (0, 1)]
    return found + [f"message {n}" for n in flying[:1]]


def lines(made, key):
    return {offer.line: offer for offer in offers(made.timeline, key)}


# -- what menus offer


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story[0])
def test_what_is_offered_can_be_done_and_what_is_grey_is_refused_with_that_reason(story):
    here = experiment(*story)
    for key in things(here):
        for offer in offers(here.timeline, key):
            _, action = script.parse(offer.line)
            if isinstance(action, Control) or (offer.reason or "").startswith("the story goes on"):
                continue  # of what the story goes on with the engine knows nothing
            made = experiment(*story)
            made.submit(action)
            refused = [e for e in made.timeline.branch.events if e[1] == "refused"]
            assert bool(refused) == (offer.reason is not None), offer
            assert [event[3] for event in refused[-1:]] == [r for r in [offer.reason] if r]


def test_a_server_offers_what_is_the_matter_to_be_mended():
    made = experiment("5", "none", 20)
    before = lines(made, "server A")
    assert before["restart A"].reason == "A is up"
    assert before["disk A free"].reason == "the disk of A has room"
    assert not {"slow A 0ms", "skew A -3s"} - before.keys() - {"slow A 0ms"}
    for line in ("slow A 100ms", "disk A full", "skew A +3s", "pause A"):
        made.submit(script.parse(line)[1])
    after = lines(made, "server A")
    assert after["slow A 0ms"].words == "As fast as before"
    assert after["disk A full"].reason == "the disk of A is full already"
    assert after["pause A"].reason == "A is paused already"
    assert after["skew A -3s"].reason is None
    right = next(offer for offer in after.values() if offer.words == "Its clock right again")
    made.submit(script.parse(right.line)[1])
    assert made.timeline.cluster.replicas["A"].skew_us == 0


def test_every_shape_of_a_partition_is_in_a_menu():
    made = experiment("10", None, 10)
    assert len(made.timeline.cluster.replicas) > 3
    ground = {line for line in lines(made, "") if line.startswith("cut")}
    assert ground == {"cut halves", "cut ring"}
    assert "cut bridge A" in lines(made, "server A")
    made.submit(script.parse("cut ring")[1])
    assert made.timeline.cluster.network.blocked
    few = experiment("5", "none", 10)
    assert "cut ring" not in lines(few, ""), "of three servers each sees all in a ring"


def test_a_message_that_is_held_says_how_to_let_it_go():
    made = experiment("5", "none", 20)
    hold = next(o for o in offers(made.timeline, "message 2") if o.line == "hold A -> C")
    made.submit(script.parse(hold.line)[1])
    after = lines(made, "message 2")
    assert after["drop #2"].reason == "message #2 is held: release its link first"
    assert after["release A -> C"].reason is None


def test_a_user_session_shows_what_it_demands_now():
    made = experiment("5", "none", 20)
    made.submit(script.parse("session X causal")[1])
    sessions = [o for o in offers(made.timeline, "user X") if o.under == "User session"]
    assert [o.line for o in sessions if o.chosen] == ["session X causal"]


def test_somebody_new_signs_up_and_in_from_the_menu():
    made = experiment("5", "none", 20)
    up = next(o for o in offers(made.timeline, "") if o.line.startswith("sign-up"))
    assert up.line == f'sign-up D "{password("D")}"', "A, B and C are servers"
    made.submit(script.parse(up.line)[1])
    made.seek(made.now_us + 10 * MS)
    into = next(o for o in offers(made.timeline, "") if o.line.startswith("sign-in"))
    made.submit(script.parse(into.line)[1])
    made.seek(made.now_us + 10 * MS)
    assert "D" in made.timeline.cluster.sessions
    assert not any(o.line.startswith("sign-in") for o in offers(made.timeline, ""))


def test_a_site_of_articles_offers_its_articles_and_no_signing_up():
    made = experiment("23", None, 20)
    assert made.timeline.cluster.spec.application == "articles"
    user = next(iter(made.timeline.cluster.sessions))
    assert any(line.startswith(f"read {user} ") for line in lines(made, f"user {user}"))
    assert not any(line.startswith("sign-up") for line in lines(made, ""))


# -- users move


def test_a_user_who_moves_asks_the_other_server_from_then_on():
    made = experiment("5", "none", 20)
    made.submit(script.parse("move X to C")[1])
    made.submit(script.parse("feed X")[1])
    assert made.timeline.cluster.sessions["X"].server == "C"
    assert made.timeline.branch.history.people[max(made.timeline.branch.history.people)] \
        .coordinator == "C"  # fmt: skip


@pytest.mark.parametrize(("fault", "reason"), [
    (MoveUser("Q", "A"), "there is no user Q"),
    (MoveUser("X", "Q"), "there is no server Q"),
    (MoveUser("X", "A"), "X is near A"),
])  # fmt: skip
def test_who_cannot_move_is_told_why(fault, reason):
    assert injection.refusal(experiment("5").timeline.cluster, fault) == reason


def test_a_sticky_session_that_moved_promises_nothing():
    made = experiment("5", "sticky", 2)
    made.submit(script.parse("move X to B")[1])
    made.seek(made.end_us)
    read = made.timeline.branch.history.people[2]
    assert read.own_missed == (1,), "the user's own post was not at B yet"
    assert not [*broken_promises(made.scenario.cluster, made.timeline.branch.history)]


# -- settings


def test_every_setting_has_its_place():
    names = [name for _, group in GROUPS for name in group]
    assert sorted(names) == sorted(SETTINGS)
    assert len(names) == len(set(names))


def test_what_a_setting_offers_can_be_set_and_what_is_grey_cannot():
    here = experiment("5", "none", 20)
    tried = 0
    for knob in Knobs().view(here.timeline.cluster):
        for offer in knob.offers:
            try:
                _, command = script.parse(f"set {knob.name} {offer.value}")
                reason = here.refusal(command)
            except ValueError as error:
                reason = str(error)
            assert (reason is None) == (offer.reason is None), (knob.name, offer)
            tried += 1
    assert tried > 80
    assert {o.sign: o.reason for o in knob_of(here, "n").offers}["+"] == (
        "N is 1 to 3, the number of servers, not 4"
    )


def knob_of(made, name):
    return next(knob for knob in made.settings() if knob.name == name)


@pytest.fixture
def vanish(page: Page) -> Page:
    page.window.open_scenario(load("5").scenario("none"))
    page.window.do("seek 60ms")
    settle()
    return page


def test_settings_are_turned_in_their_panel(vanish):
    vanish.window.do("show settings")
    settle()
    settings = vanish.window.page.panels["settings"]
    vanish.get_by_role("textbox", "timeout").fill("1.5s")
    vanish.press("Return")
    assert vanish.experiment.timeline.cluster.settings.timeout_us == 1_500_000
    vanish.button("timeout: 750ms").click()
    assert vanish.experiment.timeline.cluster.settings.timeout_us == 750_000
    choice = settings.findChild(QComboBox, "setting-clock")
    choice.activated.emit([choice.itemData(i) for i in range(choice.count())].index("wall"))
    assert vanish.experiment.timeline.cluster.settings.clock == "wall"
    field = settings.findChild(QLineEdit, "setting-timeout")
    vanish.get_by_role("textbox", "timeout").fill("soon")
    vanish.press("Return")
    assert "'soon' is no time" in vanish.notice()
    field.clearFocus()
    assert field.text() == "750ms", "what was not taken gives way to what is so"


# -- in the window


def menu_of(page):
    menu = page.window.stage.findChildren(QMenu, "stageMenu")[-1]
    return {a.data(): a for a in menu.findChildren(QAction) if a.data()}


def test_a_right_click_offers_what_can_be_done_now(vanish):
    vanish.window.do("pause B")
    vanish.window.do("menu server B")
    entries = menu_of(vanish)
    assert not entries["pause B"].isEnabled()
    assert entries["pause B"].text() == "Pause B (B is paused already)"
    entries["resume B"].trigger()
    assert not vanish.experiment.timeline.cluster.replicas["B"].health.paused
    vanish.window.do("menu server Q")
    assert vanish.notice() == "there is no server Q in this run"


def test_a_users_head_selects_the_user_and_offers_what_can_be_done(vanish):
    vanish.button("Select Y").click()
    assert vanish.experiment.selected == "user Y"
    screen = vanish.screen("Y").widget()
    assert screen.property("chosen") == "yes"
    vanish.get_by_role("text", "X's screen").click()
    assert vanish.experiment.selected == "user X"
    vanish.get_by_role("text", "X's screen").click(RIGHT)
    vanish.window.do("menu user X")
    assert "move X to B" in menu_of(vanish)


def test_a_post_leads_to_what_wrote_it(vanish):
    vanish.window.do("seek 110ms")
    settle()
    vanish.screen("X").get_by_role("button", "More about X#1").choose("Select what wrote it")
    assert vanish.experiment.selected == "operation 1"


def test_a_click_on_the_time_line_selects_the_operation_there(vanish):
    vanish.window.do("seek 110ms")
    line = vanish.window.transport.time_line
    ground = line._ground()
    place = QPoint(round(ground.x(5 * MS)) + 1, round(ground.row("reads").center().y()))
    vanish.click_at(line.mapToGlobal(place))
    assert vanish.experiment.selected == "operation 2"
    assert vanish.now_ms == pytest.approx(5, abs=1)


def test_a_marker_of_the_latency_chart_knows_its_operation(vanish):
    vanish.window.do("seek 110ms")
    vanish.window.page.flush()
    settle()
    chart = vanish.window.page.panels["charts"].findChild(LatencyChart)
    box = chart.plot.getViewBox()
    point = next(p for p in chart._view.latencies if p.operation == 2)
    where = box.mapViewToScene(QPointF(point.ended_us, point.latency_us / 1000))
    assert chart.operation_at(where) == 2
    assert chart.operation_at(where + QPointF(60, -20)) == 0


def test_undo_says_how_to_go_back(vanish):
    vanish.window.do("crash A")
    made = vanish.experiment.timeline.branch.name
    vanish.press("Ctrl+Z")
    assert "Ctrl+Shift+Z" in vanish.notice()
    assert vanish.experiment.timeline.cluster.replicas["A"].up
    vanish.press("Ctrl+Shift+Z")
    assert vanish.experiment.timeline.branch.name == made
    assert not vanish.experiment.timeline.cluster.replicas["A"].up


# -- what am I looking at


PAINTED_OVER = ("QRubberBand",)


@pytest.mark.parametrize("panel", VIEWS)
def test_whatever_is_pointed_at_is_told_in_a_sentence(vanish, panel):
    vanish.window.do("select server A")
    vanish.window.do(f"show {panel}")
    vanish.window.page.flush()
    settle()
    root = vanish.window.page
    seen = [
        w for w in root.findChildren(QWidget) if w.isVisible() and min(w.width(), w.height()) > 3
    ]
    mute = [
        f"{type(w).__name__} {w.objectName()}"
        for w in seen
        if len(pointing.sentence(w, w.rect().center())) < 8
        and type(w).__name__ not in PAINTED_OVER
        and w.findChildren(QWidget) == []
    ]
    assert len(seen) > 60
    assert mute == []
    told = (pointing.sentence(w, w.rect().center()) for w in seen)
    twice = [s for s in told if any(b.startswith(a) for a, b in pairwise(s.split(": ")) if a)]
    assert twice == [], "each part is said once"


def test_the_mode_tells_of_the_pointer_and_of_the_keyboard(vanish, monkeypatch):
    stage, bar = vanish.window.stage, vanish.window.pointing.bar
    place = stage.mapToGlobal(stage.scene().plan.servers["B"].toPoint())
    monkeypatch.setattr("ui.pointing.QCursor.pos", lambda: place)
    vanish.press("W")
    assert bar.isVisible()
    assert bar.text().startswith("B, Frankfurt: up, holds ")
    vanish.window.do("pause B")
    assert bar.text().startswith("B, Frankfurt: paused, holds "), "it is told as it is now"
    stage.setFocus()
    vanish.press("Down")
    assert bar.text() == stage.sentences()[stage.cursor_index()]
    vanish.button("What am I looking at?").click()
    assert not bar.isVisible()
    vanish.window.do("select server A")
    for end in ("explain off", ""):
        vanish.window.do("explain on")
        vanish.window.do(end) if end else vanish.press("Escape")
        assert not bar.isVisible()
    assert vanish.experiment.selected, "Esc has ended one thing"


def test_what_is_told_hides_nothing_that_is_pointed_at(vanish, monkeypatch):
    window = vanish.window
    bar, tall = window.pointing.bar, window.height()
    window.do("explain on")
    for part in (0.1, 0.9, 0.4, 0.6):
        at = window.mapToGlobal(QPoint(300, round(part * tall)))
        monkeypatch.setattr("ui.pointing.QCursor.pos", lambda at=at: at)
        window.pointing.tell()
        assert not bar.geometry().contains(window.mapFromGlobal(at))
        assert (bar.y() == 0) is (part > 0.5)


def test_the_legend_says_what_each_kind_of_message_is(vanish):
    stage = vanish.window.stage
    told = {kind: stage.tip(f"kind {kind}") for kind in letters.KINDS}
    assert "hash trees" in told["entropy"]
    assert all(letters.KINDS[kind].told in line for kind, line in told.items())
    vanish.window.do("hide entropy")
    assert "shows them" in stage.tip("kind entropy")


def test_what_is_under_way_can_be_run_until_it_has_ended():
    run = Experiment(load("12").scenario("strict"))
    run.seek(1_500_000)
    assert offers(run.timeline, "operation 1")[0].line == "play until end of #1"
    run.seek(2_000_000)
    assert offers(run.timeline, "operation 1")[0].line == "receipt #1"


def test_the_menu_of_a_server_runs_until_its_next_event_and_the_transport_says_so(vanish):
    vanish.window.do("seek 20ms")
    offered = {o.line: o.words for o in offers(vanish.experiment.timeline, "server B")}
    assert offered["play until B"] == "Run until the next event at B"
    vanish.window.do("play until B")
    said = vanish.window.transport.findChild(Elided, "transport_said")
    assert said.toolTip() == "until the next event at B"
    vanish.play_for(200)
    assert vanish.now_ms == 40
    assert said.toolTip() == (
        "B receives from A a copy to store for «lunch at noon?» by X (write #1); message 1"
    )


# -- while time is on its way somewhere


@pytest.fixture
def long_past(vanish, monkeypatch):
    """So long a past that a branch is made in slices, its playhead in the middle."""
    monkeypatch.setattr("ui.doing.FOLDED_AT_ONCE", 5)
    monkeypatch.setattr("ui.doing.FIRST_SLICE", 0)
    vanish.window.do("seek 170ms")
    vanish.window.do("seek 90ms")
    return vanish


def arrive(where: Page) -> None:
    """What time is on its way to is done, and what waits for it, tick by tick."""
    while where.window.run.thinned:
        where.window.ticking.tick()


def test_a_post_in_a_long_past_is_made_once_and_time_runs_on(long_past):
    long_past.window.do('post X "late"')
    assert long_past.experiment.errand is not None
    arrive(long_past)
    ((_, given),) = long_past.experiment.timeline.branch.given
    assert (given.text, long_past.experiment.playing) == ("late", True)
    assert long_past.notice().startswith("A branch begins, «post X ")


@pytest.mark.parametrize("line", ["crash B", "pause", "seek 100ms", "undo"])
def test_what_comes_while_a_branch_is_made_comes_after_its_command(long_past, line):
    long_past.window.do("crash A")
    assert long_past.experiment.errand is not None
    long_past.window.do(line)
    arrive(long_past)
    timeline = long_past.experiment.timeline
    assert timeline.named("crash A at 90 ms") is not None
    assert timeline.cluster.replicas["A"].up is (line == "undo")
    assert timeline.cluster.replicas["B"].up is (line != "crash B")


def given(where: Page) -> list[str]:
    """What has been done by hand in the branch that is shown."""
    return [said(command) for _, command in where.window.run.timeline.branch.given]


@pytest.fixture
def unhurried(long_past, monkeypatch):
    """Two things done by hand, the playhead later; the story is not folded, no step is at once."""
    for line in ("crash A", "crash B", "seek 150ms"):
        long_past.window.do(line)
        arrive(long_past)
    long_past.experiment.timeline.branches[0].hand_over(Branch(-1, ""))
    monkeypatch.setattr("explorer.steering.FIRST_SLICE", 0)
    return long_past


@pytest.mark.parametrize(
    ("first", "kept"),
    [("undo", ["crash A"]), ("story", []), ("branch story", [])],
)
def test_what_comes_while_time_is_on_its_way_back_waits_for_it(unhurried, first, kept):
    unhurried.window.do(first)
    assert unhurried.experiment.errand is not None
    tip = unhurried.window.transport.findChild(Elided, "transport_said").toolTip()
    assert "stop" not in tip, "it cannot be stopped"
    assert tip.startswith("going ")
    unhurried.window.do("crash C")
    assert unhurried.experiment.errand is not None, "nobody waits for it"
    assert unhurried.experiment.waiting == ["crash C"]
    arrive(unhurried)
    assert given(unhurried) == [*kept, "crash C"]
    assert unhurried.experiment.waiting == []


def test_what_cannot_be_done_afterwards_is_told_then(unhurried):
    for line in ("undo", "undo", "undo", "redo", "crash A"):
        unhurried.window.do(line)
    arrive(unhurried)
    assert given(unhurried) == ["crash A"]
    assert unhurried.notice() == "crash A cannot be done now: A is down already"


def test_of_several_moments_that_are_waited_with_it_goes_to_the_last(unhurried):
    unhurried.window.do("undo")
    for ms in (10, 20, 30):
        unhurried.window.do(f"seek {ms}ms")
    assert unhurried.experiment.waiting == ["seek 30ms"]
    unhurried.window.do("zoom 10ms 20ms")
    assert unhurried.experiment.span is not None, "that may as well be seen at once"
    arrive(unhurried)
    assert (unhurried.now_ms, given(unhurried)) == (30, ["crash A"])


@pytest.mark.parametrize("way_out", ["gallery", "open 2", "compare", "quit"])
def test_who_leaves_a_run_leaves_nothing_undone(unhurried, way_out):
    run = unhurried.experiment
    for line in ("undo", "crash C", way_out):
        unhurried.window.do(line)
    assert [said(command) for _, command in run.timeline.branch.given] == ["crash A", "crash C"]
    assert (run.errand, run.waiting) == (None, [])


def test_who_leaves_while_all_branches_are_run_to_the_end_leaves_it_where_it_was(unhurried):
    run, here = unhurried.experiment, unhurried.experiment.timeline.branch
    unhurried.window.do("finish")
    while run.timeline.branch is here:
        run.go_on(1)
    unhurried.window.do("open 2")
    assert (run.timeline.branch, run.now_us) == (here, 150 * MS)


def test_a_command_to_two_runs_waits_for_the_one_before_it(vanish, monkeypatch):
    monkeypatch.setattr("ui.doing.FOLDED_A_SLICE", 5)
    vanish.window.do("compare")
    pair = vanish.window.twin
    for line in ("seek 170ms", "seek 90ms", "crash A", "restart A"):
        vanish.window.do(line)
    assert pair.waiting == ["restart A"]
    arrive(vanish)
    assert given(vanish) == ["crash A", "restart A"]
    assert pair.left.now_us == pair.right.now_us


def test_a_command_while_branches_are_finished_is_given_where_one_was(vanish, monkeypatch):
    vanish.window.do("seek 20ms")
    vanish.window.do("crash A")
    vanish.window.do("branch story")
    vanish.window.do("seek 10ms")
    monkeypatch.setattr("explorer.steering.FIRST_SLICE", 3)
    vanish.window.do("finish")
    vanish.window.do("crash B")
    arrive(vanish)
    timeline = vanish.experiment.timeline
    assert timeline.branch.name == "crash B at 10 ms"
    assert timeline.branch.parent == 0


def test_of_a_web_server_the_engine_says_why_it_can_only_leave():
    made = Experiment(load("24").scenario("two"))
    made.seek(50_000)
    found = {offer.line: offer.reason for offer in offers(made.timeline, "server web1")}
    assert found["leave web"] is None
    assert found["join web"] is None
    assert found["select server web1"] is None
    assert found["hide server web1"] is None
    never = "a web server keeps nothing and never breaks here: all that it can do is leave"
    assert {found[line] for line in ("crash web1", "pause web1", "slow web1 100ms")} == {never}
    assert offers(made.timeline, "server web9")[0].line == "select server web9"
    made.select("server web1")
    told = framing.frame(made).inspection
    assert told.title == "Web server web1"
    assert tuple(row.label for row in told.sections[0][1]) == ("queue", "each request")


def test_an_operation_says_which_web_server_it_went_through():
    made = Experiment(load("24").scenario("two"))
    made.seek(50_000)
    made.submit(script.parse("feed X")[1])
    made.advance(0)
    asked = [one for one in framing.frame(made).operations if one.user == "X"]
    routed = [event for event in made.timeline.branch.events if event[1] == "routed"]
    assert [(one.web, one.at_web) for one in asked] == [(routed[-1][3], True)]
    made.seek(1_000_000)
    later = [one for one in framing.frame(made).operations if one.user == "X"]
    assert not any(one.at_web for one in later)


def test_who_changes_a_delay_hears_that_what_is_under_way_keeps_its_own(page):
    page.window.open_scenario(load("2").scenario())
    page.window.do("seek 10ms")
    page.window.do("latency A - B 100ms")
    assert page.notice().endswith("1 message is under way there already: it keeps its delay.")
