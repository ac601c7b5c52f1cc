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
from explorer.twin import Twin

Run = Experiment | Twin
"""What has a clock and can be acted on: one run, or two side by side."""


def steer(run: Run, control: Control) -> None:
    """Does to the run what the control says. Raises ValueError, in words, where it cannot be."""
    if control.verb in _ANY:
        _ANY[control.verb](run, control.argument)
    elif isinstance(run, Experiment):
        _OF_ONE[control.verb](run, control.argument)
    else:
        raise ValueError(f"`{control.verb}` is about one run: first leave the comparison (Esc)")


def _play(run: Run, until: str) -> None:
    run.play(parse_time(until) if until else None)


def _measure(experiment: Experiment, off: str) -> None:
    if off:
        experiment.studying.cancel()
    else:
        experiment.measure()


def _zoom(run: Run, what: str) -> None:
    if what in ("in", "out"):
        run.zoom_by(2.0 if what == "in" else 0.5)
    else:
        from_us, until_us = map(parse_time, what.split()) if what else (0, run.end_us)
        run.zoom(from_us, until_us)


def _brush(experiment: Experiment, span: str) -> None:
    experiment.brush(*map(parse_time, span.split()))


def _shrink(experiment: Experiment, what: str) -> None:
    if what == "off":
        experiment.shrinker.cancel()
    elif what.startswith("save "):
        experiment.shrinker.save(Path(what.removeprefix("save ")))
    else:
        explaining.shrink(experiment, what)


_ANY: dict[str, Callable[[Run, str], None]] = {
    "play": _play,
    "pause": lambda run, _: run.pause(),
    "start": lambda run, _: run.start(),
    "step": lambda run, _: run.step(),
    "back": lambda run, _: run.back(),
    "next": lambda run, _: run.next(),
    "previous": lambda run, _: run.previous(),
    "seek": lambda run, text: run.seek(parse_time(text)),
    "speed": lambda run, text: run.set_speed(float(text)),
    "undo": lambda run, _: run.undo(),
    "story": lambda run, _: run.back_to_story(),
    "select": lambda run, key: run.select(key),
    "zoom": _zoom,
}
_OF_ONE: dict[str, Callable[[Experiment, str], None]] = {
    "branch": lambda experiment, name: experiment.go(name),
    "receipt": lambda experiment, number: experiment.select(f"operation {number}"),
    "log": lambda experiment, line: experiment.log.narrow(line),
    "brush": _brush,
    "cause": lambda experiment, subject: explaining.explain(experiment, subject),
    "shrink": _shrink,
    "measure": _measure,
}
STEERED = _ANY.keys() | _OF_ONE.keys()
"""The verbs of the controls of a run; two side by side have no branches and no receipts."""
