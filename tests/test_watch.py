"""Watched expressions: what they come to is so at that moment, and what is wrong is told where."""

import json
import re

import pytest
from page import Page, settle, wear
from PySide6.QtWidgets import QToolButton

from explorer import completing, framing, state, watching
from explorer.experiment import Experiment
from explorer.expression import Expression, is_true
from explorer.lines import ScriptError
from explorer.presets import load
from explorer.script import parse
from explorer.steering import steer
from explorer.times import tell_time
from explorer.watching import Watched, written
from ui.dressing import dress
from ui.watch_row import WatchRow

MS = 1_000
COUNTS = "measures.counts"
EVERYTHING = sorted(
    {part.path for part in state.PARTS} | {each.expression for each in state.known(None)}
)


def story(number: str = "5", variant: str | None = "none", at_ms: float = 0) -> Experiment:
    made = Experiment(load(number).scenario(variant))
    if at_ms:
        made.seek(round(at_ms * MS))
    return made


def do(run: Experiment, *lines: str) -> None:
    for line in lines:
        _, action = parse(line)
        steer(run, action)


def ask(run: Experiment, text: str) -> object:
    asked = Expression(text, state.names())
    return asked.ask(state.state(run.timeline, asked.reads))


def watched(run: Experiment) -> dict[str, watching.Watched]:
    return {row.expression: row for row in framing.frame(run).watch.values.rows}


# -- what is asked, and of what


def test_an_expression_speaks_of_the_frame_in_the_frames_own_words():
    run = story(at_ms=60)
    frame = framing.frame(run)
    assert ask(run, "servers[].held") == [server.held for server in frame.servers] == [1, 1, 0]
    assert ask(run, "servers[?held < acknowledged].name") == ["C"]
    assert ask(run, "messages[].label") == [message.label for message in frame.messages]
    assert ask(run, "screens[?user=='X'].badge | [0]") == "stale"
    assert ask(run, "settings.[n, timeout]") == [3, "500ms"]
    assert ask(run, "now_us") == 60 * MS


@pytest.mark.parametrize("number", ["5", "23"])
def test_every_name_that_is_offered_can_be_asked_in_every_kind_of_run(number):
    run = story(number, None)
    run.seek(run.end_us)
    for text in EVERYTHING:
        json.dumps(ask(run, text))


def test_measures_are_those_of_run_json_and_as_of_the_playhead():
    run = story()
    run.seek(run.end_us)
    last = run.measures()
    for name in ("staleness", "availability", "latency_ms"):
        assert ask(run, f"measures.{name}") == state.plain(last[name])
    for name, count in ask(run, "measures.counts").items():
        assert count == last["counts"][name]
    stale = "measures.staleness.stale_reads"
    assert ask(run, stale) == 1
    run.seek(4 * MS)  # what comes after it is known, and does not count yet
    assert ask(run, stale) == 0
    assert ask(run, "measures.availability.[asked, ok, waiting]") == [1, 1, 0]
    assert (last["counts"]["session_violations"], ask(run, f"{COUNTS}.session_violations")) == (
        1,
        0,
    )


def test_operations_are_all_that_were_asked_for_by_then():
    run = story(at_ms=178)
    found = ask(run, "operations[].[number, state]")
    assert found[:2] == [[1, "ok"], [2, "stale"]]
    assert ask(story(at_ms=3), "length(operations)") == 1


@pytest.mark.parametrize(
    ("text", "read", "unread"),
    [
        ("servers[?held < acknowledged].name", {"servers"}, {"messages", "measures.staleness"}),
        ("length(messages) > length(links)", {"messages", "links"}, {"servers"}),
        ("{a: now_us, b: servers[0].name}", {"now_us", "servers"}, {"messages"}),
        ("measures.counts.missed", {"measures.counts.missed"}, {"measures.counts.leaks"}),
        ("measures.counts", {"measures.counts.missed", "measures.counts.leaks"}, {"servers"}),
        ("measures | staleness", {"measures.staleness"}, {"servers"}),
        ("settings.n", {"settings"}, {"servers"}),
        ("sort_by(messages, &arrives_us)[0].number", {"messages"}, {"servers", "operations"}),
        ("keys(@)", {part.path for part in state.PARTS}, set()),
        ("*", {part.path for part in state.PARTS}, set()),
        ("servers || @", {part.path for part in state.PARTS}, set()),
        ("@.servers", {"servers"}, set()),
        ("`1`", set(), {part.path for part in state.PARTS}),
    ],
)
def test_only_what_an_expression_reads_is_worked_out_for_it(text, read, unread):
    asked = Expression(text, state.names())
    reads = {part.path for part in state.PARTS if asked.reads(part.path)}
    assert read <= reads
    assert not unread & reads
    run = story(at_ms=60)
    everything = state.state(run.timeline, lambda _path: True)
    assert asked.ask(everything) == asked.ask(state.state(run.timeline, asked.reads))


# -- what is wrong


@pytest.mark.parametrize(
    ("text", "column", "why"),
    [
        ("servers[?held < 2]", 17, "a number is written between backticks: `2`"),
        ("servers[?state == down]", 19, "between single quotes: 'down'"),
        ('servers[?state == "down"]', 19, "between single quotes: 'down'"),
        ("sevrers", 1, "servers is meant?"),
        ("lenght(messages)", 1, "length is meant?"),
        ("servers[", 9, "ends too early"),
        ("length(messages", 16, "ends too early"),
        ("servers]", 8, "']' is not expected here"),
        ("$x", 1, "'$' is not expected here"),
        ("name == 'abc", 9, "a quote ' is not closed"),
        (" ", 1, "an expression is missing"),
        ("(" * 400, 401, "ends too early"),
        ("a" * 501, 500, "500 letters at the most"),
    ],
)
def test_what_is_wrong_with_an_expression_is_told_with_its_column(text, column, why):
    with pytest.raises(ScriptError) as caught:
        Expression(text, state.names())
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.column == column


def test_the_column_is_that_of_the_line_whether_it_is_in_quotes_or_not():
    for line, column in (('watch "servers[?held < 2]"', 24), ("watch servers[?held < 2]", 23),
                         ('play until "sevrers"', 13)):  # fmt: skip
        with pytest.raises(ScriptError) as caught:
            parse(line)
        assert caught.value.column == column


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("length(now_us)", "length() takes string or array or object, and was given number"),
        ("length()", "Expected 1 argument for function length(), received 0"),
        ("servers[::`0`]", None),
        ("sort(messages)", "sort() takes"),
    ],
)
def test_what_has_no_value_says_why_and_the_others_have_theirs(text, why):
    run = story(at_ms=60)
    if why is None:
        with pytest.raises(ScriptError):
            do(run, f"watch {text}")
        return
    do(run, f"watch {text}", "watch now_us")
    rows = watched(run)
    assert why in rows[text].wrong
    assert (rows["now_us"].value, rows["now_us"].wrong) == ("60000", "")


def test_truth_is_that_of_jmespath():
    assert not any(map(is_true, (None, False, "", [], {})))
    assert all(map(is_true, (0, 0.0, True, "no", [0], {"a": None})))


# -- watching


def test_what_the_last_event_changed_is_marked_with_what_it_was():
    run = story(at_ms=39)
    do(run, "watch servers[].held", "watch length(messages)")
    run.step()
    rows = watched(run)
    assert (rows["servers[].held"].value, rows["servers[].held"].was) == ("[1, 1, 0]", "[1, 0, 0]")
    assert rows["servers[].held"].changed
    assert not rows["length(messages)"].changed
    assert framing.frame(run).watch.values.changed_us == 40 * MS
    do(run, "watch length(operations)")
    run.seek(5 * MS)
    assert (watched(run)["length(operations)"].value, watched(run)["length(operations)"].was) == (
        "2", "1")  # fmt: skip
    run.seek(76 * MS)  # far from the last look: the run before the last event is played anew
    rows = watched(run)
    assert (rows["servers[].held"].value, rows["servers[].held"].was) == ("[1, 1, 1]", "[1, 1, 0]")


def test_in_a_run_gone_back_in_nothing_of_later_is_told():
    ahead, back = story(), story()
    back.seek(back.end_us)
    for run in (ahead, back):
        do(run, *(f"watch {part.path}" for part in state.PARTS))
        run.seek(41 * MS)
    assert watched(ahead) == watched(back)


def test_nothing_is_worked_out_while_nobody_looks(monkeypatch):
    run = story(at_ms=60)
    do(run, "watch length(messages)")
    looked = []
    honest = state.state
    monkeypatch.setattr(state, "state", lambda *what: looked.append(1) or honest(*what))
    framing.frame(run, {"charts"})
    assert not looked
    first = framing.frame(run, {"watch"}).watch
    count = len(looked)
    assert framing.frame(run, {"watch"}).watch is first
    assert len(looked) == count, "time stands: it is known already"


def test_where_there_is_much_to_look_at_it_is_looked_at_now_and_then_while_time_runs(monkeypatch):
    monkeypatch.setattr("explorer.crowd.MANY", 1)
    run = story(at_ms=10)
    do(run, "watch messages[].number")
    framing.frame(run, {"watch"})
    run.playing = True
    run.timeline.run_until(11 * MS)
    assert framing.frame(run, {"watch"}).watch.values.as_of_us == 10 * MS, "too soon"
    run.timeline.run_until(run.end_us)
    assert framing.frame(run, {"watch"}).watch.values.as_of_us == run.now_us
    run.playing = False
    run.seek(12 * MS)
    assert framing.frame(run, {"watch"}).watch.values.as_of_us == 12 * MS, "time stands"


def test_where_there_is_little_it_is_looked_at_for_each_picture():
    run = story(at_ms=10)
    do(run, "watch messages[].number")
    run.playing = True
    for at_us in range(10_000, 10_500, 100):
        run.timeline.run_until(at_us)
        assert framing.frame(run, {"watch"}).watch.values.as_of_us == at_us


def test_twenty_are_watched_at_the_most_and_none_twice():
    run = story()
    for text in EVERYTHING[: watching.MOST]:
        do(run, f"watch {text}", f"watch {text}")
    assert len(run.watches.expressions) == watching.MOST
    with pytest.raises(ValueError, match="first take one away"):
        do(run, f"watch {EVERYTHING[-1]}")
    do(run, f'watch off "{EVERYTHING[0]}"')
    assert len(watched(run)) == watching.MOST - 1
    with pytest.raises(ValueError, match="is not watched"):
        do(run, f'watch off "{EVERYTHING[0]}"')
    do(run, "watch off")
    assert watched(run) == {}


def test_a_long_value_is_cut_off_before_all_of_it_is_written():
    assert written({"a": [1, "ä", None, True]}) == '{"a": [1, "ä", null, true]}'
    assert len(written(list(range(100_000)), 50)) == 50
    assert written([1] * 100_000, 50).endswith("…")


@pytest.mark.parametrize("number", ["5", "19", "23"])
def test_the_examples_are_about_the_run_that_is_open(number):
    run = story(number, None)
    run.seek(run.end_us // 2)
    examples = framing.frame(run).watch.examples
    assert len(examples) == 3
    for text, _ in examples:
        do(run, f'watch "{text}"')
    assert not any(row.wrong or row.value == "null" for row in watched(run).values())


def test_names_are_completed_in_a_line():
    found = completing.complete('watch "serv', completing.known(None)).candidates
    assert found[0].text == '"servers[].name"'
    assert all(text.text.startswith('"servers') for text in found[:3])


# -- until it is true


def through(run: Experiment) -> None:
    while run.playing:
        run.advance(0.05, most_steps=3)


@pytest.mark.parametrize("known", [False, True], ids=["ahead", "in the past"])
def test_time_runs_until_it_becomes_true_and_again_until_it_does_so_anew(known):
    text = "length(messages) == `2`"
    whole, expected, was = story("16", None), [], False
    while whole.timeline.step() and whole.now_us <= whole.end_us:
        now = ask(whole, text)
        if now and not was:
            expected.append((whole.timeline.cluster.steps, whole.now_us))
        was = now
    assert len(expected) > 2
    run = story("16", None)
    if known:
        run.seek(run.end_us)
        run.start()
    for steps, at_us in expected:
        do(run, f'play until "{text}"')
        assert run.playback().when == text
        through(run)
        assert (run.timeline.cluster.steps, run.now_us) == (steps, at_us)
        assert run.playback().said == f"«{text}» is true at {tell_time(at_us)}"
    do(run, f'play until "{text}"')
    through(run)
    assert run.over
    assert "did not become" in run.playback().said


@pytest.mark.parametrize("most_steps", [1, 3, None])
def test_it_is_asked_after_events_alone_and_so_stops_there_however_time_is_sliced(most_steps):
    run = story()
    do(run, 'play until "now_us > `30000`"')
    while run.playing:
        run.advance(0.01, most_steps=most_steps)
    assert run.now_us == 40 * MS


def test_its_value_is_told_and_where_it_never_has_one_why():
    run = story()
    do(run, 'play until "servers[?acknowledged > held].name"')
    through(run)
    assert run.playback().said.endswith('is empty no more at 0 ms: ["B", "C"]')
    run = story()
    do(run, 'play until "length(web[0].name) > `0`"')
    through(run)
    assert run.playback().said.endswith(
        "up to the end: length() takes string or array or object, and was given null"
    )


def test_a_number_is_always_true_and_so_it_is_not_waited_for():
    run = story(at_ms=10)
    with pytest.raises(ValueError, match="compare it, as in length\\(messages\\) > `2`"):
        do(run, 'play until "length(messages)"')
    assert not run.playing


def test_a_slice_is_shorter_the_more_there_is_to_look_at():
    run = story(at_ms=10)
    do(run, 'play until "length(messages) > `100`"')
    light = run._until.most_steps
    do(run, 'play until "length(links) > `100` || length(messages) > `100`"')
    assert 1 <= run._until.most_steps < light <= 50


# -- in the window


@pytest.fixture
def vanish(page: Page) -> Page:
    page.window.open_scenario(load("5").scenario("none"))
    page.window.do("seek 39ms")
    page.window.do("show watch")
    page.window.page.flush()
    settle()
    return page


def row(vanish: Page, name: str) -> str:
    vanish.window.page.flush()
    settle()
    panel = vanish.window.page.panels["watch"]
    [found] = [r for r in panel._rows if r.isVisible() and r.accessibleName().startswith(name)]
    return found.accessibleName()


def test_an_example_is_watched_by_a_click_and_marked_by_a_step(vanish):
    vanish.button("Watch servers[?held < acknowledged].name: the servers that lack something "
                  "acknowledged").click()  # fmt: skip
    name = "servers[?held < acknowledged].name"
    assert row(vanish, name) == f'{name}: ["B", "C"]'
    vanish.window.do("step")
    assert row(vanish, name) == f'{name}: ["C"] (changed by the last event)'
    vanish.button(f"Watch {name} no more").click()
    assert not vanish.experiment.watches.expressions
    vanish.window.page.flush()
    assert vanish.get_by_role("text", re.compile("Nothing is watched")).count() == 1


def test_what_is_wrong_is_shown_where_it_was_written(vanish):
    field = vanish.get_by_role("textbox", "Expression to watch")
    field.fill("servers[?held < 2]")
    vanish.press("Return")
    panel = vanish.window.page.panels["watch"]
    assert panel._caret.column == 17
    assert panel._wrong.text() == "a number is written between backticks: `2`"
    assert field.text() == "servers[?held < 2]", "it can be mended"
    assert not vanish.experiment.watches.expressions
    field.fill("servers[?held < `2`].name")
    assert not panel._wrong.isVisible()
    vanish.press("Return")
    assert row(vanish, "servers").endswith('["A", "B", "C"]')
    assert field.text() == ""


def test_a_name_is_watched_by_a_click_or_enter_and_has_its_value(vanish):
    tree = vanish.window.page.panels["watch"]._names
    top = next(tree.topLevelItem(i) for i in range(tree.topLevelItemCount())
               if tree.topLevelItem(i).text(0) == "servers")  # fmt: skip
    held = next(top.child(i) for i in range(top.childCount())
                if top.child(i).text(0) == "servers[].held")  # fmt: skip
    assert held.text(1) == "[1, 0, 0]"
    tree.setFocus()
    tree.setCurrentItem(top)
    now = vanish.experiment.now_us
    vanish.press("Right")
    assert top.isExpanded()
    assert vanish.experiment.now_us == now, "Right is the tree's here"
    vanish.click_at(tree.viewport().mapToGlobal(tree.visualItemRect(held).center()))
    assert row(vanish, "servers[].held") == "servers[].held: [1, 0, 0]"
    tree.setCurrentItem(top.child(0))
    vanish.press("Return")
    assert row(vanish, "servers[].name") == 'servers[].name: ["A", "B", "C"]'


def test_time_runs_until_a_row_becomes_true(vanish):
    text = "servers[?name=='B'].held | [0] == `1`"
    vanish.window.do(f'watch "{text}"')
    vanish.window.page.flush()
    settle()
    vanish.button(f"Play until {text} becomes true").click()
    assert vanish.experiment.playback().when == text
    vanish.play_for(30)
    assert vanish.now_ms == 40
    assert not vanish.experiment.playing
    assert vanish.notice() == f"«{text}» is true at 40 ms"
    assert row(vanish, text) == f"{text}: true (changed by the last event)"


@pytest.mark.parametrize(("text", "says", "tip"), [
    ("servers[?held < acknowledged].name", "run until not empty",
     "Play until there is something in {0}: there is now, and it has to become empty first"),
    ("servers[?state=='down'].name", "run until not empty", "Play until there is something in {0}"),
    ("length(messages) > `1`", "run until true",
     "Play until {0} becomes true: it is true now, and has to become so anew"),
    ("length(messages) > `9`", "run until true", "Play until {0} becomes true"),
    ("length(messages)", "run until", "«{0}» is a number, 2 now, and any number counts as true: "
     "compare it, as in {0} > `2`"),
])  # fmt: skip
def test_a_row_says_when_it_would_stop(vanish, text, says, tip):
    vanish.window.do(f'watch "{text}"')
    vanish.window.page.flush()
    settle()
    until = vanish.button(re.compile("^Play until .*(servers|messages)")).widget()
    assert until.text() == says
    assert until.toolTip().split("\n")[0] == tip.format(text)
    assert until.isEnabled() == (says != "run until")


def test_a_line_that_watches_leads_to_the_panel(vanish):
    vanish.window.do("show charts")
    vanish.window.do("watch now_us")
    settle()
    assert vanish.window.page.front == "watch"


def test_what_is_watched_is_watched_in_another_variant_of_the_story_too(vanish):
    vanish.window.do("watch servers[].held")
    vanish.window.do("variant sticky")
    assert row(vanish, "servers[].held") == "servers[].held: [0, 0, 0]"
    vanish.window.do("open 6")
    assert not vanish.experiment.watches.expressions


def test_what_a_row_offers_has_room_in_another_theme_as_well(qtbot):
    row = WatchRow(1)
    qtbot.addWidget(row)
    dress(row)
    row.show_row(Watched("messages", "2"))
    row.show()
    until = row.findChild(QToolButton, "watch-1-until")
    narrow = until.minimumWidth()
    wear("projector")
    row.show_row(Watched("messages", "2"))
    assert until.minimumWidth() > 1.4 * narrow
    wear("dark")
