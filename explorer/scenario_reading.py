"""From a scenario's file to its steps, with every mistake of the file noted at its place."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from engine.cluster import Command
from engine.social import Request
from explorer import expectations, naming, presets, script
from explorer.controls import Control
from explorer.lines import ScriptError
from explorer.noted import Noted
from explorer.problems import InputError
from explorer.reading import Reader as StoryReader
from explorer.scenario_schema import (
    ACTS,
    ClickModel,
    DragModel,
    ExpectModel,
    FillModel,
    PressModel,
    ScenarioModel,
    ScenarioStepModel,
)
from explorer.scenarios import Hand, Picture, ScenarioFile, Sentence, Step
from explorer.stories import Preset
from explorer.times import tell_time
from explorer.verbs import Action, Expect
from explorer.yaml12 import Document, Path_, read

OWN = {"number": 999, "question": 1, "takeaway": "-", "leaves_out": "-"}
"""What a story says that is only there to be played on."""


KEYS = {
    field.alias or name
    for model in (ScenarioModel, ScenarioStepModel, ExpectModel, ClickModel, FillModel, DragModel,
                  PressModel)
    for name, field in model.model_fields.items()
}  # fmt: skip
"""All keys that a scenario may have, also where a file lacks them."""


def load(path: Path, settings: Iterable[str] = (), *, file: str = "") -> ScenarioFile:
    """Reads a scenario; `settings` (`KEY=VALUE`) come over its own.

    Raises InputError with all that is wrong with it.
    """
    called = file or str(path)
    return Reader(called, read(path, called)).scenario(path, tuple(settings))


class Reader(Noted):
    """Collects every problem of one scenario, then raises them together."""

    def scenario(self, path: Path, settings: tuple[str, ...]) -> ScenarioFile:
        """The scenario; raises all that is wrong."""
        model = self._model()
        story = self._own(model, path) if model.story is None else self._named(model, path)
        changes = (*(f"{name}={value}" for name, value in model.settings.items()), *settings)
        if story is not None and changes:
            story = self._changed(story, changes, own=bool(model.settings))
        self._known = set[str]() if story is None else naming.operations(story.model)
        self._servers, self._users = self._there(model, story)
        steps = tuple(self._steps(model.steps, checked=story is not None or model.story is None))
        self.complain()
        assert story is not None
        played = story.scenario(model.variant)
        seed = played.seed if model.seed is None else model.seed
        title = model.title or played.preset.model.title
        return ScenarioFile(path, self.file, self._document.text, title, played, seed, steps)

    def _model(self) -> ScenarioModel:
        try:
            return ScenarioModel.model_validate(self.value)
        except ValidationError as error:
            for entry in error.errors(include_url=False):
                self.invalid(entry, KEYS)
            self._told_as_well()
            raise self.error() from None

    def _told_as_well(self) -> None:
        """Reads what lines there are, so that their mistakes are told as well."""
        steps = self.value.get("steps") if isinstance(self.value, dict) else None
        for i, step in enumerate(steps if isinstance(steps, list) else []):
            if isinstance(step, dict) and isinstance(step.get("do"), str):
                self._action(step["do"], ("steps", i, "do"))
            if isinstance(step, dict) and isinstance(step.get("expect"), str):
                self._sentence(step["expect"], ("steps", i, "expect"))

    # -- what it is played on

    def _named(self, model: ScenarioModel, path: Path) -> Preset | None:
        """The story that is named, by number or slug, or a file beside the scenario."""
        assert model.story is not None
        is_file = Path(model.story).suffix in (".yaml", ".yml")
        reference = str(path.parent / model.story) if is_file else model.story
        try:
            story = presets.load(reference)
        except InputError as error:
            self._note(error, ("story",))
            return None
        try:
            story.scenario(model.variant)
        except InputError as error:
            self._note(error, ("variant",))
        return story

    def _own(self, model: ScenarioModel, path: Path) -> Preset | None:
        """A story without a script, of the cluster and the users that stand in this file."""
        title = model.title or path.stem
        own = OWN | {"slug": "scenario", "title": title, "story": title}
        value = own | {name: self.value[name] for name in ("cluster", "users")}
        text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True)
        try:
            return StoryReader(self.file, Document(value, self.places, (), text)).preset(())
        except InputError as error:
            self._note(error, ("cluster",))
            return None

    def _changed(self, story: Preset, settings: tuple[str, ...], *, own: bool) -> Preset | None:
        """The same with other settings, which are this file's own, or were given with it."""
        try:
            return presets.load_again(replace(story.origin, settings=settings), self.file)
        except InputError as error:
            self._note(error, ("set",) if own else None)
            return None

    def _note(self, error: InputError, path: Path_ | None) -> None:
        """Notes what is wrong: where it was found, if that is known, else here."""
        for each in error.problems:
            if each.line or path is None:
                self.problems.append(each)
            else:
                self.wrong(path, each.message)

    @staticmethod
    def _there(model: ScenarioModel, story: Preset | None) -> tuple[set[str], set[str]]:
        """The servers and the users that there are; those of a cluster that is wrong as well."""
        if story is not None:
            return naming.everybody(story.model)
        return (set(model.cluster.servers if model.cluster else ()), set(model.users or ()))

    # -- steps

    def _steps(self, models: list[ScenarioStepModel], *, checked: bool) -> Iterator[Step]:
        last_us = 0
        for i, model in enumerate(models):
            path: Path_ = ("steps", i)
            if model.at is not None and model.at < last_us:
                self.wrong((*path, "at"), f"the step before is at {tell_time(last_us)} or later")
            last_us = max(last_us, model.at or 0) + (model.wait or 0)
            line = self.places.get(path, (1, 1))[0]
            told = self._told(model)
            step = Step(line, told, model.at, model.wait or 0, hand=self._hand(model))
            if model.do is not None:
                yield self._done(model, step, path, checked=checked)
            elif model.expect is not None and model.expect.that is not None:
                where = (*path, "expect")
                sentence = self._sentence(model.expect.that, where)
                if sentence is not None and checked:
                    self._check_known(sentence, where)
                yield replace(step, sentence=sentence)
            else:
                yield step

    def _done(self, model: ScenarioStepModel, step: Step, path: Path_, *, checked: bool) -> Step:
        """A step that says a line."""
        assert model.do is not None
        action = self._action(model.do, (*path, "do"))
        if isinstance(action, Expect):
            self.wrong((*path, "do"), "what is expected stands in `expect:`")
        if action == Control("quit"):
            self.wrong((*path, "do"), "a scenario ends by itself, after its last step")
        if isinstance(action, Command):
            servers, users = naming.newcomers([action])
            self._servers |= servers
            self._users |= users
            for stranger in naming.strangers(action, self._servers, self._users):
                if checked:
                    self.wrong((*path, "do"), stranger)
        if isinstance(action, Request):
            action = replace(action, name=model.name or "")
            self._known |= {model.name or action.action}
        elif model.name is not None:
            self.wrong((*path, "as"), "only what a user asks for has a name")
        return replace(step, action=action, words=model.do, name=model.name or "")

    def _action(self, line: str, path: Path_) -> Action | None:
        """What a line does; None when it is not understood, which is noted."""
        try:
            at_us, action = script.parse(line)
            if at_us is not None:
                raise ScriptError("the time stands in `at:`")
        except ScriptError as error:
            self.wrong(path, str(error), error.column - 1)
            return None
        return action

    def _sentence(self, text: str, path: Path_) -> Sentence | None:
        """What is expected of the run; None when it is not understood, which is noted."""
        try:
            sentence, within_us = expectations.deadline(text)
            return Sentence(text, expectations.parse(sentence), within_us)
        except ValueError as error:
            self.wrong(path, str(error))
            return None

    def _check_known(self, sentence: Sentence, path: Path_) -> None:
        for name in sentence.expectation.names:
            if name not in self._known:
                self.wrong(path, f"no step before is called {name!r}")

    @staticmethod
    def _hand(model: ScenarioStepModel) -> Hand | None:
        if model.screenshot is not None:
            return Picture(model.screenshot)
        seen = model.expect if model.expect is not None and model.expect.see is not None else None
        return model.click or model.fill or model.drag or model.press or seen

    def _told(self, model: ScenarioStepModel) -> str:
        """The step in a line, as a person would say it."""
        act = next((act for act in ACTS if getattr(model, act) is not None), "at")
        given: Any = getattr(model, act)
        match act:
            case "at":
                return f"wait until {tell_time(given)}"
            case "wait":
                return f"wait {tell_time(given)}"
            case "do":
                return str(given)
            case "fill":
                return f"fill {given} with {given.text!r}"
            case "drag":
                return f"drag {given.start} to {given.end}"
            case "press":
                return f"press {given.keys}" + (f" in {given.to}" if given.to else "")
            case "expect":
                return f"expect {given.that or seen(given)}"
        return f"{act} {given}"


def seen(model: Any) -> str:
    """What is to be seen of something, in words."""
    if model.text is not None:
        return f"{model.see} says {model.text!r}"
    if model.contains is not None:
        return f"{model.see} contains {model.contains!r}"
    return f"{model.see} is {model.state}"
