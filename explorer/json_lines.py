"""JSON objects, a line each or all in one array, with their places: the twin of `edn.forms`."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from explorer.edn import Report

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING_KEY = re.compile(r'\s*[\[(]?\s*\{\s*"(?:[^"\\]|\\.)*+"\s*:(?:[\s"\[{0-9-]|true|false|null)')
_EMPTY = re.compile(r"\s*\[\s*\]\s*|\s*\{\s*\}\s*")


def is_json(text: str) -> bool:
    """Whether this is JSON rather than EDN: after its first key, a string, comes a colon."""
    return bool(_STRING_KEY.match(text) or _EMPTY.fullmatch(text))


def forms(text: str, report: Report) -> Iterator[tuple[Any, int]]:
    """Each value and its offset; of an array around all, each of its elements.

    Mistakes go to `report`, and the values that they are in are left out.
    """
    at = _after_space(text, 0)
    if text[at : at + 1] == "[":
        return _elements(text, at + 1, report)
    return _lines(text, at, report)


def _lines(text: str, at: int, report: Report) -> Iterator[tuple[Any, int]]:
    while at < len(text):
        try:
            value, end = _DECODER.raw_decode(text, at)
            yield value, at
        except (ValueError, RecursionError) as error:
            wrong = _report(error, at, report)
            end = text.find("\n", wrong)
            if end < 0:
                return
        at = _after_space(text, end)


def _elements(text: str, at: int, report: Report) -> Iterator[tuple[Any, int]]:
    """Ends at the first mistake: where the next element begins cannot be told after it."""
    at = _after_space(text, at)
    closed = text[at : at + 1] == "]"
    while not closed:
        try:
            value, end = _DECODER.raw_decode(text, at)
            yield value, at
        except (ValueError, RecursionError) as error:
            _report(error, at, report)
            return
        end = _after_space(text, end)
        closed = text[end : end + 1] == "]"
        if not closed and text[end : end + 1] != ",":
            report(min(end, len(text) - 1), "here must be a comma, or the array's closing bracket")
            return
        at = end if closed else _after_space(text, end + 1)
    rest = _after_space(text, at + 1)
    if rest < len(text):
        report(rest, "nothing may follow on the closing bracket")


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _report(error: Exception, at: int, report: Report) -> int:
    """Reports a mistake in the value that begins there; where it is."""
    wrong, message = at, str(error) or "this is no JSON"
    if isinstance(error, json.JSONDecodeError):
        wrong, message = error.pos, f"this is no JSON: {error.msg.lower()}"
    elif isinstance(error, RecursionError):
        message = "this is nested too deeply"
    elif not isinstance(error, _TwiceError):
        message = "this number is too long"
    report(min(wrong, max(len(error.doc) - 1, 0)) if hasattr(error, "doc") else wrong, message)
    return wrong


class _TwiceError(ValueError):
    """What the parser would let pass."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _TwiceError(f"this object has {twice!r} twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise _TwiceError(f"{text} is no number of JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)
