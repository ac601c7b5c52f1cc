"""The shape of a scenario file, checked by pydantic: what may stand where.

Meaning (is a line understood, is there such a story) is checked in `explorer.scenario_reading`.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from explorer.schema import ClusterModel, Name, Strict, Text, Time, UserModel, Word, users_in_short

Role = Literal[
    "button", "checkbox", "textbox", "combobox", "slider", "menuitem", "text", "region",
    "listitem", "dialog", "tab",
]  # fmt: skip
"""What a thing in the window is, as a screen reader says it."""

WAIT_US = 5_000_000
"""So much simulated time passes at most until a thing is there, unless a step says otherwise."""


def _pattern(text: str) -> str:
    """`/WORDS/` is a regular expression that is found in the name."""
    if len(text) > 2 and text[0] == text[-1] == "/":
        try:
            re.compile(text[1:-1])
        except re.error as error:
            raise ValueError(f"this is no regular expression: {error}") from None
    return text


Called = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_pattern)]
"""A whole name, or `/REGULAR EXPRESSION/` that is found in one."""


class PlaceModel(Strict):
    """One thing in the window: by role and name, by its label, or by its test id."""

    role: Role | None = None
    name: Called | None = None
    label: Called | None = None
    test_id: Called | None = None
    inside: "PlaceModel | None" = None

    @model_validator(mode="after")
    def _one_way(self) -> "PlaceModel":
        ways = (self.role is not None, self.label is not None, self.test_id is not None)
        if sum(ways) != 1 or (self.role is None) != (self.name is None):
            raise ValueError("a thing is found by role and name, by label, or by test_id")
        return self

    def __str__(self) -> str:
        """In words: `button "Play"`."""
        way = "label" if self.label is not None else "test id"
        called = self.name or self.label or self.test_id
        return f'{self.role or way} "{called}"' + (f" inside {self.inside}" if self.inside else "")


class WaitingModel(PlaceModel):
    """A thing that is waited for, in simulated time, while time runs."""

    within: Time = WAIT_US


class ClickModel(WaitingModel):
    """A click at its middle; `choose` is the entry that is clicked of the menu that it opens."""

    button: Literal["left", "right"] = "left"
    choose: Called | None = None


class FillModel(WaitingModel):
    """A text, written key by key into an emptied field."""

    text: str


class DragModel(Strict):
    """From the middle of one thing to that of another, with the left button."""

    start: WaitingModel = Field(alias="from")
    end: WaitingModel = Field(alias="to")


class PressModel(Strict):
    """A key such as `Space` or `Ctrl+Z`: to what has the focus, or to a thing that then has it."""

    keys: Annotated[str, Field(min_length=1, max_length=40)]
    to: WaitingModel | None = None


class ExpectModel(Strict):
    """A sentence about the run (`that`), or a thing in the window and what is to be seen of it."""

    that: str | None = None
    see: PlaceModel | None = None
    text: str | None = None
    contains: str | None = None
    state: Literal["visible", "hidden", "enabled", "disabled", "checked", "unchecked"] | None = None
    within: Time = WAIT_US

    @model_validator(mode="after")
    def _about_one(self) -> "ExpectModel":
        seen = [each for each in (self.text, self.contains, self.state) if each is not None]
        if (self.that is None) == (self.see is None):
            raise ValueError("expect a sentence, or something to `see` in the window")
        if self.see is not None and len(seen) != 1:
            raise ValueError("of what is seen is said `text`, `contains` or `state`, one of them")
        if self.that is not None and seen:
            raise ValueError("text, contains and state are about something to `see`")
        return self


def _that(value: Any) -> Any:
    """A sentence alone is short for `{that: SENTENCE}`."""
    return {"that": value} if isinstance(value, str) else value


def _keys(value: Any) -> Any:
    """A key alone is short for `{keys: KEY}`."""
    return {"keys": value} if isinstance(value, str) else value


ACTS = ("do", "wait", "expect", "click", "fill", "drag", "press", "screenshot")
"""What a step may be; one that has only `at` waits until then."""


class ScenarioStepModel(Strict):
    """One step, done when the one before is, or `at` a moment; `as` names the operation."""

    at: Time | None = None
    do: str | None = None
    name: Word | None = Field(None, alias="as")
    wait: Time | None = None
    expect: Annotated[
        ExpectModel | None, BeforeValidator(_that, json_schema_input_type=ExpectModel | str)
    ] = None
    click: ClickModel | None = None
    fill: FillModel | None = None
    drag: DragModel | None = None
    press: Annotated[
        PressModel | None, BeforeValidator(_keys, json_schema_input_type=PressModel | str)
    ] = None
    screenshot: Word | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "ScenarioStepModel":
        given = [act for act in ACTS if getattr(self, act) is not None]
        if len(given) > 1 or not (given or self.at is not None):
            raise ValueError(f"a step is one of these: {', '.join(ACTS)}; or it waits: at")
        if self.name is not None and self.do is None:
            raise ValueError("only what is done (do) has a name")
        if self.wait is not None and self.at is not None:
            raise ValueError("a step waits so long (wait), or until then (at)")
        return self


def _story(value: Any) -> Any:
    """A story's number is as good as its slug."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Changes = dict[str, int | str]


class ScenarioModel(Strict):
    """A whole scenario: a story, or a cluster and users of its own, and what is done and checked.

    `story` is a number, a slug, or a file, beside this one where it is no absolute path.
    """

    title: Text | None = None
    story: Annotated[
        str | None, BeforeValidator(_story, json_schema_input_type=str | int | None)
    ] = None
    variant: Word | None = None
    settings: Changes = Field({}, alias="set")
    cluster: ClusterModel | None = None
    users: Annotated[
        dict[Name, UserModel] | None,
        BeforeValidator(users_in_short, json_schema_input_type=dict[Name, UserModel | str] | None),
    ] = None
    seed: int | None = Field(None, ge=0, lt=1 << 63)
    steps: Annotated[list[ScenarioStepModel], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_a_cluster(self) -> "ScenarioModel":
        own = self.cluster is not None
        if own == (self.story is not None) or own != (self.users is not None):
            raise ValueError("a scenario has a story, or a cluster and users of its own")
        if own and self.variant is not None:
            raise ValueError("only a story has variants")
        return self
