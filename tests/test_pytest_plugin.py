"""The plugin of pytest, as somebody else's project has it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = ("-p", "no:quorumscope", "-p", "ui.pytest_plugin", "-p", "no:cacheprovider")
"""By its module: so it is there as well where the program was not installed with it."""
FAILING = """\
title: Y sees it at once
story: 2
steps:
  - do: post X "dinner?"
  - do: feed Y
    as: early
  - expect: early shows "dinner?"
"""


def pytest_in(folder: Path, *arguments: str) -> tuple[int, str]:
    """What pytest says there: exit status and text."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *PLUGIN, *arguments], cwd=folder, text=True,
        capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_example_project_passes(tmp_path):
    folder = tmp_path / "examples"
    shutil.copytree(ROOT / "examples", folder, ignore=shutil.ignore_patterns("__pycache__"))
    status, said = pytest_in(folder, "-v")
    assert status == 0, said
    assert "lunch-by-hand.scenario.yaml::Y refreshes, and sees what X has written PASSED" in said
    assert re.search(r"\b7 passed", said)


def test_a_scenario_that_fails_is_told_with_its_file_and_line(tmp_path):
    (tmp_path / "at-once.scenario.yaml").write_text(FAILING, encoding="utf-8")
    (tmp_path / "wrong.scenario.yaml").write_text("story: 2\nsteps:\n  - do: pots X\n  - at: 3\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    status, said = pytest_in(tmp_path, "--continue-on-collection-errors")
    assert status == 1
    assert 'at-once.scenario.yaml:7: expect early shows "dinner?": it shows nothing new' in said
    assert "wrong.scenario.yaml:3:9: steps.0.do: there is no verb 'pots'" in said
    assert "wrong.scenario.yaml:4:9: steps.1.at: a time is a number and a unit" in said
    assert "Traceback" not in said
    assert "ui/pytest_plugin.py" not in said
