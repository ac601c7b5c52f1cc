"""The smallest cause: what an anomaly does not happen without, verified, told and saved."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.cluster import Cluster
from engine.faults import Crash
from engine.history import History
from engine.latency import Exponential
from engine.spec import LinkSpec
from explorer import explaining, presets, script, smallest, smallest_words, sought
from explorer.__main__ import main
from explorer.experiment import Experiment
from explorer.shrinker import Found, Shrinker
from explorer.smallest import Progress, Wanted
from explorer.sought import Sought
from explorer.storms import Case

MS = 1_000


class Recorded(Shrinker):
    """Keeps what it is asked for; the test runs it by itself."""

    def begin(self, wanted: Wanted) -> None:
        self.wanted = wanted


def wanted(story: str, variant: str, subject: str, *hand: tuple[int, str]) -> Wanted:
    """What shrinking this anomaly asks for; `hand`: lines that are given by hand, and when."""
    experiment = Experiment(presets.load(story).scenario(variant))
    for at_us, line in hand:
        experiment.seek(at_us)
        _, command = script.parse(line)
        experiment.submit(command)  # type: ignore[arg-type]
    experiment.seek(experiment.end_us)
    experiment.shrinker = Recorded()
    explaining.shrink(experiment, subject)
    assert experiment.shrinker.wanted is not None
    return experiment.shrinker.wanted


def shrunk(asked: Wanted) -> smallest.Smallest:
    return smallest.smallest(asked, lambda _: None)


def lines(asked: Wanted, found: smallest.Smallest) -> list[str]:
    return [smallest_words.line(asked, command) for _, command in found.case.commands]


def happens(sought_: Sought, case: Case) -> bool:
    """Whether a run has it: a slow twin, which runs the cluster by itself to its very end."""
    cluster = Cluster(case.spec, case.seed, case.commands)
    history = History()
    cluster.run_until(case.end_us)
    for event in cluster.events:
        history.fold(event)
    return sought.when(sought_, history) is not None


CASES = [
    ("5", "none", "#2", ['post X "lunch at noon?"', "feed X via B"]),
    ("6", "none", "monotonic_reads",
     ['post X "lunch at noon?"', "feed Y via B", "feed Y via C"]),
    ("9", "w1", "#1", ["cut A - B, A - C", 'post X "lunch at noon?"', "wipe A"]),
    ("11", "ask-a-b", "no_resurrection",
     ["cut A - B, A - C", 'post X "lunch at noon?"', "heal", "feed Y via B asking A B"]),
    ("15", "newest-skewed", "causal",
     ["skew A +500ms", "unfollow X Y via A", "follow X Y via B", "feed X via A"]),
    ("16", "w1", "unique_names",
     ['sign-up Sam "red bicycle" via A', 'sign-up Sam "blue kettle" via B']),
    ("17", "hints", "#41", ["crash A", 'post Y "post 39"', "restart A", "feed X"]),
]  # fmt: skip


@pytest.mark.parametrize(("story", "variant", "subject", "left"), CASES)
def test_what_is_left_of_a_story_and_that_each_of_it_is_needed(story, variant, subject, left):
    asked = wanted(story, variant, subject)
    found = shrunk(asked)
    assert lines(asked, found) == left
    assert found.complete
    assert happens(asked.sought, found.case)
    commands = found.case.commands
    for i in range(len(commands)):
        without = replace(found.case, commands=(*commands[:i], *commands[i + 1 :]))
        assert not happens(asked.sought, without), f"it happens without {commands[i]}"


@pytest.mark.parametrize(("story", "variant", "subject", "left"), CASES)
def test_what_is_saved_is_a_preset_that_runs_and_holds(
    story, variant, subject, left, tmp_path, capsys
):
    asked = wanted(story, variant, subject)
    found = shrunk(asked)
    sentence = sought.sentence(asked.sought, found.history)
    shrinker = Shrinker()
    text = smallest_words.preset(asked, found, sentence)
    shrinker.found = Found(smallest_words.told(asked, found), sentence, text)
    path = tmp_path / "small one.yaml"
    shrinker.save(path)
    assert main(["run", str(path)]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["small one.yaml"]
    scenario = presets.load(str(path)).scenario()
    assert [step.line for step in scenario.steps] == left
    again = smallest.run(Case(scenario.cluster, scenario.seed, scenario.commands,
                              scenario.until_us, calm=False))[0]  # fmt: skip
    assert [o.ended_us for o in again.ended] == [o.ended_us for o in found.history.ended]
    capsys.readouterr()


def test_what_was_given_by_hand_is_shrunk_as_well():
    asked = wanted("5", "none", "#2", (1 * MS, "crash C"), (3 * MS, "set timeout 400ms"))
    assert len(asked.case.commands) == 6
    assert lines(asked, shrunk(asked)) == ['post X "lunch at noon?"', "feed X via B"]


def test_hundreds_of_operations_are_shrunk_in_a_few_dozen_runs():
    asked = wanted("14", "count", "#50")
    assert len(asked.case.commands) == 203
    found = shrunk(asked)
    assert (len(found.case.commands), found.complete) == (2, True)
    assert found.runs < 60


def test_delays_that_were_drawn_become_those_of_the_links_where_that_spares_nothing():
    asked = wanted("5", "none", "#2")
    spec = asked.case.spec
    drawn = tuple(LinkSpec(x.a, x.b, Exponential(x.latency.mean_us - 10, 10)) for x in spec.links)
    case = replace(asked.case, spec=replace(spec, links=drawn))
    found = shrunk(replace(asked, case=case))
    assert found.complete
    told = smallest_words.told(replace(asked, case=case), found)
    assert "Every message takes as long as its link does on average." in told


def test_a_message_is_needed_where_the_anomaly_does_not_happen_without_it():
    asked = wanted("6", "none", "monotonic_reads")
    found = shrunk(asked)
    assert found.messages is not None
    assert [(m.kind, m.source, m.target) for m in found.messages] == [("write", "A", "B")]
    told = smallest_words.told(asked, found)
    assert "Of 4 messages, it does not happen without 1: the write from A to B." in told


def test_a_search_that_ends_early_says_so_and_claims_nothing(monkeypatch):
    monkeypatch.setattr(smallest, "MOST_RUNS", 4)
    asked = wanted("17", "hints", "#41")
    found = shrunk(asked)
    assert not found.complete
    told = smallest_words.told(asked, found)
    assert "The search stopped after 4 runs: perhaps fewer would do." in told
    assert "does not happen" not in told


def test_its_progress_is_told():
    told: list[Progress] = []
    smallest.smallest(wanted("17", "hints", "#41"), told.append)
    assert [progress.runs for progress in told] == list(range(1, len(told) + 1))
    assert told[0].left == 43
    assert told[-1].left == 4


def test_who_has_done_nothing_wrong_cannot_be_shrunk():
    with pytest.raises(ValueError, match="nothing went wrong with #1: there is nothing to shrink"):
        wanted("5", "sticky", "#1")


def test_a_run_without_the_anomaly_is_refused():
    asked = wanted("5", "none", "#2")
    nothing = replace(asked.case, commands=((0, Crash("A")),))
    with pytest.raises(ValueError, match="does not happen in the run of seed"):
        shrunk(replace(asked, case=nothing))


def test_in_a_process_of_its_own_it_comes_to_the_same():
    experiment = Experiment(presets.load("5").scenario("none"))
    experiment.seek(experiment.end_us)
    explaining.shrink(experiment, "#2")
    view = experiment.shrinker.view()
    assert view is not None
    assert (view.state, view.things) == ("shrinking", 4)
    experiment.shrinker.collect(wait=True)
    view = experiment.shrinker.view()
    assert view is not None
    assert view.state == "found"
    asked = wanted("5", "none", "#2")
    assert view.text == smallest_words.told(asked, shrunk(asked))


def test_a_cancelled_search_is_gone_at_once():
    experiment = Experiment(presets.load("14").scenario("count"))
    experiment.seek(experiment.end_us)
    explaining.shrink(experiment, "#50")
    experiment.shrinker.cancel()
    view = experiment.shrinker.view()
    assert view is not None
    assert (view.state, view.preset) == ("cancelled", False)
    with pytest.raises(ValueError, match="no smallest cause has been found yet"):
        experiment.shrinker.preset()


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left_behind(tmp_path: Path):
    shrinker = Shrinker()
    shrinker.found = Found("", "", "number: 1\n")
    folder = tmp_path / "there.yaml"
    folder.mkdir()
    with pytest.raises(ValueError, match=r"there\.yaml cannot be written: Is a directory"):
        shrinker.save(folder)
    assert [p.name for p in tmp_path.iterdir()] == ["there.yaml"]
