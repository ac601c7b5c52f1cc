"""Scenarios done by the real widgets: found strictly, waited for in simulated time, same digest."""

import json
import re

import pytest

from explorer.__main__ import main
from explorer.scenario_schema import Role
from ui.expecting import expect
from ui.locating import ROLES, LocatorError
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


def test_the_window_does_the_same_run_as_no_window(run):
    bare, shown = run(BOTH), run(BOTH, "--window")
    assert (bare[0], shown[0]) == (0, 0)
    assert shown[1]["digest"] == bare[1]["digest"]
    assert shown[1]["steps"] == bare[1]["steps"]


def test_a_story_is_the_same_in_a_window(capsys):
    assert main(["run", "9", "--variant", "w1", "--json"]) == 0
    assert main(["run", "9", "--variant", "w1", "--json", "--window"]) == 0
    bare, shown = map(json.loads, capsys.readouterr().out.splitlines())
    assert (shown["digest"], shown["passed"]) == (bare["digest"], True)


def test_hands_click_write_press_and_see(run):
    status, row = run(BY_HAND)
    assert status == 0, row["steps"]
    assert row["sim_seconds"] == pytest.approx(0.062, abs=1e-4)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("click: {role: button, name: /^P/}", r"buttons are called '\^P'; there are \['P"),
        ("click: {role: button, name: Pley}", r"0 visible buttons .*there are \['Play"),
        ("expect: {see: {role: button, name: Play}, state: disabled}", "is not disabled"),
        ("expect: {see: {role: button, name: Play}, state: hidden}", "is visible"),
        ("expect: {see: {role: region, name: Y's screen}, contains: bye}", "contains not 'bye'"),
        ("do: open nowhere", "no such file"),
        ("do: crash A\n  - do: crash A", "crash A cannot be done now"),
    ],
)
def test_what_is_not_so_fails_the_step_in_words(run, step, said):
    status, row = run(f"story: 2\nsteps:\n  - {step}\n", "--window")
    assert status == 1
    (failed,) = [each for each in row["steps"] if each["held"] is False]
    assert re.search(said, failed["observed"])


def test_an_error_of_the_program_fails_the_step(run, monkeypatch):
    def broken(*_):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("explorer.experiment.Experiment.play", broken)
    status, row = run("story: 2\nsteps:\n  - click: {role: button, name: Play}\n")
    assert status == 1
    assert "broken on purpose" in row["steps"][0]["observed"]


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
