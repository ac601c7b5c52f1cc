"""From the glossary's file to its terms, with every mistake of the file noted at its place."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError

from explorer import expectations, naming, presets, state
from explorer.expectations import Expectation
from explorer.expression import Expression
from explorer.glossary import Example, Glossary, Term
from explorer.lines import ScriptError
from explorer.noted import Noted
from explorer.problems import InputError
from explorer.schema import Strict, Text, Time, listed
from explorer.stories import Preset
from explorer.times import tell_time
from explorer.yaml12 import Path_, read

FILE = "glossary.yaml"
Stories = Callable[[str, tuple[str, ...]], Preset]
"""The story of this slug with these settings; raises InputError when there is none."""


class ExampleModel(Strict):
    """Where an example is to be seen; `with`: settings that it changes."""

    story: str
    variant: str | None = None
    settings: list[str] = Field([], alias="with")
    from_us: Time = Field(alias="from")
    until_us: Time = Field(alias="until")
    claim: Annotated[list[str], BeforeValidator(listed), Field(min_length=1)]
    asks: Text | None = None


class TermModel(Strict):
    """One word."""

    term: Text
    also: list[Text] = Field([])
    forms: list[Text] = Field([])
    means: Text
    watch: Text
    example: ExampleModel
    see: list[Text] = Field([])


class GlossaryModel(Strict):
    """The whole file."""

    terms: Annotated[list[TermModel], Field(min_length=1)]


class GlossaryReader(Noted):
    """Collects every problem of the file, then raises them together."""

    def glossary(self, stories: Stories | None) -> Glossary:
        """The terms; their examples are held against `stories`, if these are at hand."""
        try:
            model = GlossaryModel.model_validate(self.value)
        except ValidationError as error:
            for entry in error.errors(include_url=False):
                self.invalid(entry, (*TermModel.model_fields, "terms", "story", "from", "until"))
            raise self.error() from None
        self._check_words(model.terms)
        terms = tuple(self._term(each, ("terms", i), stories) for i, each in enumerate(model.terms))
        self.complain()
        return Glossary(tuple(sorted(terms, key=lambda term: term.name.casefold())))

    def _check_words(self, terms: list[TermModel]) -> None:
        """A word means one thing, and what is named as well is there."""
        known: dict[str, str] = {}
        for i, each in enumerate(terms):
            for path, word in _written(each):
                other = known.setdefault(word.casefold(), each.term)
                if other != each.term:
                    self.wrong(("terms", i, *path), f"{word!r} is {other!r} already")
        names = {each.term for each in terms}
        for i, each in enumerate(terms):
            for j, name in enumerate(each.see):
                if name not in names - {each.term}:
                    self.wrong(("terms", i, "see", j), f"{name!r} is no other term")

    def _term(self, model: TermModel, path: Path_, stories: Stories | None) -> Term:
        where, given = (*path, "example"), model.example
        claims = tuple(self._claims(given, where))
        if given.asks is not None:
            self._check_expression(given.asks, (*where, "asks"))
        if given.until_us <= given.from_us:
            self.wrong((*where, "until"), "it ends before it begins")
        if stories is not None:
            self._check_story(given, where, claims, stories)
        example = Example(given.story, given.variant, tuple(given.settings), given.from_us,
                          given.until_us, claims, given.asks or "")  # fmt: skip
        return Term(model.term, tuple(model.also), tuple(model.forms), model.means, model.watch,
                    example, tuple(model.see))  # fmt: skip

    def _claims(self, model: ExampleModel, path: Path_) -> Iterable[Expectation]:
        for i, text in enumerate(model.claim):
            try:
                yield expectations.parse(text)
            except ValueError as error:
                self.wrong((*path, "claim", i), str(error))

    def _check_expression(self, text: str, path: Path_) -> None:
        try:
            Expression(text, state.names())
        except ScriptError as error:
            self.wrong(path, str(error), error.column - 1)

    def _check_story(
        self, model: ExampleModel, path: Path_, claims: tuple[Expectation, ...], stories: Stories
    ) -> None:
        """The story is there, goes on so long in that variant, and has what is claimed of it."""
        try:
            story = stories(model.story, tuple(model.settings))
            scenario = story.scenario(model.variant)
        except InputError as error:
            known = "story"
            with suppress(InputError):
                stories(model.story, ())
                known = "with" if model.settings else "variant"
            for one in error.problems:
                self.wrong((*path, known), one.message)
            return
        if model.until_us > scenario.until_us:
            self.wrong((*path, "until"), f"the story ends at {tell_time(scenario.until_us)}")
        there = naming.operations(story.model)
        for name in dict.fromkeys(name for claim in claims for name in claim.names):
            if name not in there:
                self.wrong((*path, "claim"), f"no step is called {name!r}")


def _written(model: TermModel) -> Iterable[tuple[Path_, str]]:
    """Every way in which a term is written, and where that stands in it."""
    yield ("term",), model.term
    for key, words in (("also", model.also), ("forms", model.forms)):
        yield from (((key, i), word) for i, word in enumerate(words))


def load(path: Path, name: str, stories: Stories | None = presets.load) -> Glossary:
    """Reads a file, called `name` in messages; raises InputError with all that is wrong with it."""
    return GlossaryReader(name, read(path, name)).glossary(stories)


def file() -> Path:
    """Where the words are that come with the program."""
    return Path(str(resources.files("presets"))) / FILE


@cache
def shipped() -> Glossary:
    """The words that come with the program.

    Its stories are not read for that, which would take half a second: a test holds them together.
    """
    return load(file(), FILE, None)


def is_read() -> bool:
    """Whether they have been read by now, so that they are there at once."""
    return shipped.cache_info().currsize > 0
