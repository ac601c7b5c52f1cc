"""The one table of verbs: each verb is everywhere where verbs are offered, told or taken."""

import re
from functools import cache

import pytest

from engine.cluster import Command
from explorer import completing, script, verbs_page
from explorer.console.answers import help_of
from explorer.driving import Cluster
from explorer.file_schema import schema
from explorer.telling import tell
from explorer.verbs import VERBS
from ui import palette_entries
from ui.tips import tip

GONE = ("sign-up", "sign-in")
"""Their passwords are told to nobody again."""


class Heard:
    """Hands that only hear what they are told."""

    def do(self, line, _name=""):
        self.line = line


@cache
def written():
    """What is the same for every verb: the lines of the schema, the palette, the page."""
    lines = schema("story")["$defs"]["Line"]["anyOf"]
    return lines, palette_entries.entries([], None), verbs_page.page()


def in_the_schema(verb):
    (found,) = [each for each in written()[0] if each["examples"] == [verb.example]]
    return re.search(found["pattern"], verb.example) and found["description"] == verb.help


def in_the_palette(verb):
    return any(
        entry.help == verb.help and verb.name in " ".join((*entry.lines, entry.begins)).split()
        for entry in written()[1]
    )


def in_the_help_of_a_console(verb):
    return all(part in help_of(verb.name) for part in (verb.usage, verb.help, verb.example))


def in_completion(verb):
    candidates = completing.complete(verb.name[:1], {}).candidates
    return verb.name in [each.text for each in candidates]


def in_a_tip(verb):
    return tip(verb.example).split("\n")[0] == verb.gist and verb.example in tip(verb.example)


def in_the_page(verb):
    return f"`{verb.name}" in written()[2] and verb.example.replace("|", "\\|") in written()[2]


def in_python(verb):
    hands = Heard()
    Cluster(hands).do(verb.example)
    return hands.line == verb.example


def in_a_recorded_scenario(verb):
    """What was done to a cluster is written as a line, and read as the same."""
    _, action = script.parse(verb.example)
    if not isinstance(action, Command) or verb.name in GONE:
        return True
    return script.parse(tell(action)) == (None, action)


PLACES = (
    in_the_schema, in_the_palette, in_the_help_of_a_console, in_completion, in_a_tip, in_the_page,
    in_python, in_a_recorded_scenario,
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_every_verb_is(place):
    assert [verb.name for verb in VERBS.values() if not place(verb)] == []
