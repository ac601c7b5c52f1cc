"""Replicas that do not agree at the end: why, and the smallest run in which they do not either."""

from dataclasses import replace

import pytest
from page import Page, settle
from test_sentences import random_run
from test_smallest_cause import Recorded, happens, lines, shrunk

from engine import faults
from explorer import apart, explaining, presets, smallest_words, sought
from explorer.experiment import Experiment
from explorer.verdicts import verdicts

MS = 1_000
STORY = """
number: 99
slug: apart
title: Apart
question: 1
story: X posts over a cut.
cluster: {{servers: [A, B, C], n: {n}, w: 1, default_delay: 40ms, timeout: 300ms{more}}}
users: {{X: {{at: A, posts: [hi], follows: [Y]}}, Y: {{at: C, follows: [X]}}}}
until: 1s
script: [{steps}]
takeaway: It stays so.
leaves_out: Much.
"""
CUT = ("10ms cut A - C", '20ms post X "lunch"', '25ms post Y "other"', "100ms feed Y", "200ms heal")


def run(*steps: str, n: int = 3, more: str = "") -> Experiment:
    parts = (step.split(" ", 1) for step in steps)
    script_ = ", ".join(f"{{at: {at}, do: '{do}'}}" for at, do in parts)
    made = Experiment(presets.load_text(STORY.format(steps=script_, n=n, more=more)).scenario())
    made.seek(made.end_us)
    return made


def answer(made):
    return verdicts(made.timeline.branch.history, made.timeline.cluster)["convergence"]


def verdict_rows(made):
    made.judge.judge(made.timeline)
    return [row for row in made.verdicts().rows if row.name == "convergence"]


def told(made):
    return explaining.cause_of(made, "convergence")


def test_the_writes_that_a_home_lacks_are_its_witnesses():
    assert (answer(run(*CUT)).answer, answer(run(*CUT)).witness) == ("violated", (1, 2))
    assert answer(run(*CUT, more=", anti_entropy: 100ms")).witness == ()


def test_why_they_do_not_agree_is_told_with_the_moment_and_what_mattered():
    found = told(run("15ms cut A - C", *CUT[1:2], "200ms heal"))
    assert found.sentence == (
        "«lunch» by X is on A and B and not on C: the copy for C was lost at 20 ms, as the link "
        "A - C was cut; nothing has brought it there since."
    )
    assert (found.kind, found.between, found.moment_us) == ("convergence", ("X",), 20 * MS)
    assert found.servers >= {"A", "B", "C"}
    assert found.faults == {15 * MS}
    assert found.operations == {1}


def test_a_lost_disk_that_nobody_filled_again_is_the_cause():
    found = told(run('20ms post X "lunch"', "200ms wipe C", "300ms restart C"))
    assert "C had it and has lost it" in found.sentence
    assert found.moment_us == 200 * MS
    bare = told(run("200ms wipe C", "300ms restart C"))
    assert bare.sentence == (
        "C lost its disk at 200 ms, and not all that was there before the run has come back to it."
    )
    assert [r.show_us for r in verdict_rows(run("200ms wipe C", "300ms restart C"))] == [200 * MS]
    with pytest.raises(ValueError, match="what is apart was there before the run"):
        sought.of(bare)


def test_a_home_that_became_one_too_late_is_told_without_an_operation():
    made = run("10ms set n 1", "500ms set n 3", '300ms post X "alone"')
    assert answer(made).answer == "violated"
    assert told(made).sentence


def test_a_disk_that_was_filled_again_is_not_blamed_for_what_a_new_home_lacks():
    filled = ("100ms wipe A", "150ms restart A", "600ms set anti_entropy off")
    before = run(*filled, n=2, more=", anti_entropy: 50ms")
    assert answer(before).answer == "holds"
    after = run(*filled, "700ms set n 3", "800ms cut A - B", "900ms heal", n=2,
                more=", anti_entropy: 50ms")  # fmt: skip
    assert told(after).sentence == (
        "C became a home of X's account at 700 ms, and what was there before the run has not come "
        "to it."
    )
    assert (told(after).moment_us, told(after).faults) == (700 * MS, {700 * MS})


def test_it_is_explained_as_of_the_moment_that_it_was_judged():
    made = run(*CUT, "460ms set anti_entropy 50ms")
    made.seek(450 * MS)
    assert "not on C" in told(made).sentence
    explaining.explain(made, "convergence")
    assert made.now_us == 25 * MS or made.now_us == 20 * MS


def wanted(made):
    made.shrinker = Recorded()
    explaining.shrink(made, "convergence")
    return made.shrinker.wanted


def test_the_smallest_run_in_which_they_do_not_agree():
    asked = wanted(run("5ms crash B", "6ms restart B", *CUT))
    found = shrunk(asked)
    assert lines(asked, found) == ["cut A - C", 'post X "lunch"', "heal"]
    assert found.complete
    assert happens(asked.sought, found.case)
    commands = found.case.commands
    for i in range(len(commands)):
        without = replace(found.case, commands=(*commands[:i], *commands[i + 1 :]))
        assert not happens(asked.sought, without), f"it happens without {commands[i]}"


def test_what_is_left_is_a_preset_that_shows_it_again():
    asked = wanted(run(*CUT))
    found = shrunk(asked)
    words = sought.sentence(asked.sought, found.history)
    assert words.startswith("«lunch» by X is on A and B and not on C")
    text = smallest_words.preset(asked, found, words)
    again = Experiment(presets.load_text(text).scenario())
    again.seek(again.end_us)
    assert [result.held for result in again.results()] == [True]
    assert answer(again).answer == "violated"


@pytest.mark.parametrize("seed", range(12))
def test_the_history_finds_what_the_servers_say(seed):
    """A slow twin: the servers themselves are asked, in runs that are drawn at random."""
    timeline = random_run(seed)
    before = {write.number for write, _ in apart.writes(timeline.branch.history)}
    assert bool(before) <= bool(asked_of_servers(timeline)), "not while something is in the way"
    replicas, network = timeline.cluster.replicas, timeline.cluster.network
    mended = [faults.Restart(name) for name, r in replicas.items() if not r.up]
    mended += [faults.Resume(name) for name, r in replicas.items() if r.health.paused]
    mended += [faults.Heal()] * bool(network.blocked) + [faults.Release()] * bool(network.holding)
    for fault in mended:
        timeline.submit(fault)
    timeline.run_until(9_000_000)
    found = {write.number for write, _ in apart.writes(timeline.branch.history)}
    witness = asked_of_servers(timeline)
    assert set(witness) <= found
    assert bool(found) == bool(witness)


def asked_of_servers(timeline):
    return verdicts(timeline.branch.history, timeline.cluster)["convergence"].witness


def test_show_me_and_the_smallest_cause_are_a_click_away(page: Page):
    page.window.open_scenario(run(*CUT).scenario)
    page.window.do("seek 900ms")
    page.window.do("show verdicts")
    page.window.page.flush()
    settle()
    row = next(r for r in page.experiment.verdicts().rows if r.name == "convergence")
    assert (row.answer, row.witness) == ("violated", (1, 2))
    assert row.text.startswith("«lunch» by X is on A and B and not on C")
    page.window.do("cause convergence")
    assert page.experiment.now_us == row.show_us
    page.experiment.shrinker = Recorded()
    page.button("Shrink the run to what this does not happen without").click()
    assert page.experiment.shrinker.wanted.sought == sought.Sought("convergence", ("X",))
