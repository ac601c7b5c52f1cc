"""What may come next in a line, and which entries match a few words."""

import re
from math import inf

import pytest

from explorer import completing, framing, matching, presets, script
from explorer.experiment import Experiment
from explorer.lines import ScriptError, last_word
from explorer.verbs import VERBS

STORIES = presets.load_all()


@pytest.fixture(scope="module")
def known() -> completing.Known:
    """Did my post vanish? at 20 ms: servers A, B, C, users X, Y, two messages under way."""
    experiment = Experiment(presets.load("5").scenario())
    experiment.seek(20_000)
    return completing.known(framing.frame(experiment), STORIES)


def following(line: str, known: completing.Known) -> list[str]:
    return [candidate.text for candidate in completing.complete(line, known).candidates]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cra", ["crash"]),
        ("crash ", ["A", "B", "C"]),
        ("at 4s cra", ["crash"]),
        ("cut A ", ["A", "B", "C", "-", "->", "|"]),
        ("cut A - B ", ["A", "B", "C", "|", ",", "holding"]),
        ("set read_repair ", ["off", "async", "blocking"]),
        ("set ask ", ["nearest", "random", "all", "A", "B", "C"]),
        ("session X tok", ["token-wait", "token-forward", "token-refuse"]),
        ("post ", ["X", "Y"]),
        ('post X "hi" ', ["via", "with"]),
        ('post X "hi" via ', ["A", "B", "C"]),
        ("like X ", ['"good morning"', '"shipped it!"']),
        ('like X "good m', ['"good morning"']),
        ("drop ", ["#1", "#2"]),
        ("select ", ["server", "link", "message", "operation", "user", "event"]),
        ("select link ", ["A - B", "A - C", "B - C"]),
        ("variant ", ["none", "sticky", "wait", "forward"]),
        ("open rip", ["2"]),
        ("gallery ", ["1", "2", "3", "4"]),
        ("show servers ", ["database", "web"]),
        ("trials 5 at ", ["same", "other", "any"]),
        ("disk A ", ["full", "free"]),
        ("motion ", ["full", "reduced"]),
        ("theme l", ["light", "projector"]),
        ("seek ", []),
        ("nothing-like-it ", []),
        ('post X "said" and "unfinished', []),
    ],
)
def test_what_may_come_next(known, line, words):
    assert following(line, known) == words


def test_of_what_has_no_names_it_is_said_what_is_wanted(known):
    assert completing.complete("seek ", known).wanted == ("a time",)
    assert completing.complete("post X ", known).wanted == ("a text in quotes",)
    verb = completing.complete("seek ", known).verb
    assert verb is not None
    assert verb.name == "seek"


def test_every_name_comes_with_what_it_is(known):
    help_of = {c.text: c.help for c in completing.complete("crash ", known).candidates}
    assert help_of["B"] == "Frankfurt, up"
    stories = completing.complete("open ", known).candidates
    assert (stories[4].text, stories[4].help) == ("5", "Did my post vanish?")
    assert len(stories) == 26


def test_without_a_run_there_are_verbs_and_stories_and_no_servers():
    bare = completing.known(None, STORIES)
    assert following("crash ", bare) == []
    assert len(following("open ", bare)) == 26
    assert following("the", bare) == ["theme"]


def wrong_at(line: str) -> float:
    """The column at which a line goes wrong, counted from 1."""
    try:
        script.parse(line)
    except ScriptError as error:
        return error.column
    return inf


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_whatever_is_offered_is_understood_there(known, verb):
    """The slow twin: each candidate is put into the line, which goes wrong behind it, if at all.

    The words of the verb's example are walked; after each of them something else may be offered.
    """
    starts = [match.start() for match in re.finditer(r"\S+", verb.example)][1:]
    for start in (*starts, len(verb.example) + 1):
        line = f"{verb.example} "[:start]
        for candidate in completing.complete(line, known).candidates:
            whole = f"{line}{candidate.text}"
            assert wrong_at(whole) > start + 1, whole


@pytest.mark.parametrize(
    ("line", "start"),
    [("", 0), ("cr", 0), ("cut A", 4), ("cut A ", 6), ("cut A,", 6), ('post X "a b', 7),
     ('post X "a b"', 12), ('post X "a b" v', 13), ('say "a" "b', 8)],
)  # fmt: skip
def test_where_the_last_word_begins(line, start):
    assert last_word(line) == start


ENTRIES = [
    ("Crash A", "the server's process dies"),
    ("Story 9: Acknowledged, then gone", "a disk dies"),
    ("cut A - B", "nothing passes"),
    ("Variant: sticky session", "of this story"),
]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", [0, 1, 2, 3]),
        ("crash", [0]),
        ("a crash", [0]),
        ("CRASH a", [0]),
        ("dies", [0, 1]),
        ("gone dies", [1]),
        ("ash", [0]),
        ("crsh", [0]),
        ("stk", [3]),
        ("crash gone", []),
        ("b cut", [2]),
    ],
)
def test_every_word_is_found_and_the_best_comes_first(query, places):
    assert matching.rank(query, ENTRIES) == places


def test_a_title_that_begins_so_comes_before_one_that_has_it_inside():
    entries = [("unhide X", ""), ("a page to hide", ""), ("hide X", "")]
    assert matching.rank("hide", entries) == [2, 1, 0]
