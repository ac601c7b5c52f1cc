"""The shape of a preset file, checked by pydantic: what may stand where.

Meaning (do servers exist, is N possible, is a line understood) is checked in `explorer.presets`.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    create_model,
    model_validator,
)

from engine.applications import ACTIONS
from engine.articles import LONGEST_TITLE
from engine.spec import GUARANTEES, SETTINGS
from explorer.times import WRITTEN, parse_span


def _time(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError("a time is a number and a unit, such as 40ms")
    return parse_span(value)


def _skew(value: Any) -> int:
    return -_time(value[1:]) if isinstance(value, str) and value[:1] == "-" else _time(value)


def users_in_short(value: Any) -> Any:
    """`X: A` is short for `X: {at: A}`."""
    if not isinstance(value, dict):
        return value
    return {name: {"at": user} if isinstance(user, str) else user for name, user in value.items()}


def _servers(value: Any) -> Any:
    """`[A, B]` is short for `{A: "", B: ""}`."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        if len(set(value)) < len(value):
            raise ValueError("a server stands there twice")
        return dict.fromkeys(value, "")
    return value


TimeText = Annotated[str, Field(pattern=rf"^{WRITTEN}$")]
SkewText = Annotated[str, Field(pattern=rf"^-?{WRITTEN}$")]
Time = Annotated[int, BeforeValidator(_time, json_schema_input_type=TimeText)]
Skew = Annotated[int, BeforeValidator(_skew, json_schema_input_type=SkewText)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,19}$")]
Word = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
Counted = Annotated[str, Field(pattern=r"^[A-Za-z]([A-Za-z0-9_-]|\{i\}){0,39}$")]
"""A name of each of several: `{i}` counts them."""
Shown = Annotated[str, Field(pattern=r"^[A-Za-z]\w*( ->? [A-Za-z]\w*)?$", max_length=60)]
"""Something that stands on the stage, by its name or its ends."""
Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
Text = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(str.strip)]

MOST_USERS = 1_000
"""How many people a story may have."""
MOST_REPEATS = 1_000
"""How often one step may be done."""


class Strict(BaseModel):
    """No unknown key, no silent conversion; what checks it is made for the first file read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


Scalar = int | str | None

if TYPE_CHECKING:

    class SettingsModel(Strict):
        """The settings of a cluster, or what a variant changes of them: see `engine.spec`."""

else:
    SettingsModel = create_model(
        "SettingsModel", __base__=Strict, **dict.fromkeys(SETTINGS, (Scalar, None))
    )


class ClusterModel(SettingsModel):
    """Servers by name, with their places; delays one way, such as `A-B: 40ms`."""

    servers: Annotated[
        dict[Name, Annotated[str, Field(max_length=40)]],
        BeforeValidator(_servers, json_schema_input_type=list[Name] | dict[Name, str]),
        Field(min_length=1, max_length=64),
    ]
    delay: dict[str, str] = Field({})
    default_delay: str = "5ms"
    loss: float = Field(0.0, ge=0.0, le=1.0)
    homes: list[Name] = Field([])
    skew: dict[Name, Skew] = Field({})
    leader: Name | None = None
    application: Literal[tuple(ACTIONS)] = "social"  # type: ignore[valid-type]
    """What it serves: a social network, or a site of articles."""


class UserModel(Strict):
    """A user who is signed in before the story begins.

    `follows`: whom, else everybody; of more than 50 users the five before and the five after in the
    order of the file, round in a ring.
    `articles`: what the editor of a site of articles has published; who has none is a reader.
    """

    at: Name
    follows: list[Name] | None = None
    posts: list[Text] = []
    password: str | None = None
    user_session: Literal[GUARANTEES] | None = None  # type: ignore[valid-type]
    articles: dict[Title, Text] | None = None


def listed(value: object) -> object:
    """A text alone is short for a list of one."""
    return [value] if isinstance(value, str) else value


class StepModel(Strict):
    """One step: when, what is done, what the lesson says, and a name for the operation.

    `claim`: what the sentence claims, as expectations; judged at that moment, or within a while.
    `show`: what the sentence is about, where its words do not name it: see `explorer.subjects`.
    `every` with `times`, or with `until`, does it again and again, and `{i}` counts: see
    `explorer.repeating`.
    """

    at: Time
    do: str | None = None
    say: Text | None = None
    claim: Annotated[
        list[str], BeforeValidator(listed, json_schema_input_type=list[str] | str)
    ] = []
    show: Annotated[
        list[Shown], BeforeValidator(listed, json_schema_input_type=list[Shown] | Shown)
    ] = []
    """Servers, users, links ('A - B'), what is on its way ('A -> B'), or `all`."""
    name: Counted | None = Field(None, alias="as")
    every: Annotated[Time, Field(gt=0)] | None = None
    times: int | None = Field(None, ge=1)
    stop_us: Time | None = Field(None, alias="until")

    @model_validator(mode="after")
    def _says_something(self) -> "StepModel":
        if self.do is None and self.say is None:
            raise ValueError("a step does something (do) or says something (say)")
        if self.claim and self.say is None:
            raise ValueError("what is claimed belongs to a sentence (say)")
        if self.show and self.say is None:
            raise ValueError("what is shown belongs to a sentence (say)")
        return self

    @model_validator(mode="after")
    def _repeats_or_not(self) -> "StepModel":
        again, name = self.every is not None, self.name or ""
        ends = (self.times is not None) + (self.stop_us is not None)
        rules = (
            (again or not ends, "how often it is done, or until when, needs every: TIME"),
            (again or "{i}" not in name, "a name counts ({i}) where the step has every: TIME"),
            (not again or ends == 1, "every needs times or until, one of them"),
            (not again or self.do is not None, "what is done every so often needs a line (do)"),
            (self.stop_us is None or self.stop_us >= self.at, "until is before at"),
            (not again or not name or "{i}" in name,
             "the name of what is done every so often counts: such as like{i}"),
            (self.repeats <= MOST_REPEATS,
             f"it is done {self.repeats:,} times: at most {MOST_REPEATS:,} are possible"),
        )  # fmt: skip
        for held, text in rules:
            if not held:
                raise ValueError(text)
        return self

    @property
    def repeats(self) -> int:
        """How often it is done."""
        if self.every is None or self.times is not None:
            return self.times or 1
        return ((self.stop_us or self.at) - self.at) // self.every + 1


class VariantModel(SettingsModel):
    """What a variant changes: settings, the delay of links, and steps that only it has.

    `servers`: only these of the cluster's are there; users of others are at the first of them.
    """

    title: Text | None = None
    servers: list[Name] | None = None
    default_delay: str | None = None
    script: list[StepModel] = Field([])


Claims = Annotated[
    list[str],
    BeforeValidator(listed, json_schema_input_type=list[str] | str),
    Field(min_length=1),
]


class PredictModel(Strict):
    """A question before a named step, and its answers: which one is right, the run decides.

    Each answer has what is true of a run in which it is right, as expectations. `reveal`: when it
    can be known, else when the operation has ended; `why`: the reason that the run does not say by
    itself, in all variants or by variant.
    """

    ask: Text
    before: Word
    answers: Annotated[dict[Text, Claims], Field(min_length=2, max_length=6)]
    reveal: Time | None = None
    why: Text | dict[Word, Text] | None = None
    variants: Annotated[list[Word], Field(min_length=1)] | None = None
    """In which variants it is asked; None: in all."""


def _questions(value: object) -> object:
    """One question alone needs no list."""
    return [value] if isinstance(value, dict) else value


class StillModel(Strict):
    """The moment of the story's picture, and in which variant (else the first)."""

    at: Time
    variant: Word | None = None


class GoalStepModel(Strict):
    """One thing that is done by hand, on a way that wins."""

    at: Time
    do: str


class GoalModel(Strict):
    """What somebody is asked to bring about by hand: see `explorer.goals`.

    `with`: how many faults, changed settings and changes of servers; `may`: the beginnings of
    lines that may be used; `must` is to hold by `by`; `way` wins.
    """

    kind: Literal["break", "survive"]
    ask: Text
    variant: Word | None = None
    at: Time
    by: Time
    most: Annotated[
        dict[Literal["faults", "settings", "servers"], Annotated[int, Field(ge=1, le=5)]],
        Field(alias="with", min_length=1),
    ]
    may: Annotated[list[Text], Field(min_length=1)]
    must: Claims
    shows: Text
    way: Annotated[list[GoalStepModel], Field(min_length=1)]


def _still(value: object) -> object:
    """`40ms` is short for `{at: 40ms}`."""
    return {"at": value} if isinstance(value, str) else value


class PresetModel(Strict):
    """A whole story."""

    number: int = Field(ge=1, le=999)
    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    title: Text
    question: int = Field(ge=1, le=4)
    story: Text
    asks: Annotated[Text, Field(max_length=90)] | None = None
    """What it asks in one sentence, for its card; else the whole `story` stands there."""
    still: (
        Annotated[StillModel, BeforeValidator(_still, json_schema_input_type=StillModel | TimeText)]
        | None
    ) = None
    """The moment of its picture: see `explorer.stills`."""
    engine: Literal["embedded", "postgres"] = "embedded"
    """What it is about: a cluster that is computed, or real servers, which then play it."""
    cluster: ClusterModel
    users: Annotated[
        dict[Name, UserModel],
        BeforeValidator(users_in_short, json_schema_input_type=dict[Name, UserModel | str]),
        Field(min_length=1, max_length=MOST_USERS),
    ]
    seed: int = Field(1, ge=0, lt=1 << 63)
    until: Time | None = None
    lasts: Time = 20_000_000
    """How long the whole run lasts on screen at first."""
    variants: dict[Word, VariantModel] = {}
    script: list[StepModel] = []
    predict: Annotated[
        list[PredictModel],
        BeforeValidator(_questions, json_schema_input_type=list[PredictModel] | PredictModel),
    ] = []
    goal: GoalModel | None = None
    expect: list[str] | dict[Word, list[str]] = []
    full: dict[str, Any] = {}
    """What is different at full size: see `explorer.parts`."""
    postgres: dict[str, Any] = {}
    """What is different on real servers."""
    takeaway: Text
    leaves_out: Text
