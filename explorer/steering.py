"""What the controls of the verb language do to a run: play, seek, branch, select and the like.

Whoever takes lines from people (the window, a script) hands the controls of a run to `steer`; those
of the window itself (`open`, `show`, `theme`) are not in `STEERED`.
"""

from collections.abc import Callable
from pathlib import Path

from explorer import explaining
from explorer.experiment import Experiment
from explorer.script import Control
from explorer.times import parse_time


def steer(experiment: Experiment, control: Control) -> None:
    """Does to the run what the control says. Raises ValueError, in words, where it cannot be."""
    STEERED[control.verb](experiment, control.argument)


def _play(experiment: Experiment, until: str) -> None:
    experiment.play(parse_time(until) if until else None)


def _measure(experiment: Experiment, off: str) -> None:
    if off:
        experiment.studying.cancel()
    else:
        experiment.measure()


def _zoom(experiment: Experiment, what: str) -> None:
    if what in ("in", "out"):
        experiment.zoom_by(2.0 if what == "in" else 0.5)
    else:
        from_us, until_us = map(parse_time, what.split()) if what else (0, experiment.end_us)
        experiment.zoom(from_us, until_us)


def _shrink(experiment: Experiment, what: str) -> None:
    if what == "off":
        experiment.shrinker.cancel()
    elif what.startswith("save "):
        experiment.shrinker.save(Path(what.removeprefix("save ")))
    else:
        explaining.shrink(experiment, what)


STEERED: dict[str, Callable[[Experiment, str], None]] = {
    "play": _play,
    "pause": lambda experiment, _: experiment.pause(),
    "start": lambda experiment, _: experiment.start(),
    "step": lambda experiment, _: experiment.step(),
    "back": lambda experiment, _: experiment.back(),
    "next": lambda experiment, _: experiment.next(),
    "previous": lambda experiment, _: experiment.previous(),
    "seek": lambda experiment, text: experiment.seek(parse_time(text)),
    "speed": lambda experiment, text: experiment.set_speed(float(text)),
    "undo": lambda experiment, _: experiment.undo(),
    "story": lambda experiment, _: experiment.back_to_story(),
    "branch": lambda experiment, name: experiment.go(name),
    "select": lambda experiment, key: experiment.select(key),
    "receipt": lambda experiment, number: experiment.select(f"operation {number}"),
    "measure": _measure,
    "zoom": _zoom,
    "cause": lambda experiment, subject: explaining.explain(experiment, subject),
    "shrink": _shrink,
}
"""What each control does, by its verb."""
