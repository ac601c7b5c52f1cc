"""Looking for an entry by a few words: which entries match, and which of them best. Pure.

Every word that is looked for must be found. It counts most where a word of the entry's title begins
with it, less inside a word, less in what is said about the entry, least where one word of the title
has its letters in their order.
"""

import re
from collections.abc import Sequence

IN_TITLE, INSIDE, IN_TEXT, SCATTERED = 8, 4, 2, 1
FIRST_WORD = 3
"""What it counts besides to begin the title."""
LETTERS_MIN = 3
"""Fewer letters than these are in nearly everything, in their order."""

_WORDS = re.compile(r"[\w@+]+")


def rank(query: str, entries: Sequence[tuple[str, str]]) -> list[int]:
    """The places of the (title, text) that match, the best first; of equals the first one first."""
    wanted = query.casefold().split()
    found = [(score(wanted, *entry), place) for place, entry in enumerate(entries)]
    return [place for points, place in sorted(found, key=lambda f: (-f[0], f[1])) if points]


def score(wanted: Sequence[str], title: str, text: str) -> int:
    """How well an entry matches these words: 0 when one of them is not found at all."""
    if not wanted:
        return 1
    title, text = title.casefold(), text.casefold()
    points = [_points(word, title, text) for word in wanted]
    return sum(points) if all(points) else 0


def _points(word: str, title: str, text: str) -> int:
    words: list[str] = _WORDS.findall(title)
    if any(known.startswith(word) for known in words):
        return IN_TITLE + FIRST_WORD * words[0].startswith(word) + (word in words)
    if word in title:
        return INSIDE
    if any(known.startswith(word) for known in _WORDS.findall(text)):
        return IN_TEXT
    enough = len(word) >= LETTERS_MIN
    return SCATTERED if enough and any(_is_scattered(word, known) for known in words) else 0


def _is_scattered(word: str, known: str) -> bool:
    """Whether the letters of the word stand in another in this order, from its first one on."""
    letters = iter(known)
    return known[0] == word[0] and all(letter in letters for letter in word)
