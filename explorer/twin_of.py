"""Which two runs are compared: two variants of a story, or one story under a changed setting."""

from collections.abc import Iterator
from dataclasses import replace

from engine.faults import Change
from explorer import asked as asking
from explorer.experiment import Experiment
from explorer.injecting import change
from explorer.side_by_side import Choice
from explorer.stories import Preset, Scenario
from explorer.telling import setting
from explorer.twin import Twin


def asked(experiment: Experiment, *what: str) -> Twin:
    """What `compare WHAT` asks for; it stands where the run does.

    Raises ValueError or InputError, in words, where there is no such thing.
    """
    twin = made(experiment, *what)
    twin.follow(experiment)
    return twin


def made(experiment: Experiment, *what: str) -> Twin:
    """The same before anything has happened in it."""
    if what[:1] == ("with",):
        twin = changed(experiment, change(*what[1:]))
    else:
        twin = of_variants(experiment.scenario.preset, *what) if what else usual(experiment)
    for side in twin.sides:
        side.hidden = experiment.hidden  # what is hidden belongs to who looks
    return twin


def of_variants(preset: Preset, left: str, right: str) -> Twin:
    """Two variants of a story. Raises InputError when there is none of that name."""
    if left == right:
        raise ValueError(f"{left} beside itself shows nothing: name two variants")
    sides = [Experiment(preset.scenario(name)) for name in (left, right)]
    titles = dict(preset.titles)
    choices = tuple(_choices(preset, right)), tuple(_choices(preset, left))
    return Twin(sides[0], sides[1], (titles[left], titles[right]), choices)


def _choices(preset: Preset, beside: str) -> Iterator[Choice]:
    """All variants: first those that can be compared throughout with the one on the other side."""
    found = [Choice(name, title, part_us(preset, beside, name)) for name, title in preset.titles]
    yield from sorted(found, key=lambda choice: -1 if choice.alike else 1)


def usual(experiment: Experiment) -> Twin:
    """The variant that is open and the next of which crowds ask the same; else the next.

    The last one stands beside the first.

    A story without variants stands beside itself with another W. Raises RefusedError, in words,
    where there is only one server.
    """
    preset, variant = experiment.scenario.preset, experiment.scenario.variant
    names = preset.variants
    if len(names) < 2:
        settings = experiment.scenario.cluster.settings
        other = settings.w + 1 if settings.w < settings.n else settings.w - 1
        return changed(experiment, Change("w", other))
    here = names.index(variant)
    later, earlier = names[here + 1 :], names[:here]
    fair = [name for name in (*later, *earlier) if part_us(preset, variant, name) is None]
    beside = next(iter(fair or later or earlier))
    pair = (variant, beside) if beside in later else (beside, variant)
    return of_variants(preset, *pair)


def part_us(preset: Preset, one: str, other: str) -> int | None:
    """From when on two variants are asked different things; None: never."""
    return asking.parts_us(*(preset.scenario(name).commands for name in (one, other)))


def changed(experiment: Experiment, setting_to: Change) -> Twin:
    """A story as it stands, with all that was done by hand, and once more with one setting changed.

    The setting is so from the start. Raises RefusedError, in words, where that makes no sense.
    """
    scenario, spec = experiment.scenario, experiment.scenario.cluster
    settings = spec.settings.changed(setting_to.name, setting_to.value, len(spec.names))
    other = replace(scenario, cluster=replace(spec, settings=settings))
    sides = [_again(experiment, each) for each in (scenario, other)]
    if settings == spec.settings:
        raise ValueError("that is how it is set: both sides would be the same")
    name, value = setting(setting_to)
    was = setting(Change(setting_to.name, getattr(spec.settings, setting_to.name)))[1]
    return Twin(sides[0], sides[1], (f"{_said(name)} {was}", f"{_said(name)} {value}"))


def _said(name: str) -> str:
    return f"{name.upper()} =" if len(name) == 1 else name.replace("_", " ")


def _again(experiment: Experiment, scenario: Scenario) -> Experiment:
    """A run of its own, with all that was given by hand up to now."""
    made = Experiment(scenario, experiment.seed)
    made.give(experiment.timeline.branch.given)
    made.set_speed(experiment.speed)
    return made
