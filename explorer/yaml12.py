"""A strict reader of YAML 1.2's core schema that knows where everything stands.

Stock PyYAML reads `no` as False and `12:30` as 750, and lets the last of two equal keys win. Here
`no` is text, a key given twice is an error, aliases and tags are refused (they can blow a small
file up), and every value's line and column is kept for messages.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from explorer.problems import InputError, Problem, problem

LARGEST_FILE = 1_000_000
"""Bytes; a preset has a few thousand."""
DEEPEST = 20

Path_ = tuple[str | int, ...]
Places = dict[Path_, tuple[int, int]]
"""From the path of a value to its line and column, both from 1."""

_SCALARS: tuple[tuple[str, Any], ...] = (
    (r"|~|null|Null|NULL", lambda _: None),
    (r"true|True|TRUE", lambda _: True),
    (r"false|False|FALSE", lambda _: False),
    (r"[-+]?[0-9]{1,18}", int),
    (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
)


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}  # noqa: RUF012  (as PyYAML has it)


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the value, where each part of it stands, and keys that were given wrongly.

    `text` is what it was read from; `full`: what stands under `full:` was put in its place.
    """

    value: Any
    places: Places
    problems: tuple[Problem, ...]
    text: str = ""
    full: bool = False


def read(path: Path, file: str) -> Document:
    """Reads a file, called `file` in messages; raises InputError when it is no document at all."""
    return parse(text_of(path, file), file)


def text_of(path: Path, file: str) -> str:
    """What stands in a file, called `file` in messages; raises InputError when it is no text."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise problem(file, f"the file is too large: at most {LARGEST_FILE:,} bytes are read")
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise problem(file, f"this is no text: byte {error.start} is not UTF-8") from None
    except OSError as error:
        raise problem(file, (error.strerror or str(error)).lower()) from None


def parse(text: str, file: str) -> Document:
    """Reads a text, called `file` in messages; raises InputError when it is no document at all."""
    try:
        _refuse(text, file)
        node = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InputError([Problem(file, line, column, "", f"{error.problem}")]) from None
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise problem(file, f"this is no YAML: {str(error).splitlines()[0]}") from None
    if node is None:
        raise InputError([Problem(file, 1, 1, "", "the file is empty")])
    places: Places = {}
    problems: list[Problem] = []
    value = _value(node, (), places, problems, file)
    return Document(value, places, tuple(problems), text)


def _refuse(text: str, file: str) -> None:
    """Refuses aliases, anchors, tags, more documents and deep nesting before anything is built."""
    depth, documents = 0, 0
    for event in yaml.parse(text, _Loader):
        what = ""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = "anchors (&) and aliases (*) are not allowed: write it out"
        elif getattr(event, "tag", None):
            what = "tags (!) are not allowed"
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            what = f"nested deeper than {DEEPEST} levels" if depth > DEEPEST else ""
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            what = "a second document begins here: one is enough" if documents > 1 else ""
        if what:
            mark = event.start_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise InputError([Problem(file, line, column, "", what)])


def _value(node: yaml.Node, path: Path_, places: Places, problems: list[Problem], file: str) -> Any:
    places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_value(n, (*path, i), places, problems, file) for i, n in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else _scalar(node.value)
    mapping: dict[str, Any] = {}
    for key, child in node.value:
        line, column = key.start_mark.line + 1, key.start_mark.column + 1
        name = str(key.value)
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(file, line, column, dotted(path), "a key must be plain text"))
        elif name in mapping:
            problems.append(Problem(file, line, column, dotted((*path, name)), "given twice"))
        else:
            mapping[name] = _value(child, (*path, name), places, problems, file)
    return mapping


def _scalar(text: str) -> Any:
    for pattern, make in _SCALARS:
        if re.fullmatch(pattern, text):
            return make(text)
    return text


def dotted(path: Path_) -> str:
    """A path as people read it: 'script.2.do'."""
    return ".".join(map(str, path))
