"""An expression of JMESPath (jmespath.org), read once and asked of any state. Pure.

Rules this file keeps: what is wrong with an expression is one sentence, with its column; a name
that no state has is wrong, for JMESPath itself would say `null`; what takes long is not computed
where an expression does not read it.
"""

import warnings
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from itertools import takewhile
from typing import Any, Literal

from jmespath.exceptions import (
    IncompleteExpressionError,
    JMESPathTypeError,
    LexerError,
    ParseError,
)
from jmespath.functions import Functions
from jmespath.lexer import Lexer
from jmespath.parser import ParsedResult, Parser

from explorer.lines import ScriptError

Node = dict[str, Any]
"""A node of JMESPath's tree: its type, its children, maybe a value."""
MOST_LETTERS = 500
_QUOTES = ("'", '"', "`")
_FUNCTIONS = frozenset(Functions.FUNCTION_TABLE)


class Expression:
    """One expression; two are equal where their texts are."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        """Raises ScriptError, with a column in the text, where it cannot be asked.

        `names` are all that there may be in a state.
        """
        self.text = text
        self._parsed = _parsed(text)
        tree: Any = self._parsed.parsed
        _check_names(text, tree, names)
        self._reads = frozenset(_paths(tree))

    def reads(self, path: str) -> bool:
        """Whether what it comes to may depend on what stands at a path of the state."""
        return any(_meet(path, read) for read in self._reads)

    def ask(self, state: dict[str, Any]) -> Any:
        """Its value in a state. Raises ValueError, in words, where it has none."""
        try:
            return self._parsed.search(state)
        except JMESPathTypeError as error:
            expected = " or ".join(dict.fromkeys(error.expected_types))
            raise ValueError(
                f"{error.function_name}() takes {expected}, and was given {error.actual_type}"
            ) from None
        except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
            raise ValueError(str(error)) from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


def is_true(value: object) -> bool:
    """As JMESPath has it: only what is missing, false or empty is not true; 0 is."""
    return not (value is None or value is False or value in ("", [], {}))


Waited = Literal["true", "filled", ""]
"""What time can run until, of such a value: that it is true, that something is in it; '': nothing.
"""


def waited(value: object) -> Waited:
    """What of a value can come about, as `is_true` has it: a number is true, whatever it is."""
    if isinstance(value, bool):
        return "true"
    return "" if isinstance(value, int | float) else "filled"


def number_told(text: str, value: object) -> str:
    """Why an expression that is a number is not waited for."""
    return (
        f"«{text}» is a number, {value} now, and any number counts as true: compare it, "
        f"as in {text} > `{value}`"
    )


# -- reading it


def _parsed(text: str) -> ParsedResult:
    if not text.strip():
        raise ScriptError("an expression is missing")
    if len(text) > MOST_LETTERS:
        raise ScriptError(f"an expression has {MOST_LETTERS} letters at the most", MOST_LETTERS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PendingDeprecationWarning)  # `up`: read as 'up'
            return Parser().parse(text)
    except ParseError as error:
        raise _told(text, error) from None
    except RecursionError:
        raise ScriptError("it is nested too deeply") from None


def _told(text: str, error: ParseError) -> ScriptError:
    column = error.lex_position + 1
    if isinstance(error, IncompleteExpressionError) or error.token_type == "EOF":
        return ScriptError("the expression ends too early", len(text) + 1)
    if error.token_type == "NUMBER":
        return ScriptError(f"a number is written between backticks: `{error.token_value}`", column)
    found = text[error.lex_position : error.lex_position + 1]
    if isinstance(error, LexerError) and found in _QUOTES:
        return ScriptError(f"a quote {found} is not closed", column)
    return ScriptError(f"{found!r} is not expected here", column)


def _check_names(text: str, tree: Node, names: Collection[str]) -> None:
    """Raises ScriptError at the first name or function that there is not."""
    nodes = [*_nodes(tree)]
    made = {node["value"] for node in nodes if node["type"] == "key_val_pair"}
    for node in nodes:
        name = str(node.get("value"))
        if node["type"] == "function_expression" and name not in _FUNCTIONS:
            like = _like(name, _FUNCTIONS)
            raise ScriptError(f"there is no function {name}(){like}", _column(text, name))
        if node["type"] == "field" and name not in names and name not in made:
            like = _like(name, names) or f" (a word is written between single quotes: '{name}')"
            raise ScriptError(f"there is nothing called {name!r}{like}", _column(text, name))


def _like(name: str, names: Collection[str]) -> str:
    found = get_close_matches(name, names, 1, 0.7)
    return f": {found[0]} is meant?" if found else ""


def _column(text: str, name: str) -> int:
    """Where a name stands first."""
    named = (t for t in Lexer().tokenize(text) if t["type"].endswith("_identifier"))
    return next((token["start"] + 1 for token in named if token["value"] == name), 1)


def _nodes(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _nodes(child)


# -- what it reads

_OF_THE_FIRST = frozenset((
    "pipe", "index_expression", "projection", "filter_projection", "value_projection", "flatten",
))  # fmt: skip
"""The nodes that read with their first child, and go on with what that has come to."""


def _paths(node: Node) -> Iterator[str]:
    """The paths, from the top of the state, that a node reads; '' is the whole of it."""
    kind, children = node["type"], node["children"]
    fields = [child["value"] for child in takewhile(_is_field, children)]
    if kind == "field":
        yield node["value"]
    elif kind in ("current", "identity"):
        yield ""
    elif kind == "subexpression" and fields:
        yield ".".join(fields)
    elif kind == "subexpression" or kind in _OF_THE_FIRST:
        yield from _paths(children[0])
    else:
        for child in children:
            yield from _paths(child)


def _is_field(node: object) -> bool:
    return isinstance(node, dict) and node["type"] == "field"


def _meet(path: str, read: str) -> bool:
    """Whether one of two paths leads to the other."""
    return not read or f"{path}.".startswith(f"{read}.") or f"{read}.".startswith(f"{path}.")
