"""A run goes into one file and comes out of it again: the same, or with what differs named."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import Event
from explorer import chain, presets, recorder, recording_reader, script
from explorer.__main__ import main
from explorer.experiment import Experiment
from explorer.problems import InputError
from explorer.recorder import Recorder
from explorer.recording import Recording
from explorer.reopening import Reopening


def do(experiment: Experiment, line: str) -> None:
    experiment.submit(script.parse(line)[1])  # type: ignore[arg-type]


def much_done() -> Experiment:
    """A run with three branches, one of them without the last command of another."""
    experiment = Experiment(presets.load("2").scenario())
    experiment.seek(10_000)
    do(experiment, "cut A | B C")
    experiment.seek(15_000)
    do(experiment, 'post X "say \\"hi\\""')
    experiment.seek(12_000)
    do(experiment, 'sign-up Sam "open sesame"')
    experiment.seek(experiment.end_us)
    experiment.undo()
    experiment.seek(11_000)
    experiment.go(experiment.timeline.branches[1].name)
    return experiment


def saved(experiment: Experiment, path: Path) -> Recording:
    recorder.save(experiment, path).result()
    return recording_reader.read(path)


def reopened(recording: Recording) -> Reopening:
    reopening = Reopening(recording)
    reopening.finish()
    return reopening


def assert_same(one: Experiment, other: Experiment) -> None:
    for a, b in zip(one.timeline.branches, other.timeline.branches, strict=True):
        assert (a.name, a.parent, a.shared, a.forked_us) == (
            b.name,
            b.parent,
            b.shared,
            b.forked_us,
        )
        assert (a.given, a.events, a.head_us) == (b.given, b.events, b.head_us)
    assert (one.seed, one.timeline.branch.name) == (other.seed, other.timeline.branch.name)
    assert (one.now_us, one.end_us, one.digest()) == (other.now_us, other.end_us, other.digest())


# -- the same again


def test_a_saved_run_comes_back_with_its_branches_and_its_place(tmp_path):
    experiment = much_done()
    again = reopened(saved(experiment, tmp_path / "a.qscope"))
    assert again.finding == ""
    assert_same(experiment, again.experiment)


def in_the_middle_of_a_microsecond() -> Experiment:
    """Somebody stepped on, and of what happens in this microsecond not all has happened."""
    experiment = Experiment(presets.load("2").scenario())
    timeline = experiment.timeline
    while timeline.cluster.next_us() != timeline.now_us or not timeline.place:
        assert timeline.step()
    return experiment


def test_a_run_comes_back_in_the_middle_of_a_microsecond(tmp_path):
    experiment = in_the_middle_of_a_microsecond()
    again = reopened(saved(experiment, tmp_path / "a.qscope")).experiment
    assert again.now_us == experiment.now_us
    assert again.timeline.place == experiment.timeline.place
    assert again.timeline.cluster.steps == experiment.timeline.cluster.steps
    assert again.timeline.cluster.next_us() == experiment.timeline.cluster.next_us()


def as_of_format(number: int, experiment: Experiment, path: Path) -> Experiment:
    """The run reopened from a file as it was written when that was the format."""
    recorder.save(experiment, path).result()
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("ALTER TABLE branches DROP COLUMN mere")
        file.execute("ALTER TABLE branches DROP COLUMN aside")
        if number == 1:
            file.execute("ALTER TABLE stand DROP COLUMN steps")
        file.execute(f"PRAGMA user_version = {number}")
    again = reopened(recording_reader.read(path))
    assert again.finding == ""
    return again.experiment


def test_where_a_run_stood_is_read_from_an_older_recording_too(tmp_path):
    experiment = in_the_middle_of_a_microsecond()
    again = as_of_format(1, experiment, tmp_path / "a.qscope")
    experiment.seek(experiment.now_us)
    assert (again.now_us, again.timeline.place) == (experiment.now_us, experiment.timeline.place)


def test_an_older_recording_has_all_branches_in_its_list(tmp_path):
    experiment = much_done()
    experiment.undo()
    again = as_of_format(2, experiment, tmp_path / "a.qscope")
    assert_same(experiment, again)
    assert len(again.timeline.listed) == len(experiment.timeline.branches)
    assert again.timeline.aside == []


def test_what_was_done_in_the_story_itself_can_be_undone(tmp_path):
    """Once commands were given in it; now each is in a branch of its own."""
    experiment = Experiment(presets.load("2").scenario())
    experiment.timeline.revive([(20_000, script.parse("crash A")[1])])  # type: ignore[list-item]
    experiment.seek(30_000)
    again = as_of_format(2, experiment, tmp_path / "a.qscope")
    again.undo()
    assert (again.now_us, again.timeline.branch.given) == (19_999, [])
    again.redo()
    assert again.timeline.branch is again.timeline.branches[0]


def test_what_is_recorded_bit_by_bit_is_what_is_saved_at_once(tmp_path):
    """Recorded after each thing that is done, in a file that another process could open."""
    experiment = Experiment(presets.load("2").scenario())
    bits = Recorder(experiment, tmp_path / "bits.qscope")
    for act in (lambda: experiment.seek(9_000), lambda: do(experiment, "crash A"),
                lambda: experiment.seek(5_000), lambda: do(experiment, 'post X "hi"'),
                lambda: experiment.seek(60_000), lambda: experiment.go("story")):  # fmt: skip
        act()
        bits.keep(wait=True)
        assert bits.error is None
        assert_same(experiment, reopened(recording_reader.read(bits.path)).experiment)
    bits.finish().result()
    assert [path.name for path in tmp_path.iterdir()] == ["bits.qscope"], "it is one file"
    assert_same(experiment, reopened(recording_reader.read(bits.path)).experiment)


def test_nothing_new_is_not_written(tmp_path):
    experiment = much_done()
    recording = Recorder(experiment, tmp_path / "a.qscope")
    recording.keep(wait=True)
    chunks = len(recording_reader.read(recording.path).chunks)
    ahead = recording.path.with_name("a.qscope-wal").read_bytes()
    recording.keep(wait=True)
    assert recording.path.with_name("a.qscope-wal").read_bytes() == ahead
    assert len(recording_reader.read(recording.path).chunks) == chunks
    recording.finish().result()


def test_a_password_is_in_no_recording(tmp_path):
    path = tmp_path / "a.qscope"
    given = saved(much_done(), path).given
    assert b"sesame" not in path.read_bytes()
    assert 'sign-up Sam ""' in {each.line for branch in given.values() for each in branch}


def test_the_story_is_the_one_that_was_run_not_the_one_in_the_file_now(tmp_path):
    story = tmp_path / "own.yaml"
    text = next(path for path in presets.shipped() if "ripple" in path.name).read_text("utf-8")
    story.write_text(text, encoding="utf-8")
    experiment = Experiment(presets.load(str(story), ["w=2"]).scenario(), seed=9)
    experiment.seek(experiment.end_us)
    recording = saved(experiment, tmp_path / "a.qscope")
    story.write_text("changed: since", encoding="utf-8")
    again = reopened(recording)
    assert again.finding == ""
    assert again.experiment.scenario.cluster.settings.w == 2
    assert_same(experiment, again.experiment)


def test_the_full_size_of_a_story_stays_full():
    path = next(path for path in presets.shipped() if "\nfull:" in path.read_text("utf-8"))
    story, small = presets.load_file(path, full=True), presets.load_file(path)
    assert presets.load_again(story.origin, "text").model == story.model != small.model


# -- the chain

EVENTS = st.lists(
    st.tuples(st.integers(0, 10**9), st.just("crashed"), st.text(), st.tuples(st.text())),
    max_size=5,
)


@given(EVENTS)
def test_events_are_read_as_they_were_written(events: list[Event]):
    assert chain.read(chain.write(events)) == events


@pytest.mark.parametrize("what", ["changed", "left out", "moved", "on other ground"])
def test_a_broken_chain_is_told(what, tmp_path):
    recording = saved(much_done(), tmp_path / "a.qscope")
    first, second, *rest = recording.chunks
    other = chain.chunk("", first.branch, first.first, [(0, "crashed", "A", ())])
    broken = {
        "changed": replace(recording, chunks=(replace(first, packed=other.packed), second, *rest)),
        "left out": replace(recording, chunks=(second, *rest)),
        "moved": replace(recording, chunks=(second, first, *rest)),
        "on other ground": replace(recording, ground=replace(recording.ground, program="0.0.1",
                                                             seed=77)),
    }  # fmt: skip
    assert "the record was damaged or changed" in reopened(broken[what]).finding


def test_the_end_of_the_record_cannot_be_cut_off_unseen(tmp_path):
    recording = saved(much_done(), tmp_path / "a.qscope")
    cut = reopened(replace(recording, chunks=recording.chunks[:-1]))
    assert "are missing" in cut.finding


# -- what comes out otherwise


def forged(recording: Recording, change: Callable[[list[Event]], list[Event]]) -> Recording:
    """As an older version could have sealed it, which computed something else in the script."""
    last, chunks = recording.ground.hash, []
    for chunk in recording.chunks:
        events = chain.read(chain.unpack(chunk.packed))
        events = change(events) if chunk.branch == 1 else events
        chunks.append(chain.chunk(last, chunk.branch, chunk.first, events))
        last = chunks[-1].seal
    courses = tuple(replace(course, events=len(events)) if course.number == 1 else course
                    for course in recording.courses)  # fmt: skip
    return replace(recording, chunks=tuple(chunks), courses=courses)


@pytest.fixture
def plain(tmp_path: Path) -> Recording:
    """The story as it is, to its end."""
    experiment = Experiment(presets.load("2").scenario())
    experiment.seek(experiment.end_us)
    return saved(experiment, tmp_path / "plain.qscope")


def test_the_first_event_that_differs_is_named(plain):
    found = reopened(
        forged(plain, lambda log: [*log[:7], (*log[7][:2], 99, *log[7][3:]), *log[8:]])
    )
    log = found.experiment.timeline.branch.events
    assert found.difference is not None
    assert (found.difference.place, found.difference.at_us) == (7, log[7][0])
    assert "99" in found.difference.recorded
    assert found.difference.computed == chain.tell(log[7])
    assert found.experiment.now_us == found.experiment.end_us, "and the run is shown"
    assert "what is shown is computed now" in found.finding


def test_an_event_that_is_computed_no_more_is_named(plain):
    found = reopened(forged(plain, lambda log: [*log, (log[-1][0], "crashed", "A", ())]))
    assert found.difference is not None
    assert found.difference.recorded.startswith("crashed at")
    assert found.difference.computed == "nothing"


def test_an_event_that_was_not_there_is_named(plain):
    found = reopened(forged(plain, lambda log: log[:-1]))
    assert found.difference is not None
    assert found.difference.recorded == "nothing"


def test_an_event_of_another_version_can_be_told():
    assert chain.tell((40_000, "never_heard_of", "A", (1, 2))) == "40000 never_heard_of A (1, 2)"


# -- the command line


def test_run_records_and_runs_it_again(tmp_path, capsys):
    path = str(tmp_path / "a.qscope")
    assert main(["run", "2", "--seed", "3", "--record", path]) == 0
    assert main(["run", "2", "--seed", "3", "--json"]) == 0
    assert main(["run", path, "--json"]) == 0
    *_, plain, again = capsys.readouterr().out.splitlines()
    plain, again = json.loads(plain), json.loads(again)
    assert again.pop("recording") == {"file": path, "same": True, "finding": ""}
    assert {**again, "wall_seconds": 0} == {**plain, "wall_seconds": 0}
    assert again["seed"] == 3


def test_a_recording_that_comes_out_otherwise_fails(plain, capsys, monkeypatch):
    other = forged(plain, lambda log: log[:-1])
    monkeypatch.setattr(recording_reader, "read", lambda _path: other)
    assert main(["run", str(plain.path)]) == 1
    assert "✗" in (told := capsys.readouterr().out)
    assert "the first event that differs is number" in told


def test_measures_that_come_out_otherwise_are_named(tmp_path, capsys, monkeypatch):
    path = tmp_path / "a.qscope"
    assert main(["run", "2", "--record", str(path)]) == 0
    recording = recording_reader.read(path)
    assert recording.result is not None
    recording.result.row["measures"]["staleness"]["k_max"] = 7  # type: ignore[index]
    monkeypatch.setattr(recording_reader, "read", lambda _path: recording)
    assert main(["run", str(path)]) == 1
    assert "measures.staleness.k_max was recorded as 7, and is 1 now" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["9", "--record", "a.qscope"], "one run is recorded, and these are 2"),
        (["2", "--seeds", "1..3", "--record", "a.qscope"], "one run is recorded, and these are 3"),
        (["2", "--record", "a.txt"], "a recording's name ends in .qscope"),
        (["2", "--record", "nowhere/a.qscope"], "there is no folder nowhere"),
        (["a.qscope", "--seed", "0"], "a.qscope: a recording is run as it was recorded"),
        (["none.qscope"], "none.qscope: no such file or directory"),
    ],
)
def test_what_cannot_be_recorded_or_run_again_is_refused(arguments, said, capsys):
    assert main(["run", *arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_a_recording_that_is_there_is_replaced_by_a_whole_one(tmp_path):
    path = tmp_path / "a.qscope"
    for seed in ("3", "4"):
        assert main(["run", "2", "--seed", seed, "--record", str(path)]) == 0
        assert recording_reader.read(path).ground.seed == int(seed)
    assert [each.name for each in tmp_path.iterdir()] == ["a.qscope"]


def test_a_run_that_was_killed_beside_an_older_one_is_not_written_over(tmp_path, capsys):
    path, left = tmp_path / "a.qscope", tmp_path / "a.new.qscope"
    for each in (path, left):
        saved(much_done(), each)
    before = left.read_bytes()
    assert main(["run", "2", "--record", str(path)]) == 2
    assert capsys.readouterr().err == f"{left}: there is a file of this name already\n"
    assert left.read_bytes() == before


def test_a_story_that_this_version_cannot_read_is_told_as_such(plain):
    ground = replace(plain.ground, origin=replace(plain.ground.origin, text="number: 2"))
    with pytest.raises(InputError, match=r"the story in it"):
        Reopening(replace(plain, ground=ground))
