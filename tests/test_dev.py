"""The parts of the set-up that can be tried without setting up."""

import io
import re
import sys
import tomllib
from pathlib import PurePosixPath
from unittest.mock import AsyncMock

import pytest

import dev
from explorer import doctor
from explorer.clusters import installed
from explorer.command_line import parser as main_parser

A_LIBRARY = doctor.Missing("libxcb-cursor.so.0", "libxcb-cursor0", "a window under X needs it")
A_FONT = doctor.Missing("a font", "fonts-dejavu-core", "text is empty boxes")


@pytest.fixture
def debian(monkeypatch):
    monkeypatch.setattr(doctor, "has_apt", lambda: True)
    monkeypatch.setattr(doctor, "is_root", lambda: False)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt brings its own libraries")
def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "X11", {"libnowhere.so.9": "libnowhere9"})
    names = [(item.what, item.package) for item in doctor.missing()]
    assert ("libnowhere.so.9", "libnowhere9") in names


@pytest.mark.usefixtures("debian")
def test_the_install_line_names_each_package_once():
    line = doctor.install_line([A_LIBRARY, A_LIBRARY, A_FONT])
    assert line.startswith("sudo apt-get install -y ")
    assert line.endswith(" libxcb-cursor0 fonts-dejavu-core")


def test_elsewhere_the_line_names_what_is_missing(monkeypatch):
    monkeypatch.setattr(doctor, "has_apt", lambda: False)
    assert doctor.install_line([A_LIBRARY]) == "install what holds libxcb-cursor.so.0"


def test_nothing_missing_needs_no_line():
    assert doctor.install_line([]) == ""


@pytest.mark.usefixtures("debian")
def test_the_report_fails_and_says_the_line_when_something_required_lacks(monkeypatch):
    monkeypatch.setattr(doctor, "missing", lambda: [A_LIBRARY])
    written = io.StringIO()
    assert doctor.report(written) == 1
    assert "LACKS  libxcb-cursor.so.0 is missing (package libxcb-cursor0)" in written.getvalue()
    assert doctor.install_line([A_LIBRARY]) in written.getvalue()


def test_the_report_is_content_when_only_something_optional_lacks(monkeypatch):
    monkeypatch.setattr(doctor, "missing", lambda: [A_FONT._replace(required=False)])
    assert doctor.report(io.StringIO()) == 0


def doctored(monkeypatch):
    """What it says of PostgreSQL."""
    monkeypatch.setattr(doctor, "missing", list)
    doctor.report(written := io.StringIO())
    return next(line for line in written.getvalue().splitlines() if "PostgreSQL" in line)


@pytest.mark.skipif(bool(installed.lacking()), reason="without the extra there is nothing to find")
def test_the_postgres_that_would_be_run_is_named_with_its_user(monkeypatch):
    programs = pytest.importorskip("explorer.clusters.postgres.programs")
    local = pytest.importorskip("explorer.clusters.postgres.local")
    there = programs.Programs(PurePosixPath("/opt/there"), (16, 2))
    monkeypatch.setattr(local.LocalHost, "user", "pam")
    monkeypatch.setattr(programs, "find", AsyncMock(return_value=there))
    found = doctored(monkeypatch)
    assert found == "ok     PostgreSQL 16.2 in /opt/there; servers run as user pam"

    monkeypatch.undo()
    nothing = AsyncMock(return_value=([], ["/old has version 14.1"]))
    monkeypatch.setattr(programs, "looked_at", nothing)
    lacking = doctored(monkeypatch)
    assert lacking.startswith("note   no story can be played on PostgreSQL")
    assert "(/old has version 14.1" in lacking
    assert "apt-get install postgresql" in lacking
    assert "pip install 'quorumscope[postgres]'" in lacking


@pytest.mark.parametrize(
    ("version", "held"),
    [("6.8.3", False), ("6.9.0", True), ("6.11.3", True), ("6.12", False), ("6.12.0", False)],
)
def test_the_range_of_pyside_is_read_as_it_is_written(version, held):
    assert doctor.is_in_range(version, "<6.12,>=6.9") is held


@pytest.fixture
def stamped(monkeypatch, tmp_path):
    """A finished set-up: its lock, its project file, its stamp."""
    for name in ("LOCK", "PROJECT", "STAMP"):
        monkeypatch.setattr(dev, name, tmp_path / name)
        (tmp_path / name).write_text(name)
    dev.STAMP.write_text("\n".join(dev.wanted_lines()))


@pytest.mark.usefixtures("stamped")
def test_a_finished_set_up_is_known_again():
    assert dev.is_stamped()


@pytest.mark.usefixtures("stamped")
@pytest.mark.parametrize("name", ["LOCK", "PROJECT"])
def test_a_change_of_what_it_was_made_from_calls_for_another(name):
    getattr(dev, name).write_text("changed")
    assert not dev.is_stamped()


@pytest.mark.usefixtures("stamped")
def test_an_interrupted_set_up_leaves_no_stamp(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    dev.LOCK.write_text("changed")
    monkeypatch.setattr(dev.subprocess, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dev.make_venv()
    assert not dev.STAMP.exists()


def test_an_older_python_is_told_what_it_needs(monkeypatch, capsys):
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    assert dev.main(["run"]) == 2
    assert "Python 3.11 or newer" in capsys.readouterr().err


def test_every_picture_of_the_readme_is_there_and_is_made_by_one_command():
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (dev.ROOT / "README.md").read_text("utf-8"))
    assert sorted(shown) == sorted(dev.PICTURES)
    assert all((dev.ROOT / name).stat().st_size > 10_000 for name in shown)
    for name, words in dev.PICTURES.items():
        assert main_parser().parse_args([*words.split(), "--out", name]).command


@pytest.mark.parametrize(("extra", "lock"), [("bench", dev.PEERS), ("sweep", dev.DASK)])
def test_extras_are_locked_apart_from_the_program(extra, lock):
    extras = tomllib.loads(dev.PROJECT.read_text("utf-8"))["project"]["optional-dependencies"]
    locked, program = lock.read_text("utf-8"), dev.LOCK.read_text("utf-8")
    for wanted in extras[extra]:
        name = re.match(r"[\w-]+", wanted)[0]
        assert re.search(rf"^{name}==\S+ \\\n +--hash=sha256:", locked, re.MULTILINE)
        assert f"{name}==" not in program


def test_bench_installs_the_peers_by_their_hashes_and_hands_over(monkeypatch):
    ran, became = [], []
    monkeypatch.setattr(dev, "set_up", lambda: True)
    monkeypatch.setattr(dev.subprocess, "run", lambda words, **_: ran.append([*map(str, words)]))
    monkeypatch.setattr(dev, "become", lambda words: became.append(words) or 0)
    assert dev.main(["bench", "seek"]) == 0
    locks = ["-r", str(dev.PEERS), "-r", str(dev.DASK)]
    assert ran[0][-5:] == ["--require-hashes", *locks]
    assert became[0][1:] == ["bench", "seek"]
