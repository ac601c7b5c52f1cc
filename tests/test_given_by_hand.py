"""A command by hand on a story that happened on real servers: it is played again with it."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar

from engine.faults import Crash, Cut, Promote
from engine.social import Request
from explorer import framing, offering, performing, presets, recorder
from explorer.clusters import by_hand
from explorer.clusters.played import played
from explorer.clusters.stretching import factor, stretched
from explorer.clusters.transcript import Transcript
from explorer.console.alone import Alone
from explorer.experiment import Experiment
from explorer.recording_reader import read
from explorer.reopening import Reopening
from ui import palette_entries

LATE_US = 700
"""So much later this stand-in for real servers does everything."""


def happens(given=()):
    """The transcript of a story that a computed cluster played for real servers."""
    story = presets.load("5").scenario("none")
    scenario = by_hand.with_given(stretched(story, factor(story)), given)
    commands = [(at_us + LATE_US, command) for at_us, command in scenario.commands]
    run = Experiment(replace(scenario, steps=())).timeline
    run.give(commands)
    run.run_until(scenario.until_us)
    log = tuple(event for event in run.branch.events if event[1] != "behind")
    return scenario, Transcript("PostgreSQL 15.1", tuple(commands), log)


def went(*given):
    scenario, transcript = happens(given)
    return played(scenario, replace(transcript, given=given))


class StandIn:
    """Plays what it is asked in the place of real servers, when it is told to."""

    def __init__(self, monkeypatch, run):
        self.asked = []
        self._come = []
        worker = run.elsewhere._worker
        monkeypatch.setattr(worker, "start", lambda _work, given: self.asked.append(given[1]))
        monkeypatch.setattr(worker, "take", self._take)

    def _take(self, **_):
        come, self._come = self._come, []
        return come, False

    def says(self, page, *said):
        self._come += said
        page.window.showing.working.look()

    def plays(self, page):
        """What was asked last has been played."""
        self.says(page, happens(self.asked[-1])[1])


@pytest.fixture
def shown(page, monkeypatch):
    """A window with a run that happened, and who plays it again."""
    run = Experiment(went())
    page.window.show_run(run)
    page.window.do("seek 300ms")
    return page, StandIn(monkeypatch, run)


def given(page):
    return [command for _, command in page.window.experiment.scenario.transcript.given]


def test_a_command_is_played_at_the_moment_that_is_shown_and_what_comes_of_it_is_shown(shown):
    page, there = shown
    before = page.window.experiment
    page.window.do("crash B")
    assert there.asked == [((300_001, Crash("B")),)]
    assert page.window.experiment is before  # it can be looked at meanwhile
    there.plays(page)

    run = page.window.experiment
    assert run.timeline.branch.given == [(300_001 + LATE_US, Crash("B"))]
    assert not run.timeline.cluster.replicas["B"].up
    assert run.timeline.left_us == run.now_us == 300_001 + LATE_US
    said = page.window.notice.text()
    assert said.startswith("Played again on PostgreSQL 15.1, and shown from there on.")
    assert "differ by milliseconds" in said


def test_meanwhile_the_lesson_says_how_far_it_is_and_it_can_be_cancelled(shown):
    page, there = shown
    page.window.do("crash B")
    there.says(page, ("PostgreSQL 15.1: the story is played", 0.4))
    said = page.window.findChild(QLabel, "where-said")
    assert said.text() == "PostgreSQL 15.1: the story is played"
    assert page.window.findChild(QProgressBar, "where-progress").value() == 40
    refused = page.window.attempt("crash C").text
    assert refused.startswith("the story is being played: wait for its end")

    run = page.window.experiment
    run.elsewhere._worker.stop = lambda: True
    page.window.do("on embedded")
    assert run.elsewhere.state == "cancelled"
    assert page.window.experiment is run
    assert said.text().startswith("Recorded on PostgreSQL 15.1")


def test_undo_redo_and_story_lead_to_runs_that_were_played_before(shown):
    page, there = shown
    for line in ("crash B", 'post X "more"'):
        page.window.do(line)
        there.plays(page)
    played_twice = [page.window.experiment.scenario]
    page.window.do("undo")
    assert given(page) == [Crash("B")]
    assert not page.window.experiment.timeline.cluster.replicas["B"].up
    page.window.do("undo")
    assert given(page) == []
    assert page.window.experiment.now_us == 300_000 + LATE_US
    assert page.window.attempt("undo").text == "nothing was done by hand yet"
    page.window.do("redo")
    page.window.do("redo")
    assert page.window.experiment.scenario is played_twice[0]
    assert page.window.attempt("redo").text.startswith("nothing was undone")
    page.window.do("story")
    assert given(page) == []
    page.window.do("redo")
    assert page.window.experiment.scenario is played_twice[0]
    assert len(there.asked) == 2


def test_what_came_after_the_moment_that_is_shown_is_given_no_more(shown):
    page, there = shown
    page.window.do("crash B")
    there.plays(page)
    page.window.do("seek 100ms")
    page.window.do("pause C")
    assert there.asked[-1] == ((100_001, performing.script.parse("pause C")[1]),)


def test_a_run_that_was_never_played_here_is_played_for_undo(page, monkeypatch):
    run = Experiment(went((100_000, Crash("C")), (300_001, Crash("B"))))
    page.window.show_run(run)
    there = StandIn(monkeypatch, run)
    page.window.do("undo")
    assert there.asked == [((100_000, Crash("C")),)]
    there.plays(page)
    assert given(page) == [Crash("C")]


@pytest.mark.parametrize(("line", "why"), [
    ("load 10/s", "a crowd's arrivals would be measured on this machine"),
    ("set n 2", "n means nothing to PostgreSQL: what can be set is r, w, acks, timeout"),
    ("cut A -> B", "a link between real servers is cut both ways"),
    ("page X Y", "nobody can page here"),
    ("restart A", "is up"),
])  # fmt: skip
def test_what_real_servers_cannot_do_is_refused_before_anything_is_played(shown, line, why):
    page, there = shown
    assert why in page.window.attempt(line).text
    assert there.asked == []


def primaries(key, at_us):
    """What is offered of who is the primary, and why not, by line: in story 26, or in another."""
    run = Experiment(presets.load("26").scenario("w1"))
    run.seek(at_us)
    return {offer.line: offer.reason for offer in offering.offers(run.timeline, key)
            if offer.under == "The primary"}  # fmt: skip


def test_a_menu_promotes_delays_and_has_rejoin_whoever_can_be():
    lines = [f"{verb} B" for verb in ("promote", "rejoin")] + ["lag B 300ms", "lag B 0ms"]
    before = primaries("server B", 1_000_000)
    assert list(before) == lines
    assert list(before.values()) == [None] * 4
    after = primaries("server B", 4_600_000)
    assert [after[line] for line in lines] == [
        "B is the primary already", "B is the primary: the others rejoin it",
        *["B is the primary: it applies nothing late"] * 2,
    ]  # fmt: skip
    old = primaries("server A", 4_600_000)
    assert old["promote A"] == "A was the primary before: it has to rejoin first"
    assert old["rejoin A"] is None


def test_where_no_server_is_the_primary_no_menu_speaks_of_one():
    timeline = Experiment(presets.load("5").scenario("none")).timeline
    assert not {"promote B", "rejoin B"} & {o.line for o in offering.offers(timeline, "server B")}


def test_a_menu_or_the_palette_promotes_a_server_of_a_real_run(shown):
    page, there = shown
    entries = palette_entries.entries([], framing.frame(page.window.experiment, {"palette"}))
    (entry,) = (entry for entry in entries if entry.lines == ("promote C",))
    assert entry.reason == ""
    page.window.do(entry.lines[0])
    assert there.asked == [((300_001, Promote("C")),)]


def test_nobody_is_promoted_who_is_down():
    run = Experiment(went((300_001, Crash("C"))))
    run.seek(400_000)
    assert run.refusal(Promote("B")) is None
    assert run.refusal(Promote("C")) == "C is down or paused"
    assert run.refusal(Promote("Z")) == "there is no server Z"


def test_nobody_has_to_wait_for_it_in_an_audience_or_without_a_window(shown):
    page, there = shown
    page.window.do("present")
    assert "Esc leads out" in page.window.attempt("crash B").text
    page.window.do("present off")
    assert there.asked == []

    run = Experiment(went((300_001, Crash("B"))))
    alone = Alone(run, lambda _: None, lambda *_: None)
    for line in ("crash C", "undo", "redo", "story"):
        assert "window" in alone.do(line)[0]
        with pytest.raises(ValueError, match="window"):
            performing.act(run, line)


def test_a_recording_of_it_opens_with_what_was_given_by_hand(tmp_path):
    post = Request("sign_up", "Sam", salt="01", key="02", via="A")
    run = Experiment(went((100_000, post), (300_001, Cut((("A", "B"), ("B", "A"))))))
    run.timeline.run_until(run.end_us)
    path = tmp_path / "given.qscope"
    recorder.save(run, path).result()

    opened = Reopening(read(path))
    again = opened.finish()
    assert opened.finding == ""
    assert again.scenario.transcript == run.scenario.transcript
    assert again.timeline.branch.given == run.timeline.branch.given
    assert again.digest() == run.digest()


def test_it_lasts_as_long_as_something_can_come_of_what_was_given():
    story = presets.load("5").scenario("none")
    scenario = stretched(story, factor(story))
    post = Request("post", "X", "more")
    late_us = scenario.until_us - 1
    timeout_us = scenario.cluster.settings.timeout_us
    assert by_hand.with_given(scenario, ()).until_us == scenario.until_us
    assert by_hand.with_given(scenario, [(late_us, post)]).until_us == late_us + timeout_us
    fifth_us = scenario.until_us // 5
    assert by_hand.with_given(scenario, [(late_us, Crash("A"))]).until_us == late_us + fifth_us
