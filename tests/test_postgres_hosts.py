"""A real cluster on three machines, by SSH."""

import asyncio
import json
import os
import signal
import subprocess
import sys

import postgres_hosts
import postgres_servers
import psycopg
import pytest

from explorer.clusters.postgres import notes, places
from explorer.clusters.postgres.control import Control
from explorer.clusters.postgres.local import LocalHost
from explorer.problems import InputError

pytestmark = pytest.mark.real_clock


@pytest.fixture(scope="module")
def machines():
    with postgres_servers.loop() as loop:
        postgres_servers.found(loop, None)  # that of the system: the wheel is not brought to hosts
    with postgres_hosts.machines(3) as made:
        yield made


@pytest.fixture
def cluster(machines):
    """The command line of somebody whom the hosts know."""
    with postgres_servers.folder() as place:

        def do(what, *words):
            return subprocess.run(
                [sys.executable, "-m", "explorer", "cluster", what, "--folder", place, *words],
                capture_output=True, text=True, timeout=100, check=False,
                env=os.environ | {"HOME": str(machines.home)},
            )  # fmt: skip

        do.place = place
        try:
            yield do
        finally:
            if notes.read(place):  # the test has failed
                do("down")


def posts(asked, server):
    with psycopg.connect(asked.ask("conninfo", server=server)) as connection:
        return [words for (words,) in connection.execute("SELECT words FROM post")]


def test_it_is_made_cut_healed_failed_over_and_removed(machines, cluster):
    up = cluster("up", "--hosts", machines.file, "--json")
    assert up.stderr == ""
    told = json.loads(up.stdout)
    assert [(one["name"], one["role"]) for one in told["servers"]] == [
        ("A", "primary"), ("B", "standby"), ("C", "standby"),
    ]  # fmt: skip
    assert len({one["host"] for one in told["servers"]}) == 3
    assert all(len(list(folder.iterdir())) == 1 for folder in machines.folders)

    asked = Control(cluster.place)
    asked.ask("require", k=1, level="remote_apply")
    asked.ask("cut", one="A", other="B")
    with psycopg.connect(asked.ask("conninfo", server="A"), autocommit=True) as connection:
        connection.execute("CREATE TABLE post (words text)")
        connection.execute("INSERT INTO post VALUES ('while it was cut')")
    assert posts(asked, "C") == ["while it was cut"]
    asked.ask("heal")
    asked.ask("crash", server="A")
    asked.ask("promote", server="C")
    asked.ask("restart", server="A")
    assert asked.ask("rejoin", server="A") == ""
    with psycopg.connect(asked.ask("conninfo", server="C"), autocommit=True) as connection:
        connection.execute("INSERT INTO post VALUES ('after the failover')")
    status = json.loads(cluster("status", "--json").stdout)
    assert [one["role"] for one in status["servers"]] == ["standby", "standby", "primary"]

    noted = notes.read(cluster.place)
    assert noted
    [keeper] = asyncio.run(LocalHost().processes([f"{noted.mark}keeper"]))
    os.kill(keeper.pid, signal.SIGKILL)
    down = cluster("down")
    assert (down.returncode, down.stderr) == (0, "")
    assert not cluster.place.exists()
    assert [list(folder.iterdir()) for folder in machines.folders] == [[], [], []]
    assert asyncio.run(LocalHost().processes([noted.mark])) == []


def test_a_host_that_is_not_known_is_not_talked_to(machines, cluster):
    known = machines.home / ".ssh" / "known_hosts"
    lines = known.read_text()
    known.write_text(lines.split("\n", 1)[1])
    try:
        up = cluster("up", "--hosts", machines.file)
    finally:
        known.write_text(lines)
    assert up.returncode == 2
    assert "Host key is not trusted" in up.stderr
    assert not cluster.place.exists()
    assert [list(folder.iterdir()) for folder in machines.folders] == [[], [], []]


def test_all_that_is_wrong_with_a_file_of_hosts_is_said_at_once(tmp_path):
    file = tmp_path / "hosts"
    file.write_text("# ours\nann@one:22 /srv  # the first\n\ntwo words here\nann@@two\n")
    with pytest.raises(InputError) as wrong:
        places.read(file)
    assert [(one.line, one.message.partition(":")[0]) for one in wrong.value.problems] == [
        (4, "'two words here' is no host"), (5, "'ann@@two' is no host"),
    ]  # fmt: skip
    file.write_text("ann@one:2222 /srv\n[fe80::1]\n")
    assert places.read(file) == ("ann@one:2222 /srv", "[fe80::1]")
    file.write_text("one\n")
    with pytest.raises(InputError, match="there are 1 hosts: write 2 to 9"):
        places.read(file)
