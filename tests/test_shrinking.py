"""A failing seed is shrunk to a story of a few steps, and saved as a preset that fails alike."""

import json
from dataclasses import replace

import pytest

from explorer import failures, presets, shrinking, storms, swarm
from explorer.__main__ import main
from explorer.experiment import Experiment
from explorer.framing import frame
from tests import planted


def failing(invariant, seeds=range(1, 101)):
    for seed in seeds:
        if invariant in {broken.invariant for broken in swarm.run(seed).violations}:
            return seed
    raise AssertionError(f"no seed breaks {invariant}")


@pytest.mark.parametrize(
    ("plant", "invariant"),
    [
        (planted.no_drop_at_a_cut, "no_way_across"),
        (planted.held_messages_that_are_lost_when_released, "messages_once"),
        (planted.a_crash_loses_what_was_synced, "synced_stays"),
        (planted.acknowledged_before_w, "w_homes"),
        (planted.a_repair_that_nobody_waits_for, "mended_first"),
        (planted.anti_entropy_that_stores_nothing, "converged"),
        (planted.a_hint_that_is_done_when_it_is_sent, "hints_delivered"),
        (planted.a_sticky_session_that_moves, "read_your_writes"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
@pytest.mark.timeout(300)
def test_a_failing_seed_becomes_a_story_that_fails_alike(plant, invariant, monkeypatch, tmp_path):
    with monkeypatch.context() as context:
        plant(context.setattr)
        saved = failures.save(tmp_path, failing(invariant), invariant)
        assert saved.reproduced
        assert saved.operations <= shrinking.MOST_OPERATIONS
        assert saved.faults <= shrinking.MOST_FAULTS
        assert invariant in failures.broken_by(tmp_path / saved.file)
        status = main(["run", saved.file])
        expected = presets.load(saved.file).scenario().expectations
        assert status == (1 if expected else 0)
    assert failures.broken_by(tmp_path / saved.file) == set()
    assert main(["run", saved.file]) == 0


def test_a_saved_story_is_a_picture_like_any_other(monkeypatch, tmp_path):
    planted.a_token_that_is_not_checked(monkeypatch.setattr)
    saved = failures.save(tmp_path, failing("read_your_writes"), "read_your_writes")
    scenario = presets.load(saved.file).scenario()
    assert [e.text for e in scenario.expectations] == ["violations of read_your_writes = 0"]
    experiment = Experiment(scenario)
    experiment.seek(experiment.end_us)
    assert [result.held for result in experiment.results()] == [False]
    assert frame(experiment).now_us == experiment.end_us


def test_shrinking_is_the_same_each_time_and_keeps_to_its_budget(monkeypatch):
    planted.acknowledged_before_w(monkeypatch.setattr)
    case = storms.draw(failing("w_homes"))
    one, two = shrinking.shrink(case, "w_homes"), shrinking.shrink(case, "w_homes")
    assert one == two
    assert one.small
    short = shrinking.shrink(case, "w_homes", budget=5)
    assert short.runs == 5
    assert one.case.end_us < short.case.end_us


def test_nothing_can_be_taken_away_from_what_is_left(monkeypatch):
    planted.a_sticky_session_that_moves(monkeypatch.setattr)
    case = shrinking.shrink(storms.draw(failing("read_your_writes")), "read_your_writes").case
    for i in range(len(case.commands)):
        fewer = (*case.commands[:i], *case.commands[i + 1 :])
        auditor, _ = swarm.watched(replace(case, commands=fewer))
        assert "read_your_writes" not in {broken.invariant for broken in auditor.broken}


def test_a_seed_that_breaks_nothing_cannot_be_shrunk():
    with pytest.raises(ValueError, match="does not break w_homes"):
        shrinking.shrink(storms.draw(1), "w_homes")


def test_the_command_says_where_it_saved_a_failing_seed(monkeypatch, tmp_path, capsys):
    planted.acknowledged_before_w(monkeypatch.setattr)
    monkeypatch.chdir(tmp_path)
    seed = failing("w_homes")
    seeds = f"{seed}..{seed + 1}"
    assert main(["swarm", "--seeds", seeds, "--json"]) == 1
    summed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"seed", "invariant", "text"} == set(summed["violations"][0])
    saved = summed["saved"][0]
    assert saved["file"].startswith("swarm-failures/seed-")
    assert saved["reproduced"]
    assert main(["swarm", "--seeds", seeds, "--artifacts", "here"]) == 1
    told = capsys.readouterr().out
    assert "quorumscope open here/seed-" in told
    assert (tmp_path / "here").is_dir()


def test_a_file_where_the_folder_should_be_is_refused(tmp_path, capsys):
    (tmp_path / "here").write_text("")
    assert main(["swarm", "--seeds", "1..1", "--artifacts", str(tmp_path / "here")]) == 2
    assert "no folder" in capsys.readouterr().err
