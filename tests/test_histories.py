"""Jepsen histories as files: what is read from them, and what is said of those that are none."""

import contextlib
import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checkers.checks import Op
from explorer import edn, histories
from explorer.commands.check import judge
from explorer.edn import Tagged, word
from explorer.problems import InputError


def read(text, model=None):
    return histories.parse(text, "h", model)


def wrong(text, model=None):
    """What is said of a bad text, a line each."""
    with pytest.raises(InputError) as caught:
        read(text, model)
    return str(caught.value).split("\n")


def forms(text):
    found = []
    values = [value for value, _ in edn.forms(text, lambda at, said: found.append((at, said)))]
    assert not found
    return values


# -- EDN


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("nil", None), ("true", True), ("-12", -12), ("3N", 3), ("1.5", 1.5), ("2e3", 2000.0),
        ("1.50M", word("1.50M")), (":ok", word(":ok")), (":a.b/c", word(":a.b/c")),
        ("some-name", word("some-name")), ("\\a", word("\\a")), ("\\newline", word("\\newline")),
        ('"a\\n\\u00e9\\"b"', 'a\né"b'), ('"\\ud83d\\ude00"', "😀"), ('"two\nlines"', "two\nlines"),
        ("#{1 2}", Tagged("{", [1, 2])), ('#inst "2020"', Tagged("inst", "2020")),
        ("#jepsen.history.Op{:index 0}", {word(":index"): 0}),
        ("{:a 1, \"a\" 2, 1 3, true 4}", {word(":a"): 1, "a": 2, 1: 3, word("True"): 4}),
        ("{:a #_ 1 2 ; three\n }", {word(":a"): 2}),
    ],
)  # fmt: skip
def test_a_form_of_edn_is_read(text, value):
    if not isinstance(value, dict):
        text, value = f"[{text} {text}]", value
        assert forms(text) == [value, value]
    else:
        assert forms(text) == [value]


def test_vectors_lists_and_lines_may_go_on_as_they_like():
    text = '[{:a [1 (2 [3])]\n\n  :b "x\ny"}\n\n{:c\n\n\n\n{:d 1}} #_{:e 1} {:f 2}]\n ; the end\n'
    a, c, f = forms(text)
    assert a == {word(":a"): [1, [2, [3]]], word(":b"): "x\ny"}
    assert c == {word(":c"): {word(":d"): 1}}
    assert f == {word(":f"): 2}


def test_every_mistake_of_edn_is_told_with_its_place():
    text = ('{:type :ok :process\n{:a 1 :a 2}\n{:a}\n  {:a @x}\n{:a 007}\n{:a "\\q"}\n{:a ##Inf}\n'
            '{:a 1/2}\n}\n{:a "\\ud800"}\n{:a "never')  # fmt: skip
    assert wrong(text) == [
        "h:1:1: this is never closed",
        "h:2:1: this map has :a twice",
        "h:3:1: this map has a key without a value",
        "h:4:7: '@x' is no EDN",
        "h:5:5: '007' is no EDN",
        "h:6:5: \\q in a string means nothing",
        "h:7:5: ##Inf is not supported",
        "h:8:5: '1/2' is no EDN",
        "h:10:5: half a letter in a string",
        "h:11:1: this is never closed",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[{:a 1}", "h:1:1: this is never closed: ] is missing"),
        ("[] {:a 1}", "h:1:4: nothing may follow on the closing ]"),
        ("[" * 60, "h:1:53: nested deeper than 50 levels"),
        ("{:a 1}\n}", "h:2:1: '}' is no EDN"),
        ("5" * 500, "h:1:1: a number of 500 letters is too long"),
    ],
)
def test_a_file_of_edn_is_whole(text, said):
    assert said in wrong(text)


def test_after_a_mistake_in_a_vector_the_others_are_found_and_its_end_is_none():
    text = "[{:a @x}\n" + lines("0 ok write 1") + "\n {:a @y}\n]\n"
    assert wrong(text) == [
        "h:1:6: '@x' is no EDN",
        "h:2:1: process 0 completes what it has not invoked",
        "h:3:6: '@y' is no EDN",
    ]


# -- JSON

LINES = [
    {"type": "invoke", "process": 0, "f": "write", "value": 3},
    {"type": "ok", "process": 0, "f": "write", "value": 3},
    {"type": "invoke", "process": 0, "f": "read", "value": None},
    {"type": "ok", "process": 0, "f": "read", "value": 3},
]
OPS = [Op(0, 0, "write", None, 3, 0, 1), Op(1, 0, "read", None, 3, 2, 3)]


def as_edn(value, *, keys=":"):
    if isinstance(value, dict):
        quote = (lambda k: f":{k}") if keys == ":" else json.dumps
        inside = (f"{quote(k)} {as_edn(v) if k not in ('type', 'f') or keys != ':' else ':' + v}"
                  for k, v in value.items())  # fmt: skip
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return "[" + " ".join(map(as_edn, value)) + "]"
    return "nil" if value is None else json.dumps(value)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(map(json.dumps, LINES)),
        "\n".join(map(json.dumps, LINES)) + "\n\n",
        json.dumps(LINES),
        json.dumps(LINES, indent=2),
        json.dumps(LINES, separators=(",", ":")),
        "\n".join(map(as_edn, LINES)),
        "[" + "\n ".join(map(as_edn, LINES)) + "]\n",
        "[" + " ".join(map(as_edn, LINES)) + "]",
        "\n".join(as_edn(line, keys='"') for line in LINES),
        "\n".join(map(as_edn, LINES)).replace("{", "#jepsen.history.Op{"),
        " ".join(map(as_edn, LINES)).replace(", ", "\n  "),
    ],
)
def test_all_notations_say_the_same(text):
    history = read(text)
    assert history.ops == OPS
    assert (history.model, history.count) == ("register", 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1,}\n{"a": NaN}\n{"a": 1, "a": 2}\n', [
            "h:1:9: this is no JSON: expecting property name enclosed in double quotes",
            "h:2:1: NaN is no number of JSON",
            "h:3:1: this object has 'a' twice"]),
        ('[{"a": 1} {"a": 2}]', [
            "h:1:2: :type is one of invoke, ok, fail, info",
            "h:1:11: here must be a comma, or the array's closing bracket"]),
        ('[{"type": "ok"}] 5', [
            "h:1:2: :process is a number, or a name",
            "h:1:18: nothing may follow on the closing bracket"]),
        ('{"a": ' + "1" * 5000 + "}", ["h:1:1: this number is too long"]),
        ('{"a": ' + "[" * 100_000, ["h:1:1: this is nested too deeply"]),
    ],
)  # fmt: skip
def test_mistakes_of_json_are_told_with_their_places(text, said):
    assert wrong(text) == said


# -- events


def lines(*rows):
    """EDN from rows 'process type f value'."""
    return "\n".join(
        "{{:process {} :type :{} :f :{} :value {}}}".format(*row.split(None, 3)) for row in rows
    )


def test_every_wrong_event_is_told_with_its_line():
    text = lines(
        "0 ok write 1",
        "1 invoke write 1",
        "1 invoke write 2",
        "1 ok read 2",
        "2 invoke write 3",
        "2 info write 3",
        "2 invoke read nil",
        "3 invoke read nil",
        "3 ok read [1]",
        "4 invoke write 4",
        "4 ok write 5",
        "5 invoke cas 5",
        "6 begin read nil",
        "nil invoke read nil",
        "7 invoke scan nil",
    )
    text += "\n5\n{:process 8 :type :invoke :f :read}\n{:process 8 :type :ok :f :read}"
    assert wrong(text) == [
        "h:1:1: process 0 completes what it has not invoked",
        "h:3:1: process 1 waits for an answer since line 2",
        "h:4:1: process 1 completes another read than it invoked in line 3",
        "h:7:1: process 2 had an unknown outcome and asks for nothing more after line 5",
        "h:9:1: here must be one value: a number, a text, a keyword or nil",
        "h:11:1: this answers for another value than was asked for",
        "h:12:1: a cas takes [old new]",
        "h:13:1: :type is one of invoke, ok, fail, info",
        "h:14:1: :process is a number, or a name",
        "h:15:1: :f is one of read, write, cas, txn",
        "h:16:1: a history consists of maps, one for each event",
        "h:18:1: what is ok tells what it read; nil if nothing was there",
    ]


def test_a_file_of_something_else_is_not_told_of_line_by_line():
    said = wrong("hello world\n" * 1000)
    assert len(said) == histories.MOST_PROBLEMS + 1
    assert said[-1] == "h:26:1: here and after it 1,950 more mistakes"


def test_the_nemesis_is_passed_over_and_what_never_ended_may_have_happened():
    history = read(lines(
        ':nemesis info start {"n1" #{"n2"}}', "0 invoke write 1", "1 invoke cas [1 2]",
        "0 info write 1", ":nemesis info stop nil", "2 invoke read nil", "2 fail read nil",
    ))  # fmt: skip
    assert history.model == "cas-register"
    assert history.ops == [
        Op(0, 0, "write", None, 1, 1, None, "info"),
        Op(1, 1, "cas", None, (1, 2), 2, None, "info"),
        Op(2, 2, "read", None, None, 5, 6, "fail"),
    ]
    assert [history.line(number) for number in range(3)] == [2, 3, 6]


def test_values_of_different_types_are_never_equal():
    rows = [f"0 {kind} write {value}" for value in ("1", "true", "1.0", '"1"', ":true", '"true"')
            for kind in ("invoke", "ok")]  # fmt: skip
    assert len({op.value for op in read(lines(*rows)).ops}) == 6


def test_jepsen_independent_is_told_by_its_first_operation():
    history = read(lines(
        "0 invoke read [:x nil]", "0 ok read [:x nil]", "0 invoke write [:x 1]",
        "0 ok write [:x 1]", "0 invoke cas [:y [1 2]]", "0 fail cas [:y [1 2]]",
    ))  # fmt: skip
    x, y = word(":x"), word(":y")
    assert [(op.kind, op.key, op.value) for op in history.ops] == [
        ("read", x, None), ("write", x, 1), ("cas", y, (1, 2))
    ]  # fmt: skip
    cas = read(lines("0 invoke cas [1 2]", "0 ok cas [1 2]")).ops
    assert [(op.key, op.value) for op in cas] == [(None, (1, 2))]
    assert wrong(lines("0 invoke read [1 nil]", "0 ok read [2 3]", "0 invoke write 5")) == [
        "h:2:1: this answers for another key than was asked for",
        "h:3:1: here must be [key value], as in the first operation",
    ]


def test_transactions_become_operations_that_share_a_number():
    text = lines('0 invoke txn [[:append "x" 1] [:r "y" nil]]',
                 '0 ok txn [[:append "x" 1] [:r "y" [4 5]]]')  # fmt: skip
    history = read(text)
    assert (history.model, history.count) == ("list-append", 1)
    assert history.ops == [Op(0, 0, "append", "x", 1, 0, 1), Op(0, 0, "read", "y", (4, 5), 0, 1)]
    registers = read(lines("0 invoke txn [[:w 1 2] [:r 3 nil]]", "0 ok txn [[:w 1 2] [:r 3 4]]"))
    assert registers.model == "register"
    assert [(op.kind, op.key, op.value) for op in registers.ops] == [
        ("write", 1, 2),
        ("read", 3, 4),
    ]


def test_wrong_transactions_are_told():
    assert wrong(lines(
        "0 invoke txn [[:append 1 1]]", "0 ok txn [[:append 1 2]]", "0 invoke txn [[:r 1]]",
        "0 fail txn nil", "0 invoke txn [[:x 1 2]]", "0 fail txn nil", "0 invoke read nil",
        "0 ok read 1", "0 invoke txn [[:w 1 1]]", "0 fail txn nil", "0 invoke txn [[:r 1 nil]]",
        "0 ok txn [[:r 1 3]]", "0 invoke txn [[:r 1 nil]]", "0 ok txn [[:r 2 nil]]",
    )) == [
        "h:2:1: this answers for another value than was asked for",
        "h:3:1: a transaction takes a vector of [f key value]",
        "h:5:1: a transaction's operations are append, r and w",
        "h:7:1: transactions and single operations do not mix",
        "h:9:1: this is no operation of the model list-append",
        "h:12:1: a list is read here: a vector, or nil",
        "h:14:1: this answers for other operations than were asked for",
    ]  # fmt: skip


def test_a_session_goes_on_after_an_unknown_outcome():
    rows = [("Y", "invoke", "write", 1), ("Y", "info", "write", 1), ("Y", "invoke", "read", None),
            ("Y", "ok", "read", 1)]  # fmt: skip
    text = "\n".join(json.dumps({"process": p, "type": t, "f": f, "key": "w", "value": v})
                     for p, t, f, v in rows)  # fmt: skip
    history = read(text)
    assert history.model == "sessions"
    assert [op.outcome for op in history.ops] == ["info", "ok"]


@pytest.mark.parametrize(
    ("row", "model"),
    [("cas [1 2]", "sessions"), ("read nil", "list-append"), ("txn [[:append 1 1]]", "register"),
     ("txn [[:w 1 1]]", "list-append")],
)  # fmt: skip
def test_a_model_that_does_not_fit_is_told(row, model):
    assert wrong(lines(f"0 invoke {row}", f"0 ok {row}"), model)[0].endswith(f"the model {model}")


def test_folders_are_read_in_order_and_without_what_is_no_history(tmp_path):
    for name in ("b.edn", "a.json", "results.edn", ".hidden.edn", "jepsen.log", "c.jsonl"):
        (tmp_path / name).write_text("")
    for folder in ("d.edn", ".git", "d.edn/registers"):
        (tmp_path / folder).mkdir()
    for name in (".git/e.edn", "d.edn/registers/f.edn"):
        (tmp_path / name).write_text("")
    found = histories.files_of(str(tmp_path))
    names = [str(path.relative_to(tmp_path)) for path in found]
    assert names == ["a.json", "b.edn", "c.jsonl", "d.edn/registers/f.edn"]


def test_files_that_cannot_be_read_are_bad_input(tmp_path):
    (tmp_path / "bytes.edn").write_bytes(b"{:a 1}\n\xff")
    with pytest.raises(InputError, match="byte 7 is not UTF-8"):
        histories.read(tmp_path / "bytes.edn")
    (tmp_path / "a.qscope").write_bytes(b"SQLite format 3\0\xff")
    with pytest.raises(InputError, match="qscope: this is a recording, no history: `run` does"):
        histories.read(tmp_path / "a.qscope")
    with pytest.raises(InputError, match="no such file"):
        histories.read(tmp_path / "none.edn")
    with pytest.raises(InputError):
        histories.read(tmp_path / "nul\0.edn")


# -- garbage

GOOD = [
    "\n".join(map(json.dumps, LINES)),
    json.dumps(LINES),
    "\n".join(map(as_edn, LINES)),
    "[" + "\n ".join(map(as_edn, LINES)) + "]\n",
    lines('0 invoke txn [[:append "x" 1] [:r "y" nil]]', '0 ok txn [[:append "x" 1] [:r "y" [4]]]'),
    lines("0 invoke cas [:y [1 2]]", "0 fail cas [:y [1 2]]", ":nemesis info start #{1 2}"),
]
SCRAPS = ["{", "}", "[", "]", '"', "\\", ":", "#", "#_", "#{", ";", "\n", "nil", ":ok", ":type",
          "-", "1e9", "\ud800", "\0", ",", "null", "[[:r 1 nil]]", "##", "1/2", "²",
          "\u2028"]  # fmt: skip


def survives(text):
    for model in (None, "sessions", "list-append"):
        with contextlib.suppress(InputError):
            assert judge(histories.parse(text, "h", model)).answer in (
                "holds",
                "violated",
                "unknown",
            )


def test_a_history_with_holes_is_read_or_refused_but_never_raises_anything_else():
    random = Random(7)
    for _ in range(3000):
        text = random.choice(GOOD)
        for _ in range(random.randint(1, 4)):
            a, b = sorted(random.randrange(len(text) + 1) for _ in range(2))
            scrap = random.choice([*SCRAPS, text[a:b]])
            text = text[:a] + scrap + text[random.choice((a, min(a + 1, b), b)) :]
        survives(text)


@settings(max_examples=300)
@given(st.text(st.sampled_from("{}[]()\"\\:#_;\n ,.aN01-nil/'²😀"), max_size=60))
def test_garbage_never_raises_anything_but_an_input_error(text):
    survives(text)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
fields = st.fixed_dictionaries({}, optional={
    "type": st.sampled_from(["invoke", "ok", "fail", "info", ":ok"]) | values,
    "process": st.integers(0, 2) | values, "key": st.integers(0, 1) | values,
    "f": st.sampled_from(["read", "write", "cas", "txn"]) | values,
    "value": st.sampled_from([None, 1, [1, 2], [["r", 1, None]], [["append", 1, 1]]]) | values,
})  # fmt: skip


@settings(max_examples=300)
@given(st.lists(fields, max_size=8))
def test_events_of_any_shape_never_raise_anything_but_an_input_error(events):
    survives("\n".join(map(json.dumps, events)))
    survives(json.dumps(events))
