"""What a person has been told, and how the first answers to its questions came out.

It is one small JSON file beside the preferences. What cannot be read there counts as not told; no
run depends on it. A question is known by its words: one that is asked otherwise is another one.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from explorer.preferences import keep
from explorer.questions import Prediction
from explorer.stories import Preset, Scenario

Key = tuple[str, str]
"""A story by its slug, and its variant; '' where it has none."""
FILE = "progress.json"
"""What its file is called, beside that of the preferences."""


@dataclass(frozen=True, slots=True)
class Told:
    """One variant of a story: whether it was told to its end, and how the first answers were."""

    ended: bool = False
    won: bool = False
    """Whether its goal was reached."""
    first: Mapping[str, bool] = field(default_factory=dict)
    """By the words of a question: whether the first answer to it was right."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A story with all its variants: how many were told, and how many answers right at first."""

    told: int
    variants: int
    right: int
    answered: int
    asked: int
    won: bool = False
    """Whether somebody reached its goal."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One person's; `last` is what was being told last."""

    told: Mapping[Key, Told] = field(default_factory=dict)
    last: Key | None = None

    def begun(self, scenario: Scenario) -> "Progress":
        """This is being told now."""
        return replace(self, last=key(scenario))

    def ended(self, scenario: Scenario) -> "Progress":
        """This was told to its end."""
        return self._with(key(scenario), replace(self._of(key(scenario)), ended=True))

    def won(self, scenario: Scenario) -> "Progress":
        """The goal of this was reached."""
        return self._with(key(scenario), replace(self._of(key(scenario)), won=True))

    def answered(self, scenario: Scenario, predictions: Iterable[Prediction]) -> "Progress":
        """These have been asked: of each question the first answer counts."""
        graded = {
            one.question.ask: one.state == "right"
            for one in predictions
            if one.state in ("right", "wrong")
        }
        known = self._of(key(scenario))
        if graded.keys() <= known.first.keys():
            return self
        return self._with(key(scenario), replace(known, first={**graded, **known.first}))

    def summary(self, preset: Preset) -> Summary:
        """How far somebody has come with a story."""
        scenarios = preset.scenarios.values()
        told = [self._of(key(scenario)) for scenario in scenarios]
        asked = {
            (scenario.variant, question.ask)
            for scenario in scenarios
            for question in scenario.questions
        }
        first = {
            (scenario.variant, ask): right
            for scenario, one in zip(scenarios, told, strict=True)
            for ask, right in one.first.items()
        }
        known = [first[one] for one in asked if one in first]
        return Summary(
            sum(one.ended for one in told), len(told), sum(known), len(known), len(asked),
            any(one.won for one in told),
        )  # fmt: skip

    def following(self, stories: Iterable[Preset]) -> Scenario | None:
        """Where to go on: with what was being told last, else with what comes after it.

        `stories` are in their order. None where nothing was begun, or all is told.
        """
        every = [scenario for story in stories for scenario in story.scenarios.values()]
        keys = [key(scenario) for scenario in every]
        if self.last not in keys:
            return None
        at = keys.index(self.last)
        left = (each for each in (*every[at:], *every[:at]) if not self._of(key(each)).ended)
        return next(left, None)

    @property
    def told_in_all(self) -> int:
        """How many variants of stories were told to their end."""
        return sum(one.ended for one in self.told.values())

    @property
    def first_in_all(self) -> tuple[int, int]:
        """How many of the first answers were right, and how many there were."""
        first = [right for one in self.told.values() for right in one.first.values()]
        return sum(first), len(first)

    def _of(self, one: Key) -> Told:
        return self.told.get(one, Told())

    def _with(self, one: Key, told: Told) -> "Progress":
        return replace(self, told={**self.told, one: told})


def key(scenario: Scenario) -> Key:
    """What a variant of a story is known by."""
    return scenario.preset.model.slug, scenario.variant


def read(path: Path) -> Progress:
    """What was kept there; of what makes no sense, nothing."""
    kept: object = None
    with suppress(OSError, ValueError):
        kept = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(kept, dict):
        return Progress()
    told = {}
    for slug, variants in _mapping(kept.get("stories")).items():
        for variant, one in _mapping(variants).items():
            first = {ask: right for ask, right in _mapping(_mapping(one).get("first")).items()
                     if isinstance(right, bool)}  # fmt: skip
            ended, won = (_mapping(one).get(part) is True for part in ("told", "won"))
            told[slug, variant] = Told(ended, won, first)
    match kept.get("last"):
        case [str(slug), str(variant)]:
            return Progress(told, (slug, variant))
    return Progress(told)


def write(path: Path, progress: Progress) -> None:
    """Keeps it: the file is there whole or not at all. Raises OSError where it cannot be."""
    stories: dict[str, dict[str, object]] = {}
    for (slug, variant), one in progress.told.items():
        kept = {"told": one.ended, "won": one.won, "first": dict(one.first)}
        stories.setdefault(slug, {})[variant] = kept
    keep(path, {"stories": stories, "last": progress.last})


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
