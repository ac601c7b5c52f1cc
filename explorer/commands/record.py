"""Recordings on the command line: `run --record`, and running a recorded run again."""

import json
from argparse import Namespace
from pathlib import Path
from time import perf_counter
from typing import Any

from explorer import presets as stories
from explorer import recording as recordings
from explorer.commands.progress import bar
from explorer.experiment import Experiment
from explorer.problems import InputError, Problem, problem
from explorer.recorder import Recorder
from explorer.recording import Recording, Result
from explorer.reopening import SLICE_STEPS, Reopening

EVERY_S = 0.25
"""How often what is new is written down: a run that is killed has lost no more than that."""
ITS_OWN = ("variant", "settings", "seed", "seeds", "until", "full", "record", "window",
           "repeat")  # fmt: skip
"""What a recording says itself, by the names of the options of `run`."""


class Tape:
    """The one run of a command, being recorded into a file that may be there already.

    Then the new one is recorded beside it, and takes its place when it is whole.
    """

    def __init__(self, name: str, runs: int) -> None:
        """Refused before any work is done. Raises InputError."""
        self._target = Path(name)
        wrong = []
        if not recordings.is_one(name):
            wrong.append(f"a recording's name ends in {recordings.SUFFIX}")
        if runs != 1:
            choose = "choose with --variant and --seed"
            wrong.append(f"one run is recorded, and these are {runs}: {choose}")
        if not self._target.parent.is_dir():
            wrong.append(f"there is no folder {self._target.parent}")
        if wrong:
            raise InputError([Problem(f"--record {name}", 0, 0, "", text) for text in wrong])
        there = self._target.exists()
        self._path = self._target.with_suffix(f".new{recordings.SUFFIX}") if there else self._target
        self._recorder: Recorder | None = None

    def play(self, experiment: Experiment, end_us: int) -> None:
        """Lets all happen up to `end_us`, and records it. Raises InputError when it cannot be."""
        recorder = self._recorder = Recorder(experiment, self._path)
        recorder.keep(wait=True)
        last = perf_counter()
        while not experiment.timeline.run_until(end_us, SLICE_STEPS):
            if perf_counter() - last > EVERY_S:
                last = perf_counter()
                recorder.keep()
            if recorder.error is not None:
                break
        recorder.keep(wait=True)
        if recorder.error is not None:
            raise recorder.error

    def take(self, experiment: Experiment) -> None:
        """A run that has been played already. Raises InputError when it cannot be recorded."""
        recorder = self._recorder = Recorder(experiment, self._path)
        recorder.keep(wait=True)
        if recorder.error is not None:
            raise recorder.error

    def finish(self, experiment: Experiment, row: dict[str, Any]) -> None:
        """Writes down what came of it, and leaves one file."""
        assert self._recorder is not None
        number = experiment.timeline.branches.index(experiment.timeline.branch) + 1
        said = {name: row[name] for name in ("measures", "guarantees")}
        self._recorder.conclude(Result(number, experiment.now_us, said))
        beside = self._path != self._target
        self._recorder.finish(self._target if beside else None).result()


def read(reference: str, options: Namespace) -> Recording:
    """The recording of this name. Raises InputError, also for options that it has no use for."""
    said = {name: getattr(options, name, None) for name in ITS_OWN}
    given = [n for n, value in said.items() if not (value is None or value is False or value == [])]
    if given:
        names = ", ".join("--set" if name == "settings" else f"--{name}" for name in given)
        raise problem(reference, f"a recording is run as it was recorded: leave out {names}")
    from explorer import recording_reader  # SQLAlchemy takes a while to import

    return recording_reader.read(Path(reference))


def reopened(recording: Recording) -> Reopening:
    """A recorded run, run again to where it stood."""
    reopening = Reopening(recording)
    done = bar(100, f"per cent of {recording.path} run again")
    while reopening.advance():
        done(int(reopening.progress * 100))
    done(100)
    return reopening


def begun(options: Namespace) -> Experiment:
    """The run of a story or of a recording, whose end is known. Raises InputError."""
    if recordings.is_one(options.story):
        return reopened(read(options.story, options)).experiment
    return Experiment(stories.load(options.story).scenario(options.variant))


def changed(result: Result | None, row: dict[str, Any]) -> str:
    """What was measured or judged otherwise than now, though the events are the same."""
    if result is None or result.at_us != round(row["sim_seconds"] * 1_000_000):
        return ""
    now = json.loads(json.dumps({name: row[name] for name in result.row}))
    where = _where(result.row, now, "")
    return f"the events are the same, and yet {where}" if where else ""


def _where(recorded: Any, now: Any, path: str) -> str:
    """The first place at which two measures differ, in words; empty when none."""
    if isinstance(recorded, dict) and isinstance(now, dict):
        for key in sorted(recorded.keys() & now.keys()):
            if found := _where(recorded[key], now[key], f"{path}.{key}".removeprefix(".")):
                return found
        return ""
    same = recorded == now
    return "" if same else f"{path} was recorded as {recorded}, and is {now} now"
