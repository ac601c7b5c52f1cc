"""The words of the field: what each means, ten seconds of a story that show it, where it is met.

Rules this file keeps: a text is looked at for every way in which a word is written, and of those
that overlap the longest counts. `presets/glossary.yaml` has the words, `glossary_reading` reads it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from explorer.expectations import Expectation
from explorer.stories import Preset


@dataclass(frozen=True, slots=True)
class Example:
    """A span of a story in one of its variants, and what is so once it has been played.

    `settings` are changed in it, as `KEY=VALUE`; `asks` is an expression to be watched meanwhile.
    """

    story: str
    variant: str | None
    settings: tuple[str, ...]
    from_us: int
    until_us: int
    claims: tuple[Expectation, ...]
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the field. `also` is what else it is called, `forms` how texts write it too."""

    name: str
    also: tuple[str, ...]
    forms: tuple[str, ...]
    means: str
    watch: str
    """What is to be seen in the example."""
    example: Example
    see: tuple[str, ...]
    """The names of others that explain it further."""

    @property
    def written(self) -> tuple[str, ...]:
        """Every way in which it is written."""
        return (self.name, *self.also, *self.forms)


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the field in a text, from `start` to `end`."""

    start: int
    end: int
    term: str


@dataclass(frozen=True)
class Glossary:
    """All terms, in the order of the alphabet."""

    terms: tuple[Term, ...]

    @cached_property
    def _written(self) -> dict[str, Term]:
        return {word.casefold(): term for term in self.terms for word in term.written}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _any_of(tuple(self._written))

    def find(self, name: str) -> Term | None:
        """The term of this name, however it is written."""
        return self._written.get(" ".join(name.casefold().split()))

    def found(self, text: str, but: Collection[str] = ()) -> tuple[Found, ...]:
        """Each term where it first stands in a text, save for those named in `but`."""
        known = set(but)
        places = []
        for start, end in _places(self._pattern, text):
            term = self._written[" ".join(text[start:end].casefold().split())].name
            if term not in known:
                known.add(term)
                places.append(Found(start, end, term))
        return tuple(places)

    def named(self, names: Iterable[str]) -> Iterator[Term]:
        """The terms of these names."""
        return (term for name in names if (term := self.find(name)) is not None)


def told_in(term: Term, stories: Sequence[Preset]) -> list[Preset]:
    """The stories whose words have the term, that of its example first."""
    pattern = _any_of(tuple(word.casefold() for word in term.written))
    own = [story for story in stories if story.model.slug == term.example.story]
    return own + [s for s in stories if s not in own and any(map(pattern.search, _words(s)))]


def _words(story: Preset) -> Iterator[str]:
    """All that a story says."""
    model = story.model
    yield from (model.title, model.story, model.takeaway, model.leaves_out)
    for script in (model.script, *(variant.script for variant in model.variants.values())):
        yield from (step.say for step in script if step.say)


@lru_cache(maxsize=1_024)
def _places(pattern: re.Pattern[str], text: str) -> tuple[tuple[int, int], ...]:
    """Where it fits: a lesson is read again whenever a step of it is done."""
    return tuple(match.span() for match in pattern.finditer(text))


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these words, whole, in small letters or large; the longest where several fit."""
    longest = sorted(words, key=len, reverse=True)
    ways = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    return re.compile(rf"(?<![\w-])(?:{ways})(?![\w-])", re.IGNORECASE)
