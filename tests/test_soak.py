"""Ten seconds of the real window in its real event loop, every panel in sight, used at random."""

from array import array

import pytest
from page import wear
from PySide6.QtWidgets import QApplication

from explorer import folders, script
from explorer.__main__ import main
from ui.benches import GAP_MS, LONGEST_GAP_MS
from ui.soak import ASIDE, BESIDE, FAR, HERE, Soak

SECONDS, STORY_S = 10, 4
SLOWER = 2
"""Where many programs share two cores, the same work takes even its own thread so much longer."""
GROWN_MB = 60
"""A log grows while it is played, and each story begins another: that, and no more."""


@pytest.mark.usefixtures("qtbot")
def test_nobody_waits_for_the_window(monkeypatch, tmp_path):
    """By the time for which its thread worked, so that other programs cannot spoil it."""
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path))
    monkeypatch.setattr("ui.soak.STORY_S", STORY_S)
    wear("dark")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    found = Soak(app).run(SECONDS)
    wear("dark")
    worst = sorted(found.causes, reverse=True)[:3]
    assert len(found.gaps_ms) > 5 * SECONDS, "the window hardly lived"
    assert sum(found.said.values()) > SECONDS, "nothing was done in it"
    assert found.part(found.worked_ms, 0.99) <= SLOWER * GAP_MS, worst
    assert max(found.worked_ms) <= SLOWER * LONGEST_GAP_MS, worst
    grown_mb = found.grown_mb(since_s=SECONDS // 3)
    assert grown_mb is None or grown_mb <= GROWN_MB, found.memory_mb
    assert found.mishaps == []
    assert found.warnings == []
    assert list(tmp_path.iterdir()) == []


def test_what_is_done_by_hand_is_what_a_person_does():
    """A hand that nobody has is no soak: each is a verb, or a click."""
    verbs = {script.parse(line.replace("server", "server A"))[1].verb for line in
             {*HERE, *FAR, *ASIDE, *BESIDE} - {"click", "crash", "restart", "seek", "speed", "show",
                                              "heal"}}  # fmt: skip
    assert {"play", "compare", "next", "previous", "undo", "story", "theme", "back"} <= verbs


def test_bench_knows_its_rows(capsys):
    assert main(["bench", "nothing"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("nothing: there is no such benchmark; there are engine_vs_simpy, ")
    assert said.endswith(", soak\n")


def test_bench_tells_each_row_beside_its_limit(capsys, monkeypatch):
    import json

    monkeypatch.setattr("ui.soak.Soak.run", lambda self, _seconds: self.found)
    assert main(["bench", "soak", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == [
        "soak", "soak-longest", "soak-worked", "soak-worked-longest", "soak-errors",
    ]  # fmt: skip
    assert set(rows[0]) == {"name", "unit", "ours", "peer", "peer_name", "ratio", "limit",
                            "limit_name", "fraction_of_limit", "goal", "met"}  # fmt: skip
    assert (rows[0]["unit"], rows[0]["limit"]) == ("ms", 50.0)


@pytest.mark.parametrize(("gaps", "p99"), [([], 0.0), ([1.0] * 99 + [9.0], 9.0), ([2.0], 2.0)])
def test_a_quantile_of_gaps(gaps, p99):
    from ui.soak import Findings

    assert Findings(gaps_ms=array("d", gaps)).p99_ms == p99


def test_memory_that_grows_is_seen():
    from ui.soak import Findings

    flat = [(10 * i, 200.0 + i % 3) for i in range(30)]
    assert Findings(memory_mb=flat).grown_mb() == 0
    assert Findings(memory_mb=[(s, mb + s) for s, mb in flat]).grown_mb() > 100
    assert Findings(memory_mb=flat[:4]).grown_mb() is None


def test_a_story_that_comes_back_needs_no_more_memory_than_before():
    """Like is compared with like: each half of four minutes is a round of all stories."""
    from ui import soak

    round_s = len(soak.STORIES) * soak.STORY_S
    heavy = [(s, 290.0 if s % round_s < soak.STORY_S else 200.0) for s in range(60 + 2 * round_s)]
    assert soak.Findings(memory_mb=heavy).grown_mb() == 0
    leaking = [(s, mb + 20 * (s > 60 + round_s)) for s, mb in heavy]
    assert soak.Findings(memory_mb=leaking).grown_mb() == 20


def test_each_minute_has_its_most_memory():
    from ui.soak import Findings

    found = Findings(memory_mb=[(1, 100.0), (30, 130.0), (59, 120.0), (60, 90.0), (61, 95.0)])
    assert found.minutes_mb == [130.0, 95.0]


def test_bench_tells_memory_and_warnings_in_words(capsys, monkeypatch):
    def run(soak, _seconds):
        soak.found.gaps_ms, soak.found.worked_ms = array("d", [4, 6, 8]), array("d", [1, 2, 3])
        soak.found.memory_mb = [(1, 200.0), (61, 220.0)]
        return soak.found

    monkeypatch.setattr("ui.soak.Soak.run", run)
    assert main(["bench", "soak"]) == 0
    said = capsys.readouterr().out
    assert "half of the gaps are below 6.0 ms, by this thread's own time 2.0 ms" in said
    assert "memory, the most of each minute: 200, 220 MB" in said
    assert "warnings of Qt and errors: none" in said


@pytest.mark.usefixtures("qtbot")
def test_each_round_does_the_same_so_that_what_it_takes_can_be_compared(monkeypatch):
    monkeypatch.setattr("ui.soak.STORIES", ("2", "5", "9"))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    soak, drawn = Soak(app, seed=3), []
    for _ in range(6):
        soak._open()
        drawn.append(soak._luck.random())
    soak._close()
    assert drawn[:3] == drawn[3:]
    assert len(set(drawn)) == 3
