"""What no linter that we use can say about the engine: its luck and its time come from outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine

SOURCES = sorted(Path(engine.__file__).parent.rglob("*.py"))
CLOCKS = {"time", "datetime"}


def offences(source: str) -> list[str]:
    """Every use of a clock, and of anything in `random` but a seeded `random.Random`."""
    nodes = list(ast.walk(ast.parse(source)))
    # where the module is not imported, `random` is somebody's seeded stream
    imports = (node for node in nodes if isinstance(node, ast.Import))
    imported = any(alias.name == "random" for node in imports for alias in node.names)
    return [offence for node in nodes for offence in offences_of(node, imported)]


def offences_of(node: ast.AST, imported: bool) -> Iterator[str]:
    match node:
        case ast.Import(names):
            yield from (name.name for name in names if name.name in CLOCKS)
            # under another name its use could not be seen below
            yield from (f"random as {n.asname}" for n in names if n.name == "random" and n.asname)
        case ast.ImportFrom(module) if module in CLOCKS:
            yield module
        case ast.ImportFrom("random", names):
            yield from (f"random.{name.name}" for name in names if name.name != "Random")
        case ast.Attribute(ast.Name("random"), attr) if imported and attr != "Random":
            yield f"random.{attr}"
        case ast.Call(ast.Attribute(ast.Name("random"), "Random") | ast.Name("Random"), []):
            yield "random.Random() without a seed"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_engine_has_no_clock_and_only_seeded_luck(path):
    assert offences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "offence"),
    [
        ("import time", "time"),
        ("from datetime import datetime", "datetime"),
        ("from random import choice", "random.choice"),
        ("import random as luck", "random as luck"),
        ("import random\nrandom.shuffle([])", "random.shuffle"),
        ("import random\nrandom.Random()", "random.Random() without a seed"),
    ],
)
def test_an_offence_is_seen(source, offence):
    assert offences(source) == [offence]


@pytest.mark.parametrize(
    "source",
    [
        "import random\nluck = random.Random(7)\nluck.random()",
        "from random import Random\nrandom = Random(7)\nrandom.random()",
    ],
)
def test_a_seeded_stream_is_none(source):
    assert offences(source) == []
