"""Whatever somebody did, in whatever order: the reopened run is the run that was kept."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from explorer import presets, recorder, recording_reader, script
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.recorder import Recorder
from explorer.reopening import Reopening
from explorer.steering import steer

COMMANDS = ("crash A", "restart A", "cut A - B", "heal A - B", 'post X "hi"', "feed Y", "set w 2",
            "hold A -> C", 'sign-up Sam "open sesame"')  # fmt: skip
BACK_AND_FORTH = ("undo", "undo", "undo", "redo", "redo", "story", "finish", "step", "step", "back")


def do(run: Experiment, line: str) -> None:
    """Does what a line says; what cannot be done is not done."""
    _, action = script.parse(line)
    try:
        if isinstance(action, Control):
            steer(run, action)
        else:
            run.submit(action)  # type: ignore[arg-type]
    except ValueError:
        return
    while run.errand is not None:
        run.go_on()


def something(run: Experiment, luck: Random) -> str:
    """A line that somebody might say now."""
    kinds: list[Callable[[], str]] = [
        lambda: luck.choice(COMMANDS),
        lambda: luck.choice(COMMANDS),
        lambda: luck.choice(BACK_AND_FORTH),
        lambda: luck.choice(BACK_AND_FORTH),
        lambda: f"seek {luck.randrange(run.end_us)}us",
        lambda: f"branch {luck.choice(run.timeline.listed).name}",
        lambda: f'name branch "number {luck.randrange(9)}"',
    ]
    return luck.choice(kinds)()


def told(run: Experiment) -> dict[str, object]:
    """All of the run that another one must have to be the same."""
    timeline = run.timeline
    return {
        "branches": [
            (b.name, b.parent, b.forked_us, b.shared, b.mere, b.head_us, b.given, b.events)
            for b in timeline.branches
        ],
        "listed": [branch.name for branch in timeline.listed],
        "to do again": [branch.number for branch in timeline.aside],
        "shown": (timeline.branch.number, run.now_us, timeline.place, timeline.cluster.steps),
        "to come": timeline.cluster.to_come(),
        "end": run.end_us,
    }


def assert_same(kept: Experiment, again: Experiment) -> None:
    """The same now, and whatever is undone and done again from here on."""
    assert told(again) == told(kept)
    for line in ("redo", "undo", "undo", "undo", "redo", "step", "crash B", "undo", "redo"):
        for run in (kept, again):
            do(run, line)
        assert told(again) == told(kept), line


def reopened(path: Path) -> Experiment:
    reopening = Reopening(recording_reader.read(path))
    again = reopening.finish()
    assert reopening.finding == ""
    return again


@pytest.mark.parametrize("seed", range(12))
def test_a_reopened_session_is_the_one_that_was_kept(seed, tmp_path):
    luck = Random(seed)
    kept = Experiment(presets.load(luck.choice(("2", "5", "9"))).scenario())
    bits = Recorder(kept, tmp_path / "bits.qscope")
    for _ in range(luck.randint(5, 40)):
        do(kept, something(kept, luck))
        bits.keep(wait=luck.random() < 0.2)
    bits.finish().result()
    recorder.save(kept, tmp_path / "at-once.qscope").result()
    assert told(reopened(tmp_path / "at-once.qscope")) == told(kept)
    assert_same(kept, reopened(bits.path))
