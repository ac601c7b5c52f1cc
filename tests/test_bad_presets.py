"""The command line: mistakes are shown where they are, and its names and keys are a contract."""

import json
import re

import pytest

from explorer.__main__ import main

GOOD = """\
number: 7
slug: try
title: A try
question: 1
story: X posts.
cluster:
  servers: [A, B]
  delay: {A-B: 40ms}
users:
  X: A
variants:
  one: {w: 1}
  two: {w: 2}
script:
  - at: 0ms
    do: post X "hi"
    as: hello
expect:
  - latency of hello = 0ms
takeaway: Look.
leaves_out: Much.
"""
PLACED = re.compile(r"try\.yaml:(\d+):(\d+): (.+)")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a story given as text; returns status, lines on stdout, lines on stderr."""
    monkeypatch.chdir(tmp_path)

    def run(text, *arguments):
        if text is not None:
            data = text if isinstance(text, bytes) else text.encode()
            (tmp_path / "try.yaml").write_bytes(data)
        status = main(["run", "try.yaml", *arguments])
        written = capsys.readouterr()
        return status, written.out.splitlines(), written.err.splitlines()

    return run


def problems(done):
    """(line, column, text) of every problem of a refused run."""
    status, out, err = done
    assert (status, out) == (2, [])
    matches = [PLACED.fullmatch(line) for line in err]
    assert all(matches), err
    return [(int(match[1]), int(match[2]), match[3]) for match in matches]


def with_line(number, text):
    lines = GOOD.splitlines()
    lines[number - 1] = text
    return "\n".join(lines)


def test_the_good_story_is_good(run):
    assert run(GOOD, "--variant", "one")[0] == 0


@pytest.mark.parametrize(
    ("number", "line", "column", "said"),
    [
        (1, "number: seven", 9, "number: must be a whole number, not 'seven'"),
        (1, "number: 7.5", 9, "number: must be a whole number"),
        (1, "number: true", 9, "number: must be a whole number"),
        (1, "number: no", 9, "number: must be a whole number, not 'no'"),
        (4, "question: 9", 11, "question: "),
        (4, "colour: red", 9, "colour: there is no such key"),
        (4, "slug: again", 1, "slug: given twice"),
        (3, "title: [A, try]", 8, "title: must be text"),
        (3, "title: &a [*a, *a]", 8, "anchors (&) and aliases (*) are not allowed"),
        (3, "title: !!python/object:os.system x", 8, "tags (!) are not allowed"),
        (7, "  servers: [A, A]", 12, "cluster.servers: a server stands there twice"),
        (7, "  servers: {A: 1}", 16, "cluster.servers.A: must be text"),
        (8, "  delay: {A-B: 40}", 16, "cluster.delay.A-B: must be text"),
        (8, "  delay: {A-B: soon}", 16, "cluster.delay.A-B: 'soon' is no delay"),
        (8, "  delay: {A-B: -1ms}", 16, "cluster.delay.A-B: "),
        (8, "  default_delay: exponential -5ms", 18, "cluster.default_delay: "),
        (8, "  delay: {A-Q: 40ms}", 16, "cluster.delay.A-Q: 'A-Q' is no pair of servers"),
        (8, "  loss: 1.5", 9, "cluster.loss: "),
        (8, "  timeout: 500", 12, "cluster.timeout: '500' is no time"),
        (8, "  sync: sometimes", 9, "cluster.sync: sync is always, never or a time"),
        (8, "  homes: [A, Q]", 14, "cluster.homes.1: Q is no server"),
        (8, "  skew: {Q: 3s}", 13, "cluster.skew.Q: Q is no server"),
        (10, "  X: Q", 6, "users.X: Q is no server"),
        (10, "  X: {at: A, follows: [Z]}", 23, "users.X.follows: Z is no user"),
        (13, "  two: {w: 3}", 8, "variants.two: W is 1 to N = 2, not 3"),
        (15, "  - at: 0", 9, "script.0.at: a time is a number and a unit"),
        (15, "  - at: -5ms", 9, "script.0.at: '-5ms' is negative"),
        (16, '    do: pots X "hi"', 9, "script.0.do: there is no verb 'pots'"),
        (16, '    do: post X "hi', 16, 'script.0.do: a quote " is not closed'),
        (16, "    do: set x 2", 13, "script.0.do: there is no setting 'x'"),
        (16, "    do: pause", 9, "script.0.do: pause steers the window"),
        (16, "    do: at 5ms crash A", 9, "script.0.do: the time stands in `at:`"),
        (16, "    do: expect nothing much", 16, "script.0.do: 'nothing much' is no expectation"),
        (19, "  - latency of hello = 5", 5, "expect.0: '5' is no time"),
        (19, "  - latency of bye = 0ms", 5, "expect.0: no step is called 'bye'"),
        (19, "  three: []", 10, "expect.three: there is no variant 'three'"),
        (19, "  - joy of hello = 5", 5, "expect.0: 'joy of hello' cannot be measured"),
    ],
)
def test_a_mistake_is_shown_where_it_is(run, number, line, column, said):
    found = problems(run(with_line(number, line)))
    assert any(said in text and (at, col) == (number, column) for at, col, text in found), found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  r: 3", "R is 1 to N = 2, not 3"),
        ("  n: 3", "N is 1 to 2, the number of servers, not 3"),
        ("  timeout: 0ms", "timeout is a time above nothing"),
    ],
)
def test_a_cluster_that_cannot_be_is_refused(run, line, said):
    assert all(text.endswith(said) for _, _, text in problems(run(with_line(8, line))))


@pytest.mark.parametrize("line", ['title: "A try', "\ttitle: A try", "title: a: b", "- title"])
def test_what_is_no_yaml_is_refused_at_a_place(run, line):
    ((at, _, said),) = problems(run(with_line(3, line)))
    assert at >= 3
    assert said


def test_several_mistakes_are_shown_at_once(run):
    text = GOOD.replace("40ms", "soon").replace("X: A", "X: Q").replace("post X", "pots X")
    text = text.replace("latency of", "joy of")
    found = problems(run(text))
    assert [line for line, _, _ in found] == [8, 10, 16, 19]
    text = GOOD.replace("number: 7", "number: x").replace("question: 1", "question: one")
    text = text.replace("takeaway: Look.\n", "").replace("w: 2", "w: two")
    found = problems(run(text))
    assert [line for line, _, _ in found] == [1, 1, 4, 13]
    assert "takeaway: is missing" in [text for _, _, text in found]


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


def test_a_bomb_of_aliases_does_not_go_off(run):
    assert problems(run(BOMB)) == [
        (1, 4, "anchors (&) and aliases (*) are not allowed: write it out")
    ]


def test_deep_nesting_ends_early(run):
    ((line, column, text),) = problems(run("[" * 100_000))
    assert (line, column, text) == (1, 21, "nested deeper than 20 levels")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n"])
def test_an_empty_file_is_empty(run, text):
    assert problems(run(text)) == [(1, 1, "the file is empty")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (bytes(range(256)) * 9, "try.yaml: this is no text"),
        ("number: 7\x00", "try.yaml: this is no YAML"),
        ("# " + "x" * 5_000_000, "try.yaml: the file is too large"),
        (None, "try.yaml: no such file"),
    ],
    ids=["binary", "a control character", "5 MB", "missing"],
)
def test_what_is_no_story_at_all_is_refused(run, text, said):
    status, out, err = run(text)
    assert (status, out, len(err)) == (2, [], 1)
    assert err[0].startswith(said)


@pytest.mark.parametrize("text", ["just words", "[a, list]", "5", "true", "null"])
def test_nor_is_a_story_something_else_than_a_mapping(run, text):
    assert "must be a mapping" in problems(run(text))[0][2]


@pytest.mark.parametrize("story", [".", "nonsense", "99", "0", "-", "²", "a" * 300, "no/such.yaml"])
def test_what_is_nowhere_is_refused(story, capsys):
    assert main(["run", story]) == 2
    assert capsys.readouterr().err.startswith(f"{story}: ")


def test_an_unknown_variant_is_refused_and_the_known_are_named(run, capsys):
    status, _, err = run(GOOD, "--variant", "three")
    assert status == 2
    assert err == ["try.yaml: there is no variant 'three': there are one, two"]
    assert main(["run", "2", "--variant", "one"]) == 2
    assert "there are no variants" in capsys.readouterr().err


def test_mistakes_in_several_files_are_shown_together(run, tmp_path):
    (tmp_path / "other.yaml").write_text(GOOD.replace("number: 7", "number: x"))
    status, _, err = run(GOOD.replace("number: 7", "number: y"), "other.yaml", "missing.yaml")
    assert status == 2
    assert [line.partition(":")[0] for line in err] == ["missing.yaml", "other.yaml", "try.yaml"]


# -- options


def test_every_wrong_setting_is_named(run):
    settings = ("q=1", "w", "r=x", "timeout=soon", "n=")
    status, _, err = run(GOOD, *(word for s in settings for word in ("--set", s)))
    assert status == 2
    assert sorted(line.partition(": ")[0] for line in err) == sorted(f"--set {s}" for s in settings)


@pytest.mark.parametrize("setting", ["w=3", "r=0", "n=5", "timeout=0ms", "read_repair=maybe"])
def test_an_impossible_setting_is_refused(run, setting):
    status, out, err = run(GOOD, "--set", setting)
    assert (status, out) == (2, [])
    assert err


def test_a_setting_changes_the_run(run):
    assert run(GOOD, "--variant", "one", "--set", "w=2")[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--seeds", "5"],
        ["--seeds", "5..1"],
        ["--seeds", "a..b"],
        ["--seeds", "²..³"],
        ["--seeds", "1..2", "--seed", "3"],
        ["--seed", "x"],
        ["--until", "5"],
        ["--until=-5ms"],
        ["--nonsense"],
    ],
)
def test_wrong_options_end_with_usage(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(["run", "2", *arguments])
    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err


# -- what others build on


def test_presets_are_listed_with_these_keys(capsys):
    assert main(["presets", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["number"] for row in rows] == [*range(1, 27)]
    assert all(set(row) >= {"number", "slug", "title", "question", "seconds"} for row in rows)
    assert main(["presets"]) == 0
    assert all(row["title"] in capsys.readouterr().out for row in rows[:1])


KEYS = {
    "": "preset seed variant digest events sim_seconds wall_seconds passed expectations measures "
        "guarantees",
    "measures": "latency_ms staleness availability counts",
    "measures.latency_ms": "read write",
    "measures.latency_ms.read": "n p50 p95 p99 p999",
    "measures.latency_ms.write": "n p50 p95 p99 p999",
    "measures.staleness": "reads stale_reads t_ms_p99 t_ms_max k_max",
    "measures.availability": "asked ok failed unknown",
    "measures.counts": "lost_acks inversions session_violations divergent_keys leaks never_visible "
        "missed hinted hints_expired repairs retries goodput_per_s siblings",
    "guarantees": "read_your_writes monotonic_reads monotonic_writes writes_follow_reads causal "
        "causal_convergence regular linearizable unique_names convergence",
}  # fmt: skip


def test_a_run_is_told_with_every_key_of_the_contract(run):
    status, out, err = run(GOOD, "--variant", "one", "--seeds", "1..2", "--json")
    assert (status, err, len(out)) == (0, [], 2)
    first, second = map(json.loads, out)
    assert (first["seed"], second["seed"]) == (1, 2)
    for path, keys in KEYS.items():
        value = first
        for part in path.split(".") if path else ():
            value = value[part]
        assert set(value) >= set(keys.split()), path
    assert first["preset"] == "try"
    assert re.fullmatch(r"[0-9a-f]{64}", first["digest"])
    assert set(first["expectations"][0]) >= {"text", "held", "observed"}
    for guarantee in first["guarantees"].values():
        assert guarantee["promised"] in ("yes", "no")
        assert guarantee["verdict"] in ("holds", "violated", "unknown")
        assert "witness" in guarantee


def test_without_a_variant_every_variant_runs(run):
    _, out, _ = run(GOOD, "--json")
    assert [json.loads(line)["variant"] for line in out] == ["one", "two"]


def test_the_exit_status_says_how_it_went(run):
    assert run(GOOD, "--variant", "one")[0] == 0
    assert run(GOOD, "--variant", "two")[0] == 1
    assert run(GOOD)[0] == 1
    status, out, _ = run(GOOD.replace("at: 0ms", "at: 50ms"), "--variant", "one", "--until", "9ms")
    assert status == 3
    assert "unknown" in out[0]
    _, out, _ = run(GOOD, "--variant", "two", "--json")
    row = json.loads(out[0])
    assert row["passed"] is False
    assert row["expectations"] == [
        {"text": "latency of hello = 0ms", "held": False, "observed": "80ms"}
    ]


STRANGERS = GOOD.replace(
    """
    do: post X "hi"
    as: hello
""",
    """
    do: post X "hi"
    as: hello
  - {at: 1ms, do: crash K}
  - {at: 2ms, do: cut A | K}
  - {at: 3ms, do: cut X - A}
  - {at: 4ms, do: post Q "hi"}
  - {at: 5ms, do: feed X via L asking A M}
  - {at: 6ms, do: join D from N}
  - {at: 7ms, do: crash D}
  - {at: 8ms, do: follow X P}
  - {at: 9ms, do: 'sign-up Sam "open sesame"'}
  - {at: 10ms, do: follow X Sam}
  - {at: 11ms, do: session R causal}
""",
)


def test_a_script_that_speaks_of_strangers_is_told_of_all_of_them(run):
    told = [text for _, _, text in problems(run(STRANGERS))]
    assert [text.split(": ", 1)[1] for text in told] == [
        "K is no server", "K is no server", "Q is no user", "L is no server", "M is no server",
        "N is no server", "P is no user", "R is no user",
    ]  # fmt: skip


def test_a_step_behind_the_end_is_no_step(run):
    text = GOOD.replace("variants:", "until: 12s\nvariants:").replace(
        "    as: hello\n",
        "    as: hello\n  - {at: 13s, do: crash A}\n  - {at: 12s, do: restart A}\n",
    )
    ((_, _, told),) = problems(run(text))
    assert told == "script.1.at: the story ends at 12 s (until)"
