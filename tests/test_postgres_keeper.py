"""The process that owns a real cluster: asked by its socket, killed, left alone by its owner."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import nullcontext, suppress
from pathlib import Path

import postgres_servers
import psutil
import psycopg
import pytest

from explorer import presets
from explorer.clusters.postgres import control, notes, playing, readying
from explorer.clusters.postgres.control import Control, GoneError
from explorer.clusters.postgres.hosts import HostError
from explorer.clusters.postgres.lifting import Lifting
from explorer.clusters.postgres.local import LocalHost

pytestmark = pytest.mark.real_clock
NAMES = ("A", "B", "C")
LIMIT_S = 30


@pytest.fixture(scope="module")
def loop():
    with postgres_servers.loop() as made:
        yield made


@pytest.fixture(scope="module", autouse=True)
def found(loop):
    """Without PostgreSQL here all of this is skipped."""
    with postgres_servers.folder() as spare:
        postgres_servers.found(loop, spare)


@pytest.fixture
def place():
    with postgres_servers.folder() as made:
        yield made


@pytest.fixture(scope="module")
def kept():
    """A cluster that ends with its owner, and who asks it."""
    with postgres_servers.folder() as place:
        keeper = control.begin(place, NAMES, tied=True)
        asked = Control(place)
        with psycopg.connect(asked.ask("conninfo", server="A"), autocommit=True) as connection:
            connection.execute("CREATE TABLE post (words text)")
        yield asked
        assert keeper.stdin
        keeper.stdin.close()
        assert keeper.wait(60) == 0
        assert not place.exists()


@pytest.fixture
def left(loop):
    """The processes that a cluster has."""
    return lambda noted: loop.do(LocalHost().processes([noted.mark]))


def post(kept, words, level="local"):
    with psycopg.connect(kept.ask("conninfo", server="A"), autocommit=True) as connection:
        connection.execute(f"SET synchronous_commit = {level}")
        connection.execute("INSERT INTO post VALUES (%s)", [words])


def posts(kept, server):
    with psycopg.connect(kept.ask("conninfo", server=server)) as connection:
        return [words for (words,) in connection.execute("SELECT words FROM post")]


def quorumscope(*words, **environment):
    """The command line, as a person has it."""
    return subprocess.run(
        [sys.executable, "-m", "explorer", "cluster", *words],
        capture_output=True, text=True, timeout=100, check=False, env=os.environ | environment,
    )  # fmt: skip


def test_a_cut_link_holds_what_is_written_and_healing_lets_it_go(kept):
    kept.ask("cut", one="A", other="B")
    kept.ask("require", k=1, level="remote_apply")
    post(kept, "cut", "remote_apply")  # C alone can say that it has it
    assert "cut" in posts(kept, "C")
    assert "cut" not in posts(kept, "B")
    kept.ask("heal", one="B", other="A")
    kept.ask("require", k=2, level="remote_apply")
    post(kept, "healed", "remote_apply")
    assert {"cut", "healed"} <= set(posts(kept, "B"))
    kept.ask("require", k=0, level="local")


def test_frames_and_acknowledgements_are_told_as_they_pass(kept):
    told, came = [], threading.Event()

    def listen() -> None:
        for fact in kept.facts():
            told.append(fact)
            came.set()
            if fact["fact"] == "did" and fact["do"] == "heal":
                return

    listening = threading.Thread(target=listen)
    listening.start()
    assert came.wait(60)
    kept.ask("require", k=2, level="remote_apply")
    kept.ask("delay", one="A", other="B", us=20_000)
    post(kept, "told", "remote_apply")
    kept.ask("delay", one="A", other="B", us=0)
    kept.ask("require", k=0, level="local")
    kept.ask("heal")
    listening.join(60)

    assert told[0]["fact"] == "began"
    did = [(fact["do"], fact["words"]) for fact in told if fact["fact"] == "did"]
    assert ("delay", {"one": "A", "other": "B", "us": 20_000}) in did
    arrived = [fact for fact in told if fact.get("delivered_us") is not None]
    for kind, link in (("frame", ["A", "B"]), ("ack", ["B", "A"])):
        taken = [
            one["delivered_us"] - one["at_us"]
            for one in arrived
            if (one["fact"], one["link"]) == (kind, link)
        ]
        assert max(taken) >= 20_000
    frames = [one for one in arrived if one["fact"] == "frame"]
    assert {tuple(one["link"]) for one in frames} == {("A", "B"), ("A", "C")}
    asked = [one for one in arrived if one["fact"] == "asked"]
    assert ["users", "A"] in [one["link"] for one in asked]


def test_what_makes_no_sense_is_refused_in_words(kept):
    for words, reason in (
        ({"do": "burn"}, "'burn' is nothing that can be done: there are status"),
        ({"do": "cut", "one": "A", "other": "Z"}, "there is no link A - Z"),
        ({"do": "delay", "one": "A", "other": "B", "us": -1}, "us: Input should be greater"),
        ({"do": "crash"}, "crash: server: Missing"),
        ({"do": "crash", "server": "A", "how": 1}, "how: Unexpected"),
        ({"do": "rejoin", "server": "A"}, "is the primary: the others rejoin it"),
    ):
        with pytest.raises(HostError, match=reason):
            kept.ask(**words)


@pytest.mark.parametrize(("fault", "undone"), [
    ({"do": "cut", "one": "A", "other": "B"}, {"do": "heal", "one": "A", "other": "B"}),
    ({"do": "delay", "one": "B", "other": "A", "us": 50_000},
     {"do": "delay", "one": "B", "other": "A", "us": 0}),
    ({"do": "pause", "server": "C"}, {"do": "resume", "server": "C"}),
])  # fmt: skip
def test_a_fault_that_nobody_undoes_is_undone_by_itself(kept, fault, undone):
    facts = kept.facts()
    next(facts)  # from now on all is told
    did = ({"do": fact["do"], **fact["words"]} for fact in facts if fact["fact"] == "did")
    listening = threading.Thread(target=lambda: next(each for each in did if each == undone))
    listening.start()
    kept.ask(**fault, for_s=0.05)
    listening.join(LIMIT_S)
    assert not listening.is_alive()


def test_a_fault_is_asked_for_anew_and_one_that_was_undone_is_not_undone_again():
    async def whole() -> list[str]:
        asked = []

        async def do(words) -> None:
            asked.append(words["do"])

        lifting = Lifting(do)
        kinds = {kind: (kind, frozenset("AB")) for kind in ("cut", "delay", "pause")}
        for kind, what in kinds.items():
            lifting.after(0.001, what, {"do": kind})
        lifting.after(0.002, kinds["delay"], {"do": "the later one"})
        lifting.drop(kinds["pause"])
        lifting.drop_all("cut")
        while not asked:
            await asyncio.sleep(0)
        return asked

    assert asyncio.run(whole()) == ["the later one"]


def lies(kept) -> Path:
    """The folder of a cluster that is asked."""
    return kept._path.parent


def test_a_story_on_a_cluster_that_is_there_finds_it_as_new(kept, monkeypatch):
    monkeypatch.setattr(playing, "play_on", lambda cluster, _story, _said, place: (cluster, place))
    for do in (
        {"do": "cut", "one": "A", "other": "B"}, {"do": "delay", "one": "A", "other": "C", "us": 9},
        {"do": "promote", "server": "B"}, {"do": "crash", "server": "A"},
        {"do": "lag", "server": "C", "us": 900_000}, {"do": "pause", "server": "C"},
    ):  # fmt: skip
        kept.ask(**do)

    asked, place = playing.play(presets.load("5").scenario("none"), lambda *_: None, lies(kept))

    status = asked.ask("status")
    assert (status["primary"], place) == ("A", f"the cluster in {lies(kept)}")
    assert [(one["role"], one["streaming"]) for one in status["servers"]] == [
        ("primary", None), ("standby", True), ("standby", True),
    ]  # fmt: skip
    kept.ask("require", k=2, level="remote_apply")
    post(kept, "as new", "remote_apply")  # which returns once both can read it
    assert {name: posts(kept, name)[-1:] for name in NAMES} == {name: ["as new"] for name in NAMES}
    with psycopg.connect(kept.ask("conninfo", server="C")) as connection:
        assert connection.execute("SHOW recovery_min_apply_delay").fetchone() == ("0",)
    kept.ask("require", k=0, level="local")


def test_two_stories_are_never_on_one_cluster_at_once(kept):
    noted = notes.read(lies(kept))
    story = presets.load("5").scenario("none")
    with (
        readying.ready(lies(kept), noted),
        pytest.raises(HostError, match="another story is being played on the cluster in"),
    ):
        playing.play(story, lambda *_: None, lies(kept))


def test_a_story_is_played_on_a_cluster_of_its_servers_alone(kept, monkeypatch):
    five = presets.load("12").scenario()
    assert len(five.cluster.names) != len(NAMES)
    monkeypatch.setattr(playing, "servers", lambda names: nullcontext(names))
    monkeypatch.setattr(playing, "play_on", lambda cluster, *_: cluster)
    monkeypatch.setattr(notes, "usual", lambda: lies(kept))

    assert playing.play(five, lambda *_: None) == five.cluster.names
    with pytest.raises(HostError, match=r"needs servers A, B, .*; in .* are A, B, C"):
        playing.play(five, lambda *_: None, lies(kept))


def test_a_person_brings_one_up_looks_at_it_and_takes_it_down(place, left):
    at = ("--folder", str(place))
    assert quorumscope("status", *at).returncode == 1
    up = quorumscope("up", *at, "--servers", "2")
    assert (up.returncode, up.stderr) == (0, "")
    assert f"2 servers in {place}" in up.stdout
    noted = notes.read(place)
    assert noted

    again = quorumscope("up", *at)
    assert again.returncode == 0
    assert again.stdout.startswith("It is running already.")
    told = json.loads(quorumscope("status", *at, "--json").stdout)
    assert [(one["name"], one["role"]) for one in told["servers"]] == [
        ("A", "primary"), ("B", "standby"),
    ]  # fmt: skip
    running = {process.pid for process in left(noted)}
    assert {pid for one in told["servers"] for pid in one["pids"]} < running

    down = quorumscope("down", *at)
    assert (down.returncode, down.stdout) == (0, f"The cluster in {place} is gone.\n")
    assert (left(noted), place.exists()) == ([], False)
    assert quorumscope("down", *at).stdout == f"There is no cluster in {place}.\n"


def test_after_the_keeper_was_killed_down_leaves_no_process_and_no_file(place, left):
    keeper = control.begin(place, NAMES[:2])
    noted = notes.read(place)
    assert noted
    keeper.kill()
    keeper.wait()
    assert left(noted) != []
    with pytest.raises(GoneError):
        Control(place).ask("status")
    told = quorumscope("status", "--folder", str(place))
    assert told.returncode == 2
    assert f"quorumscope cluster down --folder {place}" in told.stderr
    note = (place / "A" / "data" / "postmaster.pid").read_text().splitlines()
    assert note[6].split()[1] in shared_memory()  # who is killed cannot give it back

    assert quorumscope("down", "--folder", str(place)).returncode == 0
    assert (left(noted), place.exists()) == ([], False)
    assert note[6].split()[1] not in shared_memory()


def shared_memory():
    """The segments of System V shared memory that there are on this machine."""
    with suppress(FileNotFoundError):
        lines = subprocess.run(["ipcs", "-m"], capture_output=True, text=True, check=True).stdout
        return {line.split()[1] for line in lines.splitlines() if line.startswith("0x")}
    return pytest.skip("there is no ipcs")


def test_one_that_is_tied_ends_when_its_owner_is_killed(place, left):
    owner = subprocess.Popen(
        [sys.executable, "-c", f"""
from pathlib import Path
from explorer.clusters.postgres import control
keeper = control.begin(Path({str(place)!r}), ("A", "B"), tied=True)
print(keeper.pid, flush=True)
keeper.wait()
"""], stdout=subprocess.PIPE)  # fmt: skip
    with owner:
        assert owner.stdout
        keeper = psutil.Process(int(owner.stdout.readline()))
        noted = notes.read(place)
        assert noted
        assert len(left(noted)) > 2
        owner.send_signal(signal.SIGKILL)
    keeper.wait(60)
    assert (left(noted), place.exists()) == ([], False)


def test_one_that_cannot_be_made_says_why_and_leaves_nothing(place, loop):
    with postgres_servers.folder() as programs:
        real = postgres_servers.found(loop, place)
        programs.mkdir()
        for name in ("postgres", "initdb", "pg_rewind", "pg_isready", "pg_basebackup"):
            script = programs / name
            script.write_text(BROKEN.format(real=real.path(name), name=name))
            script.chmod(0o755)
        path = f"{programs}:{os.environ['PATH']}"
        up = quorumscope("up", "--folder", str(place), PATH=path)
    assert up.returncode == 2
    assert "pg_basebackup: no room for a copy" in up.stderr  # when the first server ran already
    assert not place.exists()


BROKEN = """#!/bin/sh
[ "$1" = --version ] && echo "{name} (PostgreSQL) 99.0" && exit
[ {name} = pg_basebackup ] && echo "no room for a copy" >&2 && exit 1
exec {real} "$@"
"""


def test_a_folder_with_anything_else_in_it_is_left_alone(place):
    place.mkdir()
    (place / "letter").write_text("dear")
    up = quorumscope("up", "--folder", str(place))
    assert up.returncode == 2
    assert "choose another folder" in up.stderr
    assert [path.name for path in place.iterdir()] == ["letter"]
