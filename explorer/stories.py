"""A story that was read and understood, and its scenarios: what can be run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.cluster import Command, Timed
from engine.social import Request
from engine.spec import ClusterSpec
from explorer.beats import Beats
from explorer.clusters.transcript import Transcript
from explorer.expectations import Expectation
from explorer.explain import deed
from explorer.goals import Goal
from explorer.problems import problem
from explorer.questions import Question
from explorer.schema import PresetModel
from explorer.subjects import Said
from explorer.times import tell_time
from explorer.verbs import Action


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that must hold of the run at a moment."""

    text: str
    expectation: Expectation
    due_us: int
    since_us: int | None = None
    """Enough if it holds at any moment from this one on; None: it must at the moment itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a script: when, what (None: it only says something), its line and sentence.

    `claims` is what the sentence claims, `show` what it is about where its words do not tell.
    """

    at_us: int
    action: Action | None
    line: str
    say: str = ""
    name: str = ""
    claims: tuple[Claim, ...] = ()
    again: bool = False
    """Whether it does once more what a step before did, in the same words."""
    by_hand: bool = False
    """Whether it is none of the story's: somebody gave it, and the story was played again."""
    show: tuple[str, ...] = ()

    @property
    def said(self) -> Said:
        """Its sentence, as `explorer.subjects` takes it."""
        return self.at_us, self.say, self.show


def command_number(steps: Sequence[Step], step: Step) -> int | None:
    """The how-many-eth command of a script a step gives; None: it only says something."""
    commands = (each for each in steps if isinstance(each.action, Command))
    return next((number for number, each in enumerate(commands) if each is step), None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One variant of one preset, ready to run."""

    preset: "Preset"
    variant: str
    cluster: ClusterSpec
    steps: tuple[Step, ...]
    expectations: tuple[Expectation, ...]
    seed: int
    until_us: int
    questions: tuple[Question, ...] = ()
    """What it asks to predict, in the order of its script."""
    transcript: Transcript | None = None
    """What happened, where it was played on real servers; None: the engine computes it."""
    engine: str = "embedded"
    """For which its times are written."""

    @property
    def commands(self) -> tuple[Timed, ...]:
        """What its script does to the cluster, and when."""
        return tuple((s.at_us, s.action) for s in self.steps if isinstance(s.action, Command))

    @property
    def beats(self) -> Beats:
        """Where time rests while it is told: not at its end, where it stops."""
        told = (step for step in self.steps if step.say and step.at_us < self.until_us)
        return Beats((step.at_us, step.say) for step in told)

    @property
    def plays_us(self) -> int:
        """How long it plays at first, on the wall clock, with the time that its reading takes."""
        return self.preset.model.lasts + round(self.beats.seconds) * 1_000_000

    @property
    def settings(self) -> tuple[str, ...]:
        """What this variant was given instead of its own settings."""
        own = f"{self.variant}:"
        given = (each.removeprefix(own) for each in self.preset.origin.settings)
        return tuple(each for each in given if ":" not in each)

    def called(self, name: str) -> str:
        """What its script calls so, in words: "X's feed at 5 ms"; the name itself, if nothing."""
        asked = [(at_us, each) for at_us, each in self.commands if isinstance(each, Request)]
        found = [(at_us, each) for at_us, each in asked if (each.name or each.action) == name]
        if len(found) != 1:
            return name
        ((at_us, request),) = found
        way = f" via {request.via}" if request.via else ""
        return f"{request.user}'s {deed(request)}{way} at {tell_time(at_us)}"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a story was read from, so that it can be read again when its file is another one.

    `settings` were given over its own, as `KEY=VALUE`; `full`: it was read at full size.
    """

    text: str
    settings: tuple[str, ...] = ()
    full: bool = False


@dataclass(frozen=True, slots=True)
class Preset:
    """A story that was read and understood."""

    model: PresetModel
    file: str
    origin: Origin
    scenarios: Mapping[str, Scenario]
    """By the variant's name; a story without variants has one, called ''."""
    goal: Goal | None = None
    """What it asks somebody to do."""
    on_servers: "Preset | None" = None
    """The same, as it is told of real servers; None: in the same words."""

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands among the stories that are offered: by question, then by number."""
        return self.model.question, self.model.number

    @property
    def variants(self) -> tuple[str, ...]:
        """The names of its variants, in their order; none when it has none."""
        return tuple(name for name in self.scenarios if name)

    @property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """(name, title) of each variant, in their order."""
        return tuple((name, v.title or name) for name, v in self.model.variants.items())

    def scenario(self, variant: str | None = None) -> Scenario:
        """This variant, or the first. Raises InputError when there is none of that name."""
        if variant is None:
            return next(iter(self.scenarios.values()))
        if variant not in self.scenarios:
            known = ", ".join(self.variants) or "no variants"
            raise problem(self.file, f"there is no variant {variant!r}: there are {known}")
        return self.scenarios[variant]
