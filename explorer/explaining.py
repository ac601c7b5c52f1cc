"""What is asked about an anomaly of a run: its cause, and the smallest run that has it still."""

from engine.cluster import Command
from engine.social import Request
from explorer import cause, other_luck, sought, telling
from explorer.cause import Cause
from explorer.errands import FIRST_SLICE
from explorer.experiment import Experiment
from explorer.smallest import Wanted
from explorer.storms import Case


def explain(experiment: Experiment, subject: str) -> None:
    """Lights what mattered to '#88' or to a guarantee, at the moment that decided it.

    Empty: everything is lit again. Raises ValueError, in words, where there is nothing to tell.
    """
    experiment.light(cause_of(experiment, subject) if subject else None)


def cause_of(experiment: Experiment, subject: str) -> Cause:
    """The cause of what was wrong with '#88', or of why a guarantee does not hold.

    It is told by all that the branch has seen, also after the playhead. Raises ValueError, in
    words, where there is none.
    """
    history = experiment.timeline.branch.history
    if subject.startswith("#"):
        return cause.of_operation(history, int(subject[1:]))
    lit = experiment.lit
    if lit is not None and lit.subject == subject:
        return lit
    verdicts, at, _ = experiment.judge.known(experiment.timeline, only_now=not experiment.playing)
    if not verdicts:
        experiment.judge.judge(experiment.timeline)
        verdicts, at, _ = experiment.judge.known(experiment.timeline, only_now=True)
    if subject not in verdicts or at is None:
        raise ValueError(f"{subject} is being judged still")
    # homes that are apart now may come together later; whatever else is broken stays so
    known_to = at if subject == "convergence" else history.length
    spec = experiment.scenario.cluster
    return cause.of_verdict(history, subject, verdicts[subject], known_to, spec)


def shrink(experiment: Experiment, subject: str) -> None:
    """Begins to look for the smallest run that has this anomaly still.

    Raises ValueError, in words, where nothing went wrong.
    """
    scenario, timeline = experiment.scenario, experiment.timeline
    found = sought.of(cause_of(experiment, subject))
    end_us = timeline.now_us if found.kind == "convergence" else timeline.branch.head_us
    case = Case(scenario.cluster, experiment.seed, timeline.commands, end_us, calm=False)
    lines: dict[Command, str] = {
        step.action: step.line
        for step in scenario.steps
        if isinstance(step.action, Request) and not telling.can_tell(step.action)
    }
    model = scenario.preset.model
    experiment.shrinker.begin(Wanted(case, found, subject, model.title, model.question, lines))


def example(experiment: Experiment, name: str) -> None:
    """Begins to look for a run of the same story, with other luck, in which something happens."""
    scenario, timeline = experiment.scenario, experiment.timeline
    case = Case(scenario.cluster, experiment.seed, timeline.commands, experiment.end_us, calm=False)
    experiment.examples.begin(other_luck.Wanted(case, name), tuple(timeline.branch.given))


def opened(experiment: Experiment) -> Experiment:
    """The example that was found, where it was decided, and only what mattered lit.

    Raises ValueError, in words, where none was found.
    """
    found = experiment.examples.example
    made = Experiment(experiment.scenario, found.seed)
    made.give(experiment.examples.given)
    made.begin(lambda: made.showing(found.cause), FIRST_SLICE)
    return made
