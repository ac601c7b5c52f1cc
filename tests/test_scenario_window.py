"""Scenarios done by the real widgets: found strictly, waited for in simulated time, same digest."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog

from explorer import recording_reader, scenario_reading, scenario_writing
from explorer.__main__ import main
from explorer.experiment import Experiment
from explorer.performing import perform
from explorer.presets import load, load_again
from explorer.problems import InputError
from explorer.reopening import Reopening
from explorer.scenario_schema import Role
from explorer.script import parse
from explorer.stories import Origin
from ui import acting
from ui.expecting import expect
from ui.locating import RIGHT, ROLES, LocatorError
from ui.page import Page

BOTH = """\
story: 2
steps:
  - at: 10ms
    do: post X "dinner?"
    as: dinner
  - wait: 20ms
  - do: feed Y
    as: early
  - do: cut A - C
  - expect: early does not show "dinner?"
  - do: play until 60ms
  - do: feed Y
    as: late
  - expect: late shows "dinner?"
  - expect: stale reads of Y > 0 within 50ms
"""
TO_AND_FRO = """\
story: 13
steps:
  - do: step
  - do: next
  - at: 80ms
    do: cut A - B
  - do: undo
  - do: crash B
  - wait: 30ms
  - do: restart B
  - do: undo
  - do: redo
  - do: seek 20ms
  - do: join D
  - do: nemesis for 200ms cut 20 crash 5
  - wait: 100ms
  - do: back
  - do: load 50/s for 100ms
  - do: play until 400ms
"""
BY_HAND = """\
story: 2
steps:
  - click: {role: button, name: Play}
  - at: 12ms
  - press: Space
  - expect: {see: {role: button, name: Play}, state: enabled}
  - fill: {label: "What X writes", text: "dinner?"}
  - press: Return
  - wait: 50ms
  - click: {role: button, name: /Refresh/, inside: {role: region, name: Y's screen}}
  - screenshot: seen
  - expect: {see: {role: region, name: Y's screen}, contains: "dinner?"}
"""


pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a scenario given as text; returns status and the row."""
    monkeypatch.chdir(tmp_path)

    def run(text, *arguments):
        (tmp_path / "try.scenario.yaml").write_text(text, encoding="utf-8")
        status = main(["run", "try.scenario.yaml", "--json", *arguments])
        written = capsys.readouterr()
        assert status != 2, written.err
        return status, json.loads(written.out)

    return run


@pytest.mark.parametrize("text", [BOTH, TO_AND_FRO])
def test_the_window_does_the_same_run_as_no_window(run, text):
    bare, shown = run(text), run(text, "--window")
    assert (bare[0], shown[0]) == (0, 0)
    assert shown[1]["digest"] == bare[1]["digest"]
    assert shown[1]["steps"] == bare[1]["steps"]


def test_who_looks_on_can_follow_and_it_is_the_same_run(run, monkeypatch):
    waited = []
    monkeypatch.setattr("PySide6.QtTest.QTest.qWait", waited.append)
    text = BOTH + "  - at: 150ms\n"
    _, bare = run(text)
    _, shown = run(text, "--window", "--pace", "0.1")
    assert (shown["digest"], shown["steps"]) == (bare["digest"], bare["steps"])
    seen = 150 / (acting.FRAME_MS * 0.1)
    assert seen - 10 < len(waited) <= seen
    assert set(waited) == {acting.FRAME_MS}


SLOW = """\
story: 2
steps:
  - do: set w 3
  - at: 10ms
    do: post X "dinner?"
"""
"""It takes as long as the way to C and back."""


@pytest.mark.parametrize(("until", "at_us"), [
    ("end of #2", 160_000), ("C", 74_990), ('"length(operations) > `3`"', 40_000),
])  # fmt: skip
def test_the_way_to_whatever_is_waited_for_is_followed(run, monkeypatch, until, at_us):
    seen = []

    def look(_ms):
        (window,) = [w for w in QApplication.topLevelWidgets() if w.objectName() == "main-window"]
        seen.append(window.experiment.now_us)

    text = f"{SLOW}  - do: 'play until {until}'\n"
    status, bare = run(text)
    assert (status, bare["steps"][-1]["at_us"]) == (0, at_us)
    monkeypatch.setattr("PySide6.QtTest.QTest.qWait", look)
    status, shown = run(text, "--window", "--pace", "0.02")
    assert (status, shown["digest"], shown["steps"]) == (0, bare["digest"], bare["steps"])
    frame_us = acting.FRAME_MS * 20
    after = [us for us in seen if us > 10_000]
    assert len(after) > (at_us - 10_000) / frame_us - 2
    assert all(later - us <= frame_us + 1 for us, later in pairwise(after))


def test_a_pace_is_for_who_looks_on(tmp_path, capsys):
    (tmp_path / "try.scenario.yaml").write_text(BOTH)
    file = str(tmp_path / "try.scenario.yaml")
    assert main(["run", file, "--pace", "0.1"]) == 2
    assert "--pace: it is for who looks on" in capsys.readouterr().err
    for wrong in ("fast", "0", "nan", "1000"):
        with pytest.raises(SystemExit):
            main(["run", file, "--window", "--pace", wrong])
        assert "is no pace" in capsys.readouterr().err


def test_a_story_is_the_same_in_a_window(capsys):
    assert main(["run", "9", "--variant", "w1", "--json"]) == 0
    assert main(["run", "9", "--variant", "w1", "--json", "--window"]) == 0
    bare, shown = map(json.loads, capsys.readouterr().out.splitlines())
    assert (shown["digest"], shown["passed"]) == (bare["digest"], True)


def test_hands_click_write_press_and_see(run):
    status, row = run(BY_HAND)
    assert status == 0, row["steps"]
    assert row["sim_seconds"] == pytest.approx(0.062, abs=1e-4)


WRONG = {
    "click: {role: button, name: /^P/}": r"buttons are called '\^P'; there are \['P",
    "click: {role: button, name: Pley}": r"0 visible buttons .*there are \['Play",
    "expect: {see: {role: button, name: Play}, state: disabled}": "is not disabled",
    "expect: {see: {role: button, name: Play}, state: hidden}": "is visible",
    "expect: {see: {role: region, name: Y's screen}, contains: bye}": "contains not 'bye'",
    "do: open nowhere": "no such file",
    "do: resume A": "resume A cannot be done now",
    "press: Foo+Bar": "there is no key 'Foo\\+Bar'",
    "do: compare\n  - wait: 3ms": "wait: this is about one run, so first leave the comparison",
}
"""Steps that fail, and in what words."""


def test_what_is_not_so_fails_the_step_in_words(tmp_path):
    path = tmp_path / "try.scenario.yaml"
    with acting.shown(Experiment(load("2").scenario())) as hands:
        for step, said in WRONG.items():
            path.write_text(f"story: 2\nsteps:\n  - {step}\n  - screenshot: after\n")
            *_, failed, left = perform(scenario_reading.load(path), hands)
            assert (failed.held, left.held) == (False, None)
            assert re.search(said, failed.observed), failed


def test_an_entry_of_a_menu_is_chosen_and_no_menu_waits_for_ever(run, monkeypatch):
    step = "click: {role: button, name: Play until"
    status, row = run(f"story: 2\nsteps:\n  - {step}, choose: /end of the run/}}\n")
    assert status == 1
    assert "visible menuitems are called 'end of the run'; there are" in row["steps"][0]["observed"]
    status, row = run(f"story: 2\nsteps:\n  - {step}, choose: /To the end/}}\n")
    assert (status, row["sim_seconds"]) == (0, 0.17)
    monkeypatch.setattr("ui.page.WATCHDOG_MS", 50)
    status, row = run(f"story: 2\nsteps:\n  - {step}}}\n")
    assert status == 1
    assert "a menu was opened, and nobody chose" in row["steps"][0]["observed"]


def test_an_error_of_the_program_fails_the_step(run, monkeypatch):
    def broken(*_):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("explorer.experiment.Experiment.play", broken)
    status, row = run("story: 2\nsteps:\n  - click: {role: button, name: Play}\n")
    assert status == 1
    assert "broken on purpose" in row["steps"][0]["observed"]


# -- what is kept of one


def test_a_failed_scenario_leaves_a_folder_that_explains_it(run, tmp_path):
    """Pictures up to the step that failed, the reason, a recording that stands there."""
    text = BOTH.replace('late shows "dinner?"', 'late does not show "dinner?"')
    status, row = run(text, "--artifacts", "kept", "--seed", "7", "--set", "timeout=200ms")
    assert status == 1
    folder = tmp_path / "kept" / "try-seed-7"
    assert row["artifacts"] == str(folder.relative_to(tmp_path))
    assert sorted(path.name for path in (folder / "steps").glob("*.png")) == [
        f"{number:02}.png" for number in range(1, 9)
    ]
    tree = json.loads((folder / "steps" / "08.json").read_text(encoding="utf-8"))
    assert "Y's screen" in {node["name"] for node in _all(tree) if node["role"] == "region"}
    posted = json.loads((folder / "steps" / "01.json").read_text(encoding="utf-8"))
    buttons = {node["name"] for node in _all(posted) if node["role"] == "button"}
    assert "Play" in buttons, "a post was asked for, and time stands"
    assert "Pause" not in buttons
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "<h2>expect late does not show &quot;dinner?&quot;</h2>" in page
    assert "try.scenario.yaml, line 14, at 60.001 ms" in page
    assert all(f'src="steps/{number:02}.png"' in page for number in range(1, 9))
    again = (folder / "reproduce.txt").read_text(encoding="utf-8").strip()
    assert again == "quorumscope run try.scenario.yaml --seed 7 --set timeout=200ms"
    reopening = Reopening(recording_reader.read(folder / "run.qscope"))
    experiment = reopening.finish()
    assert (experiment.now_us, reopening.finding) == (60_001, "")
    assert experiment.digest() == row["digest"]
    events = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(events) == row["events"]
    assert json.loads(events[0]).keys() >= {"at_us", "event"}


def test_a_folder_that_is_there_is_left_alone(run, tmp_path):
    own = "cluster: {servers: [A]}\nusers: {X: A}\nsteps: [{do: feed X}]\n"
    for _ in range(2):
        assert run(own, "--artifacts", "kept")[0] == 0
    assert sorted(p.name for p in (tmp_path / "kept").iterdir()) == ["try-seed-1", "try-seed-1-2"]


def _all(node):
    yield node
    for child in node.get("children", ()):
        yield from _all(child)


# -- recorded


def test_what_was_done_by_hand_is_a_scenario_that_comes_to_the_same(ripple, run, tmp_path):
    page = Page(ripple.window)
    page.do("play until 12ms")
    page.get_by_label("What X writes").fill("dinner?")
    page.press("Return")
    page.do("seek 30ms")
    page.press("Space")
    page.on_stage(re.compile("^C")).click(RIGHT)
    page.get_by_role("menuitem", re.compile("^Crash")).click()
    page.do("seek 60ms")
    page.button("Refresh the feed of Y").click()
    page.do("seek 90ms")
    page.window.do(f'save "{tmp_path / "lunch.scenario.yaml"}"')
    assert "is a scenario now" in page.notice()
    text = (tmp_path / "lunch.scenario.yaml").read_text(encoding="utf-8")
    assert re.findall("do: (.*)", text) == ['post X "dinner?"', "crash C", "feed Y"]
    for options in ((), ("--window",)):
        status, row = run(text, *options)
        assert status == 0, row
        assert row["digest"] == page.experiment.digest()
        assert row["sim_seconds"] == page.experiment.timeline.branch.head_us / 1_000_000


def test_what_a_run_is_saved_as_is_chosen_in_the_dialog(ripple, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    window = ripple.window
    window.do('post X "dinner?"')
    window.do(f"seek {window.experiment.end_us}us")
    window.arrive()
    made = ["ripple.qscope", "ripple.scenario.yaml", "ripple.yaml"]
    for kind, name in enumerate(made):
        window.do("save")
        dialog = window.findChild(QFileDialog, "save-dialog")
        dialog.setDirectory(str(tmp_path))
        box = dialog.findChild(QComboBox, "fileTypeCombo")
        box.setCurrentIndex(kind)
        box.textActivated.emit(box.currentText())
        box.activated.emit(kind)
        assert Path(dialog.selectedFiles()[0]).name == name
        dialog.accept()
        window.runs.finish()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert main(["run", *made, "--json"]) == 1, "the story expects that nobody else writes"
    rows = map(json.loads, capsys.readouterr().out.splitlines())
    assert [row["digest"] for row in rows] == [window.experiment.digest()] * 3


def test_a_recorded_scenario_has_its_story_beside_it(tmp_path, run):
    """A story of one's own, in another size and with another seed, and another branch."""
    preset = load_again(Origin(load("5").origin.text.replace("seed: ", "seed: 1"), ("w=2",)), "own")
    experiment = Experiment(preset.scenario("sticky"), 12)
    experiment.seek(20_000)
    experiment.submit(parse("crash B")[1])
    experiment.seek(10_000)
    experiment.submit(parse('post X "once more"')[1])
    experiment.seek(40_000)
    scenario_writing.save(experiment, tmp_path / "own.scenario.yaml")
    text = (tmp_path / "own.scenario.yaml").read_text(encoding="utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"own.scenario.yaml", "own.story.yaml"}
    status, row = run(text)
    assert (status, row["seed"], row["digest"]) == (0, 12, experiment.digest())
    (tmp_path / "own.story.yaml").write_text("number: 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="another story is there"):
        scenario_writing.save(experiment, tmp_path / "own.scenario.yaml")


WAITS = """\
story: 2
steps:
  - do: {does}
  - expect: {{see: {{role: region, name: Y's screen}}, contains: "lunch at noon?"}}
  - expect: {{see: {{role: button, name: Play}}, state: enabled}}
"""
"""Story 2 has Y look at 39.99 ms."""


def test_after_a_request_time_runs_for_what_is_waited_for_and_then_stands(run):
    status, row = run(WAITS.format(does="follow Z X"))
    assert status == 0, row["steps"]
    assert 39_990 <= row["steps"][1]["at_us"] == row["steps"][2]["at_us"] < 75_000


@pytest.mark.parametrize("does", ["crash C", "pause"])
def test_without_a_request_nothing_comes_while_time_stands(run, does):
    status, row = run(WAITS.format(does=does))
    assert status == 1
    assert row["steps"][1]["at_us"] <= 1


# -- the locators themselves


def test_every_role_of_a_scenario_is_one_of_the_window():
    assert set(ROLES) == set(Role.__args__)


def test_what_is_not_there_is_waited_for_while_time_runs(ripple):
    """X's post at 0 ms comes to Y, who looks at 40 ms: nothing moves the time but the wait."""
    page = Page(ripple.window)
    wanted = expect(page.screen("Y"))
    with pytest.raises(LocatorError, match="contains not 'lunch at noon"):
        wanted.to_contain_text("lunch at noon?")
    assert page.experiment.now_us == 0  # time stands still: it cannot come
    page.do("play")
    wanted.to_contain_text("lunch at noon?")
    assert 40_000 <= page.experiment.now_us < 75_000


def test_waiting_ends_after_its_simulated_time(ripple):
    page = Page(ripple.window, within_us=20_000)
    page.do("play")
    with pytest.raises(LocatorError):
        expect(page.screen("Y")).to_contain_text("lunch at noon?")
    assert page.experiment.now_us == 20_000


def test_a_test_id_is_the_name_of_a_widget(ripple):
    page = Page(ripple.window)
    page.do("settings")
    expect(page.get_by_test_id("main-window")).to_be_hidden()  # a dialog lies over it
    page.press("Esc")
    expect(page.get_by_test_id("main-window")).to_have_count(1)
