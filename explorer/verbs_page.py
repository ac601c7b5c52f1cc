"""The verb language as a page of the documentation: the one table of verbs, as the program has it.

`python3 dev.py pages` writes docs/verbs.md anew.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from engine.cluster import Command
from engine.social import Request
from explorer import script
from explorer.verbs import VERBS, Expect, Verb

PAGE = Path(__file__).parents[1] / "docs" / "verbs.md"
_HEAD = """\
# The verbs

A line is `[at TIME] VERB ARGUMENTS`: in stories and scenarios, in the window (Ctrl+K), by ssh and
in tests. Brackets stand around what can be left out, bars between choices; a time is `40ms`, `1.5s`
or `300us`. This page is written by `make pages` from the table that the program itself reads.
"""
_USERS, _CLUSTER = "What users ask for", "What happens to the cluster"
_MUST, _REST = "What has to hold", "What the run and the window do"


def page() -> str:
    """The whole page, in Markdown."""
    rooms: dict[str, list[Verb]] = {_USERS: [], _CLUSTER: [], _MUST: [], _REST: []}
    for verb in VERBS.values():
        rooms[_room(verb)].append(verb)
    return "\n".join((_HEAD, *(line for room in rooms.items() for line in _table(*room))))


def _room(verb: Verb) -> str:
    """By what its example comes to."""
    _, action = script.parse(verb.example)
    if isinstance(action, Expect):
        return _MUST
    if isinstance(action, Request):
        return _USERS
    return _CLUSTER if isinstance(action, Command) else _REST


def _table(heading: str, verbs: list[Verb]) -> Iterator[str]:
    yield f"## {heading}\n"
    yield "| Line | What it does | For example |"
    yield "| --- | --- | --- |"
    for verb in verbs:
        line = f"{verb.name} {verb.usage}".rstrip()
        yield f"| {_code(line)} | {_cell(verb.help)} | {_code(verb.example)} |"
    yield ""


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    """A bar would begin another cell."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
