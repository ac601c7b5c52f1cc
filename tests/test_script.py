"""The verb language: what is written is what is meant, and mistakes are shown where they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import faults
from engine.faults import Change, Crash, Cut, Heal
from engine.social import Request
from explorer import expectations, requesting, script
from explorer.controls import Control
from explorer.lines import ScriptError, Words, quoted
from explorer.times import LONGEST_US, parse_time, write_time
from explorer.verbs import VERBS, Expect


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_every_verbs_example_is_understood(verb):
    assert verb.example.split()[0] == verb.name
    assert verb.help
    at_us, action = script.parse(verb.example)
    assert at_us is None
    assert script.parse(f"at 5.31s {verb.example}") == (5_310_000, action)


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ('post X "hi" via B', Request("post", "X", text="hi", via="B")),
        ('comment Y "hi" "yes"', Request("comment", "Y", post="hi", text="yes")),
        ("like Y X#1", Request("like", "Y", post="X#1")),
        ('delete X "hi"', Request("delete", "X", post="hi")),
        ("follow X Y", Request("follow", "X", other="Y")),
        ("unfollow X Y via C", Request("unfollow", "X", other="Y", via="C")),
        ("feed Y", Request("feed", "Y")),
        ("feed Y via B asking A C", Request("feed", "Y", via="B", asking=("A", "C"))),
        ("crash A", Crash("A")),
        ("cut A - B", Cut((("A", "B"), ("B", "A")))),
        ("cut A -> B", Cut((("A", "B"),))),
        ("cut A | B C", Cut(faults.between(("A",), ("B", "C")))),
        ("cut A - B, B -> C", Cut((("A", "B"), ("B", "A"), ("B", "C")))),
        ("cut A | B | C", Cut(faults.between(("A",), ("B", "C")) + faults.between(("B",), ("C",)))),
        ("heal", Heal()),
        ("heal A -> B", Heal((("A", "B"),))),
        ("set w 2", Change("w", 2)),
        ("set timeout 250ms", Change("timeout_us", 250_000)),
        ("set sync always", Change("sync_us", 0)),
        ("set sync never", Change("sync_us", None)),
        ("set sync 200ms", Change("sync_us", 200_000)),
        ("set read_repair async", Change("read_repair", "async")),
        ("expect stale reads of Y > 0", Expect("stale reads of Y > 0")),
        ("seek 5.31s", Control("seek", ("5.31s",))),
        ("branch branch 2", Control("branch", ("branch 2",))),
    ],
)
def test_a_line_is_what_it_says(line, action):
    assert script.parse(line) == (None, action)


def test_passwords_end_at_the_parser():
    _, action = script.parse('sign-up Sam "open sesame"')
    assert action == Request("sign_up", "Sam", salt=action.salt, key=action.key)
    assert "sesame" not in repr(action)
    assert action.key not in repr(action)
    assert (action.salt, action.key) == requesting.salted("Sam", "open sesame")
    assert requesting.salted("Sam", "open sesame") != requesting.salted("Sam", "other")
    assert requesting.salted("Sam", "open sesame") != requesting.salted("Tom", "open sesame")


@given(st.text())
def test_a_quoted_text_comes_back_as_it_was(text):
    words = Words(f"one {quoted(text)} two")
    assert [words.take("a word") for _ in range(3)] == ["one", text, "two"]
    assert not words.more()


@given(st.text(st.sampled_from('ab"\\nt \n\t|,-'), max_size=12), st.text(max_size=5))
def test_a_post_may_say_anything(text, other):
    line = f"comment X {quoted(other)} {quoted(text)} via B"
    assert script.parse(line) == (None, Request("comment", "X", post=other, text=text, via="B"))


def refused_at(line):
    """The column at which the line is refused in words; None when it is understood."""
    try:
        script.parse(line)
    except ScriptError as error:
        return error.column if str(error) else 0
    return None


@given(st.text())
def test_any_line_is_understood_or_refused_at_a_column_of_it(line):
    assert refused_at(line) in {None, *range(1, len(line) + 2)}


verb_words = st.sampled_from(
    [*VERBS, "at", "5ms", "A", "B", "-", "->", "|", ",", "via", "asking", '"hi"', '"', "w", "2"]
)


@given(st.lists(verb_words, max_size=7).map(" ".join))
def test_so_is_any_line_of_known_words(line):
    assert refused_at(line) in {None, *range(1, len(line) + 2)}


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("", 1, "a verb is missing"),
        ("pots X", 1, "there is no verb 'pots'"),
        ("at 5ms pots X", 8, "there is no verb 'pots'"),
        ("at noon crash A", 4, "'noon' is no time"),
        ("at", 3, "a time is missing"),
        ("post", 5, "a user is missing"),
        ("post X", 7, "a text in quotes is missing"),
        ('post X "hi', 8, "is not closed"),
        ('post X "hi" via', 16, "a server is missing"),
        ('post X "hi" asking A', 13, "too much"),
        ("crash A B", 9, "'B' is too much"),
        ("at 5ms  crash A  B C", 18, "'B C' is too much"),
        ("feed Y via B asking", 20, "a server is missing"),
        ("cut A B", 8, "after a server comes"),
        ("cut A - B,", 11, "a server is missing"),
        ("set w two", 5, "w is a whole number"),
        ("set x 2", 5, "there is no setting 'x'"),
        ("set timeout 5", 5, "'5' is no time"),
        ("seek", 5, "a time is missing"),
        ("expect", 7, "what is expected is missing"),
    ],
)
def test_a_mistake_is_shown_where_it_is(line, column, said):
    with pytest.raises(ScriptError) as caught:
        script.parse(line)
    assert said in str(caught.value)
    assert caught.value.column == column


@given(st.integers(-LONGEST_US, LONGEST_US))
def test_times_come_back_as_they_were(us):
    assert parse_time(write_time(us)) == us


@pytest.mark.parametrize(
    ("text", "us"),
    [("40ms", 40_000), ("5.31s", 5_310_000), ("500us", 500), ("500µs", 500), ("2min", 120_000_000),
     (" 39.99 ms ", 39_990), ("-3s", -3_000_000), ("+3s", 3_000_000), ("0s", 0)],
)  # fmt: skip
def test_a_time_is_a_number_and_a_unit(text, us):
    assert parse_time(text) == us


@pytest.mark.parametrize("text", ["", "5", "ms", "1h", "1,5s", "0.1us", "1e3ms", "25min s", "--1s"])
def test_anything_else_is_no_time(text):
    with pytest.raises(ValueError, match=r"time|microsecond"):
        parse_time(text)


def test_a_time_is_at_most_a_day():
    assert parse_time("1440min") == LONGEST_US
    with pytest.raises(ValueError, match="longer than a day"):
        parse_time("1441min")


@pytest.mark.parametrize("text", expectations.EXAMPLES)
def test_every_example_of_an_expectation_is_understood(text):
    assert expectations.parse(text).text == text
