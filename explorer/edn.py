"""A small strict reader of EDN, as Jepsen writes its histories: one form after another.

A history has up to millions of lines, so it is read a line at a time, or as many lines as a form
needs; tokens are found by one regular expression, and their places only looked up when something
is wrong. After a mistake the reader goes on at the next line that begins like a map, to find all.

Vectors and lists become lists, maps dicts, keywords and symbols a `Word`; a set and what a tag
stands before become `Tagged`, save that a tag before a map is dropped, so that records read as
maps. Not supported, and said so: ratios, ##Inf and ##NaN, namespaced maps.

Source: https://github.com/edn-format/edn
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

DEEPEST = 50
"""Levels of nesting."""
LONGEST_NUMBER = 400
"""Letters."""

Report = Callable[[int, str], None]
"""Takes in a mistake: its offset in the text and what is wrong."""

_TOKEN = re.compile(
    r"""(?:[\s,]++|;[^\n]*+)*+("(?:[^"\\]|\\.)*+"|\#\{|\#_|\#[^\s,;"()\[\]{}\\]*+|[()\[\]{}]"""
    r"""|\\(?:[a-zA-Z0-9]++|\S)|[^\s,;"()\[\]{}\\\#][^\s,;"()\[\]{}\\]*+|["\\]|\Z)""",
    re.DOTALL,
)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)N?")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?M?")
_WORD = re.compile(r":?(?:[^\W\d]|[*+!?%&=<>.$|/-](?!\d))[\w*+!?%&=<>.$'|#:/-]*|:\d[\w.-]*")
_LINE = re.compile(r"^[ \t,]*+[{#]", re.MULTILINE)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"t": "\t", "r": "\r", "n": "\n", "b": "\b", "f": "\f", "\\": "\\", '"': '"', "/": "/"}
_CLOSES = {"[": "]", "(": ")", "{": "}", "#{": "}"}


class Word:
    """A keyword (with its colon), a symbol, or a constant that must not pass for a number.

    Made by `word` only, one for each text, so that equal ones are the same one: that is what makes
    looking up a map's keys as fast as with strings, from which they still differ.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        """As it is written."""
        return self.text

    def __repr__(self) -> str:
        return f"word({self.text!r})"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A set (its tag is `{`), or what stands behind a tag."""

    tag: str
    value: Any


_known: dict[str, Any] = {"nil": None, "true": True, "false": False}
"""What a token of letters stands for: the constants, and every keyword and symbol met so far."""
_words: dict[str, Word] = {}


def word(text: str) -> Word:
    """The only word of this text."""
    if text not in _words:
        _words[text] = Word(text)
    return _words[text]


class _FormError(ValueError):
    """A mistake at a token of the chunk."""

    def __init__(self, token: int, message: str) -> None:
        super().__init__(message)
        self.token = token


class _Incomplete(Exception):  # noqa: N818  (no mistake: more lines are needed)
    """The chunk ends within a form."""


def forms(text: str, report: Report) -> Iterator[tuple[Any, int]]:
    """Each form and its offset; of one vector around all, each of its elements.

    Mistakes go to `report`, and the forms that they are in are left out.
    """
    return _Reader(text, report).forms()


class _Reader:
    """Where the reader is: at an offset, ready to take in so many lines at once."""

    def __init__(self, text: str, report: Report) -> None:
        """At the first form, behind the bracket of a vector around all."""
        self._text, self._report = text, report
        opening = _TOKEN.match(text)
        around = "" if opening is None or opening[1] not in ("[", "(") else opening[1]
        self._closer = _CLOSES.get(around, "")
        self._at = opening.end() if around and opening else 0
        self._opened = max(self._at - 1, 0)
        self._lines = 1
        self._tokens: list[str] = []

    def forms(self) -> Iterator[tuple[Any, int]]:
        """The forms, a chunk of lines after another."""
        while self._at < len(self._text):
            end = self._end_of_lines(self._at, self._lines)
            self._tokens = _TOKEN.findall(self._text, self._at, end)
            while self._tokens and not self._tokens[-1]:
                # a comment at the end is passed over by an empty token
                self._tokens.pop()
            # where the next form that is not yet read begins
            passed = [0]
            try:
                yield from self._chunk(passed)
                self._at, self._lines = end, 1
            except _Incomplete:
                self._more(passed[0], end)
            except _FormError as error:
                wrong = self._offset(error.token)
                self._report(wrong, str(error))
                self._resume(wrong)
        if self._closer and self._opened >= 0:
            self._report(self._opened, f"this is never closed: {self._closer} is missing")

    def _chunk(self, passed: list[int]) -> Iterator[tuple[Any, int]]:
        i, tokens = 0, self._tokens
        while i < len(tokens):
            token = tokens[i]
            if token == self._closer and self._opened >= 0:
                self._opened = -1
                i += 1
            elif self._closer and self._opened < 0:
                raise _FormError(i, f"nothing may follow on the closing {self._closer}")
            elif token == "#_":
                _, i = _form(tokens, i + 1, 1)
            else:
                offset = self._at if i == 0 and self._text[self._at] == "{" else self._offset(i)
                value, i = _form(tokens, i, 0)
                passed[0] = i
                yield value, offset
            passed[0] = i

    def _more(self, passed: int, end: int) -> None:
        """The form that begins at this token goes on after the chunk, if the chunk is not all."""
        if passed:
            self._at = self._offset(passed)
        else:
            self._lines *= 2
        # where each line is a map, the next one's beginning tells that this one was never closed
        first = self._text.find("\n", self._at) + 1
        unclosed = not self._closer and self._text[first : first + 1] == "{"
        if end == len(self._text) or (first and unclosed):
            self._report(self._offset(0), "this is never closed")
            self._at, self._lines = first if first and unclosed else len(self._text), 1
            self._opened = -1

    def _resume(self, wrong: int) -> None:
        """Goes on at the next line that looks like a form; the rest of this one is left out."""
        line = _LINE.search(self._text, self._end_of_lines(wrong, 1))
        self._at, self._lines = line.start() if line else len(self._text), 1
        self._opened, self._closer = -1, ""

    def _offset(self, token: int) -> int:
        """Where a token of the chunk begins in the text."""
        matches = _TOKEN.finditer(self._text, self._at)
        return next((match.start(1) for match in islice(matches, token, None)), self._at)

    def _end_of_lines(self, at: int, lines: int) -> int:
        for _ in range(lines):
            at = self._text.find("\n", at) + 1
            if not at:
                return len(self._text)
        return at


def _form(tokens: list[str], i: int, depth: int) -> tuple[Any, int]:
    """The form that begins at token `i`, and the token after it."""
    if i >= len(tokens):
        raise _Incomplete
    token = tokens[i]
    if token in _known:
        return _known[token], i + 1
    if _INTEGER.fullmatch(token):
        return _integer(token, i), i + 1
    if depth > DEEPEST:
        raise _FormError(i, f"nested deeper than {DEEPEST} levels")
    if token == "{":
        return _map(tokens, i, depth)
    if token in _CLOSES:
        items, after = _items(tokens, i, depth)
        return (Tagged("{", items) if token == "#{" else items), after
    if token[0] == "#":
        return _tagged(tokens, i, depth)
    return _atom(token, i), i + 1


def _items(tokens: list[str], i: int, depth: int) -> tuple[list[Any], int]:
    """What stands between the bracket at `i` and the one that closes it."""
    closer, count = _CLOSES[tokens[i]], len(tokens)
    items: list[Any] = []
    i += 1
    while i < count:
        token = tokens[i]
        # the first of these is true of nearly every token of a history, and is asked first
        if token in _known:
            items.append(_known[token])
            i += 1
        elif token == closer:
            return items, i + 1
        elif token == "#_":
            _, i = _form(tokens, i + 1, depth + 1)
        else:
            item, i = _form(tokens, i, depth + 1)
            items.append(item)
    raise _Incomplete


def _map(tokens: list[str], i: int, depth: int) -> tuple[dict[Any, Any], int]:
    items, after = _items(tokens, i, depth)
    if len(items) % 2:
        raise _FormError(i, "this map has a key without a value")
    keys = items[::2]
    if any(type(key) is not Word for key in keys):
        keys = [_key(key) for key in keys]
    found = dict(zip(keys, items[1::2], strict=True))
    if len(found) != len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _FormError(i, f"this map has {twice} twice")
    return found, after


def _key(key: Any) -> Any:
    """A key that can be looked up, and that no other one equals."""
    return key if type(key) in (Word, str, int) else word(repr(key))


def _tagged(tokens: list[str], i: int, depth: int) -> tuple[Any, int]:
    tag = tokens[i][1:]
    if tag == "_":
        raise _FormError(i, "there is nothing here to leave out")
    if not tag or not _WORD.fullmatch(tag) or tag[0] == ":":
        raise _FormError(i, f"{tokens[i]} is not supported")
    value, after = _form(tokens, i + 1, depth + 1)
    return (value if isinstance(value, dict) else Tagged(tag, value)), after


def _atom(token: str, i: int) -> Any:
    """A string, number, character, keyword or symbol."""
    if token in ('"', "\\"):
        raise _Incomplete
    if token[0] == '"':
        return _string(token, i)
    if token[0] == "\\":
        return word(token)
    if _FLOAT.fullmatch(token):
        return word(token) if token.endswith("M") else float(token)
    if not _WORD.fullmatch(token):
        raise _FormError(i, f"{token[:40]!r} is no EDN")
    _known[token] = word(token)
    return _known[token]


def _integer(token: str, i: int) -> int:
    if len(token) > LONGEST_NUMBER:
        raise _FormError(i, f"a number of {len(token)} letters is too long")
    return int(token.removesuffix("N"))


def _string(token: str, i: int) -> str:
    if "\\" not in token:
        return token[1:-1]
    for escape in _ESCAPE.findall(token):
        if len(escape) == 1 and escape not in _ESCAPES:
            raise _FormError(i, f"\\{escape} in a string means nothing")
    text = _ESCAPE.sub(lambda m: _ESCAPES.get(m[1]) or chr(int(m[1][1:], 16)), token[1:-1])
    try:
        # a letter beyond U+FFFF is written as two halves
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise _FormError(i, "half a letter in a string") from None
