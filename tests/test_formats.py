"""A run in the formats of other people's tools, each read back by somebody else's rules."""

import csv
import json
import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from functools import cache

import edn_format
import pytest
from google.protobuf import json_format
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

from explorer import presets
from explorer.__main__ import main
from explorer.experiment import Experiment
from explorer.formats import NAMES, facts, otlp, shiviz
from explorer.formats.perfetto import _Lanes
from explorer.formats.shiviz import PARSER
from explorer.formats.writing import FORMATS
from explorer.script import parse

RUNS = (
    "5:none", "6:none", "7:without", "8:eventual", "9:w2", "10:off", "11:ask-a-b", "12:strict",
    "14:count", "15:or-set", "17:hints", "18:one", "22:from-c",
)  # fmt: skip
PLAIN = """
number: 901
slug: names
title: Names
question: 1
story: A user and a server of one name.
cluster: {servers: [NAMES], n: 3, r: 1, w: 1}
users: {A: {at: A}}
script:
  - {at: 0ms, do: post A "hello", as: post}
takeaway: None.
leaves_out: All.
"""
TOLD_BY_SESSIONS = ("5:none", "6:none")
"""What is broken in these shows row by row, without knowing the order of versions."""


@cache
def run(name):
    number, _, variant = name.partition(":")
    return Experiment(presets.load(number).scenario(variant))


def gathered(name, from_us=0, until_us=None):
    experiment = run(name)
    return facts.gathered(experiment, from_us, until_us or experiment.end_us)


def written(kind, found, folder):
    path = folder / f"run{FORMATS[kind].ending}"
    FORMATS[kind].write(found, path)
    return path


def events(found, *names):
    return [event for event in found.events if event[1] in names]


def judged(name):
    """What the run's own checkers say, by guarantee."""
    experiment = run(name)
    experiment.seek(experiment.end_us)
    experiment.judge.judge(experiment.timeline)
    experiment.judge.collect(wait=True)
    return {v.name: v.answer for v in experiment.verdicts().rows}


@pytest.mark.parametrize("name", RUNS)
def test_check_says_of_what_was_exported_what_the_run_says_of_itself(name, tmp_path, capsys):
    path, verdicts = written("jepsen", gathered(name), tmp_path), judged(name)
    said = {}
    for folder in ("registers", "sessions"):
        main(["check", str(path / folder), "--json"])
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        said[folder] = [row["verdict"] for row in rows]
        assert {row["model"] for row in rows} <= {"sessions", "register"}
    assert ("violated" in said["registers"]) == (verdicts["linearizable"] == "violated")
    of_sessions = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")
    broken = any(verdicts[guarantee] == "violated" for guarantee in of_sessions)
    if said["sessions"] == ["violated"] or name in TOLD_BY_SESSIONS:
        assert broken
        assert said["sessions"] == ["violated"]


def test_a_run_that_writes_nothing_has_no_history_and_check_says_why(tmp_path, capsys):
    """Story 20: everybody reads what was there before the run."""
    experiment = Experiment(presets.load("20").scenario())
    experiment.seek(1_000_000)
    found = facts.gathered(experiment, 0, 1_000_000)
    assert {o.kind for o in found.history.begun} == {"read"}
    path = written("jepsen", found, tmp_path)
    assert main(["check", str(path)]) == 5
    assert (
        "a run that only reads what was there before it has no history" in capsys.readouterr().out
    )


@pytest.mark.parametrize("name", RUNS)
def test_another_reader_of_edn_reads_the_histories(name, tmp_path):
    path = written("jepsen", gathered(name), tmp_path)
    files = sorted(path.glob("*/*.edn"))
    assert files
    for file in files:
        rows = [edn_format.loads(line) for line in file.read_text("utf-8").splitlines()]
        rows = [{str(key).lstrip(":"): row[key] for key in row} for row in rows]
        assert [row["index"] for row in rows] == list(range(len(rows)))
        times = [row["time"] for row in rows]
        assert times == sorted(times)
        assert {str(row["f"]) for row in rows} <= {":read", ":write", ":txn"}
        begun = [row for row in rows if str(row["type"]) == ":invoke"]
        values = [row["value"] for row in begun if str(row["f"]) == ":write"]
        assert file.parent.name != "registers" or len(set(values)) == len(values)


def test_a_process_asks_one_thing_at_a_time_and_nothing_after_an_unknown_outcome(tmp_path):
    """Story 12: X's post is unknown, and X goes on, as somebody else in the eyes of a checker."""
    experiment = Experiment(presets.load("12").scenario("strict"))
    experiment.seek(experiment.end_us)
    experiment.submit(parse("feed X")[1])
    found = facts.gathered(experiment, 0, experiment.end_us)
    assert found.history.people[1].outcome == "info"
    (file,) = written("jepsen", found, tmp_path).glob("registers/*.edn")
    busy, retired = set(), set()
    for line in file.read_text("utf-8").splitlines():
        kind, process = re.search(r":type :(\w+), :process (\d+)", line).groups()
        assert process not in retired
        assert (process in busy) == (kind != "invoke")
        busy ^= {process}
        retired |= {process} if kind == "info" else set()
    assert retired


def test_a_list_is_read_in_the_order_of_its_posts(tmp_path):
    """Story 17: Y posts forty times, one after the other, and every read shows a beginning."""
    found = gathered("17:hints")
    text = (written("jepsen", found, tmp_path) / "lists/list-append.edn").read_text("utf-8")
    posts = [o.number for o in found.history.begun if o.action == "post" and o.user == "Y"]
    read = re.findall(r':type :ok, .*\[:r "wall:Y" \[([\d ]+)\]', text)
    assert read
    for seen in ([int(number) for number in shown.split()] for shown in read):
        assert len(seen) > 1
        assert seen == [number for number in posts if number in seen]


@pytest.mark.parametrize("name", RUNS)
def test_the_journal_has_every_message_and_what_each_answers(name, tmp_path):
    found = gathered(name)
    path = written("maelstrom", found, tmp_path)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [row["type"] for row in rows].count("send") == len(events(found, "sent"))
    assert [row["type"] for row in rows].count("recv") == len(events(found, "delivered"))
    sent, came = {}, {}
    for row in rows:
        message, body = row["message"], row["message"]["body"]
        assert message["id"] == body["msg_id"]
        if row["type"] == "recv":
            assert sent[message["id"]] == message
            came[message["id"]] = message
            continue
        sent[message["id"]] = message
        if (answers := body["in_reply_to"]) is not None:
            asked = came[answers]
            assert (asked["src"], asked["dest"]) == (message["dest"], message["src"])
            assert asked["body"]["operation"] == body["operation"] or body["operation"] is None
        else:
            assert body["type"] not in ("reply", "ack")


@pytest.mark.parametrize("name", RUNS)
def test_clocks_are_vector_clocks(name, tmp_path):
    """By ShiViz's own rules: a host counts its events from 1, and knows of no other what is not."""
    found = gathered(name)
    text = written("shiviz", found, tmp_path).read_text("utf-8")
    head, blank, log = text.split("\n", 2)
    assert (head, blank) == (PARSER, "")
    entries = list(re.finditer(PARSER.replace("(?<", "(?P<"), log))
    assert sum(len(each.group(0)) + 1 for each in entries) == len(log)
    count, sent = defaultdict(int), {}
    for entry in entries:
        host, clock = entry["host"], json.loads(entry["clock"])
        count[host] += 1
        assert clock[host] == count[host]
        assert all(count[other] >= known for other, known in clock.items())
        if match := re.search(r"; message (\d+), due at", entry["event"]):
            sent[int(match[1])] = clock
    arrived = {m.number for m in found.messages() if m.delivered_at is not None}
    assert set(sent) >= arrived


def test_what_arrives_knows_what_its_sender_knew_and_no_more(tmp_path):
    """Story 5: the copy brings C all that A knew when it was sent, and nothing of X's refresh."""
    text = written("shiviz", gathered("5:none"), tmp_path).read_text("utf-8")
    lines = text.splitlines()[2:]
    clocks = [(event, json.loads(head.split(" ", 1)[1])) for head, event in
              zip(lines[::2], lines[1::2], strict=True)]  # fmt: skip
    sends = next(clock for event, clock in clocks if event.startswith("A sends C"))
    stores = next(clock for event, clock in clocks if event.startswith("C stores"))
    refresh = next(clock for event, clock in clocks if event.startswith("X asks B"))
    assert {**stores, "C": 0} == {**sends, "C": 0}
    assert refresh["user:X"] > stores["user:X"]
    assert refresh["A"] > stores["A"]


def test_silence_tells_a_user_nothing_of_the_server(tmp_path):
    """Story 9: X learns from a broken connection that it broke, and of A's disk nothing."""
    text = written("shiviz", gathered("9:w2"), tmp_path).read_text("utf-8")
    lines = text.splitlines()[2:]
    told = [head for head, event in zip(lines[::2], lines[1::2], strict=True) if "unknown" in event]
    assert told == ['user:X {"user:X": 2}']


def nested(spans):
    """Whether each of them that begins inside of another ends there."""
    ends = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        while ends and ends[-1] <= start:
            ends.pop()
        if ends and end > ends[-1]:
            return False
        ends.append(end)
    return True


@pytest.mark.parametrize("name", RUNS)
def test_slices_nest_and_arrows_hold_on_to_them(name, tmp_path):
    found = gathered(name)
    trace = json.loads(written("perfetto", found, tmp_path).read_text("utf-8"))
    assert trace["displayTimeUnit"] == "ms"
    slices, arrows = defaultdict(list), defaultdict(dict)
    for event in trace["traceEvents"]:
        if event["ph"] == "X":
            slices[event["pid"], event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
        elif event["ph"] in "sf":
            arrows[event["id"]][event["ph"]] = event
    assert all(map(nested, slices.values()))
    arrived = {m.number for m in found.messages() if m.delivered_at is not None}
    assert set(arrows) == arrived
    for ends in arrows.values():
        assert {key: ends["s"][key] for key in ("name", "cat")} == {
            key: ends["f"][key] for key in ("name", "cat")
        }
        assert ends["s"]["ts"] <= ends["f"]["ts"]
        for end in ends.values():
            assert any(a <= end["ts"] <= b for a, b in slices[end["pid"], end["tid"]])
    named = {e["pid"]: e["args"]["name"] for e in trace["traceEvents"]
             if e["ph"] == "M" and e["name"] == "process_name"}  # fmt: skip
    assert sorted(named.values()) == sorted(found.servers)
    assert sum(map(len, slices.values())) >= 2 * len(arrived)
    spans = {ph: {(e["id"], e["pid"]) for e in trace["traceEvents"] if e["ph"] == ph}
             for ph in "be"}  # fmt: skip
    assert len(spans["b"]) == len(found.history.begun)
    assert spans["b"] == spans["e"]


def test_what_overlaps_is_on_threads_of_its_own(tmp_path):
    """Story 1: half of the requests come while another one waits, and one is served at a time."""
    found = gathered("1:calm", 0, 2_000_000)
    trace = json.loads(written("perfetto", found, tmp_path).read_text("utf-8"))
    slices = defaultdict(list)
    for event in trace["traceEvents"]:
        if event["ph"] == "X":
            slices[event["cat"], event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
    assert all(map(nested, slices.values()))
    (jobs,) = (spans for (cat, _), spans in slices.items() if cat == "works")
    assert len(jobs) == len(found.history.served["A"]), "one worker, one job at a time"


@pytest.mark.parametrize("name", RUNS)
def test_the_proto_of_opentelemetry_reads_the_traces(name, tmp_path):
    found = gathered(name)
    text = written("otlp", found, tmp_path).read_text("utf-8")
    traces = json_format.Parse(text, TracesData())  # hex is base64 to it: ids are looked at below
    spans = [span for r in traces.resource_spans for s in r.scope_spans for span in s.spans]
    heard = [o for o in found.history.begun if found.reached_us(o) is not None]
    assert len(spans) == len(found.history.begun) + len(heard) + len(found.history.messages)
    assert all(span.start_time_unix_nano <= span.end_time_unix_nano for span in spans)
    raw = [span for r in json.loads(text)["resourceSpans"] for s in r["scopeSpans"]
           for span in s["spans"]]  # fmt: skip
    ids = {(span["traceId"], span["spanId"]) for span in raw}
    assert len(ids) == len(raw)
    assert all(re.fullmatch("[0-9a-f]{32}", trace) and re.fullmatch("[0-9a-f]{16}", own)
               for trace, own in ids)  # fmt: skip
    assert all((s["traceId"], s["parentSpanId"]) in ids for s in raw if "parentSpanId" in s)
    codes = {"ok": 1, "fail": 2, "info": 2, None: 0}
    users = [span.status.code for span in spans if span.kind == 3]
    assert sorted(users) == sorted(codes[o.outcome] for o in found.history.begun)
    late = [m for m in found.messages() if m.delivered_at is None and m.death is not None]
    assert len([s for s in spans if s.status.code == 2 and s.kind == 4]) == len(late)


@pytest.mark.parametrize("name", RUNS)
def test_tables_have_a_row_for_each(name, tmp_path):
    found = gathered(name)
    tables = {}
    for path in written("csv", found, tmp_path).glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    assert len(tables["operations"]) == len(found.history.begun)
    assert len(tables["messages"]) == len(found.history.messages)
    judged = [o for o in found.history.begun if o.staleness is not None]
    ages = sorted((o.invoked_us, o.staleness.age_us, o.staleness.versions) for o in judged)
    rows = [row for row in tables["operations"] if row["staleness_k"]]
    assert (
        sorted(
            (int(row["invoke_us"]), int(row["staleness_us"]), int(row["staleness_k"]))
            for row in rows
        )
        == ages
    )
    for series, place in (("staleness_us", 1), ("staleness_k", 2)):
        points = [(int(row["t_us"]), int(row["value"])) for row in tables["series"]
                  if row["series"] == series]  # fmt: skip
        assert sorted(points) == sorted((age[0], age[place]) for age in ages)
    assert [int(row["t_us"]) for row in tables["series"]] == sorted(
        int(row["t_us"]) for row in tables["series"]
    )


def test_a_server_falls_behind_with_time_and_catches_up_at_once(tmp_path):
    """Story 5: B lacks X's post for the 40 ms that the copy takes."""
    path = written("csv", gathered("5:none"), tmp_path) / "series.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["series"] == "behind_us"]
    of_b = [(int(row["t_us"]), int(row["value"])) for row in rows if row["node"] == "B"]
    assert of_b == [(0, 0), (40_000, 40_000), (40_000, 0)]


def test_an_older_copy_is_none_of_the_newest(tmp_path):
    """Story 15: at one second A and B each have another wish of X's."""
    path = written("sqlite", gathered("15:or-set", 0, 1_000_000), tmp_path)
    with closing(sqlite3.connect(path)) as database:
        asked = "SELECT count(*) FROM copies WHERE NOT newest"
        assert database.execute(asked).fetchone() == (1,)


@pytest.mark.parametrize("name", RUNS)
def test_a_person_can_query_what_every_server_holds(name, tmp_path):
    found = gathered(name)
    path = written("sqlite", found, tmp_path)
    with closing(sqlite3.connect(path)) as database:
        for server, replica in found.timeline.cluster.replicas.items():
            held = database.execute(
                f'SELECT key, "row", wall_us, counter, stamped_by, value FROM "copies_at_{server}"'
            ).fetchall()
            assert len(held) == len(replica.copies)
            for (key, row), (version, value) in replica.copies.items():
                kept = json.dumps(value, ensure_ascii=False) if value is not None else None
                known = version if version[0] >= 0 else (None, None, None)
                assert (key, " ".join(row), *known, kept) in held
        newest = {}
        for replica in found.timeline.cluster.replicas.values():
            for cell, (version, _) in replica.copies.items():
                newest[cell] = max(version, newest.get(cell, version))
        behind = sum(
            version < newest[cell]
            for replica in found.timeline.cluster.replicas.values()
            for cell, (version, _) in replica.copies.items()
        )
        (told,) = database.execute("SELECT count(*) FROM copies WHERE NOT newest").fetchone()
        assert told == behind


def test_a_part_of_a_run_tells_what_began_in_it_and_knows_nothing_of_later(tmp_path):
    found = gathered("5:none", 1_000, 50_000)
    assert found.timeline.now_us == 50_000
    assert [o.name for o in found.operations()] == ["refresh"]
    rows = written("maelstrom", found, tmp_path).read_text("utf-8").splitlines()
    assert [json.loads(row)["time"] for row in rows] == [40_000_000, 40_000_000]
    whole = gathered("5:none")
    assert found.history.operations[1].ended_us == whole.history.operations[1].ended_us == 0
    assert found.history.messages[2].delivered_at is None
    assert whole.history.messages[2].delivered_at is not None


def test_lanes_are_taken_by_what_does_not_overlap():
    lanes = _Lanes()
    assert [lanes.take(*span) for span in ((0, 5), (1, 3), (2, 9), (3, 4), (5, 6))] == [
        0,
        1,
        2,
        1,
        0,
    ]


@pytest.mark.parametrize("kind", ["maelstrom", "shiviz", "perfetto", "otlp", "csv"])
def test_what_began_before_the_part_is_told_in_none(kind, tmp_path):
    """Story 5: X's post, which began at once, and what A sent with it."""
    for name, from_us in (("whole", 0), ("part", 1_000)):
        (tmp_path / name).mkdir()
        path = written(kind, gathered("5:none", from_us, 30_000), tmp_path / name)
        files = path.rglob("*.csv") if path.is_dir() else [path]
        text = "".join(file.read_text("utf-8") for file in files)
        texts = ('"msg_id": 1,', "A sends B", '"post #1"', "post lunch", "write_latency_us")
        assert any(each in text for each in texts) == (name == "whole")


def test_a_web_server_is_a_host_a_process_and_a_span(tmp_path):
    """Story 24: a request waits at its web server, and only then does A hear of it."""
    found = gathered("24:two", 0, 2_000_000)
    clocks = {}
    for entry in re.finditer(PARSER.replace("(?<", "(?P<"), "".join(shiviz.lines(found))):
        clocks.setdefault(entry["host"], []).append(json.loads(entry["clock"]))
    assert {"A", "web1", "web2"} <= set(clocks)
    assert all("A" not in clock for clock in (clocks["web1"][0], clocks["web2"][0]))
    assert {"web1", "web2"} <= set(clocks["A"][-1])
    trace = json.loads(written("perfetto", found, tmp_path).read_text("utf-8"))["traceEvents"]
    named = {e["args"]["name"] for e in trace if e["ph"] == "M" and e["name"] == "process_name"}
    assert named == {"A", "web1", "web2"}
    spans = defaultdict(dict)
    for r in json.loads(written("otlp", found, tmp_path).read_text("utf-8"))["resourceSpans"]:
        service = r["resource"]["attributes"][0]["value"]["stringValue"]
        for span in (span for s in r["scopeSpans"] for span in s["spans"]):
            spans[span["traceId"]][service] = span
    waited = [each for each in spans.values() if "A" in each and ("web1" in each or "web2" in each)]
    assert waited
    for each in waited:
        web = each.get("web1") or each["web2"]
        assert web["endTimeUnixNano"] == each["A"]["startTimeUnixNano"]
        assert each["A"]["parentSpanId"] == web["parentSpanId"]


def test_who_is_refused_at_the_door_is_heard_by_nobody():
    """A is down: X's request does not reach it, and what A does later does not come after that."""
    experiment = Experiment(presets.load("5").scenario("none"))
    for at_us, line in ((1_000, "crash A"), (2_000, "post X hello"), (3_000, "restart A")):
        experiment.seek(at_us)
        experiment.submit(parse(line)[1])
    text = "".join(shiviz.lines(facts.gathered(experiment, 900, 4_000)))
    hosts = [line.split(" ", 1)[0] for line in text.splitlines()[2::2]]
    later = [json.loads(line.split(" ", 1)[1]) for line in text.splitlines()[2::2]][-1]
    assert hosts[:4] == ["A", "user:X", "user:X", "A"], text
    assert "user:X" not in later


def test_a_user_and_a_server_of_one_name_are_two_hosts():
    experiment = Experiment(presets.load_text(PLAIN.replace("NAMES", "A, B, a")).scenario())
    found = facts.gathered(experiment, 0, experiment.end_us)
    hosts = {entry["host"] for entry in re.finditer(PARSER.replace("(?<", "(?P<"),
                                                    "".join(shiviz.lines(found)))}  # fmt: skip
    assert {"A", "user:A"} <= hosts


def test_servers_told_apart_by_capitals_alone_have_views_of_their_own(tmp_path):
    experiment = Experiment(presets.load_text(PLAIN.replace("NAMES", "A, a, B")).scenario())
    path = tmp_path / "odd?name.sqlite"
    FORMATS["sqlite"].write(facts.gathered(experiment, 0, experiment.end_us), path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    with closing(sqlite3.connect(path)) as database:
        views = database.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    assert sorted(views) == [("copies_at_A",), ("copies_at_B",), ("copies_at_a_2",)]


def test_batches_have_every_span_once(monkeypatch, tmp_path):
    found = gathered("17:hints")
    ids = []
    for most in (otlp.BATCH, 2):
        monkeypatch.setattr(otlp, "BATCH", most)
        told = json.loads(written("otlp", found, tmp_path).read_text("utf-8"))["resourceSpans"]
        ids.append(sorted(span["spanId"] for r in told for span in r["scopeSpans"][0]["spans"]))
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


def test_two_runs_that_differ_share_no_trace():
    traces = []
    for r in ("1", "3"):
        scenario = presets.load("5", settings=(f"r={r}",)).scenario("none")
        experiment = Experiment(scenario)
        found = facts.gathered(experiment, 0, experiment.end_us)
        traces.append(set(re.findall('"traceId": "([0-9a-f]+)"', "".join(otlp.lines(found)))))
    assert not traces[0] & traces[1]


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "sqlite"])
def test_the_same_run_is_the_same_bytes(kind, tmp_path):
    once, again = tmp_path / "once", tmp_path / "again"
    for folder in (once, again):
        folder.mkdir()
        run.cache_clear()
        written(kind, gathered("12:strict"), folder)
    files = sorted(path.relative_to(once) for path in once.rglob("*") if path.is_file())
    assert files
    assert all((once / file).read_bytes() == (again / file).read_bytes() for file in files)


# -- the command


def test_the_table_of_formats_has_every_name():
    assert tuple(FORMATS) == NAMES


@pytest.mark.parametrize("kind", NAMES)
def test_the_command_makes_each_named_after_its_story(kind, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["export", "5", "--variant", "none", "--to", kind]) == 0
    assert capsys.readouterr() == ("", "")
    (made,) = tmp_path.iterdir()
    assert made.name == f"did-my-post-vanish-none{FORMATS[kind].ending}"
    assert made.is_dir() == FORMATS[kind].is_folder
    assert all(path.stat().st_size for path in (tmp_path.rglob("*.*")))


def test_of_a_recording_the_same_is_written_as_of_its_story(tmp_path, capsys):
    assert main(["run", "5", "--variant", "none", "--record", str(tmp_path / "a.qscope")]) == 0
    for story, out in (("5", "story"), (str(tmp_path / "a.qscope"), "tape")):
        variant = ["--variant", "none"] if story == "5" else []
        assert main(["export", story, *variant, "--to", "csv", "--out", str(tmp_path / out)]) == 0
    capsys.readouterr()
    for path in (tmp_path / "story").iterdir():
        assert path.read_bytes() == (tmp_path / "tape" / path.name).read_bytes()


def test_all_that_is_wrong_is_told_at_once(tmp_path, capsys):
    (tmp_path / "there").mkdir()
    out = tmp_path / "there"
    wrong = ["--from", "1ms", "--until", "9s", "--size", "800x600", "--out", str(out)]
    assert main(["export", "5", "--to", "jepsen", *wrong]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "--from: a history begins at the beginning: leave this out",
        f"--out {out}: this is there already: choose another name for the folder",
        "--size: this is no picture: leave it out",
        "--until 9s: the run ends at 180ms",
    ]
    assert list(out.iterdir()) == []


def test_a_folder_that_is_there_is_told_of_before_anything_is_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ripple-csv").mkdir()
    monkeypatch.setattr(Experiment, "seek", None)
    assert main(["export", "2", "--to", "csv"]) == 2
    told = "--out ripple-csv: this is there already: choose another name for the folder\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize(("out", "told"), [
    ("tape.qscope", "the name of such a file ends in .json"),
    (f"{'n' * 300}.json", "it cannot be written: File name too long"),
])  # fmt: skip
def test_no_file_of_another_kind_is_written_over(out, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["run", "2", "--record", "tape.qscope"]) == 0
    before = (tmp_path / "tape.qscope").read_bytes()
    capsys.readouterr()
    assert main(["export", "tape.qscope", "--to", "otlp", "--out", out]) == 2
    assert capsys.readouterr().err == f"--out {out}: {told}\n"
    assert (tmp_path / "tape.qscope").read_bytes() == before


def test_copies_are_those_of_one_moment(tmp_path):
    """Story 5: at 50 ms the copy has come to B, and not to C; at 80 ms to both."""
    held = {}
    for at in ("50ms", "80ms"):
        out = tmp_path / f"{at}.sqlite"
        asked = ["--to", "sqlite", "--until", at, "--out", str(out)]
        assert main(["export", "5", "--variant", "none", *asked]) == 0
        with closing(sqlite3.connect(out)) as database:
            rows = database.execute("SELECT server FROM copies WHERE operation = 1")
            held[at] = sorted(server for (server,) in rows)
    assert held == {"50ms": ["A", "B"], "80ms": ["A", "B", "C"]}
