"""Scenarios on the command line: what `run` does with a `*.scenario.yaml`."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from explorer import bundle, scenario_reading
from explorer.commands.record import Tape
from explorer.experiment import Experiment
from explorer.performing import Bare, Outcome, perform
from explorer.problems import InputError, Problem, problem
from explorer.scenarios import ScenarioFile
from explorer.times import write_time

NOT_HERE = ("variant", "until", "full")
"""What a scenario says itself, by the names of the options of `run`."""
SAYS_ITSELF = "a scenario says its story, variant and times itself: leave out "


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A scenario that is to be done with a seed, in a window or without one."""

    scenario: ScenarioFile
    seed: int
    seen: bool = False
    """Whether it is done in a window that somebody sees, where there is a display."""
    settings: tuple[str, ...] = ()
    """What was given with it, as `KEY=VALUE`."""
    artifacts: Path | None = None
    """Where what explains it is kept, if anywhere."""
    pace: float | None = None
    """Simulated seconds in a second of who looks on; None: as fast as it goes."""

    @property
    def in_window(self) -> bool:
        """Whether it takes a window: for its hands, or for its pictures."""
        return self.seen or self.artifacts is not None or self.scenario.needs_window


def read(reference: str, options: Namespace) -> list[Rehearsal]:
    """The scenario in a file, with each seed. Raises InputError, with all that is wrong."""
    given = [name for name in NOT_HERE if getattr(options, name)]
    if given:
        names = ", ".join(f"--{name}" for name in given)
        raise problem(reference, SAYS_ITSELF + names)
    scenario = scenario_reading.load(Path(reference), options.settings)
    seeds = options.seeds
    if seeds is None:
        seeds = [scenario.seed if options.seed is None else options.seed]
    settings = tuple(options.settings)
    artifacts = Path(options.artifacts) if options.artifacts else None
    return [
        Rehearsal(scenario, seed, options.window, settings, artifacts, options.pace)
        for seed in seeds
    ]


Row = Callable[[Experiment, float], dict[str, Any]]
"""From a run that has come to its end, and when it was begun, to its row of `run --json`."""
Words = Callable[[dict[str, Any], Experiment], str]
"""The same in words."""


def done(
    rehearsal: Rehearsal, row: Row, words: Words, tape: Tape | None = None
) -> tuple[dict[str, Any], Experiment]:
    """Does it: its row of `run --json`, and its run; recorded, where there is a tape."""
    started = perf_counter()
    experiment = Experiment(rehearsal.scenario.story, rehearsal.seed)
    kept = None
    if rehearsal.in_window:
        from ui import acting

        with acting.shown(experiment, seen=rehearsal.seen, pace=rehearsal.pace) as hands:
            steps = perform(rehearsal.scenario, hands)
            if rehearsal.artifacts is not None:
                kept = bundle.begin(
                    rehearsal.scenario, rehearsal.seed, rehearsal.settings, rehearsal.artifacts
                )
                steps = kept.watch(steps, hands.eye)
            outcomes = list(steps)
            experiment = hands.experiment
    else:
        outcomes = list(perform(rehearsal.scenario, Bare(experiment)))
    told = row(experiment, started) | said(rehearsal.scenario, outcomes)
    if kept is not None:
        told["artifacts"] = str(kept.folder)
        kept.finish(experiment, told, words(told, experiment))
    if tape is not None:
        tape.take(experiment)
        tape.finish(experiment, told)
    return told, experiment


def stood(reference: str, options: Namespace) -> Experiment:
    """The run of a scenario, at its end, or where a step failed. Raises InputError."""
    if options.variant is not None:
        raise problem(reference, f"{SAYS_ITSELF}--variant")
    scenario = scenario_reading.load(Path(reference))
    hand = next((step for step in scenario.steps if step.needs_window), None)
    if hand is not None:
        text = "this step takes a window of its own: run it with --window, or with --artifacts"
        raise InputError([Problem(scenario.file, hand.line, 1, "steps", f"{text} ({hand.told})")])
    hands = Bare(Experiment(scenario.story, scenario.seed))
    failed = [each for each in perform(scenario, hands) if each.held is False]
    for each in failed:
        print(f"{scenario.file}:{each.step.line}: {each.step.told}: {each.observed}")
    return hands.experiment


def said(scenario: ScenarioFile, outcomes: list[Outcome]) -> dict[str, Any]:
    """What a scenario has in its row beside what every run has."""
    checks = [o for o in outcomes if o.step.checks or o.held is not True]
    return {
        "scenario": scenario.file,
        "passed": all(outcome.held for outcome in outcomes),
        "expectations": [
            {"text": o.step.told.removeprefix("expect "), "held": o.held, "observed": o.observed}
            for o in checks
        ],
        "steps": [outcome.row for outcome in outcomes],
    }


def shown_until(experiment: Experiment, at_us: int, pace: float | None) -> None:
    """Plays a story up to a moment in a window, at that pace (None: at once)."""
    from ui import acting

    with acting.shown(experiment, seen=True, pace=pace) as window:
        window.do(f"seek {write_time(at_us)}")
