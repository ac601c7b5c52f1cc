"""A scenario is done, step by step, on a cluster alone or by the hands of a window.

Rules this file keeps: time is simulated, and moves only where a step says so; both kinds of hands
do the same to a run, so that its log is the same; after the first step that went wrong nothing
more is done, and the run stands there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from engine.cluster import Command
from engine.social import Request
from explorer import script
from explorer.controls import Control
from explorer.evidence import Evidence
from explorer.experiment import Experiment
from explorer.scenarios import Hand, ScenarioFile, Sentence, Step
from explorer.steering import Run, alone, steer
from explorer.times import tell_time, write_time
from explorer.twin import Twin
from explorer.verbs import Action, Expect

LONG_S = 3_600.0
"""So many seconds of the wall clock are given to what is waited for, at once: nobody waits."""


class StepError(ValueError):
    """A step could not be done, or what it expects does not hold: why, in words."""


class Hands(Protocol):
    """What a scenario is done by."""

    @property
    def experiment(self) -> Experiment:
        """The run that is acted on."""

    @property
    def run(self) -> Run:
        """The same, or the two that are compared."""

    def do(self, line: str, name: str = "") -> None:
        """Does what a line says, and what it goes to is reached. Raises ValueError, in words."""

    def act(self, hand: Hand) -> None:
        """Does with the window what only a hand can, or looks. Raises ValueError, in words."""


class Bare:
    """Acts on a run without any window."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = self.run = experiment

    def do(self, line: str, name: str = "") -> None:
        """Does what a line says."""
        act(self.experiment, line, name)
        arrive(self.experiment)

    def act(self, hand: Hand) -> None:
        """There is nothing to touch."""
        raise StepError(f"{hand}: this takes the window")


def act(experiment: Experiment, line: str, name: str = "") -> None:
    """Does to the run what a line says. Raises ValueError, in words."""
    at_us, parsed = script.parse(line)
    action = named(parsed, name)
    if at_us is not None or isinstance(action, Expect):
        raise StepError(f"{line}: only what is done now is said here")
    if isinstance(action, Control):
        if action.verb == "on":
            raise StepError(f"{line}: only a window waits for it: run --on postgres does it here")
        steer(experiment, action)
        return
    reason = experiment.refusal(action)
    if reason is not None:
        raise StepError(f"{line} cannot be done now: {reason}")
    experiment.submit(action)


def named(action: Action, name: str) -> Action:
    """What a user asks for, called so."""
    return replace(action, name=name) if name and isinstance(action, Request) else action


def arrive(run: Run) -> None:
    """Goes on until time is where it is on its way to, if anywhere."""
    if isinstance(run, Twin):
        while run.goal_us is not None:
            run.go_on()
    else:
        while run.errand is not None or run.waits:
            run.advance(LONG_S)


# -- steps


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step: whether it held (None: it was not come to), and what was observed."""

    step: Step
    held: bool | None
    observed: str = ""
    at_us: int = 0
    """When it was over."""

    @property
    def row(self) -> dict[str, object]:
        """For JSON."""
        return {"line": self.step.line, "text": self.step.told, "held": self.held,
                "observed": self.observed, "at_us": self.at_us}  # fmt: skip


def perform(scenario: ScenarioFile, hands: Hands) -> Iterator[Outcome]:
    """Does a scenario, and says of each step, when it is over, what became of it."""
    failed = False
    for step in scenario.steps:
        if failed:
            yield Outcome(step, None, "not come to")
            continue
        try:
            observed = _perform(step, hands)
        except ValueError as error:
            observed, failed = str(error), True
        yield Outcome(step, not failed, observed, hands.experiment.now_us)


def _perform(step: Step, hands: Hands) -> str:
    """Does one step; what was observed. Raises ValueError, in words, where it went wrong."""
    if step.at_us is not None:
        # a command is stamped with the next microsecond: it happens at the very moment
        wait_until(hands, step.at_us, early=isinstance(step.action, Command))
    if step.wait_us:
        wait_until(hands, hands.experiment.now_us + step.wait_us)
    if step.words:
        hands.do(step.words, step.name)
    elif step.sentence is not None:
        return judge(hands, step.sentence)
    elif step.hand is not None:
        hands.act(step.hand)
    return ""


def wait_until(hands: Hands, at_us: int, *, early: bool = False) -> None:
    """Goes on to a moment, or to just before it. Raises StepError for one that is past."""
    now_us = alone(hands.run, "wait").now_us
    if at_us < now_us:
        raise StepError(f"{tell_time(at_us)} is past: it is {tell_time(now_us)}")
    to_us = max(now_us, at_us - early)
    hands.experiment.end_us = max(hands.experiment.end_us, to_us)
    hands.do(f"seek {write_time(to_us)}")


def judge(hands: Hands, sentence: Sentence) -> str:
    """What was observed, after its while. Raises StepError where a sentence does not hold."""
    if sentence.within_us:
        wait_until(hands, hands.experiment.now_us + sentence.within_us)
    run = alone(hands.run, "expect")
    timeline = run.timeline
    evidence = Evidence(timeline.branch.history, timeline.place, over=True,
                        spec=run.scenario.cluster, now_us=run.now_us)  # fmt: skip
    result = sentence.expectation.check(evidence)
    if not result.held:
        raise StepError(result.observed)
    return result.observed
