"""From the `goal` of a preset to what somebody is asked to do; every mistake is noted."""

from collections.abc import Callable, Mapping

from engine.cluster import Command
from explorer.goals import Goal
from explorer.reading_questions import Claimed, Wrong
from explorer.schema import PresetModel
from explorer.stories import Scenario
from explorer.times import tell_time
from explorer.verbs import VERBS, Action
from explorer.yaml12 import Path_

Acts = Callable[[str, Path_], Action | None]
"""What a line at a place does; None: it is not understood, which is noted."""


def goal(story: PresetModel, acts: Acts, claimed: Claimed, wrong: Wrong) -> Goal | None:
    """What somebody is asked to do; None: nothing."""
    model = story.goal
    if model is None:
        return None
    must = claimed(model.must, ("goal", "must"))
    way = [(step.at, acts(step.do, ("goal", "way", i, "do"))) for i, step in enumerate(model.way)]
    for i, beginning in enumerate(model.may):
        if beginning.split()[0] not in VERBS:
            wrong(("goal", "may", i), f"{beginning.split()[0]!r} is no verb")
    variant = model.variant or next(iter(story.variants), "")
    commands = tuple((at_us, each) for at_us, each in way if isinstance(each, Command))
    return Goal(model.kind, model.ask, variant, model.at, model.by, model.most, tuple(model.may),
                must, model.shows, commands)  # fmt: skip


def check(story: PresetModel, scenarios: Mapping[str, Scenario], wrong: Wrong) -> None:
    """It begins, is tried and ends within the story, in a variant that there is."""
    model = story.goal
    if model is None:
        return
    if model.variant is not None and model.variant not in story.variants:
        wrong(("goal", "variant"), f"there is no variant {model.variant!r}")
        return
    tried = scenarios.get(model.variant or next(iter(scenarios), ""))
    if model.by <= model.at:
        wrong(("goal", "by"), "it ends before it begins")
    if tried is not None and model.by > tried.until_us:
        wrong(("goal", "by"), f"the story ends at {tell_time(tried.until_us)}")
    for i, step in enumerate(model.way):
        if not model.at < step.at <= model.by:
            wrong(("goal", "way", i, "at"), "it is not between at and by")
