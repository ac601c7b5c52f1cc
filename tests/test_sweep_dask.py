"""Sweeps on Dask: the same rows, hosts that are known, and what is said where there is no way."""

import importlib.util
from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.problems import InputError
from explorer.sweeps import work
from explorer.sweeps.axes import Axis
from explorer.sweeps.plan import planned

STORY = str(Path(__file__).parent / "data" / "race.yaml")
SWEEP = ("sweep", STORY, "--vary", "r=1..2", "--seeds", "1..4")
INSTALLED = importlib.util.find_spec("distributed") is not None
needs_dask = pytest.mark.skipif(not INSTALLED, reason="the extra `sweep` has it")


@pytest.fixture
def afar():
    return pytest.importorskip("explorer.sweeps.afar", exc_type=ImportError)


@pytest.fixture
def a_plan():
    return planned(STORY, None, (Axis("r", ("1", "2")),), range(1, 21))


@pytest.mark.parametrize("where", ["--dask tcp://x:1", "--ssh a,b"])
def test_without_dask_the_line_that_installs_it_is_told(monkeypatch, capsys, where):
    monkeypatch.setattr("explorer.commands.sweep.find_spec", lambda _: None)
    assert main([*SWEEP, *where.split()]) == 2
    assert capsys.readouterr().err == (
        f"{where}: Dask is not installed: pip install 'quorumscope[sweep]'\n"
    )


def test_a_sweep_is_done_in_one_place_only(capsys):
    with pytest.raises(SystemExit):
        main([*SWEEP, "--workers", "2", "--ssh", "a"])
    assert "not allowed with" in capsys.readouterr().err


@pytest.mark.filterwarnings("default")
def test_rows_are_those_of_home_also_where_threads_do_them(afar, a_plan):
    with afar.Client(
        processes=False, n_workers=2, threads_per_worker=2, dashboard_address=None
    ) as client:
        found = dict(afar.run(client, a_plan, range(len(a_plan))))
    alone = [work.row(a_plan.job(place)) for place in range(len(a_plan))]
    assert [found[place] for place in range(len(a_plan))] == alone


@needs_dask
@pytest.mark.filterwarnings("default")
def test_where_nobody_answers_it_is_told_which_cluster(capsys):
    assert main([*SWEEP, "--dask", "tcp://127.0.0.1:1"]) == 2
    assert capsys.readouterr().err.startswith("--dask tcp://127.0.0.1:1: there is no way to it: ")


def test_a_host_is_never_talked_to_without_known_keys(afar, monkeypatch, tmp_path):
    started = []
    monkeypatch.setattr(afar, "SSHCluster", lambda hosts, **given: started.append((hosts, given)))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    crew = afar.Crew("--ssh a,b", None, ["a", "b"], "/there/python")
    with pytest.raises(OSError, match="there are no known hosts in"):
        crew._started()
    known = tmp_path / ".ssh" / "known_hosts"
    known.parent.mkdir()
    known.touch()
    crew._started()
    ((hosts, given),) = started
    assert hosts == ["a", "a", "b"]
    assert given["connect_options"]["known_hosts"] == str(known)
    assert given["remote_python"] == "/there/python"


def test_a_host_whose_key_is_another_one_is_told_in_words(afar, monkeypatch):
    def refused(_self):
        raise RuntimeError("Cluster failed to start") from afar.asyncssh.HostKeyNotVerifiable("no")

    monkeypatch.setattr(afar.Crew, "_started", refused)
    crew = afar.Crew("--ssh a", None, ["a"])
    with pytest.raises(InputError, match="--ssh a: there is no way to it: no"):
        list(crew.run(None, [0]))


@pytest.mark.parametrize("wrong", ["gone", "bare"])
def test_a_lost_cluster_is_told(afar, a_plan, monkeypatch, wrong):
    class Future:
        def result(self):
            if wrong == "gone":
                raise afar.CancelledError("rows-1")
            raise RuntimeError("of the task graph") from ModuleNotFoundError("No module explorer")

    class Client:
        cancelled = ()

        def nthreads(self):
            return {}

        def submit(self, *_args, **_more):
            return Future()

        def cancel(self, asked):
            self.cancelled = asked

    monkeypatch.setattr(afar, "as_completed", iter)
    client = Client()
    said = {
        "gone": "the cluster is lost: rows-1",
        "bare": "not installed there: No module explorer",
    }
    with pytest.raises(work.LostError, match=said[wrong]):
        list(afar.run(client, a_plan, range(len(a_plan))))
    assert len(client.cancelled) == afar.FEWEST_PIECES


def test_nothing_is_asked_of_a_cluster_when_all_is_done(afar, a_plan):
    assert list(afar.Crew("--dask x", "x", []).run(a_plan, [])) == []
