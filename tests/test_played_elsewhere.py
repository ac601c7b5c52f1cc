"""A story on real servers: what it needs, how its times become ranges, and what a window shows."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from engine.faults import Demand, MoveUser, Retime
from engine.latency import Constant
from explorer import framing, performing, presets, recorder, reproducing, staging
from explorer.__main__ import main
from explorer.clusters import elsewhere, installed, keeping, shipped
from explorer.clusters.capabilities import EMBEDDED, POSTGRES
from explorer.clusters.played import played
from explorer.clusters.stretching import factor, ranges, stretched
from explorer.clusters.transcript import Transcript
from explorer.console.alone import Alone
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.judged import OTHERWISE
from explorer.performing import StepError
from explorer.presentation import Presentation
from explorer.problems import InputError
from explorer.recording import ground_of
from explorer.recording_reader import read
from explorer.reopening import Reopening
from explorer.steering import steer
from ui import film, stage_note
from ui.bar_parts import Choice
from ui.stage_travel import Traffic


def went(story="5", variant="none", late_us=0):
    """A story that was played on servers which are this program's own, and `late_us` slower."""
    scenario = presets.load(story).scenario(variant)
    run = Experiment(scenario).timeline
    run.run_until(scenario.until_us)
    log = tuple((at_us + late_us, *rest) for at_us, *rest in run.branch.events
                if rest[0] != "behind")  # fmt: skip
    commands = tuple((at_us + late_us, command) for at_us, command in run.commands)
    return played(scenario, Transcript("PostgreSQL 15.1", commands, log))


@pytest.mark.parametrize(("text", "found"), [
    ("latency of post = 0ms", ("latency of post <= 300ms",)),
    ("latency of refresh = 35ms", ("latency of refresh >= 332.5ms", "latency of refresh <= 650ms")),
    ("latency of back <= 160ms", ("latency of back <= 1.9s",)),
    ("arrival of post at B = 0.04s", ("arrival of post at B >= 380ms",
                                      "arrival of post at B <= 700ms")),
    ("copies of post = 3", ("copies of post = 3",)),
])  # fmt: skip
def test_a_time_becomes_a_range_on_a_real_clock(text, found):
    assert ranges(text, 10) == found


def test_a_story_becomes_longer_in_all_its_parts_alike():
    scenario = presets.load("5").scenario("wait")
    times = factor(scenario)
    longer = stretched(scenario, times)

    assert times == 13
    assert longer.until_us == scenario.until_us * times
    assert [at_us for at_us, _ in longer.commands] == [t * times for t, _ in scenario.commands]
    assert [link.latency.mean_us for link in longer.cluster.links] == [
        link.latency.mean_us * times for link in scenario.cluster.links
    ]
    assert longer.cluster.settings.timeout_us == scenario.cluster.settings.timeout_us * times


def test_a_long_link_or_a_long_story_is_not_made_longer_than_anybody_waits():
    assert factor(presets.load("6").scenario()) == 5  # a link of 200 ms
    assert factor(presets.load("18").scenario()) == 1  # a story of 12.4 s


def test_what_a_cluster_cannot_do_has_a_reason_and_ours_can_do_all():
    lacking = {
        (story.model.number, name): POSTGRES.lacks(scenario)
        for story in presets.load_all()
        for name, scenario in story.scenarios.items()
    }

    assert [at for at, why in lacking.items() if not why and at[0] in (2, 5, 6)] == [
        (2, ""), (5, "none"), (5, "sticky"), (5, "wait"), (5, "forward"), (6, "none"), (6, "token"),
    ]  # fmt: skip
    assert lacking[12, "sloppy"] == (
        "every server of PostgreSQL has all, so N is 5, not 3",
        "PostgreSQL has no quorum sloppy: no server stands in for another one",
    )
    assert lacking[14, "count"] == (
        "PostgreSQL has no likes count: one server takes all writes, so none are concurrent",
    )
    assert "PostgreSQL has no service 2 ms" in lacking[1, "calm"]
    assert not any(
        EMBEDDED.lacks(scenario)
        for story in presets.load_all()
        for scenario in story.scenarios.values()
        if story.model.engine == "embedded"
    )


def test_what_is_claimed_is_judged_when_the_command_has_ended_before_the_next_one():
    run = Experiment(went(late_us=3_000))
    run.timeline.run_until(run.end_us)

    assert all(result.held for result in run.results())
    assert [step.at_us for step in run.scenario.steps][:2] == [3_000, 8_000]


def test_a_run_that_happened_cannot_be_computed_again(page):
    page.window.show_run(Experiment(went()))

    for line in (
        "measure",
        "sweep",
        "shrink read_your_writes",
        "goal",
    ):
        assert "happened on PostgreSQL 15.1 and cannot be computed again" in str(
            page.window.attempt(line)
        )


def test_json_says_where_it_ran(monkeypatch, capsys):
    monkeypatch.setattr(elsewhere, "went", lambda _story, _told, _folder: went())

    assert main(["run", "5", "--variant", "none", "--on", "postgres", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["on"] == "PostgreSQL 15.1"
    assert row["guarantees"]["read_your_writes"]["verdict"] == "violated"


def test_of_several_runs_it_is_said_in_how_many_each_thing_held(monkeypatch, capsys):
    """In the third the read is not answered."""
    first = went()
    assert first.transcript
    other = tuple(
        (event[0], "unavailable", 2, "away") if event[1:3] == ("ok", 2) else event
        for event in first.transcript.events
    )
    third = replace(first, transcript=replace(first.transcript, events=other))
    runs = iter(2 * [first, went(late_us=3_000), third])
    monkeypatch.setattr(elsewhere, "went", lambda *_asked: next(runs))
    lines = ("run", "5", "--variant", "none", "--on", "postgres", "--repeat", "3")

    assert main([*lines, "--json"]) == 1
    *rows, tally = map(json.loads, capsys.readouterr().out.splitlines())
    assert len(rows) == 3
    assert (tally["preset"], tally["runs"]) == ("did-my-post-vanish", 3)
    held = {one["text"]: (one["held"], one["of"], one["share"]) for one in tally["held_in"]}
    assert held["post is acknowledged"] == (3, 3, [0.439, 1.0])
    assert held["refresh is stale"] == (2, 3, [0.208, 0.939])

    assert main(list(lines)) == 1
    said = capsys.readouterr().out
    assert "did-my-post-vanish / none, played 3 times on PostgreSQL 15.1" in said
    assert "held in 2 of 3 (21 to 94 % of all such runs): refresh is stale" in said


def test_what_it_lacks_is_told_all_at_once_before_anything_is_made(monkeypatch, capsys):
    monkeypatch.setattr(elsewhere, "went", lambda *_: pytest.fail("nothing is to be played"))

    assert main(["run", "12", "14", "--on", "postgres"]) == 2
    said = capsys.readouterr().err
    assert "sloppy: PostgreSQL has no quorum sloppy" in said
    assert "count: PostgreSQL has no likes count" in said


def test_a_window_shows_how_far_it_is_and_then_what_happened(page, monkeypatch):
    page.window.do("open 5")
    run = page.window.experiment
    monkeypatch.setattr(run.elsewhere._worker, "start", lambda *_: None)
    found = iter([[("PostgreSQL 15.1: the story is played", 0.25)], [went().transcript]])
    monkeypatch.setattr(run.elsewhere._worker, "take", lambda **_: (next(found), False))

    where = page.window.findChild(Choice, "where")
    where.activated.emit(where.findText("PostgreSQL"))
    page.window.showing.working.look()
    said = page.window.findChild(QLabel, "where-said")
    assert said.text() == "PostgreSQL 15.1: the story is played"
    page.window.showing.working.look()

    assert page.window.experiment.scenario.transcript.engine == "PostgreSQL 15.1"
    assert said.text().startswith("Recorded on PostgreSQL 15.1, ")


def test_what_it_cannot_play_is_grey_and_says_why(page):
    page.window.do("open 14")
    why = "PostgreSQL has no likes count: one server takes all writes, so none are concurrent"
    assert page.window.attempt("on postgres").text == why
    where = page.window.findChild(Choice, "where")
    item = where.findText("PostgreSQL")
    assert not where.model().item(item).isEnabled()
    assert where.itemData(item, Qt.ItemDataRole.ToolTipRole) == why


def test_without_the_extra_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(installed, "find_spec", lambda name: None if name == "psycopg" else name)
    installed.lacking.cache_clear()
    try:
        assert main(["run", "5", "--on", "postgres"]) == 2
        assert main(["cluster", "status"]) == 2
        told = "psycopg not installed: pip install 'quorumscope[postgres]'"
        assert capsys.readouterr().err.count(told) == 2
        assert elsewhere.refusal(presets.load("5").scenario()) == told
    finally:
        installed.lacking.cache_clear()


def test_a_recording_of_it_opens_to_the_same_run(tmp_path):
    happened = went()
    there = replace(happened.transcript, evidence={3: "sampled"})
    run = Experiment(played(presets.load("5").scenario("none"), there))
    run.timeline.run_until(run.end_us)
    path = tmp_path / "went.qscope"
    recorder.save(run, path).result()

    opened = Reopening(read(path))
    again = opened.finish()

    assert opened.finding == ""
    assert again.scenario.transcript == run.scenario.transcript
    assert again.digest() == run.digest()
    assert [r.held for r in again.results()] == [r.held for r in run.results()]


@pytest.mark.parametrize("change", [
    lambda text: text[:-9],
    lambda text: text.replace('"engine"', '"motor"'),
    lambda text: text.replace('"B"', '"Q"'),
    lambda text: text.replace('"invoked",1', '"invoked",7'),
    lambda text: text.replace('"ok",2,', '"ok",'),
])  # fmt: skip
def test_a_record_that_tells_of_no_such_run_is_refused_in_words(change):
    story = presets.load("5").scenario("none")
    with pytest.raises(ValueError, match="what happened on real servers cannot be read"):
        keeping.happened(story, change(keeping.as_text(went().transcript)))


def test_a_scenario_or_a_story_cannot_be_made_of_it(page, tmp_path):
    page.window.show_run(Experiment(went()))
    for name in ("went.yaml", "went.scenario.yaml"):
        told = page.window.attempt(f'save "{tmp_path / name}"')
        assert "can be saved as a recording alone (.qscope)" in told.text


def test_times_in_what_is_done_become_longer_as_well():
    steps = [{"at": "1ms", "do": "set timeout 500ms"}, {"at": "2ms", "do": "latency A - B 9ms"}]
    text = yaml.safe_load(presets.load("2").origin.text) | {"script": steps}
    for part in ("predict", "expect", "goal", "still"):
        text.pop(part, None)
    scenario = stretched(presets.load_text(yaml.safe_dump(text)).scenario(), 4)
    (change, retimed) = (command for _, command in scenario.commands)

    assert change.value == 2_000_000
    assert retimed.latency.mean_us == 36_000


def test_users_and_links_are_as_they_were_there():
    scenario = presets.load("5").scenario("none")
    given = [(1, MoveUser("X", "B")), (2, Demand("X", "token-refuse")),
             (3, Retime((("A", "B"),), Constant(900_000)))]  # fmt: skip
    run = Experiment(scenario).timeline
    for at_us, command in given:
        run.seek(at_us - 1)
        run.submit(command)
    log = tuple(event for event in run.branch.events if event[1] != "behind")
    there = Experiment(played(scenario, Transcript("itself", run.commands, log))).timeline
    there.run_until(3)
    run.seek(3)

    there_are = [replace(server, role="") for server in staging.servers(there)]
    assert there_are == list(staging.servers(run))
    assert list(staging.links(there.cluster)) == list(staging.links(run.cluster))
    assert there.cluster.sessions == run.cluster.sessions


def test_what_is_computed_anyway_is_not_said_to_be_played(capsys):
    example = Path(__file__).parents[1] / "examples" / "cut-off.scenario.yaml"
    assert main(["run", str(example), "--on", "postgres"]) == 2
    assert "only stories are played on real servers" in capsys.readouterr().err


def test_what_is_computed_lies_in_no_folder(capsys):
    assert main(["run", "5", "--folder", "there"]) == 2
    assert "--folder: it is of a real cluster" in capsys.readouterr().err


def test_a_story_that_lasts_longer_than_anybody_waits_is_refused():
    longer = replace(presets.load("5").scenario("none"), until_us=61_000_000)
    assert POSTGRES.lacks(longer) == ("a story there lasts 60 s at most",)


def test_the_inspector_says_how_an_event_is_known():
    happened = went()
    there = happened.transcript
    stored = next(at for at, event in enumerate(there.events) if event[1] == "stored")
    sampled = replace(there, evidence={stored: "sampled"})
    run = Experiment(played(presets.load("5").scenario("none"), sampled))
    run.timeline.run_until(run.end_us)

    def known(name):
        events = run.timeline.branch.events
        run.select(f"event {next(at for at, event in enumerate(events) if event[1] == name)}")
        return {row.label: row.value for row in run.inspection().sections[0][1]}["known"]

    assert known("stored").startswith("sampled")
    assert known("behind").startswith("inferred")
    assert known("invoked") == "seen as it happened"


def test_what_is_claimed_of_a_command_is_claimed_before_the_next_one():
    run = went()
    given_us = [at_us for at_us, _ in run.transcript.commands]
    for step in run.steps:
        after = [at_us for at_us in given_us if at_us > step.at_us]
        assert all(claim.due_us < min(after, default=10**9) for claim in step.claims)


def test_what_came_out_otherwise_there_is_struck_out():
    other = played(presets.load("5").scenario("sticky"), went().transcript)
    run = Experiment(other)
    run.timeline.run_until(run.end_us)

    steps = {step.text: step.state for step in framing.frame(run).lesson.steps}
    assert steps["X refreshes once more."] != "off"
    sticky = "A sticky user session always goes to its own server, so A answers. The post is there."
    assert steps[sticky] == "off"


def test_a_frame_of_several_commits_leads_to_each_of_them():
    happened = went()
    events = list(happened.transcript.events)
    place = max(at for at, event in enumerate(events) if event[1] == "sent")
    at_us, _, message = events[place][:3]
    events.insert(place + 1, (at_us, "carries", message, (1, 2)))
    there = replace(happened.transcript, events=tuple(events))
    run = Experiment(played(presets.load("5").scenario("none"), there))
    run.seek(at_us)

    def shown(key, section):
        run.select(key)
        return [(row.label, row.line) for row in dict(run.inspection().sections)[section]]

    place = next(at for at, one in enumerate(run.timeline.branch.events) if one[1] == "carries")
    known = [("operation", "select operation 1"), ("operation, 2", "select operation 2")]
    assert [row for row in shown(f"message {message}", "Message") if "operation" in row[1]] == known
    assert shown(f"event {place}", "About")[:2] == known


@pytest.mark.parametrize(("there", "says_so"), [("sticky", False), ("none", True)])
def test_a_run_that_went_otherwise_says_so_wherever_it_would_tell_what_it_teaches(there, says_so):
    story = presets.load("5").scenario("sticky")
    run = Experiment(played(story, went("5", there).transcript))
    run.seek(run.end_us)
    end, talk = framing.frame(run), Presentation(run)
    talk.go(len(talk.talk) - 1)

    card = talk.view(talk.run).card
    assert card is not None
    told = {end.lesson.takeaway, film.script(run, end, (None, None)).closing, card.text}
    assert told == {OTHERWISE if says_so else story.preset.model.takeaway}


def test_an_audience_is_told_which_sentences_the_run_has_not_shown():
    run = Experiment(played(presets.load("5").scenario("sticky"), went().transcript))
    talk = Presentation(run)
    states = set()
    for at_us in (0, 20_000, 99_999, run.end_us):
        run.seek(at_us)
        said = talk.view(run).said
        told = [step for step in framing.frame(run).lesson.steps if step.at_us <= at_us]
        text, state = told[-1].text, told[-1].state
        assert said == (f"Not seen in this run: {text}" if state == "off" else text)
        states.add(state)
    assert states >= {"off", "now"}


def test_a_talk_of_what_happened_there_goes_to_its_own_moments():
    run = Experiment(went("5", "sticky", late_us=700))
    talk = Presentation(run)
    beats = [(place.at_us, place.text) for place in talk.talk
             if (place.kind, place.variant) == ("beat", "sticky")]  # fmt: skip
    assert beats == [(step.at_us, step.say) for step in run.scenario.steps if step.say]
    assert beats != [(step.at_us, step.say) for step in presets.load("5").scenario("sticky").steps]


def test_what_was_cancelled_is_shown_to_nobody():
    elsewhere_ = elsewhere.Elsewhere()
    elsewhere_.happened = went()
    elsewhere_.cancel()
    assert elsewhere_.happened is None


def test_whoever_steers_it_without_a_window_is_told_so_too():
    with pytest.raises(ValueError, match="cannot be computed again"):
        steer(Experiment(went()), Control("measure"))
    with pytest.raises(StepError, match="only a window waits for it"):
        performing.act(Experiment(presets.load("5").scenario()), "on postgres")
    alone = Alone(Experiment(presets.load("5").scenario()), lambda _: None, lambda *_: None)
    assert "window" in alone.do("on postgres")[0]


def test_its_seal_stands_on_what_happened():
    ground = ground_of(Experiment(went()), "1", "3.11")
    assert ground.hash != replace(ground, happened="").hash


def test_the_line_that_does_it_again_plays_it_again():
    assert reproducing.line(Experiment(went())).endswith("--on postgres")


def test_the_window_says_on_what_it_ran_and_keeps_it(page):
    page.window.show_run(Experiment(went()))
    told = [label.text() for label in page.window.findChildren(QLabel)]
    assert "PostgreSQL 15.1" in told
    assert page.window.runs.recording._worth_keeping
    frame = framing.frame(page.window.experiment)
    assert stage_note._of_all(frame, Traffic())[0].startswith("recorded on PostgreSQL 15.1, ")


# -- stories that were written for real servers


def test_how_a_story_of_real_servers_went_comes_with_the_program(page):
    page.window.do("open 25")
    where = page.experiment.scenario.transcript

    assert where is not None
    assert where.engine.startswith("PostgreSQL")
    assert shipped.is_told(page.experiment.scenario)
    page.window.do("seek 7s")
    assert all(result.held for result in page.experiment.results())
    refused = str(page.window.attempt("on embedded"))
    assert "a server there applies at once what it gets" in refused
    assert "cannot be computed again" in str(page.window.attempt("compare with w 3"))
    page.window.do("compare")
    assert [side.scenario.variant for side in page.window.twin.sides] == ["durable", "readable"]


def test_a_story_of_real_servers_that_was_changed_has_to_be_played():
    whole = presets.load("26").scenario("w1")
    changed = presets.load("26", ["timeout=600ms"]).scenario("w1")

    assert not shipped.wants_servers(whole, None)
    assert shipped.wants_servers(whole, "postgres")
    assert not shipped.wants_servers(whole, "embedded")
    assert shipped.wants_servers(changed, None)
    run = Experiment(changed)
    run.timeline.run_until(run.end_us)
    assert (run.results(), run.timeline.place) == ([], 0), "nothing has happened"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("promote B", "none of its servers is the primary"),
        ("lag B 300ms", "a server there applies at once what it gets"),
        ("set acks durable", "can be read there at once"),
    ],
)
def test_what_only_real_servers_can_do_is_refused_in_any_other_story(line, why):
    text = presets.load("2").origin.text
    own = f"{text[: text.index('script:')]}script:\n  - at: 0ms\n    do: {line}\n"
    rest = "expect: []\ntakeaway: none\nleaves_out: all\n"
    with pytest.raises(InputError) as caught:
        presets.load_text(own + rest, "own.yaml")
    assert why in str(caught.value)
    presets.load_text(own.replace("cluster:", "engine: postgres\ncluster:") + rest)
