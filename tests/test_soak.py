"""Ten seconds of the real window in its real event loop, every panel in sight, used at random."""

import pytest
from PySide6.QtWidgets import QApplication
from test_window import wear

from explorer import folders
from explorer.__main__ import main
from ui.soak import HERE, Soak

SECONDS = 10
FEW_MS = 50.0
SLOWER = 6
"""Where many programs share two cores, the same work takes even its own thread so much longer."""


@pytest.mark.usefixtures("qtbot")
def test_nobody_waits_for_the_window(monkeypatch, tmp_path):
    """By the time for which its thread worked, so that other programs cannot spoil it."""
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path))
    wear("dark")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    found = Soak(app, hands=HERE).run(SECONDS)
    wear("dark")
    worst = sorted(found.causes, reverse=True)[:3]
    assert len(found.gaps_ms) > 5 * SECONDS, "the window hardly lived"
    assert sum(found.said.values()) > SECONDS, "nothing was done in it"
    assert found.part(found.worked_ms, 0.99) <= SLOWER * FEW_MS, worst
    assert found.mishaps == []
    assert found.warnings == []
    assert list(tmp_path.iterdir()) == []


def test_bench_knows_its_rows(capsys):
    assert main(["bench", "nothing"]) == 2
    assert "nothing: there is no such benchmark; there are soak" in capsys.readouterr().err


def test_bench_tells_each_row_beside_its_limit(capsys, monkeypatch):
    import json

    monkeypatch.setattr("ui.soak.Soak.run", lambda self, _seconds: self.found)
    assert main(["bench", "soak", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == ["soak", "soak-longest", "soak-errors"]
    assert set(rows[0]) == {"name", "unit", "ours", "peer", "peer_name", "ratio", "limit",
                            "limit_name", "fraction_of_limit"}  # fmt: skip
    assert (rows[0]["unit"], rows[0]["limit"]) == ("ms", 50.0)


@pytest.mark.parametrize(("gaps", "p99"), [([], 0.0), ([1.0] * 99 + [9.0], 9.0), ([2.0], 2.0)])
def test_a_quantile_of_gaps(gaps, p99):
    from ui.soak import Findings

    assert Findings(gaps_ms=gaps).p99_ms == p99


def test_memory_that_grows_is_seen():
    from ui.soak import Findings

    flat = [(10 * i, 200.0 + i % 3) for i in range(30)]
    assert Findings(memory_mb=flat).grown_mb() == 0
    assert Findings(memory_mb=[(s, mb + s) for s, mb in flat]).grown_mb() > 100
    assert Findings(memory_mb=flat[:4]).grown_mb() is None
