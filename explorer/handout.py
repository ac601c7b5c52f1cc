"""What a handout asks of a story and what it answers, which is on a sheet of its own. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer.experiment import Experiment
from explorer.film import Beat
from explorer.questions import Prediction

NONE = "None of these answers: this run is not as its story has it."


@dataclass(frozen=True, slots=True)
class Task:
    """A moment to explain: what is done at it, and what the story says of it."""

    at_us: int
    done: tuple[str, ...]
    answer: str


def tasks(experiment: Experiment, beats: Sequence[Beat]) -> Iterator[Task]:
    """A task for each beat."""
    for beat in beats:
        steps = (s for s in experiment.scenario.steps if s.at_us == beat.at_us)
        done = (step.line for step in steps if step.line and not step.again)
        yield Task(beat.at_us, tuple(dict.fromkeys(done)), beat.text)


def asked(experiment: Experiment, from_us: int, until_us: int) -> list[Prediction]:
    """What the story asks to predict and the run answers, both within a span of it."""
    return [one for one in experiment.predictions()
            if one.found is not None and one.state != "off"
            and from_us <= one.question.at_us and one.found.at_us <= until_us]  # fmt: skip


def answer(prediction: Prediction) -> tuple[str, str]:
    """The answer that this run shows to be right; and what was observed, and why."""
    found = prediction.found
    assert found is not None  # or it is not asked on paper
    texts = [prediction.question.answers[place].text for place in found.right]
    told = (f"{text.removesuffix('.')}." for text in (*found.shown, *found.why))
    return " / ".join(texts) or NONE, " ".join(told)
