"""From a preset's document to its story, with every mistake of the file noted at its place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from engine.cluster import Command
from engine.latency import Constant, Latency
from engine.social import Request
from engine.spec import (
    SETTINGS,
    ClusterSpec,
    LinkSpec,
    RefusedError,
    ServerSpec,
    Settings,
    UserSpec,
)
from explorer import (
    expectations,
    following,
    injecting,
    naming,
    reading_goals,
    reading_questions,
    repeating,
    script,
    subjects,
)
from explorer.clusters.capabilities import ENGINES
from explorer.controls import Control
from explorer.expectations import Expectation
from explorer.latencies import parse_latency
from explorer.lines import ScriptError
from explorer.noted import Noted, said
from explorer.problems import Problem
from explorer.reading_questions import Asked
from explorer.requesting import salted
from explorer.schema import (
    ClusterModel,
    PresetModel,
    StepModel,
    UserModel,
    VariantModel,
)
from explorer.stories import Claim, Origin, Preset, Scenario, Step
from explorer.times import tell_time
from explorer.verbs import Action, Expect
from explorer.yaml12 import Path_

TAIL_US = 100_000
"""How long a run goes on after its last step when the story does not say `until`."""


NO_VARIANT = VariantModel.model_validate({})


class Reader(Noted):
    """Collects every problem of one preset, then raises them together."""

    def preset(self, settings: tuple[str, ...], on_servers: Preset | None = None) -> Preset:
        """The story, with these settings over its own; raises all that is wrong.

        `KEY=VALUE` is for every variant, `VARIANT:KEY=VALUE` for one. `on_servers`: the same, as it
        is told of real servers.
        """
        model = self._model(self.value)
        overrides = self._overrides(settings, model)
        scenarios: dict[str, Scenario] = {}
        origin = Origin(self._document.text, settings, self._document.full)
        self._engine = ENGINES[model.engine]
        self._known = naming.operations(model)
        self._there_is = naming.everybody(model)
        goal = reading_goals.goal(model, self._action, self._claimed, self.wrong)
        preset = Preset(model, self.file, origin, scenarios, goal, on_servers)
        steps = self._steps(model.script, ("script",))
        asked = self._asked(model)
        for name, variant in (model.variants or {"": NO_VARIANT}).items():
            path = ("variants", name) if name else ()
            own = self._steps(variant.script, (*path, "script"))
            merged = tuple(sorted((*steps, *own), key=_when))
            over = {**overrides.get("", {}), **overrides.get(name, {})}
            cluster = self._cluster(model, variant, over, path)
            found = self._expectations(model, name)
            if cluster is not None:
                until_us = model.until or max((s.at_us for s in merged), default=0) + TAIL_US
                self._check_ends(model, until_us, path)
                for why in (*self._engine.of_cluster(cluster), *self._engine.of_length(until_us)):
                    self.wrong(path or ("cluster",), why)
                scenarios[name] = Scenario(
                    preset, name, cluster, merged, found, model.seed, until_us,
                    reading_questions.questions(asked, merged, name, until_us, self.wrong),
                    engine=model.engine,
                )  # fmt: skip
        self._check_variants(model)
        self._check_still(model, scenarios)
        reading_goals.check(model, scenarios, self.wrong)
        self.complain()
        return preset

    def _model(self, value: Any) -> PresetModel:
        try:
            return PresetModel.model_validate(value)
        except ValidationError as error:
            for entry in error.errors(include_url=False):
                path = self.path(entry, PresetModel.model_fields)
                if path[:2] == ("predict", 0):
                    path = (*reading_questions.path(value, 0), *path[2:])
                self.wrong(path, said(entry))
            self._told_as_well(value)
            raise self.error() from None

    def _told_as_well(self, value: Any) -> None:
        """Reads what lines and settings there are, so that their mistakes are told as well."""
        document = value if isinstance(value, dict) else {}
        steps, cluster = document.get("script"), document.get("cluster")
        for i, step in enumerate(steps if isinstance(steps, list) else []):
            if isinstance(step, dict) and isinstance(step.get("do"), str):
                self._action(step["do"], ("script", i, "do"))
        variants = document.get("variants")
        named = variants.items() if isinstance(variants, dict) else ()
        for path, part in ((("cluster",), cluster), *((("variants", n), v) for n, v in named)):
            if isinstance(part, dict):
                self._changes({name: part.get(name) for name in SETTINGS}, path)

    def _changes(self, given: Mapping[str, Any], path: Path_) -> dict[str, Any]:
        """The settings that are given, by their attributes; what is wrong with them is noted."""
        values: dict[str, Any] = {}
        for name, value in given.items():
            try:
                if isinstance(value, int | str):
                    change = injecting.change(name, str(value))
                    values[change.name] = change.value
            except ValueError as error:
                self.wrong((*path, name), str(error))
        return values

    def _overrides(
        self, settings: tuple[str, ...], model: PresetModel
    ) -> dict[str, dict[str, Any]]:
        """What they change, by the variant; '': in all of them."""
        changes: dict[str, dict[str, Any]] = {}
        for setting in settings:
            name, sign, text = setting.partition("=")
            variant, _, key = name.rpartition(":")
            try:
                if not sign:
                    raise ValueError("write KEY=VALUE, or VARIANT:KEY=VALUE")
                if variant and variant not in model.variants:
                    raise ValueError(f"there is no variant {variant!r}")
                change = injecting.change(key, text)
                changes.setdefault(variant, {})[change.name] = change.value
            except ValueError as error:
                self.problems.append(Problem(f"--set {setting}", 0, 0, "", str(error)))
        return changes

    def _check_variants(self, model: PresetModel) -> None:
        if isinstance(model.expect, dict):
            for name in model.expect:
                if name not in model.variants:
                    self.wrong(("expect", name), f"there is no variant {name!r}")

    # -- script and expectations

    def _steps(self, models: list[StepModel], path: Path_) -> tuple[Step, ...]:
        steps = []
        for i, nth, model in repeating.each(models):
            for place, stranger in subjects.wrong(model.show, *self._there_is):
                self.wrong((*path, i, "show", place), stranger)
            claims = self._claims(model, (*path, i, "claim"))
            said = Step(model.at, None, "", model.say or "", model.name or "", claims,
                        show=tuple(model.show))  # fmt: skip
            if model.do is None:
                steps.append(said)
                continue
            action = self._action(model.do, (*path, i, "do"))
            if action is None:
                continue
            if isinstance(action, Command):
                strange = naming.strangers(action, *self._there_is)
                for why in (*strange, *self._engine.of_command(action, self._there_is[0])):
                    self.wrong((*path, i, "do"), why)
            if isinstance(action, Request):
                action = replace(action, name=model.name or "")
            steps.append(replace(said, action=action, line=model.do, again=nth > 0))
        return tuple(steps)

    def _check_ends(self, model: PresetModel, until_us: int, path: Path_) -> None:
        """No step may stand behind the end of the story."""
        own = model.variants[str(path[1])].script if path else ()
        for where, models in ((("script",), model.script), ((*path, "script"), own)):
            for i, step in enumerate(models):
                if step.at > until_us:
                    text = f"the story ends at {tell_time(until_us)} (until)"
                    self.wrong((*where, i, "at"), text)

    def _check_still(self, model: PresetModel, scenarios: Mapping[str, Scenario]) -> None:
        """The moment of the picture lies within the story, in a variant that there is."""
        still = model.still
        if still is None:
            return
        if still.variant is not None and still.variant not in model.variants:
            self.wrong(("still", "variant"), f"there is no variant {still.variant!r}")
            return
        shown = scenarios.get(still.variant or next(iter(scenarios), ""))
        if shown is not None and still.at > shown.until_us:
            text = f"the story ends at {tell_time(shown.until_us)}"
            self.wrong(("still", "at"), text)

    def _claims(self, model: StepModel, path: Path_) -> tuple[Claim, ...]:
        """What a sentence claims, by when."""
        found = []
        for i, text in enumerate(model.claim):
            try:
                sentence, within_us = expectations.deadline(text)
                expectation = expectations.parse(sentence)
            except ValueError as error:
                self.wrong((*path, i), str(error))
                continue
            self._check_known(expectation, (*path, i))
            found.append(Claim(sentence, expectation, model.at + within_us))
        return tuple(found)

    def _asked(self, model: PresetModel) -> list[Asked]:
        """What the story asks to predict, with what its answers say of a run, and its place."""
        found = []
        for number, each in enumerate(model.predict):
            path = reading_questions.path(self.value, number)
            for place, name in reading_questions.strangers(each, model.variants):
                self.wrong((*path, *place), f"there is no variant {name!r}")
            answers = reading_questions.answers(each, path, self._claimed)
            found.append((each, answers, path))
        return found

    def _check_known(self, expectation: Expectation, path: Path_) -> None:
        for name in expectation.names:
            if name not in self._known:
                self.wrong(path, f"no step is called {name!r}")

    def _action(self, line: str, path: Path_) -> Action | None:
        """What a line does; None when it is not understood, which is noted."""
        try:
            at_us, action = script.parse(line)
            if at_us is not None:
                raise ScriptError("the time stands in `at:`")
            self._check_action(action)
        except ScriptError as error:
            self.wrong(path, str(error), error.column - 1)
            return None
        return action

    @staticmethod
    def _check_action(action: Action) -> None:
        if isinstance(action, Control):
            raise ScriptError(f"{action.verb} steers the window: a story cannot do it")
        if isinstance(action, Expect):
            try:
                expectations.parse(expectations.deadline(action.text)[0])
            except ValueError as error:
                raise ScriptError(str(error), len("expect ") + 1) from None

    def _expectations(self, model: PresetModel, variant: str) -> tuple[Expectation, ...]:
        by_variant = isinstance(model.expect, dict)
        path: Path_ = ("expect", variant) if by_variant else ("expect",)
        texts = model.expect.get(variant, []) if isinstance(model.expect, dict) else model.expect
        return self._claimed(texts, path)

    def _claimed(self, texts: Iterable[str], path: Path_) -> tuple[Expectation, ...]:
        """What each text of a list at `path` says of a run; what is wrong with it is noted."""
        found = []
        for i, text in enumerate(texts):
            try:
                expectation = expectations.parse(text)
            except ValueError as error:
                self.wrong((*path, i), str(error))
                continue
            self._check_known(expectation, (*path, i))
            found.append(expectation)
        return tuple(found)

    # -- cluster

    def _cluster(
        self, model: PresetModel, variant: VariantModel, overrides: Mapping[str, Any], path: Path_
    ) -> ClusterSpec | None:
        cluster = model.cluster
        before = len(self.problems)
        there = self._there(cluster, variant, path)
        settings = self._settings(cluster, variant, overrides, path, len(there))
        links = tuple(self._link(cluster, pair, text) for pair, text in cluster.delay.items())
        where = path if variant.default_delay else ("cluster",)
        delay = variant.default_delay or cluster.default_delay
        default = self._latency(delay, (*where, "default_delay"))
        usual, first = following.usual(list(model.users)), next(iter(there), "")
        users = tuple(
            _user(name, user, usual[name], user.at if user.at in there else first)
            for name, user in model.users.items()
        )
        self._check_names(model)
        if len(self.problems) > before:
            return None
        servers = tuple(
            ServerSpec(n, p, cluster.skew.get(n, 0))
            for n, p in cluster.servers.items()
            if n in there
        )
        links = tuple(link for link in links if {link.a, link.b} <= set(there))
        try:
            return ClusterSpec(servers, links, users, settings, tuple(cluster.homes), default,
                               cluster.loss, cluster.leader or "",
                               cluster.application)  # fmt: skip
        except RefusedError as error:
            if overrides:
                self.problems.append(Problem("--set", 0, 0, "", str(error)))
            else:
                own = any(getattr(variant, name) is not None for name in ("n", "r", "w"))
                self.wrong(path if own else ("cluster",), str(error))
            return None

    def _there(self, cluster: ClusterModel, variant: VariantModel, path: Path_) -> list[str]:
        """The servers of a variant: all of the cluster's, or those that it names."""
        for i, name in enumerate(variant.servers or ()):
            if name not in cluster.servers:
                self.wrong((*path, "servers", i), f"{name} is no server")
        return list(cluster.servers) if variant.servers is None else variant.servers

    def _settings(
        self,
        cluster: ClusterModel,
        variant: VariantModel,
        overrides: Mapping[str, Any],
        path: Path_,
        servers: int,
    ) -> Settings:
        values: dict[str, Any] = {"n": min(3, servers)}
        for where, source in ((("cluster",), cluster), (path, variant)):
            values |= self._changes({name: getattr(source, name) for name in SETTINGS}, where)
        return Settings(**{**values, **overrides})

    def _check_names(self, model: PresetModel) -> None:
        used: list[tuple[Path_, str]] = [(("users", u), user.at) for u, user in model.users.items()]
        used += [(("cluster", "skew", name), name) for name in model.cluster.skew]
        used += [(("cluster", "homes", i), name) for i, name in enumerate(model.cluster.homes)]
        used += [(("cluster", "leader"), model.cluster.leader)] if model.cluster.leader else []
        for path, name in used:
            if name not in model.cluster.servers:
                self.wrong(path, f"{name} is no server")
        for name, user in model.users.items():
            for other in set(user.follows or ()) - set(model.users):
                self.wrong(("users", name, "follows"), f"{other} is no user")
            own = {"social": "posts", "articles": "articles"}
            for application, what in own.items():
                if getattr(user, what) and application != model.cluster.application:
                    self.wrong(("users", name, what), f"belongs to application: {application}")

    def _link(self, cluster: ClusterModel, pair: str, text: str) -> LinkSpec:
        path = ("cluster", "delay", pair)
        ends = pair.split("-")
        if len(ends) != 2 or set(ends) - set(cluster.servers) or ends[0] == ends[1]:
            self.wrong(path, f"{pair!r} is no pair of servers, such as A-B")
            ends = [pair, pair]
        return LinkSpec(ends[0], ends[1], self._latency(text, path), cluster.loss)

    def _latency(self, text: str, path: Path_) -> Latency:
        try:
            return parse_latency(text)
        except ValueError as error:
            self.wrong(path, str(error))
            return Constant(0)


def _when(step: Step) -> tuple[int, bool]:
    """Within a microsecond a cluster is changed first, and asked afterwards."""
    changes = isinstance(step.action, Command) and not isinstance(step.action, Request)
    return step.at_us, not changes


def _user(name: str, user: UserModel, usual: Iterable[str], at: str) -> UserSpec:
    follows = usual if user.follows is None else user.follows
    salt, key = salted(name, user.password) if user.password else ("", "")
    articles = None if user.articles is None else tuple(user.articles.items())
    return UserSpec(
        name, at, tuple(follows), tuple(user.posts), salt, key, user.user_session or "",
        articles,
    )  # fmt: skip
