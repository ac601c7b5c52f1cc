"""Scenario files: read with all their mistakes at once, done without a window, reported."""

import json
import re
from xml.etree import ElementTree

import pytest

from explorer.__main__ import main
from explorer.file_schema import schema
from explorer.presets import load_all
from explorer.verbs import VERBS

GOOD = """\
title: Y sees what X posts
story: 2
steps:
  - at: 10ms
    do: post X "dinner?"
    as: dinner
  - wait: 20ms
  - do: feed Y
    as: early
  - expect: early does not show "dinner?"
  - at: 60ms
    do: feed Y
    as: late
  - expect: late shows "dinner?"
  - do: crash C
  - expect: stale reads of Y > 0 within 50ms
"""
OWN = """\
cluster: {servers: [A, B], delay: {A-B: 10ms}, n: 2, w: 1, r: 1}
users: {X: A, Y: B}
steps:
  - do: post X "hi"
  - wait: 5ms
  - do: feed Y
    as: refresh
  - expect: refresh is fresh
  - do: crash B
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a scenario given as text; returns status, stdout, lines on stderr."""
    monkeypatch.chdir(tmp_path)

    def run(text, *arguments):
        (tmp_path / "try.scenario.yaml").write_text(text, encoding="utf-8")
        status = main(["run", "try.scenario.yaml", *arguments])
        written = capsys.readouterr()
        return status, written.out, written.err.splitlines()

    return run


def rows(done):
    return [json.loads(line) for line in done[1].splitlines()]


# -- done


def test_each_step_is_done_at_its_moment_and_judged_there(run):
    status, out, _ = done = run(GOOD, "--json")
    assert status == 0, out
    (row,) = rows(done)
    assert (row["preset"], row["scenario"], row["seed"]) == ("ripple", "try.scenario.yaml", 2)
    assert [each["observed"] for each in row["expectations"]] == [
        "it shows nothing new", "it shows 'lunch at noon?', 'dinner?'", "3"]  # fmt: skip
    ends_us = [step["at_us"] for step in row["steps"]]
    assert ends_us == [10_000, 30_000, 30_001, 30_001, 60_000, 60_000, 60_001, 110_001]
    assert row["sim_seconds"] == 0.110001


def test_the_first_step_that_fails_is_the_last_one_done(run):
    status, out, _ = done = run(OWN, "--json")
    assert status == 1, out
    (row,) = rows(done)
    assert [step["held"] for step in row["steps"]] == [True, True, True, False, None]
    assert row["expectations"] == [
        {"text": "refresh is fresh", "held": False, "observed": "stale"},
        {"text": "crash B", "held": None, "observed": "not come to"},
    ]
    assert (row["passed"], row["sim_seconds"]) == (False, 0.005002)
    assert "try.scenario.yaml:8: expect refresh is fresh: stale" in run(OWN)[1]


def test_what_cannot_be_done_fails_in_words(run):
    status, out, _ = run(OWN.replace('post X "hi"', "resume A"))
    assert status == 1
    assert re.search(r"try\.scenario\.yaml:4: resume A: resume A cannot be done now: .*A", out)


def test_time_that_is_past_fails_in_words(run):
    text = OWN.replace("wait: 5ms", 'do: play until 30ms\n  - at: 20ms\n    do: post X "later"')
    status, out, _ = run(text)
    assert status == 1
    assert "20 ms is past: it is 30 ms" in out


def test_settings_and_seeds_are_given_as_with_a_story(run):
    lines = rows(run(OWN, "--json", "--seeds", "3..5", "--set", "w=2"))
    assert [row["seed"] for row in lines] == [3, 4, 5]
    assert len({row["digest"] for row in lines}) == 1  # its links have no luck
    waits = OWN.replace("5ms\n", "5ms\n  - wait: 30ms\n")
    quorum = waits.replace("steps:", "set: {r: 2}\nsteps:")
    given, said, neither = (
        run(waits, "--json", "--set", "r=2"),
        run(quorum, "--json"),
        run(waits, "--json"),
    )
    assert rows(given)[0]["digest"] == rows(said)[0]["digest"] != rows(neither)[0]["digest"]


def test_what_is_repeated_is_the_same_each_time(run, monkeypatch):
    lines = rows(run(GOOD, "--json", "--repeat", "3"))
    assert len({row["digest"] for row in lines}) == 1
    digests = iter("ab")
    monkeypatch.setattr("explorer.experiment.Experiment.digest", lambda _: next(digests))
    status, out, _ = run(GOOD, "--repeat", "2")
    assert status == 1
    assert "this run came out otherwise than the first" in out


def test_a_recorded_scenario_stands_where_it_failed(run):
    assert run(OWN, "--record", "failed.qscope")[0] == 1
    from explorer import recording_reader
    from explorer.reopening import Reopening

    reopening = Reopening(recording_reader.read(_here("failed.qscope")))
    experiment = reopening.finish()
    assert (experiment.now_us, reopening.finding) == (5_002, "")
    assert experiment.digest() == rows(run(OWN, "--json"))[0]["digest"]


def _here(name):
    from pathlib import Path

    return Path.cwd() / name


def test_a_report_names_the_file_and_the_line(run, tmp_path):
    assert run(OWN, "--seeds", "1..2", "--junitxml", "report.xml")[0] == 1
    suite = ElementTree.parse(tmp_path / "report.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "2")
    case = suite[0]
    assert (case.get("classname"), case.get("name")) == (
        "try.scenario.yaml", "scenario [seed 1]")  # fmt: skip
    assert case.find("failure").get("message") == (
        "try.scenario.yaml:8: refresh is fresh [stale]")  # fmt: skip
    assert "digest" in case.findtext("system-out")


def test_a_story_lies_beside_its_scenario(run, tmp_path):
    (tmp_path / "more").mkdir()
    own = load_all()[1].origin.text
    (tmp_path / "more" / "mine.yaml").write_text(own, encoding="utf-8")
    assert run(GOOD.replace("story: 2", "story: more/mine.yaml"))[0] == 0


# -- mistakes


def test_all_mistakes_are_told_at_once_with_their_places(run):
    text = """\
story: 5
variant: nope
set: {w: 9}
steps:
  - at: 10ms
    do: pots X "dinner?"
  - at: 5ms
    do: feed Q
  - expect: bye is fresh
  - expect: joy of hello = 3
  - do: crash A
    as: crash
  - do: expect late is fresh
"""
    status, out, err = run(text)
    assert (status, out) == (2, "")
    placed = [re.fullmatch(r"try\.scenario\.yaml:(\d+):(\d+): (.+)", line) for line in err]
    assert all(placed), err
    found = [(int(m[1]), int(m[2]), m[3][:50]) for m in placed]
    assert found == [
        (2, 10, "variant: there is no variant 'nope': there are non"),
        (3, 6, "set: W is 1 to N = 3, not 9"),
        *found[2:3],
        (7, 9, "steps.1.at: the step before is at 10 ms or later"),
        *found[4:],
    ]
    said = [text for _, _, text in found]
    assert said[2].startswith("steps.0.do: there is no verb 'pots'")


def test_mistakes_in_lines_are_told_beside_those_in_the_shape(run):
    text = OWN.replace("wait: 5ms", "wait: 5").replace("crash B", "crush B")
    found = [line.partition(": ")[2][:40] for line in run(text.replace("is fresh", "?"))[2]]
    assert found == [
        "steps.1.wait: a time is a number and a u",
        "steps.3.expect: 'refresh ?' is no expect",
        "steps.4.do: there is no verb 'crush'; th",
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("do: feed Y", "do: feed Q", (6, 9), "steps.2.do: Q is no user"),
        ("do: crash B", "do: crash Q", (9, 9), "steps.4.do: Q is no server"),
        ("refresh is fresh", "bye is fresh", (8, 13), "steps.3.expect: no step before is called"),
        ("refresh is fresh", "joy", (8, 13), "steps.3.expect: 'joy' is no expectation"),
        ("wait: 5ms", "wait: 5", (5, 11), "steps.1.wait: a time is a number and a unit"),
        ("wait: 5ms", "wait: 5ms\n    do: feed X", (5, 5), "steps.1: a step is one of these"),
        ("wait: 5ms", "click: {role: buton, name: X}", (5, 19), "steps.1.click.role: must be"),
        ("wait: 5ms", "click: {role: button}", (5, 12), "steps.1.click: a thing is found by"),
        ("wait: 5ms", "click: {label: /(/}", (5, 20), "this is no regular expression"),
        ("wait: 5ms", "expect: {see: {label: X}}", (5, 13), "of what is seen is said"),
        ("wait: 5ms", "drag: {from: {label: A}}", (5, 11), "steps.1.drag.to: is missing"),
        ("crash B", "quit", (9, 9), "steps.4.do: a scenario ends by itself"),
        ("wait: 5ms", "shout: hello", (5, 12), "steps.1.shout: there is no such key"),
        ("users: {X: A, Y: B}", "users: {X: A, Y: Q}", (2, 18), "users.Y: Q is no server"),
        ("w: 1", "w: 3", (1, 10), "cluster: W is 1 to N = 2, not 3"),
        ("users: {X: A, Y: B}", "story: 2", (1, 1), "a scenario has a story, or a cluster"),
    ],
)
def test_a_mistake_is_shown_where_it_is(run, old, new, place, said):
    status, out, err = run(OWN.replace(old, new, 1))
    assert (status, out) == (2, "")
    at = f"try.scenario.yaml:{place[0]}:{place[1]}: "
    assert any(line.startswith(at) and said in line for line in err), err


def test_what_a_scenario_says_itself_is_not_said_beside_it(run):
    status, _, err = run(GOOD, "--until", "3s", "--variant", "x")
    assert status == 2
    assert err == ["try.scenario.yaml: a scenario says its story, variant and times itself: "
                   "leave out --variant, --until"]  # fmt: skip


# -- schema


def test_the_schema_has_every_verb_with_its_example(capsys):
    assert main(["schema", "scenario"]) == 0
    found = json.loads(capsys.readouterr().out)
    lines = found["$defs"]["Line"]["anyOf"]
    assert {line["title"].split()[0] for line in lines} == set(VERBS)
    for line in lines:
        assert re.search(line["pattern"], line["examples"][0])


def test_the_schema_takes_what_the_readers_take():
    """What people write in short is in it, and a time is text there."""
    found = schema()["$defs"]
    step = found["ScenarioStepModel"]["properties"]
    assert {"do", "as", "wait", "expect", "click"} <= set(step)
    wait = step["wait"]["anyOf"][0]
    assert re.fullmatch(wait["pattern"], "5.31s")
    assert not re.fullmatch(wait["pattern"], "soon")
    short = found["PresetModel"]["properties"]["users"]["patternProperties"]
    assert {"type": "string"} in next(iter(short.values()))["anyOf"]
    assert step["expect"]["anyOf"][1] == {"type": "string"}
