"""What a handout asks of a story and what it answers, which is on a sheet of its own. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer import expectations
from explorer.evidence import Evidence
from explorer.experiment import Experiment
from explorer.film import Beat


@dataclass(frozen=True, slots=True)
class Task:
    """A moment to explain: what is done at it, and what the story says of it."""

    at_us: int
    done: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is asked before anything is seen, the answers to choose from, and what came of it."""

    ask: str
    answers: tuple[str, ...]
    truth: str


def tasks(experiment: Experiment, beats: Sequence[Beat]) -> Iterator[Task]:
    """A task for each beat."""
    for beat in beats:
        steps = (s for s in experiment.scenario.steps if s.at_us == beat.at_us)
        done = (step.line for step in steps if step.line and not step.again)
        yield Task(beat.at_us, tuple(dict.fromkeys(done)), beat.text)


def prediction(experiment: Experiment) -> Prediction | None:
    """The story's question, answered by this run as far as it has come; None: it has none.

    It is asked of the first variant: what it takes for granted need not be so in another. A number
    that it is about may be another variant's all the same: so both are told.
    """
    scenario, timeline = experiment.scenario, experiment.timeline
    asked = scenario.preset.model.predict
    if asked is None or scenario.variant != scenario.preset.scenario().variant:
        return None
    expectation = expectations.parse(asked.truth)
    found = expectation.check(
        Evidence(
            timeline.branch.history, timeline.place, over=True,
            spec=scenario.cluster, now_us=timeline.now_us,
        )
    )  # fmt: skip
    told = expectations.readable(asked.truth, expectation.names, scenario.called)
    if ": " in told and '"' not in told:
        text = f"The story's answer is {told}. In this run it is {found.observed}."
        return Prediction(asked.ask, tuple(asked.answers), text)
    held = {True: "yes", False: "no", None: "unknown"}[found.held]
    return Prediction(asked.ask, tuple(asked.answers), f"{told}: {held}, {found.observed}.")
