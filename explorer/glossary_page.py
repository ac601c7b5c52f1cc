"""The words of the field as a page of the documentation: the text that the window shows.

`python3 dev.py pages` writes docs/glossary.md anew.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from explorer import glossary_reading, presets
from explorer.glossary import Glossary, Term
from explorer.stories import Preset
from explorer.times import tell_time

PAGE = Path(__file__).parents[1] / "docs" / "glossary.md"
_HEAD = """\
# The words of the field

Each word has an example: ten seconds of a story. In the window press G, or click a word that has
dots below it. This page is written by `make pages` from `presets/glossary.yaml`.
"""


def page(known: Glossary, stories: Sequence[Preset]) -> str:
    """The whole page, in Markdown."""
    return "\n".join((_HEAD, *(line for term in known.terms for line in _entry(term, stories))))


def _entry(term: Term, stories: Sequence[Preset]) -> Iterator[str]:
    yield f"## {term.name}\n"
    if term.also:
        yield f"Also called: {', '.join(term.also)}.\n"
    yield f"{term.means}\n"
    yield f"*Watch:* {term.watch} ({_example(term, stories)})\n"
    if term.see:
        yield f"See also {', '.join(f'[{name}](#{_anchor(name)})' for name in term.see)}.\n"


def _example(term: Term, stories: Sequence[Preset]) -> str:
    """Where it is to be seen: `story 2, 30 ms to 40 ms`."""
    example = term.example
    story = next(each for each in stories if each.model.slug == example.story)
    title = dict(story.titles).get(example.variant or "")
    parts = [f"story {story.model.number}", *([f"«{title}»"] if title else []), *example.settings]
    return f"{', '.join(parts)}, {tell_time(example.from_us)} to {tell_time(example.until_us)}"


def _anchor(name: str) -> str:
    """What a heading is called in links."""
    kept = (letter for letter in name.lower() if letter.isalnum() or letter in " -")
    return "".join(kept).replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(page(glossary_reading.shipped(), presets.load_all()), encoding="utf-8")
    sys.exit(0)
