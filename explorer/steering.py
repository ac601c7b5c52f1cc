"""What the controls of the verb language do to a run: play, seek, branch, select and the like.

Whoever takes lines from people (the window, a script) hands the controls of a run to `steer`; those
of the window itself (`open`, `show`, `theme`) are not in `STEERED`.
"""

from collections.abc import Callable
from pathlib import Path

from explorer import explaining, varying
from explorer.clusters import shipped
from explorer.controls import Control
from explorer.errands import FIRST_SLICE, Errand
from explorer.experiment import Experiment
from explorer.sweeps import asking
from explorer.times import parse_time
from explorer.twin import Twin
from explorer.verbs import Action, Expect

Run = Experiment | Twin
"""What has a clock and can be acted on: one run, or two side by side."""


COMPUTED = ("measure", "sweep", "shrink", "example", "compare", "goal")
"""What takes a run that can be computed once more."""


def check_computed(run: Run | None, control: Control) -> None:
    """Raises ValueError, in words, where this cannot be of a run that happened elsewhere.

    Variants that all come with the program as they went there can be compared.
    """
    if not isinstance(run, Experiment) or control.verb not in COMPUTED:
        return
    there, preset = run.scenario.transcript, run.scenario.preset
    if there is None or (
        control.verb == "compare" and control.arguments[:1] != ("with",)
        and len(preset.variants) > 1
        and all(map(shipped.is_recorded, preset.scenarios.values()))
    ):  # fmt: skip
        return
    lead = "" if preset.model.engine != "embedded" else "; on embedded leads to one that can"
    raise ValueError(
        f"{control.verb}: this run happened on {there.engine} and cannot be computed again{lead}"
    )


PLAYED_AGAIN = ("undo", "redo", "story")
"""What leads to another run, where this one happened elsewhere."""


def steer(run: Run, control: Control) -> None:
    """Does to the run what the control says. Raises ValueError, in words, where it cannot be."""
    check_computed(run, control)
    if control.verb in PLAYED_AGAIN and isinstance(run, Experiment) and run.scenario.transcript:
        raise ValueError(
            f"{control.verb}: of what happened on real servers a window shows another run"
        )
    if control.verb in _ANY:
        _ANY[control.verb](run, *control.arguments)
    else:
        one = alone(run, control.verb)
        _OF_ONE[control.verb](one, *control.arguments)


def _play(run: Run, until: str = "") -> None:
    if until.startswith("#"):
        alone(run, "play until an operation's end").play(until=int(until[1:]))
    elif until.startswith("server "):
        one = alone(run, "play until the next event at a server")
        one.play(at=until.removeprefix("server "))
    elif until.startswith("true "):
        one = alone(run, "play until an expression is true")
        one.play(when=until.removeprefix("true "))
    else:
        run.play(parse_time(until) if until else None)


def _speed(run: Run, text: str) -> None:
    if text == "express":
        alone(run, "speed express").express()
    else:
        run.set_speed(float(text))


def alone(run: Run, line: str) -> Experiment:
    """The run, if it is one alone. Raises ValueError, in words, where two are compared."""
    if isinstance(run, Experiment):
        return run
    raise ValueError(f"{line}: this is about one run, so first leave the comparison (Esc)")


def is_of_one(control: Control) -> bool:
    """Whether it steers one run alone, and not two that are compared.

    Of an operation two can be asked: what becomes of it is told of both.
    """
    if control.verb == "play":
        return any(until.startswith(("#", "server ")) for until in control.arguments)
    return control.verb in _OF_ONE and control.verb != "receipt"


def _seek(run: Run, text: str) -> None:
    if isinstance(run, Experiment):
        run.begin(lambda: run.going(parse_time(text)), FIRST_SLICE)
    else:
        run.begin_seek(parse_time(text), FIRST_SLICE)


def _next(run: Run) -> None:
    if isinstance(run, Experiment):
        run.begin(run.looking, FIRST_SLICE)
    else:
        run.begin_next(FIRST_SLICE)


def _undo(run: Run) -> None:
    if isinstance(run, Experiment):
        run.begin(run.undoing, FIRST_SLICE)
    else:
        run.undo()


def _redo(run: Run) -> None:
    if isinstance(run, Experiment):
        run.begin(run.redoing, FIRST_SLICE)
    else:
        run.redo()


def _story(run: Run) -> None:
    if isinstance(run, Experiment):
        run.begin(run.leaving, FIRST_SLICE)
    else:
        run.back_to_story()


def _begin(make: Callable[..., Errand]) -> Callable[..., None]:
    return lambda experiment, *said: experiment.begin(lambda: make(experiment, *said), FIRST_SLICE)


def _measure(experiment: Experiment, off: str = "") -> None:
    if off:
        experiment.studying.cancel()
    else:
        experiment.measure()


def _sweep(experiment: Experiment, what: str = "", *said: str) -> None:
    sweeping = experiment.sweeping
    if what == "off":
        sweeping.cancel()
    elif what in ("map", "heat"):
        sweeping.wanted = varying.wanted(*said) if said else None
    elif what in ("run", "save"):
        raise ValueError(f"sweep {what} needs the window")
    else:
        asking.begin(sweeping, experiment.scenario, *varying.read(said))


def _on(experiment: Experiment, where: str) -> None:
    if where == "postgres":
        experiment.elsewhere.begin(experiment.scenario)
    else:
        experiment.elsewhere.cancel()


def _zoom(run: Run, *what: str) -> None:
    if what in (("in",), ("out",)):
        run.zoom_by(2.0 if what == ("in",) else 0.5)
    else:
        from_us, until_us = map(parse_time, what) if what else (0, run.end_us)
        run.zoom(from_us, until_us)


def _brush(experiment: Experiment, *span: str) -> None:
    experiment.brush(*map(parse_time, span))


def _shrink(experiment: Experiment, what: str, file: str = "") -> None:
    if what == "off":
        experiment.shrinker.cancel()
    elif what == "save":
        experiment.shrinker.save(Path(file))
    else:
        explaining.shrink(experiment, what)


def _example(experiment: Experiment, what: str) -> None:
    if what == "off":
        experiment.examples.cancel()
    elif what == "open":
        raise ValueError("only a window opens an example")
    else:
        explaining.example(experiment, what)


def _answer(experiment: Experiment, text: str) -> None:
    experiment.answer(None if text == "skip" else int(text) - 1)


def _goal(experiment: Experiment, what: str = "") -> None:
    if what == "off":
        experiment.trying.end()
    else:
        make = experiment.show_way if what == "way" else experiment.begin_goal
        experiment.begin(make, FIRST_SLICE)


def _watch(experiment: Experiment, how: str, text: str = "") -> None:
    if how == "on":
        experiment.watches.add(text)
    else:
        experiment.watches.drop(text)


_ANY: dict[str, Callable[..., None]] = {
    "play": _play,
    "pause": lambda run: run.pause(),
    "start": lambda run: run.start(),
    "step": lambda run: run.step(),
    "back": lambda run: run.back(),
    "next": _next,
    "previous": lambda run: run.begin_previous(FIRST_SLICE),
    "seek": _seek,
    "speed": _speed,
    "undo": _undo,
    "redo": _redo,
    "story": _story,
    "select": lambda run, key="": run.select(key),
    "zoom": _zoom,
    "hide": lambda run, what="": run.hide(what),
    "unhide": lambda run, what="": run.unhide(what),
}
_OF_ONE: dict[str, Callable[..., None]] = {
    "branch": _begin(lambda experiment, name: experiment.entering(name)),
    "name": lambda experiment, name: experiment.rename(name),
    "finish": _begin(lambda experiment: experiment.finishing()),
    "receipt": lambda experiment, number: experiment.select(f"operation {number}"),
    "log": lambda experiment, line: experiment.log.narrow(line, experiment.timeline),
    "brush": _brush,
    "cause": lambda experiment, subject="": explaining.explain(experiment, subject),
    "shrink": _shrink,
    "answer": _answer,
    "measure": _measure,
    "sweep": _sweep,
    "on": _on,
    "example": _example,
    "watch": _watch,
    "goal": _goal,
}
STEERED = _ANY.keys() | _OF_ONE.keys()
"""The verbs of the controls of a run; two side by side have no branches and no receipts."""
AT_ONCE = frozenset(("speed", "select", "zoom", "hide", "unhide", "receipt", "log", "brush"))
"""Those of them that mean the same wherever time stands, and in whatever branch."""


def comes_after(action: Action) -> bool:
    """Whether it waits for what is being done, as it would mean something else before that."""
    if isinstance(action, Control):
        return action.verb in (STEERED | {"save", "export", "beat"}) - AT_ONCE
    return not isinstance(action, Expect)
